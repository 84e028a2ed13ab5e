//! Known truth: which records are one customer, read from a file in any of the usual shapes, and
//! scores against it.
//!
//! Shapes, recognised by their headers:
//! * a label per record: a key column and a column such as `cluster`, `person_id`, `entity_id`;
//!   a `source` column where keys repeat between sources, a `household_id` where households matter;
//! * pairs: two key columns, one pair of the same customer a row;
//! * FEBRL: keys such as `rec-552-dup-3`, whose number is the label.
//!
//! Where no header says that a column is a label, its values do: labels are no keys of records, or stand beside
//! nearly every record once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use rustc_hash::FxHashMap;
use sameboat_ingest::{RawRow, RawTable};
use sameboat_link::evaluate::{Evaluation, Known, evaluate, number_labels};
use sameboat_link::guess::{Role, UnknownColumn, guess_roles};
use sameboat_model::mapping::ReadSettings;
use serde::Serialize;

use crate::error::PipelineError;
use crate::evaluate::PairScores;

/// A record as the result names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRecord {
    /// Its line, or the file it comes from.
    pub line: String,
    /// Its source.
    pub source: String,
    /// Its key.
    pub key: String,
    /// The customer or cluster it was put in.
    pub customer: String,
}

/// How a truth file was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum TruthReading {
    /// A label per record.
    Labels {
        /// The column of keys.
        key: String,
        /// The column of labels.
        label: String,
    },
    /// Pairs of keys.
    Pairs {
        /// The column of the keys of the first source.
        left: String,
        /// The column of the keys of the last source.
        right: String,
    },
    /// The keys themselves say it.
    Febrl,
}

impl fmt::Display for TruthReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Labels { key, label } => write!(f, "a label per record: `{label}` of `{key}`"),
            Self::Pairs { left, right } => write!(f, "pairs of keys: `{left}` and `{right}`"),
            Self::Febrl => f.write_str("the numbers in the records' keys (rec-552-dup-3)"),
        }
    }
}

/// Scores against truth.
#[derive(Debug, Serialize)]
pub struct Scores {
    /// How the truth was read.
    pub truth_read_as: TruthReading,
    /// Pairwise and B-cubed scores.
    #[serde(flatten)]
    pub evaluation: Evaluation,
    /// Records of the result that the truth says nothing about; they are left out of the scores.
    pub records_without_truth: u64,
    /// How the truth keeps households apart, if it knows any.
    pub households: Option<Households>,
    /// The threshold curve and the errors by reason, where the scored pairs are at hand.
    #[serde(flatten)]
    pub pairs: Option<PairScores>,
}

/// Whether household members were kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Households {
    /// Households of two or more people.
    pub households: u64,
    /// Of these, households of which two people were merged.
    pub with_merged_members: u64,
}

/// What the truth says of each record of a result, in the result's order.
#[derive(Debug)]
struct Labels {
    read_as: TruthReading,
    person: Vec<Option<String>>,
    household: Vec<Option<String>>,
}

/// A result beside its truth, as numbers; one entry per record.
pub(crate) struct Judged {
    read_as: TruthReading,
    cluster_of: Vec<u32>,
    line_of: Vec<u16>,
    person: Vec<Option<u32>>,
    household: Vec<Option<u32>>,
}

/// Scores a result against a truth file.
pub fn score(result: &[ResultRecord], truth: &Path) -> Result<Scores, PipelineError> {
    Ok(Judged::read(result, truth)?.scores())
}

impl Judged {
    /// Reads what a truth file says of a result.
    pub(crate) fn read(result: &[ResultRecord], truth: &Path) -> Result<Self, PipelineError> {
        let labels = read_labels(result, truth)?;
        if !result.is_empty() && labels.person.iter().all(Option::is_none) {
            let sources: BTreeSet<&str> = result.iter().map(|record| &*record.source).collect();
            let sources: Vec<&str> = sources.into_iter().collect();
            let message = format!(
                "no row of it is about any record of the result: its keys must be those of the \
                 crosswalk and its sources, if it has a column of them, {}",
                sources.join(", ")
            );
            return Err(PipelineError::file(truth, message));
        }
        let mut people = BTreeSet::new();
        let mut labels_told = labels.person.iter().flatten();
        if result.len() > 1 && !labels_told.any(|label| !people.insert(label)) {
            let message = format!(
                "read as {}, it says of no two records of the result that they are one: there is nothing to find",
                labels.read_as
            );
            return Err(PipelineError::file(truth, message));
        }
        let number = |labels: &[Option<String>]| number_labels(labels.iter().map(Option::as_deref));
        let customers = number_labels(result.iter().map(|record| Some(record.customer.as_str())));
        let lines: BTreeSet<&str> = result.iter().map(|record| record.line.as_str()).collect();
        let lines: BTreeMap<&str, u16> = lines.into_iter().zip(0..).collect();
        Ok(Self {
            read_as: labels.read_as,
            cluster_of: customers.into_iter().map(Option::unwrap_or_default).collect(),
            line_of: result.iter().map(|record| lines[record.line.as_str()]).collect(),
            person: number(&labels.person),
            household: number(&labels.household),
        })
    }

    /// What errors are told from.
    pub(crate) fn known(&self) -> Known<'_> {
        Known {
            cluster_of: &self.cluster_of,
            truth: &self.person,
            household: &self.household,
            line_of: &self.line_of,
        }
    }

    /// The scores that need no pairs.
    pub(crate) fn scores(&self) -> Scores {
        Scores {
            truth_read_as: self.read_as.clone(),
            evaluation: evaluate(&self.cluster_of, &self.person, &self.line_of),
            records_without_truth: self.person.iter().filter(|label| label.is_none()).count()
                as u64,
            households: self.households(),
            pairs: None,
        }
    }

    /// Counts households of which two different people ended in one customer.
    fn households(&self) -> Option<Households> {
        if self.household.is_empty() {
            return None;
        }
        let mut people: BTreeMap<u32, BTreeMap<u32, BTreeSet<u32>>> = BTreeMap::new();
        let known = self.cluster_of.iter().zip(&self.person).zip(&self.household);
        for ((customer, person), household) in known {
            if let (Some(person), Some(household)) = (person, household) {
                let members = people.entry(*household).or_default();
                members.entry(*person).or_default().insert(*customer);
            }
        }
        people.retain(|_, members| members.len() > 1);
        let merged = people.values().filter(|members| {
            let mut seen = BTreeSet::new();
            let mut customers = members.values().flatten();
            customers.any(|customer| !seen.insert(*customer))
        });
        Some(Households {
            households: people.len() as u64,
            with_merged_members: merged.count() as u64,
        })
    }
}

/// Reads a table of which no row may be left out: a score over a part would look like a score.
pub fn read_whole(file: &Path) -> Result<RawTable, PipelineError> {
    let table = sameboat_ingest::read_table(file, &ReadSettings::default())?;
    match table.refused.first() {
        Some((row, reason)) => Err(PipelineError::Row {
            file: file.to_owned(),
            row: *row,
            message: format!("{reason}; mend the row, as a score needs every one"),
        }),
        None => Ok(table),
    }
}

fn read_labels(result: &[ResultRecord], truth: &Path) -> Result<Labels, PipelineError> {
    let table = read_whole(truth)?;
    let column = |names: &[&str]| {
        table.header.iter().position(|name| names.contains(&name.trim().to_lowercase().as_str()))
    };
    let source = column(&["source", "source_dataset", "dataset", "file"]);
    let household = column(&["household_id", "household"]);
    let roles = guess_roles(&unknown_columns(&table.header, &table.rows));
    let key = column(&["record_key"]).or_else(|| place(&roles, Role::RecordKey)).unwrap_or(0);
    let label = column(&["person_id", "cluster"]).or_else(|| place(&roles, Role::TruthLabel));
    if let Some(label) = label {
        return Ok(labels_of_columns(
            result,
            &table,
            LabelColumns { source, key, label, household },
        ));
    }
    let keys: Vec<Option<String>> = result.iter().map(|record| febrl_label(&record.key)).collect();
    if keys.iter().all(Option::is_some) {
        return Ok(Labels { read_as: TruthReading::Febrl, person: keys, household: vec![] });
    }
    if table.header.len() < 2 {
        return Err(PipelineError::file(
            truth,
            "not a truth file: it needs a key column and a label column (`cluster`, `person_id`), \
             or two key columns with one true pair a row",
        ));
    }
    let pairs = Pairs::new(result, &table.rows);
    if pairs.are_labels() {
        let columns = LabelColumns { source: None, key: 0, label: 1, household };
        return Ok(labels_of_columns(result, &table, columns));
    }
    let name = |at: usize| table.header[at].trim().to_owned();
    let read_as = TruthReading::Pairs { left: name(0), right: name(1) };
    Ok(Labels { read_as, person: pairs.labels(), household: vec![] })
}

/// Where the columns of a label per record stand.
#[derive(Clone, Copy)]
struct LabelColumns {
    source: Option<usize>,
    key: usize,
    label: usize,
    household: Option<usize>,
}

fn labels_of_columns(result: &[ResultRecord], table: &RawTable, columns: LabelColumns) -> Labels {
    let LabelColumns { source, key, label, household } = columns;
    let cell = |row: &[String], column: Option<usize>| {
        column.and_then(|c| row.get(c)).map(|text| text.trim().to_owned()).filter(|t| !t.is_empty())
    };
    let find =
        |row: &[String]| Some((cell(row, source).unwrap_or_default(), cell(row, Some(key))?));
    let look_up = |column: usize| -> Vec<Option<String>> {
        let rows = table.rows.iter().map(|row| row.cells.as_slice());
        let said = rows.filter_map(|row| Some((find(row)?, cell(row, Some(column))?)));
        let said: FxHashMap<(String, String), String> = said.collect();
        result.iter().map(|record| by_record(&said, record)).collect()
    };
    let name = |at: usize| table.header[at].trim().to_owned();
    Labels {
        read_as: TruthReading::Labels { key: name(key), label: name(label) },
        person: look_up(label),
        household: household.map(look_up).unwrap_or_default(),
    }
}

/// The roles of a bare table's columns are guessed from all of its values.
pub(crate) fn unknown_columns<'a>(
    header: &'a [String],
    rows: &'a [RawRow],
) -> Vec<UnknownColumn<'a>> {
    let column = |index: usize| {
        rows.iter()
            .map(|row| row.cells.get(index).map(|text| text.trim()).filter(|text| !text.is_empty()))
            .collect()
    };
    header
        .iter()
        .enumerate()
        .map(|(index, name)| UnknownColumn { name: name.trim(), values: column(index) })
        .collect()
}

fn place(roles: &[Role], role: Role) -> Option<usize> {
    roles.iter().position(|found| *found == role)
}

/// By source and key, else by key alone where the truth names no sources.
fn by_record(map: &FxHashMap<(String, String), String>, record: &ResultRecord) -> Option<String> {
    map.get(&(record.source.clone(), record.key.clone()))
        .or_else(|| map.get(&(String::new(), record.key.clone())))
        .cloned()
}

/// `rec-552-dup-3` and `rec-552-org` are both 552.
fn febrl_label(key: &str) -> Option<String> {
    let mut parts = key.split('-');
    let (rec, number, kind) = (parts.next()?, parts.next()?, parts.next()?);
    let known = rec == "rec" && matches!(kind, "org" | "dup");
    (known && number.bytes().all(|b| b.is_ascii_digit())).then(|| number.to_owned())
}

/// Two columns of which no header says what they are.
struct Pairs<'r> {
    result: &'r [ResultRecord],
    /// The cells of both columns where both say something.
    rows: Vec<[&'r str; 2]>,
    /// The records by source and key.
    index: FxHashMap<(&'r str, &'r str), usize>,
    /// The first source and the last: the first key is looked for in the one, the second in the other.
    ends: [&'r str; 2],
}

impl<'r> Pairs<'r> {
    /// Share of cells below which they are no keys, and share of records from which all have a row.
    const HARDLY_ANY: f64 = 0.05;
    const NEARLY_ALL: f64 = 0.9;

    fn new(result: &'r [ResultRecord], rows: &'r [RawRow]) -> Self {
        let mut sources: Vec<&str> = Vec::new();
        for record in result {
            if !sources.contains(&record.source.as_str()) {
                sources.push(&record.source);
            }
        }
        let end = |source: Option<&&'r str>| source.copied().unwrap_or_default();
        let ends = [end(sources.first()), end(sources.last())];
        let records = result.iter().enumerate();
        let index = records
            .map(|(place, record)| ((record.source.as_str(), record.key.as_str()), place))
            .collect();
        let cells = |row: &'r RawRow| Some([row.cells.first()?.trim(), row.cells.get(1)?.trim()]);
        let rows = rows.iter().filter_map(cells);
        let rows = rows.filter(|row| row.iter().all(|cell| !cell.is_empty())).collect();
        Self { result, rows, index, ends }
    }

    /// The record that a cell of the first or the second column names.
    fn record(&self, side: usize, row: [&'r str; 2]) -> Option<usize> {
        self.index.get(&(self.ends[side], row[side])).copied()
    }

    /// Whether the second column is no key but a label: hardly any record has such a key; or each row is about
    /// another record, all have one, and the rows are not those of pairs written down from both sides.
    fn are_labels(&self) -> bool {
        let share = |count: usize, of: usize| count as f64 / of.max(1) as f64;
        let known =
            |side| self.rows.iter().filter(|row| self.record(side, **row).is_some()).count();
        if share(known(1), self.rows.len()) < Self::HARDLY_ANY {
            return true;
        }
        // Pairs across two sources, whose keys may be alike.
        if self.ends[0] != self.ends[1] && share(known(0), self.rows.len()) >= Self::NEARLY_ALL {
            return false;
        }
        let keys: BTreeSet<&str> = self.rows.iter().map(|row| row[0]).collect();
        let has_row = |record: &&ResultRecord| keys.contains(record.key.as_str());
        let covered = self.result.iter().filter(has_row).count();
        let rows: BTreeSet<[&str; 2]> = self.rows.iter().copied().collect();
        let is_of_both_sides = rows.iter().all(|[one, other]| rows.contains(&[*other, *one]));
        keys.len() == self.rows.len()
            && share(covered, self.result.len()) >= Self::NEARLY_ALL
            && !is_of_both_sides
    }

    /// Connects the records of each true pair.
    fn labels(&self) -> Vec<Option<String>> {
        let mut parent: Vec<usize> = (0..self.result.len()).collect();
        for row in &self.rows {
            if let (Some(left), Some(right)) = (self.record(0, *row), self.record(1, *row)) {
                let (left, right) = (root(&mut parent, left), root(&mut parent, right));
                parent[left.max(right)] = left.min(right);
            }
        }
        (0..parent.len()).map(|record| Some(root(&mut parent, record).to_string())).collect()
    }
}

fn root(parent: &mut [usize], mut record: usize) -> usize {
    while parent[record] != record {
        parent[record] = parent[parent[record]];
        record = parent[record];
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(records: &[(&str, &str, &str)]) -> Vec<ResultRecord> {
        records
            .iter()
            .map(|(source, key, customer)| ResultRecord {
                line: (*source).into(),
                source: (*source).into(),
                key: (*key).into(),
                customer: (*customer).into(),
            })
            .collect()
    }

    fn scored(records: &[(&str, &str, &str)], truth: &str) -> Scores {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("truth.csv");
        std::fs::write(&path, truth).unwrap();
        score(&result(records), &path).unwrap()
    }

    #[test]
    fn labels_are_found_by_source_and_key() {
        let truth = "source,record_key,person_id\na,1,x\nb,1,x\na,2,y\n";
        let scores = scored(&[("a", "1", "C"), ("b", "1", "C"), ("a", "2", "D")], truth);
        assert!((scores.evaluation.overall.f1() - 1.0).abs() < 1e-9);
        assert_eq!(scores.evaluation.overall.true_pairs, 1);
    }

    #[test]
    fn pairs_of_two_files_are_connected_to_clusters() {
        let truth = "id_a,id_b\n1,7\n1,8\n";
        let scores = scored(&[("a", "1", "C"), ("b", "7", "C"), ("b", "8", "D")], truth);
        assert_eq!(scores.truth_read_as.to_string(), "pairs of keys: `id_a` and `id_b`");
        assert_eq!(scores.evaluation.overall.actual_pairs, 3);
        assert_eq!(scores.evaluation.overall.true_pairs, 1);
    }

    #[test]
    fn numbers_that_are_keys_too_are_labels_where_each_record_has_one() {
        let truth = "id,persona\n1,1\n2,1\n3,2\n4,2\n";
        let records = [("a", "1", "C"), ("a", "2", "C"), ("a", "3", "D"), ("a", "4", "D")];
        let scores = scored(&records, truth);
        assert_eq!(scores.truth_read_as.to_string(), "a label per record: `persona` of `id`");
        assert_eq!(scores.evaluation.overall.actual_pairs, 2);
        assert_eq!(scores.evaluation.overall.true_pairs, 2);

        let mirrored = scored(&records, "id,persona\n1,2\n2,1\n3,4\n4,3\n");
        assert_eq!(mirrored.truth_read_as.to_string(), "pairs of keys: `id` and `persona`");
        assert_eq!(mirrored.evaluation.overall.true_pairs, 2);
    }

    #[test]
    fn a_truth_without_any_true_pair_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("truth.csv");
        std::fs::write(&path, "id,persona\n1,P1\n2,P2\n").unwrap();
        let refused = score(&result(&[("a", "1", "C"), ("a", "2", "C")]), &path).unwrap_err();
        let told = refused.to_string();
        assert!(told.contains("says of no two records of the result that they are one"), "{told}");
        assert!(told.contains("`persona` of `id`"), "{told}");
    }

    #[test]
    fn values_that_are_no_keys_are_labels_whatever_their_column_is_called() {
        let truth = "id,persona\n1,P1\n2,P1\n3,P2\n";
        let scores = scored(&[("a", "1", "C"), ("a", "2", "C"), ("b", "3", "C")], truth);
        assert!(matches!(scores.truth_read_as, TruthReading::Labels { .. }));
        assert_eq!(scores.evaluation.overall.actual_pairs, 1);
        let pairs = scored(&[("a", "1", "C"), ("b", "1", "C")], "x,y\n1,1\n");
        assert_eq!(pairs.truth_read_as.to_string(), "pairs of keys: `x` and `y`");
        assert_eq!(pairs.evaluation.overall.true_pairs, 1);
    }

    #[test]
    fn a_torn_row_of_the_truth_is_an_error_with_its_row() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("truth.csv");
        std::fs::write(&path, "source,record_key,person_id\na,1,x\na,2,y,z\n").unwrap();
        let error = score(&result(&[("a", "1", "C")]), &path).unwrap_err().to_string();
        assert!(error.contains("truth.csv, row 3"), "{error}");
    }

    #[test]
    fn febrl_keys_carry_their_own_label() {
        assert_eq!(febrl_label("rec-552-dup-3"), Some("552".into()));
        assert_eq!(febrl_label("rec-x-org"), None);
    }

    #[test]
    fn a_merged_couple_is_counted_and_a_duplicate_of_one_member_is_not() {
        let truth = "source,record_key,person_id,household_id\n\
                     a,1,hans,h\na,2,greta,h\na,3,hans,h\na,4,ida,i\na,5,jan,i\n";
        let records =
            [("a", "1", "C"), ("a", "2", "D"), ("a", "3", "C"), ("a", "4", "E"), ("a", "5", "E")];
        let households = scored(&records, truth).households.unwrap();
        assert_eq!((households.households, households.with_merged_members), (2, 1));
    }
}

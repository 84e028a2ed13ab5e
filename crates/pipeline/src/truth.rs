//! Known truth: which records are one customer, read from a file in any of the usual shapes, and
//! scores against it.
//!
//! Shapes, recognised by their headers:
//! * a label per record: a key column and a column such as `cluster`, `person_id`, `entity_id`;
//!   a `source` column where keys repeat between sources, a `household_id` where households matter;
//! * pairs: two key columns, one pair of the same customer a row;
//! * FEBRL: keys such as `rec-552-dup-3`, whose number is the label.

use std::collections::{BTreeMap, BTreeSet};
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

/// Scores against truth.
#[derive(Debug, Serialize)]
pub struct Scores {
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
#[derive(Debug, Default)]
struct Labels {
    person: Vec<Option<String>>,
    household: Vec<Option<String>>,
}

/// A result beside its truth, as numbers; one entry per record.
pub(crate) struct Judged {
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
        let number = |labels: &[Option<String>]| number_labels(labels.iter().map(Option::as_deref));
        let customers = number_labels(result.iter().map(|record| Some(record.customer.as_str())));
        let lines: BTreeSet<&str> = result.iter().map(|record| record.line.as_str()).collect();
        let lines: BTreeMap<&str, u16> = lines.into_iter().zip(0..).collect();
        Ok(Self {
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
    let cell = |row: &[String], column: Option<usize>| {
        column.and_then(|c| row.get(c)).map(|text| text.trim().to_owned()).filter(|t| !t.is_empty())
    };
    let find =
        |row: &[String]| Some((cell(row, source).unwrap_or_default(), cell(row, Some(key))?));
    if let Some(label) = label {
        let of = |column| {
            let rows = table.rows.iter().map(|row| row.cells.as_slice());
            rows.filter_map(|row| Some((find(row)?, cell(row, column)?)))
                .collect::<FxHashMap<_, _>>()
        };
        let (people, households) = (of(Some(label)), of(household));
        let look_up = |map: &FxHashMap<(String, String), String>| {
            result.iter().map(|record| by_record(map, record)).collect()
        };
        return Ok(Labels {
            person: look_up(&people),
            household: if household.is_some() { look_up(&households) } else { vec![] },
        });
    }
    let keys: Vec<Option<String>> = result.iter().map(|record| febrl_label(&record.key)).collect();
    if keys.iter().all(Option::is_some) {
        return Ok(Labels { person: keys, household: vec![] });
    }
    if table.header.len() >= 2 {
        return Ok(Labels { person: labels_of_pairs(result, &table.rows), household: vec![] });
    }
    Err(PipelineError::file(
        truth,
        "not a truth file: it needs a key column and a label column (`cluster`, `person_id`), \
         or two key columns with one true pair a row",
    ))
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

/// Connects the records of each true pair: the first key is looked for in the first source, the
/// second in the last.
fn labels_of_pairs(result: &[ResultRecord], rows: &[RawRow]) -> Vec<Option<String>> {
    let sources: BTreeSet<&str> = result.iter().map(|record| record.source.as_str()).collect();
    let in_order: Vec<&str> = {
        let mut seen: Vec<&str> = Vec::new();
        for record in result {
            if seen.len() < sources.len() && !seen.contains(&record.source.as_str()) {
                seen.push(&record.source);
            }
        }
        seen
    };
    let index: FxHashMap<(&str, &str), usize> = result
        .iter()
        .enumerate()
        .map(|(place, record)| ((record.source.as_str(), record.key.as_str()), place))
        .collect();
    let find =
        |source: Option<&&str>, key: Option<&String>| index.get(&(*source?, key?.trim())).copied();
    let mut parent: Vec<usize> = (0..result.len()).collect();
    for row in rows {
        let left = find(in_order.first(), row.cells.first());
        let right = find(in_order.last(), row.cells.get(1));
        if let (Some(left), Some(right)) = (left, right) {
            let (left, right) = (root(&mut parent, left), root(&mut parent, right));
            parent[left.max(right)] = left.min(right);
        }
    }
    (0..result.len()).map(|record| Some(root(&mut parent, record).to_string())).collect()
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
        assert_eq!(scores.evaluation.overall.actual_pairs, 3);
        assert_eq!(scores.evaluation.overall.true_pairs, 1);
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

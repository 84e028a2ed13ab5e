//! A sample as a file: written for people to label, and read back.
//!
//! Both records' fields stand side by side. What the engine holds of a pair is left to the last
//! columns, as people who see it first tend to agree with it. The columns `label`, `decided_by`,
//! `decided_on` and `reason` are empty, for people.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sameboat_ingest::RawRow;
use sameboat_model::suggest::nearest;
use sameboat_model::{Entity, FieldKind};
use sameboat_store::export::{neutralise, restore};
use sameboat_store::flow::Flow;
use sameboat_store::schema::unify::golden_fields;
use sameboat_store::{Store, StoreError};
use serde::Serialize;

use super::curve::NamedPair;
use super::gitignore::keep_out_of_git;
use super::sample::{Sample, SampledPair};
use super::strata::StratumName;
use crate::error::PipelineError;
use crate::truth::read_whole;

/// Where samples are kept, from the engagement's folder.
pub const SAMPLE_FILE: &str = "decisions/sample.csv";

const BEFORE: [&str; 8] = [
    "label",
    "decided_by",
    "decided_on",
    "reason",
    "left_source",
    "left_key",
    "right_source",
    "right_key",
];
const AFTER: [&str; 3] = ["stratum", "stratum_pairs", "weight"];
/// Spreadsheets take a file without it for one in an older encoding.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What a person says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// The same customer.
    Same,
    /// Two customers.
    Different,
    /// It cannot be told.
    Unsure,
}

impl Label {
    const ALL: [(&'static str, Self); 3] =
        [("same", Self::Same), ("different", Self::Different), ("unsure", Self::Unsure)];

    fn read(text: &str) -> Option<Self> {
        let text = text.to_lowercase();
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, label)| *label)
    }
}

/// One row of a sample.
#[derive(Debug)]
pub(super) struct SampleRow {
    /// 1-based row in the file.
    pub(super) number: u64,
    /// None if it is not labelled yet.
    pub(super) label: Option<Label>,
    /// Who decided, when and why, as written.
    pub(super) decided: [String; 3],
    pub(super) pair: NamedPair,
    pub(super) stratum: StratumName,
    /// Pairs in the stratum.
    pub(super) stratum_pairs: u64,
}

impl Sample {
    /// Writes the sample with the fields of its records, which say who is who. A file that holds
    /// labels, or is no sample, is only overwritten where that is asked for. Tells which
    /// `.gitignore` keeps the file out of git; None if it is neither in the engagement nor in any
    /// repository.
    pub fn write(
        &self,
        store: &Store,
        path: &Path,
        engagement: &Path,
        overwrite: bool,
    ) -> Result<Option<PathBuf>, PipelineError> {
        if self.pairs.is_empty() {
            let message = "not written: linkage kept no pair that could be labelled";
            return Err(PipelineError::file(path, message));
        }
        if path.exists() && !overwrite {
            keep_labels(path)?;
        }
        let bytes =
            self.to_csv(&Fields::read(store, &self.pairs)?).map_err(PipelineError::csv(path))?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| PipelineError::file(folder, error.to_string()))?;
        }
        // Before the file is there, so that it never is without.
        let ignored_by = keep_out_of_git(path, engagement)?;
        // Under another name first, so that nobody ever reads half of it.
        let temporary = path.with_extension("tmp");
        std::fs::write(&temporary, bytes)
            .and_then(|()| std::fs::rename(&temporary, path))
            .map_err(|error| PipelineError::file(path, error.to_string()))?;
        Ok(ignored_by)
    }

    fn to_csv(&self, fields: &Fields) -> Result<Vec<u8>, csv::Error> {
        let sizes: BTreeMap<StratumName, (u64, u64)> =
            self.strata.iter().map(|s| (s.stratum, (s.pairs, s.drawn))).collect();
        let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.to_vec());
        let both = |name: &String| ["left", "right"].map(|side| format!("{side}_{name}"));
        let header = BEFORE.map(String::from).into_iter();
        let header = header.chain(fields.names.iter().flat_map(both));
        writer.write_record(header.chain(AFTER.map(String::from)))?;
        for SampledPair { pair, stratum } in &self.pairs {
            let (pairs, drawn) = sizes[stratum];
            let keys = [&pair.left_source, &pair.left_key, &pair.right_source, &pair.right_key];
            let mut cells = vec![String::new(); BEFORE.len() - keys.len()];
            cells.extend(keys.map(|key| neutralise(key).into_owned()));
            cells.extend(fields.side_by_side(pair));
            cells.push(stratum.as_str().to_owned());
            cells.push(pairs.to_string());
            cells.push(format!("{:.3}", pairs as f64 / drawn as f64));
            writer.write_record(cells)?;
        }
        writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }
}

/// Fails unless the file is a sample without labels.
fn keep_labels(path: &Path) -> Result<(), PipelineError> {
    let message = match read_rows(path) {
        Ok(rows) => match rows.iter().filter(|row| row.label.is_some()).count() {
            0 => return Ok(()),
            labels => format!("holds {labels} labels"),
        },
        Err(_) => "is there already and is no sample without labels".into(),
    };
    Err(PipelineError::file(path, format!("{message}: give another --out, or --overwrite")))
}

/// The fields of the sampled records.
struct Fields {
    /// Fields that at least one of the records has.
    names: Vec<String>,
    /// Source and key → the fields' values.
    values: BTreeMap<(String, String), Vec<Option<String>>>,
}

impl Fields {
    fn read(store: &Store, pairs: &[SampledPair]) -> Result<Self, StoreError> {
        // Consents and the time of the last change say nothing about who somebody is.
        let telling = golden_fields()
            .filter(|field| !matches!(field.kind, FieldKind::Boolean | FieldKind::Timestamp));
        let names: Vec<&str> = telling.map(|field| field.name).collect();
        // Those who label may be of either line.
        let flow = Flow::read(store)?;
        let shown = |name: &&str| flow.field(Entity::Customer, "r", name);
        let selected: Vec<String> =
            names.iter().map(|name| format!("CAST({} AS VARCHAR)", shown(name))).collect();
        let literal = |text: &String| format!("'{}'", text.replace('\'', "''"));
        let records: Vec<String> = pairs
            .iter()
            .flat_map(|SampledPair { pair, .. }| {
                [(&pair.left_source, &pair.left_key), (&pair.right_source, &pair.right_key)]
            })
            .map(|(source, key)| format!("({}, {})", literal(source), literal(key)))
            .collect();
        let sql = format!(
            "SELECT source, record_key, {} FROM {} r WHERE (source, record_key) IN ({})",
            selected.join(", "),
            Entity::Customer.record_table(),
            records.join(", ")
        );
        let rows = store.query(&sql, [], |row| {
            let values = (0..names.len()).map(|at| row.get(at + 2)).collect::<Result<_, _>>()?;
            Ok(((row.get(0)?, row.get(1)?), values))
        })?;
        Ok(Self {
            names: names.into_iter().map(String::from).collect(),
            values: rows.into_iter().collect(),
        }
        .without_empty())
    }

    fn without_empty(mut self) -> Self {
        let is_used: Vec<bool> = (0..self.names.len())
            .map(|at| self.values.values().any(|values| values[at].is_some()))
            .collect();
        let mut used = is_used.iter();
        self.names.retain(|_| *used.next().unwrap_or(&false));
        for values in self.values.values_mut() {
            let mut used = is_used.iter();
            values.retain(|_| *used.next().unwrap_or(&false));
        }
        self
    }

    fn side_by_side(&self, pair: &NamedPair) -> Vec<String> {
        let of = |source: &String, key: &String| self.values.get(&(source.clone(), key.clone()));
        let (left, right) =
            (of(&pair.left_source, &pair.left_key), of(&pair.right_source, &pair.right_key));
        let cell = |values: Option<&Vec<Option<String>>>, at: usize| {
            let value = values.and_then(|values| values[at].as_deref()).unwrap_or_default();
            neutralise(value).into_owned()
        };
        (0..self.names.len()).flat_map(|at| [cell(left, at), cell(right, at)]).collect()
    }
}

/// Reads a sample, also one that went through a spreadsheet.
pub(super) fn read_rows(path: &Path) -> Result<Vec<SampleRow>, PipelineError> {
    let table = read_whole(path)?;
    let columns = Columns::find(&table.header, path)?;
    table.rows.iter().map(|row| columns.read(row)).collect()
}

struct Columns<'a> {
    path: &'a Path,
    places: BTreeMap<&'static str, usize>,
}

impl<'a> Columns<'a> {
    fn find(header: &[String], path: &'a Path) -> Result<Self, PipelineError> {
        let mut places = BTreeMap::new();
        for name in BEFORE.into_iter().chain(AFTER) {
            let place = header.iter().position(|found| found.trim() == name);
            let optional = BEFORE[1..4].contains(&name) || name == "weight";
            match place {
                Some(place) => {
                    places.insert(name, place);
                }
                None if optional => {}
                None => {
                    let message = format!(
                        "no column `{name}`: this is not a sample that `evaluate --sample` wrote"
                    );
                    return Err(PipelineError::file(path, message));
                }
            }
        }
        Ok(Self { path, places })
    }

    fn read(&self, row: &RawRow) -> Result<SampleRow, PipelineError> {
        let cell = |name: &str| {
            let cell = self.places.get(name).and_then(|place| row.cells.get(*place));
            cell.map(|text| restore(text.trim())).unwrap_or_default()
        };
        let wrong =
            |column: &str, message: String| wrong_cell(self.path, row.number, column, &message);
        let label = match cell("label") {
            "" => None,
            text => Some(Label::read(text).ok_or_else(|| wrong("label", unknown_label(text)))?),
        };
        let stratum = StratumName::read(cell("stratum")).ok_or_else(|| {
            wrong("stratum", "no such stratum; leave the last columns as they were drawn".into())
        })?;
        let stratum_pairs = cell("stratum_pairs").parse().map_err(|_| {
            wrong("stratum_pairs", "not a whole number; leave it as it was drawn".into())
        })?;
        let pair = NamedPair {
            left_source: cell("left_source").to_owned(),
            left_key: cell("left_key").to_owned(),
            right_source: cell("right_source").to_owned(),
            right_key: cell("right_key").to_owned(),
        };
        let decided = ["decided_by", "decided_on", "reason"].map(|name| cell(name).to_owned());
        Ok(SampleRow { number: row.number, label, decided, pair, stratum, stratum_pairs })
    }
}

/// An error in one cell of a sample. What stands in it is not shown: it may be personal.
pub(super) fn wrong_cell(path: &Path, row: u64, column: &str, message: &str) -> PipelineError {
    PipelineError::Row {
        file: path.to_owned(),
        row,
        message: format!("column `{column}`: {message}"),
    }
}

fn unknown_label(text: &str) -> String {
    let names = Label::ALL.map(|(name, _)| name);
    match nearest(text, names) {
        Some(name) => format!("unknown label; did you mean `{name}`?"),
        None => format!("unknown label; write one of {}, or leave it empty", names.join(", ")),
    }
}

//! Reads labelled CSV files the way `sameboat link A.csv` does: columns are guessed.

#[allow(dead_code)]
pub(crate) mod piles;

use std::path::Path;

use sameboat_link::evaluate::number_labels;
use sameboat_link::guess::{Role, UnknownColumn, guess_roles};
use sameboat_link::{Column, LinkSettings, Records, Source, candidate_pairs};

/// Records with the truth about them.
///
/// A column `line` names the line of a record, a column `household` its household.
pub(crate) struct Labelled {
    pub(crate) records: Records,
    pub(crate) truth: Vec<Option<u32>>,
    pub(crate) household: Vec<Option<u32>>,
}

impl Labelled {
    /// Reads a CSV file. The truth is its label column; the record ids of FEBRL tell it by
    /// themselves.
    #[allow(dead_code)]
    pub(crate) fn read(path: &Path) -> Self {
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).expect("readable");
        let headers: Vec<String> =
            reader.headers().expect("header").iter().map(Into::into).collect();
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("row")).collect();
        Self::from_rows(&headers, &rows)
    }

    pub(crate) fn from_rows(headers: &[String], rows: &[csv::StringRecord]) -> Self {
        let cell = |row: usize, column: usize| Some(&rows[row][column]).filter(|v| !v.is_empty());
        let columns: Vec<UnknownColumn<'_>> = headers
            .iter()
            .enumerate()
            .map(|(at, name)| UnknownColumn {
                name,
                values: (0..rows.len()).map(|row| cell(row, at)).collect(),
            })
            .collect();
        let roles = guess_roles(&columns);
        let key = roles.iter().position(|&role| role == Role::RecordKey).expect("a key");
        let label = roles.iter().position(|&role| role == Role::TruthLabel).unwrap_or(key);
        let truth = number_labels(
            (0..rows.len())
                .map(|row| cell(row, label).map(|value| value.split('-').nth(1).unwrap_or(value))),
        );
        let line = headers.iter().position(|header| header == "line");
        let compared = columns.iter().zip(&roles).filter_map(|(column, role)| match role {
            Role::Compare(field) if column.name != "line" && column.name != "household" => {
                Some(Column::from_values(column.name, *field, column.values.iter().copied()))
            }
            _ => None,
        });
        let line_of = |row: usize| line.map_or("all", |line| &rows[row][line]);
        let mut lines: Vec<&str> = (0..rows.len()).map(line_of).collect();
        lines.sort_unstable();
        lines.dedup();
        let source = |name: &&str| Source {
            name: (*name).into(),
            line: (*name).into(),
            one_to_one: false,
            country: Some("DE".into()),
        };
        let records = Records {
            sources: lines.iter().map(source).collect(),
            source_of: (0..rows.len())
                .map(|row| lines.binary_search(&line_of(row)).expect("a line") as u16)
                .collect(),
            keys: rows.iter().map(|row| &row[key]).collect(),
            columns: compared.collect(),
        };
        let household = headers.iter().position(|header| header == "household");
        let household = number_labels(
            (0..rows.len()).map(|row| household.and_then(|household| cell(row, household))),
        );
        Self { records, truth, household }
    }
}

/// Share of the true pairs that blocking proposes.
#[allow(dead_code)]
pub(crate) fn blocking_recall(data: &Labelled) -> f64 {
    let pairs = candidate_pairs(&data.records, &LinkSettings::default()).expect("pairs");
    let is_true = |&&(l, r): &&(u32, u32)| data.truth[l as usize] == data.truth[r as usize];
    let found = pairs.iter().filter(is_true).count();
    let lines = vec![0; data.truth.len()];
    let singles: Vec<u32> = (0..data.truth.len() as u32).collect();
    let all = sameboat_link::evaluate::evaluate(&singles, &data.truth, &lines).overall.actual_pairs;
    found as f64 / all.max(1) as f64
}

/// Households in which two members that the truth keeps apart ended in one cluster, and all
/// households.
#[allow(dead_code)]
pub(crate) fn merged_households(data: &Labelled, cluster_of: &[u32]) -> (usize, usize) {
    use std::collections::{BTreeMap, BTreeSet};
    let mut households: BTreeMap<u32, BTreeMap<u32, BTreeSet<u32>>> = BTreeMap::new();
    for (record, &cluster) in cluster_of.iter().enumerate() {
        if let (Some(household), Some(person)) = (data.household[record], data.truth[record]) {
            let clusters = households.entry(household).or_default();
            clusters.entry(cluster).or_default().insert(person);
        }
    }
    let merged = households.values().filter(|clusters| clusters.values().any(|p| p.len() > 1));
    (merged.count(), households.len())
}

/// Leaves only the first rows.
#[allow(dead_code)]
pub(crate) fn keep_first(data: &mut Labelled, rows: usize) {
    let records = &mut data.records;
    records.source_of.truncate(rows);
    records.keys = records.keys.iter().take(rows).collect();
    data.truth.truncate(rows);
    data.household.truncate(rows);
    for column in &mut records.columns {
        let values: Vec<Option<String>> =
            (0..rows as u32).map(|row| column.value(row).map(str::to_owned)).collect();
        *column = Column::from_values(column.name().to_owned(), column.field(), values);
    }
}

//! Catalogues and labels as they stand in the folders of labelled procedures.

#![allow(clippy::unwrap_used, reason = "the lint exempts test functions, not their helpers")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sameboat_procedures::{BusinessRule, Catalogue, Procedure, RuleKind, Step};

/// A file's rows below its header.
pub(crate) fn rows(folder: &Path, file: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(folder.join(file)).unwrap();
    reader.records().collect::<Result<_, _>>().unwrap()
}

/// A folder of the workspace, from this crate's.
pub(crate) fn folder(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What differs between the folders.
pub(crate) struct Shape {
    /// Whether procedures state what they need and reach, and steps when they are done.
    pub(crate) detailed: bool,
    /// Whether rules have a key, after that of their procedure.
    pub(crate) rule_keys: bool,
    /// What a rule regulates, by the folder's word for it.
    pub(crate) kind: fn(&str) -> RuleKind,
}

/// The procedures of a line.
pub(crate) fn catalogue(folder: &Path, line: &str, shape: &Shape) -> Catalogue {
    let list = |text: &str| -> Vec<String> {
        text.split(';').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
    };
    let detail = |row: &csv::StringRecord, column: usize| {
        row.get(column).filter(|_| shape.detailed).unwrap_or_default().to_owned()
    };
    let mut procedures: Vec<Procedure> = rows(folder, &format!("{line}_procedures.csv"))
        .iter()
        .map(|row| Procedure {
            key: row[0].to_owned(),
            title: row[1].to_owned(),
            purpose: row[2].to_owned(),
            trigger: row[3].to_owned(),
            topics: list(&row[4]),
            channels: list(&row[5]),
            direction: row[6].to_owned(),
            owner: row[7].to_owned(),
            inputs: detail(row, 8),
            outcome: detail(row, 9),
            ..Procedure::default()
        })
        .collect();
    let places: BTreeMap<String, usize> =
        procedures.iter().enumerate().map(|(place, p)| (p.key.clone(), place)).collect();
    for row in rows(folder, &format!("{line}_steps.csv")) {
        procedures[places[&row[0]]].steps.push(Step {
            position: row[1].parse().unwrap(),
            actor: row[2].to_owned(),
            action: row[3].to_owned(),
            system: row[4].to_owned(),
            output: row[5].to_owned(),
            condition: detail(&row, 6),
            ..Step::default()
        });
    }
    for row in rows(folder, &format!("{line}_rules.csv")) {
        let shift = usize::from(shape.rule_keys);
        procedures[places[&row[0]]].rules.push(BusinessRule {
            key: if shape.rule_keys { row[1].to_owned() } else { String::new() },
            kind: (shape.kind)(&row[1 + shift]),
            condition: row[2 + shift].to_owned(),
            value: row[3 + shift].to_owned(),
            unit: row[4 + shift].to_owned(),
        });
    }
    Catalogue { line: line.to_owned(), procedures }
}

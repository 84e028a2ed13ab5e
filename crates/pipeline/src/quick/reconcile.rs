//! `sameboat reconcile A B --out DIR`: two procedure files against each other.

use std::path::{Path, PathBuf};

use sameboat_ingest::read_table;
use sameboat_model::Progress;
use sameboat_model::mapping::ReadSettings;
use sameboat_procedures::{
    Catalogue, ReconcileSettings, Relation, TopicEvidence, catalogue_from_rows, reconcile,
};
use sameboat_report::{Catalogues, DIFFERENCES_FILE, GUIDES_FILE, write_procedure_pages};
use sameboat_store::Store;
use sameboat_store::schema::procedures::TABLES;
use serde::Serialize;

use super::{keep_inputs, make_folder, source_names, write_whole};
use crate::error::PipelineError;
use crate::reconcile_stage::Both;

/// `summary.json`.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// What was read from each file.
    pub files: Vec<FileSummary>,
    /// Procedures that both files have.
    pub same: u64,
    /// Procedures near each other, to be decided.
    pub related: u64,
    /// Procedures that only the first file has.
    pub only_left: u64,
    /// Procedures that only the second file has.
    pub only_right: u64,
    /// Rules that differ and need a decision.
    pub rule_conflicts: u64,
}

/// One file as it was understood.
#[derive(Debug, Serialize)]
pub struct FileSummary {
    /// The file's name in the answer.
    pub line: String,
    /// Procedures found.
    pub procedures: u64,
    /// Rows that went into them.
    pub rows_accepted: u64,
    /// Rows refused, with their reasons.
    pub rows_refused: Vec<(u64, String)>,
}

/// Reconciles two bare procedure files and writes the tables of the stage as CSV,
/// the agent guides, the procedures side by side, and `summary.json`.
pub fn quick_reconcile(
    files: &[PathBuf; 2],
    out: &Path,
    progress: &dyn Progress,
) -> Result<Summary, PipelineError> {
    let inputs = [files[0].as_path(), files[1].as_path()];
    let answers = TABLES.iter().map(|table| format!("{}.csv", table.name));
    let others = ["summary.json", GUIDES_FILE, DIFFERENCES_FILE].map(str::to_owned);
    let answers: Vec<String> = answers.chain(others).collect();
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    keep_inputs(&inputs, out, &answers)?;
    let names = source_names(files);
    let left = intake(&files[0], &names[0])?;
    let right = intake(&files[1], &names[1])?;
    progress.begin("reconcile procedures", None);
    let outcome = reconcile(
        &left.catalogue,
        &right.catalogue,
        &ReconcileSettings::default(),
        &TopicEvidence::default(),
    );
    let relation = |wanted: Relation| {
        outcome.matches.iter().filter(|found| found.relation == wanted).count() as u64
    };
    let summary = Summary {
        same: relation(Relation::Same),
        related: relation(Relation::Related),
        only_left: relation(Relation::OnlyLeft),
        only_right: relation(Relation::OnlyRight),
        rule_conflicts: outcome.conflicts.iter().filter(|c| c.class.is_conflict()).count() as u64,
        files: vec![file_summary(&left), file_summary(&right)],
    };
    make_folder(out)?;
    let store = Store::in_memory()?;
    for table in TABLES {
        store.create(table)?;
    }
    Both { left: left.catalogue, right: right.catalogue }.write(&store, &outcome)?;
    store.export_csv(out)?;
    let labels = [names[0].as_str(), names[1].as_str()];
    let title = labels.join(" · ");
    let about = Catalogues { title: &title, names: labels, labels, has_report: false };
    write_procedure_pages(&about, &store, out)?;
    let text =
        serde_json::to_vec_pretty(&summary).map_err(|e| PipelineError::file(out, e.to_string()))?;
    write_whole(&out.join("summary.json"), &text)?;
    Ok(summary)
}

fn intake(file: &Path, line: &str) -> Result<Intake, PipelineError> {
    let table = read_table(file, &ReadSettings::default())?;
    let numbers: Vec<u64> = table.rows.iter().map(|row| row.number).collect();
    let rows: Vec<Vec<String>> = table.rows.into_iter().map(|row| row.cells).collect();
    let intake = catalogue_from_rows(line, &table.header, &rows);
    if intake.catalogue.procedures.is_empty() {
        return Err(PipelineError::file(
            file,
            "no procedure found: a file has one row a step (with the procedure's title), \
             or one row a procedure with numbered steps in a cell",
        ));
    }
    // The catalogue counts the header as row 1 and the rows from 2; people count in the file.
    let in_file = |row: usize| row.checked_sub(2).and_then(|at| numbers.get(at)).copied();
    let mut refused = table.refused;
    for (sheet, rows) in table.skipped {
        refused.push((0, format!("sheet {sheet} left out: {rows} rows, no header or another one")));
    }
    for row in &intake.refused {
        refused
            .push((in_file(row.row_number).unwrap_or(row.row_number as u64), row.reason.clone()));
    }
    refused.sort();
    Ok(Intake { catalogue: intake.catalogue, accepted: intake.accepted as u64, refused })
}

/// A file as a catalogue, and what became of its rows.
struct Intake {
    catalogue: Catalogue,
    accepted: u64,
    refused: Vec<(u64, String)>,
}

fn file_summary(intake: &Intake) -> FileSummary {
    FileSummary {
        line: intake.catalogue.line.clone(),
        procedures: intake.catalogue.procedures.len() as u64,
        rows_accepted: intake.accepted,
        rows_refused: intake.refused.clone(),
    }
}

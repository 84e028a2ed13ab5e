//! `sameboat reconcile A B --out DIR`: two procedure files, or folders of them, against each other.

use std::path::{Path, PathBuf};

pub use sameboat_ingest::NOT_USED;
use sameboat_ingest::{ProcedureFiles, read_procedure_files};
use sameboat_model::Progress;
use sameboat_procedures::{
    Catalogue, Procedure, ReconcileSettings, Reconciliation, Relation, Repeated, TopicEvidence,
    reconcile,
};
use sameboat_report::{Catalogues, DIFFERENCES_FILE, GUIDES_FILE, write_procedure_pages};
use sameboat_store::Store;
use sameboat_store::schema::procedures::TABLES;
use serde::Serialize;

use super::{keep_inputs, make_folder, source_names, write_whole};
use crate::drawings::{Drawing, write_drawings};
use crate::error::PipelineError;
use crate::reconcile_stage::{Both, unread};

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
    /// What keeps procedures from being found in the other file: their language.
    pub warnings: Vec<String>,
}

/// One file as it was understood.
#[derive(Debug, Serialize)]
pub struct FileSummary {
    /// The file's name in the answer.
    pub line: String,
    /// Column → what it was taken for; [`NOT_USED`] for one that nothing is read from.
    pub columns: Vec<(String, String)>,
    /// Procedures found.
    pub procedures: u64,
    /// Rows, or elements of other notations, that went into them.
    pub rows_accepted: u64,
    /// Rows refused, with their reasons.
    pub rows_refused: Vec<(u64, String)>,
    /// Rows that are no part of a procedure, and sheets that have no table, with their reasons.
    pub rows_left_out: Vec<(u64, String)>,
    /// Files of a folder of which nothing can be used, with their reasons.
    pub files_unused: Vec<String>,
    /// Procedures that the file has twice: their titles, and why they are held for one.
    pub repeated: Vec<String>,
}

/// Reconciles two bare procedure files, or folders of them, and writes the tables of the stage as
/// CSV, the agent guides, the procedures side by side, `summary.json`, and the proposed procedures
/// as BPMN and DMN under `bpmn/`.
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
    let mut left = LineFiles::read(&files[0], &names[0])?;
    let mut right = LineFiles::read(&files[1], &names[1])?;
    progress.begin("reconcile procedures", None);
    let outcome = reconcile_files(&mut left, &mut right);
    let relation = |wanted: Relation| {
        outcome.matches.iter().filter(|found| found.relation == wanted).count() as u64
    };
    let summary = Summary {
        same: relation(Relation::Same),
        related: relation(Relation::Related),
        only_left: relation(Relation::OnlyLeft),
        only_right: relation(Relation::OnlyRight),
        rule_conflicts: outcome.conflicts.iter().filter(|c| c.class.is_conflict()).count() as u64,
        warnings: unread::warnings_of_files([&left.catalogue, &right.catalogue]),
        files: vec![file_summary(&left), file_summary(&right)],
    };
    make_folder(out)?;
    let store = Store::in_memory()?;
    for table in TABLES {
        store.create(table)?;
    }
    let lines = [names[0].as_str(), names[1].as_str()];
    let drawings: Vec<Drawing> =
        outcome.unified.iter().map(|unified| Drawing::of_unified(unified, lines)).collect();
    write_drawings(&drawings, &out.join("bpmn"), &inputs)?;
    Both { left: left.catalogue, right: right.catalogue }.write(&store, &outcome)?;
    store.export_csv(out)?;
    let title = lines.join(" · ");
    let about = Catalogues { title: &title, names: lines, labels: lines, has_report: false };
    write_procedure_pages(&about, &store, out)?;
    let text =
        serde_json::to_vec_pretty(&summary).map_err(|e| PipelineError::file(out, e.to_string()))?;
    write_whole(&out.join("summary.json"), &text)?;
    Ok(summary)
}

/// A line's files as a catalogue, and what became of their parts.
struct LineFiles {
    catalogue: Catalogue,
    as_steps: Option<Procedure>,
    files: ProcedureFiles,
}

impl LineFiles {
    fn read(path: &Path, line: &str) -> Result<Self, PipelineError> {
        let mut files = read_procedure_files(path, line)?;
        let catalogue = std::mem::take(&mut files.intake).into_catalogue(line);
        let as_steps = files.as_steps.take().map(|read| read.procedure);
        Ok(Self { catalogue, as_steps, files })
    }
}

/// What the two lines say about each other. Labels that may be steps as well as titles are taken as
/// what the other side is; where nothing is said on either side, as both.
fn reconcile_files(left: &mut LineFiles, right: &mut LineFiles) -> Reconciliation {
    let settings = ReconcileSettings::default();
    let compare = |left: &Catalogue, right: &Catalogue| {
        reconcile(left, right, &settings, &TopicEvidence::default())
    };
    match (left.as_steps.take(), right.as_steps.take()) {
        (Some(a), Some(b)) => {
            let one = |files: &LineFiles, procedure: &Procedure| Catalogue {
                line: files.catalogue.line.clone(),
                procedures: vec![procedure.clone()],
            };
            let whole = compare(&one(left, &a), &one(right, &b));
            let titles = compare(&left.catalogue, &right.catalogue);
            left.catalogue.procedures.insert(0, a);
            right.catalogue.procedures.insert(0, b);
            return joined(whole, titles);
        }
        (Some(a), None) => take_as_steps(left, a, right),
        (None, Some(b)) => take_as_steps(right, b, left),
        (None, None) => {}
    }
    compare(&left.catalogue, &right.catalogue)
}

/// Takes labels as steps where the other side is one procedure.
fn take_as_steps(labels: &mut LineFiles, procedure: Procedure, other: &LineFiles) {
    if let [only] = other.catalogue.procedures.as_slice()
        && !only.steps.is_empty()
    {
        labels.catalogue.procedures = vec![procedure];
    }
}

/// Two reconciliations as one, in which the procedure that the first has on either side stands
/// before those of the second.
fn joined(mut whole: Reconciliation, mut titles: Reconciliation) -> Reconciliation {
    let later = |index: &mut Option<usize>| *index = index.map(|index| index + 1);
    let matches = whole.matches.len();
    for found in &mut titles.matches {
        later(&mut found.left);
        later(&mut found.right);
    }
    titles.alignments.iter_mut().for_each(|alignment| alignment.match_index += matches);
    titles.conflicts.iter_mut().for_each(|conflict| conflict.match_index += matches);
    for unified in &mut titles.unified {
        unified.match_index += matches;
        later(&mut unified.left);
        later(&mut unified.right);
    }
    for decision in &mut titles.decisions {
        decision.match_index = decision.match_index.map(|index| index + matches);
        decision.left += 1;
        decision.right += 1;
    }
    for promise in &mut titles.promises {
        promise.procedure += 1;
        promise.other += 1;
    }
    whole.matches.append(&mut titles.matches);
    whole.alignments.append(&mut titles.alignments);
    whole.conflicts.append(&mut titles.conflicts);
    whole.unified.append(&mut titles.unified);
    whole.decisions.append(&mut titles.decisions);
    whole.promises.append(&mut titles.promises);
    whole
}

fn file_summary(line: &LineFiles) -> FileSummary {
    let LineFiles { catalogue, files, .. } = line;
    FileSummary {
        line: catalogue.line.clone(),
        procedures: catalogue.procedures.len() as u64,
        rows_accepted: files.accepted,
        columns: files.columns.clone(),
        rows_refused: files.refused.clone(),
        rows_left_out: files.left_out.clone(),
        files_unused: files.unused.clone(),
        repeated: repeated(catalogue),
    }
}

/// Procedures that one line has twice, in words.
fn repeated(catalogue: &Catalogue) -> Vec<String> {
    let name = |index: usize| {
        let procedure = &catalogue.procedures[index];
        if procedure.key == procedure.title {
            procedure.title.clone()
        } else {
            format!("{} ({})", procedure.title, procedure.key)
        }
    };
    let told = |found: &Repeated| match (name(found.first), name(found.second)) {
        (first, _) if found.first == found.second => format!("{first}: {}", found.why),
        (first, second) => format!("{first} and {second}: {}", found.why),
    };
    catalogue.repeated().iter().map(told).collect()
}

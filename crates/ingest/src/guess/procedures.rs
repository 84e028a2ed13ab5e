//! Files of procedures whose tables no mapping can read row by row: all steps of a procedure in one
//! cell, procedures that are named only where their steps begin, steps without a list of
//! procedures. They are read whole, as `sameboat reconcile` reads them.

use std::path::Path;

use sameboat_model::Entity;
use sameboat_procedures::{guess_columns, step_texts};

use super::columns::Table;
use super::entity::{Bears, EntityGuess, entity};
use super::survey::SurveyedTable;
use super::text::counted;
use crate::procedure_files::{NOT_USED, read_procedure_files};
use crate::table::TableFile;

/// Share of the cells that must hold several steps for the column to be one of procedures' steps.
const SEVERAL: f32 = 0.3;

/// What rows of procedures are.
const OF_PROCEDURES: [Entity; 3] = [Entity::Procedure, Entity::ProcedureStep, Entity::BusinessRule];

/// The texts that are like no table that is looked for.
pub(super) fn unknown_texts(tables: &[SurveyedTable]) -> impl Iterator<Item = &Path> {
    tables.iter().filter(|table| guessed(table).is_none()).map(|table| table.file.as_path())
}

/// Whether a text holds procedures with steps.
pub(super) fn is_written(file: &Path) -> bool {
    file.extension().is_some_and(|end| end.eq_ignore_ascii_case("txt"))
        && read_procedure_files(file, "").is_ok_and(|files| {
            files.as_steps.is_none()
                && files.intake.procedures.iter().any(|read| read.procedure.steps.len() > 1)
        })
}

/// The files that have to be read whole.
pub(super) fn files_to_read_whole(tables: &[SurveyedTable]) -> Vec<&Path> {
    let found: Vec<Option<EntityGuess>> = tables.iter().map(guessed).collect();
    let mut files: Vec<&Path> = tables.iter().map(|table| table.file.as_path()).collect();
    files.dedup();
    files.retain(|file| {
        let all = || tables.iter().zip(&found).filter(|(table, _)| !table.is_notated);
        let own = || all().filter(|(table, _)| table.file == *file);
        let is = |found: &Option<EntityGuess>, entity| {
            found.as_ref().is_some_and(|found| found.entity == entity)
        };
        let has_list = || {
            let beside = all().filter(|(table, _)| table.file.parent() == file.parent());
            beside.into_iter().any(|(_, found)| is(found, Entity::Procedure))
        };
        // Whatever else a file holds would be lost; what is like nothing is so anyway, and asked about.
        let is_of_procedures = |found: &Option<EntityGuess>| {
            found.as_ref().is_none_or(|found| OF_PROCEDURES.contains(&found.entity))
        };
        let only = own().all(|(_, found)| is_of_procedures(found));
        if only
            && own().any(|(table, found)| may_be_steps(table, found.as_ref()))
            && opens_with_steps(file)
        {
            return true;
        }
        only && own().any(|(table, found)| {
            (is(found, Entity::Procedure) && has_steps_in_cells(table))
                || (is(found, Entity::ProcedureStep)
                    && (names_procedures_once(table, found.as_ref()) || !has_list()))
        })
    });
    files
}

/// What of a file that is read whole becomes no part of a procedure, in words that follow the file's name.
pub(super) fn not_read(file: &Path) -> Vec<String> {
    let Ok(files) = read_procedure_files(file, "") else { return vec![] };
    let mut told = vec![];
    let columns = files.columns.iter().filter(|(_, field)| field == NOT_USED);
    let columns: Vec<String> =
        columns.map(|(name, _)| format!("`{}`", name.replace('`', "'"))).collect();
    if !columns.is_empty() {
        told.push(format!(
            "holds procedures, but nothing is read from {}: rename what you need as steps, roles, systems, \
             deadlines or rules are called (`sameboat reconcile --help`)",
            columns.join(", ")
        ));
    }
    told.extend(files.left_in_words().iter().map(|left| holds(left)));
    if let Some((row, reason)) = files.refused.first() {
        let rows = counted(files.refused.len() as u64);
        let place = if *row == 0 { String::new() } else { format!("row {row}: ") };
        told.push(format!(
            "holds procedures, but {rows} of it cannot be used; the first: {place}{reason}"
        ));
    }
    told
}

/// What is told of the parts that a drawing or text of procedures leaves out, in words that follow its name.
pub(super) fn left_of(table: &TableFile) -> Vec<String> {
    table.left_of_procedures().iter().map(|left| holds(left)).collect()
}

fn holds(left: &str) -> String {
    format!("holds procedures: {left}")
}

/// What is asked about a table that is of nothing, beside others of its file that are of procedures; `of_file`
/// are their entities.
pub(super) fn lost_beside(of_file: &[Entity]) -> Option<&'static str> {
    of_file.iter().any(|entity| OF_PROCEDURES.contains(entity)).then_some(
        "is not read, though its file holds procedures: call its columns as those of procedures, steps or rules \
         are called (`sameboat reconcile --help`), or write a mapping",
    )
}

/// Whether a table that no mapping reads as steps has columns of them.
fn may_be_steps(table: &SurveyedTable, found: Option<&EntityGuess>) -> bool {
    let columns = guess_columns(&header(table), &[]);
    let says_whose = [columns.title, columns.key, columns.actor, columns.system];
    let is_rule = columns.value.is_some() || columns.kind.is_some() || columns.condition.is_some();
    let entity = found.map(|found| found.entity);
    let open = match entity {
        None | Some(Entity::BusinessRule) => !is_rule,
        Some(entity) => entity == Entity::Procedure,
    };
    open && columns.action.is_some() && says_whose.iter().any(Option::is_some)
}

/// Whether a file, read whole, gives procedures with several steps each, and refuses few of its rows.
fn opens_with_steps(file: &Path) -> bool {
    let Ok(files) = read_procedure_files(file, "") else { return false };
    let has = |wanted: &str| files.columns.iter().any(|(_, field)| field == wanted);
    let procedures = &files.intake.procedures;
    let steps: usize = procedures.iter().map(|read| read.procedure.steps.len()).sum();
    let few_refused = 4 * (files.refused.len() as u64) < files.accepted;
    has("action")
        && (has("title") || has("procedure_key"))
        && few_refused
        && steps >= 2 * procedures.len()
}

fn header(table: &SurveyedTable) -> Vec<String> {
    table.columns.iter().map(|column| column.name.clone()).collect()
}

fn guessed(table: &SurveyedTable) -> Option<EntityGuess> {
    let file = table.file.file_stem().unwrap_or_default().to_string_lossy();
    let sheets = &table.sheets;
    let bears = Bears { folder: "", file: &file, sheets, has_others: table.has_others };
    entity(&Table::new(&table.columns), bears)
}

/// Whether one column holds the steps of a procedure in each cell.
fn has_steps_in_cells(table: &SurveyedTable) -> bool {
    let Some(steps) = guess_columns(&header(table), &[]).action.map(|at| &table.columns[at]) else {
        return false;
    };
    let several = steps.sample.iter().filter(|cell| step_texts(cell).len() > 1).count();
    several as f32 > SEVERAL * steps.sample.len() as f32
}

/// Whether most steps leave blank whose they are.
fn names_procedures_once(table: &SurveyedTable, found: Option<&EntityGuess>) -> bool {
    let columns = found.into_iter().flat_map(|found| &found.columns);
    let key = columns.into_iter().find(|guess| guess.field.name == "procedure_key");
    key.map(|guess| &table.columns[guess.column]).is_some_and(|key| 2 * key.filled < key.rows)
}

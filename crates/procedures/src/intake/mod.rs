//! A bare file becomes a catalogue: columns are guessed from the header, rows are read in whichever
//! of the usual layouts they come, and every row that cannot be used is handed back with its
//! reason.

mod aside;
mod beside;
mod cells;
mod columns;
mod header_words;
mod headers;
mod named;
mod order;
mod reader;
mod rows;
#[cfg(test)]
mod tests;
mod values;

pub use cells::step_texts;
pub use columns::{ColumnMapping, Labels, guess_columns, names_persons};
pub(crate) use headers::is_remark;
pub use reader::CatalogueReader;

use crate::catalogue::{Procedure, Step};
use crate::notation::ReadProcedure;

/// A row of a table: its number in the file, from 1, and its cells.
pub type NumberedRow = (usize, Vec<String>);

/// A row that became no part of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Row number in the file.
    pub row_number: usize,
    /// Its place among the rows of the table; none of the header.
    pub index: Option<usize>,
    /// Why, in words without the row's content.
    pub reason: &'static str,
    /// Whether the row is known to be no part of a procedure, as a total is: nobody needs to look at
    /// it.
    pub left_out: bool,
}

/// What a bare file came to. Every row is either in a procedure or refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogueIntake {
    /// The procedures found, with the rows that they were read from.
    pub procedures: Vec<ReadProcedure>,
    /// What became of the rows.
    pub table: TableIntake,
    /// Of labels that may be steps as well as titles: the procedure that they would be steps of.
    pub as_steps: Option<ReadProcedure>,
}

/// Reads a bare file's rows into procedures.
///
/// These layouts are understood, also mixed: one row a step with the procedure's key or title
/// repeated or left blank below its first row; one row a procedure with numbered steps in one cell;
/// rules with a value; a plain list of labels, which are the steps of a procedure called `line`, or
/// titles. Row order does not make keys: without a key column the title is the key.
pub fn catalogue_from_rows(line: &str, header: &[String], rows: &[NumberedRow]) -> CatalogueIntake {
    let mut reader = CatalogueReader::new(line);
    let table = reader.table(header, rows);
    let procedures = reader.finish();
    let either = table.mapping.labels == Some(Labels::Either);
    let as_steps = either.then(|| labels_as_steps(line, &procedures));
    CatalogueIntake { procedures, table, as_steps }
}

/// One procedure whose steps are the titles of others.
fn labels_as_steps(name: &str, labels: &[ReadProcedure]) -> ReadProcedure {
    let steps = (1..).zip(labels).map(|(position, label)| Step {
        position,
        action: label.procedure.title.clone(),
        note: label.procedure.note.clone(),
        ..Step::default()
    });
    let procedure = Procedure {
        key: name.to_owned(),
        title: name.to_owned(),
        steps: steps.collect(),
        ..Procedure::default()
    };
    let step_lines: Vec<usize> = labels.iter().map(|label| label.line).collect();
    let line = step_lines.first().copied().unwrap_or_default();
    ReadProcedure { procedure, line, step_lines, rule_lines: Vec::new() }
}

/// What became of the rows of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableIntake {
    /// The columns that were read.
    pub mapping: ColumnMapping,
    /// Whether the header was read as the first label.
    pub header_is_data: bool,
    /// The rows refused, in order.
    pub refused: Vec<RefusedRow>,
    /// Rows that went into the catalogue.
    pub accepted: usize,
}

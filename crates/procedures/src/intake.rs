//! A bare file becomes a catalogue: columns are guessed from the header, rows are read in whichever of the usual
//! layouts they come, and every row that cannot be used is handed back with its reason.

use serde::{Deserialize, Serialize};

use crate::Catalogue;

/// Which column holds what; indexes into the header. Nothing found is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMapping {
    /// Procedure identifier.
    pub key: Option<usize>,
    /// Procedure title; in a plain list of labels, the label.
    pub title: Option<usize>,
    /// Purpose.
    pub purpose: Option<usize>,
    /// Trigger.
    pub trigger: Option<usize>,
    /// Topics, separated by `;`, `,`, `/` or `|`.
    pub topics: Option<usize>,
    /// Channels, separated likewise.
    pub channels: Option<usize>,
    /// Direction.
    pub direction: Option<usize>,
    /// Owner.
    pub owner: Option<usize>,
    /// Step number.
    pub position: Option<usize>,
    /// Role of the step.
    pub actor: Option<usize>,
    /// The step itself, or all steps numbered in one cell.
    pub action: Option<usize>,
    /// System of the step.
    pub system: Option<usize>,
    /// Result of the step.
    pub output: Option<usize>,
}

/// A row that became no part of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// Row number in the file, from 1 with the header counted as row 1.
    pub row_number: usize,
    /// Why, in words without the row's content.
    pub reason: String,
}

/// What a bare file came to. Every row is either in the catalogue or refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueIntake {
    /// The procedures found.
    pub catalogue: Catalogue,
    /// The columns they were read from.
    pub mapping: ColumnMapping,
    /// The rows refused, in file order.
    pub refused: Vec<RefusedRow>,
    /// Rows that went into the catalogue; with `refused.len()` all rows given.
    pub accepted: usize,
}

//! What can go wrong with a report.

use std::path::PathBuf;

use rust_xlsxwriter::XlsxError;
use sameboat_store::StoreError;

/// An error of the report. Tables that are missing are no error: the report says so.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The store refused a query.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// The data of a page could not be written as JSON.
    #[error("the agent guides could not be made: {0}")]
    Guides(#[from] serde_json::Error),
    /// The workbook could not be made.
    #[error("the workbook could not be made: {0}")]
    Workbook(#[from] XlsxError),
}

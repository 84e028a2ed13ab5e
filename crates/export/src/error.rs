//! What can go wrong with an export.

use std::path::{Path, PathBuf};

use sameboat_store::StoreError;

/// An error of an export. Nothing is left behind in the folder that was asked for.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The run's tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file or folder could not be used.
    #[error("{path}: {message}", path = path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// The system's words.
        message: String,
    },
    /// The folder for the export holds something.
    #[error(
        "{path} is there already and not empty; give another --out, or remove it",
        path = path.display()
    )]
    Occupied {
        /// The folder.
        path: PathBuf,
    },
    /// A run that is not there.
    #[error("{path} is no finished run; runs are: {known}", path = path.display())]
    NoSuchRun {
        /// The folder that was looked for.
        path: PathBuf,
        /// The runs that there are.
        known: String,
    },
    /// A source that is not there.
    #[error("there is no customer source `{source_name}`; customer sources are: {known}")]
    NoSuchSource {
        /// The source that was asked for.
        source_name: String,
        /// The customer sources that there are.
        known: String,
    },
    /// An earlier export that was for another target.
    #[error("{path} is an export for {found}, not for {asked}; give --after one of the same target",
            path = path.display())]
    OtherTarget {
        /// The earlier export's folder.
        path: PathBuf,
        /// Its target.
        found: String,
        /// The target of this one.
        asked: &'static str,
    },
    /// Rows were lost or made up.
    #[error("the export does not add up for {what}: {detail}; nothing was written")]
    Unbalanced {
        /// The source or file.
        what: String,
        /// Both sums.
        detail: String,
    },
}

impl ExportError {
    /// Wraps an error of a file with the path it is about.
    pub(crate) fn file<E: std::fmt::Display>(path: &Path) -> impl FnOnce(E) -> Self {
        move |error| Self::File { path: path.to_owned(), message: error.to_string() }
    }
}

//! What can go wrong before rows are read. What is wrong with a row is no error: it is quarantined.

use std::path::{Path, PathBuf};

use sameboat_model::ConfigError;
use sameboat_store::StoreError;

/// A source that cannot be read at all. Messages name files, sheets and columns, never values.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The mapping does not fit the file, or itself.
    #[error(transparent)]
    Mapping(Box<ConfigError>),
    /// The file is not there or cannot be read.
    #[error("{path}: cannot be read: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// The file is not what it seems to be.
    #[error("{path}: {message}", path = path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ConfigError> for IngestError {
    fn from(error: ConfigError) -> Self {
        Self::Mapping(Box::new(error))
    }
}

impl IngestError {
    /// Wraps a system error with the file it is about.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }

    /// A file that is not what it seems to be.
    pub(crate) fn format(path: &Path, message: impl Into<String>, help: Option<&str>) -> Self {
        Self::Format {
            path: path.to_owned(),
            message: message.into(),
            help: help.map(str::to_owned),
        }
    }
}

//! What can stop a stage or a run.

use std::path::{Path, PathBuf};

use sameboat_model::ConfigError;

/// Any error of the pipeline; each part keeps its own words.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// Settings or a mapping.
    #[error(transparent)]
    Config(Box<ConfigError>),
    /// Reading the exports.
    #[error(transparent)]
    Ingest(#[from] sameboat_ingest::IngestError),
    /// Linkage.
    #[error(transparent)]
    Link(#[from] sameboat_link::LinkError),
    /// The store.
    #[error(transparent)]
    Store(#[from] sameboat_store::StoreError),
    /// The assessment.
    #[error(transparent)]
    Assess(#[from] sameboat_assess::AssessError),
    /// The report.
    #[error(transparent)]
    Report(#[from] sameboat_report::ReportError),
    /// The settings want runs encrypted, and there is no key.
    #[error(
        "{path} has `encrypt = true` under [policy], and no key was given: set SAMEBOAT_KEY, or give \
         --key-file FILE",
        path = path.display()
    )]
    NoKey {
        /// The settings.
        path: PathBuf,
    },
    /// A file that people write (decisions, truth) cannot be used.
    #[error("{file}, row {row}: {message}", file = file.display())]
    Row {
        /// The file.
        file: PathBuf,
        /// The 1-based row, with the header as row 1.
        row: u64,
        /// What is wrong and what to write.
        message: String,
    },
    /// A file or folder cannot be used.
    #[error("{path}: {message}", path = path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// What is wrong and what to do.
        message: String,
    },
}

impl From<ConfigError> for PipelineError {
    fn from(error: ConfigError) -> Self {
        Self::Config(Box::new(error))
    }
}

impl PipelineError {
    pub(crate) fn file(path: &Path, message: impl Into<String>) -> Self {
        Self::File { path: path.to_owned(), message: message.into() }
    }

    pub(crate) fn csv(path: &Path) -> impl Fn(csv::Error) -> Self {
        let path = path.to_owned();
        move |error| match error.position() {
            Some(at) => {
                Self::Row { file: path.clone(), row: at.line(), message: error.to_string() }
            }
            None => Self::file(&path, error.to_string()),
        }
    }
}

//! What can go wrong with a store.

use std::path::PathBuf;

/// An error of the store. Messages name tables and files, never values.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// DuckDB refused a statement.
    #[error("DuckDB: {message}\n  while running: {sql}")]
    Sql {
        /// DuckDB's words.
        message: String,
        /// The statement, shortened.
        sql: String,
    },
    /// A file or folder could not be used.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// The linked DuckDB is of another version.
    #[error(
        "the DuckDB library is version {found}, but this program was built for {wanted}; \
         run `cargo xtask setup`, or point DUCKDB_LIB_DIR to a {wanted} library and build again"
    )]
    WrongLibrary {
        /// The version that the library reports.
        found: String,
        /// The version needed.
        wanted: &'static str,
    },
    /// A stage was asked for before the stage that it reads from.
    #[error("table `{table}` is not there yet: run `sameboat {stage}` first")]
    MissingTable {
        /// The table that was looked for.
        table: String,
        /// The stage that writes it.
        stage: &'static str,
    },
    /// Rows were lost or made up.
    #[error("control totals of {stage} do not add up for {source_name}: {detail}")]
    ControlTotal {
        /// The stage.
        stage: &'static str,
        /// The source or table.
        source_name: String,
        /// Both sums.
        detail: String,
    },
    /// Rows that do not fit their table: a defect of the program, not of its input.
    #[error("rows do not fit table `{table}`: {reason}")]
    Rows {
        /// The table that they were for.
        table: &'static str,
        /// What does not fit; no values.
        reason: String,
    },
    /// Another process is working on the engagement.
    #[error("another sameboat is running in {path}; wait for it, or end it", path = path.display())]
    Locked {
        /// The engagement's folder of runs.
        path: PathBuf,
    },
    /// The published run is gone.
    #[error(
        "{path} leads to no finished run; put the run's folder back, \
         or remove the link to begin anew with new customer ids",
        path = path.display()
    )]
    LostRun {
        /// The link.
        path: PathBuf,
    },
    /// There is no published run.
    #[error("{path} has no published run: run `sameboat run` first", path = path.display())]
    NoRun {
        /// The engagement's folder.
        path: PathBuf,
    },
    /// An encrypted run, and no key.
    #[error(
        "{path} is encrypted: set SAMEBOAT_KEY to the key that it was made with, or give --key-file FILE",
        path = path.display()
    )]
    Sealed {
        /// The run's folder.
        path: PathBuf,
    },
    /// An encrypted run, and another key.
    #[error(
        "{path} was encrypted with another key than the one that was given; give the one of that run \
         (a key file may hold several, one a line)",
        path = path.display()
    )]
    WrongKey {
        /// The encrypted file.
        path: PathBuf,
    },
    /// An encrypted file that is not as it was written.
    #[error(
        "{path} cannot be used: {message}; take the folder from a backup, or run `sameboat run` again",
        path = path.display()
    )]
    Damaged {
        /// The encrypted file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// What was given as a key is none.
    #[error("{origin}: {message}")]
    Key {
        /// Where it stands.
        origin: String,
        /// What is wrong, without the key, and what to give.
        message: String,
    },
    /// A manifest could not be read.
    #[error("{path}: not a manifest of a run: {message}", path = path.display())]
    Manifest {
        /// The manifest's path.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
}

impl StoreError {
    /// Wraps a system error with the path it is about.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    pub(crate) fn sql(sql: &str) -> impl FnOnce(duckdb::Error) -> Self {
        /// Enough of a statement to find it in the code.
        const SHOWN: usize = 300;
        let sql: String = sql.split_whitespace().collect::<Vec<_>>().join(" ");
        let sql = sql.chars().take(SHOWN).collect();
        move |error| Self::Sql { message: error.to_string(), sql }
    }
}

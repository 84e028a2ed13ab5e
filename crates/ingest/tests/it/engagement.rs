//! A small engagement in a temporary folder.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use sameboat_ingest::{IngestError, IngestSummary, SourceSummary, ingest};
use sameboat_model::Settings;
use sameboat_model::progress::Silent;
use sameboat_store::Store;
use tempfile::TempDir;

/// Settings, mappings and files as a test writes them.
pub(crate) struct Engagement {
    folder: TempDir,
    sources: String,
    /// Of the product line.
    country: Option<&'static str>,
}

/// What came of it.
pub(crate) struct Ingested {
    pub(crate) store: Store,
    pub(crate) summary: IngestSummary,
}

impl Engagement {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), sources: String::new(), country: None }
    }

    /// Gives the product line a country.
    pub(crate) fn country(self, country: &'static str) -> Self {
        Self { country: Some(country), ..self }
    }

    /// Where a file of that name is, or will be.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// Adds a source of the product line whose file a test writes itself.
    pub(crate) fn source(mut self, name: &str, file: &str, mapping: &str) -> Self {
        fs::write(self.path(&format!("{name}.toml")), mapping).unwrap();
        let _ = write!(
            self.sources,
            "[[source]]\nname = \"{name}\"\nline = \"product\"\nfile = \"{file}\"\n\
             mapping = \"{name}.toml\"\n"
        );
        self
    }

    /// Adds a source with its file.
    pub(crate) fn file(self, name: &str, contents: impl AsRef<[u8]>, mapping: &str) -> Self {
        let file = format!("{name}.csv");
        fs::write(self.path(&file), contents).unwrap();
        self.source(name, &file, mapping)
    }

    pub(crate) fn settings(&self) -> Settings {
        let country = self.country.map(|code| format!("country = \"{code}\"\n"));
        let country = country.unwrap_or_default();
        let text = format!(
            "[engagement]\nname = \"Test\"\n\
             [[line]]\nname = \"product\"\nlabel = \"P\"\n{country}\
             [[line]]\nname = \"financing\"\nlabel = \"F\"\n{}",
            self.sources
        );
        Settings::parse(&self.path("sameboat.toml"), text).unwrap()
    }

    pub(crate) fn try_ingest(&self) -> Result<Ingested, IngestError> {
        let store = Store::in_memory().unwrap();
        let summary = ingest(self.folder.path(), &self.settings(), &store, &Silent)?;
        Ok(Ingested { store, summary })
    }

    pub(crate) fn ingest(&self) -> Ingested {
        self.try_ingest().unwrap()
    }
}

impl Ingested {
    /// The only source's counts.
    pub(crate) fn only(&self) -> &SourceSummary {
        assert_eq!(self.summary.sources.len(), 1);
        &self.summary.sources[0]
    }

    /// A query's rows, cells as text with ` | ` between them; nulls are left out.
    pub(crate) fn rows(&self, select: &str) -> Vec<String> {
        let sql = format!("SELECT concat_ws(' | ', *COLUMNS(*)) FROM ({select}) AS _");
        self.store.query(&sql, [], |row| row.get(0)).unwrap()
    }

    pub(crate) fn quarantine(&self) -> Vec<String> {
        self.rows(
            "SELECT coalesce(sheet, ''), row_number, coalesce(column_name, ''), reason, value \
             FROM quarantine",
        )
    }

    pub(crate) fn issues(&self) -> Vec<String> {
        self.rows("SELECT row_number, column_name, reason, value FROM value_issue")
    }
}

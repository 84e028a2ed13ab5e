//! An engagement with one source, whose file or mapping are the bytes.

use std::fs;
use std::path::{Path, PathBuf};

use sameboat_ingest::guess::{GuessSettings, propose, survey};
use sameboat_ingest::{IngestError, ingest, is_guarded, read_table, sheet_names};
use sameboat_model::mapping::ReadSettings;
use sameboat_model::progress::Silent;
use sameboat_model::{ConfigError, Settings};
use sameboat_store::Store;
use tempfile::TempDir;

/// A mapping of every kind of field.
const MAPPING: &str = r#"
entity = "customer"
[read]
optional_columns = true
[fields]
record_key = "No"
surname = "Name"
birth_date = "Born"
street = { columns = ["Street", "Nr"] }
city = { column = "City", extract = "([^,]*)" }
credit_limit = "Limit"
consent_email = "Mail ok"
phone = { column = "Phone", split = ";", part = 1 }
created_at = "Since"
[extras]
regulated = ["Note"]
"#;

/// Cells of all sorts, for mappings.
const CELLS: &str = "No;Name;Born;Street;City;Limit;Ok;Phone;Since\n\
    1;Weiß;31.12.1999;Am Markt 3;Köln;1.234,50;ja;0221 123;2024-01-02T03:04:05Z\n\
    2;=x;1999-02-30;;;-;;;\n\
    2;dup;;;;;;;\n\
    ;no key;12/31/99;;;1e400;maybe;+49;45000\n\
    short\n\
    4;a,b;;x;y;€ 5;1;(0)1;noon;one too many\n";

/// What inputs are tried in. It lasts for many, since every one would cost a database otherwise.
pub struct World {
    folder: TempDir,
    store: Store,
}

impl World {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        // The fuzzer's own hook would end at a panic that is caught and told as an error.
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !is_guarded() {
                usual(panic);
            }
        }));
        let folder = TempDir::new().expect("a temporary folder");
        let store = Store::in_memory().expect("a database in memory");
        store.set_threads(1).expect("a number of threads");
        Self { folder, store }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).expect("the temporary folder takes it");
        path
    }

    /// Reads a file as a bare table, guesses what it is, and takes it in by a mapping.
    pub(crate) fn survive(&self, name: &str, bytes: &[u8]) {
        let path = self.write(name, bytes);
        if let Err(error) = read_table(&path, &ReadSettings::default()) {
            check_error(&error, name);
        }
        match survey(&[path], &Silent) {
            Ok(survey) => {
                propose(survey, &GuessSettings::default());
            }
            Err(error) => check_error(&error, name),
        }
        self.ingest(name, MAPPING);
    }

    /// Reads every sheet as a bare table.
    pub(crate) fn read_sheets(&self, name: &str, bytes: &[u8]) {
        let path = self.write(name, bytes);
        match sheet_names(&path, &ReadSettings::default()) {
            Ok(sheets) => {
                for sheet in sheets {
                    let read = ReadSettings { sheets: Some(vec![sheet]), ..Default::default() };
                    if let Err(error) = read_table(&path, &read) {
                        check_error(&error, name);
                    }
                }
            }
            Err(error) => check_error(&error, name),
        }
    }

    /// Takes a file with all sorts of cells in by a mapping.
    pub(crate) fn ingest_by(&self, mapping: &str) {
        self.write("cells.csv", CELLS.as_bytes());
        self.ingest("cells.csv", mapping);
    }

    /// Every row that is read is accepted, refused or left out by a rule.
    fn ingest(&self, file: &str, mapping: &str) {
        self.write("mapping.toml", mapping.as_bytes());
        let settings = settings(file);
        match ingest(self.folder.path(), &settings, &self.store, &Silent) {
            Ok(summary) => {
                let source = &summary.sources[0];
                let excluded: u64 = source.excluded.iter().map(|(_, rows)| rows).sum();
                let known = source.accepted + source.quarantined + excluded;
                assert_eq!(source.read, known, "rows are lost");
                let written = self.store.count("quarantine").expect("the table is there");
                assert_eq!(written, source.quarantined, "refused rows are lost");
            }
            Err(error) => check_error(&error, file),
        }
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

fn settings(file: &str) -> Settings {
    let text = format!(
        "[engagement]\nname = \"Fuzz\"\n\
         [[line]]\nname = \"product\"\nlabel = \"P\"\n\
         [[line]]\nname = \"financing\"\nlabel = \"F\"\n\
         [[source]]\nname = \"customers\"\nline = \"product\"\nfile = \"{file}\"\n\
         mapping = \"mapping.toml\"\n"
    );
    Settings::parse(Path::new("sameboat.toml"), text).expect("settings of ours")
}

/// An error names the file, and is no wall of text.
fn check_error(error: &IngestError, name: &str) {
    let text = error.to_string();
    assert!(text.contains(name) || text.contains("mapping.toml"), "{text}");
    assert!(text.len() < 4_000, "{text}");
}

/// An error points into the text that it is about.
pub(crate) fn check_place(error: &ConfigError, text: &str) {
    if let Some(span) = &error.span {
        assert!(text.get(span.clone()).is_some(), "{span:?} is not a part of the text");
    }
    let _ = error.position();
}

//! Earlier exports to the same target: what they made is not new, so undoing a later one must not
//! delete it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use sameboat_store::export::restore;
use serde::Deserialize;
use serde_json::Value;

use crate::error::ExportError;
use crate::manifest::MANIFEST_FILE;
use crate::target::Target;

/// The keys that earlier exports wrote, of all objects: a customer that was a contact and is now an
/// account is left alone too.
#[derive(Debug, Default)]
pub(crate) struct Earlier {
    keys: BTreeSet<String>,
}

/// What is read of an earlier export's manifest.
#[derive(Deserialize)]
struct Told {
    target: String,
    files: Vec<ToldFile>,
}

#[derive(Deserialize)]
struct ToldFile {
    file: String,
    key: Option<String>,
}

impl Earlier {
    /// What the exports in these folders wrote.
    pub(crate) fn read(folders: &[PathBuf], target: Target) -> Result<Self, ExportError> {
        let mut earlier = Self::default();
        for folder in folders {
            let path = folder.join(MANIFEST_FILE);
            let file = File::open(&path).map_err(ExportError::file(&path))?;
            let told: Told =
                serde_json::from_reader(BufReader::new(file)).map_err(ExportError::file(&path))?;
            if told.target != target.name() {
                let (path, found) = (folder.clone(), told.target);
                return Err(ExportError::OtherTarget { path, found, asked: target.name() });
            }
            for file in told.files {
                let Some(key) = file.key else { continue };
                let path = folder.join(&file.file);
                if path.extension().is_some_and(|extension| extension == "jsonl") {
                    earlier.requests(&path, &key)?;
                } else {
                    earlier.rows(&path, &key)?;
                }
            }
        }
        Ok(earlier)
    }

    /// Whether an earlier export wrote a row with the key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    fn rows(&mut self, path: &Path, key: &str) -> Result<(), ExportError> {
        let mut reader = csv::Reader::from_path(path).map_err(ExportError::file(path))?;
        let header = reader.headers().map_err(ExportError::file(path))?;
        let Some(place) = header.iter().position(|name| name == key) else { return Ok(()) };
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(ExportError::file(path))? {
            self.keys.extend(record.get(place).map(|cell| restore(cell).to_owned()));
        }
        Ok(())
    }

    fn requests(&mut self, path: &Path, key: &str) -> Result<(), ExportError> {
        let file = BufReader::new(File::open(path).map_err(ExportError::file(path))?);
        for line in file.lines() {
            let line = line.map_err(ExportError::file(path))?;
            let request: Value = serde_json::from_str(&line).map_err(ExportError::file(path))?;
            let lists = request.as_object().into_iter().flatten();
            let records = lists.filter_map(|(_, list)| list.as_array()).flatten();
            self.keys.extend(records.filter_map(|record| Some(record[key].as_str()?.to_owned())));
        }
        Ok(())
    }
}

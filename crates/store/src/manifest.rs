//! `manifest.json`: what a run was made from and what it made. It is written last, so a run folder
//! without one was never finished.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::StoreError;

/// The file's name in the run's folder.
pub const MANIFEST_FILE: &str = "manifest.json";

/// The contents of `manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The run's id, also its folder's name.
    pub run_id: String,
    /// The run that was the published one when this one began.
    pub previous_run_id: Option<String>,
    /// Version of `sameboat`.
    pub sameboat: String,
    /// Version of DuckDB.
    pub duckdb: String,
    /// Begin, UTC, ISO 8601.
    pub started_at: String,
    /// End, UTC, ISO 8601.
    pub finished_at: String,
    /// BLAKE3 checksum of `sameboat.toml`.
    pub settings_blake3: String,
    /// The stages, in order.
    pub stages: Vec<StageTime>,
    /// The sources read.
    pub sources: Vec<SourceEntry>,
    /// The tables made.
    pub tables: Vec<TableEntry>,
    /// The files of regulated values, in `regulated/`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regulated: Vec<TableEntry>,
    /// Pairs that wait for a person.
    pub pairs_to_review: u64,
    /// Whether the run was made to be published: no dry run, and not refused.
    pub to_publish: bool,
    /// Why the run was kept from being published, if it was.
    pub refused: Vec<String>,
    /// Whether the files with personal data are encrypted: `<name>.age`, see `docs/privacy.md`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub encrypted: bool,
    /// When people were taken out of it afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forgotten: Vec<Forgotten>,
}

/// A person taken out of a finished run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// When, UTC, ISO 8601.
    pub at: String,
    /// Rows taken out.
    pub rows: u64,
}

/// How long a stage took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageTime {
    /// The stage.
    pub stage: String,
    /// Wall time in seconds.
    pub seconds: f64,
}

/// One source file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// The source's name.
    pub source: String,
    /// The path in the engagement.
    pub file: String,
    /// The size in bytes.
    pub bytes: u64,
    /// BLAKE3 checksum.
    pub blake3: String,
}

/// One table of the unified dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableEntry {
    /// The table's name.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// BLAKE3 checksum of its Parquet file; of an encrypted run, before it was encrypted.
    pub parquet_blake3: String,
}

impl Manifest {
    /// Reads the manifest in a run's folder.
    pub fn read(run: &Path) -> Result<Self, StoreError> {
        let path = run.join(MANIFEST_FILE);
        let text = std::fs::read_to_string(&path).map_err(StoreError::file(&path))?;
        serde_json::from_str(&text)
            .map_err(|error| StoreError::Manifest { path, message: error.to_string() })
    }

    /// Writes the manifest into a run's folder, whole or not at all.
    pub fn write(&self, run: &Path) -> Result<(), StoreError> {
        let path = run.join(MANIFEST_FILE);
        let text = serde_json::to_string_pretty(self).map_err(|error| StoreError::Manifest {
            path: path.clone(),
            message: error.to_string(),
        })?;
        let temporary = run.join(".manifest.tmp");
        std::fs::write(&temporary, text + "\n").map_err(StoreError::file(&temporary))?;
        std::fs::rename(&temporary, &path).map_err(StoreError::file(&path))
    }
}

/// BLAKE3 checksum of a file, in hexadecimal.
pub fn checksum(path: &Path) -> Result<String, StoreError> {
    let mut hasher = blake3::Hasher::new();
    std::fs::File::open(path)
        .and_then(|file| hasher.update_reader(file).map(|_| ()))
        .map_err(StoreError::file(path))?;
    Ok(hasher.finalize().to_hex().to_string())
}

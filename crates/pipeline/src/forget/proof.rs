//! What was done, for whoever asks: counts and checksums, no names and no keys.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sameboat_ingest::StillThere;
use serde::Serialize;

use super::decisions::DecisionsChanged;
use super::mentions::Mention;
use super::swap::RunChanged;
use crate::error::PipelineError;

/// Where proofs are kept, from the engagement's folder.
pub const FOLDER: &str = "forgotten";

/// The contents of `forgotten/<time>.json`.
#[derive(Debug, Serialize)]
pub struct Proof {
    /// When, UTC, ISO 8601.
    forgotten_at: String,
    /// Version of `sameboat`.
    sameboat: &'static str,
    /// What was taken out of each run, with the checksums of its files before and after.
    runs: Vec<RunChanged>,
    /// What was taken out of files with decisions.
    decisions: Vec<DecisionsChanged>,
    /// Rows by source that the exports still held then; runs leave them out.
    rows_left_in_sources: BTreeMap<String, u64>,
    /// Rows of nobody by source that the exports still held then and that say something of the person's; runs read
    /// them until they are mended there.
    rows_that_mention: BTreeMap<String, u64>,
}

impl Proof {
    pub(super) fn new(
        at: Timestamp,
        runs: &[RunChanged],
        decisions: &[DecisionsChanged],
        left: &[StillThere],
    ) -> Self {
        let mut rows_left_in_sources = BTreeMap::new();
        for sheet in left {
            *rows_left_in_sources.entry(sheet.source.clone()).or_default() +=
                sheet.rows.len() as u64;
        }
        Self {
            forgotten_at: at.to_string(),
            sameboat: env!("CARGO_PKG_VERSION"),
            runs: runs.to_vec(),
            decisions: decisions.to_vec(),
            rows_left_in_sources,
            rows_that_mention: BTreeMap::new(),
        }
    }

    /// The proof with what rows of nobody say of the person.
    pub(super) fn with_mentions(mut self, mentions: &[Mention]) -> Self {
        for mention in mentions {
            *self.rows_that_mention.entry(mention.source.clone()).or_default() +=
                mention.rows.len() as u64;
        }
        self
    }

    /// Writes the proof under a name that is not taken yet.
    pub(super) fn write(&self, engagement: &Path, at: Timestamp) -> Result<PathBuf, PipelineError> {
        let folder = engagement.join(FOLDER);
        let stamp = at.strftime("%Y%m%dT%H%M%SZ").to_string();
        let names = std::iter::once(stamp.clone()).chain((2..).map(|n| format!("{stamp}-{n}")));
        let mut free =
            names.map(|name| folder.join(format!("{name}.json"))).filter(|path| !path.exists());
        let path = free.next().unwrap_or_else(|| folder.join("proof.json"));
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| PipelineError::file(&path, error.to_string()))?;
        let temporary = folder.join(".proof.tmp");
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&temporary, text + "\n"))
            .and_then(|()| std::fs::File::open(&temporary)?.sync_all())
            .and_then(|()| std::fs::rename(&temporary, &path))
            .map_err(|error| PipelineError::file(&path, error.to_string()))?;
        Ok(path)
    }
}

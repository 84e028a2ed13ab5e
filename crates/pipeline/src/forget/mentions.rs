//! Rows of nobody in the exports that say something of the person: a call without a customer's number from the
//! person's phone. No key tells runs that they do, so they are read again until they are mended.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sameboat_store::erase::SourceRow;
use sameboat_store::manifest::checksum;
use serde::Serialize;

/// Such rows of one sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mention {
    /// The source.
    pub source: String,
    /// The file, from the engagement's folder.
    pub file: PathBuf,
    /// Sheet of the workbook, if it is one.
    pub sheet: Option<String>,
    /// 1-based rows, in order, as a run read them.
    pub rows: Vec<u64>,
    /// Whether the file is another one now, so that the rows may stand elsewhere.
    pub has_changed: bool,
}

impl Mention {
    /// The rows by sheet; of a file that is as a run read it, only what that run found.
    pub(super) fn of_rows(engagement: &Path, rows: BTreeSet<(String, SourceRow)>) -> Vec<Self> {
        let mut now: BTreeMap<String, Option<String>> = BTreeMap::new();
        let mut found: BTreeMap<(String, String, Option<String>, bool), BTreeSet<u64>> =
            BTreeMap::new();
        for (file, SourceRow { source, blake3, sheet, row }) in rows {
            let current =
                now.entry(file.clone()).or_insert_with(|| checksum(&engagement.join(&file)).ok());
            // A file that is gone holds nobody.
            let Some(current) = current else { continue };
            let has_changed = *current != blake3;
            found.entry((source, file, sheet, has_changed)).or_default().insert(row);
        }
        let as_read: BTreeSet<(String, String)> = found
            .keys()
            .filter(|(.., has_changed)| !has_changed)
            .map(|(source, file, ..)| (source.clone(), file.clone()))
            .collect();
        found.retain(|(source, file, _, has_changed), _| {
            !*has_changed || !as_read.contains(&(source.clone(), file.clone()))
        });
        found
            .into_iter()
            .map(|((source, file, sheet, has_changed), rows)| Self {
                source,
                file: file.into(),
                sheet,
                rows: rows.into_iter().collect(),
                has_changed,
            })
            .collect()
    }
}

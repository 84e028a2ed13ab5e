//! `manifest.json` of an export: what was written, in which order it is loaded, and that it adds up.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::accounting::Outcome;
use crate::error::ExportError;
use crate::object::Limit;
use crate::progress::Progress;

/// The file's name in the export's folder.
pub(crate) const MANIFEST_FILE: &str = "manifest.json";

/// What an export wrote.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Manifest {
    /// The target's name.
    pub target: String,
    /// The run that was exported.
    pub run_id: String,
    /// Version of `sameboat`.
    pub sameboat: String,
    /// The target's limits that the files obey.
    pub limits: Vec<Limit>,
    /// What to do before loading.
    pub before: Vec<String>,
    /// The files, in the order of loading.
    pub files: Vec<FileEntry>,
    /// How to undo it.
    pub reverse: Reverse,
    /// Customers of the run, and where they went.
    pub customers: Customers,
    /// Every source row, by source and outcome.
    pub reconciliation: Vec<SourceTotal>,
    /// What the contacts in the files say of their ends, and what that was taken for; empty if the
    /// target's contacts have no status.
    pub contact_outcomes: Vec<OutcomeTotal>,
    /// Contacts with outcomes that were too many to be told apart.
    pub outcomes_not_told_apart: u64,
    /// Rows that the target would refuse; see `rejected.csv`.
    pub rejected: u64,
    /// Values that were left out, as the target would not take them: see `left_out.csv`.
    pub left_out: u64,
    /// Phone numbers of customers that had lost their plus and were given it back, by source and field.
    pub pluses_put_back: BTreeMap<String, u64>,
    /// Cells cut to the target's length, by object.
    pub cut: BTreeMap<String, u64>,
    /// What a person should know or do.
    pub warnings: Vec<String>,
}

/// One file.
#[derive(Debug, Clone, Serialize)]
pub struct FileEntry {
    /// The path in the export's folder.
    pub file: String,
    /// The target's object, or the table.
    pub object: String,
    /// What to do with the file.
    pub load: String,
    /// The column that a record is found by.
    pub key: Option<String>,
    /// The columns.
    pub columns: Vec<String>,
    /// Rows without the header.
    pub rows: u64,
    /// Size in bytes.
    pub bytes: u64,
    /// BLAKE3 checksum.
    pub blake3: String,
}

/// How to undo an export.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Reverse {
    /// What to do.
    pub how: String,
    /// The files, in the order of loading.
    pub files: Vec<FileEntry>,
}

/// Customers of the run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Customers {
    /// All.
    pub all: u64,
    /// Those in the files.
    pub written: u64,
    /// Those that the target would refuse.
    pub rejected: u64,
    /// Those that refused marketing by e-mail.
    pub opted_out_of_email: u64,
    /// Those that refused marketing by phone.
    pub opted_out_of_phone: u64,
    /// Those that refused marketing by post.
    pub opted_out_of_post: u64,
    /// Those that the target has already, by sources that came from it.
    pub known_to_target: u64,
}

/// Rows of one source.
#[derive(Debug, Clone, Serialize)]
pub struct SourceTotal {
    /// The source.
    pub source: String,
    /// Its line.
    pub line: String,
    /// What its rows are.
    pub entity: String,
    /// Rows read.
    pub read: u64,
    /// Where they went; together they are the rows read.
    pub outcomes: BTreeMap<Outcome, u64>,
}

/// Contacts with one outcome that went out alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutcomeTotal {
    /// The outcome; empty if the contacts say none, `None` for all outcomes that are not listed.
    pub outcome: Option<String>,
    /// What it was taken for.
    pub taken_for: Progress,
    /// Whether it was understood.
    pub understood: bool,
    /// The contacts.
    pub contacts: u64,
}

impl Manifest {
    /// Writes the manifest into the export's folder.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), ExportError> {
        let path = folder.join(MANIFEST_FILE);
        let text = serde_json::to_string_pretty(self).map_err(ExportError::file(&path))?;
        std::fs::write(&path, text + "\n").map_err(ExportError::file(&path))
    }
}

//! Files that say more of a source's rows, by a key: their columns are read as if they stood in the rows.

use std::fmt;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::FxHashMap;
use sameboat_model::config::ConfigFile;
use sameboat_model::suggest::nearest;
use sameboat_model::{ConfigError, Mapping};
use serde::Serialize;

use crate::error::IngestError;
use crate::header::Header;
use crate::reader::cell::{Row, trim};
use crate::table::TableFile;

/// A file, read.
pub(crate) struct Beside {
    file: PathBuf,
    key: String,
    to: String,
    /// The names of its columns, without the key.
    names: Vec<String>,
    rows: FxHashMap<String, Line>,
    /// Rows whose key an earlier one has, with other contents.
    repeated: u64,
    /// Rows that do not fit the header.
    refused: u64,
}

/// What a file says of one row.
struct Line {
    cells: Vec<String>,
    is_met: AtomicBool,
}

/// What of a file beside a source was not used, or not clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BesideLeft {
    /// The file, from the engagement's folder.
    pub file: PathBuf,
    /// Its rows whose key no row of the source has.
    pub unmet: u64,
    /// Its rows whose key an earlier row has with other contents: the last one counts.
    pub repeated: u64,
    /// Its rows that do not fit the header.
    pub refused: u64,
}

impl fmt::Display for BesideLeft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = [
            ("rows whose key no row of the source has", self.unmet),
            (
                "rows with the key of an earlier one that say something else, and count",
                self.repeated,
            ),
            ("rows that do not fit the header", self.refused),
        ];
        let said: Vec<String> = said
            .iter()
            .filter(|(_, rows)| *rows > 0)
            .map(|(what, rows)| format!("{what}: {rows}"))
            .collect();
        write!(f, "of {}, {}", self.file.display(), said.join("; "))
    }
}

impl Beside {
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// How it was read, in words.
    pub(crate) fn format(&self) -> String {
        format!("beside it {}, {} rows by `{}`", self.file.display(), self.rows.len(), self.key)
    }

    fn put(&self, row: &mut Row, header: &Header, first: usize) {
        let Some(place) = header.position(&self.to) else { return };
        let key = row.cell(place).text();
        let Some(line) = self.rows.get(trim(&key)) else { return };
        drop(key);
        line.is_met.store(true, Ordering::Relaxed);
        for (at, cell) in line.cells.iter().enumerate() {
            row.put_beside(header.own, first + at, cell);
        }
    }

    /// What was left, once all rows were read.
    pub(crate) fn left(&self) -> Option<BesideLeft> {
        let unmet = self.rows.values().filter(|line| !line.is_met.load(Ordering::Relaxed)).count();
        let left = BesideLeft {
            file: self.file.clone(),
            unmet: unmet as u64,
            repeated: self.repeated,
            refused: self.refused,
        };
        (left.unmet + left.repeated + left.refused > 0).then_some(left)
    }
}

/// Puts the cells of all files beside a row that is whole.
pub(crate) fn put(files: &[Beside], row: &mut Row, header: &Header, has_grid: bool) {
    if files.is_empty() || row.defect.is_some() || (!has_grid && header.fault(row).is_some()) {
        return;
    }
    let mut first = header.own;
    for file in files {
        file.put(row, header, first);
        first += file.names.len();
    }
}

/// Reads the files of a mapping.
pub(crate) fn read(
    engagement: &Path,
    mapping: &ConfigFile<Mapping>,
) -> Result<Vec<Beside>, IngestError> {
    let files = mapping.value.beside.iter().enumerate();
    files.map(|(at, _)| read_one(engagement, mapping, at)).collect()
}

fn read_one(
    engagement: &Path,
    mapping: &ConfigFile<Mapping>,
    at: usize,
) -> Result<Beside, IngestError> {
    let said = &mapping.value.beside[at];
    let mut table = TableFile::open(&engagement.join(&said.file), &said.read)?.records_only();
    let header = table.header().to_vec();
    let is_key = |name: &String| name.to_lowercase() == trim(&said.key).to_lowercase();
    let Some(key) = header.iter().position(is_key) else {
        let place = said.file.display().to_string();
        return Err(no_column(mapping, at, "key", &said.key, &place, &header).into());
    };
    let named = (0..header.len()).filter(|place| *place != key && !header[*place].is_empty());
    let places: Vec<usize> = [key].into_iter().chain(named).collect();
    let mut beside = Beside {
        file: said.file.clone(),
        key: said.key.clone(),
        to: said.to.clone(),
        names: places[1..].iter().map(|place| header[*place].clone()).collect(),
        rows: FxHashMap::default(),
        repeated: 0,
        refused: 0,
    };
    let refused = table.for_each_batch(&places, |batch| {
        for row in 0..batch.rows() {
            let key = batch.cell(row, 0);
            if key.is_empty() {
                continue;
            }
            let cells = (1..places.len()).map(|place| batch.cell(row, place).to_owned()).collect();
            let line = Line { cells, is_met: AtomicBool::new(false) };
            let is_other = |earlier: &Line, cells: &[String]| earlier.cells != cells;
            let repeats =
                beside.rows.get(key).is_some_and(|earlier| is_other(earlier, &line.cells));
            beside.repeated += u64::from(repeats);
            beside.rows.insert(key.to_owned(), line);
        }
        ControlFlow::Continue(())
    })?;
    beside.refused = refused.len() as u64;
    Ok(beside)
}

/// The column by which a file is tied to the source must be there.
pub(crate) fn check(mapping: &ConfigFile<Mapping>, headers: &[&Header]) -> Result<(), ConfigError> {
    for (at, said) in mapping.value.beside.iter().enumerate() {
        for header in headers {
            let is_own = header.position(&said.to).is_some_and(|place| place < header.own);
            if !is_own {
                let own = &header.names[..header.own];
                return Err(no_column(mapping, at, "to", &said.to, "the file", own));
            }
        }
    }
    Ok(())
}

fn no_column(
    mapping: &ConfigFile<Mapping>,
    at: usize,
    key: &str,
    column: &str,
    place: &str,
    names: &[String],
) -> ConfigError {
    let names = || names.iter().map(String::as_str).filter(|name| !name.is_empty());
    let help = match nearest(column, names()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("its columns are: {}", names().collect::<Vec<_>>().join(", ")),
    };
    let message = format!("{place} has no column `{column}`");
    mapping.error_at(&["beside", &at.to_string(), key], message, Some(help))
}

//! Cells that people have mended: `decisions/patches.csv`, made from a run's `csv/quarantine.csv` (or
//! `value_issue.csv`; of what is regulated those in `regulated/`) by writing the right text into a further column `mended`.
//!
//! A mend holds for the cell that it was written for: source, sheet, row and column, and only as long
//! as the cell says what it said then. Sources are exported anew, and rows move; a mend that no longer
//! fits is not applied and is counted.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU8, Ordering};

use rustc_hash::FxHashMap;
use sameboat_model::Settings;
use sameboat_model::mapping::ReadSettings;
use sameboat_model::suggest::nearest;
use serde::Serialize;

use crate::error::IngestError;
use crate::header::Header;
use crate::mended_row::{set_cell, set_row};
use crate::reader::cell::{Cell, EXCERPT, Row, trim};
use crate::row::{JOINED, shown};
use crate::table::{RawRow, RawTable, read_table};

/// The file, from the engagement's folder.
pub(crate) const FILE: &str = "decisions/patches.csv";

/// The columns that a file of mends must have; `sheet` may be there, and others are ignored.
const NEEDED: [&str; 5] = ["source", "row_number", "column_name", "value", "mended"];

/// Why a mend of a row that tells nothing of it does not fit.
const WITHHELD: &str =
    "its `value` is empty, as csv/ has nothing regulated: copy the row of regulated/quarantine.csv";

/// Why a mend of a cell that tells nothing of it does not fit.
const WITHHELD_CELL: &str = "its `value` is empty, and the cell is not: of a regulated column, of which csv/ has \
                             nothing, copy the row of regulated/value_issue.csv or regulated/quarantine.csv";

/// How far a mend got: its row was not found, its row says something else, it was applied.
const NOT_FOUND: u8 = 0;
const CHANGED: u8 = 1;
const APPLIED: u8 = 2;

/// The mends of all sources.
#[derive(Debug, Default)]
pub(crate) struct Patches {
    by_source: BTreeMap<String, Mends>,
}

/// The mends of one source, by sheet and row.
#[derive(Debug, Default)]
pub(crate) struct Mends {
    by_row: FxHashMap<(String, u64), Vec<Mend>>,
    /// How many there are.
    pub(crate) count: u64,
}

#[derive(Debug)]
struct Mend {
    /// Where the mend stands in the file of mends.
    line: u64,
    met: AtomicU8,
    /// The columns at fault, as quarantine names them; empty if it is the row as a whole.
    columns: String,
    original: String,
    mended: String,
}

impl Patches {
    /// Reads the engagement's mends; there need not be any.
    pub(crate) fn read(engagement: &Path, settings: &Settings) -> Result<Self, IngestError> {
        let path = engagement.join(FILE);
        if !path.exists() {
            return Ok(Self::default());
        }
        let table = read_table(&path, &ReadSettings::default())?;
        if let Some((row, reason)) = table.refused.first() {
            return Err(IngestError::format(&path, format!("row {row}: {reason}"), None));
        }
        let place = |name: &str| table.header.iter().position(|column| column == name);
        let mut places = [0; NEEDED.len()];
        for (at, name) in places.iter_mut().zip(NEEDED) {
            *at = place(name).ok_or_else(|| missing(&path, name, &table))?;
        }
        let sheet = place("sheet");
        let mut patches = Self::default();
        for row in &table.rows {
            let [source, number, column, original, mended] =
                places.map(|at| row.cells[at].as_str());
            if mended.is_empty() {
                continue;
            }
            check_source(&path, row, source, settings)?;
            let number: u64 = number.parse().map_err(|_| {
                let message = format!("row {}: `row_number` is no whole number", row.number);
                IngestError::format(&path, message, None)
            })?;
            let sheet = sheet.map_or_else(String::new, |at| row.cells[at].clone());
            let mends = patches.by_source.entry(source.to_owned()).or_default();
            mends.count += 1;
            mends.by_row.entry((sheet, number)).or_default().push(Mend {
                line: row.number,
                met: AtomicU8::new(NOT_FOUND),
                columns: column.to_owned(),
                original: original.to_owned(),
                mended: mended.to_owned(),
            });
        }
        Ok(patches)
    }

    /// The mends of one source.
    pub(crate) fn of(&mut self, source: &str) -> Mends {
        self.by_source.remove(source).unwrap_or_default()
    }
}

fn missing(path: &Path, name: &str, table: &RawTable) -> IngestError {
    let help = match nearest(name, table.header.iter().map(String::as_str)) {
        Some(column) => format!("is it `{column}`?"),
        None => "begin with a copy of csv/quarantine.csv, and add a column `mended`".to_owned(),
    };
    IngestError::format(path, format!("has no column `{name}`"), Some(&help))
}

fn check_source(
    path: &Path,
    row: &RawRow,
    source: &str,
    settings: &Settings,
) -> Result<(), IngestError> {
    let mut names = settings.sources.iter().map(|source| source.name.as_str());
    if names.clone().any(|name| name == source) {
        return Ok(());
    }
    let help = nearest(source, &mut names).map(|name| format!("did you mean `{name}`?"));
    let message = format!("row {}: there is no source `{source}`", row.number);
    Err(IngestError::format(path, message, help.as_deref()))
}

impl Mends {
    /// Mends the file's own cells of a row; says how many mends were applied.
    pub(crate) fn apply(&self, sheet: Option<&str>, header: &Header, row: &mut Row) -> u64 {
        self.apply_some(sheet, header, row, false)
    }

    /// Mends cells that files beside have put into a row; says how many mends were applied.
    pub(crate) fn apply_beside(&self, sheet: Option<&str>, header: &Header, row: &mut Row) -> u64 {
        self.apply_some(sheet, header, row, true)
    }

    fn apply_some(
        &self,
        sheet: Option<&str>,
        header: &Header,
        row: &mut Row,
        is_beside: bool,
    ) -> u64 {
        if self.count == 0 {
            return 0;
        }
        let key = (sheet.unwrap_or_default().to_owned(), row.number);
        let Some(mends) = self.by_row.get(&key) else { return 0 };
        let apply = |mend: &Mend| {
            let fits = mend.apply(header, row);
            mend.met.fetch_max(if fits { APPLIED } else { CHANGED }, Ordering::Relaxed);
            u64::from(fits)
        };
        mends.iter().filter(|mend| mend.is_beside(header) == is_beside).map(apply).sum()
    }

    /// The mends that no longer fit, by their rows in the file of mends, after all rows were read.
    pub(crate) fn unfit(&self) -> Vec<UnfitMend> {
        let unfit = |((sheet, row), mends): (&(String, u64), &Vec<Mend>)| {
            let (sheet, row) = (Some(sheet.clone()).filter(|sheet| !sheet.is_empty()), *row);
            let unfit = mends.iter().filter_map(move |mend| {
                let reason = match mend.met.load(Ordering::Relaxed) {
                    APPLIED => return None,
                    NOT_FOUND => "there is no such row any more",
                    _ if !mend.original.is_empty() => "says something else now",
                    _ if mend.columns.is_empty() => WITHHELD,
                    _ => WITHHELD_CELL,
                };
                let column = Some(mend.columns.clone()).filter(|columns| !columns.is_empty());
                Some(UnfitMend { mend: mend.line, sheet: sheet.clone(), row, column, reason })
            });
            unfit.collect::<Vec<_>>()
        };
        let mut all: Vec<UnfitMend> = self.by_row.iter().flat_map(unfit).collect();
        all.sort_by_key(|unfit| unfit.mend);
        all
    }
}

/// A mend that was not applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnfitMend {
    /// Row of `decisions/patches.csv`.
    pub mend: u64,
    /// The sheet of the workbook that it is for.
    pub sheet: Option<String>,
    /// The row that it is for.
    pub row: u64,
    /// The columns; none if it is for the row as a whole.
    pub column: Option<String>,
    /// Why it does not fit.
    pub reason: &'static str,
}

impl Mend {
    /// Whether a cell is meant that stands in a file beside the source.
    fn is_beside(&self, header: &Header) -> bool {
        let is_any = || self.places(header).into_iter().any(|place| place >= header.own);
        !self.columns.is_empty() && is_any()
    }

    /// Applies the mend if the cell says what it said when it was mended.
    fn apply(&self, header: &Header, row: &mut Row) -> bool {
        if self.columns.is_empty() {
            return self.apply_to_row(header, row);
        }
        if row.defect.is_some() {
            return false;
        }
        let places = self.places(header);
        let text = match places[..] {
            [] => return false,
            // A cell that says nothing, such as `n/a`, is shown where it stands alone.
            [place] => row.cell(place).text().into_owned(),
            _ => shown(row, &places),
        };
        if !says(&text, &self.original) {
            // Of several rows beside, another one may say it.
            let is_meant = |said: &str| says(said, &self.original);
            return matches!(places[..], [place] if row.mend_also(place, is_meant, &self.mended));
        }
        if self.is_beside(header) {
            row.keep_own(header.own);
        }
        // Of cells that were joined, the first takes the text.
        for (index, place) in places.into_iter().enumerate() {
            if index == 0 {
                set_cell(row, place, &self.mended, header);
                row.note_mended(place);
            } else {
                row.set(place, Cell::Empty);
            }
        }
        true
    }

    /// Where those of the columns stand that the file has. A column's own name may look like those
    /// of two.
    fn places(&self, header: &Header) -> Vec<usize> {
        match header.position(&self.columns) {
            Some(place) => vec![place],
            None => {
                self.columns.split(JOINED).filter_map(|column| header.position(column)).collect()
            }
        }
    }

    fn apply_to_row(&self, header: &Header, row: &mut Row) -> bool {
        if !says(&row.excerpt(), &self.original) {
            return false;
        }
        // Of a row that was too long to be shown, nobody has seen the end.
        if self.original.chars().count() >= EXCERPT {
            return false;
        }
        let mut mended = Row::default();
        mended.number = row.number;
        if !set_row(&mut mended, &self.mended, header) {
            return false;
        }
        (0..mended.len()).for_each(|place| mended.note_mended(place));
        *row = mended;
        true
    }
}

/// Whether a cell still says what quarantine showed of it, which may be only its beginning.
fn says(text: &str, shown: &str) -> bool {
    let text: String = trim(text).chars().take(EXCERPT).collect();
    trim(&text) == trim(shown)
}

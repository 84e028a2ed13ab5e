//! Rows of a workbook. `.xlsx` and `.xlsb` are read cell by cell, the other formats a sheet at once.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use calamine::{
    CellErrorType, Data, DataRef, Dimensions, Ods, Range, Reader, SheetVisible, Xls, Xlsb, Xlsx,
    open_workbook,
};
use jiff::civil::{Date, DateTime, Time};

use super::cell::{Cell, Row};
use super::guard::guarded;
use super::plain_sheet::{Next, PlainSheet};
use super::{Rows, archive};
use crate::error::IngestError;

type Input = BufReader<File>;

/// An open workbook.
pub(crate) enum Workbook {
    Xlsx(Box<Xlsx<Input>>),
    Xlsb(Box<Xlsb<Input>>),
    Xls(Box<Xls<Input>>),
    Ods(Box<Ods<Input>>),
}

impl Workbook {
    /// Opens a file of the zip container that `.xlsx`, `.xlsb` and `.ods` share.
    pub(crate) fn open_zip(path: &Path) -> Result<Self, IngestError> {
        archive::check(path)?;
        let error = match guarded(|| open_workbook::<Xlsx<_>, _>(path)) {
            Ok(Ok(book)) => return Ok(Self::Xlsx(Box::new(book))),
            Ok(Err(error)) => unreadable(path, &error),
            Err(damaged) => unreadable(path, &damaged),
        };
        if let Ok(Ok(book)) = guarded(|| open_workbook::<Xlsb<_>, _>(path)) {
            return Ok(Self::Xlsb(Box::new(book)));
        }
        if let Ok(Ok(book)) = guarded(|| open_workbook::<Ods<_>, _>(path)) {
            return Ok(Self::Ods(Box::new(book)));
        }
        Err(error)
    }

    /// Opens a file of the container of `.xls`.
    pub(crate) fn open_xls(path: &Path) -> Result<Self, IngestError> {
        let book = guarded(|| open_workbook::<Xls<_>, _>(path));
        let book = book.map_err(|damaged| unreadable(path, &damaged))?;
        book.map(|book| Self::Xls(Box::new(book))).map_err(|error| unreadable(path, &error))
    }

    /// The format's usual name.
    pub(crate) const fn format(&self) -> &'static str {
        match self {
            Self::Xlsx(_) => "xlsx",
            Self::Xlsb(_) => "xlsb",
            Self::Xls(_) => "xls",
            Self::Ods(_) => "ods",
        }
    }

    /// The sheets, in order.
    pub(crate) fn sheets(&self) -> Vec<String> {
        match self {
            Self::Xlsx(book) => book.sheet_names(),
            Self::Xlsb(book) => book.sheet_names(),
            Self::Xls(book) => book.sheet_names(),
            Self::Ods(book) => book.sheet_names(),
        }
    }

    /// Whether bare numbers that are dates count from 1904.
    pub(crate) fn counts_from_1904(&self) -> bool {
        match self {
            Self::Xlsx(book) => book.has_1904_epoch(),
            Self::Xlsb(book) => book.has_1904_epoch(),
            Self::Xls(_) | Self::Ods(_) => false,
        }
    }

    /// Whether a sheet is hidden from those who open the workbook.
    pub(crate) fn is_hidden(&self, sheet: &str) -> bool {
        let sheets = match self {
            Self::Xlsx(book) => book.sheets_metadata(),
            Self::Xlsb(book) => book.sheets_metadata(),
            Self::Xls(book) => book.sheets_metadata(),
            Self::Ods(book) => book.sheets_metadata(),
        };
        sheets.iter().any(|other| other.name == sheet && other.visible != SheetVisible::Visible)
    }

    /// The rows of one sheet. A chart sheet has none. `to_the_end`: more than its first rows will be
    /// read, for which it pays to prepare.
    pub(crate) fn rows<'a>(
        &'a mut self,
        path: &Path,
        sheet: &str,
        to_the_end: bool,
    ) -> Result<Box<dyn Rows + 'a>, IngestError> {
        let damaged = |damaged| unreadable(path, &damaged);
        let range = match self {
            Self::Xlsx(book) => return xlsx_rows(book, path, sheet, to_the_end),
            Self::Xlsb(book) => {
                let cells = guarded(|| book.worksheet_cells_reader(sheet)).map_err(damaged)?;
                let mut cells = cells.map_err(|e| unreadable(path, &e))?;
                let next = move || cells.next_cell().map_err(io::Error::other);
                return Ok(Box::new(Streamed::new(next, Merged::default())));
            }
            Self::Xls(book) => guarded(|| book.worksheet_range(sheet))
                .map_err(damaged)?
                .map_err(|e| unreadable(path, &e))?,
            Self::Ods(book) => guarded(|| book.worksheet_range(sheet))
                .map_err(damaged)?
                .map_err(|e| unreadable(path, &e))?,
        };
        Ok(Box::new(Loaded { range, next: 0 }))
    }
}

fn xlsx_rows<'a>(
    book: &'a mut Xlsx<Input>,
    path: &Path,
    sheet: &str,
    to_the_end: bool,
) -> Result<Box<dyn Rows + 'a>, IngestError> {
    if !to_the_end || is_small(path) {
        let merged = if is_small(path) { merged_cells(book, sheet) } else { Merged::default() };
        return Ok(Box::new(streamed(book, path, sheet, merged)?));
    }
    let place = book.sheet_names().iter().position(|name| name == sheet);
    let is_1904 = book.has_1904_epoch();
    let plain = || place.and_then(|place| PlainSheet::open(path, place, is_1904));
    // It asks calamine, too.
    match guarded(plain).unwrap_or_default() {
        Some(plain) => Ok(Box::new(Quick::new(plain, book, path, sheet))),
        None => Ok(Box::new(streamed(book, path, sheet, Merged::default())?)),
    }
}

/// The cells of a sheet, put together to rows. A chart sheet has none.
pub(super) fn streamed<'a>(
    book: &'a mut Xlsx<Input>,
    path: &Path,
    sheet: &str,
    merged: Merged,
) -> Result<Streamed<'a>, IngestError> {
    let cells = guarded(|| book.worksheet_cells_reader(sheet));
    let mut cells = match cells.map_err(|damaged| unreadable(path, &damaged))? {
        Ok(cells) => cells,
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(Streamed::empty()),
        Err(error) => return Err(unreadable(path, &error)),
    };
    let next = move || cells.next_cell().map_err(io::Error::other);
    Ok(Streamed::new(next, merged))
}

/// Rows of a large sheet: quickly as far as they are plain, the others by calamine.
pub(super) struct Quick<'a> {
    plain: PlainSheet,
    /// The row that comes next. It is handed on when the one after it has been read: cells of a row may
    /// go on in an element of their own, which is unusual.
    held: Option<Row>,
    begun: bool,
    /// Until calamine is needed.
    book: Option<&'a mut Xlsx<Input>>,
    path: PathBuf,
    sheet: String,
    slow: Option<Streamed<'a>>,
    /// Rows that were handed on.
    read: u64,
}

impl<'a> Quick<'a> {
    pub(super) fn new(
        plain: PlainSheet,
        book: &'a mut Xlsx<Input>,
        path: &Path,
        sheet: &str,
    ) -> Self {
        let (path, sheet) = (path.to_owned(), sheet.to_owned());
        let (held, book) = (Some(Row::default()), Some(book));
        Self { plain, held, begun: false, book, path, sheet, slow: None, read: 0 }
    }

    /// Reads on with calamine, behind the rows that were handed on.
    fn go_on(&mut self, row: &mut Row) -> io::Result<bool> {
        let Some(book) = self.book.take() else { return Ok(false) };
        let rest = streamed(book, &self.path, &self.sheet, Merged::default());
        let slow = self.slow.insert(rest.map_err(io::Error::other)?);
        for _ in 0..self.read {
            if !slow.next(row)? {
                return Ok(false);
            }
        }
        slow.next(row)
    }
}

impl Rows for Quick<'_> {
    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        if let Some(slow) = &mut self.slow {
            return slow.next(row);
        }
        let Some(held) = &mut self.held else { return Ok(false) };
        if !std::mem::replace(&mut self.begun, true) {
            match self.plain.next(held) {
                Next::Row => {}
                Next::End => {
                    self.held = None;
                    return Ok(false);
                }
                Next::Unusual => return self.go_on(row),
            }
        }
        match self.plain.next(row) {
            Next::Row => std::mem::swap(row, held),
            Next::End => {
                std::mem::swap(row, held);
                self.held = None;
            }
            Next::Unusual => return self.go_on(row),
        }
        self.read += 1;
        Ok(true)
    }
}

/// Files up to this size are looked through for merged cells, which stand behind all cells of a
/// sheet and cost a second pass over it. Sheets that people arrange by hand are small.
const MERGED_UP_TO: u64 = 8 * 1024 * 1024;

fn is_small(path: &Path) -> bool {
    // Inputs of a fuzzer are all small: of these every other one counts as large, so that it gets to
    // the reader of large sheets, too.
    let fits =
        |bytes: u64| if cfg!(fuzzing) { bytes.is_multiple_of(2) } else { bytes <= MERGED_UP_TO };
    std::fs::metadata(path).is_ok_and(|file| fits(file.len()))
}

fn merged_cells(book: &mut Xlsx<Input>, sheet: &str) -> Merged {
    // A sheet whose merged cells cannot be read may still have cells that can.
    let areas = guarded(|| book.merge_cells_by_sheet_name(sheet));
    let mut areas = areas.ok().and_then(Result::ok).unwrap_or_default();
    areas.retain(|area| area.start.0 <= area.end.0 && area.start.1 <= area.end.1);
    areas.sort_unstable_by_key(|area| area.start);
    Merged { areas, next: 0, open: Vec::new() }
}

/// Cells that are merged: all of them say what the first one says, as a reader sees it. So steps
/// whose procedure stands in one tall cell beside them all belong to it.
#[derive(Default)]
pub(super) struct Merged {
    /// By their first row.
    areas: Vec<Dimensions>,
    next: usize,
    /// Areas that have begun, with what their first cell says.
    open: Vec<(Dimensions, Row)>,
}

impl Merged {
    /// Fills in what merged cells say; `index` is the 0-based row.
    fn fill(&mut self, index: u32, row: &mut Row) {
        while let Some(area) = self.areas.get(self.next).filter(|area| area.start.0 <= index) {
            self.next += 1;
            // An area wider than any table is a mishap, and would make every row that wide.
            if area.start.0 == index && (area.end.1 as usize) < MOST_COLUMNS {
                let mut first = Row::default();
                first.set(0, row.cell(area.start.1 as usize));
                self.open.push((*area, first));
            }
        }
        self.open.retain(|(area, _)| index <= area.end.0);
        for (area, first) in &self.open {
            for column in area.start.1..=area.end.1 {
                if row.cell(column as usize).is_blank() && !first.cell(0).is_blank() {
                    row.set(column as usize, first.cell(0));
                }
            }
        }
    }
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> IngestError {
    let help = "open it in a spreadsheet program and save it again as .xlsx";
    IngestError::format(path, format!("the workbook cannot be read: {error}"), Some(help))
}

/// Rows put together from the cells of a sheet, which come one by one.
pub(super) struct Streamed<'a> {
    /// None for a chart sheet, and after the last cell: asking again would be an error.
    cells: Option<Box<dyn FnMut() -> NextCell<'a> + 'a>>,
    /// The first cell of the next row.
    pending: Option<calamine::Cell<DataRef<'a>>>,
    merged: Merged,
}

type NextCell<'a> = io::Result<Option<calamine::Cell<DataRef<'a>>>>;

impl<'a> Streamed<'a> {
    fn new(cells: impl FnMut() -> NextCell<'a> + 'a, merged: Merged) -> Self {
        Self { cells: Some(Box::new(cells)), pending: None, merged }
    }

    fn empty() -> Self {
        Self { cells: None, pending: None, merged: Merged::default() }
    }

    fn next_cell(&mut self) -> NextCell<'a> {
        if let Some(cell) = self.pending.take() {
            return Ok(Some(cell));
        }
        let Some(cells) = &mut self.cells else { return Ok(None) };
        let next = cells()?;
        if next.is_none() {
            self.cells = None;
        }
        Ok(next)
    }
}

impl Rows for Streamed<'_> {
    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        guarded(|| self.next_row(row))?
    }
}

impl Streamed<'_> {
    fn next_row(&mut self, row: &mut Row) -> io::Result<bool> {
        row.clear();
        let Some(first) = self.next_cell()? else { return Ok(false) };
        let index = first.get_position().0;
        row.number = u64::from(index) + 1;
        set(row, &first)?;
        while let Some(cell) = self.next_cell()? {
            if cell.get_position().0 != index {
                self.pending = Some(cell);
                break;
            }
            set(row, &cell)?;
        }
        self.merged.fill(index, row);
        Ok(true)
    }
}

/// Columns that a sheet can have. A file that names one beyond is broken or hostile, and would have
/// us make room for all the columns before it.
pub(super) const MOST_COLUMNS: usize = 16_384;

fn set(row: &mut Row, cell: &calamine::Cell<DataRef<'_>>) -> io::Result<()> {
    let column = cell.get_position().1 as usize;
    if column >= MOST_COLUMNS {
        let message = format!("row {} has a cell beyond the last column of a sheet", row.number);
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    match cell.get_value() {
        DataRef::SharedString(text) => row.set(column, Cell::Text(text)),
        value => set_data(row, column, &value.clone().into()),
    }
    Ok(())
}

fn set_data(row: &mut Row, column: usize, data: &Data) {
    let cell = match data {
        Data::Empty => return,
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::String(text) | Data::DurationIso(text) => Cell::Text(text),
        Data::Bool(yes) => Cell::Boolean(*yes),
        Data::DateTime(at) => moment(*at),
        Data::DateTimeIso(text) => match text.parse::<DateTime>() {
            Ok(at) => Cell::Date(at),
            Err(_) => Cell::Text(text),
        },
        Data::Error(error) => Cell::Error(error_text(error)),
    };
    row.set(column, cell);
}

/// Numbers below one day are times; the rest are dates.
pub(super) fn moment(at: calamine::ExcelDateTime) -> Cell<'static> {
    if at.is_duration() || (0.0..1.0).contains(&at.as_f64()) {
        return Cell::Seconds(at.as_f64() * 86_400.0);
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let date = Date::new(year as i16, month as i8, day as i8);
    let nanos = i32::from(milli) * 1_000_000;
    let time = Time::new(hour as i8, minute as i8, second as i8, nanos);
    match (date, time) {
        (Ok(date), Ok(time)) => Cell::Date(date.to_datetime(time)),
        // Spreadsheets know a 29 February 1900.
        _ => Cell::Text("1900-02-29"),
    }
}

pub(super) const fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

/// Rows of a sheet that had to be loaded at once.
struct Loaded {
    range: Range<Data>,
    next: usize,
}

impl Rows for Loaded {
    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        row.clear();
        let Some((top, left)) = self.range.start() else { return Ok(false) };
        if self.next >= self.range.height() {
            return Ok(false);
        }
        row.number = u64::from(top) + self.next as u64 + 1;
        for column in 0..self.range.width() {
            if let Some(data) = self.range.get((self.next, column)) {
                set_data(row, left as usize + column, data);
            }
        }
        self.next += 1;
        Ok(true)
    }
}

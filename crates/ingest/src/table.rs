//! A file as a plain table of texts, for those who have no mapping yet.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use sameboat_model::mapping::ReadSettings;
use sameboat_store::export::restore;

use crate::error::IngestError;
use crate::foot;
use crate::header::Header;
use crate::reader::cell::{Cell, Defect, Row, trim};
use crate::reader::{Rows, SourceFile};
use crate::stage::{ASIDE, REMARK, REPEATED_HEADER, TOTALS_ROW};
use crate::totals::{is_remark, is_totals_row};

/// The rows of a file below its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawTable {
    /// The columns' names; a repeated name is `Name (2)`, a missing one is empty.
    pub header: Vec<String>,
    /// The rows that fit the header.
    pub rows: Vec<RawRow>,
    /// The rows that do not, with the reason.
    pub refused: Vec<(u64, String)>,
    /// Sheets that were left out, as they have no header or another one, with their rows.
    pub skipped: Vec<(String, u64)>,
    /// How the file was read, in words.
    pub format: String,
}

/// One row of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRow {
    /// 1-based row of the sheet, or line of the text file.
    pub number: u64,
    /// The cells' texts, trimmed, as many as the header has names.
    pub cells: Vec<String>,
}

/// Rows in which the header is looked for.
const SEARCHED: usize = 20;

/// Rows of a batch, at most.
const BATCH_ROWS: usize = 1 << 15;
/// Bytes of text in a batch, about.
const BATCH_BYTES: usize = 1 << 22;

/// Reads a file of any supported format whole; see [`TableFile`].
pub fn read_table(path: &Path, read: &ReadSettings) -> Result<RawTable, IngestError> {
    let mut file = TableFile::open(path, read)?;
    let columns: Vec<usize> = (0..file.header().len()).collect();
    let mut rows = Vec::new();
    let refused = file.for_each_batch(&columns, |batch| {
        rows.extend((0..batch.rows()).map(|row| RawRow {
            number: batch.number(row),
            cells: columns.iter().map(|&column| batch.cell(row, column).to_owned()).collect(),
        }));
        ControlFlow::Continue(())
    })?;
    Ok(RawTable { header: file.header, rows, refused, skipped: file.skipped, format: file.format })
}

/// The names of a workbook's sheets; none of a text file.
pub fn sheet_names(path: &Path, read: &ReadSettings) -> Result<Vec<String>, IngestError> {
    Ok(SourceFile::open(path, read)?.sheets().into_iter().flatten().collect())
}

/// A file of any supported format as a table of texts, read row by row.
///
/// The header is the first row that looks like one: texts, most of them different, in most of the
/// table's columns. Of a workbook, the sheet with the most rows below a header is read, and the other sheets
/// with the same columns in any order; what is left out is listed.
pub struct TableFile {
    file: SourceFile,
    header: Vec<String>,
    titles: Vec<String>,
    skipped: Vec<(String, u64)>,
    format: String,
    /// The sheets to read, each with where in it the table's columns stand.
    sheets: Vec<(Option<String>, Header, Vec<usize>)>,
    records_only: bool,
    left_out: Vec<LeftRow>,
    unlike: Vec<UnlikeSheet>,
}

/// A sheet that is left out, as it has another header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnlikeSheet {
    pub(crate) sheet: String,
    pub(crate) header: Vec<String>,
    /// Rows below the header.
    pub(crate) rows: u64,
}

/// A row that is no record, and the rule by which a run leaves it out, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftRow {
    /// The sheet; none of a text file.
    pub sheet: Option<String>,
    /// 1-based row of the sheet, or line of the text file.
    pub row: u64,
    /// The rule's name in control totals.
    pub rule: &'static str,
}

/// Some rows of a [`TableFile`], with the columns asked for.
#[derive(Debug, Default)]
pub struct Batch {
    sheet: Option<String>,
    columns: usize,
    text: String,
    ends: Vec<u32>,
    numbers: Vec<u64>,
}

impl Batch {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.numbers.len()
    }

    /// The sheet that all the rows are of; none of a text file.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// 1-based row of the sheet, or line of the text file.
    pub fn number(&self, row: usize) -> u64 {
        self.numbers[row]
    }

    /// A cell's text, trimmed; `column` is a place among the columns asked for.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let at = row * self.columns + column;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[at] as usize]
    }

    fn push(&mut self, row: &Row, places: &[usize]) {
        self.numbers.push(row.number);
        for &place in places {
            match row.cell(place) {
                Cell::Text(text) => self.text.push_str(restore(trim(text))),
                other => self.text.push_str(trim(&other.text())),
            }
            self.ends.push(self.text.len() as u32);
        }
    }

    fn is_full(&self) -> bool {
        self.numbers.len() >= BATCH_ROWS || self.text.len() >= BATCH_BYTES
    }
}

impl TableFile {
    /// Opens a file and finds its header.
    pub fn open(path: &Path, read: &ReadSettings) -> Result<Self, IngestError> {
        let mut file = SourceFile::open(path, read)?;
        let mut found: Vec<(Option<String>, Header, u64)> = Vec::new();
        let (mut skipped, mut titles) = (Vec::new(), Vec::new());
        let all = file.sheets();
        let single = all.len() == 1;
        for sheet in all {
            let wanted =
                |sheets: &Vec<String>| sheet.as_ref().is_none_or(|name| sheets.contains(name));
            if !read.sheets.as_ref().is_none_or(wanted) {
                continue;
            }
            let mut rows = file.rows(sheet.as_deref(), None)?;
            let found_header = find_header(rows.as_mut(), read).map_err(IngestError::file(path))?;
            let (mut header, above) = found_header;
            drop(rows);
            if let Some(header) = header.as_mut().filter(|_| !file.has_grid()) {
                let mut rows = file.rows(sheet.as_deref(), None)?;
                header.measure(rows.as_mut()).map_err(IngestError::file(path))?;
            }
            // Rows are counted only to choose among sheets.
            let below = match &header {
                Some(_) if single => 0,
                header => {
                    let first = header.as_ref().map_or(0, |header| header.row);
                    let mut rows = file.rows(sheet.as_deref(), None)?;
                    count_rows(rows.as_mut(), first).map_err(IngestError::file(path))?
                }
            };
            match header {
                Some(header) => {
                    titles.extend(above);
                    found.push((sheet, header, below));
                }
                None => skipped.push((sheet.unwrap_or_default(), below)),
            }
        }
        // Of equals the first: hence from behind.
        let Some(base) = found.iter().rev().max_by_key(|(_, _, below)| *below) else {
            if skipped.iter().all(|(_, rows)| *rows == 0) {
                return Err(IngestError::format(path, "the file is empty", None));
            }
            let help = "put the columns' names into the first row";
            return Err(IngestError::format(path, "no row looks like a header", Some(help)));
        };
        let names = base.1.names.clone();
        let mut format = file.format();
        if base.1.row > 0 {
            let _ = write!(format, "; header in row {}", base.1.row);
        }
        let (mut sheets, mut unlike) = (Vec::new(), Vec::new());
        for (sheet, header, below) in found {
            let place = |name| header.names.iter().position(|other| other == name);
            let places: Option<Vec<usize>> = names.iter().map(place).collect();
            if let Some(places) = places.filter(|places| places.len() == header.names.len()) {
                sheets.push((sheet, header, places));
                continue;
            }
            let sheet = sheet.unwrap_or_default();
            skipped.push((sheet.clone(), below));
            unlike.push(UnlikeSheet { sheet, header: header.names, rows: below });
        }
        let (records_only, left_out) = (false, vec![]);
        let header = names;
        Ok(Self { file, header, titles, skipped, format, sheets, records_only, left_out, unlike })
    }

    /// Leaves out what a run leaves out of itself: headers inside the data, rows of totals and remarks
    /// below the table.
    #[must_use]
    pub fn records_only(mut self) -> Self {
        self.records_only = true;
        self
    }

    /// The rows that were left out when the rows were last read.
    pub fn left_out(&self) -> &[LeftRow] {
        &self.left_out
    }

    /// The columns' names; a repeated name is `Name (2)`, a missing one is empty.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// What stands above the headers of its sheets.
    pub(crate) fn titles(&self) -> &[String] {
        &self.titles
    }

    /// Sheets that are left out, as they have no header or another one, with their rows.
    pub fn skipped(&self) -> &[(String, u64)] {
        &self.skipped
    }

    /// Sheets that are left out, as they have another header.
    pub(crate) fn unlike(&self) -> &[UnlikeSheet] {
        &self.unlike
    }

    /// Whether the file is read as procedures, steps and rules.
    pub(crate) fn is_notated(&self) -> bool {
        self.file.is_notated()
    }

    /// What was left out of a file of procedures, in words.
    pub(crate) fn left_of_procedures(&self) -> &[String] {
        self.file.left_of_procedures()
    }

    /// BLAKE3 checksum of the file.
    pub(crate) fn blake3(&self) -> &str {
        &self.file.checksum.blake3
    }

    /// How the file is read, in words.
    pub fn format(&self) -> &str {
        &self.format
    }

    /// Reads the rows from the first, some of the columns only, until `each` breaks off. Gives the
    /// rows that do not fit the header, with the reason.
    pub fn for_each_batch(
        &mut self,
        columns: &[usize],
        mut each: impl FnMut(Batch) -> ControlFlow<()>,
    ) -> Result<Vec<(u64, String)>, IngestError> {
        let has_grid = self.file.has_grid();
        let path = self.file.path().to_owned();
        let may_have_remarks = self.records_only && self.file.may_have_remarks();
        let mut refused = Vec::new();
        self.left_out.clear();
        for (sheet, header, places) in &self.sheets {
            let places: Vec<usize> = columns.iter().map(|&column| places[column]).collect();
            let width = header.names.len();
            let mut rows = self.file.rows(sheet.as_deref(), Some(width))?;
            let mut row = Row::default();
            let empty =
                || Batch { sheet: sheet.clone(), columns: places.len(), ..Batch::default() };
            let mut batch = empty();
            let mut take = |row: &Row, is_below: bool| {
                let fault = match row.defect {
                    Some(defect) => Some(defect.reason().to_owned()),
                    None if has_grid => None,
                    None => header.fault(row),
                };
                let below = (is_below && fault.is_none()).then_some(REMARK);
                let is_left = self.records_only || row.defect == Some(Defect::Aside);
                let rule = no_record(row, header).filter(|_| is_left).or(below);
                if let Some(rule) = rule {
                    self.left_out.push(LeftRow { sheet: sheet.clone(), row: row.number, rule });
                    return ControlFlow::Continue(());
                }
                if let Some(reason) = fault {
                    refused.push((row.number, reason));
                    return ControlFlow::Continue(());
                }
                batch.push(row, &places);
                if batch.is_full() {
                    return each(std::mem::replace(&mut batch, empty()));
                }
                ControlFlow::Continue(())
            };
            let mut table = foot::Table::new(width);
            // Rows that stand below the table if no others follow.
            let mut undecided: Vec<Row> = vec![];
            while rows.next(&mut row).map_err(IngestError::file(&path))? {
                if row.number <= header.row || row.is_blank() {
                    continue;
                }
                table.see(header.row, &row);
                if !may_have_remarks {
                    if take(&row, false).is_break() {
                        return Ok(refused);
                    }
                    continue;
                }
                undecided.push(std::mem::take(&mut row));
                let decided = undecided.len() - foot::undecided(&undecided);
                if undecided[..decided].iter().try_for_each(|row| take(row, false)).is_break() {
                    return Ok(refused);
                }
                // The memory of a row is used again.
                row = undecided.drain(..decided).next_back().unwrap_or_default();
            }
            let below = table.remarks(undecided.iter());
            let mut last = undecided.iter();
            if last.try_for_each(|row| take(row, below.contains(&row.number))).is_break() {
                return Ok(refused);
            }
            if batch.rows() > 0 && each(batch).is_break() {
                return Ok(refused);
            }
        }
        Ok(refused)
    }
}

/// The rule by which a run leaves a row out of itself, whatever the mapping.
fn no_record(row: &Row, header: &Header) -> Option<&'static str> {
    let width = header.names.len();
    match row.defect {
        None if header.is_repeated_by(row) => Some(REPEATED_HEADER),
        None if is_totals_row(row, width) => Some(TOTALS_ROW),
        None if is_remark(row, width) => Some(REMARK),
        Some(Defect::Aside) => Some(ASIDE),
        _ => None,
    }
}

/// Rows below the header that are not blank.
fn count_rows(rows: &mut dyn Rows, header: u64) -> std::io::Result<u64> {
    let mut row = Row::default();
    let mut count = 0;
    while rows.next(&mut row)? {
        count += u64::from(row.number > header && !row.is_blank());
    }
    Ok(count)
}

/// The first row that looks like a header, and the texts above it.
fn find_header(
    rows: &mut dyn Rows,
    read: &ReadSettings,
) -> std::io::Result<(Option<Header>, Vec<String>)> {
    let above = |seen: &[Row], header: u64| -> Vec<String> {
        let above = seen.iter().take_while(|row| row.number < header);
        let texts = above.flat_map(Row::cells).filter_map(|cell| match cell {
            Cell::Text(text) if !trim(text).is_empty() => Some(trim(text).to_owned()),
            _ => None,
        });
        texts.collect()
    };
    let mut seen: Vec<Row> = Vec::new();
    let mut row = Row::default();
    while seen.len() < SEARCHED && rows.next(&mut row)? {
        if read.header_row.is_some_and(|fixed| row.number == fixed as u64) {
            return Ok((Some(Header::new(&row)), above(&seen, row.number)));
        }
        if row.defect.is_none() && !row.is_blank() {
            seen.push(row.clone());
        }
    }
    let filled = |row: &Row| row.cells().filter(|cell| !cell.is_blank()).count();
    let widest = seen.iter().map(filled).max().unwrap_or(0);
    let header = seen.iter().find(|row| 3 * filled(row) >= 2 * widest && reads_like_names(row));
    let titles = header.map_or_else(Vec::new, |header| above(&seen, header.number));
    Ok((header.map(Header::new), titles))
}

/// Whether all cells are texts with a letter, and most different: some exports name two columns alike,
/// but what names hardly more than one thing over and over is a row of headings above the header.
fn reads_like_names(row: &Row) -> bool {
    let mut names: Vec<String> = Vec::new();
    let mut cells = 0;
    for cell in row.cells().filter(|cell| !cell.is_blank()) {
        let Cell::Text(text) = cell else { return false };
        let name = trim(text).to_lowercase();
        if !name.chars().any(char::is_alphabetic) || name.contains('@') {
            return false;
        }
        cells += 1;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    2 * names.len() > cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> RawTable {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("table.csv");
        std::fs::write(&path, text).unwrap();
        read_table(&path, &ReadSettings::default()).unwrap()
    }

    #[test]
    fn a_cell_alone_below_the_records_is_left_out_and_the_rows_stay_in_order() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("table.csv");
        let table = "id,name,city\nK1,Berg,Bonn\nK2,,\nK3,Tal,Ulm\nK4,Au,Ulm\nK5,See,\nK6,Au,\n\
            K7,Au,\nK8,Au,\nK9,Au,\nK10,Au,\nK11,Au,\nK12,,\nFine estrazione,,\n";
        std::fs::write(&path, table).unwrap();
        let file = TableFile::open(&path, &ReadSettings::default()).unwrap();
        let mut file = file.records_only();
        let mut keys = Vec::new();
        let each = |batch: Batch| {
            keys.extend((0..batch.rows()).map(|row| batch.cell(row, 0).to_owned()));
            ControlFlow::Continue(())
        };
        file.for_each_batch(&[0], each).unwrap();
        assert_eq!(keys, (1..=12).map(|n| format!("K{n}")).collect::<Vec<_>>());
        assert_eq!(file.left_out(), [LeftRow { sheet: None, row: 14, rule: REMARK }]);
    }

    /// How many rows of a file are records.
    fn records(name: &str, text: &str) -> usize {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let file = TableFile::open(&path, &ReadSettings::default()).unwrap();
        let mut rows = 0;
        let each = |batch: Batch| {
            rows += batch.rows();
            ControlFlow::Continue(())
        };
        file.records_only().for_each_batch(&[0], each).unwrap();
        rows
    }

    #[test]
    fn customers_of_whom_one_name_alone_is_known_are_records() {
        let people = "Berg;Anna;;Bonn\n".repeat(30);
        let last = ";;Bergbau Müller GmbH;\n;;Stahl KG;\nvon der Heide;;;\n";
        assert_eq!(records("a.csv", &format!("Nachname;Vorname;Firma;Ort\n{people}{last}")), 33);
        let object =
            |n: u32| format!("{{\"id\":\"K{n}\",\"name\":\"Berg{n}\",\"city\":\"Ulm\"}}\n");
        let objects: String = (0..30).map(object).collect();
        assert_eq!(records("a.jsonl", &format!("{objects}{{\"name\":\"Peter van Dyk\"}}\n")), 31);
    }

    #[test]
    fn the_header_is_found_below_titles() {
        let table = read("Customers of 2025\n\nid, name ,city\n1,Müller,Bonn\n2,Weiß\n");
        assert_eq!(table.header, ["id", "name", "city"]);
        assert_eq!(
            table.rows[0],
            RawRow { number: 4, cells: vec!["1".into(), "Müller".into(), "Bonn".into()] }
        );
        assert_eq!(table.refused, [(5, "row has 2 cells, the header has 3".to_owned())]);
        assert_eq!(table.format, "text, UTF-8, delimiter ,; header in row 3");
    }

    #[test]
    fn rows_that_lack_their_last_cell_are_filled_up() {
        let table = read("a;b;c;d\n1;2;3\n");
        assert_eq!(table.rows[0].cells, ["1", "2", "3", ""]);
    }

    #[test]
    fn a_file_without_a_header_is_an_error_and_not_a_table_without_its_first_row() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("table.csv");
        std::fs::write(&path, "1,Anna,1980-01-01\n2,Berta,1990-01-01\n").unwrap();
        let error = read_table(&path, &ReadSettings::default()).unwrap_err().to_string();
        assert!(error.contains("no row looks like a header"), "{error}");
        assert!(!error.contains("Anna"), "{error}");
    }

    #[test]
    fn a_cover_sheet_is_left_out_and_listed() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("table.xlsx");
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().set_name("Cover").unwrap().write(0, 0, "Export of 2025").unwrap();
        let sheet = book.add_worksheet().set_name("Data").unwrap();
        for (row, cells) in [["id", "name"], ["1", "Anna"], ["2", "Berta"]].iter().enumerate() {
            sheet.write_row(row as u32, 0, *cells).unwrap();
        }
        let swapped = book.add_worksheet().set_name("More").unwrap();
        swapped.write_row(0, 0, ["name", "id"]).unwrap();
        swapped.write_row(1, 0, ["Cora", "3"]).unwrap();
        book.save(&path).unwrap();
        let table = read_table(&path, &ReadSettings::default()).unwrap();
        assert_eq!(table.header, ["id", "name"]);
        assert_eq!(table.rows.len(), 3);
        assert_eq!(table.rows[2].cells, ["3", "Cora"]);
        assert_eq!(table.skipped, [("Cover".to_owned(), 0)]);
    }

    #[test]
    fn a_header_may_name_columns_alike() {
        let table = read("No;Name;Name;Phone;Phone\nD0;Berg;Dora;0351 44;0170 55\n");
        assert_eq!(table.header, ["No", "Name", "Name (2)", "Phone", "Phone (2)"]);
        assert_eq!(table.rows.len(), 1);
        let table = read("Own;Own;Own;Other;Other\nNo;Name;City;Phone;Mail\n1;Berg;Bonn;0351;\n");
        assert_eq!(table.header[0], "No", "headings of several columns each");
    }

    #[test]
    fn an_empty_file_is_said_to_be_empty() {
        let path = tempfile::NamedTempFile::new().unwrap();
        for text in ["", "\n\n"] {
            std::fs::write(path.path(), text).unwrap();
            let error = read_table(path.path(), &ReadSettings::default()).unwrap_err().to_string();
            assert!(error.contains("the file is empty"), "{error}");
        }
    }
}

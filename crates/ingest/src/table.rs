//! A file as a plain table of texts, for those who have no mapping yet.

use std::path::Path;

use sameboat_model::mapping::ReadSettings;

use crate::error::IngestError;
use crate::header::Header;
use crate::reader::cell::{Cell, Row, trim};
use crate::reader::{Rows, SourceFile};
use crate::row::broken;

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

/// Reads a file of any supported format. The header is the first row that looks like one: texts,
/// all different, in most of the table's columns. Of a workbook, the sheet with the most rows below
/// a header is read, and the other sheets with the same columns in any order; what is left out is listed.
pub fn read_table(path: &Path, read: &ReadSettings) -> Result<RawTable, IngestError> {
    let mut file = SourceFile::open(path, read)?;
    let mut sheets: Vec<(Option<String>, Header, u64)> = Vec::new();
    let mut skipped = Vec::new();
    for sheet in file.sheets() {
        let wanted = |sheets: &Vec<String>| sheet.as_ref().is_none_or(|name| sheets.contains(name));
        if !read.sheets.as_ref().is_none_or(wanted) {
            continue;
        }
        let mut rows = file.rows(sheet.as_deref(), None)?;
        let header = find_header(rows.as_mut(), read).map_err(IngestError::file(path))?;
        drop(rows);
        let first = header.as_ref().map_or(0, |header| header.row);
        let mut rows = file.rows(sheet.as_deref(), None)?;
        let below = count_rows(rows.as_mut(), first).map_err(IngestError::file(path))?;
        drop(rows);
        match header {
            Some(header) => sheets.push((sheet, header, below)),
            None => skipped.push((sheet.unwrap_or_default(), below)),
        }
    }
    // Of equals the first: hence from behind.
    let Some(base) = sheets.iter().rev().max_by_key(|(_, _, below)| *below) else {
        let help = "put the columns' names into the first row";
        return Err(IngestError::format(path, "no row looks like a header", Some(help)));
    };
    let header = base.1.names.clone();
    let format = format!("{}; header in row {}", file.format(), base.1.row);
    let mut table = RawTable { header, rows: vec![], refused: vec![], skipped, format };
    let has_grid = file.has_grid();
    for (sheet, header, below) in sheets {
        let place = |name| header.names.iter().position(|other| other == name);
        let places: Option<Vec<usize>> = table.header.iter().map(place).collect();
        match places.filter(|places| places.len() == header.names.len()) {
            Some(places) => {
                let mut rows = file.rows(sheet.as_deref(), Some(header.names.len()))?;
                append(rows.as_mut(), &header, &places, has_grid, &mut table)
                    .map_err(IngestError::file(path))?;
            }
            None => table.skipped.push((sheet.unwrap_or_default(), below)),
        }
    }
    Ok(table)
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

/// Appends a sheet's rows; `places` says where in the sheet each of the table's columns stands.
fn append(
    rows: &mut dyn Rows,
    header: &Header,
    places: &[usize],
    has_grid: bool,
    table: &mut RawTable,
) -> std::io::Result<()> {
    let width = header.names.len();
    let mut row = Row::default();
    while rows.next(&mut row)? {
        if row.number <= header.row || row.is_blank() {
            continue;
        }
        let fault = match row.defect {
            Some(defect) => Some(defect.reason().to_owned()),
            None if has_grid => None,
            None => broken(&row, width),
        };
        if let Some(reason) = fault {
            table.refused.push((row.number, reason));
            continue;
        }
        let cell = |index| trim(&row.cell(index).text()).to_owned();
        table
            .rows
            .push(RawRow { number: row.number, cells: places.iter().copied().map(cell).collect() });
    }
    Ok(())
}

/// The first row that looks like a header.
fn find_header(rows: &mut dyn Rows, read: &ReadSettings) -> std::io::Result<Option<Header>> {
    let mut seen: Vec<Row> = Vec::new();
    let mut row = Row::default();
    while seen.len() < SEARCHED && rows.next(&mut row)? {
        if read.header_row.is_some_and(|fixed| row.number == fixed as u64) {
            return Ok(Some(Header::new(&row)));
        }
        if row.defect.is_none() && !row.is_blank() {
            seen.push(row.clone());
        }
    }
    let filled = |row: &Row| row.cells().filter(|cell| !cell.is_blank()).count();
    let widest = seen.iter().map(filled).max().unwrap_or(0);
    let header = seen.iter().find(|row| 3 * filled(row) >= 2 * widest && reads_like_names(row));
    Ok(header.map(Header::new))
}

/// Whether all cells are texts with a letter, and all different.
fn reads_like_names(row: &Row) -> bool {
    let mut names: Vec<String> = Vec::new();
    for cell in row.cells().filter(|cell| !cell.is_blank()) {
        let Cell::Text(text) = cell else { return false };
        let name = trim(text).to_lowercase();
        if !name.chars().any(char::is_alphabetic) || name.contains('@') || names.contains(&name) {
            return false;
        }
        names.push(name);
    }
    true
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
    fn a_file_without_rows_is_an_error() {
        let path = tempfile::NamedTempFile::new().unwrap();
        assert!(read_table(path.path(), &ReadSettings::default()).is_err());
    }
}

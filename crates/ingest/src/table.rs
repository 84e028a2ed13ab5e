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
/// all different, in most of the table's columns. Of a workbook, the first sheet with rows is read,
/// and the other sheets with the same header.
pub fn read_table(path: &Path, read: &ReadSettings) -> Result<RawTable, IngestError> {
    let mut file = SourceFile::open(path, read)?;
    let mut table: Option<RawTable> = None;
    for sheet in file.sheets() {
        let wanted = |sheets: &Vec<String>| sheet.as_ref().is_none_or(|name| sheets.contains(name));
        if !read.sheets.as_ref().is_none_or(wanted) {
            continue;
        }
        let mut rows = file.rows(sheet.as_deref(), None)?;
        let header = find_header(rows.as_mut(), read).map_err(IngestError::file(path))?;
        drop(rows);
        let Some(header) = header else { continue };
        if table.as_ref().is_some_and(|table| table.header != header.names) {
            continue;
        }
        let has_grid = file.has_grid();
        let format = file.format();
        let table = table.get_or_insert_with(|| RawTable {
            header: header.names.clone(),
            rows: vec![],
            refused: vec![],
            format: format!("{format}; header in row {}", header.row),
        });
        let mut rows = file.rows(sheet.as_deref(), Some(header.names.len()))?;
        append(rows.as_mut(), &header, has_grid, table).map_err(IngestError::file(path))?;
    }
    table.ok_or_else(|| IngestError::format(path, "the file has no rows", None))
}

fn append(
    rows: &mut dyn Rows,
    header: &Header,
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
        table.rows.push(RawRow { number: row.number, cells: (0..width).map(cell).collect() });
    }
    Ok(())
}

/// The first row that looks like a header; the first row that is not blank if none does.
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
    Ok(header.or(seen.first()).map(Header::new))
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
    fn a_file_without_rows_is_an_error() {
        let path = tempfile::NamedTempFile::new().unwrap();
        assert!(read_table(path.path(), &ReadSettings::default()).is_err());
    }
}

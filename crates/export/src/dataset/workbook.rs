//! The dataset as a workbook, row by row: however many rows there are, memory stays as it is.
//!
//! Every text is written as a string with the mark that spreadsheets call "quote prefix", so that no
//! text from data becomes a formula.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use sameboat_model::{Progress, Value};
use sameboat_store::{ColumnType, Store, Table, reader};

use super::dictionary::{About, role, sensitivity};
use super::{Exported, WORKBOOK};
use crate::accounting::each;
use crate::error::ExportError;

/// Rows of a sheet, the heading among them.
const MOST_ROWS: u32 = 1_048_576;
/// Characters of a cell.
const LONGEST_TEXT: usize = 32_767;

struct Styles {
    heading: Format,
    text: Format,
    date: Format,
    moment: Format,
}

/// Writes the workbook; says how many cells were cut.
pub(super) fn write(
    about: &About,
    dataset: &Store,
    tables: &[Exported],
    path: &Path,
    progress: &dyn Progress,
) -> Result<u64, ExportError> {
    let failed = || {
        let path = path.to_owned();
        move |error: XlsxError| ExportError::File { path, message: error.to_string() }
    };
    let styles = Styles {
        heading: Format::new().set_bold().set_quote_prefix(),
        text: Format::new().set_quote_prefix(),
        date: Format::new().set_num_format("yyyy-mm-dd"),
        moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
    };
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed())?;
    let title = format!("{}: the unified dataset", about.name);
    let properties = DocProperties::new().set_title(title).set_author("sameboat");
    workbook.set_properties(&properties.set_creation_datetime(&created));
    // Rows on their way into the workbook stay in the export's own folder.
    workbook.set_tempdir(path.parent().unwrap_or(path)).map_err(failed())?;
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed())?;
    dictionary(about, tables, sheet, &styles).map_err(failed())?;
    let mut cut = 0;
    for exported in tables {
        cut += rows(&mut workbook, dataset, exported, &styles, path)?;
        progress.advance(1);
    }
    workbook.save(path).map_err(failed())?;
    Ok(cut)
}

fn dictionary(
    about: &About,
    tables: &[Exported],
    sheet: &mut Worksheet,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name("Data dictionary")?;
    let heads = [
        ("Table", 24.0),
        ("Rows", 10.0),
        ("One row is", 40.0),
        ("Source", 36.0),
        ("Column", 24.0),
        ("Type", 12.0),
        ("Meaning", 60.0),
        ("Unit", 16.0),
        ("Key and references", 36.0),
        ("Sensitivity", 12.0),
        ("Sheets", 8.0),
    ];
    for (place, (head, width)) in (0_u16..).zip(heads) {
        sheet.set_column_width(place, width)?;
        sheet.write_string_with_format(0, place, head, &styles.heading)?;
    }
    let mut row = 0;
    for Exported { table, rows, .. } in tables {
        for column in table.columns.iter() {
            row += 1;
            let mut text = |place: u16, text: &str| {
                sheet.write_string_with_format(row, place, text, &styles.text).map(|_| ())
            };
            text(0, table.name)?;
            text(2, table.doc)?;
            text(3, &about.origin(table))?;
            text(4, column.name)?;
            text(5, column.kind.sql())?;
            text(6, column.doc)?;
            text(7, about.unit(column))?;
            text(8, &role(table, column))?;
            text(9, sensitivity(table, column))?;
            sheet.write_number(row, 1, *rows as f64)?;
            sheet.write_number(row, 10, sheets_of(*rows) as f64)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// How many sheets a table takes.
fn sheets_of(rows: u64) -> u64 {
    rows.div_ceil(u64::from(MOST_ROWS - 1)).max(1)
}

/// A sheet per table; further ones, `contact (2)`, where a sheet is full.
fn rows(
    workbook: &mut Workbook,
    dataset: &Store,
    exported: &Exported,
    styles: &Styles,
    path: &Path,
) -> Result<u64, ExportError> {
    let failed = |error: XlsxError| ExportError::File {
        path: path.with_file_name(WORKBOOK),
        message: error.to_string(),
    };
    let table = &exported.table;
    let sql = format!("SELECT {} FROM \"{}\" ORDER BY ALL", table.column_list(), table.name);
    let mut sheet = begin(workbook, table, 1, styles).map_err(failed)?;
    let (mut number, mut row, mut cut) = (1, 0, 0);
    let width = table.columns.len();
    each(dataset, &sql, |values| {
        let values: Vec<Value> =
            (0..width).map(|place| reader::value(values, place)).collect::<Result<_, _>>()?;
        row += 1;
        if row == MOST_ROWS {
            number += 1;
            row = 1;
            let fresh = begin(workbook, table, number, styles);
            sheet = match fresh {
                Ok(sheet) => sheet,
                Err(error) => return Ok(Err(failed(error))),
            };
        }
        let sheet = match workbook.worksheet_from_index(sheet) {
            Ok(sheet) => sheet,
            Err(error) => return Ok(Err(failed(error))),
        };
        for (place, value) in (0_u16..).zip(&values) {
            match cell(sheet, (row, place), value, styles) {
                Ok(was_cut) => cut += u64::from(was_cut),
                Err(error) => return Ok(Err(failed(error))),
            }
        }
        Ok(Ok(()))
    })?;
    Ok(cut)
}

/// A new sheet with its headings; says which it is.
fn begin(
    workbook: &mut Workbook,
    table: &Table,
    number: usize,
    styles: &Styles,
) -> Result<usize, XlsxError> {
    let index = workbook.worksheets().len();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name(if number == 1 {
        table.name.to_owned()
    } else {
        format!("{} ({number})", table.name)
    })?;
    for (place, column) in (0_u16..).zip(table.columns.iter()) {
        let width = match column.kind {
            ColumnType::Text => 22.0,
            ColumnType::Timestamp => 19.0,
            _ => 12.0,
        };
        sheet.set_column_width(place, width)?;
        sheet.write_string_with_format(0, place, column.name, &styles.heading)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(index)
}

/// Writes one value; says whether it was cut.
fn cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    styles: &Styles,
) -> Result<bool, XlsxError> {
    let mut text = |text: &str| -> Result<bool, XlsxError> {
        let is_long = text.chars().count() > LONGEST_TEXT;
        let text: String = text.chars().take(LONGEST_TEXT).collect();
        sheet.write_string_with_format(row, column, text, &styles.text)?;
        Ok(is_long)
    };
    match value {
        Value::Text(value) => return text(value),
        Value::Date(day) => match excel_day(*day) {
            Some(date) => _ = sheet.write_datetime_with_format(row, column, &date, &styles.date)?,
            None => return text(&day.to_string()),
        },
        Value::Timestamp(at) => {
            let time = at.time();
            let moment = excel_day(at.date()).and_then(|day| {
                day.and_hms(time.hour() as u16, time.minute() as u8, f64::from(time.second())).ok()
            });
            match moment {
                Some(at) => {
                    _ = sheet.write_datetime_with_format(row, column, &at, &styles.moment)?;
                }
                None => return text(&at.to_string()),
            }
        }
        Value::Integer(number) => _ = sheet.write_number(row, column, *number as f64)?,
        Value::Decimal(number) if number.is_finite() => {
            _ = sheet.write_number(row, column, *number)?;
        }
        Value::Null | Value::Decimal(_) => {}
        Value::Boolean(yes) => _ = sheet.write_boolean(row, column, *yes)?,
    }
    Ok(false)
}

/// A day as spreadsheets know it: not before 1900.
fn excel_day(day: jiff::civil::Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).ok()
}

#[cfg(test)]
mod tests {
    use super::sheets_of;

    #[test]
    fn a_table_takes_a_further_sheet_when_one_is_full() {
        assert_eq!([0, 1, 1_048_575, 1_048_576].map(sheets_of), [1, 1, 1, 2]);
    }
}

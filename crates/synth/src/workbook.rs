//! Workbooks with the same bytes on every run.

use std::path::Path;

use jiff::civil::{Date, date};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as CellFormat, Workbook};

use crate::SynthError;

/// A workbook whose properties say when the engagement's data was exported, not when it was made.
pub(crate) fn new() -> Workbook {
    let mut book = Workbook::new();
    let mut properties = DocProperties::new().set_author("Aurora Motors");
    if let Ok(exported) = ExcelDateTime::from_ymd(2026, 10, 31) {
        properties = properties.set_creation_datetime(&exported);
    }
    book.set_properties(&properties);
    book
}

/// Writes the workbook, with its folder.
pub(crate) fn save(mut book: Workbook, path: &Path) -> Result<(), SynthError> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)
            .map_err(|source| SynthError::Write { path: path.to_owned(), source })?;
    }
    Ok(book.save(path)?)
}

/// Adds a sheet with a header in bold at a row (counted from 0) and the rows under it. Text that is
/// a number or an ISO date becomes one, as when people type it into Excel.
pub(crate) fn add_table(
    book: &mut Workbook,
    name: &str,
    header_row: u32,
    rows: &[Vec<String>],
) -> Result<(), SynthError> {
    let bold = CellFormat::new().set_bold();
    let day = CellFormat::new().set_num_format("dd.mm.yyyy");
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    if header_row > 0 {
        sheet.write_with_format(0, 0, format!("Aurora Motors · {name}"), &bold)?;
    }
    for (row, cells) in (header_row..).zip(rows) {
        for (column, text) in (0..).zip(cells) {
            if row == header_row {
                sheet.write_with_format(row, column, text, &bold)?;
            } else if let Ok(number) = text.parse::<f64>() {
                sheet.write(row, column, number)?;
            } else if let Ok(date) = text.parse::<Date>() {
                sheet.write_number_with_format(row, column, serial(date), &day)?;
            } else if !text.is_empty() {
                sheet.write(row, column, text)?;
            }
        }
    }
    Ok(())
}

/// Days since Excel's day zero. Excel believes in the 29th of February 1900, so the days before it
/// are one less.
pub(crate) fn serial(day: Date) -> f64 {
    let days = date(1899, 12, 30).until(day).map_or(0, |span| span.get_days());
    f64::from(if days < 61 { days - 1 } else { days })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excel_counts_days_with_its_leap_year_of_1900() {
        assert!((serial(date(1900, 1, 1)) - 1.0).abs() < f64::EPSILON);
        assert!((serial(date(1900, 3, 1)) - 61.0).abs() < f64::EPSILON);
        assert!((serial(date(2026, 10, 31)) - 46_326.0).abs() < f64::EPSILON);
    }
}

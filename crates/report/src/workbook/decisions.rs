//! The sheet on which people decide about procedures, and which `sameboat decide` reads back by its
//! headings: change them only together with `COLUMNS` in `pipeline::procedure_decisions`.

use rust_xlsxwriter::{DataValidation, DataValidationRule, ExcelDateTime, Worksheet};
use sameboat_model::Value;

use super::cells::{Styles, write_text};
use super::sheets::{finish, listing};
use crate::error::ReportError;
use crate::read::Data;
use crate::sections::DECISIONS;

/// The columns that people fill in, with their widths.
const INPUTS: [(&str, f64); 5] =
    [("Choice", 22.0), ("Value", 26.0), ("Who", 18.0), ("When", 14.0), ("Note", 36.0)];
/// Place of the day among them.
const WHEN: u16 = 3;
/// Column of the listing with the words that may be chosen.
const OPTIONS: usize = 4;
/// Characters that a list of choices may have in all.
const LONGEST_LIST: usize = 255;

pub(super) fn sheet(
    data: &Data<'_>,
    styles: &Styles,
    sheet: &mut Worksheet,
) -> Result<(), ReportError> {
    sheet.set_name("Decisions to take")?;
    let rows = DECISIONS.read(data)?;
    let block = listing(data, styles, sheet, &DECISIONS, &rows)?;
    let first = DECISIONS.columns.len() as u16;
    for (index, (heading, width)) in INPUTS.iter().enumerate() {
        let column = first + index as u16;
        write_text(sheet, (block.heading, column), heading, &styles.heading)?;
        sheet.set_column_width(column, *width)?;
        let format = if index as u16 == WHEN { &styles.input_date } else { &styles.input };
        for row in block.heading + 1..=block.last {
            sheet.write_blank(row, column, format)?;
        }
    }
    if block.last > block.heading {
        let top = block.heading + 1;
        for (from, to, options) in runs(&rows) {
            if let Some(choices) = choices(options)? {
                sheet.add_data_validation(top + from, first, top + to, first, &choices)?;
            }
        }
        sheet.add_data_validation(top, first + WHEN, block.last, first + WHEN, &dates()?)?;
        sheet.autofilter(block.heading, 0, block.last, first + INPUTS.len() as u16 - 1)?;
    }
    finish(sheet)
}

/// Rows below each other with the same options: first, last, options.
fn runs(rows: &[Vec<Value>]) -> Vec<(u32, u32, &str)> {
    let mut runs: Vec<(u32, u32, &str)> = Vec::new();
    for (row, values) in (0..).zip(rows) {
        let options = values.get(OPTIONS).and_then(Value::as_text).unwrap_or_default();
        match runs.last_mut() {
            Some((_, last, of)) if *of == options => *last = row,
            _ => runs.push((row, row, options)),
        }
    }
    runs
}

/// A list to choose from; none if it would be too long for a spreadsheet.
fn choices(options: &str) -> Result<Option<DataValidation>, ReportError> {
    let options: Vec<&str> =
        options.split(';').map(str::trim).filter(|option| !option.is_empty()).collect();
    let length = options.iter().map(|option| option.chars().count() + 1).sum::<usize>();
    if options.is_empty() || length > LONGEST_LIST {
        return Ok(None);
    }
    let choices = DataValidation::new()
        .allow_list_strings(&options)?
        .set_input_title("Choice")?
        .set_input_message("Choose what both lines will work by; `other` needs a value.")?
        .set_error_title("No choice here")?
        .set_error_message("Choose one of the list.")?;
    Ok(Some(choices))
}

fn dates() -> Result<DataValidation, ReportError> {
    let earliest = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DataValidation::new()
        .allow_date(DataValidationRule::GreaterThanOrEqualTo(earliest))
        .set_error_title("Not a date")?
        .set_error_message("Write the day of the decision.")?)
}

//! The sheet on which people decide: rules on which the lines differ, and related procedures.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Worksheet,
};

use super::cells::{Styles, write_text};
use super::sheets::{finish, listing};
use crate::error::ReportError;
use crate::format;
use crate::read::Data;
use crate::sections::DECISIONS;

/// The columns that people fill in, with their widths.
const INPUTS: [(&str, f64); 4] =
    [("Decision", 26.0), ("Decided by", 20.0), ("Date", 14.0), ("Remarks", 36.0)];
/// A label longer than this would not fit into a list of choices (255 characters in all).
const LONGEST_LABEL: usize = 60;

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
        let format = if *heading == "Date" { &styles.input_date } else { &styles.input };
        for row in block.heading + 1..=block.last {
            sheet.write_blank(row, column, format)?;
        }
    }
    if block.last > block.heading {
        let (top, bottom) = (block.heading + 1, block.last);
        sheet.add_data_validation(top, first, bottom, first, &choices(data)?)?;
        sheet.add_data_validation(top, first + 2, bottom, first + 2, &dates()?)?;
        sheet.autofilter(block.heading, 0, bottom, first + INPUTS.len() as u16 - 1)?;
    }
    finish(sheet)
}

fn choices(data: &Data<'_>) -> Result<DataValidation, ReportError> {
    // A comma would end a choice.
    let of = |label: &str| format::fit(&format!("as {}", label.replace(',', " ")), LONGEST_LABEL);
    let choices = [
        "as recommended".to_owned(),
        of(data.left()),
        of(data.right()),
        "both side by side".to_owned(),
        "otherwise (see remarks)".to_owned(),
    ];
    Ok(DataValidation::new()
        .allow_list_strings(&choices)?
        .set_input_title("Decision")?
        .set_input_message("Choose what both lines will work by.")?
        .set_error_style(DataValidationErrorStyle::Warning))
}

fn dates() -> Result<DataValidation, ReportError> {
    let earliest = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DataValidation::new()
        .allow_date(DataValidationRule::GreaterThanOrEqualTo(earliest))
        .set_error_title("Not a date")?
        .set_error_message("Write the day of the decision.")?)
}

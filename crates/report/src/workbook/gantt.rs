//! The work packages with a timeline beside them. Its bars are conditional formats over the begin
//! and end columns, so that they follow when somebody changes a date.

use jiff::civil::Date;
use jiff::{ToSpan, civil::Weekday};
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, ExcelDateTime, Format, FormatAlign, Worksheet,
};
use sameboat_model::Value;

use super::cells::Styles;
use super::sheets::{finish, listing};
use crate::error::ReportError;
use crate::listing::Kind;
use crate::read::Data;
use crate::sections::WORK_PACKAGES;

/// More weeks than these would be no plan.
const MOST_WEEKS: usize = 520;
const WEEK_WIDTH: f64 = 3.3;
/// Room for upright dates, in points.
const HEADING_HEIGHT: f64 = 42.0;

pub(super) fn sheet(
    data: &Data<'_>,
    styles: &Styles,
    sheet: &mut Worksheet,
) -> Result<(), ReportError> {
    sheet.set_name("Work packages")?;
    let rows = WORK_PACKAGES.read(data)?;
    let block = listing(data, styles, sheet, &WORK_PACKAGES, &rows)?;
    let first = WORK_PACKAGES.columns.len() as u16;
    let weeks = weeks(&rows);
    let heading = Format::new()
        .set_num_format("d mmm")
        .set_rotation(90)
        .set_font_size(8)
        .set_align(FormatAlign::Center);
    for (index, week) in weeks.iter().enumerate() {
        let column = first + index as u16;
        let (month, day) = (week.month() as u8, week.day() as u8);
        let monday = ExcelDateTime::from_ymd(week.year().unsigned_abs(), month, day)?;
        sheet.write_datetime_with_format(block.heading, column, &monday, &heading)?;
        sheet.set_column_width(column, WEEK_WIDTH)?;
    }
    sheet.set_row_height(block.heading, HEADING_HEIGHT)?;
    if let (Some(last), true) = (weeks.len().checked_sub(1), block.last > block.heading) {
        let rule = ConditionalFormatFormula::new()
            .set_rule(bar_rule(first, block.heading).as_str())
            .set_format(Format::new().set_background_color(Color::RGB(0x0000_67A5)));
        let right = first + last as u16;
        sheet.add_conditional_format(block.heading + 1, first, block.last, right, &rule)?;
        sheet.set_freeze_panes(block.heading + 1, 3)?;
    }
    finish(sheet)
}

/// Mondays from the first week with work to the last.
fn weeks(rows: &[Vec<Value>]) -> Vec<Date> {
    let days: Vec<Date> = rows
        .iter()
        .flatten()
        .filter_map(|value| match value {
            Value::Date(day) if (1900..=9998).contains(&day.year()) => Some(*day),
            _ => None,
        })
        .collect();
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
        return Vec::new();
    };
    let offset = i64::from(first.weekday().since(Weekday::Monday));
    let monday = first.checked_sub(offset.days()).unwrap_or(*first);
    (0i64..)
        .map_while(|week| monday.checked_add((week * 7).days()).ok())
        .take_while(|week| week <= last)
        .take(MOST_WEEKS)
        .collect()
}

/// Whether a work package touches the week in the column's heading.
fn bar_rule(first: u16, heading: u32) -> String {
    let dates: Vec<u16> = WORK_PACKAGES
        .columns
        .iter()
        .zip(0..)
        .filter_map(|(column, place)| (column.kind == Kind::Date).then_some(place))
        .collect();
    let name = rust_xlsxwriter::utility::column_number_to_name;
    let (week, row) = (name(first), heading + 2);
    let (begin, end) = (name(dates[0]), name(dates[1]));
    let heading = heading + 1;
    format!(
        "=AND(${begin}{row}<={week}${heading}+6,${end}{row}>={week}${heading},${begin}{row}<>\"\")"
    )
}

//! Cells and their formats.

use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet};
use sameboat_model::Value;

use crate::error::ReportError;
use crate::listing::Kind;
use crate::read::Data;

/// Most characters that a cell can hold.
const LONGEST_TEXT: usize = 32_767;

/// The formats of a workbook.
pub(super) struct Styles {
    /// The heading of a sheet.
    pub(super) title: Format,
    /// The line below it: where the rows come from.
    pub(super) note: Format,
    /// Headings of columns.
    pub(super) heading: Format,
    /// Cells for people to fill in.
    pub(super) input: Format,
    /// Days that people fill in.
    pub(super) input_date: Format,
    /// Short texts.
    pub(super) text: Format,
    /// Sentences.
    pub(super) prose: Format,
    count: Format,
    share: Format,
    money: Format,
    figure: Format,
    small: Format,
    date: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let cell = || Format::new().set_align(FormatAlign::Top);
        let text = || cell().set_align(FormatAlign::Left).set_indent(1);
        let number = |format: &str| cell().set_num_format(format);
        let input =
            || cell().set_background_color(Color::RGB(0x00FF_F6E5)).set_border(FormatBorder::Thin);
        Self {
            title: Format::new().set_bold().set_font_size(14).set_quote_prefix(),
            note: Format::new()
                .set_italic()
                .set_font_color(Color::RGB(0x0057_606A))
                .set_quote_prefix(),
            heading: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Left)
                .set_indent(1)
                .set_align(FormatAlign::Top)
                .set_background_color(Color::RGB(0x00E8_EDF2))
                .set_border_bottom(FormatBorder::Medium)
                .set_quote_prefix(),
            input: input().set_text_wrap(),
            input_date: input().set_num_format("d mmm yyyy"),
            text: text().set_quote_prefix(),
            prose: text().set_text_wrap().set_quote_prefix(),
            count: number("#,##0"),
            share: number("0.0%"),
            money: number("#,##0"),
            figure: number("#,##0.00"),
            small: number("0.0######"),
            date: number("d mmm yyyy"),
        }
    }
}

/// A text, never a formula.
pub(super) fn write_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), ReportError> {
    let text: String = text.chars().take(LONGEST_TEXT).collect();
    sheet.write_string_with_format(row, column, text, format)?;
    Ok(())
}

/// A number; what is no number leaves the cell empty.
pub(super) fn write_number(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    number: f64,
    format: &Format,
) -> Result<(), ReportError> {
    if number.is_finite() {
        sheet.write_number_with_format(row, column, number, format)?;
    }
    Ok(())
}

/// A figure in the format that its unit asks for.
pub(super) fn write_figure(
    sheet: &mut Worksheet,
    at: (u32, u16),
    number: f64,
    unit: &str,
    styles: &Styles,
) -> Result<(), ReportError> {
    let format = match unit {
        "share" => &styles.share,
        _ if number.fract() == 0.0 => &styles.count,
        _ if number.abs() < 1.0 => &styles.small,
        _ => &styles.figure,
    };
    write_number(sheet, at, number, format)
}

/// One value of a listing.
pub(super) fn write(
    data: &Data<'_>,
    sheet: &mut Worksheet,
    at: (u32, u16),
    row: &[Value],
    index: usize,
    kind: Kind,
    styles: &Styles,
) -> Result<(), ReportError> {
    match (kind, &row[index]) {
        (_, Value::Null) => Ok(()),
        (Kind::Figure(unit), Value::Decimal(number)) => {
            let unit = row.get(unit).and_then(Value::as_text).unwrap_or_default();
            write_figure(sheet, at, *number, unit, styles)
        }
        (Kind::Share, Value::Decimal(number)) => write_number(sheet, at, *number, &styles.share),
        (Kind::Money, Value::Decimal(number)) => write_number(sheet, at, *number, &styles.money),
        (_, Value::Decimal(number)) => write_number(sheet, at, *number, &styles.figure),
        (_, Value::Integer(number)) => write_number(sheet, at, *number as f64, &styles.count),
        (_, Value::Date(day)) => write_date(sheet, at, *day, styles),
        (_, Value::Timestamp(moment)) => write_date(sheet, at, moment.date(), styles),
        (_, Value::Boolean(yes)) => {
            write_text(sheet, at, if *yes { "yes" } else { "no" }, &styles.text)
        }
        (Kind::Line, Value::Text(line)) => write_text(sheet, at, &data.label(line), &styles.prose),
        (Kind::Word, Value::Text(word)) => write_text(sheet, at, &data.word(word), &styles.prose),
        (_, Value::Text(text)) => write_text(sheet, at, text, &styles.prose),
    }
}

/// A day; one that spreadsheets do not know is written as text.
fn write_date(
    sheet: &mut Worksheet,
    at: (u32, u16),
    day: jiff::civil::Date,
    styles: &Styles,
) -> Result<(), ReportError> {
    let known = u16::try_from(day.year())
        .ok()
        .and_then(|year| ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8).ok());
    match known {
        Some(date) => {
            sheet.write_datetime_with_format(at.0, at.1, &date, &styles.date)?;
            Ok(())
        }
        None => write_text(sheet, at, &day.to_string(), &styles.text),
    }
}

/// Width of a column in characters.
pub(super) fn width(kind: Kind) -> f64 {
    match kind {
        Kind::Prose | Kind::Told => 44.0,
        Kind::Text | Kind::Word | Kind::Line | Kind::Origin => 20.0,
        Kind::Date => 13.0,
        Kind::Count | Kind::Number(_) | Kind::Share | Kind::Money | Kind::Figure(_) => 12.0,
        Kind::YesNo => 9.0,
    }
}

//! Sheets made of listings, the summary and the data dictionary.

use rust_xlsxwriter::Worksheet;
use sameboat_model::Value;
use sameboat_store::schema;

use super::cells::{Styles, width, write, write_figure, write_text};
use crate::error::ReportError;
use crate::facts::Facts;
use crate::listing::{Kind, Listing, column};
use crate::read::Data;
use crate::sections::shown_columns;

/// Every figure of the assessment.
pub(super) const METRICS: Listing = Listing {
    caption: "All figures of the assessment",
    tables: &["metric"],
    sql: "SELECT name, line, segment, value, unit, origin FROM metric ORDER BY ALL",
    columns: &[
        column("Figure", Kind::Text),
        column("Line", Kind::Line),
        column("Part", Kind::Text),
        column("Value", Kind::Figure(4)),
        column("Unit", Kind::Text),
        column("Table", Kind::Origin),
    ],
};

/// Where the rows of a sheet stand, from 0.
pub(super) struct Block {
    /// Row of the headings.
    pub(super) heading: u32,
    /// Last row with data, or that of the headings if there is none.
    pub(super) last: u32,
}

/// Writes a listing into an empty sheet: caption, source, headings that stay, and rows.
pub(super) fn listing(
    data: &Data<'_>,
    styles: &Styles,
    sheet: &mut Worksheet,
    listing: &Listing,
    rows: &[Vec<Value>],
) -> Result<Block, ReportError> {
    let headings: Vec<String> =
        listing.columns.iter().map(|column| data.fill(column.heading)).collect();
    let kinds: Vec<Kind> = listing.columns.iter().map(|column| column.kind).collect();
    let widths: Vec<f64> = kinds.iter().map(|kind| width(*kind)).collect();
    let (caption, note) = (data.fill(listing.caption), note(data, listing, rows.len()));
    let heading = head(styles, sheet, [&caption, &note], &headings, &widths)?;
    for (row, values) in (heading + 1..).zip(rows) {
        for (place, kind) in kinds.iter().enumerate() {
            write(data, sheet, (row, place as u16), values, place, *kind, styles)?;
        }
        let texts = values.iter().map(|value| value.as_text().unwrap_or_default());
        set_height(sheet, row, texts, &widths)?;
    }
    let last = heading + rows.len() as u32;
    if !rows.is_empty() {
        sheet.autofilter(heading, 0, last, headings.len() as u16 - 1)?;
    }
    Ok(Block { heading, last })
}

fn note(data: &Data<'_>, listing: &Listing, rows: usize) -> String {
    let missing: Vec<&str> =
        listing.tables.iter().copied().filter(|table| data.row_count(table).is_none()).collect();
    match (missing.is_empty(), rows) {
        (false, _) => format!("The run has no table {}", missing.join(", ")),
        (true, 0) => format!("Nothing in table {}", listing.origin()),
        (true, _) => format!("Table: {}", listing.origin()),
    }
}

/// Writes title, note and headings; says in which row the headings stand.
fn head(
    styles: &Styles,
    sheet: &mut Worksheet,
    [title, note]: [&str; 2],
    headings: &[String],
    widths: &[f64],
) -> Result<u32, ReportError> {
    const HEADING: u32 = 2;
    write_text(sheet, (0, 0), title, &styles.title)?;
    write_text(sheet, (1, 0), note, &styles.note)?;
    for (place, (text, width)) in headings.iter().zip(widths).enumerate() {
        write_text(sheet, (HEADING, place as u16), text, &styles.heading)?;
        sheet.set_column_width(place as u16, *width)?;
    }
    set_height(sheet, HEADING, headings.iter().map(String::as_str), widths)?;
    sheet.set_freeze_panes(HEADING + 1, 0)?;
    Ok(HEADING)
}

/// Makes a row as high as its longest text needs: not every spreadsheet does so by itself.
fn set_height<'a>(
    sheet: &mut Worksheet,
    row: u32,
    texts: impl Iterator<Item = &'a str>,
    widths: &[f64],
) -> Result<(), ReportError> {
    const LINE: f64 = 15.0;
    const MOST_LINES: f64 = 20.0;
    let lines = texts.zip(widths).map(|(text, width)| {
        // Words do not fill their lines, and headings are bold.
        (text.chars().count() as f64 * 1.15 / width).ceil().clamp(1.0, MOST_LINES)
    });
    sheet.set_row_height(row, lines.fold(1.0, f64::max) * LINE)?;
    Ok(())
}

/// How a sheet is printed.
pub(super) fn finish(sheet: &mut Worksheet) -> Result<(), ReportError> {
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 2)?;
    Ok(())
}

/// The headline figures.
pub(super) fn summary(
    data: &Data<'_>,
    facts: &Facts,
    styles: &Styles,
    sheet: &mut Worksheet,
) -> Result<(), ReportError> {
    sheet.set_name("Summary")?;
    let title = format!("{}: integration of two contact centres", data.settings.engagement.name);
    let note = format!("{} and {}; amounts in {}", data.left(), data.right(), data.currency());
    let headings = ["Part", "Figure", "Value", "Unit", "Table"].map(str::to_owned);
    let widths = [14.0, 56.0, 16.0, 16.0, 24.0];
    let heading = head(styles, sheet, [&title, &note], &headings, &widths)?;
    for (index, fact) in facts.all().iter().enumerate() {
        let row = heading + 1 + index as u32;
        write_text(sheet, (row, 0), fact.group, &styles.text)?;
        write_text(sheet, (row, 1), &fact.label, &styles.text)?;
        write_figure(sheet, (row, 2), fact.value, &fact.unit, styles)?;
        write_text(sheet, (row, 3), &fact.unit, &styles.text)?;
        write_text(sheet, (row, 4), &fact.origin, &styles.text)?;
    }
    sheet.autofilter(heading, 0, heading + facts.all().len().max(1) as u32, 4)?;
    finish(sheet)
}

/// Every column of every table, without banking data.
pub(super) fn dictionary(
    data: &Data<'_>,
    styles: &Styles,
    sheet: &mut Worksheet,
) -> Result<(), ReportError> {
    sheet.set_name("Data dictionary")?;
    let headings = ["Table", "Rows", "One row is", "Column", "Type", "Meaning"].map(str::to_owned);
    let note = "Tables of unified.duckdb; columns with banking data are left out";
    let widths = [24.0, 12.0, 48.0, 24.0, 12.0, 64.0];
    let heading = head(styles, sheet, ["Data dictionary", note], &headings, &widths)?;
    let mut row = heading;
    for table in schema::all() {
        for column in shown_columns(&table) {
            row += 1;
            write_text(sheet, (row, 0), table.name, &styles.text)?;
            if let Some(rows) = data.row_count(table.name) {
                write_figure(sheet, (row, 1), rows as f64, "", styles)?;
            }
            write_text(sheet, (row, 2), table.doc, &styles.prose)?;
            write_text(sheet, (row, 3), column.name, &styles.text)?;
            write_text(sheet, (row, 4), column.kind.sql(), &styles.text)?;
            write_text(sheet, (row, 5), column.doc, &styles.prose)?;
            set_height(sheet, row, ["", "", table.doc, "", "", column.doc].into_iter(), &widths)?;
        }
    }
    sheet.autofilter(heading, 0, row, 5)?;
    finish(sheet)
}

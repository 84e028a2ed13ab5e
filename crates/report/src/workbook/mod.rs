//! `plan.xlsx`: what the page shows, to work with. Sheets come from the page's own listings.
//!
//! Every text is written as a string with the mark that spreadsheets call "quote prefix", so that
//! no text from data becomes a formula, not even when somebody edits its cell.

mod cells;
mod decisions;
mod gantt;
mod sheets;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::error::ReportError;
use crate::facts::Facts;
use crate::listing::Listing;
use crate::read::Data;
use crate::sections;
use cells::Styles;

/// The bytes of the workbook and the number of its sheets.
pub(crate) fn render(data: &Data<'_>, facts: &Facts) -> Result<(Vec<u8>, usize), ReportError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(data)?);
    let styles = Styles::new();
    sheets::summary(data, facts, &styles, workbook.add_worksheet())?;
    plain(&mut workbook, data, &styles, "Phases", &[&sections::PHASES])?;
    gantt::sheet(data, &styles, workbook.add_worksheet())?;
    plain(&mut workbook, data, &styles, "Gates", &[&sections::GATES])?;
    plain(&mut workbook, data, &styles, "Risks", &[&sections::RISKS, &sections::WARNINGS])?;
    decisions::sheet(data, &styles, workbook.add_worksheet())?;
    let objectives: [&Listing; 2] = [&sections::OBJECTIVE_PAIRS, &sections::OBJECTIVES];
    let shared: [&Listing; 2] = [&sections::SHARED_ASSETS, &sections::OUTSOURCERS];
    let rest: [(&str, &[&Listing]); 9] = [
        ("Procedures", &[&sections::MATCHES]),
        ("Step alignment", &[&sections::STEPS]),
        ("Rule conflicts", &[&sections::CONFLICTS]),
        ("Training waves", &[&sections::TRAINING_WAVES]),
        ("Objectives", &objectives),
        ("Shared resources", &shared),
        ("Metrics", &[&sheets::METRICS]),
        ("Control totals", &[&sections::CONTROL_TOTALS]),
        ("Quarantine", &[&sections::QUARANTINE, &sections::VALUE_ISSUES]),
    ];
    for (name, listings) in rest {
        plain(&mut workbook, data, &styles, name, listings)?;
    }
    sheets::dictionary(data, &styles, workbook.add_worksheet())?;
    let sheets = workbook.worksheets().len();
    Ok((workbook.save_to_buffer()?, sheets))
}

/// A day that never changes: the same tables give the same bytes.
fn properties(data: &Data<'_>) -> Result<DocProperties, ReportError> {
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title = format!("{}: integration plan", data.settings.engagement.name);
    Ok(DocProperties::new().set_title(title).set_author("sameboat").set_creation_datetime(&created))
}

/// A sheet of listings, one below the other.
fn plain(
    workbook: &mut Workbook,
    data: &Data<'_>,
    styles: &Styles,
    name: &str,
    listings: &[&Listing],
) -> Result<(), ReportError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    let mut top = 0;
    for listing in listings {
        let rows = listing.read(data)?;
        top = sheets::block(data, styles, sheet, top, listing, &rows)?.next;
    }
    sheets::finish(sheet)
}

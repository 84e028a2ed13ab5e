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

const PLAN: [(&str, &Listing); 3] = [
    ("Gates", &sections::GATES),
    ("Risks", &sections::RISKS),
    ("Plan warnings", &sections::WARNINGS),
];

const DETAILS: [(&str, &Listing); 15] = [
    ("Decisions taken", &sections::DECIDED),
    ("Promises", &sections::PROMISES),
    ("Procedures", &sections::MATCHES),
    ("Step alignment", &sections::STEPS),
    ("Rule conflicts", &sections::CONFLICTS),
    ("Rule findings", &sections::FINDINGS),
    ("Training waves", &sections::TRAINING_WAVES),
    ("Objectives", &sections::OBJECTIVE_PAIRS),
    ("Objectives by line", &sections::OBJECTIVES),
    ("Shared resources", &sections::SHARED_ASSETS),
    ("Outsourcers", &sections::OUTSOURCERS),
    ("Metrics", &sheets::METRICS),
    ("Control totals", &sections::CONTROL_TOTALS),
    ("Quarantine", &sections::QUARANTINE),
    ("Values set aside or mended", &sections::VALUE_ISSUES),
];

/// The bytes of the workbook and the number of its sheets.
pub(crate) fn render(data: &Data<'_>, facts: &Facts) -> Result<(Vec<u8>, usize), ReportError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(data)?);
    let styles = Styles::new();
    sheets::summary(data, facts, &styles, workbook.add_worksheet())?;
    plain(&mut workbook, data, &styles, &[("Phases", &sections::PHASES)])?;
    gantt::sheet(data, &styles, workbook.add_worksheet())?;
    plain(&mut workbook, data, &styles, &PLAN)?;
    decisions::sheet(data, &styles, workbook.add_worksheet())?;
    plain(&mut workbook, data, &styles, &DETAILS)?;
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

/// A sheet for each of these listings.
fn plain(
    workbook: &mut Workbook,
    data: &Data<'_>,
    styles: &Styles,
    listings: &[(&str, &Listing)],
) -> Result<(), ReportError> {
    for (name, listing) in listings {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name)?;
        let rows = listing.read(data)?;
        sheets::listing(data, styles, sheet, listing, &rows)?;
        sheets::finish(sheet)?;
    }
    Ok(())
}

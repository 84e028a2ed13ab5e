//! The report: one HTML page for the steering committee, one workbook to work with, and the pages of
//! the procedures, all made from the tables of a run and nothing else.
//!
//! * [`write_report`] is all there is to call; [`write_procedure_pages`] where there are procedures
//!   and no engagement; [`write_profiles`] for what `sameboat check` found, before any run.
//! * `read` turns tables into values; a table that is missing gives no rows.
//! * `facts` are the headline figures, `sections` the page's sections, one file each.
//! * `listing` is a query with headings: a table of the page and a sheet of the workbook alike.
//! * `catalogue` makes the agent guides and the side-by-side page.
//! * `charts` draws inline SVG; `page` puts the HTML together; `workbook` makes the `.xlsx`.
//!
//! Every figure names the table that it comes from. Personal data and banking data stay out: the
//! report reads counts and texts about the lines, never about a person. The same tables and
//! settings give the same bytes.

mod catalogue;
mod charts;
mod error;
mod facts;
mod format;
mod listing;
mod page;
mod profiles;
mod read;
mod sections;
mod told;
mod workbook;

use std::fs;
use std::path::{Path, PathBuf};

use sameboat_model::{Progress, Settings};
use sameboat_store::Store;

pub use catalogue::{
    Catalogues, DIFFERENCES_FILE, GUIDES_FILE, ProcedurePages, write_procedure_pages,
};
pub use error::ReportError;
pub use profiles::{CheckedField, CheckedSource, write_profiles};

use facts::Facts;
use read::Data;

/// The page's file name.
pub const PAGE_FILE: &str = "index.html";
/// The workbook's file name.
pub const WORKBOOK_FILE: &str = "plan.xlsx";

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportSummary {
    /// The page.
    pub page: PathBuf,
    /// The workbook.
    pub workbook: PathBuf,
    /// The agent guides and the procedures side by side.
    pub procedures: ProcedurePages,
    /// Sections of the page.
    pub sections: usize,
    /// Sheets of the workbook.
    pub sheets: usize,
    /// Headline figures that the run's tables could answer.
    pub figures: usize,
}

/// Writes `index.html`, `plan.xlsx`, `guides.html` and `procedures.html` into a folder, from the
/// tables of a run. Tables that are missing are named in the page; the folder is made if it is not
/// there.
pub fn write_report(
    settings: &Settings,
    store: &Store,
    folder: &Path,
    progress: &dyn Progress,
) -> Result<ReportSummary, ReportError> {
    progress.begin("report", Some(3));
    let data = Data::new(settings, store)?;
    let facts = Facts::read(&data)?;
    let sections = sections::all(&data, &facts)?;
    let subtitle = format!("{} · {}", data.left(), data.right());
    let name = &settings.engagement.name;
    let head = page::Head {
        title: &format!("{name}: integration report"),
        kicker: "Integration of two contact centres",
        name,
        subtitle: &subtitle,
    };
    let page = page::render(&head, &sections);
    progress.advance(1);
    let (workbook, sheets) = workbook::render(&data, &facts)?;
    progress.advance(1);

    let file = |path: &Path| {
        let path = path.to_owned();
        move |source| ReportError::File { path, source }
    };
    fs::create_dir_all(folder).map_err(file(folder))?;
    let procedures = write_procedure_pages(&catalogues(settings, &data), store, folder)?;
    progress.advance(1);
    let written = ReportSummary {
        page: folder.join(PAGE_FILE),
        workbook: folder.join(WORKBOOK_FILE),
        procedures,
        sections: sections.len(),
        sheets,
        figures: facts.all().len(),
    };
    fs::write(&written.page, page).map_err(file(&written.page))?;
    fs::write(&written.workbook, workbook).map_err(file(&written.workbook))?;
    Ok(written)
}

fn catalogues<'a>(settings: &'a Settings, data: &'a Data<'_>) -> Catalogues<'a> {
    let name = |at: usize| settings.lines.get(at).map_or("", |line| line.name.as_str());
    Catalogues {
        title: &settings.engagement.name,
        names: [name(0), name(1)],
        labels: [data.left(), data.right()],
        has_report: true,
    }
}

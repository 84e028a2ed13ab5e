//! Risks, and what the plan cannot promise.

use maud::html;

use crate::error::ReportError;
use crate::listing::{Kind, Listing, column};
use crate::page::{Section, listed};
use crate::read::Data;

const HELP: &str = "`sameboat plan` writes it from the facts of the assessment.";

/// Every risk.
pub(crate) const RISKS: Listing = Listing {
    caption: "Risks that follow from the data",
    tables: &["risk"],
    sql: "SELECT risk, phase, title, reason, response, due_on, value, unit, origin FROM risk \
          ORDER BY phase, due_on NULLS LAST, risk",
    columns: &[
        column("Risk", Kind::Text),
        column("Phase", Kind::Count),
        column("What can go wrong", Kind::Prose),
        column("Why", Kind::Prose),
        column("Response", Kind::Prose),
        column("By", Kind::Date),
        column("Figure", Kind::Figure(7)),
        column("Unit", Kind::Text),
        column("Table", Kind::Origin),
    ],
};

/// What the plan cannot reach.
pub(crate) const WARNINGS: Listing = Listing {
    caption: "What the plan cannot promise",
    tables: &["plan_warning"],
    sql: "SELECT position, warning, help FROM plan_warning ORDER BY position",
    columns: &[
        column("No.", Kind::Count),
        column("What cannot be reached", Kind::Prose),
        column("What would help", Kind::Prose),
    ],
};

pub(super) fn section(data: &Data<'_>) -> Result<Section, ReportError> {
    let body = html! {
        (listed(data, &RISKS, 40, Some("Risks"), HELP)?)
        @if data.row_count("plan_warning").is_some_and(|rows| rows > 0) {
            (listed(data, &WARNINGS, 20, Some("Plan warnings"), HELP)?)
        }
    };
    Ok(Section::new("risks", "Risks", body))
}

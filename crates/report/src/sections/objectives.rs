//! Section 4: objectives side by side, and those that pull against each other.

use maud::{Markup, html};

use crate::error::ReportError;
use crate::format::sentence;
use crate::listing::{Kind, Listing, column};
use crate::page::{Section, listed, source};
use crate::read::Data;

const HELP: &str = "A source with `entity = \"objective\"` for each line provides it.";

/// Objectives that both lines have.
pub(crate) const OBJECTIVE_PAIRS: Listing = Listing {
    caption: "Objectives that both lines have",
    tables: &["objective_pair"],
    sql: "SELECT left_name, left_target, left_actual, left_unit, right_name, right_target, \
          right_actual, right_unit, difference, left_definition, right_definition \
          FROM objective_pair ORDER BY similarity DESC, COLUMNS(*)",
    columns: &[
        column("{left}", Kind::Prose),
        column("Target", Kind::Figure(3)),
        column("Actual", Kind::Figure(3)),
        column("Unit", Kind::Text),
        column("{right}", Kind::Prose),
        column("Target", Kind::Figure(7)),
        column("Actual", Kind::Figure(7)),
        column("Unit", Kind::Text),
        column("What differs", Kind::Text),
        column("Definition, {left}", Kind::Prose),
        column("Definition, {right}", Kind::Prose),
    ],
};

/// The same on the page, where definitions stand below names.
const PAIRS_SHOWN: Listing = Listing {
    caption: OBJECTIVE_PAIRS.caption,
    tables: OBJECTIVE_PAIRS.tables,
    sql: "SELECT concat_ws(': ', left_name, left_definition), left_target, left_actual, left_unit, \
          concat_ws(': ', right_name, right_definition), right_target, right_actual, right_unit, \
          difference FROM objective_pair ORDER BY similarity DESC, COLUMNS(*)",
    columns: OBJECTIVE_PAIRS.columns.split_at(9).0,
};

/// Every objective of each line.
pub(crate) const OBJECTIVES: Listing = Listing {
    caption: "Objectives of each line, target and actual",
    tables: &["objective_gap"],
    sql: "SELECT line, name, definition, better, target, actual, gap, unit, met \
          FROM objective_gap ORDER BY line <> '{left}', met NULLS LAST, name, record_key",
    columns: &[
        column("Line", Kind::Line),
        column("Objective", Kind::Prose),
        column("Definition", Kind::Prose),
        column("Better", Kind::Word),
        column("Target", Kind::Figure(7)),
        column("Actual", Kind::Figure(7)),
        column("Missing", Kind::Figure(7)),
        column("Unit", Kind::Text),
        column("Met", Kind::YesNo),
    ],
};

pub(super) fn section(data: &Data<'_>) -> Result<Section, ReportError> {
    let body = html! {
        p {
            "Two lines can only be led as one when their objectives mean the same. Where the \
             definition or the unit differs, equal names hide different work."
        }
        (listed(data, &PAIRS_SHOWN, 20, Some("Objectives"), HELP)?)
        h3 { "Objectives that pull against each other" }
        (incentives(data)?)
        (listed(data, &OBJECTIVES, 30, Some("Objectives by line"), HELP)?)
    };
    Ok(Section::new("objectives", "4 Objectives side by side", body))
}

fn incentives(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT left_name, right_name, pattern, reason FROM incentive_conflict ORDER BY ALL";
    let rows = data.rows(&["incentive_conflict"], sql, |row| {
        let read = |column| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
        Ok([read(0)?, read(1)?, read(2)?, read(3)?])
    })?;
    Ok(html! {
        @if rows.is_empty() {
            p { "None in the tables of this run. " (source("incentive_conflict")) }
        } @else {
            ul.plain {
                @for [left, right, pattern, reason] in &rows {
                    li {
                        strong { (left) " (" (data.left()) ") and " (right) " (" (data.right()) "): " }
                        (sentence(pattern)) " " (sentence(reason)) " " (source("incentive_conflict"))
                    }
                }
            }
        }
    })
}

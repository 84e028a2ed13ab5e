//! How every source row is accounted for: control totals, quarantine by reason, sources. Values of
//! quarantined cells are never shown.

use maud::html;

use crate::error::ReportError;
use crate::listing::{Kind, Listing, column};
use crate::page::{Section, listed};
use crate::read::Data;

const HELP: &str = "`sameboat ingest` writes it.";

const SOURCES: Listing = Listing {
    caption: "Rows of each source: read = accepted + quarantined + excluded",
    tables: &["control_total"],
    sql: "SELECT source, sum(row_count) FILTER (measure = 'read')::BIGINT AS read, \
          coalesce(sum(row_count) FILTER (measure = 'accepted'), 0)::BIGINT AS accepted, \
          coalesce(sum(row_count) FILTER (measure = 'quarantined'), 0)::BIGINT AS quarantined, \
          coalesce(sum(row_count) FILTER (measure LIKE 'excluded%'), 0)::BIGINT AS excluded, \
          coalesce(read = accepted + quarantined + excluded, false) \
          FROM (SELECT source, measure, row_count::BIGINT AS row_count FROM control_total \
          WHERE stage = 'ingest') GROUP BY source ORDER BY source",
    columns: &[
        column("Source", Kind::Text),
        column("Read", Kind::Count),
        column("Accepted", Kind::Count),
        column("Quarantined", Kind::Count),
        column("Excluded", Kind::Count),
        column("Adds up", Kind::YesNo),
    ],
};

/// Every control total.
pub(crate) const CONTROL_TOTALS: Listing = Listing {
    caption: "Control totals of every stage",
    tables: &["control_total"],
    sql: "SELECT stage, source, measure, row_count FROM control_total \
          ORDER BY list_position(['ingest', 'link', 'unify', 'reconcile', 'assess', 'plan'], \
          stage), COLUMNS(*)",
    columns: &[
        column("Stage", Kind::Text),
        column("Source or table", Kind::Text),
        column("Measure", Kind::Text),
        column("Rows", Kind::Count),
    ],
};

/// Refused rows by source and reason.
pub(crate) const QUARANTINE: Listing = Listing {
    caption: "Rows in quarantine by source, column and reason",
    tables: &["quarantine"],
    sql: "SELECT source, column_name, regexp_replace(reason, 'row [0-9]+', 'another row'), count(*) \
          FROM quarantine GROUP BY ALL ORDER BY source, 4 DESC, 2, 3",
    columns: &[
        column("Source", Kind::Text),
        column("Column", Kind::Text),
        column("Reason", Kind::Prose),
        column("Rows", Kind::Count),
    ],
};

/// What was wrong with values, by source, what became of them, and reason.
pub(crate) const VALUE_ISSUES: Listing = Listing {
    caption: "Values of accepted rows that could not be read, or were damaged or mended",
    tables: &["value_issue"],
    sql: "SELECT source, column_name, what, reason, count(*) FROM value_issue \
          GROUP BY ALL ORDER BY what DESC, source, 5 DESC, 2, 4",
    columns: &[
        column("Source", Kind::Text),
        column("Column", Kind::Text),
        column("What became of it", Kind::Word),
        column("Reason", Kind::Prose),
        column("Rows", Kind::Count),
    ],
};

const FILES: Listing = Listing {
    caption: "Source files",
    tables: &["source_file"],
    sql: "SELECT source, line, entity, file, bytes, format, unmapped FROM source_file \
          ORDER BY source",
    columns: &[
        column("Source", Kind::Text),
        column("Line", Kind::Line),
        column("Entity", Kind::Word),
        column("File", Kind::Text),
        column("Bytes", Kind::Count),
        column("Read as", Kind::Prose),
        column("Columns not used", Kind::Prose),
    ],
};

pub(super) fn section(data: &Data<'_>) -> Result<Section, ReportError> {
    let has_issues = data.row_count("value_issue").is_some_and(|rows| rows > 0);
    let body = html! {
        p {
            "Every row of every source is accounted for exactly once: accepted, refused with a \
             reason, or excluded by a rule that is named. A run whose totals do not add up fails."
        }
        (listed(data, &SOURCES, 60, None, HELP)?)
        (listed(data, &QUARANTINE, 40, Some("Quarantine"), "No row was refused.")?)
        @if has_issues { (listed(data, &VALUE_ISSUES, 40, Some("Values set aside, damaged or mended"), HELP)?) }
        (listed(data, &FILES, 60, None, HELP)?)
    };
    Ok(Section::new("accounting", "Accounting of the data", body))
}

//! The page: head, contents and sections in one HTML file that needs nothing from outside.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sameboat_model::Value;
use sameboat_store::schema;

use crate::error::ReportError;
use crate::format::count;
use crate::listing::{Column, Kind, Listing, cell};
use crate::read::Data;

const STYLE: &str = concat!(include_str!("colours.css"), include_str!("page.css"));

/// The tables that the data dictionary knows.
static TABLES: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| schema::all().iter().map(|table| table.name).collect());

/// One section of the page.
pub(crate) struct Section {
    /// The anchor.
    pub(crate) id: String,
    /// The heading.
    pub(crate) title: String,
    /// What stands below the heading.
    pub(crate) body: Markup,
}

impl Section {
    pub(crate) fn new(id: impl Into<String>, title: impl Into<String>, body: Markup) -> Self {
        Self { id: id.into(), title: title.into(), body }
    }
}

/// What stands above the sections.
pub(crate) struct Head<'a> {
    /// The title of the window.
    pub(crate) title: &'a str,
    /// A line above the heading.
    pub(crate) kicker: &'a str,
    /// The heading.
    pub(crate) name: &'a str,
    /// A sentence below it.
    pub(crate) subtitle: &'a str,
}

/// The whole page.
pub(crate) fn render(head: &Head<'_>, sections: &[Section]) -> String {
    let first = sections.first().map_or("", |section| &section.id);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (head.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href={ "#" (first) } { "Skip to the contents" }
                header {
                    p.kicker { (head.kicker) }
                    h1 { (head.name) }
                    p.subtitle { (head.subtitle) }
                }
                div.columns {
                    nav aria-label="Contents" {
                        ol {
                            @for section in sections {
                                li { a href={ "#" (section.id) } { (section.title) } }
                            }
                        }
                    }
                    main {
                        @for section in sections {
                            section id=(section.id) aria-labelledby={ (section.id) "-title" } {
                                h2 id={ (section.id) "-title" } { (section.title) }
                                (section.body)
                            }
                        }
                    }
                }
            }
        }
    };
    page.into_string() + "\n"
}

/// The tables that a figure comes from, each with a link to its entry in the data dictionary.
pub(crate) fn source(origin: &str) -> Markup {
    let names: Vec<&str> =
        origin.split([',', ';']).map(str::trim).filter(|name| !name.is_empty()).collect();
    html! {
        span.source {
            @for (index, name) in names.iter().enumerate() {
                @if index > 0 { ", " }
                @if TABLES.contains(name) {
                    a href={ "#table-" (name) } { (name) }
                } @else {
                    (name)
                }
            }
        }
    }
}

/// A listing as a table of the page.
pub(crate) fn table(
    data: &Data<'_>,
    listing: &Listing,
    columns: &[Column],
    rows: &[Vec<Value>],
) -> Markup {
    let caption = data.fill(listing.caption);
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) " " (source(&listing.origin())) }
                thead {
                    tr {
                        @for column in columns {
                            th scope="col" class=[column.kind.is_number().then_some("number")] {
                                (data.fill(column.heading))
                            }
                        }
                    }
                }
                tbody {
                    @for row in rows { (table_row(data, columns, row)) }
                }
            }
        }
    }
}

fn table_row(data: &Data<'_>, columns: &[Column], row: &[Value]) -> Markup {
    html! {
        tr {
            @for (index, column) in columns.iter().enumerate() {
                @let text = cell(data, row, index, column.kind);
                @match column.kind {
                    Kind::Origin => td.origin { (source(&text)) },
                    kind if kind.is_number() => td.number { (text) },
                    Kind::Date => td.date { (text) },
                    Kind::Prose | Kind::Told => td.prose { (text) },
                    _ => td { (text) },
                }
            }
        }
    }
}

/// A listing with its rows read, at most `most` of them, or a notice if it has none. If `sheet` is
/// given, that sheet of the workbook has all rows.
pub(crate) fn listed(
    data: &Data<'_>,
    listing: &Listing,
    most: usize,
    sheet: Option<&str>,
    help: &str,
) -> Result<Markup, ReportError> {
    let rows = listing.read(data)?;
    if rows.is_empty() {
        return Ok(nothing(data, &data.fill(listing.caption), listing.tables, help));
    }
    let shown = &rows[..rows.len().min(most)];
    Ok(html! {
        (table(data, listing, listing.columns, shown))
        @if shown.len() < rows.len() {
            p.note {
                "The first " (count(shown.len() as i64)) " of " (count(rows.len() as i64))
                " rows; all of them are in "
                @if let Some(sheet) = sheet {
                    "plan.xlsx, sheet " (sheet) "."
                } @else {
                    "the unified dataset."
                }
            }
        }
    })
}

/// Says what is not there and what would provide it.
pub(crate) fn nothing(data: &Data<'_>, what: &str, tables: &[&str], help: &str) -> Markup {
    let missing: Vec<&str> =
        tables.iter().copied().filter(|table| data.row_count(table).is_none()).collect();
    html! {
        p.missing {
            strong { (what) ": nothing to show. " }
            @if missing.is_empty() {
                "The run has no rows for this in " (source(&tables.join(", "))) ". "
            } @else {
                "The run has no table " (source(&missing.join(", "))) ". "
            }
            (with_code(help))
        }
    }
}

/// A sentence of ours in which what stands between backticks is to be typed.
pub(crate) fn with_code(text: &str) -> Markup {
    html! {
        @for (index, piece) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (piece) } } @else { (piece) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_lead_to_the_data_dictionary_and_settings_stay_plain() {
        let markup = source("crosswalk; plan.months").into_string();
        assert!(markup.contains("<a href=\"#table-crosswalk\">crosswalk</a>, plan.months"));
    }

    #[test]
    fn the_style_brings_nothing_from_outside() {
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    }
}

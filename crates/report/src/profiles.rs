//! What `sameboat check` found in each source, as a page to go through with whoever exported it.

use std::fs;
use std::path::Path;

use maud::{Markup, html};

use crate::error::ReportError;
use crate::format::{count, number};
use crate::page::{Head, Section, render};

/// One source, as it would be read.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedSource {
    /// The source's name.
    pub name: String,
    /// The line that it comes from, as people call it.
    pub line: String,
    /// What its rows are.
    pub entity: String,
    /// The file.
    pub file: String,
    /// How it was read: format, encoding, sheets.
    pub format: String,
    /// Rows below the header that are not blank.
    pub read: u64,
    /// Rows that would become records.
    pub accepted: u64,
    /// Rows that would be refused.
    pub quarantined: u64,
    /// Rows left out, by the name of the rule.
    pub excluded: Vec<(String, u64)>,
    /// Why rows would be refused, with how many.
    pub refusals: Vec<(String, u64)>,
    /// What somebody should look at.
    pub warnings: Vec<String>,
    /// The mapped fields.
    pub fields: Vec<CheckedField>,
}

/// One mapped field.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedField {
    /// The canonical field.
    pub field: String,
    /// The columns that it comes from; none if it is a constant.
    pub columns: Vec<String>,
    /// Share of rows with a value, 0 to 1.
    pub filled: f64,
    /// Different values.
    pub distinct: u64,
    /// Cells that could not be read, or were damaged.
    pub issues: u64,
    /// The first and last date.
    pub range: Option<(String, String)>,
}

/// Writes the page; it replaces an older one at once or not at all.
pub fn write_profiles(
    path: &Path,
    engagement: &str,
    sources: &[CheckedSource],
) -> Result<(), ReportError> {
    let fresh = path.with_extension("html.new");
    let failed = |source| ReportError::File { path: path.to_owned(), source };
    fs::write(&fresh, page(engagement, sources)).map_err(failed)?;
    fs::rename(&fresh, path).map_err(failed)
}

fn page(engagement: &str, sources: &[CheckedSource]) -> String {
    let mut sections = vec![Section::new("overview", "All sources", overview(sources))];
    let section = |(index, source): (usize, &CheckedSource)| {
        Section::new(format!("source-{index}"), source.name.clone(), body(source))
    };
    sections.extend(sources.iter().enumerate().map(section));
    let head = Head {
        title: &format!("{engagement}: check of the exports"),
        kicker: "Check of the exports, before anything is merged",
        name: engagement,
        subtitle: "Values are masked. Nothing has been written or changed.",
    };
    render(&head, &sections)
}

fn overview(sources: &[CheckedSource]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="All sources" {
            table {
                caption { "Rows of each source, and what would become of them" }
                thead {
                    tr {
                        th scope="col" { "source" }
                        th scope="col" { "line" }
                        th scope="col" { "holds" }
                        th.number scope="col" { "rows" }
                        th.number scope="col" { "accepted" }
                        th.number scope="col" { "quarantined" }
                        th.number scope="col" { "left out" }
                        th.number scope="col" { "to look at" }
                    }
                }
                tbody {
                    @for (index, source) in sources.iter().enumerate() {
                        tr {
                            td { a href={ "#source-" (index) } { (source.name) } }
                            td { (source.line) }
                            td { (source.entity) }
                            td.number { (rows(source.read)) }
                            td.number { (rows(source.accepted)) }
                            td.number { (rows(source.quarantined)) }
                            td.number { (rows(source.excluded.iter().map(|(_, rows)| rows).sum())) }
                            td.number { (source.warnings.len()) }
                        }
                    }
                }
            }
        }
    }
}

fn body(source: &CheckedSource) -> Markup {
    html! {
        p { (source.file) ": " (source.format) "." }
        @for warning in &source.warnings { p.warning { (warning) } }
        @if !source.refusals.is_empty() {
            (counted("Rows that would be quarantined", "reason", &source.refusals))
        }
        @if !source.excluded.is_empty() {
            (counted("Rows that are left out", "rule", &source.excluded))
        }
        (fields(source))
    }
}

fn counted(caption: &str, heading: &str, reasons: &[(String, u64)]) -> Markup {
    html! {
        table {
            caption { (caption) }
            thead {
                tr { th scope="col" { (heading) } th.number scope="col" { "rows" } }
            }
            tbody {
                @for (reason, number) in reasons {
                    tr { td { (reason) } td.number { (rows(*number)) } }
                }
            }
        }
    }
}

fn fields(source: &CheckedSource) -> Markup {
    let caption = format!("Fields of {}", source.name);
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) }
                thead {
                    tr {
                        th scope="col" { "field" }
                        th scope="col" { "column" }
                        th.number scope="col" { "filled" }
                        th.number scope="col" { "different values" }
                        th.number scope="col" { "damaged or unreadable" }
                        th scope="col" { "from – to" }
                    }
                }
                tbody {
                    @for field in &source.fields {
                        tr {
                            td { code { (field.field) } }
                            td { (field.columns.join(" + ")) }
                            td.number { (number(field.filled * 100.0, 1)) " %" }
                            td.number { (rows(field.distinct)) }
                            td.number { (rows(field.issues)) }
                            td.date {
                                @if let Some((from, to)) = &field.range { (from) " – " (to) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn rows(number: u64) -> String {
    count(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_says_is_text_and_not_markup() {
        let source = CheckedSource {
            name: "customers".into(),
            line: "Sales".into(),
            entity: "customer".into(),
            file: "a<b>.csv".into(),
            format: "text".into(),
            read: 1_234,
            accepted: 1_233,
            quarantined: 1,
            excluded: vec![],
            refusals: vec![("`Born` cannot be read".into(), 1)],
            warnings: vec!["<script>alert(1)</script>".into()],
            fields: vec![CheckedField {
                field: "surname".into(),
                columns: vec!["Name".into()],
                filled: 0.5,
                distinct: 12,
                issues: 0,
                range: None,
            }],
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("check.html");
        write_profiles(&path, "Aurora & Co", &[source]).unwrap();
        let page = fs::read_to_string(path).unwrap();
        assert!(page.contains("a&lt;b&gt;.csv") && !page.contains("<script>alert"), "{page}");
        assert!(page.contains("1,233") && page.contains("50.0 %"), "{page}");
    }
}

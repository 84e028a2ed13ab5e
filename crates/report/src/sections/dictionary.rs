//! The data dictionary: every table of the run and what its columns mean.

use maud::html;
use sameboat_store::schema::{self, Column, Table};

use crate::format;
use crate::page::Section;
use crate::read::{Data, is_regulated};

/// The columns of a table without banking data, whose very names stay out of the report.
pub(crate) fn shown_columns(table: &Table) -> impl Iterator<Item = &Column> {
    table.columns.iter().filter(|column| !is_regulated(column.name))
}

pub(super) fn section(data: &Data<'_>) -> Section {
    let body = html! {
        p {
            "Every figure above names the table that it comes from. The tables are in \
             unified.duckdb and in the folder tables of this run. Columns with banking data are \
             left out of this list."
        }
        @for table in schema::all() {
            details id={ "table-" (table.name) } {
                summary {
                    strong { (table.name) } ": " (table.doc) " ("
                    @match data.row_count(table.name) {
                        Some(rows) => (format::of(rows as i64, "rows")),
                        None => "not in this run",
                    }
                    ")"
                }
                table {
                    thead { tr { th scope="col" { "Column" } th scope="col" { "Type" } th scope="col" { "Meaning" } } }
                    tbody {
                        @for column in shown_columns(&table) {
                            tr {
                                td { (column.name) }
                                td { (column.kind.sql()) }
                                td.prose { (column.doc) }
                            }
                        }
                    }
                }
            }
        }
    };
    Section::new("dictionary", "Data dictionary", body)
}

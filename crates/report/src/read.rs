//! From the store to plain values. A query names the tables it needs; where one is missing it
//! gives no rows, so that a section can say what is missing instead of failing.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sameboat_model::settings::Line;
use sameboat_model::{Settings, Value};
use sameboat_store::{Row, SqlResult, Store, flow, reader};

use crate::error::ReportError;
use crate::format;
use crate::told::told;

/// A sum that does not depend on the order of its rows, for the queries of all sections. Temporary,
/// so that it is no part of the run's file.
const EXACT_SUM: &str = "CREATE OR REPLACE TEMP MACRO exact_sum(x) AS \
                         sum(TRY_CAST(x AS DECIMAL(28, 4)))::DOUBLE";

/// The run's tables and the engagement's settings: all that a section is made from.
pub(crate) struct Data<'a> {
    pub(crate) settings: &'a Settings,
    store: &'a Store,
    row_counts: BTreeMap<String, u64>,
}

impl<'a> Data<'a> {
    pub(crate) fn new(settings: &'a Settings, store: &'a Store) -> Result<Self, ReportError> {
        store.execute(EXACT_SUM)?;
        let mut row_counts = BTreeMap::new();
        for table in store.table_names()? {
            let count = store.count(&table)?;
            row_counts.insert(table, count);
        }
        Ok(Self { settings, store, row_counts })
    }

    /// The rows of a table; none if it is not there.
    pub(crate) fn row_count(&self, table: &str) -> Option<u64> {
        self.row_counts.get(table).copied()
    }

    /// The rows of a query, or none if one of its tables is missing. `{left}` and `{right}` in the
    /// query are the names of the two lines.
    pub(crate) fn rows<T>(
        &self,
        tables: &[&str],
        sql: &str,
        read: impl FnMut(&Row<'_>) -> SqlResult<T>,
    ) -> Result<Vec<T>, ReportError> {
        if tables.iter().any(|table| self.row_count(table).is_none()) {
            return Ok(Vec::new());
        }
        let name = |index: usize| self.line_at(index).map_or("", |line| &line.name);
        let quoted = |name: &str| name.replace('\'', "''");
        let sql = sql.replace("{left}", &quoted(name(0))).replace("{right}", &quoted(name(1)));
        Ok(self.store.query(&sql, [], read)?)
    }

    /// The rows of a query as values.
    pub(crate) fn values(
        &self,
        tables: &[&str],
        sql: &str,
        columns: usize,
    ) -> Result<Vec<Vec<Value>>, ReportError> {
        self.rows(tables, sql, |row| (0..columns).map(|at| reader::value(row, at)).collect())
    }

    fn line_at(&self, index: usize) -> Option<&Line> {
        self.settings.lines.get(index)
    }

    /// What people call a line; other words, such as `both`, stay as they are.
    pub(crate) fn label(&self, line: &str) -> String {
        self.settings.line(line).map_or_else(|| line.to_owned(), |line| line.label.clone())
    }

    /// A sentence of the reconcile stage with the lines as people call them.
    pub(crate) fn told(&self, text: &str) -> String {
        match self.settings.lines.as_slice() {
            [left, right, ..] => told(text, [&left.name, &right.name], [&left.label, &right.label]),
            _ => text.to_owned(),
        }
    }

    /// A word of a table, such as `only_left`, in the words of the two lines.
    pub(crate) fn word(&self, word: &str) -> String {
        let (left, right) = (self.left(), self.right());
        match word {
            "left" => left.to_owned(),
            "right" => right.to_owned(),
            "same" => "the same in both lines".to_owned(),
            "only_left" | "missing_right" => format!("only {left}"),
            "only_right" | "missing_left" => format!("only {right}"),
            "tighter" => format!("stricter in {left}"),
            "looser" => format!("stricter in {right}"),
            "decide" => "people decide".to_owned(),
            "hybrid" => "hybrid agents".to_owned(),
            "briefing" => "briefing on unified procedures".to_owned(),
            "sla" => "service level (SLA)".to_owned(),
            "email" => "e-mail".to_owned(),
            other => format::words(other),
        }
    }

    /// What people call the first line.
    pub(crate) fn left(&self) -> &str {
        self.line_at(0).map_or("first line", |line| &line.label)
    }

    /// What people call the second line.
    pub(crate) fn right(&self) -> &str {
        self.line_at(1).map_or("second line", |line| &line.label)
    }

    /// The CSS class of a line's colour.
    pub(crate) fn class(&self, line: &str) -> &'static str {
        match self.settings.lines.iter().position(|known| known.name == line) {
            Some(0) => "left",
            Some(_) => "right",
            None => "both",
        }
    }

    /// The ISO 4217 code of all amounts.
    pub(crate) fn currency(&self) -> &str {
        &self.settings.engagement.currency
    }

    /// A text with `{left}`, `{right}` and `{currency}` filled in.
    pub(crate) fn fill(&self, text: &str) -> String {
        text.replace("{left}", self.left())
            .replace("{right}", self.right())
            .replace("{currency}", self.currency())
    }
}

/// A day in a column of a row.
pub(crate) fn day(row: &Row<'_>, column: usize) -> SqlResult<Option<Date>> {
    Ok(match reader::value(row, column)? {
        Value::Date(day) => Some(day),
        Value::Timestamp(at) => Some(at.date()),
        _ => None,
    })
}

/// Whether a column holds banking data, which never reaches a report.
pub(crate) fn is_regulated(column: &str) -> bool {
    flow::is_regulated(&column.to_ascii_lowercase().replace(' ', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banking_data_is_known_by_its_columns() {
        assert!(is_regulated("credit_limit") && is_regulated("Credit limit"));
        assert!(!is_regulated("amount"));
    }
}

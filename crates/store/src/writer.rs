//! Writing rows in bulk.

use duckdb::types::{TimeUnit, ToSqlOutput, ValueRef};
use duckdb::{Appender, Connection, ToSql, appender_params_from_iter};
use jiff::civil::{Date, DateTime};
use sameboat_model::Value;

use crate::error::StoreError;
use crate::schema::Table;

/// Appends rows to one table. Rows become visible when it is finished or dropped.
pub struct Writer<'a> {
    appender: Appender<'a>,
    table: &'static str,
}

/// A value on its way into DuckDB.
struct Cell<'a>(&'a Value);

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> duckdb::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Date(date) => ValueRef::Date32(days_since_epoch(*date)),
            Value::Timestamp(at) => ValueRef::Timestamp(TimeUnit::Microsecond, micros(*at)),
            Value::Integer(number) => ValueRef::BigInt(*number),
            Value::Decimal(number) => ValueRef::Double(*number),
            Value::Boolean(yes) => ValueRef::Boolean(*yes),
        }))
    }
}

fn days_since_epoch(date: Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    (date - epoch).get_days()
}

fn micros(at: DateTime) -> i64 {
    let time = at.time();
    let seconds = i64::from(days_since_epoch(at.date())) * 86_400
        + i64::from(time.hour()) * 3_600
        + i64::from(time.minute()) * 60
        + i64::from(time.second());
    seconds * 1_000_000 + i64::from(time.subsec_nanosecond() / 1_000)
}

impl<'a> Writer<'a> {
    pub(crate) fn new(connection: &'a Connection, table: &Table) -> Result<Self, StoreError> {
        let appender = connection
            .appender(table.name)
            .map_err(StoreError::sql(&format!("append to {}", table.name)))?;
        Ok(Self { appender, table: table.name })
    }

    /// Appends one row; the values stand in the order of the table's columns.
    pub fn append(&mut self, row: &[Value]) -> Result<(), StoreError> {
        let appended = self.appender.append_row(appender_params_from_iter(row.iter().map(Cell)));
        // The message is only put together when it is needed: this runs for every row.
        appended.map_err(|error| StoreError::sql(&format!("append to {}", self.table))(error))
    }

    /// Makes all appended rows visible.
    pub fn finish(mut self) -> Result<(), StoreError> {
        self.appender.flush().map_err(StoreError::sql(&format!("append to {}", self.table)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Column, ColumnType, Table};
    use crate::store::Store;

    const TABLE: Table = Table {
        name: "sample",
        doc: "a sample",
        columns: std::borrow::Cow::Borrowed(&[
            Column::new("day", ColumnType::Date, "a day"),
            Column::new("started_at", ColumnType::Timestamp, "a time"),
            Column::new("text", ColumnType::Text, "a text"),
        ]),
    };

    #[test]
    fn values_come_back_as_they_were_written() {
        let store = Store::in_memory().unwrap();
        store.create(&TABLE).unwrap();
        let mut writer = store.writer(&TABLE).unwrap();
        let day = jiff::civil::date(1899, 12, 31);
        let at = jiff::civil::datetime(1969, 12, 31, 23, 59, 58, 500_000_000);
        writer
            .append(&[Value::Date(day), Value::Timestamp(at), Value::Text("Müller".into())])
            .unwrap();
        writer.append(&[Value::Null, Value::Null, Value::Null]).unwrap();
        writer.finish().unwrap();
        let sql =
            "SELECT day::VARCHAR, started_at::VARCHAR, text FROM sample WHERE text IS NOT NULL";
        let row: (String, String, String) =
            store.query_one(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        assert_eq!(row, ("1899-12-31".into(), "1969-12-31 23:59:58.5".into(), "Müller".into()));
        assert_eq!(store.count("sample").unwrap(), 2);
    }
}

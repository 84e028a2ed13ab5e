//! Writing rows in bulk.

use duckdb::{Appender, Connection};
use sameboat_model::Value;

use crate::columns::{Columns, RowBatch};
use crate::error::StoreError;
use crate::schema::Table;

/// Appends rows to one table. They are there once it is finished.
pub struct Writer<'a> {
    appender: Appender<'a>,
    table: &'static str,
    pending: Columns,
}

/// Rows that are handed over at once; about a megabyte of them.
const ROWS_AT_ONCE: usize = 8 * 1024;

impl<'a> Writer<'a> {
    pub(crate) fn new(connection: &'a Connection, table: &Table) -> Result<Self, StoreError> {
        let appender = connection
            .appender(table.name)
            .map_err(StoreError::sql(&format!("append to {}", table.name)))?;
        Ok(Self { appender, table: table.name, pending: Columns::new(table) })
    }

    /// Appends one row; the values stand in the order of the table's columns. See
    /// [`Columns::push`] for what fits.
    pub fn append(&mut self, row: &[Value]) -> Result<(), StoreError> {
        self.pending.push(row)?;
        if self.pending.rows() >= ROWS_AT_ONCE { self.hand_over() } else { Ok(()) }
    }

    /// Appends rows that were put together elsewhere, behind those of [`Writer::append`].
    pub fn append_batch(&mut self, rows: RowBatch) -> Result<(), StoreError> {
        self.hand_over()?;
        self.write(rows)
    }

    fn hand_over(&mut self) -> Result<(), StoreError> {
        if self.pending.rows() == 0 {
            return Ok(());
        }
        let rows = self.pending.take()?;
        self.write(rows)
    }

    fn write(&mut self, rows: RowBatch) -> Result<(), StoreError> {
        let appended = self.appender.append_record_batch(rows.batch);
        // The message is only put together when it is needed.
        appended.map_err(|error| StoreError::sql(&format!("append to {}", self.table))(error))
    }

    /// Makes all appended rows visible.
    pub fn finish(mut self) -> Result<(), StoreError> {
        self.hand_over()?;
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

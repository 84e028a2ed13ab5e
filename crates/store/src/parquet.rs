//! Parquet files of others, row by row.

use std::ops::ControlFlow;
use std::path::Path;

use sameboat_model::Value;

use crate::error::StoreError;
use crate::reader::value;
use crate::store::Store;

/// A Parquet file that somebody exported.
pub struct ParquetFile {
    store: Store,
    /// The table function that reads it.
    scan: String,
    /// The columns' names, in order.
    pub columns: Vec<String>,
    /// How each column is read, in SQL.
    expressions: Vec<String>,
    /// How many rows it says to have.
    pub rows: u64,
}

/// Rows that are held in memory at once; DuckDB's usual row group.
const SLICE: u64 = 122_880;

impl ParquetFile {
    /// Opens a file and reads its columns.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let store = Store::in_memory()?;
        store.set_threads(1)?;
        let path = path.display().to_string().replace('\'', "''");
        let scan = format!("read_parquet('{path}', file_row_number = true)");
        let described = store.query(&format!("DESCRIBE FROM {scan}"), [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let own: Vec<(String, String)> =
            described.into_iter().filter(|(name, _)| name != "file_row_number").collect();
        let expressions = own.iter().map(|(name, kind)| expression(name, kind)).collect();
        let columns = own.into_iter().map(|(name, _)| name).collect();
        let rows = store.query_one(&format!("SELECT count(*) FROM {scan}"), [], |r| r.get(0))?;
        Ok(Self { store, scan, columns, expressions, rows })
    }

    /// Visits the rows in the order of the file until `each` breaks off.
    ///
    /// The values are of the types that tables of ours have; what has another type (a list, a
    /// structure, a time of day, a number beyond 64 bits) comes as DuckDB writes it as text.
    pub fn for_each(
        &self,
        each: impl FnMut(Vec<Value>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.in_slices(SLICE, each)
    }

    fn in_slices(
        &self,
        slice: u64,
        mut each: impl FnMut(Vec<Value>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let columns = self.expressions.join(", ");
        for start in (0..self.rows).step_by(slice as usize) {
            let sql = format!(
                "SELECT {columns} FROM {} WHERE file_row_number >= {start} AND file_row_number < {} \
                 ORDER BY file_row_number",
                self.scan,
                start + slice
            );
            let mut broken_off = false;
            self.store.for_each(&sql, |row| {
                if !broken_off {
                    let values = (0..self.columns.len()).map(|column| value(row, column));
                    broken_off = each(values.collect::<Result<_, _>>()?).is_break();
                }
                Ok(())
            })?;
            if broken_off {
                break;
            }
        }
        Ok(())
    }
}

/// A column, as one of the types of our tables.
fn expression(name: &str, kind: &str) -> String {
    let column = format!("\"{}\"", name.replace('"', "\"\""));
    let to = match kind {
        "VARCHAR" | "BIGINT" | "DOUBLE" | "BOOLEAN" | "DATE" | "TIMESTAMP" => return column,
        "TINYINT" | "SMALLINT" | "INTEGER" | "UTINYINT" | "USMALLINT" | "UINTEGER" => "BIGINT",
        "FLOAT" => "DOUBLE",
        _ if kind.starts_with("DECIMAL") => "DOUBLE",
        _ if kind.starts_with("TIMESTAMP") => "TIMESTAMP",
        _ => "VARCHAR",
    };
    format!("CAST({column} AS {to})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_every_type_come_as_values_of_our_tables() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("it's.parquet");
        let store = Store::in_memory().unwrap();
        store
            .execute(&format!(
                "COPY (SELECT 'a' AS text, 3::UTINYINT AS small, 1.50::DECIMAL(9,2) AS money, \
                 DATE '2027-01-04' AS day, TIME '08:15:00' AS \"at\", [1, 2] AS list, \
                 NULL::BOOLEAN AS yes) TO '{}'",
                path.display().to_string().replace('\'', "''")
            ))
            .unwrap();
        let file = ParquetFile::open(&path).unwrap();
        assert_eq!(file.columns, ["text", "small", "money", "day", "at", "list", "yes"]);
        let mut rows = Vec::new();
        file.for_each(|row| {
            rows.push(row);
            ControlFlow::Continue(())
        })
        .unwrap();
        let text = |text: &str| Value::Text(text.to_owned());
        let expected = [
            text("a"),
            Value::Integer(3),
            Value::Decimal(1.5),
            Value::Date(jiff::civil::date(2027, 1, 4)),
            text("08:15:00"),
            text("[1, 2]"),
            Value::Null,
        ];
        assert_eq!(rows, [expected]);
    }

    #[test]
    fn a_file_of_many_slices_is_read_once_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.parquet");
        let store = Store::in_memory().unwrap();
        let rows = 2 * 1_000 + 5;
        store
            .execute(&format!(
                "COPY (SELECT range AS n FROM range({rows})) TO '{}' (ROW_GROUP_SIZE 500)",
                path.display()
            ))
            .unwrap();
        let mut next = 0;
        let file = ParquetFile::open(&path).unwrap();
        file.in_slices(1_000, |row| {
            assert_eq!(row, [Value::Integer(next)]);
            next += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(next as u64, rows);
    }

    #[test]
    fn a_broken_file_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), b"PAR1 and nothing more PAR1").unwrap();
        assert!(ParquetFile::open(file.path()).is_err());
    }
}

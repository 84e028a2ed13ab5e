//! The unified dataset as Parquet, for machines, and CSV, for people.

use std::borrow::Cow;
use std::path::Path;

use crate::error::StoreError;
use crate::flow::Flow;
use crate::manifest::{TableEntry, checksum};
use crate::schema::{ColumnType, Table, all};
use crate::store::Store;

impl Store {
    /// The declared tables that this store has, in the order of the stages.
    pub fn tables(&self) -> Result<Vec<Table>, StoreError> {
        let names = self.table_names()?;
        Ok(all().into_iter().filter(|table| names.iter().any(|n| n == table.name)).collect())
    }

    /// Writes each table to `folder/<table>.parquet`, without regulated values: their columns are
    /// there and empty, see [`Store::export_regulated`].
    ///
    /// Rows are sorted by all columns and written by one thread, so that equal tables give equal
    /// bytes however they came about.
    pub fn export_parquet(
        &self,
        folder: &Path,
        each: impl FnMut(&Table),
    ) -> Result<Vec<TableEntry>, StoreError> {
        let flow = Flow::read(self)?;
        self.write_parquet(&self.tables()?, folder, |table| whole(table, &flow), each)
    }

    /// Writes to `folder` what of the tables only the line may have that it comes from: regulated
    /// values with the keys of their records, as Parquet and, if asked for, CSV. No folder is made if
    /// there are none.
    pub fn export_regulated(
        &self,
        folder: &Path,
        csv: bool,
    ) -> Result<Vec<TableEntry>, StoreError> {
        let flow = Flow::read(self)?;
        let mut entries = Vec::new();
        for (table, rows) in self.tables()?.iter().filter_map(|table| flow.own(table)) {
            let count = format!("SELECT count(*) FROM \"{}\" r WHERE {rows}", table.name);
            let count: u64 = self.query_one(&count, [], |row| row.get(0))?;
            if count == 0 {
                continue;
            }
            let select = |table: &Table| {
                let from = format!("FROM \"{}\" r WHERE {rows}", table.name);
                format!("SELECT {} {from}", table.column_list())
            };
            let own = std::slice::from_ref(&table);
            let mut written = self.write_parquet(own, folder, select, |_| {})?;
            for entry in &mut written {
                entry.rows = count;
            }
            entries.extend(written);
            if csv {
                self.write_csv(own, folder, select)?;
            }
        }
        Ok(entries)
    }

    /// [`Store::export_parquet`] of these tables, with the columns that they list.
    pub fn export_tables_parquet(
        &self,
        tables: &[Table],
        folder: &Path,
        each: impl FnMut(&Table),
    ) -> Result<Vec<TableEntry>, StoreError> {
        self.write_parquet(tables, folder, plain, each)
    }

    fn write_parquet(
        &self,
        tables: &[Table],
        folder: &Path,
        select: impl Fn(&Table) -> String,
        mut each: impl FnMut(&Table),
    ) -> Result<Vec<TableEntry>, StoreError> {
        std::fs::create_dir_all(folder).map_err(StoreError::file(folder))?;
        let mut entries = Vec::new();
        for table in tables {
            let file = folder.join(format!("{}.parquet", table.name));
            let select = format!("SELECT * FROM ({}) ORDER BY ALL", select(table));
            self.copy(&select, &file, "FORMAT parquet, COMPRESSION zstd")?;
            entries.push(TableEntry {
                table: table.name.to_owned(),
                rows: self.count(table.name)?,
                parquet_blake3: checksum(&file)?,
            });
            each(table);
        }
        Ok(entries)
    }

    /// Writes each table to `folder/<table>.csv`, without regulated values, and with texts that a spreadsheet would take for
    /// formulas made harmless by a leading apostrophe.
    pub fn export_csv(&self, folder: &Path) -> Result<(), StoreError> {
        let flow = Flow::read(self)?;
        self.write_csv(&self.tables()?, folder, |table| whole(table, &flow))
    }

    /// [`Store::export_csv`] of these tables, with the columns that they list.
    pub fn export_tables_csv(&self, tables: &[Table], folder: &Path) -> Result<(), StoreError> {
        self.write_csv(tables, folder, plain)
    }

    fn write_csv(
        &self,
        tables: &[Table],
        folder: &Path,
        select: impl Fn(&Table) -> String,
    ) -> Result<(), StoreError> {
        std::fs::create_dir_all(folder).map_err(StoreError::file(folder))?;
        for table in tables {
            let columns: Vec<String> = table
                .columns
                .iter()
                .map(|column| match column.kind {
                    ColumnType::Text => neutralised(column.name),
                    _ => format!("\"{}\"", column.name),
                })
                .collect();
            let file = folder.join(format!("{}.csv", table.name));
            let select = format!(
                "SELECT {} FROM (SELECT * FROM ({}) ORDER BY ALL)",
                columns.join(", "),
                select(table)
            );
            self.copy(&select, &file, "FORMAT csv, HEADER")?;
        }
        Ok(())
    }

    /// One thread writes: with several, where a Parquet row group ends depends on their race.
    fn copy(&self, select: &str, file: &Path, options: &str) -> Result<(), StoreError> {
        let threads: i64 =
            self.query_one("SELECT current_setting('threads')", [], |row| row.get(0))?;
        let path = file.display().to_string().replace('\'', "''");
        self.set_threads(1)?;
        let copied = self.execute(&format!("COPY ({select}) TO '{path}' ({options})"));
        self.set_threads(threads.unsigned_abs() as usize)?;
        copied
    }
}

/// All of a table, in SQL.
fn plain(table: &Table) -> String {
    format!("SELECT {} FROM \"{}\"", table.column_list(), table.name)
}

/// A table as both lines may have it, in SQL.
fn whole(table: &Table, flow: &Flow) -> String {
    format!("SELECT {} FROM \"{}\" r", flow.shared(table), table.name)
}

/// A text that a spreadsheet would take for a formula, made harmless by a leading apostrophe.
pub fn neutralise(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// What [`neutralise`] was given.
pub fn restore(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => text,
    }
}

/// Apostrophes before it do not count, so that nothing is neutralised twice or restored too often.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// SQL for a text column whose values cannot be taken for formulas.
fn neutralised(column: &str) -> String {
    format!(
        "CASE WHEN regexp_matches(\"{column}\", '^''*[=+\\-@\\t\\r]') \
         THEN '''' || \"{column}\" ELSE \"{column}\" END AS \"{column}\""
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::ingest::CONTROL_TOTAL;

    fn store(rows: &str) -> Store {
        let store = Store::in_memory().unwrap();
        store.create(&CONTROL_TOTAL).unwrap();
        store.execute(&format!("INSERT INTO control_total VALUES {rows}")).unwrap();
        store
    }

    #[test]
    fn equal_tables_give_equal_parquet_bytes_whatever_their_row_order() {
        let folder = tempfile::tempdir().unwrap();
        let checksums: Vec<String> = [
            "('link', 'a', 'read', 1), ('link', 'b', 'read', 2)",
            "('link', 'b', 'read', 2), ('link', 'a', 'read', 1)",
        ]
        .iter()
        .map(|rows| {
            let entries = store(rows).export_parquet(folder.path(), |_| {}).unwrap();
            entries[0].parquet_blake3.clone()
        })
        .collect();
        assert_eq!(checksums[0], checksums[1]);
    }

    #[test]
    fn what_was_neutralised_can_be_restored() {
        for text in ["=1+1", "-5", "'=x", "plain", "", "'"] {
            assert_eq!(restore(&neutralise(text)), text);
        }
    }

    #[test]
    fn formulas_are_harmless_in_csv() {
        let folder = tempfile::tempdir().unwrap();
        store("('link', '=HYPERLINK(1)', '-5', 1)").export_csv(folder.path()).unwrap();
        let text = std::fs::read_to_string(folder.path().join("control_total.csv")).unwrap();
        assert_eq!(text, "stage,source,measure,row_count\nlink,'=HYPERLINK(1),'-5,1\n");
    }
}

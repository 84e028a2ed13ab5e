//! The unified dataset as Parquet, for machines, and CSV, for people.

use std::borrow::Cow;
use std::path::Path;

use crate::error::StoreError;
use crate::manifest::{TableEntry, checksum};
use crate::schema::{ColumnType, Table, all};
use crate::store::Store;

impl Store {
    /// The declared tables that this store has, in the order of the stages.
    pub fn tables(&self) -> Result<Vec<Table>, StoreError> {
        let names = self.table_names()?;
        Ok(all().into_iter().filter(|table| names.iter().any(|n| n == table.name)).collect())
    }

    /// Writes each table to `folder/<table>.parquet`.
    ///
    /// Rows are sorted by all columns and written by one thread, so that equal tables give equal
    /// bytes however they came about.
    pub fn export_parquet(
        &self,
        folder: &Path,
        each: impl FnMut(&Table),
    ) -> Result<Vec<TableEntry>, StoreError> {
        self.export_tables_parquet(&self.tables()?, folder, each)
    }

    /// [`Store::export_parquet`] of these tables, with the columns that they list.
    pub fn export_tables_parquet(
        &self,
        tables: &[Table],
        folder: &Path,
        mut each: impl FnMut(&Table),
    ) -> Result<Vec<TableEntry>, StoreError> {
        std::fs::create_dir_all(folder).map_err(StoreError::file(folder))?;
        let mut entries = Vec::new();
        for table in tables {
            let file = folder.join(format!("{}.parquet", table.name));
            let select =
                format!("SELECT {} FROM \"{}\" ORDER BY ALL", table.column_list(), table.name);
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

    /// Writes each table to `folder/<table>.csv`, with texts that a spreadsheet would take for
    /// formulas made harmless by a leading apostrophe.
    pub fn export_csv(&self, folder: &Path) -> Result<(), StoreError> {
        self.export_tables_csv(&self.tables()?, folder)
    }

    /// [`Store::export_csv`] of these tables, with the columns that they list.
    pub fn export_tables_csv(&self, tables: &[Table], folder: &Path) -> Result<(), StoreError> {
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
                "SELECT {} FROM (SELECT * FROM \"{}\" ORDER BY ALL)",
                columns.join(", "),
                table.name
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

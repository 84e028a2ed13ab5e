//! An open DuckDB file.

use std::path::{Path, PathBuf};

use duckdb::{AccessMode, Config, Connection, Params, Row};

use crate::error::StoreError;
use crate::schema::Table;
use crate::seal::StoreFile;
use crate::writer::{ApartWriter, Writer};

/// The result of reading one row.
pub type SqlResult<T> = Result<T, duckdb::Error>;

/// One open DuckDB file, or one in memory. Stages talk to it in SQL.
pub struct Store {
    connection: Connection,
    path: Option<PathBuf>,
    /// What was decrypted for this store; it goes after the connection.
    kept: Option<StoreFile>,
}

/// Settings of every connection: nothing is fetched from anywhere, rows keep their order, and what is
/// appended is packed as it comes: five groups of rows at once, as is usual, would mostly be packed when
/// the last row is there, by one thread while all others wait.
fn config(access: AccessMode) -> Result<Config, duckdb::Error> {
    Config::default()
        .access_mode(access)?
        .with("autoinstall_known_extensions", "false")?
        .with("autoload_known_extensions", "false")?
        .with("preserve_insertion_order", "true")?
        .with("write_buffer_row_group_count", "1")
}

impl Store {
    /// Opens `path` for reading and writing, and makes it if it is not there.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_as(path, AccessMode::ReadWrite)
    }

    /// Opens `path` for reading.
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        Self::open_as(path, AccessMode::ReadOnly)
    }

    fn open_as(path: &Path, access: AccessMode) -> Result<Self, StoreError> {
        let what = format!("open {}", path.display());
        let connection = config(access)
            .and_then(|config| Connection::open_with_flags(path, config))
            .map_err(StoreError::sql(&what))?;
        Ok(Self { connection, path: Some(path.to_owned()), kept: None })
    }

    /// A store that lives in memory, for tests and for runs without an engagement.
    pub fn in_memory() -> Result<Self, StoreError> {
        let connection = config(AccessMode::Automatic)
            .and_then(Connection::open_in_memory_with_flags)
            .map_err(StoreError::sql("open in memory"))?;
        Ok(Self { connection, path: None, kept: None })
    }

    /// The file, unless the store lives in memory. Of an encrypted run it is where the file would be.
    pub fn path(&self) -> Option<&Path> {
        self.kept.as_ref().map(StoreFile::shown).or(self.path.as_deref())
    }

    /// Keeps the file that this store reads for as long as it is open.
    pub(crate) fn keep(&mut self, file: StoreFile) {
        self.kept = Some(file);
    }

    /// Keeps intermediate results in memory: DuckDB would write them to a disk in plain text.
    pub fn never_swap(&self) -> Result<(), StoreError> {
        self.execute("SET temp_directory = ''")
    }

    /// How many threads DuckDB may use.
    pub fn set_threads(&self, threads: usize) -> Result<(), StoreError> {
        self.execute(&format!("SET threads = {}", threads.max(1)))
    }

    /// Does some work while DuckDB has so many threads; afterwards it has as many as before.
    pub fn with_threads<T, E: From<StoreError>>(
        &self,
        threads: usize,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let before: i64 =
            self.query_one("SELECT current_setting('threads')::BIGINT", [], |row| row.get(0))?;
        self.set_threads(threads)?;
        let done = work();
        self.set_threads(usize::try_from(before).unwrap_or(1))?;
        done
    }

    /// Runs statements that return nothing.
    pub fn execute(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(StoreError::sql(sql))
    }

    /// Runs one statement with parameters; says how many rows it changed.
    pub fn execute_with<P: Params>(&self, sql: &str, params: P) -> Result<usize, StoreError> {
        self.connection.execute(sql, params).map_err(StoreError::sql(sql))
    }

    /// All rows of a query. Give an `ORDER BY` where the order can reach an output.
    pub fn query<T, P: Params>(
        &self,
        sql: &str,
        params: P,
        read: impl FnMut(&Row<'_>) -> SqlResult<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare(sql).map_err(StoreError::sql(sql))?;
        let rows = statement.query_map(params, read).map_err(StoreError::sql(sql))?;
        rows.collect::<Result<_, _>>().map_err(StoreError::sql(sql))
    }

    /// The first row of a query that always has one, such as a count.
    pub fn query_one<T, P: Params>(
        &self,
        sql: &str,
        params: P,
        read: impl FnOnce(&Row<'_>) -> SqlResult<T>,
    ) -> Result<T, StoreError> {
        self.connection.query_row(sql, params, read).map_err(StoreError::sql(sql))
    }

    /// Visits the rows of a query one by one. DuckDB holds the whole result meanwhile, in its own
    /// compact form; the caller need not.
    pub fn for_each(
        &self,
        sql: &str,
        mut visit: impl FnMut(&Row<'_>) -> SqlResult<()>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare(sql).map_err(StoreError::sql(sql))?;
        let mut rows = statement.query([]).map_err(StoreError::sql(sql))?;
        // The message is only put together when it is needed: this runs for every row.
        let failed = |error| StoreError::sql(sql)(error);
        while let Some(row) = rows.next().map_err(failed)? {
            visit(row).map_err(failed)?;
        }
        Ok(())
    }

    /// How many rows a table has.
    pub fn count(&self, table: &str) -> Result<u64, StoreError> {
        self.query_one(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0))
    }

    /// The names of the tables there are, in alphabetical order.
    pub fn table_names(&self) -> Result<Vec<String>, StoreError> {
        self.query(
            "SELECT table_name FROM duckdb_tables() \
             WHERE NOT internal AND NOT temporary AND database_name = current_database() \
             ORDER BY table_name",
            [],
            |row| row.get(0),
        )
    }

    /// Whether the table is there.
    pub fn has_table(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.table_names()?.iter().any(|table| table == name))
    }

    /// Fails with the stage to run unless the table is there.
    pub fn require(&self, table: &Table, stage: &'static str) -> Result<(), StoreError> {
        if self.has_table(table.name)? {
            return Ok(());
        }
        Err(StoreError::MissingTable { table: table.name.to_owned(), stage })
    }

    /// Makes an empty table, in place of an older one, with its meanings as comments.
    pub fn create(&self, table: &Table) -> Result<(), StoreError> {
        self.execute(&table.ddl())
    }

    /// Removes tables; those that are not there are no error.
    pub fn drop_all(&self, tables: &[Table]) -> Result<(), StoreError> {
        tables
            .iter()
            .try_for_each(|table| self.execute(&format!("DROP TABLE IF EXISTS \"{}\"", table.name)))
    }

    /// Begins to write rows to a table that exists.
    pub fn writer(&self, table: &Table) -> Result<Writer<'_>, StoreError> {
        Writer::new(&self.connection, table)
    }

    /// The same on a thread of its own, for many rows that were put together elsewhere.
    pub fn writer_apart(&self, table: &Table) -> Result<ApartWriter, StoreError> {
        ApartWriter::new(&self.connection, table)
    }

    /// Makes another store's tables readable here under `alias`; see [`Store::detach`].
    pub fn attach_read_only(&self, path: &Path, alias: &str) -> Result<(), StoreError> {
        let path = path.display().to_string().replace('\'', "''");
        self.execute(&format!("ATTACH '{path}' AS \"{alias}\" (READ_ONLY)"))
    }

    /// Lets go of an attached store.
    pub fn detach(&self, alias: &str) -> Result<(), StoreError> {
        self.execute(&format!("DETACH \"{alias}\""))
    }

    /// Writes everything to the file and closes it.
    pub fn close(self) -> Result<(), StoreError> {
        if self.path.is_some() {
            self.execute("CHECKPOINT")?;
        }
        self.connection.close().map_err(|(_, error)| StoreError::sql("close")(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_with_fewer_threads_gives_them_back_even_if_it_fails() {
        let store = Store::in_memory().unwrap();
        store.set_threads(3).unwrap();
        let threads = || {
            let sql = "SELECT current_setting('threads')::BIGINT";
            store.query_one(sql, [], |row| row.get::<_, i64>(0)).unwrap()
        };
        assert_eq!(store.with_threads(1, || Ok::<_, StoreError>(threads())).unwrap(), 1);
        store.with_threads(1, || store.execute("SELECT no_such_thing")).unwrap_err();
        assert_eq!(threads(), 3);
    }

    #[test]
    fn extensions_are_never_installed_or_loaded_on_their_own() {
        let store = Store::in_memory().unwrap();
        let sql = "SELECT count(*) FROM duckdb_settings() \
             WHERE name IN ('autoinstall_known_extensions', 'autoload_known_extensions') \
             AND value = 'false'";
        assert_eq!(store.query_one(sql, [], |row| row.get::<_, i64>(0)).unwrap(), 2);
    }

    #[test]
    fn a_wrong_statement_is_shown_with_its_sql() {
        let error = Store::in_memory().unwrap().execute("SELEKT 1").unwrap_err();
        assert!(error.to_string().contains("SELEKT 1"), "{error}");
    }
}

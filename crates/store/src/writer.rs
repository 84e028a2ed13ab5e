//! Writing rows in bulk.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

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

/// Writes rows of one table on threads of its own, each in one transaction: DuckDB then packs them into
/// the file as they come, while others make the next ones, and writes none of them twice.
///
/// Rows keep their order but for this: after the first some dozen batches, batches go to two threads in
/// turn, as packing takes longer than making them; the rows of the one come before those of the other.
pub struct ApartWriter {
    connection: Connection,
    table: Table,
    threads: Vec<Apart>,
    batches: usize,
}

/// Threads that write, at most.
const THREADS: usize = 2;
/// Batches that the first thread gets before there is a second.
const ALONE: usize = 32;

/// Batches that may wait for a thread: while it packs some hundred thousand rows, others go on.
const WAITING: usize = 64;

/// One thread that writes.
struct Apart {
    rows: SyncSender<Message>,
    thread: JoinHandle<Result<(), StoreError>>,
}

enum Message {
    Rows(RowBatch),
    /// There are no more, and those that came count.
    Done,
    /// It is this thread's turn: whose rows are to come before its own are there.
    Commit,
}

impl ApartWriter {
    pub(crate) fn new(connection: &Connection, table: &Table) -> Result<Self, StoreError> {
        let connection = second(connection)?;
        Ok(Self { connection, table: table.clone(), threads: vec![], batches: 0 })
    }

    /// Appends rows. They are there once the writer is finished; if that never happens, none is.
    pub fn append_batch(&mut self, rows: RowBatch) -> Result<(), StoreError> {
        let wanted = if self.batches < ALONE { 1 } else { THREADS };
        if self.threads.len() < wanted {
            self.threads.push(Apart::begin(&self.connection, &self.table)?);
        }
        let turn = self.batches % self.threads.len();
        self.batches += 1;
        if self.threads[turn].rows.send(Message::Rows(rows)).is_ok() {
            return Ok(());
        }
        // Nobody takes them: the thread has failed.
        self.threads.swap_remove(turn).end()
    }

    /// Makes all appended rows visible. If one thread fails after the other has committed, the table
    /// holds part of them: after an error it is of no use, as the caller's stage is not.
    pub fn finish(mut self) -> Result<(), StoreError> {
        let mut written = Ok(());
        // If nobody takes a message, the thread has failed, which its end tells.
        for apart in &self.threads {
            let _ = apart.rows.send(Message::Done);
        }
        // One after the other, so that rows stand in the same order every time.
        for apart in self.threads.drain(..) {
            if written.is_ok() {
                let _ = apart.rows.send(Message::Commit);
                written = apart.end();
            } else {
                let _ = apart.end();
            }
        }
        written
    }
}

impl Drop for ApartWriter {
    /// The file is let go of when this returns.
    fn drop(&mut self) {
        for apart in self.threads.drain(..) {
            // Whoever drops it unfinished has an error of their own to tell.
            let _ = apart.end();
        }
    }
}

impl Apart {
    fn begin(connection: &Connection, table: &Table) -> Result<Self, StoreError> {
        let own = second(connection)?;
        let (rows, received) = sync_channel(WAITING);
        let table = table.clone();
        let thread = thread::spawn(move || write_apart(&own, &table, &received));
        Ok(Self { rows, thread })
    }

    /// Waits for the thread and says what became of it.
    fn end(self) -> Result<(), StoreError> {
        drop(self.rows);
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

fn second(connection: &Connection) -> Result<Connection, StoreError> {
    connection.try_clone().map_err(StoreError::sql("open a second connection"))
}

fn write_apart(
    connection: &Connection,
    table: &Table,
    received: &Receiver<Message>,
) -> Result<(), StoreError> {
    let execute = |sql: &str| connection.execute_batch(sql).map_err(StoreError::sql(sql));
    execute("BEGIN TRANSACTION")?;
    let mut writer = Writer::new(connection, table)?;
    loop {
        match received.recv() {
            Ok(Message::Rows(rows)) => writer.append_batch(rows)?,
            Ok(Message::Done) => break,
            // Whoever had rows has given up. A connection that closes takes its transaction along.
            Ok(Message::Commit) | Err(_) => return Ok(()),
        }
    }
    writer.finish()?;
    match received.recv() {
        Ok(_) => execute("COMMIT"),
        Err(_) => Ok(()),
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
    fn days(number: i64) -> RowBatch {
        let mut columns = Columns::new(&TABLE);
        for day in 0..number {
            columns.push(&[Value::Null, Value::Null, Value::Text(day.to_string())]).unwrap();
        }
        columns.take().unwrap()
    }

    #[test]
    fn rows_written_apart_are_there_in_order_once_finished_and_not_at_all_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("s.duckdb")).unwrap();
        store.create(&TABLE).unwrap();
        let mut given_up = store.writer_apart(&TABLE).unwrap();
        given_up.append_batch(days(10)).unwrap();
        drop(given_up);
        assert_eq!(store.count("sample").unwrap(), 0);
        let mut writer = store.writer_apart(&TABLE).unwrap();
        for _ in 0..50 {
            writer.append_batch(days(10_000)).unwrap();
        }
        writer.finish().unwrap();
        let sql = "SELECT count(*) FROM (SELECT row_number() OVER () AS n, text FROM sample) \
                   WHERE (n - 1) % 10000 = text::INTEGER";
        assert_eq!(store.query_one(sql, [], |row| row.get::<_, i64>(0)).unwrap(), 500_000);
    }

    #[test]
    fn a_failure_apart_is_told() {
        let store = Store::in_memory().unwrap();
        let mut writer = store.writer_apart(&TABLE).unwrap();
        let told = (0..3).find_map(|_| writer.append_batch(days(1)).err());
        let told = told.or_else(|| writer.finish().err()).unwrap().to_string();
        assert!(told.contains("append to sample"), "{told}");
    }
}

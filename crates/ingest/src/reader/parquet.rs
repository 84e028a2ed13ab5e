//! Rows of a Parquet file. DuckDB reads it, on a thread of its own, a slice ahead.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use jiff::civil::Time;
use sameboat_model::Value;
use sameboat_store::StoreError;
use sameboat_store::parquet::ParquetFile;

use super::Rows;
use super::cell::{Cell, Row};
use crate::error::IngestError;

/// The bytes that every Parquet file begins with.
pub(super) const MAGIC: &[u8] = b"PAR1";

/// Rows that are handed over at once.
const BATCH: usize = 4096;

/// What a file is found to be.
#[derive(Debug)]
pub(super) struct Parquet {
    columns: Vec<String>,
}

impl Parquet {
    pub(super) fn open(path: &Path) -> Result<Self, IngestError> {
        let file = ParquetFile::open(path).map_err(|error| unreadable(path, error))?;
        Ok(Self { columns: file.columns })
    }

    pub(super) fn rows(&self, path: &Path) -> ParquetRows {
        let (sender, receiver) = sync_channel(1);
        let path = path.to_owned();
        std::thread::spawn(move || {
            if let Err(error) = send(&path, &sender) {
                // Nobody to tell means that nobody reads any more.
                let _ = sender.send(Err(io::Error::other(error)));
            }
        });
        let header = Some(self.columns.clone());
        ParquetRows { receiver, batch: Vec::new().into_iter(), header, number: 0 }
    }
}

fn unreadable(path: &Path, error: StoreError) -> IngestError {
    match error {
        StoreError::Sql { message, .. } => {
            let reason = message.lines().next().unwrap_or_default();
            let help = "it may be truncated or encrypted; export it again";
            let message = format!("the Parquet file cannot be read: {reason}");
            IngestError::format(path, message, Some(help))
        }
        error => error.into(),
    }
}

type Batch = Vec<Vec<Value>>;

fn send(path: &Path, sender: &SyncSender<io::Result<Batch>>) -> Result<(), StoreError> {
    let mut batch = Batch::new();
    ParquetFile::open(path)?.for_each(|row| {
        batch.push(row);
        if batch.len() < BATCH {
            return ControlFlow::Continue(());
        }
        match sender.send(Ok(std::mem::take(&mut batch))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    })?;
    // A reader that has gone is no error.
    let _ = sender.send(Ok(batch));
    Ok(())
}

/// The rows of a Parquet file; the columns' names are row 0, so that the first row is number 1.
pub(super) struct ParquetRows {
    receiver: Receiver<io::Result<Batch>>,
    batch: std::vec::IntoIter<Vec<Value>>,
    header: Option<Vec<String>>,
    number: u64,
}

impl Rows for ParquetRows {
    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        row.clear();
        if let Some(header) = self.header.take() {
            for (column, name) in header.iter().enumerate() {
                row.set(column, Cell::Text(name));
            }
            return Ok(true);
        }
        let values = loop {
            if let Some(values) = self.batch.next() {
                break values;
            }
            match self.receiver.recv() {
                Ok(batch) => self.batch = batch?.into_iter(),
                Err(_) => return Ok(false),
            }
        };
        self.number += 1;
        row.number = self.number;
        for (column, value) in values.iter().enumerate() {
            match value {
                Value::Null => {}
                Value::Text(text) => row.set(column, Cell::Text(text)),
                Value::Date(date) => row.set(column, Cell::Date(date.to_datetime(MIDNIGHT))),
                Value::Timestamp(at) => row.set(column, Cell::Date(*at)),
                Value::Integer(number) => row.set_integer(column, *number),
                Value::Decimal(number) => row.set(column, Cell::Number(*number)),
                Value::Boolean(yes) => row.set(column, Cell::Boolean(*yes)),
            }
        }
        Ok(true)
    }
}

const MIDNIGHT: Time = Time::constant(0, 0, 0, 0);

//! The files of one object while they are written, and those that undo them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::error::ExportError;
use crate::files::{Series, Written};
use crate::object::{Cells, Form, Object, Refusal};

/// Folder of the files that undo an export.
pub(crate) const REVERSE: &str = "reverse";

/// The files of one object.
pub(crate) struct Sink<R: 'static> {
    pub(crate) object: &'static Object<R>,
    /// By the set of columns that the files hold, as bits; all columns unless gaps would erase.
    series: BTreeMap<u64, (Vec<&'static str>, Series)>,
    /// Records of the request that is being put together.
    request: Vec<Value>,
    deletes: Series,
    /// Cells that were cut.
    pub(crate) cut: u64,
    /// Rows written.
    pub(crate) rows: u64,
}

/// What a sink wrote.
pub(crate) struct Done {
    /// Columns and files, in the order of loading.
    pub(crate) files: Vec<(Vec<&'static str>, Written)>,
    /// Files with the keys of what was created.
    pub(crate) deletes: Vec<Written>,
}

impl<R> Sink<R> {
    pub(crate) fn new(object: &'static Object<R>, folder: &Path) -> Self {
        let stem = format!("delete_{}", object.file);
        let (rows, bytes) = (object.most_rows, object.most_bytes);
        let deletes = Series::csv(&folder.join(REVERSE), &stem, &[object.key], rows, bytes);
        Self { object, series: BTreeMap::new(), request: Vec::new(), deletes, cut: 0, rows: 0 }
    }

    /// Writes the row and gives the values that were left out of it, or says why the target would
    /// refuse it. `is_new`: the target does not have
    /// it yet, so undoing means deleting it.
    pub(crate) fn write(
        &mut self,
        folder: &Path,
        row: &R,
        is_new: bool,
    ) -> Result<Result<Vec<Refusal>, Refusal>, ExportError> {
        let Cells { values: cells, cut, left_out } = match self.object.cells(row) {
            Ok(cells) => cells,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.cut += cut;
        self.rows += 1;
        if self.object.main && is_new {
            let key = self.object.columns.iter().position(|c| c.header == self.object.key);
            if let Some(key) = key.and_then(|place| cells.get(place)) {
                self.deletes.row(std::iter::once(key.clone()))?;
            }
        }
        match self.object.form {
            Form::Csv => self.put(folder, u64::MAX, cells)?,
            Form::CsvWithoutGaps => {
                let filled = |(place, cell): (usize, &Cow<'_, str>)| {
                    u64::from(!cell.is_empty()) << place.min(63)
                };
                let columns = cells.iter().enumerate().map(filled).fold(0, |all, one| all | one);
                self.put(folder, columns, cells)?;
            }
            Form::Requests { most, .. } => {
                self.request.push(self.record(&cells));
                if self.request.len() >= most {
                    self.send(folder)?;
                }
            }
        }
        Ok(Ok(left_out))
    }

    /// Writes the cells of the columns in the set.
    fn put(
        &mut self,
        folder: &Path,
        set: u64,
        cells: Vec<Cow<'_, str>>,
    ) -> Result<(), ExportError> {
        let object = self.object;
        let is_in = |place: usize| set >> place.min(63) & 1 == 1;
        let known = self.series.len();
        let (_, series) = self.series.entry(set).or_insert_with(|| {
            let columns = object.columns.iter().map(|column| column.header).enumerate();
            let columns: Vec<&str> =
                columns.filter(|(place, _)| is_in(*place)).map(|(_, header)| header).collect();
            let stem = match object.form {
                Form::CsvWithoutGaps => format!("{}_columns{:02}", object.file, known + 1),
                _ => object.file.to_owned(),
            };
            let (rows, bytes) = (object.most_rows, object.most_bytes);
            let series = Series::csv(folder, &stem, &columns, rows, bytes);
            (columns, series)
        });
        let cells = cells.into_iter().enumerate().filter(|(place, _)| is_in(*place));
        series.row(cells.map(|(_, cell)| cell))
    }

    /// A record as JSON; a header `a.b` is the field `b` of `a`. Absent values are left out.
    fn record(&self, cells: &[Cow<'_, str>]) -> Value {
        let mut record = Map::new();
        for (column, cell) in self.object.columns.iter().zip(cells) {
            if cell.is_empty() {
                continue;
            }
            let text = Value::String(cell.clone().into_owned());
            match column.header.split_once('.') {
                None => _ = record.insert(column.header.to_owned(), text),
                Some((outer, inner)) => {
                    let inside =
                        record.entry(outer).or_insert_with(|| Value::Object(Map::default()));
                    if let Value::Object(inside) = inside {
                        inside.insert(inner.to_owned(), text);
                    }
                }
            }
        }
        Value::Object(record)
    }

    /// Writes the request that was put together.
    fn send(&mut self, folder: &Path) -> Result<(), ExportError> {
        let Form::Requests { list, .. } = self.object.form else { return Ok(()) };
        if self.request.is_empty() {
            return Ok(());
        }
        let rows = self.request.len() as u64;
        let mut request = Map::new();
        request.insert(list.to_owned(), Value::Array(std::mem::take(&mut self.request)));
        let object = self.object;
        let (_, series) = self.series.entry(u64::MAX).or_insert_with(|| {
            let columns = object.columns.iter().map(|column| column.header).collect();
            (columns, Series::json_lines(folder, object.file, object.most_bytes))
        });
        series.put(format!("{}\n", Value::Object(request)).as_bytes(), rows)
    }

    /// Ends the files.
    pub(crate) fn finish(mut self, folder: &Path) -> Result<Done, ExportError> {
        self.send(folder)?;
        let mut files = Vec::new();
        for (columns, series) in self.series.into_values() {
            files.extend(series.finish()?.into_iter().map(|file| (columns.clone(), file)));
        }
        files.sort_by(|one, other| one.1.path.cmp(&other.1.path));
        Ok(Done { files, deletes: self.deletes.finish()? })
    }
}

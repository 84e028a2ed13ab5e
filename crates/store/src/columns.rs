//! Rows on their way into a table, kept column by column: DuckDB takes whole columns many times
//! faster than values one by one, and they can be made by other threads than the one that writes.

use std::borrow::Cow;
use std::sync::Arc;

use duckdb::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, BooleanBuilder, Date32Builder, Float64Builder,
    Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
};
use duckdb::arrow::compute::filter_record_batch;
use duckdb::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use duckdb::arrow::error::ArrowError;
use duckdb::arrow::record_batch::RecordBatch;
use jiff::civil::{Date, DateTime};
use sameboat_model::Value;

use crate::error::StoreError;
use crate::schema::{ColumnType, Table};

/// Rows of one table that are still growing.
pub struct Columns {
    table: &'static str,
    schema: SchemaRef,
    builders: Vec<Builder>,
    rows: usize,
}

/// Rows of one table that are ready to be written; see [`crate::Writer::append_batch`].
#[derive(Debug, Clone)]
pub struct RowBatch {
    table: &'static str,
    pub(crate) batch: RecordBatch,
}

enum Builder {
    Text(StringBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
    Integer(Int64Builder),
    Double(Float64Builder),
    Boolean(BooleanBuilder),
}

impl ColumnType {
    fn arrow(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Date => DataType::Date32,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
            Self::Integer => DataType::Int64,
            Self::Double => DataType::Float64,
            Self::Boolean => DataType::Boolean,
        }
    }
}

impl Columns {
    /// No rows yet, of this table.
    pub fn new(table: &Table) -> Self {
        let field =
            |column: &crate::schema::Column| Field::new(column.name, column.kind.arrow(), true);
        let schema = Schema::new(table.columns.iter().map(field).collect::<Vec<_>>());
        let builders = table.columns.iter().map(|column| Builder::new(column.kind)).collect();
        Self { table: table.name, schema: Arc::new(schema), builders, rows: 0 }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds one row; the values stand in the order of the table's columns.
    ///
    /// A whole number may stand in a column of numbers and a date in one of times; any other value
    /// of a type that is not the column's is an error, and the rows are then of no use.
    pub fn push(&mut self, row: &[Value]) -> Result<(), StoreError> {
        if row.len() != self.builders.len() {
            let reason = format!("{} values for {} columns", row.len(), self.builders.len());
            return Err(StoreError::Rows { table: self.table, reason });
        }
        for (index, (builder, value)) in self.builders.iter_mut().zip(row).enumerate() {
            if !builder.push(value) {
                let column = self.schema.field(index).name();
                let reason = format!("column {column} cannot hold a value of that type");
                return Err(StoreError::Rows { table: self.table, reason });
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// The rows so far; none are left.
    pub fn take(&mut self) -> Result<RowBatch, StoreError> {
        let columns = self.builders.iter_mut().map(Builder::finish).collect();
        self.rows = 0;
        let batch = RecordBatch::try_new(self.schema.clone(), columns);
        let batch = batch.map_err(misfit(self.table))?;
        Ok(RowBatch { table: self.table, batch })
    }
}

impl RowBatch {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// The rows for which `keep`, one entry a row, is true.
    pub fn filter(&self, keep: Vec<bool>) -> Result<Self, StoreError> {
        let kept = filter_record_batch(&self.batch, &BooleanArray::from(keep));
        Ok(Self { table: self.table, batch: kept.map_err(misfit(self.table))? })
    }
}

impl RowBatch {
    /// The text in a column of a row; none if it is null, or of another type.
    pub fn text(&self, column: usize, row: usize) -> Option<&str> {
        let texts = self.batch.column(column).as_string_opt::<i32>()?;
        (!texts.is_null(row)).then(|| texts.value(row))
    }

    /// The same rows, with `-` and a number behind the texts of a column in some of them; these come
    /// in order.
    pub fn with_suffixes(
        &self,
        column: usize,
        numbers: &[(usize, u32)],
    ) -> Result<Self, StoreError> {
        let mut numbers = numbers.iter().copied().peekable();
        let mut texts = StringBuilder::new();
        for row in 0..self.rows() {
            let number = numbers.next_if(|(at, _)| *at == row).map(|(_, number)| number);
            texts.append_option(self.text(column, row).map(|text| match number {
                Some(number) => Cow::Owned(format!("{text}-{number}")),
                None => Cow::Borrowed(text),
            }));
        }
        let mut columns = self.batch.columns().to_vec();
        columns[column] = Arc::new(texts.finish());
        let batch = RecordBatch::try_new(self.batch.schema(), columns);
        Ok(Self { table: self.table, batch: batch.map_err(misfit(self.table))? })
    }
}

fn misfit(table: &'static str) -> impl FnOnce(ArrowError) -> StoreError {
    move |error| StoreError::Rows { table, reason: error.to_string() }
}

impl Builder {
    fn new(kind: ColumnType) -> Self {
        match kind {
            ColumnType::Text => Self::Text(StringBuilder::new()),
            ColumnType::Date => Self::Date(Date32Builder::new()),
            ColumnType::Timestamp => Self::Timestamp(TimestampMicrosecondBuilder::new()),
            ColumnType::Integer => Self::Integer(Int64Builder::new()),
            ColumnType::Double => Self::Double(Float64Builder::new()),
            ColumnType::Boolean => Self::Boolean(BooleanBuilder::new()),
        }
    }

    /// Adds a value; false if the column cannot hold it.
    fn push(&mut self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text(column), Value::Text(text)) => column.append_value(text),
            (Self::Date(column), Value::Date(date)) => column.append_value(days_since_epoch(*date)),
            (Self::Timestamp(column), Value::Timestamp(at)) => column.append_value(micros(*at)),
            (Self::Timestamp(column), Value::Date(date)) => {
                column.append_value(micros(date.to_datetime(jiff::civil::Time::midnight())));
            }
            (Self::Integer(column), Value::Integer(number)) => column.append_value(*number),
            (Self::Double(column), Value::Decimal(number)) => column.append_value(*number),
            (Self::Double(column), Value::Integer(number)) => column.append_value(*number as f64),
            (Self::Boolean(column), Value::Boolean(yes)) => column.append_value(*yes),
            (column, Value::Null) => column.push_null(),
            _ => return false,
        }
        true
    }

    fn push_null(&mut self) {
        match self {
            Self::Text(column) => column.append_null(),
            Self::Date(column) => column.append_null(),
            Self::Timestamp(column) => column.append_null(),
            Self::Integer(column) => column.append_null(),
            Self::Double(column) => column.append_null(),
            Self::Boolean(column) => column.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(column) => Arc::new(column.finish()) as Arc<dyn Array>,
            Self::Date(column) => Arc::new(column.finish()),
            Self::Timestamp(column) => Arc::new(column.finish()),
            Self::Integer(column) => Arc::new(column.finish()),
            Self::Double(column) => Arc::new(column.finish()),
            Self::Boolean(column) => Arc::new(column.finish()),
        }
    }
}

/// Days from 1970-01-01 in the civil calendar.
fn days_since_epoch(date: Date) -> i32 {
    // Days from civil (Hinnant, "chrono-Compatible Low-Level Date Algorithms"); a subtraction of
    // jiff's dates makes a span of all units, which is slow for something done per value.
    let (year, month, day) =
        (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn micros(at: DateTime) -> i64 {
    let time = at.time();
    let seconds = i64::from(days_since_epoch(at.date())) * 86_400
        + i64::from(time.hour()) * 3_600
        + i64::from(time.minute()) * 60
        + i64::from(time.second());
    seconds * 1_000_000 + i64::from(time.subsec_nanosecond() / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        let epoch = date(1970, 1, 1);
        for days in [-719_162, -140_000, -25_567, -1, 0, 1, 59, 11_016, 19_782, 30_000, 2_932_896] {
            assert_eq!(days_since_epoch(epoch + days.days()), days);
        }
    }
}

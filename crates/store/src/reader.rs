//! Reading rows back as canonical values.

use duckdb::Row;
use duckdb::types::{TimeUnit, Type, ValueRef};
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan};
use sameboat_model::Value;

use crate::store::SqlResult;

/// The value in a column of a row. Types that no table of ours has are an error.
pub fn value(row: &Row<'_>, column: usize) -> SqlResult<Value> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => Value::Null,
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Date32(days) => date(days).map_or(Value::Null, Value::Date),
        ValueRef::Timestamp(TimeUnit::Microsecond, at) => {
            timestamp(at).map_or(Value::Null, Value::Timestamp)
        }
        ValueRef::Int(number) => Value::Integer(number.into()),
        ValueRef::BigInt(number) => Value::Integer(number),
        ValueRef::Double(number) => Value::Decimal(number),
        ValueRef::Boolean(yes) => Value::Boolean(yes),
        other => {
            let kind: Type = other.data_type();
            return Err(duckdb::Error::InvalidColumnType(column, String::new(), kind));
        }
    })
}

fn date(days: i32) -> Option<Date> {
    jiff::civil::date(1970, 1, 1).checked_add(days.days()).ok()
}

fn timestamp(micros: i64) -> Option<DateTime> {
    jiff::civil::datetime(1970, 1, 1, 0, 0, 0, 0)
        .checked_add(SignedDuration::from_micros(micros))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn every_column_type_of_ours_can_be_read() {
        let store = Store::in_memory().unwrap();
        let sql = "SELECT 'a', DATE '2027-01-04', TIMESTAMP '2027-01-04 08:00:00', \
                   5::BIGINT, 0.5::DOUBLE, true, NULL";
        let row = store
            .query_one(sql, [], |row| (0..7).map(|i| value(row, i)).collect::<SqlResult<Vec<_>>>())
            .unwrap();
        let at = jiff::civil::datetime(2027, 1, 4, 8, 0, 0, 0);
        let expected = [
            Value::Text("a".into()),
            Value::Date(at.date()),
            Value::Timestamp(at),
            Value::Integer(5),
            Value::Decimal(0.5),
            Value::Boolean(true),
            Value::Null,
        ];
        assert_eq!(row, expected);
    }
}

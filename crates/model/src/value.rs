//! One canonical value: what a source cell becomes once its mapping has been applied.

use jiff::civil::{Date, DateTime};

/// A typed canonical value. The variants are the column types that the store knows.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing was given, or a placeholder such as `n/a` was.
    Null,
    /// Text, trimmed, otherwise as the source has it.
    Text(String),
    /// A civil date.
    Date(Date),
    /// A civil date and time in the line's local time.
    Timestamp(DateTime),
    /// A whole number.
    Integer(i64),
    /// A number with decimals; money is in the engagement's currency.
    Decimal(f64),
    /// Yes or no.
    Boolean(bool),
}

impl Value {
    /// Whether nothing is held.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The moment, if the value is a date or a timestamp; a date is its midnight.
    pub fn as_moment(&self) -> Option<DateTime> {
        match self {
            Self::Timestamp(at) => Some(*at),
            Self::Date(date) => Some(date.to_datetime(jiff::civil::Time::midnight())),
            _ => None,
        }
    }

    /// The text, if the value is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

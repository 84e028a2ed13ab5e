//! A listing: one query with headings, shown as a table of the page and as a sheet of the workbook
//! alike, so that the two can never disagree.

use sameboat_model::Value;

use crate::error::ReportError;
use crate::format;
use crate::read::Data;

/// What one column holds, which says how it is written and on which side it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A short text.
    Text,
    /// Sentences.
    Prose,
    /// A word of a table, such as `only_left`, shown in the words of the lines.
    Word,
    /// A sentence of the reconcile stage, which names lines, shown with their labels.
    Told,
    /// The name of a line, shown as its label.
    Line,
    /// The table or tables that the row comes from.
    Origin,
    /// A whole number.
    Count,
    /// A number with so many decimals.
    Number(u8),
    /// A share, 0 to 1.
    Share,
    /// An amount in the engagement's currency.
    Money,
    /// A number whose unit stands in the column at this index.
    Figure(usize),
    /// A day.
    Date,
    /// Yes or no.
    YesNo,
}

impl Kind {
    /// Whether the column holds numbers, which stand on the right.
    pub(crate) const fn is_number(self) -> bool {
        matches!(self, Self::Count | Self::Number(_) | Self::Share | Self::Money | Self::Figure(_))
    }
}

/// One column of a listing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// The heading; `{left}`, `{right}` and `{currency}` are filled in.
    pub(crate) heading: &'static str,
    /// What it holds.
    pub(crate) kind: Kind,
}

/// A column.
pub(crate) const fn column(heading: &'static str, kind: Kind) -> Column {
    Column { heading, kind }
}

/// A query with headings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listing {
    /// What the rows are.
    pub(crate) caption: &'static str,
    /// The tables that are read, the first of which gives the rows.
    pub(crate) tables: &'static [&'static str],
    /// The query, with as many columns as there are headings.
    pub(crate) sql: &'static str,
    /// The headings.
    pub(crate) columns: &'static [Column],
}

impl Listing {
    /// The rows; none if a table is missing.
    pub(crate) fn read(&self, data: &Data<'_>) -> Result<Vec<Vec<Value>>, ReportError> {
        data.values(self.tables, self.sql, self.columns.len())
    }

    /// The tables with commas between them.
    pub(crate) fn origin(&self) -> String {
        self.tables.join(", ")
    }
}

/// A cell for people.
pub(crate) fn cell(data: &Data<'_>, row: &[Value], index: usize, kind: Kind) -> String {
    let Some(value) = row.get(index) else { return format::NOTHING.to_owned() };
    match (kind, value) {
        (_, Value::Null) => format::NOTHING.to_owned(),
        (Kind::Share, Value::Decimal(share)) => format::share(*share),
        (Kind::Money, Value::Decimal(amount)) => format::number(*amount, 0),
        (Kind::Number(decimals), Value::Decimal(number)) => {
            format::number(*number, decimals.into())
        }
        (Kind::Figure(unit), Value::Decimal(number)) => {
            let unit = row.get(unit).and_then(Value::as_text).unwrap_or_default();
            format::bare_figure(*number, unit)
        }
        (Kind::Line, Value::Text(line)) => data.label(line),
        (Kind::Told, Value::Text(text)) if !text.is_empty() => data.told(text),
        (Kind::Word, Value::Text(word)) => data.word(word),
        (_, Value::Text(text)) if text.is_empty() => format::NOTHING.to_owned(),
        (_, Value::Text(text)) => text.clone(),
        (_, Value::Decimal(number)) => format::plain(*number),
        (_, Value::Integer(number)) => format::count(*number),
        (_, Value::Date(day)) => format::date(*day),
        (_, Value::Timestamp(at)) => format::date(at.date()),
        (_, Value::Boolean(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
    }
}

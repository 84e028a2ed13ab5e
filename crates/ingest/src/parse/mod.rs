//! Cells to typed values. Each kind of field has its own file; this one picks the right one.

pub(crate) mod booleans;
pub(crate) mod dates;
pub(crate) mod numbers;
pub(crate) mod plausible;
pub(crate) mod words;

use std::borrow::Cow;

use sameboat_model::{FieldKind, Value};
use sameboat_procedures::kind_in_words;
use sameboat_store::export::restore;

use self::dates::DateReader;
use self::numbers::NumberReader;
use self::plausible::Looks;
use crate::reader::cell::{Cell, trim};

/// Why a cell gave no value, or gave one to be wary of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// There is no value.
    Unreadable(Cow<'static, str>),
    /// There is one, but the text was damaged on its way, or can hardly be what it should.
    Damaged(&'static str),
}

impl Problem {
    pub(crate) const fn unreadable(reason: &'static str) -> Self {
        Self::Unreadable(Cow::Borrowed(reason))
    }

    pub(crate) fn reason(&self) -> &str {
        match self {
            Self::Unreadable(reason) => reason,
            Self::Damaged(reason) => reason,
        }
    }
}

/// Reads the cells of one field.
#[derive(Debug, Clone)]
pub(crate) struct Parser {
    pub(crate) kind: FieldKind,
    /// Whether the field is what a rule regulates, which people have many words for.
    pub(crate) is_rule_kind: bool,
    /// Whether no text of the field is a date, so that one is a spreadsheet's mistake.
    pub(crate) never_a_date: bool,
    pub(crate) looks: Looks,
    pub(crate) dates: DateReader,
    pub(crate) numbers: NumberReader,
}

impl Parser {
    /// Reads a cell into `out`. Placeholders are null. After an [`Problem::Unreadable`] error
    /// `out` is null.
    pub(crate) fn parse(&self, cell: Cell<'_>, out: &mut Value) -> Result<(), Problem> {
        let cell = match cell {
            Cell::Text(text) => Cell::Text(restore(trim(text))),
            Cell::Error("#N/A") => Cell::Empty,
            cell => cell,
        };
        if let Cell::Error(code) = cell {
            *out = Value::Null;
            return Err(formula_error(code));
        }
        if cell == Cell::Empty || matches!(cell, Cell::Text(text) if words::is_placeholder(text)) {
            *out = Value::Null;
            return Ok(());
        }
        let is_of_days = matches!(self.kind, FieldKind::Date | FieldKind::Timestamp);
        if is_of_days && dates::is_no_day(cell) {
            *out = Value::Null;
            return Ok(());
        }
        let typed = match self.kind {
            FieldKind::Key | FieldKind::Text => {
                words::text(cell, out)?;
                if self.never_a_date {
                    dates::mistaken(cell)?;
                }
                return self.looks.check(out);
            }
            FieldKind::Choice(_) if self.is_rule_kind => {
                Ok(Value::Text(kind_in_words(&cell.text()).name().to_owned()))
            }
            FieldKind::Choice(words) => words::choice(cell, words),
            FieldKind::List => Ok(words::list(cell)),
            FieldKind::Date => self.dates.date(cell).map(Value::Date),
            FieldKind::Timestamp => self.dates.timestamp(cell).map(Value::Timestamp),
            FieldKind::Integer => self.numbers.integer(cell).map(Value::Integer),
            FieldKind::Decimal => self.numbers.decimal(cell).map(Value::Decimal),
            FieldKind::Money => self.numbers.money(cell).map(Value::Decimal),
            FieldKind::Boolean => booleans::boolean(cell).map(Value::Boolean),
        };
        match typed {
            Ok(value) => {
                *out = value;
                Ok(())
            }
            Err(problem) => {
                *out = Value::Null;
                Err(problem)
            }
        }
    }
}

fn formula_error(code: &str) -> Problem {
    Problem::Unreadable(format!("the formula gave {code}").into())
}

/// Writes text into a value, keeping the memory that it has.
pub(crate) fn set_text(out: &mut Value, text: &str) {
    if let Value::Text(old) = out {
        old.clear();
        old.push_str(text);
    } else {
        *out = Value::Text(text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds() -> impl Strategy<Value = FieldKind> {
        prop_oneof![
            Just(FieldKind::Text),
            Just(FieldKind::Choice(&["in", "out"])),
            Just(FieldKind::List),
            Just(FieldKind::Date),
            Just(FieldKind::Timestamp),
            Just(FieldKind::Integer),
            Just(FieldKind::Decimal),
            Just(FieldKind::Money),
            Just(FieldKind::Boolean),
        ]
    }

    fn parser(kind: FieldKind) -> Parser {
        let dates = DateReader::new(&["%d.%m.%Y", "%b %d, %y"], 2027, false);
        let (looks, numbers) = (Looks::Any, NumberReader::default());
        Parser { kind, is_rule_kind: false, never_a_date: false, looks, dates, numbers }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_parser_panic(kind in kinds(), text in any::<String>()) {
            let mut value = Value::Null;
            let result = parser(kind).parse(Cell::Text(&text), &mut value);
            if matches!(result, Err(Problem::Unreadable(_))) {
                prop_assert!(value.is_null());
            }
        }

        #[test]
        fn no_date_like_text_makes_a_parser_panic(
            kind in kinds(),
            text in "[-+(]?[0-9]{0,9}[-./, :T'€%]{0,2}[0-9]{0,9}[-./, :T]{0,2}[0-9]{0,20}[Z)%]?",
        ) {
            let _ = parser(kind).parse(Cell::Text(&text), &mut Value::Null);
        }

        #[test]
        fn no_number_makes_a_parser_panic(kind in kinds(), number in any::<f64>()) {
            let _ = parser(kind).parse(Cell::Number(number), &mut Value::Null);
            let _ = parser(kind).parse(Cell::Seconds(number), &mut Value::Null);
        }
    }

    #[test]
    fn what_was_made_harmless_for_spreadsheets_is_as_it_was() {
        let mut value = Value::Null;
        parser(FieldKind::Key).parse(Cell::Text("'+49 151 1234567"), &mut value).unwrap();
        assert_eq!(value, Value::Text("+49 151 1234567".into()));
        parser(FieldKind::Text).parse(Cell::Text("'s-Hertogenbosch"), &mut value).unwrap();
        assert_eq!(value, Value::Text("'s-Hertogenbosch".into()));
    }

    #[test]
    fn a_house_number_that_became_a_date_is_told() {
        let parser = Parser { never_a_date: true, ..parser(FieldKind::Text) };
        let mut value = Value::Null;
        let date = jiff::civil::date(2026, 4, 3).at(0, 0, 0, 0);
        for cell in [Cell::Date(date), Cell::Text("03. Apr"), Cell::Text("Mrz 12")] {
            let problem = parser.parse(cell, &mut value).unwrap_err();
            assert_eq!(problem, Problem::Damaged("a spreadsheet has made a date of this"));
        }
        for text in ["12", "3-5", "12 a", "May", "Am Mai 3", "Augsburg 12"] {
            assert_eq!(parser.parse(Cell::Text(text), &mut value), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_a_rule_regulates_is_told_by_the_words_that_it_is_called_by() {
        let kind = Parser { is_rule_kind: true, ..parser(FieldKind::Choice(&[])) };
        let mut value = Value::Null;
        for (text, name) in [
            ("authority_limit", "authority_limit"),
            ("Antwort binnen", "sla"),
            ("Gutschrift ohne Freigabe", "authority_limit"),
            ("Haltbarkeit", "other"),
        ] {
            assert_eq!(kind.parse(Cell::Text(text), &mut value), Ok(()));
            assert_eq!(value.as_text(), Some(name), "{text}");
        }
    }

    #[test]
    fn a_formula_error_is_no_value() {
        let mut value = Value::Boolean(true);
        let result = parser(FieldKind::Text).parse(Cell::Error("#REF!"), &mut value);
        assert_eq!(result.unwrap_err().reason(), "the formula gave #REF!");
        assert!(value.is_null());
    }
}

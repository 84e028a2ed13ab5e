//! Numbers as people write them: either decimal sign, thousands apart, currencies, percent.

use sameboat_model::mapping::field::TimeUnit;

use super::Problem;
use crate::reader::cell::Cell;

/// Reads numbers of one field.
#[derive(Debug, Clone, Default)]
pub(crate) struct NumberReader {
    /// The decimal sign, if the mapping gives it; else each value tells.
    pub(crate) decimal: Option<char>,
    /// ISO 4217 code of the engagement; amounts that name another are refused.
    pub(crate) currency: String,
    /// Whether `mm:ss` and `hh:mm:ss` are seconds.
    pub(crate) seconds: bool,
    /// What bare numbers count, where that is something else than seconds.
    pub(crate) unit: Option<TimeUnit>,
}

/// What a number of one separator with three digits behind it is: `1.234`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lone {
    Thousands,
    /// A point is decimal; a comma could be either.
    PointIsDecimal,
}

const NOT_A_NUMBER: Problem = Problem::unreadable("not a number");

impl NumberReader {
    /// A whole number; decimals that are zero are allowed.
    pub(crate) fn integer(&self, cell: Cell<'_>) -> Result<i64, Problem> {
        /// The largest number below which every whole number is exact.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let number = match cell {
            Cell::Text(text) => match text.parse::<i64>() {
                Ok(number) => return Ok(number),
                Err(_) => self.read(text, Lone::Thousands)?,
            },
            Cell::Number(number) => number,
            _ => return Err(NOT_A_NUMBER),
        };
        if number.fract() == 0.0 && number.abs() <= EXACT {
            Ok(number as i64)
        } else {
            Err(Problem::unreadable("not a whole number"))
        }
    }

    /// A number with decimals.
    pub(crate) fn decimal(&self, cell: Cell<'_>) -> Result<f64, Problem> {
        let in_seconds = |number: f64| self.unit.map_or(number, |unit| number * unit.seconds());
        match cell {
            Cell::Text(text) => {
                if self.seconds
                    && let Some(seconds) = clock(text)
                {
                    return Ok(seconds);
                }
                let text = text.strip_suffix('%').map_or(text, str::trim_end);
                self.read(text, Lone::PointIsDecimal).map(in_seconds)
            }
            Cell::Number(number) if number.is_finite() => Ok(in_seconds(number)),
            Cell::Seconds(seconds) if self.seconds && seconds.is_finite() => Ok(seconds.round()),
            _ => Err(NOT_A_NUMBER),
        }
    }

    /// An amount in the engagement's currency.
    pub(crate) fn money(&self, cell: Cell<'_>) -> Result<f64, Problem> {
        match cell {
            Cell::Text(text) => {
                let (text, currency) = split_currency(text);
                if currency.is_some_and(|code| code != self.currency) {
                    let reason = format!("not an amount in {}", self.currency);
                    return Err(Problem::Unreadable(reason.into()));
                }
                self.read(text, Lone::Thousands)
            }
            Cell::Number(number) if number.is_finite() => Ok(number),
            _ => Err(NOT_A_NUMBER),
        }
    }

    fn read(&self, text: &str, lone: Lone) -> Result<f64, Problem> {
        let (text, negative) = split_sign(text);
        let decimal = match self.decimal {
            Some(sign) => text.contains(sign).then_some(sign),
            None => decimal_sign(text, lone)?,
        };
        let (whole, fraction) = match decimal {
            Some(sign) => text.split_once(sign).ok_or(NOT_A_NUMBER)?,
            None => (text, ""),
        };
        let mut digits = String::with_capacity(text.len() + 1);
        push_grouped(whole, &mut digits)?;
        if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NOT_A_NUMBER);
        }
        if digits.is_empty() && fraction.is_empty() {
            return Err(NOT_A_NUMBER);
        }
        digits.push('.');
        digits.push_str(fraction);
        digits.push('0');
        let number: f64 = digits.parse().map_err(|_| NOT_A_NUMBER)?;
        if !number.is_finite() {
            return Err(NOT_A_NUMBER);
        }
        Ok(if negative && number != 0.0 { -number } else { number })
    }
}

/// Takes off a sign before or behind the digits, or accountants' parentheses.
fn split_sign(text: &str) -> (&str, bool) {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (inner.trim(), true);
    }
    for minus in ['-', '\u{2212}'] {
        if let Some(rest) = text.strip_prefix(minus).or_else(|| text.strip_suffix(minus)) {
            return (rest.trim(), true);
        }
    }
    (text.strip_prefix('+').unwrap_or(text).trim_start(), false)
}

/// Takes off a currency's sign or code on either side; gives its code.
fn split_currency(text: &str) -> (&str, Option<&'static str>) {
    const SIGNS: [(&str, &str); 10] = [
        ("€", "EUR"),
        ("EUR", "EUR"),
        ("$", "USD"),
        ("USD", "USD"),
        ("£", "GBP"),
        ("GBP", "GBP"),
        ("CHF", "CHF"),
        ("Fr.", "CHF"),
        ("zł", "PLN"),
        ("PLN", "PLN"),
    ];
    for (sign, code) in SIGNS {
        if let Some(rest) = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)) {
            return (rest.trim(), Some(code));
        }
    }
    (text, None)
}

/// Which of `.` and `,` is the decimal sign in this number, if any.
fn decimal_sign(text: &str, lone: Lone) -> Result<Option<char>, Problem> {
    let last = |sign: char| text.rfind(sign);
    let (sign, at) = match (last('.'), last(',')) {
        (None, None) => return Ok(None),
        (Some(point), Some(comma)) if point > comma => return Ok(Some('.')),
        (Some(_), Some(_)) => return Ok(Some(',')),
        (Some(point), None) => ('.', point),
        (None, Some(comma)) => (',', comma),
    };
    if text.matches(sign).count() > 1 {
        return Ok(None);
    }
    let (before, behind) = (&text[..at], &text[at + 1..]);
    let could_be_thousands =
        behind.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0');
    if !could_be_thousands || before.contains([' ', '\'']) {
        return Ok(Some(sign));
    }
    match (lone, sign) {
        (Lone::Thousands, _) => Ok(None),
        (Lone::PointIsDecimal, '.') => Ok(Some('.')),
        (Lone::PointIsDecimal, _) => Err(Problem::unreadable(
            "the comma could be decimal or thousands: set `decimal` under [read]",
        )),
    }
}

/// Whether a character may stand between groups of three digits.
const fn parts_thousands(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// Appends the digits of a whole number. Groups behind the first have three digits.
fn push_grouped(whole: &str, digits: &mut String) -> Result<(), Problem> {
    let mut groups = whole.split(parts_thousands);
    let first = groups.next().unwrap_or_default();
    let mut grouped = false;
    digits.push_str(first);
    for group in groups {
        if group.len() != 3 {
            return Err(NOT_A_NUMBER);
        }
        grouped = true;
        digits.push_str(group);
    }
    let well_formed = digits.bytes().all(|byte| byte.is_ascii_digit())
        && (!grouped || (1..=3).contains(&first.len()));
    if well_formed { Ok(()) } else { Err(NOT_A_NUMBER) }
}

/// `mm:ss` or `hh:mm:ss` in seconds.
fn clock(text: &str) -> Option<f64> {
    let parts: Vec<u32> = text.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts[..] {
        [minutes, seconds] if seconds < 60 => Some(f64::from(minutes) * 60.0 + f64::from(seconds)),
        [hours, minutes, seconds] if minutes < 60 && seconds < 60 => {
            Some(f64::from(hours) * 3_600.0 + f64::from(minutes) * 60.0 + f64::from(seconds))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(text: &str) -> Result<f64, Problem> {
        NumberReader { currency: "EUR".into(), ..NumberReader::default() }.money(Cell::Text(text))
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, amount) in [
            ("1.234,50 €", 1234.5),
            ("1,234.50", 1234.5),
            ("1'234.50", 1234.5),
            ("1 234,50", 1234.5),
            ("1.234", 1234.0),
            ("1.234.567", 1_234_567.0),
            ("1234.5", 1234.5),
            ("-12,00", -12.0),
            ("12,00-", -12.0),
            ("(12.00)", -12.0),
            ("EUR 99", 99.0),
            (",5", 0.5),
            ("0.125", 0.125),
        ] {
            assert_eq!(money(text), Ok(amount), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "abc", "1.2.3", "1,23,4", "12 34", "--1", "1e5", "NaN", "inf", ".", "€"]
        {
            assert_eq!(money(text), Err(NOT_A_NUMBER), "{text}");
        }
    }

    #[test]
    fn another_currency_is_refused() {
        assert_eq!(money("$ 5").unwrap_err().reason(), "not an amount in EUR");
    }

    #[test]
    fn a_comma_before_three_digits_is_only_read_where_its_meaning_is_certain() {
        let free = NumberReader::default();
        assert!(free.decimal(Cell::Text("1,234")).is_err());
        assert_eq!(free.decimal(Cell::Text("1.234")), Ok(1.234));
        assert_eq!(free.integer(Cell::Text("1,234")), Ok(1234));
        let german = NumberReader { decimal: Some(','), ..NumberReader::default() };
        assert_eq!(german.decimal(Cell::Text("1,234")), Ok(1.234));
        assert_eq!(german.decimal(Cell::Text("1.234")), Ok(1234.0));
        assert!(german.decimal(Cell::Text("1.23")).is_err());
    }

    #[test]
    fn clock_times_count_seconds_where_seconds_are_wanted() {
        let reader = NumberReader { seconds: true, ..NumberReader::default() };
        assert_eq!(reader.decimal(Cell::Text("00:03:25")), Ok(205.0));
        assert_eq!(reader.decimal(Cell::Text("3:25")), Ok(205.0));
        assert_eq!(reader.decimal(Cell::Seconds(205.0)), Ok(205.0));
        assert!(NumberReader::default().decimal(Cell::Text("3:25")).is_err());
        let minutes = NumberReader { unit: Some(TimeUnit::Minutes), ..reader };
        assert_eq!(minutes.decimal(Cell::Text("39")), Ok(2_340.0));
        assert_eq!(minutes.decimal(Cell::Text("2,5")), Ok(150.0));
        assert_eq!(minutes.decimal(Cell::Number(0.5)), Ok(30.0));
        assert_eq!(minutes.decimal(Cell::Text("3:25")), Ok(205.0), "a clock tells its unit");
    }

    #[test]
    fn whole_numbers_may_not_have_decimals() {
        let reader = NumberReader::default();
        assert_eq!(reader.integer(Cell::Text("12.0")), Ok(12));
        assert!(reader.integer(Cell::Text("12.5")).is_err());
        assert_eq!(reader.integer(Cell::Number(12.0)), Ok(12));
        assert!(reader.integer(Cell::Number(f64::NAN)).is_err());
    }

    /// Writes cents the German or the English way.
    fn written(cents: i64, thousands: &str, decimal: &str) -> String {
        let (whole, rest) = (cents.abs() / 100, cents.abs() % 100);
        let digits = whole.to_string();
        let mut grouped = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push_str(thousands);
            }
            grouped.push(digit);
        }
        let sign = if cents < 0 { "-" } else { "" };
        format!("{sign}{grouped}{decimal}{rest:02}")
    }

    proptest! {
        #[test]
        fn written_amounts_come_back(cents in -1_000_000_000_000i64..1_000_000_000_000) {
            let amount = cents as f64 / 100.0;
            for (thousands, decimal) in [(".", ","), (",", "."), ("'", "."), ("\u{202f}", ","), ("", ".")] {
                let text = written(cents, thousands, decimal);
                prop_assert_eq!(money(&text), Ok(amount), "{}", text);
            }
        }
    }
}

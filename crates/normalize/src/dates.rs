//! Dates in the formats that exports bring, with the ambiguity of day and month kept.

use crate::text;

/// A calendar day that was checked to exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day {
    /// Year, four digits.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Day {
    /// The day, if the calendar has it.
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let exists = jiff::civil::Date::new(year, month as i8, day as i8).is_ok();
        (exists && (1..=12).contains(&month) && day <= 31).then_some(Self { year, month, day })
    }

    /// The eight digits `YYYYMMDD`.
    pub fn digits(self) -> [u8; 8] {
        let number = u32::from(self.year.unsigned_abs()) * 10_000
            + u32::from(self.month) * 100
            + u32::from(self.day);
        std::array::from_fn(|at| b'0' + (number / 10_u32.pow(7 - at as u32) % 10) as u8)
    }
}

/// What a written date may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WrittenDate {
    /// The reading to prefer.
    pub day: Day,
    /// The reading with day and month exchanged, where the text allows both.
    pub swapped: Option<Day>,
}

/// Which comes first in dates such as `03/04/1980`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DayMonthOrder {
    /// `03/04/1980` is the third of April.
    #[default]
    DayFirst,
    /// `03/04/1980` is the fourth of March.
    MonthFirst,
}

/// The order that most of a column's values need: month first only where more values cannot be read
/// day first than the other way round.
pub fn detect_order<'a>(values: impl IntoIterator<Item = &'a str>) -> DayMonthOrder {
    let (mut day_first, mut month_first) = (0_usize, 0_usize);
    for value in values {
        if let [Part::Number(first), Part::Number(second), Part::Number(_), ..] =
            parts(value).as_slice()
            && first.len() <= 2
        {
            let above = |part: &str| part.parse::<u8>().is_ok_and(|number| number > 12);
            day_first += usize::from(above(first) && !above(second));
            month_first += usize::from(above(second) && !above(first));
        }
    }
    if month_first > day_first { DayMonthOrder::MonthFirst } else { DayMonthOrder::DayFirst }
}

/// Two-digit years above this one are of the last century: birth dates lie in the past.
const LAST_TWO_DIGIT_YEAR: i16 = 26;

/// Reads a date: ISO, `YYYYMMDD`, `dd.mm.yyyy`, `dd/mm/yy`, `3 May 1980`, `mai 3, 1980` and so on;
/// a time of day after it is ignored. None if no calendar day can be meant.
///
/// ```
/// use sameboat_normalize::dates::{Day, DayMonthOrder, parse_date};
/// let date = parse_date("03/04/80", DayMonthOrder::DayFirst).unwrap();
/// assert_eq!(Some(date.day), Day::new(1980, 4, 3));
/// assert_eq!(date.swapped, Day::new(1980, 3, 4));
/// assert_eq!(parse_date("31.02.1980", DayMonthOrder::DayFirst), None);
/// ```
pub fn parse_date(raw: &str, order: DayMonthOrder) -> Option<WrittenDate> {
    let parts = parts(raw);
    match parts.as_slice() {
        [Part::Number(digits)] => compact(digits),
        [Part::Number(year), Part::Number(month), Part::Number(day), ..] if year.len() == 4 => {
            certain(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
        [Part::Number(first), Part::Number(second), Part::Number(year), ..] => {
            numeric(first.parse().ok()?, second.parse().ok()?, full_year(year)?, order)
        }
        [Part::Number(day), Part::Month(month), Part::Number(year), ..]
        | [Part::Month(month), Part::Number(day), Part::Number(year), ..] => {
            certain(full_year(year)?, *month, day.parse().ok()?)
        }
        _ => None,
    }
}

/// The digits of a written date as `YYYYMMDD`, even if the calendar does not have the day: a birth
/// date with a typing error (`19801332`) still says much. None if the text has not the shape of a
/// date.
pub fn date_digits(raw: &str, order: DayMonthOrder) -> Option<[u8; 8]> {
    if let Some(date) = parse_date(raw, order) {
        return Some(date.day.digits());
    }
    let parts = parts(raw);
    let joined = match parts.as_slice() {
        [Part::Number(digits)] => digits.clone(),
        [Part::Number(year), Part::Number(month), Part::Number(day), ..] if year.len() == 4 => {
            format!("{year}{month:0>2}{day:0>2}")
        }
        [Part::Number(day), Part::Number(month), Part::Number(year), ..] if year.len() == 4 => {
            format!("{year}{month:0>2}{day:0>2}")
        }
        _ => return None,
    };
    joined.into_bytes().try_into().ok()
}

enum Part {
    Number(String),
    Month(u8),
}

/// Numbers and month names; other words (weekdays, `de`, `th`) are skipped, a time of day is cut.
fn parts(raw: &str) -> Vec<Part> {
    let folded = text::fold(raw.trim().split('T').next().unwrap_or_default());
    let folded = if folded.is_empty() { text::fold(raw) } else { folded };
    text::words(&folded)
        .flat_map(split_letters)
        .filter_map(|word| match word.as_bytes().first() {
            Some(b'0'..=b'9') => Some(Part::Number(word.to_owned())),
            _ => month_number(word).map(Part::Month),
        })
        .collect()
}

/// `3rd` is `3` and `rd`, `03may1980` is three words.
fn split_letters(word: &str) -> impl Iterator<Item = &str> {
    word.as_bytes()
        .chunk_by(|one, other| one.is_ascii_digit() == other.is_ascii_digit())
        .filter_map(|chunk| std::str::from_utf8(chunk).ok())
}

fn compact(digits: &str) -> Option<WrittenDate> {
    if digits.len() != 8 {
        return None;
    }
    let number = |range: std::ops::Range<usize>| digits[range].parse::<u8>().ok();
    let year_first = digits[..4].parse().ok().filter(|year| (1000..2200).contains(year));
    if let Some(date) = year_first.and_then(|year| certain(year, number(4..6)?, number(6..8)?)) {
        return Some(date);
    }
    numeric(number(0..2)?, number(2..4)?, digits[4..].parse().ok()?, DayMonthOrder::DayFirst)
}

fn certain(year: i16, month: u8, day: u8) -> Option<WrittenDate> {
    Day::new(year, month, day).map(|day| WrittenDate { day, swapped: None })
}

fn numeric(first: u8, second: u8, year: i16, order: DayMonthOrder) -> Option<WrittenDate> {
    let day_first = Day::new(year, second, first);
    let month_first = Day::new(year, first, second);
    let (preferred, other) = match order {
        DayMonthOrder::DayFirst => (day_first, month_first),
        DayMonthOrder::MonthFirst => (month_first, day_first),
    };
    let day = preferred.or(other)?;
    Some(WrittenDate { day, swapped: other.filter(|&other| other != day) })
}

fn full_year(digits: &str) -> Option<i16> {
    let year: i16 = digits.parse().ok()?;
    match digits.len() {
        4 => Some(year),
        2 if year > LAST_TWO_DIGIT_YEAR => Some(1900 + year),
        2 => Some(2000 + year),
        _ => None,
    }
}

/// Month names by their first letters, English, German, French, Spanish and Italian.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jaen", "ene", "gen"],
    &["feb", "fev"],
    &["mar", "maer", "mrz"],
    &["apr", "avr", "abr"],
    &["may", "mai", "mag"],
    &["jun", "juin", "giu"],
    &["jul", "juil", "lug"],
    &["aug", "aou", "ago"],
    &["sep", "set"],
    &["oct", "okt", "ott"],
    &["nov"],
    &["dec", "dez", "dic"],
];

fn month_number(word: &str) -> Option<u8> {
    let begins = |names: &&[&str]| names.iter().any(|name| word.starts_with(name));
    // A weekday such as `martes` or `marted` begins like a month.
    let weekday = ["mardi", "martes", "marted", "mart"].contains(&word);
    MONTHS.iter().position(begins).filter(|_| !weekday).map(|at| at as u8 + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(raw: &str) -> Option<Day> {
        parse_date(raw, DayMonthOrder::DayFirst).map(|date| date.day)
    }

    #[test]
    fn one_day_is_read_from_many_spellings() {
        let expected = Day::new(1980, 5, 3);
        for raw in [
            "1980-05-03",
            "19800503",
            "1980/05/03",
            "03.05.1980",
            "3.5.1980",
            "03/05/80",
            "3 May 1980",
            "May 3rd, 1980",
            "3. Mai 1980",
            "3 mai 1980",
            "3 de mayo de 1980",
            "3 maggio 1980",
            "1980-05-03T00:00:00Z",
            "1980-05-03 12:30:00",
            "03-MAY-1980",
        ] {
            assert_eq!(day(raw), expected, "{raw}");
        }
    }

    #[test]
    fn the_order_of_day_and_month_is_kept_open_where_the_text_is() {
        let date = parse_date("03/04/1980", DayMonthOrder::MonthFirst).unwrap();
        assert_eq!((Some(date.day), date.swapped), (Day::new(1980, 3, 4), Day::new(1980, 4, 3)));
        let certain = parse_date("13/04/1980", DayMonthOrder::MonthFirst).unwrap();
        assert_eq!((Some(certain.day), certain.swapped), (Day::new(1980, 4, 13), None));
    }

    #[test]
    fn days_that_the_calendar_lacks_are_refused_but_keep_their_digits() {
        assert_eq!(day("1980-13-32"), None);
        assert_eq!(date_digits("1980-13-32", DayMonthOrder::DayFirst), Some(*b"19801332"));
        assert_eq!(date_digits("32.13.1980", DayMonthOrder::DayFirst), Some(*b"19801332"));
        assert_eq!(date_digits("hello", DayMonthOrder::DayFirst), None);
    }

    #[test]
    fn the_order_of_a_column_is_told_by_its_certain_values() {
        assert_eq!(detect_order(["01/02/1980", "03/25/1981"]), DayMonthOrder::MonthFirst);
        assert_eq!(detect_order(["01/02/1980", "25.03.1981"]), DayMonthOrder::DayFirst);
        assert_eq!(detect_order(["1980-12-25"]), DayMonthOrder::DayFirst);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(raw in "\\PC{0,30}") {
            let _ = parse_date(&raw, DayMonthOrder::DayFirst);
            let _ = date_digits(&raw, DayMonthOrder::MonthFirst);
        }

        #[test]
        fn written_days_are_read_back(year in 1000i16..2100, month in 1u8..=12, number in 1u8..=28) {
            let expected = Day::new(year, month, number);
            prop_assert_eq!(day(&format!("{year}-{month:02}-{number:02}")), expected);
            prop_assert_eq!(day(&format!("{number:02}.{month:02}.{year}")), expected);
        }
    }
}

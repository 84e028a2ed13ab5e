//! Dates in the formats that exports bring, with the ambiguity of day and month kept.

use smallvec::SmallVec;

use crate::text::{Folding, first_chars, words};

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
    /// The day, if the Gregorian calendar has it (before 1582 too, as ISO 8601 counts).
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + u8::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let exists = (1..=days).contains(&day) && (-9999..=9999).contains(&year);
        exists.then_some(Self { year, month, day })
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
    let above = |part: &str| part.parse::<u8>().is_ok_and(|number| number > 12);
    for value in values {
        read_parts(value, |parts| {
            if let [Part::Number(first), Part::Number(second), Part::Number(_)] = *parts
                && first.len() <= 2
            {
                day_first += usize::from(above(first) && !above(second));
                month_first += usize::from(above(second) && !above(first));
            }
        });
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
    read_parts(raw, |parts| written(parts, order))
}

fn written(parts: &[Part<'_>], order: DayMonthOrder) -> Option<WrittenDate> {
    match *parts {
        // What follows eight digits is a time of day, or `.0` from a spreadsheet.
        [Part::Number(digits), ..] if digits.len() == 8 => compact(digits),
        [Part::Number(year), Part::Number(month), Part::Number(day)] if year.len() == 4 => {
            certain(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
        [Part::Number(first), Part::Number(second), Part::Number(year)] => {
            numeric(first.parse().ok()?, second.parse().ok()?, full_year(year)?, order)
        }
        [Part::Number(day), Part::Month(month), Part::Number(year)]
        | [Part::Month(month), Part::Number(day), Part::Number(year)] => {
            certain(full_year(year)?, month, day.parse().ok()?)
        }
        _ => None,
    }
}

/// The digits of a written date as `YYYYMMDD`, even if the calendar does not have the day: a birth
/// date with a typing error (`19801332`) still says much; and a number of five digits is the day that a
/// spreadsheet stores so (`29344`). None if the text has not the shape of a date.
pub fn date_digits(raw: &str, order: DayMonthOrder) -> Option<[u8; 8]> {
    read_parts(raw, |parts| {
        if let Some(date) = written(parts, order) {
            return Some(date.day.digits());
        }
        match *parts {
            [Part::Number(digits), ..] if digits.len() == 8 => digits.as_bytes().try_into().ok(),
            [Part::Number(serial)] | [Part::Number(serial), Part::Number("0")] => {
                spreadsheet_day(serial).map(Day::digits)
            }
            [Part::Number(year), Part::Number(month), Part::Number(day)] if year.len() == 4 => {
                joined(year, month, day)
            }
            [Part::Number(day), Part::Number(month), Part::Number(year)] if year.len() == 4 => {
                joined(year, month, day)
            }
            _ => None,
        }
    })
}

/// The day of a number that a spreadsheet shows where a cell lost the format of a date: days since the end of 1899.
fn spreadsheet_day(serial: &str) -> Option<Day> {
    // Five digits begin in May 1927; four may be a year.
    let days: i32 =
        serial.parse().ok().filter(|_| serial.len() == 5 && !serial.starts_with('0'))?;
    // Days in the calendar that begins in March of the year 0, as Hinnant, "chrono-compatible low-level date
    // algorithms", section days_to_civil: leap days are then the last of a year.
    let since = days + DAYS_BEFORE_SERIALS;
    let (era, of_era) = (since / DAYS_OF_400_YEARS, since % DAYS_OF_400_YEARS);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + 400 * era + i32::from(month <= 2);
    Day::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
        .filter(|day| day.year < 2_100)
}

/// Days from the first of March of the year 0 to the thirtieth of December 1899, the spreadsheets' day 0.
const DAYS_BEFORE_SERIALS: i32 = 693_899;
const DAYS_OF_400_YEARS: i32 = 146_097;

/// The digits of the parts, the year's being four.
fn joined(year: &str, month: &str, day: &str) -> Option<[u8; 8]> {
    let mut digits = *b"00000000";
    for (part, begin, end) in [(year, 0, 4), (month, 4, 6), (day, 6, 8)] {
        let zeros = usize::checked_sub(end - begin, part.len())?;
        digits[begin + zeros..end].copy_from_slice(part.as_bytes());
    }
    Some(digits)
}

#[derive(Clone, Copy)]
enum Part<'a> {
    Number(&'a str),
    Month(u8),
}

/// Hands over the first three numbers and month names; other words (weekdays, `de`, `th`) are
/// skipped, a time of day is cut.
fn read_parts<T>(raw: &str, read: impl FnOnce(&[Part<'_>]) -> T) -> T {
    let written = first_chars(raw);
    let is_plain =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'/' | b':' | b' ');
    if written.bytes().all(is_plain) {
        let numbers = written.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        let parts: SmallVec<[Part<'_>; 3]> = numbers.map(Part::Number).take(3).collect();
        return read(&parts);
    }
    let mut folding = Folding::new();
    let words = words(folding.of(without_time(raw))).flat_map(split_letters);
    let parts: SmallVec<[Part<'_>; 3]> = words.filter_map(part_of).take(3).collect();
    read(&parts)
}

/// What stands before the `T` of `1980-05-03T12:30`.
fn without_time(raw: &str) -> &str {
    let is_time = |&[before, letter, after]: &[u8; 3]| {
        letter == b'T' && before.is_ascii_digit() && after.is_ascii_digit()
    };
    raw.as_bytes().array_windows().position(is_time).map_or(raw, |at| &raw[..=at])
}

fn part_of(word: &str) -> Option<Part<'_>> {
    match word.as_bytes().first() {
        Some(b'0'..=b'9') => Some(Part::Number(word)),
        _ => month_number(word).map(Part::Month),
    }
}

/// `3rd` is `3` and `rd`, `03may1980` is three words.
fn split_letters(word: &str) -> impl Iterator<Item = &str> {
    word.as_bytes()
        .chunk_by(|one, other| one.is_ascii_digit() == other.is_ascii_digit())
        .filter_map(|chunk| std::str::from_utf8(chunk).ok())
}

/// Reads eight digits, the year first or last.
fn compact(digits: &str) -> Option<WrittenDate> {
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

/// The month of a name that is known by its first letters: English, German, French, Spanish or
/// Italian.
fn month_number(word: &str) -> Option<u8> {
    // Weekdays that begin like a month.
    if matches!(word, "mardi" | "martes" | "martedi" | "marted" | "mart") {
        return None;
    }
    let month = match word.get(..3)? {
        "jan" | "ene" | "gen" => 1,
        "feb" | "fev" => 2,
        "mar" | "mrz" => 3,
        "apr" | "avr" | "abr" => 4,
        "may" | "mai" | "mag" => 5,
        "jun" | "giu" => 6,
        "jul" | "lug" => 7,
        "aug" | "aou" | "ago" => 8,
        "sep" | "set" => 9,
        "oct" | "okt" | "ott" => 10,
        "nov" => 11,
        "dec" | "dez" | "dic" => 12,
        _ => match word.get(..4)? {
            "jaen" => 1,
            "maer" => 3,
            "juin" => 6,
            "juil" => 7,
            _ => return None,
        },
    };
    Some(month)
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
            "19800503.0",
            "19800503 123000",
            "03-MAY-1980",
        ] {
            assert_eq!(day(raw), expected, "{raw}");
        }
    }

    #[test]
    fn numbers_of_spreadsheets_are_days() {
        for (raw, digits) in [
            ("29344", b"19800503"),
            ("29344.0", b"19800503"),
            ("36585", b"20000229"),
            ("36586", b"20000301"),
            ("10000", b"19270518"),
            ("45658", b"20250101"),
        ] {
            assert_eq!(date_digits(raw, DayMonthOrder::DayFirst).as_ref(), Some(digits), "{raw}");
        }
        for raw in ["1980", "99999", "01067", "293441", "29344 5"] {
            assert_eq!(date_digits(raw, DayMonthOrder::DayFirst), None, "{raw}");
        }
        assert_eq!(day("29344"), None, "elsewhere a number is a number");
    }

    #[test]
    fn leap_days_exist_every_fourth_year_but_three_times_in_four_centuries() {
        for (year, exists) in [(1980, true), (1981, false), (1900, false), (2000, true)] {
            assert_eq!(Day::new(year, 2, 29).is_some(), exists, "{year}");
        }
        assert_eq!(Day::new(1980, 4, 31), None);
        assert_eq!(Day::new(1980, 0, 1), None);
    }

    #[test]
    fn words_around_a_date_do_not_hide_it() {
        assert_eq!(day("03-OCT-1980"), Day::new(1980, 10, 3));
        assert_eq!(day("SAT 3 MAY 1980"), Day::new(1980, 5, 3));
        assert_eq!(day("19800503T120000"), Day::new(1980, 5, 3));
        assert_eq!(day("martedì 3 maggio 1980"), Day::new(1980, 5, 3));
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

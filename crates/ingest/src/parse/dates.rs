//! Dates and times: the mapping's formats, ISO 8601 and its relatives, spreadsheet serial numbers.
//!
//! Formats made of numbers are read by a small reader of our own: it is fast, it forgives a missing
//! leading zero, and it can tell an impossible day (31.02.) from a text that is no date. Formats
//! with names of months or AM and PM are left to `jiff`.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;

use super::Problem;
use crate::reader::cell::Cell;

/// Reads dates of one field.
#[derive(Debug, Clone)]
pub(crate) struct DateReader {
    formats: Vec<Format>,
    /// The last year that two digits can mean.
    last_year: i16,
    counts_from_1904: bool,
}

/// Always understood, after the mapping's own. A date with points is day first wherever it is used.
const BUILT_IN: [&str; 6] = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d.%m.%y", "%Y%m%d"];

const NOT_A_DATE: Problem =
    Problem::unreadable("not a date in a known format: set `date_formats` in the mapping");
const LIKE_UNIX_TIME: Problem = Problem::unreadable(
    "a number like Unix time: if it is one, add \"%s\" to `date_formats` in the mapping",
);
const NO_SUCH_DAY: Problem = Problem::unreadable("there is no such day or time");
const ONLY_A_YEAR: Problem = Problem::unreadable("only a year, not a date");

/// The format of Unix time: the seconds since 1970, or the milliseconds, in UTC.
pub(crate) const UNIX_TIME: &str = "%s";

#[derive(Debug, Clone)]
enum Format {
    Unix,
    Numeric(Vec<Item>),
    Jiff { format: String, short_year: bool },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Literal(u8),
    Day,
    Month,
    Year,
    ShortYear,
    Hour,
    Minute,
    Second,
}

impl Format {
    fn new(format: &str) -> Self {
        match numeric(format) {
            _ if format == UNIX_TIME => Self::Unix,
            Some(items) => Self::Numeric(items),
            None => Self::Jiff { format: format.to_owned(), short_year: format.contains("%y") },
        }
    }
}

/// Whether a cell stands for no day: systems write zeros where they know none, `00000000` or `00.00.0000 00:00`.
pub(crate) fn is_no_day(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Number(number) => number == 0.0,
        Cell::Text(text) => {
            let is_mark = |byte: u8| matches!(byte, b'0' | b'.' | b'-' | b'/' | b':' | b' ' | b'T');
            text.contains('0') && text.bytes().all(is_mark)
        }
        _ => false,
    }
}

/// Whether a `strptime` format makes sense; why not, if not.
pub(crate) fn check_format(format: &str) -> Result<(), String> {
    if format == UNIX_TIME {
        return Ok(());
    }
    let example = jiff::civil::date(2024, 12, 31).at(23, 59, 58, 0);
    let written = jiff::fmt::strtime::format(format, example).map_err(|error| error.to_string())?;
    let read = DateReader::new(&[format], 2030, false).in_formats(&written);
    match read {
        Ok(Some(at)) if at.date() == example.date() => Ok(()),
        _ => Err("it does not give day, month and year".into()),
    }
}

/// The items of a format that has numbers only.
fn numeric(format: &str) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    let mut bytes = format.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            items.push(Item::Literal(byte));
            continue;
        }
        match bytes.next()? {
            b'd' => items.push(Item::Day),
            b'm' => items.push(Item::Month),
            b'Y' => items.push(Item::Year),
            b'y' => items.push(Item::ShortYear),
            b'H' => items.push(Item::Hour),
            b'M' => items.push(Item::Minute),
            b'S' => items.push(Item::Second),
            b'F' => items.extend(numeric("%Y-%m-%d")?),
            b'T' => items.extend(numeric("%H:%M:%S")?),
            b'R' => items.extend(numeric("%H:%M")?),
            _ => return None,
        }
    }
    Some(items)
}

/// The parts of a date as they were read, valid or not.
#[derive(Debug, Clone, Copy, Default)]
struct Parts {
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
    second: i8,
}

impl DateReader {
    /// `formats` are tried in order, before the built-in ones. Two-digit years are the last ones
    /// up to `last_year`.
    pub(crate) fn new(formats: &[&str], last_year: i16, counts_from_1904: bool) -> Self {
        let formats = formats.iter().chain(&BUILT_IN).map(|format| Format::new(format)).collect();
        Self { formats, last_year, counts_from_1904 }
    }

    /// Reads this format only, and serial numbers.
    pub(crate) fn only(format: &str, last_year: i16) -> Self {
        Self { formats: vec![Format::new(format)], last_year, counts_from_1904: false }
    }

    /// A civil date; a time of day is dropped.
    pub(crate) fn date(&self, cell: Cell<'_>) -> Result<Date, Problem> {
        self.timestamp(cell).map(DateTime::date)
    }

    /// A civil date and time; midnight where there is no time. Offsets such as `Z` or `+01:00` are
    /// dropped: times are taken as written.
    pub(crate) fn timestamp(&self, cell: Cell<'_>) -> Result<DateTime, Problem> {
        match cell {
            Cell::Date(at) => Ok(at),
            Cell::Number(number) if unix_time(number).is_some() => {
                let is_told = self.formats.iter().any(|format| matches!(format, Format::Unix));
                unix_time(number).filter(|_| is_told).ok_or(LIKE_UNIX_TIME)
            }
            Cell::Number(number) => self.serial(number),
            Cell::Text(text) => match self.in_formats(text)? {
                Some(at) => Ok(at),
                None if is_unix_time(text) => Err(LIKE_UNIX_TIME),
                None => self.serial(written_serial(text).ok_or(NOT_A_DATE)?),
            },
            _ => Err(NOT_A_DATE),
        }
    }

    /// The first format that fits. If none does, but one would if the day existed, that is said.
    fn in_formats(&self, text: &str) -> Result<Option<DateTime>, Problem> {
        let mut impossible = false;
        for format in &self.formats {
            let fitting = match format {
                Format::Unix => written_unix_time(text).map(Ok),
                Format::Numeric(items) => self.numeric(items, text),
                Format::Jiff { format, short_year } => self.jiff(format, *short_year, text),
            };
            match fitting {
                Some(Ok(at)) => return Ok(Some(at)),
                Some(Err(_)) => impossible = true,
                None => {}
            }
        }
        if impossible { Err(NO_SUCH_DAY) } else { Ok(None) }
    }

    /// None if the text does not have the format's shape.
    fn numeric(&self, items: &[Item], text: &str) -> Option<Result<DateTime, Problem>> {
        let mut rest = text.as_bytes();
        let mut parts = Parts { month: 1, day: 1, ..Parts::default() };
        let mut has_time = false;
        for item in items {
            match item {
                Item::Literal(b' ') => {
                    let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
                    rest = &rest[spaces..];
                }
                Item::Literal(byte) => rest = rest.strip_prefix(&[*byte])?,
                Item::Year => parts.year = digits(&mut rest, 4, 4)?,
                Item::ShortYear => parts.year = self.full_year(digits(&mut rest, 2, 2)?),
                Item::Month => parts.month = digits(&mut rest, 1, 2)? as i8,
                Item::Day => parts.day = digits(&mut rest, 1, 2)? as i8,
                Item::Hour => {
                    has_time = true;
                    parts.hour = digits(&mut rest, 1, 2)? as i8;
                }
                Item::Minute => parts.minute = digits(&mut rest, 1, 2)? as i8,
                Item::Second => parts.second = digits(&mut rest, 1, 2)? as i8,
            }
        }
        let nanosecond = trailing_time(rest, has_time, &mut parts)?;
        let Parts { year, month, day, hour, minute, second } = parts;
        let at = DateTime::new(year, month, day, hour, minute, second, nanosecond);
        Some(at.map_err(|_| NO_SUCH_DAY))
    }

    fn jiff(
        &self,
        format: &str,
        short_year: bool,
        text: &str,
    ) -> Option<Result<DateTime, Problem>> {
        let read = BrokenDownTime::parse(format, text).ok()?;
        let Ok(date) = read.to_date() else { return Some(Err(NO_SUCH_DAY)) };
        let time = read.to_time().unwrap_or(Time::midnight());
        if !short_year {
            return Some(Ok(date.to_datetime(time)));
        }
        let year = self.full_year(date.year().rem_euclid(100));
        let date = Date::new(year, date.month(), date.day()).map_err(|_| NO_SUCH_DAY);
        Some(date.map(|date| date.to_datetime(time)))
    }

    /// The last year up to `last_year` that ends in these two digits.
    const fn full_year(&self, two_digits: i16) -> i16 {
        let century = self.last_year - self.last_year % 100;
        if century + two_digits <= self.last_year {
            century + two_digits
        } else {
            century + two_digits - 100
        }
    }

    /// A spreadsheet's serial number: days, with the time of day as a fraction.
    fn serial(&self, number: f64) -> Result<DateTime, Problem> {
        /// What people type when they only know the year. As serial numbers these are days of
        /// 1904 to 1906.
        const YEARS: std::ops::RangeInclusive<f64> = 1800.0..=2200.0;
        /// The last day that spreadsheets know: 31 December 9999.
        const LAST_DAY: f64 = 2_958_466.0;
        if number.fract() == 0.0 && YEARS.contains(&number) {
            return Err(ONLY_A_YEAR);
        }
        if !(1.0..LAST_DAY).contains(&number) {
            return Err(NOT_A_DATE);
        }
        let days = number.floor();
        let epoch = if self.counts_from_1904 {
            jiff::civil::date(1904, 1, 1)
        } else if days < 60.0 {
            jiff::civil::date(1899, 12, 31)
        } else {
            // Spreadsheets count a 29 February 1900, which was not.
            jiff::civil::date(1899, 12, 30)
        };
        let seconds = ((number - days) * 86_400.0).round() as i64;
        let span = jiff::Span::new().days(days as i64).seconds(seconds);
        epoch.to_datetime(Time::midnight()).checked_add(span).map_err(|_| NOT_A_DATE)
    }
}

/// A serial number as text, with either decimal sign. One with a fraction is of a day after 1927: `5.1990` is a month.
fn written_serial(text: &str) -> Option<f64> {
    let (days, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let is_whole = days.len() == text.len();
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let plausible = (is_whole || days.len() >= 5) && are_digits(days) && are_digits(fraction);
    format!("{days}.{fraction}").parse().ok().filter(|_| plausible)
}

/// Whether a text can be Unix time.
pub(crate) fn is_unix_time(text: &str) -> bool {
    written_unix_time(text).is_some()
}

fn written_unix_time(text: &str) -> Option<DateTime> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_long = matches!(whole.len(), 10 | 13 | 16);
    let plausible = is_long && are_digits(whole) && are_digits(fraction);
    unix_time(text.parse().ok().filter(|_| plausible)?)
}

/// A number as seconds, milliseconds or microseconds since 1970, if that is a day of this century.
fn unix_time(number: f64) -> Option<DateTime> {
    /// 9 September 2001, from which on there are ten digits, to the end of 2099.
    const SECONDS: std::ops::Range<f64> = 1e9..4_102_444_800.0;
    let in_seconds = [1.0, 1e3, 1e6].map(|unit| number / unit);
    let seconds = in_seconds.into_iter().find(|seconds| SECONDS.contains(seconds))?;
    let milliseconds = (seconds * 1_000.0).floor();
    let span = jiff::Span::new().milliseconds(milliseconds as i64);
    jiff::civil::date(1970, 1, 1).to_datetime(Time::midnight()).checked_add(span).ok()
}

/// Takes `least` to `most` digits off the front.
fn digits(rest: &mut &[u8], least: usize, most: usize) -> Option<i16> {
    let length = rest.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    if length < least {
        return None;
    }
    let (taken, behind) = rest.split_at(length);
    *rest = behind;
    Some(taken.iter().fold(0, |number, byte| number * 10 + i16::from(byte - b'0')))
}

/// Reads what may follow a date that a format has read: a time, fractions of a second, an offset.
/// Gives the nanoseconds; none if something else follows.
fn trailing_time(mut rest: &[u8], has_time: bool, parts: &mut Parts) -> Option<i32> {
    if rest.is_empty() {
        return Some(0);
    }
    if !has_time {
        rest = rest.strip_prefix(b"T").or_else(|| rest.strip_prefix(b" "))?.trim_ascii_start();
        parts.hour = digits(&mut rest, 1, 2)? as i8;
        // `14.35` and `14h35` behind a day are times, too.
        let [sign @ (b':' | b'.' | b'h'), behind @ ..] = rest else { return None };
        rest = behind;
        parts.minute = digits(&mut rest, 2, 2)? as i8;
        if let Some(behind) = rest.strip_prefix(&[*sign]) {
            rest = behind;
            parts.second = digits(&mut rest, 2, 2)? as i8;
        }
    }
    let mut nanosecond = 0;
    if let Some(fraction) = rest.strip_prefix(b".").or_else(|| rest.strip_prefix(b",")) {
        let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let digit = |place: usize| fraction[..length].get(place).map_or(0, |b| i32::from(b - b'0'));
        nanosecond = (0..9).fold(0, |number, place| number * 10 + digit(place));
        rest = &fraction[length..];
    }
    is_offset(rest).then_some(nanosecond)
}

/// Nothing, `Z`, `UTC`, or an offset such as `+01:00` or `-0530`.
fn is_offset(rest: &[u8]) -> bool {
    match rest.trim_ascii() {
        b"" | b"Z" | b"z" | b"UTC" => true,
        [b'+' | b'-', offset @ ..] => {
            (2..=5).contains(&offset.len())
                && offset.iter().all(|byte| byte.is_ascii_digit() || *byte == b':')
        }
        _ => false,
    }
}

/// Says so if a cell that should hold a text is a date, or reads as spreadsheets write the date that
/// they make of `3-4` or `12/3`: `03. Apr`, `Mrz 12`.
pub(crate) fn mistaken(cell: Cell<'_>) -> Result<(), Problem> {
    let is_date = match cell {
        Cell::Date(_) => true,
        Cell::Text(text) => is_day_and_month(text),
        _ => false,
    };
    if is_date { Err(Problem::Damaged("a spreadsheet has made a date of this")) } else { Ok(()) }
}

/// Months as spreadsheets shorten them, in English and German.
const MONTHS: [&str; 17] = [
    "jan", "feb", "mar", "mär", "mrz", "apr", "may", "mai", "jun", "jul", "aug", "sep", "oct",
    "okt", "nov", "dec", "dez",
];

fn is_day_and_month(text: &str) -> bool {
    if text.len() > 10 {
        return false;
    }
    let mut parts = text.split(['.', '-', ' ']).filter(|part| !part.is_empty());
    let (Some(one), Some(other), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let is_number = |part: &str| part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    let is_month = |part: &str| MONTHS.contains(&part.to_lowercase().as_str());
    (is_number(one) && is_month(other)) || (is_month(one) && is_number(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn read(formats: &[&str], text: &str) -> Result<DateTime, Problem> {
        DateReader::new(formats, 2027, false).timestamp(Cell::Text(text))
    }

    fn day(text: &str) -> Result<Date, Problem> {
        read(&[], text).map(DateTime::date)
    }

    #[test]
    fn iso_and_dates_with_points_need_no_format() {
        let wanted = date(1985, 3, 4);
        for text in ["1985-03-04", "19850304", "04.03.1985", "4.3.1985", "04.03.85", "1985/03/04"] {
            assert_eq!(day(text), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn a_time_may_follow_in_any_usual_form() {
        let wanted = date(2024, 5, 1).at(13, 45, 0, 0);
        for text in [
            "2024-05-01T13:45:00Z",
            "2024-05-01 13:45",
            "01.05.2024 13:45:00",
            "2024-05-01T13:45:00+01:00",
        ] {
            assert_eq!(read(&[], text), Ok(wanted), "{text}");
        }
        assert_eq!(
            read(&[], "2024-05-01T13:45:00.250"),
            Ok(date(2024, 5, 1).at(13, 45, 0, 250_000_000))
        );
    }

    #[test]
    fn a_point_or_an_h_may_stand_between_hours_and_minutes_behind_a_day() {
        let wanted = date(2026, 3, 5).at(14, 35, 0, 0);
        for text in
            ["05/03/2026 14.35", "05.03.2026 14.35", "2026-03-05 14h35", "05/03/2026 14.35.00"]
        {
            assert_eq!(read(&["%d/%m/%Y"], text), Ok(wanted), "{text}");
        }
        for text in ["05/03/2026 14.3", "05/03/2026 14.355", "05/03/2026 14", "14.35"] {
            assert_eq!(read(&["%d/%m/%Y"], text), Err(NOT_A_DATE), "{text}");
        }
        assert_eq!(read(&["%d/%m/%Y"], "05/03/2026 14.75"), Err(NO_SUCH_DAY));
    }

    #[test]
    fn the_mapping_decides_between_day_and_month() {
        assert_eq!(read(&["%d/%m/%Y"], "03/04/1985"), Ok(date(1985, 4, 3).at(0, 0, 0, 0)));
        assert_eq!(read(&["%m/%d/%Y"], "03/04/1985"), Ok(date(1985, 3, 4).at(0, 0, 0, 0)));
        assert_eq!(day("03/04/1985"), Err(NOT_A_DATE));
    }

    #[test]
    fn zeros_are_no_day() {
        for zeros in
            ["00000000", "0", "00.00.0000", "0000-00-00 00:00:00", "00/00/00", "0000-00-00T00:00"]
        {
            assert!(is_no_day(Cell::Text(zeros)), "{zeros}");
        }
        for other in ["", "-", "10000000", "01.01.1900", "0 Tage"] {
            assert!(!is_no_day(Cell::Text(other)), "{other}");
        }
        assert!(is_no_day(Cell::Number(0.0)) && !is_no_day(Cell::Number(1.0)));
    }

    #[test]
    fn names_of_months_and_twelve_hour_clocks_are_read() {
        assert_eq!(read(&["%b %d, %Y"], "Mar 4, 1985"), Ok(date(1985, 3, 4).at(0, 0, 0, 0)));
        assert_eq!(
            read(&["%m/%d/%Y %I:%M %p"], "3/4/1985 1:05 PM"),
            Ok(date(1985, 3, 4).at(13, 5, 0, 0))
        );
    }

    #[test]
    fn impossible_days_are_told_from_texts_that_are_no_dates() {
        assert_eq!(day("31.02.1980"), Err(NO_SUCH_DAY));
        assert_eq!(day("2024-13-01"), Err(NO_SUCH_DAY));
        assert_eq!(day("soon"), Err(NOT_A_DATE));
        assert_eq!(day("1985"), Err(ONLY_A_YEAR));
    }

    #[test]
    fn two_digits_mean_the_last_such_year() {
        assert_eq!(day("01.02.27"), Ok(date(2027, 2, 1)));
        assert_eq!(day("01.02.28"), Ok(date(1928, 2, 1)));
        assert_eq!(read(&["%d %b %y"], "01 Feb 85"), Ok(date(1985, 2, 1).at(0, 0, 0, 0)));
    }

    #[test]
    fn serial_numbers_count_from_1900_or_1904() {
        assert_eq!(day("44197"), Ok(date(2021, 1, 1)));
        assert_eq!(day("44197.5"), Ok(date(2021, 1, 1)));
        assert_eq!(day("44197,5"), Ok(date(2021, 1, 1)));
        assert_eq!(day("5.1990"), Err(NOT_A_DATE));
        assert_eq!(day("5,1990"), Err(NOT_A_DATE));
        let from_1904 = DateReader::new(&[], 2027, true);
        assert_eq!(from_1904.date(Cell::Number(42_735.0)), Ok(date(2021, 1, 1)));
        let from_1900 = DateReader::new(&[], 2027, false);
        assert_eq!(from_1900.date(Cell::Number(1.0)), Ok(date(1900, 1, 1)));
        assert_eq!(from_1900.date(Cell::Number(61.0)), Ok(date(1900, 3, 1)));
        assert_eq!(
            from_1900.timestamp(Cell::Number(44_197.75)),
            Ok(date(2021, 1, 1).at(18, 0, 0, 0))
        );
    }

    #[test]
    fn unix_time_is_read_where_the_mapping_says_so() {
        let wanted = date(2025, 1, 1).at(12, 0, 0, 0);
        let milliseconds = date(2025, 1, 1).at(12, 0, 0, 250_000_000);
        for formats in [vec!["%s"], vec!["%d/%m/%Y", "%s"]] {
            assert_eq!(read(&formats, "1735732800"), Ok(wanted));
            assert_eq!(read(&formats, "1735732800250"), Ok(milliseconds));
            assert_eq!(read(&formats, "2025-01-01 12:00"), Ok(wanted));
            let reader = DateReader::new(&formats, 2027, false);
            assert_eq!(reader.timestamp(Cell::Number(1_735_732_800.0)), Ok(wanted));
            assert_eq!(reader.timestamp(Cell::Number(1_735_732_800_250.0)), Ok(milliseconds));
            assert_eq!(reader.date(Cell::Number(44_197.0)), Ok(date(2021, 1, 1)));
        }
        assert_eq!(day("1735732800"), Err(LIKE_UNIX_TIME));
        assert_eq!(
            DateReader::new(&[], 2027, false).timestamp(Cell::Number(1_735_732_800.0)),
            Err(LIKE_UNIX_TIME)
        );
        assert_eq!(read(&["%s"], "9735732800"), Err(NOT_A_DATE), "a phone number");
    }

    #[test]
    fn a_format_that_gives_no_date_is_refused_before_it_is_used() {
        assert_eq!(check_format("%d.%m.%Y"), Ok(()));
        assert_eq!(check_format("%m/%d/%y %I:%M %p"), Ok(()));
        assert_eq!(check_format("%s"), Ok(()));
        assert!(check_format("%H:%M").is_err());
        assert!(check_format("%Q%").is_err());
        assert!(check_format("dd.mm.yyyy").is_err());
    }

    proptest! {
        #[test]
        fn written_dates_come_back(
            days in -200_000i32..2_900_000,
            seconds in 0i32..86_400,
            format in prop::sample::select(vec![
                "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%d.%m.%Y %H:%M:%S",
                "%d/%m/%Y %H:%M:%S", "%b %d %Y %I:%M:%S %p",
            ]),
        ) {
            let at = date(1970, 1, 1).to_datetime(Time::midnight())
                + jiff::Span::new().days(days).seconds(seconds);
            prop_assume!(at.year() >= 1000);
            prop_assert_eq!(read(&[format], &at.strftime(format).to_string()), Ok(at));
        }

        #[test]
        fn serial_numbers_come_back(days in 61i64..2_900_000) {
            prop_assume!(!(1800..=2200).contains(&days));
            let wanted = date(1899, 12, 30) + jiff::Span::new().days(days);
            let reader = DateReader::new(&[], 2027, false);
            prop_assert_eq!(reader.date(Cell::Number(days as f64)), Ok(wanted));
        }
    }
}

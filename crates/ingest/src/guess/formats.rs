//! How the dates and numbers of a table are written.

use crate::parse::dates::{DateReader, UNIX_TIME, is_no_day};
use crate::reader::cell::Cell;

use super::shape::{Column, OTHER_FORMATS};

/// Share of values that the formats at hand may fail to read.
const FEW: f32 = 0.02;
/// Formats of one column, at most.
const MOST_FORMATS: usize = 3;

/// How many values need day before month, and month before day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct DayMonth {
    pub(super) day_first: usize,
    pub(super) month_first: usize,
    /// Values with slashes or hyphens that can be both.
    pub(super) open: usize,
}

impl DayMonth {
    /// Counts a column's values that are numbers between slashes or hyphens.
    pub(super) fn count(&mut self, column: &Column) {
        for value in &column.sample {
            let mut parts = value.split(['/', '-']);
            let number = |part: Option<&str>| part.filter(|p| p.len() <= 2)?.parse::<u8>().ok();
            let (Some(first), Some(second)) = (number(parts.next()), number(parts.next())) else {
                continue;
            };
            match (first > 12, second > 12) {
                (true, false) => self.day_first += 1,
                (false, true) => self.month_first += 1,
                _ => self.open += 1,
            }
        }
    }

    /// Whether the month comes first; none if no value tells.
    pub(super) fn is_month_first(self) -> Option<bool> {
        match (self.day_first, self.month_first) {
            (0, 0) => None,
            (day, month) => Some(month > day),
        }
    }
}

/// Times as systems log them: digits only. Some are as long as Unix time.
const LOGGED: [&str; 6] =
    ["%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d%H", "%y%m%d%H%M%S", "%y%m%d%H%M", "%d%m%y%H%M"];

/// How the times of a log are written that have nothing but digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Logged {
    In(&'static str),
    /// In several formats, which tell other days.
    Unclear,
}

/// The format of the times of a log; none if the values are none. Of two formats that fit, that one is
/// meant which tells days of fewer years: `2502071350` is of 2025, as are those around it.
fn logged<S: AsRef<str>>(values: &[S]) -> Option<Logged> {
    const YEARS: std::ops::RangeInclusive<i16> = 1990..=2040;
    let lengths =
        |format: &str| if format.contains("%Y") { format.len() + 2 } else { format.len() };
    let years = |format: &'static str| {
        let reader = DateReader::only(format, 2040);
        let mut years: Vec<i16> = vec![];
        for value in values {
            let value = value.as_ref();
            let digits = value.bytes().all(|byte| byte.is_ascii_digit());
            let fits = digits && value.len() == lengths(format);
            let at = fits.then(|| reader.timestamp(Cell::Text(value)).ok())??;
            years.push(at.year());
        }
        years.sort_unstable();
        years.dedup();
        years.iter().all(|year| YEARS.contains(year)).then_some((years.len(), format))
    };
    let mut found: Vec<(usize, &'static str)> = LOGGED.into_iter().filter_map(years).collect();
    found.sort_by_key(|(years, _)| *years);
    match found[..] {
        [] => None,
        _ if values.is_empty() => None,
        [(one, _), (other, _), ..] if one == other => Some(Logged::Unclear),
        [(_, format), ..] => Some(Logged::In(format)),
    }
}

/// Whether the values are times of a log, in whatever format.
pub(super) fn are_logged<S: AsRef<str>>(values: &[S]) -> bool {
    logged(values).is_some()
}

/// The formats that are needed to read a column's dates, beside those always understood.
pub(super) fn date_formats(column: &Column, month_first: bool) -> Vec<&'static str> {
    match logged(&column.sample) {
        Some(Logged::In(format)) => return vec![format],
        Some(Logged::Unclear) => return vec![],
        None => {}
    }
    let unread = |formats: &[&str]| count_unread(column, formats);
    let enough = (column.sample.len() as f32 * FEW) as usize;
    let fits = |format: &&'static str| {
        let month = format.find("%m").unwrap_or(usize::MAX);
        let day = format.find("%d").unwrap_or(usize::MAX);
        let numeric = month != usize::MAX;
        !numeric || (month < day) == month_first
    };
    let unix_is_plausible = are_of_unix_time(&column.sample);
    let candidates = OTHER_FORMATS.into_iter().filter(fits);
    let candidates: Vec<&'static str> =
        candidates.filter(|format| unix_is_plausible || *format != UNIX_TIME).collect();
    let mut formats: Vec<&'static str> = vec![];
    let mut left = unread(&formats);
    while left > enough && formats.len() < MOST_FORMATS {
        let with = |format: &&'static str| {
            let mut more = formats.clone();
            more.push(format);
            unread(&more)
        };
        // Of equals the first, as the list begins with what is most usual.
        let Some(best) = candidates.iter().min_by_key(|format| with(format)) else { break };
        let after = with(best);
        if after == left {
            break;
        }
        formats.push(best);
        left = after;
    }
    formats
}

/// The formats of a column that stands alone, as that of another file does; none if nothing tells whether day or month
/// comes first, or hardly all of it is read.
pub(super) fn own_formats(column: &Column) -> Option<Vec<&'static str>> {
    let mut order = DayMonth::default();
    order.count(column);
    let month_first = match (order.day_first, order.month_first, order.open) {
        (0, 0, 0) | (1.., 0, _) => false,
        (0, 1.., _) => true,
        _ => return None,
    };
    let formats = date_formats(column, month_first);
    (unread(column, &formats) <= FEW).then_some(formats)
}

/// Whether numbers like Unix time are of years that a contact can be of.
fn are_of_unix_time(values: &[String]) -> bool {
    const LAST_YEAR: i16 = 2040;
    let reader = DateReader::only(UNIX_TIME, LAST_YEAR);
    let mut read = values.iter().filter_map(|value| reader.timestamp(Cell::Text(value)).ok());
    read.all(|at| at.year() <= LAST_YEAR)
}

/// Share of a column's values that are read as no date.
pub(super) fn unread(column: &Column, formats: &[&str]) -> f32 {
    count_unread(column, formats) as f32 / column.sample.len().max(1) as f32
}

fn count_unread(column: &Column, formats: &[&str]) -> usize {
    let reader = DateReader::new(formats, 2060, false);
    let is_unread = |value: &&String| {
        let cell = Cell::Text(value);
        !is_no_day(cell) && reader.timestamp(cell).is_err()
    };
    column.sample.iter().filter(is_unread).count()
}

/// Share of the times in `times` that are not read behind a day of `days`, as joined columns are; none if no day is
/// read.
pub(super) fn unread_times(days: &Column, times: &Column, formats: &[&str]) -> Option<f32> {
    let reader = DateReader::new(formats, 2060, false);
    let is_read = |text: &str| reader.timestamp(Cell::Text(text)).is_ok();
    let day = days.sample.iter().find(|day| is_read(day))?;
    let unread = times.sample.iter().filter(|time| !is_read(&format!("{day} {time}"))).count();
    Some(unread as f32 / times.sample.len().max(1) as f32)
}

/// The decimal sign of the values, if all that have decimals agree.
pub(super) fn decimal_sign<'a>(values: impl Iterator<Item = &'a str>) -> Option<char> {
    let (mut commas, mut points) = (0, 0);
    for value in values {
        let value = value.trim_end_matches(|c: char| !c.is_ascii_digit());
        let Some(at) = value.rfind([',', '.']) else { continue };
        let (sign, decimals) = (value.as_bytes()[at], value.len() - at - 1);
        let both = value.contains(',') && value.contains('.');
        let number = value.chars().all(|c| c.is_ascii_digit() || " .,'-+€$£".contains(c));
        if !number || (decimals == 3 && !both) {
            continue;
        }
        if sign == b',' { commas += 1 } else { points += 1 }
    }
    match (commas, points) {
        (0, 0) => None,
        (_, 0) => Some(','),
        (0, _) => Some('.'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[&str]) -> Column {
        let mut column = Column::new("x");
        for value in values {
            column.push(value);
        }
        column
    }

    #[test]
    fn a_day_above_twelve_decides_between_day_and_month() {
        let mut order = DayMonth::default();
        order.count(&column(&["03/04/2024", "12/31/2024"]));
        assert_eq!(order.is_month_first(), Some(true));
        let mut order = DayMonth::default();
        order.count(&column(&["03/04/2024", "05/06/2024"]));
        assert_eq!((order.is_month_first(), order.open), (None, 2));
    }

    #[test]
    fn only_formats_that_are_not_always_understood_are_written() {
        assert!(date_formats(&column(&["2024-05-01", "01.05.2024 13:45"]), false).is_empty());
        assert_eq!(date_formats(&column(&["31/12/2024", "01/05/2024"]), false), ["%d/%m/%Y"]);
        assert_eq!(
            date_formats(&column(&["3/4/2024 1:05 PM", "12/31/2024 11:00 AM"]), true),
            ["%m/%d/%Y %I:%M %p"]
        );
        assert_eq!(
            date_formats(&column(&["31/12/2024 09:15", "01/05/2024 10:00"]), false),
            ["%d/%m/%Y"]
        );
        assert_eq!(date_formats(&column(&["Mar 4, 1985", "May 12, 1990"]), false), ["%b %d, %Y"]);
        assert_eq!(date_formats(&column(&["2025-01-01T08:00:00Z", "1735732800"]), false), ["%s"]);
    }

    #[test]
    fn zeros_are_no_dates_that_are_not_read() {
        let column = column(&["19800312", "00000000", "19710523", "00.00.0000"]);
        assert_eq!((unread(&column, &[]), date_formats(&column, false)), (0.0, vec![]));
    }

    #[test]
    fn times_are_read_behind_a_day_or_counted() {
        let days = column(&["soon", "05/03/2026"]);
        let unread = |times: &[&str], formats| unread_times(&days, &column(times), formats);
        assert_eq!(unread(&["14.35", "9.05", "10:07"], &["%d/%m/%Y"]), Some(0.0));
        assert_eq!(unread(&["1435", "905"], &["%d/%m/%Y"]), Some(1.0));
        assert_eq!(unread(&["14.35"], &[]), None);
    }

    #[test]
    fn a_column_alone_has_formats_where_it_tells_their_order() {
        let formats = |values: &[&str]| own_formats(&column(values));
        assert_eq!(formats(&["03/07/1980", "25/12/1971"]), Some(vec!["%d/%m/%Y"]));
        assert_eq!(formats(&["03/07/1980", "12/25/1971"]), Some(vec!["%m/%d/%Y"]));
        assert_eq!(formats(&["1980-07-03", "03.07.1980"]), Some(vec![]));
        assert_eq!(formats(&["03/07/1980", "04/08/1971"]), None);
        assert_eq!(formats(&["25/12/1980", "12/25/1971"]), None);
    }

    #[test]
    fn times_of_a_log_are_no_unix_time() {
        let formats = |values: &[&str]| date_formats(&column(values), false);
        assert_eq!(formats(&["2502071350", "2503110905", "2411300000"]), ["%y%m%d%H%M"]);
        assert_eq!(formats(&["2025020713", "2025031109"]), ["%Y%m%d%H"]);
        assert_eq!(formats(&["0702251350", "1103250905", "3011250000"]), ["%d%m%y%H%M"]);
        assert_eq!(formats(&["20250207135059", "20250311090500"]), ["%Y%m%d%H%M%S"]);
        assert_eq!(formats(&["202502071350", "202503110905"]), ["%Y%m%d%H%M"]);
        // Which of both?
        assert!(formats(&["2502251350"]).is_empty());
        assert_eq!(formats(&["1738936200", "1739036100"]), ["%s"]);
        assert_eq!(formats(&["1738936200.25", "1739036100.0"]), ["%s"]);
        assert_eq!(formats(&["1738936200123456", "1739036100000000"]), ["%s"]);
        // Days of 2063.
        assert!(formats(&["2950000000", "2960000000"]).is_empty());
    }

    #[test]
    fn the_decimal_sign_is_what_all_values_agree_on() {
        assert_eq!(decimal_sign(["1.234,50", "12"].into_iter()), Some(','));
        assert_eq!(decimal_sign(["12.5", "1,234"].into_iter()), Some('.'));
        assert_eq!(decimal_sign(["1.234", "2.000"].into_iter()), None);
        assert_eq!(decimal_sign(["1,5", "1.5"].into_iter()), None);
    }
}

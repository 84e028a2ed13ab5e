//! How the dates and numbers of a table are written.

use crate::parse::dates::DateReader;
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

/// The formats that are needed to read a column's dates, beside those always understood.
pub(super) fn date_formats(column: &Column, month_first: bool) -> Vec<&'static str> {
    let unread = |formats: &[&str]| count_unread(column, formats);
    let enough = (column.sample.len() as f32 * FEW) as usize;
    let fits = |format: &&'static str| {
        let month = format.find("%m").unwrap_or(usize::MAX);
        let day = format.find("%d").unwrap_or(usize::MAX);
        let numeric = month != usize::MAX;
        !numeric || (month < day) == month_first
    };
    let candidates: Vec<&'static str> = OTHER_FORMATS.into_iter().filter(fits).collect();
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

/// Share of a column's values that are read as no date.
pub(super) fn unread(column: &Column, formats: &[&str]) -> f32 {
    count_unread(column, formats) as f32 / column.sample.len().max(1) as f32
}

fn count_unread(column: &Column, formats: &[&str]) -> usize {
    let reader = DateReader::new(formats, 2060, false);
    column.sample.iter().filter(|value| reader.timestamp(Cell::Text(value)).is_err()).count()
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
    fn the_decimal_sign_is_what_all_values_agree_on() {
        assert_eq!(decimal_sign(["1.234,50", "12"].into_iter()), Some(','));
        assert_eq!(decimal_sign(["12.5", "1,234"].into_iter()), Some('.'));
        assert_eq!(decimal_sign(["1.234", "2.000"].into_iter()), None);
        assert_eq!(decimal_sign(["1,5", "1.5"].into_iter()), None);
    }
}

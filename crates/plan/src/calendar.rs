//! Working days: Monday to Friday. Public holidays differ by site and are left to the people who
//! fill in the last detail.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Whether people work on that day.
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The day itself, or the next working day.
pub fn on_or_after(mut day: Date) -> Date {
    while !is_working_day(day) {
        day = next(day);
    }
    day
}

/// The day itself, or the working day before it.
pub fn on_or_before(mut day: Date) -> Date {
    while !is_working_day(day) {
        day = day.yesterday().unwrap_or(day);
    }
    day
}

/// The first working day after `day`.
pub fn after(day: Date) -> Date {
    on_or_after(next(day))
}

/// The last of `days` working days of which the first is `first`.
pub fn last_of(first: Date, days: u32) -> Date {
    let mut day = on_or_after(first);
    let (weeks, rest) = ((days.max(1) - 1) / 5, (days.max(1) - 1) % 5);
    day = day.saturating_add(i64::from(weeks).weeks());
    for _ in 0..rest {
        day = after(day);
    }
    day
}

/// Working days from `first` to `last`, both included; 0 if there is none.
pub fn between(first: Date, last: Date) -> u32 {
    let (first, last) = (on_or_after(first), on_or_before(last));
    if last < first {
        return 0;
    }
    let days = (last - first).get_days() as u32;
    let weekday = first.weekday().to_monday_zero_offset() as u32;
    // Each weekend that is passed on the way takes two days.
    let weekends = (weekday + days) / 7;
    days + 1 - 2 * weekends
}

/// The last working day of so many calendar months from `start`; a century is the most.
pub fn end_of(start: Date, months: u32) -> Date {
    let end = start.saturating_add(i64::from(months.min(1_200)).months());
    on_or_before(end.yesterday().unwrap_or(end))
}

/// At the end of time the calendar stands still instead of failing.
fn next(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_week_of_work_from_monday_ends_on_friday() {
        assert_eq!(last_of(date(2027, 1, 4), 5), date(2027, 1, 8));
        assert_eq!(last_of(date(2027, 1, 4), 6), date(2027, 1, 11));
        assert_eq!(last_of(date(2027, 1, 9), 1), date(2027, 1, 11));
    }

    #[test]
    fn ten_months_from_january_end_before_november() {
        assert_eq!(end_of(date(2027, 1, 4), 10), date(2027, 11, 3));
    }

    proptest! {
        #[test]
        fn counting_and_adding_agree(offset in 0i64..3000, days in 1u32..400) {
            let first = on_or_after(date(2027, 1, 1).saturating_add(offset.days()));
            let last = last_of(first, days);
            prop_assert!(is_working_day(last));
            prop_assert_eq!(between(first, last), days);
        }
    }
}

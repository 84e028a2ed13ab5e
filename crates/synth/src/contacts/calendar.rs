//! When people call: the year before the export, by day of the week and hour of the day.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

use crate::random::{Dice, Zipf};

/// The first day of the exported year.
pub(crate) const FIRST_DAY: Date = date(2025, 11, 1);
/// Days exported.
pub(crate) const DAYS: i64 = 365;
const MINUTES_A_DAY: i64 = 1_440;

/// Contacts by hour of the day, from midnight.
const HOURS: [u32; 24] =
    [0, 0, 0, 0, 0, 0, 1, 14, 62, 96, 108, 100, 72, 70, 86, 92, 84, 66, 38, 18, 4, 1, 0, 0];

/// Moments of the year are minutes from its first midnight.
pub(crate) type Moment = i64;

/// Stories begin on days drawn by this law.
pub(crate) struct Calendar {
    days: Zipf,
}

impl Calendar {
    pub(crate) fn new() -> Self {
        Self { days: Zipf::weighted((0..DAYS).map(weight)) }
    }

    /// The day on which a share of the year's stories has begun.
    pub(crate) fn day_of_share(&self, share: f64) -> i64 {
        self.days.at_share(share) as i64
    }
}

/// How busy a day is.
fn weight(day: i64) -> f64 {
    let date = date_of(day);
    let holiday = matches!((date.month(), date.day()), (12, 24..=26 | 31) | (1 | 5, 1) | (10, 3));
    let of_week = match date.weekday() {
        Weekday::Monday => 120.0,
        Weekday::Tuesday => 108.0,
        Weekday::Wednesday => 102.0,
        Weekday::Thursday => 100.0,
        Weekday::Friday => 90.0,
        Weekday::Saturday => 26.0,
        Weekday::Sunday => 3.0,
    };
    // Registration peaks in spring, holidays in summer, tyres in autumn.
    let of_season = [0.95, 0.98, 1.12, 1.10, 1.02, 0.97, 0.88, 0.84, 1.02, 1.15, 1.06, 0.90];
    let season = of_season[date.month() as usize - 1];
    if holiday { 3.0 } else { of_week * season }
}

pub(crate) fn date_of(day: i64) -> Date {
    FIRST_DAY.checked_add(day.days()).unwrap_or(FIRST_DAY)
}

/// A minute of the day: office hours, or any for what is written at home.
pub(crate) fn moment_on(day: i64, written: bool, dice: &mut Dice) -> Moment {
    let hour = if written && dice.chance(0.3) {
        dice.between(6, 23)
    } else {
        dice.weighted(&HOURS) as i64
    };
    day * MINUTES_A_DAY + hour * 60 + dice.between(0, 59)
}

/// The same or the next day on which calls are taken: no Sundays.
pub(crate) fn open_day(day: i64) -> i64 {
    if date_of(day).weekday() == Weekday::Sunday { day + 1 } else { day }
}

/// Day and minute of the day.
pub(crate) fn split(moment: Moment) -> (Date, i64) {
    (date_of(moment / MINUTES_A_DAY), moment % MINUTES_A_DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::EXPORT_DAY;
    use crate::random::Subject;

    #[test]
    fn the_year_ends_with_the_export() {
        assert_eq!(date_of(DAYS - 1), EXPORT_DAY);
    }

    #[test]
    fn mondays_are_busy_sundays_and_christmas_are_not() {
        let monday = (0..DAYS).find(|&d| date_of(d).weekday() == Weekday::Monday).unwrap();
        assert!(weight(monday) > 30.0 * weight(monday + 6));
        let christmas = (0..DAYS).find(|&d| date_of(d) == date(2025, 12, 25)).unwrap();
        assert!(weight(christmas) < 5.0);
    }

    #[test]
    fn shares_of_the_year_rise_from_the_first_to_the_last_day() {
        let calendar = Calendar::new();
        let days: Vec<i64> =
            (0..1_000).map(|i| calendar.day_of_share(f64::from(i) / 1_000.0)).collect();
        assert!(days.is_sorted());
        assert_eq!((days[0], days[999]), (0, DAYS - 1));
    }

    #[test]
    fn nobody_calls_at_night() {
        for index in 0..500 {
            let mut dice = Dice::new(1, Subject::Episodes, index);
            let (_, minute) = split(moment_on(3, false, &mut dice));
            assert!((6 * 60..22 * 60).contains(&minute), "{minute}");
        }
    }
}

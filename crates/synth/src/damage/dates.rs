//! Dates of birth gone wrong.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::random::Dice;

/// Day and month the other way round, where both orders are dates.
pub(crate) fn swapped_day_and_month(date: Date) -> Option<Date> {
    if date.day() == date.month() {
        return None;
    }
    Date::new(date.year(), date.day(), date.month()).ok()
}

/// One digit off: the day, the month or the year, as slips at the number block make it.
pub(crate) fn digit_off(date: Date, dice: &mut Dice) -> Option<Date> {
    let up = if dice.chance(0.5) { 1 } else { -1 };
    match dice.weighted(&[4, 2, 3, 2]) {
        0 => date.checked_add(up.days()).ok(),
        1 => date.checked_add(up.months()).ok(),
        2 => date.checked_add(up.years()).ok(),
        _ => transposed_year(date),
    }
}

/// 1976 for 1967.
fn transposed_year(date: Date) -> Option<Date> {
    let (century, decade, year) = (date.year() / 100, date.year() / 10 % 10, date.year() % 10);
    let swapped = century * 100 + year * 10 + decade;
    // Nobody would enter a customer who is a child or over a hundred.
    let believable = swapped != date.year() && (1925..=2008).contains(&swapped);
    believable.then(|| Date::new(swapped, date.month(), date.day()).ok())?
}

/// A day that no calendar has, as text `dd.mm.yyyy`.
pub(crate) fn impossible(date: Date, dice: &mut Dice) -> String {
    let (day, month) = dice.pick(&[(31, 2), (30, 2), (31, 4), (31, 6), (12, 13), (0, 5), (45, 1)]);
    format!("{day:02}.{month:02}.{:04}", date.year())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::damage::test_dice;

    #[test]
    fn the_third_of_april_becomes_the_fourth_of_march() {
        assert_eq!(swapped_day_and_month(date(1970, 4, 3)), Some(date(1970, 3, 4)));
    }

    #[test]
    fn a_day_above_twelve_cannot_be_a_month() {
        assert_eq!(swapped_day_and_month(date(1970, 4, 13)), None);
        assert_eq!(swapped_day_and_month(date(1970, 4, 4)), None);
    }

    #[test]
    fn transposed_years_stay_believable() {
        assert_eq!(transposed_year(date(1967, 1, 2)), Some(date(1976, 1, 2)));
        assert_eq!(transposed_year(date(1991, 1, 2)), None);
        assert_eq!(transposed_year(date(1977, 1, 2)), None);
    }

    #[test]
    fn one_digit_off_is_near_and_different() {
        for index in 0..200 {
            let right = date(1967, 5, 17);
            if let Some(wrong) = digit_off(right, &mut test_dice(index)) {
                assert_ne!(wrong, right);
            }
        }
    }

    #[test]
    fn impossible_days_are_in_no_calendar() {
        for index in 0..50 {
            let text = impossible(date(1980, 1, 1), &mut test_dice(index));
            assert!(Date::strptime("%d.%m.%Y", &text).is_err(), "{text}");
        }
    }
}

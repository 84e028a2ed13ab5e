//! What people type into a field that must not be empty.

use jiff::civil::{Date, date};

use crate::random::Dice;

/// A day that nobody was born on but every form accepts.
pub(crate) fn birth_date(dice: &mut Dice) -> Date {
    dice.pick(&[date(1900, 1, 1), date(1900, 1, 1), date(1970, 1, 1), date(1901, 1, 1)])
}

/// An address that reaches no one.
pub(crate) fn email(dice: &mut Dice) -> &'static str {
    dice.pick(&["unbekannt@unbekannt.de", "keine@email.de", "n/a", "noreply@aurora-motors.de", "-"])
}

/// A number that rings nowhere.
pub(crate) fn phone(dice: &mut Dice) -> &'static str {
    dice.pick(&["0000", "000000000", "n/a", "01234567890", "-", "99999999"])
}

/// Text that says there is none.
pub(crate) fn text(dice: &mut Dice) -> &'static str {
    dice.pick(&["n/a", "unbekannt", "k.A.", "-", "?", "xxx"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::test_dice;

    #[test]
    fn the_first_of_january_1900_is_the_favourite() {
        let drawn = (0..100).map(|index| birth_date(&mut test_dice(index)));
        assert!(drawn.filter(|day| *day == date(1900, 1, 1)).count() > 30);
    }

    #[test]
    fn placeholders_hold_no_customer_data() {
        for index in 0..50 {
            let mut dice = test_dice(index);
            assert!(!email(&mut dice).contains("gmx"));
            assert!(phone(&mut dice).len() <= 11);
            assert!(text(&mut dice).len() <= 9);
        }
    }
}

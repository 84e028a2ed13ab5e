//! Characters that text recognition takes for others.

use super::confuse;
use crate::random::Dice;

const LOOKALIKES: [(&str, &str); 10] = [
    ("0", "O"),
    ("1", "l"),
    ("rn", "m"),
    ("5", "S"),
    ("8", "B"),
    ("cl", "d"),
    ("vv", "w"),
    ("ü", "ii"),
    ("i", "l"),
    ("h", "b"),
];

/// The text as a scanner read it from paper.
pub(crate) fn misread(text: &str, dice: &mut Dice) -> Option<String> {
    confuse(text, &LOOKALIKES, dice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::test_dice;

    fn readings(text: &'static str) -> Vec<String> {
        (0..200).filter_map(|index| misread(text, &mut test_dice(index))).collect()
    }

    #[test]
    fn rn_is_read_as_m() {
        assert!(readings("Bernd").contains(&"Bemd".to_owned()));
    }

    #[test]
    fn digits_and_letters_are_taken_for_each_other() {
        assert!(readings("Otto").contains(&"0tto".to_owned()));
        assert!(readings("Str. 10").contains(&"Str. l0".to_owned()));
    }

    #[test]
    fn nothing_is_misread_where_nothing_looks_alike() {
        assert!(readings("Tante").is_empty());
    }
}

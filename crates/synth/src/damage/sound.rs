//! Names written down as they are heard.

use super::confuse;
use crate::random::Dice;

/// Spellings that sound alike in German.
const ALIKE: [(&str, &str); 22] = [
    ("ei", "ai"),
    ("ei", "ey"),
    ("ai", "ay"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("dt", "t"),
    ("tz", "z"),
    ("ss", "ß"),
    ("äu", "eu"),
    ("ie", "i"),
    ("ff", "f"),
    ("ll", "l"),
    ("mm", "m"),
    ("nn", "n"),
    ("rr", "r"),
    ("v", "w"),
    ("ö", "oe"),
    ("ah", "a"),
    ("eh", "e"),
    ("C", "K"),
    ("ä", "e"),
];

/// The name as somebody else would spell it.
pub(crate) fn misheard(name: &str, dice: &mut Dice) -> Option<String> {
    confuse(name, &ALIKE, dice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::test_dice;

    #[test]
    fn meier_is_heard_in_all_its_spellings() {
        let heard: Vec<String> =
            (0..200).filter_map(|index| misheard("Meier", &mut test_dice(index))).collect();
        for spelling in ["Maier", "Meyer"] {
            assert!(heard.iter().any(|name| name == spelling), "{spelling}");
        }
    }

    #[test]
    fn ph_and_f_sound_alike_both_ways() {
        let heard = |name| (0..200).filter_map(move |i| misheard(name, &mut test_dice(i)));
        assert!(heard("Josef").any(|name| name == "Joseph"));
        assert!(heard("Joseph").any(|name| name == "Josef"));
    }

    #[test]
    fn a_name_without_doubtful_sounds_stays() {
        assert_eq!(misheard("Jobs", &mut test_dice(1)), None);
    }
}

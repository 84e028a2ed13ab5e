//! The many ways in which a value goes wrong between a customer's mouth and a database, each a
//! small function from a right value to a wrong one. All return `None` where they do not apply.

pub(crate) mod dates;
pub(crate) mod names;
pub(crate) mod placeholders;
pub(crate) mod scan;
pub(crate) mod sound;
pub(crate) mod spelling;
pub(crate) mod typing;

use crate::random::Dice;

/// Replaces one random occurrence of one of the patterns, whichever way round they are found.
fn confuse(text: &str, pairs: &[(&str, &str)], dice: &mut Dice) -> Option<String> {
    let mut places = Vec::new();
    for (one, other) in pairs {
        places.extend(text.match_indices(one).map(|(at, found)| (at, found, *other)));
        places.extend(text.match_indices(other).map(|(at, found)| (at, found, *one)));
    }
    if places.is_empty() {
        return None;
    }
    let (at, found, instead) = dice.pick(&places);
    Some(format!("{}{instead}{}", &text[..at], &text[at + found.len()..]))
}

#[cfg(test)]
pub(crate) fn test_dice(index: u64) -> Dice {
    Dice::new(5, crate::random::Subject::Person, index)
}

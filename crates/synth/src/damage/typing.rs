//! Slips of the finger on a German keyboard.

use crate::random::Dice;

const ROWS: [&str; 3] = ["qwertzuiopü", "asdfghjklöä", "yxcvbnm"];

/// One slip: a letter left out, typed twice, swapped with the next, or taken from a key beside it.
/// The first letter stays: people look at what they begin.
pub(crate) fn slip(text: &str, dice: &mut Dice) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() < 4 {
        return None;
    }
    let place = dice.between(1, letters.len() as i64 - 1) as usize;
    let slipped = match dice.weighted(&[3, 2, 3, 4]) {
        0 => without(&letters, place),
        1 => doubled(&letters, place),
        2 => transposed(&letters, place)?,
        _ => beside(&letters, place, dice)?,
    };
    Some(slipped).filter(|slipped| slipped != text)
}

fn without(letters: &[char], place: usize) -> String {
    letters[..place].iter().chain(&letters[place + 1..]).collect()
}

fn doubled(letters: &[char], place: usize) -> String {
    letters[..=place].iter().chain(&letters[place..]).collect()
}

fn transposed(letters: &[char], place: usize) -> Option<String> {
    let mut letters = letters.to_vec();
    let next = place + 1;
    (next < letters.len()).then(|| letters.swap(place, next))?;
    Some(letters.into_iter().collect())
}

fn beside(letters: &[char], place: usize, dice: &mut Dice) -> Option<String> {
    let row = ROWS.iter().find(|row| row.contains(letters[place]))?;
    let keys: Vec<char> = row.chars().collect();
    let key = keys.iter().position(|&key| key == letters[place])?;
    let right = key == 0 || (key + 1 < keys.len() && dice.chance(0.5));
    let mut letters = letters.to_vec();
    letters[place] = keys[if right { key + 1 } else { key - 1 }];
    Some(letters.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::test_dice;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn each_slip_does_what_its_name_says() {
        assert_eq!(without(&letters("Müller"), 1), "Mller");
        assert_eq!(doubled(&letters("Meier"), 2), "Meiier");
        assert_eq!(transposed(&letters("Schmidt"), 5).unwrap(), "Schmitd");
        assert_eq!(transposed(&letters("Schmidt"), 6), None);
        let neighbours = ["Wegner", "Wener"];
        assert!(
            !neighbours
                .contains(&beside(&letters("Weber"), 2, &mut test_dice(0)).unwrap().as_str())
        );
    }

    #[test]
    fn a_slip_changes_the_text_by_at_most_one_letter_and_keeps_the_first() {
        for index in 0..300 {
            let Some(slipped) = slip("Hoffmann", &mut test_dice(index)) else { continue };
            assert_ne!(slipped, "Hoffmann");
            assert!(slipped.starts_with('H'));
            assert!((7..=9).contains(&slipped.chars().count()), "{slipped}");
        }
    }

    #[test]
    fn short_words_are_typed_right() {
        assert_eq!(slip("Jan", &mut test_dice(1)), None);
    }
}

//! One sound key for names of several European languages.

/// Key of how a folded word sounds, e.g. `Meyer`, `Maier` and `Mayr` share one.
///
/// Built like the Kölner Phonetik (Postel 1969): consonants of one place of articulation share a
/// letter, vowels count only at the beginning, repeated letters count once. Spellings of English
/// and the Romance languages (ph, gh, kn, qu, gn, sch, tch, ll, ç) are reduced first, so that one
/// key serves customer bases in which languages mix.
///
/// ```
/// use sameboat_normalize::phonetics::sound_key;
/// assert_eq!(sound_key("meyer"), sound_key("mayr"));
/// assert_eq!(sound_key("philipp"), sound_key("filip"));
/// assert_ne!(sound_key("weber"), sound_key("wagner"));
/// ```
pub fn sound_key(folded: &str) -> String {
    let mut key = String::with_capacity(8);
    sound_key_into(folded, &mut key);
    key
}

/// Appends what [`sound_key`] returns, for callers that keep many keys in one text.
pub fn sound_key_into(folded: &str, text: &mut String) {
    let letters = folded.as_bytes();
    let begin = text.len();
    let mut previous = None;
    let mut at = 0;
    while at < letters.len() {
        let (sound, used) = sound_at(letters, at);
        let sound = match sound {
            // A vowel at the beginning is heard, but which one is often misheard.
            Some('A') if text.len() > begin => None,
            other => other,
        };
        if let Some(sound) = sound
            && previous != Some(sound)
        {
            text.push(sound);
        }
        previous = sound;
        at += used;
    }
}

/// The sound that begins at a letter, and how many letters it takes; none for silent letters.
fn sound_at(letters: &[u8], at: usize) -> (Option<char>, usize) {
    let begins_word = at == 0 || letters[at - 1] == b' ';
    match letters[at..] {
        [b't', b's', b'c', b'h', ..] => (Some('S'), 4),
        [b's' | b't', b'c', b'h', ..] => (Some('S'), 3),
        [b's', b'h', ..] | [b't', b'z' | b's', ..] => (Some('S'), 2),
        [b'p', b'h' | b'f', ..] => (Some('F'), 2),
        [b't', b'h', ..] | [b'd', b't', ..] => (Some('T'), 2),
        [b'c', b'k', ..] => (Some('K'), 2),
        [b'g', b'n', ..] => (Some('N'), 2),
        [b'k', b'n', ..] if begins_word => (Some('N'), 2),
        [b'w', b'r', ..] if begins_word => (Some('R'), 2),
        [b'g', b'h', ..] if begins_word => (Some('K'), 2),
        [letter, ref rest @ ..] => (single_sound(letter, rest.first().copied()), 1),
        [] => (None, 1),
    }
}

fn single_sound(letter: u8, next: Option<u8>) -> Option<char> {
    match letter {
        b'a' | b'e' | b'i' | b'o' | b'u' | b'j' | b'y' => Some('A'),
        b'b' | b'p' => Some('P'),
        b'd' | b't' => Some('T'),
        b'f' | b'v' | b'w' => Some('F'),
        b'c' if matches!(next, Some(b'e' | b'i' | b'y')) => Some('S'),
        b'c' | b'g' | b'k' | b'q' => Some('K'),
        b'l' => Some('L'),
        b'm' => Some('M'),
        b'n' => Some('N'),
        b'r' => Some('R'),
        b's' | b'x' | b'z' => Some('S'),
        b'0'..=b'9' => Some(char::from(letter)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_sound_share_a_key() {
        for (one, other) in [
            ("schmidt", "schmitt"),
            ("meier", "mayer"),
            ("stephan", "stefan"),
            ("katharina", "catarina"),
            ("claus", "klaus"),
            ("smith", "smyth"),
            ("wright", "right"),
            ("thomas", "tomas"),
            ("walther", "valter"),
        ] {
            assert_eq!(sound_key(one), sound_key(other), "{one} {other}");
        }
    }

    #[test]
    fn other_names_have_other_keys() {
        for (one, other) in [("martin", "marco"), ("anna", "peter"), ("becker", "fischer")] {
            assert_ne!(sound_key(one), sound_key(other));
        }
    }

    #[test]
    fn nothing_sounds_like_nothing() {
        assert_eq!(sound_key(""), "");
    }
}

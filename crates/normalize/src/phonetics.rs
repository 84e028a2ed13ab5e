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
    let letters = folded.as_bytes();
    let mut key = String::with_capacity(8);
    let mut previous = None;
    let mut at = 0;
    while at < letters.len() {
        let (sound, used) = sound_at(letters, at);
        let sound = match sound {
            // A vowel at the beginning is heard, but which one is often misheard.
            Some('A') if !key.is_empty() => None,
            other => other,
        };
        if let Some(sound) = sound
            && previous != Some(sound)
        {
            key.push(sound);
        }
        previous = sound;
        at += used;
    }
    key
}

/// The sound that begins at a letter, and how many letters it takes; none for silent letters.
fn sound_at(letters: &[u8], at: usize) -> (Option<char>, usize) {
    let starts = |spelling: &str| letters[at..].starts_with(spelling.as_bytes());
    let first = at == 0 || letters[at - 1] == b' ';
    let spelled: &[(&str, char, bool)] = &[
        ("tsch", 'S', false),
        ("sch", 'S', false),
        ("tch", 'S', false),
        ("sh", 'S', false),
        ("ph", 'F', false),
        ("pf", 'F', false),
        ("th", 'T', false),
        ("dt", 'T', false),
        ("tz", 'S', false),
        ("ts", 'S', false),
        ("ck", 'K', false),
        ("kn", 'N', true),
        ("gn", 'N', false),
        ("wr", 'R', true),
        ("gh", 'K', true),
    ];
    for &(spelling, sound, only_first) in spelled {
        if starts(spelling) && (first || !only_first) {
            return (Some(sound), spelling.len());
        }
    }
    (single_sound(letters[at], letters.get(at + 1).copied()), 1)
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

//! Folding text to what is compared: ASCII lower-case words.

use std::borrow::Cow;

/// Characters of a value that are looked at; what follows cannot make a name more or less equal,
/// but would make a hostile cell of megabytes expensive.
pub const MAX_CHARS: usize = 256;

/// Folds text to lower-case ASCII words with single blanks between them.
///
/// Letters of other scripts are transliterated; ä, ö, ü and ß become ae, oe, ue and ss. Apostrophes
/// join (`O'Brien` is `obrien`), everything else that is not a letter or digit separates. Only the
/// first [`MAX_CHARS`] characters count.
///
/// ```
/// use sameboat_normalize::text::fold;
/// assert_eq!(fold("  Müller-Lüdenscheidt, HANS "), "mueller luedenscheidt hans");
/// assert_eq!(fold("Łukasz O’Brien"), "lukasz obrien");
/// ```
pub fn fold(raw: &str) -> String {
    let mut folded = String::with_capacity(raw.len().min(4 * MAX_CHARS));
    for character in raw.chars().take(MAX_CHARS) {
        match character {
            'a'..='z' | '0'..='9' => folded.push(character),
            'A'..='Z' => folded.push(character.to_ascii_lowercase()),
            // Joining marks, among them the combining accents of decomposed text.
            '\''
            | '’'
            | '‘'
            | '`'
            | '´'
            | '\u{ad}'
            | '\u{300}'..='\u{36f}'
            | '\u{200b}'..='\u{200f}' => {}
            ' '..='\u{7f}' => separate(&mut folded),
            _ => push_transliterated(&mut folded, character),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn separate(folded: &mut String) {
    if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
}

fn push_transliterated(folded: &mut String, character: char) {
    let ascii = match character {
        'ä' | 'Ä' | 'æ' | 'Æ' => "ae",
        'ö' | 'Ö' | 'ø' | 'Ø' | 'œ' | 'Œ' => "oe",
        'ü' | 'Ü' => "ue",
        'å' | 'Å' => "aa",
        'þ' | 'Þ' => "th",
        _ => deunicode::deunicode_char(character).unwrap_or(" "),
    };
    for byte in ascii.chars() {
        if byte.is_ascii_alphanumeric() {
            folded.push(byte.to_ascii_lowercase());
        } else {
            separate(folded);
        }
    }
}

/// Makes the spellings of umlauts one: `mueller` and `muller` both become `muller`, as do names
/// written without their accents. An e after a, o or u is dropped where a consonant or the beginning of
/// the word stands before and something follows (`bauer`, `quentin` and `joe` keep theirs). Takes
/// folded text.
///
/// ```
/// use sameboat_normalize::text::{fold, merge_umlauts};
/// assert_eq!(merge_umlauts(&fold("Müller")), merge_umlauts(&fold("Muller")));
/// assert_eq!(merge_umlauts("bauer"), "bauer");
/// ```
pub fn merge_umlauts(folded: &str) -> Cow<'_, str> {
    let bytes = folded.as_bytes();
    let is_umlaut = |at: usize| {
        bytes[at] == b'e'
            && at > 0
            && bytes.get(at + 1).is_some_and(|&next| next != b' ')
            && matches!(bytes[at - 1], b'a' | b'o' | b'u')
            && (at < 2 || !matches!(bytes[at - 2], b'a' | b'e' | b'i' | b'o' | b'u' | b'q'))
    };
    if !(0..bytes.len()).any(is_umlaut) {
        return Cow::Borrowed(folded);
    }
    folded.char_indices().filter(|&(at, _)| !is_umlaut(at)).map(|(_, c)| c).collect()
}

/// The words of folded text.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').filter(|word| !word.is_empty())
}

/// The words of folded text in alphabetical order, so that their order does not count.
pub fn sorted_words(folded: &str) -> String {
    let mut all: Vec<&str> = words(folded).collect();
    all.sort_unstable();
    all.join(" ")
}

/// The character n-grams of folded text, padded with one blank at each end. Shorter text is one
/// gram.
///
/// ```
/// use sameboat_normalize::text::ngrams;
/// assert_eq!(ngrams("ab", 3), [" ab", "ab "]);
/// ```
pub fn ngrams(folded: &str, n: usize) -> Vec<String> {
    let padded: Vec<char> = format!(" {folded} ").chars().collect();
    if padded.len() <= n {
        return vec![padded.into_iter().collect()];
    }
    padded.windows(n).map(|gram| gram.iter().collect()).collect()
}

/// Only the digits of a value, in ASCII.
pub fn digits(raw: &str) -> String {
    raw.chars()
        .take(MAX_CHARS)
        .filter_map(|c| c.to_digit(10))
        .filter_map(|digit| char::from_digit(digit, 10))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn scripts_and_accents_are_folded_to_ascii() {
        assert_eq!(fold("Ελένη"), "elene");
        assert_eq!(fold("Иван Петров"), "ivan petrov");
        assert_eq!(fold("François-Éric"), "francois eric");
        // A decomposed accent folds as the composed one.
        assert_eq!(fold("e\u{301}ric"), fold("éric"));
    }

    #[test]
    fn emoji_and_control_characters_do_no_harm() {
        assert_eq!(fold("\u{0}\u{7}Anna\u{1b}"), "anna");
        assert!(!fold("😀").is_empty());
    }

    #[test]
    fn a_cell_of_megabytes_is_cut() {
        assert_eq!(fold(&"x".repeat(1_000_000)).len(), MAX_CHARS);
    }

    proptest! {
        #[test]
        fn folding_never_panics_and_is_idempotent(raw in "\\PC{0,60}") {
            let once = fold(&raw);
            prop_assert!(once.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b' '));
            prop_assert!(!once.contains("  "));
            prop_assume!(once.len() <= MAX_CHARS);
            prop_assert_eq!(fold(&once), once);
        }
    }
}

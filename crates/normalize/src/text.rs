//! Folding text to what is compared: ASCII lower-case words.

use std::borrow::Cow;

use smallvec::SmallVec;

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
    Folding::new().of(raw).to_owned()
}

/// Appends what [`fold`] returns, for callers that keep many values in one text.
pub fn fold_into(raw: &str, text: &mut String) {
    text.push_str(Folding::new().of(raw));
}

/// Bytes of folded text that fit on the stack; a power of two.
const SHORT: usize = 64;

/// A place to fold a text in, on the stack unless the text is long.
pub(crate) struct Folding {
    short: [u8; SHORT],
    length: usize,
    /// Whether what comes next begins a word.
    after_blank: bool,
    /// What did not fit into `short`; the whole text once it is folded.
    long: String,
}

impl Folding {
    pub(crate) fn new() -> Self {
        Self { short: [0; SHORT], length: 0, after_blank: true, long: String::new() }
    }

    /// What [`fold`] returns of a value, in place of what was folded before.
    pub(crate) fn of(&mut self, raw: &str) -> &str {
        (self.length, self.after_blank) = (0, true);
        self.long.clear();
        let mut rest = first_chars(raw);
        while !rest.is_ascii() {
            let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or_default();
            self.take(&rest.as_bytes()[..ascii], &WRITTEN);
            let mut beyond = rest[ascii..].chars();
            let replaced = beyond.next().map_or("", transliteration);
            self.take(replaced.as_bytes(), &TRANSLITERATED);
            rest = beyond.as_str();
        }
        self.take(rest.as_bytes(), &WRITTEN);
        self.finished()
    }

    fn finished(&mut self) -> &str {
        if self.after_blank && self.length > 0 {
            self.length -= 1;
        }
        if self.long.is_empty() {
            return self.short();
        }
        self.spill();
        self.long.trim_end()
    }

    fn short(&self) -> &str {
        // Only ASCII was pushed.
        std::str::from_utf8(&self.short[..self.length]).unwrap_or_default()
    }

    /// Folds ASCII without a branch for any letter: that is what makes folding quick.
    #[expect(clippy::needless_bitwise_bool, reason = "lazy operators would be branches")]
    fn take(&mut self, ascii: &[u8], roles: &[u8; 128]) {
        for run in ascii.chunks(SHORT) {
            if self.length + run.len() > SHORT {
                self.spill();
            }
            let (mut length, mut after_blank) = (self.length, self.after_blank);
            for &byte in run {
                let role = roles[usize::from(byte & 127)];
                self.short[length & (SHORT - 1)] = role;
                let is_blank = role == SEPARATES;
                let joins = role == JOINS;
                length += usize::from(!joins & !(is_blank & after_blank));
                after_blank = is_blank | (after_blank & joins);
            }
            (self.length, self.after_blank) = (length, after_blank);
        }
    }

    fn spill(&mut self) {
        self.long.push_str(std::str::from_utf8(&self.short[..self.length]).unwrap_or_default());
        self.length = 0;
    }
}

/// The first [`MAX_CHARS`] characters.
pub(crate) fn first_chars(raw: &str) -> &str {
    if raw.len() <= MAX_CHARS {
        return raw;
    }
    raw.char_indices().nth(MAX_CHARS).map_or(raw, |(end, _)| &raw[..end])
}

/// A value without blanks around it and without the `.0` that spreadsheets put behind numbers.
pub fn without_decimals(raw: &str) -> &str {
    let trimmed = raw.trim();
    let whole = trimmed.strip_suffix(".0");
    whole.filter(|whole| whole.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(trimmed)
}

/// What characters of ASCII are to folding: themselves in lower case, [`JOINS`] or [`SEPARATES`].
const WRITTEN: [u8; 128] = roles(JOINS);
/// Likewise in transliterations, in which apostrophes stand for letters that ASCII lacks.
const TRANSLITERATED: [u8; 128] = roles(SEPARATES);
const JOINS: u8 = 0;
const SEPARATES: u8 = b' ';

const fn roles(apostrophe: u8) -> [u8; 128] {
    let mut roles = [SEPARATES; 128];
    let mut at = 0;
    while at < 128 {
        let byte = at as u8;
        if byte.is_ascii_alphanumeric() {
            roles[at] = byte.to_ascii_lowercase();
        } else if matches!(byte, b'\'' | b'`') {
            roles[at] = apostrophe;
        } else if byte < b' ' && !byte.is_ascii_whitespace() {
            roles[at] = JOINS;
        }
        at += 1;
    }
    roles
}

/// A character beyond ASCII in letters of ASCII.
fn transliteration(character: char) -> &'static str {
    match character {
        // Joining marks, among them the combining accents of decomposed text.
        '’' | '‘' | '´' | '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' => "",
        'ä' | 'Ä' | 'æ' | 'Æ' => "ae",
        'ö' | 'Ö' | 'ø' | 'Ø' | 'œ' | 'Œ' => "oe",
        'ü' | 'Ü' => "ue",
        'å' | 'Å' => "aa",
        'þ' | 'Þ' => "th",
        _ => deunicode::deunicode_char(character).unwrap_or(" "),
    }
}

/// The first and the last letter or digit that [`fold`] would keep. None where only folding can
/// tell: nothing is kept, or what is at an end is not of ASCII.
pub(crate) fn ends(raw: &str) -> Option<[u8; 2]> {
    let kept = |byte: &u8| !matches!(WRITTEN.get(usize::from(*byte)), Some(&(JOINS | SEPARATES)));
    let folded = |byte: u8| WRITTEN.get(usize::from(byte)).copied();
    let (first, last) = (raw.bytes().find(kept)?, raw.bytes().rfind(kept)?);
    if raw.len() > MAX_CHARS { None } else { Some([folded(first)?, folded(last)?]) }
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
    if next_umlaut(folded, 0).is_none() {
        return Cow::Borrowed(folded);
    }
    let mut merged = String::with_capacity(folded.len());
    merge_umlauts_into(folded, &mut merged);
    Cow::Owned(merged)
}

/// Appends what [`merge_umlauts`] returns, for callers that keep many values in one text.
pub fn merge_umlauts_into(folded: &str, text: &mut String) {
    text.reserve(folded.len());
    let mut from = 0;
    while let Some(at) = next_umlaut(folded, from) {
        text.push_str(&folded[from..at]);
        from = at + 1;
    }
    text.push_str(&folded[from..]);
}

/// Merges the umlauts of what a text has from `begin` on.
pub(crate) fn merge_umlauts_from(text: &mut String, begin: usize) {
    if next_umlaut(&text[begin..], 0).is_some() {
        let folded = text.split_off(begin);
        merge_umlauts_into(&folded, text);
    }
}

/// Where the next e stands that is to be dropped.
fn next_umlaut(folded: &str, from: usize) -> Option<usize> {
    let bytes = folded.as_bytes();
    let found = bytes.get(from..)?.array_windows().position(|&[before, e, after]| {
        e == b'e' && matches!(before, b'a' | b'o' | b'u') && after != b' '
    });
    let at = from + found? + 1;
    let keeps = at >= 2 && matches!(bytes[at - 2], b'a' | b'e' | b'i' | b'o' | b'u' | b'q');
    if keeps { next_umlaut(folded, at) } else { Some(at) }
}

/// The words of folded text.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let (word, further) = split_first_word(rest).unwrap_or((rest, ""));
            rest = further;
            if !word.is_empty() {
                return Some(word);
            }
        }
        None
    })
}

/// What stands before and after the first blank. Words are short: a plain loop finds their end
/// sooner than a search does.
pub(crate) fn split_first_word(folded: &str) -> Option<(&str, &str)> {
    let blank = folded.bytes().position(|byte| byte == b' ')?;
    Some((&folded[..blank], &folded[blank + 1..]))
}

/// What stands before and after the last blank.
pub(crate) fn split_last_word(folded: &str) -> Option<(&str, &str)> {
    let blank = folded.bytes().rposition(|byte| byte == b' ')?;
    Some((&folded[..blank], &folded[blank + 1..]))
}

/// The words of folded text in alphabetical order, so that their order does not count.
pub fn sorted_words(folded: &str) -> String {
    let mut all: SmallVec<[&str; 8]> = words(folded).collect();
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
    let mut digits = String::with_capacity(raw.len().min(24));
    digits.extend(first_chars(raw).chars().filter(char::is_ascii_digit));
    digits
}

/// The folded words of a name, such as a header's, and of short texts: parted at blanks, marks, changes of case and digits.
pub fn tokens(name: &str) -> Vec<String> {
    let mut parted = String::with_capacity(name.len() + 8);
    let mut characters = name.chars().take(256).peekable();
    let mut before = ' ';
    while let Some(character) = characters.next() {
        let next_is_lower = characters.peek().is_some_and(|c| c.is_lowercase());
        let begins = character.is_uppercase()
            && (before.is_lowercase() || (before.is_uppercase() && next_is_lower));
        let digit = character.is_ascii_digit() != before.is_ascii_digit();
        if begins || (digit && before.is_alphanumeric() && character.is_alphanumeric()) {
            parted.push(' ');
        }
        match character {
            // `N°`, `Nº`, `№` and `#` are numbers; apostrophes join in names, but not in headers.
            '°' | 'º' if before.eq_ignore_ascii_case(&'n') => parted.push_str("r "),
            '№' | '#' => parted.push_str(" nr "),
            '\'' | '’' | '´' | '`' => parted.push(' '),
            other => parted.push(other),
        }
        before = character;
    }
    words(&fold(&parted)).map(|word| merge_umlauts(word).into_owned()).collect()
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
        // What stands on two lines of a cell is two words.
        assert_eq!(fold("Anna\r\nMaria\tBerg"), "anna maria berg");
        assert!(!fold("😀").is_empty());
    }

    #[test]
    fn a_cell_of_megabytes_is_cut() {
        assert_eq!(fold(&"x".repeat(1_000_000)).len(), MAX_CHARS);
    }

    #[test]
    fn long_text_is_folded_like_short_text() {
        let words = ["Anna", "Müller", "O'Brien", "x1", "-", "é"];
        for count in 1..40 {
            let raw: Vec<&str> = words.iter().copied().cycle().take(count).collect();
            let one_by_one: Vec<String> = raw.iter().map(|word| fold(word)).collect();
            assert_eq!(fold(&raw.join(" ")), one_by_one.join(" ").replace("  ", " ").trim());
        }
    }

    #[test]
    fn texts_can_be_kept_one_after_the_other() {
        let mut text = String::from("kept ");
        fold_into("Jörg", &mut text);
        merge_umlauts_into(" joerg", &mut text);
        assert_eq!(text, "kept joerg jorg");
    }

    proptest! {
        #[test]
        fn the_ends_of_a_text_are_those_of_the_folded_text(raw in "[ -~é\t]{0,12}") {
            let folded = fold(&raw);
            if let Some(ends) = ends(&raw) {
                prop_assert_eq!(ends.as_slice(), [folded.as_bytes()[0], folded.as_bytes()[folded.len() - 1]]);
            }
        }

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

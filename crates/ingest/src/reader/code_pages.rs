//! Encodings of the time before Windows: the code pages of DOS, which hosts and old tools still write, and the Mac's.
//!
//! They have letters where Windows has quotes and dashes. So a text is theirs whose bytes are signs, or letters of the
//! wrong case, in the middle of words in whatever else it is taken for, and letters that are frequent in them.

use encoding_rs::{Encoding, MACINTOSH};
use oem_cp::code_table::{
    DECODING_TABLE_CP437, DECODING_TABLE_CP850, DECODING_TABLE_CP852, DECODING_TABLE_CP858,
    DECODING_TABLE_CP866,
};

/// How the bytes of a text are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextEncoding {
    /// One of those that browsers know.
    Web(&'static Encoding),
    /// A code page of DOS.
    Oem(&'static CodePage),
}

/// A code page of DOS: ASCII, and what the other half of the bytes mean.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CodePage {
    name: &'static str,
    pub(super) letters: &'static [char; 128],
}

const fn page(name: &'static str, letters: &'static [char; 128]) -> CodePage {
    CodePage { name, letters }
}

/// Western Europe.
static CP850: CodePage = page("cp850", &DECODING_TABLE_CP850);
static PAGES: [&CodePage; 5] = [
    &page("cp437", &DECODING_TABLE_CP437),
    &CP850,
    &page("cp852", &DECODING_TABLE_CP852),
    &page("cp858", &DECODING_TABLE_CP858),
    &page("cp866", &DECODING_TABLE_CP866),
];

impl From<&'static Encoding> for TextEncoding {
    fn from(encoding: &'static Encoding) -> Self {
        Self::Web(encoding)
    }
}

impl TextEncoding {
    /// The encoding of a WHATWG label, or of a code page (`cp850`, `ibm850`).
    pub(crate) fn named(label: &str) -> Option<Self> {
        let label = label.trim().to_ascii_lowercase();
        let number = label.trim_start_matches(|c: char| !c.is_ascii_digit());
        let page = PAGES.iter().find(|page| {
            page.name[2..] == *number && ["cp", "ibm", "dos", "oem", ""].contains(&prefix(&label))
        });
        // Of what both know, the names of browsers are tried first: `ibm866`.
        Encoding::for_label(label.as_bytes()).map(Self::Web).or(page.map(|page| Self::Oem(page)))
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Web(encoding) => encoding.name(),
            Self::Oem(page) => page.name,
        }
    }

    /// What a single byte beyond ASCII means.
    fn letter(self, byte: u8) -> Option<char> {
        match self {
            Self::Web(encoding) => {
                let (text, _) = encoding.decode_without_bom_handling(std::slice::from_ref(&byte));
                text.chars().next().filter(|letter| *letter != char::REPLACEMENT_CHARACTER)
            }
            Self::Oem(page) => Some(page.letters[usize::from(byte & 0x7f)]),
        }
    }
}

/// What stands before the number of a code page.
fn prefix(label: &str) -> &str {
    let end = label.find(|c: char| c.is_ascii_digit()).unwrap_or(label.len());
    label[..end].trim_end_matches(['-', '_', ' '])
}

/// Bytes beyond ASCII in the middle of words, by whether lower-case letters or capitals are around.
pub(super) struct WithinWords([[u32; 2]; 256]);

impl Default for WithinWords {
    fn default() -> Self {
        Self([[0; 2]; 256])
    }
}

/// Letters beyond ASCII that are frequent in western languages.
const FREQUENT: &str = "äöüßéèàáâçêëìíîïñòóôõãùúûåæøœÿ";
/// Signs that stand between letters where Windows writes them (`Mo–Fr`, `d’été`), and so tell nothing.
const BETWEEN_WORDS: [char; 6] = ['–', '—', '…', '•', '‘', '’'];
/// From this part of the bytes on that are no letters of a word where they stand, an encoding is doubted.
const DOUBTED: f64 = 0.1;
/// An encoding from before Windows has such a part of frequent letters in words, at least.
const LIKELY: f64 = 0.9;

impl WithinWords {
    /// Takes the next block of a text.
    pub(super) fn add(&mut self, block: &[u8]) {
        for around in block.windows(3) {
            let &[before, byte, after] = around else { continue };
            if !byte.is_ascii() && before.is_ascii_alphabetic() && after.is_ascii_alphabetic() {
                let are_capitals = before.is_ascii_uppercase() && after.is_ascii_uppercase();
                let count = &mut self.0[usize::from(byte)][usize::from(are_capitals)];
                *count = count.saturating_add(1);
            }
        }
    }

    /// The encoding, given what it was taken for.
    pub(super) fn settle(&self, guessed: &'static Encoding) -> TextEncoding {
        let guessed = TextEncoding::Web(guessed);
        if !matches!(guessed, TextEncoding::Web(encoding) if encoding.is_single_byte())
            || self.share(guessed, &BETWEEN_WORDS, |letter, capitals| !fits(letter, capitals))
                < DOUBTED
        {
            return guessed;
        }
        let frequent = |letter: char, are_capitals| {
            fits(letter, are_capitals)
                && letter.to_lowercase().next().is_some_and(|lower| FREQUENT.contains(lower))
        };
        let others = [TextEncoding::Oem(&CP850), TextEncoding::Web(MACINTOSH)];
        let shares = others.map(|other| (self.share(other, &[], frequent), other));
        let likeliest =
            shares.into_iter().reduce(|one, other| if other.0 > one.0 { other } else { one });
        likeliest.filter(|(share, _)| *share >= LIKELY).map_or(guessed, |(_, other)| other)
    }

    /// The part of the bytes within words of which something holds in an encoding, some signs left out.
    fn share(
        &self,
        encoding: TextEncoding,
        left_out: &[char],
        holds: impl Fn(char, bool) -> bool,
    ) -> f64 {
        let (mut all, mut held) = (0.0, 0.0);
        for byte in 0x80..=0xff_u8 {
            let Some(letter) = encoding.letter(byte).filter(|letter| !left_out.contains(letter))
            else {
                continue;
            };
            for (count, are_capitals) in self.0[usize::from(byte)].into_iter().zip([false, true]) {
                all += f64::from(count);
                held += if holds(letter, are_capitals) { f64::from(count) } else { 0.0 };
            }
        }
        if all == 0.0 { 0.0 } else { held / all }
    }
}

/// Whether a letter may stand within a word in small letters, or in capitals.
fn fits(letter: char, are_capitals: bool) -> bool {
    let is_of_case = if are_capitals { letter.is_uppercase() } else { letter.is_lowercase() };
    letter.is_alphabetic() && (is_of_case || letter == 'ß')
}

#[cfg(test)]
mod tests {
    use encoding_rs::{WINDOWS_1250, WINDOWS_1252};

    use super::*;

    fn settled(bytes: &[u8], guessed: &'static Encoding) -> &'static str {
        let mut words = WithinWords::default();
        words.add(bytes);
        words.settle(guessed).name()
    }

    fn of_page(text: &str) -> Vec<u8> {
        let byte = |letter: char| {
            let at = CP850.letters.iter().position(|known| *known == letter);
            at.map_or(letter as u8, |at| at as u8 + 0x80)
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn letters_of_dos_and_of_the_mac_are_told_from_signs_of_windows() {
        let text = "Käthe Müller;JÖRG GRÜN;WÜRZBURG;Straße;Niccolò d'Angiò;Joséphine";
        assert_eq!(settled(&of_page(text), WINDOWS_1252), "cp850");
        assert_eq!(settled(&of_page("Käthe"), WINDOWS_1250), "cp850");
        let text = "Käthe Müller;Jörg Grün;Müller;Würzburg;Küster;Schütz;Brügge";
        assert_eq!(settled(&of_mac(text), WINDOWS_1250), "macintosh");
    }

    fn of_mac(text: &str) -> Vec<u8> {
        let byte = |letter: char| {
            (0x80..=0xff_u8)
                .find(|byte| TextEncoding::Web(MACINTOSH).letter(*byte) == Some(letter))
                .unwrap_or(letter as u8)
        };
        text.chars().map(byte).collect()
    }

    #[test]
    fn what_windows_writes_stays_windows() {
        for text in [
            "Käthe Müller;GRÜN;Straße",
            "l’année d’été;rock’n’roll",
            "Smith–Jones Müller Jörg Käthe Zoë",
            "Mo–Fr;9;Montag–freitag",
            "und…dann",
            "Berlin—ulm",
        ] {
            assert_eq!(
                settled(&WINDOWS_1252.encode(text).0, WINDOWS_1252),
                "windows-1252",
                "{text}"
            );
        }
        let czech = "Tomáš Dvořák;Božena Němcová;ŠTĚPÁN;Wałęsa;Świątek;źródło";
        assert_eq!(settled(&WINDOWS_1250.encode(czech).0, WINDOWS_1250), "windows-1250");
        assert_eq!(settled(b"plain", WINDOWS_1252), "windows-1252");
    }

    #[test]
    fn code_pages_have_names() {
        let name = |label| TextEncoding::named(label).map(TextEncoding::name);
        assert_eq!(name("CP850"), Some("cp850"));
        assert_eq!(name("ibm437"), Some("cp437"));
        assert_eq!(name("852"), Some("cp852"));
        assert_eq!(name("latin1"), Some("windows-1252"));
        assert_eq!(name("macintosh"), Some("macintosh"));
        assert_eq!(name("utf850"), None);
    }
}

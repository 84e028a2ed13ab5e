//! Streets, house numbers and postcodes.

use smallvec::SmallVec;

use crate::lexicon::Lexicon;
use crate::text::{Folding, merge_umlauts_from, split_first_word, words};

/// A street as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Street {
    /// Name of the street, folded, street types abbreviated: `hauptstr`, `high st`.
    pub name: String,
    /// House number with its letter or range: `12a`, `12-14`; empty if there is none.
    pub number: String,
}

/// Street types as words of their own. The English, French, Spanish and Italian ones.
static TYPES: Lexicon<128> = Lexicon::new().with_pairs(&[
    ("street", "st"),
    ("strt", "st"),
    ("road", "rd"),
    ("avenue", "ave"),
    ("av", "ave"),
    ("place", "pl"),
    ("court", "ct"),
    ("crt", "ct"),
    ("drive", "dr"),
    ("drv", "dr"),
    ("lane", "ln"),
    ("crescent", "cres"),
    ("cresent", "cres"),
    ("cr", "cres"),
    ("circuit", "cct"),
    ("close", "cl"),
    ("terrace", "tce"),
    ("ter", "tce"),
    ("parade", "pde"),
    ("boulevard", "bd"),
    ("blvd", "bd"),
    ("boul", "bd"),
    ("bvd", "bd"),
    ("highway", "hwy"),
    ("square", "sq"),
    ("gardens", "gdns"),
    ("grove", "gr"),
    ("heights", "hts"),
    ("mount", "mt"),
    ("saint", "st"),
    ("parkway", "pkwy"),
    ("circle", "cir"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("apartment", "apt"),
    ("unit", "apt"),
    ("flat", "apt"),
    ("calle", "c"),
    ("cl", "cl"),
    ("avenida", "ave"),
    ("avda", "ave"),
    ("plaza", "pl"),
    ("plaça", "pl"),
    ("paseo", "po"),
    ("carretera", "ctra"),
    ("chemin", "ch"),
    ("allee", "all"),
    ("impasse", "imp"),
    ("faubourg", "fbg"),
    ("route", "rte"),
    ("piazza", "pza"),
    ("viale", "vle"),
    ("corso", "cso"),
    ("vicolo", "vic"),
    ("largo", "lgo"),
]);

/// Street types that German glues to the name, and their short forms.
const GLUED: &[(&str, &str)] =
    &[("strasse", "str"), ("platz", "pl"), ("gasse", "g"), ("allee", "all")];

/// Splits a street into its name and house number.
///
/// ```
/// use sameboat_normalize::addresses::parse_street;
/// let street = parse_street("Berliner Straße 12 a");
/// assert_eq!((street.name.as_str(), street.number.as_str()), ("berlinerstr", "12a"));
/// let street = parse_street("7 Wallaby Place");
/// assert_eq!((street.name.as_str(), street.number.as_str()), ("wallaby pl", "7"));
/// ```
pub fn parse_street(raw: &str) -> Street {
    let mut street = Street::default();
    parse_street_into(raw, &mut street.name, &mut street.number);
    street
}

/// Appends name and number of what [`parse_street`] returns, for callers that keep many of them in
/// one text.
pub fn parse_street_into(raw: &str, name: &mut String, number: &mut String) {
    let mut folding = Folding::new();
    let all: SmallVec<[&str; 12]> = words(folding.of(raw)).collect();
    let (named, numbered) = split_number(&all);
    push_name(named, name);
    push_number(numbered.iter().copied(), number);
}

/// A house number from a cell of its own: `12 A` is `12a`, `No. 7` is `7`, `007` is `7`.
pub fn parse_house_number(raw: &str) -> String {
    let mut number = String::new();
    parse_house_number_into(raw, &mut number);
    number
}

/// Appends what [`parse_house_number`] returns, for callers that keep many numbers in one text.
pub fn parse_house_number_into(raw: &str, text: &mut String) {
    let mut folding = Folding::new();
    let parts = words(folding.of(raw)).filter(|word| !NUMBER_WORDS.contains(word));
    let begin = text.len();
    parts.for_each(|part| text.push_str(part));
    let zeros = text[begin..].bytes().take_while(|&byte| byte == b'0').count();
    text.drain(begin..begin + zeros);
}

const NUMBER_WORDS: [&str; 7] = ["no", "nr", "nummer", "number", "num", "hausnr", "hnr"];

/// The words of the name, and the number at the end (`Weg 12 a`) or the beginning (`12a High St`).
fn split_number<'a, 'w>(all: &'a [&'w str]) -> (&'a [&'w str], &'a [&'w str]) {
    let Some(first_number) = all.iter().position(|word| starts_with_digit(word)) else {
        return (all, &[]);
    };
    let is_tail = all[first_number..].iter().all(|word| is_number_part(word));
    if first_number > 0 && is_tail {
        let end = first_number - usize::from(NUMBER_WORDS.contains(&all[first_number - 1]));
        return (&all[..end], &all[first_number..]);
    }
    if first_number == 0 {
        let end = all.iter().position(|word| !is_number_part(word)).unwrap_or(all.len());
        return (&all[end..], &all[..end]);
    }
    (all, &[])
}

fn starts_with_digit(word: &str) -> bool {
    word.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// `12`, `12a`, or a single letter that follows a number.
fn is_number_part(word: &str) -> bool {
    word.len() == 1 || (starts_with_digit(word) && word.len() <= 6)
}

/// `12 a` is `12a`, `12 14` (from `12-14` or `12/14`) is `12-14`.
fn push_number<'a>(parts: impl Iterator<Item = &'a str>, text: &mut String) {
    let begin = text.len();
    for part in parts {
        let follows = text.len() > begin;
        if follows && starts_with_digit(part) {
            text.push('-');
        }
        text.push_str(if follows { part } else { part.trim_start_matches('0') });
    }
}

fn push_name(all: &[&str], text: &mut String) {
    let begin = text.len();
    text.reserve(all.iter().map(|word| word.len() + 1).sum());
    for word in all {
        let (stem, short) = shorten(word);
        // `Haupt Str.` and `Hauptstraße` are one street.
        let is_glued = stem.is_empty() && short == "str";
        if text.len() > begin && !is_glued {
            text.push(' ');
        }
        text.push_str(stem);
        text.push_str(short);
    }
    merge_umlauts_from(text, begin);
}

/// What to keep of a word of a street's name, and its street type in short, if it is or ends with one.
fn shorten(word: &str) -> (&str, &'static str) {
    if word == "strasse" || word == "str" {
        return ("", "str");
    }
    if let Some(short) = TYPES.get(word) {
        return ("", short);
    }
    let glued = GLUED.iter().find_map(|&(long, short)| Some((word.strip_suffix(long)?, short)));
    glued.filter(|(stem, _)| !stem.is_empty()).unwrap_or((word, ""))
}

/// A postcode as it is compared: upper case, no blanks, no country prefix. Empty if there is none.
///
/// ```
/// use sameboat_normalize::addresses::parse_postcode;
/// assert_eq!(parse_postcode("D-80331"), "80331");
/// assert_eq!(parse_postcode("sw1a 1aa"), "SW1A1AA");
/// assert_eq!(parse_postcode("80331.0"), "80331");
/// ```
pub fn parse_postcode(raw: &str) -> String {
    let mut postcode = String::new();
    parse_postcode_into(raw, &mut postcode);
    postcode
}

/// Appends what [`parse_postcode`] returns, for callers that keep many postcodes in one text.
pub fn parse_postcode_into(raw: &str, text: &mut String) {
    // Spreadsheets turn postcodes into decimal numbers.
    let raw = raw.trim();
    let mut folding = Folding::new();
    let folded = folding.of(raw.strip_suffix(".0").unwrap_or(raw));
    let without_country = match split_first_word(folded) {
        Some((country, rest)) if is_country(country) && is_digits(rest) => rest,
        _ => folded,
    };
    text.reserve(without_country.len());
    let written = without_country.bytes().filter(|&byte| byte != b' ');
    text.extend(written.map(|byte| char::from(byte.to_ascii_uppercase())));
}

fn is_country(word: &str) -> bool {
    word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_digits(words: &str) -> bool {
    words.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_street_are_equal() {
        for group in [
            &[
                "Hauptstraße 5",
                "Hauptstr. 5",
                "Haupt Str. 5",
                "HAUPTSTRASSE 5",
                "Hauptstrasse Nr. 5",
            ][..],
            &["12a High Street", "12 A, High St.", "High St 12a"],
            &["12 Avenue Foch", "12 av. Foch"],
            &["Marienplatz 8", "Marienpl. 8"],
        ] {
            let expected = parse_street(group[0]);
            for raw in group {
                assert_eq!(parse_street(raw), expected, "{raw}");
            }
        }
    }

    #[test]
    fn ranges_and_missing_numbers_are_kept_apart() {
        assert_eq!(parse_street("Am Markt 12-14").number, "12-14");
        assert_eq!(parse_street("Am Markt").number, "");
        assert_eq!(parse_street("12").name, "");
        assert_eq!(parse_house_number("No. 12 B"), "12b");
    }

    proptest! {
        #[test]
        fn any_text_is_read(raw in "\\PC{0,60}") {
            let _ = parse_street(&raw);
            let _ = parse_postcode(&raw);
            let _ = parse_house_number(&raw);
        }
    }
}

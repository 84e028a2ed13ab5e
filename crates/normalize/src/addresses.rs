//! Streets, house numbers and postcodes.

use smallvec::SmallVec;

use crate::lexicon::Lexicon;
use crate::text::{Folding, merge_umlauts_from, split_first_word, words};

/// A street as it is compared. Flats and floors are left out: not everybody writes them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Street {
    /// Name of the street, folded, street types abbreviated: `hauptstr`, `high st`.
    pub name: String,
    /// House number with its letter or range: `12a`, `12-14`; empty if there is none.
    pub number: String,
}

/// Street types as words of their own. The English, French, Spanish and Italian ones.
static TYPES: Lexicon<128> = Lexicon::of_pairs(&[
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
    ("bld", "bd"),
    ("rue", "r"),
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
    ("northeast", "ne"),
    ("northwest", "nw"),
    ("southeast", "se"),
    ("southwest", "sw"),
    ("apartment", "apt"),
    ("unit", "apt"),
    ("flat", "apt"),
    ("calle", "c"),
    ("cl", "cl"),
    ("avenida", "ave"),
    ("avda", "ave"),
    ("plaza", "pl"),
    ("placa", "pl"),
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
    let (named, numbered) = split_number(without_unit(&all));
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
    push_number(words(folding.of(raw)).skip_while(|word| NUMBER_WORDS.contains(word)), text);
}

/// `n°` folds to `ndeg`.
const NUMBER_WORDS: [&str; 9] =
    ["no", "nr", "nummer", "number", "num", "hausnr", "hnr", "ndeg", "n"];

/// What follows French house numbers where others have a letter.
const REPEATED: [&str; 3] = ["bis", "ter", "quater"];

/// Words for a part of a house, which are left out with their number.
static UNITS: Lexicon<64> = Lexicon::of(&[
    "unit",
    "flat",
    "apt",
    "apartment",
    "suite",
    "ste",
    "room",
    "wohnung",
    "whg",
    "top",
    "tuer",
    "stiege",
    "appartement",
    "appt",
    "app",
    "interno",
    "int",
    "scala",
    "puerta",
    "pta",
    "escalera",
    "esc",
    "bloque",
]);

/// Words for a floor, which stand behind its number.
static FLOORS: Lexicon<64> = Lexicon::of(&[
    "floor",
    "fl",
    "og",
    "eg",
    "ug",
    "dg",
    "stock",
    "stockwerk",
    "etage",
    "obergeschoss",
    "erdgeschoss",
    "dachgeschoss",
    "piano",
    "piso",
    "planta",
]);

/// Leaves out `Flat 3` before another number, and what follows the house number: `Apt 4`, `2. OG`.
fn without_unit<'a, 'w>(all: &'a [&'w str]) -> &'a [&'w str] {
    if let [unit, number, next, ..] = all
        && UNITS.has(unit)
        && is_number_part(number)
        && starts_with_digit(next)
    {
        return &all[2..];
    }
    let is_address = |before: &[&str]| {
        before.iter().any(|word| starts_with_digit(word))
            && before.iter().any(|word| !is_number_part(word))
    };
    let end = (2..all.len()).find_map(|at| {
        let (before, after) = (&all[..at], &all[at + 1..]);
        if !is_address(before) {
            return None;
        }
        let numbered = after.first().is_none_or(|next| is_number_part(next));
        if FLOORS.has(all[at]) && numbered {
            let counts_floors = starts_with_digit(before[at - 1]) && is_address(&before[..at - 1]);
            return Some(at - usize::from(counts_floors));
        }
        (UNITS.has(all[at]) && numbered).then_some(at)
    });
    &all[..end.unwrap_or(all.len())]
}

/// The words of the name, and the number at the end (`Weg 12 a`) or the beginning (`12a High St`).
fn split_number<'a, 'w>(all: &'a [&'w str]) -> (&'a [&'w str], &'a [&'w str]) {
    if all.first().is_some_and(|word| starts_with_digit(word)) {
        let is_name = |&at: &usize| !is_number_part(all[at]) || begins_name(&all[at..]);
        let end = (1..all.len()).find(is_name).unwrap_or(all.len());
        return (&all[end..], &all[..end]);
    }
    // `Straße des 17. Juni 135` has a number in its name.
    let tail = all.iter().rposition(|word| !is_number_part(word)).map_or(0, |last| last + 1);
    let Some(first) = (tail.max(1)..all.len()).find(|&at| starts_with_digit(all[at])) else {
        return (all, &[]);
    };
    let end = first - usize::from(first > 1 && NUMBER_WORDS.contains(&all[first - 1]));
    (&all[..end], &all[first..])
}

/// Whether a letter after a number belongs to the name: `12 N Main St`, `12 r. de la Paix`.
fn begins_name(words: &[&str]) -> bool {
    match words {
        ["n" | "s" | "e" | "w", _, ..] => true,
        ["r", next, ..] => ["de", "du", "des", "d", "la", "le", "l"].contains(next),
        _ => false,
    }
}

fn starts_with_digit(word: &str) -> bool {
    word.as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// `12`, `12a`, or a single letter or `bis` that follows a number.
fn is_number_part(word: &str) -> bool {
    word.len() == 1 || (starts_with_digit(word) && word.len() <= 6) || REPEATED.contains(&word)
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
        // The last four digits of an American ZIP code are often left out.
        Some((zip, more)) if zip.len() == 5 && more.len() == 4 && is_digits(folded) => zip,
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
    fn streets_with_numbers_in_their_names_keep_them() {
        for (raw, name, number) in [
            ("Straße des 17. Juni 135", "str des 17 juni", "135"),
            ("Straße des 17. Juni", "str des 17 juni", ""),
            ("Via 4 Novembre 12/A", "via 4 novembre", "12a"),
            ("Q7, 24", "q7", "24"),
            ("12 N Main St", "n main st", "12"),
            ("12 North Main Street", "n main st", "12"),
        ] {
            let street = parse_street(raw);
            assert_eq!((street.name.as_str(), street.number.as_str()), (name, number), "{raw}");
        }
    }

    #[test]
    fn flats_and_floors_are_left_out() {
        for group in [
            &[
                "12 High Street",
                "Flat 3, 12 High Street",
                "12 High Street, Flat 3",
                "12 High St Apt 4B",
                "12 High Street, 2nd Floor",
            ][..],
            &["Hauptstr. 5", "Hauptstraße 5, 2. OG", "Hauptstr. 5 / Whg. 12", "Hauptstr. 5 EG"],
            &["Via Roma 12", "Via Roma, 12 int. 3", "Via Roma n° 12"],
        ] {
            let expected = parse_street(group[0]);
            for raw in group {
                assert_eq!(parse_street(raw), expected, "{raw}");
            }
        }
        assert_eq!(parse_street("12 Flat Rock Road").name, "apt rock rd");
        assert_eq!(parse_street("Am Stock 5").name, "am stock");
    }

    #[test]
    fn french_numbers_are_repeated_with_bis() {
        let expected = parse_street("12 bis rue de la Paix");
        assert_eq!((expected.name.as_str(), expected.number.as_str()), ("r de la paix", "12bis"));
        for raw in ["12bis, r. de la Paix", "Rue de la Paix 12 bis"] {
            assert_eq!(parse_street(raw), expected, "{raw}");
        }
    }

    #[test]
    fn house_numbers_are_equal_in_a_cell_of_their_own() {
        for (raw, number) in
            [("12-14", "12-14"), ("12 A", "12a"), ("007", "7"), ("Nr. 12 b", "12b")]
        {
            assert_eq!(parse_house_number(raw), number);
            assert_eq!(parse_street(&format!("Am Markt {raw}")).number, number);
        }
    }

    #[test]
    fn the_second_half_of_an_american_postcode_does_not_count() {
        assert_eq!(parse_postcode("90210-1234"), parse_postcode("90210"));
        assert_eq!(parse_postcode("1012 AB"), "1012AB");
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

//! Streets, house numbers and postcodes.

use crate::text::{self, fold, words};

/// A street as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Street {
    /// Name of the street, folded, street types abbreviated: `hauptstr`, `high st`.
    pub name: String,
    /// House number with its letter or range: `12a`, `12-14`; empty if there is none.
    pub number: String,
}

/// Street types as words of their own. The English, French, Spanish and Italian ones.
const TYPES: &[(&str, &str)] = &[
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
];

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
    let folded = fold(raw);
    let all: Vec<&str> = words(&folded).collect();
    let (name, number) = split_number(&all);
    Street { name: canonical_name(name), number }
}

/// A house number from a cell of its own: `12 A` is `12a`, `No. 7` is `7`, `007` is `7`.
pub fn parse_house_number(raw: &str) -> String {
    let folded = fold(raw);
    let joined: String = words(&folded).filter(|word| !NUMBER_WORDS.contains(word)).collect();
    joined.trim_start_matches('0').to_owned()
}

const NUMBER_WORDS: &[&str] = &["no", "nr", "nummer", "number", "num", "hausnr", "hnr"];

/// The words of the name, and the number at the end (`Weg 12 a`) or the beginning (`12a High St`).
fn split_number<'a>(all: &'a [&'a str]) -> (&'a [&'a str], String) {
    let starts_with_digit = |word: &&str| word.as_bytes()[0].is_ascii_digit();
    let Some(first_number) = all.iter().position(starts_with_digit) else {
        return (all, String::new());
    };
    let is_tail = all[first_number..].iter().all(|word| is_number_part(word));
    if first_number > 0 && is_tail {
        let end = first_number - usize::from(NUMBER_WORDS.contains(&all[first_number - 1]));
        return (&all[..end], number_of(&all[first_number..]));
    }
    if first_number == 0 {
        let end = all.iter().position(|word| !is_number_part(word)).unwrap_or(all.len());
        return (&all[end..], number_of(&all[..end]));
    }
    (all, String::new())
}

/// `12`, `12a`, or a single letter that follows a number.
fn is_number_part(word: &str) -> bool {
    word.len() == 1 || (word.as_bytes()[0].is_ascii_digit() && word.len() <= 6)
}

/// `12 a` is `12a`, `12 14` (from `12-14` or `12/14`) is `12-14`.
fn number_of(parts: &[&str]) -> String {
    let mut number = String::new();
    for part in parts {
        if part.as_bytes()[0].is_ascii_digit() && !number.is_empty() {
            number.push('-');
        }
        number.push_str(part);
    }
    number.trim_start_matches('0').to_owned()
}

fn canonical_name(all: &[&str]) -> String {
    let mut name = String::new();
    for word in all {
        match (short_type(word), name.is_empty()) {
            // `Haupt Str.` and `Hauptstraße` are one street.
            (Some("str"), false) => name.push_str("str"),
            (Some(short), empty) => {
                name.push_str(if empty { "" } else { " " });
                name.push_str(short);
            }
            (None, empty) => {
                name.push_str(if empty { "" } else { " " });
                name.push_str(&shorten_glued(word));
            }
        }
    }
    text::merge_umlauts(name.trim()).into_owned()
}

fn short_type(word: &str) -> Option<&'static str> {
    if word == "strasse" || word == "str" {
        return Some("str");
    }
    TYPES.iter().find(|&&(long, _)| word == long).map(|&(_, short)| short)
}

fn shorten_glued(word: &str) -> String {
    for &(long, short) in GLUED {
        if let Some(stem) = word.strip_suffix(long)
            && !stem.is_empty()
        {
            return format!("{stem}{short}");
        }
    }
    word.to_owned()
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
    // Spreadsheets turn postcodes into decimal numbers.
    let raw = raw.trim();
    let raw = raw.strip_suffix(".0").unwrap_or(raw);
    let folded = fold(raw);
    let all: Vec<&str> = words(&folded).collect();
    let without_country = match all.as_slice() {
        [country, rest @ ..]
            if !rest.is_empty()
                && country.len() <= 3
                && country.bytes().all(|byte| byte.is_ascii_alphabetic())
                && rest.concat().bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            rest.concat()
        }
        _ => all.concat(),
    };
    without_country.to_uppercase()
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

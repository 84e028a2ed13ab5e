//! Phone numbers that are keys.

use sameboat_normalize::phones::{numbers_in, parse_phone};

use crate::parse::words::is_rounded_by_a_spreadsheet;

/// Digits of the shortest number of several in a cell.
const FEWEST: usize = 6;

/// A number in E.164.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) key: String,
    /// Whether it was written without the code of its country.
    pub(super) is_national: bool,
}

/// All numbers of a cell: whoever has two is barred by either. None of one that a spreadsheet has rounded, as all
/// that begin alike would be one.
pub(super) fn numbers(cell: &str, country: &str) -> Vec<Number> {
    let mut numbers: Vec<Number> = vec![];
    for part in parts(cell).into_iter().flat_map(|part| pieces(part, country)) {
        let part = part.trim();
        if is_rounded_by_a_spreadsheet(&part.to_ascii_uppercase()) {
            continue;
        }
        if let Some(key) = parse_phone(part, Some(country))
            && numbers.iter().all(|number| number.key != key)
        {
            // Abroad it would be another one.
            let is_national = !part.starts_with('+') && !part.starts_with("00");
            numbers.push(Number { key, is_national });
        }
    }
    numbers
}

/// The numbers of a part of a cell, as a customer's mapping parts them, unless they are prefix and number of one.
fn pieces<'c>(part: &'c str, country: &str) -> Vec<&'c str> {
    /// Digits of a number that has its prefix.
    const WHOLE: usize = 9;
    let pieces = numbers_in(part);
    let is_whole = |piece: &&str| piece.bytes().filter(u8::is_ascii_digit).count() >= WHOLE;
    let are_several = pieces.iter().all(is_whole) || parse_phone(part, Some(country)).is_none();
    if pieces.len() > 1 && are_several { pieces } else { vec![part] }
}

/// A cell, parted between its numbers.
fn parts(cell: &str) -> Vec<&str> {
    const WORDS: [&str; 9] =
        [" oder ", " or ", " ou ", " o ", " und ", " and ", " et ", " bzw. ", " y "];
    let mut parts = vec![];
    let mut begin = 0;
    let is_number = |text: &str| text.bytes().filter(u8::is_ascii_digit).count() >= FEWEST;
    let mut at = 0;
    while at < cell.len() {
        let rest = &cell[at..];
        let length = match rest.as_bytes()[0] {
            b',' | b';' | b'|' | b'\n' => 1,
            // `0611/8116212` is one.
            b'/' if rest[1..].trim_start().starts_with(['0', '+', '(']) => 1,
            b' ' => WORDS.iter().find(|word| rest.starts_with(*word)).map_or(0, |word| word.len()),
            _ => 0,
        };
        if length > 0 && is_number(&cell[begin..at]) && is_number(&rest[length..]) {
            parts.push(&cell[begin..at]);
            begin = at + length;
        }
        at += length.max(rest.chars().next().map_or(1, char::len_utf8));
    }
    parts.push(&cell[begin..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(cell: &str) -> Vec<String> {
        numbers(cell, "DE").into_iter().map(|number| number.key).collect()
    }

    #[test]
    fn all_numbers_of_a_cell_are_keys() {
        let both = ["+49301234567", "+491712345678"];
        for cell in [
            "030 1234567, 0171 2345678",
            "030 1234567 / 0171 2345678",
            "030 1234567 oder 0171 2345678",
            "030/1234567;+49 171 2345678",
        ] {
            assert_eq!(keys(cell), both, "{cell}");
        }
        assert_eq!(keys("030/1234567"), both[..1]);
        let spanish = |cell| numbers(cell, "ES").into_iter().map(|n| n.key).collect::<Vec<_>>();
        for cell in ["0034610063301 / 911 322 473", "610063301 / 911322473"] {
            assert_eq!(spanish(cell), ["+34610063301", "+34911322473"], "{cell}");
        }
        assert_eq!(keys("030 1234567, 0301234567"), both[..1]);
        assert_eq!(keys("0049171/2345678"), both[1..]);
    }

    #[test]
    fn rounded_numbers_are_no_keys_and_national_ones_are_told() {
        for cell in ["4.91512E+11", "4,91512E+11", "4.91512e+11", "unbekannt"] {
            assert!(keys(cell).is_empty(), "{cell}");
        }
        let national = |cell| numbers(cell, "DE")[0].is_national;
        assert!(national("030 1234567"));
        assert!(!national("+49 30 1234567") && !national("0049 30 1234567"));
    }
}

//! Cells with several phone numbers.

use super::dialled::FEWEST;

/// Signs that part numbers in one cell.
const BETWEEN: [char; 4] = [';', ',', '|', '\n'];
/// Parts numbers too, but also a prefix from its number.
const SLASH: [char; 1] = ['/'];

/// The phone numbers in a cell, as they are written: several only if each piece between signs could be a number alone.
///
/// ```
/// use sameboat_normalize::phones::numbers_in;
/// assert_eq!(numbers_in("0171 2345678; +49 89 1234567"), ["0171 2345678", "+49 89 1234567"]);
/// assert_eq!(numbers_in("030/1234567"), ["030/1234567"]);
/// ```
pub fn numbers_in(raw: &str) -> Vec<&str> {
    parted(raw, &BETWEEN).into_iter().flat_map(|piece| parted(piece, &SLASH)).collect()
}

/// The pieces of a text between signs if each is a number; or else the text.
fn parted<'t>(text: &'t str, signs: &[char]) -> Vec<&'t str> {
    if !text.contains(signs) {
        return vec![text];
    }
    let pieces = || text.split(signs).map(str::trim).filter(|piece| !piece.is_empty());
    // An extension, or the rest of a number, is none by itself.
    let is_number = |piece: &str| piece.bytes().filter(u8::is_ascii_digit).count() > FEWEST;
    if pieces().count() > 0 && pieces().all(is_number) { pieces().collect() } else { vec![text] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_parted_only_where_each_is_whole() {
        let two = ["0171 2345678", "030 1234567"];
        for between in ["; ", ",", " | ", " / ", "\n", ";"] {
            assert_eq!(numbers_in(&two.join(between)), two, "{between:?}");
        }
        for one in [
            "030/1234567",
            "030 / 12345-67",
            "+49 (0)89 1234, ext. 12",
            "089 1234567 / 68",
            "",
            ";",
            "0171 2345678;",
        ] {
            assert!(numbers_in(one).len() == 1, "{one}");
        }
        assert_eq!(numbers_in("0171 2345678;"), ["0171 2345678"]);
        assert_eq!(numbers_in("0171/2345678, 030/1234567"), ["0171/2345678", "030/1234567"]);
    }
}

//! Numbers and codes that identify: of identity cards, tax payers, customers.

use crate::text::{Folding, without_decimals, words};

/// Reads an identity number: its letters and digits without what sets them apart. Empty if there are
/// none.
///
/// ```
/// use sameboat_normalize::identifiers::parse_identifier;
/// assert_eq!(parse_identifier("L01X-00 T471"), "l01x00t471");
/// assert_eq!(parse_identifier("86095742719.0"), "86095742719");
/// ```
pub fn parse_identifier(raw: &str) -> String {
    let mut identifier = String::new();
    parse_identifier_into(raw, &mut identifier);
    identifier
}

/// Appends what [`parse_identifier`] returns, for callers that keep many in one text.
pub fn parse_identifier_into(raw: &str, text: &mut String) {
    let mut folding = Folding::new();
    text.extend(words(folding.of(without_decimals(raw))));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_number_are_equal() {
        for raw in ["12 345 678", "12.345.678", "12345678", " 12345678.0 ", "12-345/678"] {
            assert_eq!(parse_identifier(raw), "12345678", "{raw}");
        }
        assert_eq!(parse_identifier("12.0-3"), "1203");
        assert_eq!(parse_identifier("---"), "");
    }
}

//! Phone numbers in E.164.

use phonenumber::{Mode, country};

use crate::text;

/// Digits of the shortest and the longest number that can belong to a customer.
const LENGTHS: std::ops::RangeInclusive<usize> = 6..=18;

/// Reads a phone number into E.164, e.g. `+49891234567`. A number without a country code is read
/// as one of `country` (ISO 3166 alpha-2). None for what cannot be a phone number.
///
/// A number with a digit too many or too few is kept: it is still evidence. Slow (microseconds):
/// call it once per distinct value.
///
/// ```
/// use sameboat_normalize::phones::parse_phone;
/// assert_eq!(parse_phone("(089) 1234-567", Some("DE")).as_deref(), Some("+49891234567"));
/// assert_eq!(parse_phone("call me", Some("DE")), None);
/// ```
pub fn parse_phone(raw: &str, country: Option<&str>) -> Option<String> {
    let digits = text::digits(raw);
    let letters = raw.chars().filter(|c| c.is_alphabetic()).count();
    if !LENGTHS.contains(&digits.len()) || letters > digits.len() / 2 {
        return None;
    }
    let country: Option<country::Id> = country.and_then(|code| code.to_uppercase().parse().ok());
    let dialled = dialled(raw);
    match phonenumber::parse(country, &dialled) {
        Ok(number) => Some(number.format().mode(Mode::E164).to_string()),
        // Without any country the digits alone must do: equal ones still agree.
        Err(_) => Some(digits.trim_start_matches('0').to_owned()).filter(|rest| rest.len() >= 6),
    }
}

/// The number as one would dial it: no extension, no `(0)` after a country code, `+` for `00`.
fn dialled(raw: &str) -> String {
    let trunkless =
        raw.replace("(0)", if raw.contains('+') || raw.contains("00") { "" } else { "0" });
    let plus = trunkless.trim_start().starts_with('+');
    let digits = text::digits(&trunkless);
    match digits.strip_prefix("00") {
        _ if plus => format!("+{digits}"),
        Some(rest) => format!("+{rest}"),
        None => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_number_are_equal() {
        for raw in ["+49 89 1234567", "0049 89 1234567", "089/1234567", "+49 (0)89 12345-67"] {
            assert_eq!(parse_phone(raw, Some("DE")).as_deref(), Some("+49891234567"), "{raw}");
        }
        assert_eq!(parse_phone("020 7946 0958", Some("GB")).as_deref(), Some("+442079460958"));
    }

    #[test]
    fn garbage_is_none() {
        for raw in ["", "n/a", "12", "siehe oben", "abcdefg1234567", "1".repeat(40).as_str()] {
            assert_eq!(parse_phone(raw, Some("DE")), None, "{raw}");
        }
    }

    #[test]
    fn without_a_country_equal_digits_stay_equal() {
        assert_eq!(parse_phone("0171 2345678", None), parse_phone("0171-2345678", None));
    }
}

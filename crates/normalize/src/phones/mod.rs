//! Phone numbers in E.164.

mod bare;
mod dialled;
mod plan;
mod several;

pub use bare::{BareNumber, bare_number, is_without_zero};
use dialled::Dialled;
use plan::Plan;
pub use several::numbers_in;

/// Reads a phone number into E.164, e.g. `+49891234567`. A number without a country code is read
/// as one of `country` (ISO 3166 alpha-2). None for what cannot be a phone number.
///
/// Prefixes are told from numbers as Google's libphonenumber does, with its metadata. A number with
/// a digit too many or too few is kept: it is still evidence. Of several numbers in a cell the first
/// is read, and extensions are left out.
///
/// ```
/// use sameboat_normalize::phones::parse_phone;
/// assert_eq!(parse_phone("(089) 1234-567", Some("DE")).as_deref(), Some("+49891234567"));
/// assert_eq!(parse_phone("call me", Some("DE")), None);
/// ```
pub fn parse_phone(raw: &str, country: Option<&str>) -> Option<String> {
    let mut number = String::new();
    parse_phone_into(raw, country, &mut number).then_some(number)
}

/// Appends what [`parse_phone`] returns, for callers that keep many numbers in one text. False, and
/// nothing is appended, for what cannot be a phone number.
pub fn parse_phone_into(raw: &str, country: Option<&str>, text: &mut String) -> bool {
    let Some(dialled) = Dialled::of(raw) else { return false };
    let home = country.and_then(Plan::of_country);
    if let Some((plan, national)) = route(&dialled, home)
        && let number = plan.significant(national)
        && is_possible(&number)
    {
        text.reserve(16);
        text.push('+');
        text.push_str(plan.code());
        text.push_str(&number);
        return true;
    }
    // Without any country the digits alone must do: equal ones still agree.
    let digits = dialled.digits().trim_start_matches('0');
    let is_number = digits.len() >= dialled::FEWEST;
    text.push_str(if is_number { digits } else { "" });
    is_number
}

/// The ISO 3166 code of the country that a phone number belongs to; of those that share a calling code
/// `country`, or else the main one. A number without a country code is one of `country`.
///
/// ```
/// use sameboat_normalize::phones::country_of_phone;
/// assert_eq!(country_of_phone("0043 1 5551234", Some("DE")), Some("AT"));
/// assert_eq!(country_of_phone("011 43 1 5551234", Some("US")), Some("AT"));
/// assert_eq!(country_of_phone("0351 123456", Some("DE")), Some("DE"));
/// assert_eq!(country_of_phone("0351 123456", None), None);
/// ```
pub fn country_of_phone(raw: &str, country: Option<&str>) -> Option<&'static str> {
    let dialled = Dialled::of(raw)?;
    let (plan, national) = route(&dialled, country.and_then(Plan::of_country))?;
    is_possible(&plan.significant(national)).then_some(plan.country())
}

/// The numbering plan that a number belongs to, and what is dialled within it.
fn route<'a>(
    dialled: &'a Dialled,
    home: Option<&'static Plan>,
) -> Option<(&'static Plan, &'a str)> {
    let digits = dialled.digits();
    let without_exit = |digits| home.and_then(|home: &Plan| home.without_exit(digits));
    let abroad = if dialled.is_international() {
        Some(without_exit(digits).filter(|_| digits.starts_with('0')).unwrap_or(digits))
    } else {
        without_exit(digits)
    };
    let Some(abroad) = abroad else {
        return home.map(|home| (home, home.without_own_code(digits)));
    };
    let (plan, national) = Plan::of_international(abroad)?;
    // Countries can share a calling code.
    let plan = home.filter(|home| home.code() == plan.code()).unwrap_or(plan);
    Some((plan, national))
}

/// Whether a national number has as many digits as E.164 and the tools that read it take.
fn is_possible(number: &str) -> bool {
    let value = number.parse::<u64>().unwrap_or_default();
    (2..=17).contains(&number.len()) && (1..1 << 56).contains(&value)
}

#[cfg(test)]
mod tests {
    use phonenumber::{Mode, country};
    use proptest::prelude::*;

    use super::*;
    use crate::text;

    #[test]
    fn spellings_of_one_number_are_equal() {
        for raw in [
            "+49 89 1234567",
            "0049 89 1234567",
            "089/1234567",
            "+49 (0)89 12345-67",
            "(+49) 89 1234567",
            "Tel.: +49 89 1234567",
            "49891234567",
            "49891234567.0",
            "89 1234567",
            "＋49 89 1234567",
        ] {
            assert_eq!(parse_phone(raw, Some("DE")).as_deref(), Some("+49891234567"), "{raw}");
        }
        for raw in ["020 7946 0958", "+44 (0)20 7946 0958", "44 20 7946 0958"] {
            assert_eq!(parse_phone(raw, Some("gb")).as_deref(), Some("+442079460958"), "{raw}");
        }
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
        assert_eq!(parse_phone("0171 2345678", Some("??")).as_deref(), Some("1712345678"));
    }

    #[test]
    fn numbers_from_abroad_are_read_by_the_rules_of_their_own_country() {
        // The zero of an Italian landline belongs to the number, whoever writes it down.
        for (raw, home) in [("06 698 12345", "IT"), ("+39 06 698 12345", "DE")] {
            assert_eq!(parse_phone(raw, Some(home)).as_deref(), Some("+390669812345"), "{raw}");
        }
        // America's trunk prefix is a 1, which begins German mobile numbers.
        for raw in ["+49 171 2345678", "011 49 171 2345678"] {
            assert_eq!(parse_phone(raw, Some("US")).as_deref(), Some("+491712345678"), "{raw}");
        }
    }

    #[test]
    fn digits_that_look_like_prefixes_are_kept_where_the_number_needs_them() {
        for (raw, country, expected) in [
            ("393 123 4567", "IT", "+393931234567"),
            ("39 393 123 4567", "IT", "+393931234567"),
            ("47 25 57 28", "NO", "+4747255728"),
            ("8 (812) 123-45-67", "RU", "+78121234567"),
            ("+7 800 123-45-67", "RU", "+78001234567"),
        ] {
            assert_eq!(parse_phone(raw, Some(country)).as_deref(), Some(expected), "{raw}");
        }
    }

    #[test]
    fn extensions_and_further_numbers_are_left_out() {
        for raw in ["(212) 555-0123 x45", "212-555-0123 ext. 45", "+1 212 555 0123 Extension 45"] {
            assert_eq!(parse_phone(raw, Some("US")).as_deref(), Some("+12125550123"), "{raw}");
        }
        for raw in ["089 1234567 / 0171 1234567", "089 1234567, +49 171 1234567"] {
            assert_eq!(parse_phone(raw, Some("DE")).as_deref(), Some("+49891234567"), "{raw}");
        }
        // The operator's desk is a part of the number.
        assert_eq!(parse_phone("089 12345/0", Some("DE")).as_deref(), Some("+4989123450"));
    }

    /// What the library makes of a number; slow.
    fn by_library(raw: &str, country: &str) -> Option<String> {
        let country: country::Id = country.parse().unwrap();
        let has_code = raw.contains('+') || raw.contains("00");
        let trunkless = raw.replace("(0)", if has_code { "" } else { "0" });
        let digits = text::digits(&trunkless);
        let dialled = match digits.strip_prefix("00") {
            _ if trunkless.starts_with('+') => format!("+{digits}"),
            Some(rest) => format!("+{rest}"),
            None => digits.clone(),
        };
        let number = phonenumber::parse(Some(country), &dialled);
        let bare = digits.trim_start_matches('0');
        match number {
            Ok(number) => Some(number.format().mode(Mode::E164).to_string()),
            Err(_) => (bare.len() >= 6).then(|| bare.to_owned()),
        }
    }

    /// Countries with their calling codes and trunk prefixes.
    const COUNTRIES: [(&str, &str, &str); 16] = [
        ("DE", "49", "0"),
        ("AT", "43", "0"),
        ("CH", "41", "0"),
        ("GB", "44", "0"),
        ("US", "1", "1"),
        ("FR", "33", "0"),
        ("IT", "39", ""),
        ("ES", "34", ""),
        ("AU", "61", "0"),
        ("NL", "31", "0"),
        ("PL", "48", ""),
        ("BE", "32", "0"),
        ("SE", "46", "0"),
        ("HU", "36", "06"),
        ("CZ", "420", ""),
        ("DK", "45", ""),
    ];

    /// The digits of a number as people set them apart.
    fn spelled() -> impl Strategy<Value = String> {
        let group = ("[0-9]{2,4}", prop::sample::select(vec!["", " ", "-", "/", ".", " / ", ")"]))
            .prop_map(|(digits, mark)| digits + mark);
        ("[1-9]", prop::collection::vec(group, 2..4))
            .prop_map(|(first, rest)| first + &rest.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn prefixes_are_read_as_the_library_reads_them(
            (country, code, trunk) in prop::sample::select(COUNTRIES.to_vec()),
            number in spelled(),
            spelling in 0..6_u8,
        ) {
            let raw = match spelling {
                0 => format!("+{code} {number}"),
                1 => format!("+{code} (0){number}"),
                2 => format!("00{code}{number}"),
                3 => format!("({trunk}{number}"),
                4 => format!("{trunk}{number}"),
                _ => number.clone(),
            };
            // Where the library drops what may be a country code, more thought is given here.
            let written = text::digits(&raw);
            prop_assume!(spelling <= 2 || trunk == "1" || !written.starts_with(code));
            // Where a valid number begins like a carrier's prefix, too.
            let digits = text::digits(&number);
            prop_assume!(!["183", "180020"].iter().any(|prefix| digits.starts_with(prefix)));
            // Another number may begin after a slash.
            prop_assume!((6..=18).contains(&written.len()) && !raw.contains("/0") && !raw.contains("/ 0"));
            prop_assert_eq!(parse_phone(&raw, Some(country)), by_library(&raw, country), "{} {}", raw, country);
        }

        #[test]
        fn numbers_from_abroad_are_read_as_at_home(
            (home, ..) in prop::sample::select(COUNTRIES.to_vec()),
            (country, code, trunk) in prop::sample::select(COUNTRIES.to_vec()),
            number in "[2-9][0-9]{6,9}",
        ) {
            let (from_abroad, at_home) = (format!("+{code} {number}"), format!("{trunk}{number}"));
            prop_assume!(!at_home.starts_with(code));
            let expected = parse_phone(&at_home, Some(country));
            prop_assert_eq!(&parse_phone(&from_abroad, Some(home)), &expected);
            prop_assert_eq!(&parse_phone(&from_abroad, None), &expected);
        }

        #[test]
        fn any_text_is_a_number_or_none(raw in "[0-9+() /.x,;-]{0,24}|\\PC{0,24}", country in "[A-Z]{2}") {
            let mut text = String::from("kept");
            let found = parse_phone_into(&raw, Some(&country), &mut text);
            prop_assert_eq!(parse_phone(&raw, Some(&country)), found.then(|| text["kept".len()..].to_owned()));
            prop_assert!(found || text == "kept");
        }
    }
}

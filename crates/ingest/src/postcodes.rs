//! Zeros that spreadsheets take off postcodes, put back where the country tells how many digits there
//! have to be.

use std::borrow::Cow;

use sameboat_normalize::text::fold;

use crate::guess::country_of;

/// What is said of a postcode that got its zeros back.
pub(crate) const MENDED: &str = "leading zeros were lost, and are put back";

/// A country whose postcodes are so many digits, some of them zeros at the beginning.
struct Country {
    /// ISO 3166 code.
    code: &'static str,
    digits: usize,
    /// Digits that are left of the postcode that begins with the most zeros: fewer are none of it.
    fewest: usize,
    calling: &'static str,
    /// Its names, folded, as far as they are not among the words for countries that `init` knows.
    names: &'static [&'static str],
}

const fn country(
    code: &'static str,
    digits: usize,
    fewest: usize,
    calling: &'static str,
    names: &'static [&'static str],
) -> Country {
    Country { code, digits, fewest, calling, names }
}

const COUNTRIES: [Country; 13] = [
    country("DE", 5, 4, "49", &[]),
    country("FR", 5, 4, "33", &[]),
    country("ES", 5, 4, "34", &[]),
    // 00010 is a town near Rome.
    country("IT", 5, 2, "39", &[]),
    // 00501 is in New York, 00601 on Puerto Rico.
    country("US", 5, 3, "1", &[]),
    country("MX", 5, 4, "52", &["mexico", "mexiko", "mexique", "messico"]),
    country("FI", 5, 3, "358", &["finland", "finnland", "suomi", "finlande", "finlandia"]),
    country("SK", 5, 4, "421", &["slovakia", "slowakei", "slovensko", "slovaquie", "eslovaquia"]),
    country("TR", 5, 4, "90", &["turkey", "turkei", "tuerkei", "turkiye", "turquie", "turquia"]),
    // 0010 is Oslo.
    country("NO", 4, 2, "47", &["norway", "norwegen", "norge", "norvege", "noruega", "norvegia"]),
    country("DK", 4, 3, "45", &["denmark", "danemark", "danmark", "dinamarca", "danimarca"]),
    country("AU", 4, 3, "61", &["australia", "australien", "australie"]),
    country("NZ", 4, 3, "64", &["new zealand", "neuseeland"]),
];

/// A row's postcode with the zeros that it lost; none where it lost none, or nothing tells.
///
/// `named` is the country that the row names, `home` the one of rows that name none. Of these, whoever
/// has a number abroad may live there.
pub(crate) fn mend<'p>(
    postcode: &str,
    named: Option<&str>,
    home: &str,
    mut phones: impl Iterator<Item = &'p str>,
) -> Option<String> {
    // Spreadsheets make decimal numbers of them, too.
    let shown = postcode.strip_suffix(".0").unwrap_or(postcode);
    // Asked first, since nearly all postcodes are whole.
    if !(1..MOST_DIGITS).contains(&shown.len()) && !shown.contains('-') {
        return None;
    }
    let country = match named {
        Some(named) => find(named)?,
        None => find(home).filter(|home| phones.all(|phone| !is_abroad(phone, home.calling)))?,
    };
    let (digits, more) = match shown.split_once('-') {
        Some((zip, more)) if country.code == "US" && more.len() == 4 && is_digits(more) => {
            (zip, Some(more))
        }
        _ => (shown, None),
    };
    let is_short = (country.fewest..country.digits).contains(&digits.len());
    let is_lost = is_short && is_digits(digits) && !digits.starts_with('0');
    is_lost.then(|| {
        let more = more.map_or(Cow::Borrowed(""), |more| Cow::Owned(format!("-{more}")));
        format!("{digits:0>width$}{more}", width = country.digits)
    })
}

/// Digits of the longest postcodes of [`COUNTRIES`].
const MOST_DIGITS: usize = 5;

fn find(named: &str) -> Option<&'static Country> {
    let code = country_of(named);
    let folded = if code.is_none() { fold(named) } else { String::new() };
    COUNTRIES.iter().find(|country| match code {
        Some(code) => country.code == code,
        None => {
            folded.eq_ignore_ascii_case(country.code) || country.names.contains(&folded.as_str())
        }
    })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a phone number is one of a country with another calling code.
fn is_abroad(phone: &str, calling: &str) -> bool {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let international =
        if phone.contains('+') { Some(&*digits) } else { digits.strip_prefix("00") };
    international.is_some_and(|number| !number.starts_with(calling))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(postcode: &str, named: &str) -> Option<String> {
        mend(postcode, Some(named), "DE", std::iter::empty())
    }

    #[test]
    fn zeros_are_put_back_where_the_country_has_postcodes_that_begin_with_them() {
        for (postcode, country, whole) in [
            ("1067", "Deutschland", "01067"),
            ("1067.0", "DE", "01067"),
            ("2134", "USA", "02134"),
            ("501", "us", "00501"),
            ("2134-1234", "US", "02134-1234"),
            ("118", "Italia", "00118"),
            ("8001", "España", "08001"),
            ("6000", "France", "06000"),
            ("150", "NO", "0150"),
            ("10", "Norge", "0010"),
            ("800", "Australia", "0800"),
        ] {
            assert_eq!(of(postcode, country).as_deref(), Some(whole), "{postcode} {country}");
        }
    }

    #[test]
    fn what_is_whole_or_of_another_country_is_left() {
        for (postcode, country) in [
            ("01067", "DE"),
            ("10115", "DE"),
            ("106", "DE"),
            ("1010", "Österreich"),
            ("8001", "CH"),
            ("1000", "Belgium"),
            ("1067", "Atlantis"),
            ("0150", "NO"),
            ("106a", "DE"),
            ("10-67", "DE"),
            ("2134-12", "US"),
            ("", "DE"),
        ] {
            assert_eq!(of(postcode, country), None, "{postcode} {country}");
        }
    }

    #[test]
    fn rows_that_name_no_country_are_of_the_home_country_unless_their_phone_is_abroad() {
        let of = |phone: &str, home| mend("1067", None, home, [phone].into_iter());
        assert_eq!(of("0351 123456", "DE").as_deref(), Some("01067"));
        assert_eq!(of("+49 351 123456", "DE").as_deref(), Some("01067"));
        assert_eq!(of("+43 1 123456", "DE"), None);
        assert_eq!(of("0043 1 123456", "DE"), None);
        assert_eq!(of("0351 123456", "AT"), None);
    }

    #[test]
    fn no_country_has_longer_postcodes_than_are_looked_at() {
        assert!(COUNTRIES.iter().all(|country| country.digits <= MOST_DIGITS));
        assert!(COUNTRIES.iter().all(|country| find(country.code).is_some()));
    }

    proptest! {
        #[test]
        fn only_zeros_are_added_to_any_text(postcode in "\\PC{0,12}|[0-9.-]{0,12}", home in "DE|US|IT") {
            if let Some(mended) = mend(&postcode, None, &home, std::iter::empty()) {
                let bare = postcode.strip_suffix(".0").unwrap_or(&postcode);
                prop_assert_eq!(mended.trim_start_matches('0'), bare.trim_start_matches('0'));
            }
        }
    }
}

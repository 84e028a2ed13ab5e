//! Zeros that spreadsheets take off postcodes, put back where the country tells how many digits there
//! have to be.
//!
//! A row that names its country tells that itself, unless its town or phone says another one. One that names
//! none may be of the home country, which is only known of the file or the line as a whole: not if its phone
//! or its town is abroad, and only as long as all rows of the source together look as if zeros were lost
//! ([`Seen::doubt`]). They are mended as they are read, marked as presumed, and [`settle`]d when all are
//! read, so that any number of rows takes no memory.

use std::borrow::Cow;
use std::fmt;

use sameboat_model::Entity;
use sameboat_normalize::countries::{country_of_town, parse_country};
use sameboat_normalize::phones::country_of_phone;
use sameboat_store::schema::ingest::MENDED;
use sameboat_store::{Store, StoreError, params};
use serde::Serialize;

/// What is said of a postcode that got its zeros back.
pub(crate) const REASON: &str = "leading zeros were lost, and are put back";
/// What is said of a short one whose row names a country that its own town or phone speaks against.
pub(crate) const CONTRADICTED: &str =
    "too short for the country that the row names, and its town or phone is abroad";
/// `what` of the values that are mended as long as nothing speaks against it.
pub(crate) const PRESUMED: &str = "presumed";

/// A country whose postcodes are so many digits, some of them zeros at the beginning.
struct Country {
    /// ISO 3166 code.
    code: &'static str,
    digits: usize,
    /// Digits that are left of the postcode that begins with the most zeros: fewer are none of it.
    fewest: usize,
    /// Countries with postcodes of four digits whose calling codes begin no number of the country where
    /// postcodes begin with zeros, not even one that has lost its own zero.
    told_apart: &'static [&'static str],
}

const fn country(code: &'static str, digits: usize, fewest: usize) -> Country {
    Country { code, digits, fewest, told_apart: &[] }
}

const COUNTRIES: [Country; 13] = [
    Country { told_apart: &["AT", "CH", "BE", "DK"], ..country("DE", 5, 4) },
    country("FR", 5, 4),
    country("ES", 5, 4),
    // 00010 is a town near Rome.
    country("IT", 5, 2),
    // 00501 is in New York, 00601 on Puerto Rico.
    country("US", 5, 3),
    country("MX", 5, 4),
    country("FI", 5, 3),
    country("SK", 5, 4),
    country("TR", 5, 4),
    // 0010 is Oslo.
    country("NO", 4, 2),
    country("DK", 4, 3),
    country("AU", 4, 3),
    country("NZ", 4, 3),
];

/// Digits of the shortest and the longest postcodes of [`COUNTRIES`].
const FEWEST_DIGITS: usize = 4;
const MOST_DIGITS: usize = 5;

/// Digits of the shortest bare number that may have a calling code.
const WITH_CALLING_CODE: usize = 10;

/// A postcode with the zeros that it lost; none where it lost none, or the country has no such.
pub(crate) fn mend(postcode: &str, country: &str) -> Option<String> {
    // Spreadsheets make decimal numbers of them, too.
    let shown = postcode.strip_suffix(".0").unwrap_or(postcode);
    if !may_be_short(postcode) {
        return None;
    }
    let country = find(country)?;
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

/// Whether a postcode can lack zeros at all. Nearly all are whole, which is soon told.
pub(crate) fn may_be_short(postcode: &str) -> bool {
    let shown = postcode.strip_suffix(".0").unwrap_or(postcode);
    (1..MOST_DIGITS).contains(&shown.len()) || shown.contains('-')
}

/// Whether a postcode begins with a zero as it should.
fn has_its_zero(postcode: &str) -> bool {
    let is_whole = (FEWEST_DIGITS..=MOST_DIGITS).contains(&postcode.len());
    is_whole && postcode.starts_with('0') && is_digits(postcode)
}

/// Whether phones or the town of a row that names no country are of another than the home country.
pub(crate) fn is_abroad<'p>(
    home: &str,
    town: Option<&str>,
    mut phones: impl Iterator<Item = &'p str>,
) -> bool {
    let Some(home) = find(home) else { return false };
    let is_other = |country: Option<&str>| country.is_some_and(|country| country != home.code);
    is_other(town.and_then(country_of_town))
        || phones.any(|phone| {
            is_other(country_of_phone(phone, Some(home.code))) || has_bare_code(phone, home)
        })
}

/// Whether a number begins with the calling code of a neighbour, whose plus a spreadsheet took.
fn has_bare_code(phone: &str, home: &Country) -> bool {
    let digits = phone.bytes().filter(u8::is_ascii_digit).count();
    let is_bare = phone.trim_start().starts_with(|c: char| matches!(c, '1'..='9'));
    is_bare
        && digits >= WITH_CALLING_CODE
        && country_of_phone(&format!("+{phone}"), None)
            .is_some_and(|country| home.told_apart.contains(&country))
}

fn find(named: &str) -> Option<&'static Country> {
    let code = parse_country(named)?;
    COUNTRIES.iter().find(|country| country.code == code)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What the postcodes of a source look like together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Postcodes of any country that begin with a zero as they should.
    pub(crate) with_zero: u64,
    /// Postcodes of rows that name no country.
    pub(crate) unnamed: u64,
    /// Of these, such as are too short for the home country and got zeros back.
    pub(crate) presumed: u64,
    /// Of these, such as are too short, and abroad.
    pub(crate) abroad: u64,
}

impl Seen {
    /// Counts a postcode as it is written.
    pub(crate) fn count(&mut self, postcode: &str, names_country: bool) {
        self.with_zero += u64::from(has_its_zero(postcode));
        self.unnamed += u64::from(!names_country);
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.with_zero += other.with_zero;
        self.unnamed += other.unnamed;
        self.presumed += other.presumed;
        self.abroad += other.abroad;
    }

    /// Why the presumed ones are left as they are.
    pub(crate) fn doubt(&self) -> Option<Doubt> {
        /// About a tenth of the postcodes of Germany begin with a zero, and of other countries fewer.
        const ONE_IN: u64 = 3;
        /// Where so many are abroad by town or phone, others are that show neither.
        const ABROAD: u64 = 10;
        if self.presumed == 0 {
            None
        } else if self.with_zero > 0 {
            Some(Doubt::OthersHaveZeros)
        } else if ONE_IN * self.presumed > self.unnamed {
            Some(Doubt::TooMany)
        } else if ABROAD * self.abroad > self.presumed {
            Some(Doubt::OthersAbroad)
        } else {
            None
        }
    }
}

/// Why short postcodes of rows that name no country were left as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Other postcodes of the file begin with zeros, so that nobody took them.
    OthersHaveZeros,
    /// They are too many for the country.
    TooMany,
    /// Phones or towns of others are abroad.
    OthersAbroad,
}

/// Short postcodes that were left as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PostcodesLeft {
    /// How many.
    pub rows: u64,
    /// Why.
    pub why: Doubt,
}

impl fmt::Display for PostcodesLeft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.why {
            Doubt::OthersHaveZeros => "others begin with zeros",
            Doubt::TooMany => "that are too many to have lost zeros: is the country right?",
            Doubt::OthersAbroad => "phones and towns tell that others are abroad",
        };
        let rows = if self.rows == 1 { "row" } else { "rows" };
        write!(
            f,
            "`postcode` is too short for the country in {} {rows}, and left so: {why} (`lost_zeros` of \
             the mapping decides)",
            self.rows
        )
    }
}

/// Makes the presumed postcodes of a source mended ones, or takes the zeros off again; says how many.
pub(crate) fn settle(store: &Store, source: &str, stand: bool) -> Result<u64, StoreError> {
    let settled = if stand {
        let sql = format!("UPDATE value_issue SET what = '{MENDED}' WHERE source = ? AND what = ?");
        store.execute_with(&sql, params![source, PRESUMED])?
    } else {
        let sql = format!(
            "UPDATE {table} AS r SET postcode = ltrim(r.postcode, '0') FROM value_issue AS i \
             WHERE r.source = ?1 AND i.source = ?1 AND i.what = ?2 \
               AND i.row_number = r.row_number AND i.sheet IS NOT DISTINCT FROM r.sheet",
            table = Entity::Customer.record_table()
        );
        store.execute_with(&sql, params![source, PRESUMED])?;
        let sql = "DELETE FROM value_issue WHERE source = ? AND what = ?";
        store.execute_with(sql, params![source, PRESUMED])?
    };
    Ok(settled as u64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
            assert_eq!(mend(postcode, country).as_deref(), Some(whole), "{postcode} {country}");
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
            assert_eq!(mend(postcode, country), None, "{postcode} {country}");
        }
    }

    #[test]
    fn phones_and_towns_tell_who_is_abroad() {
        let phone = |phone: &str, home| is_abroad(home, None, [phone].into_iter());
        for number in ["+43 1 5551234", "0043 1 5551234", "4315551234", "43 664 5551234"] {
            assert!(phone(number, "DE"), "{number}");
        }
        assert!(phone("011 43 1 5551234", "US"));
        for number in ["0351 123456", "+49 351 123456", "49 351 1234567", "351 1234567", "n/a"] {
            assert!(!phone(number, "DE"), "{number}");
        }
        // An area code of Canada, and the one of Kiel.
        assert!(!phone("431 555 1234", "US") && !phone("0431 5551234", "DE"));
        let town = |town, home| is_abroad(home, Some(town), std::iter::empty());
        assert!(town("Wien", "DE") && town("Graz", "DE") && town("Bern", "FR"));
        assert!(!town("Dresden", "DE") && !town("København", "DK"));
    }

    #[test]
    fn rows_that_name_no_country_are_mended_only_where_all_look_so() {
        let seen = Seen { with_zero: 0, unnamed: 100, presumed: 10, abroad: 1 };
        assert_eq!(seen.doubt(), None);
        let doubt = |seen: Seen| seen.doubt().unwrap();
        assert_eq!(doubt(Seen { with_zero: 1, ..seen }), Doubt::OthersHaveZeros);
        assert_eq!(doubt(Seen { presumed: 34, ..seen }), Doubt::TooMany);
        assert_eq!(doubt(Seen { abroad: 2, ..seen }), Doubt::OthersAbroad);
        assert_eq!(Seen { presumed: 0, with_zero: 1, ..seen }.doubt(), None);
    }

    #[test]
    fn countries_are_as_long_as_what_is_looked_at() {
        for country in &COUNTRIES {
            assert!((FEWEST_DIGITS..=MOST_DIGITS).contains(&country.digits));
            assert!(find(country.code).is_some());
        }
    }

    proptest! {
        #[test]
        fn only_zeros_are_added_to_any_text(postcode in "\\PC{0,12}|[0-9.-]{0,12}", home in "DE|US|IT") {
            if let Some(mended) = mend(&postcode, &home) {
                prop_assert!(may_be_short(&postcode));
                let bare = postcode.strip_suffix(".0").unwrap_or(&postcode);
                prop_assert_eq!(mended.trim_start_matches('0'), bare);
            }
        }
    }
}

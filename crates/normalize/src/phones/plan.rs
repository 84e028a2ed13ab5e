//! What the numbering plans of countries say about prefixes, from the metadata of libphonenumber.
//!
//! The library reads a number with a dozen regular expressions under one lock, which takes
//! microseconds, and loads its metadata in a tenth of a second. Here only what decides about
//! prefixes is kept, and read for the countries that occur; the rules are those of libphonenumber
//! (`PhoneNumberUtil::ParseHelper`).

use std::borrow::Cow;
use std::sync::OnceLock;

use regex::{Captures, Regex};

/// A country a line: ISO 3166 code, calling code, then the fields of [`Plan`] from `exit` on. Of
/// the countries that share a calling code the main one comes first. A test writes it.
const PLANS: &str = include_str!("../../data/numbering_plans.txt");

/// The numbering plan of a country.
pub(super) struct Plan {
    country: &'static str,
    code: &'static str,
    /// What is dialled before a country code.
    exit: Option<Prefix>,
    /// What is dialled before a number within the country.
    trunk: Option<Prefix>,
    /// The usual one of the trunk prefixes.
    usual_trunk: Option<&'static str>,
    /// What a number with a trunk prefix becomes, where more than the prefix changes.
    transform: Option<&'static str>,
    /// Numbers as they are dialled from abroad.
    valid: Regex,
}

impl Plan {
    /// The plan of a country (ISO 3166 alpha-2, in any case).
    pub(super) fn of_country(country: &str) -> Option<&'static Self> {
        static KNOWN: [OnceLock<Option<Plan>>; 26 * 26] = [const { OnceLock::new() }; 26 * 26];
        let letter = |byte: &u8| Some(usize::from(byte.to_ascii_uppercase().checked_sub(b'A')?));
        let [first, second] = country.as_bytes() else { return None };
        let (first, second) = (letter(first)?, letter(second).filter(|&second| second < 26)?);
        let known = KNOWN.get(first * 26 + second)?;
        known.get_or_init(|| Self::find(|id, _| id.eq_ignore_ascii_case(country))).as_ref()
    }

    /// The plan whose calling code a number begins with, the main one of those that share it, and
    /// the rest of the number.
    pub(super) fn of_international(digits: &str) -> Option<(&'static Self, &str)> {
        static KNOWN: [OnceLock<Option<Plan>>; 1000] = [const { OnceLock::new() }; 1000];
        if digits.starts_with('0') {
            return None;
        }
        (1..=3).find_map(|length| {
            let (code, national) = digits.split_at_checked(length)?;
            let known = KNOWN.get(code.parse::<usize>().ok()?)?;
            let plan = known.get_or_init(|| Self::find(|_, other| other == code)).as_ref()?;
            Some((plan, national))
        })
    }

    /// The first plan whose country and calling code are wanted.
    fn find(is_wanted: impl Fn(&str, &str) -> bool) -> Option<Self> {
        PLANS.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
            let mut fields = line.split('\t');
            let (country, code) = (fields.next()?, fields.next()?);
            is_wanted(country, code).then(|| Self::new(country, code, fields)).flatten()
        })
    }

    fn new(
        country: &'static str,
        code: &'static str,
        mut fields: impl Iterator<Item = &'static str>,
    ) -> Option<Self> {
        let mut field = || fields.next().filter(|field| !field.is_empty());
        Some(Self {
            country,
            code,
            exit: field().and_then(Prefix::new),
            trunk: field().and_then(Prefix::new),
            usual_trunk: field(),
            transform: field(),
            valid: Regex::new(&format!("^(?:{})$", field()?)).ok()?,
        })
    }

    /// The ISO 3166 code of the country.
    pub(super) fn country(&self) -> &'static str {
        self.country
    }

    /// The calling code.
    pub(super) fn code(&self) -> &'static str {
        self.code
    }

    /// What follows the exit prefix, if the digits begin with one.
    pub(super) fn without_exit<'a>(&self, digits: &'a str) -> Option<&'a str> {
        let rest = self.exit.as_ref()?.strip(digits)?;
        // No country code begins with a zero.
        Some(rest).filter(|rest| !rest.starts_with('0'))
    }

    /// Whether digits are a number of an area of the country that lacks its zero.
    pub(super) fn is_of_area(&self, digits: &str) -> bool {
        self.usual_trunk == Some("0") && self.valid.is_match(digits)
    }

    /// Whether digits are a number of the country as they are, with no zero before them at home.
    pub(super) fn is_without_zero(&self, digits: &str) -> bool {
        self.usual_trunk != Some("0") && !digits.starts_with('0') && self.valid.is_match(digits)
    }

    /// National digits without the calling code, where they begin with it though nothing says so
    /// (`49 89 1234567`).
    pub(super) fn without_own_code<'a>(&self, digits: &'a str) -> &'a str {
        let Some(rest) = digits.strip_prefix(self.code) else { return digits };
        // An Italian mobile number can begin with Italy's code. Where numbers are dialled with a
        // trunk prefix, what lacks it is more likely international.
        let is_national = self.valid.is_match(digits)
            && (self.trunk.is_none() || !self.valid.is_match(&self.significant(rest)));
        if is_national { digits } else { rest }
    }

    /// A national number without trunk prefix.
    pub(super) fn significant<'a>(&self, national: &'a str) -> Cow<'a, str> {
        let number = match self.without_trunk(national) {
            Some(number) if !self.valid.is_match(national) || self.valid.is_match(&number) => {
                number
            }
            _ => Cow::Borrowed(national),
        };
        // Some write the prefix twice, in and after the country code.
        match self.usual_trunk.and_then(|trunk| number.strip_prefix(trunk)) {
            Some(rest) if !self.valid.is_match(&number) => Cow::Owned(rest.to_owned()),
            _ => number,
        }
    }

    fn without_trunk<'a>(&self, national: &'a str) -> Option<Cow<'a, str>> {
        let trunk = self.trunk.as_ref()?;
        let (Some(transform), Prefix::Pattern(pattern)) = (self.transform, trunk) else {
            return trunk.strip(national).map(Cow::Borrowed);
        };
        let found = pattern.captures(national)?;
        let rest = &national[found[0].len()..];
        let is_local = |found: &Captures<'_>| found.get(found.len() - 1).is_some();
        if !is_local(&found) {
            return Some(Cow::Borrowed(rest));
        }
        let mut number = String::with_capacity(national.len());
        found.expand(transform, &mut number);
        number.push_str(rest);
        Some(Cow::Owned(number))
    }
}

/// What can stand before a number.
enum Prefix {
    Digits(&'static str),
    Pattern(Regex),
}

impl Prefix {
    fn new(pattern: &'static str) -> Option<Self> {
        if pattern.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Digits(pattern));
        }
        Some(Self::Pattern(Regex::new(&format!("^(?:{pattern})")).ok()?))
    }

    fn strip<'a>(&self, digits: &'a str) -> Option<&'a str> {
        match self {
            Self::Digits(prefix) => digits.strip_prefix(prefix),
            Self::Pattern(pattern) => Some(&digits[pattern.find(digits)?.end()..]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use phonenumber::metadata::DATABASE;

    use super::*;

    const HEADER: &str = "# Numbering plans from the metadata of libphonenumber (Apache-2.0), \
                          written by the test in src/phones/plan.rs.\n";

    #[test]
    fn the_table_holds_the_metadata_of_the_library() {
        let mut all: Vec<_> = DATABASE.iter().collect();
        all.sort_by_key(|plan| (plan.country_code(), !plan.is_main_country_for_code(), plan.id()));
        // Patterns are laid out over several lines, with blanks that mean nothing.
        let bare = |pattern: &str| {
            assert!(!pattern.contains(['#', '\t']) && !pattern.contains("\\ "), "{pattern}");
            // Digits of other scripts never get here.
            pattern.split_whitespace().collect::<String>().replace("\\d", "[0-9]")
        };
        let mut table = String::from(HEADER);
        for plan in all {
            let usual = plan.national_prefix().unwrap_or_default();
            let exit = plan.international_prefix().map(|exit| bare(exit.as_str()));
            let trunk = plan.national_prefix_for_parsing().map(|trunk| bare(trunk.as_str()));
            let transform = plan.national_prefix_transform_rule().unwrap_or_default();
            let valid = bare(plan.descriptors().general().national_number().as_str());
            let fields = [
                plan.id(),
                &plan.country_code().to_string(),
                &exit.unwrap_or_default(),
                trunk.as_deref().unwrap_or(usual),
                usual,
                transform,
                &valid,
            ];
            writeln!(table, "{}", fields.join("\t")).unwrap();
        }
        if std::env::var_os("UPDATE_PLANS").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/numbering_plans.txt");
            std::fs::write(path, &table).unwrap();
        }
        assert!(table == PLANS, "run this test with UPDATE_PLANS=1, then again");
    }

    #[test]
    fn every_plan_of_the_table_can_be_read() {
        for line in PLANS.lines().skip(1) {
            let (country, code) = (&line[..2], line.split('\t').nth(1).unwrap());
            assert!(Plan::of_international(code).is_some(), "{code}");
            assert!(Plan::of_country(country).is_some() || country == "00", "{country}");
        }
        assert!(Plan::of_country("XX").is_none() && Plan::of_country("").is_none());
        assert!(Plan::of_international("999").is_none());
    }
}

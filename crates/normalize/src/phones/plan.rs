//! What the numbering plans of countries say about prefixes, from the metadata of libphonenumber.
//!
//! The library reads a number with a dozen regular expressions under one lock, which takes
//! microseconds. Here the few that decide about prefixes are kept per country; the rules are those
//! of libphonenumber (`PhoneNumberUtil::ParseHelper`).

use std::borrow::Cow;
use std::sync::OnceLock;

use phonenumber::Metadata;
use phonenumber::metadata::DATABASE;
use regex::{Captures, Regex, RegexBuilder};

/// The numbering plan of a country.
pub(super) struct Plan {
    code: String,
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
        static PLANS: [OnceLock<Option<Plan>>; 26 * 26] = [const { OnceLock::new() }; 26 * 26];
        let &[first, second] = country.as_bytes() else { return None };
        let letter = |byte: u8| Some(usize::from(byte.to_ascii_uppercase().checked_sub(b'A')?));
        let (first, second) = (letter(first)?, letter(second)?);
        let plan = PLANS.get(first * 26 + second).filter(|_| second < 26)?;
        plan.get_or_init(|| Self::new(DATABASE.by_id(country.to_ascii_uppercase().as_str())?))
            .as_ref()
    }

    /// The plan whose calling code a number begins with, the main one of those that share it, and
    /// the rest of the number.
    pub(super) fn of_international(digits: &str) -> Option<(&'static Self, &str)> {
        static PLANS: [OnceLock<Option<Plan>>; 1000] = [const { OnceLock::new() }; 1000];
        let of_code = |code: u16| {
            let plan = PLANS.get(usize::from(code))?;
            plan.get_or_init(|| Self::new(DATABASE.by_code(&code)?.first()?)).as_ref()
        };
        if digits.starts_with('0') {
            return None;
        }
        (1..=3).find_map(|length| {
            let (code, national) = digits.split_at_checked(length)?;
            Some((of_code(code.parse().ok()?)?, national))
        })
    }

    fn new(metadata: &'static Metadata) -> Option<Self> {
        let usual_trunk = metadata.national_prefix();
        let trunk = match metadata.national_prefix_for_parsing() {
            Some(pattern) => Some(Prefix::new(pattern.as_str())?),
            None => usual_trunk.map(|prefix| Prefix::Digits(prefix.to_owned())),
        };
        let exit = metadata.international_prefix().and_then(|exit| Prefix::new(exit.as_str()));
        let valid = metadata.descriptors().general().national_number().as_str();
        Some(Self {
            code: metadata.country_code().to_string(),
            exit,
            trunk,
            usual_trunk,
            transform: metadata.national_prefix_transform_rule(),
            valid: regex(&format!("^(?:{valid})$"))?,
        })
    }

    /// The calling code.
    pub(super) fn code(&self) -> &str {
        &self.code
    }

    /// What follows the exit prefix, if the digits begin with one.
    pub(super) fn without_exit<'a>(&self, digits: &'a str) -> Option<&'a str> {
        let rest = self.exit.as_ref()?.strip(digits)?;
        // No country code begins with a zero.
        Some(rest).filter(|rest| !rest.starts_with('0'))
    }

    /// National digits without the calling code, where they begin with it though nothing says so
    /// (`49 89 1234567`).
    pub(super) fn without_own_code<'a>(&self, digits: &'a str) -> &'a str {
        let Some(rest) = digits.strip_prefix(self.code.as_str()) else { return digits };
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
    Digits(String),
    Pattern(Regex),
}

impl Prefix {
    fn new(pattern: &str) -> Option<Self> {
        if pattern.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Digits(pattern.to_owned()));
        }
        Some(Self::Pattern(regex(&format!("^(?:{pattern})"))?))
    }

    fn strip<'a>(&self, digits: &'a str) -> Option<&'a str> {
        match self {
            Self::Digits(prefix) => digits.strip_prefix(prefix.as_str()),
            Self::Pattern(pattern) => Some(&digits[pattern.find(digits)?.end()..]),
        }
    }
}

/// The patterns of the metadata are laid out over several lines.
fn regex(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).ignore_whitespace(true).unicode(false).build().ok()
}

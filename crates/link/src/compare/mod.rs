//! Comparing two records field by field into ordered levels of agreement.
//!
//! Each comparison works on interned canonical values: equal ids agree fully and cost nothing.
//! A missing value is neutral; where a record has several values (two phones) the best counts.

mod names;
mod numbers;
mod places;
mod strings;
mod texts;

pub(crate) use names::{GivenValue, SurnameValue};
pub(crate) use numbers::Ranks;
pub(crate) use places::{PlaceValue, StreetValue};
pub(crate) use texts::TextTable;

use crate::linkage::Pattern;
use crate::values::ValueSets;

/// Code of a comparison in which a value is missing.
pub(crate) const ABSENT: u8 = 0;
/// Code of full agreement that is not on one interned value.
pub(crate) const EXACT: u8 = 1;
/// Codes from here on are full agreement on a value that a random record holds with probability
/// 2^-(code - 32).
pub(crate) const EXACT_RARITY: u8 = 32;

/// Name of the comparison of given names.
pub(crate) const GIVEN_NAME: &str = "given name";
/// Name of the comparison of birth dates.
pub(crate) const BIRTH_DATE: &str = "birth date";

/// A level of agreement: what people read, and what share of true pairs is expected there before
/// any data is seen (a weak prior, worth a few pairs).
pub(crate) struct LevelKind {
    pub(crate) name: &'static str,
    pub(crate) expected_m: f64,
}

const fn level(name: &'static str, expected_m: f64) -> LevelKind {
    LevelKind { name, expected_m }
}

/// Whether members of a household usually share a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// As a rule: surname, address, phone.
    Usual,
    /// Often enough to matter: e-mail.
    Sometimes,
    /// No more than strangers: given name, birth date.
    Never,
}

/// The canonical values of one comparison, by how they are compared.
pub(crate) enum Values {
    Given(Vec<GivenValue>),
    Surname(Vec<SurnameValue>),
    Date(Vec<DateValue>),
    Email(Vec<EmailValue>),
    Phone(Vec<Box<str>>),
    Identifier(Vec<Box<str>>),
    Street(Vec<StreetValue>),
    Place(Vec<PlaceValue>),
    Category,
    Text(TextTable),
    Number(Ranks),
}

/// A birth date as the eight digits `YYYYMMDD`. Dates whose day and month may be exchanged need no
/// second reading here: exchanged ones have their own level and share a blocking key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct DateValue(pub(crate) [u8; 8]);

impl DateValue {
    /// The digits with day and month exchanged.
    pub(crate) fn exchanged(self) -> [u8; 8] {
        let d = self.0;
        [d[0], d[1], d[2], d[3], d[6], d[7], d[4], d[5]]
    }
}

/// An e-mail address in two parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct EmailValue {
    pub(crate) address: Box<str>,
    pub(crate) local_length: u16,
}

impl EmailValue {
    pub(crate) fn local(&self) -> &str {
        &self.address[..usize::from(self.local_length)]
    }
}

/// One field, or group of fields, that is compared.
pub(crate) struct Comparison {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) sharing: Sharing,
    pub(crate) values: Values,
    pub(crate) sets: ValueSets,
    /// Per value the code of full agreement on it.
    pub(crate) exact_code: Vec<u8>,
    /// Per value whether so many customers hold it that it is hardly a typing error.
    pub(crate) common: Vec<bool>,
}

impl Comparison {
    /// The levels of this comparison; codes are indices + 1.
    pub(crate) fn levels(&self) -> &'static [LevelKind] {
        match self.values {
            Values::Given(_) => names::GIVEN_LEVELS,
            Values::Surname(_) => names::SURNAME_LEVELS,
            Values::Date(_) => DATE_LEVELS,
            Values::Email(_) => EMAIL_LEVELS,
            Values::Phone(_) => PHONE_LEVELS,
            Values::Identifier(_) => IDENTIFIER_LEVELS,
            Values::Street(_) => places::STREET_LEVELS,
            Values::Place(_) => places::PLACE_LEVELS,
            Values::Category => CATEGORY_LEVELS,
            Values::Text(_) => texts::LEVELS,
            Values::Number(_) => numbers::LEVELS,
        }
    }

    /// About how often two strangers agree on such a value: general knowledge, for data too small
    /// to tell.
    pub(crate) fn chance(&self) -> f64 {
        match self.values {
            Values::Email(_) | Values::Phone(_) | Values::Identifier(_) => 1e-6,
            Values::Date(_) => 1.0 / 20_000.0,
            Values::Street(_) => 1e-4,
            Values::Surname(_) | Values::Place(_) => 1e-3,
            Values::Given(_) => 5e-3,
            Values::Text(_) => 1e-2,
            Values::Number(_) => 5e-2,
            Values::Category => 0.5,
        }
    }

    /// Number of distinct values.
    pub(crate) fn value_count(&self) -> usize {
        self.exact_code.len()
    }

    /// The code of the best agreement between the values of two records.
    pub(crate) fn code(&self, left: u32, right: u32) -> u8 {
        let (left, right) = (self.sets.get(left), self.sets.get(right));
        match (left, right) {
            ([], _) | (_, []) => ABSENT,
            ([left], [right]) => self.value_code(*left, *right),
            _ => self.best_code(left, right),
        }
    }

    /// The rarest shared value, else the first level in order that any two values reach.
    fn best_code(&self, left: &[u32], right: &[u32]) -> u8 {
        let all = || left.iter().flat_map(|&l| right.iter().map(move |&r| (l, r)));
        let shared = all().filter(|(l, r)| l == r).map(|(l, _)| self.exact_code[l as usize]).max();
        shared.unwrap_or_else(|| {
            all()
                .map(|(l, r)| self.value_code(l, r))
                .min_by_key(|&code| rank(code))
                .unwrap_or(ABSENT)
        })
    }

    fn value_code(&self, left: u32, right: u32) -> u8 {
        let (l, r) = (left as usize, right as usize);
        if left == right {
            return self.exact_code[l];
        }
        let both_common = self.common[l] && self.common[r];
        let code = match &self.values {
            Values::Given(values) => names::given_level(&values[l], &values[r], both_common),
            Values::Surname(values) => names::surname_level(&values[l], &values[r], both_common),
            Values::Date(values) => date_level(values[l], values[r]),
            Values::Email(values) => email_level(&values[l], &values[r]),
            Values::Phone(values) => phone_level(&values[l], &values[r]),
            Values::Identifier(values) => identifier_level(&values[l], &values[r]),
            Values::Street(values) => places::street_level(&values[l], &values[r]),
            Values::Place(values) => places::place_level(&values[l], &values[r]),
            Values::Category => 2,
            Values::Text(table) => table.level(left, right),
            Values::Number(ranks) => ranks.level(left, right),
        };
        if code == EXACT { self.exact_code[l].min(self.exact_code[r]) } else { code }
    }
}

/// Full agreement ranks first.
fn rank(code: u8) -> u8 {
    if code >= EXACT_RARITY { EXACT } else { code }
}

/// Everything that is compared.
pub(crate) struct Comparisons {
    pub(crate) all: Vec<Comparison>,
    pub(crate) given: Option<usize>,
    pub(crate) surname: Option<usize>,
    pub(crate) gender: Option<usize>,
}

impl Comparisons {
    /// The levels of agreement of two records.
    pub(crate) fn pattern(&self, left: u32, right: u32) -> Pattern {
        let mut pattern = Pattern::default();
        let names = self.given.zip(self.surname);
        for (at, comparison) in self.all.iter().enumerate() {
            let in_names = names.is_some_and(|(given, surname)| at == given || at == surname);
            if in_names || Some(at) == self.gender {
                continue;
            }
            pattern = pattern.with(at, comparison.code(left, right));
        }
        if let Some((given, surname)) = names {
            let codes = names::code_names(&self.all[given], &self.all[surname], left, right);
            pattern = pattern.with(given, codes.0).with(surname, codes.1);
        }
        self.with_gender(pattern, left, right)
    }

    /// Gender follows from the given name: it says something only where those differ.
    fn with_gender(&self, pattern: Pattern, left: u32, right: u32) -> Pattern {
        let Some(gender) = self.gender else { return pattern };
        match self.given {
            Some(given) if pattern.code(given) >= EXACT_RARITY => pattern,
            _ => pattern.with(gender, self.all[gender].code(left, right)),
        }
    }
}

const CATEGORY_LEVELS: &[LevelKind] = &[level("equal", 0.95), level("different", 0.05)];

const DATE_LEVELS: &[LevelKind] = &[
    level("equal", 0.8),
    level("day and month exchanged", 0.02),
    level("one digit wrong or two exchanged", 0.06),
    level("two of day, month and year equal", 0.03),
    level("two digits wrong", 0.02),
    level("within a year", 0.02),
    level("different", 0.05),
];

fn date_level(left: DateValue, right: DateValue) -> u8 {
    if left.exchanged() == right.0 {
        return 2;
    }
    let (left, right) = (left.0, right.0);
    let differing = (0..8).filter(|&at| left[at] != right[at]).count();
    let first = (0..8).find(|&at| left[at] != right[at]).unwrap_or_default();
    let neighbours = differing == 2
        && first < 7
        && left[first] == right[first + 1]
        && left[first + 1] == right[first];
    if differing == 1 || neighbours {
        return 3;
    }
    let is_equal = |part: &std::ops::Range<usize>| left[part.clone()] == right[part.clone()];
    let equal = [0..4, 4..6, 6..8].iter().filter(|part| is_equal(part)).count();
    if equal == 2 {
        4
    } else if differing == 2 {
        5
    } else if day_number(left).abs_diff(day_number(right)) <= 400 {
        6
    } else {
        7
    }
}

/// Days since year 0 in a calendar of 31-day months: near enough to tell near from far.
fn day_number(digits: [u8; 8]) -> i32 {
    let number = |part: &[u8]| part.iter().fold(0, |n, &d| n * 10 + i32::from(d - b'0'));
    number(&digits[..4]) * 365 + number(&digits[4..6]) * 30 + number(&digits[6..])
}

const EMAIL_LEVELS: &[LevelKind] = &[
    level("equal", 0.75),
    level("one or two typing errors", 0.08),
    level("same name at another provider", 0.05),
    level("similar", 0.04),
    level("different", 0.08),
];

fn email_level(left: &EmailValue, right: &EmailValue) -> u8 {
    let longest = left.address.len().max(right.address.len());
    let allowed = if longest >= 12 { 2 } else { 1 };
    let is_within = |bound| strings::is_within(&left.address, &right.address, bound);
    if is_within(allowed) {
        2
    } else if left.local() == right.local() {
        3
    } else if is_within(longest / 5) || similar_locals(left.local(), right.local()) {
        4
    } else {
        5
    }
}

fn similar_locals(left: &str, right: &str) -> bool {
    left.len().min(right.len()) >= 5 && strings::is_jaro_winkler(left, right, 0.92)
}

const PHONE_LEVELS: &[LevelKind] = &[
    level("equal", 0.75),
    level("same ending", 0.05),
    level("one digit wrong or two exchanged", 0.05),
    level("different", 0.15),
];

fn phone_level(left: &str, right: &str) -> u8 {
    const ENDING: usize = 7;
    let ending = |number: &str| number.len().checked_sub(ENDING);
    if let (Some(l), Some(r)) = (ending(left), ending(right))
        && left[l..] == right[r..]
    {
        2
    } else if strings::within_one_error(left, right) {
        3
    } else {
        4
    }
}

const IDENTIFIER_LEVELS: &[LevelKind] = &[
    level("equal", 0.85),
    level("one character wrong or two exchanged", 0.08),
    level("two characters wrong", 0.03),
    level("different", 0.04),
];

fn identifier_level(left: &str, right: &str) -> u8 {
    if left.len().min(right.len()) < 4 || !strings::is_within(left, right, 2) {
        4
    } else if strings::within_one_error(left, right) {
        2
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_fall_to_the_level_of_their_difference() {
        let born = DateValue(*b"19760915");
        for (other, expected) in [
            (b"19761509", 2),
            (b"19760916", 3),
            (b"19769015", 3),
            (b"19761115", 4),
            (b"19860925", 5),
            (b"19771017", 6),
            (b"19031201", 7),
        ] {
            let other = DateValue(*other);
            assert_eq!(date_level(born, other), expected, "{other:?}");
            assert_eq!(date_level(other, born), expected);
        }
    }

    #[test]
    fn emails_fall_to_the_level_of_their_difference() {
        let email = |address: &str| EmailValue {
            address: address.into(),
            local_length: address.find('@').unwrap() as u16,
        };
        let one = email("anna.berg@web.de");
        assert_eq!(email_level(&one, &email("anna.brg@web.de")), 2);
        assert_eq!(email_level(&one, &email("anna.berg@provider.com")), 3);
        assert_eq!(email_level(&one, &email("peter@web.de")), 5);
    }
}

//! Comparing two records field by field into ordered levels of agreement.
//!
//! Each comparison works on interned canonical values: equal ids agree fully and cost nothing.
//! A missing value is neutral; where a record has several values (two phones) the best counts.

mod codes;
mod comparer;
mod dates;
mod emails;
mod memo;
mod names;
mod numbers;
mod places;
mod strings;
mod texts;

pub(crate) use codes::PhoneTable;
pub(crate) use comparer::Comparer;
pub(crate) use dates::DateValue;
pub(crate) use emails::{EmailTable, local_part};
use memo::Memo;
pub(crate) use names::{GIVEN_EXCHANGED, GivenValue, SurnameValue, given_agrees, surname_agrees};
pub(crate) use numbers::Ranks;
pub(crate) use places::{PlaceTable, StreetTable};
pub(crate) use texts::TextTable;

use rayon::prelude::*;

use crate::linkage::Pattern;
use crate::prepare::Standardised;
use crate::texts::Texts;
use crate::values::{Sets, ValueTable};

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
/// Name of the comparison of numbers that an authority gave.
pub(crate) const IDENTITY_NUMBER: &str = "identity number";
/// Name of the comparison of surnames.
pub(crate) const SURNAME: &str = "surname";
/// Name of the comparison of names of organisations.
pub(crate) const ORGANISATION: &str = "organisation";
/// Name of the comparison of e-mail addresses.
pub(crate) const EMAIL: &str = "e-mail";
/// Name of the comparison of phone numbers.
pub(crate) const PHONE: &str = "phone";
/// Name of the comparison of streets and house numbers.
pub(crate) const STREET: &str = "street";
/// Name of the comparison of postcodes and cities.
pub(crate) const PLACE: &str = "place";
/// Name of the comparison of genders.
pub(crate) const GENDER: &str = "gender";

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

/// The distinct values of one comparison as they were read.
pub(crate) enum Distinct {
    Given(Vec<GivenValue>),
    Surname(Vec<SurnameValue>),
    Date(Vec<DateValue>),
    Email(Texts),
    Phone(Texts),
    Identifier(Texts),
    Street(StreetTable),
    Place(PlaceTable),
    Gender(Vec<&'static str>),
    Text(Texts),
    Number(Ranks),
}

impl Distinct {
    /// Number of values.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Given(values) => values.len(),
            Self::Surname(values) => values.len(),
            Self::Date(values) => values.len(),
            Self::Email(texts)
            | Self::Phone(texts)
            | Self::Identifier(texts)
            | Self::Text(texts) => texts.len(),
            Self::Street(table) => table.parts.len(),
            Self::Place(table) => table.parts.len(),
            Self::Gender(values) => values.len(),
            Self::Number(ranks) => ranks.count(),
        }
    }

    /// Some of the values (`old_of[new] = old`), made ready to be compared.
    fn prepared(self, old_of: &[u32]) -> Values {
        match self {
            Self::Given(values) => Values::Given(chosen(values, old_of)),
            Self::Surname(values) => Values::Surname(chosen(values, old_of)),
            Self::Date(values) => Values::Date(chosen(values, old_of)),
            Self::Email(texts) => Values::Email(EmailTable::new(texts.chosen(old_of))),
            Self::Phone(texts) => Values::Phone(PhoneTable::new(texts.chosen(old_of))),
            Self::Identifier(texts) => Values::Identifier(texts.chosen(old_of)),
            Self::Street(table) => {
                let parts = chosen(table.parts, old_of);
                Values::Street(StreetTable { parts, ..table })
            }
            Self::Place(table) => {
                let parts = chosen(table.parts, old_of);
                Values::Place(PlaceTable { parts, ..table })
            }
            Self::Gender(_) => Values::Category,
            Self::Text(texts) => Values::Text(TextTable::new(texts.chosen(old_of))),
            Self::Number(ranks) => Values::Number(ranks.chosen(old_of)),
        }
    }
}

/// The canonical values of one comparison, by how they are compared.
pub(crate) enum Values {
    Given(Vec<GivenValue>),
    Surname(Vec<SurnameValue>),
    Date(Vec<DateValue>),
    Email(EmailTable),
    Phone(PhoneTable),
    Identifier(Texts),
    Street(StreetTable),
    Place(PlaceTable),
    Category,
    Text(TextTable),
    Number(Ranks),
}

/// One field, or group of fields, that is compared.
pub(crate) struct Comparison {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) sharing: Sharing,
    pub(crate) values: Values,
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
            Values::Date(_) => dates::LEVELS,
            Values::Email(_) => emails::LEVELS,
            Values::Phone(_) => codes::PHONE_LEVELS,
            Values::Identifier(_) => codes::IDENTIFIER_LEVELS,
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

    /// Adds the codes of pairs of values that are not one value.
    fn add_codes(&self, unequal: &[(u32, u32)], memo: &mut Memo, codes: &mut Vec<u8>) {
        let pairs =
            unequal.iter().map(|&(left, right)| (left, right, left as usize, right as usize));
        let both_common = |l: usize, r: usize| self.common[l] && self.common[r];
        match &self.values {
            Values::Given(values) => codes.extend(pairs.map(|(left, right, l, r)| {
                memo.remember(left, right, || {
                    names::given_level(&values[l], &values[r], both_common(l, r))
                })
            })),
            Values::Surname(values) => codes.extend(pairs.map(|(left, right, l, r)| {
                memo.remember(left, right, || {
                    names::surname_level(&values[l], &values[r], both_common(l, r))
                })
            })),
            Values::Date(values) => {
                codes.extend(pairs.map(|(.., l, r)| dates::date_level(values[l], values[r])));
            }
            Values::Email(table) => {
                codes.extend(pairs.map(|(left, right, ..)| table.level(left, right)));
            }
            Values::Phone(table) => {
                codes.extend(pairs.map(|(left, right, ..)| table.level(left, right)));
            }
            Values::Identifier(values) => {
                codes.extend(
                    pairs.map(|(.., l, r)| codes::identifier_level(&values[l], &values[r])),
                );
            }
            Values::Street(table) => {
                codes.extend(pairs.map(|(left, right, ..)| table.level(left, right, memo)));
            }
            Values::Place(table) => {
                codes.extend(pairs.map(|(left, right, ..)| table.level(left, right, memo)));
            }
            Values::Category => codes.extend(pairs.map(|_| 2)),
            Values::Text(table) => {
                codes.extend(pairs.map(|(left, right, ..)| {
                    memo.remember(left, right, || table.level(left, right))
                }));
            }
            Values::Number(ranks) => {
                codes.extend(pairs.map(|(left, right, ..)| ranks.level(left, right)));
            }
        }
        let found = codes.len() - unequal.len();
        for (code, &(left, right)) in codes[found..].iter_mut().zip(unequal) {
            if *code == EXACT {
                *code = self.exact_code[left as usize].min(self.exact_code[right as usize]);
            }
        }
    }
}

/// Some of many things, in the order of their indices; each is asked for once.
fn chosen<T>(all: Vec<T>, indices: &[u32]) -> Vec<T> {
    let mut all: Vec<Option<T>> = all.into_iter().map(Some).collect();
    indices.iter().filter_map(|&index| all[index as usize].take()).collect()
}

/// Everything that is compared, and the values of all records.
pub(crate) struct Comparisons {
    pub(crate) all: Vec<Comparison>,
    pub(crate) table: ValueTable,
    pub(crate) given: Option<usize>,
    pub(crate) surname: Option<usize>,
    pub(crate) gender: Option<usize>,
}

impl Comparisons {
    /// Comparisons of records in a new order (`order[new] = old`); those without any value are left
    /// out.
    ///
    /// Values are numbered as the records in their new order hold them, so that records that are near
    /// each other have their values near each other too: who goes through the records goes through
    /// the values in much the same order, and does not wait for memory.
    pub(crate) fn new(standardised: Vec<Standardised>, order: &[u32]) -> Self {
        let (all, sets): (Vec<Comparison>, Vec<Sets>) = standardised
            .into_par_iter()
            .filter(|one| !one.sets.is_empty())
            .map(|one| {
                let Standardised { name, columns, sharing, distinct, sets } = one;
                let (sets, old_of) = sets.renumbered(order, distinct.count());
                let comparison = Comparison {
                    name,
                    columns,
                    sharing,
                    values: distinct.prepared(&old_of),
                    exact_code: vec![EXACT_RARITY; old_of.len()],
                    common: vec![false; old_of.len()],
                };
                (comparison, sets)
            })
            .collect::<Vec<_>>()
            .into_iter()
            .unzip();
        let find = |is: fn(&Comparison) -> bool| all.iter().position(is);
        Self {
            given: find(|one| matches!(one.values, Values::Given(_))),
            surname: find(|one| matches!(one.values, Values::Surname(_))),
            gender: find(|one| one.name == GENDER),
            table: ValueTable::new(&sets, order.len()),
            all,
        }
    }

    /// The values of a record in a comparison.
    #[inline]
    pub(crate) fn values(&self, comparison: usize, record: u32) -> &[u32] {
        self.table.get(comparison, record)
    }

    /// Something that compares pairs, and remembers what it compared.
    pub(crate) fn comparer(&self) -> Comparer<'_> {
        Comparer::new(self, Memo::default)
    }

    /// The levels of agreement of a single pair.
    pub(crate) fn pattern(&self, left: u32, right: u32) -> Pattern {
        let mut found = Pattern::default();
        Comparer::new(self, Memo::forgetful)
            .for_each([(left, right)].into_iter(), |_, pattern| found = pattern);
        found
    }

    /// Whether any of some given names is one of some surnames.
    fn crosses(&self, given_names: &[u32], surnames: &[u32]) -> bool {
        let (Some(given), Some(surname)) = (self.given, self.surname) else { return false };
        let (Values::Given(given), Values::Surname(surname)) =
            (&self.all[given].values, &self.all[surname].values)
        else {
            return false;
        };
        given_names.iter().any(|&g| {
            surnames.iter().any(|&s| names::is_crossed(&given[g as usize], &surname[s as usize]))
        })
    }
}

const CATEGORY_LEVELS: &[LevelKind] = &[level("equal", 0.95), level("different", 0.05)];

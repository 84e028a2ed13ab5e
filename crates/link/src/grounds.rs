//! Whether anything but names and towns speaks for one customer.
//!
//! How rare a name is can be counted only among other people, and in a short or made-up list all who share a name
//! pass for one customer, which makes every name seem rare. So a name alone never outweighs that what else is known
//! differs: another mailbox and another phone, say. Such pairs are for people to decide.

use rustc_hash::FxHashMap;

use crate::compare::{
    ABSENT, BIRTH_DATE, Comparisons, EMAIL, EXACT_RARITY, GENDER, GIVEN_NAME, IDENTITY_NUMBER,
    ORGANISATION, PHONE, PLACE, STREET, SURNAME,
};
use crate::hash::{combine, hash_of};
use crate::linkage::Pattern;
use crate::model::Model;

/// What tells customers of one name apart: the comparison, the last level at which it speaks for one customer, and
/// the first at which it differs.
const TELLING: [(&str, u8, u8); 5] =
    [(BIRTH_DATE, 4, 7), (EMAIL, 3, 5), (PHONE, 3, 4), (IDENTITY_NUMBER, 3, 4), (STREET, 3, 4)];

/// Level of similar e-mails. Where names mean little they are two: `anna.berg7` and `anna.berg12`.
const SIMILAR_EMAIL: u8 = 4;

/// In a list of fewer records, or where a record shares its name with more others than any customer has records,
/// nobody knows how rare a name is: one thing that differs is enough.
const SHORT_LIST: f64 = 250.0;
const MANY_SHARERS: f64 = 8.0;

/// Of something further a value speaks for one customer if a record holds it with a probability of at most 2^-5.
const RARE: u8 = 5;

/// So many records are looked at, so many times, to see how many share a name.
const WINDOW: u32 = 4096;
const WINDOWS: u32 = 32;

/// How many things that differ outweigh a name in a list of so many records, each of which shares its name with so
/// many on average.
pub(crate) fn outweighing_a_name(records: f64, sharers: f64) -> u8 {
    if records < SHORT_LIST || sharers > MANY_SHARERS { 1 } else { 2 }
}

/// How many records have the name of a record, itself included, on average. Records of one name stand together.
pub(crate) fn sharers(comparisons: &Comparisons, records: u32) -> f64 {
    let names: Vec<usize> = (comparisons.all.iter().enumerate())
        .filter(|(_, one)| [GIVEN_NAME, SURNAME, ORGANISATION].contains(&one.name.as_str()))
        .map(|(at, _)| at)
        .collect();
    let step = (records / WINDOWS).max(WINDOW);
    let (mut counted, mut shared) = (0, 0);
    for from in (0..records).step_by(step as usize) {
        let mut of_name: FxHashMap<u64, u64> = FxHashMap::default();
        for record in from..records.min(from + WINDOW) {
            let held = || names.iter().map(|&at| comparisons.values(at, record));
            if held().any(|values| !values.is_empty()) {
                let name = held().fold(0, |name, values| combine(name, hash_of(values)));
                *of_name.entry(name).or_default() += 1;
            }
        }
        counted += of_name.values().sum::<u64>();
        shared += of_name.values().map(|count| count * count).sum::<u64>();
    }
    shared as f64 / counted.max(1) as f64
}

/// Where the comparisons of a model are that tell customers of one name apart.
#[derive(Debug, Clone)]
pub(crate) struct Grounds {
    telling: Vec<(usize, u8, u8)>,
    /// Further things of which nobody knows what they are: an occupation, an age.
    further: Vec<usize>,
    organisation: Option<usize>,
    outweighing: u8,
}

impl Grounds {
    pub(crate) fn of(model: &Model) -> Self {
        let find = |name: &str| model.comparisons.iter().position(|one| one.name == name);
        let outweighing = model.outweighing_a_name;
        let telling = TELLING.iter().filter_map(|&(name, same, other)| {
            let merely_similar = name == EMAIL && outweighing == 1;
            Some((find(name)?, same, if merely_similar { SIMILAR_EMAIL } else { other }))
        });
        let further = model.comparisons.iter().enumerate().filter(|(_, one)| {
            let known = [GIVEN_NAME, SURNAME, ORGANISATION, PLACE, GENDER];
            !known.contains(&one.name.as_str())
                && !TELLING.iter().any(|telling| telling.0 == one.name)
        });
        Self {
            telling: telling.collect(),
            further: further.map(|(at, _)| at).collect(),
            organisation: find(ORGANISATION),
            outweighing,
        }
    }

    /// Whether two people have nothing in common but names and towns, and differ in what outweighs them. Organisations
    /// have names of their own, and several mailboxes, phones and addresses each.
    #[inline]
    pub(crate) fn are_names_alone(&self, pattern: Pattern) -> bool {
        if self.organisation.is_some_and(|at| pattern.code(at) != ABSENT) {
            return false;
        }
        let mut differ = 0;
        for &(comparison, same, other) in &self.telling {
            match pattern.code(comparison) {
                ABSENT => {}
                code if code <= same || code >= EXACT_RARITY => return false,
                code => differ += u8::from(code >= other),
            }
        }
        let is_rare = |&at: &usize| pattern.code(at) >= EXACT_RARITY + RARE;
        differ >= self.outweighing && !self.further.iter().any(is_rare)
    }
}

//! Whether anything but names and towns speaks for one customer.
//!
//! How rare a name is can be counted only among other people, and in a made-up list of a few names all who share one
//! pass for one customer, which makes every name seem rare. Where names go with many different mailboxes, phones and
//! addresses a name alone links nobody of whom another of these differs. Such pairs are for people to decide.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::compare::{
    ABSENT, BIRTH_DATE, Comparisons, EMAIL, EXACT_RARITY, GENDER, GIVEN_NAME, IDENTITY_NUMBER,
    ORGANISATION, PHONE, PLACE, STREET, SURNAME,
};
use crate::hash::{combine, hash_of};
use crate::linkage::Pattern;
use crate::model::Model;

/// What tells customers of one name apart: the comparison, the last level at which it speaks for one customer, and
/// the first at which it differs. Similar e-mails are two: `anna.berg7` and `anna.berg12`.
const TELLING: [(&str, u8, u8); 5] =
    [(BIRTH_DATE, 4, 7), (EMAIL, 3, 4), (PHONE, 3, 4), (IDENTITY_NUMBER, 3, 4), (STREET, 3, 6)];

/// Where a name goes with more different addresses, phones and so on than anybody has, names mean little; in a list
/// of fewer records earlier, as a few duplicates are all that there is to learn from. Chosen on generated lists.
const MANY_SHARERS: f64 = 8.0;
const SHORT_LIST: f64 = 250.0;
const MANY_IN_SHORT_LIST: f64 = 2.0;

/// Of something further a value speaks for one customer if a record holds it with a probability of at most 2^-5.
const RARE: u8 = 5;

/// So many records are looked at, so many times, to see how many share a name.
const WINDOW: u32 = 4096;
const WINDOWS: u32 = 32;

/// Whether names mean little in a list of so many records, where a name goes with so many different things.
pub(crate) fn mean_little(records: f64, sharers: f64) -> bool {
    sharers > if records < SHORT_LIST { MANY_IN_SHORT_LIST } else { MANY_SHARERS }
}

/// With how many different sets of telling values the name of a record goes, on average. Records of one name stand
/// together.
pub(crate) fn sharers(comparisons: &Comparisons, records: u32) -> f64 {
    let places = |wanted: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let all = comparisons.all.iter().enumerate();
        all.filter(|(_, one)| wanted(&one.name)).map(|(at, _)| at).collect()
    };
    let names = places(&|name| [GIVEN_NAME, SURNAME].contains(&name));
    let telling = places(&|name| TELLING.iter().any(|one| one.0 == name));
    let held = |places: &[usize], record: u32| {
        let values = places.iter().map(|&at| comparisons.values(at, record));
        values.fold(0, |held, values| combine(held, hash_of(values)))
    };
    let is_named = |record: u32| names.iter().any(|&at| !comparisons.values(at, record).is_empty());
    let step = (records / WINDOWS).max(WINDOW);
    let (mut counted, mut shared) = (0, 0);
    for from in (0..records).step_by(step as usize) {
        let mut of_name: FxHashMap<u64, FxHashSet<u64>> = FxHashMap::default();
        for record in (from..records.min(from + WINDOW)).filter(|&record| is_named(record)) {
            of_name.entry(held(&names, record)).or_default().insert(held(&telling, record));
        }
        let sizes = of_name.values().map(FxHashSet::len);
        counted += sizes.clone().sum::<usize>();
        shared += sizes.map(|size| size * size).sum::<usize>();
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
    names_mean_little: bool,
}

impl Grounds {
    pub(crate) fn of(model: &Model) -> Self {
        let find = |name: &str| model.comparisons.iter().position(|one| one.name == name);
        let telling =
            TELLING.iter().filter_map(|&(name, same, other)| Some((find(name)?, same, other)));
        let further = model.comparisons.iter().enumerate().filter(|(_, one)| {
            let known = [GIVEN_NAME, SURNAME, ORGANISATION, PLACE, GENDER];
            !known.contains(&one.name.as_str())
                && !TELLING.iter().any(|telling| telling.0 == one.name)
        });
        Self {
            telling: telling.collect(),
            further: further.map(|(at, _)| at).collect(),
            organisation: find(ORGANISATION),
            names_mean_little: model.names_mean_little,
        }
    }

    /// Whether two people have nothing in common but names that mean little, and towns, and differ in the rest.
    /// Organisations have names of their own, and several mailboxes, phones and addresses each.
    #[inline]
    pub(crate) fn are_names_alone(&self, pattern: Pattern) -> bool {
        let is_organisation = || self.organisation.is_some_and(|at| pattern.code(at) != ABSENT);
        if !self.names_mean_little || is_organisation() {
            return false;
        }
        let mut differs = false;
        for &(comparison, same, other) in &self.telling {
            match pattern.code(comparison) {
                ABSENT => {}
                code if code <= same || code >= EXACT_RARITY => return false,
                code => differs |= code >= other,
            }
        }
        let is_rare = |&at: &usize| pattern.code(at) >= EXACT_RARITY + RARE;
        differs && !self.further.iter().any(is_rare)
    }
}

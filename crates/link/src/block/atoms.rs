//! The keys that blocking rules are made of.

use sameboat_normalize::text::words;

use crate::compare::{
    Comparison, Comparisons, DateValue, EmailValue, GivenValue, PlaceValue, StreetValue,
    SurnameValue, TextTable, Values,
};
use crate::hash::{combine, hash_of};

/// Rarest words of a text that are keys of their own.
const RARE_WORDS: usize = 4;
/// Rarest words of a text that are keys in pairs.
const PAIRED_WORDS: usize = 6;

/// One way to make keys from the values of a comparison; records that share a key may match.
pub(crate) struct Atom {
    pub(crate) name: String,
    /// Comparisons it is made of; a rule combines atoms of different ones.
    pub(crate) of: Vec<usize>,
    /// Whether it can be a rule on its own; others only narrow down.
    pub(crate) alone: bool,
    keys: Keys,
}

enum Keys {
    /// Per value of one comparison its keys.
    PerValue(Vec<Vec<u64>>),
    /// Given name and surname by sound, in any order.
    BothNames { given: usize, surname: usize },
}

impl Atom {
    /// Adds the keys of a record.
    pub(crate) fn keys(&self, comparisons: &Comparisons, record: u32, keys: &mut Vec<u64>) {
        match &self.keys {
            Keys::PerValue(of_value) => {
                for &value in comparisons.all[self.of[0]].sets.get(record) {
                    keys.extend(&of_value[value as usize]);
                }
            }
            &Keys::BothNames { given, surname } => {
                both_names(&comparisons.all[given], &comparisons.all[surname], record, keys);
            }
        }
    }
}

impl Atom {
    fn has_keys(&self) -> bool {
        match &self.keys {
            Keys::PerValue(of_value) => of_value.iter().any(|keys| !keys.is_empty()),
            Keys::BothNames { .. } => true,
        }
    }
}

fn both_names(given: &Comparison, surname: &Comparison, record: u32, keys: &mut Vec<u64>) {
    let (Values::Given(given_values), Values::Surname(surname_values)) =
        (&given.values, &surname.values)
    else {
        return;
    };
    for &g in given.sets.get(record) {
        for &s in surname.sets.get(record) {
            let one = hash_of(&given_values[g as usize].sound);
            let other = hash_of(&surname_values[s as usize].sound);
            keys.push(combine(one.min(other), one.max(other)));
        }
    }
}

/// All atoms of the comparisons.
pub(crate) fn atoms(comparisons: &Comparisons) -> Vec<Atom> {
    let mut all: Vec<Atom> =
        comparisons.all.iter().enumerate().flat_map(|(at, c)| atoms_of(at, c)).collect();
    all.retain(Atom::has_keys);
    if let Some((given, surname)) = comparisons.given.zip(comparisons.surname) {
        all.push(Atom {
            name: "both names (sound, any order)".to_owned(),
            of: vec![given, surname],
            alone: true,
            keys: Keys::BothNames { given, surname },
        });
    }
    all
}

fn atoms_of(at: usize, comparison: &Comparison) -> Vec<Atom> {
    let make = |name: &str, alone: bool, keys: Vec<Vec<u64>>| Atom {
        name: format!("{}{name}", comparison.name),
        of: vec![at],
        alone,
        keys: Keys::PerValue(keys),
    };
    let alone = |name: &str, keys| make(name, true, keys);
    match &comparison.values {
        Values::Given(values) => {
            let first = |value: &GivenValue| key(value.first().get(..1).unwrap_or_default());
            vec![
                alone(" (sound)", per_value(values, |v| key(&v.sound))),
                alone(" (start)", per_value(values, |v| start(v.first(), 4))),
                make(" (initial)", false, per_value(values, first)),
            ]
        }
        Values::Surname(values) => {
            let any_word = |v: &SurnameValue| words(&v.name).map(hash_of).collect();
            vec![
                alone(" (sound)", per_value(values, |v| key(&v.sound))),
                alone(" (start)", per_value(values, |v| start(&v.name, 4))),
                alone(" (any word)", per_value(values, any_word)),
            ]
        }
        Values::Date(values) => {
            let part = |range: std::ops::Range<usize>| {
                per_value(values, |v: &DateValue| vec![hash_of(&v.0[range.clone()])])
            };
            // One key, whether day and month are exchanged or not.
            let readings = |v: &DateValue| vec![hash_of(&v.0.min(v.exchanged()))];
            vec![
                alone("", per_value(values, readings)),
                alone(" (year and month)", part(0..6)),
                alone(" (month and day)", part(4..8)),
                make(" (year)", false, part(0..4)),
            ]
        }
        Values::Email(values) => vec![
            alone("", per_value(values, |v| key(&v.address))),
            alone(" (name part)", per_value(values, |v: &EmailValue| key(v.local()))),
            alone(" (start)", per_value(values, |v: &EmailValue| start(v.local(), 5))),
        ],
        Values::Phone(values) => vec![
            alone("", per_value(values, |v| key(v))),
            alone(" (ending)", per_value(values, |v| ending(v, 6))),
        ],
        Values::Identifier(values) => vec![
            alone("", per_value(values, |v| key(v))),
            alone(" (first half)", per_value(values, |v| start(v, v.len().div_ceil(2)))),
            alone(" (second half)", per_value(values, |v| ending(v, v.len().div_ceil(2)))),
        ],
        Values::Street(values) => street_atoms(values, &alone),
        Values::Place(values) => place_atoms(values, &alone),
        Values::Category => Vec::new(),
        Values::Text(table) => text_atoms(table, &alone),
        Values::Number(_) => {
            let count = comparison.value_count() as u64;
            vec![make("", false, (0..count).map(|value| vec![hash_of(&value)]).collect())]
        }
    }
}

fn street_atoms(values: &[StreetValue], alone: &impl Fn(&str, Vec<Vec<u64>>) -> Atom) -> Vec<Atom> {
    let whole = |v: &StreetValue| {
        if v.number.is_empty() { Vec::new() } else { vec![hash_of(&(&v.name, &v.number))] }
    };
    let begins = |v: &StreetValue| start(&v.name, 6);
    vec![alone(" and number", per_value(values, whole)), alone("", per_value(values, begins))]
}

fn place_atoms(values: &[PlaceValue], alone: &impl Fn(&str, Vec<Vec<u64>>) -> Atom) -> Vec<Atom> {
    vec![
        alone(" (postcode)", per_value(values, |v: &PlaceValue| key(&v.postcode))),
        alone(" (city)", per_value(values, |v: &PlaceValue| start(&v.city, 5))),
    ]
}

fn text_atoms(table: &TextTable, alone: &impl Fn(&str, Vec<Vec<u64>>) -> Atom) -> Vec<Atom> {
    let all = 0..table.texts.len() as u32;
    let single = |text| rarest(table, text, RARE_WORDS).iter().map(hash_of).collect();
    let paired = |text| pairs_of(&rarest(table, text, PAIRED_WORDS));
    vec![
        alone("", per_value(&table.texts, |v| key(v))),
        alone(" (start)", per_value(&table.texts, |v| start(v, 6))),
        alone(" (rare word)", all.clone().map(single).collect()),
        alone(" (two rare words)", all.map(paired).collect()),
    ]
}

/// The rarest words of a text, those that no other text holds left out.
fn rarest(table: &TextTable, text: u32, count: usize) -> Vec<u32> {
    let holders = |word: u32| table.texts_with_word[word as usize];
    let mut held: Vec<u32> = table.words_of(text).filter(|&word| holders(word) > 1).collect();
    held.sort_unstable_by_key(|&word| (holders(word), word));
    held.truncate(count);
    held
}

fn pairs_of(held: &[u32]) -> Vec<u64> {
    let pairs = held.iter().enumerate().flat_map(|(at, one)| {
        held[at + 1..].iter().map(move |other| hash_of(&(one.min(other), one.max(other))))
    });
    pairs.collect()
}

fn per_value<T>(values: &[T], keys: impl Fn(&T) -> Vec<u64>) -> Vec<Vec<u64>> {
    values.iter().map(keys).collect()
}

/// A key of a text; none of an empty one.
fn key(text: &str) -> Vec<u64> {
    if text.is_empty() { Vec::new() } else { vec![hash_of(text)] }
}

/// The first letters; shorter texts are taken whole.
fn start(text: &str, length: usize) -> Vec<u64> {
    key(text.get(..length).unwrap_or(text))
}

fn ending(text: &str, length: usize) -> Vec<u64> {
    key(text.len().checked_sub(length).and_then(|from| text.get(from..)).unwrap_or(text))
}

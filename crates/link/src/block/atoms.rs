//! The keys that blocking rules are made of.

use sameboat_normalize::text::words;

use crate::compare::{
    Comparison, Comparisons, DateValue, GivenValue, PlaceTable, StreetTable, SurnameValue,
    TextTable, Values, local_part,
};
use crate::hash::{combine, hash_of};
use crate::texts::Texts;

/// Most atoms there may be: one bit each.
const MAX_ATOMS: usize = 128;

/// Rarest words of a text that are keys of their own.
const RARE_WORDS: usize = 4;
/// A word that at most so many texts have makes few pairs, however many texts there are.
const FEW_HOLDERS: u32 = 8;
/// Rarest words of a text that are keys in pairs.
const PAIRED_WORDS: usize = 6;

/// One way to make keys from the values of a comparison; records that share a key may match.
pub(crate) struct Atom {
    pub(crate) name: String,
    /// Comparisons it is made of; a rule combines atoms of different ones.
    pub(crate) of: Vec<usize>,
    keys: Keys,
}

enum Keys {
    /// Per value of one comparison its keys.
    PerValue(ValueKeys),
    /// Given name and surname by sound, in any order.
    BothNames { given: usize, surname: usize },
}

/// Per value its keys: halves of hashes, since a chance collision only adds a candidate.
#[derive(Default)]
struct ValueKeys {
    keys: Vec<u32>,
    /// Per value where its keys end; empty where every value has just one.
    ends: Vec<u32>,
}

/// Stands for "no key" where every value has one entry.
const NO_KEY: u32 = 0;

impl ValueKeys {
    /// At most one key per value.
    fn single(keys: impl Iterator<Item = Option<u64>>) -> Self {
        let half = |key: u64| ((key >> 32) as u32).max(1);
        Self { keys: keys.map(|key| key.map_or(NO_KEY, half)).collect(), ends: Vec::new() }
    }

    fn several(of_values: impl Iterator<Item = Vec<u64>>) -> Self {
        let mut all = Self::default();
        for of_value in of_values {
            all.keys.extend(of_value.into_iter().map(|key| ((key >> 32) as u32).max(1)));
            all.ends.push(all.keys.len() as u32);
        }
        all
    }

    /// Number of values.
    fn count(&self) -> u32 {
        if self.ends.is_empty() { self.keys.len() as u32 } else { self.ends.len() as u32 }
    }

    #[inline]
    fn of(&self, value: u32) -> &[u32] {
        let value = value as usize;
        if self.ends.is_empty() {
            return match self.keys[value] {
                NO_KEY => &[],
                _ => &self.keys[value..=value],
            };
        }
        let start = value.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start as usize..self.ends[value] as usize]
    }
}

impl Atom {
    /// Adds the keys of a record.
    #[inline]
    pub(crate) fn keys(&self, comparisons: &Comparisons, record: u32, keys: &mut Vec<u32>) {
        match &self.keys {
            Keys::PerValue(of_value) => {
                for &value in comparisons.values(self.of[0], record) {
                    keys.extend(of_value.of(value));
                }
            }
            &Keys::BothNames { given, surname } => {
                both_names(comparisons, given, surname, record, keys);
            }
        }
    }

    /// Per value of its comparison the keys; none if keys are made of several comparisons.
    pub(crate) fn keys_of_values(&self) -> Option<impl Iterator<Item = &[u32]>> {
        match &self.keys {
            Keys::PerValue(of_value) => Some((0..of_value.count()).map(|value| of_value.of(value))),
            Keys::BothNames { .. } => None,
        }
    }

    /// Whether two records share a key.
    pub(crate) fn agree(&self, comparisons: &Comparisons, left: u32, right: u32) -> bool {
        let (mut one, mut other) = (Vec::new(), Vec::new());
        self.keys(comparisons, left, &mut one);
        self.keys(comparisons, right, &mut other);
        one.iter().any(|key| other.contains(key))
    }

    fn has_keys(&self) -> bool {
        match &self.keys {
            Keys::PerValue(of_value) => of_value.keys.iter().any(|&key| key != NO_KEY),
            Keys::BothNames { .. } => true,
        }
    }
}

fn both_names(
    comparisons: &Comparisons,
    given: usize,
    surname: usize,
    record: u32,
    keys: &mut Vec<u32>,
) {
    let (Values::Given(given_values), Values::Surname(surname_values)) =
        (&comparisons.all[given].values, &comparisons.all[surname].values)
    else {
        return;
    };
    for &g in comparisons.values(given, record) {
        for &s in comparisons.values(surname, record) {
            let one = given_values[g as usize].sound_hash;
            let other = surname_values[s as usize].sound_hash;
            let both = combine(one.min(other).into(), one.max(other).into());
            keys.push(((both >> 32) as u32).max(1));
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
            keys: Keys::BothNames { given, surname },
        });
    }
    all.truncate(MAX_ATOMS);
    all
}

fn atoms_of(at: usize, comparison: &Comparison) -> Vec<Atom> {
    let atom = |(name, keys): (&str, ValueKeys)| Atom {
        name: format!("{}{name}", comparison.name),
        of: vec![at],
        keys: Keys::PerValue(keys),
    };
    let keys = match &comparison.values {
        Values::Given(values) => given_keys(values),
        Values::Surname(values) => surname_keys(values),
        Values::Date(values) => date_keys(values),
        Values::Email(table) => email_keys(&table.addresses),
        Values::Phone(table) => vec![
            ("", of_texts(&table.numbers, key)),
            (" (ending)", of_texts(&table.numbers, |number| ending(number, 6))),
        ],
        Values::Identifier(values) => vec![
            ("", of_texts(values, key)),
            (" (first half)", of_texts(values, |code| start(code, code.len().div_ceil(2)))),
            (" (second half)", of_texts(values, |code| ending(code, code.len().div_ceil(2)))),
        ],
        Values::Street(table) => street_keys(table),
        Values::Place(table) => place_keys(table),
        Values::Category => Vec::new(),
        Values::Text(table) => text_keys(table),
        Values::Number(_) => {
            let values = 0..comparison.value_count() as u64;
            vec![("", ValueKeys::single(values.map(|value| Some(hash_of(&value)))))]
        }
    };
    keys.into_iter().map(atom).collect()
}

type NamedKeys = Vec<(&'static str, ValueKeys)>;

fn given_keys(values: &[GivenValue]) -> NamedKeys {
    let each = |make: fn(&GivenValue) -> Option<u64>| ValueKeys::single(values.iter().map(make));
    vec![
        (" (sound)", each(|value| key(&value.sound))),
        (" (start)", each(|value| start(value.first(), 4))),
        (" (initial)", each(|value| start(value.first(), 1))),
    ]
}

fn surname_keys(values: &[SurnameValue]) -> NamedKeys {
    let each = |make: fn(&SurnameValue) -> Option<u64>| ValueKeys::single(values.iter().map(make));
    let any_word = |value: &SurnameValue| words(&value.name).map(hash_of).collect();
    vec![
        (" (sound)", each(|value| key(&value.sound))),
        (" (start)", each(|value| start(&value.name, 4))),
        (" (any word)", ValueKeys::several(values.iter().map(any_word))),
    ]
}

fn date_keys(values: &[DateValue]) -> NamedKeys {
    let part = |range: std::ops::Range<usize>| {
        ValueKeys::single(values.iter().map(|date| Some(hash_of(&date.0[range.clone()]))))
    };
    // One key, whether day and month are exchanged or not.
    let readings = values.iter().map(|date| Some(hash_of(&date.0.min(date.exchanged()))));
    vec![
        ("", ValueKeys::single(readings)),
        (" (year and month)", part(0..6)),
        (" (month and day)", part(4..8)),
        (" (year)", part(0..4)),
    ]
}

fn email_keys(addresses: &Texts) -> NamedKeys {
    vec![
        ("", of_texts(addresses, key)),
        (" (name part)", of_texts(addresses, |address| key(local_part(address)))),
        (" (start)", of_texts(addresses, |address| start(local_part(address), 5))),
    ]
}

fn street_keys(table: &StreetTable) -> NamedKeys {
    let whole = |[name, number]: &[u32; 2]| {
        let number = &table.numbers[*number as usize];
        (!number.is_empty()).then(|| hash_of(&(&table.names[*name as usize], number)))
    };
    let begins = |[name, _]: &[u32; 2]| start(&table.names[*name as usize], 6);
    vec![
        (" and number", ValueKeys::single(table.parts.iter().map(whole))),
        ("", ValueKeys::single(table.parts.iter().map(begins))),
    ]
}

fn place_keys(table: &PlaceTable) -> NamedKeys {
    let postcode = |[postcode, ..]: &[u32; 3]| key(&table.postcodes[*postcode as usize]);
    let city = |[_, city, _]: &[u32; 3]| start(&table.cities[*city as usize], 5);
    vec![
        (" (postcode)", ValueKeys::single(table.parts.iter().map(postcode))),
        (" (city)", ValueKeys::single(table.parts.iter().map(city))),
    ]
}

fn text_keys(table: &TextTable) -> NamedKeys {
    let all = 0..table.texts.len() as u32;
    let single = |text| rarest(table, text, RARE_WORDS).iter().map(hash_of).collect();
    let of_few = |text| -> Vec<u64> {
        let few = |&word: &u32| table.texts_with_word[word as usize] <= FEW_HOLDERS;
        rarest(table, text, RARE_WORDS).iter().filter(|word| few(word)).map(hash_of).collect()
    };
    let paired = |text| pairs_of(&rarest(table, text, PAIRED_WORDS));
    vec![
        ("", of_texts(&table.texts, key)),
        (" (start)", of_texts(&table.texts, |text| start(text, 6))),
        (" (word of few)", ValueKeys::several(all.clone().map(of_few))),
        (" (rare word)", ValueKeys::several(all.clone().map(single))),
        (" (two rare words)", ValueKeys::several(all.map(paired))),
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

fn of_texts(texts: &Texts, keys: impl Fn(&str) -> Option<u64>) -> ValueKeys {
    ValueKeys::single(texts.iter().map(keys))
}

/// A key of a text; none of an empty one.
fn key(text: &str) -> Option<u64> {
    (!text.is_empty()).then(|| hash_of(text))
}

/// The first letters; shorter texts are taken whole.
fn start(text: &str, length: usize) -> Option<u64> {
    key(text.get(..length).unwrap_or(text))
}

fn ending(text: &str, length: usize) -> Option<u64> {
    key(text.len().checked_sub(length).and_then(|from| text.get(from..)).unwrap_or(text))
}

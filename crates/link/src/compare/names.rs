//! Given names and surnames, compared together because they are exchanged so often.

use sameboat_normalize::names::{Generation, GivenName, variant_groups};
use sameboat_normalize::phonetics::sound_key;
use sameboat_normalize::text::words;

use crate::hash::hash_of;

use super::strings::{differ_in_digits, within_one_error};
use super::{EXACT, EXACT_RARITY, LevelKind, level};
use crate::kernels::{Letters, is_jaro_winkler_at_least};

/// A given name with what its comparison needs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct GivenValue {
    pub(crate) name: Box<str>,
    pub(crate) sound: Box<str>,
    generation: Option<Generation>,
    /// Whether these are the names of several people, who hold something together.
    joint: bool,
    variants: &'static [u16],
    letters: Letters,
    pub(crate) sound_hash: u32,
}

impl GivenValue {
    pub(crate) fn new(name: &str, generation: Option<Generation>) -> Self {
        let first = words(name).next().unwrap_or_default();
        let joined: String = words(name).collect();
        let whole = variant_groups(&joined);
        let (sound, sound_hash) = sound_of(first);
        Self {
            name: name.into(),
            sound,
            sound_hash,
            generation,
            joint: false,
            letters: Letters::of(name.as_bytes()),
            variants: if whole.is_empty() { variant_groups(first) } else { whole },
        }
    }

    /// The given names of a record's people. Those of several, in whatever order, are one value that is like
    /// nobody's alone: a couple's account is neither's.
    pub(crate) fn of_people(people: &[GivenName]) -> Option<Self> {
        let mut people: Vec<&GivenName> =
            people.iter().filter(|one| !one.names.is_empty()).collect();
        if let [one] = people.as_slice() {
            return Some(Self::new(&one.names, one.generation));
        }
        people.sort_unstable_by(|one, other| one.names.cmp(&other.names));
        let names: Vec<&str> = people.iter().map(|one| one.names.as_str()).collect();
        (!names.is_empty()).then(|| Self { joint: true, ..Self::new(&names.join(" "), None) })
    }

    /// The first of the names.
    pub(crate) fn first(&self) -> &str {
        words(&self.name).next().unwrap_or_default()
    }
}

/// A surname with what its comparison needs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct SurnameValue {
    pub(crate) name: Box<str>,
    pub(crate) sound: Box<str>,
    generation: Option<Generation>,
    letters: Letters,
    pub(crate) sound_hash: u32,
}

impl SurnameValue {
    pub(crate) fn new(name: &str, generation: Option<Generation>) -> Self {
        let last = words(name).last().unwrap_or_default();
        let (sound, sound_hash) = sound_of(last);
        Self {
            name: name.into(),
            sound,
            sound_hash,
            generation,
            letters: Letters::of(name.as_bytes()),
        }
    }
}

/// How a word sounds, and a number for it.
fn sound_of(word: &str) -> (Box<str>, u32) {
    let sound = sound_key(word);
    let hash = (hash_of(&sound) >> 32) as u32;
    (sound.into(), hash)
}

const GIVEN_VARIANT: u8 = 2;
const GIVEN_CLOSE: u8 = 3;
pub(crate) const GIVEN_EXCHANGED: u8 = 4;
const GIVEN_INITIAL: u8 = 5;
const GIVEN_CROSSED: u8 = 6;
const GIVEN_SIMILAR: u8 = 7;
const GIVEN_CLOSE_COMMON: u8 = 8;
const GIVEN_DIFFERENT: u8 = 9;
const GIVEN_DIFFERENT_COMMON: u8 = 10;

pub(super) const GIVEN_LEVELS: &[LevelKind] = &[
    level("equal", 0.72),
    level("forms of one name", 0.04),
    level("one typing error", 0.07),
    level("exchanged with the surname", 0.02),
    level("initial", 0.03),
    level("one stands in the other's place", 0.01),
    level("similar or sounding alike", 0.03),
    level("one letter apart, but both common", 0.01),
    level("different", 0.04),
    level("different, and both common", 0.03),
];

const SURNAME_PART: u8 = 2;
const SURNAME_CLOSE: u8 = 3;
const SURNAME_SIMILAR: u8 = 4;
const SURNAME_CLOSE_COMMON: u8 = 5;
const SURNAME_DIFFERENT: u8 = 6;
const SURNAME_DIFFERENT_COMMON: u8 = 7;

pub(super) const SURNAME_LEVELS: &[LevelKind] = &[
    level("equal", 0.78),
    level("part of a double name", 0.02),
    level("one typing error", 0.08),
    level("similar or sounding alike", 0.03),
    level("one letter apart, but both common", 0.01),
    level("different", 0.04),
    level("different, and both common", 0.04),
];

pub(super) fn given_level(left: &GivenValue, right: &GivenValue, both_common: bool) -> u8 {
    if conflict(left.generation, right.generation) || left.joint != right.joint {
        return GIVEN_DIFFERENT_COMMON;
    }
    if left.name == right.name {
        return EXACT;
    }
    if left.joint && are_initials_of_all(&left.name, &right.name) {
        return GIVEN_INITIAL;
    }
    let (first_left, first_right) = (left.first(), right.first());
    if first_left.len() == 1 || first_right.len() == 1 {
        let same = first_left.as_bytes().first() == first_right.as_bytes().first();
        return if same { GIVEN_INITIAL } else { GIVEN_DIFFERENT };
    }
    if are_two_of_one_stem(&left.name, &right.name) {
        return GIVEN_DIFFERENT_COMMON;
    }
    let is_variant = left.variants.iter().any(|group| right.variants.contains(group))
        || contains_words(&left.name, &right.name)
        || contains_words(&right.name, &left.name)
        || same_letters(&left.name, &right.name);
    if is_variant {
        GIVEN_VARIANT
    } else if is_one_error(&left.name, &right.name) {
        if both_common { GIVEN_CLOSE_COMMON } else { GIVEN_CLOSE }
    } else if !both_common && is_similar(Sounding::from(left), Sounding::from(right)) {
        GIVEN_SIMILAR
    } else if both_common {
        GIVEN_DIFFERENT_COMMON
    } else {
        GIVEN_DIFFERENT
    }
}

pub(super) fn surname_level(left: &SurnameValue, right: &SurnameValue, both_common: bool) -> u8 {
    if conflict(left.generation, right.generation) {
        return SURNAME_DIFFERENT_COMMON;
    }
    if left.name == right.name || same_letters(&left.name, &right.name) {
        return EXACT;
    }
    if contains_words(&left.name, &right.name) || contains_words(&right.name, &left.name) {
        SURNAME_PART
    } else if is_one_error(&left.name, &right.name) {
        if both_common { SURNAME_CLOSE_COMMON } else { SURNAME_CLOSE }
    } else if !both_common && is_similar(Sounding::from(left), Sounding::from(right)) {
        SURNAME_SIMILAR
    } else if both_common {
        SURNAME_DIFFERENT_COMMON
    } else {
        SURNAME_DIFFERENT
    }
}

/// Whether two given names (by their code) may be one name.
pub(crate) fn given_agrees(code: u8) -> bool {
    code != 0 && (code >= EXACT_RARITY || code <= GIVEN_INITIAL)
}

/// Whether two surnames (by their code) may be one name.
pub(crate) fn surname_agrees(code: u8) -> bool {
    code != 0 && (code >= EXACT_RARITY || code <= SURNAME_SIMILAR)
}

/// What a pair's given names and surnames say together. Where the names stand in each other's place
/// the surname is left neutral: the given name's level speaks for both. `crosses` tells whether the
/// given name of one record is a surname of the other, both ways.
pub(super) fn code_names(codes: (u8, u8), crosses: impl FnOnce() -> (bool, bool)) -> (u8, u8) {
    if given_agrees(codes.0) || surname_agrees(codes.1) {
        return codes;
    }
    match crosses() {
        (true, true) => (GIVEN_EXCHANGED, 0),
        (true, false) | (false, true) => (GIVEN_CROSSED, 0),
        (false, false) => codes,
    }
}

/// Whether a given name is a surname, give or take a typing error.
pub(super) fn is_crossed(given: &GivenValue, surname: &SurnameValue) -> bool {
    given.letters.least_edits(surname.letters) <= 1
        && (given.name == surname.name || is_one_error(&given.name, &surname.name))
}

fn conflict(left: Option<Generation>, right: Option<Generation>) -> bool {
    matches!((left, right), (Some(left), Some(right)) if left != right)
}

/// `h m` and `hans maria`: each person's name is the other's, or its initial.
fn are_initials_of_all(left: &str, right: &str) -> bool {
    let same = |(one, other): (&str, &str)| {
        let is_initial = one.len() == 1 || other.len() == 1;
        one == other || is_initial && one.as_bytes().first() == other.as_bytes().first()
    };
    words(left).count() == words(right).count() && words(left).zip(words(right)).all(same)
}

/// `anna` in `anna maria`, `muller` in `muller schmidt`; initials do not count as words.
fn contains_words(long: &str, short: &str) -> bool {
    long.len() > short.len()
        && short.len() >= 2
        && long.contains(' ')
        && words(short).all(|word| words(long).any(|other| other == word))
}

/// `jean marc` and `jean luc`, as siblings are called: a word in common, and on both sides one that is like none of
/// the other's.
fn are_two_of_one_stem(left: &str, right: &str) -> bool {
    if !(left.contains(' ') && right.contains(' ')) {
        return false;
    }
    let near = |one: &str, other: &str| {
        one.starts_with(other)
            || other.starts_with(one)
            || is_one_error(one, other)
            || variant_groups(one).iter().any(|group| variant_groups(other).contains(group))
    };
    let alone = |names: &str, others: &str| {
        words(names).any(|name| !words(others).any(|other| near(name, other)))
    };
    words(left).any(|one| words(right).any(|other| one == other))
        && alone(left, right)
        && alone(right, left)
}

/// `hans peter` and `hanspeter`.
fn same_letters(left: &str, right: &str) -> bool {
    (left.contains(' ') || right.contains(' '))
        && left.bytes().filter(|&b| b != b' ').eq(right.bytes().filter(|&b| b != b' '))
}

/// At most one letter inserted, left out, replaced, or two neighbours exchanged.
fn is_one_error(left: &str, right: &str) -> bool {
    left.len().min(right.len()) >= 3 && within_one_error(left, right) && !are_counted(left, right)
}

/// Whether two names are one with other numbers: `filiale 3` and `filiale 4` are two.
fn are_counted(left: &str, right: &str) -> bool {
    let is_numbered = |name| str::bytes(name).any(|byte| byte.is_ascii_digit());
    differ_in_digits(left, right) && is_numbered(left) && is_numbered(right)
}

/// A name by its letters and its sound.
#[derive(Clone, Copy)]
struct Sounding<'a> {
    name: &'a str,
    sound: &'a str,
    letters: Letters,
}

impl<'a> From<&'a GivenValue> for Sounding<'a> {
    fn from(value: &'a GivenValue) -> Self {
        Self { name: &value.name, sound: &value.sound, letters: value.letters }
    }
}

impl<'a> From<&'a SurnameValue> for Sounding<'a> {
    fn from(value: &'a SurnameValue) -> Self {
        Self { name: &value.name, sound: &value.sound, letters: value.letters }
    }
}

fn is_similar(left: Sounding<'_>, right: Sounding<'_>) -> bool {
    const BOUND: f64 = 0.85;
    let lengths = (left.name.len(), right.name.len());
    let is_near = (left.sound.len() >= 2 && left.sound == right.sound)
        || (lengths.0.min(lengths.1) >= 3
            && left.letters.may_be_jaro_winkler(right.letters, lengths, BOUND)
            && is_jaro_winkler_at_least(left.name, right.name, BOUND));
    is_near && !are_counted(left.name, right.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(left: &str, right: &str) -> u8 {
        given_level(&GivenValue::new(left, None), &GivenValue::new(right, None), false)
    }

    #[test]
    fn given_names_fall_to_the_level_of_their_difference() {
        for (left, right, expected) in [
            ("william", "bill", GIVEN_VARIANT),
            ("anna", "anna maria", GIVEN_VARIANT),
            ("hans peter", "hanspeter", GIVEN_VARIANT),
            ("robert", "robrt", GIVEN_CLOSE),
            ("j", "john", GIVEN_INITIAL),
            ("j", "mary", GIVEN_DIFFERENT),
            ("jonathan", "jonethen", GIVEN_SIMILAR),
            ("peter", "anna", GIVEN_DIFFERENT),
            ("jean marc", "jean luc", GIVEN_DIFFERENT_COMMON),
            ("maria dolores", "maria isabel", GIVEN_DIFFERENT_COMMON),
            ("hans peter", "hans jurgen", GIVEN_DIFFERENT_COMMON),
            ("hans peter", "johann peter", GIVEN_VARIANT),
            ("maria dolores", "maria dolres", GIVEN_CLOSE),
        ] {
            assert_eq!(given(left, right), expected, "{left} {right}");
            assert_eq!(given(right, left), expected, "{right} {left}");
        }
    }

    #[test]
    fn names_one_letter_apart_are_told_from_typing_errors_when_both_are_common() {
        let names = ["mario", "maria"].map(|name| GivenValue::new(name, None));
        assert_eq!(given_level(&names[0], &names[1], true), GIVEN_CLOSE_COMMON);
    }

    #[test]
    fn junior_is_not_senior() {
        let junior = GivenValue::new("john", Some(Generation::Junior));
        let senior = GivenValue::new("john", Some(Generation::Senior));
        assert_eq!(given_level(&junior, &senior, false), GIVEN_DIFFERENT_COMMON);
        assert_eq!(given_level(&junior, &GivenValue::new("john", None), false), EXACT);
    }

    #[test]
    fn surnames_fall_to_the_level_of_their_difference() {
        for (left, right, expected) in [
            ("muller schmidt", "muller", SURNAME_PART),
            ("hathaway", "hathawy", SURNAME_CLOSE),
            ("meier", "mayr", SURNAME_SIMILAR),
            ("weber", "schulz", SURNAME_DIFFERENT),
            ("kunde 12", "kunde 13", SURNAME_DIFFERENT),
            ("harris", "harri5s", SURNAME_CLOSE),
        ] {
            let (left, right) = (SurnameValue::new(left, None), SurnameValue::new(right, None));
            assert_eq!(surname_level(&left, &right, false), expected);
        }
    }
}

//! Streets, and places (postcode, city and region as one, because they follow from each other).

use super::strings::{is_jaro_winkler, is_within, within_one_error};
use super::{LevelKind, level};

/// A street and house number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct StreetValue {
    pub(crate) name: Box<str>,
    pub(crate) number: Box<str>,
}

/// Where an address lies; empty parts are missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PlaceValue {
    pub(crate) postcode: Box<str>,
    pub(crate) city: Box<str>,
    pub(crate) region: Box<str>,
}

pub(super) const STREET_LEVELS: &[LevelKind] = &[
    level("equal", 0.7),
    level("same street, number missing or nearly equal", 0.07),
    level("similar street, same number", 0.08),
    level("same street, other number", 0.02),
    level("similar street, number missing or different", 0.03),
    level("different", 0.1),
];

pub(super) fn street_level(left: &StreetValue, right: &StreetValue) -> u8 {
    let numbers = Agreement::of_numbers(&left.number, &right.number);
    if left.name == right.name && !left.name.is_empty() {
        return if numbers == Agreement::Different { 4 } else { 2 };
    }
    if !is_similar(&left.name, &right.name) {
        6
    } else if numbers == Agreement::Equal {
        3
    } else {
        5
    }
}

pub(super) const PLACE_LEVELS: &[LevelKind] = &[
    level("equal", 0.7),
    level("same postcode and city", 0.02),
    level("same postcode, similar city", 0.05),
    level("same postcode, city missing", 0.02),
    level("same postcode, other city", 0.03),
    level("similar postcode, same city", 0.04),
    level("similar postcode, similar city", 0.01),
    level("similar postcode, city missing", 0.01),
    level("similar postcode, other city", 0.01),
    level("postcode missing, same city", 0.01),
    level("postcode missing, similar city", 0.01),
    level("other postcode, same city", 0.02),
    level("other postcode, similar city", 0.01),
    level("only the region is known, and equal", 0.01),
    level("different", 0.06),
];

pub(super) fn place_level(left: &PlaceValue, right: &PlaceValue) -> u8 {
    use Agreement::{Different, Equal, Missing, Similar};
    let postcodes = Agreement::of_codes(&left.postcode, &right.postcode);
    let cities = Agreement::of_cities(&left.city, &right.city);
    match (postcodes, cities) {
        (Equal, Equal) => 2,
        (Equal, Similar) => 3,
        (Equal, Missing) => 4,
        (Equal, Different) => 5,
        (Similar, Equal) => 6,
        (Similar, Similar) => 7,
        (Similar, Missing) => 8,
        (Similar, Different) => 9,
        (Missing, Equal) => 10,
        (Missing, Similar) => 11,
        (Different, Equal) => 12,
        (Different, Similar) => 13,
        (Missing, Missing) => match Agreement::of_cities(&left.region, &right.region) {
            Missing => 0,
            Equal | Similar => 14,
            Different => 15,
        },
        (Missing | Different, Different) | (Different, Missing) => 15,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agreement {
    Missing,
    Equal,
    Similar,
    Different,
}

impl Agreement {
    fn of_codes(left: &str, right: &str) -> Self {
        Self::of(left, right, |left, right| {
            left.len().min(right.len()) >= 3 && within_one_error(left, right)
        })
    }

    /// House numbers are short: `12` and `12a` are near, `12` and `13` are not.
    fn of_numbers(left: &str, right: &str) -> Self {
        Self::of(left, right, |left, right| {
            let digits = |number: &str| number.chars().take_while(char::is_ascii_digit).count();
            left[..digits(left)] == right[..digits(right)]
                || (left.len().min(right.len()) >= 2 && within_one_error(left, right))
        })
    }

    fn of_cities(left: &str, right: &str) -> Self {
        Self::of(left, right, is_similar)
    }

    fn of(left: &str, right: &str, similar: impl Fn(&str, &str) -> bool) -> Self {
        if left.is_empty() || right.is_empty() {
            Self::Missing
        } else if left == right {
            Self::Equal
        } else if similar(left, right) {
            Self::Similar
        } else {
            Self::Different
        }
    }
}

/// Two spellings of one name, or one name with a word more.
fn is_similar(left: &str, right: &str) -> bool {
    if left.len().min(right.len()) < 3 {
        return false;
    }
    if left.starts_with(right) || right.starts_with(left) {
        return true;
    }
    is_jaro_winkler(left, right, 0.9) || is_within(left, right, left.len().max(right.len()) / 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn street(name: &str, number: &str) -> StreetValue {
        StreetValue { name: name.into(), number: number.into() }
    }

    #[test]
    fn streets_fall_to_the_level_of_their_difference() {
        let one = street("hauptstr", "12");
        for (other, expected) in [
            (street("hauptstr", "12a"), 2),
            (street("hauptstr", ""), 2),
            (street("haupstr", "12"), 3),
            (street("hauptstr", "7"), 4),
            (street("haupstr", "7"), 5),
            (street("am markt", "12"), 6),
        ] {
            assert_eq!(street_level(&one, &other), expected, "{other:?}");
        }
    }

    #[test]
    fn every_place_level_has_a_name() {
        let place = |postcode: &str, city: &str| PlaceValue {
            postcode: postcode.into(),
            city: city.into(),
            region: "".into(),
        };
        let samples = ["", "80331", "80332", "10115"];
        let cities = ["", "munchen", "muncen", "berlin"];
        for (p, c) in samples.iter().flat_map(|p| cities.iter().map(move |c| (p, c))) {
            let code = place_level(&place("80331", "munchen"), &place(p, c));
            assert!(usize::from(code) <= PLACE_LEVELS.len());
        }
        assert_eq!(place_level(&place("80331", "munchen"), &place("80332", "munchen")), 6);
    }
}

//! Streets, and places (postcode, city and region as one, because they follow from each other).

use super::strings::within_one_error;
use super::{LevelKind, Memo, level};
use crate::kernels::{is_jaro_winkler_at_least, osa_within};
use crate::texts::Texts;

/// The distinct streets with house numbers of a comparison. Names and numbers are interned on
/// their own: there are far fewer of them.
pub(crate) struct StreetTable {
    pub(crate) names: Texts,
    pub(crate) numbers: Texts,
    /// Per value the index of its name and of its number.
    pub(crate) parts: Vec<[u32; 2]>,
}

/// The distinct places of a comparison; an empty part is missing.
pub(crate) struct PlaceTable {
    pub(crate) postcodes: Texts,
    pub(crate) cities: Texts,
    pub(crate) regions: Texts,
    /// Per value the indices of its postcode, city and region.
    pub(crate) parts: Vec<[u32; 3]>,
}

pub(super) const STREET_LEVELS: &[LevelKind] = &[
    level("equal", 0.7),
    level("same street, number missing or nearly equal", 0.07),
    level("similar street, same number", 0.08),
    level("same street, other number", 0.02),
    level("similar street, number missing or different", 0.03),
    level("different", 0.1),
];

impl StreetTable {
    pub(super) fn level(&self, left: u32, right: u32, memo: &mut Memo) -> u8 {
        let (l, r) = (self.parts[left as usize], self.parts[right as usize]);
        let numbers = || Agreement::of_interned(&self.numbers, l[1], r[1], Agreement::of_numbers);
        if l[0] == r[0] {
            return if numbers() == Agreement::Different { 4 } else { 2 };
        }
        let similar = memo.remember(l[0], r[0], || {
            u8::from(is_similar(&self.names[l[0] as usize], &self.names[r[0] as usize]))
        });
        if similar == 0 {
            6
        } else if numbers() == Agreement::Equal {
            3
        } else {
            5
        }
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

impl PlaceTable {
    pub(super) fn level(&self, left: u32, right: u32, memo: &mut Memo) -> u8 {
        let (l, r) = (self.parts[left as usize], self.parts[right as usize]);
        let postcodes = Agreement::of_interned(&self.postcodes, l[0], r[0], Agreement::of_codes);
        let cities = if l[1] == r[1] {
            Agreement::of_interned(&self.cities, l[1], r[1], Agreement::of_cities)
        } else {
            let agreement = memo.remember(l[1], r[1], || {
                Agreement::of_cities(&self.cities[l[1] as usize], &self.cities[r[1] as usize]) as u8
            });
            Agreement::ALL[usize::from(agreement)]
        };
        let regions = Agreement::of_interned(&self.regions, l[2], r[2], Agreement::of_cities);
        place_level(postcodes, cities, regions)
    }
}

fn place_level(postcodes: Agreement, cities: Agreement, regions: Agreement) -> u8 {
    use Agreement::{Different, Equal, Missing, Similar};
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
        (Missing, Missing) => match regions {
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
    const ALL: [Self; 4] = [Self::Missing, Self::Equal, Self::Similar, Self::Different];

    /// Two interned parts: of equal ones it only matters whether there is any.
    fn of_interned(texts: &Texts, left: u32, right: u32, of: fn(&str, &str) -> Self) -> Self {
        if left != right {
            of(&texts[left as usize], &texts[right as usize])
        } else if texts.is_blank(left as usize) {
            Self::Missing
        } else {
            Self::Equal
        }
    }

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
    is_jaro_winkler_at_least(left, right, 0.9)
        || osa_within(left, right, left.len().max(right.len()) / 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(all: &[&str]) -> Texts {
        all.iter().collect()
    }

    #[test]
    fn streets_fall_to_the_level_of_their_difference() {
        let others = [("hauptstr", "12a"), ("hauptstr", ""), ("haupstr", "12"), ("hauptstr", "7")];
        let all: Vec<(&str, &str)> = [("hauptstr", "12")]
            .into_iter()
            .chain(others)
            .chain([("haupstr", "7"), ("am markt", "12")])
            .collect();
        let table = StreetTable {
            names: texts(&["hauptstr", "haupstr", "am markt"]),
            numbers: texts(&["12", "12a", "", "7"]),
            parts: vec![[0, 0], [0, 1], [0, 2], [1, 0], [0, 3], [1, 3], [2, 0]],
        };
        for (value, expected) in (1..all.len() as u32).zip([2, 2, 3, 4, 5, 6]) {
            let mut memo = Memo::default();
            assert_eq!(table.level(0, value, &mut memo), expected, "{:?}", all[value as usize]);
            assert_eq!(table.level(0, value, &mut memo), expected, "remembered");
        }
    }

    #[test]
    fn every_place_level_has_a_name() {
        let postcodes = ["80331", "", "80332", "10115"];
        let cities = ["munchen", "", "muncen", "berlin"];
        let parts = (0..4).flat_map(|p| (0..4).map(move |c| [p, c, 0])).collect();
        let table = PlaceTable {
            postcodes: texts(&postcodes),
            cities: texts(&cities),
            regions: texts(&[""]),
            parts,
        };
        for value in 1..16 {
            let code = table.level(0, value, &mut Memo::default());
            assert!(usize::from(code) <= PLACE_LEVELS.len());
        }
        assert_eq!(table.level(0, 8, &mut Memo::default()), 6);
    }
}

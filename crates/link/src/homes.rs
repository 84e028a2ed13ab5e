//! Whether two records may be of one household: only who shares an address, a phone or a mailbox is.
//!
//! Without that rule the household classes learn any regularity of the candidates (a list of people of
//! one street, mailboxes that were counted up), and true households count as one customer.

use crate::compare::{ABSENT, EMAIL, EXACT, EXACT_RARITY, PHONE, PLACE, STREET};
use crate::linkage::Pattern;
use crate::model::Model;

/// Level of a phone that may be the same line, written without its area, and of one with a digit wrong.
const SAME_ENDING: u8 = 2;
const ONE_DIGIT_WRONG: u8 = 3;
/// Levels of a street from which on it is another house.
const OTHER_NUMBER: u8 = 4;
/// Level of a street at which its number is missing or nearly equal: a household's damaged address, or
/// that of neighbours.
const NEARLY_SAME_NUMBER: u8 = 2;
/// Levels of a place from which on it is another town, but for those that name the same city.
const OTHER_TOWN: u8 = 9;
const SAME_CITY: std::ops::RangeInclusive<u8> = 10..=12;

/// Where the comparisons of a model are that tell a home.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Homes {
    street: Option<usize>,
    place: Option<usize>,
    phone: Option<usize>,
    email: Option<usize>,
}

impl Homes {
    pub(crate) fn of(model: &Model) -> Self {
        let find = |name: &str| model.comparisons.iter().position(|one| one.name == name);
        Self { street: find(STREET), place: find(PLACE), phone: find(PHONE), email: find(EMAIL) }
    }

    /// Whether two records may share a home: they do, their addresses nearly do, or they say nothing of where
    /// either lives.
    #[inline]
    pub(crate) fn may_be_shared(&self, pattern: Pattern) -> bool {
        let says_nothing =
            code(self.street, pattern) == ABSENT && code(self.phone, pattern) == ABSENT;
        says_nothing || self.share(pattern, true)
    }

    /// Whether two records plainly share a home.
    pub(crate) fn are_shared(&self, pattern: Pattern) -> bool {
        self.share(pattern, false)
    }

    fn share(&self, pattern: Pattern, nearly: bool) -> bool {
        let is_equal = |code: u8| code == EXACT || code >= EXACT_RARITY;
        let [street, place, phone, email] =
            [self.street, self.place, self.phone, self.email].map(|at| code(at, pattern));
        let one_house = is_equal(street)
            || (NEARLY_SAME_NUMBER..OTHER_NUMBER).contains(&street)
                && (nearly || street != NEARLY_SAME_NUMBER);
        let one_town = place < OTHER_TOWN || SAME_CITY.contains(&place) || is_equal(place);
        let one_line =
            is_equal(phone) || phone == SAME_ENDING || nearly && phone == ONE_DIGIT_WRONG;
        one_line || one_house && one_town || is_equal(email)
    }
}

fn code(comparison: Option<usize>, pattern: Pattern) -> u8 {
    comparison.map_or(ABSENT, |at| pattern.code(at))
}

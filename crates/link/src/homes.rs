//! Whether two records may be of one household: only who shares an address, a phone or a mailbox is.
//!
//! Without that rule the household classes learn any regularity of the candidates (a list of people of
//! one street, mailboxes that were counted up), and true households count as one customer.

use crate::compare::{ABSENT, EMAIL, EXACT, EXACT_RARITY, PHONE, PLACE, STREET};
use crate::linkage::Pattern;
use crate::model::Model;

/// Level of a phone that may be the same line, written without its area.
const SAME_LINE: u8 = 2;
/// Level of a street at which only its name is spelt otherwise. That the number is missing or nearly equal
/// makes neighbours of strangers.
const SAME_NUMBER: u8 = 3;
/// Levels of a place at which it is another town: from these on, but for those that name the same city.
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

    /// Whether two records share a home, or say nothing of where either lives.
    #[inline]
    pub(crate) fn may_be_shared(&self, pattern: Pattern) -> bool {
        let code = |comparison: Option<usize>| comparison.map_or(ABSENT, |at| pattern.code(at));
        let is_equal = |code: u8| code == EXACT || code >= EXACT_RARITY;
        let (street, place) = (code(self.street), code(self.place));
        let phone = code(self.phone);
        let one_house = is_equal(street) || street == SAME_NUMBER;
        let one_town = place < OTHER_TOWN || SAME_CITY.contains(&place) || is_equal(place);
        is_equal(phone)
            || phone == SAME_LINE
            || one_house && one_town
            || is_equal(code(self.email))
            || street == ABSENT && phone == ABSENT
    }
}

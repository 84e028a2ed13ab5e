//! Whether two records may be of one household: only who shares an address, a phone or a mailbox is.
//!
//! Without that rule the household classes learn any regularity of the candidates (a list of people of
//! one street, mailboxes that were counted up), and true households count as one customer.

use crate::compare::{ABSENT, EMAIL, EXACT, EXACT_RARITY, PHONE, PLACE, STREET};
use crate::linkage::Pattern;
use crate::model::Model;

/// Levels of a phone up to which it may be the same line.
const SAME_LINE: u8 = 2;
/// Levels of a street up to which it may be the same house.
const SAME_HOUSE: u8 = 3;

/// Where the comparisons of a model are that tell a home.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Homes {
    street: Option<usize>,
    place: Option<usize>,
    phone: Option<usize>,
    email: Option<usize>,
    /// Level at which places are of different towns.
    other_place: u8,
}

impl Homes {
    pub(crate) fn of(model: &Model) -> Self {
        let find = |name: &str| model.comparisons.iter().position(|one| one.name == name);
        let place = find(PLACE);
        let other_place = place.map_or(0, |at| model.comparisons[at].levels.len() as u8);
        Self { street: find(STREET), place, phone: find(PHONE), email: find(EMAIL), other_place }
    }

    /// Whether two records share a home, or say nothing of where either lives.
    #[inline]
    pub(crate) fn may_be_shared(&self, pattern: Pattern) -> bool {
        let code = |comparison: Option<usize>| comparison.map_or(ABSENT, |at| pattern.code(at));
        let up_to = |code: u8, level: u8| (EXACT..=level).contains(&code) || code >= EXACT_RARITY;
        let (street, phone) = (code(self.street), code(self.phone));
        up_to(phone, SAME_LINE)
            || up_to(street, SAME_HOUSE) && code(self.place) != self.other_place
            || up_to(code(self.email), EXACT)
            || street == ABSENT && phone == ABSENT
    }
}

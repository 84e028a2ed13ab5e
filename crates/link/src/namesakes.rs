//! Values made from the name: two Mehmet Yılmaz may well both be `mehmet.yilmaz@web.de`.
//!
//! Among the unrelated the comparisons are taken to be independent, and there it hurts that they are
//! not: names and e-mail agree together by chance far more often than the product of the two says.
//! So how often the e-mails of unrelated people agree is learned once more, from pairs of one name, and from
//! pairs of one surname: `anna.berg` and `jan.berg` are similar because of that alone.

use crate::compare::{
    EMAIL, EXACT_RARITY, GIVEN_EXCHANGED, GIVEN_NAME, ORGANISATION, SURNAME, given_agrees,
    surname_agrees,
};
use crate::linkage::Pattern;
use crate::model::Model;

/// Levels of similarity up to which two organisations may be of one name.
const SIMILAR_ORGANISATION: u8 = 3;

/// Where the comparisons of a model are that depend on each other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Namesakes {
    pub(crate) email: usize,
    given: Option<usize>,
    surname: Option<usize>,
    organisation: Option<usize>,
}

/// What two records are called in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SharedName {
    Nothing,
    Surname,
    Whole,
}

impl Namesakes {
    /// None if there is no e-mail, or no name that it could be made from.
    pub(crate) fn of(model: &Model) -> Option<Self> {
        let find = |name: &str| model.comparisons.iter().position(|one| one.name == name);
        let namesakes = Self {
            email: find(EMAIL)?,
            given: find(GIVEN_NAME),
            surname: find(SURNAME),
            organisation: find(ORGANISATION),
        };
        let any = namesakes.surname.is_some() || namesakes.organisation.is_some();
        any.then_some(namesakes)
    }

    /// What two records are called in common.
    #[inline]
    pub(crate) fn shared(&self, pattern: Pattern) -> SharedName {
        if self.share_name(pattern) {
            SharedName::Whole
        } else if self.surname.is_some_and(|at| surname_agrees(pattern.code(at))) {
            SharedName::Surname
        } else {
            SharedName::Nothing
        }
    }

    /// Whether a pair has anything besides names and e-mail, by which it can be told whose they are.
    pub(crate) fn have_more(&self, pattern: Pattern) -> bool {
        let own = [Some(self.email), self.given, self.surname, self.organisation];
        let others = own.into_iter().flatten().fold(pattern, Pattern::without);
        others.0 != 0
    }

    /// Whether two records are of one name.
    fn share_name(&self, pattern: Pattern) -> bool {
        let code = |comparison: Option<usize>| comparison.map_or(0, |at| pattern.code(at));
        let given = code(self.given);
        let surname = code(self.surname);
        let organisation = code(self.organisation);
        given == GIVEN_EXCHANGED
            || surname_agrees(surname) && (given_agrees(given) || self.given.is_none())
            || organisation >= EXACT_RARITY
            || (1..=SIMILAR_ORGANISATION).contains(&organisation)
    }
}

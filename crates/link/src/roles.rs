//! Which pairs can tell the rare roles in a household from one customer: twins only by what the two are
//! called, namesakes (parent and child of one name) only by when they were born, both by an identity number.
//!
//! Where a pair lacks that, the role and one customer look alike. How often which of them it is can only be known
//! from the pairs that tell it; such a pair teaches nothing of how frequent the roles are. Where no pair tells it,
//! two records that agree in all they have are one customer, as everybody would say.

use crate::compare::{ABSENT, BIRTH_DATE, GIVEN_NAME, IDENTITY_NUMBER};
use crate::linkage::Pattern;
use crate::model::Model;

/// Where the comparisons of a model are that tell a role.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Roles {
    given: Option<usize>,
    birth_date: Option<usize>,
    identity: Option<usize>,
}

impl Roles {
    pub(crate) fn of(model: &Model) -> Self {
        let find = |name: &str| model.comparisons.iter().position(|one| one.name == name);
        Self {
            given: find(GIVEN_NAME),
            birth_date: find(BIRTH_DATE),
            identity: find(IDENTITY_NUMBER),
        }
    }

    /// Whether the values of a pair tell twins from one customer.
    #[inline]
    pub(crate) fn tell_twins(&self, pattern: Pattern) -> bool {
        is_present(self.given, pattern) || is_present(self.identity, pattern)
    }

    /// Whether they tell namesakes from one customer.
    #[inline]
    pub(crate) fn tell_namesakes(&self, pattern: Pattern) -> bool {
        is_present(self.birth_date, pattern) || is_present(self.identity, pattern)
    }
}

fn is_present(comparison: Option<usize>, pattern: Pattern) -> bool {
    comparison.is_some_and(|at| pattern.code(at) != ABSENT)
}

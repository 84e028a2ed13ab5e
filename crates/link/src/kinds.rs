//! Whether a record is of a person or an organisation; those are never merged.

use sameboat_normalize::text::fold;

use crate::compare::{BIRTH_DATE, GIVEN_NAME, ORGANISATION};
use crate::prepare::{Held, Standardised};
use crate::records::MISSING;

/// What a record is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Unknown,
    Person,
    Organisation,
}

impl Kind {
    /// Whether two records can be of one customer as far as their kinds go.
    pub(crate) fn fits(self, other: Self) -> bool {
        self == Self::Unknown || other == Self::Unknown || self == other
    }
}

/// Says it of each record: by the columns that say it, or because only one of the two has a name.
pub(crate) fn of_records(
    columns: &Held<'_>,
    standardised: &[Standardised],
    records: usize,
) -> Vec<Kind> {
    let sets = |name: &str| standardised.iter().find(|one| one.name == name).map(|one| &one.sets);
    let personal: Vec<_> = [GIVEN_NAME, BIRTH_DATE].into_iter().filter_map(sets).collect();
    let organisation = sets(ORGANISATION);
    let mut kinds: Vec<Kind> = (0..records)
        .map(|record| {
            let person = personal.iter().any(|sets| !sets.get(record).is_empty());
            let organisation = organisation.is_some_and(|sets| !sets.get(record).is_empty());
            match (person, organisation) {
                (true, false) => Kind::Person,
                (false, true) => Kind::Organisation,
                _ => Kind::Unknown,
            }
        })
        .collect();
    // The first column that says it wins, so the last is read first.
    for column in columns.iter().rev() {
        let written: Vec<Option<Kind>> = column.raw_values().iter().map(read).collect();
        for (kind, &id) in kinds.iter_mut().zip(column.ids()) {
            if id != MISSING
                && let Some(written) = written[id as usize]
            {
                *kind = written;
            }
        }
    }
    kinds
}

fn read(raw: &str) -> Option<Kind> {
    match fold(raw).as_str() {
        "person" | "p" | "private" | "privat" | "natural" | "individual" | "consumer" => {
            Some(Kind::Person)
        }
        "organisation" | "organization" | "o" | "company" | "firma" | "business" | "legal" => {
            Some(Kind::Organisation)
        }
        _ => None,
    }
}

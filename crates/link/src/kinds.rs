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

/// What persons are called where a column says it, folded.
const PERSONS: [&str; 26] = [
    "person",
    "p",
    "private",
    "privat",
    "natural",
    "natural person",
    "individual",
    "consumer",
    "b2c",
    "privatperson",
    "privatkunde",
    "einzelperson",
    "naturliche person",
    "natuerliche person",
    "particulier",
    "particuliere",
    "personne",
    "personne physique",
    "particular",
    "persona",
    "persona fisica",
    "persona natural",
    "privato",
    "private person",
    "private individual",
    "residential",
];
/// What organisations are called.
const ORGANISATIONS: [&str; 32] = [
    "organisation",
    "organization",
    "o",
    "company",
    "firma",
    "business",
    "legal",
    "legal entity",
    "corporate",
    "corporation",
    "b2b",
    "unternehmen",
    "firmenkunde",
    "geschaftskunde",
    "geschaeftskunde",
    "gewerbe",
    "gewerbekunde",
    "juristische person",
    "entreprise",
    "societe",
    "professionnel",
    "personne morale",
    "empresa",
    "persona juridica",
    "sociedad",
    "azienda",
    "impresa",
    "societa",
    "persona giuridica",
    "organizacion",
    "organizzazione",
    "enterprise",
];

/// What a value says that the record is of, if it says it.
pub(crate) fn read(raw: &str) -> Option<Kind> {
    let folded = fold(raw);
    if PERSONS.contains(&folded.as_str()) {
        Some(Kind::Person)
    } else if ORGANISATIONS.contains(&folded.as_str()) {
        Some(Kind::Organisation)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_in_five_languages_and_trades_are_none() {
        for raw in ["Particulier", "Privatkunde", "natürliche Person", "Persona física", "B2C"] {
            assert_eq!(read(raw), Some(Kind::Person), "{raw}");
        }
        for raw in ["Entreprise", "Geschäftskunde", "Società", "Persona jurídica", "Company"] {
            assert_eq!(read(raw), Some(Kind::Organisation), "{raw}");
        }
        assert_eq!(read("french"), None);
    }
}

//! Whether a record still shows whose it is. Damage is drawn again until it does, so that the truth
//! stays a truth that a careful clerk could find.

use crate::observe::{Birth, Observed};
use crate::person::{Identity, Name, ascii};
use crate::population::{HouseholdKind, Seat};

/// Points below which two records of one person might share next to nothing; of at most 7.
const ENOUGH: u32 = 5;

/// Whether the record keeps enough of the truth, also against the others of its household.
pub(crate) fn suffices(identity: &Identity, observed: &Observed, seat: &Seat) -> bool {
    let phone = [&observed.phone, &observed.mobile].into_iter().any(|written| {
        [&identity.landline, &identity.mobile].into_iter().flatten().any(|phone| {
            let digits: String = written.chars().filter(char::is_ascii_digit).collect();
            digits.len() > 6 && phone.canonical().ends_with(digits.trim_start_matches('0'))
        })
    });
    let email = identity.email.as_ref().is_some_and(|email| observed.email == *email);
    let address = [Some(&identity.address), identity.previous_address.as_ref()]
        .into_iter()
        .flatten()
        .any(|home| home.street == observed.street && home.postcode == observed.postcode);
    let reach = u32::from(phone) + u32::from(email) + u32::from(address);
    match &identity.name {
        Name::Person(name) => {
            let given = starts_alike(&observed.given, name.given, 3);
            let surname = starts_alike(&observed.surname, &name.surname, 4);
            let birth = observed.birth == Birth::Day(name.birth_date);
            let own = u32::from(given) + u32::from(surname) + 2 * u32::from(birth);
            let told_apart = match seat.kind {
                // Twins share the birth date, parent and child of one name share all but it.
                HouseholdKind::Twins => given,
                HouseholdKind::SeniorAndJunior => birth,
                _ if seat.namesake_of.is_some() => birth,
                _ => seat.size == 1 || given || birth,
            };
            told_apart && own + reach >= ENOUGH
        }
        Name::Organisation { name, .. } => {
            let named = starts_alike(&observed.company, name, 8);
            let numbered = observed.identity_number == identity.tax_number;
            2 * u32::from(named) + u32::from(numbered) + reach >= 4
        }
    }
}

/// Whether two names begin with the same letters, case and accents aside.
fn starts_alike(one: &str, other: &str, letters: usize) -> bool {
    let (one, other) = (ascii(one), ascii(other));
    let end = letters.min(other.len());
    one.get(..end).is_some_and(|start| other.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::Observer;
    use crate::population::{Line, Population};
    use crate::settings::SynthSettings;

    #[test]
    fn names_are_alike_by_their_beginning_whatever_the_accents() {
        assert!(starts_alike("MUELLER", "Müller", 4));
        assert!(starts_alike("Jörg", "jörg", 3));
        assert!(!starts_alike("Maier", "Meier", 4));
        assert!(!starts_alike("", "Meier", 4));
    }

    #[test]
    fn even_badly_kept_records_tell_housemates_apart() {
        let population = Population::new(&SynthSettings::default());
        let desk = Observer { population: &population, error_rate: 3.0 };
        for entity in 0..population.entities() {
            let seat = population.seat(entity);
            let Name::Person(name) = population.identity(entity).name else { continue };
            let observed = desk.observe(Line::Product, &seat, 0);
            let birth = observed.birth == Birth::Day(name.birth_date);
            match seat.kind {
                HouseholdKind::SeniorAndJunior => assert!(birth),
                HouseholdKind::Single => {}
                _ => assert!(birth || starts_alike(&observed.given, name.given, 1)),
            }
        }
    }
}

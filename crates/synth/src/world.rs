//! Everything about an engagement that can be asked of any entity: its keys in the exports.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::SynthSettings;
use crate::person::EXPORT_DAY;
use crate::population::{Line, MAX_COPIES, Population};
use crate::random::{Dice, Permutation, Subject};

/// Agreements of one kind that one customer can have.
pub(crate) const MAX_AGREEMENTS: u64 = 2;

/// The population with the order in which each line entered it.
///
/// A key is a number that rises with the place in that order, so files sorted by key are neither
/// sorted by household nor alike in both lines, and any key can be computed without a table.
pub(crate) struct World {
    pub(crate) settings: SynthSettings,
    pub(crate) population: Population,
    customers: [Permutation; 2],
    pub(crate) orders: Permutation,
    pub(crate) services: Permutation,
    pub(crate) contracts: Permutation,
}

impl World {
    pub(crate) fn new(settings: &SynthSettings) -> Self {
        let population = Population::new(settings);
        let order = |copies: u64, subject| {
            Permutation::new(population.entities() * copies, settings.seed, subject)
        };
        Self {
            customers: [
                order(MAX_COPIES, Subject::ProductKeys),
                order(MAX_COPIES, Subject::FinancingKeys),
            ],
            orders: order(MAX_AGREEMENTS, Subject::OrderKeys),
            services: order(1, Subject::ServiceKeys),
            contracts: order(MAX_AGREEMENTS, Subject::ContractKeys),
            settings: settings.clone(),
            population,
        }
    }

    pub(crate) fn dice(&self, subject: Subject, index: u64) -> Dice {
        self.population.dice(subject, index)
    }

    /// Places of a line's customer file, most of them empty.
    pub(crate) fn customer_places(&self, line: Line) -> u64 {
        self.customers[line as usize].len()
    }

    /// The entity and copy at a place of the line's customer file, if there is a record.
    pub(crate) fn customer_at(&self, line: Line, place: u64) -> Option<(u64, u64)> {
        let slot = self.customers[line as usize].at(place);
        let (entity, copy) = (slot / MAX_COPIES, slot % MAX_COPIES);
        let exists = self.population.is_in(line, entity)
            && (copy == 0 || copy < self.population.copies(line, entity));
        exists.then_some((entity, copy))
    }

    /// The record key of a copy of a customer.
    pub(crate) fn customer_key(&self, line: Line, entity: u64, copy: u64) -> String {
        let place = self.customers[line as usize].place_of(entity * MAX_COPIES + copy);
        customer_key_at(line, place)
    }

    /// The key under which one of the line's contacts or agreements knows the customer.
    pub(crate) fn any_customer_key(&self, line: Line, entity: u64, dice: &mut Dice) -> String {
        let copy = dice.below(self.population.copies(line, entity));
        self.customer_key(line, entity, copy)
    }

    /// The day on which a place of an ordered file was filled: files grow evenly.
    pub(crate) fn day_at(place: u64, places: u64, first: Date) -> Date {
        let days = first.until(EXPORT_DAY).map_or(0, |span| i64::from(span.get_days()));
        let day = (place as f64 / places as f64 * days as f64) as i64;
        first.checked_add(day.days()).unwrap_or(EXPORT_DAY)
    }

    /// Customer from this day on.
    pub(crate) fn customer_since(&self, line: Line, place: u64) -> Date {
        Self::day_at(place, self.customer_places(line), date(2012, 3, 1))
    }
}

/// Product numbers its customers, financing fills up with zeros to ten digits.
pub(crate) fn customer_key_at(line: Line, place: u64) -> String {
    match line {
        Line::Product => (1_000_000 + place).to_string(),
        Line::Financing => format!("{:010}", 4_000_000 + place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_has_one_place_and_the_key_of_that_place() {
        let settings = SynthSettings { customers_per_line: 400, ..SynthSettings::default() };
        let world = World::new(&settings);
        for line in Line::BOTH {
            let mut records = 0;
            for place in 0..world.customer_places(line) {
                let Some((entity, copy)) = world.customer_at(line, place) else { continue };
                assert_eq!(world.customer_key(line, entity, copy), customer_key_at(line, place));
                records += 1;
            }
            assert!((400..500).contains(&records), "{records}");
        }
    }

    #[test]
    fn files_grow_evenly_up_to_the_export() {
        let first = date(2020, 1, 1);
        assert_eq!(World::day_at(0, 10, first), first);
        assert!(World::day_at(9, 10, first) < EXPORT_DAY);
        assert!(World::day_at(5, 10, first) > date(2023, 1, 1));
    }
}

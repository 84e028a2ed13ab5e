//! Who exists: the households that entities fall into, the lines they are customers of, and how
//! often each line holds them. Nothing is kept; each answer is computed from the entity's index.

use crate::random::{Dice, Permutation, Subject};
use crate::settings::SynthSettings;

/// One of the two lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Line {
    Product,
    Financing,
}

impl Line {
    pub(crate) const BOTH: [Self; 2] = [Self::Product, Self::Financing];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Financing => "financing",
        }
    }
}

/// Households never cross a block, so that a block's make-up can be computed alone.
pub(crate) const BLOCK: u64 = 12;

/// A line holds a customer at most this often.
pub(crate) const MAX_COPIES: u64 = 3;

/// What ties the members of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HouseholdKind {
    Single,
    Organisation,
    Couple,
    /// Parent and grown-up child.
    ParentAndChild,
    /// Parent and child with one and the same name.
    SeniorAndJunior,
    Twins,
    /// A couple and a grown-up child.
    Family,
}

impl HouseholdKind {
    const SHARED: [(Self, u64, u32); 5] = [
        (Self::Couple, 2, 60),
        (Self::ParentAndChild, 2, 14),
        (Self::SeniorAndJunior, 2, 5),
        (Self::Twins, 2, 6),
        (Self::Family, 3, 15),
    ];
}

/// An entity's place in its household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seat {
    /// The entity.
    pub(crate) entity: u64,
    /// The household's first member, which also names the household.
    pub(crate) first: u64,
    /// Members of the household.
    pub(crate) size: u64,
    pub(crate) kind: HouseholdKind,
    /// The entity whose name this one happens to bear.
    pub(crate) namesake_of: Option<u64>,
}

impl Seat {
    /// 0 for the first member.
    pub(crate) fn position(&self) -> u64 {
        self.entity - self.first
    }

    /// The people who live with the entity.
    pub(crate) fn housemates(&self) -> impl Iterator<Item = u64> + use<> {
        let me = self.entity;
        (self.first..self.first + self.size).filter(move |&other| other != me)
    }

    pub(crate) fn is_organisation(&self) -> bool {
        self.kind == HouseholdKind::Organisation
    }
}

/// All entities of an engagement.
pub(crate) struct Population {
    pub(crate) seed: u64,
    entities: u64,
    in_both: u64,
    in_product_only: u64,
    household_rate: f64,
    duplicate_rate: f64,
    membership: Permutation,
}

impl Population {
    pub(crate) fn new(settings: &SynthSettings) -> Self {
        let of_line = settings.customers_per_line;
        let in_both = ((of_line as f64) * settings.overlap) as u64;
        let entities = 2 * of_line - in_both;
        Self {
            seed: settings.seed,
            entities,
            in_both,
            in_product_only: of_line - in_both,
            household_rate: settings.household_rate,
            duplicate_rate: settings.duplicate_rate,
            membership: Permutation::new(entities, settings.seed, Subject::Membership),
        }
    }

    /// Distinct people and organisations of both lines together.
    pub(crate) fn entities(&self) -> u64 {
        self.entities
    }

    pub(crate) fn dice(&self, subject: Subject, index: u64) -> Dice {
        Dice::new(self.seed, subject, index)
    }

    pub(crate) fn is_in(&self, line: Line, entity: u64) -> bool {
        let rank = self.membership.place_of(entity);
        match line {
            Line::Product => rank < self.in_both + self.in_product_only,
            Line::Financing => rank < self.in_both || rank >= self.in_both + self.in_product_only,
        }
    }

    /// How many records the line holds of an entity that is its customer.
    pub(crate) fn copies(&self, line: Line, entity: u64) -> u64 {
        let mut dice = self.dice(Subject::Copies, entity * 2 + line as u64);
        if !dice.chance(self.duplicate_rate) {
            return 1;
        }
        if dice.chance(0.15) { MAX_COPIES } else { 2 }
    }

    pub(crate) fn seat(&self, entity: u64) -> Seat {
        let mut found = None;
        self.for_each_seat(entity / BLOCK, |seat| {
            if seat.entity == entity {
                found = Some(seat);
            }
        });
        found.unwrap_or(Seat {
            entity,
            first: entity,
            size: 1,
            kind: HouseholdKind::Single,
            namesake_of: None,
        })
    }

    /// The seats of a block in order.
    pub(crate) fn for_each_seat(&self, block: u64, mut visit: impl FnMut(Seat)) {
        let mut dice = self.dice(Subject::Block, block);
        let end = ((block + 1) * BLOCK).min(self.entities);
        let mut first = block * BLOCK;
        let mut earlier_person = None;
        while first < end {
            let (kind, size) = self.household(end - first, &mut dice);
            let alone = kind == HouseholdKind::Single;
            let namesake_of = earlier_person.filter(|_| dice.chance(0.03) && alone);
            for entity in first..first + size {
                visit(Seat { entity, first, size, kind, namesake_of });
            }
            if kind != HouseholdKind::Organisation && namesake_of.is_none() {
                earlier_person = Some(first);
            }
            first += size;
        }
    }

    fn household(&self, room: u64, dice: &mut Dice) -> (HouseholdKind, u64) {
        // The rate counts people; a shared household holds about 2.15 of them.
        let shared = self.household_rate / (2.15 - 1.15 * self.household_rate);
        if dice.chance(shared) {
            let choice = dice.weighted(&HouseholdKind::SHARED.map(|(_, _, weight)| weight));
            let (kind, size, _) = HouseholdKind::SHARED[choice];
            if size <= room {
                return (kind, size);
            }
        }
        let organisation = dice.chance(0.12);
        (if organisation { HouseholdKind::Organisation } else { HouseholdKind::Single }, 1)
    }

    pub(crate) fn blocks(&self) -> u64 {
        self.entities.div_ceil(BLOCK)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn population(customers_per_line: u64, overlap: f64) -> Population {
        Population::new(&SynthSettings { customers_per_line, overlap, ..SynthSettings::default() })
    }

    proptest! {
        #[test]
        fn lines_have_the_customers_and_the_overlap_asked_for(
            customers in 10u64..400,
            overlap in 0.0f64..=1.0,
        ) {
            let population = population(customers, overlap);
            let members = |line| {
                (0..population.entities()).filter(|&e| population.is_in(line, e)).count() as u64
            };
            prop_assert_eq!(members(Line::Product), customers);
            prop_assert_eq!(members(Line::Financing), customers);
            let both = (0..population.entities())
                .filter(|&e| Line::BOTH.iter().all(|&line| population.is_in(line, e)))
                .count() as u64;
            prop_assert_eq!(both, (customers as f64 * overlap) as u64);
        }
    }

    #[test]
    fn every_entity_has_one_seat_and_households_stay_in_their_block() {
        let population = population(500, 0.3);
        let mut seen = Vec::new();
        for block in 0..population.blocks() {
            population.for_each_seat(block, |seat| {
                assert_eq!(seat.entity / BLOCK, seat.first / BLOCK);
                assert_eq!((seat.first + seat.size - 1) / BLOCK, block);
                assert_eq!(population.seat(seat.entity), seat);
                seen.push(seat.entity);
            });
        }
        assert!(seen.into_iter().eq(0..population.entities()));
    }

    #[test]
    fn the_asked_share_of_people_lives_with_another_customer() {
        let population = population(20_000, 0.3);
        let seats = (0..population.entities()).map(|entity| population.seat(entity));
        let people: Vec<Seat> = seats.filter(|seat| !seat.is_organisation()).collect();
        let sharing = people.iter().filter(|seat| seat.size > 1).count();
        let share = sharing as f64 / people.len() as f64;
        assert!((0.30..0.42).contains(&share), "{share}");
    }
}

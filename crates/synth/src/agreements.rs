//! Who bought what and how it is financed: facts about agreements, computed from their customer.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::person::EXPORT_DAY;
use crate::population::{BLOCK, HouseholdKind, Line, Seat};
use crate::random::{Dice, Subject};
use crate::world::{MAX_AGREEMENTS, World};

/// A car of the range with its list price in euros.
pub(crate) struct Model {
    pub(crate) name: &'static str,
    price: i64,
}

const MODELS: [(Model, u32); 8] = [
    (Model { name: "Aurora One 1.0", price: 19_990 }, 18),
    (Model { name: "Aurora One Electric", price: 31_490 }, 10),
    (Model { name: "Borealis 1.5 Hybrid", price: 34_900 }, 20),
    (Model { name: "Borealis Touring", price: 38_750 }, 16),
    (Model { name: "Solis SUV 2.0d", price: 46_200 }, 12),
    (Model { name: "Solis Electric", price: 52_900 }, 10),
    (Model { name: "Zenith Limousine", price: 68_500 }, 4),
    (Model { name: "Cargo Van L2", price: 41_300 }, 10),
];

/// A vehicle order.
pub(crate) struct Order {
    pub(crate) key: String,
    pub(crate) customer: u64,
    pub(crate) model: &'static Model,
    pub(crate) signed: Date,
    pub(crate) delivery: Date,
    /// In cents.
    pub(crate) price: i64,
}

/// A service contract.
pub(crate) struct ServiceContract {
    pub(crate) key: String,
    pub(crate) customer: u64,
    pub(crate) product: &'static str,
    pub(crate) starts: Date,
    pub(crate) ends: Date,
    /// Yearly fee in cents.
    pub(crate) fee: i64,
}

/// A loan or lease.
pub(crate) struct Contract {
    pub(crate) key: String,
    pub(crate) customer: u64,
    pub(crate) is_lease: bool,
    pub(crate) model: &'static Model,
    pub(crate) signed: Date,
    pub(crate) starts: Date,
    pub(crate) ends: Date,
    /// In cents.
    pub(crate) amount: i64,
    pub(crate) order: Option<String>,
}

/// Somebody besides the main borrower.
pub(crate) struct Party {
    pub(crate) customer: u64,
    pub(crate) role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    CoBorrower,
    Guarantor,
    Driver,
}

impl World {
    /// The customer's `number`-th order, if it gave one.
    pub(crate) fn order(&self, customer: u64, number: u64) -> Option<Order> {
        let slot = customer * MAX_AGREEMENTS + number;
        let mut dice = self.dice(Subject::Orders, slot);
        let given = dice.chance(if number == 0 { 0.9 } else { 0.2 });
        if !given || !self.population.is_in(Line::Product, customer) {
            return None;
        }
        let place = self.orders.place_of(slot);
        let model = draw_model(&mut dice);
        let signed = Self::day_at(place, self.orders.len(), date(2020, 2, 1));
        Some(Order {
            key: format!("AB-{:07}", 200_000 + place),
            customer,
            model,
            signed,
            delivery: later(signed, dice.between(20, 210)),
            // Options and rebates.
            price: model.price * 100 + dice.between(-2_000, 9_000) * 100,
        })
    }

    /// The order at a place of the order file.
    pub(crate) fn order_at(&self, place: u64) -> Option<Order> {
        let slot = self.orders.at(place);
        self.order(slot / MAX_AGREEMENTS, slot % MAX_AGREEMENTS)
    }

    /// The service contract at a place of its file.
    pub(crate) fn service_at(&self, place: u64) -> Option<ServiceContract> {
        self.service(self.services.at(place))
    }

    pub(crate) fn service(&self, customer: u64) -> Option<ServiceContract> {
        let mut dice = self.dice(Subject::Services, customer);
        if !dice.chance(0.35) || !self.population.is_in(Line::Product, customer) {
            return None;
        }
        let place = self.services.place_of(customer);
        let starts = Self::day_at(place, self.services.len(), date(2021, 1, 1));
        let products = ["Service Basic", "Service Plus", "Warranty Extension", "Tyre Hotel"];
        let years = dice.between(1, 5);
        Some(ServiceContract {
            key: format!("SV{:07}", 10_000 + place),
            customer,
            product: dice.pick(&products),
            starts,
            ends: starts.checked_add(years.years()).unwrap_or(starts),
            fee: dice.between(12, 60) * 1_000,
        })
    }

    /// The loan or lease at a place of the contract file.
    pub(crate) fn contract_at(&self, place: u64) -> Option<Contract> {
        let slot = self.contracts.at(place);
        self.contract(slot / MAX_AGREEMENTS, slot % MAX_AGREEMENTS)
    }

    /// The customer's `number`-th loan or lease.
    pub(crate) fn contract(&self, customer: u64, number: u64) -> Option<Contract> {
        let slot = customer * MAX_AGREEMENTS + number;
        let mut dice = self.dice(Subject::Contracts, slot);
        let given = dice.chance(if number == 0 { 0.88 } else { 0.12 });
        if !given || !self.population.is_in(Line::Financing, customer) {
            return None;
        }
        let seat = self.population.seat(customer);
        let is_lease = dice.chance(if seat.is_organisation() { 0.8 } else { 0.4 });
        let order = self.financed_order(&seat, number, &mut dice);
        let place = self.contracts.place_of(slot);
        let (model, price, signed, starts) = if let Some(order) = &order {
            (order.model, order.price, later(order.signed, dice.between(0, 20)), order.delivery)
        } else {
            // Bought elsewhere, or used: the line does not know the order.
            let model = draw_model(&mut dice);
            let signed = Self::day_at(place, self.contracts.len(), date(2020, 2, 1));
            (model, model.price * dice.between(45, 105), signed, later(signed, 14))
        };
        let months = dice.pick(&[24, 36, 36, 48, 48, 48, 60, 72]);
        Some(Contract {
            key: format!("{}-{:07}", if is_lease { "820" } else { "810" }, 300_000 + place),
            customer,
            is_lease,
            model,
            signed,
            starts,
            ends: starts.checked_add(months.months()).unwrap_or(starts),
            amount: if is_lease { price } else { price / 100 * dice.between(45, 100) },
            order: order.map(|order| order.key),
        })
    }

    /// The order that a contract finances: the customer's own, else somebody's of the household.
    fn financed_order(&self, seat: &Seat, number: u64, dice: &mut Dice) -> Option<Order> {
        if !dice.chance(0.9) {
            return None;
        }
        if let Some(own) = self.order(seat.entity, number) {
            return Some(own);
        }
        let mate = seat.housemates().next().filter(|_| number == 0)?;
        self.order(mate, 0).filter(|_| dice.chance(0.5))
    }

    /// Who else takes part in a contract: a spouse with the loan, a relative as guarantor, the
    /// people who drive a firm's car. All are customers of financing.
    pub(crate) fn parties(&self, contract: &Contract) -> Vec<Party> {
        let seat = self.population.seat(contract.customer);
        let slot = self.contracts.len() + contract.customer;
        let mut dice = self.dice(Subject::Parties, slot);
        let in_line = |entity: &u64| self.population.is_in(Line::Financing, *entity);
        let mut parties = Vec::new();
        if seat.is_organisation() {
            let drivers = self.people_near(&seat).filter(in_line);
            let role = Role::Driver;
            parties.extend(
                drivers.take(dice.below(3) as usize).map(|customer| Party { customer, role }),
            );
            return parties;
        }
        if contract.is_lease {
            return parties;
        }
        if let Some(customer) = seat.housemates().find(in_line) {
            let partners = matches!(seat.kind, HouseholdKind::Couple | HouseholdKind::Family);
            let role = if partners { Role::CoBorrower } else { Role::Guarantor };
            if dice.chance(0.6) {
                parties.push(Party { customer, role });
            }
        } else if dice.chance(0.06) {
            let guarantor = self.people_near(&seat).find(in_line);
            let role = Role::Guarantor;
            parties.extend(guarantor.map(|customer| Party { customer, role }));
        }
        parties
    }

    /// People of other households of the same block: friends, relatives, employees.
    fn people_near(&self, seat: &Seat) -> impl Iterator<Item = u64> {
        let block = seat.entity / BLOCK;
        let mut near = Vec::new();
        self.population.for_each_seat(block, |other| {
            if other.first != seat.first && !other.is_organisation() {
                near.push(other.entity);
            }
        });
        near.into_iter()
    }

    /// Status of an agreement on the day of the export.
    pub(crate) fn has_ended(ends: Date) -> bool {
        ends < EXPORT_DAY
    }
}

fn draw_model(dice: &mut Dice) -> &'static Model {
    &MODELS[dice.weighted(&MODELS.each_ref().map(|(_, weight)| *weight))].0
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SynthSettings;

    fn world() -> World {
        World::new(&SynthSettings { customers_per_line: 1_000, ..SynthSettings::default() })
    }

    #[test]
    fn contracts_name_orders_that_exist_and_start_with_the_delivery() {
        let world = world();
        let orders: std::collections::BTreeMap<String, Order> = (0..world.orders.len())
            .filter_map(|place| world.order_at(place))
            .map(|order| (order.key.clone(), order))
            .collect();
        let contracts: Vec<Contract> =
            (0..world.contracts.len()).filter_map(|place| world.contract_at(place)).collect();
        let financing: Vec<&Contract> = contracts.iter().filter(|c| c.order.is_some()).collect();
        assert!(financing.len() > 250, "{}", financing.len());
        for contract in financing {
            let order = &orders[contract.order.as_ref().unwrap()];
            assert_eq!(contract.starts, order.delivery);
            assert!(contract.signed >= order.signed);
        }
    }

    #[test]
    fn all_parties_are_customers_of_financing_and_not_the_borrower() {
        let world = world();
        let mut roles = Vec::new();
        for contract in (0..world.contracts.len()).filter_map(|place| world.contract_at(place)) {
            for party in world.parties(&contract) {
                assert!(world.population.is_in(Line::Financing, party.customer));
                assert_ne!(party.customer, contract.customer);
                roles.push(party.role);
            }
        }
        for role in [Role::CoBorrower, Role::Guarantor, Role::Driver] {
            assert!(roles.iter().filter(|&&found| found == role).count() > 5, "{role:?}");
        }
    }
}

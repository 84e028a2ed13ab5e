//! The files of orders, service contracts, loans and leases, and the parties to them.

use crate::SynthError;
use crate::agreements::{Contract, Order, Role};
use crate::customers::{german_amount, german_date};
use crate::output::{Format, Lines, Output, Source};
use crate::person::EXPORT_DAY;
use crate::population::Line;
use crate::random::{Dice, Subject};
use crate::world::World;

const ORDERS: Source = Source {
    name: "product_orders",
    file: "data/product/orders.csv",
    format: Format::PLAIN,
    header: &[
        "Order No.",
        "Customer No.",
        "Order type",
        "Model",
        "Order date",
        "Delivery date",
        "Net price",
        "Status",
    ],
};

const SERVICES: Source = Source {
    name: "product_service_contracts",
    file: "data/product/service_contracts.tsv",
    format: Format::TABS,
    header: &["contract", "customer", "product", "valid_from", "valid_to", "annual_fee"],
};

const CONTRACTS: Source = Source {
    name: "financing_contracts",
    file: "data/financing/vertraege.csv",
    format: Format::GERMAN,
    header: &[
        "Vertragsnr.",
        "KdNr",
        "Vertragsart",
        "Fahrzeug",
        "Abschluss",
        "Laufzeit von",
        "Laufzeit bis",
        "Finanzierungsbetrag",
        "Status",
        "Bestell-Nr. Händler",
    ],
};

const PARTIES: Source = Source {
    name: "financing_contract_parties",
    file: "data/financing/vertragsparteien.csv",
    format: Format::GERMAN,
    header: &["Vertragsnr.", "KdNr", "Rolle"],
};

/// Writes all four.
pub(crate) fn write(world: &World, output: &mut Output<'_>) -> Result<(), SynthError> {
    output.source(&ORDERS, world.orders.len(), |places, lines| {
        for place in places {
            if let Some(order) = world.order_at(place) {
                write_order(world, &order, &mut broken_dice(world, 4, place), lines);
            }
        }
    })?;
    output.source(&SERVICES, world.services.len(), |places, lines| {
        for service in places.filter_map(|place| world.service_at(place)) {
            let mut dice = world.dice(Subject::ServiceKeys, service.customer);
            let customer = world.any_customer_key(Line::Product, service.customer, &mut dice);
            lines.record([
                service.key.as_str(),
                &customer,
                service.product,
                &service.starts.to_string(),
                &service.ends.to_string(),
                &amount(service.fee),
            ]);
        }
    })?;
    output.source(&CONTRACTS, world.contracts.len(), |places, lines| {
        for place in places {
            if let Some(contract) = world.contract_at(place) {
                write_contract(world, &contract, &mut broken_dice(world, 5, place), lines);
            }
        }
    })?;
    output.source(&PARTIES, world.contracts.len(), |places, lines| {
        for contract in places.filter_map(|place| world.contract_at(place)) {
            write_parties(world, &contract, lines);
        }
    })
}

/// Streams of broken rows, one for each file.
fn broken_dice(world: &World, file: u64, place: u64) -> Dice {
    world.dice(Subject::Broken, place * 16 + file + (1 << 40))
}

/// `12345.67` of an amount in cents.
fn amount(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn write_order(world: &World, order: &Order, dice: &mut Dice, lines: &mut Lines) {
    let customer = world.any_customer_key(Line::Product, order.customer, dice);
    let status = match (order.delivery <= EXPORT_DAY, dice.below(30)) {
        (_, 0) => "cancelled",
        (true, _) => "delivered",
        (false, 1..6) => "delayed",
        (false, _) => "in production",
    };
    let (signed, delivery) = (order.signed.to_string(), order.delivery.to_string());
    let price = amount(order.price);
    let mut row = [
        order.key.as_str(),
        &customer,
        "vehicle order",
        order.model.name,
        &signed,
        &delivery,
        &price,
        status,
    ];
    lines.record(row);
    if !dice.chance(world.settings.broken_row_rate) {
        return;
    }
    let (column, what) = match dice.below(3) {
        0 => (0, "missing key"),
        1 => (1, "missing customer"),
        _ => return repeat(&row, "Order No.", lines),
    };
    // A key of its own, so that the row's only fault is the one noted.
    let fresh = format!("{}-2", order.key);
    row[0] = &fresh;
    row[column] = "";
    lines.record(row);
    lines.broken(ORDERS.header[column], what);
}

fn repeat(row: &[&str], key: &'static str, lines: &mut Lines) {
    lines.record(row.iter().copied());
    lines.broken(key, "repeated row");
}

fn write_contract(world: &World, contract: &Contract, dice: &mut Dice, lines: &mut Lines) {
    let customer = world.any_customer_key(Line::Financing, contract.customer, dice);
    let status = match (World::has_ended(contract.ends), dice.below(25)) {
        (true, _) => "beendet",
        (false, 0) => "gekündigt",
        (false, 1) => "in Verzug",
        (false, _) => "laufend",
    };
    let days = [contract.signed, contract.starts, contract.ends].map(german_date);
    let financed = german_amount(contract.amount);
    let mut row = [
        contract.key.as_str(),
        &customer,
        if contract.is_lease { "Leasing" } else { "Darlehen" },
        contract.model.name,
        &days[0],
        &days[1],
        &days[2],
        &financed,
        status,
        contract.order.as_deref().unwrap_or_default(),
    ];
    lines.record(row);
    if !dice.chance(world.settings.broken_row_rate) {
        return;
    }
    let (column, instead, what) = match dice.below(4) {
        0 => (0, "", "missing key"),
        1 => (1, "", "missing customer"),
        2 => (2, "??", "unknown kind"),
        _ => return repeat(&row, "Vertragsnr.", lines),
    };
    // A key of its own, so that the row's only fault is the one noted.
    let fresh = format!("{}-2", contract.key);
    row[0] = &fresh;
    row[column] = instead;
    lines.record(row);
    lines.broken(CONTRACTS.header[column], what);
}

fn write_parties(world: &World, contract: &Contract, lines: &mut Lines) {
    let mut dice = world.dice(Subject::Parties, contract.customer);
    let main = world.any_customer_key(Line::Financing, contract.customer, &mut dice);
    lines.record([contract.key.as_str(), &main, "Hauptkreditnehmer"]);
    for party in world.parties(contract) {
        let key = world.any_customer_key(Line::Financing, party.customer, &mut dice);
        let role = match party.role {
            Role::CoBorrower => "Mitkreditnehmer",
            Role::Guarantor => "Bürge",
            Role::Driver => "Fahrer",
        };
        lines.record([contract.key.as_str(), &key, role]);
    }
}

//! `truth/relationships.csv`: who is tied to whom without being the same.

use std::fmt::Write as _;

use crate::SynthError;
use crate::agreements::Role;
use crate::output::{Output, TextFile, in_order};
use crate::population::{Line, Seat};
use crate::world::{MAX_AGREEMENTS, World};

/// Writes the file: one row for each pair of customers, by their first record.
pub(crate) fn write(world: &World, output: &mut Output<'_>) -> Result<(), SynthError> {
    let mut file = TextFile::create(output.dir(), "truth/relationships.csv")?;
    file.write(b"kind,left_line,left_key,right_line,right_key\n")?;
    let mut rows = 0;
    in_order(
        world.population.blocks(),
        |blocks| {
            let mut text = String::new();
            for block in blocks {
                world.population.for_each_seat(block, |seat| of_customer(world, &seat, &mut text));
            }
            text
        },
        |text: String| {
            rows += text.lines().count() as u64;
            file.write(text.as_bytes())
        },
    )?;
    output.progress("relationships", rows);
    output.summary.truth.push(("relationships".to_owned(), rows));
    file.finish()
}

/// The ties of a customer to those after it, and to the parties of its contracts.
fn of_customer(world: &World, seat: &Seat, text: &mut String) {
    for mate in seat.entity + 1..seat.first + seat.size {
        tie(world, "household", seat.entity, mate, text);
    }
    if let Some(other) = seat.namesake_of {
        tie(world, "namesake", other, seat.entity, text);
    }
    let mut told = Vec::new();
    for contract in (0..MAX_AGREEMENTS).filter_map(|number| world.contract(seat.entity, number)) {
        for party in world.parties(&contract) {
            let kind = match party.role {
                Role::CoBorrower => "co_borrower",
                Role::Guarantor => "guarantor",
                Role::Driver => "driver",
            };
            if told.contains(&(kind, party.customer)) {
                continue;
            }
            told.push((kind, party.customer));
            let left = world.customer_key(Line::Financing, seat.entity, 0);
            let right = world.customer_key(Line::Financing, party.customer, 0);
            let _ = writeln!(text, "{kind},financing,{left},financing,{right}");
        }
    }
}

fn tie(world: &World, kind: &str, one: u64, other: u64, text: &mut String) {
    let (left_line, left) = first_record(world, one);
    let (right_line, right) = first_record(world, other);
    let _ = writeln!(text, "{kind},{left_line},{left},{right_line},{right}");
}

/// A customer's line, product before financing, and first key there.
fn first_record(world: &World, entity: u64) -> (&'static str, String) {
    let in_product = world.population.is_in(Line::Product, entity);
    let line = if in_product { Line::Product } else { Line::Financing };
    (line.name(), world.customer_key(line, entity, 0))
}

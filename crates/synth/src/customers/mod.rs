//! The customer files of both lines.

pub(crate) mod financing;
pub(crate) mod product;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::observe::{Observed, Observer};
use crate::person::EXPORT_DAY;
use crate::population::{Line, Seat};
use crate::random::{Dice, Subject};
use crate::world::{World, customer_key_at};

/// A customer record with what only the line knows.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) key: String,
    pub(crate) seat: Seat,
    pub(crate) observed: Observed,
    pub(crate) since: Date,
    /// Day, then minute of the day.
    pub(crate) updated: (Date, i64),
    /// E-mail, phone, post; `None` where nobody asked.
    pub(crate) consents: [Option<bool>; 3],
}

/// How a row is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breakage {
    MissingKey,
    Repeated,
    SameKeyOtherCustomer,
    Shifted,
    Garbage,
}

impl Breakage {
    /// Whether, and how, a broken row follows the good one.
    fn draw(rate: f64, dice: &mut Dice) -> Option<Self> {
        use Breakage::{Garbage, MissingKey, Repeated, SameKeyOtherCustomer, Shifted};
        const ALL: [Breakage; 5] = [MissingKey, Repeated, SameKeyOtherCustomer, Shifted, Garbage];
        dice.chance(rate).then(|| dice.pick(&ALL))
    }

    fn defect(self) -> &'static str {
        match self {
            Self::MissingKey => "missing key",
            Self::Repeated => "repeated row",
            Self::SameKeyOtherCustomer => "duplicate key with other content",
            Self::Shifted => "shifted columns",
            Self::Garbage => "garbage",
        }
    }
}

/// The record at a place of the line's customer file.
fn customer_at(world: &World, line: Line, place: u64) -> Option<Customer> {
    let (entity, copy) = world.customer_at(line, place)?;
    let seat = world.population.seat(entity);
    let desk = Observer { population: &world.population, error_rate: world.settings.error_rate };
    let observed = desk.observe(line, &seat, copy);
    let mut dice = world.dice(Subject::CustomerDetails, place * 2 + line as u64);
    let since = world.customer_since(line, place);
    let days = since.until(EXPORT_DAY).map_or(0, |span| i64::from(span.get_days()));
    let updated = dice.between(days / 2, days).days();
    Some(Customer {
        key: customer_key_at(line, place),
        seat,
        observed,
        since,
        updated: (since.checked_add(updated).unwrap_or(since), dice.between(7 * 60, 20 * 60)),
        consents: std::array::from_fn(|_| match dice.weighted(&[50, 30, 20]) {
            0 => Some(true),
            1 => Some(false),
            _ => None,
        }),
    })
}

/// What is drawn while a place's cells are written.
fn cell_dice(world: &World, line: Line, place: u64) -> Dice {
    world.dice(Subject::CustomerCells, place * 2 + line as u64)
}

/// The next customer of the file after a place.
fn next_customer(world: &World, line: Line, place: u64) -> Option<Customer> {
    let places = world.customer_places(line);
    (1..places).find_map(|step| customer_at(world, line, (place + step) % places))
}

/// What follows a customer in the file by mistake.
fn breakage_at(world: &World, line: Line, place: u64) -> Option<Breakage> {
    let mut dice = world.dice(Subject::Broken, place * 2 + line as u64);
    Breakage::draw(world.settings.broken_row_rate, &mut dice)
}

/// The line of `truth/records.csv` of a record.
fn truth_line(line: Line, source: &str, customer: &Customer) -> String {
    let Seat { entity, first, size, .. } = customer.seat;
    let household = if size > 1 { format!("H{first:08}") } else { String::new() };
    let letter = if customer.seat.is_organisation() { 'O' } else { 'P' };
    format!("{},{source},{},{letter}{entity:08},{household}\n", line.name(), customer.key)
}

/// `hh:mm` of a minute of the day.
pub(crate) fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `dd.mm.yyyy`.
pub(crate) fn german_date(day: Date) -> String {
    format!("{:02}.{:02}.{:04}", day.day(), day.month(), day.year())
}

/// `12.345,67` of an amount in cents.
pub(crate) fn german_amount(cents: i64) -> String {
    let (sign, cents) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
    let digits = (cents / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped},{:02}", cents % 100)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn german_dates_and_amounts_are_written_as_in_germany() {
        assert_eq!(german_date(date(1968, 2, 9)), "09.02.1968");
        assert_eq!(german_amount(123_456_705), "1.234.567,05");
        assert_eq!(german_amount(-99), "-0,99");
        assert_eq!(german_amount(100_000), "1.000,00");
    }

    #[test]
    fn records_change_after_they_begin_and_before_the_export() {
        let world = World::new(&crate::SynthSettings::default());
        for line in Line::BOTH {
            let all = (0..3_000).filter_map(|place| customer_at(&world, line, place));
            for customer in all {
                assert!(customer.since <= customer.updated.0 && customer.updated.0 <= EXPORT_DAY);
            }
        }
    }
}

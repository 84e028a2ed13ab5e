//! Financing's customers: one semicolon-separated Windows-1252 file with German columns.

use super::{
    Breakage, Customer, breakage_at, cell_dice, clock, customer_at, german_amount, german_date,
    next_customer, truth_line,
};
use crate::SynthError;
use crate::assets::Gender;
use crate::observe::Birth;
use crate::output::{Format, Lines, Output, Source};
use crate::population::Line;
use crate::random::Dice;
use crate::world::World;

const SOURCE: Source = Source {
    name: "financing_customers",
    file: "data/financing/kunden.csv",
    format: Format::GERMAN,
    header: &[
        "KdNr",
        "Art",
        "Anrede",
        "Titel",
        "Nachname",
        "Vorname",
        "Firma",
        "Geburtsdatum",
        "Straße Hausnr.",
        "PLZ",
        "Ort",
        "Land",
        "Telefon 1",
        "Telefon 2",
        "E-Mail",
        "Steuer-ID / USt-ID",
        "Kunde seit",
        "Letzte Änderung",
        "Werbung E-Mail",
        "Werbung Tel.",
        "Werbung Post",
        "Bonitätsklasse",
        "Kreditlimit",
        "Rückstand",
        "Nettoeinkommen",
    ],
};

type Row = [String; 25];

/// Writes the file.
pub(crate) fn write(world: &World, output: &mut Output<'_>) -> Result<(), SynthError> {
    output.source(&SOURCE, world.customer_places(Line::Financing), |places, lines| {
        for place in places {
            if let Some(customer) = customer_at(world, Line::Financing, place) {
                write_customer(world, place, &customer, lines);
            }
        }
    })
}

fn write_customer(world: &World, place: u64, customer: &Customer, lines: &mut Lines) {
    let mut dice = cell_dice(world, Line::Financing, place);
    let row = row(customer, &mut dice);
    lines.record(row.iter().map(String::as_str));
    lines.truth.push_str(&truth_line(Line::Financing, SOURCE.name, customer));
    if matches!(customer.observed.birth, Birth::Text(_)) {
        lines.broken("Geburtsdatum", "impossible date");
    }
    let Some(breakage) = breakage_at(world, Line::Financing, place) else { return };
    write_broken(world, place, row, breakage, lines);
    lines.broken("KdNr", breakage.defect());
}

fn write_broken(world: &World, place: u64, mut row: Row, breakage: Breakage, lines: &mut Lines) {
    match breakage {
        Breakage::MissingKey => row[0].clear(),
        Breakage::Repeated => {}
        Breakage::SameKeyOtherCustomer => {
            if let Some(other) = next_customer(world, Line::Financing, place) {
                let key = std::mem::take(&mut row[0]);
                row = self::row(&other, &mut cell_dice(world, Line::Financing, place));
                row[0] = key;
            }
        }
        // An address with an unquoted semicolon moves all that follows to the right.
        Breakage::Shifted => {
            row[8].push_str("; Hinterhaus");
            return lines.raw(&row.join(";"));
        }
        Breakage::Garbage => {
            return lines.raw("*** Verbindung zum Host getrennt (Fehler 0x80004005) ***");
        }
    }
    lines.record(row.iter().map(String::as_str));
}

fn row(customer: &Customer, dice: &mut Dice) -> Row {
    let observed = &customer.observed;
    let yes_no = |consent: Option<bool>| match consent {
        Some(true) => "J",
        Some(false) => "N",
        None => "",
    };
    let [email_ok, phone_ok, post_ok] = customer.consents.map(yes_no);
    let rating = dice.pick(&["A", "A", "A", "B", "B", "C", "D"]);
    let arrears = if dice.chance(0.06) { dice.between(5_000, 240_000) } else { 0 };
    let income =
        if observed.is_organisation { 0 } else { dice.quantile(&[90, 180, 240, 310, 420, 980]) };
    [
        customer.key.clone(),
        if observed.is_organisation { "JP" } else { "NP" }.into(),
        match observed.gender {
            Some(Gender::Male) => "Herr",
            Some(Gender::Female) => "Frau",
            None => "",
        }
        .into(),
        observed.title.clone(),
        observed.surname.clone(),
        observed.given.clone(),
        observed.company.clone(),
        match &observed.birth {
            Birth::Missing => String::new(),
            Birth::Day(day) => german_date(*day),
            Birth::Text(text) => text.clone(),
        },
        format!("{} {}", observed.street, observed.house_number).trim_end().to_owned(),
        observed.postcode.clone(),
        observed.city.clone(),
        match observed.country {
            "AT" => "A",
            "CH" => "CH",
            _ => "D",
        }
        .into(),
        observed.phone.clone(),
        observed.mobile.clone(),
        observed.email.clone(),
        observed.identity_number.clone(),
        german_date(customer.since),
        format!("{} {}", german_date(customer.updated.0), clock(customer.updated.1)),
        email_ok.into(),
        phone_ok.into(),
        post_ok.into(),
        rating.into(),
        german_amount(dice.between(10, 160) * 50_000),
        german_amount(arrears),
        if income == 0 { String::new() } else { german_amount(i64::from(income) * 1_000) },
    ]
}

//! What `sameboat check` says about sources.

use std::fmt::Write as _;

use sameboat_ingest::{SourceProfile, check};
use sameboat_model::progress::Silent;

use super::engagement::Engagement;

const CUSTOMERS: &str = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nsurname = \"Name\"\n\
    phone = \"Phone\"\nbirth_date = \"Born\"\nincome = \"Income\"\n";
const CONTACTS: &str = "entity = \"contact\"\n[fields]\nrecord_key = \"Id\"\n\
    customer_key = \"Customer\"\nstarted_at = \"At\"\n\
    direction = { constant = \"inbound\" }\nchannel = { constant = \"call\" }\n";

fn profiles() -> Vec<SourceProfile> {
    let mut customers = "Id;Name;Phone;Born;Income;Note\n".to_owned();
    for id in 0..20 {
        let born = if id % 2 == 0 { "01.01.1900".into() } else { format!("{}.05.1980", id + 1) };
        let phone = if id < 12 { "0000000".into() } else { format!("0171 55512{id}") };
        let _ = writeln!(customers, "{id};Name{};{phone};{born};;", id % 4);
    }
    customers.push_str("3;Other;;31.02.1990;;\n21;Last;;31.02.1990;;\n");
    let contacts = "Id;Customer;At\n1;3;2025-05-01 10:00\n2;99;2025-05-03\n3;;2025-05-02\n";
    let engagement = Engagement::new()
        .file("customers", customers, CUSTOMERS)
        .file("contacts", contacts, CONTACTS);
    check(&engagement.path(""), &engagement.settings(), &Silent).unwrap()
}

#[test]
fn fields_are_counted_and_dates_have_their_range() {
    let profiles = profiles();
    let field = |name: &str| profiles[0].fields.iter().find(|field| field.field == name).unwrap();
    assert_eq!(field("surname").distinct, 5);
    assert!((field("birth_date").filled - 20.0 / 21.0).abs() < 1e-12);
    assert_eq!(field("birth_date").issues, 1);
    assert_eq!(field("birth_date").range, Some(("1900".to_owned(), "1980".to_owned())));
    assert_eq!(profiles[0].refusals, [("record_key already used".to_owned(), 1)]);
}

#[test]
fn warnings_name_what_to_look_at() {
    let profiles = profiles();
    assert_eq!(
        profiles[0].warnings,
        [
            "refused: 1 of 22 rows",
            "key of an earlier row with other contents: 1 row",
            "`Born` cannot be read or is damaged: 1 row",
            "`Phone` is 0000000, a placeholder?: 12 rows",
            "`Income` has no value in any row",
            "columns not mapped: Note",
        ]
    );
    assert_eq!(
        profiles[1].warnings,
        ["`customer_key` that no customer of the line has: 1 of 2 rows"]
    );
}

#[test]
fn zeros_that_a_spreadsheet_took_off_are_seen_in_keys_references_and_postcodes() {
    let mut customers = "Id;Postcode;Country\n".to_owned();
    for id in 0..30 {
        let key = if id % 3 == 0 { format!("{}", 2_000 + id) } else { format!("00{}", 2_000 + id) };
        let postcode = ["01067", "1067", "10115"][id % 3];
        let country = if id < 15 { "Deutschland" } else { "" };
        let _ = writeln!(customers, "{key};{postcode};{country}");
    }
    customers.push_str("AT-1;1010;AT\nAT-2;8010;AT\n");
    let contacts = "Id;Customer;At\n1;2001;2025-05-01 10:00\n2;002000;2025-05-03\n3;9;2025-05-02\n";
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\npostcode = \"Postcode\"\n\
        country = \"Country\"\n";
    let engagement = Engagement::new()
        .country("DE")
        .file("customers", customers, mapping)
        .file("contacts", contacts, CONTACTS);
    let profiles = check(&engagement.path(""), &engagement.settings(), &Silent).unwrap();
    assert_eq!(
        profiles[0].warnings,
        [
            "`postcode` had lost leading zeros, which are put back: 5 rows",
            "`postcode` is too short for the country in 5 rows, and left so: others begin with zeros \
             (`lost_zeros` of the mapping decides)",
            "`record_key` has fewer digits than the others, which begin with zeros: leading zeros \
             lost?: 10 rows",
        ]
    );
    assert_eq!(
        profiles[1].warnings,
        [
            "`customer_key` that no customer of the line has: 3 of 3 rows",
            "of these, keys that are known but for leading zeros: 2 rows; take them off on both sides: \
             `{ column = \"…\", extract = '^0*(\\d+)$' }`",
        ]
    );
}

#[test]
fn numbers_that_have_no_zero_at_home_have_lost_none() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nmobile = \"Mobile\"\n\
        country = \"Country\"\n";
    let warnings = |home: &'static str, number: &str, country: &str| {
        let row = |id: usize| format!("C{id};{number}{id:02};{country}\n");
        let rows: String = (0..30).map(row).collect();
        let customers = format!("Id;Mobile;Country\n{rows}");
        let engagement = Engagement::new().country(home).file("customers", customers, mapping);
        check(&engagement.path(""), &engagement.settings(), &Silent).unwrap().remove(0).warnings
    };
    let lost = ["`mobile` begins with neither 0 nor +: leading zeros lost?: 30 rows"];
    assert!(warnings("DE", "33312345", "Italia").is_empty());
    assert!(warnings("IT", "33312345", "IT").is_empty());
    assert!(warnings("ES", "6123456", "ES").is_empty());
    assert_eq!(warnings("IT", "17112345", "DE"), lost);
}

#[test]
fn landlines_that_lost_their_zero_are_told_among_mobiles_that_have_none() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nphone = \"Phone\"\n";
    let number = |id: usize| match id {
        0..3 => format!("65550{id:03}"),
        3..60 => format!("33312345{id:02}"),
        _ => format!("0655501{id:02}"),
    };
    let row = |id: usize| format!("C{id};{}\n", number(id));
    let rows: String = (0..90).map(row).collect();
    let customers = format!("Id;Phone\n{rows}");
    let engagement = Engagement::new().country("IT").file("customers", customers, mapping);
    let sources = check(&engagement.path(""), &engagement.settings(), &Silent).unwrap();
    let lost = ["`phone` begins with neither 0 nor +: leading zeros lost?: 3 rows"];
    assert_eq!(sources[0].warnings, lost);
}

#[test]
fn short_postcodes_of_a_country_that_nobody_knows_are_left_and_told() {
    let mut customers = "Id;Postcode;Country\n".to_owned();
    for id in 0..30 {
        let postcode = if id % 6 == 0 { "1067" } else { "10115" };
        let _ = writeln!(customers, "C{id};{postcode};Atlantis");
    }
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\npostcode = \"Postcode\"\n\
        country = \"Country\"\n";
    let engagement = Engagement::new().file("customers", customers, mapping);
    let profiles = check(&engagement.path(""), &engagement.settings(), &Silent).unwrap();
    assert_eq!(
        profiles[0].warnings,
        [
            "`postcode` has four digits, five elsewhere: leading zeros lost?: 5 rows",
            "`country` is none that is known: 30 rows (`Atlantis` 30 rows); lost zeros are read as if there \
             were none, and exports give no calling code to phones of these rows: give it a `lookup` to the ISO \
             3166 code",
        ]
    );
}

#[test]
fn countries_that_nobody_knows_are_told() {
    let mut customers = "Id;Name;Land\n".to_owned();
    for id in 0..9 {
        let country = ["Deutschl.", "Schweiz", "DE"][id % 3];
        let _ = writeln!(customers, "{id};Name{id};{country}");
    }
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nsurname = \"Name\"\n\
        country = \"Land\"\n";
    let engagement = Engagement::new().file("customers", customers, mapping);
    let profiles = check(&engagement.path(""), &engagement.settings(), &Silent).unwrap();
    assert!(
        profiles[0].warnings[0]
            .starts_with("`country` is none that is known: 3 rows (`Deutschl.` 3 rows);"),
        "{:?}",
        profiles[0].warnings
    );
}

#[test]
fn calls_of_a_few_seconds_are_told_and_become_minutes_by_their_unit() {
    let mut calls = "Id;At;Min\n".to_owned();
    for id in 0..30 {
        let _ = writeln!(calls, "{id};2025-05-01 10:00;{}", id % 7 + 1);
    }
    let profile = |handle: &str| {
        let mapping = format!(
            "entity = \"contact\"\n[fields]\nrecord_key = \"Id\"\nstarted_at = \"At\"\n\
             direction = {{ constant = \"inbound\" }}\nchannel = {{ constant = \"call\" }}\n\
             handle_seconds = {handle}\n"
        );
        let engagement = Engagement::new().file("calls", calls.clone(), &mapping);
        check(&engagement.path(""), &engagement.settings(), &Silent).unwrap().remove(0).warnings
    };
    assert_eq!(
        profile("\"Min\""),
        ["`Min` says that a call takes 4 seconds on average: is `unit = \"minutes\"` meant?"]
    );
    assert!(profile("{ column = \"Min\", unit = \"minutes\" }").is_empty());
    assert_eq!(
        profile("{ column = \"Min\", unit = \"hours\" }"),
        ["`Min` says that a call takes 13800 seconds on average: in hours?"]
    );
}

#[test]
fn a_profile_is_written_as_json() {
    let json = serde_json::to_value(&profiles()[1]).unwrap();
    assert_eq!(json["source"], "contacts");
    assert_eq!(json["fields"][0]["field"], "record_key");
    assert_eq!(json["orphans"][0]["unknown"], 1);
}

#[test]
fn fields_without_any_value_are_listed_in_one_line() {
    let engagement = Engagement::new().file(
        "customers",
        "Id;Name;Phone;Born;Income\n1;Berg;;;\n2;Tal;;;\n",
        CUSTOMERS,
    );
    let profiles = check(&engagement.path(""), &engagement.settings(), &Silent).unwrap();
    assert_eq!(profiles[0].warnings, ["no value in any row: `Born`, `Phone`, `Income`"]);
}

#[test]
fn words_that_a_lookup_lacks_are_counted_once_and_named_and_refusals_among_them_are_told() {
    let lookup = "lookup = { ja = \"yes\" }";
    let consent = |field: &str| format!("{field} = {{ column = \"Werbung\", {lookup} }}\n");
    let mapping = format!(
        "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nsurname = \"Name\"\n{}{}{}",
        consent("consent_email"),
        consent("consent_phone"),
        consent("consent_post"),
    );
    let words = ["ja", "nein danke", "nein danke", "vielleicht", "nein danke", "VIP", "Widerruf"];
    let mut customers = "Id;Name;Werbung\n".to_owned();
    for (id, word) in words.iter().enumerate() {
        let _ = writeln!(customers, "{id};Name{id};{word}");
    }
    let agreements = "Id;Produkt\n1;Barkredit\n2;Barkredit\n3;Barkredit\n4;Karte\n";
    let products = "entity = \"agreement\"\n[fields]\nrecord_key = \"Id\"\ncustomer_key = \"Id\"\n\
        kind = { column = \"Produkt\", lookup = { Karte = \"service\" } }\n";
    let engagement = Engagement::new().file("customers", customers, &mapping).file(
        "agreements",
        agreements,
        products,
    );
    let profiles = check(&engagement.path(""), &engagement.settings(), &Silent).unwrap();
    let warnings = &profiles[0].warnings;
    assert_eq!(
        warnings[..],
        [
            "`Werbung` not in the mapping's `lookup`: 6 rows (`nein danke` 3 rows, others 3 rows)",
            "`Werbung` may refuse in words that the mapping does not understand, and is taken for a \
             refusal: 4 rows; give them a `lookup`",
        ]
    );
    assert!(
        profiles[1].warnings.contains(
            &"`Produkt` not in the mapping's `lookup`, and refused: 3 rows (`Barkredit` 3 rows)"
                .to_owned()
        ),
        "{:?}",
        profiles[1].warnings
    );
}

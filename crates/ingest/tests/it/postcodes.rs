//! Postcodes that spreadsheets took zeros from: which get them back, and which are left.

use std::fmt::Write as _;
use std::fs;

use sameboat_ingest::{PostcodeDoubt, PostcodesLeft};

use crate::engagement::{Engagement, Ingested};

const MAPPING: &str = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nphone = \"Phone\"\n\
    postcode = \"Zip\"\ncity = \"Town\"\ncountry = \"Country\"\n";
const REASON: &str = "leading zeros were lost, and are put back";

/// Rows of which none tells anything, and then these: phone, postcode, town, country.
fn customers(others: usize, rows: &[&str]) -> String {
    let mut text = "Id;Phone;Zip;Town;Country\n".to_owned();
    for (id, row) in rows.iter().enumerate() {
        let _ = writeln!(text, "{id:03};{row}");
    }
    for id in 0..others {
        let _ = writeln!(text, "B{id};;10115;;");
    }
    text
}

fn postcodes(ingested: &Ingested) -> Vec<String> {
    ingested.rows("SELECT postcode FROM customer_record WHERE record_key < 'A' ORDER BY record_key")
}

fn left(rows: u64, why: PostcodeDoubt) -> PostcodesLeft {
    PostcodesLeft { rows, why }
}

#[test]
fn rows_that_name_their_country_get_their_zeros_back_and_what_they_said_is_told() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\n\
        postcode = { any_of = [\"Zip\", \"Zip 2\"] }\ncountry = \"Country\"\n";
    let rows = "Id;Zip;Zip 2;Country\n1;1067;;Deutschland\n2;1010;;AT\n3;;2134;USA\n\
        4;150;;NO\n5;1067;;Atlantis\n1;01067;;Deutschland\n";
    let ingested = Engagement::new().file("customers", rows, mapping).ingest();
    assert_eq!(
        ingested.rows("SELECT postcode FROM customer_record ORDER BY record_key"),
        ["01067", "1010", "02134", "0150", "1067"]
    );
    assert_eq!(
        ingested.issues(),
        [
            format!("2 | Zip | {REASON} | 1067"),
            format!("4 | Zip 2 | {REASON} | 2134"),
            format!("5 | Zip | {REASON} | 150"),
        ]
    );
    assert_eq!(ingested.rows("SELECT DISTINCT what FROM value_issue"), ["mended"]);
    // The last row says what the first one says but for the zero.
    assert_eq!(ingested.only().excluded, [("repeated row".to_owned(), 1)]);
}

#[test]
fn rows_without_a_country_are_of_the_lines_where_a_few_of_many_are_too_short() {
    let text = customers(20, &["0351 123456;1067;Dresden;", ";4109;;"]);
    let ingested = Engagement::new().country("DE").file("customers", text, MAPPING).ingest();
    assert_eq!(postcodes(&ingested), ["01067", "04109"]);
    assert_eq!(ingested.rows("SELECT what, count(*) FROM value_issue GROUP BY 1"), ["mended | 2"]);
    assert_eq!((ingested.only().value_issues, &ingested.only().postcodes_left), (2, &None));
}

#[test]
fn a_country_that_nobody_has_written_mends_nothing() {
    let text = customers(20, &[";1067;;", ";4109;;"]);
    let ingested = Engagement::new().file("customers", text, MAPPING).ingest();
    assert_eq!(postcodes(&ingested), ["1067", "4109"]);
    assert_eq!(ingested.issues(), [""; 0]);
}

#[test]
fn postcodes_are_left_where_most_would_be_mended() {
    let text = customers(3, &[";1010;;", ";8010;;", ";1220;;"]);
    let ingested = Engagement::new().country("DE").file("customers", text, MAPPING).ingest();
    assert_eq!(postcodes(&ingested), ["1010", "8010", "1220"]);
    assert_eq!(ingested.issues(), [""; 0]);
    let summary = ingested.only();
    assert_eq!(summary.postcodes_left, Some(left(3, PostcodeDoubt::TooMany)));
    assert_eq!(summary.value_issues, 0);
}

#[test]
fn postcodes_are_left_where_others_of_the_file_have_their_zero() {
    let text = customers(20, &[";8001;;", ";01067;;", ";1067;;Deutschland"]);
    let ingested = Engagement::new().country("DE").file("customers", text, MAPPING).ingest();
    // What says that it is German is too short in any case.
    assert_eq!(postcodes(&ingested), ["8001", "01067", "01067"]);
    assert_eq!(ingested.only().postcodes_left, Some(left(1, PostcodeDoubt::OthersHaveZeros)));
    assert_eq!(ingested.only().value_issues, 1);
}

#[test]
fn towns_and_phones_abroad_keep_their_postcodes_and_those_of_others_where_they_are_many() {
    let abroad =
        [";1010;Wien;", ";8010;Graz;", ";3011;Bern;", "4315551234;1010;;", "+43 1 5551234;1010;;"];
    let ingested =
        Engagement::new().country("DE").file("customers", customers(20, &abroad), MAPPING).ingest();
    assert_eq!(postcodes(&ingested), ["1010", "8010", "3011", "1010", "1010"]);
    assert_eq!(ingested.only().postcodes_left, None);
    let text = customers(20, &[";1010;Wien;", ";4866;Unterach;"]);
    let ingested = Engagement::new().country("DE").file("customers", text, MAPPING).ingest();
    assert_eq!(postcodes(&ingested), ["1010", "4866"]);
    assert_eq!(ingested.only().postcodes_left, Some(left(1, PostcodeDoubt::OthersAbroad)));
}

#[test]
fn constants_and_defaults_are_no_country_that_a_row_names() {
    let rows = ["+43 1 5551234;1010;;", ";1020;Wien;", ";01067;;", ";4109;;"];
    for mapping in [
        MAPPING.replace("country = \"Country\"", "country = { constant = \"DE\" }"),
        MAPPING.replace("\"Country\"", "{ column = \"Country\", default = \"DE\" }"),
        MAPPING.replace("[fields]", "[read]\ncountry = \"DE\"\n[fields]"),
        MAPPING.replace(
            "\"Country\"",
            "{ column = \"Country\", lookup = { A = \"AT\" }, otherwise = \"DE\", default = \"DE\" }",
        ),
    ] {
        let ingested =
            Engagement::new().file("customers", customers(20, &rows), &mapping).ingest();
        assert_eq!(postcodes(&ingested), ["1010", "1020", "01067", "4109"], "{mapping}");
        let mended = Engagement::new()
            .file("customers", customers(20, &[";4109;;"]), &mapping)
            .ingest();
        assert_eq!(postcodes(&mended), ["04109"], "{mapping}");
    }
}

#[test]
fn a_country_that_town_or_phone_speak_against_mends_nothing_and_is_told() {
    let rows = [
        ";1010;Wien;Deutschland",
        "+43 1 5551234;8010;Graz;Deutschland",
        "+43 664 5551234;4866;Unterach;Deutschland",
        "0351 123456;1067;Dresden;Deutschland",
    ];
    let ingested = Engagement::new().file("customers", customers(20, &rows), MAPPING).ingest();
    assert_eq!(postcodes(&ingested), ["1010", "8010", "4866", "01067"]);
    let damaged = "SELECT count(*) FROM value_issue WHERE what = 'damaged'";
    assert_eq!(ingested.rows(damaged), ["3"]);
}

#[test]
fn a_postcode_that_a_person_has_mended_stays_as_it_is() {
    let text = customers(0, &[";1067;;DE", ";4109;;DE"]);
    let engagement = Engagement::new().file("customers", text, MAPPING);
    fs::create_dir(engagement.path("decisions")).unwrap();
    let mends = "source,row_number,column_name,value,mended\ncustomers,2,Zip,1067,1067\n";
    fs::write(engagement.path("decisions/patches.csv"), mends).unwrap();
    assert_eq!(postcodes(&engagement.ingest()), ["1067", "04109"]);
}

#[test]
fn the_mapping_says_whether_zeros_were_lost() {
    let with = |lost: &str, country: &str| {
        let zip = format!("postcode = {{ column = \"Zip\", lost_zeros = {lost} }}");
        let mapping = MAPPING.replace("postcode = \"Zip\"", &zip);
        let rows = [format!(";1067;;{country}"), ";1010;Wien;".into(), ";09111;;".into()];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let engagement = Engagement::new().country("DE");
        postcodes(&engagement.file("customers", customers(0, &rows), &mapping).ingest())
    };
    assert_eq!(with("true", ""), ["01067", "1010", "09111"]);
    assert_eq!(with("false", "DE"), ["1067", "1010", "09111"]);
}

#[test]
fn postcodes_of_several_sheets_are_settled_row_by_row() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (sheet, postcodes) in [("A", [1067.0, 10115.0]), ("B", [10115.0, 4109.0])] {
        let sheet = book.add_worksheet().set_name(sheet).unwrap();
        for (column, name) in ["Id", "Phone", "Zip", "Town", "Country"].iter().enumerate() {
            sheet.write(0, column as u16, *name).unwrap();
        }
        for (row, postcode) in postcodes.into_iter().enumerate() {
            sheet.write(row as u32 + 1, 0, format!("{}{row}", sheet.name())).unwrap();
            sheet.write(row as u32 + 1, 2, postcode).unwrap();
        }
    }
    let engagement = Engagement::new().country("DE").source("customers", "customers.xlsx", MAPPING);
    book.save(engagement.path("customers.xlsx")).unwrap();
    let ingested = engagement.ingest();
    assert_eq!(
        ingested.rows("SELECT postcode FROM customer_record ORDER BY record_key"),
        ["1067", "10115", "10115", "4109"]
    );
    assert_eq!(ingested.only().postcodes_left, Some(left(2, PostcodeDoubt::TooMany)));
}

//! Files that say more of a source's rows, by a key.

use std::fs;

use sameboat_ingest::BesideLeft;

use crate::engagement::Engagement;

const CUSTOMERS: &str =
    "Titel\nKundennr;Name;Ort\nP1;Berg;Ulm\nP2;Tal;Bonn\nP3;See;Kiel\nP4;Au;;zuviel\n";
const MAPPING: &str = "entity = \"customer\"\n[fields]\nrecord_key = \"Kundennr\"\nsurname = \"Name\"\n\
    consent_email = { column = \"Pub e-mail\", lookup = { oui = \"yes\", refus = \"no\" } }\n\
    [[beside]]\nfile = \"consents.csv\"\nkey = \"No client\"\nto = \"Kundennr\"\n";

fn engagement(mapping: &str, consents: &str) -> Engagement {
    let engagement = Engagement::new().file("customers", CUSTOMERS, mapping);
    fs::write(engagement.path("consents.csv"), consents).unwrap();
    engagement
}

const CONSENTS: &str =
    "No client;Pub e-mail;Saisi le\nP2;refus;2024\nP9;oui;2023\nP1;oui;2025\nP3;plus jamais;\n";

#[test]
fn columns_of_a_file_beside_are_read_in_the_rows_with_its_key() {
    let ingested = engagement(MAPPING, CONSENTS).ingest();
    let consents = "SELECT concat_ws(' ', record_key, consent_email, extras) FROM customer_record \
                    ORDER BY record_key";
    assert_eq!(
        ingested.rows(consents),
        [
            "P1 true {\"Ort\":\"Ulm\",\"Saisi le\":\"2025\"}",
            "P2 false {\"Ort\":\"Bonn\",\"Saisi le\":\"2024\"}",
            "P3 {\"Ort\":\"Kiel\"}",
        ]
    );
    // The row of four cells is refused as before, and no row comes from the other file.
    let summary = ingested.only();
    assert_eq!((summary.read, summary.accepted, summary.quarantined), (4, 3, 1));
    assert_eq!(
        summary.beside,
        [BesideLeft { file: "consents.csv".into(), unmet: 1, repeated: 0, refused: 0 }]
    );
    assert_eq!(
        ingested.issues(),
        ["5 | Pub e-mail | not in the lookup of the mapping | plus jamais"]
    );
    assert_eq!(summary.refusals_unread[0].rows, 1);
    assert!(summary.format.contains("beside it consents.csv, 4 rows by `No client`"));
}

#[test]
fn of_rows_with_one_key_the_last_counts_and_that_is_told() {
    let consents = "No client;Pub e-mail\nP1;oui\nP2;oui\nP3;oui\nP1;refus\nP2;oui\n";
    let ingested = engagement(MAPPING, consents).ingest();
    let read = "SELECT consent_email FROM customer_record ORDER BY record_key";
    assert_eq!(ingested.rows(read), ["false", "true", "true"]);
    let left = &ingested.only().beside[0];
    assert_eq!(
        left.to_string(),
        "of consents.csv, rows with the key of an earlier one that say something else, and count: 1"
    );
}

#[test]
fn columns_that_tie_the_files_must_be_there() {
    for (from, to, wrong) in [
        ("\"No client\"", "\"No clients\"", "consents.csv has no column `No clients`"),
        ("to = \"Kundennr\"", "to = \"Pub e-mail\"", "the file has no column `Pub e-mail`"),
    ] {
        let error = engagement(&MAPPING.replace(from, to), CONSENTS).try_ingest();
        let error = error.err().unwrap().to_string();
        assert!(error.contains(wrong), "{error}");
    }
}

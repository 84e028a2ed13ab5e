//! Files that say more of a source's rows, by a key.

use std::fmt::Write as _;
use std::fs;

use sameboat_ingest::{Forgotten, ForgottenKind, still_there};
use sameboat_model::progress::Silent;

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
            "P3 false {\"Ort\":\"Kiel\"}",
        ]
    );
    // The row of four cells is refused as before, and no row comes from the other file.
    let summary = ingested.only();
    assert_eq!((summary.read, summary.accepted, summary.quarantined), (4, 3, 1));
    assert_eq!(
        summary.beside[0].to_string(),
        "of consents.csv, keys that no row of the source has: row 3"
    );
    assert_eq!(
        ingested.issues(),
        ["5 | Pub e-mail | not in the lookup of the mapping | plus jamais"]
    );
    assert_eq!(summary.refusals_unread[0].rows, 1);
    assert!(summary.format.contains("beside it consents.csv, 4 rows by `No client`"));
}

#[test]
fn keys_of_a_list_that_several_sources_read_are_told_if_none_has_them() {
    let north = "Kundennr;Name;Ort\nN1;Berg;Ulm\nN2;Tal;Bonn\n";
    let consents = "No client;Pub e-mail\nN1;oui\nS1;oui\nX7;oui\nP1;refus\nX9;oui\n";
    let engagement = engagement(MAPPING, consents).file("north", north, MAPPING);
    let ingested = engagement.ingest();
    let [first, second] = &ingested.summary.sources[..] else { panic!("two sources") };
    assert_eq!(
        first.beside[0].to_string(),
        "of consents.csv, keys that no row of the sources that read it has: rows 3, 4, 6"
    );
    assert!(second.beside.is_empty(), "said once");
    let met =
        engagement.file("south", "Kundennr;Name;Ort\nS1;See;Kiel\nX7;Au;\nX9;Alb;\n", MAPPING);
    assert!(met.ingest().summary.sources.iter().all(|source| source.beside.is_empty()));
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
        "of consents.csv, the key of an earlier row that says something else; the last one counts, of consents \
         any that refuses: row 5"
    );
}

#[test]
fn a_blank_cell_of_a_later_row_takes_nothing_back() {
    let consents = "No client;Pub e-mail;Saisi le\nP1;refus;2023\nP1;;2024\nP2;refus;\nP2;n/a;2024\n\
                    P3;;2024\nP3;refus;\n";
    let ingested = engagement(MAPPING, consents).ingest();
    let read = "SELECT concat_ws(' ', consent_email, extras->>'$.\"Saisi le\"') FROM customer_record \
                ORDER BY record_key";
    assert_eq!(ingested.rows(read), ["false 2024", "false 2024", "false 2024"]);
    let left = &ingested.only().beside[0];
    assert_eq!((left.repeated.count, left.repeated.first[0].row), (1, 3), "2023 is 2024 now");
}

#[test]
fn rows_of_which_nothing_comes_are_told_with_their_numbers_and_without_what_they_say() {
    let mut consents =
        String::from("No client;Pub e-mail;Saisi le\nP1;oui;2024\n;refus;2024\nP2;oui\n");
    consents.push_str("n/a;refus;2024\nP3;oui;2024;zuviel\n");
    for row in 0..8 {
        let _ = writeln!(consents, "X{row};refus;2024");
    }
    let ingested = engagement(MAPPING, &consents).ingest();
    assert_eq!(
        ingested.only().beside[0].to_string(),
        "of consents.csv, keys that no row of the source has: rows 7, 8, 9, 10, 11 and 3 more; \
         no key, so that they are not read: rows 3, 5; row has 2 cells, the header has 3: row 4; \
         row has 4 cells, the header has 3: row 6"
    );
}

#[test]
fn rows_of_a_workbook_are_told_with_their_sheet() {
    let engagement = Engagement::new().file(
        "customers",
        CUSTOMERS,
        &MAPPING.replace("consents.csv", "consents.xlsx"),
    );
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, keys) in [("Nord", ["P1", "P7"]), ("Süd", ["P8", "P2"])] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["No client", "Pub e-mail"]).unwrap();
        for (row, key) in keys.iter().enumerate() {
            sheet.write_row(row as u32 + 1, 0, [*key, "oui"]).unwrap();
        }
    }
    book.save(engagement.path("consents.xlsx")).unwrap();
    assert_eq!(
        engagement.ingest().only().beside[0].to_string(),
        "of consents.xlsx, keys that no row of the source has: rows 3 of sheet Nord, 2 of sheet Süd"
    );
}

/// The consents of customers whose numbers have leading zeros.
fn consents_of(customers: &[&str], consents: &[&str]) -> (Vec<String>, String) {
    let customers: Vec<String> = customers.iter().map(|key| format!("{key};Berg;Ulm\n")).collect();
    let customers = customers.concat();
    let listed: Vec<String> = consents.iter().map(|key| format!("{key};refus\n")).collect();
    let listed = listed.concat();
    let engagement =
        Engagement::new().file("customers", format!("Kundennr;Name;Ort\n{customers}"), MAPPING);
    fs::write(engagement.path("consents.csv"), format!("No client;Pub e-mail\n{listed}")).unwrap();
    let ingested = engagement.ingest();
    let refused = "SELECT record_key FROM customer_record WHERE NOT consent_email ORDER BY 1";
    let left = ingested.only().beside.first().map(ToString::to_string);
    (ingested.rows(refused), left.unwrap_or_default())
}

#[test]
fn keys_that_a_spreadsheet_changed_are_read_as_those_of_the_source() {
    let (refused, left) = consents_of(&["00123", "00124", "00125"], &["123", "124.0", "00125"]);
    assert_eq!(refused, ["00123", "00124", "00125"]);
    assert_eq!(
        left,
        "of consents.csv, keys that only the zeros, `.0` or spaces of a spreadsheet tell from those of \
         the source, and read as these, but for consents that are a yes: rows 2, 3"
    );
    // Of several customers with such a key nobody knows who is meant.
    let (refused, left) = consents_of(&["00123", "0123", "00124", "124"], &["123", "124"]);
    assert_eq!(refused, ["124"]);
    assert_eq!(
        left,
        "of consents.csv, keys that only the zeros, `.0` or spaces of a spreadsheet tell from several of the \
         source, so that nobody knows whose they are and they are not read: row 2"
    );
}

#[test]
fn rows_of_one_customer_with_and_without_zeros_are_read_together() {
    let customers = "Kundennr;Name;Ort\n007;Berg;Ulm\n008;Tal;Bonn\n009;See;Kiel\n010;Au;Ulm\n";
    let engagement = Engagement::new().file("customers", customers, MAPPING);
    let consents = "No client;Pub e-mail;Saisi le\n7;refus;2023\n007;oui;2024\n008;;2024\n8;refus;2025\n\
                    9;oui;2025\n009;;\n010;oui;\n10;oui;2022\n010.0;oui;\n";
    fs::write(engagement.path("consents.csv"), consents).unwrap();
    let ingested = engagement.ingest();
    let read = "SELECT concat_ws(' ', record_key, coalesce(consent_email::VARCHAR, '?'), \
                extras->>'$.\"Saisi le\"') FROM customer_record ORDER BY record_key";
    // A refusal counts in any of them, a yes in the row of the key itself only; of what else differs that row.
    assert_eq!(
        ingested.rows(read),
        ["007 false 2024", "008 false 2024", "009 ? 2025", "010 true 2022"]
    );
    assert_eq!(
        ingested.only().beside[0].to_string(),
        "of consents.csv, the key of an earlier row that says something else; the last one counts, of consents \
         any that refuses: rows 3, 5; keys that only the zeros, `.0` or spaces of a spreadsheet tell from those of \
         the source, and read as these, but for consents that are a yes: rows 2, 5, 6, 9, 10"
    );
}

#[test]
fn all_rows_of_forgotten_people_in_a_file_beside_are_found_with_and_without_zeros() {
    let customers = "Kundennr;Name;Ort\n0001;Berg;Ulm\n0002;Tal;Bonn\n";
    let engagement = Engagement::new().file("customers", customers, MAPPING);
    let consents = "No client;Pub e-mail\n1;oui\n0001;refus\n0002;oui\n01;oui\n";
    fs::write(engagement.path("consents.csv"), consents).unwrap();
    let (folder, settings) = (engagement.path(""), engagement.settings());
    let mut forgotten = Forgotten::default();
    forgotten.add(&[7; 32], ForgottenKind::Record, "customers", "0001", "2027-01-04");
    let searched =
        still_there(&folder, &settings, &forgotten, &Forgotten::default(), &Silent).unwrap();
    assert_eq!(searched.still_there[1].rows, [2, 3, 5]);
}

#[test]
fn rows_of_forgotten_people_in_a_file_beside_are_still_there() {
    let customers = "Kundennr;Name;Ort\n0001;Berg;Ulm\n0002;Tal;Bonn\n";
    let consents = "No client;Pub e-mail\n1;oui\n0002;oui\n1;refus\n0003;oui\n";
    let engagement = Engagement::new().file("customers", customers, MAPPING);
    fs::write(engagement.path("consents.csv"), consents).unwrap();
    let (mut earlier, mut now) = (Forgotten::default(), Forgotten::default());
    for key in ["0001", "0003"] {
        now.add(&[7; 32], ForgottenKind::Record, "customers", key, "2027-01-04");
    }
    earlier.add(&[7; 32], ForgottenKind::Record, "customers", "0003", "2027-01-04");
    let folder = engagement.path("");
    let searched = still_there(&folder, &engagement.settings(), &now, &earlier, &Silent).unwrap();
    let left = searched.still_there;
    assert!(searched.not_searched.is_empty(), "{:?}", searched.not_searched);
    let [own, beside] = &left[..] else { panic!("{left:?}") };
    assert_eq!(
        (own.file.to_str(), &own.rows[..], own.beside),
        (Some("customers.csv"), &[2][..], false)
    );
    // 0003 is in the list alone.
    assert_eq!((beside.file.to_str(), &beside.rows[..]), (Some("consents.csv"), &[2, 4, 5][..]));
    assert_eq!(beside.earlier, [5]);
    // Its rows have other numbers than those of the source, which mends and runs name.
    assert_eq!((own.rows().count(), beside.rows().count()), (1, 0));
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

/// Customers P1 to P4 and a list `list.csv` of whom not to approach, which the columns in `refused_by` read.
fn refused(consents: &str, list: &str) -> Engagement {
    let mapping = format!(
        "entity = \"customer\"\n[fields]\nrecord_key = \"No\"\nsurname = \"Name\"\n{consents}\n\
         [[beside]]\nfile = \"list.csv\"\nkey = \"Kd\"\nto = \"No\"\n"
    );
    let customers = "No;Name;Calls\nP1;Berg;yes\nP2;Tal;yes\nP3;See;yes\nP4;Au;yes\n";
    let engagement = Engagement::new().file("customers", customers, &mapping);
    fs::write(engagement.path("list.csv"), list).unwrap();
    engagement
}

const BY_LIST: &str = "consent_phone = { column = \"Calls\", refused_by = [\"Sperre\"] }";
const PHONE: &str = "SELECT concat_ws(' ', record_key, coalesce(consent_phone::VARCHAR, '?')) \
                     FROM customer_record ORDER BY record_key";

#[test]
fn a_refusal_counts_in_whatever_row_of_a_key_it_stands() {
    let list = "Kd;Sperre\nP1;keine Anrufe\nP1;keine Werbung per E-Mail\nP2;Telefon\nP2;E-Mail\n\
                P3;ja\nP3;nein\nP4;ni idea\nP4;no\n";
    let ingested = refused(BY_LIST, list).ingest();
    assert_eq!(ingested.rows(PHONE), ["P1 false", "P2 false", "P3 false", "P4 false"]);
    let unclear = "5 | Sperre | may refuse, in words that are not understood | ni idea";
    assert_eq!(ingested.issues(), [unclear]);
}

#[test]
fn a_cross_in_any_row_of_a_key_refuses() {
    for list in ["Kd;Sperre\nP1;*\nP1;nein\n", "Kd;Sperre\nP1;nein\nP1;*\n"] {
        assert_eq!(refused(BY_LIST, list).ingest().rows(PHONE)[0], "P1 false", "{list}");
    }
}

#[test]
fn a_consent_that_was_refused_in_one_row_stays_so_after_a_later_yes() {
    let consents =
        "No client;Pub e-mail\nP1;refus\nP1;oui\nP2;plus jamais\nP2;oui\nP3;oui\nP3;oui\n";
    let ingested = engagement(MAPPING, consents).ingest();
    let read = "SELECT concat_ws(' ', record_key, coalesce(consent_email::VARCHAR, '?')) \
                FROM customer_record ORDER BY record_key";
    assert_eq!(ingested.rows(read), ["P1 false", "P2 false", "P3 true"]);
    assert_eq!(
        ingested.issues(),
        ["4 | Pub e-mail | not in the lookup of the mapping | plus jamais"]
    );
    assert_eq!(ingested.only().refusals_unread[0].rows, 1);
}

#[test]
fn thousands_with_a_sign_are_nobodys_key() {
    let (refused, left) = consents_of(&["1", "2", "1000", "2000"], &["1.000", "2,000"]);
    assert!(refused.is_empty(), "{refused:?}");
    assert_eq!(left, "of consents.csv, keys that no row of the source has: rows 2, 3");
}

#[test]
fn a_key_that_a_spreadsheet_changed_gives_no_yes() {
    let customers = "Kundennr;Name;Ort\n007;Berg;Ulm\n008;Tal;Bonn\n009;See;Kiel\n";
    let engagement = Engagement::new().file("customers", customers, MAPPING);
    fs::write(engagement.path("consents.csv"), "No client;Pub e-mail\n7;oui\n8;refus\n009;oui\n")
        .unwrap();
    let ingested = engagement.ingest();
    let read = "SELECT concat_ws(' ', record_key, coalesce(consent_email::VARCHAR, '?')) \
                FROM customer_record ORDER BY record_key";
    assert_eq!(ingested.rows(read), ["007 ?", "008 false", "009 true"]);
    assert_eq!(
        ingested.issues(),
        [
            "2 | Pub e-mail | the key of the row beside was changed by a spreadsheet: it can refuse, not \
          consent | oui"
        ]
    );
}

#[test]
fn sheets_and_rows_that_are_not_read_are_told() {
    let engagement = refused(BY_LIST, "");
    let mapping = fs::read_to_string(engagement.path("customers.toml")).unwrap();
    fs::write(engagement.path("customers.toml"), mapping.replace("list.csv", "list.xlsx")).unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheets: [(&str, &[&[&str]]); 4] = [
        ("Nord", &[&["Kd", "Sperre", "Seit"], &["P1", "ja", "x"], &["P2", "nein", "x"], &["Ende"]]),
        ("Sued", &[&["Kd", "Sperre", "Seit", "Bemerkung"], &["P3", "ja", "x", "x"]]),
        ("West", &[&["Nr", "Sperre"], &["P4", "ja"], &["P5", "ja"]]),
        ("Legende", &[&["Kürzel", "Bedeutung"], &["j", "ja"]]),
    ];
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (at, row) in rows.iter().enumerate() {
            sheet.write_row(at as u32, 0, row.iter().copied()).unwrap();
        }
    }
    book.save(engagement.path("list.xlsx")).unwrap();
    let ingested = engagement.ingest();
    assert_eq!(ingested.rows(PHONE), ["P1 false", "P2 true", "P3 true", "P4 true"]);
    assert_eq!(
        ingested.only().beside[0].to_string(),
        "of list.xlsx, sums or remarks, so that they are not read: row 4 of sheet Nord; sheets with \
         other columns, which are not read: Sued (1 row), West (2 rows)"
    );
}

#[test]
fn what_a_regulated_column_says_refuses_no_consent_in_whatever_case_it_is_written() {
    let customers = "No;Name;Calls;Arrears flag\n1;Berg;yes;yes\n";
    for regulated in
        ["credit_limit = \"Arrears flag\"\n", "[extras]\nregulated = [\"Arrears flag\"]\n"]
    {
        let mapping = format!(
            "entity = \"customer\"\n[fields]\nrecord_key = \"No\"\nsurname = \"Name\"\n\
             consent_phone = {{ column = \"Calls\", refused_by = [\"arrears  Flag\"] }}\n{regulated}"
        );
        let error = Engagement::new().file("customers", customers, &mapping).try_ingest();
        let error = error.err().unwrap().to_string();
        assert!(error.contains("`arrears  Flag` is regulated"), "{error}");
    }
}

#[test]
fn keys_that_exports_neutralise_meet() {
    let (refused, left) = consents_of(&["'+49-1", "'-7"], &["'+49-1", "'-7"]);
    assert_eq!(refused, ["+49-1", "-7"]);
    assert_eq!(left, "");
}

#[test]
fn a_mend_reaches_cells_of_files_beside() {
    let engagement = refused(BY_LIST, "Kd;Sperre\nP1;vielleicht nicht\nP2;ni idea\nP2;no\n");
    let unclear = "may refuse, in words that are not understood";
    let ingested = engagement.ingest();
    assert_eq!(ingested.rows(PHONE)[..2], ["P1 false", "P2 false"]);
    fs::create_dir(engagement.path("decisions")).unwrap();
    let patches = format!(
        "source,sheet,row_number,column_name,reason,value,mended\n\
         customers,,2,Sperre,\"{unclear}\",vielleicht nicht,yes\n\
         customers,,3,Sperre,\"{unclear}\",ni idea,no\n"
    );
    fs::write(engagement.path("decisions/patches.csv"), patches).unwrap();
    let ingested = engagement.ingest();
    assert_eq!(ingested.rows(PHONE)[..2], ["P1 false", "P2 true"]);
    assert_eq!((ingested.only().mended, ingested.issues().len()), (2, 0));
}

#[test]
fn the_error_for_a_file_without_a_header_shows_nobody() {
    let engagement = refused(BY_LIST, "P1;Anna Berg;nein;anna(at)web.example\nP2;Ute Tal;ja;x\n");
    let mapping = fs::read_to_string(engagement.path("customers.toml")).unwrap();
    let mapping = mapping.replace("\"Kd\"", "\"Kundennummer\"");
    fs::write(engagement.path("customers.toml"), mapping).unwrap();
    let error = format!("{:?}", engagement.try_ingest().err().unwrap());
    assert!(error.contains("has no column `Kundennummer`"), "{error}");
    assert!(error.contains("of its 4 columns the mapping names 0"), "{error}");
    assert!(!error.contains("Anna") && !error.contains("anna"), "{error}");
}

#[test]
fn rows_beside_that_no_key_ties_to_forgotten_people_are_told() {
    let list = "Kd;Sperre;Mail\nP1;ja;a\n;ja;b\nP9;ja;c\nP2;ja;d;zuviel\n";
    let engagement = refused(BY_LIST, list);
    let mut forgotten = Forgotten::default();
    forgotten.add(&[7; 32], ForgottenKind::Record, "customers", "P1", "2027-01-04");
    let (folder, settings) = (engagement.path(""), engagement.settings());
    let searched =
        still_there(&folder, &settings, &forgotten, &Forgotten::default(), &Silent).unwrap();
    assert_eq!(searched.still_there.len(), 2);
    let left: Vec<String> = searched.not_searched.iter().map(ToString::to_string).collect();
    assert_eq!(
        left,
        [
            "of list.csv, no key, so that they are not read: row 3; row has 4 cells, the header has 3: row 5"
        ]
    );
}

#[test]
fn rows_beside_that_several_forgotten_people_may_have_are_told() {
    let customers = "Kundennr;Name;Ort\n001201;Berg;Ulm\n01201;Tal;Bonn\n";
    let engagement = Engagement::new().file("customers", customers, MAPPING);
    let consents = "No client;Pub e-mail\n1201;oui\n9;oui\n";
    fs::write(engagement.path("consents.csv"), consents).unwrap();
    let mut forgotten = Forgotten::default();
    forgotten.add(&[7; 32], ForgottenKind::Record, "customers", "001201", "2027-01-04");
    let (folder, settings) = (engagement.path(""), engagement.settings());
    let searched =
        still_there(&folder, &settings, &forgotten, &Forgotten::default(), &Silent).unwrap();
    let left: Vec<String> = searched.not_searched.iter().map(ToString::to_string).collect();
    let [left] = &left[..] else { panic!("{left:?}") };
    assert!(left.contains("of consents.csv") && left.ends_with(": row 2"), "{left}");
}

#[test]
fn phone_numbers_that_are_keys_are_one_however_they_are_written() {
    let customers = "No;Name;Tel;Land\nP1;Berg;0171 2345678;\nP2;Tal;+49 30 1234567;\nP3;See;0664 123456;\nP4;Au;;\n\
                     P5;Rohr;0049171/2345678;DE\nP6;Furt;0664 123456;Österreich\n";
    let mapping = "entity = \"customer\"\n[read]\ncountry = \"DE\"\n[fields]\nrecord_key = \"No\"\nsurname = \"Name\"\n\
        phone = \"Tel\"\ncountry = \"Land\"\nconsent_phone = { refused_by = [\"seit\"] }\n\
        [[beside]]\nfile = \"robinson.csv\"\nkey = \"Nummer\"\nto = \"Tel\"\nkeys = \"phone\"\n";
    let engagement = Engagement::new().file("customers", customers, mapping);
    let list = "Nummer;seit\n+49 (171) 234-5678;26.10.2025\n+43 664 123456;04.02.2025\nunbekannt;04.02.2025\n";
    fs::write(engagement.path("robinson.csv"), list).unwrap();
    let ingested = engagement.ingest();
    let refused = "SELECT record_key FROM customer_record WHERE consent_phone = false ORDER BY 1";
    assert_eq!(ingested.rows(refused), ["P1", "P5", "P6"]);
    let left = &ingested.only().beside;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].to_string(), "of robinson.csv, no key, so that they are not read: row 4");
    // None of its numbers is a customer's.
    fs::write(engagement.path("robinson.csv"), "Nummer;seit\n+43 664 999999;04.02.2025\n").unwrap();
    let ingested = engagement.ingest();
    let unmet = "of robinson.csv, keys that no row of the source has: row 2";
    assert_eq!(ingested.only().beside[0].to_string(), unmet);
}

/// The customers with these rows whom a list of numbers refuses, and what of the list was left.
fn barred(
    (columns, country): (&str, &str),
    customers: &str,
    list: &str,
) -> (Vec<String>, Option<String>) {
    let customers = format!("No;Tel{columns}\n{customers}");
    let mapping = format!(
        "entity = \"customer\"\n[read]\ncountry = \"DE\"\n[fields]\nrecord_key = \"No\"\nphone = \"Tel\"\n{country}\
         consent_phone = {{ refused_by = [\"seit\"] }}\n\
         [[beside]]\nfile = \"robinson.csv\"\nkey = \"Nummer\"\nto = \"Tel\"\nkeys = \"phone\"\n"
    );
    let engagement = Engagement::new().file("customers", &customers, &mapping);
    fs::write(engagement.path("robinson.csv"), list).unwrap();
    let ingested = engagement.ingest();
    let refused = "SELECT record_key FROM customer_record WHERE consent_phone = false ORDER BY 1";
    let left = ingested.only().beside.first().map(ToString::to_string);
    (ingested.rows(refused), left)
}

#[test]
fn numbers_that_a_spreadsheet_has_rounded_are_nobodys() {
    let (refused, left) = barred(
        ("", ""),
        "1;4.91512E+11\n2;4.91512E+11\n3;0171 2345678\n",
        "Nummer;seit\n4.91512E+11;01.02.2025\n0171 2345678;01.02.2025\n",
    );
    assert_eq!(refused, ["3"]);
    assert_eq!(left.unwrap(), "of robinson.csv, no key, so that they are not read: row 2");
}

#[test]
fn numbers_of_a_list_are_of_the_country_that_it_names() {
    let (refused, left) = barred(
        (";Land", "country = \"Land\"\n"),
        "1;0664 123456;Österreich\n2;0664 123456;Deutschland\n",
        "Nummer;Land;seit\n0664 123456;Österreich;01.02.2025\n",
    );
    assert_eq!((refused, left), (vec!["1".to_owned()], None));
}

#[test]
fn numbers_of_customers_are_of_the_country_that_their_mapping_reads() {
    let list = "Nummer;seit\n+43 664 123456;01.02.2025\n";
    let lookup = "country = { column = \"Land\", lookup = { 1 = \"AT\", 2 = \"DE\" } }\n";
    let (refused, _) = barred((";Land", lookup), "1;0664 123456;1\n2;0664 123456;2\n", list);
    assert_eq!(refused, ["1"]);
    let default = "country = { column = \"Land\", default = \"AT\" }\n";
    let (refused, _) = barred((";Land", default), "1;0664 123456;\n2;0664 123456;DE\n", list);
    assert_eq!(refused, ["1"]);
}

#[test]
fn numbers_that_nobody_has_are_told_beside_those_that_somebody_has() {
    let (refused, left) = barred(
        ("", ""),
        "1;0171 2345678\n",
        "Nummer;seit\n0171 2345678;01.02.2025\n06 12 34 56 78;01.02.2025\n+33 6 12 34 56 79;01.02.2025\n",
    );
    assert_eq!(refused, ["1"]);
    let left = left.unwrap();
    assert!(left.contains("keys that no row of the source has: row 4"), "{left}");
    assert!(left.contains("name no country") && left.ends_with(": row 3"), "{left}");
}

#[test]
fn whoever_has_two_numbers_is_barred_by_either() {
    let (refused, _) = barred(
        ("", ""),
        "1;030 1234567, 0171 2345678\n2;030 7654321 oder 0172 2345678\n3;030 1111111\n4;030 2222222\n",
        "Nummer;seit\n0171 2345678;01.02.2025\n0172 2345678;01.02.2025\n030 9999999 / 030 1111111;01.02.2025\n",
    );
    assert_eq!(refused, ["1", "2", "3"]);
}

#[test]
fn a_second_number_refuses_whatever_the_first_one_says() {
    let (refused, _) = barred(
        ("", ""),
        "1;030 1234567, 0171 2345678\n",
        "Nummer;seit\n030 1234567;nein\n0171 2345678;ja\n",
    );
    assert_eq!(refused, ["1"]);
}

#[test]
fn rows_whose_keys_a_spreadsheet_changed_in_several_ways_count_in_the_order_of_the_file() {
    let customers = "Kundennr;Name;Ort\n007;Berg;Ulm\n008;Tal;Bonn\n";
    let engagement = Engagement::new().file("customers", customers, MAPPING);
    let consents =
        "No client;Pub e-mail;Saisi le\n7;;2022\n7.0;;2023\n7;;2024\n8;;2024\n08;;2024\n8;;2024\n";
    fs::write(engagement.path("consents.csv"), consents).unwrap();
    let ingested = engagement.ingest();
    let read = "SELECT extras->>'$.\"Saisi le\"' FROM customer_record ORDER BY record_key";
    assert_eq!(ingested.rows(read), ["2024", "2024"]);
    let repeated = &ingested.only().beside[0].repeated;
    let rows: Vec<u64> = repeated.first.iter().map(|row| row.row).collect();
    assert_eq!(rows, [3, 4], "those that contradict earlier ones");
}

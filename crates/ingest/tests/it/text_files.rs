//! CSV files as exports write them.

use super::engagement::Engagement;

const CUSTOMERS: &str = r#"
entity = "customer"
[fields]
record_key = "Kunden-Nr."
surname = "Name"
birth_date = "Geburtsdatum"
street = { columns = ["Straße", "Nr"] }
postcode = "PLZ"
credit_limit = "Limit"
consent_email = "Werbung"
kind = { column = "Art", lookup = { P = "person", F = "organisation" }, default = "person" }
country = { constant = "DE" }
"#;

/// ISO 8859-1 and Windows-1252 agree on these letters.
fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(c).unwrap_or(0x80)).collect()
}

#[test]
fn a_german_export_with_titles_semicolons_and_windows_1252() {
    let text = "Kundenliste Finanzierung\r\nStand: 31.12.2025\r\n\r\n\
        Kunden-Nr.;Name;Geburtsdatum;Straße;Nr;PLZ;Limit;Werbung;Art;Bemerkung\r\n\
        0012;Müller;04.03.1985;Höhenweg;12a;01067;1.234,50 €;ja;P;\r\n\
        0013;\"Groß; Söhne\";;Platz;;80331;;nein;F;\"zwei\r\nZeilen\"\r\n\
        \r\n\
        0014;Weiß;n/a;-;7;;;;;\r\n";
    let ingested = Engagement::new().file("customers", windows_1252(text), CUSTOMERS).ingest();
    let summary = ingested.only();
    assert_eq!((summary.read, summary.accepted), (3, 3), "{summary:?}");
    assert_eq!(summary.format, "text, windows-1252, delimiter ;; header in row 4");
    assert_eq!(summary.unmapped, ["Bemerkung"]);
    assert_eq!(
        ingested.rows(
            "SELECT row_number, record_key, kind, surname, birth_date, street, postcode, \
             country, consent_email, credit_limit FROM customer_record"
        ),
        [
            "5 | 0012 | person | Müller | 1985-03-04 | Höhenweg 12a | 01067 | DE | true | 1234.5",
            "6 | 0013 | organisation | Groß; Söhne | Platz | 80331 | DE | false",
            "9 | 0014 | person | Weiß | 7 | DE",
        ]
    );
    assert!(ingested.issues().is_empty());
}

#[test]
fn a_hosts_export_in_a_code_page_of_dos_is_read_whether_it_is_named_or_not() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nsurname = \"Name\"\n";
    let named = format!("{mapping}[read]\nencoding = \"ibm850\"\n");
    // Jörg, KÄTHE, Würzburg in cp850.
    let bytes = b"Id;Name\n1;J\x94rg\n2;K\x8eTHE\n3;W\x81rzburg\n";
    for mapping in [mapping, &named] {
        let ingested = Engagement::new().file("customers", bytes, mapping).ingest();
        assert_eq!(
            ingested.rows("SELECT surname FROM customer_record"),
            ["Jörg", "KÄTHE", "Würzburg"]
        );
        assert_eq!(ingested.only().format, "text, cp850, delimiter ;; header in row 1");
    }
}

#[test]
fn utf_16_with_tabs_as_spreadsheets_save_unicode_text() {
    let text = "Id\tName\n1\tŁukasz\n";
    let bytes: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nsurname = \"Name\"\n";
    let ingested = Engagement::new().file("customers", bytes, mapping).ingest();
    assert_eq!(ingested.rows("SELECT record_key, surname FROM customer_record"), ["1 | Łukasz"]);
    assert_eq!(ingested.only().format, "text, UTF-16LE, tabs; header in row 1");
}

#[test]
fn settings_of_the_mapping_beat_what_is_detected() {
    let mapping = "entity = \"customer\"\n[read]\nencoding = \"windows-1250\"\ndelimiter = \"|\"\n\
        header_row = 2\n[fields]\nrecord_key = \"Id\"\nsurname = \"Name\"\n";
    let ingested = Engagement::new()
        .file("customers", b"Id|Name|;;;;\nId|Name\n1|\xa3ukasz\n", mapping)
        .ingest();
    assert_eq!(ingested.rows("SELECT record_key, surname FROM customer_record"), ["1 | Łukasz"]);
}

#[test]
fn rows_without_a_key_of_their_own_get_one_from_their_contents() {
    let mapping = "entity = \"agent_skill\"\n[fields]\nagent_key = \"Agent\"\n\
        skill = \"Skill\"\nlevel = \"Level\"\n";
    let keys = |rows: &str| {
        let ingested = Engagement::new()
            .file("skills", format!("Agent,Skill,Level\n{rows}"), mapping)
            .ingest();
        ingested
            .rows("SELECT record_key, agent_key, skill, level FROM agent_skill_record ORDER BY ALL")
    };
    let there = keys("A1,sales,3\nA2,dunning,4\nA1,sales,3\n");
    assert_eq!(there, keys("A2,dunning,4\nA1,sales,3\nA1,sales,3\n"));
    assert_eq!(there.len(), 3);
    assert!(there.iter().any(|row| row.contains("-2 | A1 | sales | 3")), "{there:?}");
}

#[test]
fn times_waits_and_lists_of_a_contact_export() {
    let mapping = r#"
entity = "contact"
[read]
date_formats = ["%d.%m.%Y %H:%M"]
[fields]
record_key = "ID"
customer_key = "Kunde"
started_at = { columns = ["Datum", "Zeit"], join = " " }
direction = { column = "Richtung", lookup = { ein = "inbound", aus = "outbound" } }
channel = { column = "Kanal", lookup = { Tel = "call", Mail = "email" } }
wait_seconds = "Warten"
handle_seconds = "Dauer"
promise_kept = "Gehalten"
"#;
    let text = "ID;Kunde;Datum;Zeit;Richtung;Kanal;Warten;Dauer;Gehalten\n\
        7;0012;01.05.2025;13:45;Ein;Tel;00:01:30;125,5;x\n";
    let ingested = Engagement::new().file("contacts", text, mapping).ingest();
    assert_eq!(
        ingested.rows(
            "SELECT record_key, started_at, direction, channel, wait_seconds, handle_seconds, \
             promise_kept FROM contact_record"
        ),
        ["7 | 2025-05-01 13:45:00 | inbound | call | 90.0 | 125.5 | true"]
    );
}

//! The stage on a small hand-made store.
#![allow(clippy::unwrap_used, reason = "a failed unwrap in a test's helper is a failed test")]

use std::path::Path;

use sameboat_model::{Entity, Settings, progress::Silent};
use sameboat_store::schema::ingest::SOURCE_FIELD;
use sameboat_store::schema::{link, record_table};
use sameboat_store::{SqlResult, Store};
use sameboat_unify::unify;

fn settings() -> Settings {
    let text = "[engagement]\nname = \"A\"\n\
        [[line]]\nname = \"product\"\nlabel = \"P\"\n\
        [[line]]\nname = \"financing\"\nlabel = \"F\"\n\
        [[source]]\nname = \"p\"\nline = \"product\"\nfile = \"p\"\nmapping = \"p\"\n\
        [[source]]\nname = \"f\"\nline = \"financing\"\nfile = \"f\"\nmapping = \"f\"\n";
    Settings::parse(Path::new("sameboat.toml"), text.to_owned()).unwrap()
}

/// Records (line, source, key, surname, given name, town, phone consent, changed), each with the
/// number of its cluster.
fn store(path: Option<&Path>, records: &[(&str, &str, i64)]) -> Store {
    let store = path.map_or_else(Store::in_memory, Store::open).unwrap();
    store.create(&record_table(Entity::Customer)).unwrap();
    for table in link::TABLES {
        store.create(table).unwrap();
    }
    for (line, rest, cluster) in records {
        let source = &line[..1];
        let sql = format!(
            "INSERT INTO customer_record \
             (line, source, record_key, surname, given_name, city, consent_phone, updated_at) \
             VALUES ('{line}', '{source}', {rest});
             INSERT INTO link_cluster SELECT line, source, record_key, {cluster} \
             FROM customer_record ANTI JOIN link_cluster USING (source, record_key)"
        );
        store.execute(&sql).unwrap();
    }
    store
}

fn run(store: &Store, previous: Option<&Path>) -> sameboat_unify::UnifySummary {
    unify(&settings(), store, previous, &Silent).unwrap()
}

fn texts(store: &Store, sql: &str) -> Vec<String> {
    store.query(sql, [], |row| -> SqlResult<String> { row.get(0) }).unwrap()
}

const HANS: (&str, &str, i64) =
    ("product", "'1', 'Müller', 'Hans', 'Ulm', true, TIMESTAMP '2026-01-01'", 1);
const HANS_MOVED: (&str, &str, i64) =
    ("financing", "'9', 'Müller', 'Hans', 'Bonn', false, TIMESTAMP '2026-06-01'", 1);
const GRETA: (&str, &str, i64) =
    ("product", "'2', 'Müller', 'Greta', 'Ulm', true, TIMESTAMP '2026-01-01'", 2);

#[test]
fn a_cluster_becomes_one_customer_with_the_newest_address_and_the_strictest_consent() {
    let store = store(None, &[HANS, HANS_MOVED, GRETA]);
    let summary = run(&store, None);
    assert_eq!((summary.records, summary.customers, summary.shared), (3, 2, 1));
    let hans = "SELECT city || consent_phone || lines FROM customer WHERE given_name = 'Hans'";
    assert_eq!(texts(&store, hans), ["Bonnfalsefinancing;product"]);
    let why = "SELECT rule FROM provenance WHERE field = 'city'";
    assert_eq!(texts(&store, why), ["most_recent"]);
    assert_eq!(texts(&store, "SELECT line FROM suppression"), ["financing"]);
}

#[test]
fn a_title_is_taken_out_of_the_surname_and_comes_from_the_same_record() {
    let berg = "'Berg', 'Ida', 'Ulm', true, TIMESTAMP '2026-01-01'";
    let titled = |surname: &str| format!("'{surname}', 'Ida', 'Ulm', true, TIMESTAMP '2026-06-01'");
    let (both, alone) = (titled("Dr. Berg"), titled("Prof. Dr. Tal"));
    let rows = [
        ("financing", format!("'9', {both}"), 1),
        ("financing", format!("'8', {both}"), 1),
        ("product", format!("'1', {berg}"), 1),
        ("product", format!("'2', {alone}"), 2),
        ("product", format!("'3', {}", titled("Graf von Stein")), 3),
        ("product", format!("'4', {}", titled("Dr. Au")), 4),
    ];
    let rows: Vec<(&str, &str, i64)> =
        rows.iter().map(|(line, rest, cluster)| (*line, rest.as_str(), *cluster)).collect();
    let store = store(None, &rows);
    store.execute("UPDATE customer_record SET title = 'Frau' WHERE record_key = '4'").unwrap();
    run(&store, None);
    let names =
        "SELECT concat_ws('|', coalesce(title, ''), surname) FROM customer ORDER BY surname";
    assert_eq!(
        texts(&store, names),
        ["Dr.|Berg", "Frau|Dr. Au", "|Graf von Stein", "Prof. Dr.|Tal"]
    );
    let from = "SELECT concat_ws(' ', field, source, record_key) FROM provenance \
                WHERE field IN ('title', 'surname') ORDER BY field, source";
    assert_eq!(texts(&store, from), ["surname f 8", "surname p 2", "title f 8", "title p 2"]);
    let told = "SELECT DISTINCT rule FROM provenance WHERE field = 'title' ORDER BY rule";
    assert_eq!(
        texts(&store, told),
        [
            "most_frequent; title taken out of the surname",
            "only value; title taken out of the surname"
        ]
    );
}

#[test]
fn companies_and_couples_in_the_surname_keep_what_looks_like_a_title() {
    let row = |name: &str| format!("'{name}', NULL, 'Ulm', true, TIMESTAMP '2026-06-01'");
    let names = ["Dr. Oetker Holding", "Herr und Frau Berg", "Mr. Wash Autoservice AG", "Dr. Tal"];
    let rows: Vec<String> =
        names.iter().enumerate().map(|(at, name)| format!("'{at}', {}", row(name))).collect();
    let rows: Vec<(&str, &str, i64)> =
        rows.iter().zip(1..).map(|(row, cluster)| ("product", row.as_str(), cluster)).collect();
    let store = store(None, &rows);
    store
        .execute("UPDATE customer_record SET kind = 'organisation' WHERE record_key = '0'")
        .unwrap();
    run(&store, None);
    let names = "SELECT concat_ws('|', title, surname) FROM customer ORDER BY surname";
    assert_eq!(
        texts(&store, names),
        ["Dr. Oetker Holding", "Herr und Frau Berg", "Mr. Wash Autoservice AG", "Dr.|Tal"]
    );
}

#[test]
fn placeholders_are_no_values_of_a_customer_and_stay_in_the_record() {
    let store = store(None, &[HANS, HANS_MOVED, GRETA]);
    store
        .execute(
            "UPDATE customer_record SET email = 'h.mueller@web.de', phone = '0731 12345', \
             birth_date = DATE '1970-02-03' WHERE record_key = '1';
             UPDATE customer_record SET email = 'noreply@noreply.ch', phone = '000 000 00 00', \
             birth_date = DATE '1900-01-01' WHERE record_key IN ('9', '2')",
        )
        .unwrap();
    run(&store, None);
    let of = |name: &str| {
        let sql = format!(
            "SELECT concat_ws('|', email, phone, birth_date) FROM customer WHERE given_name = '{name}'"
        );
        texts(&store, &sql)
    };
    assert_eq!(of("Hans"), ["h.mueller@web.de|0731 12345|1970-02-03"]);
    assert_eq!(of("Greta"), [""]);
    let why = "SELECT DISTINCT rule FROM provenance WHERE field IN ('email', 'phone')";
    assert_eq!(texts(&store, why), ["only value"]);
    let kept = "SELECT email FROM customer_record WHERE record_key = '2'";
    assert_eq!(texts(&store, kept), ["noreply@noreply.ch"]);
}

#[test]
fn contacts_of_unknown_customers_are_kept_without_one() {
    let store = store(None, &[HANS]);
    store.create(&record_table(Entity::Contact)).unwrap();
    store
        .execute(
            "INSERT INTO contact_record (line, source, record_key, customer_key) \
             VALUES ('product', 'c', 'a', '1'), ('product', 'c', 'b', 'nobody')",
        )
        .unwrap();
    run(&store, None);
    let sql = "SELECT record_key || (customer_id IS NOT NULL) FROM contact ORDER BY 1";
    assert_eq!(texts(&store, sql), ["atrue", "bfalse"]);
}

#[test]
fn co_borrowers_become_a_relationship_and_stay_two_customers() {
    let store = store(None, &[HANS, GRETA]);
    store.create(&record_table(Entity::Agreement)).unwrap();
    store.create(&record_table(Entity::AgreementParty)).unwrap();
    store
        .execute(
            "INSERT INTO agreement_record (line, source, record_key, customer_key, kind) \
             VALUES ('product', 'a', 'L1', '1', 'loan');
             INSERT INTO agreement_party_record (line, source, agreement_key, customer_key, role) \
             VALUES ('product', 'a', 'L1', '2', 'co_borrower')",
        )
        .unwrap();
    run(&store, None);
    assert_eq!(texts(&store, "SELECT kind FROM relationship"), ["co_borrower"]);
}

#[test]
fn customers_keep_their_ids_when_records_are_added_merged_or_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("before.duckdb");
    let before = store(Some(&path), &[HANS, ("financing", HANS_MOVED.1, 7), GRETA]);
    run(&before, None);
    let id = |store: &Store, key: &str| {
        texts(store, &format!("SELECT customer_id FROM crosswalk WHERE record_key = '{key}'"))
            .remove(0)
    };
    let (hans, other, greta) = (id(&before, "1"), id(&before, "9"), id(&before, "2"));
    before.close().unwrap();

    let after = store(None, &[HANS, HANS_MOVED]);
    let summary = run(&after, Some(&path));
    let kept = id(&after, "1");
    assert!(kept == hans || kept == other, "the merged customer has one of its two ids");
    assert_eq!((summary.ids_before, summary.ids_lost), (3, 2));
    let changes = "SELECT change FROM id_change ORDER BY change";
    assert_eq!(texts(&after, changes), ["gone", "merged"]);
    assert!(!texts(&after, "SELECT customer_id FROM crosswalk").contains(&greta));
}

#[test]
fn a_newer_record_without_an_address_does_not_take_the_address_away() {
    let newer = ("financing", "'9', 'Müller', 'Hans', NULL, NULL, TIMESTAMP '2026-06-01'", 1);
    let store = store(None, &[HANS, newer]);
    store.execute("UPDATE customer_record SET country = 'DE'").unwrap();
    run(&store, None);
    assert_eq!(texts(&store, "SELECT city FROM customer"), ["Ulm"]);
}

#[test]
fn regulated_values_stay_in_the_records_of_their_line() {
    let store = store(None, &[HANS]);
    run(&store, None);
    let sql = "SELECT column_name FROM duckdb_columns() WHERE table_name = 'customer'";
    let columns = texts(&store, sql);
    for regulated in ["credit_limit", "arrears", "income"] {
        assert!(!columns.contains(&regulated.to_owned()), "{regulated}");
    }
}

#[test]
fn what_a_mapping_regulates_stays_in_the_records_of_its_line() {
    let store = store(None, &[HANS, HANS_MOVED]);
    store.create(&SOURCE_FIELD).unwrap();
    store
        .execute(
            "INSERT INTO source_field VALUES ('f', 'financing', 'customer', 'city', 'Ort', 'regulated')",
        )
        .unwrap();
    run(&store, None);
    assert_eq!(texts(&store, "SELECT city FROM customer"), ["Ulm"]);
    let from = "SELECT line FROM provenance WHERE field = 'city'";
    assert_eq!(texts(&store, from), ["product"]);
    assert_eq!(texts(&store, "SELECT city FROM customer_record WHERE source = 'f'"), ["Bonn"]);
}

#[test]
fn a_contact_under_a_key_that_was_merged_away_goes_to_the_record_that_took_it_in() {
    let store = store(None, &[HANS, GRETA]);
    store.create(&record_table(Entity::Contact)).unwrap();
    store
        .execute(
            "UPDATE customer_record SET merged_from = '70; 71;2' WHERE record_key = '1';
             INSERT INTO contact_record (line, source, record_key, customer_key) \
             VALUES ('product', 'c', 'a', '71'), ('product', 'c', 'b', '2')",
        )
        .unwrap();
    run(&store, None);
    let sql = "SELECT c.record_key || given_name FROM contact c JOIN customer USING (customer_id) \
               ORDER BY 1";
    assert_eq!(texts(&store, sql), ["aHans", "bGreta"], "a key that is still there means itself");
}

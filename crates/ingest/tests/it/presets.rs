//! The presets on the sample piles of `fixtures/presets/`: everything is read, and read right.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sameboat_ingest::{IngestSummary, ingest};
use sameboat_model::Settings;
use sameboat_model::progress::Silent;
use sameboat_store::{Store, params};

fn piles() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/presets")
}

fn read(system: &str) -> (Store, IngestSummary) {
    let folder = piles().join(system);
    let settings = Settings::read(&folder).unwrap();
    let store = Store::in_memory().unwrap();
    let summary = ingest(&folder, &settings, &store, &Silent).unwrap();
    (store, summary)
}

/// What `expected.csv` says of a system: source, key, field, value; nothing where a field has none.
fn expected(system: &str) -> Vec<[String; 4]> {
    let mut reader = csv::Reader::from_path(piles().join("expected.csv")).unwrap();
    let rows = reader.records().map(Result::unwrap).filter(|row| &row[0] == system);
    rows.map(|row| [1, 2, 3, 4].map(|at| row[at].to_owned())).collect()
}

fn reads_its_pile(system: &str) {
    let (store, summary) = read(system);
    let mut table_of: BTreeMap<&str, String> = BTreeMap::new();
    for source in &summary.sources {
        let name = &source.source;
        assert!(source.accepted > 10, "{name}");
        assert_eq!(source.quarantined, 0, "{name}: {:?}", refused(&store, "quarantine"));
        assert_eq!(source.value_issues, 0, "{name}: {:?}", refused(&store, "value_issue"));
        table_of.insert(name, format!("{}_record", source.entity));
    }
    let expected = expected(system);
    assert!(expected.len() > 20);
    let mut wrong = Vec::new();
    for [source, key, field, value] in &expected {
        let sql = format!(
            "SELECT CAST(\"{field}\" AS VARCHAR) FROM {} WHERE source = ? AND record_key = ?",
            table_of[source.as_str()]
        );
        let found: Option<Option<String>> =
            store.query(&sql, params![source, key], |row| row.get(0)).unwrap().pop();
        if found != Some(Some(value.clone()).filter(|value| !value.is_empty())) {
            wrong.push(format!("{source} {key} {field}: {found:?} instead of {value}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    keys_point_to_customers(&store);
}

/// The first refusals: column and reason.
fn refused(store: &Store, table: &str) -> Vec<String> {
    let sql = format!(
        "SELECT DISTINCT source || ': ' || coalesce(column_name, '') || ': ' || reason || ': ' || value \
         FROM {table} ORDER BY 1 LIMIT 5"
    );
    store.query(&sql, [], |row| row.get(0)).unwrap()
}

/// Contacts name customers of their line, but for those that were merged away and are gone.
fn keys_point_to_customers(store: &Store) {
    let sql = "SELECT count(*) FROM contact_record c WHERE NOT EXISTS (
                   SELECT 1 FROM customer_record r WHERE r.line = c.line
                   AND (r.record_key = c.customer_key
                        OR list_contains(string_split(r.merged_from, ';'), c.customer_key)))";
    assert_eq!(store.query_one(sql, [], |row| row.get::<_, u64>(0)).unwrap(), 0);
}

#[test]
fn salesforce() {
    reads_its_pile("salesforce");
}

#[test]
fn genesys_cloud() {
    reads_its_pile("genesys");
}

#[test]
fn amazon_connect() {
    reads_its_pile("amazon_connect");
}

#[test]
fn zendesk() {
    reads_its_pile("zendesk");
}

#[test]
fn dynamics_365() {
    reads_its_pile("dynamics");
}

#[test]
fn hubspot() {
    reads_its_pile("hubspot");
}

#[test]
fn rows_that_a_preset_leaves_out_are_counted_by_rule() {
    let (_, summary) = read("salesforce");
    let rules: Vec<&str> = summary
        .sources
        .iter()
        .flat_map(|source| &source.excluded)
        .filter(|(_, rows)| *rows > 0)
        .map(|(rule, _)| rule.as_str())
        .collect();
    assert_eq!(rules, ["a task, not a contact"]);
}

#[test]
fn what_a_preset_regulates_is_kept_apart_from_the_other_extras() {
    let (store, _) = read("dynamics");
    let count = |sql: &str| store.query_one(sql, [], |row| row.get::<_, u64>(0)).unwrap();
    let apart =
        "SELECT count(*) FROM customer_record WHERE extras_regulated LIKE '%Annual Income%'";
    assert_eq!(count(apart), 70);
    assert_eq!(count("SELECT count(*) FROM customer_record WHERE extras LIKE '%ncome%'"), 0);
}

//! `sameboat run`.

use std::collections::BTreeSet;
use std::fs;

use sameboat_store::{Row, Store};
use serde_json::Value;

use crate::world::{Engagement, NEEDS_A_PERSON};

/// The bytes of all exported tables.
fn tables(engagement: &Engagement) -> Vec<(String, Vec<u8>)> {
    let mut tables: Vec<(String, Vec<u8>)> = fs::read_dir(engagement.current("tables"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap())
        })
        .collect();
    tables.sort();
    tables
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let (one, two) = (Engagement::demo(), Engagement::demo());
    one.run(&["--threads", "1"]).code(NEEDS_A_PERSON);
    two.run(&["--threads", "2"]).code(NEEDS_A_PERSON);
    let (one, two) = (tables(&one), tables(&two));
    assert!(one.len() > 30, "only {} tables", one.len());
    let differ: Vec<&String> =
        one.iter().zip(&two).filter(|(a, b)| a != b).map(|(a, _)| &a.0).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

#[test]
fn customers_keep_their_ids_when_a_record_is_gone_from_the_next_export() {
    let engagement = Engagement::small();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    // A customer known by two records, of which the one that gave the id is quarantined away.
    let merged = "SELECT min(record_key) FROM crosswalk WHERE source = 'financing_customers' \
                  AND customer_id IN (SELECT customer_id FROM customer WHERE contains(lines, ';'))";
    let key: String = store(&engagement).query_one(merged, [], |row| row.get(0)).unwrap();
    let before = customers(&engagement);
    let file = engagement.path.join("data/financing/kunden.csv");
    let text = fs::read(&file).unwrap();
    let kept: Vec<&[u8]> = text
        .split_inclusive(|byte| *byte == b'\n')
        .filter(|line| !line.starts_with(key.as_bytes()))
        .collect();
    assert!(kept.concat().len() < text.len());
    fs::write(&file, kept.concat()).unwrap();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    let after = customers(&engagement);
    let changed: Vec<_> = after.iter().filter(|record| !before.contains(record)).collect();
    assert!(changed.is_empty(), "{changed:?}");
    assert!(after.len() < before.len());
}

fn store(engagement: &Engagement) -> Store {
    Store::open_read_only(&engagement.current("unified.duckdb")).unwrap()
}

/// Source, key and customer of each record.
fn customers(engagement: &Engagement) -> BTreeSet<(String, String, String)> {
    let sql = "SELECT source, record_key, customer_id FROM crosswalk";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    store(engagement).query(sql, [], read).unwrap().into_iter().collect()
}

#[test]
fn a_dry_run_says_what_would_change_and_publishes_nothing() {
    let engagement = Engagement::small();
    let assert = engagement.run(&["--dry-run", "--json"]).code(NEEDS_A_PERSON);
    let outcome: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    assert_eq!(outcome["published"], false);
    assert!(outcome["difference"]["ids_new"].as_u64().unwrap() > 0);
    assert!(!engagement.path.join("runs/current").exists());
}

#[test]
fn a_guardrail_refuses_and_force_overrides_it() {
    let engagement = Engagement::small();
    let settings = engagement.path.join("sameboat.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{text}\n[publish]\nmax_quarantined = 0.0\n")).unwrap();
    let refused = engagement.run(&[]).code(4);
    let shown = String::from_utf8(refused.get_output().stdout.clone()).unwrap();
    assert!(shown.contains("publish.max_quarantined"), "{shown}");
    assert!(!engagement.path.join("runs/current").exists());
    engagement.run(&["--force"]).code(NEEDS_A_PERSON);
    assert!(engagement.current("manifest.json").exists());
}

#[test]
fn a_failed_run_leaves_the_published_one() {
    let engagement = Engagement::small();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    let before = fs::read_to_string(engagement.current("manifest.json")).unwrap();
    engagement.edit("sameboat.toml", "file = \"data/", "file = \"nowhere/");
    engagement.run(&[]).code(1);
    assert_eq!(fs::read_to_string(engagement.current("manifest.json")).unwrap(), before);
}

//! `sameboat run`.

use std::fs;

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
fn a_second_run_on_the_same_data_keeps_every_customer_id() {
    let engagement = Engagement::small();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    let before = fs::read(engagement.current("tables/crosswalk.parquet")).unwrap();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    assert!(fs::read(engagement.current("tables/crosswalk.parquet")).unwrap() == before);
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

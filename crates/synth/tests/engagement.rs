//! Whole engagements: what is written, against its own truth and against the mappings.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, open_workbook_auto};
use proptest::prelude::*;
use sameboat_model::{Mapping, Settings};
use sameboat_synth::{Summary, SynthSettings, generate};

type Rows = Vec<BTreeMap<String, String>>;

fn small() -> SynthSettings {
    SynthSettings {
        customers_per_line: 300,
        contacts_per_line: 800,
        broken_row_rate: 0.02,
        ..SynthSettings::default()
    }
}

fn written(settings: &SynthSettings) -> (tempfile::TempDir, Summary) {
    let folder = tempfile::tempdir().unwrap();
    let summary = generate(folder.path(), settings, &mut |_, _| {}).unwrap();
    (folder, summary)
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/demo")
}

/// Every file below a folder, by its path in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The cells of every sheet of a workbook.
fn cells(file: &Path) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book = open_workbook_auto(file).unwrap();
    let sheets = book.worksheets().into_iter();
    sheets.map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect())).collect()
}

/// Rows of a CSV truth file.
fn truth(folder: &Path, name: &str) -> Rows {
    let mut reader = csv::Reader::from_path(folder.join("truth").join(name)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Rows of a text source as lists of fields, its header first.
fn fields(folder: &Path, file: &str, delimiter: u8) -> Vec<Vec<String>> {
    let bytes = std::fs::read(folder.join(file)).unwrap();
    let latin: String = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => error.into_bytes().into_iter().map(char::from).collect(),
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(latin.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The keys in the first column of a line's customers.
fn customer_keys(folder: &Path, line: &str) -> BTreeSet<String> {
    if line == "financing" {
        let rows = fields(folder, "data/financing/kunden.csv", b';');
        return rows.into_iter().skip(1).map(|row| row[0].clone()).collect();
    }
    let sheets = cells(&folder.join("data/product/customers.xlsx"));
    let rows = sheets.into_iter().flat_map(|(_, rows)| rows.into_iter().skip(4));
    rows.map(|row| row[0].to_string()).collect()
}

#[test]
fn the_committed_demo_is_what_the_default_settings_give() {
    let (folder, _) = written(&SynthSettings::default());
    let (made, committed) = (files(folder.path()), files(&demo()));
    for (name, bytes) in &made {
        let Some(kept) = committed.get(name) else { panic!("{} is missing", name.display()) };
        if name.extension().is_some_and(|extension| extension == "xlsx") {
            // The compressor's bytes differ between its back ends; the cells must not.
            let (new, old) = (cells(&folder.path().join(name)), cells(&demo().join(name)));
            assert!(new == old, "{} differs: write the demo again", name.display());
        } else {
            assert!(bytes == kept, "{} differs: write the demo again", name.display());
        }
    }
    let given = |name: &&PathBuf| !name.starts_with("runs");
    let stale: Vec<&PathBuf> =
        committed.keys().filter(given).filter(|name| !made.contains_key(*name)).collect();
    assert!(stale.is_empty(), "not made any more: {stale:?}");
    let size: usize = made.values().map(Vec::len).sum();
    assert!(size < 5_000_000, "{size} bytes are too many for the repository");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (one, _) = written(&small());
    let (same, _) = written(&small());
    let (other, _) = written(&SynthSettings { seed: 1, ..small() });
    assert!(files(one.path()) == files(same.path()));
    let contacts = Path::new("data/product/contacts.csv");
    assert!(files(one.path())[contacts] != files(other.path())[contacts]);
}

#[test]
fn one_thread_writes_what_several_write() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        // Beyond one part of a file, so that there is something to share out.
        let settings = SynthSettings { customers_per_line: 3_000, ..small() };
        pool.install(|| files(written(&settings).0.path()))
    };
    assert!(on(1) == on(3));
}

#[test]
fn settings_and_mappings_are_valid_and_name_columns_that_exist() {
    let (folder, _) = written(&small());
    let settings = Settings::read(folder.path()).unwrap();
    assert_eq!(settings.sources.len(), 30);
    for source in &settings.sources {
        let mapping = Mapping::read(&folder.path().join(&source.mapping)).unwrap();
        let file = folder.path().join(&source.file);
        if file.extension().is_none_or(|extension| extension != "xlsx") {
            continue;
        }
        let wanted = mapping.read.sheets.clone();
        for (name, rows) in cells(&file) {
            if wanted.as_ref().is_some_and(|sheets| !sheets.contains(&name)) {
                continue;
            }
            let has = |row: &Vec<Data>| {
                mapping.columns().iter().all(|column| row.iter().any(|cell| cell == *column))
            };
            assert!(rows.iter().take(6).any(has), "{}: {name}", source.name);
        }
    }
}

#[test]
fn every_true_record_is_in_its_source_once() {
    let (folder, _) = written(&small());
    for line in ["product", "financing"] {
        let keys = customer_keys(folder.path(), line);
        let mut seen = BTreeSet::new();
        for record in truth(folder.path(), "records.csv") {
            if record["line"] == line {
                assert!(keys.contains(&record["record_key"]), "{record:?}");
                assert!(seen.insert(record["record_key"].clone()), "{record:?}");
            }
        }
        assert!(seen.len() >= 300, "{}", seen.len());
    }
}

#[test]
fn rows_of_the_customer_files_are_true_records_or_listed_as_broken() {
    let (folder, summary) = written(&small());
    let records = truth(folder.path(), "records.csv");
    let broken = truth(folder.path(), "broken_rows.csv");
    for (line, source) in [("product", "product_customers"), ("financing", "financing_customers")] {
        let rows = summary.rows.iter().find(|(name, _)| name == source).unwrap().1 as usize;
        let good = records.iter().filter(|record| record["line"] == line).count();
        // A row with an impossible birth date is kept without it.
        let refused = broken
            .iter()
            .filter(|row| row["source"] == source && row["defect"] != "impossible date")
            .count();
        assert_eq!(rows, good + refused, "{source}");
    }
}

#[test]
fn broken_rows_are_where_the_truth_says() {
    let (folder, _) = written(&small());
    let rows = fields(folder.path(), "data/financing/kunden.csv", b';');
    let mut kinds = BTreeSet::new();
    for broken in truth(folder.path(), "broken_rows.csv") {
        if broken["source"] != "financing_customers" {
            continue;
        }
        let row = &rows[broken["row_number"].parse::<usize>().unwrap() - 1];
        let ok = match broken["defect"].as_str() {
            "missing key" => row[0].is_empty(),
            "garbage" => row.len() == 1,
            "shifted columns" => row.len() == rows[0].len() + 1,
            "impossible date" => row[7].len() == 10,
            _ => rows.iter().filter(|other| other[0] == row[0]).count() == 2,
        };
        assert!(ok, "{broken:?}");
        kinds.insert(broken["defect"].clone());
    }
    assert!(kinds.len() >= 3, "{kinds:?}");
}

#[test]
fn related_customers_are_known_records() {
    let (folder, _) = written(&small());
    let records = truth(folder.path(), "records.csv");
    let person: BTreeMap<(&str, &str), &str> = records
        .iter()
        .map(|r| ((r["line"].as_str(), r["record_key"].as_str()), r["person_id"].as_str()))
        .collect();
    let mut kinds = BTreeSet::new();
    for tie in truth(folder.path(), "relationships.csv") {
        let left = person[&(tie["left_line"].as_str(), tie["left_key"].as_str())];
        let right = person[&(tie["right_line"].as_str(), tie["right_key"].as_str())];
        assert_ne!(left, right, "{tie:?}");
        kinds.insert(tie["kind"].clone());
    }
    for kind in ["household", "co_borrower", "guarantor", "driver", "namesake"] {
        assert!(kinds.contains(kind), "{kind}");
    }
}

#[test]
fn summaries_count_what_the_files_hold() {
    let (folder, summary) = written(&small());
    for (name, rows) in &summary.truth {
        let counted = truth(folder.path(), &format!("{name}.csv")).len() as u64;
        assert_eq!(counted, *rows, "{name}");
    }
    let counted = |name: &str, file: &str, delimiter| {
        let rows = summary.rows.iter().find(|(source, _)| source == name).unwrap().1;
        assert_eq!(fields(folder.path(), file, delimiter).len() as u64, rows + 1, "{name}");
    };
    counted("product_contacts", "data/product/contacts.csv", b',');
    counted("financing_contacts", "data/financing/kontakte.csv", b';');
    counted("product_orders", "data/product/orders.csv", b',');
    counted("financing_contracts", "data/financing/vertraege.csv", b';');
    counted("financing_agents", "data/financing/agenten.csv", b';');
}

#[test]
fn contacts_are_in_order_of_time_and_about_as_many_as_asked() {
    let (folder, _) = written(&SynthSettings { broken_row_rate: 0.0, ..small() });
    let rows = fields(folder.path(), "data/product/contacts.csv", b',');
    let minutes: Vec<&str> = rows[1..].iter().map(|row| &row[2][..16]).collect();
    assert!(minutes.is_sorted());
    assert!((600..1_000).contains(&minutes.len()), "{}", minutes.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn lines_overlap_as_asked(overlap in 0.0f64..=1.0, seed: u64) {
        let settings = SynthSettings { overlap, seed, contacts_per_line: 10, ..small() };
        let (folder, _) = written(&settings);
        let mut lines: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for record in truth(folder.path(), "records.csv") {
            lines.entry(record["person_id"].clone()).or_default().insert(record["line"].clone());
        }
        let both = lines.values().filter(|lines| lines.len() == 2).count();
        prop_assert_eq!(both, (300.0 * overlap) as usize);
    }
}

//! Files made to break readers. Each ends in rows that are accounted for or in an error that says
//! what is wrong, in bounded memory; none makes anything panic.
//!
//! The corpus is generated, so that it can be read here what is in it. What fuzzing found is kept in
//! `crates/fuzz/regressions`.

mod json;
mod packed;
mod parquet;
mod text;
mod workbooks;

use std::panic::{AssertUnwindSafe, catch_unwind};

use sameboat_ingest::{IngestError, ingest, read_table};
use sameboat_model::mapping::ReadSettings;
use sameboat_model::progress::Silent;
use sameboat_store::Store;

use super::engagement::Engagement;

/// One file of the corpus.
struct Hostile {
    /// What is wrong with it, with the ending of its name.
    name: String,
    bytes: Vec<u8>,
}

fn hostile(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Hostile {
    Hostile { name: name.into(), bytes: bytes.into() }
}

/// So many lines, each made from its number.
fn lines(count: u32, line: impl Fn(u32) -> String) -> String {
    (0..count).map(line).collect::<Vec<_>>().concat()
}

const MAPPING: &str = r#"
entity = "customer"
[read]
optional_columns = true
[fields]
record_key = "No"
surname = "Name"
birth_date = "Born"
street = { columns = ["Street", "Nr"] }
city = { column = "City", extract = "([^,]*)" }
credit_limit = "Limit"
consent_email = "Mail ok"
"#;

/// What the memory of the process may grow to, in MiB. DuckDB alone takes some hundred.
const MOST_MEMORY: u64 = 2 * 1024;

/// Reads every file with and without a mapping.
fn survive(corpus: Vec<Hostile>, at_least: usize) {
    assert!(corpus.len() >= at_least, "{} files", corpus.len());
    let store = Store::in_memory().unwrap();
    let (mut read, mut refused) = (0, 0);
    for Hostile { name, bytes } in corpus {
        let engagement = Engagement::new().source("customers", &name, MAPPING);
        std::fs::write(engagement.path(&name), &bytes).unwrap();
        let bare = catch_unwind(|| read_table(&engagement.path(&name), &ReadSettings::default()));
        let bare = bare.unwrap_or_else(|_| panic!("{name}: the reader panicked"));
        if let Err(error) = bare {
            check_error(&name, &error);
        }
        let settings = engagement.settings();
        let folder = engagement.path("");
        let mapped = catch_unwind(AssertUnwindSafe(|| ingest(&folder, &settings, &store, &Silent)));
        match mapped.unwrap_or_else(|_| panic!("{name}: ingest panicked")) {
            Ok(summary) => {
                let source = &summary.sources[0];
                let excluded: u64 = source.excluded.iter().map(|(_, rows)| rows).sum();
                assert_eq!(
                    source.read,
                    source.accepted + source.quarantined + excluded,
                    "{name}: rows are lost"
                );
                assert_eq!(store.count("customer_record").unwrap(), source.accepted, "{name}");
                assert_eq!(store.count("quarantine").unwrap(), source.quarantined, "{name}");
                read += 1;
            }
            Err(error) => {
                check_error(&name, &error);
                refused += 1;
            }
        }
    }
    assert!(read > 0 && refused > 0, "{read} files read, {refused} refused: one side is missing");
    let peak = peak_mib();
    assert!(peak < MOST_MEMORY, "{peak} MiB");
}

/// An error names the file and does not show the machine's insides.
fn check_error(name: &str, error: &IngestError) {
    let text = error.to_string();
    assert!(text.contains(name) || text.contains("customers.toml"), "{name}: {text}");
    assert!(text.len() < 2_000, "{name}: {text}");
}

/// Most memory that the process has held, where the system tells.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}

/// A file cut off at so many places.
fn truncated(name: &str, ending: &str, bytes: &[u8], places: usize) -> Vec<Hostile> {
    let cut = |place: usize| {
        let length = bytes.len() * place / places;
        hostile(format!("{name}-cut-{place}.{ending}"), &bytes[..length])
    };
    (0..places).map(cut).collect()
}

/// A file with so many damaged bytes, one in each copy.
fn damaged(name: &str, ending: &str, bytes: &[u8], places: usize) -> Vec<Hostile> {
    let damage = |place: usize| {
        let mut bytes = bytes.to_vec();
        let at = (place * 2_654_435_761) % bytes.len();
        bytes[at] ^= 1 << (place % 8);
        hostile(format!("{name}-bit-{place}.{ending}"), bytes)
    };
    (0..places).map(damage).collect()
}

//! Times a whole linkage of the public data: `cargo bench -p sameboat-link`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;

use sameboat_link::{Decisions, LinkSettings, Silent, candidate_pairs, link};
use support::Labelled;

const FILES: [&str; 2] = ["fake_1000.csv", "febrl3.csv"];

fn main() {
    divan::main();
}

fn public(name: &str) -> Labelled {
    Labelled::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/public").join(name))
}

#[divan::bench(args = FILES, sample_count = 5)]
fn whole_linkage(bencher: divan::Bencher<'_, '_>, file: &str) {
    let data = public(file);
    let settings = LinkSettings::default();
    bencher.bench_local(|| link(&data.records, &settings, &Decisions::default(), &Silent));
}

#[divan::bench(args = FILES, sample_count = 5)]
fn standardise_and_block(bencher: divan::Bencher<'_, '_>, file: &str) {
    let data = public(file);
    let settings = LinkSettings::default();
    bencher.bench_local(|| candidate_pairs(&data.records, &settings));
}

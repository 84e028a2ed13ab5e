//! Times whole linkages of the public data, and comparing pairs on one thread:
//! `cargo bench -p sameboat-link --bench link`.
//!
//! Of a labelled file of your own, comparing is timed too: `SAMEBOAT_BENCH_CSV=FILE.csv`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;

use divan::counter::ItemsCount;
use sameboat_link::{Decisions, Field, LinkSettings, PairScorer, Silent, candidate_pairs, link};
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

/// Hands over a file's records, its candidate pairs in the order in which linkage meets them, and
/// what scores them.
fn with_candidates(run: impl FnOnce(&Labelled, &[(u32, u32)], &PairScorer<'_>)) {
    let data = match std::env::var_os("SAMEBOAT_BENCH_CSV") {
        Some(path) => Labelled::read(Path::new(&path)),
        None => public("febrl3.csv"),
    };
    let settings = LinkSettings::default();
    let pairs = candidate_pairs(&data.records, &settings).expect("records that can be linked");
    let scorer = PairScorer::new(&data.records, &settings, &Decisions::default())
        .expect("records that can be linked");
    run(&data, &scorer.in_order(&pairs), &scorer);
}

/// All fields of every candidate pair, and the score.
#[divan::bench(sample_count = 5)]
fn candidates_scored_in_all_fields(bencher: divan::Bencher<'_, '_>) {
    with_candidates(|_, pairs, scorer| {
        bencher.counter(ItemsCount::new(pairs.len())).bench_local(|| scorer.probabilities(pairs));
    });
}

/// One Jaro–Winkler similarity of every candidate pair, of given name and surname as one text, as
/// `strsim` has it.
#[divan::bench(sample_count = 5)]
fn candidates_by_one_bare_strsim(bencher: divan::Bencher<'_, '_>) {
    with_candidates(|data, pairs, _| {
        let all = &data.records.columns;
        let columns: Vec<_> = [Field::GivenName, Field::Surname]
            .into_iter()
            .filter_map(|field| all.iter().find(|column| column.field() == field))
            .collect();
        let names: Vec<String> = (0..data.records.len() as u32)
            .map(|record| columns.iter().filter_map(|column| column.value(record)).collect())
            .collect();
        bencher.counter(ItemsCount::new(pairs.len())).bench_local(|| {
            let similarity = |&(left, right): &(u32, u32)| {
                strsim::jaro_winkler(&names[left as usize], &names[right as usize])
            };
            pairs.iter().map(similarity).sum::<f64>()
        });
    });
}

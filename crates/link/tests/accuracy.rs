//! The bars of accuracy on public data, at the thresholds that the data gives, with guessed columns.

mod support;

use std::path::Path;

use sameboat_link::evaluate::{Evaluation, evaluate};
use sameboat_link::{Decisions, LinkSettings, Linkage, Silent, link};
use support::Labelled;

fn public(name: &str) -> Labelled {
    Labelled::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/public").join(name))
}

fn linked(data: &Labelled) -> (Linkage, Evaluation) {
    let settings = LinkSettings::default();
    let linkage = link(&data.records, &settings, &Decisions::default(), &Silent).expect("linked");
    let scores = evaluate(&linkage.cluster_of, &data.truth, &data.records.source_of);
    (linkage, scores)
}

fn at_least(what: &str, score: f64, bar: f64) {
    assert!(score >= bar, "{what} is {score:.4}, the bar is {bar}");
}

#[test]
fn fake_1000_is_clustered_without_any_setting() {
    let data = public("fake_1000.csv");
    let (linkage, scores) = linked(&data);
    at_least("F1", scores.overall.f1(), 0.965);
    at_least("precision", scores.overall.precision(), 0.99);
    let recall_of_blocking = support::blocking_recall(&data);
    at_least("recall of blocking", recall_of_blocking, 0.99);
    // What the tool says about itself without the truth must be true.
    let expected = linkage.thresholds.expected_precision.expect("pairs are linked");
    assert!((expected - scores.overall.precision()).abs() < 0.02);
    assert!((linkage.blocking.estimated_recall.unwrap() - recall_of_blocking).abs() < 0.02);
}

#[test]
fn febrl_3_is_clustered_without_any_setting() {
    let data = public("febrl3.csv");
    let (_, scores) = linked(&data);
    at_least("F1", scores.overall.f1(), 0.999);
    at_least("recall of blocking", support::blocking_recall(&data), 0.999);
    at_least("B-cubed F1", scores.b_cubed.f1, 0.999);
}

/// Fewer columns leave less evidence; precision must hold all the same, only recall may fall.
#[test]
fn febrl_3_without_its_best_columns_keeps_its_precision() {
    for (dropped, f1) in [
        (&["soc_sec_id"][..], 0.99),
        (&["soc_sec_id", "date_of_birth"], 0.97),
        (&["address_1", "address_2", "street_number", "suburb", "postcode", "state"], 0.99),
        (&["given_name", "surname"], 0.99),
    ] {
        let mut data = public("febrl3.csv");
        data.records.columns.retain(|column| !dropped.contains(&column.name()));
        let (_, scores) = linked(&data);
        at_least(&format!("precision without {dropped:?}"), scores.overall.precision(), 0.985);
        at_least(&format!("F1 without {dropped:?}"), scores.overall.f1(), f1);
    }
}

/// Half of the records as one line, half as the other: the same people within and across.
#[test]
fn febrl_3_in_two_lines_is_linked_within_and_across() {
    let mut data = public("febrl3.csv");
    let mut other = data.records.sources[0].clone();
    other.name = "other".into();
    other.line = "other".into();
    data.records.sources.push(other);
    for (record, source) in data.records.source_of.iter_mut().enumerate() {
        *source = (record % 2) as u16;
    }
    let (_, scores) = linked(&data);
    at_least("within", scores.within_line.f1(), 0.995);
    at_least("across", scores.cross_line.f1(), 0.995);
}

/// A tenth of the data, and less, must not lead training astray.
#[test]
fn small_samples_of_fake_1000_keep_their_precision() {
    for rows in [40, 100, 300] {
        let mut data = public("fake_1000.csv");
        support::keep_first(&mut data, rows);
        let (_, scores) = linked(&data);
        at_least(&format!("precision of {rows} rows"), scores.overall.precision(), 0.97);
        at_least(&format!("F1 of {rows} rows"), scores.overall.f1(), 0.85);
    }
}

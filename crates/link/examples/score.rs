//! Links CSV files with guessed columns and scores the clusters against a truth column.
//!
//! `cargo run --release -p sameboat-link --example score -- FILE.csv [LINK_PROBABILITY]`

#[path = "../tests/support/mod.rs"]
mod support;

use std::sync::Mutex;
use std::time::Instant;

use sameboat_link::evaluate::{PairCounts, evaluate, threshold_curve};
use sameboat_link::{Decisions, LinkSettings, Linkage, Progress, ScoredPair, link};

/// Prints how long each stage took.
struct Stages(Mutex<(String, Instant)>);

impl Progress for Stages {
    #[allow(clippy::print_stdout)]
    fn begin(&self, name: &str, _total: Option<u64>) {
        let mut last = self.0.lock().expect("not poisoned");
        println!("{:>8.2?} {}", last.1.elapsed(), last.0);
        *last = (name.to_owned(), Instant::now());
    }

    fn advance(&self, _by: u64) {}
}

/// Shows the first wrong pairs of the clusters, and the missed ones, with what speaks for them.
#[allow(clippy::print_stdout)]
fn show_errors(data: &support::Labelled, linkage: &Linkage) {
    const SHOWN: usize = 40;
    let wrong = |pair: &&ScoredPair| {
        let (l, r) = (pair.left as usize, pair.right as usize);
        (linkage.cluster_of[l] == linkage.cluster_of[r]) != (data.truth[l] == data.truth[r])
    };
    for pair in linkage.pairs.iter().filter(wrong).take(SHOWN) {
        let same = data.truth[pair.left as usize] == data.truth[pair.right as usize];
        let name = if same { "missed" } else { "merged" };
        println!("{name} weight {:.1} p {:.3}", pair.match_weight, pair.probability);
        for record in [pair.left, pair.right] {
            let values = data.records.columns.iter().map(|c| c.value(record).unwrap_or("-"));
            println!("    {}", values.collect::<Vec<_>>().join(" | "));
        }
        for evidence in linkage.explain(pair).iter().filter(|e| e.level != "missing") {
            print!(" {}: {} {:.1};", evidence.comparison, evidence.level, evidence.match_weight);
        }
        println!();
    }
}

#[allow(clippy::print_stdout)]
fn main() {
    let path = std::env::args().nth(1).expect("a CSV file");
    let data = support::Labelled::read(std::path::Path::new(&path));
    let started = Instant::now();
    let settings = LinkSettings {
        link_probability: std::env::args().nth(2).map(|t| t.parse().expect("a probability")),
        ..LinkSettings::default()
    };
    let stages = Stages(Mutex::new(("read".to_owned(), started)));
    let linkage = link(&data.records, &settings, &Decisions::default(), &stages).expect("linked");
    stages.begin("done", None);
    let scores = evaluate(&linkage.cluster_of, &data.truth, &data.records.source_of);
    println!("{:?} in {:?}", std::path::Path::new(&path).file_name(), started.elapsed());
    let show = |name: &str, counts: PairCounts| {
        let (precision, recall, f1) = (counts.precision(), counts.recall(), counts.f1());
        println!("{name} precision {precision:.4} recall {recall:.4} F1 {f1:.4} {counts:?}");
    };
    show("overall", scores.overall);
    show("within", scores.within_line);
    show("cross", scores.cross_line);
    println!("b-cubed {:?}", scores.b_cubed);
    let merged = support::merged_households(&data, &linkage.cluster_of);
    println!("households with members merged: {} of {}", merged.0, merged.1);
    println!("{:?}", linkage.thresholds);
    println!(
        "pairs {} recall of blocking: estimated {:?}, actual {:.4}",
        linkage.blocking.pairs,
        linkage.blocking.estimated_recall,
        support::blocking_recall(&data)
    );
    for rule in &linkage.blocking.rules {
        println!("  {:>8} {} {}", rule.pairs, rule.name, rule.oversized_blocks);
    }
    println!(
        "prior {:e} household {:e} twins {:e} namesakes {:e}",
        linkage.model.prior,
        linkage.model.household_prior,
        linkage.model.twin_prior,
        linkage.model.namesake_prior
    );
    for comparison in &linkage.model.comparisons {
        println!("{} {:?}", comparison.name, comparison.columns);
        for level in &comparison.levels {
            let bits = (level.m / level.u).log2();
            println!(
                "   {:<48} m {:.4} u {:.6} h {:.4} {:>6.2}",
                level.name, level.m, level.u, level.h, bits
            );
        }
    }
    show_errors(&data, &linkage);
    for point in threshold_curve(&linkage.pairs, &data.truth, 20) {
        let counts = point.counts;
        println!(
            "{:.2} precision {:.4} recall {:.4} F1 {:.4}",
            point.probability,
            counts.precision(),
            counts.recall(),
            counts.f1()
        );
    }
}

//! Links CSV files with guessed columns and scores the clusters against a truth column.
//!
//! `cargo run --release -p sameboat-link --example score -- FILE.csv [cluster|febrl] [--pairs]`

#[path = "../tests/support/mod.rs"]
mod support;

use sameboat_link::evaluate::{evaluate, threshold_curve};
use sameboat_link::{Decisions, LinkSettings, Silent, link};

#[allow(clippy::print_stdout)]
fn main() {
    let path = std::env::args().nth(1).expect("a CSV file");
    let data = support::Labelled::read(std::path::Path::new(&path));
    let started = std::time::Instant::now();
    let settings = LinkSettings::default();
    let linkage = link(&data.records, &settings, &Decisions::default(), &Silent).expect("linked");
    let scores = evaluate(&linkage.cluster_of, &data.truth, &data.records.source_of);
    println!("{:?} in {:?}", std::path::Path::new(&path).file_name(), started.elapsed());
    println!(
        "precision {:.4} recall {:.4} F1 {:.4}  b-cubed {:.4}",
        scores.overall.precision(),
        scores.overall.recall(),
        scores.overall.f1(),
        scores.b_cubed.f1
    );
    println!("{:?}", linkage.thresholds);
    println!(
        "pairs {} recall of blocking: estimated {:?}, actual {:.4}",
        linkage.blocking.pairs,
        linkage.blocking.estimated_recall,
        support::blocking_recall(&data)
    );
    for rule in linkage.blocking.rules.iter().filter(|rule| rule.used) {
        println!("  {:>8} {} {}", rule.pairs, rule.name, rule.oversized_blocks);
    }
    println!("prior {:e} household {:e}", linkage.model.prior, linkage.model.household_prior);
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

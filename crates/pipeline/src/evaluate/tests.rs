//! Samples of a run made by hand, and scores of a linkage in memory.

use std::fmt::Write as _;
use std::path::Path;

use sameboat_link::{
    Column, Decisions, Field, LinkSettings, Records, Silent, Source, evaluate::MissedReason, link,
};
use sameboat_store::Store;
use sameboat_store::schema::link::TABLES;

use super::{LabelledSample, Sample, score_linkage, score_run};
use crate::truth::ResultRecord;

/// A run of one source: `clusters` of so many records each, and kept pairs
/// (left, right, probability, decision) by number of record.
fn run(clusters: &[u32], pairs: &[(u32, u32, f64, &str)]) -> Store {
    let store = Store::in_memory().unwrap();
    for table in TABLES {
        store.create(table).unwrap();
    }
    let mut record = 0;
    for (cluster, size) in clusters.iter().enumerate() {
        for _ in 0..*size {
            let sql =
                format!("INSERT INTO link_cluster VALUES ('p', 's', '{record:04}', {cluster})");
            store.execute(&sql).unwrap();
            record += 1;
        }
    }
    for (left, right, probability, decision) in pairs {
        let sql = format!(
            "INSERT INTO link_pair VALUES ('{left:04}', '{right:04}', 1, {probability}, \
             '{decision}', 'p', 's', 'p', 's', '')"
        );
        store.execute(&sql).unwrap();
    }
    store
}

fn drawn(store: &Store, labels: u64, seed: u64) -> (Vec<(String, u64, u64)>, Vec<String>) {
    let sample = Sample::draw(store, labels, seed).unwrap();
    let strata = sample.strata.iter();
    let keys = sample.pairs.iter().map(|drawn| {
        let (left, right) = (&drawn.pair.left_key, &drawn.pair.right_key);
        format!("{left} {right} {}", drawn.stratum.as_str())
    });
    (strata.map(|s| (s.stratum.as_str().to_owned(), s.pairs, s.drawn)).collect(), keys.collect())
}

#[test]
fn half_of_a_sample_is_of_links_and_decided_pairs_are_not_drawn() {
    let mut pairs: Vec<(u32, u32, f64, &str)> =
        (0..40).map(|pair| (2 * pair, 2 * pair + 1, 0.9995, "link")).collect();
    pairs.extend((0..39).map(|pair| (2 * pair, 2 * pair + 2, 0.3, "review")));
    pairs.push((1, 4, 0.999, "separated"));
    pairs.push((80, 81, 0.2, "linked"));
    let store = run(&[[2; 41].as_slice(), &[1; 5]].concat(), &pairs);
    let (strata, keys) = drawn(&store, 20, 1);
    assert_eq!(
        strata,
        [("linked 0.999 and above".into(), 40, 10), ("review below 0.5".into(), 39, 10)]
    );
    assert!(!keys.iter().any(|pair| pair.starts_with("0080") || pair.starts_with("0001 0004")));
    assert_eq!(drawn(&store, 20, 1).1, keys);
    assert_ne!(drawn(&store, 20, 2).1, keys);
}

#[test]
fn what_one_half_has_not_the_other_gets() {
    let pairs: Vec<(u32, u32, f64, &str)> =
        (0..30).map(|pair| (2 * pair, 2 * pair + 1, 0.9, "link")).collect();
    let store = run(&[2; 30], &pairs);
    assert_eq!(drawn(&store, 20, 1).0, [("linked 0.9 to 0.99".into(), 30, 20)]);
    assert_eq!(drawn(&store, 500, 1).0, [("linked 0.9 to 0.99".into(), 30, 30)]);
}

#[test]
fn pairs_of_clusters_that_were_not_kept_are_drawn_too() {
    // A chain of 100 records: 99 kept pairs, 4,950 pairs in the cluster.
    let pairs: Vec<(u32, u32, f64, &str)> =
        (0..99).map(|record| (record, record + 1, 0.9, "link")).collect();
    let store = run(&[100, 3], &pairs);
    let (strata, keys) = drawn(&store, 40, 1);
    assert_eq!(strata[1].0, "linked by others only");
    assert_eq!(strata[1].1, 4_950 - 99 + 3);
    let others: Vec<&String> = keys.iter().filter(|key| key.ends_with("others only")).collect();
    assert_eq!(others.len() as u64, strata[1].2);
    let is_neighbour = |key: &&&String| {
        let number = |place: usize| key[place..place + 4].parse::<u32>().unwrap();
        number(5) < 100 && number(5) == number(0) + 1
    };
    assert_eq!(others.iter().filter(is_neighbour).count(), 0);
}

fn score(store: &Store, truth: &str) -> crate::truth::Scores {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("truth.csv");
    std::fs::write(&file, truth).unwrap();
    score_run(store, &file, None, &Silent).unwrap()
}

#[test]
fn a_run_without_any_record_has_scores_but_no_threshold() {
    let scores = score(&run(&[], &[]), "record_key,person_id\n1,a\n");
    assert_eq!(scores.evaluation.records, 0);
    assert!(scores.pairs.is_none());
}

fn linked(rows: &[[&'static str; 3]]) -> (Vec<ResultRecord>, sameboat_link::Linkage) {
    let column = |name: &str, field, place: usize| {
        Column::from_values(name, field, rows.iter().map(|row| Some(row[place])))
    };
    let keys: Vec<String> = (0..rows.len()).map(|row| row.to_string()).collect();
    let records = Records {
        sources: vec![Source {
            name: "crm".into(),
            line: "product".into(),
            one_to_one: false,
            country: Some("DE".into()),
        }],
        source_of: vec![0; rows.len()],
        keys: keys.iter().map(|key| Box::<str>::from(key.as_str())).collect(),
        columns: vec![
            column("Vorname", Field::GivenName, 0),
            column("Nachname", Field::Surname, 1),
            column("E-Mail", Field::Email, 2),
        ],
    };
    let settings = LinkSettings::default();
    let linkage = link(&records, &settings, &Decisions::default(), &Silent).unwrap();
    let result = keys.into_iter().zip(&linkage.cluster_of).map(|(key, cluster)| ResultRecord {
        line: "crm".into(),
        source: "crm".into(),
        key,
        customer: cluster.to_string(),
    });
    (result.collect(), linkage)
}

#[test]
fn a_linkage_in_memory_is_scored_as_a_run_is() {
    let (result, linkage) = linked(&[
        ["Hans", "Müller", "hm@web.de"],
        ["Hans", "Müller", "hm@web.de"],
        ["Maria", "Schulz", "ms@web.de"],
        ["Ole", "Voss", "ov@gmx.de"],
        ["Yasemin", "Öztürk", "yo@web.de"],
    ]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("truth.csv");
    // The last two are one customer whom nothing tells.
    let truth = "record_key,person_id\n0,hans\n1,hans\n2,maria\n3,ole\n4,ole\n";
    std::fs::write(&file, truth).unwrap();
    let scores = score_linkage(&result, &linkage, Path::new(&file)).unwrap();
    let pairs = scores.pairs.unwrap();
    assert_eq!(scores.evaluation.overall.actual_pairs, 2);
    let threshold = linkage.thresholds.link_probability;
    assert!((pairs.chosen.probability - threshold).abs() < 1e-12);
    assert_eq!(pairs.chosen.counts.actual_pairs, 2);
    assert_eq!(pairs.chosen.counts.true_pairs, 1);
    assert_eq!(pairs.errors.missed[0].reason, MissedReason::NotKept);
    assert_eq!(pairs.errors.missed[0].examples[0].left_key, "3");
    assert_eq!(pairs.errors.wrong, []);
}

#[test]
fn labels_that_all_agree_leave_room_for_matches_that_linkage_did_not_keep() {
    let mut pairs: Vec<(u32, u32, f64, &str)> =
        (0..40).map(|pair| (2 * pair, 2 * pair + 1, 0.9995, "link")).collect();
    pairs.push((0, 2, 0.2, "review"));
    let store = run(&[2; 40], &pairs);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sample.csv");
    let sample = Sample::draw(&store, 100, 1).unwrap();
    let mut labels = String::from(
        "pair,stratum,stratum_pairs,label,left_source,left_key,right_source,right_key\n",
    );
    for drawn in &sample.pairs {
        let label = if drawn.stratum.is_linked() { "same" } else { "different" };
        let pairs = sample.strata.iter().find(|s| s.stratum == drawn.stratum).unwrap().pairs;
        let (pair, stratum) = (&drawn.pair, drawn.stratum.as_str());
        let (left, right) = (&pair.left_key, &pair.right_key);
        let _ = writeln!(labels, "1,{stratum},{pairs},{label},s,{left},s,{right}");
    }
    std::fs::write(&file, labels).unwrap();
    let read = || LabelledSample::read(&store, &file).unwrap();
    let (known, none) = (read(), read().recall.unwrap());
    assert!(known.expected_unkept.is_none() && none.low > 0.999_999, "{none:?}");
    // 39.98 found are 95 % of what the model expects; 0.2 of the others stand in review.
    let sql = "INSERT INTO link_figure (name, value) VALUES ('expected recall', 0.95)";
    store.execute(sql).unwrap();
    let told = read();
    let (recall, unkept) = (told.recall.unwrap(), told.expected_unkept.unwrap());
    assert!((unkept - (39.98 * 0.05 / 0.95 - 0.2)).abs() < 1e-6, "{unkept}");
    assert_eq!((recall.value, recall.high), (1.0, 1.0));
    assert!((recall.low - 40.0 / (40.0 + unkept)).abs() < 1e-6, "{recall:?}");
}

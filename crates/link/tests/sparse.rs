//! Columns that are missing, empty on one side, or filled in half of the rows: what tells nothing may neither hide
//! duplicates nor merge people.

mod support;

use sameboat_link::evaluate::{PairCounts, evaluate};
use sameboat_link::{Decisions, LinkSettings, Silent, link};
use support::piles::Pile;

const BIRTH: &[&str] = &["birth_date"];
const ADDRESS: [&str; 2] = ["street", "postcode"];

/// What is linked of a pile without some columns, scored, and the precision that is expected of it.
fn scores(pile: &Pile, dropped: &[&str]) -> (PairCounts, f64) {
    let mut data = pile.labelled();
    data.records.columns.retain(|column| !dropped.contains(&column.name()));
    let linkage = link(&data.records, &LinkSettings::default(), &Decisions::default(), &Silent);
    let linkage = linkage.expect("linked");
    let scores = evaluate(&linkage.cluster_of, &data.truth, &data.records.source_of).overall;
    (scores, linkage.thresholds.expected_precision.unwrap_or(1.0))
}

/// That precision and recall are at least so much.
fn assert_found(name: &str, pile: &Pile, dropped: &[&str], floor: (f64, f64)) {
    let (scores, expected) = scores(pile, dropped);
    let (precision, recall) = (scores.precision(), scores.recall());
    let told =
        format!("{name}: precision {precision:.3}, recall {recall:.3}, expected {expected:.3}");
    assert!(precision >= floor.0 && recall >= floor.1, "{told}");
    assert!(precision >= expected - 0.08, "{told}");
}

fn census(seed: u64, people: usize) -> Pile {
    let mut pile = Pile::new(seed);
    pile.census(people, 3);
    pile
}

#[test]
fn a_line_without_birth_dates_hides_no_duplicates() {
    for people in [200, 1_400] {
        let mut pile = census(5, people);
        assert_found("all filled", &pile, &[], (0.98, 0.95));
        pile.clear("birth_date", |line, _| line == "financing");
        assert_found("one line without", &pile, &[], (0.98, 0.9));
        assert_found("both lines without", &pile, BIRTH, (0.97, 0.9));
    }
}

#[test]
fn half_filled_columns_hide_no_duplicates() {
    for people in [200, 1_400] {
        let mut pile = census(6, people);
        pile.clear("birth_date", |_, n| n % 2 == 0);
        assert_found("birth dates in half", &pile, &[], (0.98, 0.95));
        pile.clear("email", |_, n| n % 3 == 0);
        pile.clear("phone", |_, n| n % 3 == 1);
        assert_found("and others in two thirds", &pile, &[], (0.98, 0.85));
    }
}

#[test]
fn names_and_one_more_thing_find_most_duplicates_and_merge_no_families() {
    let pile = census(7, 1_400);
    let [street, postcode] = ADDRESS;
    for (left, dropped, recall) in [
        ("address", vec!["birth_date", "email", "phone"], 0.75),
        ("mailbox", vec!["birth_date", "phone", street, postcode], 0.8),
        ("phone", vec!["birth_date", "email", street, postcode], 0.75),
        ("birth date", vec!["phone", "email", street, postcode], 0.75),
    ] {
        assert_found(left, &pile, &dropped, (0.9, recall));
    }
}

/// How rare a name is can only be counted among other people: where all of one name are taken for one customer, every
/// name is as rare as customers are.
#[test]
fn people_of_one_name_in_a_made_up_list_stay_apart() {
    for (people, dropped, recall) in [
        (40, vec!["birth_date", "street"], 0.9),
        (60, vec!["birth_date", "phone", "street"], 0.9),
        (1_200, vec!["birth_date", "phone"], 0.9),
        // One of eight surnames mistyped at one phone may well be a housemate's.
        (1_200, vec!["birth_date", "email", "street"], 0.3),
    ] {
        let mut pile = Pile::new(7);
        pile.made_up(people);
        assert_found(&format!("{people} without {dropped:?}"), &pile, &dropped, (0.95, recall));
    }
}

/// A reviewer is told what holds such a pair back, and the weights add up with it.
#[test]
fn what_is_taken_from_names_that_stand_alone_is_told() {
    let mut pile = Pile::new(7);
    pile.made_up(60);
    let mut data = pile.labelled();
    data.records
        .columns
        .retain(|column| !["birth_date", "phone", "street"].contains(&column.name()));
    let linkage = link(&data.records, &LinkSettings::default(), &Decisions::default(), &Silent);
    let linkage = linkage.expect("linked");
    let mut told = 0;
    for pair in &linkage.pairs {
        let evidence = linkage.explain(pair);
        let Some(taken) = evidence.iter().find(|one| one.comparison == "names alone") else {
            continue;
        };
        assert!(taken.match_weight < 0.0 && pair.probability < 0.5, "{evidence:?}");
        let sum: f64 = evidence.iter().map(|one| one.match_weight).sum();
        assert!(pair.match_weight < sum + 0.1, "{} of {evidence:?}", pair.match_weight);
        told += 1;
    }
    assert!(told > 0, "no pair of names alone among {}", linkage.pairs.len());
}

/// The first twins that a list holds are no one customer for want of others: nothing in it tells how frequent they are.
#[test]
fn the_only_twins_among_people_who_live_alone_stay_apart() {
    for seed in 1..=4 {
        let mut pile = Pile::new(seed);
        pile.two_lines_of(0);
        pile.twins(2);
        let mut data = pile.labelled();
        data.records.columns.retain(|column| column.name() != "email");
        let linkage = link(&data.records, &LinkSettings::default(), &Decisions::default(), &Silent);
        let (merged, _) = support::merged_households(&data, &linkage.expect("linked").cluster_of);
        assert_eq!(merged, 0, "seed {seed}");
    }
}

/// Where some pairs tell how many namesakes there are, the others are judged by that.
#[test]
fn namesakes_without_birth_dates_are_as_frequent_as_those_with_them() {
    let mut pile = Pile::new(9);
    pile.census(1_400, 3);
    pile.namesakes(60);
    pile.clear("birth_date", |_, n| n % 3 == 0);
    let (scores, expected) = scores(&pile, &[]);
    let (precision, recall) = (scores.precision(), scores.recall());
    let told = format!("precision {precision:.3}, recall {recall:.3}, expected {expected:.3}");
    assert!(precision >= expected - 0.03 && recall >= 0.75, "{told}");
}

/// Among people of whom nobody is there twice, the most alike are parents and children of one name.
#[test]
fn namesakes_in_a_list_without_duplicates_stay_apart() {
    for people in [200, 1_400] {
        let mut pile = Pile::new(8);
        pile.census(people, 0);
        pile.namesakes(people / 50);
        for dropped in [&[][..], &["email"], &["phone"]] {
            let linked = scores(&pile, dropped).0.found_pairs;
            assert!(linked <= 1, "{linked} pairs linked among {people} without {dropped:?}");
        }
    }
}

//! Small piles of thin data: few names, few streets, values that were counted up. They must lead no
//! training astray: neither housemates nor strangers of one street become one customer.

mod support;

use sameboat_link::evaluate::{Evaluation, evaluate};
use sameboat_link::{Decisions, LinkSettings, Linkage, Silent, link};
use support::Labelled;
use support::piles::Pile;

fn linked(data: &Labelled) -> (Linkage, Evaluation) {
    let linkage = link(&data.records, &LinkSettings::default(), &Decisions::default(), &Silent);
    let linkage = linkage.expect("linked");
    let scores = evaluate(&linkage.cluster_of, &data.truth, &data.records.source_of);
    (linkage, scores)
}

type Add = fn(&mut Pile);

fn assert_told_apart(name: &str, seed: u64, parts: &[Add], dropped: &[&str]) {
    let mut pile = Pile::new(seed);
    for add in parts {
        add(&mut pile);
    }
    let mut data = pile.labelled();
    data.records.columns.retain(|column| !dropped.contains(&column.name()));
    let (linkage, scores) = linked(&data);
    let (merged, _) = support::merged_households(&data, &linkage.cluster_of);
    let (precision, recall) = (scores.overall.precision(), scores.overall.recall());
    let told = format!("{name}, seed {seed}: precision {precision:.3}, recall {recall:.3}");
    assert!(merged <= 1, "{merged} households are merged; {told}");
    assert!(precision >= 0.95 && recall >= 0.95, "{told}");
    assert!(
        linkage.thresholds.expected_precision.is_some_and(|expected| expected - precision < 0.04),
        "{told}"
    );
}

/// Two in three of these piles merged most housemates while the household classes could learn any
/// regularity of the candidates.
#[test]
fn no_thin_list_beside_two_lines_merges_housemates_or_strangers() {
    for seed in [1, 3] {
        for (name, parts) in [
            ("two lines", &[Pile::two_lines as Add][..]),
            ("and one street", &[Pile::two_lines, Pile::one_street]),
            ("and names only", &[Pile::two_lines, Pile::one_street, Pile::names_only]),
            ("and counted up", &[Pile::two_lines, Pile::one_street, Pile::counted_up]),
            ("and one given name", &[Pile::two_lines, Pile::one_street, Pile::one_given_name]),
        ] {
            assert_told_apart(name, seed, parts, &[]);
        }
    }
}

/// Initials without a birth date go to review among names as few as these. How many namesakes or twins there are cannot be learned where nothing tells them: they may not take
/// the place of the matches.
#[test]
fn where_nothing_tells_namesakes_or_twins_customers_are_found_all_the_same() {
    for dropped in ["birth_date", "given_name"] {
        let mut pile = Pile::new(4);
        pile.two_lines();
        let mut data = pile.labelled();
        data.records.columns.retain(|column| column.name() != dropped);
        let (_, scores) = linked(&data);
        let (precision, recall) = (scores.overall.precision(), scores.overall.recall());
        assert!(precision >= 0.97 && recall >= 0.8, "without {dropped}: {precision} {recall}");
    }
}

#[test]
fn mailboxes_that_were_counted_up_are_no_typing_errors_of_each_other() {
    let parts: [Add; 3] = [Pile::two_lines, Pile::one_street, Pile::counted_up];
    assert_told_apart("without birth dates", 4, &parts, &["birth_date"]);
}

//! What linking promises whatever the data: decisions, constraints, hostile input, determinism.

use sameboat_link::evaluate::{MissedReason, why_not_kept};
use sameboat_link::{
    Column, Decisions, Field, LinkError, LinkSettings, Linkage, PairDecision, PairScorer, Records,
    RelationshipKind, Silent, Source, candidate_pairs, link,
};

fn source(name: &str, one_to_one: bool) -> Source {
    Source { name: name.into(), line: name.into(), one_to_one, country: Some("DE".into()) }
}

/// Records of one source from rows of cells; empty cells are missing.
fn records(fields: &[Field], rows: &[&[&str]]) -> Records {
    let column = |(at, &field): (usize, &Field)| {
        let values = rows.iter().map(|row| Some(row[at]).filter(|cell| !cell.is_empty()));
        Column::from_values(format!("column {at}"), field, values)
    };
    Records {
        sources: vec![source("crm", false)],
        source_of: vec![0; rows.len()],
        keys: (0..rows.len()).map(|row| format!("{row:06}")).collect(),
        columns: fields.iter().enumerate().map(column).collect(),
    }
}

fn linked(records: &Records) -> Linkage {
    link(records, &LinkSettings::default(), &Decisions::default(), &Silent).expect("linked")
}

const PERSON: [Field; 6] =
    [Field::GivenName, Field::Surname, Field::BirthDate, Field::Email, Field::Street, Field::City];

/// Couples of one surname, address and mailbox; half of the people occur twice, damaged.
fn couples(count: usize) -> Vec<Vec<String>> {
    let given = ["Anna", "Peter", "Maria", "Jonas", "Clara", "Felix", "Greta", "Oskar", "Paula"];
    let sur =
        ["Weber", "Huber", "Kraus", "Vogt", "Lang", "Busch", "Horn", "Pohl", "Seidel", "Arnold"];
    let city = ["Ulm", "Bonn", "Kiel", "Jena", "Trier"];
    let mut rows = Vec::new();
    for couple in 0..count {
        let surname =
            format!("{}{}", sur[couple % 10], ["", "er", "mann", "inger"][couple / 10 % 4]);
        for spouse in 0..2 {
            let year = 1940 + (couple * 7 + spouse * 3) % 50;
            let row = vec![
                given[(couple * 2 + couple / 9 + spouse) % 9].to_owned(),
                surname.clone(),
                format!("{year}-{:02}-{:02}", couple % 12 + 1, (couple * 5 + spouse * 9) % 28 + 1),
                format!("family{couple}@{}.de", surname.to_lowercase()),
                format!("Gartenweg {}", couple + 1),
                city[couple % 5].to_owned(),
            ];
            if couple % 2 == 0 {
                let mut damaged = row.clone();
                damaged[1].push('n');
                damaged[3 + spouse].clear();
                rows.push(damaged);
            }
            rows.push(row);
        }
    }
    rows
}

fn couple_records(count: usize) -> Records {
    let rows = couples(count);
    let cells: Vec<Vec<&str>> =
        rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    records(&PERSON, &rows)
}

#[test]
fn spouses_with_one_mailbox_are_a_household_and_not_one_customer() {
    let records = couple_records(60);
    let linkage = linked(&records);
    let name = |record: u32| (records.columns[0].value(record), records.columns[2].value(record));
    let mut duplicates_found = 0;
    for left in 0..records.len() as u32 {
        for right in left + 1..records.len() as u32 {
            let same = linkage.cluster_of[left as usize] == linkage.cluster_of[right as usize];
            let truly = name(left) == name(right);
            assert!(!same || truly, "{left} and {right} are two people");
            duplicates_found += usize::from(same && truly);
        }
    }
    assert!(duplicates_found >= 57, "{duplicates_found} of 60 duplicates found");
    let households = linkage.relationships.iter();
    let households = households.filter(|tie| tie.kind == RelationshipKind::Household).count();
    assert!(households >= 57, "{households} of 60 couples are households");
}

#[test]
fn no_thread_count_and_no_row_order_changes_the_result() {
    // All pairs compared, and rules chosen.
    for pair_budget in [None, Some(400)] {
        same_in_any_order_on_any_threads(&LinkSettings { pair_budget, ..LinkSettings::default() });
    }
}

fn same_in_any_order_on_any_threads(settings: &LinkSettings) {
    let linked = |records: &Records| {
        link(records, settings, &Decisions::default(), &Silent).expect("linked")
    };
    let forward = couple_records(40);
    let mut backward = forward.clone();
    let keys: Vec<String> = backward.keys.iter().rev().map(str::to_owned).collect();
    backward.keys = keys.into_iter().collect();
    for column in &mut backward.columns {
        let values: Vec<Option<String>> = (0..column.len() as u32)
            .rev()
            .map(|record| column.value(record).map(str::to_owned))
            .collect();
        *column = Column::from_values(column.name().to_owned(), column.field(), values);
    }
    let on_threads = |records: &Records, threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| linked(records))
    };
    let (one, two) = (on_threads(&forward, 1), on_threads(&forward, 2));
    assert_eq!(one.pairs, two.pairs);
    assert_eq!(one.cluster_of, two.cluster_of);
    assert_eq!(one.relationships, two.relationships);
    let reversed = on_threads(&backward, 2);
    assert_eq!(one.model, reversed.model);
    let last = forward.len() - 1;
    for left in 0..forward.len() {
        for right in 0..left {
            let together = one.cluster_of[left] == one.cluster_of[right];
            let mirrored = reversed.cluster_of[last - left] == reversed.cluster_of[last - right];
            assert_eq!(together, mirrored);
        }
    }
}

#[test]
fn decisions_of_people_win() {
    let records = couple_records(30);
    let free = linked(&records);
    let linked_pair = free.pairs.iter().find(|pair| pair.decision == PairDecision::Link).unwrap();
    let apart = (0, records.len() as u32 - 1);
    assert_ne!(free.cluster_of[apart.0 as usize], free.cluster_of[apart.1 as usize]);
    let decisions = Decisions {
        must_link: vec![apart],
        cannot_link: vec![(linked_pair.right, linked_pair.left)],
    };
    let decided = link(&records, &LinkSettings::default(), &decisions, &Silent).unwrap();
    let cluster = |record: u32| decided.cluster_of[record as usize];
    assert_eq!(cluster(apart.0), cluster(apart.1));
    assert_ne!(cluster(linked_pair.left), cluster(linked_pair.right));
    let decision = |left, right| {
        let pair = decided.pairs.iter().find(|pair| (pair.left, pair.right) == (left, right));
        pair.unwrap().decision
    };
    assert_eq!(decision(apart.0, apart.1), PairDecision::MustLink);
    assert_eq!(decision(linked_pair.left, linked_pair.right), PairDecision::CannotLink);
}

#[test]
fn contradicting_decisions_are_refused() {
    let records = couple_records(5);
    let decisions = Decisions { must_link: vec![(0, 1), (1, 2)], cannot_link: vec![(2, 0)] };
    let refused = link(&records, &LinkSettings::default(), &decisions, &Silent).unwrap_err();
    assert_eq!(refused, LinkError::ContradictoryDecisions { left: 2, right: 0 });
}

#[test]
fn a_source_without_duplicates_keeps_its_records_apart() {
    let mut records = couple_records(30);
    records.sources[0].one_to_one = true;
    let linkage = linked(&records);
    let alone = linkage.cluster_of.iter().zip(0..).all(|(&cluster, record)| cluster == record);
    assert!(alone);
}

#[test]
fn people_of_different_names_at_one_address_share_it_and_are_no_household() {
    let rows: [&[&str]; 3] = [
        &["Anna", "Berg", "1980-01-02", "", "Weg 1", "Ulm"],
        &["Jonas", "Krämer", "1979-05-07", "", "Weg 1", "Ulm"],
        &["Clara", "Busch", "1961-11-30", "", "Weg 2", "Ulm"],
    ];
    let linkage = linked(&records(&PERSON, &rows));
    let ties: Vec<_> =
        linkage.relationships.iter().map(|tie| (tie.kind, tie.left, tie.right)).collect();
    assert_eq!(ties, [(RelationshipKind::SharedAddress, 0, 1)]);
}

/// `Anna et Peter` beside Anna and Peter, who have accounts of their own: three customers of one household.
#[test]
fn a_couples_account_is_neither_of_the_two() {
    let mut rows = couples(60);
    let (own, first) = (rows.len(), rows.iter().position(|row| row[4] == "Gartenweg 2").unwrap());
    let together = format!("{} et {}", rows[first][0], rows[first + 1][0]);
    let mut account = rows[first].clone();
    (account[0], account[2]) = (together, String::new());
    rows.push(account);
    let cells: Vec<Vec<&str>> =
        rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    let linkage = linked(&records(&PERSON, &rows));
    assert_eq!(linkage.cluster_of[own], own as u32, "nobody else's");
    let ties = linkage.relationships.iter().filter(|tie| {
        tie.kind == RelationshipKind::Household && [tie.left, tie.right].contains(&(own as u32))
    });
    assert_eq!(ties.count(), 2);
}

#[test]
fn persons_and_organisations_are_never_merged() {
    let rows: Vec<Vec<String>> = couples(30)
        .into_iter()
        .flat_map(|person| {
            let mut company = person.clone();
            (company[0], company[2]) = (String::new(), String::new());
            [
                [person, vec!["person".into()]].concat(),
                [company, vec!["organisation".into()]].concat(),
            ]
        })
        .collect();
    let cells: Vec<Vec<&str>> =
        rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    let fields = [&PERSON[..], &[Field::Kind]].concat();
    let records = records(&fields, &rows);
    let linkage = linked(&records);
    let kind = |record: usize| records.columns[6].value(record as u32);
    for (record, &cluster) in linkage.cluster_of.iter().enumerate() {
        assert_eq!(kind(record), kind(cluster as usize));
    }
}

#[test]
fn why_nothing_is_kept_of_a_pair_is_told_as_blocking_and_scoring_saw_it() {
    let mut records = couple_records(60);
    records.sources.push(source("bank", true));
    for record in 0..10 {
        records.source_of[record] = 1;
    }
    // So few pairs that blocking has to choose, and to split what is too large.
    let settings = LinkSettings { pair_budget: Some(400), ..LinkSettings::default() };
    let compared = candidate_pairs(&records, &settings).expect("candidates");
    let count = records.len() as u32;
    let all: Vec<(u32, u32)> =
        (0..count).flat_map(|left| (left + 1..count).map(move |right| (left, right))).collect();
    let reasons = why_not_kept(records.clone(), &settings, &all, &Silent).expect("reasons");
    let mut seen = [0; 3];
    for (pair, reason) in all.iter().zip(reasons) {
        let expected = if pair.1 < 10 {
            seen[0] += 1;
            MissedReason::Impossible
        } else if compared.contains(pair) {
            seen[1] += 1;
            MissedReason::FarTooImprobable
        } else {
            seen[2] += 1;
            MissedReason::NeverCompared
        };
        assert_eq!(reason, expected, "{pair:?}");
    }
    assert_eq!(seen[0], 45);
    assert!(seen[1] > 50 && seen[2] > 1_000, "{seen:?}");

    // Few records are all compared with each other.
    let reasons = why_not_kept(records, &LinkSettings::default(), &all[50..], &Silent);
    assert!(!reasons.expect("reasons").contains(&MissedReason::NeverCompared));
}

#[test]
fn a_model_can_be_kept_as_text_and_used_again() {
    let records = couple_records(40);
    let trained = linked(&records);
    let text = serde_json::to_string_pretty(&trained.model).unwrap();
    let model = serde_json::from_str(&text).unwrap();
    let settings = LinkSettings { model: Some(model), ..LinkSettings::default() };
    let again = link(&records, &settings, &Decisions::default(), &Silent).unwrap();
    assert_eq!(again.model, trained.model);
    assert_eq!(again.cluster_of, trained.cluster_of);

    let fewer = Records { columns: records.columns[..2].to_vec(), ..records };
    let refused = link(&fewer, &settings, &Decisions::default(), &Silent);
    assert!(matches!(refused, Err(LinkError::ModelMismatch { .. })));
}

/// How often the model expects two records of one customer to have given names that differ.
fn expected_to_differ_in_given_name(linkage: &Linkage) -> f64 {
    let given =
        linkage.model.comparisons.iter().find(|c| c.name == "given name").expect("compared");
    given.levels.iter().filter(|level| level.name.starts_with("different")).map(|l| l.m).sum()
}

#[test]
fn decisions_of_people_teach_the_model() {
    let records = couple_records(40);
    // People say of spouses that they are one: then given names say less than they seem to.
    let undecided = linked(&records);
    let value = |at: usize, record: u32| records.columns[at].value(record);
    let spouses: Vec<(u32, u32)> = (0..records.len() as u32)
        .flat_map(|left| (left + 1..records.len() as u32).map(move |right| (left, right)))
        .filter(|&(left, right)| {
            value(0, left) != value(0, right)
                && value(1, left) == value(1, right)
                && value(4, left) == value(4, right)
                && undecided.cluster_of[left as usize] != undecided.cluster_of[right as usize]
        })
        .collect();
    assert!(spouses.len() > 10, "{} pairs of spouses", spouses.len());
    let link_all = |decisions: &Decisions| {
        link(&records, &LinkSettings::default(), decisions, &Silent).expect("linked")
    };
    let taught = link_all(&Decisions { must_link: spouses.clone(), cannot_link: Vec::new() });
    let warned = link_all(&Decisions { must_link: Vec::new(), cannot_link: spouses });
    let before = expected_to_differ_in_given_name(&undecided);
    assert!(expected_to_differ_in_given_name(&taught) > 1.5 * before);
    assert!(expected_to_differ_in_given_name(&warned) <= before + 1e-6);
}

/// People know what no record says: that somebody moved and has another name. What they decided is certain, and
/// makes what the engine linked no more doubtful.
#[test]
fn decisions_about_unlike_records_leave_the_other_links_alone() {
    let records = couple_records(60);
    let undecided = linked(&records);
    let surname = |record: u32| records.columns[1].value(record);
    let unlike: Vec<(u32, u32)> = (0..records.len() as u32 / 2)
        .map(|record| (record, records.len() as u32 - 1 - record))
        .filter(|&(one, other)| surname(one) != surname(other))
        .take(10)
        .collect();
    let decisions = Decisions { must_link: unlike.clone(), ..Decisions::default() };
    let decided = link(&records, &LinkSettings::default(), &decisions, &Silent).expect("linked");
    assert_eq!(unlike.len(), 10);
    assert!(
        decided.thresholds.link_probability <= undecided.thresholds.link_probability,
        "{:?} became {:?}",
        undecided.thresholds,
        decided.thresholds
    );
    let same = |linkage: &Linkage, one: usize, other: usize| {
        linkage.cluster_of[one] == linkage.cluster_of[other]
    };
    for one in 0..records.len() {
        for other in 0..one {
            let was_linked = same(&undecided, one, other);
            assert!(!was_linked || same(&decided, one, other), "{one} and {other} were parted");
        }
    }
}

/// A record that has hardly more than a name is like many: who is unlike the customer that it was said to be is not drawn in by it.
#[test]
fn a_decided_record_of_few_values_draws_nobody_in() {
    let mut rows = couples(60);
    let first = rows.len() as u32;
    let whole = ["Hubert", "Zwiebler", "1943-06-27", "zwiebler@web.de", "Seeweg 7", "Ulm"];
    let named = ["Hubert", "Zwiebler", "", "", "", "Ulm"];
    let other = ["Hubert", "Zwiebler", "1981-11-03", "hubsi@gmx.de", "Am Anger 31", "Ulm"];
    rows.extend([whole, named, other].map(|row| row.map(str::to_owned).to_vec()));
    let cells: Vec<Vec<&str>> =
        rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    let records = records(&PERSON, &rows);
    let decisions = Decisions { must_link: vec![(first, first + 1)], ..Decisions::default() };
    let linkage = link(&records, &LinkSettings::default(), &decisions, &Silent).expect("linked");
    let of = |record: u32| linkage.cluster_of[record as usize];
    assert_eq!(of(first), of(first + 1));
    assert_ne!(of(first), of(first + 2));
}

#[test]
fn evidence_explains_a_pair_field_by_field() {
    let linkage = linked(&couple_records(40));
    let pair = linkage.pairs.iter().find(|pair| pair.decision == PairDecision::Link).unwrap();
    let evidence = linkage.explain(pair);
    assert_eq!(evidence.len(), linkage.model.comparisons.len());
    let sum: f64 = evidence.iter().map(|part| part.match_weight).sum();
    // Against a household the weight can only be lower than against strangers.
    assert!(sum >= pair.match_weight - 1e-9);
    assert!(evidence.iter().any(|part| part.level == "equal" && part.match_weight > 3.0));
}

#[test]
fn any_pair_can_be_scored_as_the_linkage_scored_it() {
    let records = couple_records(40);
    let (settings, linkage) = (LinkSettings::default(), linked(&records));
    let scorer = PairScorer::new(&records, &settings, &Decisions::default()).expect("scorer");
    assert_eq!(scorer.model(), &linkage.model);
    let pairs: Vec<(u32, u32)> = linkage.pairs.iter().map(|p| (p.left, p.right)).collect();
    let expected: Vec<f64> = linkage.pairs.iter().map(|pair| pair.probability).collect();
    assert_eq!(scorer.probabilities(&pairs), expected);
    let mut ordered = scorer.in_order(&pairs);
    ordered.sort_unstable();
    assert_eq!(ordered, pairs, "the same pairs in another order");
}

#[test]
fn a_list_with_one_match_in_a_thousand_people_keeps_its_senses() {
    // Few surnames and given names, so that candidates agree by chance; nothing else to learn from.
    let (given, sur) = (["Anna", "Jonas", "Ute", "Karl", "Zoe"], ["Berg", "Vogt", "Lang", "Horn"]);
    let mut rows: Vec<Vec<String>> = (0..1000_usize)
        .map(|at| {
            vec![
                given[at * 7 % 5].to_owned(),
                sur[at * 13 / 5 % 4].to_owned(),
                format!("{}-{:02}-{:02}", 1940 + at * 37 % 60, at * 5 % 12 + 1, at * 11 % 28 + 1),
                format!("{}.{at}@web.de", given[at * 7 % 5].to_lowercase()),
                format!("Hauptstraße {}", at * 31 % 99 + 1),
                ["Ulm", "Bonn", "Kiel", "Jena"][at * 3 % 4].to_owned(),
            ]
        })
        .collect();
    let twice = ["Clara", "Busch", "", "clara.busch@web.de", "", ""].map(str::to_owned).to_vec();
    rows.extend([twice.clone(), twice]);
    let cells: Vec<Vec<&str>> =
        rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    let linkage = linked(&records(&PERSON, &rows));
    for comparison in &linkage.model.comparisons {
        let equal = &comparison.levels[0];
        assert!(equal.m > equal.u, "{}: agreement speaks against a match", comparison.name);
    }
    let joined = linkage.cluster_of.iter().zip(0..).filter(|&(&of, at)| of != at).count();
    assert_eq!((joined, linkage.cluster_of[1001]), (1, 1000), "only the one who is there twice");
    assert_eq!(linkage.thresholds.review_pairs, 0);
}

#[test]
fn few_records_or_none_are_no_trouble() {
    assert!(linked(&records(&PERSON, &[])).cluster_of.is_empty());
    let one: &[&str] = &["Anna", "Berg", "1980-01-02", "", "", ""];
    assert_eq!(linked(&records(&PERSON, &[one])).cluster_of, [0]);
    let empty: &[&str] = &["", "", "", "", "", ""];
    let apart = linked(&records(&PERSON, &[empty, empty]));
    assert_eq!(apart.cluster_of, [0, 1]);
    assert_eq!(
        apart.thresholds.expected_precision, None,
        "of nothing linked nothing is right or wrong"
    );
    let no_columns = records(&[], &[&[], &[]]);
    let refused = link(&no_columns, &LinkSettings::default(), &Decisions::default(), &Silent);
    assert_eq!(refused.unwrap_err(), LinkError::NothingToCompare);
}

#[test]
fn customers_with_many_equal_rows_and_nobody_else_are_found() {
    // Every key is shared by twenty rows or more, so there is no rare key to learn rules from.
    let organisations: Vec<[String; 3]> = (0..250)
        .flat_map(|customer| {
            let row = [
                format!("Werk {} Nr {customer} GmbH", ["Nord", "Süd", "Ost"][customer % 3]),
                format!("Weg {customer}"),
                ["Ulm", "Bonn", "Kiel"][customer % 3].to_owned(),
            ];
            std::iter::repeat_n(row, 20)
        })
        .collect();
    let cells: Vec<Vec<&str>> =
        organisations.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    let linkage = linked(&records(&[Field::Organisation, Field::Street, Field::City], &rows));
    let customers: std::collections::BTreeSet<u32> = linkage.cluster_of.iter().copied().collect();
    assert_eq!(customers.len(), 250);
}

#[test]
fn identical_records_are_one_customer() {
    let row: &[&str] = &["Anna", "Berg", "1980-01-02", "anna@berg.de", "Weg 1", "Ulm"];
    for copies in [20, 1_000, 20_000] {
        let linkage = linked(&records(&PERSON, &vec![row; copies]));
        assert!(linkage.cluster_of.iter().all(|&cluster| cluster == 0), "{copies} copies");
    }
}

#[test]
fn a_placeholder_on_everyone_ties_nobody() {
    let mut rows = couples(30);
    for row in &mut rows {
        row[3] = "keine@email.de".into();
        row[4] = "unbekannt".into();
    }
    let cells: Vec<Vec<&str>> =
        rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    let records = records(&PERSON, &rows);
    let linkage = linked(&records);
    for (record, &cluster) in linkage.cluster_of.iter().enumerate() {
        let born = |record: u32| records.columns[2].value(record);
        assert_eq!(born(record as u32), born(cluster));
    }
}

#[test]
fn hostile_values_are_linked_or_left_alone_but_never_panic() {
    let long = "x".repeat(10_000);
    let hostile = [
        long.as_str(),
        "😀😀😀",
        "\u{0}\u{1b}[31m\u{7f}",
        "محمد بن سلمان",
        "שרה כהן",
        "\u{202e}evil\u{202c}",
        "=cmd|'/c calc'!A1",
        "ß",
        "İstanbul",
        "99999999999999999999999999999",
        "@",
        "a@b@c",
        "31.02.2020",
        "-",
    ];
    let all = [
        Field::GivenName,
        Field::Surname,
        Field::FullName,
        Field::Organisation,
        Field::BirthDate,
        Field::Email,
        Field::Phone,
        Field::Street,
        Field::HouseNumber,
        Field::Postcode,
        Field::City,
        Field::Region,
        Field::Country,
        Field::IdNumber,
        Field::Gender,
        Field::Kind,
        Field::Text,
        Field::Number,
    ];
    let rows: Vec<Vec<&str>> = (0..200)
        .map(|row| {
            (0..all.len()).map(|at| hostile[(row * 7 + at * row + at) % hostile.len()]).collect()
        })
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let linkage = linked(&records(&all, &rows));
    assert_eq!(linkage.cluster_of.len(), 200);
}

#[test]
fn settings_out_of_range_are_named() {
    let records = couple_records(3);
    let settings = LinkSettings { target_precision: Some(1.5), ..LinkSettings::default() };
    let refused = link(&records, &settings, &Decisions::default(), &Silent).unwrap_err();
    assert!(refused.to_string().contains("target_precision"));
}

#[test]
fn publications_are_linked_by_title_authors_and_year() {
    let topics = ["joins", "indexes", "streams", "graphs", "caches", "queries", "schemas"];
    let methods =
        ["adaptive", "parallel", "approximate", "secure", "declarative", "robust", "lazy"];
    let places = ["sensor networks", "column stores", "data lakes", "peer systems", "web archives"];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for paper in 0..140 {
        let title = format!(
            "{} processing of {} in {}",
            methods[paper % 7],
            topics[paper / 7 % 7],
            places[(paper / 49 + paper) % 5]
        );
        let authors =
            format!("{} Miller{paper}, Eva Stone{}", ["A.", "B.", "C."][paper % 3], paper % 11);
        let year = 1990 + paper % 20;
        rows.push(vec![title.clone(), authors.clone(), year.to_string()]);
        if paper % 2 == 0 {
            rows.push(vec![
                title.replace("processing of", "procesing for"),
                authors,
                year.to_string(),
            ]);
        }
    }
    let cells: Vec<Vec<&str>> =
        rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let table: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    let linkage = linked(&records(&[Field::Text, Field::Text, Field::Number], &table));
    let (mut found, mut wrong) = (0, 0);
    for left in 0..rows.len() {
        for right in left + 1..rows.len() {
            if linkage.cluster_of[left] == linkage.cluster_of[right] {
                let right_pair = rows[left][1] == rows[right][1];
                found += usize::from(right_pair);
                wrong += usize::from(!right_pair);
            }
        }
    }
    assert!(found >= 66 && wrong <= 1, "{found} of 70 found, {wrong} wrong");
}

/// A cell with two numbers holds both: the one that the other record has may stand second.
#[test]
fn each_of_several_numbers_in_one_cell_counts() {
    let names =
        ["Weber", "Huber", "Kraus", "Vogt", "Lang", "Busch", "Horn", "Pohl", "Seidel", "Arnold"];
    let number = |at: usize| format!("0171 {}", 2_345_601 + 137 * at);
    let mut rows: Vec<[String; 2]> = Vec::new();
    for at in 0..40 {
        let name = format!("{}{}", names[at % 10], ["", "er", "mann", "inger"][at / 10]);
        rows.push([name.clone(), number(at)]);
        rows.push([name, format!("030 {}; {}", 4_400_100 + 211 * at, number(at))]);
    }
    let rows: Vec<Vec<&str>> =
        rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let linked = linked(&records(&[Field::Surname, Field::Phone], &rows));
    for pair in linked.cluster_of.chunks(2) {
        assert_eq!(pair[0], pair[1]);
    }
}

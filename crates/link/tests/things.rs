//! Lists of things of several sources: what tells two of a kind apart, and who repeats things.

use sameboat_link::{
    Column, Decisions, Field, LinkSettings, Linkage, Records, Silent, Source, link,
};

/// Numbers that look random and are the same every time (Vigna 2015).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// A row of a catalogue: its source, which thing it is, what it is called, and its price.
type Row = (u16, usize, String, String);

const BRANDS: [&str; 6] = ["Aldana", "Borealis", "Corvo", "Dunmore", "Estrel", "Fjord"];
const KINDS: [&str; 5] =
    ["Refrigerator", "Dishwasher", "Digital Camera", "Cordless Phone", "Router"];
const COLOURS: [&str; 4] = ["Black", "White", "Silver", "Red"];

/// Two catalogues that call most things differently; the second holds every third of its things twice if asked.
fn catalogues(things: usize, repeated: bool) -> Vec<Row> {
    let mut numbers = Numbers(7);
    let mut rows = Vec::new();
    for thing in 0..things {
        let (brand, kind) = (numbers.one_of(&BRANDS), numbers.one_of(&KINDS));
        let colour = numbers.one_of(&COLOURS);
        let letters: String = (0..3).map(|_| char::from(b'A' + numbers.below(26) as u8)).collect();
        let model = format!("{letters}{}", 100 + numbers.below(9_000));
        let price = 20 + numbers.below(900);
        if numbers.below(10) < 8 {
            rows.push((
                0,
                thing,
                format!("{brand} {colour} {kind} - {model}"),
                format!("{price}.00"),
            ));
        }
        if numbers.below(10) < 8 {
            let dearer = price * (90 + numbers.below(30)) / 100;
            rows.push((1, thing, format!("{brand} {model} {kind}"), format!("{dearer}.99")));
            if repeated && thing % 3 == 0 {
                rows.push((1, thing, format!("{kind} {brand} {model} new"), format!("{price}.49")));
            }
        }
    }
    rows
}

fn records(rows: &[Row]) -> Records {
    records_of(&["shop", "warehouse"], rows)
}

fn records_of(sources: &[&str], rows: &[Row]) -> Records {
    let source = |name: &str| Source {
        name: name.into(),
        line: name.into(),
        one_to_one: false,
        country: None,
    };
    let column = |name: &str, field, value: fn(&Row) -> &str| {
        Column::from_values(name, field, rows.iter().map(|row| Some(value(row))))
    };
    Records {
        sources: sources.iter().map(|name| source(name)).collect(),
        source_of: rows.iter().map(|row| row.0).collect(),
        keys: (0..rows.len()).map(|row| format!("{row:06}")).collect(),
        columns: vec![
            column("name", Field::Text, |row| &row.2),
            column("price", Field::Number, |row| &row.3),
        ],
    }
}

fn linked(rows: &[Row], settings: &LinkSettings) -> Linkage {
    link(&records(rows), settings, &Decisions::default(), &Silent).expect("linked")
}

/// Pairs of records linked and true, linked, and true.
fn pairs(rows: &[Row], linkage: &Linkage) -> (usize, usize, usize) {
    let (mut both, mut linked, mut truly) = (0, 0, 0);
    for one in 0..rows.len() {
        for other in one + 1..rows.len() {
            let together = linkage.cluster_of[one] == linkage.cluster_of[other];
            let same = rows[one].1 == rows[other].1;
            both += usize::from(together && same);
            linked += usize::from(together);
            truly += usize::from(same);
        }
    }
    (both, linked, truly)
}

#[test]
fn things_are_told_from_others_of_their_kind_by_their_nearest_in_the_other_list() {
    let rows = catalogues(700, false);
    let linkage = linked(&rows, &LinkSettings::default());
    let (both, linked, truly) = pairs(&rows, &linkage);
    assert!(both * 100 >= linked * 95, "{both} of {linked} links are right");
    assert!(both * 100 >= truly * 90, "{both} of {truly} pairs are found");
    assert_eq!(linkage.model.hold_things_once, ["shop", "warehouse"]);
}

#[test]
fn a_list_that_repeats_things_is_seen_and_its_records_are_linked() {
    let rows = catalogues(700, true);
    let linkage = linked(&rows, &LinkSettings::default());
    assert_eq!(linkage.model.hold_things_once, ["shop"]);
    let repeated: Vec<(usize, usize)> = (1..rows.len())
        .filter(|&at| rows[at].0 == 1 && rows[at - 1].0 == 1 && rows[at].1 == rows[at - 1].1)
        .map(|at| (at - 1, at))
        .collect();
    let found = repeated
        .iter()
        .filter(|&&(one, other)| linkage.cluster_of[one] == linkage.cluster_of[other]);
    let (found, all) = (found.count(), repeated.len());
    assert!(found * 100 >= all * 90, "{found} of {all} repeated things are found");
}

#[test]
fn a_kept_model_of_things_links_alike() {
    let rows = catalogues(300, false);
    let trained = linked(&rows, &LinkSettings::default());
    let text = serde_json::to_string(&trained.model).expect("written");
    let model = serde_json::from_str(&text).expect("read");
    let again = linked(&rows, &LinkSettings { model: Some(model), ..LinkSettings::default() });
    assert_eq!(again.cluster_of, trained.cluster_of);
}

#[test]
fn a_precision_that_is_asked_for_holds_for_things_too() {
    let rows = catalogues(300, false);
    let asked = LinkSettings { target_precision: Some(0.999), ..LinkSettings::default() };
    let careful = linked(&rows, &asked);
    let usual = linked(&rows, &LinkSettings::default());
    assert!(careful.thresholds.link_probability > usual.thresholds.link_probability);
    assert!(usual.thresholds.link_probability <= 0.5, "likelier than not");
}

#[test]
fn three_lists_with_equal_rows_are_linked_though_nearest_rows_are_tied() {
    let mut rows = catalogues(400, false);
    rows.retain(|row| row.0 == 0);
    for row in rows.clone() {
        rows.extend([1, 2].map(|source| (source, row.1, row.2.clone(), row.3.clone())));
    }
    let records = records_of(&["shop", "warehouse", "fair"], &rows);
    let linkage = link(&records, &LinkSettings::default(), &Decisions::default(), &Silent);
    let (both, linked, truly) = pairs(&rows, &linkage.expect("linked"));
    assert_eq!((both, linked), (truly, truly));
}

#[test]
fn a_nearly_empty_second_list_does_not_keep_the_first_from_being_de_duplicated() {
    let mut rows = catalogues(600, true);
    rows.retain(|row| row.0 == 1);
    let alone: Vec<Row> =
        (0..3).map(|n| (0, 1_000 + n, format!("Garden gnome no {n}"), format!("{n}.50"))).collect();
    rows.extend(alone);
    let linkage = linked(&rows, &LinkSettings::default());
    assert!(linkage.model.hold_things_once.is_empty(), "{:?}", linkage.model.hold_things_once);
    let (both, linked, truly) = pairs(&rows, &linkage);
    assert!(both * 10 >= truly * 9 && both * 10 >= linked * 9, "{both} of {linked} and {truly}");
}

#[test]
fn lists_too_long_for_all_pairs_are_linked_by_words_that_few_have() {
    let rows = catalogues(6_000, false);
    let budget = LinkSettings { pair_budget: Some(500_000), ..LinkSettings::default() };
    let linkage = linked(&rows, &budget);
    assert!(linkage.blocking.rules.iter().all(|rule| rule.name != "all pairs"));
    let (both, linked, truly) = pairs(&rows, &linkage);
    assert!(both * 10 >= truly * 9 && both * 10 >= linked * 9, "{both} of {linked} and {truly}");
}

#[test]
fn companies_are_no_things() {
    let rows = catalogues(200, false);
    let mut records = records(&rows);
    records.columns[0] = Column::from_values(
        "company",
        Field::Organisation,
        rows.iter().map(|row| Some(row.2.as_str())),
    );
    let linkage = link(&records, &LinkSettings::default(), &Decisions::default(), &Silent);
    assert!(linkage.expect("linked").model.hold_things_once.is_empty());
}

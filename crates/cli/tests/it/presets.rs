//! Whole runs on the sample piles, through the presets alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use sameboat_store::{SqlResult, Store};

use crate::world::{Engagement, NEEDS_A_PERSON, number, sameboat, texts};

const SYSTEMS: [&str; 6] =
    ["salesforce", "genesys", "amazon_connect", "zendesk", "dynamics", "hubspot"];

fn run(engagement: &Engagement) -> Store {
    let code = engagement.run(&[]).get_output().status.code();
    assert!(matches!(code, Some(0 | NEEDS_A_PERSON)), "{code:?}");
    Store::open_read_only(&engagement.current("unified.duckdb")).unwrap()
}

/// People of both lines whose records became one customer, all people of both lines, and customers
/// that hold two people.
fn linked(engagement: &Engagement, store: &Store) -> (usize, usize, usize) {
    let read = |row: &sameboat_store::Row<'_>| -> SqlResult<((String, String), String)> {
        Ok(((row.get(0)?, row.get(1)?), row.get(2)?))
    };
    let sql = "SELECT source, record_key, customer_id FROM crosswalk";
    let customer_of: BTreeMap<(String, String), String> =
        store.query(sql, [], read).unwrap().into_iter().collect();
    let mut reader = csv::Reader::from_path(engagement.path.join("truth.csv")).unwrap();
    let mut people: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut customers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in reader.records().map(Result::unwrap) {
        let customer = customer_of[&(row[1].to_owned(), row[2].to_owned())].clone();
        customers.entry(customer.clone()).or_default().push(row[3].to_owned());
        people.entry(row[3].to_owned()).or_default().push((row[0].to_owned(), customer));
    }
    let both =
        |records: &&Vec<(String, String)>| records.iter().any(|(line, _)| *line != records[0].0);
    let one = |records: &&Vec<(String, String)>| records.iter().all(|(_, id)| *id == records[0].1);
    let mixed = customers.values().filter(|people| people.iter().any(|p| *p != people[0])).count();
    let shared = people.values().filter(both).count();
    (people.values().filter(both).filter(one).count(), shared, mixed)
}

#[test]
fn every_pile_runs_without_an_edit_and_finds_the_customers_of_both_lines() {
    for system in SYSTEMS {
        let engagement = Engagement::pile(system);
        let store = run(&engagement);
        assert_eq!(number(&store, "SELECT count(*) FROM quarantine"), 0, "{system}");
        let lost = "SELECT count(*) FROM contact WHERE customer_id IS NULL";
        assert_eq!(number(&store, lost), 0, "{system}");
        let (linked, shared, mixed) = linked(&engagement, &store);
        assert_eq!(shared, 40, "{system}");
        assert!(linked >= 38, "{system}: {linked} of {shared}");
        assert_eq!(mixed, 0, "{system}");
    }
}

/// Each customer of a run: its records by file and key.
fn customers(store: &Store) -> BTreeSet<String> {
    texts(
        store,
        "SELECT string_agg(f.file || ' ' || c.record_key, ', ' ORDER BY f.file, c.record_key) \
         FROM crosswalk c JOIN source_file f USING (source) GROUP BY c.customer_id",
    )
}

#[test]
fn init_and_run_of_every_pile_without_an_edit_give_the_same_customers() {
    for system in SYSTEMS {
        let by_hand = Engagement::pile(system);
        let bare = Engagement::empty();
        for line in ["product", "financing"] {
            bare.copy(&by_hand.path.join(line), line);
        }
        sameboat().arg("init").arg(&bare.path).assert().success();
        let (by_hand, bare) = (run(&by_hand), run(&bare));
        assert_eq!(customers(&by_hand), customers(&bare), "{system}");
        for lost in [
            "SELECT count(*) FROM quarantine",
            "SELECT count(*) FROM contact WHERE customer_id IS NULL",
        ] {
            assert_eq!(number(&bare, lost), 0, "{system}: {lost}");
        }
        let contacts = "SELECT count(*) FROM contact";
        assert_eq!(number(&bare, contacts), number(&by_hand, contacts), "{system}");
    }
}

/// The outcomes of the contacts that one file of a pile gives.
fn outcomes(engagement: &Engagement, file: &str) -> BTreeSet<String> {
    let store = run(engagement);
    let sql = format!(
        "SELECT DISTINCT coalesce(c.outcome, '') FROM contact_record c JOIN source_file f USING (source) \
         WHERE f.file = '{file}'"
    );
    texts(&store, &sql)
}

#[test]
fn codes_of_statuses_are_read_as_the_words_that_they_stand_for() {
    let engagement = Engagement::pile("dynamics");
    let path = engagement.path.join("product/incident.csv");
    let text = fs::read_to_string(&path).unwrap();
    let codes = ["1", "2", "3", "4", "5", "6", "1000", "100000001"];
    let rows = text.lines().enumerate().map(|(number, line)| {
        line.replace(".000Z,5,", &format!(".000Z,{},", codes[number % codes.len()]))
    });
    fs::write(&path, rows.collect::<Vec<_>>().join("\n")).unwrap();
    let words = [
        "100000001",
        "Canceled",
        "In Progress",
        "Information Provided",
        "On Hold",
        "Problem Solved",
        "Researching",
        "Waiting for Details",
    ];
    assert_eq!(outcomes(&engagement, "product/incident.csv"), words.map(str::to_owned).into());

    // What an export of ours says.
    let own = text.replacen(",statuscode,", ",Status,", 1).replace(".000Z,5,", ".000Z,Active,");
    fs::write(&path, own).unwrap();
    assert_eq!(outcomes(&engagement, "product/incident.csv"), ["Active".to_owned()].into());

    let engagement = Engagement::pile("hubspot");
    let file = "product/hubspot-crm-exports-all-tickets.csv";
    let path = engagement.path.join(file);
    let text = fs::read_to_string(&path).unwrap();
    let staged = text
        .replacen("\"Ticket status\"", "\"hs_pipeline_stage\"", 1)
        .replace("Pipeline\",\"New\"", "Pipeline\",\"3\"")
        .replace("Pipeline\",\"Closed\"", "Pipeline\",\"4\"");
    fs::write(&path, staged).unwrap();
    let words = outcomes(&engagement, file);
    assert!(words.contains("Waiting on us") && words.contains("Closed"), "{words:?}");
    assert!(!words.contains("3") && !words.contains("4"), "{words:?}");
}

#[test]
fn an_earlier_merge_links_unless_a_person_decides_otherwise() {
    let engagement = Engagement::pile("salesforce");
    let store = run(&engagement);
    let merges = "SELECT count(*) FROM link_pair WHERE decision = 'linked' \
                  AND evidence LIKE 'earlier merge in source product_contacts%'";
    assert_eq!(number(&store, merges), 6);
    let pair = "SELECT record_key, merged_into FROM customer_record \
                WHERE merged_into IS NOT NULL ORDER BY 1 LIMIT 1";
    let read = |row: &sameboat_store::Row<'_>| -> SqlResult<(String, String)> {
        Ok((row.get(0)?, row.get(1)?))
    };
    let (loser, survivor) = store.query_one(pair, [], read).unwrap();
    let same = format!(
        "SELECT count(DISTINCT customer_id) FROM crosswalk \
         WHERE record_key IN ('{loser}', '{survivor}')"
    );
    assert_eq!(number(&store, &same), 1);
    let names = [&loser, &survivor].map(|key| format!("product_contacts:{key}"));
    let told = sameboat().arg("explain").arg(&engagement.path).args(&names).assert();
    let told = String::from_utf8(told.success().get_output().stdout.clone()).unwrap();
    assert!(told.contains("earlier merge in source product_contacts"), "{told}");
    drop(store);
    fs::create_dir_all(engagement.path.join("decisions")).unwrap();
    let decision = format!(
        "left_source,left_key,right_source,right_key,judgement,decided_by,decided_on,reason\n\
         product_contacts,{loser},product_contacts,{survivor},negative,test,2027-01-04,\n"
    );
    fs::write(engagement.path.join("decisions/matches.csv"), decision).unwrap();
    let store = run(&engagement);
    assert_eq!(number(&store, &same), 2);
    assert_eq!(number(&store, merges), 5);
}

//! The demo engagement from its files to its report, against its truth.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::world::{demo_source, demo_store, number, published_demo, sameboat, texts};

fn scores() -> Value {
    let assert = sameboat().args(["evaluate", "--json"]).arg(published_demo()).assert().success();
    serde_json::from_slice(&assert.get_output().stdout).unwrap()
}

fn f1(counts: &Value) -> f64 {
    let of = |name: &str| counts[name].as_f64().unwrap();
    2.0 * of("true_pairs") / (of("found_pairs") + of("actual_pairs"))
}

/// Rows of one of the demo's truth files, by column name.
fn truth(file: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let text = fs::read_to_string(demo_source().join("truth").join(file)).unwrap();
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let places: Vec<usize> =
        columns.iter().map(|name| header.iter().position(|found| found == name).unwrap()).collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            places.iter().map(|place| cells[*place].to_owned()).collect()
        })
        .collect()
}

#[test]
fn customers_are_found_across_and_within_lines() {
    let scores = scores();
    let (cross, within) = (f1(&scores["cross_line"]), f1(&scores["within_line"]));
    assert!(cross >= 0.97, "cross-line F1 {cross}");
    assert!(within >= 0.97, "within-line F1 {within}");
}

#[test]
fn household_members_stay_two_customers() {
    let scores = scores();
    let households = &scores["households"];
    let all = households["households"].as_f64().unwrap();
    let merged = households["with_merged_members"].as_f64().unwrap();
    assert!(all >= 100.0, "too few households to say: {all}");
    assert!(merged / all <= 0.01, "{merged} of {all}");
}

#[test]
fn every_row_of_every_source_is_accepted_quarantined_or_excluded() {
    let store = demo_store();
    let open = "SELECT count(*) FROM (
        SELECT source,
               sum(row_count) FILTER (measure = 'read') AS rows_read,
               sum(row_count) FILTER (measure <> 'read') AS accounted
        FROM control_total WHERE stage = 'ingest' GROUP BY source)
        WHERE rows_read IS DISTINCT FROM accounted OR rows_read = 0";
    assert_eq!(number(&store, open), 0);
    let sources = "SELECT count(DISTINCT source) FROM control_total WHERE stage = 'ingest'";
    assert_eq!(number(&store, sources), number(&store, "SELECT count(*) FROM source_file"));
}

#[test]
fn accepted_rows_are_the_rows_of_the_record_tables() {
    let store = demo_store();
    for entity in ["customer", "contact", "agreement", "agent", "procedure", "money"] {
        let accepted = format!(
            "SELECT coalesce(sum(row_count), 0)::BIGINT FROM control_total c \
             JOIN source_file f USING (source) \
             WHERE c.stage = 'ingest' AND measure = 'accepted' AND f.entity = '{entity}'"
        );
        let rows = format!("SELECT count(*) FROM {entity}_record");
        assert_eq!(number(&store, &accepted), number(&store, &rows), "{entity}");
    }
}

#[test]
fn every_defect_of_the_truth_is_accounted_for_where_it_stands() {
    let store = demo_store();
    let places = |table: &str| {
        let place = "source || '|' || coalesce(sheet, '') || '|' || row_number";
        texts(&store, &format!("SELECT {place} FROM {table}"))
    };
    let (refused, set_aside) = (places("quarantine"), places("value_issue"));
    let mut repeated = 0;
    for row in truth("broken_rows.csv", &["source", "sheet", "row_number", "defect"]) {
        let place = row[..3].join("|");
        match row[3].as_str() {
            "repeated row" => repeated += 1,
            "impossible date" => assert!(set_aside.contains(&place), "{}", row.join(" ")),
            _ => assert!(refused.contains(&place), "{}", row.join(" ")),
        }
    }
    let left_out = "SELECT sum(row_count)::BIGINT FROM control_total \
                    WHERE measure = 'excluded: repeated row'";
    assert_eq!(number(&store, left_out), repeated);
}

#[test]
fn procedures_that_the_truth_holds_the_same_are_matched() {
    let store = demo_store();
    let found = texts(
        &store,
        "SELECT left_key || '|' || right_key FROM procedure_match \
         WHERE relation IN ('same', 'related')",
    );
    let known: BTreeSet<String> = truth("procedures.csv", &["product_key", "financing_key"])
        .into_iter()
        .map(|row| row.join("|"))
        .collect();
    let right = known.intersection(&found).count() as f64;
    let f1 = 2.0 * right / (known.len() + found.len()) as f64;
    assert!(f1 >= 0.9, "F1 {f1}: {found:?}");
}

#[test]
fn the_planted_rule_conflicts_are_found() {
    let store = demo_store();
    let found = texts(
        &store,
        "SELECT DISTINCT left_key || '|' || right_key || '|' || kind FROM rule_conflict WHERE open",
    );
    let planted: BTreeSet<String> =
        truth("conflicts.csv", &["product_key", "financing_key", "rule_kind", "class"])
            .into_iter()
            .filter(|row| ["tighter", "looser", "contradictory"].contains(&row[3].as_str()))
            .map(|row| row[..3].join("|"))
            .collect();
    let missed: Vec<&String> = planted.difference(&found).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn every_contact_is_still_there_and_most_know_their_customer() {
    let store = demo_store();
    let contacts = number(&store, "SELECT count(*) FROM contact");
    assert!(contacts >= 20_000, "{contacts}");
    assert_eq!(contacts, number(&store, "SELECT count(*) FROM contact_record"));
    let known = number(&store, "SELECT count(*) FROM contact WHERE customer_id IS NOT NULL");
    assert!(known * 100 >= contacts * 90, "{known} of {contacts}");
}

#[test]
fn a_refusal_in_one_line_binds_both() {
    let store = demo_store();
    let broken = "SELECT count(*) FROM crosswalk x
        JOIN customer_record r USING (line, source, record_key)
        JOIN customer c USING (customer_id)
        WHERE r.consent_phone = false AND c.consent_phone IS DISTINCT FROM false";
    assert_eq!(number(&store, broken), 0);
    let suppressed = "SELECT count(*) FROM suppression WHERE channel = 'phone'";
    let refused = "SELECT count(*) FROM customer WHERE consent_phone = false";
    assert_eq!(number(&store, suppressed), number(&store, refused));
    assert!(number(&store, refused) > 0);
}

#[test]
fn five_phases_have_work_packages_gates_and_dates_within_ten_months() {
    let store = demo_store();
    assert_eq!(number(&store, "SELECT count(*) FROM phase"), 5);
    let bare = "SELECT count(*) FROM phase p
        WHERE NOT EXISTS (SELECT 1 FROM work_package w WHERE w.phase = p.phase)
           OR NOT EXISTS (SELECT 1 FROM gate g WHERE g.phase = p.phase)
           OR starts_on IS NULL OR ends_on < starts_on";
    assert_eq!(number(&store, bare), 0);
    let outside = "SELECT count(*) FROM work_package
        WHERE starts_on < DATE '2027-01-04' OR ends_on >= DATE '2027-11-04'";
    assert_eq!(number(&store, outside), 0);
}

#[test]
fn every_figure_names_the_tables_it_was_counted_from_and_they_exist() {
    let store = demo_store();
    let tables: BTreeSet<String> = store.table_names().unwrap().into_iter().collect();
    for origin in texts(&store, "SELECT DISTINCT origin FROM metric") {
        for table in origin.split([',', ';']).map(str::trim) {
            assert!(tables.contains(table), "`{table}` of `{origin}` is no table");
        }
    }
}

//! `sameboat explain`.

use std::fs;

use sameboat_store::Store;
use serde_json::Value;

use crate::world::{Engagement, NEEDS_A_PERSON, published_demo, sameboat};

/// A text from the published crosswalk.
fn from_crosswalk(select: &str, having: &str) -> Vec<String> {
    let crosswalk = published_demo().join("runs/current/tables/crosswalk.parquet");
    let sql = format!(
        "SELECT {select} FROM '{}' GROUP BY customer_id HAVING {having} ORDER BY 1 LIMIT 1",
        crosswalk.display()
    );
    let store = Store::in_memory().unwrap();
    let found = store.query(&sql, [], |row| row.get::<_, String>(0)).unwrap();
    found[0].split(' ').map(str::to_owned).collect()
}

/// Two records of one customer, of both lines.
fn known_to_both() -> Vec<String> {
    let first = |line: &str| format!("min(source || ':' || record_key) FILTER (line = '{line}')");
    let select = format!("{} || ' ' || {}", first("product"), first("financing"));
    from_crosswalk(&select, "count(DISTINCT line) = 2")
}

fn explained(of: &[&str]) -> Value {
    let command = sameboat().arg("explain").arg(published_demo()).args(of).arg("--json").assert();
    serde_json::from_slice(&command.success().get_output().stdout).unwrap()
}

#[test]
fn the_evidence_of_a_pair_adds_up_to_its_probability() {
    let of = known_to_both();
    let pair = &explained(&[&of[0], &of[1]])["pair"];
    let number = |name: &str| pair[name].as_f64().unwrap();
    let evidence = pair["evidence"].as_array().unwrap().iter();
    let sum: f64 = evidence.map(|one| one["match_weight"].as_f64().unwrap()).sum();
    let odds = number("prior_weight") + sum + number("dependence_weight");
    let probability = 1.0 / (1.0 + (-odds).exp2());
    assert!((probability - number("probability")).abs() < 1e-3, "{probability} {pair}");
    assert!(!pair["proposed_by"].as_array().unwrap().is_empty());
}

#[test]
fn a_pair_is_shown_as_a_waterfall_without_anybody_s_data() {
    let of = known_to_both();
    let shown = sameboat().arg("explain").arg(published_demo()).args(of).assert();
    let shown = String::from_utf8(shown.success().get_output().stdout.clone()).unwrap();
    for part in ["before anything is compared", "together (log2 odds)", "Probability", "█"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains('@'), "{shown}");
}

#[test]
fn a_customer_is_shown_with_its_weakest_link() {
    let id = from_crosswalk("customer_id", "count(*) > 2").remove(0);
    let customer = &explained(&[&id])["customer"];
    assert_eq!(customer["customer"], id);
    let weakest = &customer["weakest"];
    let parts = weakest["would_part"].as_array().unwrap().len();
    assert!((1..customer["records"].as_array().unwrap().len()).contains(&parts));
    assert!(weakest["mean_weight"].as_f64() >= weakest["threshold_weight"].as_f64());
}

#[test]
fn a_customer_is_found_by_one_of_its_records() {
    let of = known_to_both();
    let customer = &explained(&[&of[1]])["customer"];
    assert_eq!(customer, &explained(&[customer["customer"].as_str().unwrap()])["customer"]);
    let records = customer["records"].as_array().unwrap().iter();
    let mut names = records.map(|r| format!("{}:{}", r["source"], r["key"]).replace('"', ""));
    assert!(names.any(|name| name == of[1]));
}

#[test]
fn a_customer_is_found_by_a_key_that_begins_as_ids_do() {
    let engagement = Engagement::small();
    let file = engagement.path.join("data/financing/kunden.csv");
    let text = fs::read(&file).unwrap();
    let row = text.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    fs::write(&file, [&text[..row], b"C-", &text[row..]].concat()).unwrap();
    let key = String::from_utf8(text[row..].split(|byte| *byte == b';').next().unwrap().to_vec());
    let key = format!("C-{}", key.unwrap());
    engagement.run(&[]).code(NEEDS_A_PERSON);
    let shown = sameboat().arg("explain").arg(&engagement.path).args([&key, "--json"]).assert();
    let customer: Value = serde_json::from_slice(&shown.success().get_output().stdout).unwrap();
    let mut records = customer["customer"]["records"].as_array().unwrap().iter();
    assert!(records.any(|record| record["key"] == *key), "{key}: {customer}");
}

#[test]
fn a_record_is_found_whether_or_not_its_key_has_leading_zeros() {
    let of = known_to_both();
    for name in &of {
        let (source, key) = name.split_once(':').unwrap();
        let customer = explained(&[name]);
        for other in [format!("000{key}"), key.trim_start_matches('0').to_owned()] {
            assert_eq!(explained(&[&format!("{source}:{other}")]), customer, "{name}");
        }
    }
}

#[test]
fn the_key_that_is_not_there_is_named() {
    let of = known_to_both();
    let unknown = [&of[0], "product_customers:nobody"];
    let refused = sameboat().arg("explain").arg(published_demo()).args(unknown).assert().code(1);
    let said = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
    assert!(said.contains("\"product_customers:nobody\""), "{said}");
}

#[test]
fn what_is_not_there_is_said_so() {
    let unknown =
        [vec!["product_customers:nobody", "x"], vec!["C-NOBODY"], vec!["product_customers:nobody"]];
    for of in unknown {
        let refused = sameboat().arg("explain").arg(published_demo()).args(&of).assert().code(1);
        let said = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
        assert!(said.contains("no customer"), "{said}");
    }
}

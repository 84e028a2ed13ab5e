//! Banking data stays with the line that it comes from, wherever a run writes.

use std::fs;

use sameboat_store::Store;

use crate::export::{CANARY, contents, files_below, plant_canaries};
use crate::world::{Engagement, NEEDS_A_PERSON, number, sameboat};

/// An engagement whose regulated amounts are known by their digits, also in a cell that is no number
/// and in a row that is torn apart.
fn planted() -> Engagement {
    let engagement = Engagement::small();
    assert!(plant_canaries(&engagement) > 300);
    let path = engagement.path.join("data/financing/kunden.csv");
    let mut bytes = fs::read(&path).unwrap();
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap();
    let columns = header.split(|byte| *byte == b';').count();
    let empty = ";".repeat(columns - 5);
    bytes.extend(format!("\n0008000001;NP{empty};about {CANARY}99;0;0\n").into_bytes());
    bytes.extend(format!("0008000002;{CANARY}98\n").into_bytes());
    fs::write(&path, bytes).unwrap();
    engagement
}

fn says(text: &str) -> bool {
    let digits: String = text.chars().filter(|c| !".,' \u{a0}".contains(*c)).collect();
    digits.contains(CANARY)
}

#[test]
fn no_regulated_value_is_in_what_both_lines_get_of_a_run() {
    let engagement = planted();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    let run = fs::canonicalize(engagement.current("")).unwrap();
    let own = ["unified.duckdb", "regulated"].map(|name| run.join(name));
    let mut looked_at = 0;
    for file in files_below(&run) {
        if own.iter().any(|own| file.starts_with(own)) {
            continue;
        }
        looked_at += 1;
        assert!(!says(&contents(&file)), "{} holds a regulated value", file.display());
    }
    assert!(looked_at > 100, "only {looked_at} files");
    // What the other line does not get is there for the own one, with what was refused.
    for table in ["customer_record", "quarantine", "value_issue"] {
        for file in [format!("regulated/{table}.parquet"), format!("regulated/{table}.csv")] {
            assert!(says(&contents(&run.join(&file))), "{file}");
        }
    }
    let columns = contents(&run.join("regulated/customer_record.csv"));
    assert!(columns.starts_with("line,source,sheet,row_number,record_key,"), "{}", &columns[..80]);
    assert!(!columns.lines().next().unwrap().contains("surname"));
}

#[test]
fn a_column_of_banking_that_a_preset_leaves_over_stays_with_its_line() {
    let engagement = Engagement::pile("salesforce");
    let path = engagement.path.join("financing/Contacts report.csv");
    let text = fs::read_to_string(&path).unwrap().replace("Credit Score", "Net_Income__c");
    let (header, rows) = text.split_once('\n').unwrap();
    let rows = rows.lines().map(|row| {
        let (row, _) = row.rsplit_once(';').unwrap();
        format!("{row};{CANARY}.63\n")
    });
    fs::write(&path, format!("{header}\n{}", rows.collect::<String>())).unwrap();
    let told = engagement.run(&[]).code(NEEDS_A_PERSON);
    let told = String::from_utf8_lossy(&told.get_output().stdout).into_owned();
    assert!(told.contains("the names speak of banking: `Net_Income__c`"), "{told}");
    let run = fs::canonicalize(engagement.current("")).unwrap();
    for file in ["tables", "csv", "report"].iter().flat_map(|folder| files_below(&run.join(folder)))
    {
        assert!(!says(&contents(&file)), "{} holds a regulated value", file.display());
    }
    assert!(says(&contents(&run.join("regulated/customer_record.csv"))));
}

#[test]
fn no_regulated_value_is_printed_or_shown_to_those_who_label() {
    let engagement = planted();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    let store = Store::open_read_only(&engagement.current("unified.duckdb")).unwrap();
    let customer: String = store
        .query_one("SELECT min(customer_id) FROM customer WHERE record_count > 1", [], |r| r.get(0))
        .unwrap();
    drop(store);
    for arguments in [
        vec!["check"],
        vec!["check", "--json"],
        vec!["explain", &customer],
        vec!["evaluate", "--sample", "60"],
    ] {
        let output = sameboat()
            .arg(arguments[0])
            .arg(&engagement.path)
            .args(&arguments[1..])
            .arg("-v")
            .output()
            .unwrap();
        let printed = [output.stdout, output.stderr].concat();
        assert!(!says(&String::from_utf8_lossy(&printed)), "{arguments:?}");
    }
    let sample = contents(&engagement.path.join("decisions/sample.csv"));
    assert!(sample.contains("left_surname") && !says(&sample));
}

#[test]
fn the_policy_makes_further_fields_regulated_everywhere() {
    let engagement = Engagement::small();
    let path = engagement.path.join("sameboat.toml");
    let mut settings = fs::read_to_string(&path).unwrap();
    settings
        .push_str("\n[policy.regulated]\nfields = [\"customer.birth_date\"]\nmay_match = false\n");
    fs::write(&path, settings).unwrap();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    let store = Store::open_read_only(&engagement.current("unified.duckdb")).unwrap();
    assert_eq!(number(&store, "SELECT count(birth_date) FROM customer"), 0);
    assert!(number(&store, "SELECT count(birth_date) FROM customer_record") > 100);
    let compared = "SELECT count(*) FROM link_pair WHERE evidence LIKE '%birth%'";
    assert_eq!(number(&store, compared), 0, "linkage has compared them");
    let shared = contents(&engagement.current("tables/customer_record.parquet"));
    assert!(!shared.contains("\"birth_date\":\"19"), "a birth date is in tables/");

    let settings = fs::read_to_string(&path).unwrap().replace("birth_date", "record_key");
    fs::write(&path, settings).unwrap();
    let refused = engagement.run(&[]).code(1);
    let text = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(text.contains("cannot be regulated"), "{text}");
}

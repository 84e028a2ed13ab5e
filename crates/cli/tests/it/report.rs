//! The demo's report, as people see it.

use std::fs;
use std::process::Command;

use crate::browser::chromium;
use crate::world::{demo_store, published_demo};

fn page() -> String {
    fs::read_to_string(published_demo().join("runs/current/report/index.html")).unwrap()
}

#[test]
fn the_page_names_all_five_phases() {
    let page = page();
    for phase in [
        "Physical integration",
        "Strategic communication",
        "Alignment of operative procedures",
        "Training",
        "Go-live and continuous follow-up",
    ] {
        assert!(page.contains(phase), "{phase}");
    }
}

#[test]
fn the_page_asks_nothing_of_the_network() {
    let page = page().replace("http://www.w3.org/2000/svg", "");
    for outside in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

/// Names, e-mails and phone numbers of the demo's customers, or values of regulated fields, in a
/// page for the steering committee would be a breach.
#[test]
fn no_customer_is_named_in_the_page() {
    let page = page();
    let sql = "SELECT DISTINCT unnest([email, phone, mobile, given_name || ' ' || surname]) AS value \
               FROM customer_record";
    let store = demo_store();
    let values: Vec<Option<String>> = store.query(sql, [], |row| row.get(0)).unwrap();
    let shown: Vec<&String> = values
        .iter()
        .flatten()
        .filter(|value| value.len() > 8 && value.trim().contains(['@', ' ', '+']))
        .filter(|value| page.contains(value.as_str()))
        .collect();
    assert!(shown.is_empty(), "{} values, such as one of length {}", shown.len(), shown[0].len());
}

/// An example, the sum of its steps, its last probability, and the pair's probability and decision.
type Example = (String, f64, f64, f64, String);

/// The steps of each example, which come from a linkage of real files, add up to what the pair was
/// given; the page draws them.
#[test]
fn waterfalls_add_up_to_the_probability_of_the_pair() {
    let sql = "SELECT example, sum(e.match_weight), arg_max(e.probability, position), \
               any_value(p.probability), any_value(decision) FROM link_example e \
               JOIN link_pair p USING (left_source, left_key, right_source, right_key) \
               GROUP BY example ORDER BY example";
    let read = |row: &sameboat_store::Row<'_>| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    };
    let examples: Vec<Example> = demo_store().query(sql, [], read).unwrap();
    let of: Vec<(&str, &str)> = examples.iter().map(|row| (&*row.0, &*row.4)).collect();
    assert_eq!(
        of,
        [
            ("strongest_apart", "distinct"),
            ("strongest_for_review", "review"),
            ("weakest_linked", "link")
        ]
    );
    for (example, odds, last, probability, _) in &examples {
        let sum = 1.0 / (1.0 + (-odds).exp2());
        assert!((sum - probability).abs() < 1e-6, "{example}: {sum} {probability}");
        assert!((last - probability).abs() < 1e-12, "{example}");
    }
    assert_eq!(page().matches("aria-label=\"Waterfall in bits: ").count(), 3);
}

#[test]
fn the_page_opens_in_a_browser_without_errors() {
    let Some(chromium) = chromium() else { return };
    let profile = tempfile::tempdir().unwrap();
    let page = published_demo().join("runs/current/report/index.html");
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}", page.canonicalize().unwrap().display()))
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&output.stdout);
    assert!(dom.contains("</svg>"), "the page has no chart");
    let log = String::from_utf8_lossy(&output.stderr);
    let errors: Vec<&str> = log.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

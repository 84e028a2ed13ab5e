//! What people decide about pairs beats the engine and survives re-runs.

use std::fs;

use sameboat_store::{SqlResult, Store};

use crate::world::{Engagement, NEEDS_A_PERSON};

type Key = (String, String);

/// Two records of the published run, by a query for left and right source and key.
fn pair(engagement: &Engagement, sql: &str) -> (Key, Key) {
    let store = Store::open_read_only(&engagement.current("unified.duckdb")).unwrap();
    let read = |row: &sameboat_store::Row<'_>| -> SqlResult<(Key, Key)> {
        Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)))
    };
    store.query_one(sql, [], read).unwrap()
}

fn customer(engagement: &Engagement, record: &Key) -> String {
    let store = Store::open_read_only(&engagement.current("unified.duckdb")).unwrap();
    let sql = "SELECT customer_id FROM crosswalk WHERE source = ? AND record_key = ?";
    store.query_one(sql, [&record.0, &record.1], |row| row.get(0)).unwrap()
}

fn decide(engagement: &Engagement, rows: &[(&Key, &Key, &str)]) {
    let mut text = String::from(
        "left_source,left_key,right_source,right_key,judgement,decided_by,decided_on,reason\n",
    );
    for (left, right, judgement) in rows {
        let keys = [&left.0, &left.1, &right.0, &right.1].map(String::as_str).join(",");
        text.extend([keys.as_str(), ",", judgement, ",test,2027-01-04,\n"]);
    }
    fs::create_dir_all(engagement.path.join("decisions")).unwrap();
    fs::write(engagement.path.join("decisions/matches.csv"), text).unwrap();
}

#[test]
fn a_decision_separates_what_the_engine_linked_and_links_what_it_kept_apart() {
    let engagement = Engagement::small();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    let linked = pair(
        &engagement,
        "SELECT left_source, left_key, right_source, right_key FROM link_pair \
         WHERE decision = 'link' AND left_line <> right_line \
         AND (left_source, left_key) IN ( \
             SELECT (source, record_key) FROM crosswalk JOIN customer USING (customer_id) \
             WHERE record_count = 2) \
         ORDER BY ALL LIMIT 1",
    );
    let apart = pair(
        &engagement,
        "SELECT a.source, a.record_key, b.source, b.record_key \
         FROM crosswalk a JOIN crosswalk b ON a.customer_id < b.customer_id \
         JOIN customer_record x ON x.source = a.source AND x.record_key = a.record_key \
         JOIN customer_record y ON y.source = b.source AND y.record_key = b.record_key \
         WHERE x.kind = 'person' AND y.kind = 'person' \
         ORDER BY ALL LIMIT 1",
    );
    decide(&engagement, &[(&linked.0, &linked.1, "negative"), (&apart.0, &apart.1, "positive")]);
    for _ in 0..2 {
        engagement.run(&["--force"]).code(NEEDS_A_PERSON);
        assert_ne!(customer(&engagement, &linked.0), customer(&engagement, &linked.1));
        assert_eq!(customer(&engagement, &apart.0), customer(&engagement, &apart.1));
    }
}

#[test]
fn a_decision_that_cannot_be_read_is_shown_with_its_row() {
    let engagement = Engagement::small();
    let (left, right) = (("a".into(), "1".into()), ("b".into(), "2".into()));
    decide(&engagement, &[(&left, &right, "maybe")]);
    let assert = engagement.run(&[]).code(1);
    let shown = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(shown.contains("matches.csv, row 2") && shown.contains("positive"), "{shown}");
}

//! Every row of any file is accounted for.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::engagement::Engagement;

const MAPPING: &str = r#"
entity = "contact"
[fields]
record_key = "id"
started_at = "at"
direction = "direction"
channel = { column = "channel", lookup = { c = "call" }, default = "email" }
wait_seconds = "wait"
promise_kept = "kept"
[[exclude]]
rule = "totals row"
column = "id"
equals = "Total"
"#;

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-c]?[0-9]{1,2}",
        1 => Just("2025-05-01".to_owned()),
        1 => Just("inbound".to_owned()),
        1 => Just("Total".to_owned()),
        1 => any::<String>(),
        1 => "[\"';,\t\r\n\u{0}a ]{0,6}",
    ]
}

fn file() -> impl Strategy<Value = String> {
    let row = prop::collection::vec(cell(), 0..9).prop_map(|cells| cells.join(";"));
    let good = (0..20u8).prop_map(|id| format!("{id};2025-05-0{};inbound;c;12;ja", id % 9 + 1));
    let line = prop_oneof![good, row];
    let end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    (prop::collection::vec(line, 0..40), end)
        .prop_map(|(rows, end)| format!("id;at;direction;channel;wait;kept{end}{}", rows.join(end)))
}

/// Counts that the tables, the totals and the summary must agree on.
fn check<T: AsRef<[u8]>>(files: &[T]) -> Result<(), TestCaseError> {
    let mapping = MAPPING.replace("[fields]", "[read]\ndelimiter = \";\"\n[fields]");
    let engagement = files
        .iter()
        .enumerate()
        .fold(Engagement::new(), |all, (n, file)| all.file(&format!("s{n}"), file, &mapping));
    let ingested = engagement.ingest();
    for summary in &ingested.summary.sources {
        let excluded: u64 = summary.excluded.iter().map(|(_, count)| count).sum();
        prop_assert_eq!(summary.read, summary.accepted + summary.quarantined + excluded);
        let count = |table: &str| {
            let sql = format!("SELECT count(*) FROM {table} WHERE source = '{}'", summary.source);
            ingested.store.query_one(&sql, [], |row| row.get::<_, u64>(0)).unwrap()
        };
        prop_assert_eq!(count("contact_record"), summary.accepted);
        prop_assert_eq!(count("quarantine"), summary.quarantined);
        prop_assert_eq!(count("value_issue"), summary.value_issues);
    }
    let twice = "SELECT source, row_number FROM (SELECT source, row_number FROM contact_record \
        UNION ALL SELECT source, row_number FROM quarantine) GROUP BY ALL HAVING count(*) > 1";
    prop_assert_eq!(ingested.rows(twice), Vec::<String>::new());
    let keys = "SELECT source, record_key FROM contact_record GROUP BY ALL HAVING count(*) > 1";
    prop_assert_eq!(ingested.rows(keys), Vec::<String>::new());
    Ok(())
}

proptest! {
    // Each case makes a store and reads many files.
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn every_row_is_accepted_quarantined_or_excluded(
        files in prop::collection::vec(file(), 16),
    ) {
        check(&files)?;
    }

    #[test]
    fn bytes_of_any_kind_are_accounted_for(
        files in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..400), 16),
    ) {
        let header = b"id;at;direction;channel;wait;kept\n".as_slice();
        let files: Vec<Vec<u8>> = files.iter().map(|rows| [header, rows].concat()).collect();
        check(&files)?;
    }

    #[test]
    fn the_order_of_good_rows_does_not_matter(order in Just((0..30).collect::<Vec<u32>>()).prop_shuffle()) {
        let mut text = "id;at;direction;channel;wait;kept\n".to_owned();
        for id in order {
            let _ = writeln!(text, "{id};2025-05-01 12:{id:02};inbound;c;{id};");
        }
        let ingested = Engagement::new().file("contacts", text, MAPPING).ingest();
        let rows = ingested.rows(
            "SELECT record_key, started_at, wait_seconds FROM contact_record \
             ORDER BY record_key::INTEGER",
        );
        let wanted: Vec<String> =
            (0..30).map(|id| format!("{id} | 2025-05-01 12:{id:02}:00 | {id}.0")).collect();
        prop_assert_eq!(rows, wanted);
    }
}

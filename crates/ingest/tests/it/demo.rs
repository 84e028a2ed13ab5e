//! The demo engagement against its list of broken rows.

use std::path::Path;

use sameboat_ingest::{IngestSummary, ingest};
use sameboat_model::Settings;
use sameboat_model::progress::Silent;
use sameboat_store::Store;

fn demo() -> (Store, IngestSummary) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/demo");
    let settings = Settings::read(&folder).unwrap();
    let store = Store::in_memory().unwrap();
    let summary = ingest(&folder, &settings, &store, &Silent).unwrap();
    let truth = folder.join("truth/broken_rows.csv").display().to_string().replace('\'', "''");
    store
        .execute(&format!("CREATE TABLE broken AS FROM read_csv('{truth}', all_varchar = true)"))
        .unwrap();
    (store, summary)
}

/// What ingest made of the rows and cells that the truth lists.
fn outcomes(store: &Store) -> Vec<(String, u64)> {
    let sql = "SELECT CASE WHEN q.source IS NOT NULL THEN 'quarantined' \
            WHEN i.source IS NOT NULL THEN 'set aside' \
            WHEN defect = 'repeated row' THEN 'repeated row' ELSE 'missed' END AS outcome, count(*) \
        FROM broken AS b \
        LEFT JOIN quarantine AS q ON q.source = b.source \
            AND q.sheet IS NOT DISTINCT FROM b.sheet AND q.row_number = b.row_number::BIGINT \
        LEFT JOIN value_issue AS i ON i.source = b.source \
            AND i.sheet IS NOT DISTINCT FROM b.sheet AND i.row_number = b.row_number::BIGINT \
            AND i.column_name = b.column_name \
        GROUP BY ALL ORDER BY ALL";
    store.query(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

#[test]
fn every_broken_row_of_the_demo_is_found_and_hardly_any_other_refused() {
    let (store, summary) = demo();
    let listed = store.count("broken").unwrap();
    let outcomes = outcomes(&store);
    assert!(outcomes.iter().all(|(outcome, _)| outcome != "missed"), "{outcomes:?}");
    assert_eq!(outcomes.iter().map(|(_, count)| count).sum::<u64>(), listed);
    let repeated = |(rule, _): &&(String, u64)| rule == "repeated row";
    let left_out: u64 = summary
        .sources
        .iter()
        .flat_map(|source| source.excluded.iter().filter(repeated))
        .map(|(_, count)| count)
        .sum();
    assert!(outcomes.contains(&("repeated row".to_owned(), left_out)), "{outcomes:?}");
    let refused: u64 = summary.sources.iter().map(|source| source.quarantined).sum();
    let read: u64 = summary.sources.iter().map(|source| source.read).sum();
    assert!(refused <= listed && read > 100 * refused, "{refused} of {read} rows were refused");
}

#[test]
fn each_source_of_the_demo_is_checksummed_and_adds_up() {
    let (store, summary) = demo();
    assert_eq!(store.count("source_file").unwrap(), summary.sources.len() as u64);
    let sums = "SELECT source, sum(CASE measure WHEN 'read' THEN row_count ELSE -row_count END) \
        FROM control_total WHERE stage = 'ingest' GROUP BY ALL HAVING sum(CASE measure \
        WHEN 'read' THEN row_count ELSE -row_count END) <> 0";
    let unbalanced: Vec<String> = store.query(sums, [], |row| row.get(0)).unwrap();
    assert_eq!(unbalanced, Vec::<String>::new());
}

//! What publishing a run would change, compared with the published one.

use sameboat_store::{RunFolder, SqlResult, Store, StoreError};
use serde::Serialize;

/// One figure before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What is counted.
    pub measure: String,
    /// In the published run; `None` if there is none, or it has no such table.
    pub before: Option<u64>,
    /// In this run.
    pub after: u64,
}

/// How a run differs from the published one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Figures that people follow from run to run.
    pub changes: Vec<Change>,
    /// Customer ids that the published run had.
    pub ids_before: u64,
    /// Of these, ids that are gone because their customer was merged into another.
    pub ids_merged: u64,
    /// Of these, ids that are gone because no record is left.
    pub ids_gone: u64,
    /// Customer ids that are new.
    pub ids_new: u64,
    /// Records that were already there and now belong to another customer.
    pub records_moved: u64,
}

/// What is counted, and how.
const MEASURES: [(&str, &str, &str); 8] = [
    ("customer records", "crosswalk", "SELECT count(*) FROM {db}crosswalk"),
    ("customers", "customer", "SELECT count(*) FROM {db}customer"),
    (
        "customers of both lines",
        "customer",
        "SELECT count(*) FROM {db}customer WHERE contains(lines, ';')",
    ),
    ("contacts", "contact", "SELECT count(*) FROM {db}contact"),
    ("rows in quarantine", "quarantine", "SELECT count(*) FROM {db}quarantine"),
    (
        "pairs to review",
        "link_pair",
        "SELECT count(*) FROM {db}link_pair WHERE decision = 'review'",
    ),
    (
        "rule conflicts to decide",
        "rule_conflict",
        "SELECT count(*) FROM {db}rule_conflict WHERE open",
    ),
    ("work packages", "work_package", "SELECT count(*) FROM {db}work_package"),
];

impl Difference {
    /// Compares `store` with the published run.
    pub fn between(store: &Store, previous: Option<&RunFolder>) -> Result<Self, StoreError> {
        let Some(previous) = previous else { return Self::first(store) };
        let file = previous.store_file()?;
        store.attach_read_only(file.path(), "previous")?;
        let compared = Self::compare(store);
        store.detach("previous")?;
        compared
    }

    /// The first run has nothing to be compared with.
    fn first(store: &Store) -> Result<Self, StoreError> {
        Ok(Self {
            changes: changes(store, &[])?,
            ids_new: store.count("customer")?,
            ..Self::default()
        })
    }

    fn compare(store: &Store) -> Result<Self, StoreError> {
        let tables: Vec<String> = store.query(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'previous'",
            [],
            |row| row.get(0),
        )?;
        let count = |sql: &str| store.query_one(sql, [], |row| row.get::<_, u64>(0));
        Ok(Self {
            changes: changes(store, &tables)?,
            ids_before: count("SELECT count(DISTINCT customer_id) FROM previous.crosswalk")?,
            ids_merged: count("SELECT count(*) FROM id_change WHERE change = 'merged'")?,
            ids_gone: count("SELECT count(*) FROM id_change WHERE change = 'gone'")?,
            ids_new: count(
                "SELECT count(DISTINCT customer_id) FROM crosswalk \
                 WHERE customer_id NOT IN (SELECT customer_id FROM previous.crosswalk)",
            )?,
            records_moved: count(
                "SELECT count(*) FROM crosswalk c \
                 JOIN previous.crosswalk p USING (source, record_key) \
                 WHERE c.customer_id <> p.customer_id",
            )?,
        })
    }

    /// Share of the published ids that this run no longer has, 0 to 1.
    pub fn share_of_ids_lost(&self) -> f64 {
        if self.ids_before == 0 {
            return 0.0;
        }
        (self.ids_merged + self.ids_gone) as f64 / self.ids_before as f64
    }
}

fn changes(store: &Store, tables_before: &[String]) -> Result<Vec<Change>, StoreError> {
    let count = |sql: &str, db: &str| {
        let sql = sql.replace("{db}", db);
        store.query_one(&sql, [], |row| -> SqlResult<u64> { row.get(0) })
    };
    let mut changes = Vec::new();
    for (measure, table, sql) in MEASURES {
        if !store.has_table(table)? {
            continue;
        }
        let had = tables_before.iter().any(|name| name == table);
        changes.push(Change {
            measure: measure.to_owned(),
            // An older sameboat may have had the table without the column: then nothing is known.
            before: if had { count(sql, "previous.").ok() } else { None },
            after: count(sql, "")?,
        });
    }
    Ok(changes)
}

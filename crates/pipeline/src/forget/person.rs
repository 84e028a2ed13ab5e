//! Whose records they are, over all kept runs.

use std::collections::BTreeSet;

use sameboat_store::erase::Person;
use sameboat_store::{RunFolder, Store, StoreError};

/// The person, as the runs know them.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) person: Person,
    /// Records that their systems had merged into the person's before: they are in no export now.
    pub(super) merged: BTreeSet<(String, String)>,
}

/// Finds a customer by id or by a record, in the first of the runs that has it. The runs come with
/// the published one first and then from the newest: what a newer one knows decides.
///
/// An older run may have linked the records with others. Those that a newer run knows are somebody
/// else's, or they would be linked there too; those that none knows are the person's, for all that
/// anybody can say now.
pub(super) fn find(runs: &[RunFolder], who: &str) -> Result<Option<Found>, StoreError> {
    let stores = runs.iter().map(RunFolder::open_read_only).collect::<Result<Vec<_>, _>>()?;
    let mut records = BTreeSet::new();
    for store in &stores {
        records = start(store, who)?;
        if !records.is_empty() {
            break;
        }
    }
    if records.is_empty() {
        return Ok(None);
    }
    for (place, store) in stores.iter().enumerate() {
        for (_, members) in store.clusters_of(&records, None)? {
            for (source, key) in members {
                if !is_known(&stores[..place], &source, &key)? {
                    records.insert((source, key));
                }
            }
        }
    }
    let mut found = Found::default();
    for store in &stores {
        for (id, members) in store.clusters_of(&records, None)? {
            if members.is_subset(&records) {
                found.person.customers.insert(id);
            }
        }
        found.merged.extend(merged(store, &records)?);
    }
    found.person.records = records;
    Ok(Some(found))
}

/// The records of the customer that a name means in one run.
fn start(store: &Store, who: &str) -> Result<BTreeSet<(String, String)>, StoreError> {
    let mut records = BTreeSet::new();
    if let Some((source, key)) = who.split_once(':')
        && store.has_customer_record(source, key)?
    {
        records.insert((source.to_owned(), key.to_owned()));
    }
    let id = records.is_empty().then_some(who);
    for (_, members) in store.clusters_of(&records, id)? {
        records.extend(members);
    }
    Ok(records)
}

fn is_known(stores: &[Store], source: &str, key: &str) -> Result<bool, StoreError> {
    for store in stores {
        if store.has_customer_record(source, key)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn merged(
    store: &Store,
    records: &BTreeSet<(String, String)>,
) -> Result<BTreeSet<(String, String)>, StoreError> {
    let mut merged = BTreeSet::new();
    if !store.has_table("customer_record")? {
        return Ok(merged);
    }
    let sql = "SELECT merged_from FROM customer_record \
               WHERE source = ? AND record_key = ? AND merged_from IS NOT NULL";
    for (source, key) in records {
        for list in store.query(sql, [source, key], |row| row.get::<_, String>(0))? {
            let keys = list.split(';').map(str::trim).filter(|key| !key.is_empty());
            merged.extend(keys.map(|key| (source.clone(), key.to_owned())));
        }
    }
    Ok(merged)
}

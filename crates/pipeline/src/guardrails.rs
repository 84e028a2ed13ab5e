//! What keeps a run from being published when nobody watches.

use sameboat_model::settings::PublishSettings;
use sameboat_store::{Store, StoreError};

use crate::difference::Difference;

/// Why the run must not be published; empty if it may.
pub fn check(
    settings: &PublishSettings,
    store: &Store,
    difference: &Difference,
) -> Result<Vec<String>, StoreError> {
    let mut refused = quarantined(settings, store)?;
    let lost = difference.share_of_ids_lost();
    if lost > settings.max_ids_lost {
        refused.push(format!(
            "{:.1} % of the published customer ids would be lost, {:.1} % are allowed \
             (publish.max_ids_lost)",
            lost * 100.0,
            settings.max_ids_lost * 100.0
        ));
    }
    Ok(refused)
}

fn quarantined(settings: &PublishSettings, store: &Store) -> Result<Vec<String>, StoreError> {
    let shares: Vec<(String, u64, u64)> = store.query(
        "SELECT source,
                coalesce(sum(row_count) FILTER (measure = 'quarantined'), 0)::UBIGINT,
                coalesce(sum(row_count) FILTER (measure = 'read'), 0)::UBIGINT
         FROM control_total WHERE stage = 'ingest' GROUP BY source ORDER BY source",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let over = shares
        .into_iter()
        .filter(|(_, refused, read)| *refused as f64 > settings.max_quarantined * (*read as f64));
    Ok(over
        .map(|(source, refused, read)| {
            format!(
                "{refused} of {read} rows of {source} are in quarantine, {:.1} % are allowed \
                 (publish.max_quarantined)",
                settings.max_quarantined * 100.0
            )
        })
        .collect())
}

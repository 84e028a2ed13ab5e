//! `sameboat check`: what each source holds, before anything else runs.
//!
//! The profile is of what ingest makes of the source, not of the raw file: the same reader and
//! parsers fill a store in memory, and questions are put to that store in SQL.

mod columns;
mod damage;
mod mask;
mod outcomes;
mod references;
mod times;
mod unlisted;
mod warnings;

pub(crate) use mask::{mask, veil};

use std::path::Path;

use sameboat_model::{Entity, Mapping, Progress, Settings};
use sameboat_store::{Store, StoreError, params};
use serde::Serialize;

use crate::error::IngestError;
use crate::stage::{REPEATED_ROW, SourceSummary, ingest};

/// What one source holds. Values are masked where they are personal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceProfile {
    /// The file, from the engagement's folder.
    pub file: String,
    /// Size in bytes.
    pub bytes: u64,
    /// How it was read and what became of its rows.
    #[serde(flatten)]
    pub summary: SourceSummary,
    /// The mapped fields.
    pub fields: Vec<FieldProfile>,
    /// Why rows would be refused: reason and rows, the most frequent first.
    pub refusals: Vec<(String, u64)>,
    /// Rows whose key an earlier row has, with other contents.
    pub clashing_keys: u64,
    /// Rows that say exactly what an earlier row says.
    pub repeated_rows: u64,
    /// Keys that point to nothing.
    pub orphans: Vec<Orphans>,
    /// What somebody should look at, in words.
    pub warnings: Vec<String>,
}

/// What one field holds, over the accepted rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldProfile {
    /// The canonical field.
    pub field: &'static str,
    /// The columns it comes from; none if it is a constant.
    pub columns: Vec<String>,
    /// Share of rows with a value, 0 to 1.
    pub filled: f64,
    /// Different values; approximate for large sources.
    pub distinct: u64,
    /// Cells that could not be read, or were damaged; without what a lookup lacks.
    pub issues: u64,
    /// The first and last date.
    pub range: Option<(String, String)>,
    /// A value on so many rows that it is most likely a placeholder.
    pub suspicious: Option<FrequentValue>,
}

/// A value that many rows have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrequentValue {
    /// The value, masked.
    pub value: String,
    /// The rows that have it.
    pub rows: u64,
}

/// Rows that point to a record that no source of the line has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Orphans {
    /// The field that points.
    pub field: &'static str,
    /// What it points to.
    pub to: &'static str,
    /// Rows with a key there.
    pub rows: u64,
    /// Of these, rows whose key is unknown.
    pub unknown: u64,
    /// Of these, rows whose key is known but for zeros that it begins with.
    pub but_for_zeros: u64,
}

/// Profiles every source of the engagement. Nothing is written.
pub fn check(
    engagement: &Path,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Vec<SourceProfile>, IngestError> {
    let store = Store::in_memory()?;
    store.never_swap()?;
    let summary = ingest(engagement, settings, &store, progress)?;
    let mut profiles = Vec::with_capacity(summary.sources.len());
    for (source, counts) in settings.sources.iter().zip(summary.sources) {
        let mapping = Mapping::of_source(engagement, &source.mapping)?.value;
        profiles.push(profile(&store, settings, &mapping, counts)?);
    }
    Ok(profiles)
}

fn profile(
    store: &Store,
    settings: &Settings,
    mapping: &Mapping,
    summary: SourceSummary,
) -> Result<SourceProfile, StoreError> {
    let source = &summary.source;
    let (file, bytes) = store.query_one(
        "SELECT file, bytes FROM source_file WHERE source = ?",
        params![source],
        |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)),
    )?;
    let refusals = refusals(store, source)?;
    let clashing_keys = refusals
        .iter()
        .filter(|(reason, _)| reason.starts_with(KEY_CLASH))
        .map(|(_, rows)| rows)
        .sum();
    let repeated_rows =
        summary.excluded.iter().find(|(rule, _)| rule == REPEATED_ROW).map_or(0, |(_, rows)| *rows);
    let mut profile = SourceProfile {
        file,
        bytes,
        fields: columns::profile(store, mapping, &summary)?,
        refusals,
        clashing_keys,
        repeated_rows,
        orphans: references::orphans(store, settings, mapping.entity, &summary)?,
        warnings: vec![],
        summary,
    };
    profile.warnings = warnings::warnings(&profile);
    profile.warnings.extend(profile.summary.withheld.iter().map(ToString::to_string));
    profile.warnings.extend(damage::warnings(store, settings, mapping, &profile.summary)?);
    profile.warnings.extend(profile.summary.beside.iter().map(ToString::to_string));
    profile.warnings.extend(profile.summary.left_of_procedures.iter().cloned());
    profile.warnings.extend(unlisted::warnings(store, mapping, &profile.summary)?);
    profile.warnings.extend(profile.summary.refusals_unread.iter().map(ToString::to_string));
    profile.warnings.extend(profile.summary.refusals_of_contacts.iter().map(ToString::to_string));
    profile.warnings.extend(outcomes::warning(store, &profile.summary)?);
    profile.warnings.extend(times::warning(store, mapping, &profile.summary)?);
    profile.warnings.extend(shared_keys(store, mapping.entity, &profile.summary)?);
    Ok(profile)
}

/// What the reason of a refused row begins with if its key is taken.
const KEY_CLASH: &str = "record_key already used";

/// Reasons and rows; the earlier row's number is left out of the reason.
fn refusals(store: &Store, source: &str) -> Result<Vec<(String, u64)>, StoreError> {
    store.query(
        &format!(
            "SELECT CASE WHEN starts_with(reason, '{KEY_CLASH}') THEN '{KEY_CLASH}' \
                 ELSE reason END AS why, count(*) AS row_count \
             FROM quarantine WHERE source = ? GROUP BY why ORDER BY row_count DESC, why"
        ),
        params![source],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Keys that another source of the line has as well: the same record exported twice, or two
/// systems that count on their own. Whatever points to such a key points to both.
fn shared_keys(
    store: &Store,
    entity: Entity,
    summary: &SourceSummary,
) -> Result<Option<String>, StoreError> {
    if !entity.has_own_key() {
        return Ok(None);
    }
    let table = entity.record_table();
    let sql = format!(
        "SELECT count(*), min(other.source) FROM {table} AS own JOIN {table} AS other \
         ON own.line = other.line AND own.record_key = other.record_key \
         AND own.source < other.source WHERE own.source = ?"
    );
    let (rows, other): (u64, Option<String>) =
        store.query_one(&sql, params![summary.source], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(other.map(|other| format!("keys that source `{other}` of the same line has too: {rows}")))
}

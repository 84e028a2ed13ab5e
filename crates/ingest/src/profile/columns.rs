//! What each mapped field of a source holds.

use sameboat_model::mapping::FieldMapping;
use sameboat_model::{FieldKind, FieldSpec, Mapping, Sensitivity};
use sameboat_store::schema::ingest::MENDED;
use sameboat_store::{Store, StoreError, params};

use super::mask::mask;
use super::{FieldProfile, FrequentValue};
use crate::row::NOT_LISTED;
use crate::stage::SourceSummary;

/// From so many rows on, different values are counted approximately.
const LARGE: u64 = 2_000_000;

/// Fields that hardly any two customers share: a value that many have says nothing.
const NEARLY_UNIQUE: [&str; 5] = ["birth_date", "email", "phone", "mobile", "identity_number"];

/// The profiles of the mapped fields, in the order of the model; without those whose optional columns
/// the export lacks.
pub(super) fn profile(
    store: &Store,
    mapping: &Mapping,
    summary: &SourceSummary,
) -> Result<Vec<FieldProfile>, StoreError> {
    let table = mapping.entity.record_table();
    let mut profiles = Vec::new();
    for spec in mapping.entity.fields() {
        let Some(field) = mapping.fields.get(spec.name) else { continue };
        let columns = columns_there(store, spec.name, summary)?;
        if columns.is_empty() && !field.columns.is_empty() && field.default.is_none() {
            continue;
        }
        let (rows, filled, distinct) = counts(store, &table, spec.name, summary)?;
        profiles.push(FieldProfile {
            field: spec.name,
            columns,
            filled: if rows == 0 { 0.0 } else { filled as f64 / rows as f64 },
            distinct,
            issues: issues(store, summary, field)?,
            range: range(store, &table, spec, summary)?,
            suspicious: suspicious(store, &table, spec, filled, summary)?,
        });
    }
    Ok(profiles)
}

/// The columns of a field that the export has.
fn columns_there(
    store: &Store,
    field: &str,
    summary: &SourceSummary,
) -> Result<Vec<String>, StoreError> {
    store.query(
        "SELECT unnest(string_split(columns, ';')) FROM source_field \
         WHERE source = ? AND field = ? AND columns <> ''",
        params![summary.source, field],
        |row| row.get(0),
    )
}

/// Rows, rows with a value, different values.
fn counts(
    store: &Store,
    table: &str,
    field: &str,
    summary: &SourceSummary,
) -> Result<(u64, u64, u64), StoreError> {
    let distinct = if summary.accepted > LARGE {
        format!("approx_count_distinct(\"{field}\")")
    } else {
        format!("count(DISTINCT \"{field}\")")
    };
    let sql =
        format!("SELECT count(*), count(\"{field}\"), {distinct} FROM {table} WHERE source = ?");
    store
        .query_one(&sql, params![summary.source], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Cells at fault: of alternatives the one that said something, else all columns together. What was
/// put right is no longer at fault, and what a lookup lacks can be read ([`super::unlisted`]).
fn issues(store: &Store, summary: &SourceSummary, field: &FieldMapping) -> Result<u64, StoreError> {
    let names =
        if field.alternatives { field.columns.clone() } else { vec![field.columns.join(" + ")] };
    let mut issues = 0;
    for name in names {
        issues += store.query_one(
            "SELECT count(*) FROM value_issue \
             WHERE source = ? AND column_name = ? AND what <> ? AND reason <> ?",
            params![summary.source, name, MENDED, NOT_LISTED],
            |row| row.get::<_, u64>(0),
        )?;
    }
    Ok(issues)
}

/// The first and the last day of a field of dates; the years where days are personal.
fn range(
    store: &Store,
    table: &str,
    spec: &FieldSpec,
    summary: &SourceSummary,
) -> Result<Option<(String, String)>, StoreError> {
    if !matches!(spec.kind, FieldKind::Date | FieldKind::Timestamp) {
        return Ok(None);
    }
    // The oldest customer's birth date is that customer's.
    let shown = if spec.sensitivity == Sensitivity::Open { "%Y-%m-%d" } else { "%Y" };
    let sql = format!(
        "SELECT strftime(min(\"{0}\"), '{shown}'), strftime(max(\"{0}\"), '{shown}') \
         FROM {table} WHERE source = ?",
        spec.name
    );
    let (first, last): (Option<String>, Option<String>) =
        store.query_one(&sql, params![summary.source], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(first.zip(last))
}

/// The most frequent value, if more rows have it than can share it.
fn suspicious(
    store: &Store,
    table: &str,
    spec: &FieldSpec,
    filled: u64,
    summary: &SourceSummary,
) -> Result<Option<FrequentValue>, StoreError> {
    /// A family shares a phone; a firm has a few numbers.
    const SHARED_BY: u64 = 10;
    /// One in so many rows, in large sources. Chance gives a birth date to about one in 20,000.
    const ONE_IN: u64 = 2_000;
    if !NEARLY_UNIQUE.contains(&spec.name) {
        return Ok(None);
    }
    let sql = format!(
        "SELECT \"{0}\"::VARCHAR, count(*) AS row_count FROM {table} \
         WHERE source = ? AND \"{0}\" IS NOT NULL GROUP BY 1 ORDER BY row_count DESC, 1 LIMIT 1",
        spec.name
    );
    let frequent = store.query(&sql, params![summary.source], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?))
    })?;
    let improbable = |(_, rows): &(String, u64)| *rows > SHARED_BY.max(filled / ONE_IN);
    Ok(frequent.into_iter().find(improbable).map(|(value, rows)| FrequentValue {
        // A date that so many share is nobody's.
        value: if spec.kind == FieldKind::Date { value } else { mask(&value) },
        rows,
    }))
}

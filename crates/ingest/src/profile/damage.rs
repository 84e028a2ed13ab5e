//! What spreadsheets and exports have destroyed on the way, seen in all values of a column together.
//! What shows in one value alone is an issue of that value.

use sameboat_model::{Entity, FieldKind, Mapping};
use sameboat_store::{Store, StoreError, params};

use super::warnings::rows;
use crate::stage::SourceSummary;

/// Warnings about a source's columns.
pub(super) fn warnings(
    store: &Store,
    mapping: &Mapping,
    summary: &SourceSummary,
) -> Result<Vec<String>, StoreError> {
    let mut warnings = Vec::new();
    let mapped = |field: &str| mapping.fields.contains_key(field);
    if mapping.entity == Entity::Customer {
        if mapped("postcode") {
            warnings.extend(short_postcodes(store, summary)?);
        }
        for phone in ["phone", "mobile"] {
            if mapped(phone) {
                warnings.extend(bare_phones(store, phone, summary)?);
            }
        }
    }
    for field in mapping.entity.fields() {
        if field.kind == FieldKind::Text && mapped(field.name) {
            warnings.extend(cut_off(store, mapping.entity, field.name, summary)?);
        }
    }
    Ok(warnings)
}

/// Postcodes of four digits in a country where most have five and none begins with a zero, although
/// about a tenth of them should (Germany, France, Spain, Italy).
fn short_postcodes(store: &Store, summary: &SourceSummary) -> Result<Option<String>, StoreError> {
    let sql = "SELECT coalesce(sum(four), 0)::BIGINT FROM (\
               SELECT count(*) FILTER (WHERE regexp_full_match(postcode, '[0-9]{4}')) AS four, \
                   count(*) FILTER (WHERE regexp_full_match(postcode, '[0-9]{5}')) AS five, \
                   count(*) FILTER (WHERE regexp_full_match(postcode, '0[0-9]{4}')) AS zero \
               FROM customer_record WHERE source = ? GROUP BY coalesce(country, '')) \
               WHERE five > 2 * four AND zero = 0";
    let short: i64 = store.query_one(sql, params![summary.source], |row| row.get(0))?;
    Ok((short > 0).then(|| {
        let short = rows(short as u64);
        format!("`postcode` has four digits, five elsewhere: leading zeros lost?: {short}")
    }))
}

/// Phones that are bare digits without a zero or a plus in front, where most others have one, or
/// where no phone has one.
fn bare_phones(
    store: &Store,
    field: &str,
    summary: &SourceSummary,
) -> Result<Option<String>, StoreError> {
    let sql = format!(
        "SELECT count(*) FILTER (WHERE regexp_full_match(\"{field}\", '[1-9][0-9]{{6,14}}')), \
             count(*) FILTER (WHERE regexp_matches(\"{field}\", '^\\(?[0+]')) \
         FROM customer_record WHERE source = ?"
    );
    let (bare, led): (i64, i64) =
        store.query_one(&sql, params![summary.source], |row| Ok((row.get(0)?, row.get(1)?)))?;
    // Without any other phone to compare with, a few bare ones may just be written that way.
    let notable = bare > 0 && (led > bare || (led == 0 && bare >= 20));
    Ok(notable.then(|| {
        format!("`{field}` begins with neither 0 nor +: leading zeros lost?: {}", rows(bare as u64))
    }))
}

/// Lengths at which programs cut texts off: fields of old databases, and the cells of spreadsheets.
const LIMITS: [u64; 4] = [255, 256, 4_000, 32_767];

/// Texts of exactly the length at which programs cut them off, in a column that has none longer.
fn cut_off(
    store: &Store,
    entity: Entity,
    field: &str,
    summary: &SourceSummary,
) -> Result<Option<String>, StoreError> {
    let sql = format!(
        "SELECT coalesce(max(length(\"{field}\")), 0)::BIGINT AS longest, \
             count(*) FILTER (WHERE length(\"{field}\") = (SELECT max(length(\"{field}\")) \
                 FROM {table} WHERE source = ?1)) \
         FROM {table} WHERE source = ?1",
        table = entity.record_table()
    );
    let (longest, cut): (i64, i64) =
        store.query_one(&sql, params![summary.source], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(LIMITS.contains(&(longest as u64)).then(|| {
        format!("`{field}` has {longest} characters, none more: cut off?: {}", rows(cut as u64))
    }))
}

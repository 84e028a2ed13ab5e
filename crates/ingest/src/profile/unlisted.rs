//! Words that the lookups of a mapping lack: what they say is lost, and if the field is required the row.

use sameboat_model::{FieldKind, Mapping, Sensitivity};
use sameboat_normalize::outcomes::{FEWEST, LISTED, is_status};
use sameboat_store::{Store, StoreError, params};

use super::warnings::rows;
use crate::row::NOT_LISTED;
use crate::stage::SourceSummary;

/// A warning of each column that has such words; they are named where they are no texts about somebody.
pub(super) fn warnings(
    store: &Store,
    mapping: &Mapping,
    summary: &SourceSummary,
) -> Result<Vec<String>, StoreError> {
    let mut warnings = vec![];
    for (table, what) in [("quarantine", ", and refused"), ("value_issue", "")] {
        let sql = format!(
            "SELECT column_name, value, count(*) AS row_count FROM {table} \
             WHERE source = ? AND reason = ? GROUP BY ALL ORDER BY column_name, row_count DESC, value"
        );
        let said = store.query(&sql, params![summary.source, NOT_LISTED], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, u64>(2)?))
        })?;
        for column in said.chunk_by(|one, other| one.0 == other.0) {
            let name = &column[0].0;
            let may_be_named = is_of_words(store, mapping, summary, name)?;
            let (mut all, mut unnamed, mut named) = (0, 0, vec![]);
            for (_, value, count) in column {
                all += count;
                let is_word = *count >= FEWEST && is_status(value);
                if may_be_named && is_word && named.len() < LISTED {
                    named.push(format!("`{value}` {}", rows(*count)));
                } else {
                    unnamed += count;
                }
            }
            if unnamed > 0 {
                named.push(format!("others {}", rows(unnamed)));
            }
            warnings.push(format!(
                "`{name}` not in the mapping's `lookup`{what}: {} ({})",
                rows(all),
                named.join(", ")
            ));
        }
    }
    Ok(warnings)
}

/// Whether all fields of a column are open, and one of few words.
fn is_of_words(
    store: &Store,
    mapping: &Mapping,
    summary: &SourceSummary,
    column: &str,
) -> Result<bool, StoreError> {
    let levels: Vec<(String, String)> = store.query(
        "SELECT field, sensitivity FROM source_field \
         WHERE source = ? AND list_contains(string_split(columns, ';'), ?)",
        params![summary.source, column],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let are_open = levels.iter().all(|(_, level)| level == Sensitivity::Open.name());
    let is_word = |field: &str| {
        let spec = mapping.entity.field(field);
        spec.is_some_and(|spec| matches!(spec.kind, FieldKind::Choice(_) | FieldKind::Boolean))
    };
    Ok(are_open && levels.iter().any(|(field, _)| is_word(field)))
}

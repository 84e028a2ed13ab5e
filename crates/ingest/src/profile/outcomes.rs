//! Outcomes of contacts that nobody understands: an export takes them for over.

use sameboat_model::{Entity, Sensitivity};
use sameboat_normalize::outcomes::{FEWEST, LISTED, is_status, parse_outcome};
use sameboat_store::{Store, StoreError, params};

use super::warnings::rows;
use crate::stage::SourceSummary;

/// A warning of the outcomes that are not understood, the most frequent first.
pub(super) fn warning(
    store: &Store,
    summary: &SourceSummary,
) -> Result<Option<String>, StoreError> {
    let levels: Vec<String> = store.query(
        "SELECT sensitivity FROM source_field WHERE source = ? AND entity = ? AND field = 'outcome'",
        params![summary.source, Entity::Contact.name()],
        |row| row.get(0),
    )?;
    let Some(level) = levels.first() else { return Ok(None) };
    let may_be_named = level == Sensitivity::Open.name();
    let (mut all, mut unnamed, mut named) = (0, 0, Vec::new());
    let sql = "SELECT outcome, count(*) AS row_count FROM contact_record \
               WHERE source = ? AND outcome IS NOT NULL GROUP BY 1 ORDER BY row_count DESC, 1";
    let said = store.query(sql, params![summary.source], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?))
    })?;
    for (outcome, count) in said.iter().filter(|(outcome, _)| parse_outcome(outcome).is_none()) {
        all += count;
        if may_be_named && named.len() < LISTED && *count >= FEWEST && is_status(outcome) {
            named.push(format!("`{outcome}` {}", rows(*count)));
        } else {
            unnamed += count;
        }
    }
    if unnamed > 0 {
        named.push(format!("others {}", rows(unnamed)));
    }
    Ok((all > 0).then(|| {
        format!(
            "`outcome` that is not understood, so that exports take it for over: {} ({}); give it a \
             meaning in the mapping's `lookup`",
            rows(all),
            named.join(", ")
        )
    }))
}

//! Times of calls that are hardly in the unit as which they are read.

use sameboat_model::mapping::field::TimeUnit;
use sameboat_model::{Entity, Mapping};
use sameboat_store::{Store, StoreError, params};

use crate::stage::SourceSummary;

/// Calls that must have a time for their mean to tell.
const CALLS: u64 = 20;
/// A call of people takes longer than these seconds, and not longer than those.
const USUAL: std::ops::RangeInclusive<f64> = 40.0..=7_200.0;

/// A warning if the mean of a source's calls is none that calls have.
pub(super) fn warning(
    store: &Store,
    mapping: &Mapping,
    summary: &SourceSummary,
) -> Result<Option<String>, StoreError> {
    let field = mapping.fields.get("handle_seconds").filter(|_| mapping.entity == Entity::Contact);
    let Some(field) = field else { return Ok(None) };
    let sql = "SELECT count(*), coalesce(avg(handle_seconds), 0) FROM contact_record \
               WHERE source = ? AND channel = 'call' AND handle_seconds > 0";
    let (calls, mean): (u64, f64) =
        store.query_one(sql, params![summary.source], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if calls < CALLS || USUAL.contains(&mean) {
        return Ok(None);
    }
    let likely = if mean < *USUAL.start() { TimeUnit::Minutes } else { TimeUnit::Milliseconds };
    let hint = match field.unit {
        Some(unit) => format!("in {}?", unit.name()),
        None => format!("is `unit = \"{}\"` meant?", likely.name()),
    };
    Ok(Some(format!(
        "`{}` says that a call takes {mean:.0} seconds on average: {hint}",
        field.columns.join("`, `"),
    )))
}

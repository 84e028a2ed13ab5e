//! What in a profile somebody should look at.

use super::{FieldProfile, FrequentValue, SourceProfile};
use crate::patch::UnfitMend;
use crate::stage::SourceSummary;

/// Shares above this are worth a warning.
const NOTABLE: f64 = 0.02;

/// The warnings, the gravest first. Each begins with what is counted.
pub(super) fn warnings(profile: &SourceProfile) -> Vec<String> {
    let summary = &profile.summary;
    let mut warnings = Vec::new();
    if summary.read == 0 {
        warnings.push("no rows below the header".to_owned());
    }
    if share(summary.quarantined, summary.read) > NOTABLE {
        warnings.push(format!("refused: {} of {}", summary.quarantined, rows(summary.read)));
    }
    if profile.clashing_keys > 0 {
        let clashing = rows(profile.clashing_keys);
        warnings.push(format!("key of an earlier row with other contents: {clashing}"));
    }
    for orphans in &profile.orphans {
        let (field, to, unknown) = (orphans.field, orphans.to, orphans.unknown);
        let all = rows(orphans.rows);
        warnings.push(format!("`{field}` that no {to} of the line has: {unknown} of {all}"));
        if orphans.but_for_zeros > 0 {
            warnings.push(format!(
                "of these, keys that are known but for leading zeros: {}; take them off on both sides: \
                 `{{ column = \"…\", extract = '^0*(\\d+)$' }}`",
                rows(orphans.but_for_zeros)
            ));
        }
    }
    let mut empty: Vec<String> = vec![];
    for field in &profile.fields {
        // Of a column that gives several fields, one may be for what the others leave.
        let is_rest = !field.columns.is_empty()
            && profile.fields.iter().any(|other| {
                other.field != field.field && other.columns == field.columns && other.filled > 0.0
            });
        for warning in field_warnings(field, summary) {
            // Of fields that are read from one column one is enough.
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        if field.filled == 0.0 && summary.accepted > 0 && !is_rest {
            empty.push(format!("`{}`", field.columns.join("`, `")));
        }
    }
    match &empty[..] {
        [] => {}
        [one] => warnings.push(format!("{one} has no value in any row")),
        several => warnings.push(format!("no value in any row: {}", several.join(", "))),
    }
    if summary.mends_left > 0 {
        let left = summary.mends_left;
        let shown = summary.unfit_mends.iter().take(MENDS_SHOWN).map(place_of_mend);
        let more = summary.unfit_mends.len().saturating_sub(MENDS_SHOWN);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        let shown: Vec<String> = shown.collect();
        warnings.push(format!(
            "mended cells that are not there, or say something else now: {left} ({}{more})",
            shown.join("; ")
        ));
    }
    if summary.short_rows > 0 {
        warnings.push(format!("last cells missing: {}", rows(summary.short_rows)));
    }
    if !summary.unmapped.is_empty() {
        warnings.push(format!("columns not mapped: {}", summary.unmapped.join(", ")));
    }
    warnings
}

/// Mends that no longer fit which are named; all of them are in the JSON of `check`.
const MENDS_SHOWN: usize = 5;

/// Which mend it is and where its cell was, without what they say.
fn place_of_mend(unfit: &UnfitMend) -> String {
    let sheet = unfit.sheet.as_ref().map(|sheet| format!("sheet {sheet}, "));
    let column = unfit.column.as_ref().map(|column| format!(", `{column}`"));
    format!(
        "row {} of patches.csv for {}row {}{}: {}",
        unfit.mend,
        sheet.unwrap_or_default(),
        unfit.row,
        column.unwrap_or_default(),
        unfit.reason
    )
}

fn field_warnings(field: &FieldProfile, summary: &SourceSummary) -> Vec<String> {
    let columns = field.columns.join("`, `");
    let mut warnings = Vec::new();
    if share(field.issues, summary.accepted) > NOTABLE {
        warnings.push(format!("`{columns}` cannot be read or is damaged: {}", rows(field.issues)));
    }
    if let Some(FrequentValue { value, rows: frequent }) = &field.suspicious {
        warnings.push(format!("`{columns}` is {value}, a placeholder?: {}", rows(*frequent)));
    }
    warnings
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

pub(super) fn rows(count: u64) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

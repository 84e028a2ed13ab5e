//! Checks of what is given, before anything else is done.

use crate::block::MAX_RECORDS;
use crate::compare::Comparisons;
use crate::error::LinkError;
use crate::model::Model;
use crate::records::{Decisions, Records};
use crate::settings::LinkSettings;
use crate::union_find::UnionFind;

/// Refuses records, settings and decisions that do not fit together.
pub(crate) fn input(
    records: &Records,
    settings: &LinkSettings,
    decisions: &Decisions,
) -> Result<(), LinkError> {
    let expected = records.len();
    if expected > MAX_RECORDS {
        return Err(LinkError::TooManyRecords(expected));
    }
    let shape = |what: &str, found: usize| {
        if found == expected {
            return Ok(());
        }
        Err(LinkError::Shape { what: what.to_owned(), expected, found })
    };
    shape("keys", records.keys.len())?;
    for column in &records.columns {
        shape(column.name(), column.len())?;
    }
    let sources = records.sources.len();
    let unknown = |source: u16| usize::from(source) >= sources;
    if let Some(record) = records.source_of.iter().position(|&source| unknown(source)) {
        let source_index = records.source_of[record];
        return Err(LinkError::UnknownSource { record, source_index, sources });
    }
    settings.target_precision.map_or(Ok(()), |share| range("target_precision", share))?;
    range("review_probability", settings.review_probability)?;
    settings.link_probability.map_or(Ok(()), |value| range("link_probability", value))?;
    consistent(records.len(), decisions)
}

fn range(name: &'static str, value: f64) -> Result<(), LinkError> {
    let must = "above 0 and below 1";
    if value > 0.0 && value < 1.0 { Ok(()) } else { Err(LinkError::Setting { name, value, must }) }
}

fn consistent(records: usize, decisions: &Decisions) -> Result<(), LinkError> {
    let all = decisions.must_link.iter().chain(&decisions.cannot_link);
    let named = all.flat_map(|&(left, right)| [left, right]);
    if let Some(record) = named.filter(|&record| record as usize >= records).min() {
        return Err(LinkError::UnknownRecord { record, records });
    }
    let mut groups = UnionFind::new(records as u32);
    for &(left, right) in &decisions.must_link {
        groups.union(left, right);
    }
    let contradicted = decisions
        .cannot_link
        .iter()
        .find(|&&(left, right)| groups.find(left) == groups.find(right));
    match contradicted {
        Some(&(left, right)) => Err(LinkError::ContradictoryDecisions { left, right }),
        None => Ok(()),
    }
}

/// Decisions with the records in another order (`order[new] = old`), lower index first.
pub(crate) fn reorder_decisions(decisions: &Decisions, order: &[u32]) -> Decisions {
    let mut new_of = vec![0; order.len()];
    for (new, &old) in order.iter().enumerate() {
        new_of[old as usize] = new as u32;
    }
    let reorder = |pairs: &[(u32, u32)]| {
        let mut pairs: Vec<(u32, u32)> = pairs
            .iter()
            .map(|&(left, right)| (new_of[left as usize], new_of[right as usize]))
            .map(|(one, other)| (one.min(other), one.max(other)))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    };
    Decisions {
        must_link: reorder(&decisions.must_link),
        cannot_link: reorder(&decisions.cannot_link),
    }
}

/// Refuses a model of an earlier run that compares other things.
pub(crate) fn model_fits(model: &Model, comparisons: &Comparisons) -> Result<(), LinkError> {
    let fits = model.comparisons.len() == comparisons.all.len()
        && model.comparisons.iter().zip(&comparisons.all).all(|(trained, present)| {
            trained.name == present.name && trained.levels.len() == present.levels().len()
        });
    if fits {
        return Ok(());
    }
    // The levels are only of interest where the names do not tell the difference.
    let trained = model.comparisons.iter().map(|one| (one.name.as_str(), one.levels.len()));
    let present = comparisons.all.iter().map(|one| (one.name.as_str(), one.levels().len()));
    let (trained, present): (Vec<_>, Vec<_>) = (trained.collect(), present.collect());
    let names_differ = !trained.iter().map(|one| one.0).eq(present.iter().map(|one| one.0));
    let list = |all: &[(&str, usize)]| {
        let each = all.iter().map(|&(name, levels)| {
            if names_differ { name.to_owned() } else { format!("{name} in {levels} levels") }
        });
        each.collect::<Vec<_>>().join(", ")
    };
    Err(LinkError::ModelMismatch { model: list(&trained), columns: list(&present) })
}

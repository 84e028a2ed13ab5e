//! What people decided about pairs, and what the data itself forbids, as constraints of linkage.

use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::FxHashMap;
use sameboat_link::{Decisions, Records};
use sameboat_model::{Judgement, MatchDecision};
use sameboat_store::{Store, StoreError};

use crate::error::PipelineError;

/// Where match decisions are kept, from the engagement's folder.
pub const MATCHES_FILE: &str = "decisions/matches.csv";

/// Records by source name and key.
pub struct RecordIndex<'a> {
    by_key: FxHashMap<(&'a str, &'a str), u32>,
}

impl<'a> RecordIndex<'a> {
    /// Indexes all records.
    pub fn new(records: &'a Records) -> Self {
        let by_key = (0..records.len() as u32)
            .map(|record| {
                let source = records.source(record).name.as_str();
                ((source, records.keys[record as usize].as_ref()), record)
            })
            .collect();
        Self { by_key }
    }

    /// The record of that source and key.
    pub fn get(&self, source: &str, key: &str) -> Option<u32> {
        self.by_key.get(&(source, key)).copied()
    }
}

/// Reads the decisions file, if there is one. Of several decisions about one pair the last counts;
/// decisions about records that are not there (any more) are counted, not refused.
pub fn read(folder: &Path, index: &RecordIndex<'_>) -> Result<(Decisions, usize), PipelineError> {
    let path = folder.join(MATCHES_FILE);
    let mut decisions = Decisions::default();
    let mut unknown = 0;
    if !path.exists() {
        return Ok((decisions, unknown));
    }
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(&path)
        .map_err(PipelineError::csv(&path))?;
    let mut last: BTreeMap<(u32, u32), Judgement> = BTreeMap::new();
    for row in reader.deserialize::<MatchDecision>() {
        let row = row.map_err(PipelineError::csv(&path))?;
        let left = index.get(&row.left_source, &row.left_key);
        let right = index.get(&row.right_source, &row.right_key);
        match (left, right) {
            (Some(left), Some(right)) => {
                last.insert((left.min(right), left.max(right)), row.judgement);
            }
            _ => unknown += 1,
        }
    }
    for (pair, judgement) in last {
        match judgement {
            Judgement::Positive => decisions.must_link.push(pair),
            Judgement::Negative => decisions.cannot_link.push(pair),
            Judgement::Unsure => {}
        }
    }
    Ok((decisions, unknown))
}

/// Groups of records that were decided to be one customer, directly or through others.
pub struct Together {
    group_of: FxHashMap<u32, u32>,
}

impl Together {
    /// Connects the pairs that must be linked.
    pub fn new(must_link: &[(u32, u32)]) -> Self {
        let mut decided = Self { group_of: FxHashMap::default() };
        for &(left, right) in must_link {
            let (left, right) = (decided.group(left), decided.group(right));
            decided.group_of.insert(left.max(right), left.min(right));
        }
        decided
    }

    fn group(&self, mut record: u32) -> u32 {
        while let Some(&of) = self.group_of.get(&record) {
            if of == record {
                break;
            }
            record = of;
        }
        record
    }

    /// Whether the decisions hold the two records for one customer.
    pub fn together(&self, left: u32, right: u32) -> bool {
        self.group(left) == self.group(right)
    }
}

/// Parties of one agreement who are listed under different keys are different people: whoever
/// signs for somebody else's loan is not that somebody. Keys that several sources of a line use
/// say nothing, as it cannot be known whom they mean.
pub fn parties_apart(
    store: &Store,
    records: &Records,
    index: &RecordIndex<'_>,
) -> Result<Vec<(u32, u32)>, StoreError> {
    if !store.has_table("agreement_party_record")? || !store.has_table("agreement_record")? {
        return Ok(vec![]);
    }
    let keys: Vec<(String, String, String)> = store.query(
        "SELECT DISTINCT p.line, a.customer_key, p.customer_key
         FROM agreement_party_record p
         JOIN agreement_record a ON a.line = p.line AND a.record_key = p.agreement_key
         WHERE p.role IN ('co_borrower', 'guarantor') AND a.customer_key <> p.customer_key
         ORDER BY ALL",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let only = |line: &str, key: &str| {
        let sources = records.sources.iter().filter(|source| source.line == line);
        let mut found = sources.filter_map(|source| index.get(&source.name, key));
        found.next().filter(|_| found.next().is_none())
    };
    let mut pairs: Vec<(u32, u32)> = keys
        .iter()
        .filter_map(|(line, main, party)| Some((only(line, main)?, only(line, party)?)))
        .map(|(a, b)| (a.min(b), a.max(b)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_together_through_others() {
        let decided = Together::new(&[(1, 2), (3, 2), (7, 8)]);
        assert!(decided.together(1, 3));
        assert!(!decided.together(1, 7));
        assert!(!decided.together(4, 5));
    }
}

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

/// Parties of one agreement who are listed under different keys are different people: whoever
/// signs for somebody else's loan is not that somebody.
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
    let mut pairs = Vec::new();
    for (line, main, party) in &keys {
        let in_line = records.sources.iter().filter(|source| source.line == *line);
        let names: Vec<&str> = in_line.map(|source| source.name.as_str()).collect();
        for left in &names {
            for right in &names {
                if let (Some(a), Some(b)) = (index.get(left, main), index.get(right, party)) {
                    pairs.push((a.min(b), a.max(b)));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    Ok(pairs)
}

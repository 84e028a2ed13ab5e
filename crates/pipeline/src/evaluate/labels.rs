//! What a labelled sample tells about the linkage it was drawn from.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::FxHashMap;
use sameboat_link::evaluate::{Estimate, LabelledStratum, estimate_recall, estimate_share};
use sameboat_model::{Judgement, MatchDecision};
use sameboat_store::Store;
use serde::Serialize;

use super::curve::NamedPair;
use super::linked_run::{Index, LinkedRun};
use super::sample::{Size, sizes};
use super::sample_file::{Label, SampleRow, read_rows, wrong_cell};
use super::strata::StratumName;
use crate::error::PipelineError;

/// Precision and recall as a labelled sample tells them.
#[derive(Debug, Serialize)]
pub struct LabelledSample {
    /// The share of automatic links that are right; None if there was no link to draw.
    pub precision: Option<Estimate>,
    /// The share of the true pairs that are linked, of those that linkage compared and kept. The lower end of its
    /// interval counts [`Self::expected_unkept`] as missed; true pairs that blocking missed are no part of it.
    pub recall: Option<Estimate>,
    /// True pairs that linkage expects among those that it compared and found too improbable to keep: no label is
    /// asked of them. None if there was too little to tell it from.
    pub expected_unkept: Option<f64>,
    /// What linkage expected of the share of true pairs that it compared at all.
    pub expected_compared: Option<f64>,
    /// What linkage expected of the precision, without labels.
    pub expected_precision: Option<f64>,
    /// What linkage expected of the recall, without labels.
    pub expected_recall: Option<f64>,
    /// Pairs labelled as the same or as different.
    pub labelled: u64,
    /// Pairs that people could not tell; they count as not labelled.
    pub unsure: u64,
    /// Pairs without a label.
    pub unlabelled: u64,
    /// Pairs that are linked now and were not when the sample was drawn, or the other way round: the
    /// estimates are of the linkage that the sample was drawn from.
    pub changed: u64,
    /// What the labels say of each stratum, those of links first.
    pub strata: Vec<StratumShare>,
    /// Strata of which the sample has no row: none was drawn, or people deleted them. They count as
    /// strata without any label, with as many pairs as the run has in them.
    pub without_rows: Vec<StratumName>,
    #[serde(skip)]
    decisions: Vec<MatchDecision>,
}

/// What the labels say of one stratum.
#[derive(Debug, Serialize)]
pub struct StratumShare {
    /// The stratum.
    pub stratum: StratumName,
    /// Pairs, labels, and labels that say "same".
    #[serde(flatten)]
    pub counts: LabelledStratum,
    /// Share of the stratum's pairs that are the same customer.
    pub share: Estimate,
}

impl StratumShare {
    fn new(stratum: StratumName, counts: LabelledStratum) -> Self {
        Self { stratum, counts, share: counts.share() }
    }
}

impl LabelledSample {
    /// Reads the labels of a sample and estimates. A cell that cannot be right is an error with its
    /// row and column: an unknown label, a record that the run does not have, a pair that stands
    /// there twice. A stratum without any row is a stratum without any label.
    pub fn read(store: &Store, path: &Path) -> Result<Self, PipelineError> {
        let run = LinkedRun::read(store)?;
        let finder = Finder { path, index: run.index(), run: &run, bare: OnceCell::new() };
        let rows = finder.find_all(read_rows(path)?)?;
        let mut strata = strata(path, &rows)?;
        let sizes = sizes(&run, &finder.index)?;
        let without_rows = without_rows(&sizes, &strata);
        let names = without_rows.iter().map(|missing| missing.stratum).collect();
        strata.extend(without_rows);
        strata.sort_by_key(|stratum| stratum.stratum);
        let count = |of: fn(&Option<Label>) -> bool| {
            rows.iter().filter(|row| of(&row.row.label)).count() as u64
        };
        let unlabelled = count(Option::is_none);
        if unlabelled == rows.len() as u64 {
            let message = "no pair is labelled yet: write same, different or unsure in `label`";
            return Err(PipelineError::file(path, message));
        }
        let of = |linked: bool| -> Vec<LabelledStratum> {
            let strata = strata.iter().filter(|stratum| stratum.stratum.is_linked() == linked);
            strata.map(|stratum| stratum.counts).collect()
        };
        let changed = |row: &&FoundRow| row.is_together != row.row.stratum.is_linked();
        let precision = estimate_share(&of(true));
        let expected_recall = run.figure("expected recall")?;
        let expected_unkept = expected_recall.map(|recall| expected_unkept(&sizes, recall));
        let linked: u64 = of(true).iter().map(|stratum| stratum.pairs).sum();
        let fewest = precision.map_or(0.0, |precision| precision.low * linked as f64);
        let recall = estimate_recall(&of(true), &of(false))
            .map(|recall| with_unkept(recall, fewest, expected_unkept.unwrap_or_default()));
        Ok(Self {
            precision,
            recall,
            expected_unkept,
            expected_compared: run.figure("estimated blocking recall")?,
            expected_precision: run.figure("expected precision")?,
            expected_recall,
            labelled: strata.iter().map(|stratum| stratum.counts.labelled).sum(),
            unsure: count(|label| *label == Some(Label::Unsure)),
            unlabelled,
            changed: rows.iter().filter(changed).count() as u64,
            decisions: rows.iter().filter_map(FoundRow::decision).collect(),
            strata,
            without_rows: names,
        })
    }

    /// The labels as decisions, as they stand in `decisions/matches.csv`; pairs that nobody could
    /// tell are left out.
    pub fn decisions(&self) -> &[MatchDecision] {
        &self.decisions
    }
}

/// A row whose records were found.
struct FoundRow {
    row: SampleRow,
    is_together: bool,
}

impl FoundRow {
    fn decision(&self) -> Option<MatchDecision> {
        let judgement = match self.row.label? {
            Label::Same => Judgement::Positive,
            Label::Different => Judgement::Negative,
            Label::Unsure => return None,
        };
        let pair = &self.row.pair;
        let [decided_by, decided_on, reason] = self.row.decided.clone();
        Some(MatchDecision {
            left_source: pair.left_source.clone(),
            left_key: pair.left_key.clone(),
            right_source: pair.right_source.clone(),
            right_key: pair.right_key.clone(),
            judgement,
            decided_by,
            decided_on,
            reason,
        })
    }
}

/// Finds the records of a sample in a run.
struct Finder<'a> {
    path: &'a Path,
    run: &'a LinkedRun<'a>,
    index: Index<'a>,
    /// Records by source and key without leading zeros; None where several have it.
    bare: OnceCell<FxHashMap<(&'a str, &'a str), Option<u32>>>,
}

impl<'a> Finder<'a> {
    fn find_all(&self, rows: Vec<SampleRow>) -> Result<Vec<FoundRow>, PipelineError> {
        let mut seen: FxHashMap<(u32, u32), u64> = FxHashMap::default();
        let mut found = Vec::new();
        for mut row in rows {
            let left = self.find(row.number, "left", &row.pair.left_source, &row.pair.left_key)?;
            let right =
                self.find(row.number, "right", &row.pair.right_source, &row.pair.right_key)?;
            if let Some(first) = seen.insert((left.min(right), left.max(right)), row.number) {
                let message = format!("the same pair as in row {first}; leave one of them");
                return Err(wrong_cell(self.path, row.number, "right_key", &message));
            }
            let records = [left, right].map(|record| &self.run.records[record as usize]);
            let is_together = records[0].customer == records[1].customer;
            row.pair = NamedPair::new(records[0], records[1]);
            found.push(FoundRow { row, is_together });
        }
        Ok(found)
    }

    /// The record of that source and key, or of that key with the leading zeros that a spreadsheet
    /// drops when it takes keys for numbers.
    fn find(&self, row: u64, side: &str, source: &str, key: &str) -> Result<u32, PipelineError> {
        if let Some(record) = self.index.get(&(source, key)) {
            return Ok(*record);
        }
        let bare = self.bare.get_or_init(|| self.bare_keys());
        if let Some(Some(record)) = bare.get(&(source, key)) {
            return Ok(*record);
        }
        let known = self.run.records.iter().any(|record| record.source == source);
        let (column, message) = if known {
            let message = "the run has no such record of the source; was the key changed, or are \
                           the exports other ones?";
            (format!("{side}_key"), message)
        } else {
            (format!("{side}_source"), "the run has no such source of customers")
        };
        Err(wrong_cell(self.path, row, &column, message))
    }

    fn bare_keys(&self) -> FxHashMap<(&'a str, &'a str), Option<u32>> {
        let mut bare: FxHashMap<(&'a str, &'a str), Option<u32>> = FxHashMap::default();
        for (record, at) in self.run.records.iter().zip(0..) {
            let key = record.key.trim_start_matches('0');
            let several = bare.entry((record.source.as_str(), key));
            several.and_modify(|found| *found = None).or_insert(Some(at));
        }
        bare
    }
}

/// Counts the labels of each stratum.
fn strata(path: &Path, rows: &[FoundRow]) -> Result<Vec<StratumShare>, PipelineError> {
    let mut counts: BTreeMap<StratumName, (LabelledStratum, u64)> = BTreeMap::new();
    for FoundRow { row, .. } in rows {
        let empty = LabelledStratum { pairs: row.stratum_pairs, ..LabelledStratum::default() };
        let (counts, drawn) = counts.entry(row.stratum).or_insert((empty, 0));
        *drawn += 1;
        if counts.pairs != row.stratum_pairs || *drawn > counts.pairs {
            let message = "does not fit the other rows of the stratum; leave it as it was drawn";
            return Err(wrong_cell(path, row.number, "stratum_pairs", message));
        }
        let is_same = row.label == Some(Label::Same);
        counts.labelled += u64::from(is_same || row.label == Some(Label::Different));
        counts.same += u64::from(is_same);
    }
    let share = |(stratum, (counts, _)): (StratumName, (LabelledStratum, u64))| {
        StratumShare::new(stratum, counts)
    };
    Ok(counts.into_iter().map(share).collect())
}

/// How many true pairs linkage expects among those of which it kept nothing: `recall` is the part of all it expects
/// that it linked, and what it expects of the kept ones is known.
fn expected_unkept(sizes: &BTreeMap<StratumName, Size>, recall: f64) -> f64 {
    let of = |linked: bool| -> f64 {
        let strata = sizes.iter().filter(|(name, _)| name.is_linked() == linked);
        strata.filter_map(|(_, size)| size.matches).sum()
    };
    let missed = of(true) * (1.0 / recall.max(f64::EPSILON) - 1.0);
    (missed - of(false)).max(0.0)
}

/// The recall if as many more true pairs as expected may have been missed, and no fewer than so many were found.
fn with_unkept(recall: Estimate, fewest: f64, unkept: f64) -> Estimate {
    // The share of found ones is 1 / (1 + missed / found), and more were missed.
    let low = match unkept {
        0.0 => recall.low,
        _ if fewest > 0.0 && recall.low > 0.0 => 1.0 / (1.0 / recall.low + unkept / fewest),
        _ => 0.0,
    };
    Estimate { low, ..recall }
}

/// The strata of the run that the sample has no row of. Left out, they would be taken to be like the
/// others.
fn without_rows(
    sizes: &BTreeMap<StratumName, Size>,
    sampled: &[StratumShare],
) -> Vec<StratumShare> {
    let is_sampled = |name: &StratumName| sampled.iter().any(|stratum| stratum.stratum == *name);
    let missing = sizes.iter().filter(|(name, _)| !is_sampled(name));
    let unlabelled = |pairs: u64| LabelledStratum { pairs, ..LabelledStratum::default() };
    missing.map(|(&name, size)| StratumShare::new(name, unlabelled(size.pairs))).collect()
}

//! The threshold curve and the errors by reason, against a truth.

use std::path::Path;

use sameboat_link::evaluate::{
    Curve, CurvePoint, ErrorCounter, Errors, KeptPair, MissedReason, why_not_kept,
};
use sameboat_link::{Linkage, ScoredPair};
use sameboat_model::{Entity, Progress};
use sameboat_store::schema::record_table;
use sameboat_store::{Store, StoreError};
use serde::Serialize;

use super::evidence::{Vocabulary, explained};
use super::linked_run::LinkedRun;
use crate::decisions::RecordIndex;
use crate::error::PipelineError;
use crate::link_stage::{read_records, settings_without_model};
use crate::stage::Engagement;
use crate::truth::{Judged, ResultRecord, Scores};

/// The thresholds of the curve.
const THRESHOLDS: [f64; 14] =
    [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999];
/// Errors whose evidence is read at once.
const AT_ONCE: usize = 20_000;
/// Missed pairs of which nothing was kept that are looked at; with so many, the 95 % interval of a
/// share is at most 3 points wide.
const LOOKED_AT: usize = 4_500;

/// Scores of the pairs as they were compared, before and after clustering.
#[derive(Debug, Serialize)]
pub struct PairScores {
    /// The pairs at or above each of some thresholds. Linkage keeps no pair far below the review
    /// threshold; such pairs count as not found.
    pub curve: Vec<CurvePoint>,
    /// The pairs at or above the threshold that the tool chose.
    pub chosen: CurvePoint,
    /// The pairs at or above the threshold with the greatest F1; None if no pair was kept.
    pub best: Option<CurvePoint>,
    /// The errors of the clusters, by reason.
    pub errors: Errors<NamedPair>,
}

/// Two records as people find them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedPair {
    /// Source of the first record.
    pub left_source: String,
    /// Key of the first record.
    pub left_key: String,
    /// Source of the second record.
    pub right_source: String,
    /// Key of the second record.
    pub right_key: String,
}

impl NamedPair {
    pub(super) fn new(left: &ResultRecord, right: &ResultRecord) -> Self {
        Self {
            left_source: left.source.clone(),
            left_key: left.key.clone(),
            right_source: right.source.clone(),
            right_key: right.key.clone(),
        }
    }
}

/// Scores what a run's store holds against a truth file. With the engagement, missed pairs that were
/// never compared are told apart from those far too improbable to be kept; that finds the blocks of
/// the linkage anew.
pub fn score_run(
    store: &Store,
    truth: &Path,
    engagement: Option<&Engagement>,
    progress: &dyn Progress,
) -> Result<Scores, PipelineError> {
    let run = LinkedRun::read(store)?;
    let judged = Judged::read(&run.records, truth)?;
    let mut scores = judged.scores();
    // A linkage of no record has no threshold.
    let Some(threshold) = run.figure("link threshold")? else { return Ok(scores) };
    let index = run.index();
    let mut counter = ErrorCounter::new(judged.known(), threshold);
    let (mut known, mut errors) = (Vec::new(), Vec::new());
    run.for_each_pair(&index, |pair, rowid| {
        known.extend(counter.is_true(pair.left, pair.right).map(|same| (pair.probability, same)));
        if counter.is_error(pair.left, pair.right) {
            errors.push((rowid, pair));
        }
    })?;
    drop(index);
    visit_errors(store, &errors, &mut counter)?;
    let curve = Curve::new(known, scores.evaluation.overall.actual_pairs);
    let unkept = counter.unkept(&scores.evaluation, LOOKED_AT);
    let reasons = match engagement {
        Some(engagement) if !unkept.pairs.is_empty() => {
            reasons(engagement, &run, &unkept.pairs, progress)?
        }
        _ => None,
    };
    let errors = match reasons {
        Some(reasons) => counter.finish_with(&scores.evaluation, &unkept, &reasons),
        None => counter.finish(&scores.evaluation),
    };
    scores.pairs = Some(pair_scores(&curve, threshold, errors, &run.records));
    Ok(scores)
}

/// Why nothing was kept of pairs of a run's records; None if the records or their sources are gone.
fn reasons(
    engagement: &Engagement,
    run: &LinkedRun<'_>,
    pairs: &[(u32, u32)],
    progress: &dyn Progress,
) -> Result<Option<Vec<MissedReason>>, PipelineError> {
    let settings = &engagement.settings;
    let is_known =
        |record: &ResultRecord| settings.sources.iter().any(|source| source.name == record.source);
    let table = record_table(Entity::Customer);
    if run.store.require(&table, "ingest").is_err() || !run.records.iter().all(is_known) {
        return Ok(None);
    }
    let records = read_records(settings, run.store)?;
    let index = RecordIndex::new(&records);
    let place = |record: u32| {
        let record = &run.records[record as usize];
        index.get(&record.source, &record.key)
    };
    let places: Option<Vec<(u32, u32)>> =
        pairs.iter().map(|&(left, right)| Some((place(left)?, place(right)?))).collect();
    let Some(places) = places else { return Ok(None) };
    drop(index);
    // Only the blocks are asked: no model is needed.
    let settings = settings_without_model(engagement);
    Ok(Some(why_not_kept(records, &settings, &places, progress)?))
}

/// Scores a linkage in memory against a truth file; `result` has the records in the order in which
/// they were linked.
pub fn score_linkage(
    result: &[ResultRecord],
    linkage: &Linkage,
    truth: &Path,
) -> Result<Scores, PipelineError> {
    let judged = Judged::read(result, truth)?;
    let mut scores = judged.scores();
    let threshold = linkage.thresholds.link_probability;
    let mut counter = ErrorCounter::new(judged.known(), threshold);
    let mut known = Vec::new();
    let explainer = linkage.explainer();
    for pair in &linkage.pairs {
        known.extend(counter.is_true(pair.left, pair.right).map(|same| (pair.probability, same)));
        if counter.is_error(pair.left, pair.right) {
            explained(&linkage.model, &explainer, pair, |agreements| {
                counter.visit(&kept(pair), &agreements);
            });
        }
    }
    let curve = Curve::new(known, scores.evaluation.overall.actual_pairs);
    let errors = counter.finish(&scores.evaluation);
    scores.pairs = Some(pair_scores(&curve, threshold, errors, result));
    Ok(scores)
}

const fn kept(pair: &ScoredPair) -> KeptPair {
    KeptPair {
        left: pair.left,
        right: pair.right,
        probability: pair.probability,
        decision: pair.decision,
    }
}

/// Only errors have their evidence read: it is most of the table's bytes.
fn visit_errors(
    store: &Store,
    errors: &[(i64, KeptPair)],
    counter: &mut ErrorCounter<'_>,
) -> Result<(), StoreError> {
    let vocabulary = Vocabulary::read(store)?;
    for errors in errors.chunks(AT_ONCE) {
        let rows: Vec<String> = errors.iter().map(|(row, _)| row.to_string()).collect();
        let sql = format!(
            "SELECT coalesce(evidence, '') FROM link_pair WHERE rowid IN ({}) ORDER BY rowid",
            rows.join(", ")
        );
        let evidence = store.query(&sql, [], |row| row.get::<_, String>(0))?;
        for ((_, pair), evidence) in errors.iter().zip(&evidence) {
            counter.visit(pair, &vocabulary.agreements(evidence));
        }
    }
    Ok(())
}

fn pair_scores(
    curve: &Curve,
    threshold: f64,
    errors: Errors,
    records: &[ResultRecord],
) -> PairScores {
    PairScores {
        curve: THRESHOLDS.iter().map(|&threshold| curve.at(threshold)).collect(),
        chosen: curve.at(threshold),
        best: curve.best(),
        errors: errors.named(|(left, right)| {
            NamedPair::new(&records[left as usize], &records[right as usize])
        }),
    }
}

//! Thresholds from the data, and what becomes of each pair.

use rustc_hash::FxHashSet;

use crate::linkage::{PairDecision, Pattern, ScoredPair, Thresholds};
use crate::records::Decisions;
use crate::settings::LinkSettings;
use crate::train::Scorer;

/// Steps of the log2 odds from -`BOUND` to `BOUND` by which outcomes are counted.
const STEPS_PER_BIT: f64 = 4.0;
const BOUND: f64 = 32.0;
const STEPS: usize = 2 * (BOUND * STEPS_PER_BIT) as usize + 1;
/// Evidence below an even chance is never linked, whatever the precision of the rest.
const LEAST_PROBABILITY: f64 = 0.5;

/// How many candidates there are at each level of probability, and how many of them are expected
/// to match.
#[derive(Clone)]
pub(crate) struct Outcomes {
    pairs: Vec<u64>,
    matches: Vec<f64>,
}

impl Default for Outcomes {
    fn default() -> Self {
        Self { pairs: Vec::new(), matches: Vec::new() }
    }
}

impl Outcomes {
    pub(crate) fn add(&mut self, probability: f64) {
        self.pairs.resize(STEPS, 0);
        self.matches.resize(STEPS, 0.0);
        let step = step_of(probability);
        self.pairs[step] += 1;
        self.matches[step] += probability;
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        if other.pairs.is_empty() {
            return;
        }
        self.pairs.resize(STEPS, 0);
        self.matches.resize(STEPS, 0.0);
        for step in 0..STEPS {
            self.pairs[step] += other.pairs[step];
            self.matches[step] += other.matches[step];
        }
    }

    pub(crate) fn expected_matches(&self) -> f64 {
        self.matches.iter().sum()
    }
}

fn step_of(probability: f64) -> usize {
    let odds = (probability / (1.0 - probability).max(1e-300)).max(1e-300).log2();
    ((odds.clamp(-BOUND, BOUND) + BOUND) * STEPS_PER_BIT).floor() as usize
}

fn probability_of(step: usize) -> f64 {
    let odds = step as f64 / STEPS_PER_BIT - BOUND;
    1.0 / (1.0 + (-odds).exp2())
}

/// The lowest threshold at which automatic links have the precision asked for, and what that
/// gives.
pub(crate) fn thresholds(outcomes: &Outcomes, settings: &LinkSettings) -> Thresholds {
    let (mut pairs, mut matches) = (0_u64, 0.0);
    let mut found = (1.0, 1.0, 0.0);
    for step in (0..outcomes.pairs.len()).rev() {
        pairs += outcomes.pairs[step];
        matches += outcomes.matches[step];
        let probability = probability_of(step);
        let precision = if pairs == 0 { 1.0 } else { matches / pairs as f64 };
        let enough = match settings.link_probability {
            Some(fixed) => probability >= fixed,
            None => precision >= settings.target_precision && probability >= LEAST_PROBABILITY,
        };
        if enough {
            found = (probability, precision, matches);
        }
    }
    let link_probability = settings.link_probability.unwrap_or(found.0);
    Thresholds {
        link_probability,
        review_probability: settings.review_probability.min(link_probability),
        expected_precision: found.1,
        expected_recall: found.2 / outcomes.expected_matches().max(f64::MIN_POSITIVE),
        review_pairs: 0,
    }
}

/// A pair with its score, not yet decided.
pub(crate) fn scored_pair(left: u32, right: u32, pattern: Pattern, scorer: &Scorer) -> ScoredPair {
    let classes = scorer.score(pattern);
    ScoredPair {
        left,
        right,
        match_weight: classes.match_weight,
        probability: classes.same,
        decision: PairDecision::Distinct,
        pattern,
    }
}

/// Decides each pair by the clusters and thresholds; pairs that people decided are added.
pub(crate) fn decide(
    mut pairs: Vec<ScoredPair>,
    cluster_of: &[u32],
    decisions: &Decisions,
    thresholds: &Thresholds,
    score: impl Fn(u32, u32) -> ScoredPair,
) -> Vec<ScoredPair> {
    let known: FxHashSet<(u32, u32)> = pairs.iter().map(|pair| (pair.left, pair.right)).collect();
    let decided = decisions.must_link.iter().chain(&decisions.cannot_link);
    let unseen = decided.filter(|pair| !known.contains(pair));
    pairs.extend(unseen.map(|&(left, right)| score(left, right)));
    pairs.sort_by_key(|pair| (pair.left, pair.right));
    pairs.dedup_by_key(|pair| (pair.left, pair.right));
    let must: FxHashSet<(u32, u32)> = decisions.must_link.iter().copied().collect();
    let cannot: FxHashSet<(u32, u32)> = decisions.cannot_link.iter().copied().collect();
    for pair in &mut pairs {
        let ends = (pair.left, pair.right);
        pair.decision = if must.contains(&ends) {
            PairDecision::MustLink
        } else if cannot.contains(&ends) {
            PairDecision::CannotLink
        } else if cluster_of[pair.left as usize] == cluster_of[pair.right as usize] {
            PairDecision::Link
        } else if pair.probability >= thresholds.review_probability {
            PairDecision::Review
        } else {
            PairDecision::Distinct
        };
    }
    pairs
}

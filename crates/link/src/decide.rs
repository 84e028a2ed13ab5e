//! Thresholds from the data, and what becomes of each pair.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::linkage::{PairDecision, Pattern, ScoredPair, Thresholds};
use crate::records::Decisions;
use crate::scorer::{Classes, Scorer};
use crate::settings::LinkSettings;
use crate::union_find::UnionFind;

/// The lowest threshold tried: below an even chance nothing is ever linked.
const EVEN: f64 = 0.5;
/// Thresholds tried in turn after it.
const HIGHER: [f64; 8] = [0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999];
/// Clusters up to this size are looked at pair by pair through all their other members.
const SUPPORTED_SIZE: usize = 40;

/// The threshold to try first, and those to try if it is too low: none where one is set, nor for things, which are
/// linked where that is likelier than not unless a precision is asked for.
pub(crate) fn ladder(settings: &LinkSettings, things: bool) -> (f64, &'static [f64]) {
    match settings.link_probability {
        Some(fixed) => (fixed, &[]),
        None if things && settings.target_precision.is_none() => (EVEN, &[]),
        None => (EVEN, &HIGHER),
    }
}

/// Expected share of right pairs among those that clusters hold, if they hold any, and how many are expected right.
///
/// A pair's own probability leaves out what the rest of the cluster says, so a third member that
/// resembles both counts as well: the probability is the best of the direct one and the product of
/// the two over any third member. What people decided is certain, however unlike the two are, and what resembles
/// one of them resembles the other.
pub(crate) fn expected_precision(
    cluster_of: &[u32],
    probability: &(impl Fn(u32, u32) -> f64 + Sync),
    decided: &DecidedSame,
) -> (Option<f64>, f64) {
    let mut members: Vec<(u32, u32)> = cluster_of.iter().copied().zip(0..).collect();
    members.par_sort_unstable();
    let clusters: Vec<&[(u32, u32)]> =
        members.chunk_by(|one, other| one.0 == other.0).filter(|c| c.len() > 1).collect();
    let sums: Vec<(f64, f64)> = clusters
        .par_iter()
        .map(|cluster| {
            let members: Vec<u32> = cluster.iter().map(|&(_, member)| member).collect();
            expected_in_cluster(&members, probability, decided)
        })
        .collect();
    let add = |(pairs, right): (f64, f64), more: &(f64, f64)| (pairs + more.0, right + more.1);
    let (pairs, right) = sums.iter().fold((0.0, 0.0), add);
    ((pairs > 0.0).then(|| right / pairs), right)
}

/// Number of pairs in a cluster, and how many are expected to be right.
fn expected_in_cluster(
    members: &[u32],
    probability: &impl Fn(u32, u32) -> f64,
    decided: &DecidedSame,
) -> (f64, f64) {
    let size = members.len();
    let pairs = (size * (size - 1) / 2) as f64;
    if size > SUPPORTED_SIZE {
        // Neighbours stand for the rest of a very large cluster.
        let known = members.windows(2).map(|pair| {
            let is_decided = decided.are_same(pair[0], pair[1]);
            if is_decided { 1.0 } else { probability(pair[0], pair[1]) }
        });
        let known = known.sum::<f64>();
        return (pairs, pairs * known / (size - 1) as f64);
    }
    let mut direct: Vec<Vec<f64>> = members
        .iter()
        .map(|&one| {
            members.iter().map(|&other| probability(one.min(other), one.max(other))).collect()
        })
        .collect();
    decided.spread(members, &mut direct);
    let mut right = 0.0;
    for one in 0..size {
        for other in one + 1..size {
            let through = |third: usize| direct[one][third] * direct[third][other];
            let others = (0..size).filter(|&third| third != one && third != other);
            right += others.map(through).fold(direct[one][other], f64::max);
        }
    }
    (pairs, right)
}

/// Who people decided is one customer, also by way of others.
pub(crate) struct DecidedSame {
    /// Per record that anything was decided of, one that stands for all of its customer.
    groups: FxHashMap<u32, u32>,
}

impl DecidedSame {
    pub(crate) fn new(decisions: &Decisions) -> Self {
        let mut records: Vec<u32> =
            decisions.must_link.iter().flat_map(|&(one, other)| [one, other]).collect();
        records.sort_unstable();
        records.dedup();
        let place = |record: u32| records.binary_search(&record).unwrap_or_default() as u32;
        let mut sets = UnionFind::new(records.len() as u32);
        for &(one, other) in &decisions.must_link {
            sets.union(place(one), place(other));
        }
        let groups = records.iter().map(|&record| (record, sets.find(place(record)))).collect();
        Self { groups }
    }

    fn are_same(&self, one: u32, other: u32) -> bool {
        self.groups.get(&one).is_some_and(|group| self.groups.get(&other) == Some(group))
    }

    /// Makes decided pairs of a cluster certain, and gives all of a decided customer the best probability that
    /// any of them has.
    fn spread(&self, members: &[u32], probabilities: &mut [Vec<f64>]) {
        for one in 0..members.len() {
            for other in one + 1..members.len() {
                if !self.are_same(members[one], members[other]) {
                    continue;
                }
                let rows = probabilities[one].iter().zip(&probabilities[other]);
                let best: Vec<f64> = rows.map(|(&one, &other)| one.max(other)).collect();
                for at in [one, other] {
                    for (row, &best) in probabilities.iter_mut().zip(&best) {
                        row[at] = best;
                    }
                    probabilities[at].clone_from(&best);
                }
                probabilities[one][other] = 1.0;
                probabilities[other][one] = 1.0;
            }
        }
    }
}

/// A pair with its score, not yet decided.
pub(crate) fn scored_pair(left: u32, right: u32, pattern: Pattern, scorer: &Scorer) -> ScoredPair {
    with_classes(left, right, pattern, &scorer.score(pattern))
}

/// A pair whose classes are known, not yet decided.
pub(crate) fn with_classes(
    left: u32,
    right: u32,
    pattern: Pattern,
    classes: &Classes,
) -> ScoredPair {
    ScoredPair {
        left,
        right,
        match_weight: classes.match_weight,
        probability: classes.same,
        decision: PairDecision::Distinct,
        pattern,
    }
}

/// Pairs with their probabilities, to look them up again and again.
pub(crate) struct Known {
    /// Per pair the other record and the probability, by first and other record.
    pairs: Vec<(u32, f64)>,
    /// Per record where the pairs begin of which it is the first.
    starts: Vec<u32>,
}

impl Known {
    /// The pairs given, lower index first and in ascending order.
    pub(crate) fn new(pairs: impl Iterator<Item = (u32, u32, f64)>, records: u32) -> Self {
        let mut known = Self { pairs: Vec::new(), starts: vec![0; records as usize + 1] };
        for (left, right, probability) in pairs {
            known.starts[left as usize + 1] += 1;
            known.pairs.push((right, probability));
        }
        for record in 1..known.starts.len() {
            known.starts[record] += known.starts[record - 1];
        }
        known
    }

    /// The probability of a pair that is known.
    pub(crate) fn probability(&self, one: u32, other: u32) -> Option<f64> {
        let (left, right) = (one.min(other), one.max(other));
        let range = self.starts[left as usize] as usize..self.starts[left as usize + 1] as usize;
        let of_left = &self.pairs[range];
        let at = of_left.binary_search_by_key(&right, |pair| pair.0).ok()?;
        Some(of_left[at].1)
    }
}

/// Decides each pair (they are in ascending order) by the clusters and thresholds; pairs that people
/// decided are added.
pub(crate) fn decide(
    mut pairs: Vec<ScoredPair>,
    cluster_of: &[u32],
    decisions: &Decisions,
    thresholds: &Thresholds,
    score: impl Fn(u32, u32) -> ScoredPair,
) -> Vec<ScoredPair> {
    let decided = decisions.must_link.iter().chain(&decisions.cannot_link);
    let place = |&(left, right): &(u32, u32)| {
        pairs.binary_search_by_key(&(left, right), |pair| (pair.left, pair.right))
    };
    let unseen: Vec<ScoredPair> = decided
        .filter(|pair| place(pair).is_err())
        .map(|&(left, right)| score(left, right))
        .collect();
    if !unseen.is_empty() {
        pairs.extend(unseen);
        pairs.sort_by_key(|pair| (pair.left, pair.right));
        pairs.dedup_by_key(|pair| (pair.left, pair.right));
    }
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

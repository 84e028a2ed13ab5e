//! How good a linkage is.
//!
//! Against a truth: precision, recall and F1 of pairs, B-cubed, a threshold curve ([`Curve`]) and
//! the errors by reason ([`ErrorCounter`], [`why_not_kept`]). Without one: how many pairs of which
//! strata to label ([`allocate`]), and what the labels tell about all pairs ([`estimate_share`],
//! [`estimate_recall`]).

mod allocation;
mod counter;
mod curve;
mod estimate;
mod reasons;
mod unkept;

use rustc_hash::FxHashMap;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

pub use allocation::{Stratum, allocate};
pub use counter::ErrorCounter;
pub use curve::{Curve, CurvePoint, threshold_curve};
pub use estimate::{Estimate, LabelledStratum, estimate_recall, estimate_share};
pub use reasons::{
    Agreement, Disagreement, Errors, KeptPair, Known, MissedReason, Reason, WrongReason,
};
pub use unkept::{Unkept, why_not_kept};

/// Counts of pairs, and the scores made of them; serialised with both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct PairCounts {
    /// Pairs that are one customer and were found so.
    pub true_pairs: u64,
    /// Pairs found to be one customer.
    pub found_pairs: u64,
    /// Pairs that are one customer, whether found or not: those that blocking missed count.
    pub actual_pairs: u64,
}

impl PairCounts {
    /// Share of the found pairs that are right; 1 if none was found.
    pub fn precision(self) -> f64 {
        ratio(self.true_pairs, self.found_pairs)
    }

    /// Share of the actual pairs that were found; 1 if there is none.
    pub fn recall(self) -> f64 {
        ratio(self.true_pairs, self.actual_pairs)
    }

    /// Harmonic mean of precision and recall: `2 TP / (found + actual)`.
    pub fn f1(self) -> f64 {
        ratio(2 * self.true_pairs, self.found_pairs + self.actual_pairs)
    }
}

impl Serialize for PairCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("PairCounts", 6)?;
        fields.serialize_field("precision", &self.precision())?;
        fields.serialize_field("recall", &self.recall())?;
        fields.serialize_field("f1", &self.f1())?;
        fields.serialize_field("true_pairs", &self.true_pairs)?;
        fields.serialize_field("found_pairs", &self.found_pairs)?;
        fields.serialize_field("actual_pairs", &self.actual_pairs)?;
        fields.end()
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// B-cubed scores: the mean over records of how pure and how complete their cluster is.
/// Bagga and Baldwin (1998), "Algorithms for scoring coreference chains".
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct BCubed {
    /// Mean share of a record's cluster that belongs with it.
    pub precision: f64,
    /// Mean share of what belongs with a record that is in its cluster.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

/// All scores of a clustering.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Records that have a truth; the others are left out of every score.
    pub records: u64,
    /// All pairs.
    pub overall: PairCounts,
    /// Pairs of records of one line.
    pub within_line: PairCounts,
    /// Pairs of records of two lines.
    pub cross_line: PairCounts,
    /// B-cubed over all records.
    pub b_cubed: BCubed,
}

/// Scores clusters against the truth. All slices have one entry per record; a record without a
/// truth is left out.
pub fn evaluate(cluster_of: &[u32], truth: &[Option<u32>], line_of: &[u16]) -> Evaluation {
    let known: Vec<usize> = (0..truth.len()).filter(|&record| truth[record].is_some()).collect();
    let label = |record: usize| truth[record].unwrap_or_default();
    let found = PairTally::new(known.iter().map(|&r| (u64::from(cluster_of[r]), line_of[r])));
    let actual = PairTally::new(known.iter().map(|&r| (u64::from(label(r)), line_of[r])));
    let both = PairTally::new(known.iter().map(|&r| (joint(cluster_of[r], label(r)), line_of[r])));
    let counts = |pick: fn(&PairTally) -> u64| PairCounts {
        true_pairs: pick(&both),
        found_pairs: pick(&found),
        actual_pairs: pick(&actual),
    };
    Evaluation {
        records: known.len() as u64,
        overall: counts(|tally| tally.all),
        within_line: counts(|tally| tally.within),
        cross_line: counts(|tally| tally.all - tally.within),
        b_cubed: b_cubed(&known, cluster_of, &label, [&found, &actual, &both]),
    }
}

fn joint(cluster: u32, truth: u32) -> u64 {
    (u64::from(cluster) << 32) | u64::from(truth)
}

/// Sizes of groups, and the numbers of pairs within them.
struct PairTally {
    size: FxHashMap<u64, u64>,
    all: u64,
    within: u64,
}

impl PairTally {
    fn new(records: impl Iterator<Item = (u64, u16)>) -> Self {
        let mut size: FxHashMap<u64, u64> = FxHashMap::default();
        let mut size_in_line: FxHashMap<(u64, u16), u64> = FxHashMap::default();
        for (group, line) in records {
            *size.entry(group).or_default() += 1;
            *size_in_line.entry((group, line)).or_default() += 1;
        }
        // Sums of integers do not depend on the order of the map.
        let all = size.values().map(|&n| pairs_among(n)).sum();
        let within = size_in_line.values().map(|&n| pairs_among(n)).sum();
        Self { size, all, within }
    }
}

fn pairs_among(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

fn b_cubed(
    known: &[usize],
    cluster_of: &[u32],
    label: &impl Fn(usize) -> u32,
    [found, actual, both]: [&PairTally; 3],
) -> BCubed {
    if known.is_empty() {
        return BCubed { precision: 1.0, recall: 1.0, f1: 1.0 };
    }
    let (mut precision, mut recall) = (0.0, 0.0);
    for &record in known {
        let together = both.size[&joint(cluster_of[record], label(record))] as f64;
        precision += together / found.size[&u64::from(cluster_of[record])] as f64;
        recall += together / actual.size[&u64::from(label(record))] as f64;
    }
    let (precision, recall) = (precision / known.len() as f64, recall / known.len() as f64);
    BCubed { precision, recall, f1: 2.0 * precision * recall / (precision + recall) }
}

/// Numbers labels in the order in which they first appear; `None` stays `None`.
pub fn number_labels<'a>(labels: impl IntoIterator<Item = Option<&'a str>>) -> Vec<Option<u32>> {
    let mut known: FxHashMap<&str, u32> = FxHashMap::default();
    labels
        .into_iter()
        .map(|label| {
            let next = known.len() as u32;
            label.map(|label| *known.entry(label).or_insert(next))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Truth {0,1,2} {3,4} {5}; clusters {0,1} {2,3,4} {5}.
    const CLUSTERS: [u32; 6] = [0, 0, 2, 2, 2, 5];
    const TRUTH: [Option<u32>; 6] = [Some(0), Some(0), Some(0), Some(1), Some(1), Some(2)];

    #[test]
    fn pairs_are_counted_by_hand_and_by_function_alike() {
        let scores = evaluate(&CLUSTERS, &TRUTH, &[0, 1, 0, 0, 0, 1]);
        let overall = PairCounts { true_pairs: 2, found_pairs: 4, actual_pairs: 4 };
        assert_eq!(scores.overall, overall);
        assert_eq!(
            scores.cross_line,
            PairCounts { true_pairs: 1, found_pairs: 1, actual_pairs: 2 }
        );
        assert_eq!(
            scores.within_line,
            PairCounts { true_pairs: 1, found_pairs: 3, actual_pairs: 2 }
        );
        assert!((overall.f1() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn b_cubed_is_the_mean_over_records() {
        let scores = evaluate(&CLUSTERS, &TRUTH, &[0; 6]).b_cubed;
        let precision = (1.0 + 1.0 + 1.0 / 3.0 + 2.0 / 3.0 + 2.0 / 3.0 + 1.0) / 6.0;
        let recall = (2.0 / 3.0 + 2.0 / 3.0 + 1.0 / 3.0 + 1.0 + 1.0 + 1.0) / 6.0;
        assert!((scores.precision - precision).abs() < 1e-12);
        assert!((scores.recall - recall).abs() < 1e-12);
    }

    #[test]
    fn records_without_truth_are_left_out() {
        let truth = [Some(0), None, Some(0), None, None, None];
        let scores = evaluate(&CLUSTERS, &truth, &[0; 6]);
        assert_eq!(scores.records, 2);
        assert_eq!(scores.overall, PairCounts { true_pairs: 0, found_pairs: 0, actual_pairs: 1 });
    }

    #[test]
    fn labels_are_numbered_in_the_order_they_appear() {
        assert_eq!(
            number_labels([Some("b"), None, Some("a"), Some("b")]),
            [Some(0), None, Some(1), Some(0)]
        );
    }
}

//! How pairs score at every threshold, before clustering.

use serde::{Deserialize, Serialize};

use super::{PairCounts, PairTally};
use crate::linkage::ScoredPair;

/// One point of a threshold curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Pairs at or above this probability count as found.
    pub probability: f64,
    /// The pairs at this threshold, before clustering.
    #[serde(flatten)]
    pub counts: PairCounts,
}

/// Scored pairs of known truth, ready to be counted at any threshold.
#[derive(Debug, Clone)]
pub struct Curve {
    /// From the highest threshold down, one for each probability that a pair has.
    points: Vec<CurvePoint>,
    actual_pairs: u64,
}

impl Curve {
    /// A curve of pairs, each with its probability and whether it is one customer, of
    /// `actual_pairs` that there are: pairs that were never scored count as never found.
    pub fn new(pairs: impl IntoIterator<Item = (f64, bool)>, actual_pairs: u64) -> Self {
        let mut pairs: Vec<(f64, bool)> = pairs.into_iter().collect();
        pairs.sort_unstable_by(|one, other| other.0.total_cmp(&one.0));
        let mut counts = PairCounts { actual_pairs, ..PairCounts::default() };
        let mut points: Vec<CurvePoint> = Vec::new();
        for (probability, is_true) in pairs {
            counts.found_pairs += 1;
            counts.true_pairs += u64::from(is_true);
            match points.last_mut() {
                Some(point) if point.probability <= probability => point.counts = counts,
                _ => points.push(CurvePoint { probability, counts }),
            }
        }
        Self { points, actual_pairs }
    }

    /// The scores of the pairs at or above a probability.
    pub fn at(&self, probability: f64) -> CurvePoint {
        let reached = self.points.partition_point(|point| point.probability >= probability);
        let none = PairCounts { actual_pairs: self.actual_pairs, ..PairCounts::default() };
        let counts = reached.checked_sub(1).map_or(none, |last| self.points[last].counts);
        CurvePoint { probability, counts }
    }

    /// The threshold with the greatest F1, which only the truth can tell; of equals the highest.
    /// None if there is no pair.
    pub fn best(&self) -> Option<CurvePoint> {
        let better = |best: CurvePoint, point: &CurvePoint| {
            if point.counts.f1() > best.counts.f1() { *point } else { best }
        };
        let (first, others) = self.points.split_first()?;
        Some(others.iter().fold(*first, better))
    }
}

/// How pairs score at each of `steps` thresholds from 0 to 1, before clustering. A pair that
/// blocking missed counts as never found.
pub fn threshold_curve(
    pairs: &[ScoredPair],
    truth: &[Option<u32>],
    steps: usize,
) -> Vec<CurvePoint> {
    let actual = PairTally::new(truth.iter().flatten().map(|&label| (u64::from(label), 0))).all;
    let judged = pairs.iter().filter_map(|pair| {
        let (left, right) = (truth[pair.left as usize]?, truth[pair.right as usize]?);
        Some((pair.probability, left == right))
    });
    let curve = Curve::new(judged, actual);
    (0..=steps).map(|step| curve.at(step as f64 / steps.max(1) as f64)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(true_pairs: u64, found_pairs: u64, actual_pairs: u64) -> PairCounts {
        PairCounts { true_pairs, found_pairs, actual_pairs }
    }

    #[test]
    fn pairs_at_or_above_a_threshold_are_found_and_recall_counts_all_true_pairs() {
        let curve = Curve::new([(0.2, true), (0.9, true), (0.5, false), (0.9, false)], 4);
        assert_eq!(curve.at(0.95).counts, counts(0, 0, 4));
        assert_eq!(curve.at(0.9).counts, counts(1, 2, 4));
        assert_eq!(curve.at(0.5).counts, counts(1, 3, 4));
        assert_eq!(curve.at(0.1).counts, counts(2, 4, 4));
    }

    #[test]
    fn the_best_threshold_is_the_highest_with_the_greatest_f1() {
        let curve = Curve::new([(0.9, true), (0.6, true), (0.4, false), (0.3, false)], 2);
        let best = curve.best().unwrap();
        assert_eq!((best.probability, best.counts), (0.6, counts(2, 2, 2)));
        assert_eq!(Curve::new([], 3).best(), None);
    }

    proptest! {
        #[test]
        fn counting_by_the_curve_is_counting_by_hand(
            pairs in prop::collection::vec((0_u8..20, any::<bool>()), 0..60),
            threshold in 0_u8..21,
        ) {
            let probability = |step: u8| f64::from(step) / 20.0;
            let judged = || pairs.iter().map(|&(step, same)| (probability(step), same));
            let found: Vec<(f64, bool)> =
                judged().filter(|pair| pair.0 >= probability(threshold)).collect();
            let right = found.iter().filter(|pair| pair.1).count() as u64;
            let curve = Curve::new(judged(), 60);
            let counted = curve.at(probability(threshold)).counts;
            prop_assert_eq!(counted, counts(right, found.len() as u64, 60));
            if let Some(best) = curve.best() {
                prop_assert!(best.counts.f1() >= counted.f1());
            }
        }
    }
}

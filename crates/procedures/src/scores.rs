//! How alike the procedures of two lines are: every pair roughly, the likely ones in full.

use std::collections::BTreeMap;

use crate::profile::{Comparer, Profile, Scale};

/// So many of the likeliest on the other side are compared in full, for each procedure of both sides;
/// those as likely as the last of them, too.
const NEAREST: usize = 24;

/// Scores of the pairs compared in full.
pub(crate) struct Scores {
    /// Right index and score, by left; right indexes ascend.
    rows: Vec<Vec<(usize, f64)>>,
}

impl Scores {
    pub(crate) fn of(lefts: &[Profile], rights: &[Profile], scale: &Scale<'_>) -> Self {
        let comparers = || lefts.iter().map(|left| Comparer::new(left, scale));
        let rough: Vec<Vec<f32>> = comparers()
            .map(|left| rights.iter().map(|right| left.roughly(right) as f32).collect())
            .collect();
        let row_limits: Vec<f32> = rough.iter().map(|row| limit(row.clone())).collect();
        let column_limits: Vec<f32> = (0..rights.len())
            .map(|column| limit(rough.iter().map(|row| row[column]).collect()))
            .collect();
        let rows = comparers()
            .zip(rough.iter().zip(row_limits))
            .map(|(left, (row, limit))| {
                let near = (0..rights.len())
                    .filter(|right| row[*right] >= limit.min(column_limits[*right]));
                near.map(|right| (right, left.compare(&rights[right]).score())).collect()
            })
            .collect();
        Self { rows }
    }

    /// The score of a pair; 0 if it was not worth a full comparison.
    pub(crate) fn get(&self, left: usize, right: usize) -> f64 {
        let row = &self.rows[left];
        row.binary_search_by_key(&right, |(right, _)| *right).map_or(0.0, |at| row[at].1)
    }

    /// The scores of these pairs, and of every procedure in none of them its best one.
    pub(crate) fn nearest(&self, pairs: &[(usize, usize)]) -> Vec<f64> {
        let mut best_left: BTreeMap<usize, f64> = BTreeMap::new();
        let mut best_right: BTreeMap<usize, f64> = BTreeMap::new();
        for (left, right, score) in self.pairs() {
            for (best, index) in [(&mut best_left, left), (&mut best_right, right)] {
                let best = best.entry(index).or_default();
                *best = best.max(score);
            }
        }
        for (left, right) in pairs {
            best_left.insert(*left, self.get(*left, *right));
            best_right.remove(right);
        }
        best_left.into_values().chain(best_right.into_values()).collect()
    }

    /// Left, right and score of each pair, ascending.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (usize, usize, f64)> {
        let rows = self.rows.iter().enumerate();
        rows.flat_map(|(left, row)| row.iter().map(move |(right, score)| (left, *right, *score)))
    }
}

/// The least value among the nearest; of fewer the least of all.
fn limit(mut values: Vec<f32>) -> f32 {
    let last = NEAREST.min(values.len()).saturating_sub(1);
    if values.is_empty() {
        return 0.0;
    }
    *values.select_nth_unstable_by(last, |a, b| b.total_cmp(a)).1
}

/// Where the scores of the pairs that are one procedure part from those that are not.
///
/// Catalogues differ in how much they say, and in how alike: a fixed threshold that is right for one is
/// wrong for the next. The best scores of all procedures have two humps, and the lowest point of their density between
/// `WINDOW` is taken (kernel density with a normal kernel; Silverman 1986, section 2.4). Few pairs have no
/// humps: then it is the usual place.
pub(crate) fn valley(scores: &[f64]) -> f64 {
    if scores.len() < FEW {
        return USUAL;
    }
    let density = |at: f64| -> f64 {
        scores.iter().map(|score| (-0.5 * ((score - at) / BANDWIDTH).powi(2)).exp()).sum()
    };
    let steps = ((WINDOW.1 - WINDOW.0) / GRID).round() as u32;
    let places = (0..=steps).map(|step| WINDOW.0 + GRID * f64::from(step));
    let weighed = places.map(|at| (density(at) + FLAT * (at - USUAL).abs(), at));
    weighed
        .reduce(|best, next| if next.0 < best.0 { next } else { best })
        .map_or(USUAL, |(_, at)| at)
}

const FEW: usize = 8;
const USUAL: f64 = 0.38;
const WINDOW: (f64, f64) = (0.26, 0.52);
const BANDWIDTH: f64 = 0.05;
const GRID: f64 = 0.005;
/// Draws an even density to the usual place.
const FLAT: f64 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_part_where_they_are_rare() {
        let low = (0..8).map(|n| 0.1 + 0.02 * f64::from(n));
        let high = (0..8).map(|n| 0.5 + 0.04 * f64::from(n));
        let parted = valley(&low.chain(high).collect::<Vec<_>>());
        assert!((0.3..0.45).contains(&parted), "{parted}");
    }

    #[test]
    fn a_handful_of_scores_has_no_valley() {
        assert!((valley(&[0.3, 0.9]) - USUAL).abs() < f64::EPSILON);
    }

    #[test]
    fn the_limit_keeps_all_of_a_few() {
        assert!((limit(vec![0.4, 0.0, 0.9]) - 0.0).abs() < f32::EPSILON);
    }
}

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
        let mut columns: Vec<Greatest> = vec![Greatest::default(); rights.len()];
        // Most pairs are near to neither side: they are forgotten as soon as that is certain.
        let near: Vec<Vec<(usize, f32)>> = lefts
            .iter()
            .map(|left| {
                let left = Comparer::new(left, scale);
                let row: Vec<f32> = rights.iter().map(|right| left.roughly(right) as f32).collect();
                columns.iter_mut().zip(&row).for_each(|(column, value)| column.add(*value));
                let of_row = limit(row.clone());
                let is_near =
                    |(right, value): &(usize, f32)| *value >= of_row.min(columns[*right].limit());
                row.into_iter().enumerate().filter(is_near).collect()
            })
            .collect();
        let limits: Vec<f32> = columns.iter().map(Greatest::limit).collect();
        let rows = lefts
            .iter()
            .zip(near)
            .map(|(left, row)| {
                let left = Comparer::new(left, scale);
                let of_row = limit(row.iter().map(|(_, value)| *value).collect());
                let near = row.iter().filter(|(right, value)| *value >= of_row.min(limits[*right]));
                near.map(|(right, _)| (*right, left.compare(&rights[*right]).score())).collect()
            })
            .collect();
        Self { rows }
    }

    /// The score of a pair; 0 if it was not worth a full comparison.
    pub(crate) fn get(&self, left: usize, right: usize) -> f64 {
        let row = &self.rows[left];
        row.binary_search_by_key(&right, |(right, _)| *right).map_or(0.0, |at| row[at].1)
    }

    /// The likeliest on the other side of each procedure, left ones and right ones; of equal ones the
    /// first in the order of the ranks.
    pub(crate) fn likeliest(&self, ranks: [&[usize]; 2]) -> [Vec<Option<usize>>; 2] {
        let [left_ranks, right_ranks] = ranks;
        let first = |ranks: &[usize]| ranks.iter().position(|rank| *rank == 0);
        // Pairs that were not compared in full score 0, and so does then the first of the order.
        let mut of_left = vec![(first(right_ranks), 0.0); left_ranks.len()];
        let mut of_right = vec![(first(left_ranks), 0.0); right_ranks.len()];
        for (left, right, score) in self.pairs() {
            for (best, other, ranks) in
                [(&mut of_left[left], right, right_ranks), (&mut of_right[right], left, left_ranks)]
            {
                let earlier = best.0.is_none_or(|known| ranks[other] < ranks[known]);
                if score > best.1 || (score >= best.1 && earlier) {
                    *best = (Some(other), score);
                }
            }
        }
        [of_left, of_right].map(|side| side.into_iter().map(|(best, _)| best).collect())
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

/// The greatest values so far, as many as count as nearest, in descending order.
#[derive(Debug, Clone, Default)]
struct Greatest(Vec<f32>);

impl Greatest {
    fn add(&mut self, value: f32) {
        if self.0.len() == NEAREST && value <= self.0[NEAREST - 1] {
            return;
        }
        self.0.truncate(NEAREST - 1);
        let place = self.0.partition_point(|other| *other >= value);
        self.0.insert(place, value);
    }

    /// The least of them: of all values, once all were added; never more than that before.
    fn limit(&self) -> f32 {
        match self.0.last() {
            Some(least) if self.0.len() == NEAREST => *least,
            // Of a few, all are near.
            _ => f32::NEG_INFINITY,
        }
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
    fn the_greatest_are_the_same_in_whatever_order_they_come() {
        let values = (0..100_u8).map(|n| f32::from(n.wrapping_mul(37) % 50));
        let mut greatest = Greatest::default();
        values.clone().for_each(|value| greatest.add(value));
        assert!((greatest.limit() - limit(values.collect())).abs() < f32::EPSILON);
        assert!(Greatest::default().limit() < 0.0);
    }

    #[test]
    fn the_limit_keeps_all_of_a_few() {
        assert!((limit(vec![0.4, 0.0, 0.9]) - 0.0).abs() < f32::EPSILON);
    }
}

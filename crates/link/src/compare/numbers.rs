//! Numbers of any meaning, compared by how many other records lie between them.

use super::{LevelKind, level};

/// The distinct numbers of a column by rank, so that prices and years are compared alike without
/// knowing their scale: two numbers are near if few records lie between.
pub(crate) struct Ranks(Vec<f32>);

pub(super) const LEVELS: &[LevelKind] = &[
    level("equal", 0.8),
    level("next to each other (0.5% of records between)", 0.05),
    level("near (2% of records between)", 0.05),
    level("10% of records between", 0.04),
    level("different", 0.06),
];

impl Ranks {
    /// Ranks values, each held by so many records.
    pub(crate) fn new(values: &[f64], holders: &[u32]) -> Self {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&one, &other| values[one].total_cmp(&values[other]));
        let total: f64 = holders.iter().map(|&count| f64::from(count)).sum();
        let mut below = 0.0;
        let mut ranks = vec![0.0; values.len()];
        for at in order {
            let count = f64::from(holders[at]);
            ranks[at] = ((below + count / 2.0) / total.max(1.0)) as f32;
            below += count;
        }
        Self(ranks)
    }

    /// Number of distinct numbers.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// The ranks of some of the numbers.
    pub(super) fn chosen(&self, indices: &[u32]) -> Self {
        Self(indices.iter().map(|&index| self.0[index as usize]).collect())
    }

    pub(super) fn level(&self, left: u32, right: u32) -> u8 {
        match (self.0[left as usize] - self.0[right as usize]).abs() {
            apart if apart <= 0.005 => 2,
            apart if apart <= 0.02 => 3,
            apart if apart <= 0.1 => 4,
            _ => 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearness_does_not_depend_on_the_scale() {
        let years: Vec<f64> = (0..100).map(|n| 1900.0 + f64::from(n)).collect();
        let prices: Vec<f64> = (0..100).map(|n| 1.1_f64.powi(n)).collect();
        let (years, prices) = (Ranks::new(&years, &[1; 100]), Ranks::new(&prices, &[1; 100]));
        for (left, right) in [(0, 1), (0, 5), (10, 90)] {
            assert_eq!(years.level(left, right), prices.level(left, right));
        }
        assert_eq!(years.level(50, 51), 3);
        assert_eq!(years.level(0, 99), 5);
    }
}

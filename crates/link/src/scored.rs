//! The candidates as they were scored.

use crate::linkage::ScoredPair;

/// The scored candidates, or part of them.
#[derive(Default)]
pub(crate) struct Scored {
    /// The pairs worth keeping, ascending.
    pub(crate) pairs: Vec<ScoredPair>,
    /// Expected matches among all candidates.
    pub(crate) expected_matches: f64,
    /// Pairs compared.
    pub(crate) compared: u64,
    /// Expected matches that one rule found, and that two found.
    found_by: [f64; 2],
}

impl Scored {
    /// Adds a pair that so many rules found; it is kept if it is probable enough.
    pub(crate) fn add(&mut self, pair: ScoredPair, rules: u32, keep: f64) {
        self.expected_matches += pair.probability;
        if let 1 | 2 = rules {
            self.found_by[rules as usize - 1] += pair.probability;
        }
        if pair.probability >= keep {
            self.pairs.push(pair);
        }
    }

    /// Adds what follows.
    pub(crate) fn extend(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
        self.expected_matches += other.expected_matches;
        self.compared += other.compared;
        for (sum, more) in self.found_by.iter_mut().zip(other.found_by) {
            *sum += more;
        }
    }

    /// Estimated share of the matches that are among the candidates, by Chao's lower bound of those
    /// that no rule found. None if nothing matched.
    pub(crate) fn estimated_recall(&self) -> Option<f64> {
        let [once, twice] = self.found_by;
        let found = self.expected_matches;
        let missed = once * (once - 1.0).max(0.0) / (2.0 * (twice + 1.0));
        (found > 0.5).then(|| found / (found + missed))
    }
}

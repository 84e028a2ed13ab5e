//! Comparing pairs of records, many at a time.
//!
//! Values lie all over memory, and fetching them takes longer than comparing them. So a batch of
//! pairs goes through one comparison after the other: fetching the values of one pair then goes on
//! while those of the next are already asked for.

use super::{Comparisons, EXACT, EXACT_RARITY, Memo, names};
use crate::linkage::Pattern;

/// Pairs of a batch. Their rows stay in a core's own cache from one comparison to the next.
const BATCH: usize = 128;

/// Compares pairs of records. One for each task: what it remembers is its own.
pub(crate) struct Comparer<'a> {
    comparisons: &'a Comparisons,
    memos: Vec<Memo>,
    /// Of the comparison at hand the pairs of values that are not equal, with their pairs' places in
    /// the batch and their codes.
    unequal: Vec<(u32, u32)>,
    places: Vec<usize>,
    codes: Vec<u8>,
}

impl<'a> Comparer<'a> {
    pub(super) fn new(comparisons: &'a Comparisons, memo: impl Fn() -> Memo) -> Self {
        let memos = comparisons.all.iter().map(|_| memo()).collect();
        Self { comparisons, memos, unequal: Vec::new(), places: Vec::new(), codes: Vec::new() }
    }

    /// The levels of agreement of pairs: calls `each` with every pair's number and its pattern.
    pub(crate) fn for_each(
        &mut self,
        pairs: impl Iterator<Item = (u32, u32)>,
        mut each: impl FnMut(usize, Pattern),
    ) {
        let mut pairs = pairs.fuse();
        let mut batch: Vec<(u32, u32)> = Vec::with_capacity(BATCH);
        let mut number = 0;
        loop {
            batch.clear();
            batch.extend(pairs.by_ref().take(BATCH));
            if batch.is_empty() {
                return;
            }
            for pattern in self.batch(&batch).into_iter().take(batch.len()) {
                each(number, pattern);
                number += 1;
            }
        }
    }

    fn batch(&mut self, pairs: &[(u32, u32)]) -> [Pattern; BATCH] {
        let mut patterns = [Pattern::default(); BATCH];
        for comparison in 0..self.comparisons.all.len() {
            self.compare(comparison, pairs, &mut patterns);
        }
        let comparisons = self.comparisons;
        for (&(left, right), pattern) in pairs.iter().zip(&mut patterns) {
            *pattern = comparisons.with_gender(comparisons.with_names(*pattern, left, right));
        }
        patterns
    }

    /// Adds the codes of one comparison.
    fn compare(&mut self, at: usize, pairs: &[(u32, u32)], patterns: &mut [Pattern]) {
        let (comparison, table) = (&self.comparisons.all[at], &self.comparisons.table);
        self.unequal.clear();
        self.places.clear();
        for (place, &(left, right)) in pairs.iter().enumerate() {
            match (table.get(at, left), table.get(at, right)) {
                ([], _) | (_, []) => {}
                ([left], [right]) if left != right => {
                    self.unequal.push((*left, *right));
                    self.places.push(place);
                }
                (left, right) => {
                    let all = left.iter().flat_map(|&l| right.iter().map(move |&r| (l, r)));
                    let shared = all.clone().filter(|(l, r)| l == r);
                    // Of several values shared the rarest counts.
                    let shared = shared.map(|(l, _)| comparison.exact_code[l as usize]).max();
                    if let Some(code) = shared {
                        patterns[place] = patterns[place].with(at, code);
                    } else {
                        self.unequal.extend(all);
                        self.places.resize(self.unequal.len(), place);
                    }
                }
            }
        }
        self.codes.clear();
        comparison.add_codes(&self.unequal, &mut self.memos[at], &mut self.codes);
        for (&place, &code) in self.places.iter().zip(&self.codes) {
            let pattern = &mut patterns[place];
            match pattern.code(at) {
                0 => *pattern = pattern.with(at, code),
                // Of several values the two count that agree best.
                other if (rank(code), code) < (rank(other), other) => {
                    *pattern = pattern.without(at).with(at, code);
                }
                _ => {}
            }
        }
    }
}

/// Full agreement ranks first.
fn rank(code: u8) -> u8 {
    if code >= EXACT_RARITY { EXACT } else { code }
}

impl Comparisons {
    /// Given name and surname may stand in each other's place.
    fn with_names(&self, pattern: Pattern, left: u32, right: u32) -> Pattern {
        let Some((given, surname)) = self.given.zip(self.surname) else { return pattern };
        let codes = (pattern.code(given), pattern.code(surname));
        let both = names::code_names(codes, || {
            let crosses =
                |one, other| self.crosses(self.values(given, one), self.values(surname, other));
            (crosses(left, right), crosses(right, left))
        });
        if both == codes {
            return pattern;
        }
        pattern.without(given).without(surname).with(given, both.0).with(surname, both.1)
    }

    /// Gender follows from the given name: it says something only where those differ.
    fn with_gender(&self, pattern: Pattern) -> Pattern {
        let Some(gender) = self.gender else { return pattern };
        match self.given {
            Some(given) if pattern.code(given) >= EXACT_RARITY => pattern.without(gender),
            _ => pattern,
        }
    }
}

//! Where the matches of procedures, their alignments and conflicts stand.

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::outcome::Reconciliation;

/// Where things stand in a reconciliation.
pub(super) struct Places {
    /// Matches by the procedure of the left and of the right line, ascending.
    matches: [FxHashMap<usize, Vec<usize>>; 2],
    /// The alignments of each match, which stand together.
    pub(super) alignments: Vec<Range<usize>>,
    /// The conflicts of each match, likewise.
    pub(super) conflicts: Vec<Range<usize>>,
}

impl Places {
    pub(super) fn of(found: &Reconciliation) -> Self {
        let mut matches: [FxHashMap<usize, Vec<usize>>; 2] = Default::default();
        for (index, pair) in found.matches.iter().enumerate() {
            for (side, end) in [pair.left, pair.right].into_iter().enumerate() {
                if let Some(procedure) = end {
                    matches[side].entry(procedure).or_default().push(index);
                }
            }
        }
        let count = found.matches.len();
        Self {
            matches,
            alignments: runs(found.alignments.iter().map(|row| row.match_index), count),
            conflicts: runs(found.conflicts.iter().map(|row| row.match_index), count),
        }
    }

    /// The first match of a procedure; every procedure is in one.
    pub(super) fn first(&self, side: usize, procedure: usize) -> usize {
        self.matches[side].get(&procedure).and_then(|of| of.first()).copied().unwrap_or_default()
    }

    /// The matches of either procedure, ascending.
    pub(super) fn of_either(&self, ends: [Option<usize>; 2]) -> Vec<usize> {
        let of_side = |side: usize| ends[side].and_then(|end| self.matches[side].get(&end));
        let all = [0, 1].into_iter().filter_map(of_side).flatten().copied();
        all.collect::<BTreeSet<usize>>().into_iter().collect()
    }
}

/// Where the rows of each of so many matches stand, which are in the order of the matches.
fn runs(of: impl Iterator<Item = usize>, matches: usize) -> Vec<Range<usize>> {
    let mut runs = vec![0..0; matches];
    for (at, match_index) in of.enumerate() {
        let run = &mut runs[match_index];
        *run = if run.end == 0 { at..at + 1 } else { run.start..at + 1 };
    }
    runs
}

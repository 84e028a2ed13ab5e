//! The best set of pairs in which nobody has two partners.
//!
//! Shortest augmenting paths with potentials (Jonker and Volgenant 1987, "A shortest augmenting
//! path algorithm for dense and sparse linear assignment problems"), O(n²·m), run on each connected
//! component of the pairs worth having: real catalogues fall into many small ones.

use std::collections::{BTreeMap, BTreeSet};

/// A pair that may be chosen and what choosing it gains; gains must be positive and finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) left: usize,
    pub(crate) right: usize,
    pub(crate) gain: f64,
}

/// The chosen pairs, by left: their gains sum to the greatest total possible.
///
/// Among equal totals the choice depends on the numbering, so callers number canonically.
pub(crate) fn assign(candidates: &[Candidate]) -> Vec<(usize, usize)> {
    let mut chosen: Vec<(usize, usize)> =
        components(candidates).iter().flat_map(|component| solve(component)).collect();
    chosen.sort_unstable();
    chosen
}

/// Groups candidates that share an end, directly or through others.
fn components(candidates: &[Candidate]) -> Vec<Vec<Candidate>> {
    let lefts = candidates.iter().map(|c| c.left + 1).max().unwrap_or(0);
    let nodes = lefts + candidates.iter().map(|c| c.right + 1).max().unwrap_or(0);
    let mut parents: Vec<usize> = (0..nodes).collect();
    for candidate in candidates {
        let left = root(&mut parents, candidate.left);
        let right = root(&mut parents, lefts + candidate.right);
        parents[left.max(right)] = left.min(right);
    }
    let mut groups: BTreeMap<usize, Vec<Candidate>> = BTreeMap::new();
    for candidate in candidates {
        groups.entry(root(&mut parents, candidate.left)).or_default().push(*candidate);
    }
    groups.into_values().collect()
}

fn root(parents: &mut [usize], mut node: usize) -> usize {
    while parents[node] != node {
        parents[node] = parents[parents[node]];
        node = parents[node];
    }
    node
}

fn distinct(items: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut out: Vec<usize> = items.collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The most cells of a table of gains that is solved exactly (4,000 by 4,000).
const LARGEST_TABLE: usize = 16_000_000;

/// The greatest gains first: at least half of the best total (Avis 1983, "A survey of heuristics for the
/// weighted matching problem").
fn greedy(component: &[Candidate]) -> Vec<(usize, usize)> {
    let mut candidates = component.to_vec();
    candidates
        .sort_by(|a, b| b.gain.total_cmp(&a.gain).then((a.left, a.right).cmp(&(b.left, b.right))));
    let (mut lefts, mut rights) = (BTreeSet::new(), BTreeSet::new());
    candidates.retain(|candidate| {
        let free = !lefts.contains(&candidate.left) && !rights.contains(&candidate.right);
        if free {
            lefts.insert(candidate.left);
            rights.insert(candidate.right);
        }
        free
    });
    candidates.into_iter().map(|candidate| (candidate.left, candidate.right)).collect()
}

fn solve(component: &[Candidate]) -> Vec<(usize, usize)> {
    if let [only] = component {
        return vec![(only.left, only.right)];
    }
    let lefts = distinct(component.iter().map(|c| c.left));
    let rights = distinct(component.iter().map(|c| c.right));
    if lefts.len() * rights.len() > LARGEST_TABLE {
        return greedy(component);
    }
    // The kernel wants at least as many columns as rows.
    let turned = lefts.len() > rights.len();
    let (rows, columns) = if turned { (&rights, &lefts) } else { (&lefts, &rights) };
    let mut gains = vec![0.0; rows.len() * columns.len()];
    for candidate in component {
        let (row, column) = if turned {
            (candidate.right, candidate.left)
        } else {
            (candidate.left, candidate.right)
        };
        let (Ok(row), Ok(column)) = (rows.binary_search(&row), columns.binary_search(&column))
        else {
            unreachable!("both lists were made from these candidates");
        };
        gains[row * columns.len() + column] = candidate.gain;
    }
    column_rows(&gains, rows.len(), columns.len())
        .into_iter()
        .enumerate()
        .filter_map(|(column, row)| row.map(|row| (row, column)))
        .filter(|(row, column)| gains[row * columns.len() + column] > 0.0)
        .map(|(row, column)| (rows[row], columns[column]))
        .map(|(row, column)| if turned { (column, row) } else { (row, column) })
        .collect()
}

/// The row given to each column when every row gets one and the total gain is greatest.
///
/// Rows enter one by one. Each time a shortest path, in costs reduced by the potentials, leads from
/// the new row to a free column; along it the columns change rows. Column `columns` is the outside
/// from which the new row starts.
fn column_rows(gains: &[f64], rows: usize, columns: usize) -> Vec<Option<usize>> {
    let mut row_potential = vec![0.0; rows];
    let mut column_potential = vec![0.0; columns + 1];
    let mut row_of: Vec<Option<usize>> = vec![None; columns + 1];
    let mut came_from = vec![columns; columns];
    for new_row in 0..rows {
        row_of[columns] = Some(new_row);
        let mut shortest = vec![f64::INFINITY; columns];
        let mut done = vec![false; columns + 1];
        let mut at = columns;
        while let Some(row) = row_of[at] {
            done[at] = true;
            let (mut step, mut next) = (f64::INFINITY, at);
            for column in (0..columns).filter(|column| !done[*column]) {
                let cost =
                    -gains[row * columns + column] - row_potential[row] - column_potential[column];
                if cost < shortest[column] {
                    shortest[column] = cost;
                    came_from[column] = at;
                }
                if shortest[column] < step {
                    step = shortest[column];
                    next = column;
                }
            }
            for column in 0..=columns {
                if done[column] {
                    if let Some(row) = row_of[column] {
                        row_potential[row] += step;
                    }
                    column_potential[column] -= step;
                } else {
                    shortest[column] -= step;
                }
            }
            at = next;
        }
        while at != columns {
            let before = came_from[at];
            row_of[at] = row_of[before];
            at = before;
        }
    }
    row_of.truncate(columns);
    row_of
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn candidate(left: usize, right: usize, gain: f64) -> Candidate {
        Candidate { left, right, gain }
    }

    #[test]
    fn the_best_total_beats_the_best_single_pair() {
        let candidates = [candidate(0, 0, 0.9), candidate(0, 1, 0.8), candidate(1, 0, 0.8)];
        assert_eq!(assign(&candidates), [(0, 1), (1, 0)]);
    }

    #[test]
    fn greed_takes_the_greatest_first_and_nobody_twice() {
        let candidates = [candidate(0, 0, 0.9), candidate(0, 1, 0.8), candidate(1, 0, 0.8)];
        assert_eq!(greedy(&candidates), [(0, 0)]);
    }

    #[test]
    fn nothing_to_choose_from_gives_nothing() {
        assert!(assign(&[]).is_empty());
    }

    /// The best total by trying everything: each left in turn takes each free right or none.
    fn best_total(gains: &[Vec<f64>], left: usize, taken: u32) -> f64 {
        let Some(row) = gains.get(left) else { return 0.0 };
        let alone = best_total(gains, left + 1, taken);
        row.iter()
            .enumerate()
            .filter(|(right, gain)| taken & (1 << right) == 0 && **gain > 0.0)
            .map(|(right, gain)| gain + best_total(gains, left + 1, taken | (1 << right)))
            .fold(alone, f64::max)
    }

    proptest! {
        #[test]
        fn the_total_is_what_trying_everything_finds(
            gains in (1_usize..6, 1_usize..6).prop_flat_map(|(rows, columns)| {
                let cell = prop_oneof![Just(0.0), 0.01..1.0_f64];
                prop::collection::vec(prop::collection::vec(cell, columns), rows)
            })
        ) {
            let candidates: Vec<Candidate> = gains
                .iter()
                .enumerate()
                .flat_map(|(left, row)| {
                    row.iter().enumerate().map(move |(right, gain)| candidate(left, right, *gain))
                })
                .filter(|c| c.gain > 0.0)
                .collect();
            let chosen = assign(&candidates);
            let total: f64 = chosen.iter().map(|(left, right)| gains[*left][*right]).sum();
            prop_assert!((total - best_total(&gains, 0, 0)).abs() < 1e-9);
            let rights = distinct(chosen.iter().map(|(_, right)| *right));
            prop_assert_eq!(rights.len(), chosen.len());
        }
    }
}

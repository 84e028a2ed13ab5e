//! Missed pairs of which linkage kept nothing: were they compared at all?

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::reasons::MissedReason;
use crate::block::Blocking;
use crate::check;
use crate::error::LinkError;
use crate::hash::mix;
use crate::linker::Linker;
use crate::records::{Decisions, Records};
use crate::settings::LinkSettings;
use sameboat_model::Progress;

/// True pairs that are gone through one by one; of more, so many are drawn.
const GONE_THROUGH: u64 = 1 << 24;

/// Missed pairs of which linkage kept nothing, or some of very many, drawn evenly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unkept {
    /// The pairs, ascending, lower index first.
    pub pairs: Vec<(u32, u32)>,
    /// How many there are in all.
    pub of: u64,
}

/// Why linkage kept nothing of each pair: with these records and settings it was impossible, never
/// compared, or far too improbable. Finds the blocks anew, as the linkage did; the columns of the
/// records are freed as soon as they have been read.
pub fn why_not_kept(
    mut records: Records,
    settings: &LinkSettings,
    pairs: &[(u32, u32)],
    progress: &dyn Progress,
) -> Result<Vec<MissedReason>, LinkError> {
    let asked = Decisions { must_link: Vec::new(), cannot_link: pairs.to_vec() };
    check::input(&records, settings, &asked)?;
    let columns = std::mem::take(&mut records.columns).into_iter().map(Cow::Owned).collect();
    let linker = Linker::new(&records, columns, settings, progress)?;
    progress.begin("block", None);
    let place = linker.places();
    let pairs: Vec<(u32, u32)> = pairs
        .iter()
        .map(|&(one, other)| (place[one as usize], place[other as usize]))
        .map(|(one, other)| (one.min(other), one.max(other)))
        .collect();
    let blocking = Blocking::new(&linker.comparisons, linker.count(), linker.budget());
    let blocks = blocking.build(&linker.rules(&blocking));
    let mut asked = vec![false; linker.count() as usize];
    for &(left, _) in &pairs {
        asked[left as usize] = true;
    }
    // Only the candidates of these records: whether a rule would propose a pair is not enough, as
    // oversized blocks are split.
    let parts = blocks.candidates(0..linker.count(), |left| asked[left as usize]);
    let compared: Vec<(u32, u32)> =
        parts.into_iter().flatten().map(|candidate| (candidate.left, candidate.right)).collect();
    let reason = |&(left, right): &(u32, u32)| {
        if !linker.possible(left, right) {
            MissedReason::Impossible
        } else if compared.binary_search(&(left, right)).is_ok() {
            MissedReason::FarTooImprobable
        } else {
            MissedReason::NeverCompared
        }
    };
    Ok(pairs.iter().map(reason).collect())
}

/// At most so many of the pairs of one group that are wanted, ascending: all of them, or those of the
/// lowest hash. Of a truth with more pairs than can be gone through, some are.
pub(super) fn draw(
    group: &[Option<u32>],
    most: usize,
    is_wanted: impl Fn(u32, u32) -> bool,
) -> Vec<(u32, u32)> {
    draw_from(group, most, GONE_THROUGH, is_wanted)
}

fn draw_from(
    group: &[Option<u32>],
    most: usize,
    gone_through: u64,
    is_wanted: impl Fn(u32, u32) -> bool,
) -> Vec<(u32, u32)> {
    let pairs = GroupedPairs::new(group);
    let everything = pairs.count <= gone_through;
    let mut drawn: BTreeSet<(u64, (u32, u32))> = BTreeSet::new();
    for number in 0..pairs.count.min(gone_through) {
        let number = if everything { number } else { mix(number) % pairs.count };
        let pair = pairs.get(number);
        let hash = mix(u64::from(pair.0) << 32 | u64::from(pair.1));
        let fits = drawn.len() < most || drawn.last().is_some_and(|last| (hash, pair) < *last);
        if fits && is_wanted(pair.0, pair.1) {
            drawn.insert((hash, pair));
            if drawn.len() > most {
                drawn.pop_last();
            }
        }
    }
    let mut drawn: Vec<(u32, u32)> = drawn.into_iter().map(|(_, pair)| pair).collect();
    drawn.sort_unstable();
    drawn
}

/// The pairs of records of one group, numbered.
struct GroupedPairs {
    /// Records by group.
    members: Vec<u32>,
    /// Per group of several records the number of its first pair, and where its members begin.
    groups: Vec<(u64, usize)>,
    count: u64,
}

impl GroupedPairs {
    fn new(group: &[Option<u32>]) -> Self {
        let known = group.iter().zip(0..);
        let mut of_group: Vec<(u32, u32)> =
            known.filter_map(|(group, record)| Some(((*group)?, record))).collect();
        of_group.sort_unstable();
        let (mut groups, mut count, mut start) = (Vec::new(), 0, 0);
        for members in of_group.chunk_by(|one, next| one.0 == next.0) {
            let size = members.len() as u64;
            if size > 1 {
                groups.push((count, start));
                count += size * (size - 1) / 2;
            }
            start += members.len();
        }
        let members = of_group.into_iter().map(|(_, record)| record).collect();
        Self { members, groups, count }
    }

    fn get(&self, number: u64) -> (u32, u32) {
        let group = self.groups.partition_point(|&(first, _)| first <= number) - 1;
        let (first, start) = self.groups[group];
        let within = number - first;
        // Pairs (0, 1), (0, 2), (1, 2), (0, 3), …: those below `right` are right * (right - 1) / 2.
        let mut right = f64::midpoint(1.0, (1.0 + 8.0 * within as f64).sqrt()) as u64;
        while right * (right - 1) / 2 > within {
            right -= 1;
        }
        while right * (right + 1) / 2 <= within {
            right += 1;
        }
        let left = within - right * (right - 1) / 2;
        (self.members[start + left as usize], self.members[start + right as usize])
    }
}

/// Divides a total in proportion to counts, in whole numbers that add up to it: the largest
/// remainders are rounded up. Without any count all goes to the first.
pub(super) fn apportion(total: u64, counts: &[u64]) -> Vec<u64> {
    let sum: u64 = counts.iter().sum();
    if sum == 0 {
        return counts.iter().enumerate().map(|(at, _)| if at == 0 { total } else { 0 }).collect();
    }
    let product = |count: u64| u128::from(total) * u128::from(count);
    let mut parts: Vec<u64> =
        counts.iter().map(|&count| (product(count) / u128::from(sum)) as u64).collect();
    let left = total - parts.iter().sum::<u64>();
    let mut by_remainder: Vec<usize> = (0..counts.len()).collect();
    by_remainder.sort_by_key(|&at| std::cmp::Reverse(product(counts[at]) % u128::from(sum)));
    for &at in by_remainder.iter().take(left as usize) {
        parts[at] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_numbered_group_by_group() {
        let group = [3, 1, 3, 0, 1, 3, 3].map(Some);
        let pairs = GroupedPairs::new(&group);
        let all: Vec<(u32, u32)> = (0..pairs.count).map(|number| pairs.get(number)).collect();
        assert_eq!(all, [(1, 4), (0, 2), (0, 5), (2, 5), (0, 6), (2, 6), (5, 6)]);
        assert_eq!(GroupedPairs::new(&[None, Some(1), None]).count, 0);
    }

    #[test]
    fn all_wanted_pairs_are_drawn_if_there_are_few() {
        let group = [Some(0), Some(0), None, Some(0), Some(1)];
        assert_eq!(draw(&group, 9, |_, _| true), [(0, 1), (0, 3), (1, 3)]);
        assert_eq!(draw(&group, 9, |left, _| left == 1), [(1, 3)]);
        assert_eq!(draw(&group, 0, |_, _| true), []);
    }

    #[test]
    fn of_many_pairs_some_are_drawn_evenly_and_again_the_same() {
        // A group of 400 has 79,800 pairs; every fourth is wanted.
        let group = [Some(7); 400];
        let wanted = |left: u32, right: u32| (left + right).is_multiple_of(4);
        for gone_through in [GONE_THROUGH, 20_000] {
            let drawn = draw_from(&group, 1_000, gone_through, wanted);
            assert_eq!(drawn, draw_from(&group, 1_000, gone_through, wanted));
            assert!((950..=1_000).contains(&drawn.len()), "{}", drawn.len());
            let low = drawn.iter().filter(|(_, right)| *right < 283).count() as f64;
            // Half of all pairs are below 400 / sqrt 2.
            assert!((low / drawn.len() as f64 - 0.5).abs() < 0.06, "{low}");
        }
    }

    #[test]
    fn parts_add_up_to_the_total() {
        assert_eq!(apportion(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(apportion(7, &[3, 4]), [3, 4]);
        assert_eq!(apportion(1_000, &[0, 1]), [0, 1_000]);
        assert_eq!(apportion(5, &[0, 0]), [5, 0]);
        assert_eq!(apportion(0, &[2, 1]), [0, 0]);
    }
}

//! Grouping records by key: the blocks of one rule.

/// Keys are first dealt out to so many parts, each small enough for a core's own cache.
const PARTS: usize = 256;
/// Bits of a key that one pass of a part's sort goes by.
const DIGIT: u32 = 11;
/// Parts smaller than this are sorted by comparing.
const SMALL: usize = 256;

/// Records with keys, dealt out by the first eight bits of the key. The key's next 32 bits stand
/// above the record in one number.
pub(super) struct Keyed {
    parts: Vec<Vec<u64>>,
}

impl Keyed {
    pub(super) fn new(expected: usize) -> Self {
        let each = expected / PARTS + expected / PARTS / 8;
        Self { parts: (0..PARTS).map(|_| Vec::with_capacity(each)).collect() }
    }

    /// Adds a record, which must not be lower than those before it.
    pub(super) fn push(&mut self, key: u64, record: u32) {
        self.parts[(key >> 56) as usize].push((key << 8) & !0xFFFF_FFFF | u64::from(record));
    }

    /// Calls `each` with the records of every key that two or more share, ascending and without
    /// repeats. Thirty bits of a key tell: a chance collision only adds a candidate.
    pub(super) fn for_each_group(self, mut each: impl FnMut(&[u32])) {
        let mut members: Vec<u32> = Vec::new();
        let mut spare: Vec<u64> = Vec::new();
        for mut part in self.parts {
            sort(&mut part, &mut spare);
            part.dedup_by_key(|keyed| (digits(*keyed), *keyed as u32));
            for group in part.chunk_by(|&one, &other| digits(one) == digits(other)) {
                if group.len() > 1 {
                    members.clear();
                    members.extend(group.iter().map(|&keyed| keyed as u32));
                    each(&members);
                }
            }
        }
    }
}

/// The bits of a key that its part is sorted by.
fn digits(keyed: u64) -> u64 {
    keyed >> (64 - 2 * DIGIT)
}

/// Sorts by digits and keeps the order of records: twice a counting sort, lower digit first (a part
/// has too few entries for more digits to matter, and too many for comparing them to be quick).
fn sort(part: &mut [u64], spare: &mut Vec<u64>) {
    if part.len() < SMALL {
        part.sort_unstable_by_key(|&keyed| (digits(keyed), keyed as u32));
        return;
    }
    spare.clear();
    spare.resize(part.len(), 0);
    counting_sort(part, spare, 64 - 2 * DIGIT);
    counting_sort(spare, part, 64 - DIGIT);
}

fn counting_sort(from: &[u64], to: &mut [u64], shift: u32) {
    let digit = |keyed: u64| (keyed >> shift) as usize & ((1 << DIGIT) - 1);
    let mut next = [0_u32; 1 << DIGIT];
    for &keyed in from {
        next[digit(keyed)] += 1;
    }
    let mut start = 0;
    for count in &mut next {
        start += std::mem::replace(count, start);
    }
    for &keyed in from {
        let place = &mut next[digit(keyed)];
        to[*place as usize] = keyed;
        *place += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::hash::mix;

    proptest! {
        #[test]
        fn records_are_grouped_by_key(keys in proptest::collection::vec(0_u64..50, 0..200), copies in 1_usize..200) {
            let mut keyed = Keyed::new(keys.len());
            let mut expected: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
            let of_record = std::iter::repeat_n(keys, copies).flatten().zip(0..);
            for (key, record) in of_record {
                // A key that a record has twice counts once.
                keyed.push(mix(key), record);
                keyed.push(mix(key), record);
                expected.entry(key).or_default().push(record);
            }
            let mut expected: Vec<Vec<u32>> = expected.into_values().filter(|g| g.len() > 1).collect();
            let mut found: Vec<Vec<u32>> = Vec::new();
            keyed.for_each_group(|members| found.push(members.to_vec()));
            expected.sort();
            found.sort();
            prop_assert_eq!(found, expected);
        }
    }
}

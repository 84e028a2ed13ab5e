//! Estimating the pairs of rules from the keys of a sample of records.

use rayon::prelude::*;

use super::Blocking;
use super::atoms::Atom;
use super::keys::KEYS_PER_RECORD;
use crate::hash::{combine, mix};

/// Records in the sample.
const SAMPLED: u64 = 30_000;

/// The keys of some records in all atoms.
pub(super) struct Sample {
    of_atoms: Vec<SampledKeys>,
    /// Pairs of records for each pair in the sample.
    scale: f64,
    /// Size of the largest block allowed, as far as it would be drawn.
    max_block: f64,
}

/// Per record of the sample its keys in one atom that others share; no pair has any other.
struct SampledKeys {
    keys: Vec<u32>,
    ends: Vec<u32>,
    /// The records that have any.
    holders: Vec<u32>,
}

impl SampledKeys {
    fn of(blocking: &Blocking<'_>, atom: &Atom, records: &[u32]) -> Self {
        let mut all: Vec<(u32, u32)> = Vec::new();
        let mut keys = Vec::new();
        for (at, &record) in (0..).zip(records) {
            keys.clear();
            atom.keys(blocking.comparisons, record, &mut keys);
            all.extend(keys.iter().map(|&key| (key, at)));
        }
        all.sort_unstable();
        all.dedup();
        let shared = all.chunk_by(|one, other| one.0 == other.0).filter(|block| block.len() > 1);
        let mut shared: Vec<(u32, u32)> = shared.flatten().map(|&(key, at)| (at, key)).collect();
        shared.sort_unstable();
        let ends = (0..records.len() as u32)
            .map(|at| shared.partition_point(|&(other, _)| other <= at) as u32)
            .collect();
        let mut holders: Vec<u32> = shared.iter().map(|&(at, _)| at).collect();
        holders.dedup();
        Self { keys: shared.into_iter().map(|(_, key)| key).collect(), ends, holders }
    }

    fn get(&self, record: usize) -> &[u32] {
        let start = record.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start as usize..self.ends[record] as usize]
    }
}

impl Sample {
    /// Draws from the records that have a number.
    pub(super) fn draw(blocking: &Blocking<'_>, number_of: impl Fn(u32) -> Option<u64>) -> Self {
        let numbered: Vec<(u32, u64)> =
            (0..blocking.records).filter_map(|record| Some((record, number_of(record)?))).collect();
        let share = (numbered.len() as u64 / SAMPLED).max(1);
        let is_chosen = |number: u64| mix(number).is_multiple_of(share);
        let chosen: Vec<u32> =
            numbered.iter().filter(|one| is_chosen(one.1)).map(|one| one.0).collect();
        let of_atoms = blocking
            .atoms
            .par_iter()
            .map(|atom| SampledKeys::of(blocking, atom, &chosen))
            .collect();
        let drawn = chosen.len().max(2) as f64;
        let all = numbered.len() as f64;
        let scale = (all * (all - 1.0) / (drawn * (drawn - 1.0))).max(1.0);
        let max_block = blocking.max_block as f64 * (drawn / all).min(1.0);
        Self { of_atoms, scale, max_block }
    }

    /// Pairs of a rule among all records. Oversized blocks count as split into blocks of the largest
    /// size allowed.
    pub(super) fn pairs(&self, rule: &[usize]) -> u64 {
        let mut atoms: Vec<&SampledKeys> = rule.iter().map(|&atom| &self.of_atoms[atom]).collect();
        atoms.sort_by_key(|atom| atom.holders.len());
        let Some(rarest) = atoms.first() else { return 0 };
        let mut all: Vec<u32> = Vec::with_capacity(rarest.holders.len());
        let (mut keys, mut next): (Vec<u64>, Vec<u64>) = (Vec::new(), Vec::new());
        for &record in &rarest.holders {
            keys.clear();
            keys.push(0);
            for atom in &atoms {
                next.clear();
                let of_atom = atom.get(record as usize);
                for &key in &keys {
                    next.extend(of_atom.iter().map(|&other| combine(key, other.into())));
                }
                next.truncate(KEYS_PER_RECORD);
                std::mem::swap(&mut keys, &mut next);
            }
            all.extend(keys.iter().map(|key| (key >> 32) as u32));
        }
        all.sort_unstable();
        let pairs: f64 = all
            .chunk_by(|one, other| one == other)
            .map(|block| block.len() as f64)
            .map(|members| members * (members - 1.0).min(self.max_block) / 2.0)
            .sum();
        (pairs * self.scale) as u64
    }
}

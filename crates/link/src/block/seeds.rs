//! Seeds: pairs of records that may be one customer, from which rules are chosen.

use rayon::prelude::*;

use super::Blocking;
use super::atoms::Atom;

/// Members of the largest block that gives seeds.
const SEED_BLOCK: usize = 8;
/// Keys looked at per atom, about.
const SEEDS: u64 = 8_000;
/// Records that one task goes through.
const TASK: usize = 1 << 14;

/// A pair that may be a match: lower index first, and how many such pairs it stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seed {
    pub(crate) left: u32,
    pub(crate) right: u32,
    pub(super) stands_for: f64,
    /// A bit per atom that both share.
    pub(super) agreeing: u128,
}

/// One key in so many: a power of two, so that the low bits of a key (a hash, so they are as good as
/// random) tell whether it is chosen.
#[derive(Debug, Clone, Copy)]
struct Share(u64);

impl Share {
    fn chooses(self, key: u32) -> bool {
        u64::from(key) & (self.0 - 1) == 0
    }
}

impl Blocking<'_> {
    /// Pairs of records that share a rare key of any atom, of a sample of keys.
    pub(crate) fn seeds(&self) -> Vec<Seed> {
        let share = Share((u64::from(self.records) / SEEDS).max(1).next_power_of_two());
        let mut keyed = self.sampled_keys(share);
        keyed.par_sort_unstable();
        keyed.dedup();
        let mut pairs: Vec<(u32, u32)> = keyed
            .par_chunk_by(|one, other| (one.0, one.1) == (other.0, other.1))
            .filter(|block| block.len() <= SEED_BLOCK)
            .flat_map_iter(|block| {
                let each = block.iter().enumerate();
                each.flat_map(|(at, left)| block[at + 1..].iter().map(|right| (left.2, right.2)))
            })
            .collect();
        pairs.par_sort_unstable();
        pairs.dedup();
        pairs.par_iter().map(|&(left, right)| self.seed(left, right, share)).collect()
    }

    /// Atom, key and record of every key chosen.
    fn sampled_keys(&self, share: Share) -> Vec<(u8, u32, u32)> {
        // Per comparison and value the atoms that have a key of it chosen: nearly always none, and
        // then a record costs one look at each of its values.
        let comparisons = &self.comparisons.all;
        let mut of_values: Vec<Vec<u128>> =
            comparisons.iter().map(|c| vec![0; c.value_count()]).collect();
        let mut of_records = 0_u128;
        for (at, atom) in self.atoms.iter().enumerate() {
            match atom.keys_of_values() {
                None => of_records |= 1 << at,
                Some(keys) => {
                    for (value, keys) in keys.enumerate() {
                        if keys.iter().any(|&key| share.chooses(key)) {
                            of_values[atom.of[0]][value] |= 1 << at;
                        }
                    }
                }
            }
        }
        let keys_of = |record: u32, keys: &mut Vec<u32>| {
            let values = (0..comparisons.len()).flat_map(|comparison| {
                let of_value = &of_values[comparison];
                let values = self.comparisons.values(comparison, record).iter();
                values.map(|&value| of_value[value as usize])
            });
            let atoms = values.fold(of_records, |atoms, more| atoms | more);
            let mut found = Vec::new();
            for at in bits(atoms) {
                keys.clear();
                self.atoms[at].keys(self.comparisons, record, keys);
                let chosen = keys.iter().filter(|&&key| share.chooses(key));
                found.extend(chosen.map(|&key| (at as u8, key, record)));
            }
            found
        };
        (0..self.records as usize)
            .into_par_iter()
            .step_by(TASK)
            .flat_map_iter(|from| {
                let mut keys = Vec::new();
                let to = (from + TASK).min(self.records as usize);
                let found: Vec<_> =
                    (from..to).flat_map(|record| keys_of(record as u32, &mut keys)).collect();
                found
            })
            .collect()
    }

    /// A pair with the atoms it agrees on. Each of them could have made it a seed, so it stands for
    /// one over the chance that any did (Horvitz and Thompson 1952).
    fn seed(&self, left: u32, right: u32, share: Share) -> Seed {
        let agree = |atom: &Atom| atom.agree(self.comparisons, left, right);
        let agreeing = self.atoms.iter().enumerate().filter(|(_, atom)| agree(atom));
        let agreeing = agreeing.fold(0_u128, |mask, (at, _)| mask | 1 << at);
        let overlooked = (1.0 - 1.0 / share.0 as f64).powi(agreeing.count_ones() as i32);
        Seed { left, right, stands_for: 1.0 / (1.0 - overlooked).max(1e-9), agreeing }
    }
}

/// The places of the bits that are set.
fn bits(mut mask: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = mask.trailing_zeros() as usize;
        mask &= mask.wrapping_sub(1);
        (at < 128).then_some(at)
    })
}

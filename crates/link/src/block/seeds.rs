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
        // Per comparison and value whether any key of it is chosen: nearly always not, and then a
        // record costs one look at each of its values.
        let comparisons = self.comparisons.all.iter().enumerate();
        let is_chosen: Vec<Vec<bool>> = comparisons
            .map(|(at, comparison)| {
                let mut chosen = vec![false; comparison.value_count()];
                for keys in self.atoms_of(at).filter_map(|(_, atom)| atom.keys_of_values()) {
                    for (chosen, keys) in chosen.iter_mut().zip(keys) {
                        *chosen |= keys.iter().any(|&key| share.chooses(key));
                    }
                }
                chosen
            })
            .collect();
        let of_several: Vec<usize> =
            (0..self.atoms.len()).filter(|&at| self.atoms[at].keys_of_values().is_none()).collect();
        let look_at = |record: u32, keys: &mut Vec<u32>, found: &mut Vec<(u8, u32, u32)>| {
            let mut add = |at: usize| {
                keys.clear();
                self.atoms[at].keys(self.comparisons, record, keys);
                let chosen = keys.iter().filter(|&&key| share.chooses(key));
                found.extend(chosen.map(|&key| (at as u8, key, record)));
            };
            for &at in &of_several {
                add(at);
            }
            for (comparison, is_chosen) in is_chosen.iter().enumerate() {
                let mut values = self.comparisons.values(comparison, record).iter();
                if values.any(|&value| is_chosen[value as usize]) {
                    self.atoms_of(comparison).for_each(|(at, _)| add(at));
                }
            }
        };
        (0..self.records as usize)
            .into_par_iter()
            .step_by(TASK)
            .flat_map_iter(|from| {
                let (mut keys, mut found) = (Vec::new(), Vec::new());
                for record in from..(from + TASK).min(self.records as usize) {
                    look_at(record as u32, &mut keys, &mut found);
                }
                found
            })
            .collect()
    }

    /// The atoms made of one comparison alone, with their indices.
    fn atoms_of(&self, comparison: usize) -> impl Iterator<Item = (usize, &Atom)> {
        self.atoms.iter().enumerate().filter(move |(_, atom)| atom.of == [comparison])
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

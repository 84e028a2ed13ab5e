//! Choosing blocking rules for the data at hand, under a budget of pairs.
//!
//! What a rule costs is estimated from the keys of a sample of records. What it gains is measured on
//! seeds: probable matches that share a rare key of any one atom. A seed agrees on some atoms, and a
//! rule finds it if those include all of the rule's. Rules are taken greedily by gain for their cost;
//! a match that is found already counts half for the next rule, because seeds are those matches
//! that are easiest to find, and only rules that overlap find the others.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Blocking;
use super::atoms::Atom;
use super::grouping::Keyed;
use crate::hash::{combine, mix};

/// Records in the sample from which pairs are estimated.
const SAMPLED: u64 = 30_000;
/// Keys of one record in one rule; more would let one hostile cell fill the memory.
const KEYS_PER_RECORD: usize = 64;
/// Atoms in a rule, at most.
const MOST_ATOMS: usize = 3;
/// Rules in use, at most: each costs a pass over all records.
const MOST_RULES: usize = 24;
/// A single rule may take this part of the budget.
const RULE_SHARE: u64 = 4;
/// A rule that finds less than this share of the matches is not worth a look.
const LEAST_SHARE: f64 = 0.01;
/// The last rule finds one more match in so many pairs.
const PAIRS_PER_MATCH: f64 = 3_000.0;
/// What a pass over a record costs, in pairs.
const RECORD_COST: f64 = 0.4;
/// Rules whose pairs are estimated at a time.
const AT_ONCE: usize = 8;
/// Members of the largest block that gives seeds.
const SEED_BLOCK: usize = 8;
/// Seeds looked for per atom.
const SEEDS: u64 = 8_000;
/// Probability from which a seed is held to be a match.
const SURE: f64 = 0.9;

/// Atoms that two records must both share.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// Indices of its atoms, ascending.
    pub(crate) atoms: Vec<usize>,
    /// Estimated pairs.
    pub(crate) pairs: u64,
    pub(crate) used: bool,
}

impl Rule {
    pub(crate) fn name(&self, atoms: &[Atom]) -> String {
        if self.atoms.is_empty() {
            return "all pairs".to_owned();
        }
        self.atoms.iter().map(|&atom| atoms[atom].name.as_str()).collect::<Vec<_>>().join(" + ")
    }
}

/// Makes the keys of records without allocating for each.
#[derive(Default)]
pub(super) struct KeyBuffer {
    keys: Vec<u64>,
    next: Vec<u64>,
    of_atom: Vec<u32>,
}

impl KeyBuffer {
    /// The keys of a record under a rule: one per combination of its atoms' keys.
    pub(super) fn rule_keys(
        &mut self,
        blocking: &Blocking<'_>,
        rule: &[usize],
        record: u32,
    ) -> &[u64] {
        self.keys.clear();
        self.keys.push(0);
        for &atom in rule {
            // Nearly always there is one key, or none.
            match (blocking.atoms[atom].few_keys(blocking.comparisons, record), &mut *self.keys) {
                (Some([]), _) => {
                    self.keys.clear();
                    return &self.keys;
                }
                (Some([other]), [key]) => {
                    *key = combine(*key, (*other).into());
                    continue;
                }
                _ => {}
            }
            self.of_atom.clear();
            blocking.atoms[atom].keys(blocking.comparisons, record, &mut self.of_atom);
            if self.of_atom.len() > 1 {
                self.of_atom.sort_unstable();
                self.of_atom.dedup();
            }
            self.next.clear();
            for &key in &self.keys {
                self.next.extend(self.of_atom.iter().map(|&other| combine(key, other.into())));
            }
            self.next.truncate(KEYS_PER_RECORD);
            std::mem::swap(&mut self.keys, &mut self.next);
        }
        &self.keys
    }
}

/// A pair that may be a match: lower index first, and how many such pairs it stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seed {
    pub(crate) left: u32,
    pub(crate) right: u32,
    stands_for: f64,
    /// A bit per atom that both share.
    agreeing: u128,
}

impl Blocking<'_> {
    /// Pairs of records that share a rare key of any atom, a sample of about so many keys per atom.
    pub(crate) fn seeds(&self) -> Vec<Seed> {
        // A power of two: the low bits of a key tell whether it is in the sample.
        let share = (u64::from(self.records) / SEEDS).max(1).next_power_of_two();
        let mut pairs: Vec<(u32, u32)> = (0..self.atoms.len())
            .into_par_iter()
            .flat_map_iter(|atom| self.seeds_of(atom, share))
            .collect();
        pairs.par_sort_unstable();
        pairs.dedup();
        pairs.par_iter().map(|&(left, right)| self.seed(left, right, share)).collect()
    }

    /// The pairs of small blocks of one atom, of one key in so many.
    fn seeds_of(&self, atom: usize, share: u64) -> Vec<(u32, u32)> {
        let mut keyed = Keyed::new(self.records as usize / share as usize);
        let mut keys = Vec::new();
        for record in 0..self.records {
            keys.clear();
            self.atoms[atom].keys(self.comparisons, record, &mut keys);
            for &key in &keys {
                // Keys are hashes: their low bits are as good as random.
                if u64::from(key) & (share - 1) == 0 {
                    keyed.push(mix(key.into()), record);
                }
            }
        }
        let mut pairs = Vec::new();
        keyed.for_each_group(|members| {
            if members.len() <= SEED_BLOCK {
                for (at, &left) in members.iter().enumerate() {
                    pairs.extend(members[at + 1..].iter().map(|&right| (left, right)));
                }
            }
        });
        pairs
    }

    /// A pair with the atoms it agrees on. Each of them could have made it a seed, so it stands for
    /// one over the chance that any did (Horvitz and Thompson 1952).
    fn seed(&self, left: u32, right: u32, share: u64) -> Seed {
        let agree = |at: &usize| self.atoms[*at].agree(self.comparisons, left, right);
        let agreeing = (0..self.atoms.len()).filter(agree).fold(0, |mask, at| mask | 1 << at);
        let overlooked = (1.0 - 1.0 / share as f64).powi(u128::count_ones(agreeing) as i32);
        Seed { left, right, stands_for: 1.0 / (1.0 - overlooked).max(1e-9), agreeing }
    }

    /// Chooses rules by what they find among the seeds, whose probabilities of being a match are
    /// given, and what they cost. `number_of` gives each record a number of its own, by which the
    /// sample is drawn.
    pub(crate) fn choose(
        &self,
        seeds: &[Seed],
        probabilities: &[f64],
        number_of: impl Fn(u32) -> u64,
    ) -> Vec<Rule> {
        let records = u64::from(self.records);
        let all_pairs = records * records.saturating_sub(1) / 2;
        if all_pairs <= self.budget / 2 {
            return vec![Rule { atoms: Vec::new(), pairs: all_pairs, used: true }];
        }
        let mut matches = Matches::new(seeds, probabilities);
        let sample = Sample::draw(self, number_of);
        let affordable = (self.budget / RULE_SHARE).max(1);
        let mut considered = self.worth_a_look(&matches);
        let mut used: Vec<Rule> = Vec::new();
        let mut spent = 0;
        while used.len() < MOST_RULES {
            let left = self.budget.saturating_sub(spent).min(affordable);
            let Some(best) = self.take_best(&mut considered, &matches, &sample, left, spent == 0)
            else {
                break;
            };
            spent += best.pairs;
            matches.find(&best);
            used.push(best);
        }
        used.sort_by(|one, other| one.pairs.cmp(&other.pairs).then(one.atoms.cmp(&other.atoms)));
        used
    }

    /// Takes the rule with the most gain for its cost, if any is worth it. Pairs are estimated only
    /// of rules that could be the best: no rule has fewer pairs than it finds matches.
    fn take_best(
        &self,
        considered: &mut Vec<Considered>,
        matches: &Matches,
        sample: &Sample,
        left: u64,
        first: bool,
    ) -> Option<Rule> {
        let passes = RECORD_COST * f64::from(self.records);
        considered.par_iter_mut().for_each(|rule| {
            let cost = rule.pairs.map_or(rule.finds, |pairs| pairs as f64);
            rule.worth = matches.gain(&rule.atoms) / (cost + passes);
        });
        let by_worth = |one: &Considered, other: &Considered| {
            other.worth.total_cmp(&one.worth).then(one.atoms.cmp(&other.atoms))
        };
        considered.sort_by(by_worth);
        loop {
            let best = considered.first_mut()?;
            let enough = best.worth * PAIRS_PER_MATCH >= 1.0;
            match best.pairs {
                _ if !first && !enough => return None,
                // The first rule is used whatever it costs: blocks are bounded in any case.
                Some(pairs) if first || pairs <= left => {
                    let best = considered.remove(0);
                    return Some(Rule { atoms: best.atoms, pairs, used: true });
                }
                // What is too much now will be so later.
                Some(_) => drop(considered.remove(0)),
                None => {
                    // Some at once, as the next are likely to be asked for too.
                    let some = AT_ONCE.min(considered.len());
                    considered[..some].par_iter_mut().filter(|rule| rule.pairs.is_none()).for_each(
                        |rule| {
                            let pairs = sample.pairs(&rule.atoms);
                            rule.worth = matches.gain(&rule.atoms) / (pairs as f64 + passes);
                            rule.pairs = Some(pairs);
                        },
                    );
                    considered.sort_by(by_worth);
                }
            }
        }
    }

    /// All combinations of atoms of different comparisons that find enough of the matches. With
    /// every combination, those it contains find at least as much, so each is grown from one that
    /// was worth a look.
    fn worth_a_look(&self, matches: &Matches) -> Vec<Considered> {
        let least = LEAST_SHARE * matches.total();
        let rule = |atoms: Vec<usize>| Considered {
            finds: matches.found_by(&atoms),
            atoms,
            pairs: None,
            worth: 0.0,
        };
        let mut all: Vec<Considered> = Vec::new();
        let mut grown: Vec<Vec<usize>> = vec![Vec::new()];
        for _ in 0..MOST_ATOMS {
            let longer: Vec<Vec<usize>> =
                grown.iter().flat_map(|rule| self.with_one_more(rule)).collect();
            grown =
                longer.into_par_iter().filter(|atoms| matches.found_by(atoms) >= least).collect();
            all.extend(grown.iter().cloned().map(rule));
        }
        if all.is_empty() {
            // Nothing to learn from: every atom alone.
            all.extend((0..self.atoms.len()).map(|atom| rule(vec![atom])));
        }
        all
    }

    fn with_one_more(&self, rule: &[usize]) -> impl Iterator<Item = Vec<usize>> {
        let from = rule.last().map_or(0, |last| last + 1);
        let clashes = |atom: usize| {
            let of = &self.atoms[atom].of;
            rule.iter().any(|&held| self.atoms[held].of.iter().any(|c| of.contains(c)))
        };
        let further: Vec<usize> = (from..self.atoms.len()).filter(|&atom| !clashes(atom)).collect();
        let rule = rule.to_vec();
        further.into_iter().map(move |atom| rule.iter().copied().chain([atom]).collect())
    }
}

/// Probable matches by the atoms that they agree on.
struct Matches {
    /// The atoms, how many matches agree on just these, and what finding them once more is worth.
    groups: Vec<(u128, f64, f64)>,
}

impl Matches {
    fn new(seeds: &[Seed], probabilities: &[f64]) -> Self {
        let mut by_atoms: FxHashMap<u128, f64> = FxHashMap::default();
        let sure = seeds.iter().zip(probabilities).filter(|&(_, &probability)| probability >= SURE);
        for (seed, probability) in sure {
            *by_atoms.entry(seed.agreeing).or_default() += seed.stands_for * probability;
        }
        let mut groups: Vec<(u128, f64, f64)> =
            by_atoms.into_iter().map(|(atoms, count)| (atoms, count, count)).collect();
        groups.sort_unstable_by_key(|group| group.0);
        Self { groups }
    }

    fn total(&self) -> f64 {
        self.groups.iter().map(|group| group.1).sum()
    }

    fn found_by(&self, atoms: &[usize]) -> f64 {
        let all = mask(atoms);
        self.groups.iter().filter(|group| group.0 & all == all).map(|group| group.1).sum()
    }

    fn gain(&self, atoms: &[usize]) -> f64 {
        let all = mask(atoms);
        self.groups.iter().filter(|group| group.0 & all == all).map(|group| group.2).sum()
    }

    /// What a rule finds is worth half as much to the next.
    fn find(&mut self, rule: &Rule) {
        let all = mask(&rule.atoms);
        for group in self.groups.iter_mut().filter(|group| group.0 & all == all) {
            group.2 /= 2.0;
        }
    }
}

fn mask(atoms: &[usize]) -> u128 {
    atoms.iter().fold(0, |mask, atom| mask | 1 << atom)
}

/// A rule that may be used.
struct Considered {
    atoms: Vec<usize>,
    /// Matches it finds.
    finds: f64,
    /// Its pairs, once they are estimated.
    pairs: Option<u64>,
    /// What it gains for its cost, at most.
    worth: f64,
}

/// The keys of some records in all atoms.
struct Sample {
    of_atoms: Vec<SampledKeys>,
    records: usize,
    /// Pairs of records for each pair in the sample.
    scale: f64,
    max_block: usize,
}

/// Per record of the sample its keys in one atom.
struct SampledKeys {
    keys: Vec<u32>,
    ends: Vec<u32>,
}

impl SampledKeys {
    fn of(blocking: &Blocking<'_>, atom: &Atom, records: &[u32]) -> Self {
        let mut sampled = Self { keys: Vec::new(), ends: Vec::with_capacity(records.len()) };
        let mut keys = Vec::new();
        for &record in records {
            keys.clear();
            atom.keys(blocking.comparisons, record, &mut keys);
            keys.sort_unstable();
            keys.dedup();
            sampled.keys.extend(&keys);
            sampled.ends.push(sampled.keys.len() as u32);
        }
        sampled
    }

    fn get(&self, record: usize) -> &[u32] {
        let start = record.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start as usize..self.ends[record] as usize]
    }
}

impl Sample {
    fn draw(blocking: &Blocking<'_>, number_of: impl Fn(u32) -> u64) -> Self {
        let share = (u64::from(blocking.records) / SAMPLED).max(1);
        let chosen: Vec<u32> = (0..blocking.records)
            .filter(|&record| mix(number_of(record)).is_multiple_of(share))
            .collect();
        let of_atoms = blocking
            .atoms
            .par_iter()
            .map(|atom| SampledKeys::of(blocking, atom, &chosen))
            .collect();
        let drawn = chosen.len().max(2) as f64;
        let all = f64::from(blocking.records);
        let scale = (all * (all - 1.0) / (drawn * (drawn - 1.0))).max(1.0);
        let max_block = (blocking.max_block as f64 * drawn / all) as usize;
        Self { of_atoms, records: chosen.len(), scale, max_block: max_block.max(1) }
    }

    /// Pairs of a rule among all records. Oversized blocks count as split into blocks of the largest
    /// size allowed.
    fn pairs(&self, rule: &[usize]) -> u64 {
        let mut all: Vec<u32> = Vec::with_capacity(self.records);
        let (mut keys, mut next): (Vec<u64>, Vec<u64>) = (Vec::new(), Vec::new());
        for record in 0..self.records {
            keys.clear();
            keys.push(0);
            for &atom in rule {
                next.clear();
                let of_atom = self.of_atoms[atom].get(record);
                for &key in &keys {
                    next.extend(of_atom.iter().map(|&other| combine(key, other.into())));
                }
                next.truncate(KEYS_PER_RECORD);
                std::mem::swap(&mut keys, &mut next);
            }
            all.extend(keys.iter().map(|key| (key >> 32) as u32));
        }
        all.sort_unstable();
        let pairs: usize = all
            .chunk_by(|one, other| one == other)
            .map(|block| block.len() * (block.len().min(self.max_block).max(1) - 1) / 2)
            .sum();
        (pairs as f64 * self.scale) as u64
    }
}

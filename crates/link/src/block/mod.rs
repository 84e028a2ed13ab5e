//! Blocking: which pairs of records are worth comparing.
//!
//! Rules are made of keys of the fields at hand and chosen under a budget of pairs (see
//! [`rules`]). A pair is a candidate if any rule puts both records in one block, so a typing error
//! in one field does not lose it. Oversized blocks are split by further keys and reported.

mod atoms;
mod rules;

use rayon::prelude::*;

use crate::compare::Comparisons;
use crate::linkage::BlockingRule;
use atoms::Atom;
use rules::{Rule, rule_keys};

/// A single block may hold this part of the budget in pairs.
const BLOCK_SHARE: u64 = 64;
/// Rules a pair's mask has room for.
const MAX_RULES: usize = 128;

/// All blocks of all rules used.
pub(crate) struct Blocks {
    /// Per block where its members begin, and the end of the last.
    starts: Vec<u32>,
    /// The members of the blocks, ascending within each.
    members: Vec<u32>,
    rule_of: Vec<u8>,
    /// Per record where its blocks begin, and the end of the last.
    record_starts: Vec<u32>,
    holding: Vec<u32>,
    pub(crate) rules: Vec<BlockingRule>,
}

/// A candidate for a record: the other record, and a bit per rule that found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) right: u32,
    pub(crate) rules: u128,
}

impl Blocks {
    /// Chooses rules and builds their blocks.
    pub(crate) fn build(comparisons: &Comparisons, records: u32, budget: u64) -> Self {
        let atoms = atoms::atoms(comparisons);
        let max_block = ((2 * budget / BLOCK_SHARE) as f64).sqrt().max(2.0) as u64;
        let mut chosen = rules::choose(&atoms, comparisons, records, max_block, budget);
        for rule in chosen.iter_mut().filter(|rule| rule.used).skip(MAX_RULES) {
            rule.used = false;
        }
        let splitter = Splitter::new(&atoms, comparisons, records, max_block as usize);
        let built: Vec<RuleBlocks> = chosen
            .par_iter()
            .map(
                |rule| {
                    if rule.used { splitter.build(rule, records) } else { RuleBlocks::default() }
                },
            )
            .collect();
        Self::gather(&atoms, &chosen, built, records)
    }

    fn gather(atoms: &[Atom], chosen: &[Rule], built: Vec<RuleBlocks>, records: u32) -> Self {
        let mut blocks = Self {
            starts: vec![0],
            members: Vec::new(),
            rule_of: Vec::new(),
            record_starts: vec![0; records as usize + 1],
            holding: Vec::new(),
            rules: Vec::new(),
        };
        let mut number = 0;
        for (rule, built) in chosen.iter().zip(built) {
            blocks.rules.push(BlockingRule {
                name: rule.name(atoms),
                pairs: if rule.used { built.pairs } else { rule.pairs },
                used: rule.used,
                oversized_blocks: built.oversized,
                largest_block: built.largest,
            });
            for size in built.sizes {
                let start = blocks.starts[blocks.starts.len() - 1];
                blocks.starts.push(start + size);
                blocks.rule_of.push(number);
            }
            blocks.members.extend(built.members);
            number += u8::from(rule.used);
        }
        blocks.index_records();
        blocks
    }

    /// Fills in which blocks each record is in.
    fn index_records(&mut self) {
        for &member in &self.members {
            self.record_starts[member as usize + 1] += 1;
        }
        for record in 1..self.record_starts.len() {
            self.record_starts[record] += self.record_starts[record - 1];
        }
        let mut next = self.record_starts.clone();
        self.holding = vec![0; self.members.len()];
        for (block, bounds) in self.starts.windows(2).enumerate() {
            for &member in &self.members[bounds[0] as usize..bounds[1] as usize] {
                let place = &mut next[member as usize];
                self.holding[*place as usize] = block as u32;
                *place += 1;
            }
        }
    }

    fn block(&self, block: u32) -> &[u32] {
        let block = block as usize;
        &self.members[self.starts[block] as usize..self.starts[block + 1] as usize]
    }

    /// Pairs over all rules, those found by several counted several times.
    pub(crate) fn pairs_with_repeats(&self) -> u64 {
        self.rules.iter().filter(|rule| rule.used).map(|rule| rule.pairs).sum()
    }

    /// The candidates of a record that come after it, each once, ascending.
    pub(crate) fn candidates(&self, left: u32, candidates: &mut Vec<Candidate>) {
        candidates.clear();
        let blocks = self.record_starts[left as usize]..self.record_starts[left as usize + 1];
        for &block in &self.holding[blocks.start as usize..blocks.end as usize] {
            let members = self.block(block);
            let after = members.partition_point(|&member| member <= left);
            let rules = 1 << self.rule_of[block as usize];
            candidates.extend(members[after..].iter().map(|&right| Candidate { right, rules }));
        }
        candidates.sort_unstable_by_key(|candidate| candidate.right);
        candidates.dedup_by(|next, kept| {
            let same = next.right == kept.right;
            if same {
                kept.rules |= next.rules;
            }
            same
        });
    }
}

/// The blocks of one rule.
#[derive(Default)]
struct RuleBlocks {
    sizes: Vec<u32>,
    members: Vec<u32>,
    pairs: u64,
    oversized: u64,
    largest: u64,
}

impl RuleBlocks {
    fn push(&mut self, members: impl ExactSizeIterator<Item = u32>) {
        let size = members.len();
        if size > 1 {
            self.sizes.push(size as u32);
            self.members.extend(members);
            self.pairs += (size * (size - 1) / 2) as u64;
        }
    }
}

/// Builds blocks and splits those that are too large.
struct Splitter<'a> {
    atoms: &'a [Atom],
    comparisons: &'a Comparisons,
    /// Atoms from the least to the most selective: a split should lose as few pairs as it can.
    further: Vec<usize>,
    max_block: usize,
}

impl<'a> Splitter<'a> {
    fn new(
        atoms: &'a [Atom],
        comparisons: &'a Comparisons,
        records: u32,
        max_block: usize,
    ) -> Self {
        let mut by_selectivity: Vec<(usize, usize)> = (0..atoms.len())
            .map(|atom| (distinct_keys(atoms, atom, comparisons, records), atom))
            .collect();
        by_selectivity.sort_unstable();
        let further = by_selectivity.into_iter().map(|(_, atom)| atom).collect();
        Self { atoms, comparisons, further, max_block }
    }

    fn build(&self, rule: &Rule, records: u32) -> RuleBlocks {
        let mut keyed = self.keyed(&rule.atoms, 0..records);
        keyed.sort_unstable();
        keyed.dedup();
        let mut built = RuleBlocks::default();
        for block in keyed.chunk_by(|one, other| one.0 == other.0) {
            built.largest = built.largest.max(block.len() as u64);
            if block.len() <= self.max_block {
                built.push(block.iter().map(|&(_, record)| record));
            } else {
                built.oversized += 1;
                let members: Vec<u32> = block.iter().map(|&(_, record)| record).collect();
                let further: Vec<usize> = self
                    .further
                    .iter()
                    .copied()
                    .filter(|atom| !rule.atoms.contains(atom))
                    .collect();
                self.split(&members, &further, &mut built);
            }
        }
        built
    }

    fn keyed(&self, rule: &[usize], records: impl Iterator<Item = u32>) -> Vec<(u64, u32)> {
        records
            .flat_map(|record| {
                let keys = rule_keys(self.atoms, rule, self.comparisons, record);
                keys.into_iter().map(move |key| (key, record))
            })
            .collect()
    }

    /// Splits by the next atom; records without a key stay together. When no atom is left, the
    /// block is cut into pieces of neighbours.
    fn split(&self, members: &[u32], further: &[usize], built: &mut RuleBlocks) {
        if members.len() <= self.max_block {
            return built.push(members.iter().copied());
        }
        let Some((&atom, rest)) = further.split_first() else {
            for piece in members.chunks(self.max_block) {
                built.push(piece.iter().copied());
            }
            return;
        };
        let mut keyed = self.keyed(&[atom], members.iter().copied());
        keyed.sort_unstable();
        keyed.dedup();
        let mut with_key: Vec<u32> = keyed.iter().map(|&(_, record)| record).collect();
        with_key.sort_unstable();
        for part in keyed.chunk_by(|one, other| one.0 == other.0) {
            let part: Vec<u32> = part.iter().map(|&(_, record)| record).collect();
            self.split(&part, rest, built);
        }
        let without: Vec<u32> = members
            .iter()
            .copied()
            .filter(|member| with_key.binary_search(member).is_err())
            .collect();
        self.split(&without, rest, built);
    }
}

fn distinct_keys(atoms: &[Atom], atom: usize, comparisons: &Comparisons, records: u32) -> usize {
    const LOOKED_AT: u32 = 100_000;
    let step = (records / LOOKED_AT).max(1) as usize;
    let mut keys: Vec<u64> = (0..records)
        .step_by(step)
        .flat_map(|record| rule_keys(atoms, &[atom], comparisons, record))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len()
}

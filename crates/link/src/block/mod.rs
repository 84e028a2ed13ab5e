//! Blocking: which pairs of records are worth comparing.
//!
//! Rules are made of keys of the fields at hand and chosen under a budget of pairs (see
//! [`rules`]). A pair is a candidate if any rule puts both records in one block, so a typing error
//! in one field does not lose it. Oversized blocks are split by further keys and reported.

mod atoms;
mod grouping;
mod keys;
mod rules;
mod sample;
mod seeds;
mod splitting;

use std::ops::Range;

use rayon::prelude::*;

pub(crate) use rules::Rule;

use crate::compare::Comparisons;
use crate::linkage::BlockingRule;
use atoms::Atom;
use splitting::Splitter;

/// A single block may hold this part of the budget in pairs.
const BLOCK_SHARE: u64 = 64;
/// Candidates, repeats included, that are in memory at a time.
const AT_ONCE: u64 = 1 << 22;
/// Bits of a record's index in a packed candidate.
const RECORD_BITS: u32 = 28;
/// Bits of a rule's number in it.
const RULE_BITS: u32 = 64 - 2 * RECORD_BITS;
/// The most records whose index fits.
pub(crate) const MAX_RECORDS: usize = (1 << RECORD_BITS) - 1;

/// The rules' building blocks for the data at hand.
pub(crate) struct Blocking<'a> {
    comparisons: &'a Comparisons,
    atoms: Vec<Atom>,
    records: u32,
    budget: u64,
    /// Members of a block that is not yet oversized.
    max_block: usize,
}

impl<'a> Blocking<'a> {
    pub(crate) fn new(comparisons: &'a Comparisons, records: u32, budget: u64) -> Self {
        let atoms = atoms::atoms(comparisons);
        let max_block = ((2 * budget / BLOCK_SHARE) as f64).sqrt().max(2.0) as usize;
        Self { comparisons, atoms, records, budget, max_block }
    }

    /// Whether two records share all that a rule asks for. Oversized blocks are split further.
    pub(crate) fn proposes(&self, rule: &Rule, left: u32, right: u32) -> bool {
        rule.atoms.iter().all(|&atom| self.atoms[atom].agree(self.comparisons, left, right))
    }

    /// What both records must share under a rule, in words.
    pub(crate) fn name_of(&self, rule: &Rule) -> String {
        rule.name(&self.atoms)
    }

    /// Builds the blocks of the rules.
    pub(crate) fn build(&self, rules: &[Rule]) -> Blocks {
        let splitter = Splitter::new(self, rules);
        let of_rules: Vec<RuleBlocks> = rules.par_iter().map(|rule| splitter.build(rule)).collect();
        let report = rules.iter().zip(&of_rules).map(|(rule, blocks)| BlockingRule {
            name: rule.name(&self.atoms),
            pairs: blocks.pairs,
            oversized_blocks: blocks.oversized,
            largest_block: blocks.largest,
        });
        let everything = rules.iter().any(|rule| rule.atoms.is_empty());
        Blocks { report: report.collect(), of_rules, records: self.records, everything }
    }
}

/// The blocks of one rule.
#[derive(Default)]
struct RuleBlocks {
    members: Vec<u32>,
    /// Where each block ends.
    ends: Vec<u32>,
    pairs: u64,
    oversized: u64,
    largest: u64,
}

impl RuleBlocks {
    /// Adds a block; one record alone makes none.
    fn push(&mut self, members: &[u32]) {
        let size = members.len() as u64;
        if size > 1 {
            self.members.extend(members);
            self.ends.push(self.members.len() as u32);
            self.pairs += size * (size - 1) / 2;
        }
    }

    fn blocks(&self) -> impl Iterator<Item = &[u32]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let members = &self.members[start as usize..end as usize];
            start = end;
            members
        })
    }
}

/// All blocks of all rules used.
pub(crate) struct Blocks {
    pub(crate) report: Vec<BlockingRule>,
    of_rules: Vec<RuleBlocks>,
    records: u32,
    /// Whether all pairs are compared: the data is small.
    pub(crate) everything: bool,
}

/// A pair to compare: lower index first, and how many rules found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) left: u32,
    pub(crate) right: u32,
    pub(crate) rules: u32,
}

impl Blocks {
    /// Pairs over all rules, those found by several counted several times.
    pub(crate) fn pairs_with_repeats(&self) -> u64 {
        self.of_rules.iter().map(|rule| rule.pairs).sum()
    }

    /// Ranges of records, one after the other, whose candidates fit into memory together.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = Range<u32>> {
        let ranges = self.pairs_with_repeats().div_ceil(AT_ONCE).max(1);
        let size = u64::from(self.records).div_ceil(ranges).max(1) as usize;
        let end = self.records;
        (0..end).step_by(size).map(move |start| start..(start + size as u32).min(end))
    }

    /// The candidates whose first record is in a range and chosen, each once, ascending, in parts.
    pub(crate) fn candidates(
        &self,
        lefts: Range<u32>,
        chosen: impl Fn(u32) -> bool + Sync,
    ) -> Vec<Vec<Candidate>> {
        // Parts of the range are sorted on their own, in a core's own cache.
        const PART: u32 = 1 << 15;
        let parts = (lefts.end - lefts.start).div_ceil(PART) as usize;
        let mut found: Vec<Vec<u64>> = self
            .of_rules
            .par_iter()
            .enumerate()
            .map(|(number, rule)| {
                let mut parted: Vec<Vec<u64>> = vec![Vec::new(); parts];
                for block in rule.blocks() {
                    // Most blocks lie outside the range as a whole.
                    if block[0] >= lefts.end || block[block.len() - 1] < lefts.start {
                        continue;
                    }
                    let first = block.partition_point(|&member| member < lefts.start);
                    let last = block.partition_point(|&member| member < lefts.end);
                    for at in (first..last).filter(|&at| chosen(block[at])) {
                        let left = block[at];
                        let part = &mut parted[((left - lefts.start) / PART) as usize];
                        part.extend(
                            block[at + 1..].iter().map(|&right| pack(left, right, number as u64)),
                        );
                    }
                }
                parted
            })
            .reduce(
                || vec![Vec::new(); parts],
                |mut all, more| {
                    for (part, more) in all.iter_mut().zip(more) {
                        if part.is_empty() { *part = more } else { part.extend(more) }
                    }
                    all
                },
            );
        found
            .par_iter_mut()
            .map(|part| {
                part.sort_unstable();
                // A rule may find a pair in several blocks: two customers share both their phones.
                part.dedup();
                let groups = part.chunk_by(|one, other| one >> RULE_BITS == other >> RULE_BITS);
                groups.map(|group| unpack(group[0], group.len() as u32)).collect()
            })
            .collect()
    }
}

fn pack(left: u32, right: u32, rule: u64) -> u64 {
    (u64::from(left) << RECORD_BITS | u64::from(right)) << RULE_BITS | rule
}

fn unpack(packed: u64, rules: u32) -> Candidate {
    let pair = packed >> RULE_BITS;
    let right = pair & ((1 << RECORD_BITS) - 1);
    Candidate { left: (pair >> RECORD_BITS) as u32, right: right as u32, rules }
}

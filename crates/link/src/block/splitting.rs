//! Building the blocks of a rule, and splitting those that are too large.

use super::grouping::Keyed;
use super::rules::{KeyBuffer, Rule};
use super::{Blocking, RuleBlocks};

/// Records looked at to tell how selective an atom is.
const LOOKED_AT: u32 = 20_000;

/// Builds blocks and splits those that are too large.
pub(super) struct Splitter<'a> {
    blocking: &'a Blocking<'a>,
    /// Atoms from the least to the most selective: a split should lose as few pairs as it can.
    further: Vec<usize>,
}

impl<'a> Splitter<'a> {
    pub(super) fn new(blocking: &'a Blocking<'a>) -> Self {
        let mut by_selectivity: Vec<(usize, usize)> =
            (0..blocking.atoms.len()).map(|atom| (distinct_keys(blocking, atom), atom)).collect();
        by_selectivity.sort_unstable();
        Self { blocking, further: by_selectivity.into_iter().map(|(_, atom)| atom).collect() }
    }

    pub(super) fn build(&self, rule: &Rule) -> RuleBlocks {
        let mut built = RuleBlocks::default();
        if rule.atoms.is_empty() {
            let everybody: Vec<u32> = (0..self.blocking.records).collect();
            built.push(&everybody);
            return built;
        }
        let further: Vec<usize> =
            self.further.iter().copied().filter(|atom| !rule.atoms.contains(atom)).collect();
        self.keyed(&rule.atoms, 0..self.blocking.records).for_each_group(|members| {
            built.largest = built.largest.max(members.len() as u64);
            built.oversized += u64::from(members.len() > self.blocking.max_block);
            self.split(members, &further, &mut built);
        });
        built
    }

    fn keyed(&self, rule: &[usize], records: impl ExactSizeIterator<Item = u32>) -> Keyed {
        let mut keyed = Keyed::new(records.len());
        let mut buffer = KeyBuffer::default();
        for record in records {
            for &key in buffer.rule_keys(self.blocking, rule, record) {
                keyed.push(key, record);
            }
        }
        keyed
    }

    /// Splits by the next atom; records without a key stay together. When no atom is left, the
    /// block is cut into pieces of neighbours.
    fn split(&self, members: &[u32], further: &[usize], built: &mut RuleBlocks) {
        if members.len() <= self.blocking.max_block {
            return built.push(members);
        }
        let Some((&atom, rest)) = further.split_first() else {
            for piece in members.chunks(self.blocking.max_block) {
                built.push(piece);
            }
            return;
        };
        let mut without = members.to_vec();
        let mut buffer = KeyBuffer::default();
        without.retain(|&member| buffer.rule_keys(self.blocking, &[atom], member).is_empty());
        self.keyed(&[atom], members.iter().copied())
            .for_each_group(|part| self.split(part, rest, built));
        self.split(&without, rest, built);
    }
}

fn distinct_keys(blocking: &Blocking<'_>, atom: usize) -> usize {
    let step = (blocking.records / LOOKED_AT).max(1) as usize;
    let mut buffer = KeyBuffer::default();
    let mut keys: Vec<u64> = Vec::new();
    for record in (0..blocking.records).step_by(step) {
        keys.extend(buffer.rule_keys(blocking, &[atom], record));
    }
    keys.sort_unstable();
    keys.dedup();
    keys.len()
}

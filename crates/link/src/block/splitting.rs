//! Building the blocks of a rule, and splitting those that are too large.

use super::grouping::Keyed;
use super::keys::{KeyBuffer, KeyColumns};
use super::rules::Rule;
use super::{Blocking, RuleBlocks};

/// Members of a piece of a block whose records no key tells apart.
const PIECE: usize = 16;
/// Records looked at to tell how selective an atom is.
const LOOKED_AT: u32 = 20_000;

/// Builds blocks and splits those that are too large.
pub(super) struct Splitter<'a> {
    blocking: &'a Blocking<'a>,
    columns: KeyColumns<'a>,
    /// Atoms from the least to the most selective: a split should lose as few pairs as it can.
    further: Vec<usize>,
}

impl<'a> Splitter<'a> {
    /// One for these rules.
    pub(super) fn new(blocking: &'a Blocking<'a>, rules: &[Rule]) -> Self {
        let mut by_selectivity: Vec<(usize, usize)> =
            (0..blocking.atoms.len()).map(|atom| (distinct_keys(blocking, atom), atom)).collect();
        by_selectivity.sort_unstable();
        let further = by_selectivity.into_iter().map(|(_, atom)| atom).collect();
        Self { blocking, columns: KeyColumns::new(blocking, rules), further }
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
        let mut keyed = Keyed::new(self.blocking.records as usize);
        self.columns.for_each(&rule.atoms, |key, record| keyed.push(key, record));
        keyed.for_each_group(|members| {
            built.largest = built.largest.max(members.len() as u64);
            built.oversized += u64::from(members.len() > self.blocking.max_block);
            self.split(members, &further, &mut built);
        });
        built
    }

    /// Splits by the next atom, of several keys by the lowest, so that no record is in two parts;
    /// records without a key stay together. When no atom is left, the block is cut into small pieces
    /// of neighbours: what no key tells apart is as good as equal, and pieces that overlap by one
    /// record tie that together without comparing all with all.
    fn split(&self, members: &[u32], further: &[usize], built: &mut RuleBlocks) {
        if members.len() <= self.blocking.max_block {
            return built.push(members);
        }
        let Some((&atom, rest)) = further.split_first() else {
            let piece = PIECE.min(self.blocking.max_block).max(2);
            for from in (0..members.len()).step_by(piece - 1) {
                built.push(&members[from..(from + piece).min(members.len())]);
            }
            return;
        };
        let mut without: Vec<u32> = Vec::new();
        let mut keyed = Keyed::new(members.len());
        let mut buffer = KeyBuffer::default();
        for &member in members {
            match buffer.rule_keys(self.blocking, &[atom], member).iter().min() {
                Some(&key) => keyed.push(key, member),
                None => without.push(member),
            }
        }
        keyed.for_each_group(|part| self.split(part, rest, built));
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

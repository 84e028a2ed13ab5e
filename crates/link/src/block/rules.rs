//! Choosing blocking rules for the data at hand, under a budget of pairs.

use rayon::prelude::*;

use super::atoms::Atom;
use crate::compare::Comparisons;
use crate::hash::{combine, mix};

/// A single rule may take this part of the budget.
const RULE_SHARE: u64 = 6;
/// Rules of three atoms are looked at only if this part of the budget is left.
const SPARE_SHARE: u64 = 4;
/// Keys counted when the pairs of a rule are estimated.
const COUNTED_KEYS: u64 = 200_000;
/// Keys of one record in one rule; more would let one hostile cell fill the memory.
const KEYS_PER_RECORD: usize = 64;

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
        self.atoms.iter().map(|&atom| atoms[atom].name.as_str()).collect::<Vec<_>>().join(" + ")
    }

    fn contains(&self, other: &[usize]) -> bool {
        other.iter().all(|atom| self.atoms.contains(atom))
    }
}

/// The keys of a record under a rule: one per combination of its atoms' keys.
pub(crate) fn rule_keys(
    atoms: &[Atom],
    rule: &[usize],
    comparisons: &Comparisons,
    record: u32,
) -> Vec<u64> {
    let mut keys = vec![0];
    let mut of_atom = Vec::new();
    for &atom in rule {
        of_atom.clear();
        atoms[atom].keys(comparisons, record, &mut of_atom);
        of_atom.sort_unstable();
        of_atom.dedup();
        keys = keys
            .iter()
            .flat_map(|&key| of_atom.iter().map(move |&other| combine(key, other)))
            .take(KEYS_PER_RECORD)
            .collect();
        if keys.is_empty() {
            break;
        }
    }
    keys
}

/// Chooses rules: single atoms that are selective enough on their own; for the others, pairs and
/// then triples with further atoms. A rule that only narrows a chosen one is left out, and of the
/// rest the most selective are taken while the budget lasts.
pub(crate) fn choose(
    atoms: &[Atom],
    comparisons: &Comparisons,
    records: u32,
    max_block: u64,
    budget: u64,
) -> Vec<Rule> {
    let affordable = (budget / RULE_SHARE).max(1);
    let estimate = |candidates: Vec<Vec<usize>>| -> Vec<Rule> {
        candidates
            .into_par_iter()
            .map(|rule| {
                let pairs = estimate_pairs(atoms, &rule, comparisons, records, max_block);
                Rule { atoms: rule, pairs, used: false }
            })
            .collect()
    };
    let singles = estimate((0..atoms.len()).map(|atom| vec![atom]).collect());
    let (mut good, costly): (Vec<Rule>, Vec<Rule>) = singles
        .into_iter()
        .partition(|rule| rule.pairs <= affordable && atoms[rule.atoms[0]].alone);
    let pairs = estimate(extensions(atoms, &costly, &good));
    let (cheap, costly): (Vec<Rule>, Vec<Rule>) =
        pairs.into_iter().partition(|rule| rule.pairs <= affordable);
    good.extend(cheap);
    if total(&good) < budget - budget / SPARE_SHARE {
        let triples = estimate(extensions(atoms, &costly, &good));
        good.extend(triples.into_iter().filter(|rule| rule.pairs <= affordable));
    }
    good.sort_by(|one, other| one.pairs.cmp(&other.pairs).then(one.atoms.cmp(&other.atoms)));
    let mut spent = 0;
    for rule in &mut good {
        // The most selective rule is used whatever it costs: blocks are bounded in any case.
        rule.used = spent == 0 || spent + rule.pairs <= budget;
        spent += if rule.used { rule.pairs } else { 0 };
    }
    good
}

fn total(rules: &[Rule]) -> u64 {
    rules.iter().map(|rule| rule.pairs).sum()
}

/// Costly rules with one more atom of another comparison, except those that a good rule contains.
fn extensions(atoms: &[Atom], costly: &[Rule], good: &[Rule]) -> Vec<Vec<usize>> {
    let clashes = |rule: &Rule, atom: usize| {
        rule.atoms.iter().any(|&held| atoms[held].of.iter().any(|c| atoms[atom].of.contains(c)))
    };
    let mut all: Vec<Vec<usize>> = costly
        .iter()
        .flat_map(|rule| {
            (0..atoms.len()).filter(|&atom| !clashes(rule, atom)).map(|atom| {
                let mut extended = rule.atoms.clone();
                extended.push(atom);
                extended.sort_unstable();
                extended
            })
        })
        .filter(|extended| {
            let rule = Rule { atoms: extended.clone(), pairs: 0, used: false };
            !good.iter().any(|good| rule.contains(&good.atoms))
        })
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Pairs that a rule gives, from the sizes of a deterministic sample of its blocks. Oversized
/// blocks count as split into blocks of the largest size allowed.
fn estimate_pairs(
    atoms: &[Atom],
    rule: &[usize],
    comparisons: &Comparisons,
    records: u32,
    max_block: u64,
) -> u64 {
    let share = (u64::from(records) / COUNTED_KEYS).max(1);
    let mut counted: Vec<u64> = (0..records)
        .flat_map(|record| rule_keys(atoms, rule, comparisons, record))
        .filter(|&key| mix(key).is_multiple_of(share))
        .collect();
    counted.sort_unstable();
    let pairs: u64 = counted
        .chunk_by(|one, other| one == other)
        .map(|b| block_pairs(b.len() as u64, max_block))
        .sum();
    pairs * share
}

fn block_pairs(size: u64, max_block: u64) -> u64 {
    if size <= max_block { size * (size - 1) / 2 } else { size * (max_block - 1) / 2 }
}

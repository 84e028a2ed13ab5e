//! The keys of records under a rule.

use rayon::prelude::*;

use super::Blocking;
use super::rules::Rule;
use crate::hash::combine;

/// Keys of one record in one rule; more would let one hostile cell fill the memory.
pub(super) const KEYS_PER_RECORD: usize = 64;

/// Entry of a record that has no key.
const NONE: u32 = 0;
/// Entry of a record that has several keys, or by chance this one.
const SEVERAL: u32 = u32::MAX;

/// Per record its key in an atom, for the atoms of some rules: they share most of them.
pub(super) struct KeyColumns<'a> {
    blocking: &'a Blocking<'a>,
    /// Per atom a key for each record; nothing if no rule asks for it.
    of_atoms: Vec<Vec<u32>>,
}

impl<'a> KeyColumns<'a> {
    pub(super) fn new(blocking: &'a Blocking<'a>, rules: &[Rule]) -> Self {
        let asked_for = |atom: usize| rules.iter().any(|rule| rule.atoms.contains(&atom));
        let column = |atom: usize| {
            let keys = (0..blocking.records).scan(Vec::new(), |keys: &mut Vec<u32>, record| {
                keys.clear();
                blocking.atoms[atom].keys(blocking.comparisons, record, keys);
                Some(match keys.as_slice() {
                    [] => NONE,
                    [key] => *key,
                    _ => SEVERAL,
                })
            });
            keys.collect()
        };
        let of_atoms = (0..blocking.atoms.len())
            .into_par_iter()
            .map(|atom| if asked_for(atom) { column(atom) } else { Vec::new() })
            .collect();
        Self { blocking, of_atoms }
    }

    /// Calls `each` with every record's keys under a rule, in the order of records.
    pub(super) fn for_each(&self, rule: &[usize], mut each: impl FnMut(u64, u32)) {
        let columns: Vec<&[u32]> =
            rule.iter().map(|&atom| self.of_atoms[atom].as_slice()).collect();
        let mut buffer = KeyBuffer::default();
        for record in 0..self.blocking.records {
            let entries = columns.iter().map(|column| column[record as usize]);
            let (mut any_none, mut any_several, mut key) = (false, false, 0);
            for entry in entries {
                any_none |= entry == NONE;
                any_several |= entry == SEVERAL;
                key = combine(key, entry.into());
            }
            if any_none {
                continue;
            }
            if any_several {
                let keys = buffer.rule_keys(self.blocking, rule, record);
                for &key in keys {
                    each(key, record);
                }
            } else {
                each(key, record);
            }
        }
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

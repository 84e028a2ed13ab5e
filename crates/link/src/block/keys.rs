//! The keys of records under a rule.

use std::sync::{Arc, Mutex, PoisonError};

use super::Blocking;
use super::rules::Rule;
use crate::hash::combine;

/// Keys of one record in one rule; more would let one hostile cell fill the memory.
pub(super) const KEYS_PER_RECORD: usize = 64;

/// Entry of a record that has no key.
const NONE: u32 = 0;
/// Entry of a record that has several keys, or by chance this one.
const SEVERAL: u32 = u32::MAX;

/// Per record its key in an atom, for the atoms of some rules: they share most of them. Each is made when the first
/// rule asks for it, and freed with the last.
pub(super) struct KeyColumns<'a> {
    blocking: &'a Blocking<'a>,
    of_atoms: Vec<Mutex<KeyColumn>>,
}

#[derive(Default)]
struct KeyColumn {
    keys: Option<Arc<Vec<u32>>>,
    /// Rules that have not asked for it yet.
    awaited_by: usize,
}

impl<'a> KeyColumns<'a> {
    pub(super) fn new(blocking: &'a Blocking<'a>, rules: &[Rule]) -> Self {
        let of_atoms = (0..blocking.atoms.len()).map(|atom| {
            let awaited_by = rules.iter().filter(|rule| rule.atoms.contains(&atom)).count();
            Mutex::new(KeyColumn { keys: None, awaited_by })
        });
        Self { blocking, of_atoms: of_atoms.collect() }
    }

    /// The column of an atom for one of the rules that it was announced for.
    fn column(&self, atom: usize) -> Arc<Vec<u32>> {
        let mut column = self.of_atoms[atom].lock().unwrap_or_else(PoisonError::into_inner);
        column.awaited_by = column.awaited_by.saturating_sub(1);
        let keys = column.keys.take().unwrap_or_else(|| Arc::new(self.keys_of(atom)));
        if column.awaited_by > 0 {
            column.keys = Some(Arc::clone(&keys));
        }
        keys
    }

    fn keys_of(&self, atom: usize) -> Vec<u32> {
        let mut keys = Vec::new();
        let key_of = |record| {
            keys.clear();
            self.blocking.atoms[atom].keys(self.blocking.comparisons, record, &mut keys);
            match keys.as_slice() {
                [] => NONE,
                [key] => *key,
                _ => SEVERAL,
            }
        };
        (0..self.blocking.records).map(key_of).collect()
    }

    /// Calls `each` with every record's keys under a rule, in the order of records. Once for each rule.
    pub(super) fn for_each(&self, rule: &[usize], mut each: impl FnMut(u64, u32)) {
        let columns: Vec<Arc<Vec<u32>>> = rule.iter().map(|&atom| self.column(atom)).collect();
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

//! Rows of a file beside a source that are forgotten people's.

use std::collections::{BTreeMap, BTreeSet};

use super::Beside;
use crate::forgotten::StillThere;
use crate::header::Header;
use crate::reader::cell::{Cell, Row};

/// The keys of forgotten people in one file.
pub(crate) struct Theirs<'b> {
    /// All files beside the source, as each may say more of a row.
    all: &'b [Beside],
    file: &'b Beside,
    keys: BTreeSet<&'b str>,
    /// Those of them who had been forgotten before.
    earlier: BTreeSet<&'b str>,
}

impl<'b> Theirs<'b> {
    /// One for each file.
    pub(crate) fn of(all: &'b [Beside]) -> Vec<Self> {
        let new = |file| Self { all, file, keys: BTreeSet::new(), earlier: BTreeSet::new() };
        all.iter().map(new).collect()
    }

    /// Looks for their keys in the file, as the source itself may lack their rows by now. `holds` tells of a
    /// row of the source whether it is theirs, and whether it was before.
    pub(crate) fn find(&mut self, header: &Header, mut holds: impl FnMut(&Row) -> (bool, bool)) {
        let Some(place) = header.position(&self.file.to) else { return };
        let own = self.file.own_keys();
        let look = |key: &'b String| {
            let mut row = Row::default();
            row.set(place, Cell::Text(own.get(key.as_str()).unwrap_or(&key.as_str())));
            super::put(self.all, &mut row, header, true, |_| None);
            (key, holds(&row))
        };
        let looked: Vec<_> = self.file.lines.keys().map(look).collect();
        for (key, (is_theirs, was_theirs)) in looked {
            self.note(key, is_theirs, was_theirs);
        }
    }

    /// Notes the key of a row of the source that is theirs.
    pub(crate) fn add(
        &mut self,
        row: &Row,
        header: &Header,
        country: Option<&str>,
        was_theirs: bool,
    ) {
        let file = self.file;
        for key in file.keys_of(row, header, country) {
            for listed in file.listed(&key) {
                self.note(listed, true, was_theirs);
            }
        }
    }

    fn note(&mut self, key: &'b str, is_theirs: bool, was_theirs: bool) {
        if is_theirs {
            self.keys.insert(key);
        }
        if is_theirs && was_theirs {
            self.earlier.insert(key);
        }
    }

    /// Their rows, by sheet.
    pub(crate) fn still_there(&self, source: &str) -> Vec<StillThere> {
        let by_sheet = |keys: &BTreeSet<&str>| {
            let mut found: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
            for place in
                keys.iter().filter_map(|key| self.file.lines.get(*key)).flat_map(|l| &l.rows)
            {
                found.entry(place.sheet).or_default().push(place.row);
            }
            for rows in found.values_mut() {
                rows.sort_unstable();
            }
            found
        };
        let mut earlier = by_sheet(&self.earlier);
        let found = by_sheet(&self.keys).into_iter().map(|(sheet, rows)| StillThere {
            source: source.to_owned(),
            file: self.file.file.clone(),
            beside: true,
            blake3: self.file.blake3.clone(),
            sheet: self.file.sheets[sheet].clone(),
            rows,
            earlier: earlier.remove(&sheet).unwrap_or_default(),
            refused: BTreeSet::new(),
        });
        found.collect()
    }
}

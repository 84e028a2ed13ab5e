//! Which rows and columns are free.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Row;

/// Which rows of a column are free, found without trying those taken one by one.
#[derive(Default)]
pub(super) struct FreeRows {
    next: FxHashMap<(usize, usize, usize), usize>,
}

impl FreeRows {
    /// Takes the first free row of a lane's column, from the wanted one on.
    pub(super) fn take(&mut self, lane: usize, column: usize, wish: usize) -> usize {
        let mut row = wish;
        let mut passed = Vec::new();
        while let Some(next) = self.next.get(&(lane, column, row)) {
            passed.push(row);
            row = *next;
        }
        for passed in passed {
            self.next.insert((lane, column, passed), row + 1);
        }
        self.next.insert((lane, column, row), row + 1);
        row
    }
}

/// Columns of rows that shapes and flows take.
#[derive(Default)]
pub(super) struct Occupied {
    /// Ends by starts.
    rows: FxHashMap<Row, BTreeMap<usize, usize>>,
}

impl Occupied {
    pub(super) fn is_free(&self, row: Row, from: usize, to: usize) -> bool {
        let Some(taken) = self.rows.get(&row) else { return true };
        taken.range(..=to).next_back().is_none_or(|(_, end)| *end < from)
    }

    pub(super) fn take(&mut self, row: Row, from: usize, to: usize) {
        self.rows.entry(row).or_default().insert(from, to);
    }
}

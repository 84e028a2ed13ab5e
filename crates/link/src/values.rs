//! Which values each record holds: first per comparison, then row by row.

use rayon::prelude::*;
use smallvec::SmallVec;

use crate::hash::{combine, hash_of};
use crate::records::{Column, MISSING};
use crate::texts::TextInterner;

/// Set in an entry that is not a value but the place of a list of values.
const LIST: u32 = 1 << 31;
/// A comparison of which so many records (one in) hold two values gets room for two in each row.
const WIDE_FROM: usize = 20;
/// Raw values read at a time; bounds what is in memory between reading and interning.
const READ_AT_ONCE: usize = 1 << 16;

/// The values read from one raw value; nearly always one.
pub(crate) type Read<T> = SmallVec<[T; 1]>;

/// For each of many things (raw values, records) none, one or several indices of values. One entry
/// each; several indices stand in a list, after their number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sets {
    entries: Vec<u32>,
    lists: Vec<u32>,
}

impl Sets {
    pub(crate) fn with_capacity(things: usize) -> Self {
        Self { entries: Vec::with_capacity(things), lists: Vec::new() }
    }

    #[inline]
    pub(crate) fn get(&self, thing: usize) -> &[u32] {
        in_entry(std::slice::from_ref(&self.entries[thing]), &self.lists)
    }

    pub(crate) fn push(&mut self, values: &[u32]) {
        match values {
            [] => self.entries.push(MISSING),
            [one] => self.entries.push(*one),
            _ => {
                self.entries.push(LIST | self.lists.len() as u32);
                self.lists.push(values.len() as u32);
                self.lists.extend(values);
            }
        }
    }

    /// Number of things.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing holds any value.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.iter().all(|&entry| entry == MISSING)
    }

    /// The things in a new order (`order[new] = old`), and the values numbered in the order in which
    /// those things hold them; gives also the old number of each new one. Values that nothing holds
    /// are left out.
    pub(crate) fn renumbered(&self, order: &[u32], values: usize) -> (Self, Vec<u32>) {
        // First all reads from far places in memory: none waits for another.
        let entries: Vec<u32> = order.iter().map(|&old| self.entries[old as usize]).collect();
        let mut new_of = vec![MISSING; values];
        let mut old_of = Vec::with_capacity(values);
        let mut renumbered = Self::with_capacity(self.len());
        let mut held: Vec<u32> = Vec::new();
        for entry in entries {
            held.clear();
            for &value in in_entry(&[entry], &self.lists) {
                let new = &mut new_of[value as usize];
                if *new == MISSING {
                    *new = old_of.len() as u32;
                    old_of.push(value);
                }
                held.push(*new);
            }
            if held.len() > 1 {
                held.sort_unstable();
            }
            renumbered.push(&held);
        }
        (renumbered, old_of)
    }

    /// Leaves out values, e.g. placeholders.
    pub(crate) fn without(self, dropped: impl Fn(u32) -> bool) -> Self {
        let mut kept = Self::with_capacity(self.len());
        let mut held = Vec::new();
        for thing in 0..self.len() {
            held.clear();
            held.extend(self.get(thing).iter().copied().filter(|&value| !dropped(value)));
            kept.push(&held);
        }
        kept
    }
}

/// The values in the cells of a comparison: one, two, or a list.
#[inline]
fn in_entry<'a>(cells: &'a [u32], lists: &'a [u32]) -> &'a [u32] {
    let first = cells[0];
    if first < LIST {
        let two = cells.len() == 2 && cells[1] != MISSING;
        return if two { cells } else { &cells[..1] };
    }
    if first == MISSING {
        return &[];
    }
    let list = (first & !LIST) as usize;
    &lists[list + 1..=list + lists[list] as usize]
}

/// Reads each distinct raw value of a column once, in parallel, and interns what is read.
pub(crate) fn read_distinct<T: Send>(
    column: &Column,
    read: impl Fn(u32, &str) -> Read<T> + Sync,
    mut intern: impl FnMut(T) -> u32,
) -> Sets {
    let count = column.raw_values().len();
    let mut sets = Sets::with_capacity(count);
    let mut ids: Vec<u32> = Vec::new();
    for from in (0..count).step_by(READ_AT_ONCE) {
        let to = (from + READ_AT_ONCE).min(count);
        let values: Vec<Read<T>> = (from..to)
            .into_par_iter()
            .with_min_len(512)
            .map(|raw| read(raw as u32, column.raw_values().get(raw)))
            .collect();
        for of_raw in values {
            ids.clear();
            ids.extend(of_raw.into_iter().map(&mut intern));
            sets.push(&ids);
        }
    }
    sets
}

/// The texts that some raw values were read as, in one buffer.
#[derive(Default)]
pub(crate) struct Written {
    text: String,
    /// Where each text ends.
    ends: Vec<u32>,
    /// Per raw value the number of texts up to and with it.
    of_raw: Vec<u32>,
}

impl Written {
    /// A text as long as any may be: longer ones make no more or less equal, but a hostile cell of
    /// megabytes would make every comparison with it slow.
    const LONGEST: usize = 1024;

    /// Adds what is appended as a text; nothing if that is nothing.
    pub(crate) fn add(&mut self, append: impl FnOnce(&mut String)) {
        let start = self.text.len();
        self.append(append);
        if self.text.len() > start {
            self.ends.push(self.text.len() as u32);
        }
    }

    /// Adds what is appended as a text, also if it is empty.
    pub(crate) fn add_even_empty(&mut self, append: impl FnOnce(&mut String)) {
        self.append(append);
        self.ends.push(self.text.len() as u32);
    }

    fn append(&mut self, append: impl FnOnce(&mut String)) {
        let longest = self.text.len() + Self::LONGEST;
        append(&mut self.text);
        if self.text.len() > longest {
            let end = (0..=longest).rev().find(|&at| self.text.is_char_boundary(at));
            self.text.truncate(end.unwrap_or_default());
        }
    }

    /// Hands over the texts of each raw value.
    fn for_each(&self, mut each: impl FnMut(&[&str])) {
        let (mut text, mut start) = (0, 0);
        let mut texts: SmallVec<[&str; 4]> = SmallVec::new();
        for &last in &self.of_raw {
            texts.clear();
            for &end in &self.ends[text..last as usize] {
                texts.push(&self.text[start..end as usize]);
                start = end as usize;
            }
            text = last as usize;
            each(&texts);
        }
    }
}

/// Reads each raw value of a column as texts, in parallel, and hands them over one after the other.
pub(crate) fn read_written(
    column: &Column,
    read: impl Fn(u32, &str, &mut Written) + Sync,
    mut each: impl FnMut(&[&str]),
) {
    const TASK: usize = 1 << 12;
    let count = column.raw_values().len();
    for from in (0..count).step_by(READ_AT_ONCE) {
        let to = (from + READ_AT_ONCE).min(count);
        let written: Vec<Written> = (from..to)
            .into_par_iter()
            .step_by(TASK)
            .map(|from| {
                let mut written = Written::default();
                for raw in from..(from + TASK).min(to) {
                    read(raw as u32, column.raw_values().get(raw), &mut written);
                    written.of_raw.push(written.ends.len() as u32);
                }
                written
            })
            .collect();
        for some in written {
            some.for_each(&mut each);
        }
    }
}

/// Reads each raw value of a column as texts, and interns them.
pub(crate) fn read_texts(
    column: &Column,
    read: impl Fn(u32, &str, &mut Written) + Sync,
    interner: &mut TextInterner,
) -> Sets {
    let mut sets = Sets::with_capacity(column.raw_values().len());
    let mut ids: Vec<u32> = Vec::new();
    read_written(column, read, |texts| {
        ids.clear();
        ids.extend(texts.iter().map(|text| interner.intern(text).0));
        sets.push(&ids);
    });
    sets
}

/// The values that records hold in any of several columns: `of_raw(column, record, raw value)`.
pub(crate) fn gather<'a>(
    records: usize,
    columns: &[&Column],
    of_raw: impl Fn(usize, usize, usize) -> &'a [u32],
) -> Sets {
    let mut sets = Sets::with_capacity(records);
    let mut held: Vec<u32> = Vec::new();
    for record in 0..records {
        held.clear();
        for (at, column) in columns.iter().enumerate() {
            let raw = column.ids()[record];
            if raw != MISSING {
                held.extend(of_raw(at, record, raw as usize));
            }
        }
        if held.len() > 1 {
            held.sort_unstable();
            held.dedup();
        }
        sets.push(&held);
    }
    sets
}

/// The values of all records in all comparisons, row by row: comparing two records touches one or
/// two lines of memory of each, whatever the number of comparisons.
#[derive(Debug, Default)]
pub(crate) struct ValueTable {
    stride: usize,
    records: u32,
    cells: Vec<u32>,
    /// Per comparison its first cell in a row and its number of cells.
    places: Vec<(u32, u32)>,
    lists: Vec<u32>,
}

impl ValueTable {
    /// Rows of so many records.
    pub(crate) fn new(of_comparison: &[Sets], records: usize) -> Self {
        let mut stride = 0;
        let places: Vec<(u32, u32)> = of_comparison
            .iter()
            .map(|sets| {
                let twos = (0..sets.len()).filter(|&record| sets.get(record).len() == 2).count();
                let width = if twos * WIDE_FROM > sets.len() { 2 } else { 1 };
                let first = stride;
                stride += width;
                (first, width)
            })
            .collect();
        let stride = stride as usize;
        let mut table = Self {
            stride,
            records: records as u32,
            cells: vec![MISSING; stride * records],
            places,
            lists: Vec::new(),
        };
        for (row, cells) in table.cells.chunks_exact_mut(stride.max(1)).enumerate() {
            for (sets, &(first, width)) in of_comparison.iter().zip(&table.places) {
                let values = sets.get(row);
                let cell = first as usize;
                if values.len() <= width as usize {
                    cells[cell..cell + values.len()].copy_from_slice(values);
                } else {
                    cells[cell] = LIST | table.lists.len() as u32;
                    table.lists.push(values.len() as u32);
                    table.lists.extend(values);
                }
            }
        }
        table
    }

    /// Groups of records that are equal in every comparison, each named by its first record.
    pub(crate) fn equal_rows(&self) -> Vec<u32> {
        let comparisons = self.places.len();
        let same = |one: u32, other: u32| {
            (0..comparisons).all(|at| self.get(at, one) == self.get(at, other))
        };
        let hash = |record: u32| {
            let values = (0..comparisons).map(|at| self.get(at, record));
            values.fold(0, |hash, values| combine(hash, hash_of(values)))
        };
        let mut hashes: Vec<(u64, u32)> = (0..self.records)
            .into_par_iter()
            .with_min_len(4096)
            .map(|record| (hash(record), record))
            .collect();
        hashes.par_sort_unstable();
        let mut first_of: Vec<u32> = (0..self.records).collect();
        for group in hashes.chunk_by(|one, other| one.0 == other.0) {
            let first = group[0].1;
            for &(_, record) in &group[1..] {
                if same(first, record) {
                    first_of[record as usize] = first;
                }
            }
        }
        first_of
    }

    /// The row of a record.
    #[inline]
    pub(crate) fn row(&self, record: u32) -> &[u32] {
        let start = record as usize * self.stride;
        &self.cells[start..start + self.stride]
    }

    /// The values of a comparison in a row.
    #[inline]
    pub(crate) fn in_row<'a>(&'a self, row: &'a [u32], comparison: usize) -> &'a [u32] {
        let (first, width) = self.places[comparison];
        in_entry(&row[first as usize..(first + width) as usize], &self.lists)
    }

    /// The values of a record in a comparison; empty if it has none.
    #[inline]
    pub(crate) fn get(&self, comparison: usize, record: u32) -> &[u32] {
        self.in_row(self.row(record), comparison)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::Field;

    #[test]
    fn a_record_holds_the_values_of_all_its_columns_once() {
        let phone = Column::from_values("phone", Field::Phone, [Some("1"), None, Some("2")]);
        let mobile = Column::from_values("mobile", Field::Phone, [Some("2"), None, Some("2")]);
        let mut interner = TextInterner::default();
        let columns = [&phone, &mobile];
        let maps = columns.map(|column| {
            let read = |_, raw: &str| Read::from_iter([raw.to_owned()]);
            read_distinct(column, read, |value| interner.intern(&value).0)
        });
        let sets = gather(3, &columns, |at, _, raw| maps[at].get(raw));
        assert_eq!(sets.get(0), [0, 1]);
        assert_eq!(sets.get(1), [] as [u32; 0]);
        assert_eq!(sets.get(2), [1]);
    }

    #[test]
    fn rows_hold_what_the_sets_hold_and_values_are_numbered_as_they_are_met() {
        let values: [&[u32]; 4] = [&[7], &[], &[1, 2], &[3, 4, 5]];
        let mut sets = Sets::default();
        for of_record in values {
            sets.push(of_record);
        }
        let order = [3, 2, 1, 0];
        let (renumbered, old_of) = sets.renumbered(&order, 8);
        assert_eq!(old_of, [3, 4, 5, 1, 2, 7]);
        let table = ValueTable::new(&[renumbered.clone(), renumbered], 4);
        for comparison in 0..2 {
            for (new, &old) in order.iter().enumerate() {
                let held = table.get(comparison, new as u32).iter();
                let held: Vec<u32> = held.map(|&value| old_of[value as usize]).collect();
                assert_eq!(held, values[old as usize]);
            }
        }
    }
}

//! Interned canonical values and the sets of them that records hold.

use std::hash::Hash;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::records::{Column, MISSING};

/// Per record the set of its values in one comparison, as indices into a table of values.
#[derive(Debug, Clone, Default)]
pub(crate) struct ValueSets {
    offsets: Vec<u32>,
    items: Vec<u32>,
}

impl ValueSets {
    /// The values of a record; empty if it has none.
    pub(crate) fn get(&self, record: u32) -> &[u32] {
        let record = record as usize;
        &self.items[self.offsets[record] as usize..self.offsets[record + 1] as usize]
    }

    /// Number of records.
    pub(crate) fn records(&self) -> u32 {
        self.offsets.len().saturating_sub(1) as u32
    }

    /// Whether no record has a value.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// The raw cells that one value is made of: up to three columns (street and house number;
/// postcode, city and region), each distinct combination once.
pub(crate) struct Cells {
    of_record: Vec<u32>,
    distinct: Vec<[u32; 3]>,
}

impl Cells {
    /// The cells of one column.
    pub(crate) fn of_column(column: &Column) -> Self {
        Self {
            of_record: column.ids().to_vec(),
            distinct: (0..column.distinct().len() as u32)
                .map(|id| [id, MISSING, MISSING])
                .collect(),
        }
    }

    /// The distinct combinations of up to three ids per record; all missing is missing.
    pub(crate) fn combined(records: u32, ids: impl Fn(u32) -> [u32; 3]) -> Self {
        let mut known: FxHashMap<[u32; 3], u32> = FxHashMap::default();
        let mut distinct = Vec::new();
        let of_record = (0..records)
            .map(|record| {
                let cell = ids(record);
                if cell == [MISSING; 3] {
                    return MISSING;
                }
                *known.entry(cell).or_insert_with(|| {
                    distinct.push(cell);
                    distinct.len() as u32 - 1
                })
            })
            .collect();
        Self { of_record, distinct }
    }

    /// Standardises each distinct cell once, in parallel.
    pub(crate) fn read<T: Send>(
        &self,
        read: impl Fn([u32; 3]) -> Vec<T> + Sync,
    ) -> ReadCells<'_, T> {
        let values = self.distinct.par_iter().map(|&cell| read(cell)).collect();
        ReadCells { of_record: &self.of_record, values }
    }
}

/// Cells with the values read from each.
pub(crate) struct ReadCells<'a, T> {
    of_record: &'a [u32],
    values: Vec<Vec<T>>,
}

/// Interns the values of several groups of columns: a record holds the values of all of them.
pub(crate) fn intern<T: Hash + Eq + Clone>(
    records: u32,
    groups: &[ReadCells<'_, T>],
) -> (Vec<T>, ValueSets) {
    let mut known: FxHashMap<&T, u32> = FxHashMap::default();
    let mut distinct: Vec<T> = Vec::new();
    let ids: Vec<Vec<Vec<u32>>> = groups
        .iter()
        .map(|group| {
            group
                .values
                .iter()
                .map(|values| {
                    values
                        .iter()
                        .map(|value| {
                            *known.entry(value).or_insert_with(|| {
                                distinct.push(value.clone());
                                distinct.len() as u32 - 1
                            })
                        })
                        .collect()
                })
                .collect()
        })
        .collect();
    let mut sets = ValueSets { offsets: vec![0], items: Vec::new() };
    let mut held: Vec<u32> = Vec::new();
    for record in 0..records as usize {
        held.clear();
        for (group, ids) in groups.iter().zip(&ids) {
            if let Some(of_cell) = ids.get(group.of_record[record] as usize) {
                held.extend(of_cell);
            }
        }
        held.sort_unstable();
        held.dedup();
        sets.items.extend(&held);
        sets.offsets.push(sets.items.len() as u32);
    }
    (distinct, sets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::Field;

    #[test]
    fn a_record_holds_the_values_of_all_its_columns_once() {
        let phone = Column::from_values("phone", Field::Phone, [Some("1"), None, Some("2")]);
        let mobile = Column::from_values("mobile", Field::Phone, [Some("2"), None, Some("2")]);
        let cells = [Cells::of_column(&phone), Cells::of_column(&mobile)];
        let read =
            |column: &Column, cell: [u32; 3]| vec![column.distinct()[cell[0] as usize].clone()];
        let groups =
            [cells[0].read(|cell| read(&phone, cell)), cells[1].read(|cell| read(&mobile, cell))];
        let (values, sets) = intern(3, &groups);
        assert_eq!(values, ["1".into(), "2".into()] as [Box<str>; 2]);
        assert_eq!(sets.get(0), [0, 1]);
        assert_eq!(sets.get(1), [] as [u32; 0]);
        assert_eq!(sets.get(2), [1]);
    }
}

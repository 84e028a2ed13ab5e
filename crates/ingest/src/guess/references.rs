//! Which columns hold the keys of other files.

use super::columns::Table;

/// Share of a column's values that must be among the keys.
const NEARLY_ALL: f32 = 0.9;
/// Different values below which a likeness may be chance.
const TELLING: usize = 5;

/// A column whose values are the keys of another table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) from: usize,
    pub(super) column: usize,
    pub(super) to: usize,
}

/// The references among tables; `keys` has each table's key column, if it has one.
///
/// Small whole numbers are among all others that count from one, so a reference must hold codes or
/// long numbers, and one that fits several tables is none.
pub(super) fn references(tables: &[Table<'_>], keys: &[Option<usize>]) -> Vec<Reference> {
    let mut found = vec![];
    for (from, table) in tables.iter().enumerate() {
        for column in 0..table.columns.len() {
            let shape = &table.shapes[column];
            let plain = shape.date > 0.5 || shape.email > 0.5 || shape.boolean > 0.9;
            // Numbers that count, rather than name, are short.
            let telling = shape.letters > 0.5 || shape.length >= 4.0;
            if plain || !telling || Some(column) == keys[from] {
                continue;
            }
            let values = table.columns[column].hashes();
            let fits = |to: &usize| {
                let key = keys[*to].filter(|_| *to != from);
                key.is_some_and(|key| {
                    let (among, of) = values.share_in(tables[*to].columns[key].hashes());
                    let few = of < TELLING && table.columns[column].distinct() as usize != of;
                    among >= NEARLY_ALL && of > 1 && !few
                })
            };
            let all: Vec<usize> = (0..tables.len()).filter(fits).collect();
            found.extend(all.into_iter().map(|to| Reference { from, column, to }));
        }
    }
    found
}

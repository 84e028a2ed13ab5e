//! Which columns hold the keys of other files.

use super::columns::Table;
use super::words::Lexicon;

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

/// Share of different and of given values that a column must have to be a key.
const UNIQUE: f32 = 0.98;
/// What people are reached by may be everybody's own, and is no key of theirs.
const REACHED_BY: [&str; 5] = ["email", "phone", "mobile", "landline", "workphone"];

/// Another column of a table that the pile's files, as far as they count, mean as its key: they refer to
/// it, and not to the one that is taken for the key.
pub(super) fn meant_key(
    tables: &[Table<'_>],
    keys: &[Option<usize>],
    table: usize,
    counts: impl Fn(usize) -> bool,
) -> Option<usize> {
    let of = |key: Option<usize>| {
        let mut keys = keys.to_vec();
        keys[table] = key;
        let refers = |reference: &Reference| reference.to == table && counts(reference.from);
        references(tables, &keys).iter().filter(|reference| refers(reference)).count()
    };
    if of(keys[table]) > 0 {
        return None;
    }
    let is_key = |at: &usize| {
        let (column, meaning) = (&tables[table].columns[*at], &tables[table].meanings[*at]);
        let named = REACHED_BY.map(|name| Lexicon::get().named(name));
        let reaches = meaning.concepts.iter().any(|concept| named.contains(&Some(*concept)));
        // Rows without a key are refused.
        !reaches
            && tables[table].shapes[*at].email < 0.3
            && column.uniqueness() >= UNIQUE
            && column.filled == column.rows
    };
    let others = (0..tables[table].columns.len()).filter(|at| Some(*at) != keys[table]);
    let found = others.filter(is_key).map(|at| (of(Some(at)), at)).filter(|(count, _)| *count > 0);
    // Of equals the first.
    found.max_by_key(|(count, at)| (*count, std::cmp::Reverse(*at))).map(|(_, at)| at)
}

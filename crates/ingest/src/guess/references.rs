//! Which columns hold the keys of other files.

use super::columns::Table;
use super::shape::{Column, Hashes};
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
    for (from, column) in telling_columns(tables, keys) {
        let fits = |to: &usize| {
            let key = keys[*to].filter(|_| *to != from);
            key.is_some_and(|key| {
                are_keys(&tables[from].columns[column], &[tables[*to].columns[key].hashes()])
            })
        };
        let all = (0..tables.len()).filter(fits);
        found.extend(all.map(|to| Reference { from, column, to }));
    }
    found
}

/// Table and column of references to several tables together, as `of` chooses them, and to none of them alone: the
/// customers of a line may be in several files.
pub(super) fn spread_references(
    tables: &[Table<'_>],
    keys: &[Option<usize>],
    of: impl Fn(usize) -> bool,
) -> Vec<(usize, usize)> {
    let is_spread = |(from, column): &(usize, usize)| {
        let column = &tables[*from].columns[*column];
        let others = (0..tables.len()).filter(|to| to != from && of(*to));
        let keys: Vec<&Hashes> =
            others.filter_map(|to| Some(tables[to].columns[keys[to]?].hashes())).collect();
        // A part of the keys may be among others by chance.
        let several = keys.iter().filter(|key| column.hashes().share_in(key).0 > 0.0).count() > 1;
        several && are_keys(column, &keys) && !keys.iter().any(|key| are_keys(column, &[key]))
    };
    telling_columns(tables, keys).filter(is_spread).collect()
}

/// The columns that may refer to something, and are not keys of their own.
fn telling_columns<'t>(
    tables: &'t [Table<'_>],
    keys: &'t [Option<usize>],
) -> impl Iterator<Item = (usize, usize)> + 't {
    let all = tables.iter().enumerate();
    let columns = all.flat_map(|(from, table)| (0..table.columns.len()).map(move |at| (from, at)));
    columns.filter(|(from, column)| {
        let shape = &tables[*from].shapes[*column];
        let plain = shape.date > 0.5 || shape.email > 0.5 || shape.boolean > 0.9;
        // Numbers that count, rather than name, are short.
        let telling = shape.letters > 0.5 || shape.length >= 4.0;
        !plain && telling && Some(*column) != keys[*from]
    })
}

/// Whether nearly all values of a column are among these keys.
fn are_keys(column: &Column, keys: &[&Hashes]) -> bool {
    let (among, of) = column.hashes().share_in_any(keys);
    let few = of < TELLING && column.distinct() as usize != of;
    among >= NEARLY_ALL && of > 1 && !few
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

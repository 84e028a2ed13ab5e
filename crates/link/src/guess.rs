//! Guesses what the columns of an unknown table hold, from their names and values.

use crate::records::Field;

/// A column of an unknown table: its header and as many values as there are (or a sample).
#[derive(Debug, Clone)]
pub struct UnknownColumn<'a> {
    /// The header.
    pub name: &'a str,
    /// One value per row; empty cells are `None`.
    pub values: Vec<Option<&'a str>>,
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Compared as this field.
    Compare(Field),
    /// Names the record; not compared.
    RecordKey,
    /// A truth label (which records belong together); never compared.
    TruthLabel,
    /// Not compared: row numbers, empty or constant columns.
    Ignore,
}

/// Guesses the role of each column. At most one is [`Role::RecordKey`].
pub fn guess_roles(columns: &[UnknownColumn<'_>]) -> Vec<Role> {
    columns.iter().map(|_| Role::Compare(Field::Text)).collect()
}

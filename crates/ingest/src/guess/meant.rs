//! What columns of known exports are meant for, where other files of the pile tell it better than the preset.

use sameboat_model::Entity;

use super::columns::Table;
use super::entity::EntityGuess;
use super::presets::{Instead, KnownExport};
use super::references::meant_key;

/// What a table is whose columns a preset knows.
pub(super) fn of_export(table: &Table<'_>, export: &KnownExport) -> EntityGuess {
    EntityGuess {
        entity: export.mapping.entity,
        confidence: 0.99,
        or_else: None,
        columns: table.assign(export.mapping.entity),
    }
}

/// Gives presets of customers the key that the pile's files refer to.
pub(super) fn put_meant_keys(
    known: &[Table<'_>],
    keys: &mut [Option<usize>],
    exports: &mut [Option<KnownExport>],
) {
    for at in 0..known.len() {
        let of_customers = |export: &KnownExport| export.mapping.entity == Entity::Customer;
        if exports[at].as_ref().is_some_and(of_customers)
            && let Some(key) = meant_key(known, keys, at, |_| true)
        {
            keys[at] = Some(key);
            let column = known[at].columns[key].name.clone();
            put_instead(&mut exports[at], "record_key", column);
        }
    }
}

/// The columns of agents that the pile's files refer to, where they do not refer to what was taken for
/// the agents' key.
pub(super) fn meant_agents(
    known: &[Table<'_>],
    keys: &mut [Option<usize>],
    found: &[Option<EntityGuess>],
    exports: &[Option<KnownExport>],
) -> Vec<Option<usize>> {
    let mut meant = vec![None; known.len()];
    for at in 0..known.len() {
        let is_agents = found[at].as_ref().is_some_and(|found| found.entity == Entity::Agent);
        // Customers may be called as agents are.
        let is_named =
            |from: usize| found[from].as_ref().is_some_and(|f| f.entity == Entity::Contact);
        if is_agents
            && exports[at].is_none()
            && let Some(key) = meant_key(known, keys, at, is_named)
        {
            keys[at] = Some(key);
            meant[at] = Some(key);
        }
    }
    meant
}

/// Gives presets the column that refers to the pile's customers.
pub(super) fn put_meant_customers(known: &[Table<'_>], exports: &mut [Option<KnownExport>]) {
    for (export, known) in exports.iter_mut().zip(known) {
        if let Some(column) = export.as_ref().and_then(|export| meant_customer(export, known)) {
            put_instead(export, "customer_key", column);
        }
    }
}

/// Takes another column for a field of a preset.
pub(super) fn put_instead(export: &mut Option<KnownExport>, field: &'static str, column: String) {
    if let Some(export) = export.as_mut().filter(|export| export.instead.is_none()) {
        export.instead = Some(Instead { field, column });
    }
}

/// The column that refers to the pile's customers, where the one that the preset names does not.
pub(super) fn meant_customer(export: &KnownExport, table: &Table<'_>) -> Option<String> {
    let refers = |at: usize| table.refers[at].contains(&Entity::Customer);
    export.mapping.fields.get("customer_key")?;
    if export.column_of("customer_key", table.columns).is_some_and(refers) {
        return None;
    }
    let found = (0..table.columns.len()).find(|at| refers(*at));
    found.map(|at| table.columns[at].name.clone())
}

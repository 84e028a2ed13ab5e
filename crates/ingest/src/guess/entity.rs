//! What the rows of a table are.

use sameboat_model::{Entity, FieldKind};

use super::columns::{ColumnGuess, Table};
use super::lines::mentions;

/// What a name of a sheet, file or folder adds to the likeness of the entity that it names.
const BY_SHEET: f32 = 0.3;
const BY_FILE: f32 = 0.25;
const BY_FOLDER: f32 = 0.1;
/// Likeness below which a table is none of ours.
const LEAST: f32 = 0.3;
/// Columns that have to be known, counted by their confidence.
const LEAST_KNOWN: f32 = 1.6;

/// Fields that a table is expected to fill, for each column that it has.
const MOST_PER_COLUMN: f32 = 3.0;

/// What a table's rows were taken for.
#[derive(Debug, Clone)]
pub(super) struct EntityGuess {
    pub(super) entity: Entity,
    /// How sure, 0 to 1.
    pub(super) confidence: f32,
    /// The next best, if it is near.
    pub(super) or_else: Option<Entity>,
    pub(super) columns: Vec<ColumnGuess>,
}

/// The names that a table bears.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bears<'a> {
    pub(super) folder: &'a str,
    pub(super) file: &'a str,
    pub(super) sheets: &'a [String],
    /// Whether the file has other sheets, so that its name says little of this one.
    pub(super) has_others: bool,
}

/// The entity that explains the columns best; none if no entity explains enough of them.
pub(super) fn entity(table: &Table<'_>, bears: Bears<'_>) -> Option<EntityGuess> {
    let mut ranked: Vec<(f32, Entity, Vec<ColumnGuess>)> = Entity::ALL
        .into_iter()
        .map(|entity| {
            let columns = table.assign(entity);
            let likeness = explained(table, entity, &columns)
                * complete(entity, &columns, bears)
                * of_customers(table, entity);
            (likeness + hint(entity, bears) * likeness.min(0.5) * 2.0, entity, columns)
        })
        .collect();
    // Of equals the first in the order of entities.
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (second, other) = ranked.get(1).map_or((0.0, None), |(s, e, _)| (*s, Some(*e)));
    let (best, entity, columns) = ranked.into_iter().next()?;
    let known: f32 = columns.iter().map(|guess| guess.confidence).sum();
    if best < LEAST || known < LEAST_KNOWN {
        return None;
    }
    let margin = best - second;
    let apart = 1.0 / (1.0 + (-12.0 * margin).exp());
    Some(EntityGuess {
        entity,
        confidence: (apart * (0.7 + 0.4 * best)).min(0.99),
        or_else: other.filter(|_| margin < 0.06),
        columns,
    })
}

/// How much of the table the assignment explains, and how much of the entity it fills: the columns
/// count three times as much, as exports leave fields out more often than they add what nobody
/// knows.
fn explained(table: &Table<'_>, entity: Entity, columns: &[ColumnGuess]) -> f32 {
    let known: f32 = columns.iter().map(|guess| guess.confidence).sum();
    let filled = table.shapes.iter().filter(|shape| !shape.empty).count();
    let all = filled.max(columns.len()) as f32;
    // A table of a few columns cannot fill an entity of many fields.
    let fillable = (entity.fields().len() as f32).min(MOST_PER_COLUMN.mul_add(all, 1.0));
    known / (0.75 * all + 0.25 * fillable).max(1.0)
}

/// What is left of an entity that has nothing to do with customers, where a column has their keys; and of
/// customers where somebody wrote down what came of speaking to them, as in a campaign.
fn of_customers(table: &Table<'_>, entity: Entity) -> f32 {
    let names_a = |concept: &str| table.meanings.iter().any(|meaning| meaning.has(concept));
    if entity == Entity::Customer {
        return if names_a("outcome") && names_a("agent") { 0.75 } else { 1.0 };
    }
    let is_about = entity.fields().iter().any(|field| field.name == "customer_key");
    let names = table.meanings.iter().any(|meaning| meaning.has("customer") && meaning.has("id"))
        || table.refers.iter().any(|refers| refers.contains(&Entity::Customer));
    if names && !is_about { 0.6 } else { 1.0 }
}

/// What is left for the required fields that have no column.
fn complete(entity: Entity, columns: &[ColumnGuess], bears: Bears<'_>) -> f32 {
    let missing = entity.fields().iter().filter(|field| {
        field.required && !columns.iter().any(|guess| guess.field.name == field.name)
    });
    missing
        .map(|field| match field.kind {
            FieldKind::Choice(_) if tells(field.name, bears) => 0.97,
            FieldKind::Choice(_) => 0.85,
            FieldKind::Key if field.name == "record_key" => 0.75,
            _ => 0.5,
        })
        .product()
}

/// Whether a name says what a choice is that has no column.
fn tells(field: &str, bears: Bears<'_>) -> bool {
    let names = bears.sheets.iter().map(String::as_str).chain([bears.file]);
    names.into_iter().any(|name| !mentions(field, name).is_empty())
}

fn hint(entity: Entity, bears: Bears<'_>) -> f32 {
    let names = |name: &str| {
        let found = mentions("entity", name);
        // Of several the last: `agent skills`, `contract parties`.
        found.last().is_some_and(|(word, _)| *word == entity.name())
    };
    let sheet = bears.sheets.iter().any(|sheet| names(sheet));
    let by_sheet = if sheet { BY_SHEET } else { 0.0 };
    let by_file = if names(bears.file) && !bears.has_others { BY_FILE } else { 0.0 };
    let by_folder = if names(bears.folder) { BY_FOLDER } else { 0.0 };
    by_sheet.max(by_file).max(by_folder)
}

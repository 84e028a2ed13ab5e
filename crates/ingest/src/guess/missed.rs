//! Tables that no mapping reads, though they are about customers: what they lack, and which column comes nearest.

use sameboat_model::{Entity, FieldKind};

use super::columns::{ColumnGuess, Table};
use super::stance::Stance;

/// What rows with customers' keys most often are.
const LIKELY: [Entity; 2] = [Entity::Contact, Entity::Agreement];

/// What is asked about a table that is left out; none if it says nothing of customers. `found` is what its rows are
/// like, if they are like anything.
pub(super) fn question(table: &Table<'_>, found: Option<Entity>) -> Option<String> {
    let name = |at: usize| format!("`{}`", table.columns[at].name.replace('`', "'"));
    let of_customers = (0..table.columns.len()).find(|at| {
        let meaning = &table.meanings[*at];
        table.refers[*at].contains(&Entity::Customer)
            || (meaning.has("customer") && meaning.has("id") && !table.shapes[*at].empty)
    })?;
    let key = name(of_customers);
    let says_consent =
        |at: &usize| matches!(table.stances[*at], Some(Stance::Consent | Stance::Refusal(_)));
    let consents: Vec<String> = (0..table.columns.len()).filter(says_consent).map(name).collect();
    if found.is_none() && !consents.is_empty() {
        return Some(format!(
            "has keys of customers ({key}) and says who may be approached ({}), but is not read, as no file of \
             customers has these keys: which of them are they?",
            consents.join(", ")
        ));
    }
    let (entity, guesses) = likeliest(table, found)?;
    let is_key = |guess: &ColumnGuess| matches!(guess.field.name, "record_key" | "customer_key");
    // Notes and addresses of customers are no rows of what is looked for.
    if guesses.iter().all(|guess| is_key(guess) || guess.column == of_customers) {
        return None;
    }
    let is_taken = |at: usize| guesses.iter().any(|guess| guess.column == at) || at == of_customers;
    let missing = entity.fields().iter().filter(|field| {
        let is_choice = matches!(field.kind, FieldKind::Choice(_));
        let has_column = guesses.iter().any(|guess| guess.field.name == field.name);
        field.required && !is_choice && !has_column
    });
    let lacks = missing.map(|field| {
        let nearest = table.nearest(entity, field, is_taken);
        let nearest = nearest.map(|at| format!(", to which {} comes nearest", name(at)));
        let joined =
            if field.name == "record_key" { ", which several columns can be together" } else { "" };
        format!("`{}` ({}){}{joined}", field.name, field.doc, nearest.unwrap_or_default())
    });
    let lacks: Vec<String> = lacks.collect();
    let what = if lacks.is_empty() {
        "too few of its columns are known".to_owned()
    } else {
        format!("as {}s they lack {}", entity.name(), lacks.join("; "))
    };
    Some(format!(
        "has keys of customers ({key}), but its rows are not read: {what}; rename columns, or write a mapping"
    ))
}

/// The entity that explains the columns best.
fn likeliest(table: &Table<'_>, found: Option<Entity>) -> Option<(Entity, Vec<ColumnGuess>)> {
    let entities = found.map_or_else(|| LIKELY.to_vec(), |entity| vec![entity]);
    let guesses = entities.into_iter().map(|entity| (entity, table.assign(entity)));
    let known = |guesses: &[ColumnGuess]| guesses.iter().map(|guess| guess.confidence).sum::<f32>();
    guesses.max_by(|one, other| known(&one.1).total_cmp(&known(&other.1)))
}

//! Lists of consents that have a row for each customer and channel: they look like contacts, and are none.

use sameboat_model::Entity;
use sameboat_normalize::wishes::{Word, declines, wish, words};

use super::columns::Table;
use super::refusals::values;
use super::shape::Column;
use super::words::{Lexicon, Meaning};
use crate::parse::booleans::boolean;
use crate::reader::cell::Cell;

/// Columns of the widest list.
const MOST_COLUMNS: usize = 8;
/// Different channels that a list names at most.
const MOST_CHANNELS: usize = 12;
/// Share of the rows whose value must be understood.
const UNDERSTOOD: f32 = 0.8;
/// Concepts of headers that only contacts have.
const OF_CONTACTS: [&str; 8] =
    ["agent", "handle", "wait", "topic", "direction", "queue", "promise", "seconds"];
/// Concepts of channels.
const CHANNELS: [&str; 7] = ["email", "newsletter", "phone", "mobile", "call", "post", "message"];

/// The columns of such a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ConsentList {
    customer: String,
    channel: String,
    answer: String,
}

impl ConsentList {
    /// None for a table that is something else.
    pub(super) fn of(table: &Table<'_>) -> Option<Self> {
        let filled: Vec<usize> =
            (0..table.columns.len()).filter(|at| !table.shapes[*at].empty).collect();
        let is_of_contacts =
            |at: &usize| OF_CONTACTS.iter().any(|concept| table.meanings[*at].has(concept));
        if filled.len() > MOST_COLUMNS || filled.iter().any(is_of_contacts) {
            return None;
        }
        let is_customer = |meaning: &Meaning, refers: &[Entity]| {
            meaning.has("customer") || refers.contains(&Entity::Customer)
        };
        let mut rest = filled.iter().copied();
        let customer = rest.find(|at| is_customer(&table.meanings[*at], &table.refers[*at]))?;
        let others = || filled.iter().copied().filter(|at| *at != customer);
        let channel = others().find(|at| {
            let column = &table.columns[*at];
            column.distinct() <= MOST_CHANNELS as u64 && is_said(column, names_channel)
        })?;
        // What is called as a channel says a yes or no of that one, and the rows are customers' alone.
        let is_of_one = |at: usize| names_channel(&table.columns[at].name);
        let answer = others().find(|at| {
            *at != channel && !is_of_one(*at) && is_said(&table.columns[*at], is_answer)
        })?;
        let name = |at: usize| table.columns[at].name.clone();
        Some(Self { customer: name(customer), channel: name(channel), answer: name(answer) })
    }

    /// Why the table is left out, and what to do.
    pub(super) fn reason(&self) -> String {
        let Self { customer, channel, answer } = self;
        format!(
            "a list of consents with a row for each customer and channel (`{customer}`, `{channel}`, `{answer}`): \
             they are no contacts, and no mapping reads them; make one row of each customer with a column of \
             yes and no for each of e-mail, phone and post, where the latest row of a channel counts, and let \
             the customers' mapping read it (`[[beside]]`, mappings/README.md)"
        )
    }
}

/// Whether nearly all rows of a column say something of that kind.
fn is_said(column: &Column, is_kind: impl Fn(&str) -> bool) -> bool {
    let values = values(column);
    let rows = |only: &dyn Fn(&str) -> bool| -> u64 {
        values.iter().filter(|(value, _)| only(value)).map(|(_, rows)| rows).sum()
    };
    let all = rows(&|_| true);
    all > 0 && rows(&is_kind) as f32 >= UNDERSTOOD * all as f32
}

/// Whether a value is the name of a channel and nothing else.
fn names_channel(value: &str) -> bool {
    let meaning = Lexicon::get().meaning(value, None);
    let by_wishes = || {
        let words = words(value);
        !words.is_empty() && words.iter().all(|word| word.is_some_and(Word::is_channel))
    };
    (meaning.unknown == 0 && CHANNELS.iter().any(|concept| meaning.has(concept))) || by_wishes()
}

/// Whether a value is a yes or a no, in words too. A number is one of anything.
fn is_answer(value: &str) -> bool {
    let is_word = value.chars().any(char::is_alphabetic);
    let by_wishes = || wish(value, false).is_some_and(|wish| wish.answer.is_some());
    is_word && (boolean(Cell::Text(value)).is_ok() || by_wishes() || declines(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_list(header: [&str; 3], rows: &[[&str; 3]]) -> bool {
        let mut columns: Vec<Column> = header.iter().map(|name| Column::new(name)).collect();
        for row in rows {
            for (column, cell) in columns.iter_mut().zip(row) {
                column.push(cell);
            }
        }
        ConsentList::of(&Table::new(&columns)).is_some()
    }

    #[test]
    fn a_remark_that_names_a_channel_makes_no_row_of_a_channel() {
        let rows = [["K1", "X", "demande par courrier"], ["K2", "X", "par courrier"]];
        assert!(!is_list(["N\u{b0} client", "Courrier", "Remarque"], &rows));
        let rows = [["K1", "courrier", "oui"], ["K1", "e-mail", "non"]];
        assert!(is_list(["N\u{b0} client", "Canal", "Accord"], &rows));
    }
}

//! Rows that add up the others, and what a row says of its procedure as a whole.

use super::cells::items;
use super::columns::ColumnMapping;
use crate::catalogue::Procedure;
use crate::text::folded;

/// Why a row of a total is left out.
pub(super) const TOTAL: &str = "the row is a total";

/// What a row of a total begins with, folded.
const TOTALS: [&str; 16] = [
    "total",
    "totals",
    "grand total",
    "sum",
    "summe",
    "summen",
    "gesamt",
    "gesamtsumme",
    "insgesamt",
    "totaux",
    "total general",
    "somme",
    "suma",
    "totale",
    "totale generale",
    "somma",
];

/// Whether a row adds up the others: one cell says so, and the rest are numbers.
pub(super) fn is_total(row: &[String]) -> bool {
    let says = |cell: &str| TOTALS.contains(&folded(cell).as_str());
    let is_number = |cell: &str| !cell.chars().any(char::is_alphabetic);
    let texts = row.iter().map(|cell| cell.trim()).filter(|cell| !is_number(cell));
    let mut texts = texts.take(2);
    // A list of labels may well have one that is called so.
    row.len() > 1 && texts.next().is_some_and(says) && texts.next().is_none()
}

/// Fills what earlier rows of the procedure left open.
pub(super) fn complete<'a>(
    procedure: &mut Procedure,
    mapping: &ColumnMapping,
    cell: &impl Fn(Option<usize>) -> &'a str,
) {
    let texts = [
        (&mut procedure.purpose, mapping.purpose),
        (&mut procedure.trigger, mapping.trigger),
        (&mut procedure.direction, mapping.direction),
        (&mut procedure.owner, mapping.owner),
        (&mut procedure.inputs, mapping.inputs),
        (&mut procedure.outcome, mapping.outcome),
    ];
    for (text, column) in texts {
        if text.is_empty() {
            cell(column).clone_into(text);
        }
    }
    for (list, column) in
        [(&mut procedure.topics, mapping.topics), (&mut procedure.channels, mapping.channels)]
    {
        if list.is_empty() {
            *list = items(cell(column));
        }
    }
}

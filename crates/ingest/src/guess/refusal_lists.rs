//! Lists of people who refuse to be approached, told by what file, sheet or title are called: channels are refused
//! where they have crosses or days there, and numbers must not be called.

use sameboat_normalize::wishes::Channels;

use super::columns::Table;
use super::shape::{Column, Shape};
use super::stance::Stance;
use super::text::counted;
use super::words::{Lexicon, tokens};

/// Concepts of columns that are a channel and nothing else.
const CHANNELS: [&str; 7] = ["email", "newsletter", "phone", "call", "landline", "mobile", "post"];
/// Share of crosses, days, yes and no in a column that says who refuses.
const ANSWERED: f32 = 0.8;
/// Share of phones, and of different ones, in the column of a list of numbers.
const NUMBERS: f32 = 0.8;
const UNIQUE: f32 = 0.9;
/// Words that turn round what a list is of.
const TURNS: [&str; 6] = ["ohne", "without", "sans", "sin", "senza", "nicht"];
/// Words that do so but behind another one: `do not call`, `ne pas appeler`.
const TURN_ALONE: [(&str, &str); 2] = [("do", "not"), ("ne", "pas")];
/// How words of consents begin: `Einwilligungen und Widersprüche` is of both.
const CONSENTS: [&str; 7] =
    ["einwillig", "zustimm", "consent", "consens", "optin", "permission", "erlaubnis"];

/// Whether a name of a file or sheet, or a title, says that who is listed refuses.
pub(super) fn names_refusals(name: &str) -> bool {
    let words = tokens(name);
    let turns = |at: usize| {
        let word = words[at].as_str();
        let before = at.checked_sub(1).map(|before| words[before].as_str());
        let is_alone = |(first, second): &(&str, &str)| word == *second && before != Some(*first);
        TURNS.contains(&word) || TURN_ALONE.iter().any(is_alone)
    };
    if (0..words.len()).any(turns) {
        return false;
    }
    let together = words.concat();
    if CONSENTS.iter().any(|consent| together.contains(consent)) {
        return false;
    }
    let meaning = Lexicon::get().meaning(name, None);
    meaning.has("refusal") || meaning.has("ban")
}

/// Takes the channels in a list of refusals for refused ones. Their headers alone are on nobody's side.
pub(super) fn settle(table: &mut Table<'_>) {
    for at in 0..table.columns.len() {
        let (meaning, shape, column) = (&table.meanings[at], &table.shapes[at], &table.columns[at]);
        let lexicon = Lexicon::get();
        let is_channel =
            |concept: &u16| CHANNELS.iter().any(|name| lexicon.named(name) == Some(*concept));
        let is_bare = meaning.unknown == 0
            && !meaning.concepts.is_empty()
            && meaning.concepts.iter().all(is_channel);
        if is_bare && is_answered(column, shape) && table.stances[at] == Some(Stance::Unclear) {
            table.stances[at] = Some(Stance::Refusal(Channels::default()));
            table.of_list[at] = true;
        }
    }
}

/// Whether a column has hardly anything but crosses, days, yes and no.
fn is_answered(column: &Column, shape: &Shape) -> bool {
    match column.filled {
        0 => column.crosses > 0,
        _ => shape.boolean + shape.date + shape.serial_day >= ANSWERED,
    }
}

/// A list of numbers that must not be called.
#[derive(Debug)]
pub(super) struct NumberList {
    /// Its column of numbers.
    pub(super) key: usize,
    /// The columns that say so in each row.
    pub(super) refusing: Vec<usize>,
    /// What of it a person should know.
    pub(super) doubts: Vec<String>,
}

impl NumberList {
    /// None for a table that is something else. `is_named` tells that it is called a list of refusals.
    pub(super) fn of(table: &Table<'_>, is_named: bool) -> Option<Self> {
        let all = || 0..table.columns.len();
        let is_key = |at: &usize| {
            let (column, shape) = (&table.columns[*at], &table.shapes[*at]);
            let is_told = ["phone", "landline", "mobile", "call"]
                .iter()
                .any(|name| table.meanings[*at].has(name));
            shape.phone > NUMBERS && is_told && column.uniqueness() >= UNIQUE
        };
        let key = all().find(is_key)?;
        let refuses = |at: &usize| {
            let meaning = &table.meanings[*at];
            matches!(table.stances[*at], Some(Stance::Refusal(_)))
                || meaning.has("refusal")
                || meaning.has("ban")
        };
        let answers = |at: &usize| is_answered(&table.columns[*at], &table.shapes[*at]);
        let others = || all().filter(|at| *at != key).filter(answers);
        let mut refusing: Vec<usize> = others().filter(refuses).collect();
        if refusing.is_empty() {
            if !is_named {
                return None;
            }
            refusing = others().collect();
        }
        let mut doubts = vec![];
        let name = |at: usize| table.columns[at].name.replace('`', "'");
        for at in &refusing {
            let column = &table.columns[*at];
            let empty = column.rows.saturating_sub(column.filled + column.crosses);
            if empty > 0 {
                doubts.push(format!(
                    "`{}` says nothing in {}, which refuse nothing so",
                    name(*at),
                    counted(empty)
                ));
            }
        }
        Some(Self { key, refusing, doubts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_lists_tell_that_who_is_listed_refuses() {
        for name in [
            "liste_opposition",
            "Oppositions",
            "Liste d'opposition – mise à jour mensuelle",
            "Robinsonliste_Telefon",
            "Werbesperren 2026",
            "Sperrliste",
            "do_not_call_list",
            "opt-outs",
            "Lista de exclusión publicitaria",
            "Lista Robinson",
            "registro opposizioni",
            "Widersprüche Werbung",
        ] {
            assert!(names_refusals(name), "{name}");
        }
        for name in [
            "kunden",
            "Kunden ohne Widerspruch",
            "Einwilligungen und Widersprüche",
            "consentimientos_rgpd",
            "newsletter",
            "clients sans opposition",
            "customers not opted out",
            "Adressen",
        ] {
            assert!(!names_refusals(name), "{name}");
        }
    }
}

//! What a cell says of approaching a customer: whether it refuses, agrees, or leaves that open.
//!
//! Cells are read so when mappings are guessed and when rows are, for a column of refusals (`refused_by`) says the
//! same in both.

use std::collections::BTreeMap;

use sameboat_normalize::wishes::{Wish, declines, wish};

use crate::guess::{CROSS, Lexicon, Stance, is_date, is_first_day, is_legend, stance};
use crate::parse::booleans::boolean;
use crate::reader::cell::Cell;

/// The fields of consent, in the order of the channels of a wish.
pub(crate) const CONSENTS: [&str; 3] = ["consent_email", "consent_phone", "consent_post"];

/// Whose side a column is written from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Refusal,
    Consent,
    /// How the customer would like to be approached.
    Wish,
    /// Nobody knows.
    Unclear,
}

impl Side {
    pub(crate) const fn of(stance: Stance) -> Self {
        match stance {
            Stance::Refusal(_) => Self::Refusal,
            Stance::Consent => Self::Consent,
            Stance::Wish => Self::Wish,
            Stance::Unclear => Self::Unclear,
        }
    }
}

/// Whether a lookup is one of a column of refusals: by the column's header, or by a yes or a day that makes the
/// consent `no`. Whatever it does not list may refuse.
pub(crate) fn is_of_refusals(
    field: &str,
    columns: &[String],
    lookup: &BTreeMap<String, String>,
) -> bool {
    let is_no = |word: &str| boolean(Cell::Text(word)) == Ok(false);
    let turns_round = lookup.iter().any(|(value, word)| {
        let agrees = said(value, Side::Consent).is_none_or(|wish| !wish.refuses());
        is_no(word) && agrees && refuses(value, field) == Some(true)
    });
    turns_round || columns.iter().any(|column| is_header_of_refusals(column))
}

fn is_header_of_refusals(column: &str) -> bool {
    let meaning = Lexicon::get().meaning(column, None);
    matches!(stance(column, &meaning, None), Some(Stance::Refusal(_)))
}

/// Whether a cell of a column of refusals refuses the channel of a consent; none if that is not clear.
pub(crate) fn refuses(value: &str, field: &str) -> Option<bool> {
    let wish = said(value, Side::Refusal)?;
    let at = CONSENTS.iter().position(|name| *name == field);
    Some(wish.answer == Some(false) || at.is_some_and(|at| wish.refused[at]))
}

/// What a value says; none if it is not understood.
pub(crate) fn said(value: &str, side: Side) -> Option<Wish> {
    // A form that nobody has filled in.
    if is_legend(value) {
        return None;
    }
    // The day on which somebody refused, or the one that systems write for none; and a cross.
    if side == Side::Refusal && (is_date(value) || value == CROSS) {
        let answer = (!is_first_day(value)).then_some(false);
        return Some(Wish { answer, ..Wish::default() });
    }
    let wish = wish(value, side == Side::Refusal);
    // How somebody wants to be approached is not answered by yes or no.
    if side == Side::Wish {
        return wish.filter(|wish| wish.answer != Some(true) || wish.refuses());
    }
    let by_yes_or_no = || {
        let is_no = || (side == Side::Consent && declines(value)).then_some(false);
        let yes = boolean(Cell::Text(value)).ok().or_else(is_no)?;
        // Who has not objected has not agreed.
        let answer = if side == Side::Refusal { yes.then_some(false) } else { Some(yes) };
        Some(Wish { answer, ..Wish::default() })
    };
    wish.filter(|wish| wish.answer.is_some()).or_else(by_yes_or_no).or(wish)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_crosses_and_first_days_are_read_as_people_mean_them() {
        assert_eq!(refuses("Y/N", "consent_phone"), None);
        assert_eq!(refuses("ja / nein", "consent_phone"), None);
        assert_eq!(refuses("*", "consent_phone"), Some(true));
        assert_eq!(refuses("1900-01-01", "consent_phone"), Some(false));
        assert_eq!(refuses("01.01.1900 00:00:00", "consent_phone"), Some(false));
    }

    #[test]
    fn lookups_of_refusals_are_told_by_their_header_and_by_what_they_turn_round() {
        let is = |column: &str, words: &[(&str, &str)]| {
            let lookup = words.iter().map(|(v, w)| ((*v).to_owned(), (*w).to_owned())).collect();
            is_of_refusals("consent_phone", &[column.to_owned()], &lookup)
        };
        assert!(is("Werbewiderspruch", &[]));
        assert!(is("Feld 7", &[("ja", "no")]));
        assert!(is("Feld 7", &[("2024-05-03", "no"), ("nein", "")]));
        assert!(!is("Feld 7", &[("nein", "no"), ("ja", "yes"), ("keine anrufe", "no")]));
        assert!(!is("Anrufe erlaubt", &[("nein danke", "no"), ("gerne", "yes")]));
    }
}

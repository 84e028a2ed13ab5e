//! Whether a contact is over, for targets whose tickets and cases have a status.
//!
//! Sources say it in the outcome, each in its words. One that says anything else is over, and so is
//! one that says nothing: calls and letters of years have no outcome and nobody waits for them, and a
//! queue of all of them would bury the few that are open. Only who was promised something for a day
//! that the contacts do not reach is still owed it.

use sameboat_normalize::text::fold;

/// How far a contact has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The line has something to do.
    Open,
    /// The line waits for the customer or somebody else.
    Waiting,
    /// It is over.
    Closed,
}

/// Folded words that a status begins with while it is open, whatever follows (`Open - 2nd level`).
const OPEN: [&str; 38] = [
    "open",
    "offen",
    "ouvert",
    "ouverte",
    "abierto",
    "abierta",
    "aperto",
    "aperta",
    "reopened",
    "wiedereroeffnet",
    "wieder offen",
    "wieder geoeffnet",
    "in progress",
    "work in progress",
    "in bearbeitung",
    "in arbeit",
    "en cours",
    "en curso",
    "en proceso",
    "in corso",
    "in lavorazione",
    "unresolved",
    "unsolved",
    "not solved",
    "not resolved",
    "not started",
    "nicht erledigt",
    "nicht geloest",
    "nicht abgeschlossen",
    "nicht begonnen",
    "unerledigt",
    "ungeloest",
    "non resolu",
    "sin resolver",
    "non risolto",
    "escalated",
    "eskaliert",
    "waiting on us",
];

/// Words for open that begin other outcomes, too (`new order`), and count as the whole of one only.
const OPEN_ALONE: [&str; 15] = [
    "new",
    "neu",
    "nouveau",
    "nouvelle",
    "nuevo",
    "nueva",
    "nuovo",
    "nuova",
    "active",
    "aktiv",
    "assigned",
    "zugewiesen",
    "working",
    "researching",
    "unassigned",
];

/// Words that a status begins with while the line waits.
const WAITING: [&str; 22] = [
    "pending",
    "on hold",
    "hold",
    "waiting",
    "awaiting",
    "deferred",
    "wartet",
    "wartend",
    "warten auf",
    "ausstehend",
    "zurueckgestellt",
    "pausiert",
    "wiedervorlage",
    "en attente",
    "en espera",
    "pendiente",
    "in attesa",
    "sospeso",
    "in sospeso",
    "suspended",
    "rueckmeldung ausstehend",
    "needs customer",
];

/// How far a contact of that outcome has come. `is_owed` tells whether a promise falls due after all
/// contacts.
pub(crate) fn progress(outcome: &str, is_owed: bool) -> Progress {
    let outcome = fold(outcome);
    if outcome.is_empty() {
        return if is_owed { Progress::Open } else { Progress::Closed };
    }
    let begins = |word: &str| {
        outcome.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    if OPEN.iter().any(|word| begins(word)) || OPEN_ALONE.contains(&outcome.as_str()) {
        Progress::Open
    } else if WAITING.iter().any(|word| begins(word)) {
        Progress::Waiting
    } else {
        Progress::Closed
    }
}

impl Progress {
    /// The target's word for it.
    pub(crate) fn word(
        self,
        open: &'static str,
        waiting: &'static str,
        closed: &'static str,
    ) -> &'static str {
        match self {
            Self::Open => open,
            Self::Waiting => waiting,
            Self::Closed => closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Progress::{Closed, Open, Waiting};
    use super::*;

    #[test]
    fn an_outcome_that_says_open_in_any_language_is_open() {
        for (outcome, expected) in [
            ("Open", Open),
            ("offen – 2nd Level", Open),
            ("IN_PROGRESS", Open),
            ("In Bearbeitung", Open),
            ("Nicht gelöst", Open),
            ("New", Open),
            ("En cours", Open),
            ("Waiting on us", Open),
            ("pending", Waiting),
            ("Waiting on contact", Waiting),
            ("On-hold", Waiting),
            ("Wartet auf Kunden", Waiting),
            ("En attente", Waiting),
        ] {
            assert_eq!(progress(outcome, false), expected, "{outcome}");
        }
    }

    #[test]
    fn any_other_outcome_is_over_even_if_something_is_owed() {
        for outcome in [
            "resolved",
            "Closed",
            "callback",
            "New order taken",
            "Opened account",
            "Offenburg",
            "abgeschlossen",
            "not reached",
        ] {
            assert_eq!(progress(outcome, true), Closed, "{outcome}");
        }
    }

    #[test]
    fn without_an_outcome_only_what_is_owed_is_open() {
        assert_eq!(progress("", false), Closed);
        assert_eq!(progress(" - ", false), Closed);
        assert_eq!(progress("", true), Open);
    }

    #[test]
    fn the_words_are_folded_as_they_are_compared() {
        for word in OPEN.iter().chain(&OPEN_ALONE).chain(&WAITING) {
            assert_eq!(fold(word), *word);
        }
    }

    proptest! {
        #[test]
        fn no_outcome_makes_it_panic(outcome in any::<String>(), is_owed in any::<bool>()) {
            let _ = progress(&outcome, is_owed);
        }
    }
}

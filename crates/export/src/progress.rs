//! Whether a contact is over, for targets whose tickets and cases have a status.
//!
//! Sources say it in the outcome, each in its words ([`sameboat_normalize::outcomes`]). One that says
//! anything else is over, and so is one that says nothing: calls and letters of years have no outcome
//! and nobody waits for them, and a queue of all of them would bury the few that are open. But who was
//! promised something for a day that the contacts do not reach is still owed it, unless the outcome
//! says that the matter is settled.

use sameboat_normalize::outcomes::State;
use serde::Serialize;

/// How far a contact has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// The line has something to do.
    Open,
    /// The line waits for the customer or somebody else.
    Waiting,
    /// Nobody has anything to do.
    #[default]
    Over,
}

/// How far a contact has come whose outcome says so much; `None` if that is nothing that is known.
/// `is_owed` tells whether a promise falls due after all contacts.
pub(crate) fn progress(state: Option<State>, is_owed: bool) -> Progress {
    match state {
        Some(State::Open) => Progress::Open,
        Some(State::Waiting) => Progress::Waiting,
        Some(State::Ended) | None if is_owed => Progress::Open,
        Some(State::Ended | State::Settled) | None => Progress::Over,
    }
}

impl Progress {
    /// The target's word for it.
    pub(crate) fn word(
        self,
        open: &'static str,
        waiting: &'static str,
        over: &'static str,
    ) -> &'static str {
        match self {
            Self::Open => open,
            Self::Waiting => waiting,
            Self::Over => over,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Progress::{Open, Over, Waiting};
    use super::*;

    #[test]
    fn what_is_owed_is_open_unless_the_outcome_says_that_it_is_settled() {
        for (state, if_owed, if_not) in [
            (Some(State::Open), Open, Open),
            (Some(State::Waiting), Waiting, Waiting),
            (Some(State::Ended), Open, Over),
            (Some(State::Settled), Over, Over),
            (None, Open, Over),
        ] {
            assert_eq!((progress(state, true), progress(state, false)), (if_owed, if_not));
        }
    }
}

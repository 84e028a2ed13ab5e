//! How the command ends.

use std::process::ExitCode;

/// The exit codes, as documented in `--help` and the README.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// Failed; nothing was published.
    Failed = 1,
    /// Wrong usage; clap uses the same code.
    Usage = 2,
    /// Done, and something needs a person.
    NeedsAPerson = 3,
    /// Done, but a guardrail refused to publish.
    Refused = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

//! How a task fails.

use std::{fmt::Display, process::ExitCode};

/// Why a task did not finish.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The task itself gave up.
    Refused {
        /// What went wrong.
        message: String,
        /// What the developer can do about it.
        help: Option<String>,
    },
    /// A program it started failed, and has said why; its exit code is passed on.
    Child(u8),
}

impl Failure {
    /// A failure without advice.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), help: None }
    }

    /// Adds advice.
    pub(crate) fn help(self, advice: impl Into<String>) -> Self {
        match self {
            Self::Refused { message, .. } => Self::Refused { message, help: Some(advice.into()) },
            Self::Child(code) => Self::Child(code),
        }
    }

    /// The code this process ends with.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Refused { .. } => ExitCode::FAILURE,
            Self::Child(code) => ExitCode::from(*code),
        }
    }
}

/// Turns a foreign error into a [`Failure`] that says what was being done.
pub(crate) trait Context<T> {
    /// `doing` completes "cannot …".
    fn cannot(self, doing: impl Display) -> Result<T, Failure>;
}

impl<T, E: Display> Context<T> for Result<T, E> {
    fn cannot(self, doing: impl Display) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(format!("cannot {doing}: {error}")))
    }
}

//! The only place that prints: everything goes to standard error, as cargo's own words do.
#![expect(clippy::print_stderr, reason = "telling the developer what happens is this module's job")]

use crate::failure::Failure;

/// Prints one message.
pub(crate) fn line(message: &str) {
    eprintln!("{}", message.trim_end());
}

/// Prints what failed and what to do about it; a child that failed has already said so itself.
pub(crate) fn failure(failure: &Failure) {
    if let Failure::Refused { message, help } = failure {
        eprintln!("error: {message}");
        if let Some(help) = help {
            eprintln!("  help: {}", help.replace('\n', "\n        "));
        }
    }
}

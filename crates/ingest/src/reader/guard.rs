//! Calls into a library that does not survive every file. calamine 0.38 panics on some damaged
//! workbooks (found by fuzzing: an `.xls` that is cut off); here that is an error as any other.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is in a call whose panic becomes an error, so that a panic hook has nothing to
/// say about it.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// What is said of a file that its reader does not survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is damaged in a way that is not known")]
pub(super) struct Damaged;

impl From<Damaged> for io::Error {
    fn from(damaged: Damaged) -> Self {
        Self::new(io::ErrorKind::InvalidData, damaged)
    }
}

/// Calls; a panic is [`Damaged`]. What the call works on must not be used after that.
pub(super) fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, Damaged> {
    let before = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(call));
    GUARDED.set(before);
    result.map_err(|_| Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_and_the_thread_goes_on() {
        assert_eq!(guarded(|| 3), Ok(3));
        assert!(!is_guarded());
        assert_eq!(guarded(|| assert!(is_guarded())), Ok(()));
        let nothing: [u8; 0] = [];
        assert_eq!(guarded(|| nothing[std::hint::black_box(1)]), Err(Damaged));
        assert!(!is_guarded());
    }
}

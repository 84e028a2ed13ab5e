//! How a linkage tells how far it is, without knowing who listens.

/// Receives the progress of a linkage. Called from several threads.
pub trait Progress: Sync {
    /// A stage begins; `total` is the number of steps, where it is known.
    fn stage(&self, name: &str, total: Option<u64>) {
        let _ = (name, total);
    }

    /// So many steps of the current stage are done.
    fn advance(&self, steps: u64) {
        let _ = steps;
    }
}

/// Listens to nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {}

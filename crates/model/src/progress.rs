//! How long work says how far it is. Libraries tell; only the command line shows.

/// Receives the progress of one stage. Calls may come from several threads.
pub trait Progress: Sync {
    /// A piece of work begins; `total` is its size in the unit of [`Progress::advance`], if known.
    fn begin(&self, what: &str, total: Option<u64>);
    /// So much more of the current piece is done.
    fn advance(&self, by: u64);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _what: &str, _total: Option<u64>) {}
    fn advance(&self, _by: u64) {}
}

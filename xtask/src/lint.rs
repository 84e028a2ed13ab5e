//! Formatting and clippy.

use crate::{
    cargo::{plain, status_of},
    failure::Failure,
    workspace::Workspace,
};

/// Runs both, with warnings denied. Neither links, so neither needs the DuckDB library.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    status_of(plain(workspace).args(["fmt", "--all", "--check"]))?;
    status_of(plain(workspace).args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]))
}

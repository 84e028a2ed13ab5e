//! Developer tasks: `cargo xtask <task>`.
//!
//! Puts the pinned DuckDB library in place and then runs cargo with it, so that a clean clone needs
//! no other set-up. It has no part in the product and links no DuckDB itself.

mod cargo;
mod checksum;
mod cli_docs;
mod demo;
mod duckdb_library;
mod failure;
mod layers;
mod lint;
mod npm;
mod platform;
mod say;
mod schemas;
mod task;
mod test_suite;
mod workspace;

use std::{env, process::ExitCode};

use crate::{failure::Failure, task::Task, workspace::Workspace};

fn main() -> ExitCode {
    match Task::parse(env::args_os().skip(1)).and_then(|task| perform(&task)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say::failure(&failure);
            failure.exit_code()
        }
    }
}

fn perform(task: &Task) -> Result<(), Failure> {
    if matches!(task, Task::Help) {
        say::line(task::USAGE);
        return Ok(());
    }
    let workspace = Workspace::locate()?;
    match task {
        Task::Help => Ok(()),
        Task::Setup { unpinned } => {
            let library = duckdb_library::setup(&workspace, *unpinned)?;
            say::line(&format!("The DuckDB library is in {}.", library.folder.display()));
            Ok(())
        }
        Task::Demo { arguments } => demo::run(&workspace, arguments),
        Task::Test { arguments } => test_suite::run(&workspace, arguments),
        Task::Lint => lint::run(&workspace),
        Task::Layers => layers::run(&workspace),
        Task::CliDocs { check } => cli_docs::run(&workspace, *check),
        Task::Schemas { check } => schemas::run(&workspace, *check),
    }
}

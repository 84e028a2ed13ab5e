//! The command as its users meet it: one file a subcommand, like `src/commands/`, and one for the
//! whole demo engagement against its truth.
#![allow(clippy::unwrap_used, reason = "a failed unwrap in a test's helper is a failed test")]

mod browser;
mod check;
mod decide;
mod decisions;
mod demo;
mod evaluate;
mod explain;
mod export;
mod export_round_trip;
mod failures;
mod forget;
mod guides;
mod help;
mod init;
mod kill;
mod link;
mod presets;
mod reconcile;
mod regulated;
mod report;
mod run;
mod seal;
mod stages;
mod synth;
mod world;

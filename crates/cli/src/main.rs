//! The `sameboat` command. What it says and how it ends is in [`printer`] and [`exit`]; what the
//! flags are in [`args`]; what it does in one file a subcommand under [`commands`].

mod args;
mod commands;
mod exit;
mod failure;
mod logging;
mod printer;
mod progress;

use clap::Parser;

use args::Args;
use printer::Printer;

fn main() -> std::process::ExitCode {
    let args = Args::parse();
    let mut printer = Printer::new(args.json, args.quiet);
    logging::start(args.verbose, args.quiet);
    match commands::run(args, &mut printer) {
        Ok(exit) => exit.into(),
        Err(failure) => failure.show().into(),
    }
}

//! The `sameboat` command. What it says and how it ends is in [`printer`] and [`exit`]; what the
//! flags are in [`args`]; what it does in one file a subcommand under [`commands`].

mod args;
mod commands;
mod exit;
mod failure;
mod logging;
mod memory;
mod printer;
mod progress;

use clap::Parser;

use args::Args;
use printer::Printer;

fn main() -> std::process::ExitCode {
    memory::give_back_large_blocks();
    let args = Args::parse();
    let mut printer = Printer::new(args.json, args.quiet);
    logging::start(args.verbose, args.quiet);
    tell_panics_that_are_no_errors();
    match commands::run(args, &mut printer) {
        Ok(exit) => exit.into(),
        Err(failure) => failure.show().into(),
    }
}

/// A panic that is caught and told as an error needs no words of its own.
fn tell_panics_that_are_no_errors() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !sameboat_ingest::is_guarded() {
            usual(panic);
        }
    }));
}

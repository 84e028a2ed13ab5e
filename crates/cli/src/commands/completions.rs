//! `sameboat completions`.

use clap::CommandFactory;

use super::Context;
use crate::args::{Args, CompletionsArgs};
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) fn run(args: &CompletionsArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "sameboat", &mut script);
    context.printer.raw(&script)?;
    Ok(Exit::Done)
}

//! `sameboat man`.

use clap::CommandFactory;

use crate::args::{Args, ManArgs};
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) fn run(args: &ManArgs) -> Result<Exit, Failure> {
    std::fs::create_dir_all(&args.out)?;
    clap_mangen::generate_to(Args::command(), &args.out)?;
    Ok(Exit::Done)
}

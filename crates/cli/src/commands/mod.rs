//! One file a subcommand. `tests/it/` mirrors them.

mod check;
mod completions;
mod decide;
mod evaluate;
mod explain;
mod export;
mod forget;
mod init;
mod link;
mod man;
mod reconcile;
mod run;
mod schema;
mod stage;
mod synth;

use std::path::Path;

use sameboat_pipeline::{Engagement, PipelineError, Stage};
use sameboat_store::seal::KEY_VARIABLE;
use sameboat_store::{Key, StoreError, library};

use crate::args::{Args, Command};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::progress::Bars;

/// What every command gets.
pub(crate) struct Context<'a> {
    /// Prints results.
    pub(crate) printer: &'a mut Printer,
    /// Shows progress.
    pub(crate) bars: Bars,
    /// Threads to use, if that was said.
    pub(crate) threads: Option<usize>,
    /// Whether more is to be shown than what somebody should look at.
    pub(crate) verbose: bool,
    /// What opens encrypted runs and encrypts new ones.
    pub(crate) key: Option<Key>,
}

impl Context<'_> {
    /// An engagement with its settings, and the key to its runs.
    fn engagement(&self, folder: &Path) -> Result<Engagement, PipelineError> {
        Engagement::read(folder, self.key.clone())
    }
}

/// The key that was given, by a file or else by the variable.
fn key(file: Option<&Path>) -> Result<Option<Key>, StoreError> {
    if let Some(file) = file {
        return Key::read(file).map(Some);
    }
    let Some(text) = std::env::var_os(KEY_VARIABLE) else { return Ok(None) };
    // An empty variable is refused as a key: a secret that went missing must not mean plain text.
    Key::parse(&text.to_string_lossy(), KEY_VARIABLE).map(Some)
}

/// Runs the command that was asked for.
pub(crate) fn run(args: Args, printer: &mut Printer) -> Result<Exit, Failure> {
    let threads = args.threads.map(usize::from);
    if let Some(threads) = threads {
        // Fails only if a pool is there already, and nothing before this makes one.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    let mut context = Context {
        printer,
        bars: Bars::new(args.quiet),
        threads,
        verbose: args.verbose > 0,
        key: None,
    };
    if !matches!(args.command, Command::Completions(_) | Command::Man(_) | Command::Schema(_)) {
        library::check()?;
        context.key = key(args.key_file.as_deref())?;
    }
    match args.command {
        Command::Init(args) => init::run(&args, &mut context),
        Command::Run(args) => run::run(&args, &mut context),
        Command::Check(args) => check::run(&args, &mut context),
        Command::Ingest(args) => stage::run(Stage::Ingest, &args.engagement, &mut context),
        Command::Link(args) => link::run(&args, &mut context),
        Command::Unify(args) => stage::run(Stage::Unify, &args.engagement, &mut context),
        Command::Reconcile(args) => reconcile::run(&args, &mut context),
        Command::Decide(args) => decide::run(&args, &mut context),
        Command::Assess(args) => stage::run(Stage::Assess, &args.engagement, &mut context),
        Command::Plan(args) => stage::run(Stage::Plan, &args.engagement, &mut context),
        Command::Report(args) => stage::run(Stage::Report, &args.engagement, &mut context),
        Command::Evaluate(args) => evaluate::run(&args, &mut context),
        Command::Explain(args) => explain::run(&args, &mut context),
        Command::Export(args) => export::run(&args, &mut context),
        Command::Forget(args) => forget::run(&args, &mut context),
        Command::Synth(args) => synth::run(&args, &mut context),
        Command::Schema(args) => schema::run(&args, &mut context),
        Command::Completions(args) => completions::run(&args, &mut context),
        Command::Man(args) => man::run(&args),
    }
}

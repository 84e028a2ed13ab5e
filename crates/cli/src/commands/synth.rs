//! `sameboat synth`.

use sameboat_model::Progress;
use sameboat_synth::SynthSettings;
use serde::Serialize;

use super::Context;
use crate::args::SynthArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::thousands;

/// What was made, for `--json`: rows of each source and of each truth file.
#[derive(Serialize)]
struct Made<'a> {
    rows: &'a [(String, u64)],
    truth: &'a [(String, u64)],
}

pub(super) fn run(args: &SynthArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    if args.folder.join("sameboat.toml").exists() {
        return Err(Failure::Usage {
            message: format!("{} is an engagement already", args.folder.display()),
            help: "give a new folder; nothing is overwritten".into(),
        });
    }
    let settings = settings(args);
    let bars = &context.bars;
    let mut current = String::new();
    let summary = sameboat_synth::generate(&args.folder, &settings, &mut |what, rows| {
        if what != current {
            bars.begin(what, None);
            what.clone_into(&mut current);
        }
        bars.advance(rows);
    })?;
    let made = Made { rows: &summary.rows, truth: &summary.truth };
    context.printer.result(&made, |text| {
        text.heading(&format!("Engagement in {}", args.folder.display()))?;
        let figures: Vec<(String, String)> =
            summary.rows.iter().map(|(name, n)| (name.clone(), thousands(*n))).collect();
        text.figures(&figures)?;
        text.line(&format!("Next: sameboat run {}", args.folder.display()))
    })?;
    Ok(Exit::Done)
}

fn settings(args: &SynthArgs) -> SynthSettings {
    let base = args.customers.map_or_else(SynthSettings::default, SynthSettings::with_customers);
    SynthSettings {
        contacts_per_line: args.contacts.unwrap_or(base.contacts_per_line),
        overlap: args.overlap.unwrap_or(base.overlap),
        duplicate_rate: args.duplicates.unwrap_or(base.duplicate_rate),
        error_rate: args.errors.unwrap_or(base.error_rate),
        seed: args.seed.unwrap_or(base.seed),
        ..base
    }
}

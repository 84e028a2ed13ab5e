//! `sameboat run`.

use sameboat_pipeline::{RunOptions, RunOutcome};
use sameboat_store::run::STORE_FILE;
use sameboat_store::seal::sealed_name;

use super::Context;
use super::stage::show_stage;
use crate::args::RunArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::{Text, thousands};

pub(super) fn run(args: &RunArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    let engagement = context.engagement(&args.engagement)?;
    let options = RunOptions { dry_run: args.dry_run, force: args.force, threads: context.threads };
    let outcome = sameboat_pipeline::run(&engagement, options, &context.bars)?;
    context.printer.result(&outcome, |text| show(text, &outcome, &args.engagement))?;
    Ok(if !outcome.refused.is_empty() && !outcome.published {
        Exit::Refused
    } else if outcome.needs_a_person() {
        Exit::NeedsAPerson
    } else {
        Exit::Done
    })
}

fn show(
    text: &mut Text<'_>,
    outcome: &RunOutcome,
    engagement: &std::path::Path,
) -> std::io::Result<()> {
    for stage in &outcome.stages {
        show_stage(text, stage)?;
    }
    show_difference(text, outcome)?;
    for reason in &outcome.refused {
        text.warning(reason)?;
    }
    if !outcome.still_plain.is_empty() {
        text.warning(&format!(
            "made without a key and not encrypted: {}; remove what is not needed any more",
            outcome.still_plain.join(", ")
        ))?;
    }
    let folder = if outcome.published {
        engagement.join("runs").join("current")
    } else {
        outcome.folder.clone()
    };
    let state = match (outcome.published, outcome.dry_run) {
        (true, _) => "Published",
        (false, true) => "Dry run, not published",
        (false, false) => "Refused to publish (use --force to publish all the same)",
    };
    text.line("")?;
    text.line(&format!("{state}: run {}", outcome.run_id))?;
    text.line(&format!("Report:   {}", folder.join("report/index.html").display()))?;
    text.line(&format!("Guides:   {}", folder.join("report/guides.html").display()))?;
    text.line(&format!("Workbook: {}", folder.join("report/plan.xlsx").display()))?;
    if outcome.encrypted {
        let store = folder.join(sealed_name(STORE_FILE));
        return text.line(&format!("Dataset:  {} (encrypted)", store.display()));
    }
    text.line(&format!("Dataset:  {}", folder.join(STORE_FILE).display()))
}

fn show_difference(text: &mut Text<'_>, outcome: &RunOutcome) -> std::io::Result<()> {
    let difference = &outcome.difference;
    let number = |n: Option<u64>| n.map_or_else(|| "–".to_owned(), thousands);
    text.heading(if outcome.published {
        "Changes against the run published before"
    } else {
        "What publishing would change"
    })?;
    let rows: Vec<Vec<String>> = difference
        .changes
        .iter()
        .map(|change| vec![change.measure.clone(), number(change.before), thousands(change.after)])
        .collect();
    text.table(&["", "before", "after"], &rows)?;
    text.figures(&[
        ("new customer ids".into(), thousands(difference.ids_new)),
        ("ids merged into others".into(), thousands(difference.ids_merged)),
        ("ids gone".into(), thousands(difference.ids_gone)),
        ("records moved to another customer".into(), thousands(difference.records_moved)),
    ])
}

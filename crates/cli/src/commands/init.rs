//! `sameboat init`.

use std::path::PathBuf;

use sameboat_ingest::guess::{LINES, ProposedSource};
use sameboat_pipeline::init::{Init, InitOutcome, init};

use super::Context;
use crate::args::InitArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Text;

/// Extra columns that are named in the table; the mapping lists all.
const EXTRAS_SHOWN: usize = 3;

pub(super) fn run(args: &InitArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    if args.out.is_none() && !matches!(args.pile.as_slice(), [one] if one.is_dir()) {
        return Err(Failure::Usage {
            message: "several folders or files need a folder for the engagement".into(),
            help: "add --out DIR".into(),
        });
    }
    let asked = Init {
        pile: args.pile.clone(),
        out: args.out.clone(),
        name: args.name.clone(),
        lines: args.line.iter().map(|text| line_of(text)).collect::<Result<_, _>>()?,
        force: args.force,
        dry_run: args.dry_run,
    };
    let outcome = init(&asked, &context.bars)?;
    context.printer.result(&outcome, |text| show(text, &outcome, args.dry_run))?;
    Ok(if outcome.proposal.has_questions() { Exit::NeedsAPerson } else { Exit::Done })
}

/// Reads `financing=exports/bank`.
fn line_of(text: &str) -> Result<(usize, PathBuf), Failure> {
    let known = text.split_once('=').and_then(|(name, path)| {
        let line = LINES.iter().position(|line| *line == name.trim())?;
        Some((line, PathBuf::from(path.trim())))
    });
    known.ok_or_else(|| Failure::Usage {
        message: format!("`{text}` names no line and path"),
        help: "write --line product=FOLDER or --line financing=FILE".into(),
    })
}

fn show(text: &mut Text<'_>, outcome: &InitOutcome, dry_run: bool) -> std::io::Result<()> {
    let folder = outcome.folder.display();
    if dry_run {
        for (path, contents) in outcome.texts() {
            text.heading(&path.display().to_string())?;
            text.line(contents)?;
        }
    }
    let proposal = &outcome.proposal;
    text.heading(&format!("{} sources in {folder}", proposal.sources.len()))?;
    let rows: Vec<Vec<String>> = proposal.sources.iter().map(row).collect();
    text.table(
        &["file / sheet", "line", "entity", "rows", "fields", "sure", "left as extras"],
        &rows,
    )?;
    for left in &proposal.left {
        let sheet = left.sheet.as_ref().map(|sheet| format!(" / {sheet}")).unwrap_or_default();
        text.line(&format!("  left: {}{sheet}: {}", left.file.display(), left.reason))?;
    }
    for source in &proposal.sources {
        for question in &source.questions {
            text.warning(&format!("{}: {question}", source.name))?;
        }
    }
    proposal.questions.iter().try_for_each(|question| text.warning(question))?;
    text.line("")?;
    if dry_run {
        return text.line("Nothing was written.");
    }
    text.line(&format!("Next: look at {folder}/mappings, then sameboat check {folder}"))
}

fn row(source: &ProposedSource) -> Vec<String> {
    let sheets = source.sheets.join(", ");
    let file = source.file.display();
    let place = if sheets.is_empty() { file.to_string() } else { format!("{file} / {sheets}") };
    let extras = match source.extras.len() {
        0..=EXTRAS_SHOWN => source.extras.join(", "),
        more => format!("{}, … {more} in all", source.extras[..EXTRAS_SHOWN].join(", ")),
    };
    vec![
        place,
        format!("{} {:.2}", source.line, source.line_confidence),
        format!("{} {:.2}", source.entity.name(), source.entity_confidence),
        crate::printer::thousands(source.rows),
        match &source.text {
            Some(_) => source.fields.to_string(),
            None => format!("{} by {}", source.fields, source.mapping),
        },
        format!("{:.2}", source.confidence),
        extras,
    ]
}

//! `sameboat export`: files that another system imports, or the dataset.

use std::collections::BTreeMap;

use sameboat_export::{ContactProgress, Manifest, Outcome, OutcomeTotal, Request, Target, export};

use super::Context;
use crate::args::ExportArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::{Text, thousands};

pub(super) fn run(args: &ExportArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    let engagement = context.engagement(&args.engagement)?;
    let Some(target) = Target::of_name(&args.target) else {
        let names: Vec<&str> = Target::ALL.iter().map(|target| target.name()).collect();
        return Err(Failure::Usage {
            message: format!("there is no target `{}`", args.target),
            help: format!("write one of: {}", names.join(", ")),
        });
    };
    let request = Request {
        engagement: &args.engagement,
        settings: &engagement.settings,
        run: args.run.as_deref(),
        key: engagement.key.as_ref(),
        target,
        out: &args.out,
        from_target: &args.from_target,
        after: &args.after,
    };
    let manifest = export(&request, &context.bars)?;
    context.printer.result(&manifest, |text| show(text, &manifest, args))?;
    let needs_a_person = manifest.rejected > 0 || !manifest.warnings.is_empty();
    Ok(if needs_a_person { Exit::NeedsAPerson } else { Exit::Done })
}

fn show(text: &mut Text<'_>, manifest: &Manifest, args: &ExportArgs) -> std::io::Result<()> {
    text.heading(&format!("Run {} for {}", manifest.run_id, manifest.target))?;
    if manifest.target == Target::Dataset.name() {
        let tables = manifest.files.iter().filter(|file| file.file.ends_with(".parquet"));
        let (tables, rows) =
            tables.fold((0, 0), |(tables, rows), one| (tables + 1, rows + one.rows));
        text.figures(&[("tables".into(), thousands(tables)), ("rows".into(), thousands(rows))])?;
    } else {
        let rows: Vec<Vec<String>> = objects(manifest)
            .into_iter()
            .map(|(object, files, rows)| vec![object, thousands(files), thousands(rows)])
            .collect();
        text.table(&["object", "files", "rows"], &rows)?;
    }
    if !manifest.reconciliation.is_empty() {
        accounts(text, manifest)?;
    }
    if !manifest.contact_outcomes.is_empty() {
        contacts(text, &manifest.contact_outcomes)?;
    }
    if manifest.rejected > 0 {
        text.warning(&format!(
            "{} rows that the target would refuse: see rejected.csv",
            thousands(manifest.rejected)
        ))?;
    }
    if manifest.left_out > 0 {
        text.warning(&format!(
            "{} values that the target would not take are left out: see left_out.csv",
            thousands(manifest.left_out)
        ))?;
    }
    for (object, cells) in &manifest.cut {
        text.warning(&format!("{object}: {} values cut to its length", thousands(*cells)))?;
    }
    for warning in &manifest.warnings {
        text.warning(warning)?;
    }
    text.line("")?;
    text.line(&format!("Written to {}; begin with its manifest.json", args.out.display()))
}

/// Objects in the order of loading, with their files and rows.
fn objects(manifest: &Manifest) -> Vec<(String, u64, u64)> {
    let mut objects: Vec<(String, u64, u64)> = Vec::new();
    for file in &manifest.files {
        match objects.last_mut().filter(|(object, ..)| *object == file.object) {
            Some((_, files, rows)) => {
                *files += 1;
                *rows += file.rows;
            }
            None => objects.push((file.object.clone(), 1, file.rows)),
        }
    }
    objects
}

/// Where the source rows went, over all sources.
fn accounts(text: &mut Text<'_>, manifest: &Manifest) -> std::io::Result<()> {
    let mut sums: BTreeMap<Outcome, u64> = BTreeMap::new();
    let mut read = 0;
    for source in &manifest.reconciliation {
        read += source.read;
        for (outcome, rows) in &source.outcomes {
            *sums.entry(*outcome).or_default() += rows;
        }
    }
    text.heading("Source rows")?;
    let mut figures = vec![("read".to_owned(), thousands(read))];
    let named = sums.iter().map(|(outcome, rows)| (outcome.name().to_owned(), thousands(*rows)));
    figures.extend(named);
    text.figures(&figures)
}

/// What the contacts were taken for.
fn contacts(text: &mut Text<'_>, outcomes: &[OutcomeTotal]) -> std::io::Result<()> {
    let sum = |wanted: &dyn Fn(&OutcomeTotal) -> bool| {
        thousands(outcomes.iter().filter(|total| wanted(total)).map(|total| total.contacts).sum())
    };
    let taken_for = |progress| sum(&|total| total.taken_for == progress);
    let is_silent = |total: &OutcomeTotal| {
        total.outcome.as_deref() == Some("") && total.taken_for == ContactProgress::Over
    };
    text.heading("Contacts taken for")?;
    text.figures(&[
        ("open".into(), taken_for(ContactProgress::Open)),
        ("waiting".into(), taken_for(ContactProgress::Waiting)),
        ("over".into(), taken_for(ContactProgress::Over)),
        ("of these, without an outcome".into(), sum(&is_silent)),
    ])
}

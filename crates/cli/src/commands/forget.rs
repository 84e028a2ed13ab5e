//! `sameboat forget`: a person out of all kept runs, with a proof.

use std::collections::{BTreeMap, BTreeSet};

use sameboat_pipeline::forget::{Forgetting, forget};

use super::Context;
use crate::args::ForgetArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::{Text, thousands};

/// Row numbers that are shown of one sheet.
const SHOWN: usize = 12;

pub(super) fn run(args: &ForgetArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    let engagement = context.engagement(&args.engagement)?;
    let done = forget(&engagement, &args.customer, args.dry_run, &context.bars)?;
    context.printer.result(&done, |text| show(text, &done))?;
    Ok(if done.needs_a_person() { Exit::NeedsAPerson } else { Exit::Done })
}

fn show(text: &mut Text<'_>, done: &Forgetting) -> std::io::Result<()> {
    text.heading(if done.dry_run { "Would be taken out" } else { "Taken out" })?;
    if done.records.is_empty() {
        text.line("No kept run has the customer any more.")?;
    }
    for record in &done.records {
        text.line(&format!("  record {}:{}", record.source, record.key))?;
    }
    for run in &done.runs {
        text.line(&format!("  run {}: {} rows", run.run_id, thousands(run.all_rows())))?;
        for (table, rows) in &run.rows {
            text.line(&format!("    {table} {}", thousands(*rows)))?;
        }
        if run.cells > 0 {
            text.line(&format!("    cells of other rows {}", thousands(run.cells)))?;
        }
        for table in &run.tables_left_out {
            text.warning(&format!(
                "run {}: table {table} is not one of sameboat's and was not kept",
                run.run_id
            ))?;
        }
        if run.report_left_out {
            text.warning(&format!(
                "run {}: its report could not be written again and was not kept",
                run.run_id
            ))?;
        }
    }
    for decisions in &done.decisions {
        let (file, rows) = (decisions.file.display(), thousands(decisions.rows));
        text.line(&format!("  {file}: {rows} rows"))?;
    }
    if done.ambiguous > 0 {
        text.warning(&format!(
            "{} contacts or agreements name a key that other customers of the line have too, and \
             were left",
            thousands(done.ambiguous)
        ))?;
    }
    show_sources(text, done)?;
    show_mentions(text, done)?;
    if let Some(proof) = &done.proof {
        text.line("")?;
        text.line(&format!("Proof: {}", proof.display()))?;
    }
    Ok(())
}

fn show_sources(text: &mut Text<'_>, done: &Forgetting) -> std::io::Result<()> {
    for left in &done.not_searched {
        text.warning(&format!("not searched, and may be the person's: {left}"))?;
    }
    if done.still_there.is_empty() {
        return Ok(());
    }
    text.heading("Still in the exports")?;
    // Several sources may be of one sheet.
    let mut of_sheets: BTreeMap<_, [BTreeSet<u64>; 2]> = BTreeMap::new();
    for found in &done.still_there {
        let [now, earlier] = of_sheets.entry((&found.file, &found.sheet)).or_default();
        for row in &found.rows {
            if found.earlier.contains(row) {
                earlier.insert(*row)
            } else {
                now.insert(*row)
            };
        }
    }
    for ((file, sheet), [now, earlier]) in &of_sheets {
        let sheet = sheet.as_ref().map(|name| format!(", sheet {name}")).unwrap_or_default();
        let parts = [("", now), ("of people forgotten earlier: ", earlier)];
        for (whose, rows) in parts.into_iter().filter(|(_, rows)| !rows.is_empty()) {
            text.line(&format!("  {}{sheet}: {whose}rows {}", file.display(), shown(rows)))?;
        }
    }
    text.line("Runs leave these rows out. Take them out of the files where they come from.")
}

/// Rows of nobody that say something of the person.
fn show_mentions(text: &mut Text<'_>, done: &Forgetting) -> std::io::Result<()> {
    if done.mentions.is_empty() {
        return Ok(());
    }
    text.heading("Still in rows of nobody")?;
    let mut of_sheets: BTreeMap<_, BTreeSet<u64>> = BTreeMap::new();
    for mention in &done.mentions {
        let sheet = (&mention.file, &mention.sheet, mention.has_changed);
        of_sheets.entry(sheet).or_default().extend(&mention.rows);
    }
    for ((file, sheet, has_changed), rows) in &of_sheets {
        let sheet = sheet.as_ref().map(|name| format!(", sheet {name}")).unwrap_or_default();
        let since =
            if *has_changed { " (as a run read the file, which is another one now)" } else { "" };
        text.line(&format!("  {}{sheet}: rows {}{since}", file.display(), shown(rows)))?;
    }
    text.line(
        "They name no customer, and say an address, a number or a key of the person's: runs read them, and have it \
         again. Take it out of the files where they come from before the next run.",
    )
}

fn shown(rows: &BTreeSet<u64>) -> String {
    let shown: Vec<String> = rows.iter().take(SHOWN).map(ToString::to_string).collect();
    match rows.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

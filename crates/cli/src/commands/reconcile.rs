//! `sameboat reconcile`: a stage of an engagement, or an answer for two bare files.

use sameboat_pipeline::Stage;
use sameboat_pipeline::quick::reconcile::{NOT_USED, Summary, quick_reconcile};

use super::{Context, stage};
use crate::args::ReconcileArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::{Text, thousands};

/// Repeated procedures that are shown, at most.
const SHOWN: usize = 5;

pub(super) fn run(args: &ReconcileArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    match (args.inputs.as_slice(), &args.out) {
        ([engagement], None) => stage::run(Stage::Reconcile, engagement, context),
        ([left, right], Some(out)) => {
            let summary = quick_reconcile(&[left.clone(), right.clone()], out, &context.bars)?;
            context.printer.result(&summary, |text| {
                show(text, &summary)?;
                text.line("")?;
                text.line(&format!("Answer: {}", out.display()))
            })?;
            let refused = summary.files.iter().any(|file| !file.rows_refused.is_empty());
            Ok(if refused { Exit::NeedsAPerson } else { Exit::Done })
        }
        _ => Err(Failure::Usage {
            message: "give an engagement's folder, or two files and --out".into(),
            help: "for example: sameboat reconcile ours.csv theirs.csv --out answer".into(),
        }),
    }
}

fn show(text: &mut Text<'_>, summary: &Summary) -> std::io::Result<()> {
    for file in &summary.files {
        text.heading(&file.line)?;
        text.figures(&file.columns)?;
        text.figures(&[
            ("procedures".into(), thousands(file.procedures)),
            ("rows accepted".into(), thousands(file.rows_accepted)),
            ("rows refused".into(), thousands(file.rows_refused.len() as u64)),
            ("rows left out".into(), thousands(file.rows_left_out.len() as u64)),
        ])?;
        for repeated in file.repeated.iter().take(SHOWN) {
            text.warning(&format!("twice in {}: {repeated}", file.line))?;
        }
        if let Some(more) = file.repeated.len().checked_sub(SHOWN + 1) {
            text.warning(&format!("and {} more of these: see summary.json", more + 1))?;
        }
        let unused: Vec<&str> = file
            .columns
            .iter()
            .filter(|(_, field)| field == NOT_USED)
            .map(|(column, _)| column.as_str())
            .collect();
        if !unused.is_empty() {
            text.warning(&format!("nothing is read from {}", unused.join(", ")))?;
        }
        for unused in &file.files_unused {
            text.warning(&format!("nothing is read from {unused}"))?;
        }
    }
    text.heading("Reconciled")?;
    text.figures(&[
        ("same".into(), thousands(summary.same)),
        ("related".into(), thousands(summary.related)),
        ("only in the first".into(), thousands(summary.only_left)),
        ("only in the second".into(), thousands(summary.only_right)),
        ("rule conflicts".into(), thousands(summary.rule_conflicts)),
    ])?;
    for warning in &summary.warnings {
        text.warning(warning)?;
    }
    for file in summary.files.iter().filter(|file| !file.rows_refused.is_empty()) {
        let refused = file.rows_refused.len();
        text.warning(&format!("{refused} rows of {} refused: see summary.json", file.line))?;
    }
    Ok(())
}

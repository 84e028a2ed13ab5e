//! `sameboat ingest`, `unify`, `assess`, `plan`, `report`, and the others with an engagement: one
//! stage on the engagement's draft.

use std::path::Path;

use sameboat_pipeline::stage::run_stage;
use sameboat_pipeline::{Stage, StageFigures};
use sameboat_store::RunFolder;
use sameboat_store::run::Runs;

use super::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::{Text, thousands};

pub(super) fn run(stage: Stage, folder: &Path, context: &mut Context<'_>) -> Result<Exit, Failure> {
    let engagement = context.engagement(folder)?;
    let runs = Runs::lock(folder)?;
    let seal_with = engagement.seal_with()?;
    let previous = engagement.published()?;
    let draft = runs.draft(stage == Stage::Ingest)?;
    let draft = RunFolder::to_write(&draft, context.key.as_ref(), seal_with)?;
    let _guard = draft.guard();
    let store = draft.open_to_write()?;
    if let Some(threads) = context.threads {
        store.set_threads(threads)?;
    }
    let figures =
        run_stage(stage, &engagement, &store, draft.path(), previous.as_ref(), &context.bars)?;
    store.close()?;
    draft.seal()?;
    context.printer.result(&figures, |text| {
        show_stage(text, &figures)?;
        if stage == Stage::Report {
            text.line(&format!("Report: {}", draft.path().join("report/index.html").display()))?;
        }
        Ok(())
    })?;
    Ok(if figures.warnings.is_empty() { Exit::Done } else { Exit::NeedsAPerson })
}

/// Shows what a stage came to.
pub(super) fn show_stage(text: &mut Text<'_>, stage: &StageFigures) -> std::io::Result<()> {
    if stage.figures.is_empty() && stage.warnings.is_empty() {
        return Ok(());
    }
    text.heading(stage.stage.name())?;
    let figures: Vec<(String, String)> =
        stage.figures.iter().map(|(name, value)| (name.clone(), thousands(*value))).collect();
    text.figures(&figures)?;
    stage.warnings.iter().try_for_each(|warning| text.warning(warning))
}

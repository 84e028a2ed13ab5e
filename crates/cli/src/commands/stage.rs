//! `sameboat ingest`, `unify`, `assess`, `plan`, `report`, and the others with an engagement: one
//! stage on the engagement's draft.

use std::path::Path;

use sameboat_pipeline::stage::run_stage;
use sameboat_pipeline::{Engagement, Stage, StageFigures};
use sameboat_store::Store;
use sameboat_store::run::{Runs, STORE_FILE, current};

use super::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::{Text, thousands};

pub(super) fn run(stage: Stage, folder: &Path, context: &mut Context<'_>) -> Result<Exit, Failure> {
    let engagement = Engagement::read(folder)?;
    let runs = Runs::lock(folder)?;
    let draft = runs.draft(stage == Stage::Ingest)?;
    let store = Store::open(&draft.join(STORE_FILE))?;
    if let Some(threads) = context.threads {
        store.set_threads(threads)?;
    }
    let previous = current(folder)?;
    let figures =
        run_stage(stage, &engagement, &store, &draft, previous.as_deref(), &context.bars)?;
    store.close()?;
    context.printer.result(&figures, |text| {
        show_stage(text, &figures)?;
        if stage == Stage::Report {
            text.line(&format!("Report: {}", draft.join("report/index.html").display()))?;
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

//! `sameboat decide`: what people chose in the workbook, as decisions that the next run obeys.

use sameboat_pipeline::procedure_decisions::{PROCEDURES_FILE, take_over};

use super::Context;
use crate::args::DecideArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::thousands;

pub(super) fn run(args: &DecideArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    let engagement = context.engagement(&args.engagement)?;
    let published = engagement.published()?;
    let taken = take_over(&engagement.folder, published.as_ref(), &args.from)?;
    context.printer.result(&taken, |text| {
        text.figures(&[
            ("rows with a choice".into(), thousands(taken.chosen)),
            (format!("appended to {PROCEDURES_FILE}"), thousands(taken.appended)),
        ])?;
        for warning in &taken.warnings {
            text.warning(warning)?;
        }
        text.line(&format!("Next: sameboat run {}", args.engagement.display()))
    })?;
    Ok(if taken.warnings.is_empty() { Exit::Done } else { Exit::NeedsAPerson })
}

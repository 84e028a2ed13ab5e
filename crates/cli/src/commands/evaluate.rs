//! `sameboat evaluate`: against known truth, or by a sample that people label.

mod sample;
mod scores;

use std::path::{Path, PathBuf};

use sameboat_pipeline::evaluate::score_run;
use sameboat_pipeline::truth::{ResultRecord, read_whole, score};
use sameboat_pipeline::{Engagement, PipelineError};
use sameboat_store::export::restore;
use sameboat_store::run::require_current;
use sameboat_store::{RunFolder, Store};

pub(super) use self::scores::show_scores;
use super::Context;
use crate::args::EvaluateArgs;
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) fn run(args: &EvaluateArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    let scores = match (&args.engagement, &args.crosswalk, &args.truth) {
        (Some(folder), ..) if args.sample.is_some() => return sample::draw(folder, args, context),
        (Some(folder), ..) if args.labels.is_some() => {
            return sample::estimate(folder, args, context);
        }
        (Some(folder), _, truth) => {
            let store = open(folder, args.draft, context)?;
            let engagement = context.engagement(folder)?;
            let truth = truth_of(&engagement, truth.clone())?;
            score_run(&store, &truth, Some(&engagement), &context.bars)?
        }
        (None, Some(crosswalk), Some(truth)) => score(&crosswalk_result(crosswalk)?, truth)?,
        _ => {
            return Err(Failure::Usage {
                message: "nothing to score".into(),
                help: "give an engagement's folder, or --crosswalk and --truth".into(),
            });
        }
    };
    context.printer.result(&scores, |text| show_scores(text, &scores))?;
    Ok(Exit::Done)
}

/// The store of the published run, or of the draft.
pub(super) fn open(folder: &Path, draft: bool, context: &Context<'_>) -> Result<Store, Failure> {
    let run = if draft { folder.join("runs/draft") } else { require_current(folder)? };
    let store = RunFolder::unlock(&run, context.key.as_ref())?.open_read_only()?;
    if let Some(threads) = context.threads {
        store.set_threads(threads)?;
    }
    Ok(store)
}

fn truth_of(engagement: &Engagement, given: Option<PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(truth) = given {
        return Ok(truth);
    }
    match &engagement.settings.engagement.truth {
        Some(truth) => Ok(engagement.folder.join(truth)),
        None => Err(Failure::Usage {
            message: "the engagement names no truth file".into(),
            help: "add --truth FILE, or `truth = \"…\"` under [engagement] in sameboat.toml; \
                   without any truth, --sample 200 writes pairs to label"
                .into(),
        }),
    }
}

fn crosswalk_result(path: &Path) -> Result<Vec<ResultRecord>, Failure> {
    let table = read_whole(path)?;
    let column = |name: &str| {
        table.header.iter().position(|header| header == name).ok_or_else(|| {
            Failure::Pipeline(PipelineError::File {
                path: path.to_owned(),
                message: format!("not a crosswalk: it has no column `{name}`"),
            })
        })
    };
    let columns =
        [column("line")?, column("source")?, column("record_key")?, column("customer_id")?];
    Ok(table
        .rows
        .iter()
        .map(|row| {
            let [line, source, key, customer] = columns.map(|at| {
                row.cells.get(at).map(|cell| restore(cell).to_owned()).unwrap_or_default()
            });
            ResultRecord { line, source, key, customer }
        })
        .collect())
}

/// A share as people compare it.
fn ratio(number: f64) -> String {
    format!("{number:.4}")
}

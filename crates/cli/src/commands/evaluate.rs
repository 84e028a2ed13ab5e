//! `sameboat evaluate`.

use std::path::{Path, PathBuf};

use sameboat_pipeline::truth::{ResultRecord, Scores, read_whole, score};
use sameboat_pipeline::{Engagement, PipelineError};
use sameboat_store::Store;
use sameboat_store::export::restore;
use sameboat_store::run::{STORE_FILE, require_current};

use super::Context;
use crate::args::EvaluateArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::{Text, thousands};

pub(super) fn run(args: &EvaluateArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    let (result, truth) = match (&args.engagement, &args.crosswalk, &args.truth) {
        (Some(folder), _, truth) => {
            (engagement_result(folder, args.draft)?, truth_of(folder, truth.clone())?)
        }
        (None, Some(crosswalk), Some(truth)) => (crosswalk_result(crosswalk)?, truth.clone()),
        _ => {
            return Err(Failure::Usage {
                message: "nothing to score".into(),
                help: "give an engagement's folder, or --crosswalk and --truth".into(),
            });
        }
    };
    let scores = score(&result, &truth)?;
    context.printer.result(&scores, |text| show_scores(text, &scores))?;
    Ok(Exit::Done)
}

fn truth_of(folder: &Path, given: Option<PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(truth) = given {
        return Ok(truth);
    }
    match Engagement::read(folder)?.settings.engagement.truth {
        Some(truth) => Ok(folder.join(truth)),
        None => Err(Failure::Usage {
            message: "the engagement names no truth file".into(),
            help: "add --truth FILE, or `truth = \"…\"` under [engagement] in sameboat.toml".into(),
        }),
    }
}

fn engagement_result(folder: &Path, draft: bool) -> Result<Vec<ResultRecord>, Failure> {
    let run = if draft { folder.join("runs/draft") } else { require_current(folder)? };
    let store = Store::open_read_only(&run.join(STORE_FILE))?;
    Ok(store.query(
        "SELECT line, source, record_key, customer_id FROM crosswalk ORDER BY ALL",
        [],
        |row| {
            Ok(ResultRecord {
                line: row.get(0)?,
                source: row.get(1)?,
                key: row.get(2)?,
                customer: row.get(3)?,
            })
        },
    )?)
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

/// Shows scores; also at the end of `link` with truth.
pub(super) fn show_scores(text: &mut Text<'_>, scores: &Scores) -> std::io::Result<()> {
    text.heading("Against the truth")?;
    let evaluation = &scores.evaluation;
    let pairs = [
        ("all pairs", evaluation.overall),
        ("within a line", evaluation.within_line),
        ("across lines", evaluation.cross_line),
    ];
    let rows: Vec<Vec<String>> = pairs
        .iter()
        .map(|(name, counts)| {
            vec![
                (*name).to_owned(),
                format!("{:.4}", counts.precision()),
                format!("{:.4}", counts.recall()),
                format!("{:.4}", counts.f1()),
                thousands(counts.true_pairs),
                thousands(counts.found_pairs),
                thousands(counts.actual_pairs),
            ]
        })
        .collect();
    let header = ["", "precision", "recall", "F1", "right", "found", "true"];
    text.table(&header, &rows)?;
    let b_cubed = &evaluation.b_cubed;
    let mut figures = vec![
        ("B-cubed precision".to_owned(), format!("{:.4}", b_cubed.precision)),
        ("B-cubed recall".to_owned(), format!("{:.4}", b_cubed.recall)),
        ("B-cubed F1".to_owned(), format!("{:.4}", b_cubed.f1)),
        ("records without truth".to_owned(), thousands(scores.records_without_truth)),
    ];
    if let Some(households) = &scores.households {
        figures.push(("households".into(), thousands(households.households)));
        figures.push((
            "of them with merged members".into(),
            thousands(households.with_merged_members),
        ));
    }
    text.figures(&figures)
}

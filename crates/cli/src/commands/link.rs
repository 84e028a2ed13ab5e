//! `sameboat link`: a stage of an engagement, or an answer for bare files.

use sameboat_model::settings::LinkSettings;
use sameboat_pipeline::Stage;
use sameboat_pipeline::quick::link::{QuickLink, Summary, quick_link};

use super::evaluate::show_scores;
use super::{Context, stage};
use crate::args::LinkArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::{Text, thousands};

pub(super) fn run(args: &LinkArgs, context: &mut Context<'_>) -> Result<Exit, Failure> {
    if let [engagement] = args.inputs.as_slice()
        && engagement.is_dir()
    {
        if args.out.is_some() {
            return Err(Failure::Usage {
                message: "--out and what goes with it are for files, not for an engagement".into(),
                help: "settings of an engagement stand in its sameboat.toml".into(),
            });
        }
        return stage::run(Stage::Link, engagement, context);
    }
    let Some(out) = args.out.clone() else {
        return Err(Failure::Usage {
            message: "bare files need a folder for the answer".into(),
            help: "add --out DIR; or give an engagement's folder instead of files".into(),
        });
    };
    let asked = QuickLink {
        files: args.inputs.clone(),
        out,
        truth: args.truth.clone(),
        country: args.country.clone(),
        settings: LinkSettings {
            link_threshold: args.link_threshold,
            model: args.model.clone(),
            ..LinkSettings::default()
        },
    };
    let summary = quick_link(&asked, &context.bars)?;
    context.printer.result(&summary, |text| show(text, &summary, &asked))?;
    let refused = summary.files.iter().any(|file| !file.rows_refused.is_empty());
    Ok(if refused { Exit::NeedsAPerson } else { Exit::Done })
}

fn show(text: &mut Text<'_>, summary: &Summary, asked: &QuickLink) -> std::io::Result<()> {
    for file in &summary.files {
        text.heading(&format!("{} ({} rows; {})", file.source, thousands(file.rows), file.format))?;
        text.figures(&file.columns)?;
        for (sheet, rows) in &file.sheets_skipped {
            text.warning(&format!("sheet {sheet} left out: {} rows", thousands(*rows)))?;
        }
        if !file.rows_left_out.is_empty() {
            let rules = file.rows_left_out.iter().map(|(rule, rows)| format!("{rows} {rule}"));
            let rules: Vec<String> = rules.collect();
            text.line(&format!("  rows left out: {}", rules.join(", ")))?;
        }
        if !file.rows_refused.is_empty() {
            text.warning(&format!("{} rows refused: see summary.json", file.rows_refused.len()))?;
        }
    }
    text.heading("Linked")?;
    let expected = summary.thresholds.expected_precision;
    let expected = expected.map_or("nothing is linked".into(), |share| format!("{share:.3}"));
    text.figures(&[
        ("records".into(), thousands(summary.records)),
        ("customers".into(), thousands(summary.customers)),
        ("of them in several files".into(), thousands(summary.shared_customers)),
        ("pairs compared".into(), thousands(summary.pairs_compared)),
        ("pairs to review".into(), thousands(summary.pairs_to_review)),
        ("link from probability".into(), format!("{:.3}", summary.thresholds.link_probability)),
        ("expected precision".into(), expected),
    ])?;
    if !summary.hold_things_once.is_empty() {
        text.line(&format!(
            "  nothing personal was recognised: lists of things, of which {} hold each once, so that no two different \
             rows there are linked",
            summary.hold_things_once.join(", ")
        ))?;
    }
    if let Some(scores) = &summary.scores {
        show_scores(text, scores)?;
    }
    text.line("")?;
    text.line(&format!("Answer: {}", asked.out.display()))
}

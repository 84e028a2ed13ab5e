//! A sample to label, and what its labels tell.

use std::io;
use std::path::{Path, PathBuf};

use sameboat_pipeline::evaluate::{
    DrawnStratum, Estimate, LabelledSample, SAMPLE_FILE, Sample, StratumShare, append_decisions,
};
use serde::Serialize;

use super::{open, ratio};
use crate::args::EvaluateArgs;
use crate::commands::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::{Text, thousands};

/// What was drawn, as JSON.
#[derive(Serialize)]
struct Drawn<'a> {
    file: &'a Path,
    seed: u64,
    pairs: u64,
    strata: &'a [DrawnStratum],
    /// The `.gitignore` that keeps the file out of git; none if there is no repository to keep it
    /// out of.
    ignored_by: Option<PathBuf>,
}

/// Draws a sample and writes it to a file.
pub(super) fn draw(
    folder: &Path,
    args: &EvaluateArgs,
    context: &mut Context<'_>,
) -> Result<Exit, Failure> {
    let engagement = context.engagement(folder)?;
    let seed = args.seed.unwrap_or(engagement.settings.link.seed);
    let file = args.out.clone().unwrap_or_else(|| folder.join(SAMPLE_FILE));
    let store = open(folder, args.draft, context)?;
    let sample = Sample::draw(&store, args.sample.unwrap_or_default(), seed)?;
    let ignored_by = sample.write(&store, &file, folder, args.overwrite)?;
    let pairs = sample.pairs.len() as u64;
    let drawn = Drawn { file: &file, seed, pairs, strata: &sample.strata, ignored_by };
    context.printer.result(&drawn, |text| show_drawn(text, &drawn, folder))?;
    Ok(Exit::Done)
}

fn show_drawn(text: &mut Text<'_>, drawn: &Drawn<'_>, folder: &Path) -> io::Result<()> {
    text.heading(&format!("{} pairs to label", thousands(drawn.pairs)))?;
    let row = |stratum: &DrawnStratum| {
        let counts = [stratum.pairs, stratum.drawn].map(thousands);
        [vec![stratum.stratum.as_str().to_owned()], counts.to_vec()].concat()
    };
    let rows: Vec<Vec<String>> = drawn.strata.iter().map(row).collect();
    text.table(&["", "pairs", "drawn"], &rows)?;
    let (file, folder) = (drawn.file.display(), folder.display());
    text.line("")?;
    let kept = drawn.ignored_by.as_ref().map_or_else(
        || "keep it out of git".to_owned(),
        |ignore| format!("{} keeps it out of git", ignore.display()),
    );
    text.line(&format!("Written to {file}. It holds personal data: {kept}."))?;
    text.line("Write same, different or unsure into its column `label`, from the top; then:")?;
    text.line(&format!("  sameboat evaluate {folder} --labels {file}"))
}

/// What the labels tell, as JSON.
#[derive(Serialize)]
struct Told<'a> {
    file: &'a Path,
    #[serde(flatten)]
    sample: &'a LabelledSample,
    /// Decisions appended, if that was asked for.
    decisions_appended: Option<usize>,
}

/// Estimates from a labelled sample.
pub(super) fn estimate(
    folder: &Path,
    args: &EvaluateArgs,
    context: &mut Context<'_>,
) -> Result<Exit, Failure> {
    let file = find(folder, args.labels.clone().unwrap_or_default());
    let store = open(folder, args.draft, context)?;
    let sample = LabelledSample::read(&store, &file)?;
    let decisions = args.as_decisions.then(|| append_decisions(folder, sample.decisions()));
    let decisions_appended = decisions.transpose()?;
    let told = Told { file: &file, sample: &sample, decisions_appended };
    context.printer.result(&told, |text| show_told(text, &told))?;
    Ok(Exit::Done)
}

/// A path from here, or from the engagement's folder if there is nothing here.
fn find(folder: &Path, file: PathBuf) -> PathBuf {
    let inside = folder.join(&file);
    if !file.exists() && inside.exists() { inside } else { file }
}

fn show_told(text: &mut Text<'_>, told: &Told<'_>) -> io::Result<()> {
    let sample = told.sample;
    text.heading(&format!("By {} labels", thousands(sample.labelled)))?;
    let row = |stratum: &StratumShare| {
        let counts = &stratum.counts;
        let numbers = [counts.pairs, counts.labelled, counts.same].map(thousands);
        let share = match counts.labelled {
            0 => ["unknown".into(), String::new()],
            _ => interval(&stratum.share),
        };
        [vec![stratum.stratum.as_str().to_owned()], numbers.to_vec(), share.to_vec()].concat()
    };
    let rows: Vec<Vec<String>> = sample.strata.iter().map(row).collect();
    text.table(&["", "pairs", "labelled", "same", "share", "95 % interval"], &rows)?;
    let figure = |name: &str, estimate: Option<Estimate>, expected: Option<f64>| {
        let [value, interval] =
            estimate.map_or_else(|| ["no pairs".into(), String::new()], |e| interval(&e));
        vec![name.to_owned(), value, interval, expected.map_or_else(String::new, ratio)]
    };
    text.line("")?;
    text.heading("Estimates")?;
    text.table(
        &["", "estimate", "95 % interval", "expected by the model"],
        &[
            figure("precision of links", sample.precision, sample.expected_precision),
            figure("recall among kept pairs", sample.recall, sample.expected_recall),
        ],
    )?;
    text.line(&left_of_recall(sample))?;
    let rowless = sample.without_rows.len() as u64;
    let bare = sample.strata.iter().filter(|stratum| stratum.counts.labelled == 0).count() as u64;
    let names: Vec<&str> = sample.without_rows.iter().map(|name| name.as_str()).collect();
    for (what, count, so) in [
        ("pairs labelled unsure", sample.unsure, "they count as not labelled"),
        ("pairs without a label", sample.unlabelled, "label them from the top of the file"),
        ("strata without a label", bare - rowless, "any share of their pairs may be the same"),
        (
            &format!("strata without a row ({})", names.join(", ")),
            rowless,
            "none was drawn, or the rows were deleted: any share of their pairs may be the same; \
             the same --sample and --seed with another --out writes the rows again",
        ),
        (
            "pairs linked differently now",
            sample.changed,
            "the estimates are of the linkage that the sample was drawn from",
        ),
    ] {
        if count > 0 {
            text.warning(&format!("{what}: {}; {so}", thousands(count)))?;
        }
    }
    match told.decisions_appended {
        Some(count) => text.line(&format!("{count} decisions appended to decisions/matches.csv")),
        None => Ok(()),
    }
}

/// What the recall leaves out, as nobody is asked about it.
fn left_of_recall(sample: &LabelledSample) -> String {
    let unkept = match sample.expected_unkept {
        Some(pairs) => {
            format!("the model expects {pairs:.1}, which the interval's lower end counts")
        }
        None => "the model cannot tell how many".to_owned(),
    };
    let compared = match sample.expected_compared {
        Some(share) => format!("about {} of them were compared", ratio(share)),
        None => "how many is not known".to_owned(),
    };
    format!(
        "  The recall leaves out true pairs that were compared and found too improbable to keep ({unkept}), and those \
         that were never compared ({compared})."
    )
}

fn interval(estimate: &Estimate) -> [String; 2] {
    [ratio(estimate.value), format!("{:.4} to {:.4}", estimate.low, estimate.high)]
}

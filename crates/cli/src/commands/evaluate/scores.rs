//! Scores against a truth as people read them.

use std::io;

use sameboat_pipeline::evaluate::{
    CurvePoint, Errors, MissedReason, PairCounts, PairScores, Reason, WrongReason,
};
use sameboat_pipeline::truth::Scores;

use super::ratio;
use crate::printer::{Text, thousands};

/// Levels of disagreement that are shown.
const SHOWN: usize = 12;

/// Shows scores; also at the end of `link` with truth.
pub(in crate::commands) fn show_scores(text: &mut Text<'_>, scores: &Scores) -> io::Result<()> {
    text.heading("Against the truth")?;
    let evaluation = &scores.evaluation;
    let pairs = [
        ("all pairs", evaluation.overall),
        ("within a line", evaluation.within_line),
        ("across lines", evaluation.cross_line),
    ];
    let row = |(name, counts): &(&str, PairCounts)| {
        let [precision, recall, f1] = ratios(*counts);
        let counts = [counts.true_pairs, counts.found_pairs, counts.actual_pairs].map(thousands);
        [vec![(*name).to_owned(), precision, recall, f1], counts.to_vec()].concat()
    };
    let rows: Vec<Vec<String>> = pairs.iter().map(row).collect();
    text.line(&format!("read as {}", scores.truth_read_as))?;
    text.table(&["", "precision", "recall", "F1", "right", "found", "true"], &rows)?;
    let b_cubed = &evaluation.b_cubed;
    let mut figures = vec![
        ("B-cubed precision".to_owned(), ratio(b_cubed.precision)),
        ("B-cubed recall".to_owned(), ratio(b_cubed.recall)),
        ("B-cubed F1".to_owned(), ratio(b_cubed.f1)),
        ("records without truth".to_owned(), thousands(scores.records_without_truth)),
    ];
    if let Some(households) = &scores.households {
        figures.push(("households".into(), thousands(households.households)));
        figures.push((
            "of them with merged members".into(),
            thousands(households.with_merged_members),
        ));
    }
    text.figures(&figures)?;
    if let Some(pairs) = &scores.pairs {
        show_curve(text, pairs)?;
        show_errors(text, &pairs.errors)?;
    }
    Ok(())
}

fn ratios(counts: PairCounts) -> [String; 3] {
    [counts.precision(), counts.recall(), counts.f1()].map(ratio)
}

/// The curve, with the threshold that the tool chose and the best one in their places.
fn show_curve(text: &mut Text<'_>, pairs: &PairScores) -> io::Result<()> {
    let marked = [(Some(pairs.chosen), "chosen by the tool"), (pairs.best, "best in hindsight")];
    let mut points: Vec<(CurvePoint, Vec<&str>)> =
        pairs.curve.iter().map(|point| (*point, vec![])).collect();
    for (point, mark) in marked {
        let Some(point) = point else { continue };
        let above = |known: &(CurvePoint, Vec<&str>)| known.0.probability >= point.probability;
        let place = points.iter().position(above).unwrap_or(points.len());
        match points.get_mut(place) {
            Some(known) if known.0.probability <= point.probability => known.1.push(mark),
            _ => points.insert(place, (point, vec![mark])),
        }
    }
    let row = |(point, marks): &(CurvePoint, Vec<&str>)| {
        let [precision, recall, f1] = ratios(point.counts);
        let [right, found] = [point.counts.true_pairs, point.counts.found_pairs].map(thousands);
        let probability = format!("{:.4}", point.probability);
        vec![probability, precision, recall, f1, right, found, marks.join(", ")]
    };
    let rows: Vec<Vec<String>> = points.iter().map(row).collect();
    text.line("")?;
    text.heading("Compared pairs at or above a threshold, before clustering")?;
    text.table(&["probability", "precision", "recall", "F1", "right", "found", ""], &rows)
}

fn show_errors<E>(text: &mut Text<'_>, errors: &Errors<E>) -> io::Result<()> {
    let missed: u64 = errors.missed.iter().map(|reason| reason.pairs).sum();
    text.line("")?;
    text.heading(&format!("Missed pairs: {}", thousands(missed)))?;
    show_reasons(text, &errors.missed, missed_name)?;
    if let Some(looked_at) = errors.looked_at {
        text.line(&format!(
            "  of pairs of which nothing was kept, {} drawn evenly were looked at: counts of \
             \"never compared\" and \"far too improbable\" are estimates",
            thousands(looked_at)
        ))?;
    }
    if !errors.disagreements.is_empty() {
        let compared = thousands(errors.missed_and_compared);
        text.line("")?;
        text.heading(&format!("What the missed pairs that were kept ({compared}) disagree on"))?;
        let rows: Vec<Vec<String>> = errors
            .disagreements
            .iter()
            .take(SHOWN)
            .map(|found| {
                vec![format!("{}: {}", found.comparison, found.level), thousands(found.pairs)]
            })
            .collect();
        text.table(&["", "pairs"], &rows)?;
        if let Some(more) = errors.disagreements.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            text.line(&format!("  and {more} more: see --json"))?;
        }
    }
    let wrong: u64 = errors.wrong.iter().map(|reason| reason.pairs).sum();
    text.line("")?;
    text.heading(&format!("Wrong pairs: {}", thousands(wrong)))?;
    show_reasons(text, &errors.wrong, wrong_name)
}

fn show_reasons<R: Copy, E>(
    text: &mut Text<'_>,
    reasons: &[Reason<R, E>],
    name: fn(R) -> &'static str,
) -> io::Result<()> {
    if reasons.is_empty() {
        return Ok(());
    }
    let row = |reason: &Reason<R, E>| {
        let counts = [reason.pairs, reason.across_lines, reason.below_threshold].map(thousands);
        [vec![name(reason.reason).to_owned()], counts.to_vec()].concat()
    };
    let rows: Vec<Vec<String>> = reasons.iter().map(row).collect();
    text.table(&["", "pairs", "across lines", "below the threshold"], &rows)
}

const fn missed_name(reason: MissedReason) -> &'static str {
    match reason {
        MissedReason::Impossible => "never compared: by kind or source they cannot be one",
        MissedReason::NeverCompared => {
            "never compared: no blocking rule proposed them, or their block was split"
        }
        MissedReason::NotKept => "never compared, or far too improbable to be kept",
        MissedReason::FarTooImprobable => "compared, far too improbable to be kept",
        MissedReason::Improbable => "compared, too improbable for review",
        MissedReason::ForReview => "compared, waiting for review",
        MissedReason::Split => "probable enough, split by clustering",
        MissedReason::Decided => "kept apart by a decision or an agreement's parties",
    }
}

const fn wrong_name(reason: WrongReason) -> &'static str {
    match reason {
        WrongReason::Decided => "linked by a decision",
        WrongReason::Household => "members of one household",
        WrongReason::SameName => "same name",
        WrongReason::SharedContact => "shared phone or e-mail",
        WrongReason::Chained => "tied together by others only",
        WrongReason::Other => "other",
    }
}

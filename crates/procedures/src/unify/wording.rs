//! The texts of what both lines say: one of them, or both.

use std::collections::BTreeSet;

use crate::alignment::differs;
use crate::catalogue::Step;
use crate::decisions::StepChoices;
use crate::means::Means;
use crate::note;
use crate::outcome::{Origin, StepAlignment, UnifiedStep};
use crate::profile::topic_key;
use crate::rules::Amount;
use crate::text::term_set;

/// That of the line people chose where both lines do the step and say something of it.
pub(super) fn chosen(
    line: Option<Origin>,
    left: Option<&Step>,
    right: Option<&Step>,
    text: fn(&Step) -> &String,
) -> String {
    match (line, left, right) {
        (Some(Origin::Left), Some(step), Some(_)) | (Some(Origin::Right), Some(_), Some(step))
            if !text(step).trim().is_empty() =>
        {
            text(step).clone()
        }
        _ => either(left, right, text),
    }
}

/// The one stated, or both where they mean different things.
pub(super) fn either(
    left: Option<&Step>,
    right: Option<&Step>,
    text: fn(&Step) -> &String,
) -> String {
    both_texts(left.map_or("", |step| text(step)), right.map_or("", |step| text(step)))
}

pub(super) fn both_texts(left: &str, right: &str) -> String {
    match (left.trim(), right.trim()) {
        ("", only) | (only, "") => only.to_owned(),
        (a, b) if differs(a, b) => format!("{a} / {b}"),
        (a, _) => a.to_owned(),
    }
}

/// Notes what the lines note at the steps that became one. What became several is noted at the first of them.
pub(super) fn note_steps(merged: &mut [UnifiedStep], own: [&[Step]; 2], lines: [&str; 2]) {
    let mut noted: [BTreeSet<usize>; 2] = Default::default();
    for step in merged {
        let mut note = |side: usize, index: Option<usize>| {
            let fresh = index.filter(|index| noted[side].insert(*index));
            fresh.map_or("", |index| own[side][index].note.as_str())
        };
        step.note = both_notes([note(0, step.left_step), note(1, step.right_step)], lines);
    }
}

/// What both lines note: the same words once, different ones with the line whose they are.
pub(super) fn both_notes([left, right]: [&str; 2], lines: [&str; 2]) -> String {
    match (left.trim(), right.trim()) {
        ("", only) | (only, "") => only.to_owned(),
        (a, b) if note::sense(a) == note::sense(b) => a.to_owned(),
        (a, b) => format!("{}: {a} / {}: {b}", lines[0], lines[1]),
    }
}

pub(super) fn either_text<'a>(left: &'a str, right: &'a str) -> &'a str {
    if left.trim().is_empty() { right } else { left }
}

/// Below this similarity neither wording may stand for the other: both are kept.
const ONE_WORDING: f64 = 0.5;

/// The wording with more distinct terms, of equals the left one; both where they are far apart, or name
/// different limits, channels or systems, unless people chose a line's.
pub(super) fn action(
    left: Option<&Step>,
    right: Option<&Step>,
    alignment: &StepAlignment,
    choices: &StepChoices,
) -> String {
    let (Some(a), Some(b)) = (left, right) else {
        return left.or(right).map(|step| step.action.clone()).unwrap_or_default();
    };
    let steps = [alignment.left_step, alignment.right_step];
    let apart = apart([&a.action, &b.action], steps, choices);
    let chosen = |line: Origin| !apart.is_empty() && apart.iter().all(|own| *own == Some(line));
    if chosen(Origin::Left) {
        a.action.clone()
    } else if chosen(Origin::Right) {
        b.action.clone()
    } else if !apart.is_empty() || alignment.similarity < ONE_WORDING {
        both_texts(&a.action, &b.action)
    } else if term_set(&b.action).len() > term_set(&a.action).len() {
        b.action.clone()
    } else {
        a.action.clone()
    }
}

/// For each substance in which the actions of paired steps differ, the line whose people chose.
pub(crate) fn apart(
    [left, right]: [&str; 2],
    steps: [Option<usize>; 2],
    choices: &StepChoices,
) -> Vec<Option<Origin>> {
    let [a, b] = [left, right].map(Means::of_words);
    let differ = [
        (Amount::differ(left, right), choices.limit(steps)),
        (a.other_channel(&b), choices.channels),
        (a.other_system(&b), choices.systems),
    ];
    differ.into_iter().filter(|(differ, _)| *differ).map(|(_, line)| line).collect()
}

/// The items of both, each meaning once in its first spelling.
pub(super) fn united(left: &[String], right: &[String]) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    let mut out = Vec::new();
    for item in left.iter().chain(right) {
        let meaning = topic_key(item);
        if !seen.contains(&meaning) {
            seen.push(meaning);
            out.push(item.clone());
        }
    }
    out
}

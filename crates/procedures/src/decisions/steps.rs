//! Steps that only one line does, that the lines give to different roles, or that name different
//! channels, systems or limits, in procedures that are one: one question a line and match, so that the
//! list stays workable; of limits one more for each rule that they are about.

use std::collections::BTreeMap;

use super::book::Question;
use super::step_advice;
use super::{Book, DecisionKind, Effort, EffortUnit, Sides, limits};
use crate::alignment::differs;
use crate::catalogue::{Procedure, Step};
use crate::means::Means;
use crate::outcome::{Origin, ProcedureMatch, RuleConflict, StepAlignment};

const BOTH_LINES: &str = "both lines";
const DROP: &str = "drop";
pub(super) const BOTH: &str = "both";
/// Steps named in a question; the rest is counted.
const NAMED: usize = 3;

/// What people decided about the steps of a match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StepChoices {
    /// What becomes of the steps that only the left, and only the right line does.
    pub(crate) own: [OwnSteps; 2],
    /// The line whose roles hold where the two differ.
    pub(crate) roles: Option<Origin>,
    /// The line whose channels hold where the two differ.
    pub(crate) channels: Option<Origin>,
    /// The line whose systems hold where the two differ.
    pub(crate) systems: Option<Origin>,
    /// The line whose wording holds, for paired steps that name different limits.
    limits: BTreeMap<[usize; 2], Origin>,
}

impl StepChoices {
    /// The line whose wording holds in paired steps that name different limits.
    pub(crate) fn limit(&self, steps: [Option<usize>; 2]) -> Option<Origin> {
        let [left, right] = steps;
        self.limits.get(&[left?, right?]).copied()
    }

    /// Whether a step stays in the proposal.
    pub(crate) fn keeps(&self, row: &StepAlignment) -> bool {
        row.lone_side().is_none_or(|side| self.own[side] != OwnSteps::Dropped)
    }
}

/// What becomes of steps that one line does alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum OwnSteps {
    /// That line keeps them, the other does not do them.
    #[default]
    Kept,
    /// Both lines do them.
    Adopted,
    /// Nobody does them.
    Dropped,
}

/// Asks about the steps of a match that is one procedure; says what was decided.
pub(crate) fn decide_steps(
    sides: Sides<'_>,
    match_index: usize,
    pair: &ProcedureMatch,
    script: &[StepAlignment],
    conflicts: &[RuleConflict],
    book: &mut Book<'_>,
) -> StepChoices {
    let mut choices = StepChoices::default();
    let Some((left, right)) = pair.left.zip(pair.right) else { return choices };
    for side in [0, 1] {
        if let Some(question) = own_steps(sides, [left, right], script, side) {
            choices.own[side] = match book.ask(question, Some(match_index)).1.as_deref() {
                Some(BOTH_LINES) => OwnSteps::Adopted,
                Some(DROP) => OwnSteps::Dropped,
                _ => OwnSteps::Kept,
            };
        }
    }
    let [first, second] = sides.lines();
    let mut line = |question: Question| match book.ask(question, Some(match_index)).1.as_deref() {
        Some(line) if line == first => Some(Origin::Left),
        Some(line) if line == second => Some(Origin::Right),
        Some(BOTH) => Some(Origin::Both),
        _ => None,
    };
    choices.roles = roles(sides, [left, right], script).and_then(&mut line);
    choices.channels = channels(sides, [left, right], script).and_then(&mut line);
    choices.systems = systems(sides, [left, right], script).and_then(&mut line);
    for group in limits::groups(sides.procedures(left, right), script, conflicts) {
        let question = limits::question(sides, [left, right], &group);
        if let Some(line) = line(question) {
            choices.limits.extend(group.steps.iter().map(|steps| (*steps, line)));
        }
    }
    choices
}

/// Places of the steps of both lines that are one and of which `differ` holds.
pub(super) fn pairs(
    [left, right]: [&Procedure; 2],
    script: &[StepAlignment],
    differ: impl Fn(&Step, &Step) -> bool,
) -> Vec<[usize; 2]> {
    let both = script.iter().filter_map(|row| {
        let (at, other) = (row.left_step?, row.right_step?);
        differ(left.steps.get(at)?, right.steps.get(other)?).then_some([at, other])
    });
    both.collect()
}

fn own_steps(
    sides: Sides<'_>,
    [left, right]: [usize; 2],
    script: &[StepAlignment],
    side: usize,
) -> Option<Question> {
    let procedures = sides.procedures(left, right);
    let alone = script.iter().filter_map(|row| match (side, row.left_step, row.right_step) {
        (0, Some(at), None) | (1, None, Some(at)) => procedures[side].steps.get(at),
        _ => None,
    });
    let steps: Vec<&Step> = alone.collect();
    if steps.is_empty() {
        return None;
    }
    let (line, other) = (sides.lines()[side], sides.lines()[1 - side]);
    let mut about = sides.keys(left, right).to_vec();
    about.push(line.to_owned());
    let mut texts: Vec<String> = steps.iter().map(|step| step.action.clone()).collect();
    texts.sort();
    let count = steps.len() as i64;
    let only = format!("only {line}");
    let lines = [Origin::Left, Origin::Right];
    let effort = |option: &str, side: usize, count: i64| Effort {
        option: option.to_owned(),
        line: lines[side],
        unit: EffortUnit::Step,
        count,
    };
    let efforts = vec![
        effort(BOTH_LINES, 1 - side, count),
        effort(&only, side, 0),
        effort(DROP, side, -count),
    ];
    let advice =
        step_advice::own_steps(&steps, procedures[side], procedures[1 - side], [line, other]);
    let (recommended, recommendation) = if advice.both {
        (BOTH_LINES.to_owned(), format!("{other} does them, too"))
    } else {
        (only.clone(), format!("{line} keeps them, {other} does not do them"))
    };
    let actions: Vec<&str> = steps.iter().map(|step| step.action.trim()).collect();
    Some(Question {
        kind: DecisionKind::Steps,
        about,
        texts,
        left,
        right,
        subject: format!("{}: steps of {line} only", sides.titles(left, right)),
        asks: format!("Shall {other} do these steps, too, or nobody?"),
        options: vec![BOTH_LINES.to_owned(), only, DROP.to_owned()],
        recommended,
        recommendation,
        reason: advice.reason,
        case: format!("{line}: {}; {other} does none of it", named(&actions)),
        owner: sides.owners(procedures),
        efforts,
    })
}

fn roles(
    sides: Sides<'_>,
    [left, right]: [usize; 2],
    script: &[StepAlignment],
) -> Option<Question> {
    let procedures = sides.procedures(left, right);
    let [first, second] = sides.lines();
    let places = pairs(procedures, script, |a, b| differs(&a.actor, &b.actor));
    if places.is_empty() {
        return None;
    }
    let step = |[a, b]: &[usize; 2]| (&procedures[0].steps[*a], &procedures[1].steps[*b]);
    let pairs: Vec<(&Step, &Step)> = places.iter().map(step).collect();
    let told: Vec<String> = pairs
        .iter()
        .map(|(a, b)| {
            format!("{}: {} in {first}, {} in {second}", a.action.trim(), a.actor, b.actor)
        })
        .collect();
    let texts = pairs
        .iter()
        .map(|(a, b)| format!("{} {} {} {}", a.action, a.actor, b.action, b.actor))
        .collect();
    let advice = step_advice::roles(&pairs, procedures, [first, second]);
    let (recommended, recommendation) = match advice.side.map(|side| sides.lines()[side]) {
        Some(line) => (line.to_owned(), format!("the roles of {line} in both lines")),
        None => (BOTH.to_owned(), "each line keeps its role".to_owned()),
    };
    Some(Question {
        subject: format!("{}: roles", sides.titles(left, right)),
        asks: "Whose roles do the steps that the lines give to different ones?".to_owned(),
        recommended,
        recommendation,
        reason: advice.reason,
        ..whose(DecisionKind::Roles, sides, [left, right], texts, &told)
    })
}

fn channels(sides: Sides<'_>, ends: [usize; 2], script: &[StepAlignment]) -> Option<Question> {
    let question = means(sides, ends, script, "channels", Means::of, Means::other_channel)?;
    Some(Question {
        asks: "By whose channel are the steps done for which the lines name different ones?"
            .to_owned(),
        recommendation: "each line keeps its channel".to_owned(),
        reason: "the texts do not say which channel the customer wants, or the law".to_owned(),
        ..question
    })
}

fn systems(sides: Sides<'_>, ends: [usize; 2], script: &[StepAlignment]) -> Option<Question> {
    // That each line has a system of its own is no question; that a text would send agents of both into
    // that of one is.
    let of_words = |step: &Step| Means::of_words(&step.action);
    let question = means(sides, ends, script, "systems", of_words, Means::other_system)?;
    Some(Question {
        asks: "In whose system are the steps done for which the lines name different ones?"
            .to_owned(),
        recommendation: "each line keeps its system".to_owned(),
        reason: "a line's data is in its own system until it is moved".to_owned(),
        ..question
    })
}

/// A question about steps that name different channels or systems.
fn means(
    sides: Sides<'_>,
    ends: [usize; 2],
    script: &[StepAlignment],
    what: &str,
    of: impl Fn(&Step) -> Means,
    differ: impl Fn(&Means, &Means) -> bool,
) -> Option<Question> {
    let procedures = sides.procedures(ends[0], ends[1]);
    let pairs = pairs(procedures, script, |a, b| differ(&of(a), &of(b)));
    if pairs.is_empty() {
        return None;
    }
    let done = |side: usize, at: usize| {
        let step = &procedures[side].steps[at];
        match step.system.trim() {
            "" => format!("\"{}\"", step.action.trim()),
            system => format!("\"{}\" ({system})", step.action.trim()),
        }
    };
    let done: Vec<[String; 2]> = pairs.iter().map(|[a, b]| [done(0, *a), done(1, *b)]).collect();
    let [first, second] = sides.lines();
    let told: Vec<String> =
        done.iter().map(|[a, b]| format!("{a} in {first}, {b} in {second}")).collect();
    let texts = done.iter().map(|steps| steps.join(" ")).collect();
    let mut question = whose(DecisionKind::Means, sides, ends, texts, &told);
    question.about.push(what.to_owned());
    question.subject = format!("{}: {what}", sides.titles(ends[0], ends[1]));
    Some(question)
}

/// A question whose way of doing steps holds, that of a line or each its own; `told` are the cases.
pub(super) fn whose(
    kind: DecisionKind,
    sides: Sides<'_>,
    [left, right]: [usize; 2],
    mut texts: Vec<String>,
    told: &[String],
) -> Question {
    texts.sort();
    let [first, second] = sides.lines();
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    Question {
        kind,
        about: sides.keys(left, right).to_vec(),
        texts,
        left,
        right,
        subject: String::new(),
        asks: String::new(),
        options: [first, second, BOTH].map(str::to_owned).to_vec(),
        recommended: BOTH.to_owned(),
        recommendation: String::new(),
        reason: String::new(),
        case: named(&told),
        owner: sides.owners(sides.procedures(left, right)),
        efforts: Vec::new(),
    }
}

/// The first ones, and how many more there are.
fn named(texts: &[&str]) -> String {
    let shown = texts.iter().take(NAMED).copied().collect::<Vec<_>>().join("; ");
    match texts.len().checked_sub(NAMED) {
        None | Some(0) => shown,
        Some(more) => format!("{shown}; and {more} more"),
    }
}

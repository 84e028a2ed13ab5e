//! One catalogue out of two: matched procedures merged, the others kept as they are.

use crate::alignment::differs;
use crate::catalogue::{BusinessRule, Catalogue, Procedure, Step};
use crate::outcome::{
    Choice, Origin, ProcedureMatch, Reconciliation, Relation, RuleClass, RuleConflict,
    StepAlignment, UnifiedProcedure, UnifiedRule, UnifiedStep,
};
use crate::profile::topic_key;
use crate::rules::value;
use crate::text::term_set;

/// The proposed catalogue: merged procedures first in the order of the matches, then those kept.
pub(crate) fn unify(
    left: &Catalogue,
    right: &Catalogue,
    found: &Reconciliation,
) -> Vec<UnifiedProcedure> {
    let mut out = Vec::new();
    let mut taken_left = vec![false; left.procedures.len()];
    let mut taken_right = vec![false; right.procedures.len()];
    for (match_index, pair) in found.matches.iter().enumerate() {
        let (Relation::Same, Some(l), Some(r)) = (pair.relation, pair.left, pair.right) else {
            continue;
        };
        taken_left[l] = true;
        taken_right[r] = true;
        out.push(Merge { match_index, left, right, found }.procedure(l, r));
    }
    for (index, procedure) in
        left.procedures.iter().enumerate().filter(|(index, _)| !taken_left[*index])
    {
        let match_index = first_match(&found.matches, |m| m.left == Some(index));
        let kept = keep(&left.line, procedure, Origin::Left, match_index);
        out.push(UnifiedProcedure { left: Some(index), ..kept });
    }
    for (index, procedure) in
        right.procedures.iter().enumerate().filter(|(index, _)| !taken_right[*index])
    {
        let match_index = first_match(&found.matches, |m| m.right == Some(index));
        let kept = keep(&right.line, procedure, Origin::Right, match_index);
        out.push(UnifiedProcedure { right: Some(index), ..kept });
    }
    out
}

/// Every procedure is in a match, so there is a first one.
fn first_match(matches: &[ProcedureMatch], is: impl Fn(&ProcedureMatch) -> bool) -> usize {
    matches.iter().position(is).unwrap_or_default()
}

fn key(line: &str, procedure: &Procedure) -> String {
    format!("{line}:{}", procedure.key)
}

fn keep(line: &str, procedure: &Procedure, origin: Origin, match_index: usize) -> UnifiedProcedure {
    let index = |side: Origin, index: usize| (origin == side).then_some(index);
    let steps = procedure.steps.iter().enumerate().map(|(at, step)| UnifiedStep {
        position: at as u32 + 1,
        actor: step.actor.clone(),
        action: step.action.clone(),
        system: step.system.clone(),
        output: step.output.clone(),
        origin,
        left_step: index(Origin::Left, at),
        right_step: index(Origin::Right, at),
    });
    let rules = procedure.rules.iter().map(|rule| UnifiedRule {
        kind: rule.kind,
        condition: rule.condition.clone(),
        value: value(rule),
        origin,
        open: false,
        reason: format!("only {line} has this procedure"),
    });
    UnifiedProcedure {
        key: key(line, procedure),
        title: procedure.title.clone(),
        match_index,
        left: None,
        right: None,
        topics: procedure.topics.clone(),
        channels: procedure.channels.clone(),
        steps: steps.collect(),
        rules: rules.collect(),
    }
}

struct Merge<'a> {
    match_index: usize,
    left: &'a Catalogue,
    right: &'a Catalogue,
    found: &'a Reconciliation,
}

impl Merge<'_> {
    fn procedure(&self, left: usize, right: usize) -> UnifiedProcedure {
        let (a, b) = (&self.left.procedures[left], &self.right.procedures[right]);
        let is_here = |index: usize| index == self.match_index;
        UnifiedProcedure {
            key: format!("{}+{}", key(&self.left.line, a), key(&self.right.line, b)),
            title: a.title.clone(),
            match_index: self.match_index,
            left: Some(left),
            right: Some(right),
            topics: united(&a.topics, &b.topics),
            channels: united(&a.channels, &b.channels),
            steps: (1..)
                .zip(self.found.alignments.iter().filter(|s| is_here(s.match_index)))
                .map(|(position, alignment)| step(position, alignment, a, b))
                .collect(),
            rules: self
                .found
                .conflicts
                .iter()
                .filter(|conflict| is_here(conflict.match_index))
                .map(|conflict| self.rule(conflict, a, b))
                .collect(),
        }
    }

    fn rule(&self, conflict: &RuleConflict, left: &Procedure, right: &Procedure) -> UnifiedRule {
        let a = conflict.left_rule.map(|index| &left.rules[index]);
        let b = conflict.right_rule.map(|index| &right.rules[index]);
        let origin = match (conflict.choice, a, b) {
            (Choice::Left, _, _) | (_, Some(_), None) => Origin::Left,
            (Choice::Right, _, _) | (_, None, Some(_)) => Origin::Right,
            _ => Origin::Both,
        };
        let chosen: Option<&BusinessRule> = if origin == Origin::Right { b } else { a };
        let one_value =
            conflict.choice != Choice::Decide && conflict.class != RuleClass::Compatible;
        let value = match (a, b) {
            (Some(a), Some(b)) if !one_value => {
                format!("{}: {} / {}: {}", self.left.line, value(a), self.right.line, value(b))
            }
            _ => chosen.map(value).unwrap_or_default(),
        };
        UnifiedRule {
            kind: conflict.kind,
            condition: chosen.map(|rule| rule.condition.clone()).unwrap_or_default(),
            value,
            origin,
            open: conflict.choice == Choice::Decide,
            reason: conflict.reason.clone(),
        }
    }
}

fn step(
    position: u32,
    alignment: &StepAlignment,
    left: &Procedure,
    right: &Procedure,
) -> UnifiedStep {
    let a = alignment.left_step.map(|index| &left.steps[index]);
    let b = alignment.right_step.map(|index| &right.steps[index]);
    let origin = match (a, b) {
        (Some(_), Some(_)) => Origin::Both,
        (Some(_), None) => Origin::Left,
        _ => Origin::Right,
    };
    UnifiedStep {
        position,
        actor: either(a, b, |step| &step.actor),
        action: detailed(a, b),
        system: either(a, b, |step| &step.system),
        output: either(a, b, |step| &step.output),
        origin,
        left_step: alignment.left_step,
        right_step: alignment.right_step,
    }
}

/// The one stated, or both where they mean different things.
fn either(left: Option<&Step>, right: Option<&Step>, text: fn(&Step) -> &String) -> String {
    let (a, b) = (left.map_or("", |step| text(step)), right.map_or("", |step| text(step)));
    match (a.trim(), b.trim()) {
        ("", only) | (only, "") => only.to_owned(),
        (a, b) if differs(a, b) => format!("{a} / {b}"),
        (a, _) => a.to_owned(),
    }
}

/// The wording with more distinct terms; of equals the left one.
fn detailed(left: Option<&Step>, right: Option<&Step>) -> String {
    match (left, right) {
        (Some(a), Some(b)) if term_set(&b.action).len() > term_set(&a.action).len() => {
            b.action.clone()
        }
        (Some(step), _) | (None, Some(step)) => step.action.clone(),
        (None, None) => String::new(),
    }
}

/// The items of both, each meaning once in its first spelling.
fn united(left: &[String], right: &[String]) -> Vec<String> {
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

//! One catalogue out of two: matched procedures merged, the others kept as they are.
//!
//! The steps of a merged procedure stand in the order of the edit script; where the lines do different
//! things, each line has its own way through them.

mod answers;
mod flow;
mod places;
#[cfg(test)]
mod tests;
mod wording;

use std::collections::BTreeSet;

use flow::{connect, starts, ways};
use places::Places;
pub(crate) use wording::apart;
use wording::{action, both_notes, both_texts, chosen, either, either_text, note_steps, united};

use crate::catalogue::{BusinessRule, Catalogue, Procedure};
use crate::decisions::{Dropped, OwnSteps, StepChoices};
use crate::means::Means;
use crate::outcome::{
    Choice, Origin, ProcedureMatch, Reconciliation, Relation, RuleClass, RuleConflict,
    StepAlignment, UnifiedProcedure, UnifiedRule, UnifiedStep,
};
use crate::rules::value;

/// What people decided about procedures and steps.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    /// By match, in their order.
    pub(crate) steps: Vec<(usize, StepChoices)>,
    pub(crate) dropped: Dropped,
}

impl Choices {
    /// What people decided about the steps of a match.
    pub(crate) fn of(&self, match_index: usize) -> StepChoices {
        let found = self.steps.binary_search_by_key(&match_index, |(index, _)| *index);
        found.map(|at| self.steps[at].1.clone()).unwrap_or_default()
    }
}

/// The proposed catalogue: merged procedures first in the order of the matches, then those kept.
pub(crate) fn unify(
    left: &Catalogue,
    right: &Catalogue,
    found: &Reconciliation,
    choices: &Choices,
) -> Vec<UnifiedProcedure> {
    let mut out = Vec::new();
    let places = &Places::of(found);
    let dropped = &choices.dropped;
    let mut taken_left: Vec<bool> =
        (0..left.procedures.len()).map(|index| dropped.left.contains(&index)).collect();
    let mut taken_right: Vec<bool> =
        (0..right.procedures.len()).map(|index| dropped.right.contains(&index)).collect();
    for (match_index, l, r) in merged(&found.matches) {
        taken_left[l] = true;
        taken_right[r] = true;
        let choices = choices.of(match_index);
        out.push(Merge { match_index, left, right, found, places, choices }.procedure(l, r));
    }
    for (index, procedure) in
        left.procedures.iter().enumerate().filter(|(index, _)| !taken_left[*index])
    {
        let match_index = places.first(0, index);
        let mut kept = keep(&left.line, procedure, Origin::Left, match_index);
        let choices = choices.of(match_index);
        let merge = Merge { match_index, left, right, found, places, choices };
        let resolved = merge.rules([Some(index), None]);
        if !resolved.is_empty() {
            kept.rules = resolved;
        }
        out.push(UnifiedProcedure { left: Some(index), ..kept });
    }
    for (index, procedure) in
        right.procedures.iter().enumerate().filter(|(index, _)| !taken_right[*index])
    {
        let match_index = places.first(1, index);
        let mut kept = keep(&right.line, procedure, Origin::Right, match_index);
        let choices = choices.of(match_index);
        let merge = Merge { match_index, left, right, found, places, choices };
        let resolved = merge.rules([None, Some(index)]);
        if !resolved.is_empty() {
            kept.rules = resolved;
        }
        out.push(UnifiedProcedure { right: Some(index), ..kept });
    }
    out
}

/// The matches that become one procedure. Where one procedure is the same as several, the likeliest is
/// merged and the others are kept, until people have cut the one in parts.
fn merged(matches: &[ProcedureMatch]) -> Vec<(usize, usize, usize)> {
    let mut same: Vec<(usize, usize, usize)> = matches
        .iter()
        .enumerate()
        .filter(|(_, pair)| pair.relation == Relation::Same)
        .filter_map(|(index, pair)| Some((index, pair.left?, pair.right?)))
        .collect();
    same.sort_by(|a, b| matches[b.0].score.total_cmp(&matches[a.0].score));
    let (mut lefts, mut rights) = (BTreeSet::new(), BTreeSet::new());
    same.retain(|(_, left, right)| {
        let free = !lefts.contains(left) && !rights.contains(right);
        if free {
            lefts.insert(*left);
            rights.insert(*right);
        }
        free
    });
    same.sort_unstable();
    same
}

fn key(line: &str, procedure: &Procedure) -> String {
    format!("{line}:{}", procedure.key)
}

fn keep(line: &str, procedure: &Procedure, origin: Origin, match_index: usize) -> UnifiedProcedure {
    let index = |side: Origin, index: usize| (origin == side).then_some(index);
    let steps: Vec<UnifiedStep> = procedure
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| UnifiedStep {
            position: at as u32 + 1,
            actor: step.actor.clone(),
            action: step.action.clone(),
            system: step.system.clone(),
            output: step.output.clone(),
            note: step.note.clone(),
            kind: step.kind,
            condition: step.condition.clone(),
            next: ways(&procedure.steps, at),
            origin,
            left_step: index(Origin::Left, at),
            right_step: index(Origin::Right, at),
        })
        .collect();
    let rules = procedure.rules.iter().map(|rule| UnifiedRule {
        kind: rule.kind,
        condition: rule.condition.clone(),
        value: value(rule),
        origin,
        open: false,
        by_policy: false,
        reason: format!("only {line} has this procedure"),
    });
    UnifiedProcedure {
        key: key(line, procedure),
        title: procedure.title.clone(),
        match_index,
        left: None,
        right: None,
        purpose: procedure.purpose.clone(),
        trigger: procedure.trigger.clone(),
        owner: procedure.owner.clone(),
        inputs: procedure.inputs.clone(),
        outcome: procedure.outcome.clone(),
        note: procedure.note.clone(),
        topics: procedure.topics.clone(),
        channels: procedure.channels.clone(),
        start: starts(&procedure.steps),
        steps,
        rules: rules.collect(),
    }
}

struct Merge<'a> {
    match_index: usize,
    left: &'a Catalogue,
    right: &'a Catalogue,
    found: &'a Reconciliation,
    places: &'a Places,
    choices: StepChoices,
}

impl Merge<'_> {
    fn procedure(&self, left: usize, right: usize) -> UnifiedProcedure {
        let (a, b) = (&self.left.procedures[left], &self.right.procedures[right]);
        let here = self.places.alignments[self.match_index].clone();
        let script = self.found.alignments[here].iter();
        let stays = script.filter(|row| self.choices.keeps(row));
        let mut steps: Vec<UnifiedStep> = (1..)
            .zip(stays)
            .map(|(position, alignment)| step(position, alignment, a, b, &self.choices))
            .collect();
        let lines = [&self.left.line, &self.right.line].map(String::as_str);
        note_steps(&mut steps, [&a.steps, &b.steps], lines);
        let start = connect(&mut steps, [&a.steps, &b.steps], lines);
        UnifiedProcedure {
            key: format!("{}+{}", key(&self.left.line, a), key(&self.right.line, b)),
            title: a.title.clone(),
            match_index: self.match_index,
            left: Some(left),
            right: Some(right),
            purpose: either_text(&a.purpose, &b.purpose).to_owned(),
            trigger: either_text(&a.trigger, &b.trigger).to_owned(),
            owner: both_texts(&a.owner, &b.owner),
            inputs: both_texts(&a.inputs, &b.inputs),
            outcome: either_text(&a.outcome, &b.outcome).to_owned(),
            note: both_notes([&a.note, &b.note], lines),
            topics: united(&a.topics, &b.topics),
            channels: united(&a.channels, &b.channels),
            start,
            steps,
            rules: self.rules([Some(left), Some(right)]),
        }
    }

    /// The rules of a merged procedure, or of one that is kept although it is the same as another: as
    /// every match of the procedures that are the same resolves them, each rule once, those of this
    /// match first.
    fn rules(&self, ends: [Option<usize>; 2]) -> Vec<UnifiedRule> {
        let matches = &self.found.matches;
        let mut of_same = self.places.of_either(ends);
        of_same.retain(|index| matches[*index].relation == Relation::Same);
        of_same.sort_by_key(|index| *index != self.match_index);
        let conflicts = of_same
            .into_iter()
            .flat_map(|index| &self.found.conflicts[self.places.conflicts[index].clone()]);
        let mut told: [BTreeSet<usize>; 2] = Default::default();
        let mut rules = Vec::new();
        for conflict in conflicts {
            let pair = &matches[conflict.match_index];
            // Of a sister match only what concerns a rule of these procedures.
            let own = |its: Option<usize>, end: Option<usize>, rule: Option<usize>| {
                rule.filter(|_| end.is_some() && its == end)
            };
            let left = own(pair.left, ends[0], conflict.left_rule);
            let right = own(pair.right, ends[1], conflict.right_rule);
            let known =
                |side: usize, rule: Option<usize>| rule.is_some_and(|r| told[side].contains(&r));
            if left.is_none() && right.is_none() || known(0, left) || known(1, right) {
                continue;
            }
            told[0].extend(left);
            told[1].extend(right);
            rules.push(self.rule(conflict));
        }
        rules
    }

    fn rule(&self, conflict: &RuleConflict) -> UnifiedRule {
        let pair = &self.found.matches[conflict.match_index];
        let stated = |catalogue: &'_ Catalogue, procedure: Option<usize>, rule: Option<usize>| {
            procedure.zip(rule).map(|(p, rule)| catalogue.procedures[p].rules[rule].clone())
        };
        let a = stated(self.left, pair.left, conflict.left_rule);
        let b = stated(self.right, pair.right, conflict.right_rule);
        let (a, b) = (a.as_ref(), b.as_ref());
        let origin = match (conflict.choice, a, b) {
            (Choice::Left, _, _) | (_, Some(_), None) => Origin::Left,
            (Choice::Right, _, _) | (_, None, Some(_)) => Origin::Right,
            _ => Origin::Both,
        };
        let chosen: Option<&BusinessRule> = if origin == Origin::Right { b } else { a };
        let one_value = match conflict.choice {
            Choice::Left | Choice::Right | Choice::Other => true,
            Choice::Both => !conflict.decided && conflict.class != RuleClass::Compatible,
            Choice::Decide => false,
        };
        let value = match (a, b) {
            _ if conflict.choice == Choice::Other => conflict.recommendation.clone(),
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
            by_policy: conflict.is_chosen_by_policy(),
            reason: conflict.reason.clone(),
        }
    }
}

fn step(
    position: u32,
    alignment: &StepAlignment,
    left: &Procedure,
    right: &Procedure,
    choices: &StepChoices,
) -> UnifiedStep {
    let a = alignment.left_step.map(|index| &left.steps[index]);
    let b = alignment.right_step.map(|index| &right.steps[index]);
    let origin = match alignment.lone_side() {
        Some(side) if choices.own[side] == OwnSteps::Adopted => Origin::Both,
        Some(0) => Origin::Left,
        Some(_) => Origin::Right,
        None => Origin::Both,
    };
    let in_system = a.zip(b).and_then(|(a, b)| {
        // A channel may stand as the system; any other system is no matter of channels.
        let [channel, other] = [a, b].map(|step| Means::of_system(&step.system));
        if channel.other_channel(&other) {
            return choices.channels;
        }
        let (a, b) = (Means::of_words(&a.action), Means::of_words(&b.action));
        choices.systems.filter(|_| a.other_system(&b))
    });
    UnifiedStep {
        position,
        actor: chosen(choices.roles, a, b, |step| &step.actor),
        action: action(a, b, alignment, choices),
        system: chosen(in_system, a, b, |step| &step.system),
        output: either(a, b, |step| &step.output),
        note: String::new(),
        kind: a.or(b).map(|step| step.kind).unwrap_or_default(),
        condition: either(a, b, |step| &step.condition),
        next: Vec::new(),
        origin,
        left_step: alignment.left_step,
        right_step: alignment.right_step,
    }
}

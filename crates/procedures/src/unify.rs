//! One catalogue out of two: matched procedures merged, the others kept as they are.
//!
//! The steps of a merged procedure stand in the order of the edit script; where the lines do different
//! things, each line has its own way through them.

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::alignment::differs;
use crate::catalogue::{BusinessRule, Catalogue, Next, Procedure, Step};
use crate::decisions::{Dropped, OwnSteps, StepChoices};
use crate::means::Means;
use crate::note;
use crate::outcome::{
    Choice, Origin, ProcedureMatch, Reconciliation, Relation, RuleClass, RuleConflict,
    StepAlignment, UnifiedProcedure, UnifiedRule, UnifiedStep,
};
use crate::profile::topic_key;
use crate::rules::{Amount, value};
use crate::text::{folded, term_set, words};

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

/// Where things stand in a reconciliation.
struct Places {
    /// Matches by the procedure of the left and of the right line, ascending.
    matches: [FxHashMap<usize, Vec<usize>>; 2],
    /// The alignments of each match, which stand together.
    alignments: Vec<Range<usize>>,
    /// The conflicts of each match, likewise.
    conflicts: Vec<Range<usize>>,
}

impl Places {
    fn of(found: &Reconciliation) -> Self {
        let mut matches: [FxHashMap<usize, Vec<usize>>; 2] = Default::default();
        for (index, pair) in found.matches.iter().enumerate() {
            for (side, end) in [pair.left, pair.right].into_iter().enumerate() {
                if let Some(procedure) = end {
                    matches[side].entry(procedure).or_default().push(index);
                }
            }
        }
        let count = found.matches.len();
        Self {
            matches,
            alignments: runs(found.alignments.iter().map(|row| row.match_index), count),
            conflicts: runs(found.conflicts.iter().map(|row| row.match_index), count),
        }
    }

    /// The first match of a procedure; every procedure is in one.
    fn first(&self, side: usize, procedure: usize) -> usize {
        self.matches[side].get(&procedure).and_then(|of| of.first()).copied().unwrap_or_default()
    }

    /// The matches of either procedure, ascending.
    fn of_either(&self, ends: [Option<usize>; 2]) -> Vec<usize> {
        let of_side = |side: usize| ends[side].and_then(|end| self.matches[side].get(&end));
        let all = [0, 1].into_iter().filter_map(of_side).flatten().copied();
        all.collect::<BTreeSet<usize>>().into_iter().collect()
    }
}

/// Where the rows of each of so many matches stand, which are in the order of the matches.
fn runs(of: impl Iterator<Item = usize>, matches: usize) -> Vec<Range<usize>> {
    let mut runs = vec![0..0; matches];
    for (at, match_index) in of.enumerate() {
        let run = &mut runs[match_index];
        *run = if run.end == 0 { at..at + 1 } else { run.start..at + 1 };
    }
    runs
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

/// What follows a step of one line by its own procedure, always given; positions count from 1 without
/// gaps, whatever the line's own numbers.
fn ways(steps: &[Step], at: usize) -> Vec<Next> {
    let to = |index: Option<usize>| index.map_or(0, |index| index as u32 + 1);
    if steps[at].next.is_empty() {
        let position = to((at + 1 < steps.len()).then_some(at + 1));
        return vec![Next { position, condition: String::new() }];
    }
    let ways = steps[at].next.iter();
    ways.map(|next| Next {
        position: to(index_of(steps, next.position)),
        condition: next.condition.clone(),
    })
    .collect()
}

/// Where a procedure begins: at its first step and at every other that nothing leads to, as the parts of
/// several pools have.
fn entries(steps: &[Step]) -> Vec<usize> {
    let mut reached = vec![false; steps.len()];
    for at in 0..steps.len() {
        for way in ways(steps, at) {
            if let Some(target) = way.position.checked_sub(1) {
                reached[target as usize] = true;
            }
        }
    }
    (0..steps.len()).filter(|at| *at == 0 || !reached[*at]).collect()
}

/// The entries with the role that acts there, where there are several.
fn named_entries(steps: &[Step]) -> Vec<(Option<usize>, String)> {
    let entries = entries(steps);
    let several = entries.len() > 1;
    let name = |at: usize| if several { steps[at].actor.clone() } else { String::new() };
    entries.into_iter().map(|at| (Some(at), name(at))).collect()
}

fn starts(steps: &[Step]) -> Vec<Next> {
    let entries = named_entries(steps).into_iter();
    let ways = entries
        .map(|(at, condition)| Next { position: at.map_or(0, |at| at as u32 + 1), condition });
    if steps.is_empty() { vec![Next::default()] } else { ways.collect() }
}

/// The step with the line's own number; `None` for 0, the end, and for a number no step has.
fn index_of(steps: &[Step], position: u32) -> Option<usize> {
    steps.iter().position(|step| position > 0 && step.position == position)
}

/// Gives every merged step its ways on, and returns where the procedure begins.
///
/// A line whose steps name no ways takes, in the merged order, every step that is its own or that it
/// takes over. A line that names them keeps them, and does a step taken over right before its own
/// step that follows it. A way that both lines take under the same condition is one way.
fn connect(merged: &mut [UnifiedStep], own: [&[Step]; 2], lines: [&str; 2]) -> Vec<Next> {
    let sides = [
        Side::of(merged, own[0], |step| step.left_step),
        Side::of(merged, own[1], |step| step.right_step),
    ];
    for (at, step) in merged.iter_mut().enumerate() {
        step.next = joined([sides[0].after(at), sides[1].after(at)], lines);
    }
    joined([sides[0].start(), sides[1].start()], lines)
}

/// Ways through dropped steps that are told apart, at most.
const MOST_PASSED: usize = 64;

/// What a merged step is to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The other line's alone.
    Foreign,
    /// The line's own step with this index.
    Own(usize),
    /// The other line's, taken over.
    Adopted,
}

/// One line's way through the merged steps.
struct Side<'a> {
    steps: &'a [Step],
    places: Vec<Place>,
}

impl<'a> Side<'a> {
    fn of(
        merged: &[UnifiedStep],
        steps: &'a [Step],
        own: fn(&UnifiedStep) -> Option<usize>,
    ) -> Self {
        let place = |step: &UnifiedStep| match own(step) {
            Some(index) => Place::Own(index),
            None if step.origin == Origin::Both => Place::Adopted,
            None => Place::Foreign,
        };
        Self { steps, places: merged.iter().map(place).collect() }
    }

    /// The line's ways on from a merged place; `None` if it never comes there.
    fn after(&self, at: usize) -> Option<Vec<Next>> {
        let own = match self.places[at] {
            Place::Foreign => return None,
            Place::Adopted => return Some(vec![self.first_from(at + 1)]),
            Place::Own(own) => own,
        };
        // A step that became several is left from the last of them only.
        let goes_on = self.places[at + 1..].iter().position(|other| *other == Place::Own(own));
        if let Some(more) = goes_on {
            return Some(vec![way(at + 1 + more)]);
        }
        if self.steps[own].next.is_empty() {
            return Some(vec![self.first_from(at + 1)]);
        }
        Some(self.reached(self.named_ways(own, "")))
    }

    /// The ways that a step names, or the one to the step that follows it; the way to the end has no
    /// step.
    fn named_ways(&self, own: usize, before: &str) -> Vec<(Option<usize>, String)> {
        let steps = self.steps;
        if steps[own].next.is_empty() {
            return vec![(Some(own + 1).filter(|next| *next < steps.len()), before.to_owned())];
        }
        let ways = steps[own].next.iter().map(|next| {
            let parts = [before, next.condition.trim()];
            let said: Vec<&str> = parts.into_iter().filter(|text| !text.is_empty()).collect();
            (index_of(steps, next.position), said.join(", "))
        });
        ways.collect()
    }

    /// Where ways lead in the merged order. Of a step that was dropped, its own ways take the place,
    /// under every condition by which it was reached; a circle of dropped steps leads to the end.
    fn reached(&self, ways: Vec<(Option<usize>, String)>) -> Vec<Next> {
        let mut out: Vec<Next> = Vec::new();
        let mut passed: BTreeSet<(usize, String)> = BTreeSet::new();
        // Each way with the dropped steps that it has led through.
        let path = |(target, condition)| (target, condition, Vec::new());
        let mut open: Vec<(Option<usize>, String, Vec<usize>)> =
            ways.into_iter().rev().map(path).collect();
        while let Some((target, condition, mut through)) = open.pop() {
            if let Some(position) = self.entry(target) {
                let next = Next { position, condition };
                if !out.contains(&next) {
                    out.push(next);
                }
                continue;
            }
            let Some(own) = target.filter(|own| !through.contains(own)) else { continue };
            // Of a long chain of questions nobody asks any more, one way through each has to do.
            let is_known = if passed.len() < MOST_PASSED {
                !passed.insert((own, condition.clone()))
            } else {
                !passed.insert((own, String::new()))
            };
            if !is_known {
                through.push(own);
                let on = self.named_ways(own, &condition).into_iter().rev();
                open.extend(on.map(|(target, condition)| (target, condition, through.clone())));
            }
        }
        if out.is_empty() { vec![Next::default()] } else { out }
    }

    /// Position at which the line comes to one of its steps, or to the end: that of what it takes
    /// over right before. `None` if the step was dropped.
    fn entry(&self, own: Option<usize>) -> Option<u32> {
        let place = match own {
            None => self.places.len(),
            Some(own) => self.places.iter().position(|place| *place == Place::Own(own))?,
        };
        let before = self.places[..place].iter().enumerate().rev();
        let run = before.take_while(|(_, place)| !matches!(place, Place::Own(_)));
        let adopted = run.filter(|(_, place)| **place == Place::Adopted).last();
        Some(match (adopted, own) {
            (Some((at, _)), _) => at as u32 + 1,
            (None, Some(_)) => place as u32 + 1,
            (None, None) => 0,
        })
    }

    fn start(&self) -> Option<Vec<Next>> {
        if self.steps.is_empty() {
            return None;
        }
        let explicit = self.steps.iter().any(|step| !step.next.is_empty());
        Some(if explicit {
            self.reached(named_entries(self.steps))
        } else {
            vec![self.first_from(0)]
        })
    }

    fn first_from(&self, at: usize) -> Next {
        let found = self.places[at..].iter().position(|place| *place != Place::Foreign);
        found.map_or_else(Next::default, |more| way(at + more))
    }
}

fn way(at: usize) -> Next {
    Next { position: at as u32 + 1, condition: String::new() }
}

/// Ways of both lines: those that mean the same once, those of one line only named after it.
fn joined(ways: [Option<Vec<Next>>; 2], lines: [&str; 2]) -> Vec<Next> {
    let [left, mut right] = match ways {
        [Some(left), Some(right)] => [left, right],
        [Some(ways), _] | [None, Some(ways)] => return ways,
        [None, None] => return Vec::new(),
    };
    let named = |way: Next, line: &str| Next {
        position: way.position,
        condition: if way.condition.is_empty() {
            line.to_owned()
        } else {
            format!("{line}: {}", way.condition)
        },
    };
    let mut all = Vec::new();
    for way in left {
        let same = |other: &Next| {
            way.position == other.position && is_one_answer(&way.condition, &other.condition)
        };
        let other = right.iter().position(|other| *other == way);
        match other.or_else(|| right.iter().position(same)) {
            Some(other) => {
                let said = [way.condition, right.remove(other).condition];
                all.push(Next { position: way.position, condition: one_answer(said) });
            }
            None => all.push(named(way, lines[0])),
        }
    }
    all.extend(right.into_iter().map(|way| named(way, lines[1])));
    all
}

/// Words that tell two answers apart although they count as no terms.
const TURNS: [&str; 27] = [
    "before",
    "after",
    "over",
    "under",
    "above",
    "below",
    "within",
    "until",
    "since",
    "during",
    "from",
    "to",
    "against",
    "more",
    "vor",
    "nach",
    "über",
    "ueber",
    "unter",
    "innerhalb",
    "bis",
    "seit",
    "während",
    "ab",
    "von",
    "zu",
    "gegen",
];

/// Whether the answers of both lines to one question mean the same. Where a number or a word such as
/// `before` may make the difference, only the same words do.
fn is_one_answer(left: &str, right: &str) -> bool {
    if folded(left) == folded(right) {
        return true;
    }
    let yes_or_no = |text: &str| match folded(text).as_str() {
        "yes" | "ja" => Some(true),
        "no" | "nein" => Some(false),
        _ => None,
    };
    if let (Some(a), Some(b)) = (yes_or_no(left), yes_or_no(right)) {
        return a == b;
    }
    let is_plain = |text: &str| {
        let turns = |word: &String| TURNS.contains(&word.as_str());
        !text.contains(|c: char| c.is_numeric()) && !words(text).iter().any(turns)
    };
    let terms = term_set(left);
    !terms.is_empty() && terms == term_set(right) && is_plain(left) && is_plain(right)
}

/// An answer of both lines, in the words of each where they have other ones.
fn one_answer([left, right]: [String; 2]) -> String {
    if folded(&left) == folded(&right) { left } else { format!("{left} / {right}") }
}

/// That of the line people chose where both lines do the step and say something of it.
fn chosen(
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
fn either(left: Option<&Step>, right: Option<&Step>, text: fn(&Step) -> &String) -> String {
    both_texts(left.map_or("", |step| text(step)), right.map_or("", |step| text(step)))
}

fn both_texts(left: &str, right: &str) -> String {
    match (left.trim(), right.trim()) {
        ("", only) | (only, "") => only.to_owned(),
        (a, b) if differs(a, b) => format!("{a} / {b}"),
        (a, _) => a.to_owned(),
    }
}

/// Notes what the lines note at the steps that became one. What became several is noted at the first of them.
fn note_steps(merged: &mut [UnifiedStep], own: [&[Step]; 2], lines: [&str; 2]) {
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
fn both_notes([left, right]: [&str; 2], lines: [&str; 2]) -> String {
    match (left.trim(), right.trim()) {
        ("", only) | (only, "") => only.to_owned(),
        (a, b) if note::sense(a) == note::sense(b) => a.to_owned(),
        (a, b) => format!("{}: {a} / {}: {b}", lines[0], lines[1]),
    }
}

fn either_text<'a>(left: &'a str, right: &'a str) -> &'a str {
    if left.trim().is_empty() { right } else { left }
}

/// Below this similarity neither wording may stand for the other: both are kept.
const ONE_WORDING: f64 = 0.5;

/// The wording with more distinct terms, of equals the left one; both where they are far apart, or name
/// different limits, channels or systems, unless people chose a line's.
fn action(
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

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(left: &str, right: &str) -> String {
        let ways = |text| Some(Next::parse_list(text).unwrap());
        Next::list_text(&joined([ways(left), ways(right)], ["product", "financing"]))
    }

    /// A catalogue of one procedure with these steps and their notes.
    fn noted(line: &str, note: &str, steps: &[(&str, &str)]) -> Catalogue {
        let steps = (1..).zip(steps).map(|(position, (action, note))| Step {
            position,
            action: (*action).to_owned(),
            note: (*note).to_owned(),
            ..Step::default()
        });
        let procedure = Procedure {
            key: "1".into(),
            title: "Change of address".into(),
            note: note.to_owned(),
            steps: steps.collect(),
            ..Procedure::default()
        };
        Catalogue { line: line.to_owned(), procedures: vec![procedure] }
    }

    #[test]
    fn notes_of_both_lines_are_kept_and_change_nothing_else() {
        let unified = |left: &Catalogue, right: &Catalogue| {
            let settings = crate::ReconcileSettings::default();
            crate::reconcile(left, right, &settings, &crate::TopicEvidence::default())
        };
        let actions = ["Identify the customer", "Enter the address", "Send a letter", "Close"];
        let left = noted(
            "product",
            "Only in writing.",
            &[(actions[0], "Two questions < 5"), (actions[1], ""), (actions[2], "Form  B3.")],
        );
        let right = noted(
            "financing",
            "only in writing",
            &[
                (actions[0], "Two questions > 5"),
                (actions[1], "Not the PO box"),
                (actions[2], "form B3"),
            ],
        );
        let both = unified(&left, &right);
        let notes: Vec<&str> = both.unified[0].steps.iter().map(|step| &*step.note).collect();
        assert_eq!(both.unified[0].note, "Only in writing.");
        assert_eq!(
            notes,
            [
                "product: Two questions < 5 / financing: Two questions > 5",
                "Not the PO box",
                "Form  B3."
            ]
        );
        let bare = |mut catalogue: Catalogue| {
            for procedure in &mut catalogue.procedures {
                procedure.note.clear();
                procedure.steps.iter_mut().for_each(|step| step.note.clear());
            }
            catalogue
        };
        let mut without = unified(&bare(left), &bare(right));
        for (plain, told) in without.unified.iter_mut().zip(&both.unified) {
            plain.note.clone_from(&told.note);
            for (plain, told) in plain.steps.iter_mut().zip(&told.steps) {
                plain.note.clone_from(&told.note);
            }
        }
        assert_eq!(without, both, "no result depends on a note");
    }

    #[test]
    fn what_is_noted_at_a_step_that_became_several_is_noted_once() {
        let step = |left_step, right_step| UnifiedStep {
            left_step,
            right_step,
            ..keep("product", &noted("product", "", &[("Ask", "")]).procedures[0], Origin::Both, 0)
                .steps
                .remove(0)
        };
        let left = noted("product", "", &[("Ask and write", "Be kind")]);
        let right = noted("financing", "", &[("Ask", "Be quick"), ("Write", "")]);
        let own = [&*left.procedures[0].steps, &*right.procedures[0].steps];
        let mut merged = [step(Some(0), Some(0)), step(Some(0), Some(1))];
        note_steps(&mut merged, own, ["product", "financing"]);
        let notes = merged.map(|step| step.note);
        assert_eq!(notes, ["product: Be kind / financing: Be quick", ""]);
    }

    #[test]
    fn answers_of_both_lines_that_mean_the_same_are_asked_once() {
        assert_eq!(asked("2: yes; 3: no", "2: ja; 3: nein"), "2: yes / ja; 3: no / nein");
        assert_eq!(asked("2: Yes; end: no", "2: yes; end: no."), "2: Yes; end: no");
        assert_eq!(
            asked("8: goodwill; 9: no goodwill", "9: keine Kulanz; 8: Kulanz"),
            "8: goodwill / Kulanz; 9: no goodwill / keine Kulanz"
        );
    }

    #[test]
    fn answers_that_lead_elsewhere_or_mean_something_else_stay_each_lines_own() {
        assert_eq!(
            asked("4: yes; 6: no", "7: ja; 6: nein"),
            "4: product: yes; 6: no / nein; 7: financing: ja"
        );
        assert_eq!(asked("2: yes", "2: nein"), "2: product: yes; 2: financing: nein");
        for (left, right) in [
            ("up to 100 EUR", "über 100 EUR"),
            ("before delivery", "after delivery"),
            ("goodwill", "keine Kulanz"),
        ] {
            let both = asked(&format!("2: {left}"), &format!("2: {right}"));
            assert_eq!(both, format!("2: product: {left}; 2: financing: {right}"));
        }
    }
}

//! The ways on from each step, of one line and of both together.

use std::collections::BTreeSet;

use super::answers::{is_one_answer, one_answer};
use crate::catalogue::{Next, Step};
use crate::outcome::{Origin, UnifiedStep};

/// What follows a step of one line by its own procedure, always given; positions count from 1 without
/// gaps, whatever the line's own numbers.
pub(super) fn ways(steps: &[Step], at: usize) -> Vec<Next> {
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

pub(super) fn starts(steps: &[Step]) -> Vec<Next> {
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
pub(super) fn connect(
    merged: &mut [UnifiedStep],
    own: [&[Step]; 2],
    lines: [&str; 2],
) -> Vec<Next> {
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
pub(super) fn joined(ways: [Option<Vec<Next>>; 2], lines: [&str; 2]) -> Vec<Next> {
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

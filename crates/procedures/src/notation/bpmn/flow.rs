//! What is drawn: a procedure's steps and ways, whether of one line or proposed for both.

use crate::catalogue::{Next, Procedure, StepKind};
use crate::outcome::{Origin, UnifiedProcedure};

/// A procedure to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flow {
    /// Identifier; it names the file's elements.
    pub key: String,
    /// What the procedure is called; the name of the pool.
    pub title: String,
    /// Why it exists.
    pub purpose: String,
    /// What starts it; the name of the start event.
    pub trigger: String,
    /// What is reached; the name of the last end event.
    pub outcome: String,
    /// What agents should know beside it.
    pub note: String,
    /// Where it begins.
    pub start: Vec<Next>,
    /// The steps.
    pub steps: Vec<FlowStep>,
}

/// A step to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FlowStep {
    /// Place in the procedure; ways name it.
    pub position: u32,
    /// What kind of step it is.
    pub kind: StepKind,
    /// Role that acts; the name of the lane.
    pub actor: String,
    /// What is done.
    pub action: String,
    /// System it is done in.
    pub system: String,
    /// What exists afterwards.
    pub output: String,
    /// What agents should know beside it.
    pub note: String,
    /// When it is done. Empty: always.
    pub condition: String,
    /// What follows; 0 is the end. Empty: the next step, or the end after the last.
    pub next: Vec<Next>,
    /// Name of the only line that takes the step. Empty: both do, or there is one line only.
    pub origin: String,
}

impl Flow {
    /// A procedure of one line.
    pub fn of_procedure(procedure: &Procedure) -> Self {
        let steps: Vec<FlowStep> = procedure
            .steps
            .iter()
            .map(|step| FlowStep {
                position: step.position,
                kind: step.kind,
                actor: step.actor.clone(),
                action: step.action.clone(),
                system: step.system.clone(),
                output: step.output.clone(),
                note: step.note.clone(),
                condition: step.condition.clone(),
                next: step.next.clone(),
                origin: String::new(),
            })
            .collect();
        let first = steps.first().map_or(0, |step| step.position);
        Self {
            key: procedure.key.clone(),
            title: procedure.title.clone(),
            purpose: procedure.purpose.clone(),
            trigger: procedure.trigger.clone(),
            outcome: procedure.outcome.clone(),
            note: procedure.note.clone(),
            start: vec![Next { position: first, condition: String::new() }],
            steps,
        }
    }

    /// A proposed procedure; `lines` are the names of the left and of the right line.
    pub fn of_unified(unified: &UnifiedProcedure, lines: [&str; 2]) -> Self {
        let both_lines = unified.left.is_some() && unified.right.is_some();
        let origin = |origin: Origin| match origin {
            Origin::Left if both_lines => lines[0].to_owned(),
            Origin::Right if both_lines => lines[1].to_owned(),
            _ => String::new(),
        };
        let steps = unified.steps.iter().map(|step| FlowStep {
            position: step.position,
            kind: step.kind,
            actor: step.actor.clone(),
            action: step.action.clone(),
            system: step.system.clone(),
            output: step.output.clone(),
            note: step.note.clone(),
            condition: step.condition.clone(),
            next: step.next.clone(),
            origin: origin(step.origin),
        });
        Self {
            key: unified.key.clone(),
            title: unified.title.clone(),
            purpose: unified.purpose.clone(),
            trigger: unified.trigger.clone(),
            outcome: unified.outcome.clone(),
            note: unified.note.clone(),
            start: unified.start.clone(),
            steps: steps.collect(),
        }
    }

    /// A name for the procedure's file: letters, digits and hyphens of the key, and a number that
    /// tells keys apart which differ in other characters only.
    pub fn file_name(&self) -> String {
        super::super::escape::safe_name(&self.key)
    }
}

/// A step's documentation, for people: the only line that takes it, its condition, system, result and note.
pub(super) fn described([origin, condition, system, output, note]: [&str; 5]) -> String {
    let said = |text: &str, says: String| if text.is_empty() { String::new() } else { says };
    let parts = [
        said(origin, format!("Only {origin}.")),
        said(condition, format!("When: {condition}.")),
        said(system, format!("System: {system}.")),
        said(output, format!("Result: {output}.")),
        said(note, note_for_people(note)),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How a note stands in documentation.
pub(super) fn note_for_people(note: &str) -> String {
    format!("Note: {note}")
}

/// What stands below a step's name, so that a picture tells the line and the system.
pub(super) fn marks(origin: &str, system: &str) -> String {
    match (origin, system) {
        ("", "") => String::new(),
        ("", only) | (only, "") => format!("[{only}]"),
        (origin, system) => format!("[{origin} · {system}]"),
    }
}

//! Notations in and out: what is written is read back, and what is hostile does no harm.

#![allow(clippy::unwrap_used, reason = "the lint exempts test functions, not their helpers")]
#![allow(clippy::format_push_string, reason = "test files are put together, not written fast")]

mod decision_tables;
mod drawings;
mod handbooks;
mod hostile;
mod round_trip;

use sameboat_procedures::{Next, NotationIntake, Procedure, Step, StepKind, read_bpmn};

/// A process with the elements given.
fn bpmn(elements: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<b:definitions xmlns:b=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\n\
         <b:process id=\"p\" name=\"Complaint\">\n{elements}\n</b:process></b:definitions>"
    )
}

fn flow(source: &str, target: &str, name: &str) -> String {
    format!(
        "<b:sequenceFlow id=\"{source}_{target}\" sourceRef=\"{source}\" targetRef=\"{target}\" name=\"{name}\"/>\n"
    )
}

fn task(id: &str, name: &str) -> String {
    format!("<b:userTask id=\"{id}\" name=\"{name}\"/>\n")
}

fn read(text: &str) -> NotationIntake {
    read_bpmn("file", text.as_bytes()).unwrap()
}

/// A procedure as a person would sketch it: one line a step.
fn sketch(procedure: &Procedure) -> String {
    let line = |step: &Step| {
        let by = if step.actor.is_empty() { String::new() } else { format!("{}: ", step.actor) };
        let when = if step.condition.is_empty() {
            String::new()
        } else {
            format!(" (when {})", step.condition)
        };
        let kind = match step.kind {
            StepKind::Task => "",
            StepKind::Event => "~",
            StepKind::Decision => "?",
        };
        let mut rest = String::new();
        for (label, text) in [("in", &step.system), ("gives", &step.output)] {
            if !text.is_empty() {
                rest.push_str(&format!(" {label} {text}"));
            }
        }
        let next = if step.next.is_empty() {
            String::new()
        } else {
            format!(" → {}", Next::list_text(&step.next))
        };
        format!("{}. {kind}{by}{}{rest}{when}{next}", step.position, step.action)
    };
    procedure.steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn only(intake: &NotationIntake) -> &Procedure {
    assert_eq!(intake.procedures.len(), 1, "{:?}", intake.refused);
    &intake.procedures[0].procedure
}

fn refused(intake: &NotationIntake) -> String {
    let line = |part: &sameboat_procedures::RefusedPart| {
        format!("{} {:?} {}: {}", part.line, part.part, part.id, part.reason)
    };
    intake.refused.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What is noted of the procedure and of each of its steps.
fn notes(procedure: &Procedure) -> Vec<String> {
    let of_steps = procedure.steps.iter().map(|step| format!("{}: {}", step.action, step.note));
    std::iter::once(procedure.note.clone()).chain(of_steps).collect()
}

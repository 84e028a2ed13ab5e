//! What is written is read back.

use proptest::prelude::*;
use sameboat_procedures::{
    Flow, FlowRule, FlowStep, Next, Procedure, RuleKind, Step, StepKind, read_bpmn, read_dmn,
    read_markdown, read_text, write_bpmn, write_dmn,
};

use crate::{only, read, sketch};

/// A step as its round trip must keep it: all but its number.
type Kept = ([String; 5], StepKind, Vec<(String, String)>);

fn kept(steps: &[Step]) -> Vec<Kept> {
    let name = |position: u32| {
        let found = steps.iter().find(|step| step.position == position);
        found.map_or_else(|| "end".to_owned(), |step| step.action.clone())
    };
    let mut all: Vec<Kept> = steps
        .iter()
        .map(|step| {
            let following = Next { position: step.position + 1, condition: String::new() };
            let ways = if step.next.is_empty() { vec![following] } else { step.next.clone() };
            let mut ways: Vec<(String, String)> =
                ways.into_iter().map(|way| (name(way.position), way.condition)).collect();
            ways.sort();
            ways.dedup();
            let own = [&step.action, &step.actor, &step.system, &step.output, &step.note];
            (own.map(Clone::clone), step.kind, ways)
        })
        .collect();
    all.sort();
    all
}

/// What is noted beside a step or a procedure; some of it looks like what we write ourselves.
fn note() -> impl Strategy<Value = String> {
    let like_ours = ["", "", "By phone.\n- \"A & B\" <x>", "System: CRM.", "When: late. Note: x"];
    prop::sample::select(like_ours.to_vec()).prop_map(str::to_owned)
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let word = "[a-zß<&\"']{1,8}( [a-z>.:]{1,6}){0,2}";
    let step = (
        prop_oneof!["", "Agent", "Back office", "A & B"],
        word,
        prop_oneof!["", "", "CRM"],
        prop_oneof!["", "", "letter"],
        note(),
        prop_oneof![Just(StepKind::Task), Just(StepKind::Event), Just(StepKind::Decision)],
        prop::collection::vec((0..12_u32, prop_oneof!["", "yes", "no", "a: b"]), 0..4),
    );
    prop::collection::vec(step, 1..10).prop_map(|drafts| {
        let count = drafts.len() as u32;
        (1..)
            .zip(drafts)
            .map(|(position, (actor, action, system, output, note, kind, ways))| Step {
                position,
                kind,
                actor,
                // Names are told apart by their number, which also keeps them from being blank.
                action: format!("{position} {action}"),
                system,
                output,
                note,
                condition: String::new(),
                next: ways
                    .into_iter()
                    .map(|(to, condition)| Next {
                        position: if to > count { 0 } else { to },
                        condition,
                    })
                    .collect(),
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_written_is_read_back(steps in steps(), trigger in "[a-z<]{0,9}", note in note(), purpose in "|Because\\.") {
        let outcome = trigger.clone();
        let procedure = Procedure { key: "k".into(), title: "T & T".into(), purpose, trigger, outcome, note, steps, ..Procedure::default() };
        let flow = Flow::of_procedure(&procedure);
        let text = write_bpmn(&flow);
        prop_assert_eq!(&text, &write_bpmn(&flow));
        let intake = read_bpmn("file", text.as_bytes()).unwrap();
        prop_assert!(intake.refused.is_empty());
        prop_assert_eq!(intake.procedures.len(), 1);
        let read = &intake.procedures[0].procedure;
        prop_assert_eq!(kept(&read.steps), kept(&procedure.steps));
        prop_assert_eq!((&read.title, &read.trigger), (&procedure.title, &procedure.trigger));
        prop_assert_eq!(&read.outcome, &procedure.outcome);
        prop_assert_eq!((&read.purpose, &read.note), (&procedure.purpose, &procedure.note));
    }

    #[test]
    fn steps_of_one_line_are_marked_and_read_without_the_mark(origin in "product|financing|", system in "CRM|") {
        let step = FlowStep { position: 1, action: "Ask".into(), system: system.clone(), origin, ..FlowStep::default() };
        let flow = Flow { key: "k".into(), title: "T".into(), steps: vec![step], ..Flow::default() };
        let intake = read(&write_bpmn(&flow));
        let step = &only(&intake).steps[0];
        prop_assert_eq!((step.action.as_str(), &step.system), ("Ask", &system));
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "[ -~\n\tä€#*.:0-9<>/&;?-]{0,300}") {
        let _ = read_bpmn("f", text.as_bytes());
        let _ = read_dmn("f", text.as_bytes());
        let _ = read_markdown("f", text.as_bytes());
        let _ = read_text("f", text.as_bytes());
    }

    #[test]
    fn rules_are_read_back(values in prop::collection::vec(("[a-z\"\\\\&]{0,8}", "[a-z0-9€<]{1,9}( [a-z]{1,5})?"), 1..6)) {
        let rules: Vec<FlowRule> = values.iter().zip(RuleKind::ALL).map(|((condition, value), kind)| FlowRule {
            kind,
            condition: condition.clone(),
            value: value.clone(),
            unit: "EUR".into(),
            line: String::new(),
            origin: "both".into(),
        }).collect();
        let intake = read_dmn("f", write_dmn("k", "T", &rules).as_bytes()).unwrap();
        let read = &only(&intake).rules;
        prop_assert_eq!(read.len(), rules.len());
        for (read, rule) in read.iter().zip(&rules) {
            prop_assert_eq!((read.kind, &read.condition, &read.value, &read.unit), (rule.kind, &rule.condition, &rule.value, &rule.unit));
        }
    }
}

/// Steps with a condition that no way states may be left out: a gateway says so.
#[test]
fn optional_steps_are_drawn_with_a_way_past_them() {
    let step = |position: u32, action: &str, condition: &str| Step {
        position,
        action: action.into(),
        condition: condition.into(),
        ..Step::default()
    };
    let procedure = Procedure {
        key: "k".into(),
        title: "T".into(),
        steps: vec![
            step(1, "Listen", ""),
            step(2, "Ask the supervisor", "above 100 €"),
            step(3, "Note the approval", "above 100 €"),
            step(4, "Refund", ""),
        ],
        ..Procedure::default()
    };
    let intake = read(&write_bpmn(&Flow::of_procedure(&procedure)));
    insta::assert_snapshot!(sketch(only(&intake)), @r"
    1. Listen → 2: above 100 €; 4
    2. Ask the supervisor (when above 100 €)
    3. Note the approval (when above 100 €)
    4. Refund
    ");
}

#[test]
fn parallel_branches_stay_parallel() {
    let step = |position: u32, action: &str, next: &str| Step {
        position,
        action: action.into(),
        next: Next::parse_list(next).unwrap(),
        ..Step::default()
    };
    let procedure = Procedure {
        key: "k".into(),
        title: "T".into(),
        steps: vec![
            step(1, "Split", "2; 3"),
            step(2, "Left", "4"),
            step(3, "Right", "4"),
            step(4, "Join", ""),
        ],
        ..Procedure::default()
    };
    let text = write_bpmn(&Flow::of_procedure(&procedure));
    assert_eq!(text.matches("<bpmn:parallelGateway").count(), 2);
    insta::assert_snapshot!(sketch(only(&read(&text))), @r"
    1. Split → 2; 3
    2. Left → 4
    3. Right
    4. Join
    ");
}

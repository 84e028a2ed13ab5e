//! Notations in and out: what is written is read back, and what is hostile does no harm.

#![allow(clippy::unwrap_used, reason = "the lint exempts test functions, not their helpers")]
#![allow(clippy::format_push_string, reason = "test files are put together, not written fast")]

use proptest::prelude::*;
use sameboat_procedures::{
    Flow, FlowRule, FlowStep, Next, NotationError, NotationIntake, PlainText, Procedure, RuleKind,
    Step, StepKind, read_bpmn, read_dmn, read_markdown, read_text, write_bpmn, write_dmn,
};

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

#[test]
fn gateways_lanes_events_and_data_become_steps() {
    let text = bpmn(&[
        "<b:documentation>Keeps customers</b:documentation>
        <b:laneSet><b:lane name=\"Service\"><b:flowNodeRef>a</b:flowNodeRef><b:childLaneSet>
        <b:lane name=\"Back office\"><b:flowNodeRef>c</b:flowNodeRef></b:lane></b:childLaneSet>
        <b:flowNodeRef>q</b:flowNodeRef></b:lane></b:laneSet>
        <b:dataStoreReference id=\"crm\" name=\"CRM\"/><b:dataObjectReference id=\"note\" name=\"Note\"/>
        <b:startEvent id=\"s\" name=\"Complaint received\"/>
        <b:userTask id=\"a\" name=\"Listen\"><b:dataOutputAssociation><b:targetRef>note</b:targetRef>
        </b:dataOutputAssociation><b:dataInputAssociation><b:sourceRef>crm</b:sourceRef>
        </b:dataInputAssociation></b:userTask>
        <b:exclusiveGateway id=\"q\" name=\"Justified?\"/><b:exclusiveGateway id=\"j\"/>
        <b:subProcess id=\"sub\"><b:startEvent id=\"ss\"/><b:task id=\"c\" name=\"Refund\"/>
        <b:sequenceFlow id=\"x\" sourceRef=\"ss\" targetRef=\"c\"/></b:subProcess>
        <b:intermediateCatchEvent id=\"w\" name=\"Two days\"/>
        <b:boundaryEvent id=\"b\" name=\"No answer\" attachedToRef=\"a\"/>
        <b:endEvent id=\"e\" name=\"Customer informed\"/>",
        &task("d", "Explain"),
        &task("f", "Inform"),
        &task("g", "Call again"),
        &flow("s", "a", ""),
        &flow("a", "q", ""),
        &flow("q", "sub", "yes"),
        &flow("q", "d", "no"),
        &flow("sub", "w", ""),
        &flow("w", "j", ""),
        &flow("d", "j", ""),
        &flow("j", "f", ""),
        &flow("f", "e", ""),
        &flow("b", "g", ""),
        &flow("g", "a", ""),
    ]
    .concat());
    let intake = read(&text);
    let procedure = only(&intake);
    insta::assert_snapshot!(sketch(procedure), @r"
    1. Service: Listen in CRM gives Note → 2; 7: No answer
    2. ?Service: Justified? → 3: yes; 5: no
    3. Back office: Refund (when yes)
    4. ~Two days (when yes) → 6
    5. Explain (when no)
    6. Inform → end
    7. ~No answer (when No answer)
    8. Call again (when No answer) → 1
    ");
    assert_eq!(
        (&*procedure.title, &*procedure.purpose, &*procedure.trigger, &*procedure.outcome),
        ("Complaint", "Keeps customers", "Complaint received", "Customer informed")
    );
}

#[test]
fn pools_of_one_collaboration_are_one_procedure_ordered_by_their_messages() {
    let text = "<definitions><collaboration id=\"c\" name=\"Loan\">
        <participant id=\"x\" name=\"Bank\" processRef=\"pb\"/>
        <participant id=\"y\" name=\"Customer\" processRef=\"pc\"/>
        <messageFlow sourceRef=\"ask\" targetRef=\"bs\"/><messageFlow sourceRef=\"tell\" targetRef=\"get\"/>
        </collaboration>
        <process id=\"pb\"><startEvent id=\"bs\"/><task id=\"check\" name=\"Check\"/><task id=\"tell\" name=\"Tell\"/>
        <sequenceFlow sourceRef=\"bs\" targetRef=\"check\"/><sequenceFlow sourceRef=\"check\" targetRef=\"tell\"/></process>
        <process id=\"pc\"><startEvent id=\"cs\" name=\"Needs money\"/><task id=\"ask\" name=\"Ask\"/>
        <task id=\"get\" name=\"Get answer\"/>
        <sequenceFlow sourceRef=\"cs\" targetRef=\"ask\"/><sequenceFlow sourceRef=\"ask\" targetRef=\"get\"/></process>
        </definitions>";
    let intake = read(text);
    insta::assert_snapshot!(sketch(only(&intake)), @r"
    1. Customer: Ask → 4
    2. Bank: Check
    3. Bank: Tell → end
    4. Customer: Get answer
    ");
    assert_eq!(only(&intake).trigger, "Needs money");
}

#[test]
fn parts_that_cannot_be_used_are_refused_and_the_flow_leads_past_them() {
    let elements = [
        &*task("a", "Ask"),
        "<b:task id=\"blank\"/>\n",
        &*task("c", "Close"),
        &*task("c", "Close twice"),
        &*flow("a", "blank", ""),
        &*flow("blank", "c", ""),
        &*flow("c", "nowhere", ""),
        "<b:boundaryEvent id=\"lost\" name=\"Late\" attachedToRef=\"gone\"/>",
    ];
    let intake = read(&bpmn(&elements.concat()));
    insta::assert_snapshot!(sketch(only(&intake)), @r"
    1. Ask
    2. Close → end
    3. ~Late
    ");
    insta::assert_snapshot!(refused(&intake), @r"
    5 Step blank: the task has no name; the flow leads past it
    7 Step c: an earlier element has the same id
    10 Step c_nowhere: the flow leads from or to an element that is not there
    11 Step lost: the event stands at an element that is not there
    ");
}

#[test]
fn loops_and_self_loops_stay_in_the_ways() {
    let elements = [
        task("a", "Ask"),
        task("b", "Wait"),
        "<b:inclusiveGateway id=\"q\" name=\"Answered?\"/>".into(),
        flow("a", "b", ""),
        flow("b", "q", ""),
        flow("b", "b", "again"),
        flow("q", "a", "no"),
        flow("q", "c", "yes"),
        task("c", "Close"),
    ];
    insta::assert_snapshot!(sketch(only(&read(&bpmn(&elements.concat())))), @r"
    1. Ask
    2. Wait → 3; 2: again
    3. ?Answered? → 1: no; 4: yes
    4. Close (when yes)
    ");
}

fn fault(result: Result<NotationIntake, NotationError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn hostile_files_are_clear_errors() {
    let bomb = "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]>\n<definitions>&lol2;</definitions>";
    let external =
        "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><definitions>&x;</definitions>";
    let deep = format!("<definitions>{}", "<process><subProcess>".repeat(5_000));
    let good = bpmn(&task("a", "Ask"));
    let errors = [
        fault(read_bpmn("f", bomb.as_bytes())),
        fault(read_dmn("f", external.as_bytes())),
        fault(read_bpmn("f", deep.as_bytes())),
        fault(read_bpmn("f", &good.as_bytes()[..good.len() - 20])),
        fault(read_bpmn("f", b"<definitions><process id=\"1\"")),
        fault(read_bpmn("f", b"<html/>")),
        fault(read_bpmn("f", b"PK\x03\x04")),
        fault(read_markdown("f", b"a\0b")),
    ];
    insta::assert_snapshot!(errors.join("\n"), @r"
    line 1, column 1: the file has a document type (DOCTYPE), which is refused: export it again without one
    line 1, column 1: the file has a document type (DOCTYPE), which is refused: export it again without one
    line 1, column 2102: elements stand within each other more than 200 deep
    line 6, column 1: not XML: syntax error: tag not closed: `>` not found before end of input
    line 1, column 14: not XML: syntax error: tag not closed: `>` not found before end of input
    line 1, column 1: not BPMN: the outermost element is `html`
    line 1, column 1: text outside of the outermost element
    line 1, column 1: the file is not text
    ");
}

#[test]
fn sentences_of_annotations_and_documentation_that_state_a_rule_are_rules() {
    let text = bpmn(
        "<b:documentation>Keeps customers. Acknowledge the complaint within 24 hours.</b:documentation>
        <b:userTask id=\"a\" name=\"Grant goodwill\">
        <b:documentation>Frage nach dem Grund. Gutschrift bis 50 € ohne Freigabe.</b:documentation>
        </b:userTask>
        <b:subProcess id=\"sub\" name=\"Answer\"><b:task id=\"c\" name=\"Write the answer\"/>
        <b:textAnnotation id=\"t\"><b:text>within 5 business days</b:text></b:textAnnotation>
        <b:association id=\"x\" sourceRef=\"c\" targetRef=\"t\"/></b:subProcess>
        <b:textAnnotation id=\"u\"><b:text>Acknowledge the complaint within 24 hours
        Draw this anew in spring</b:text></b:textAnnotation>",
    );
    let read = &read(&text).procedures[0];
    let rules = read.procedure.rules.iter().zip(&read.rule_lines);
    let told: Vec<_> = rules
        .map(|(rule, line)| {
            format!("{line}: {} [{}] {}", rule.kind.name(), rule.condition, rule.value)
        })
        .collect();
    insta::assert_debug_snapshot!(told, @r#"
    [
        "4: sla [] Acknowledge the complaint within 24 hours",
        "6: authority_limit [] Gutschrift bis 50 € ohne Freigabe",
        "9: sla [Write the answer] within 5 business days",
    ]
    "#);
    let procedure = Procedure {
        steps: vec![Step {
            condition: "Kunde ruft innerhalb von 2 Tagen an".into(),
            ..Step { position: 1, action: "Ask".into(), ..Step::default() }
        }],
        purpose: "Answer within 2 days".into(),
        ..Procedure::default()
    };
    let written = write_bpmn(&Flow::of_procedure(&procedure));
    assert!(read_bpmn("f", written.as_bytes()).unwrap().procedures[0].procedure.rules.is_empty());
}

/// What is noted of the procedure and of each of its steps.
fn notes(procedure: &Procedure) -> Vec<String> {
    let of_steps = procedure.steps.iter().map(|step| format!("{}: {}", step.action, step.note));
    std::iter::once(procedure.note.clone()).chain(of_steps).collect()
}

#[test]
fn sentences_of_annotations_and_documentation_that_state_no_rule_are_notes() {
    let text = bpmn(
        "<b:documentation>Keeps customers.</b:documentation><b:documentation>See wiki</b:documentation>
        <b:laneSet><b:lane id=\"l\" name=\"Agent\"><b:documentation>Early shift</b:documentation></b:lane></b:laneSet>
        <b:userTask id=\"a\" name=\"Grant goodwill\">
        <b:documentation>Frage nach dem Grund. Gutschrift bis 50 € ohne Freigabe. Nie drängen!</b:documentation>
        </b:userTask>
        <b:task id=\"c\" name=\"Write the answer\"/>
        <b:subProcess id=\"s\" name=\"Send it\"><b:documentation>Mind the post</b:documentation>
        <b:task id=\"i\" name=\"Print\"><b:documentation>both sides</b:documentation></b:task></b:subProcess>
        <b:sequenceFlow id=\"f\" name=\"fine\" sourceRef=\"a\" targetRef=\"c\"><b:documentation>rare</b:documentation></b:sequenceFlow>
        <b:textAnnotation id=\"t\"><b:text>- Template B3
        - within 5 business days
        - no  jargon</b:text></b:textAnnotation>
        <b:association id=\"x\" sourceRef=\"c\" targetRef=\"t\"/>
        <b:textAnnotation id=\"u\"><b:text>Draw this anew\nin spring</b:text></b:textAnnotation>
        <b:textAnnotation id=\"v\"><b:text>In LeaseOne</b:text></b:textAnnotation>
        <b:association id=\"y\" sourceRef=\"v\" targetRef=\"a\"/><b:association id=\"z\" sourceRef=\"v\" targetRef=\"c\"/>
        <b:textAnnotation id=\"w\"><b:text>see wiki.</b:text></b:textAnnotation>",
    );
    let intake = read(&text);
    insta::assert_debug_snapshot!(notes(only(&intake)), @r#"
    [
        "See wiki\nAgent: Early shift\nSend it: Mind the post\nfine: rare\nDraw this anew\nin spring",
        "Grant goodwill: Frage nach dem Grund. Nie drängen!\nIn LeaseOne",
        "Write the answer: Template B3; no jargon\nIn LeaseOne",
        "Print: both sides",
    ]
    "#);
    assert_eq!(only(&intake).purpose, "Keeps customers.");
    assert_eq!(only(&intake).rules.len(), 2);
    let closed = text.replace(
        "</b:definitions>",
        "<x:BPMNDiagram xmlns:x=\"di\"><x:BPMNShape bpmnElement=\"s\" isExpanded=\"false\"/></x:BPMNDiagram></b:definitions>",
    );
    let closed = read(&closed);
    let sent = only(&closed).steps.iter().find(|step| step.action == "Send it").unwrap();
    assert_eq!(sent.note, "Mind the post\nPrint: both sides");
}

#[test]
fn an_annotation_tied_to_many_steps_is_noted_once_of_the_procedure() {
    let mut elements =
        String::from("<b:textAnnotation id=\"n\"><b:text>Be kind</b:text></b:textAnnotation>");
    for at in 0..9 {
        elements.push_str(&task(&format!("t{at}"), &format!("Step {at}")));
        elements.push_str(&format!("<b:association sourceRef=\"t{at}\" targetRef=\"n\"/>"));
    }
    let intake = read(&bpmn(&elements));
    assert_eq!(only(&intake).note, "Be kind");
    assert!(only(&intake).steps.iter().all(|step| step.note.is_empty()));
}

#[test]
fn what_people_add_to_a_file_of_ours_is_noted_and_what_we_wrote_is_not() {
    let step = FlowStep {
        position: 1,
        action: "Ask".into(),
        system: "CRM".into(),
        condition: "late".into(),
        origin: "product".into(),
        note: "Be kind.".into(),
        ..FlowStep::default()
    };
    let flow = Flow { key: "k".into(), title: "T".into(), steps: vec![step], ..Flow::default() };
    let text = write_bpmn(&flow);
    let ours = "Only product. When: late. System: CRM. Note: Be kind.</bpmn:documentation>";
    assert!(text.contains(ours), "{text}");
    assert_eq!(notes(only(&read(&text))), ["", "Ask: Be kind."]);
    let added = text.replace(ours, &ours.replace("</", " No jargon.</"));
    assert_eq!(notes(only(&read(&added))), ["", "Ask: Be kind.\nNo jargon."]);
    let edited = text.replace(ours, "Ask twice.</bpmn:documentation>");
    assert_eq!(notes(only(&read(&edited))), ["", "Ask: Be kind.\nAsk twice."]);
}

/// Every prefix of a file is an error or a procedure, never a panic.
#[test]
fn truncated_files_do_no_harm() {
    let flow = Flow::of_procedure(&Procedure {
        key: "p".into(),
        title: "Complaint äöü".into(),
        steps: vec![
            Step { position: 1, action: "Ask".into(), actor: "Agent".into(), ..Step::default() },
            Step { position: 2, action: "Note".into(), ..Step::default() },
        ],
        ..Procedure::default()
    });
    let text = write_bpmn(&flow);
    for end in 0..text.len() {
        let read = read_bpmn("f", &text.as_bytes()[..end]);
        assert!(read.is_err() || text[end..].trim().is_empty(), "{end}");
    }
}

#[test]
fn ten_thousand_steps_are_read_and_written() {
    let mut elements = String::new();
    for at in 0..10_000 {
        elements.push_str(&task(&format!("t{at}"), &format!("Step {at}")));
        elements.push_str(&format!("<b:exclusiveGateway id=\"g{at}\"/>\n"));
        elements.push_str(&flow(&format!("t{at}"), &format!("g{at}"), ""));
        elements.push_str(&flow(&format!("g{at}"), &format!("t{}", (at + 1) % 10_000), "on"));
        // Every tenth may leave out a hundred, or go back.
        if at % 10 == 0 {
            elements.push_str(&flow(
                &format!("g{at}"),
                &format!("t{}", (at + 100) % 10_000),
                "far",
            ));
            elements.push_str(&flow(&format!("g{at}"), &format!("t{}", at / 2), "back"));
        }
    }
    let intake = read(&bpmn(&elements));
    let procedure = only(&intake);
    assert_eq!(procedure.steps.len(), 10_000);
    let written = write_bpmn(&Flow::of_procedure(procedure));
    let again = read(&written);
    assert_eq!(again.procedures[0].procedure.steps.len(), 10_000);
}

/// One step that all others follow, and all of which lead to one.
#[test]
fn ten_thousand_ways_out_of_one_step_are_read_and_written() {
    let mut elements = task("a", "Ask") + &task("z", "Close");
    for at in 0..10_000 {
        elements.push_str(&task(&format!("t{at}"), &format!("Step {at}")));
        elements.push_str(&flow("a", &format!("t{at}"), &format!("case {at}")));
        elements.push_str(&flow(&format!("t{at}"), "z", ""));
    }
    let intake = read(&bpmn(&elements));
    let procedure = only(&intake);
    assert_eq!(procedure.steps[0].next.len(), 10_000);
    let written = write_bpmn(&Flow::of_procedure(procedure));
    assert_eq!(only(&read(&written)).steps[0].next.len(), 10_000);
}

/// A net of unnamed gateways has more ways than a file has room for.
#[test]
fn ways_through_nets_of_unnamed_gateways_are_limited() {
    let mut elements = String::new();
    for at in 0..4_000 {
        elements.push_str(&task(&format!("t{at}"), "Ask"));
        elements.push_str(&task(&format!("u{at}"), "Close"));
        elements.push_str(&flow(&format!("t{at}"), "g", ""));
        elements.push_str(&flow("g", &format!("u{at}"), ""));
    }
    elements.push_str("<b:exclusiveGateway id=\"g\"/>");
    let error = fault(read_bpmn("f", bpmn(&elements).as_bytes()));
    assert!(error.contains("name the gateways"), "{error}");
}

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

#[test]
fn decision_tables_become_rules_in_words() {
    let text = "<definitions name=\"Goodwill\"><decision id=\"d\" name=\"Goodwill limit\"><decisionTable>
        <input label=\"Customer\"><inputExpression><text>c</text></inputExpression></input>
        <input label=\"Amount\"/><output label=\"Limit\"/>
        <rule id=\"r1\"><inputEntry><text>\"gold\",\"silver\"</text></inputEntry><inputEntry><text>&gt; 50</text></inputEntry>
        <outputEntry><text>\"100 EUR\"</text></outputEntry></rule>
        <rule id=\"r2\"><inputEntry><text>-</text></inputEntry><inputEntry><text>[0..50]</text></inputEntry>
        <outputEntry><text>20</text></outputEntry></rule>
        <rule id=\"r3\"><inputEntry/><outputEntry><text>1</text></outputEntry></rule>
        <rule id=\"r4\"><inputEntry/><inputEntry/><outputEntry/></rule></decisionTable></decision>
        <decision id=\"s\" name=\"Reply deadline\"><literalExpression><text>duration(\"PT24H\")</text></literalExpression></decision>
        <decision id=\"t\" name=\"Nothing\"/></definitions>";
    let intake = read_dmn("rules", text.as_bytes()).unwrap();
    let rules: Vec<String> = intake
        .procedures
        .iter()
        .flat_map(|read| read.procedure.rules.iter().map(|rule| (&read.procedure.title, rule)))
        .map(|(title, rule)| {
            format!("{title} | {} | {} | {}", rule.kind.name(), rule.condition, rule.value)
        })
        .collect();
    insta::assert_snapshot!(rules.join("\n"), @r"
    Goodwill limit | authority_limit | Customer is gold or silver and Amount above 50 | 100 EUR
    Goodwill limit | authority_limit | Amount from 0 to 50 | 20
    Reply deadline | sla |  | 24 hours
    ");
    insta::assert_snapshot!(refused(&intake), @r"
    8 Rule r3: the row has not as many entries as the table has columns
    9 Rule r4: the row has no result
    11 Rule t: the decision has neither a table nor a literal expression
    ");
}

#[test]
fn what_is_written_beside_decision_tables_is_noted_and_no_rule() {
    let row = |id: &str, amount: &str, beside: &str| {
        format!(
            "<rule id=\"{id}\">{beside}<inputEntry><text>{amount}</text></inputEntry>
             <outputEntry><text>20</text></outputEntry></rule>"
        )
    };
    let annotated = "<description>Agreed with sales</description>";
    let commented =
        "<annotationEntry><text>Ask the supervisor within 24 hours</text></annotationEntry>";
    let table = |rows: &str| {
        format!(
            "<decisionTable id=\"table\"><input label=\"Amount\"/><output label=\"Limit\"/>
             <annotation name=\"Comment\"/>{rows}</decisionTable>"
        )
    };
    let tied = |annotation: &str, to: &str, text: &str| {
        format!(
            "<textAnnotation id=\"{annotation}\"><text>{text}</text></textAnnotation>
             <association><sourceRef href=\"#{to}\"/><targetRef href=\"#{annotation}\"/></association>"
        )
    };
    let rows = row("r1", "&gt; 50", annotated) + &row("r2", "-", commented);
    let text = format!(
        "<definitions name=\"Goodwill\"><decision id=\"d\" name=\"Goodwill limit\">
         <description>Only for customers
who complain</description>{}</decision>
         <decision id=\"e\" name=\"Reply deadline\">{}</decision>{}{}
         <textAnnotation id=\"z\"><text>Draw anew in spring</text></textAnnotation></definitions>",
        table(&rows),
        table(&row("r3", "&lt; 9", "")).replace("\"table\"", "\"other\""),
        tied("x", "other", "Goodwill up to 100 EUR was the limit of 2019"),
        tied("y", "nowhere", "Ask Kim"),
    );
    let intake = read_dmn("rules", text.as_bytes()).unwrap();
    let told: Vec<String> = intake
        .procedures
        .iter()
        .map(|read| &read.procedure)
        .map(|of| format!("{}, {} rules\n{}", of.title, of.rules.len(), of.note))
        .collect();
    insta::assert_snapshot!(told.join("\n\n"), @r"
    Goodwill limit, 2 rules
    Only for customers
    who complain
    Amount above 50: Agreed with sales
    Ask the supervisor within 24 hours
    Ask Kim
    Draw anew in spring

    Reply deadline, 1 rules
    Goodwill up to 100 EUR was the limit of 2019
    ");
}

#[test]
fn a_glossary_is_no_procedure_wherever_it_stands() {
    let glossary = "Glossary\n- **SLA**: answer within 24 hours\n1. Lessee\nOwner: who signs\n\
                    Deadline: the last day\n\n| Term | Meaning |\n|---|---|\n| FIN | 17 signs |\n";
    let complaint = "Complaint\nOwner: Service\n1. Listen\n2. Answer\n";
    for text in [
        format!("## {complaint}## {glossary}"),
        format!("## {glossary}### Further\n- more\n## {complaint}"),
        format!("## {complaint}### {glossary}#### Further\n1. more\n"),
        format!("# {glossary}## Letters A to K\n- Arrears\n### L\n- Lease\n# {complaint}"),
        format!("# Handbook\n## {complaint}# {glossary}"),
    ] {
        let intake = read_markdown("handbook", text.as_bytes()).unwrap();
        let procedure = only(&intake);
        insta::allow_duplicates! {
            insta::assert_snapshot!(
                format!("{} ({})\n{}", procedure.title, procedure.owner, sketch(procedure)),
                @r"
            Complaint (Service)
            1. Listen
            2. Answer
            "
            );
        }
        assert_eq!((procedure.rules.len(), intake.refused.len()), (0, 0), "{text}");
    }
    let changes = format!("## {complaint}## Changes\n1. Check the change\n2. Apply it\n");
    let intake = read_markdown("handbook", changes.as_bytes()).unwrap();
    assert_eq!(intake.procedures.len(), 2, "a procedure may be called so");
}

const HANDBOOK: &str = "\
# Handbook of the product line

Valid from May.

## 1. Complaint by phone
**Purpose:** Keep the customer
- **Topics**: complaint, warranty
- Owner: Service lead

### Steps
1. Listen and apologise
2. **Back office:** Find the contract
   in the archive
3. If the amount is above 100 €:
   a. Ask the supervisor
   b. Note the approval
4. Otherwise: decide at once
5. Is the customer content?
   - Yes: close the case
   - No:
     - Offer a call back
     - Note the date
6. Send the letter

### Rules
- SLA: reply within 24 hours
- Goodwill up to 100 € if the product is defective

## Rückruf
Auslöser: Kunde bittet um Rückruf

Ablauf:
1) Termin vereinbaren
2)
3) Anrufen

## Empty chapter at the end
Only words.
";

#[test]
fn a_handbook_in_markdown_becomes_procedures() {
    let intake = read_markdown("handbook", HANDBOOK.as_bytes()).unwrap();
    let shown: Vec<String> = intake
        .procedures
        .iter()
        .map(|read| {
            let procedure = &read.procedure;
            let rules: Vec<String> = procedure
                .rules
                .iter()
                .map(|rule| format!("- {}: {} / {}", rule.kind.name(), rule.value, rule.condition))
                .collect();
            format!(
                "## {} (line {}; {}; {}; {:?}; {})\n{}\n{}",
                procedure.title,
                read.line,
                procedure.purpose,
                procedure.trigger,
                procedure.topics,
                procedure.owner,
                sketch(procedure),
                rules.join("\n")
            )
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    ## Complaint by phone (line 5; Keep the customer; ; ["complaint", "warranty"]; Service lead)
    1. Listen and apologise
    2. Back office: Find the contract in the archive → 3: the amount is above 100 €; 5: otherwise
    3. Ask the supervisor (when the amount is above 100 €)
    4. Note the approval (when the amount is above 100 €) → 6
    5. decide at once (when otherwise)
    6. ?Is the customer content? → 7: Yes; 8: No
    7. close the case (when Yes) → 10
    8. Offer a call back (when No)
    9. Note the date (when No)
    10. Send the letter
    - sla: reply within 24 hours / 
    - authority_limit: Goodwill up to 100 € / the product is defective
    ## Rückruf (line 29; ; Kunde bittet um Rückruf; []; )
    1. Termin vereinbaren
    2. Anrufen
    "#);
    insta::assert_snapshot!(refused(&intake), @r"
    34 Step : the list item has no text
    37 Procedure Empty chapter at the end: neither steps nor rules stand under the heading
    ");
}

#[test]
fn a_plain_text_is_an_outline_or_a_list_of_labels() {
    let outline =
        "Complaint by phone\n\n1. Listen\n2. Close\n\nCall back\nTrigger: a wish\n1. Call\n";
    let PlainText::Procedures(intake) = read_text("f", outline.as_bytes()).unwrap() else {
        panic!("numbers make an outline")
    };
    let titles: Vec<&str> = intake.procedures.iter().map(|read| &*read.procedure.title).collect();
    assert_eq!(titles, ["Complaint by phone", "Call back"]);
    let labels = read_text("f", "Check invoice\n\n- Pay invoice\n".as_bytes()).unwrap();
    let expected = [(1, "Check invoice".to_owned()), (3, "Pay invoice".to_owned())];
    assert_eq!(labels, PlainText::Labels(expected.into()));
}

#[test]
fn long_lists_of_conditions_are_read() {
    let mut text = String::from("1. Start\n");
    for at in 2..5_000 {
        text.push_str(&format!("{at}. If case {at}: do {at}\n"));
    }
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    assert_eq!(only(&intake).steps.len(), 4_999);
    let written = write_bpmn(&Flow::of_procedure(only(&intake)));
    assert!(written.len() < 30_000_000, "{}", written.len());
}

#[test]
fn no_line_of_a_text_is_lost_unsaid() {
    let text = "# Complaint\n\nWhy we do it.\n\nAnd for whom.\n\n**Frist:** 24 Stunden\n\n\
                1. Listen\n2. Record\n\nThen rest.\n\n## Rules\n\nReply within 2 days.\n\n\
                | Limit | Value |\n|---|---|\n| Goodwill | 200 EUR |\n";
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    let procedure = &intake.procedures[0].procedure;
    assert_eq!(procedure.purpose, "Why we do it. And for whom.");
    let rules: Vec<(RuleKind, &str)> =
        procedure.rules.iter().map(|rule| (rule.kind, rule.value.as_str())).collect();
    assert_eq!(rules.len(), 3, "{rules:?}");
    assert_eq!(rules[0], (RuleKind::Sla, "24 Stunden"));
    assert_eq!(rules[2], (RuleKind::AuthorityLimit, "200 EUR"));
    assert_eq!(procedure.note, "Then rest.", "below the last step it is about all of them");
    assert!(intake.refused.is_empty(), "{:?}", intake.refused);
}

#[test]
fn what_stands_beneath_a_step_of_a_text_is_noted_there_but_for_its_rules() {
    let text = "# Complaint\n\nHinweis: only for customers\n\n1. Listen\n\n   Mind the tone. Answer within \
                24 hours.\n2. Record\n\nIn the CRM, not in the mailbox.\n\n3. If it is late:\n\n   \
                It often is.\n   - Send a letter\n4. Close\n**Note:** rest\n\nThat is all.\n\n## Notes\n\n\
                1. ask Lee\n\n| Who | When |\n|---|---|\n| Kim | Monday |\n\n## History\n\n2026: made\n";
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    let procedure = only(&intake);
    let notes: Vec<String> =
        procedure.steps.iter().map(|step| format!("{}: {}", step.action, step.note)).collect();
    insta::assert_debug_snapshot!(notes, @r#"
    [
        "Listen: Mind the tone.",
        "Record: In the CRM, not in the mailbox.",
        "Send a letter: ",
        "Close: ",
    ]
    "#);
    insta::assert_snapshot!(procedure.note, @r"
    only for customers
    ask Lee
    Who: When
    Kim: Monday
    It often is.
    rest
    That is all.
    ");
    let rules: Vec<(&str, &str)> =
        procedure.rules.iter().map(|rule| (&*rule.condition, &*rule.value)).collect();
    assert_eq!(rules, [("", "Answer within 24 hours")]);
    assert!(intake.refused.is_empty(), "{:?}", intake.refused);
}

/// The notes of a text in Markdown, the procedure's first.
fn noted(text: &str) -> Vec<String> {
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    assert!(intake.refused.is_empty(), "{:?}", intake.refused);
    notes(only(&intake))
}

#[test]
fn the_list_goes_on_below_a_note_that_stands_on_a_line_of_its_own() {
    let steps = "# Refund\n\n1. Verify identity\n2. Compute the sum\n";
    for below in [
        "\nNote:\n\nBe kind\n\n3. Send the offer\n4. Close the case\n",
        "   Note:\n   - Be kind\n3. Send the offer\n4. Close the case\n",
        "   - Note:\n     - Be kind\n3. Send the offer\n4. Close the case\n",
        "\n**Note:**\nBe\nkind\n\n3. Send the offer\n4. Close the case\n",
        "\nNotes:\n1. Be kind\n\n3. Send the offer\n4. Close the case\n",
    ] {
        let found = noted(&format!("{steps}{below}")).join("; ").replace("Be\nkind", "Be kind");
        let told =
            "; Verify identity: ; Compute the sum: Be kind; Send the offer: ; Close the case: ";
        assert_eq!(found, told, "{below}");
    }
    let headed = noted(&format!("{steps}## Notes\n\n1. Be kind\n2. Be quick\n"));
    assert_eq!(headed, ["Be kind\nBe quick", "Verify identity: ", "Compute the sum: "]);
    let again = noted("# T\n\n1. Verify\n1. Compute\n\nNote:\n\nBe kind\n\n1. Send\n");
    assert_eq!(again, ["", "Verify: ", "Compute: Be kind", "Send: "]);
    let first = noted("# T\n\nNote:\n\n1. Verify the\n   caller\n2. Compute\n");
    assert_eq!(first, ["", "Verify the caller: ", "Compute: "]);
    let elsewhere = noted("# T\n\nNotes:\n\n1. Be kind\n2. Be quick\n\nSteps:\n\n1. Verify\n");
    assert_eq!(elsewhere, ["Be kind\nBe quick", "Verify: "]);
}

#[test]
fn a_table_of_steps_below_notes_is_one() {
    let numbered =
        "# T\n\n1. Verify\n2. Compute\n\n## Notes\n\n| Step | Action |\n|---|---|\n| 3 | Send |\n";
    assert_eq!(noted(numbered), ["", "Verify: ", "Compute: ", "Send: "]);
    let alone = "# T\n\n## Hinweise\n\n| Action | Role |\n|---|---|\n| Send | Agent |\n";
    assert_eq!(noted(alone), ["", "Send: "]);
    let told = "# T\n\n1. Verify\n\n## Notes\n\n| Case | Action |\n|---|---|\n| Late | Ask Kim |\n";
    assert_eq!(noted(told), ["Case: Action\nLate: Ask Kim", "Verify: "]);
}

#[test]
fn a_note_right_beneath_a_step_is_none_of_its_text() {
    let text = "# Refund\n\n1. Verify identity\n   Note: be kind\n2. Compute the sum\n\
                Note: the sum is rounded to\n10 cents. Answer within\n24 hours.\n3. Send it\n   \
                - **Hint:** not by fax\n   - Comment: nor by\n     post\n4. Note: what was said\n";
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    insta::assert_debug_snapshot!(notes(only(&intake)), @r#"
    [
        "",
        "Verify identity: be kind",
        "Compute the sum: the sum is rounded to 10 cents.",
        "Send it: not by fax\nnor by\npost",
        "Note: what was said: ",
    ]
    "#);
    let rules: Vec<(&str, &str)> =
        only(&intake).rules.iter().map(|rule| (&*rule.condition, &*rule.value)).collect();
    assert_eq!(rules, [("", "Answer within 24 hours")]);
    let bullets = noted("# T\n\n- Verify\n  - Note: be kind\n- Compute\n");
    assert_eq!(bullets, ["", "Verify: be kind", "Compute: "]);
    let above = noted("# T\n\n- for all\n  Note: be kind\n\n1. Verify\n");
    assert_eq!(above, ["be kind", "Verify: "]);
}

#[test]
fn what_is_noted_above_the_first_title_is_of_the_next_procedure() {
    let text = "Remark: valid for Germany only.\n\n# Handbook\n\nNote: internal only\n\n\
                ## Refund\n\nNote: be kind\n\n1. Verify\n\n## Close\n\n1. End\n";
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    let found: Vec<&str> = intake.procedures.iter().map(|p| &*p.procedure.note).collect();
    assert_eq!(found, ["valid for Germany only.\ninternal only\nbe kind", ""]);
    let named = "Note: internal only\n\n| Procedure | Step | Action |\n|---|---|---|\n| Refund | 1 | Verify |\n";
    assert_eq!(noted(named), ["internal only", "Verify: "]);
    let alone = read_markdown("f", b"Note: internal only\n").unwrap();
    assert_eq!(refused(&alone), "1 Procedure internal only: the note stands above no procedure");
}

#[test]
fn tables_in_a_text_are_steps_rules_and_fields_of_the_procedure_they_stand_in() {
    let text = "\
# Beschwerde

| Feld | Inhalt |
|---|---|
| Auslöser | Anruf des Kunden |
| Verantwortlich | Service |

## Ablauf

| Nr | Schritt | Rolle | System | Weiter mit |
|----|---------|-------|--------|------------|
| 1 | Kunde **prüfen** | Agent | CRM | 2: gültig; 3 |
| 2 | Entschuldigen | Agent | | end |
| 3 | Ablehnen | Teamleitung | CRM | |

## Regeln

| Regel | Bedingung | Wert |
|:--|:--|--:|
| Antwortzeit | am Telefon | 24 Stunden |
| Kulanz | | bis 100 € |
| | | |

# Rückruf

1. Anrufen

Prozess | Regel | Wert
--------|-------|-----
Beschwerde | Eskalation | an die Teamleitung
";
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    let procedure = &intake.procedures[0].procedure;
    assert_eq!((&*procedure.trigger, &*procedure.owner), ("Anruf des Kunden", "Service"));
    let steps: Vec<String> = procedure
        .steps
        .iter()
        .map(|s| {
            format!(
                "{} {} | {} | {} | {}",
                s.position,
                s.action,
                s.actor,
                s.system,
                Next::list_text(&s.next)
            )
        })
        .collect();
    insta::assert_snapshot!(steps.join("\n"), @r"
    1 Kunde prüfen | Agent | CRM | 2: gültig; 3
    2 Entschuldigen | Agent |  | end
    3 Ablehnen | Teamleitung | CRM |
    ");
    let rules: Vec<String> = procedure
        .rules
        .iter()
        .map(|rule| format!("{} | {} | {}", rule.kind.name(), rule.condition, rule.value))
        .collect();
    insta::assert_snapshot!(rules.join("\n"), @r"
    sla | am Telefon | 24 Stunden
    authority_limit |  | bis 100 €
    escalation |  | an die Teamleitung
    ");
    assert_eq!(intake.procedures[0].step_lines, [12, 13, 14]);
    assert_eq!(intake.procedures[0].rule_lines, [20, 21, 30]);
    assert_eq!(intake.procedures.len(), 2);
    insta::assert_snapshot!(refused(&intake), @"22 Rule Beschwerde: the row is empty");
}

#[test]
fn what_is_opened_and_never_closed_hides_nothing() {
    for opener in ["```", "~~~", "<!-- note", "---\nowner: Service"] {
        let text = format!("{opener}\n# Complaint\n1. Listen\n2. Close\n");
        let intake = read_markdown("f", text.as_bytes()).unwrap();
        assert_eq!(intake.procedures.len(), 1, "{opener}");
        assert_eq!(intake.procedures[0].procedure.steps.len(), 2, "{opener}");
    }
    let closed = "---\ntitle: x\n---\n# Complaint\n```\n1. no step\n```\n1. Listen\n";
    let intake = read_markdown("f", closed.as_bytes()).unwrap();
    assert_eq!(only(&intake).steps.len(), 1);
    let rules = "---\n# Complaint\n1. Listen\n\n---\n# Refund\n1. Pay\n";
    assert_eq!(read_markdown("f", rules.as_bytes()).unwrap().procedures.len(), 2);
}

#[test]
fn a_handbook_in_french_becomes_procedures() {
    let text = "# Manuel\n\n## 1. Réclamation\n\nDéclencheur : appel entrant\nResponsable : Accueil\n\n\
                1. Identifier le client.\n2. Ouvrir un ticket.\n\n### Règles\n\n\
                | Règle | Condition | Valeur |\n|---|---|---|\n\
                | Réponse au client | première réponse | 48 heures |\n\
                | Geste commercial | chef d'équipe | CHF 1'000 |\n\n\
                ## 2. Changement d'adresse\n\n### Étapes\n\n1. Saisir la nouvelle adresse.\n\n### Règles\n\n\
                - Délai de traitement : 2 jours ouvrables\n\
                - Heures d'ouverture : lundi à vendredi, 8h00-18h00\n\n> Remarque : jamais le week-end.\n";
    let intake = read_markdown("manuel", text.as_bytes()).unwrap();
    assert_eq!(intake.refused, []);
    let [complaint, address] = intake.procedures.as_slice() else { panic!("{intake:?}") };
    let complaint = &complaint.procedure;
    assert_eq!((&*complaint.trigger, &*complaint.owner), ("appel entrant", "Accueil"));
    assert_eq!((complaint.title.as_str(), complaint.steps.len()), ("Réclamation", 2));
    let rules = |procedure: &Procedure| -> Vec<String> {
        let rules = procedure.rules.iter();
        rules.map(|rule| format!("{:?} | {} | {}", rule.kind, rule.condition, rule.value)).collect()
    };
    assert_eq!(
        rules(complaint),
        [
            "Sla | première réponse | Réponse au client: 48 heures",
            "AuthorityLimit | chef d'équipe | CHF 1'000"
        ]
    );
    assert_eq!(
        rules(&address.procedure),
        ["Sla |  | 2 jours ouvrables", "OpeningHours |  | lundi à vendredi, 8h00-18h00"]
    );
    assert_eq!(address.procedure.note, "jamais le week-end.");
}

#[test]
fn a_row_of_a_table_that_is_not_understood_is_refused_with_what_it_says() {
    let text =
        "# Klacht\n\n1. Ask\n2. Answer\n\n| Wat | Waarde |\n|---|---|\n| Antwoord | 48 u |\n";
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    assert!(refused(&intake).contains("Antwoord: 48 u"), "{}", refused(&intake));
}

//! Drawings of processes, and what is written in them.

use sameboat_procedures::{Flow, FlowStep, Procedure, Step, read_bpmn, write_bpmn};

use crate::{bpmn, flow, notes, only, read, refused, sketch, task};

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

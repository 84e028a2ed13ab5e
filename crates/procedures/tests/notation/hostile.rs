//! Files that are broken, huge or made to do harm.

use sameboat_procedures::{
    Flow, NotationError, NotationIntake, Procedure, Step, read_bpmn, read_dmn, read_markdown,
    write_bpmn,
};

use crate::{bpmn, flow, only, read, task};

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

//! Rules as decision tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::escape::{escaped, safe_id};
use super::super::kinds::kind_title;
use super::feel::quote;
use crate::catalogue::RuleKind;
use crate::outcome::{Origin, UnifiedProcedure};

/// A rule to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowRule {
    /// What is regulated.
    pub kind: RuleKind,
    /// When it holds. Empty: always.
    pub condition: String,
    /// The limit.
    pub value: String,
    /// Unit of the value; may be empty.
    pub unit: String,
    /// Name of the only line for which it holds. Empty: both.
    pub line: String,
    /// Where it comes from, in words.
    pub origin: String,
}

impl FlowRule {
    /// The rules of a proposed procedure; `lines` are the names of the left and of the right line.
    pub fn of_unified(unified: &UnifiedProcedure, lines: [&str; 2]) -> Vec<Self> {
        let rule = |rule: &crate::outcome::UnifiedRule| Self {
            kind: rule.kind,
            condition: rule.condition.clone(),
            value: rule.value.clone(),
            unit: String::new(),
            line: String::new(),
            origin: match rule.origin {
                Origin::Left => lines[0].to_owned(),
                Origin::Right => lines[1].to_owned(),
                Origin::Both => "both".to_owned(),
            },
        };
        unified.rules.iter().map(rule).collect()
    }
}

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
  xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"
  xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
  xmlns:sameboat="urn:sameboat:procedure" namespace="urn:sameboat:procedures""#;

/// Rules of a procedure as DMN 1.3 XML with its diagram: one decision table for each kind. All rows
/// that fit a case hold together. Equal rules give equal bytes.
pub fn write_dmn(key: &str, title: &str, rules: &[FlowRule]) -> String {
    let id = safe_id(key);
    let mut kinds: BTreeMap<RuleKind, Vec<&FlowRule>> = BTreeMap::new();
    for rule in rules {
        kinds.entry(rule.kind).or_default().push(rule);
    }
    let mut text = HEAD.to_owned();
    let mut line = |indent: usize, line: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:indent$}{line}", "");
    };
    let title = escaped(title);
    line(0, format!(" id=\"Definitions_{id}\" name=\"{title}\" exporter=\"sameboat\">"));
    for (kind, rules) in &kinds {
        let name = kind.name();
        line(
            2,
            format!(
                "<decision id=\"Decision_{name}\" name=\"{title}: {}\" sameboat:kind=\"{name}\">",
                kind_title(*kind)
            ),
        );
        line(4, format!("<decisionTable id=\"Table_{name}\" hitPolicy=\"COLLECT\">"));
        for input in ["line", "condition"] {
            line(6, format!("<input id=\"{name}_{input}\" label=\"{input}\">"));
            line(
                8,
                format!("<inputExpression id=\"{name}_{input}_expression\" typeRef=\"string\">"),
            );
            line(10, format!("<text>{input}</text>"));
            line(8, "</inputExpression>".into());
            line(6, "</input>".into());
        }
        for output in ["value", "unit", "origin"] {
            line(
                6,
                format!(
                    "<output id=\"{name}_{output}\" label=\"{output}\" name=\"{output}\" \
                 typeRef=\"string\"/>"
                ),
            );
        }
        for (number, rule) in (1..).zip(rules) {
            let number: usize = number;
            line(6, format!("<rule id=\"{name}_{number}\">"));
            let entries = [
                ("inputEntry", test(&rule.line)),
                ("inputEntry", test(&rule.condition)),
                ("outputEntry", quote(&rule.value)),
                ("outputEntry", quote(&rule.unit)),
                ("outputEntry", quote(&rule.origin)),
            ];
            for (place, (element, entry)) in (1..).zip(entries) {
                let place: usize = place;
                let entry = escaped(&entry);
                line(
                    8,
                    format!(
                        "<{element} id=\"{name}_{number}_{place}\"><text>{entry}</text></{element}>"
                    ),
                );
            }
            line(6, "</rule>".into());
        }
        line(4, "</decisionTable>".into());
        line(2, "</decision>".into());
    }
    line(2, "<dmndi:DMNDI>".into());
    line(4, format!("<dmndi:DMNDiagram id=\"Diagram_{id}\">"));
    for (index, kind) in kinds.keys().enumerate() {
        let (x, y) = (160 + 220 * (index % 3), 100 + 120 * (index / 3));
        let name = kind.name();
        line(6, format!("<dmndi:DMNShape id=\"Shape_{name}\" dmnElementRef=\"Decision_{name}\">"));
        line(8, format!("<dc:Bounds x=\"{x}\" y=\"{y}\" width=\"180\" height=\"80\"/>"));
        line(6, "</dmndi:DMNShape>".into());
    }
    line(4, "</dmndi:DMNDiagram>".into());
    line(2, "</dmndi:DMNDI>".into());
    line(0, "</definitions>".into());
    text
}

/// The entry that a text passes; nothing asks for nothing.
fn test(text: &str) -> String {
    if text.is_empty() { "-".to_owned() } else { quote(text) }
}

//! A diagram and its layout as a file.

use std::fmt::Write as _;

use super::super::escape::{escaped, safe_id};
use super::diagram::{Diagram, Edge, Node, Shape};
use super::flow::{Flow, FlowStep, described, note_for_people};
use super::layout::{Box, Layout, layout};
use crate::catalogue::StepKind;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:sameboat="urn:sameboat:procedure" targetNamespace="urn:sameboat:procedures""#;

/// A flow as BPMN 2.0 XML with its diagram: one pool, a lane for each actor. Equal flows give equal
/// bytes.
///
/// Line, system, result and note of a step, for which BPMN has no attributes, stand in its name and
/// documentation for people, and in attributes of the namespace `urn:sameboat:procedure` for
/// [`read_bpmn`](super::read_bpmn).
pub fn write_bpmn(flow: &Flow) -> String {
    let diagram = Diagram::of(flow);
    let layout = layout(&diagram);
    let mut file = File { flow, diagram: &diagram, text: String::new() };
    file.head();
    file.lanes();
    file.nodes();
    file.edges();
    file.text.push_str("  </bpmn:process>\n");
    file.picture(&layout);
    file.text.push_str("</bpmn:definitions>\n");
    file.text
}

struct File<'a> {
    flow: &'a Flow,
    diagram: &'a Diagram,
    text: String,
}

impl File<'_> {
    // Writing to a String cannot fail.
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        let _ = self.text.write_fmt(line);
        self.text.push('\n');
    }

    fn head(&mut self) {
        let id = safe_id(&self.flow.key);
        let title = escaped(&self.flow.title);
        self.text.push_str(HEAD);
        self.line(format_args!(" id=\"Definitions_{id}\" name=\"{title}\" exporter=\"sameboat\">"));
        self.line(format_args!("  <bpmn:collaboration id=\"Collaboration_{id}\">"));
        self.line(format_args!(
            "    <bpmn:participant id=\"Pool_{id}\" name=\"{title}\" processRef=\"Process_{id}\"/>"
        ));
        self.line(format_args!("  </bpmn:collaboration>"));
        let mut own = String::new();
        mark("outcome", &self.flow.outcome, &mut own);
        mark("note", &self.flow.note, &mut own);
        self.line(format_args!(
            "  <bpmn:process id=\"Process_{id}\" name=\"{title}\" isExecutable=\"false\"{own}>"
        ));
        let flow = self.flow;
        self.documentation(4, &flow.purpose);
        if !flow.note.trim().is_empty() {
            self.documentation(4, &note_for_people(&flow.note));
        }
    }

    fn documentation(&mut self, indent: usize, text: &str) {
        if !text.trim().is_empty() {
            self.line(format_args!(
                "{:indent$}<bpmn:documentation>{}</bpmn:documentation>",
                "",
                escaped(text)
            ));
        }
    }

    fn lanes(&mut self) {
        if self.diagram.lanes.is_empty() {
            return;
        }
        self.line(format_args!("    <bpmn:laneSet id=\"Lanes\">"));
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.diagram.lanes.len()];
        for (at, node) in self.diagram.nodes.iter().enumerate() {
            members[node.lane].push(at);
        }
        for (index, lane) in self.diagram.lanes.iter().enumerate() {
            let name = escaped(lane);
            self.line(format_args!("      <bpmn:lane id=\"Lane_{index}\" name=\"{name}\">"));
            for at in &members[index] {
                let id = self.id(*at);
                self.line(format_args!("        <bpmn:flowNodeRef>{id}</bpmn:flowNodeRef>"));
            }
            self.line(format_args!("      </bpmn:lane>"));
        }
        self.line(format_args!("    </bpmn:laneSet>"));
    }

    fn step(&self, node: &Node) -> Option<&FlowStep> {
        node.step.map(|index| &self.flow.steps[index])
    }

    fn id(&self, at: usize) -> String {
        let node = &self.diagram.nodes[at];
        match (node.step, node.shape) {
            (Some(step), _) => format!("Step_{}", step + 1),
            (None, Shape::Start) => "Start".to_owned(),
            (None, Shape::End) => format!("End_{at}"),
            (None, _) => format!("Gateway_{at}"),
        }
    }

    fn nodes(&mut self) {
        let out = self.diagram.out();
        let mut incoming = vec![Vec::new(); self.diagram.nodes.len()];
        for (index, edge) in self.diagram.edges.iter().enumerate() {
            incoming[edge.target].push(index);
        }
        for (at, node) in self.diagram.nodes.iter().enumerate() {
            let element = element(node);
            let mut attributes = format!("id=\"{}\"", self.id(at));
            if !node.name.is_empty() {
                let _ = write!(attributes, " name=\"{}\"", escaped(&node.name));
            }
            let default = out[at].iter().find(|edge| self.diagram.edges[**edge].default);
            if let Some(default) = default {
                let _ = write!(attributes, " default=\"Flow_{default}\"");
            }
            let documented = self.step(node).map(|step| {
                marks(step, node.shape, &mut attributes);
                described([&step.origin, &step.condition, &step.system, &step.output, &step.note])
            });
            self.line(format_args!("    <bpmn:{element} {attributes}>"));
            self.documentation(6, &documented.unwrap_or_default());
            for edge in &incoming[at] {
                self.line(format_args!("      <bpmn:incoming>Flow_{edge}</bpmn:incoming>"));
            }
            for edge in &out[at] {
                self.line(format_args!("      <bpmn:outgoing>Flow_{edge}</bpmn:outgoing>"));
            }
            if node.shape == Shape::Event {
                let id = self.id(at);
                self.line(format_args!(
                    "      <bpmn:conditionalEventDefinition id=\"Await_{id}\">\
                     <bpmn:condition xsi:type=\"bpmn:tFormalExpression\">{}</bpmn:condition>\
                     </bpmn:conditionalEventDefinition>",
                    escaped(&node.name)
                ));
            }
            self.line(format_args!("    </bpmn:{element}>"));
        }
    }

    fn edges(&mut self) {
        for (index, edge) in self.diagram.edges.iter().enumerate() {
            let Edge { source, target, label, .. } = edge;
            let (source, target) = (self.id(*source), self.id(*target));
            let ends = format!("sourceRef=\"{source}\" targetRef=\"{target}\"");
            if label.is_empty() {
                self.line(format_args!("    <bpmn:sequenceFlow id=\"Flow_{index}\" {ends}/>"));
            } else {
                let label = escaped(label);
                self.line(format_args!(
                    "    <bpmn:sequenceFlow id=\"Flow_{index}\" name=\"{label}\" {ends}>\n      \
                     <bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">{label}\
                     </bpmn:conditionExpression>\n    </bpmn:sequenceFlow>"
                ));
            }
        }
    }

    fn picture(&mut self, layout: &Layout) {
        let id = safe_id(&self.flow.key);
        self.line(format_args!(
            "  <bpmndi:BPMNDiagram id=\"Diagram_{id}\">\n    <bpmndi:BPMNPlane \
             id=\"Plane_{id}\" bpmnElement=\"Collaboration_{id}\">"
        ));
        self.shape(&format!("Pool_{id}"), " isHorizontal=\"true\"", layout.pool, None);
        for (index, lane) in layout.lanes.iter().enumerate() {
            self.shape(&format!("Lane_{index}"), " isHorizontal=\"true\"", *lane, None);
        }
        for (at, node) in self.diagram.nodes.iter().enumerate() {
            let marked =
                if node.shape == Shape::Exclusive { " isMarkerVisible=\"true\"" } else { "" };
            self.shape(&self.id(at), marked, layout.nodes[at], layout.labels[at]);
        }
        for (index, points) in layout.edges.iter().enumerate() {
            self.line(format_args!(
                "      <bpmndi:BPMNEdge id=\"Flow_{index}_di\" bpmnElement=\"Flow_{index}\">"
            ));
            for (x, y) in points {
                self.line(format_args!("        <di:waypoint x=\"{x}\" y=\"{y}\"/>"));
            }
            self.label(layout.edge_labels[index]);
            self.line(format_args!("      </bpmndi:BPMNEdge>"));
        }
        self.text.push_str("    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n");
    }

    fn shape(&mut self, id: &str, attributes: &str, bounds: Box, label: Option<Box>) {
        self.line(format_args!(
            "      <bpmndi:BPMNShape id=\"{id}_di\" bpmnElement=\"{id}\"{attributes}>"
        ));
        self.bounds(8, bounds);
        self.label(label);
        self.line(format_args!("      </bpmndi:BPMNShape>"));
    }

    fn bounds(&mut self, indent: usize, Box { x, y, width, height }: Box) {
        self.line(format_args!(
            "{:indent$}<dc:Bounds x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>",
            ""
        ));
    }

    fn label(&mut self, bounds: Option<Box>) {
        if let Some(bounds) = bounds {
            self.line(format_args!("        <bpmndi:BPMNLabel>"));
            self.bounds(10, bounds);
            self.line(format_args!("        </bpmndi:BPMNLabel>"));
        }
    }
}

fn element(node: &Node) -> &'static str {
    match node.shape {
        Shape::Start => "startEvent",
        Shape::End => "endEvent",
        Shape::Event => "intermediateCatchEvent",
        Shape::Exclusive => "exclusiveGateway",
        Shape::Parallel => "parallelGateway",
        Shape::Task => "task",
    }
}

/// Adds an attribute of ours, if it says anything.
fn mark(name: &str, value: &str, attributes: &mut String) {
    if !value.is_empty() {
        let _ = write!(attributes, " sameboat:{name}=\"{}\"", escaped(value));
    }
}

/// What BPMN has no attributes for.
fn marks(step: &FlowStep, shape: Shape, attributes: &mut String) {
    let decides = step.kind == StepKind::Decision && shape == Shape::Task;
    let all = [
        ("kind", if decides { "decision" } else { "" }),
        ("origin", &step.origin),
        ("system", &step.system),
        ("output", &step.output),
        ("note", &step.note),
    ];
    for (name, value) in all {
        mark(name, value, attributes);
    }
}

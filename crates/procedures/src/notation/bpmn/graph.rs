//! From nodes and edges to steps in their order and the ways between them.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::super::intake::{NotationError, NotationIntake, Part, ReadProcedure, RefusedPart};
use super::collect::{Charted, Edge, Role};
use super::order;
use crate::catalogue::{Next, Step, StepKind};

/// Nodes passed through in search of what follows, at most. Steps that meet in thousands of unnamed
/// gateways have more ways between them than anybody could follow.
const MOST_PASSAGES: usize = 4_000_000;

/// Makes the procedure of a chart and adds it to what was read.
pub(super) fn finish(charted: &Charted, intake: &mut NotationIntake) -> Result<(), NotationError> {
    let graph = Graph::new(charted);
    let roots = graph.roots();
    let mut procedure = charted.procedure.clone();
    let (steps, lines) = graph.steps(&graph.order(&roots), &roots)?;
    if steps.is_empty() {
        intake.refused.push(RefusedPart {
            line: charted.line,
            part: Part::Procedure,
            reason: "the process has no step with a name",
            id: procedure.key,
        });
        return Ok(());
    }
    procedure.steps = steps;
    intake.procedures.push(ReadProcedure {
        procedure,
        line: charted.line,
        step_lines: lines,
        rule_lines: charted.rule_lines.clone(),
    });
    Ok(())
}

/// A way from a step, past all that is no step.
struct Way {
    /// Node that becomes a step; `None`: the end.
    target: Option<usize>,
    label: String,
}

struct Graph<'a> {
    charted: &'a Charted,
    /// Edges out of each node, in the order of the file.
    out: Vec<Vec<&'a Edge>>,
    /// Targets of messages out of each node.
    messages: Vec<Vec<usize>>,
    is_step: Vec<bool>,
}

impl<'a> Graph<'a> {
    fn new(charted: &'a Charted) -> Self {
        let count = charted.nodes.len();
        let mut out = vec![Vec::new(); count];
        let mut messages = vec![Vec::new(); count];
        for edge in &charted.edges {
            out[edge.source].push(edge);
        }
        for (source, target) in &charted.messages {
            messages[*source].push(*target);
        }
        Self { charted, out, messages, is_step: charted.steps() }
    }

    /// Where the flow begins.
    fn roots(&self) -> Vec<usize> {
        let targets = |edges: &Vec<&Edge>| edges.iter().map(|edge| edge.target).collect();
        let flows: Vec<Vec<usize>> = self.out.iter().map(targets).collect();
        order::roots(&flows, |at| self.charted.nodes[at].role == Role::Start)
    }

    /// The order of all nodes, by their flows and by their messages.
    fn order(&self, roots: &[usize]) -> Vec<usize> {
        let mut all: Vec<Vec<usize>> = Vec::with_capacity(self.out.len());
        for (edges, messages) in self.out.iter().zip(&self.messages) {
            all.push(
                edges.iter().map(|edge| edge.target).chain(messages.iter().copied()).collect(),
            );
        }
        order::order(&all, roots)
    }

    /// The steps in their order with their ways and conditions, and their lines.
    fn steps(
        &self,
        order: &[usize],
        roots: &[usize],
    ) -> Result<(Vec<Step>, Vec<usize>), NotationError> {
        let visible: Vec<usize> = order.iter().copied().filter(|at| self.is_step[*at]).collect();
        let mut positions = vec![0_u32; self.out.len()];
        for (position, at) in (1..).zip(&visible) {
            positions[*at] = position;
        }
        let mut search = Search { graph: self, passages: 0 };
        let mut branches = Branches::new(self.out.len());
        for root in roots.iter().filter(|at| !self.is_step[**at]) {
            for way in search.ways(*root)? {
                branches.arrive(way.target, 0, &way.label);
            }
        }
        let (mut steps, mut lines) = (Vec::new(), Vec::new());
        for at in &visible {
            let node = &self.charted.nodes[*at];
            let position = positions[*at];
            let branch = branches.of(*at);
            let mut next = Vec::new();
            for way in search.ways(*at)? {
                let target = way.target.map_or(0, |target| positions[target]);
                if target > position {
                    branches.arrive(way.target, branch, &way.label);
                }
                next.push(Next { position: target, condition: way.label });
            }
            let following = if position as usize == visible.len() { 0 } else { position + 1 };
            if matches!(&*next, [only] if only.position == following && only.condition.is_empty()) {
                next.clear();
            }
            lines.push(node.line);
            steps.push(Step {
                position,
                kind: match node.role {
                    Role::Step(kind) => kind,
                    _ => StepKind::Decision,
                },
                actor: node.actor.clone(),
                action: node.name.clone(),
                system: node.system.clone(),
                output: node.output.clone(),
                note: node.note.clone(),
                condition: branches.label(branch).to_owned(),
                next,
            });
        }
        Ok((steps, lines))
    }
}

/// Ways to one passage under different conditions that are followed, at most.
const MOST_CONDITIONS: usize = 16;
/// A joined condition is not joined further beyond these bytes.
const LONGEST_CONDITION: usize = 500;

/// Finds the ways from node to step.
struct Search<'g, 'a> {
    graph: &'g Graph<'a>,
    passages: usize,
}

impl Search<'_, '_> {
    /// The ways on from a node, in the order of the flows. A passage is gone through once for each
    /// condition under which it is reached.
    fn ways(&mut self, from: usize) -> Result<Vec<Way>, NotationError> {
        let graph = self.graph;
        let mut known: BTreeSet<(Option<usize>, String)> = BTreeSet::new();
        let mut passed: FxHashMap<usize, Vec<String>> = FxHashMap::default();
        let mut found: Vec<Way> = Vec::new();
        let mut add = |target: Option<usize>, label: String| {
            if known.insert((target, label.clone())) {
                found.push(Way { target, label });
            }
        };
        let mut open = vec![(from, String::new())];
        let mut at_start = true;
        // The first way is on top, so that the order of the flows stays.
        while let Some((at, label)) = open.pop() {
            if graph.is_step[at] && !std::mem::replace(&mut at_start, false) {
                add(Some(at), label);
                continue;
            }
            at_start = false;
            let conditions = passed.entry(at).or_default();
            if conditions.contains(&label) || conditions.len() >= MOST_CONDITIONS {
                continue;
            }
            conditions.push(label.clone());
            self.passages += 1 + graph.out[at].len();
            if self.passages > MOST_PASSAGES {
                let line = graph.charted.nodes[from].line;
                let message = "more ways lead on through gateways without a name than can be \
                               followed: name the gateways that decide";
                return Err(NotationError::new(line, 1, message));
            }
            if graph.out[at].is_empty() {
                add(None, label);
                continue;
            }
            for edge in graph.out[at].iter().rev() {
                open.push((edge.target, both(&label, &edge.label)));
            }
        }
        Ok(found)
    }
}

/// Two conditions that both must hold.
fn both(first: &str, second: &str) -> String {
    match (first, second) {
        ("", only) | (only, "") => only.to_owned(),
        (first, _) if first.len() > LONGEST_CONDITION => first.to_owned(),
        (first, second) => format!("{first} and {second}"),
    }
}

/// Which branch each step stands on. Branches are a tree: an answer opens one, and where branches
/// meet again is the branch that they came from.
struct Branches {
    /// Parent, depth and answer of each branch; the first is the whole procedure.
    tree: Vec<(usize, usize, String)>,
    of_node: Vec<Option<usize>>,
}

impl Branches {
    fn new(nodes: usize) -> Self {
        Self { tree: vec![(0, 0, String::new())], of_node: vec![None; nodes] }
    }

    fn of(&self, node: usize) -> usize {
        self.of_node[node].unwrap_or_default()
    }

    fn label(&self, branch: usize) -> &str {
        &self.tree[branch].2
    }

    /// A way with an answer comes to a node from a step on a branch.
    fn arrive(&mut self, node: Option<usize>, from: usize, label: &str) {
        let Some(node) = node else { return };
        let branch = if label.is_empty() {
            from
        } else {
            self.tree.push((from, self.tree[from].1 + 1, label.to_owned()));
            self.tree.len() - 1
        };
        self.of_node[node] = Some(match self.of_node[node] {
            Some(other) => self.common(other, branch),
            None => branch,
        });
    }

    fn common(&self, mut a: usize, mut b: usize) -> usize {
        while a != b {
            let deeper = if self.tree[a].1 >= self.tree[b].1 { &mut a } else { &mut b };
            *deeper = self.tree[*deeper].0;
        }
        a
    }
}

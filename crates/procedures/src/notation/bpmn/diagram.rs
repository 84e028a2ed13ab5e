//! A flow as the elements of BPMN: events, activities, gateways where ways split and meet.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::flow::{Flow, FlowStep, marks};
use super::order::{order, roots};
use crate::catalogue::{Next, StepKind};

/// How an element is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Start,
    End,
    Task,
    Event,
    /// A gateway where one of several ways is taken; with a name it is a step.
    Exclusive,
    /// A gateway where all ways are taken, or awaited.
    Parallel,
}

/// An element of the flow.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) shape: Shape,
    /// What is written in it or beside it.
    pub(super) name: String,
    /// Index of the step that it is.
    pub(super) step: Option<usize>,
    /// Index into the lanes; without lanes 0.
    pub(super) lane: usize,
}

/// A sequence flow.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) source: usize,
    pub(super) target: usize,
    pub(super) label: String,
    /// Taken where no other way out of an exclusive gateway is.
    pub(super) default: bool,
}

/// All elements, the start first, and their order along the flow with loops cut.
#[derive(Debug, Default)]
pub(super) struct Diagram {
    /// Actors in the order in which they act; empty if no step names one.
    pub(super) lanes: Vec<String>,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    /// Place of each node in the order.
    pub(super) rank: Vec<usize>,
}

impl Diagram {
    /// Draws a flow.
    pub(super) fn of(flow: &Flow) -> Self {
        let mut drawing = Drawing::new(flow);
        drawing.steps();
        drawing.ways();
        drawing.joins();
        let mut diagram = drawing.diagram;
        diagram.arrange();
        diagram
    }

    /// Edges out of every node.
    pub(super) fn out(&self) -> Vec<Vec<usize>> {
        let mut out = vec![Vec::new(); self.nodes.len()];
        for (index, edge) in self.edges.iter().enumerate() {
            out[edge.source].push(index);
        }
        out
    }

    /// Whether an edge leads back in the order.
    pub(super) fn is_back(&self, edge: &Edge) -> bool {
        self.rank[edge.target] <= self.rank[edge.source]
    }

    /// Finds the order, the gateways that await all ways, and the end that names the outcome.
    fn arrange(&mut self) {
        let out = self.out();
        let targets: Vec<Vec<usize>> = out
            .iter()
            .map(|edges| edges.iter().map(|edge| self.edges[*edge].target).collect())
            .collect();
        let order = order(&targets, &roots(&targets, |at| at == 0));
        self.rank = vec![0; self.nodes.len()];
        for (rank, at) in order.iter().enumerate() {
            self.rank[*at] = rank;
        }
        self.await_all(&order, &out);
    }

    /// A join awaits all ways where every branch of one parallel split, and nothing else, comes to
    /// it. Branches are a tree: a split opens one for each of its ways.
    fn await_all(&mut self, order: &[usize], out: &[Vec<usize>]) {
        // Parent, depth and split of each branch; the first is the whole flow.
        let mut tree: Vec<(usize, usize, usize)> = vec![(0, 0, usize::MAX)];
        let mut arrived: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        let mut looped = vec![false; self.nodes.len()];
        for edge in &self.edges {
            looped[edge.target] |= self.is_back(edge);
        }
        for at in order {
            let branches = std::mem::take(&mut arrived[*at]);
            let first = branches.first().copied().unwrap_or_default();
            let (parent, _, split) = tree[first];
            let distinct: BTreeSet<usize> = branches.iter().copied().collect();
            let complete = branches.len() > 1
                && !looped[*at]
                && distinct.len() == branches.len()
                && branches.iter().all(|branch| tree[*branch].2 == split)
                && out.get(split).is_some_and(|ways| ways.len() == branches.len());
            let branch = if complete {
                self.nodes[*at].shape = Shape::Parallel;
                parent
            } else {
                branches.iter().fold(first, |a, b| common(&tree, a, *b))
            };
            let splits = self.nodes[*at].shape == Shape::Parallel && out[*at].len() > 1;
            for edge in &out[*at] {
                let edge = &self.edges[*edge];
                if self.rank[edge.target] <= self.rank[*at] {
                    continue;
                }
                let own = if splits {
                    tree.push((branch, tree[branch].1 + 1, *at));
                    tree.len() - 1
                } else {
                    branch
                };
                arrived[edge.target].push(own);
            }
        }
    }
}

fn common(tree: &[(usize, usize, usize)], mut a: usize, mut b: usize) -> usize {
    while a != b {
        let deeper = if tree[a].1 >= tree[b].1 { &mut a } else { &mut b };
        *deeper = tree[*deeper].0;
    }
    a
}

struct Drawing<'a> {
    flow: &'a Flow,
    diagram: Diagram,
    /// Index of the step of each position.
    places: FxHashMap<u32, usize>,
    /// The node of each step, the node that flows to it come to, and the one it is left from.
    main: Vec<usize>,
    entry: Vec<usize>,
    exit: Vec<usize>,
    /// Step after which the flow goes on that leaves out a conditional step.
    after_block: Vec<usize>,
}

impl<'a> Drawing<'a> {
    fn new(flow: &'a Flow) -> Self {
        let mut places = FxHashMap::default();
        for (index, step) in flow.steps.iter().enumerate() {
            places.entry(step.position).or_insert(index);
        }
        Self {
            flow,
            diagram: Diagram::default(),
            places,
            main: Vec::new(),
            entry: Vec::new(),
            exit: Vec::new(),
            after_block: Vec::new(),
        }
    }

    fn add(&mut self, shape: Shape, name: String, step: Option<usize>, lane: usize) -> usize {
        self.diagram.nodes.push(Node { shape, name, step, lane });
        self.diagram.nodes.len() - 1
    }

    fn edge(&mut self, source: usize, target: usize, label: &str, default: bool) {
        self.diagram.edges.push(Edge { source, target, label: label.to_owned(), default });
    }

    /// The start and the steps themselves.
    fn steps(&mut self) {
        let steps = &self.flow.steps;
        let mut lanes: FxHashMap<&str, usize> = FxHashMap::default();
        if steps.iter().any(|step| !step.actor.is_empty()) {
            for step in steps {
                lanes.entry(&step.actor).or_insert_with(|| {
                    self.diagram.lanes.push(step.actor.clone());
                    self.diagram.lanes.len() - 1
                });
            }
        }
        let lane = |step: &FlowStep| lanes.get(step.actor.as_str()).copied().unwrap_or_default();
        let first = self.flow.start.iter().find_map(|way| self.places.get(&way.position));
        let start_lane = first.map_or(0, |first| lane(&steps[*first]));
        self.add(Shape::Start, self.flow.trigger.clone(), None, start_lane);
        for (index, step) in steps.iter().enumerate() {
            let ways = self.ways_of(index).len();
            let shape = match step.kind {
                StepKind::Event => Shape::Event,
                // A gateway has neither system nor result, and is one only if it splits.
                StepKind::Decision
                    if ways > 1 && step.system.is_empty() && step.output.is_empty() =>
                {
                    Shape::Exclusive
                }
                _ => Shape::Task,
            };
            let below = marks(&step.origin, &step.system);
            let name = format!("{}\n{below}", step.action);
            let node = self.add(shape, name.trim_end().to_owned(), Some(index), lane(step));
            self.main.push(node);
            self.entry.push(node);
            self.exit.push(node);
        }
        self.after_block = (0..steps.len()).collect();
        for index in (0..steps.len()).rev() {
            if let [Next { position, condition }] = &*self.ways_of(index)
                && let Some(target) = self.places.get(position)
                && condition.is_empty()
                && *target > index
                && steps[*target].condition == steps[index].condition
            {
                self.after_block[index] = self.after_block[*target];
            }
        }
    }

    /// A step's ways, each once; what leads to no step leads to the end.
    fn ways_of(&self, index: usize) -> Vec<Next> {
        let steps = &self.flow.steps;
        if steps[index].next.is_empty() {
            let position = steps.get(index + 1).map_or(0, |step| step.position);
            return vec![Next { position, condition: String::new() }];
        }
        self.known(&steps[index].next)
    }

    fn known(&self, ways: &[Next]) -> Vec<Next> {
        let mut seen = BTreeSet::new();
        let to_known = |way: &Next| Next {
            position: if self.places.contains_key(&way.position) { way.position } else { 0 },
            condition: way.condition.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        ways.iter().map(to_known).filter(|way| seen.insert(way.clone())).collect()
    }

    /// All ways, with the gateways where they split.
    fn ways(&mut self) {
        self.gates();
        let start = if self.flow.steps.is_empty() {
            vec![Next::default()]
        } else {
            self.known(&self.flow.start)
        };
        self.split(0, &start, None);
        for index in 0..self.flow.steps.len() {
            let ways = self.ways_of(index);
            self.split(self.main[index], &ways, Some(index));
        }
        self.leave_out();
        // Of several ends nobody can say which of them the outcome is of.
        let mut ends = self.diagram.nodes.iter_mut().filter(|node| node.shape == Shape::End);
        if let (Some(end), None) = (ends.next(), ends.next()) {
            end.name.clone_from(&self.flow.outcome);
        }
    }

    /// A gateway before every step whose condition no way to it states.
    fn gates(&mut self) {
        let steps = &self.flow.steps;
        let all = steps.iter().flat_map(|step| &step.next).chain(&self.flow.start);
        let mut stated: BTreeSet<&str> = BTreeSet::new();
        for way in all {
            stated.insert(&way.condition);
            stated.extend(way.condition.split_once(": ").map(|(_, condition)| condition));
        }
        let is_stated = |step: &FlowStep| {
            step.condition.is_empty()
                || stated.contains(step.condition.as_str())
                || step.condition.split(" / ").any(|part| stated.contains(part))
        };
        let mut led_within = vec![false; steps.len()];
        for (index, block) in self.after_block.iter().enumerate() {
            if *block != index
                && let Some(way) = self.ways_of(index).first()
                && let Some(target) = self.places.get(&way.position)
            {
                led_within[*target] = true;
            }
        }
        for index in 0..steps.len() {
            if !is_stated(&steps[index]) && !led_within[index] {
                let lane = self.diagram.nodes[self.main[index]].lane;
                self.entry[index] = self.add(Shape::Exclusive, String::new(), None, lane);
            }
        }
    }

    /// From those gateways to the step, and past its block.
    fn leave_out(&mut self) {
        for index in 0..self.flow.steps.len() {
            let (gate, main) = (self.entry[index], self.main[index]);
            if gate == main {
                continue;
            }
            let condition = self.flow.steps[index].condition.clone();
            self.edge(gate, main, &condition, false);
            let last = self.after_block[index];
            if self.exit[last] != self.main[last] {
                self.edge(gate, self.exit[last], "", true);
            } else if let Some(way) = self.ways_of(last).first() {
                let target = self.target(way.position, gate);
                self.edge(gate, target, "", true);
            }
        }
    }

    /// Where a way to a position comes to: the step's entry, or an end of its own.
    fn target(&mut self, position: u32, source: usize) -> usize {
        if let Some(index) = self.places.get(&position) {
            return self.entry[*index];
        }
        let lane = self.diagram.nodes[source].lane;
        self.add(Shape::End, String::new(), None, lane)
    }

    /// The ways out of a node.
    fn split(&mut self, node: usize, ways: &[Next], step: Option<usize>) {
        let (plain, stated): (Vec<&Next>, Vec<&Next>) =
            ways.iter().partition(|way| way.condition.is_empty());
        let is_gateway = self.diagram.nodes[node].shape == Shape::Exclusive;
        let lane = self.diagram.nodes[node].lane;
        let mut from = node;
        if ways.len() > 1 && !is_gateway {
            let shape = if stated.is_empty() { Shape::Parallel } else { Shape::Exclusive };
            from = self.add(shape, String::new(), None, lane);
            self.edge(node, from, "", false);
            if let Some(step) = step {
                self.exit[step] = from;
            }
        }
        let decides = self.diagram.nodes[from].shape == Shape::Exclusive;
        let mut alike: BTreeMap<&str, Vec<&Next>> = BTreeMap::new();
        for way in &stated {
            alike.entry(&way.condition).or_default().push(way);
        }
        // A gateway that is a step has to split, or it would not be read as one.
        let may_gather = !is_gateway || alike.len() + plain.len() > 1;
        for way in stated {
            // Ways under one condition are all taken.
            let Some(ways) = alike.remove(way.condition.as_str()) else { continue };
            let mut source = from;
            let mut label = way.condition.as_str();
            if ways.len() > 1 && may_gather {
                source = self.add(Shape::Parallel, String::new(), None, lane);
                self.edge(from, source, label, false);
                label = "";
            }
            for way in ways {
                let target = self.target(way.position, source);
                self.edge(source, target, label, false);
            }
        }
        if decides && plain.len() > 1 && plain.len() < ways.len() {
            let all = self.add(Shape::Parallel, String::new(), None, lane);
            self.edge(from, all, "", true);
            from = all;
        }
        let default = decides && plain.len() == 1;
        for way in plain {
            let target = self.target(way.position, from);
            self.edge(from, target, "", default);
        }
    }

    /// A gateway wherever several flows meet.
    fn joins(&mut self) {
        let mut incoming = vec![0_usize; self.diagram.nodes.len()];
        for edge in &self.diagram.edges {
            incoming[edge.target] += 1;
        }
        let mut join = vec![None; incoming.len()];
        for (at, count) in incoming.iter().enumerate() {
            if *count > 1 {
                let lane = self.diagram.nodes[at].lane;
                join[at] = Some(self.add(Shape::Exclusive, String::new(), None, lane));
            }
        }
        for edge in &mut self.diagram.edges {
            edge.target = join[edge.target].unwrap_or(edge.target);
        }
        for (at, join) in join.into_iter().enumerate() {
            if let Some(join) = join {
                self.edge(join, at, "", false);
            }
        }
    }
}

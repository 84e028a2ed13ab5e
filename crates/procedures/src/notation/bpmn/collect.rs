//! The elements of a BPMN file that say what is done, in which order and by whom.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::super::intake::{Part, RefusedPart};
use super::super::xml::{Document, Element, one_line};
use super::notes;
use crate::catalogue::{Procedure, StepKind};

/// What a node is to the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Becomes a step.
    Step(StepKind),
    /// A gateway with a name: a decision if several ways lead on from it.
    Question,
    /// Where the process begins.
    Start,
    /// Only leads on.
    Passage,
}

/// Rules that the notes of one procedure state: each is held against each of the other line's.
const MOST_RULES: usize = 1_000;

/// A node of the flow.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) role: Role,
    pub(super) name: String,
    pub(super) actor: String,
    pub(super) system: String,
    pub(super) output: String,
    pub(super) note: String,
    pub(super) line: usize,
}

/// A way between nodes.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub(super) source: usize,
    pub(super) target: usize,
    pub(super) label: String,
}

/// A procedure whose steps are still nodes.
#[derive(Debug, Default)]
pub(super) struct Charted {
    pub(super) procedure: Procedure,
    pub(super) line: usize,
    /// Lines of the procedure's rules, in their order.
    pub(super) rule_lines: Vec<usize>,
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    /// From pool to pool; they order the steps and are no ways.
    pub(super) messages: Vec<(usize, usize)>,
}

impl Charted {
    /// Which nodes become steps.
    pub(super) fn steps(&self) -> Vec<bool> {
        let mut ways = vec![0_usize; self.nodes.len()];
        for edge in &self.edges {
            ways[edge.source] += 1;
        }
        let is_step = |(node, ways): (&Node, usize)| match node.role {
            Role::Step(_) => true,
            Role::Question => ways > 1,
            Role::Start | Role::Passage => false,
        };
        self.nodes.iter().zip(ways).map(is_step).collect()
    }
}

/// All procedures of a file.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) procedures: Vec<Charted>,
    pub(super) refused: Vec<RefusedPart>,
}

/// Reads the definitions.
pub(super) fn collect(name: &str, document: &Document) -> Collected {
    let root = document.root();
    let processes: Vec<Element<'_>> = root.all("process").collect();
    let collaboration = root.first("collaboration");
    let mut pools: FxHashMap<&str, Element<'_>> = FxHashMap::default();
    for participant in collaboration.iter().flat_map(|tie| tie.all("participant")) {
        pools.entry(unprefixed(participant.attribute("processRef"))).or_insert(participant);
    }
    let is_pool = |process: &Element<'_>| pools.contains_key(process.attribute("id"));
    let (tied, single): (Vec<_>, Vec<_>) = processes.into_iter().partition(is_pool);
    let mut groups: Vec<Vec<Element<'_>>> = Vec::new();
    groups.extend((!tied.is_empty()).then_some(tied));
    groups.extend(single.into_iter().map(|process| vec![process]));
    let sole = groups.len() == 1;
    // Editors put their own name for ours, and leave the namespace.
    let ours = root.attribute("exporter") == "sameboat"
        || root.attribute("targetNamespace") == "urn:sameboat:procedures";
    let mut collected = Collected::default();
    let index = Index::of(document);
    for group in groups {
        let tie = collaboration.filter(|_| is_pool(&group[0]));
        let mut chart = Chart::new(&index, &mut collected.refused);
        chart.title(name, root, tie, &group, &pools, sole);
        chart.describe(tie, &group, ours);
        for process in &group {
            let pool = pools.get(process.attribute("id"));
            chart.pool(*process, pool.copied(), group.len());
        }
        let places = std::mem::take(&mut chart.elements);
        let mut charted = chart.connect(tie);
        let scopes = group.iter().copied().chain(tie);
        let mut rules = notes::read(scopes, &mut charted, &places, ours);
        let surplus = rules.split_off(rules.len().min(MOST_RULES)).into_iter();
        collected.refused.extend(surplus.map(|(line, rule)| RefusedPart {
            line,
            part: Part::Rule,
            reason: "no procedure has so many rules; it is one too many",
            id: rule.value,
        }));
        (charted.rule_lines, charted.procedure.rules) = rules.into_iter().unzip();
        collected.procedures.push(charted);
    }
    collected
}

/// A reference without its namespace prefix.
pub(super) fn unprefixed(reference: &str) -> &str {
    reference.rsplit_once(':').map_or(reference, |(_, local)| local)
}

/// An expanded sub-process: where flows come in and go out.
struct Sub {
    enter: usize,
    leave: usize,
    /// Whether an event sets it off, and no flow leads to it.
    beside: bool,
}

/// Numbers of what was gathered.
struct Extent {
    nodes: usize,
    edges: usize,
    flows: usize,
    boundaries: usize,
    subs: usize,
}

fn is_beside(sub: Element<'_>) -> bool {
    sub.attribute("triggeredByEvent") == "true"
}

/// What every process of a file is read with.
struct Index<'a> {
    /// Sub-processes drawn closed.
    collapsed: BTreeSet<&'a str>,
    /// Names of processes, by id.
    processes: FxHashMap<&'a str, String>,
}

impl<'a> Index<'a> {
    fn of(document: &'a Document) -> Self {
        let mut processes = FxHashMap::default();
        for process in document.root().all("process") {
            processes.entry(process.attribute("id")).or_insert_with(|| process.label("name"));
        }
        let collapsed = document
            .elements()
            .filter(|e| e.name() == "BPMNShape" && e.attribute("isExpanded") == "false")
            .map(|shape| unprefixed(shape.attribute("bpmnElement")))
            .collect();
        Self { collapsed, processes }
    }
}

/// A procedure while its elements are gathered.
struct Chart<'a, 'r> {
    index: &'r Index<'a>,
    charted: Charted,
    refused: &'r mut Vec<RefusedPart>,
    /// The node of each element, by its place in the document.
    elements: FxHashMap<usize, usize>,
    /// Where a flow to an element arrives, and where a flow from it leaves.
    places: FxHashMap<&'a str, (usize, usize)>,
    flows: Vec<Element<'a>>,
    boundaries: Vec<(usize, Element<'a>)>,
    subs: Vec<Sub>,
    lanes: FxHashMap<&'a str, String>,
    /// Names of data objects and stores, by the id of what refers to them.
    data: FxHashMap<&'a str, (String, bool)>,
    read: BTreeSet<&'a str>,
    written: BTreeSet<&'a str>,
    triggers: Vec<(String, &'a str)>,
    outcomes: Vec<String>,
}

impl<'a, 'r> Chart<'a, 'r> {
    fn new(index: &'r Index<'a>, refused: &'r mut Vec<RefusedPart>) -> Self {
        Self {
            index,
            charted: Charted::default(),
            refused,
            elements: FxHashMap::default(),
            places: FxHashMap::default(),
            flows: Vec::new(),
            boundaries: Vec::new(),
            subs: Vec::new(),
            lanes: FxHashMap::default(),
            data: FxHashMap::default(),
            read: BTreeSet::new(),
            written: BTreeSet::new(),
            triggers: Vec::new(),
            outcomes: Vec::new(),
        }
    }

    /// Key, title and line. A file of one procedure is known by its name: tools give every
    /// process the same id.
    fn title(
        &mut self,
        name: &str,
        root: Element<'a>,
        tie: Option<Element<'a>>,
        group: &[Element<'a>],
        pools: &FxHashMap<&str, Element<'a>>,
        sole: bool,
    ) {
        let first = group[0];
        let id = first.attribute("id");
        let pool = pools.get(id).map(|pool| pool.label("name")).unwrap_or_default();
        let together = tie.map(|tie| tie.label("name")).unwrap_or_default();
        let (process, file) = (first.label("name"), root.label("name"));
        let candidates = if group.len() == 1 {
            [process, pool, together, if sole { file } else { String::new() }]
        } else {
            [together, file, String::new(), String::new()]
        };
        let procedure = &mut self.charted.procedure;
        procedure.key = if sole { name.to_owned() } else { format!("{name}/{id}") };
        let unnamed = if sole || id.is_empty() { name } else { id };
        procedure.title =
            candidates.into_iter().find(|text| !text.is_empty()).unwrap_or(unnamed.to_owned());
        self.charted.line = first.line();
    }

    /// What the elements of the procedure as a whole say of it.
    fn describe(&mut self, tie: Option<Element<'a>>, group: &[Element<'a>], ours: bool) {
        let procedure = &mut self.charted.procedure;
        let documented = group.iter().copied().chain(tie);
        let texts = documented.flat_map(|element| element.all("documentation"));
        let mut purposes = texts.filter(|text| !(ours && notes::is_note_of_ours(*text)));
        procedure.purpose = purposes
            .find_map(|text| Some(text.text()).filter(|t| !t.is_empty()))
            .unwrap_or_default();
        // Of a file of ours with several ends; named ends count more.
        procedure.outcome = group[0].label("outcome");
        procedure.note = group[0].attribute_lines("note");
    }

    /// Gathers one process.
    fn pool(&mut self, process: Element<'a>, pool: Option<Element<'a>>, pools: usize) {
        let title = &self.charted.procedure.title;
        let named = pool.map(|pool| pool.label("name")).unwrap_or_default();
        let own = if named.is_empty() && pools > 1 { process.label("name") } else { named };
        // The only pool is mostly called as the procedure is, which says nothing of who acts.
        let actor = if pools == 1 && own == *title { String::new() } else { own };
        self.scope(process, &actor, true);
    }

    /// Gathers the elements of a process or of an expanded sub-process.
    fn scope(&mut self, scope: Element<'a>, actor: &str, top: bool) {
        for set in scope.all("laneSet") {
            self.lanes(set, "");
        }
        for child in scope.children() {
            self.data_of(child);
        }
        for child in scope.children() {
            match child.name() {
                "sequenceFlow" => self.flows.push(child),
                _ => self.node(child, actor, top),
            }
        }
    }

    /// Who acts, for every element of the lanes; of lanes within lanes the innermost with a name.
    fn lanes(&mut self, set: Element<'a>, above: &str) {
        for lane in set.all("lane") {
            let name = lane.label("name");
            let name = if name.is_empty() { above.to_owned() } else { name };
            for member in lane.all("flowNodeRef") {
                let id = member.raw_text();
                self.lanes.insert(unprefixed(id), name.clone());
            }
            for inner in lane.all("childLaneSet") {
                self.lanes(inner, &name);
            }
        }
    }

    fn data_of(&mut self, element: Element<'a>) {
        let is_store = element.name() == "dataStoreReference";
        if is_store || matches!(element.name(), "dataObjectReference" | "dataObject") {
            let name = element.label("name");
            self.data.insert(element.attribute("id"), (name, is_store));
        }
    }

    /// Takes up one element of the flow; other elements and refused ones are left.
    fn node(&mut self, element: Element<'a>, inherited: &str, top: bool) {
        let kind = element.name();
        let is_sub = matches!(kind, "subProcess" | "transaction" | "adHocSubProcess");
        let is_task = kind == "callActivity" || kind == "task" || kind.ends_with("Task");
        if !(is_sub || is_task || kind.ends_with("Gateway") || kind.ends_with("Event")) {
            return;
        }
        let id = element.attribute("id");
        if !id.is_empty() && self.places.contains_key(id) {
            return self.refuse(element, "an earlier element has the same id");
        }
        let lane = self.lanes.get(id).filter(|lane| !lane.is_empty());
        let actor = lane.map_or(inherited, String::as_str).to_owned();
        if is_sub && !self.index.collapsed.contains(id) && holds_flow(element) {
            let enter = self.add(element, Role::Passage, String::new(), &actor);
            let leave = self.add(element, Role::Passage, String::new(), &actor);
            self.places.insert(id, (enter, leave));
            let before = self.extent();
            self.scope(element, &actor, false);
            self.tie_in(&before, enter, leave);
            self.subs.push(Sub { enter, leave, beside: is_beside(element) });
            return;
        }
        let mut name = element.label("name");
        let role = match kind {
            _ if is_sub || is_task => {
                if name.is_empty() {
                    name = self.called(element);
                }
                let decides = element.attribute("kind") == "decision";
                Role::Step(if decides { StepKind::Decision } else { StepKind::Task })
            }
            "startEvent" if top => {
                self.triggers.push((std::mem::take(&mut name), id));
                Role::Start
            }
            "endEvent" => {
                if top && !name.is_empty() && !self.outcomes.contains(&name) {
                    self.outcomes.push(std::mem::take(&mut name));
                }
                Role::Passage
            }
            // What sets off a sub-process that waits beside the flow is an event of the procedure.
            "startEvent" if !element.parent().is_some_and(is_beside) => Role::Passage,
            "parallelGateway" => Role::Passage,
            _ if kind.ends_with("Gateway") => Role::Question,
            _ => Role::Step(StepKind::Event),
        };
        let role = match role {
            Role::Step(_) | Role::Question if name.is_empty() => {
                if is_sub || is_task {
                    self.refuse(element, "the task has no name; the flow leads past it");
                }
                Role::Passage
            }
            role => role,
        };
        let name = own_words(name, element);
        let at = self.add(element, role, name, &actor);
        if !id.is_empty() {
            self.places.insert(id, (at, at));
        }
        self.associate(element, at);
        if kind == "boundaryEvent" {
            self.boundaries.push((at, element));
        }
    }

    fn add(&mut self, element: Element<'a>, role: Role, name: String, actor: &str) -> usize {
        self.charted.nodes.push(Node {
            role,
            name,
            actor: actor.to_owned(),
            system: element.label("system"),
            output: element.label("output"),
            note: element.attribute_lines("note"),
            line: element.line(),
        });
        let at = self.charted.nodes.len() - 1;
        self.elements.insert(element.place(), at);
        at
    }

    /// The name of the process that an unnamed call activity calls, if it is in the file.
    fn called(&self, element: Element<'a>) -> String {
        let id = unprefixed(element.attribute("calledElement"));
        self.index.processes.get(id).filter(|_| !id.is_empty()).cloned().unwrap_or_default()
    }

    /// Systems and outputs that a task's data associations name.
    fn associate(&mut self, element: Element<'a>, at: usize) {
        let ends = element.children().filter_map(|association| match association.name() {
            "dataInputAssociation" => Some((association.first("sourceRef")?, false)),
            "dataOutputAssociation" => Some((association.first("targetRef")?, true)),
            _ => None,
        });
        let (mut systems, mut outputs) = (Vec::new(), Vec::new());
        for (end, is_output) in ends {
            let id = unprefixed(end.raw_text());
            let known = if is_output { &mut self.written } else { &mut self.read };
            known.insert(id);
            match self.data.get(id) {
                Some((name, true)) if !name.is_empty() => push_new(&mut systems, name),
                Some((name, false)) if is_output && !name.is_empty() => {
                    push_new(&mut outputs, name);
                }
                _ => {}
            }
        }
        let node = &mut self.charted.nodes[at];
        if !systems.is_empty() {
            node.system = systems.join(", ");
        }
        if !outputs.is_empty() {
            node.output = outputs.join(", ");
        }
    }

    /// How much was gathered so far.
    fn extent(&self) -> Extent {
        Extent {
            nodes: self.charted.nodes.len(),
            edges: self.charted.edges.len(),
            flows: self.flows.len(),
            boundaries: self.boundaries.len(),
            subs: self.subs.len(),
        }
    }

    /// Leads from a sub-process' entry to what begins in it, and from what ends in it to its exit;
    /// its own is what was gathered after `before`.
    fn tie_in(&mut self, before: &Extent, enter: usize, leave: usize) {
        let first = before.nodes;
        let count = self.charted.nodes.len() - first;
        let (mut led_to, mut led_from) = (vec![false; count], vec![false; count]);
        let mut mark = |source: Option<usize>, target: Option<usize>| {
            if let Some(from) = source.and_then(|at| led_from.get_mut(at.wrapping_sub(first))) {
                *from = true;
            }
            if let Some(to) = target.and_then(|at| led_to.get_mut(at.wrapping_sub(first))) {
                *to = true;
            }
        };
        for flow in &self.flows[before.flows..] {
            let place = |name| self.places.get(flow.attribute(name));
            if let (Some((_, source)), Some((target, _))) = (place("sourceRef"), place("targetRef"))
            {
                mark(Some(*source), Some(*target));
            }
        }
        for edge in &self.charted.edges[before.edges..] {
            mark(Some(edge.source), Some(edge.target));
        }
        for (at, _) in &self.boundaries[before.boundaries..] {
            mark(None, Some(*at));
        }
        for sub in &self.subs[before.subs..] {
            mark(Some(sub.enter), Some(sub.leave));
            mark(None, sub.beside.then_some(sub.enter));
        }
        for at in 0..count {
            if !led_to[at] {
                self.edge(enter, first + at, String::new());
            }
            if !led_from[at] {
                self.edge(first + at, leave, String::new());
            }
        }
    }

    fn edge(&mut self, source: usize, target: usize, label: String) {
        self.charted.edges.push(Edge { source, target, label });
    }

    fn refuse(&mut self, element: Element<'_>, reason: &'static str) {
        let id = element.attribute("id").to_owned();
        self.refused.push(RefusedPart { line: element.line(), part: Part::Step, reason, id });
    }

    /// Turns flows into edges, and tells what the procedure's ends are called.
    fn connect(mut self, tie: Option<Element<'a>>) -> Charted {
        for flow in std::mem::take(&mut self.flows) {
            let source = self.places.get(flow.attribute("sourceRef")).map(|place| place.1);
            let target = self.places.get(flow.attribute("targetRef")).map(|place| place.0);
            match (source, target) {
                (Some(source), Some(target)) => self.edge(source, target, label_of(flow)),
                _ => self.refuse(flow, "the flow leads from or to an element that is not there"),
            }
        }
        for (at, event) in std::mem::take(&mut self.boundaries) {
            match self.places.get(unprefixed(event.attribute("attachedToRef"))) {
                Some(&(_, host)) => {
                    let label = self.charted.nodes[at].name.clone();
                    let label = if label.is_empty() { definition_of(event) } else { label };
                    self.edge(host, at, label);
                }
                None => self.refuse(event, "the event stands at an element that is not there"),
            }
        }
        self.messages(tie);
        self.finish()
    }

    fn messages(&mut self, tie: Option<Element<'a>>) {
        let mut called = BTreeSet::new();
        for message in tie.iter().flat_map(|tie| tie.all("messageFlow")) {
            let [source, target] =
                ["sourceRef", "targetRef"].map(|name| unprefixed(message.attribute(name)));
            if let (Some(from), Some(to)) = (self.places.get(source), self.places.get(target)) {
                self.charted.messages.push((from.1, to.0));
                called.insert(target);
            }
        }
        // A start that another pool's message brings about is not what starts the procedure.
        if self.triggers.iter().any(|(_, id)| !called.contains(id)) {
            self.triggers.retain(|(_, id)| !called.contains(id));
        }
    }

    fn finish(mut self) -> Charted {
        let mut triggers: Vec<String> = Vec::new();
        for (trigger, _) in self.triggers.iter().filter(|(name, _)| !name.is_empty()) {
            push_new(&mut triggers, trigger);
        }
        let mut inputs: Vec<String> = Vec::new();
        for id in self.read.difference(&self.written) {
            if let Some((name, false)) = self.data.get(id)
                && !name.is_empty()
            {
                push_new(&mut inputs, name);
            }
        }
        let procedure = &mut self.charted.procedure;
        procedure.trigger = triggers.join("; ");
        if !self.outcomes.is_empty() {
            procedure.outcome = self.outcomes.join("; ");
        }
        procedure.inputs = inputs.join("; ");
        self.charted
    }
}

fn push_new(texts: &mut Vec<String>, text: &str) {
    if texts.iter().all(|known| known != text) {
        texts.push(text.to_owned());
    }
}

/// Whether a sub-process shows what is done in it.
fn holds_flow(sub: Element<'_>) -> bool {
    sub.children().any(|child| {
        let name = child.name();
        ["Task", "Event", "Gateway"].iter().any(|end| name.ends_with(end))
            || matches!(name, "task" | "callActivity" | "subProcess" | "transaction")
    })
}

/// What stands beside a flow; a condition that a machine reads loses its marks.
fn label_of(flow: Element<'_>) -> String {
    let name = flow.label("name");
    if !name.is_empty() {
        return name;
    }
    let condition = flow.first("conditionExpression").map(Element::text).unwrap_or_default();
    let bare = condition.strip_prefix("${").and_then(|text| text.strip_suffix('}'));
    one_line(bare.unwrap_or(condition.trim_start_matches('=')))
}

/// What an unnamed event is about: `timer`, `error`, `message`.
fn definition_of(event: Element<'_>) -> String {
    let mut kinds = event.children().filter_map(|c| c.name().strip_suffix("EventDefinition"));
    kinds.next().unwrap_or_default().to_owned()
}

/// A name without what we put below it when writing: `[line · system]`.
fn own_words(name: String, element: Element<'_>) -> String {
    let marks = super::flow::marks(&element.label("origin"), &element.label("system"));
    match name.strip_suffix(&marks) {
        Some(own) if !marks.is_empty() && !own.trim().is_empty() => own.trim_end().to_owned(),
        _ => name,
    }
}

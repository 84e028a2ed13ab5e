//! Lists within lists as steps, branches and the ways between them.

use super::line::Mark;
use super::words;
use crate::catalogue::{Next, Step, StepKind};

/// An item of a list, flat as it was read or with the items within it.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) line: usize,
    pub(super) indent: usize,
    pub(super) mark: Mark,
    pub(super) text: String,
    /// What stands beneath it and is no item.
    pub(super) note: String,
    pub(super) children: Vec<Item>,
}

/// Lists within each other that are told apart, at most.
const MOST_DEPTH: usize = 40;
/// Ends of branches that are led on to one step, at most: beyond, the condition that the step
/// itself states has to do.
const MOST_ENDS: usize = 8;

/// An end of the flow so far: the step, and the condition under which it leads on.
type End = (usize, String);

/// Steps while they are strung together.
pub(super) struct Branching {
    actor: String,
    system: String,
    steps: Vec<Step>,
    lines: Vec<usize>,
    ends: Vec<End>,
    /// Lines of items without text.
    pub(super) empty: Vec<usize>,
    /// What stands beneath items that are no steps.
    pub(super) notes: Vec<String>,
}

impl Branching {
    pub(super) fn new(actor: String, system: String) -> Self {
        let (steps, lines, ends) = (Vec::new(), Vec::new(), Vec::new());
        Self { actor, system, steps, lines, ends, empty: Vec::new(), notes: Vec::new() }
    }

    /// Reads the items of a procedure, in the order of their lines.
    pub(super) fn read(&mut self, items: Vec<Item>) {
        self.list(&nested(items), "");
    }

    /// The steps with their ways, and their lines.
    pub(super) fn finish(mut self) -> (Vec<Step>, Vec<usize>) {
        for (end, condition) in std::mem::take(&mut self.ends) {
            self.lead(end, 0, condition);
        }
        let count = self.steps.len() as u32;
        for step in &mut self.steps {
            let following = if step.position == count { 0 } else { step.position + 1 };
            let plain = Next { position: following, condition: String::new() };
            if step.next == [plain] {
                step.next.clear();
            }
        }
        (self.steps, self.lines)
    }

    fn lead(&mut self, from: usize, position: u32, condition: String) {
        let way = Next { position, condition };
        let next = &mut self.steps[from].next;
        if !next.contains(&way) {
            next.push(way);
        }
    }

    fn step(&mut self, item: &Item, text: &str, condition: &str, kind: StepKind) {
        let (actor, text) = words::actor(text);
        let action = words::plain(text);
        if action.is_empty() {
            self.empty.push(item.line);
            self.notes.push(item.note.clone());
            return;
        }
        let position = self.steps.len() as u32 + 1;
        self.steps.push(Step {
            position,
            kind,
            actor: if actor.is_empty() { self.actor.clone() } else { actor },
            action,
            system: self.system.clone(),
            output: String::new(),
            note: item.note.clone(),
            condition: condition.to_owned(),
            next: Vec::new(),
        });
        self.lines.push(item.line);
        for (end, label) in std::mem::take(&mut self.ends) {
            self.lead(end, position, label);
        }
        self.ends.push((self.steps.len() - 1, String::new()));
    }

    /// The items of one list, on a branch.
    fn list(&mut self, items: &[Item], condition: &str) {
        // After a condition: the ends that did not meet it, and those of its branch.
        let mut open: Option<Vec<End>> = None;
        for item in items {
            let text = words::plain(&item.text);
            if let Some(missed) = &mut open
                && let Some((word, rest)) = words::otherwise(&text)
            {
                let branch = std::mem::replace(&mut self.ends, labelled(missed, &word));
                self.branch(item, &rest, &word);
                self.ends.extend(branch);
                open = None;
                continue;
            }
            self.ends.extend(open.take().unwrap_or_default());
            let (_, unnamed) = words::actor(&item.text);
            if let Some((when, rest)) = words::condition(&words::plain(unnamed))
                && !(rest.is_empty() && item.children.is_empty())
            {
                if self.ends.len() <= MOST_ENDS {
                    let missed = self.ends.clone();
                    self.ends = labelled(&missed, &when);
                    open = Some(missed);
                }
                self.branch(item, &rest, &when);
            } else if text.ends_with('?') && !item.children.is_empty() {
                self.question(item, condition);
            } else {
                let own = item.text.trim_end();
                let own = if item.children.is_empty() { own } else { own.trim_end_matches(':') };
                self.step(item, own, condition, StepKind::Task);
                self.list(&item.children, condition);
            }
        }
        self.ends.extend(open.unwrap_or_default());
    }

    /// What is done on a branch: the rest of its line, then the items within.
    fn branch(&mut self, item: &Item, rest: &str, condition: &str) {
        if rest.is_empty() {
            self.notes.push(item.note.clone());
        } else {
            self.step(item, rest, condition, StepKind::Task);
        }
        self.list(&item.children, condition);
    }

    /// A question and its answers.
    fn question(&mut self, item: &Item, condition: &str) {
        self.step(item, &item.text, condition, StepKind::Decision);
        let asked = std::mem::take(&mut self.ends);
        let mut done: Vec<End> = Vec::new();
        for child in &item.children {
            if let Some((answer, rest)) = words::answer(&words::plain(&child.text)) {
                self.ends = labelled(&asked, &answer);
                self.branch(child, &rest, &answer);
            } else {
                self.ends.clone_from(&asked);
                self.list(std::slice::from_ref(child), condition);
            }
            done.append(&mut self.ends);
        }
        self.ends = done;
    }
}

/// Ends that lead on under a condition more.
fn labelled(ends: &[End], condition: &str) -> Vec<End> {
    let label = |own: &str| {
        if own.is_empty() { condition.to_owned() } else { format!("{own} and {condition}") }
    };
    ends.iter().map(|(step, own)| (*step, label(own))).collect()
}

/// Puts items within those that they belong to: by indentation, by the numbers of `3.1`, letters
/// below numbers, and bullets below a line that announces them.
fn nested(items: Vec<Item>) -> Vec<Item> {
    let mut roots: Vec<Item> = Vec::new();
    // The items that are open, outermost first.
    let mut open: Vec<Item> = Vec::new();
    let close = |open: &mut Vec<Item>, roots: &mut Vec<Item>| {
        if let Some(item) = open.pop() {
            match open.last_mut() {
                Some(parent) => parent.children.push(item),
                None => roots.push(item),
            }
        }
    };
    for item in items {
        while open.last().is_some_and(|last| open.len() >= MOST_DEPTH || !holds(last, &item)) {
            close(&mut open, &mut roots);
        }
        open.push(item);
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    roots
}

/// Whether an item stands within one above it.
fn holds(above: &Item, item: &Item) -> bool {
    if let (Mark::Number(outer), Mark::Number(inner)) = (above.mark, item.mark)
        && outer != inner
    {
        return inner > outer && item.indent >= above.indent;
    }
    if item.indent != above.indent {
        return item.indent > above.indent;
    }
    match (above.mark, item.mark) {
        (Mark::Number(_), Mark::Letter) => true,
        (Mark::Number(_) | Mark::Letter, Mark::Bullet) => above.text.ends_with([':', '?']),
        _ => false,
    }
}

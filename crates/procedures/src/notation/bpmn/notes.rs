//! Rules and notes in the text annotations and the documentation of a process: sentences that state a rule
//! are rules, the others are notes of the step that they stand at, or of the procedure.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::prose::rules_and_rest;
use super::super::xml::{Element, one_line};
use super::collect::{Charted, unprefixed};
use super::flow::{described, note_for_people};
use crate::catalogue::{BusinessRule, RuleKind};
use crate::note::Noted;

/// Elements that an annotation may be tied to, to be noted at each; one of more is about the procedure.
const MOST_TIES: usize = 8;

/// The elements with texts, and what ties them to others.
#[derive(Default)]
struct Texts<'a> {
    /// Annotations, or elements with documentation, and their texts.
    written: Vec<(Element<'a>, Element<'a>)>,
    /// All others by their ids.
    others: FxHashMap<&'a str, Element<'a>>,
    /// What is tied to what, in both directions.
    ties: FxHashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Texts<'a> {
    /// Those of these elements and of all within them.
    fn of(scopes: impl Iterator<Item = Element<'a>>) -> Self {
        let mut found = Self::default();
        let mut open: Vec<Element<'a>> = scopes.collect();
        open.reverse();
        while let Some(element) = open.pop() {
            found.take(element);
            let within = open.len();
            open.extend(element.children());
            open[within..].reverse();
        }
        found
    }

    fn take(&mut self, element: Element<'a>) {
        match element.name() {
            "textAnnotation" => {
                self.written.extend(element.first("text").map(|text| (element, text)));
            }
            "association" => {
                let [one, other] =
                    ["sourceRef", "targetRef"].map(|end| unprefixed(element.attribute(end)));
                if !one.is_empty() && !other.is_empty() {
                    self.ties.entry(one).or_default().push(other);
                    self.ties.entry(other).or_default().push(one);
                }
            }
            "documentation" => {
                self.written.extend(element.parent().map(|parent| (parent, element)));
            }
            _ => {
                self.others.insert(element.attribute("id"), element);
            }
        }
    }

    /// What the text of an element is about: of an annotation what it is tied to, or else what it stands in.
    fn about(&self, owner: Element<'a>) -> Vec<Element<'a>> {
        if owner.name() != "textAnnotation" {
            return vec![owner];
        }
        let ids = self.ties.get(owner.attribute("id")).into_iter().flatten();
        let mut about: Vec<Element<'a>> =
            ids.filter_map(|id| self.others.get(id)).copied().collect();
        if about.is_empty() || about.len() > MOST_TIES {
            about = owner.parent().into_iter().collect();
        }
        about
    }

    /// The name of what a limit without words of its own is about.
    fn subject(&self, owner: Element<'a>) -> String {
        let subject = if owner.name() == "textAnnotation" {
            let ties = self.ties.get(owner.attribute("id"));
            ties.and_then(|ties| self.others.get(ties.last()?)).copied()
        } else {
            Some(owner).filter(|owner| owner.name() != "process")
        };
        subject.map(|subject| subject.label("name")).unwrap_or_default()
    }
}

/// The rules that the texts of these elements, and of all within them, state, each once, with their
/// lines; what else they say is noted in the chart. `places` are the nodes of elements. What we write as
/// documentation ourselves is neither.
pub(super) fn read<'a>(
    scopes: impl Iterator<Item = Element<'a>>,
    charted: &mut Charted,
    places: &FxHashMap<usize, usize>,
    ours: bool,
) -> Vec<(usize, BusinessRule)> {
    let texts = Texts::of(scopes);
    let mut found: Vec<(usize, BusinessRule)> = Vec::new();
    let mut known: FxHashSet<(RuleKind, String, String)> = FxHashSet::default();
    let mut notes = Notes::of(charted, places);
    for (owner, text) in &texts.written {
        let is_purpose = is_of_whole(*owner)
            && text.name() == "documentation"
            && text.text() == charted.procedure.purpose;
        let written = if ours { by_people(*owner, *text, is_purpose) } else { text.lines() };
        let (rules, rest) = rules_and_rest(&written, &texts.subject(*owner));
        for rule in rules {
            if known.insert((rule.kind, rule.condition.clone(), rule.value.clone())) {
                found.push((text.line(), rule));
            }
        }
        if !is_purpose && !rest.is_empty() {
            for about in texts.about(*owner) {
                notes.add(about, &rest);
            }
        }
    }
    let Notes { of_nodes, of_whole, .. } = notes;
    for (node, noted) in charted.nodes.iter_mut().zip(of_nodes) {
        node.note = noted.into_text();
    }
    charted.procedure.note = of_whole.into_text();
    found
}

/// What is noted in a chart.
struct Notes<'p> {
    of_nodes: Vec<Noted>,
    of_whole: Noted,
    title: String,
    is_step: Vec<bool>,
    /// The nodes of elements.
    places: &'p FxHashMap<usize, usize>,
}

impl<'p> Notes<'p> {
    fn of(charted: &Charted, places: &'p FxHashMap<usize, usize>) -> Self {
        Self {
            of_nodes: charted.nodes.iter().map(|node| Noted::of(&node.note)).collect(),
            of_whole: Noted::of(&charted.procedure.note),
            title: charted.procedure.title.clone(),
            is_step: charted.steps(),
            places,
        }
    }

    /// Notes a text of the step that an element is or stands in; else of the procedure, with the name of the
    /// part that it is about.
    fn add(&mut self, about: Element<'_>, text: &str) {
        match self.node_of(about).filter(|(at, _)| self.is_step[*at]) {
            Some((at, true)) => self.of_nodes[at].add(text),
            Some((at, false)) => self.of_nodes[at].add(&named(about, "", text)),
            None => self.of_whole.add(&named(about, &self.title, text)),
        }
    }

    /// The node of an element, or of the next one around it that has one; whether it is its own.
    fn node_of(&self, element: Element<'_>) -> Option<(usize, bool)> {
        let mut around = std::iter::successors(Some(element), |element| element.parent());
        around.find_map(|other| {
            let at = *self.places.get(&other.place())?;
            Some((at, other.place() == element.place()))
        })
    }
}

/// Whether an element stands for the procedure as a whole.
fn is_of_whole(element: Element<'_>) -> bool {
    matches!(element.name(), "process" | "collaboration")
}

/// A note with the name of the part of the procedure, or of the step, that it is about.
fn named(about: Element<'_>, title: &str, text: &str) -> String {
    let name = about.label("name");
    if name.is_empty() || name == title { text.to_owned() } else { format!("{name}: {text}") }
}

/// Whether a documentation is the note of a procedure that we wrote.
pub(super) fn is_note_of_ours(documentation: Element<'_>) -> bool {
    let note = documentation.parent().map(|parent| parent.attribute("note")).unwrap_or_default();
    !note.is_empty() && one_line(documentation.raw_text()) == one_line(&note_for_people(note))
}

/// What people added to the documentation in a file of ours. The text of a condition is not in the
/// attributes: where nothing of ours follows it, all that stands there is taken for it.
fn by_people(owner: Element<'_>, text: Element<'_>, is_purpose: bool) -> String {
    if text.name() != "documentation" {
        return text.lines();
    }
    if is_purpose || is_note_of_ours(text) {
        return String::new();
    }
    let [origin, system, output, note] =
        ["origin", "system", "output", "note"].map(|name| owner.attribute(name));
    let written = one_line(text.raw_text());
    let first = one_line(&described([origin, "", "", "", ""]));
    let rest = written.strip_prefix(&first).unwrap_or(&written).trim_start();
    let last = one_line(&described(["", "", system, output, note]));
    let own = match rest.find(&last).filter(|_| !last.is_empty()) {
        Some(at) => {
            let before = rest[..at].trim_end();
            let is_condition = before.starts_with("When: ") && before.ends_with('.');
            (before.is_empty() || is_condition).then(|| rest[at + last.len()..].trim())
        }
        None if last.is_empty() && rest.starts_with("When: ") => Some(""),
        None => last.is_empty().then_some(rest),
    };
    own.map_or_else(|| text.lines(), str::to_owned)
}

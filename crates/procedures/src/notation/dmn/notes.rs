//! What people write beside the tables of a DMN file: descriptions, annotations of rows and of the
//! drawing. The tables are the rules; what is written about them explains them and is noted.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::super::xml::Element;
use crate::catalogue::Procedure;
use crate::note::Noted;

/// What is written in the file outside the rows of its tables.
pub(super) struct Annotations<'a> {
    root: Element<'a>,
    /// The text annotations of the drawing, each with the places of the decisions that it is tied to.
    drawn: Vec<(String, BTreeSet<usize>)>,
    /// Which of them are tied to the decision at a place.
    drawn_to: FxHashMap<usize, Vec<usize>>,
    /// What the decision at a place is called.
    names: FxHashMap<usize, String>,
}

impl<'a> Annotations<'a> {
    /// Those of the file with this outermost element.
    pub(super) fn of(root: Element<'a>) -> Self {
        let decisions = decisions_by_id(root);
        let ties = ties(root);
        let drawn: Vec<(String, BTreeSet<usize>)> = root
            .all("textAnnotation")
            .filter_map(|annotation| {
                let text = annotation.first("text").map(Element::lines)?;
                let others = ties.get(annotation.attribute("id")).into_iter().flatten();
                Some((text, others.filter_map(|id| decisions.get(id)).copied().collect()))
            })
            .collect();
        let mut drawn_to: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for (at, (_, to)) in drawn.iter().enumerate() {
            for place in to {
                drawn_to.entry(*place).or_default().push(at);
            }
        }
        let names = root.all("decision").map(|decision| (decision.place(), called(decision)));
        Self { root, drawn, drawn_to, names: names.collect() }
    }

    /// All that is written about a decision, above what is written about its rows.
    pub(super) fn about(&self, decision: Element<'_>, rows: Vec<String>) -> Vec<String> {
        let (own, parts): (Vec<_>, Vec<_>) =
            descriptions(decision, "rule").into_iter().partition(|(of, _)| of.is_empty());
        let tied = self.drawn_to.get(&decision.place()).into_iter().flatten();
        let tied = tied.map(|at| &self.drawn[*at]);
        own.into_iter()
            .map(|(_, text)| text)
            .chain(tied.map(|(text, _)| text.clone()))
            .chain(parts.into_iter().map(named))
            .chain(rows)
            .collect()
    }

    /// What is written about the file and its parts other than the decisions that were kept, by their
    /// places.
    pub(super) fn loose(&self, kept: &BTreeSet<usize>) -> Vec<String> {
        let of_file = descriptions(self.root, "decision").into_iter().map(named);
        let others = self.root.all("decision").filter(|other| !kept.contains(&other.place()));
        let of_others = others.flat_map(|decision| {
            let name = called(decision);
            let whole = descriptions(decision, "").into_iter();
            whole
                .map(move |(of, text)| named((if of.is_empty() { name.clone() } else { of }, text)))
        });
        let drawn = self.drawn.iter().filter(|(_, to)| to.is_disjoint(kept));
        let drawn = drawn.map(|(text, to)| {
            let about = to.iter().filter_map(|place| self.names.get(place).map(String::as_str));
            let names: Vec<&str> = about.filter(|name| !name.is_empty()).collect();
            named((names.join(", "), text.clone()))
        });
        of_file.chain(of_others).chain(drawn).collect()
    }
}

/// A text below the name of what it is about.
fn named((of, text): (String, String)) -> String {
    if of.is_empty() { text } else { format!("{of}: {text}") }
}

/// Elements that people write in to say what another one is.
const DESCRIBING: [&str; 3] = ["description", "question", "allowedAnswers"];

/// The descriptions below an element in their order, without those below elements called `but`, if it names any; each with the
/// name of the part that it describes, which is none of the element itself.
fn descriptions(of: Element<'_>, but: &str) -> Vec<(String, String)> {
    let mut found = vec![];
    let mut open = vec![(of, String::new())];
    while let Some((element, name)) = open.pop() {
        if DESCRIBING.contains(&element.name()) {
            found.push((name, element.lines()));
            continue;
        }
        let children: Vec<Element<'_>> =
            element.children().filter(|child| child.name() != but).collect();
        open.extend(children.into_iter().rev().map(|child| {
            let own =
                if DESCRIBING.contains(&child.name()) { String::new() } else { called(child) };
            (child, if own.is_empty() { name.clone() } else { own })
        }));
    }
    found.retain(|(_, text)| !text.is_empty());
    found
}

/// What people call an element.
fn called(element: Element<'_>) -> String {
    let names = ["label", "name"].map(|name| element.label(name));
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
}

/// Notes texts below what is noted of a procedure.
pub(super) fn note(procedure: &mut Procedure, texts: &[String]) {
    let mut noted = Noted::of(&procedure.note);
    for text in texts {
        noted.add(text);
    }
    procedure.note = noted.into_text();
}

/// What is written about a row, with the case that the row is for.
pub(super) fn about_row(row: Element<'_>, condition: &str) -> Vec<String> {
    let entries = row.all("annotationEntry").filter_map(|entry| entry.first("text"));
    let described = descriptions(row, "").into_iter().map(|(_, text)| text);
    let texts = described.chain(entries.map(Element::lines));
    let of_case = |text: String| {
        if condition.is_empty() { text } else { format!("{condition}: {text}") }
    };
    texts.filter(|text| !text.is_empty()).map(of_case).collect()
}

/// The place of the decision that each element is, or stands in, by the element's id.
fn decisions_by_id(root: Element<'_>) -> FxHashMap<&str, usize> {
    let mut found = FxHashMap::default();
    for decision in root.all("decision") {
        let mut open = vec![decision];
        while let Some(element) = open.pop() {
            found.insert(element.attribute("id"), decision.place());
            open.extend(element.children());
        }
    }
    found
}

/// What is tied to what by id, in both directions.
fn ties(root: Element<'_>) -> FxHashMap<&str, Vec<&str>> {
    let mut ties: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for association in root.all("association") {
        let ends = ["sourceRef", "targetRef"].map(|end| association.first(end));
        let [Some(one), Some(other)] = ends.map(|end| {
            let id = end?.attribute("href").rsplit('#').next()?;
            Some(id).filter(|id| !id.is_empty())
        }) else {
            continue;
        };
        ties.entry(one).or_default().push(other);
        ties.entry(other).or_default().push(one);
    }
    ties
}

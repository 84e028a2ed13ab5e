//! What people write beside the tables of a DMN file: descriptions, annotations of rows and of the
//! drawing. The tables are the rules; what is written about them explains them and is noted.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::super::xml::Element;
use crate::catalogue::Procedure;
use crate::note::Noted;

/// The text annotations of a drawing.
pub(super) struct Annotations {
    /// By the place of the decision that they are tied to.
    tied: FxHashMap<usize, Vec<String>>,
    /// Those of no decision: of the file.
    loose: Vec<String>,
}

impl Annotations {
    /// Those of the file with this outermost element.
    pub(super) fn of(root: Element<'_>) -> Self {
        let decisions = decisions_by_id(root);
        let mut found = Self { tied: FxHashMap::default(), loose: Vec::new() };
        let ties = ties(root);
        for annotation in root.all("textAnnotation") {
            let Some(text) = annotation.first("text").map(Element::lines) else { continue };
            let others = ties.get(annotation.attribute("id")).into_iter().flatten();
            let about: BTreeSet<usize> =
                others.filter_map(|id| decisions.get(id)).copied().collect();
            if about.is_empty() {
                found.loose.push(text.clone());
            }
            for decision in about {
                found.tied.entry(decision).or_default().push(text.clone());
            }
        }
        found
    }

    /// All that is written about a decision, above what is written about its rows.
    pub(super) fn about(&self, decision: Element<'_>, rows: Vec<String>) -> Vec<String> {
        let tied = self.tied.get(&decision.place()).cloned().unwrap_or_default();
        description(decision).into_iter().chain(tied).chain(rows).collect()
    }

    /// What is written about the file.
    pub(super) fn loose(&self) -> &[String] {
        &self.loose
    }
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
    let texts = description(row).into_iter().chain(entries.map(Element::lines));
    let of_case = |text: String| {
        if condition.is_empty() { text } else { format!("{condition}: {text}") }
    };
    texts.filter(|text| !text.is_empty()).map(of_case).collect()
}

fn description(element: Element<'_>) -> Option<String> {
    element.first("description").map(Element::lines)
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

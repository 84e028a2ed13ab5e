//! Rules in the text annotations and the documentation of a process.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::prose::rules_in;
use super::super::xml::Element;
use super::collect::unprefixed;
use crate::catalogue::{BusinessRule, RuleKind};

/// The rules that the texts of these elements, and of all within them, state, each once, with their
/// lines. What we write as documentation ourselves is no rule.
pub(super) fn rules<'a>(
    scopes: impl Iterator<Item = Element<'a>>,
    ours: bool,
) -> Vec<(usize, BusinessRule)> {
    let mut texts: Vec<(Element<'a>, Element<'a>)> = Vec::new();
    let mut names: FxHashMap<&str, String> = FxHashMap::default();
    let mut ties: FxHashMap<&str, &str> = FxHashMap::default();
    let mut open: Vec<Element<'a>> = scopes.collect();
    open.reverse();
    while let Some(element) = open.pop() {
        match element.name() {
            "textAnnotation" => texts.extend(element.first("text").map(|text| (element, text))),
            "association" => {
                let [one, other] =
                    ["sourceRef", "targetRef"].map(|end| unprefixed(element.attribute(end)));
                ties.insert(one, other);
                ties.insert(other, one);
            }
            "documentation" if !ours => {
                texts.extend(element.parent().map(|parent| (parent, element)));
            }
            _ => {
                names.insert(element.attribute("id"), element.label("name"));
            }
        }
        let within = open.len();
        open.extend(element.children());
        open[within..].reverse();
    }
    let mut found: Vec<(usize, BusinessRule)> = Vec::new();
    let mut known: FxHashSet<(RuleKind, String, String)> = FxHashSet::default();
    for (owner, text) in texts {
        let id = owner.attribute("id");
        let about = ties.get(id).filter(|_| owner.name() == "textAnnotation").unwrap_or(&id);
        let step =
            names.get(about).filter(|_| owner.name() != "process").map_or("", String::as_str);
        for rule in rules_in(&text.lines(), step) {
            if known.insert((rule.kind, rule.condition.clone(), rule.value.clone())) {
                found.push((text.line(), rule));
            }
        }
    }
    found
}

//! Rules that stand beside steps: deadlines, and sentences of rules and remarks.

use crate::catalogue::{BusinessRule, RuleKind};
use crate::notation::{rule_in_words, rules_in, sentences};
use crate::rules::{is_measured, says_only_a_limit};
use crate::text::folded;

/// What says that there is nothing, folded.
const NOTHING: [&str; 9] = [
    "none",
    "no",
    "na",
    "n a",
    "not applicable",
    "keine",
    "keiner",
    "entfallt",
    "nicht zutreffend",
];

/// Whether a cell says anything.
fn says_nothing(cell: &str) -> bool {
    !cell.contains(char::is_alphanumeric) || NOTHING.contains(&folded(cell).as_str())
}

/// The deadline of a step, or of the procedure if no step stands there.
pub(super) fn deadline(cell: &str, step: &str) -> Option<BusinessRule> {
    (!says_nothing(cell)).then(|| BusinessRule {
        kind: RuleKind::Sla,
        condition: step.to_owned(),
        value: cell.to_owned(),
        key: String::new(),
        unit: String::new(),
    })
}

/// The rules below a header that says that there are some: every sentence is one, whatever it is about.
pub(super) fn rules(cell: &str, step: &str) -> Vec<BusinessRule> {
    let of_sentence = |sentence: String| {
        let found = rules_in(&sentence, step);
        if found.is_empty() { about(&sentence, step).into_iter().collect() } else { found }
    };
    if says_nothing(cell) {
        return Vec::new();
    }
    let found: Vec<BusinessRule> = sentences(cell).into_iter().flat_map(of_sentence).collect();
    if found.is_empty() { about(cell, step).into_iter().collect() } else { found }
}

/// A sentence as the rule that it says of itself to be. What says no more than a limit, or nothing that can
/// be told without the step, is about the step.
fn about(sentence: &str, step: &str) -> Option<BusinessRule> {
    let mut rule = rule_in_words(sentence)?;
    let only_a_limit = says_only_a_limit(&rule.value);
    let deadline = BusinessRule { kind: RuleKind::Sla, ..rule.clone() };
    if rule.kind == RuleKind::Other && only_a_limit && is_measured(&deadline) {
        rule = deadline;
    }
    if (only_a_limit || rule.kind == RuleKind::Other) && rule.condition.is_empty() {
        step.clone_into(&mut rule.condition);
    }
    Some(rule)
}

/// The rules that remarks state, and whether there are others.
pub(super) fn remarks(cell: &str, step: &str) -> (Vec<BusinessRule>, bool) {
    if says_nothing(cell) {
        return (Vec::new(), false);
    }
    let of_sentences: Vec<Vec<BusinessRule>> =
        sentences(cell).iter().map(|sentence| rules_in(sentence, step)).collect();
    let others = of_sentences.is_empty() || of_sentences.iter().any(Vec::is_empty);
    (of_sentences.concat(), others)
}

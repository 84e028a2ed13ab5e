//! Rules that stand beside steps: deadlines, and sentences of rules and remarks.

use crate::catalogue::{BusinessRule, RuleKind};
use crate::notation::{rule_in, rule_in_words, rules_and_rest, told_apart};
use crate::rules::{is_measured, says_only_a_limit};
use crate::text::folded;

/// What says that there is nothing, folded.
const NOTHING: [&str; 19] = [
    "none",
    "no",
    "na",
    "n a",
    "not applicable",
    "keine",
    "keiner",
    "entfallt",
    "nicht zutreffend",
    "aucun",
    "aucune",
    "neant",
    "sans objet",
    "ninguno",
    "ninguna",
    "no aplica",
    "nessuno",
    "nessuna",
    "non applicabile",
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

/// The rules below a header that says that there are some: every sentence is one, whatever it is about. Also
/// what is none, as it is too long for one.
pub(super) fn rules(cell: &str, step: &str) -> (Vec<BusinessRule>, String) {
    if says_nothing(cell) {
        return (Vec::new(), String::new());
    }
    let of_sentence =
        |sentence: &str| rule_in(sentence, step).or_else(|| about(sentence, step)).into_iter();
    let (found, rest) = told_apart(cell, |sentence| {
        let found: Vec<BusinessRule> = of_sentence(sentence).collect();
        let stays = found.is_empty();
        (found, stays)
    });
    match about(cell, step).filter(|_| found.is_empty()) {
        Some(whole) => (vec![whole], String::new()),
        None => (found, rest),
    }
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

/// The rules that remarks state, and what else they say.
pub(super) fn remarks(cell: &str, step: &str) -> (Vec<BusinessRule>, String) {
    if says_nothing(cell) { (Vec::new(), String::new()) } else { rules_and_rest(cell, step) }
}

//! Rules in running text, as in notes beside a process: of its sentences those that bind.

use super::outline::rule_in_words;
use super::xml::one_line;
use crate::catalogue::{BusinessRule, RuleKind};
use crate::rules::is_measured;
use crate::text::folded;

/// Longer sentences say more than one rule.
const LONGEST: usize = 300;
/// A note of so few words says no matter of its own.
const BARE: usize = 5;
/// Beginnings of words that make a limit of an amount or a time, folded.
const LIMITING: [&str; 36] = [
    "within",
    "no later",
    "not later",
    "latest",
    "at most",
    "at least",
    "max",
    "min ",
    "up to",
    "above",
    "over ",
    "more than",
    "exceed",
    "below",
    "limit",
    "deadline",
    "service level",
    "sla ",
    "response time",
    "not before",
    "same day",
    "binnen",
    "innerhalb",
    "spatestens",
    "langstens",
    "hochstens",
    "mindestens",
    "fruhestens",
    "frist",
    "bis ",
    "uber ",
    "ab ",
    "unter ",
    "mehr als",
    "taggleich",
    "grenze",
];

/// The deadlines, limits, checks of identity, escalations and hours that a text states, in its order.
/// What is stated about a step and says nothing but its limit is about that step.
pub(super) fn rules_in(text: &str, step: &str) -> Vec<BusinessRule> {
    let mut rules: Vec<BusinessRule> = Vec::new();
    for sentence in sentences(text) {
        let Some(mut rule) = rule_in_words(&sentence).filter(|rule| binds(rule, &sentence)) else {
            continue;
        };
        let limits = matches!(rule.kind, RuleKind::Sla | RuleKind::AuthorityLimit);
        if limits && rule.condition.is_empty() && sentence.split_whitespace().count() <= BARE {
            step.clone_into(&mut rule.condition);
        }
        rules.push(rule);
    }
    rules
}

/// Whether a sentence lays down what it speaks of: "the customer called two days ago" does not.
fn binds(rule: &BusinessRule, sentence: &str) -> bool {
    let said = format!(" {} ", folded(sentence));
    let says = |words: &[&str]| words.iter().any(|word| said.contains(&format!(" {word}")));
    let stated = match rule.kind {
        RuleKind::Sla | RuleKind::AuthorityLimit => says(&LIMITING),
        RuleKind::Escalation => {
            says(&["escalat", "eskal"])
                && (!rule.condition.is_empty() || said.contains(|c: char| c.is_ascii_digit()))
        }
        RuleKind::Authentication | RuleKind::OpeningHours => true,
        RuleKind::Script | RuleKind::DataCapture | RuleKind::Other => false,
    };
    stated && is_measured(rule)
}

/// The sentences and list items of a text. A stop after three letters or fewer, or before a number,
/// belongs to the word.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.split(['\n', ';']) {
        let mut sentence: Vec<&str> = Vec::new();
        let mut words = line.split_whitespace().peekable();
        while let Some(word) = words.next() {
            sentence.push(word);
            let bare = word.trim_end_matches(['.', '!', '?']);
            let next = words.peek().and_then(|next| next.chars().next());
            let ends = bare.len() < word.len()
                && bare.chars().count() > 3
                && next.is_some_and(char::is_uppercase);
            if ends {
                found.push(sentence.join(" "));
                sentence.clear();
            }
        }
        found.push(sentence.join(" "));
    }
    let bare = |text: String| {
        one_line(text.trim_start_matches(['-', '*', '•', '–', ' ']).trim_end_matches(['!', '.']))
    };
    let fits = |text: &String| !text.is_empty() && text.len() <= LONGEST;
    found.into_iter().map(bare).filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let told = |r: BusinessRule| format!("{} [{}] {}", r.kind.name(), r.condition, r.value);
        rules_in(text, "Answer").into_iter().map(told).collect()
    }

    #[test]
    fn sentences_that_bind_are_rules_in_both_languages() {
        let text = "Answer the complaint within 2 business days. Goodwill: up to 100 € if the \
                    customer is at risk. Identify the caller by two security questions!\n\
                    - Eskalation an die Teamleitung nach 3 Versuchen\n\
                    - Gutschrift bis max. 50 € ohne Freigabe; Servicezeit: Mo-Fr 8-18 Uhr\n\
                    - binnen 24 Stunden";
        insta::assert_debug_snapshot!(told(text), @r#"
        [
            "sla [] Answer the complaint within 2 business days",
            "authority_limit [the customer is at risk] up to 100 €",
            "authentication [] Identify the caller by two security questions",
            "escalation [] Eskalation an die Teamleitung nach 3 Versuchen",
            "authority_limit [] Gutschrift bis max. 50 € ohne Freigabe",
            "opening_hours [] Mo-Fr 8-18 Uhr",
            "sla [Answer] binnen 24 Stunden",
        ]
        "#);
    }

    #[test]
    fn what_only_tells_is_no_rule() {
        let text = "Keeps customers. The customer has called two days ago. A fee of 10 € is \
                    charged. The supervisor is informed. Within the CRM all is documented. Der \
                    Kunde wird an die Fachabteilung übergeben. Man dokumentiert den Fall.";
        assert!(told(text).is_empty(), "{:?}", told(text));
    }
}

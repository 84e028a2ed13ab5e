//! Rules in running text, as in notes beside a process: of its sentences those that bind.

use super::force::{Force, force};
use super::outline::{rule_in_words, without_mark};
use super::xml::one_line;
use crate::catalogue::{BusinessRule, RuleKind};
use crate::rules::{counts, is_measured, says_only_a_limit, sets_limit};
use crate::text::folded;

/// Longer sentences say more than one rule.
const LONGEST: usize = 300;
/// Words that make a limit right before a number, of money only and of anything; elsewhere they say other
/// things.
const BEFORE_MONEY: [&str; 5] = ["over", "uber", "ab", "unter", "grenze"];
const BEFORE_ALL: [&str; 7] = ["max", "maximal", "maximum", "min", "minimum", "bis", "zu"];
/// Of whom a check of identity is; of what it is, where the sentence does not say of whom.
const IDENTIFIED: [&str; 14] = [
    "customer",
    "caller",
    "borrower",
    "holder",
    "kund",
    "anrufer",
    "person",
    "inhaber",
    "security question",
    "sicherheitsfrage",
    "password",
    "passwort",
    "pin ",
    "id card",
];
/// Kinds that a sentence may state in words that tell another one: approval by the supervisor above
/// 500 €, a complaint that is documented within 24 hours.
const BY_LIMIT: [RuleKind; 2] = [RuleKind::AuthorityLimit, RuleKind::Sla];

/// The deadlines, limits, checks of identity, escalations and hours that a text states, in its order.
/// What is stated about a step and says nothing but its limit is about that step. Stories that name a limit
/// state none.
/// Also what else the text says, as written, and what may be no rule.
pub(crate) fn rules_and_rest(text: &str, step: &str) -> (Vec<BusinessRule>, String) {
    told_apart(text, |sentence| {
        let rule = rule_in(sentence, step).map(|rule| (force(sentence, rule.kind), rule));
        let rule = rule.filter(|(force, _)| *force > Force::Tells);
        let stays = rule.as_ref().is_none_or(|(force, _)| *force < Force::Binds);
        (rule.into_iter().map(|(_, rule)| rule).collect(), stays)
    })
}

/// The rules of a text by those of its sentences, and what else it says: all of it as it is where every
/// sentence stays, else those that do.
pub(crate) fn told_apart(
    text: &str,
    rules_of: impl Fn(&str) -> (Vec<BusinessRule>, bool),
) -> (Vec<BusinessRule>, String) {
    let (mut rules, mut rest) = (Vec::new(), String::new());
    let mut all_stay = true;
    for sentence in sentences(text) {
        let (found, stays) = bare(&sentence).map_or((Vec::new(), true), |bare| rules_of(&bare));
        all_stay &= stays;
        if stays {
            let ends = rest.ends_with(['.', '!', '?', ':', '…']);
            rest.push_str(if rest.is_empty() { "" } else { ["; ", " "][usize::from(ends)] });
            rest.push_str(&sentence);
        }
        rules.extend(found);
    }
    if all_stay {
        text.trim().clone_into(&mut rest);
    }
    (rules, rest)
}

/// The rule that a sentence states.
pub(crate) fn rule_in(sentence: &str, step: &str) -> Option<BusinessRule> {
    let mut rule = rule_in_words(sentence).and_then(|rule| binding(&rule, sentence))?;
    let limits = matches!(rule.kind, RuleKind::Sla | RuleKind::AuthorityLimit);
    if limits && rule.condition.is_empty() && says_only_a_limit(&rule.value) {
        step.clone_into(&mut rule.condition);
    }
    Some(rule)
}

/// The rule, if the sentence lays it down, as what it is.
fn binding(rule: &BusinessRule, sentence: &str) -> Option<BusinessRule> {
    let kinds = std::iter::once(rule.kind).chain(BY_LIMIT);
    kinds.map(|kind| BusinessRule { kind, ..rule.clone() }).find(|rule| binds(rule, sentence))
}

/// Whether a sentence lays down what it speaks of: "the customer called two days ago" does not.
fn binds(rule: &BusinessRule, sentence: &str) -> bool {
    let said = format!(" {} ", folded(sentence));
    let says = |words: &[&str]| words.iter().any(|word| said.contains(&format!(" {word}")));
    let stated = match rule.kind {
        RuleKind::Sla => sets_limit(sentence) || stands_before_number(&said, &BEFORE_ALL),
        RuleKind::AuthorityLimit => {
            sets_limit(sentence)
                || stands_before_number(&said, &BEFORE_ALL)
                || stands_before_number(&said, &BEFORE_MONEY)
        }
        RuleKind::Escalation => {
            says(&["escalat", "eskal"])
                && (!rule.condition.is_empty() || said.contains(|c: char| c.is_ascii_digit()))
        }
        RuleKind::Authentication => says(&IDENTIFIED),
        RuleKind::OpeningHours => true,
        RuleKind::Script | RuleKind::DataCapture | RuleKind::Other => false,
    };
    // A note that says a limit and nothing else is there to say it.
    let is_limit = matches!(rule.kind, RuleKind::Sla | RuleKind::AuthorityLimit);
    (stated || is_limit && says_only_a_limit(sentence)) && is_measured(rule)
}

/// Whether one of the words stands right before a number.
fn stands_before_number(folded: &str, words: &[&str]) -> bool {
    let said: Vec<&str> = folded.split_whitespace().collect();
    said.windows(2).any(|pair| {
        let bare = pair[0].trim_end_matches(['.', ':']);
        words.contains(&bare) && pair[1].contains(|c: char| c.is_ascii_digit())
    })
}

/// The sentences and list items of a text. A stop after three letters or fewer, or before a number,
/// belongs to the word, but for a unit of what is counted. A line that begins in lower case goes on with
/// the one before, and one that begins with a number with a word in lower case.
fn sentences(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for line in text.lines() {
        let item = without_mark(line.trim());
        let is_marked = item.len() < line.trim().len();
        let goes_on = |before: &&mut String| {
            let word = before.rsplit(' ').next().unwrap_or_default();
            let before_number = item.starts_with(|c: char| c.is_ascii_digit())
                && word.starts_with(char::is_lowercase);
            !before.ends_with(['.', ';', '!', ':'])
                && (item.starts_with(char::is_lowercase) || before_number)
        };
        match parts.last_mut().filter(|_| !is_marked).filter(goes_on) {
            Some(before) => *before = format!("{before} {item}"),
            None => parts.push(item.to_owned()),
        }
    }
    let mut found = Vec::new();
    for part in parts.iter().flat_map(|part| part.split(';')) {
        let mut sentence: Vec<&str> = Vec::new();
        let mut words = part.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let before = sentence.last().copied().unwrap_or_default();
            sentence.push(word);
            let bare = word.trim_end_matches(['.', '!', '?']);
            let next = words.peek().and_then(|next| next.chars().next());
            let ends = bare.len() < word.len()
                && (bare.chars().count() > 3 || counts(&format!("{before} {bare}")))
                && next.is_some_and(char::is_uppercase);
            if ends {
                found.push(sentence.join(" "));
                sentence.clear();
            }
        }
        found.push(sentence.join(" "));
    }
    found.retain(|sentence| sentence.contains(char::is_alphanumeric));
    found
}

/// A sentence without the stop at its end; none that is too long for one rule.
fn bare(sentence: &str) -> Option<String> {
    let bare = one_line(sentence.trim_end_matches(['!', '.']));
    (!bare.is_empty() && bare.len() <= LONGEST).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let told = |r: BusinessRule| format!("{} [{}] {}", r.kind.name(), r.condition, r.value);
        rules_and_rest(text, "Answer").0.into_iter().map(told).collect()
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
    fn sentences_end_at_units_and_wrapped_lines_go_on() {
        let text = "Answer within 24 h. Escalate to the supervisor after 2 attempts.\n\
                    Gutschrift bis 50 €. Darüber Freigabe durch die Teamleitung ab 500 €.\n\
                    Goodwill up to 100 EUR. Identify the caller by two security questions.\n\
                    1. Discount up to 5 %\n\
                    2) Acknowledge the complaint\n   within 2 business days\n\
                    Document the complaint within 24 hours. Answer within 4 business hours.\n\
                    Servicezeit Mo-Fr 08:00-18:00\n48 Std.";
        insta::assert_debug_snapshot!(told(text), @r#"
        [
            "sla [] Answer within 24 h",
            "escalation [] Escalate to the supervisor after 2 attempts",
            "authority_limit [] Gutschrift bis 50 €",
            "authority_limit [] Darüber Freigabe durch die Teamleitung ab 500 €",
            "authority_limit [] Goodwill up to 100 EUR",
            "authentication [] Identify the caller by two security questions",
            "authority_limit [] Discount up to 5 %",
            "sla [] Acknowledge the complaint within 2 business days",
            "sla [] Document the complaint within 24 hours",
            "sla [] Answer within 4 business hours",
            "opening_hours [] Servicezeit Mo-Fr 08:00-18:00",
            "sla [Answer] 48 Std",
        ]
        "#);
    }

    #[test]
    fn a_limit_of_what_is_to_be_done_is_about_the_step_that_it_is_written_beside() {
        assert_eq!(
            told("To be done within 1 business day"),
            ["sla [Answer] To be done within 1 business day"]
        );
        assert_eq!(
            told("Ist binnen 24 Stunden zu erledigen"),
            ["sla [Answer] Ist binnen 24 Stunden zu erledigen"]
        );
    }

    #[test]
    fn what_states_no_rule_is_left_as_it_is_written() {
        let rest = |text| rules_and_rest(text, "Answer").1;
        let plain = "Goes quickly.\n- mostly; by phone";
        assert_eq!(rest(plain), plain);
        let long = format!("Ask {}", "kindly ".repeat(60));
        let mixed = format!("Ask first!  Answer within 24 h. Mind the tone; no jargon\n{long}");
        assert_eq!(rest(&mixed), format!("Ask first! Mind the tone; no jargon; {}", long.trim()));
        assert_eq!(rest("within 24 h."), "");
    }

    #[test]
    fn stories_stay_notes_and_what_may_bind_is_both() {
        let story = "Customers who shout calm down within 5 minutes. The team lead likes to hear about \
                     complaints over 500 EUR.";
        assert_eq!(rules_and_rest(story, "Answer"), (Vec::new(), story.to_owned()));
        let text = "Complaints are answered within 2 days. Answer within 24 hours.";
        assert_eq!(
            told(text),
            ["sla [] Complaints are answered within 2 days", "sla [] Answer within 24 hours"]
        );
        assert_eq!(rules_and_rest(text, "").1, "Complaints are answered within 2 days.");
    }

    #[test]
    fn what_only_tells_is_no_rule() {
        let text = "Verify that the invoice number matches the order. Der Kunde sagt den Termin zwei \
                    Tage vorher ab. The customer hands the vehicle over two days after the order. \
                    Max Mustermann rief vor 2 Tagen an. Nach der 2. Mahnung. Keeps customers. The customer has called two days ago. A fee of 10 € is \
                    charged. The supervisor is informed. Within the CRM all is documented. Der \
                    Kunde wird an die Fachabteilung übergeben. Man dokumentiert den Fall.";
        assert!(told(text).is_empty(), "{:?}", told(text));
    }
}

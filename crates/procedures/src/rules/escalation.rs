//! Escalation: after what, and to whom.

use super::Verdict;
use super::deadline::span;
use super::token::{Token, tokens};
use crate::outcome::RuleClass;
use crate::text::Saying;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Escalation {
    after: Option<Threshold>,
    /// The threshold as written; empty: at once.
    after_text: String,
    receiver: Saying,
    receiver_text: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Threshold {
    /// Attempts, contacts, requests: whatever is counted.
    Count(f64),
    Minutes(u64),
}

/// What stands before the receiver.
const TO: [&str; 9] =
    [" to the ", " to ", " an die ", " an den ", " an das ", " an ", " zur ", " zum ", " -> "];
/// What stands before a threshold that follows the receiver.
const AFTER: [&str; 6] = [" after ", " nach ", " within ", " binnen ", " if ", " wenn "];
/// Words of which a counted thing is none.
const NO_NOUN: [&str; 9] = ["to", "without", "an", "zur", "zum", "ohne", "->", "and", "und"];
/// From this likeness on, two receivers are the same.
const SAME_RECEIVER: f64 = 0.6;

impl Escalation {
    /// Reads `after 2 unsuccessful contacts to the supervisor`; `None` if it names neither a
    /// threshold nor a receiver.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let padded = format!(" {} ", text.trim().replace('→', "->"));
        let lower = padded.to_lowercase();
        // Lower case may change lengths in exotic scripts; then the text has no receiver we know.
        let cut = TO
            .iter()
            .filter_map(|to| lower.rfind(to).map(|at| (at, at + to.len())))
            .max_by_key(|(at, end)| (*at, *end))
            .filter(|(at, end)| padded.is_char_boundary(*at) && padded.is_char_boundary(*end));
        let (before, named) = match cut {
            Some((at, end)) => (&padded[..at], padded[end..].trim()),
            None => (padded.as_str(), ""),
        };
        // "to the supervisor after 2 attempts"
        let lower = named.to_lowercase();
        let end = AFTER.iter().filter_map(|after| lower.find(after)).min();
        let end = end.filter(|end| named.is_char_boundary(*end)).unwrap_or(named.len());
        let (receiver_text, behind) = named.split_at(end);
        let receiver = Saying::of(receiver_text);
        let stated = [before, behind].into_iter().find_map(|text| Some((threshold(text)?, text)));
        (stated.is_some() || !receiver.terms.is_empty()).then(|| Self {
            after: stated.map(|(after, _)| after),
            after_text: stated.map(|(_, text)| counted(text)).unwrap_or_default(),
            receiver,
            receiver_text: receiver_text.to_owned(),
        })
    }

    /// A case in which two escalations differ that stand so to each other; `names` are the two lines.
    pub(crate) fn tell(&self, right: &Self, class: RuleClass, names: [&str; 2]) -> String {
        let [left_line, right_line] = names;
        let when = |of: &Self| match of.after_text.as_str() {
            "" => "at once".to_owned(),
            text => format!("after {text}"),
        };
        let (sooner, line, later, other) = match class {
            RuleClass::Contradictory => {
                let [one, other] =
                    [self, right].map(|of| format!("to {} {}", of.receiver_text, when(of)));
                return format!("the same case goes {one} in {left_line}, {other} in {right_line}");
            }
            RuleClass::Tighter => (self, left_line, right, right_line),
            RuleClass::Looser => (right, right_line, self, left_line),
            _ => {
                let [one, other] = [self, right].map(when);
                return format!(
                    "the same case is handed up {one} in {left_line}, {other} in {right_line}"
                );
            }
        };
        format!("{} the case is handed up in {line}, in {other} only {}", when(sooner), when(later))
    }

    pub(crate) fn compare(&self, right: &Self) -> Verdict {
        let stated = !self.receiver.terms.is_empty() && !right.receiver.terms.is_empty();
        if stated
            && self.receiver.containment(&right.receiver)
                < self.receiver.least(&right.receiver, SAME_RECEIVER)
        {
            let detail = format!(
                "a case goes to one receiver first: {} / {}",
                self.receiver_text, right.receiver_text
            );
            return Verdict { class: RuleClass::Contradictory, detail };
        }
        let order = match (self.after, right.after) {
            (Some(Threshold::Count(left)), Some(Threshold::Count(right))) => {
                Some(left.total_cmp(&right))
            }
            (Some(Threshold::Minutes(left)), Some(Threshold::Minutes(right))) => {
                Some(left.cmp(&right))
            }
            // Without a threshold the case is handed up at once.
            (None, None) => Some(std::cmp::Ordering::Equal),
            (None, Some(_)) => Some(std::cmp::Ordering::Less),
            (Some(_), None) => Some(std::cmp::Ordering::Greater),
            _ => None,
        };
        let (class, detail) = match order {
            None => (RuleClass::Compatible, "counted differently: whichever comes first"),
            Some(std::cmp::Ordering::Equal) => {
                (RuleClass::Equal, "the same threshold and receiver")
            }
            Some(std::cmp::Ordering::Less) => {
                (RuleClass::Tighter, "same receiver, handed up earlier / later")
            }
            Some(std::cmp::Ordering::Greater) => {
                (RuleClass::Looser, "same receiver, handed up later / earlier")
            }
        };
        Verdict { class, detail: detail.to_owned() }
    }
}

fn threshold(text: &str) -> Option<Threshold> {
    let tokens = tokens(text);
    span(&tokens)
        .map(|span| Threshold::Minutes(span.minutes))
        .or_else(|| tokens.iter().find_map(Token::number).map(Threshold::Count))
}

/// The number in a text and the one or two words after it: what is counted.
fn counted(text: &str) -> String {
    let from = text
        .split_whitespace()
        .skip_while(|word| !tokens(word).iter().any(|token| token.number().is_some()));
    let nouns = from.enumerate().take_while(|(at, word)| *at == 0 || !NO_NOUN.contains(word));
    let words: Vec<&str> = nouns.take(3).map(|(_, word)| word).collect();
    words.join(" ").trim_end_matches([',', '.', ';', ':']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(left: &str, right: &str) -> RuleClass {
        Escalation::parse(left).unwrap().compare(&Escalation::parse(right).unwrap()).class
    }

    #[test]
    fn earlier_to_the_same_receiver_is_tighter() {
        assert_eq!(
            class("after 1 request to the team leader", "after 2 requests to the supervisor"),
            RuleClass::Tighter
        );
        assert_eq!(class("after 60 minutes to IT", "after 1 hour to the IT"), RuleClass::Equal);
        assert_eq!(
            class("nach 3 Versuchen an die Teamleitung", "after 3 attempts to the supervisor"),
            RuleClass::Equal
        );
    }

    #[test]
    fn the_threshold_may_follow_the_receiver() {
        let [two, three] =
            ["Escalate to the supervisor after 2 attempts", "to a team lead after 3"];
        assert_eq!(class(two, three), RuleClass::Tighter);
        let told = |a: &str, b: &str| {
            let [x, y] = [a, b].map(|text| Escalation::parse(text).unwrap());
            x.tell(&y, x.compare(&y).class, ["product", "financing"])
        };
        insta::assert_snapshot!(told(two, "nach 3 Versuchen an die Teamleitung"), @"after 2 attempts the case is handed up in product, in financing only after 3 Versuchen");
        insta::assert_snapshot!(told("after 1 week without answer to the legal department", "to the legal department"), @"at once the case is handed up in financing, in product only after 1 week");
        insta::assert_snapshot!(told("after 2 contacts to the head of sales", "after 2 contacts to the legal department"), @"the same case goes to head of sales after 2 contacts in product, to legal department after 2 contacts in financing");
    }

    #[test]
    fn two_receivers_contradict_each_other() {
        assert_eq!(
            class("after 2 contacts to the supervisor", "after 2 contacts to the legal department"),
            RuleClass::Contradictory
        );
    }

    #[test]
    fn attempts_and_hours_are_counted_differently() {
        assert_eq!(
            class("after 2 attempts to the supervisor", "after 2 hours to the supervisor"),
            RuleClass::Compatible
        );
        assert_eq!(Escalation::parse("hm"), None);
    }
}

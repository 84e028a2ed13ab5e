//! Escalation: after what, and to whom.

use super::Verdict;
use super::deadline::span;
use super::token::{Token, tokens};
use crate::outcome::RuleClass;
use crate::text::Saying;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Escalation {
    after: Option<Threshold>,
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
        let (before, receiver_text) = match cut {
            Some((at, end)) => (&padded[..at], padded[end..].trim()),
            None => (padded.as_str(), ""),
        };
        let receiver = Saying::of(receiver_text);
        let after = threshold(&tokens(before));
        (after.is_some() || !receiver.terms.is_empty()).then(|| Self {
            after,
            receiver,
            receiver_text: receiver_text.to_owned(),
        })
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

fn threshold(tokens: &[Token]) -> Option<Threshold> {
    span(tokens)
        .map(|span| Threshold::Minutes(span.minutes))
        .or_else(|| tokens.iter().find_map(Token::number).map(Threshold::Count))
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

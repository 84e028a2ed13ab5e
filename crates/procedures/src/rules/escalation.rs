//! Escalation: after what, and to whom.

use super::Verdict;
use super::amount::Amount;
use super::deadline::{is_unit, span_at};
use super::token::{Token, tokens};
use crate::outcome::RuleClass;
use crate::text::Saying;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Escalation {
    /// None: at once.
    after: Option<(Threshold, String)>,
    receiver: Saying,
    receiver_text: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Threshold {
    /// Attempts, contacts, requests: whatever is counted.
    Count(f64),
    Minutes(u64),
    /// Of money, or a share.
    Amount(f64),
}

/// What stands before the receiver.
const TO: [&str; 9] =
    [" to the ", " to ", " an die ", " an den ", " an das ", " an ", " zur ", " zum ", " -> "];
/// What ends the receiver; the threshold follows.
const AFTER: [&str; 8] =
    [" after ", " nach ", " within ", " binnen ", " from ", " ab ", " if ", " wenn "];
/// Words that stand right before a threshold, and say so.
const SINCE: [&str; 8] = ["after", "nach", "within", "binnen", "from", "ab", "above", "über"];
/// Words of which a counted thing is none.
const NO_NOUN: [&str; 13] = [
    "to", "without", "an", "zur", "zum", "ohne", "->", "and", "und", "within", "binnen", "if",
    "wenn",
];
/// From this likeness on, two receivers are the same.
const SAME_RECEIVER: f64 = 0.6;

impl Escalation {
    /// Reads `after 2 unsuccessful contacts to the supervisor`; `None` if it names neither a
    /// threshold nor a receiver.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let padded = format!(" {} ", text.trim().replace('→', "->"));
        let (before, receiver_text, behind) = parts(&padded);
        let receiver = Saying::of(receiver_text);
        let after = [before, behind].into_iter().find_map(threshold);
        (after.is_some() || !receiver.terms.is_empty()).then(|| Self {
            after,
            receiver,
            receiver_text: receiver_text.to_owned(),
        })
    }

    /// A case in which two escalations differ that stand so to each other; `names` are the two lines.
    /// `None` if they hand up at the same time.
    pub(crate) fn tell(&self, right: &Self, class: RuleClass, names: [&str; 2]) -> Option<String> {
        let [left_line, right_line] = names;
        let when = |of: &Self| match &of.after {
            None => "at once".to_owned(),
            Some((Threshold::Amount(_), text)) => format!("from {text} on"),
            Some((_, text)) => format!("after {text}"),
        };
        let [one, other] = [self, right].map(when);
        if class == RuleClass::Contradictory {
            let [one, other] = [(self, one), (right, other)]
                .map(|(of, when)| format!("to {} {when}", of.receiver_text));
            return Some(format!(
                "the same case goes {one} in {left_line}, {other} in {right_line}"
            ));
        }
        if one == other {
            return None;
        }
        let (sooner, line, later, other_line) = match class {
            RuleClass::Tighter => (one, left_line, other, right_line),
            RuleClass::Looser => (other, right_line, one, left_line),
            _ => {
                return Some(format!(
                    "the same case is handed up {one} in {left_line}, {other} in {right_line}"
                ));
            }
        };
        Some(format!("{sooner} the case is handed up in {line}, in {other_line} only {later}"))
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
        let [one, other] = [self, right].map(|of| of.after.as_ref().map(|(after, _)| *after));
        let order = match (one, other) {
            (Some(Threshold::Count(left)), Some(Threshold::Count(right)))
            | (Some(Threshold::Amount(left)), Some(Threshold::Amount(right))) => {
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

/// What stands before the receiver, the receiver, and what stands behind it.
///
/// "to the supervisor after 2 attempts to reach the customer" names it first, "after 2 attempts to reach
/// the customer to the supervisor" last.
fn parts(padded: &str) -> (&str, &str, &str) {
    let lower = padded.to_lowercase();
    // Lower case may change lengths in exotic scripts; then the text has no receiver we know.
    if lower.len() != padded.len() {
        return (padded, "", "");
    }
    let found =
        TO.iter().flat_map(|to| lower.match_indices(to)).map(|(at, to)| (at, at + to.len()));
    let fits =
        |(at, end): &(usize, usize)| padded.is_char_boundary(*at) && padded.is_char_boundary(*end);
    let cuts: Vec<(usize, usize)> = found.filter(fits).collect();
    let after = |from: usize| {
        let found = AFTER.iter().filter_map(|after| lower.get(from - 1..)?.find(after)).min();
        found.map(|at| at + from - 1).filter(|at| padded.is_char_boundary(*at))
    };
    // Of two that begin at one place the longer one.
    let first = cuts.iter().min_by_key(|(at, end)| (*at, usize::MAX - end));
    let last = cuts.iter().max_by_key(|(at, end)| (*at, *end));
    let closed = first.and_then(|(at, end)| Some((*at, *end, after(*end)?)));
    let open = || last.map(|(at, end)| (*at, *end, padded.len()));
    match closed.filter(|(_, end, until)| until > end).or_else(open) {
        Some((at, end, until)) => (&padded[..at], padded[end..until].trim(), &padded[until..]),
        None => (padded, "", ""),
    }
}

/// After what a case is handed up, with its words: the first number that follows a word for it, else the
/// first length of time, else the first number.
fn threshold(text: &str) -> Option<(Threshold, String)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let all = (0..words.len()).filter_map(|at| Some((at, threshold_at(&words[at..])?)));
    let mut all: Vec<(usize, (Threshold, String))> = all.collect();
    let is_told = |at: usize| at > 0 && SINCE.contains(&words[at - 1].to_lowercase().as_str());
    let place = (all.iter().position(|(at, _)| is_told(*at)))
        .or_else(|| all.iter().position(|(_, (of, _))| matches!(of, Threshold::Minutes(_))))
        .or((!all.is_empty()).then_some(0))?;
    Some(all.swap_remove(place).1)
}

/// The threshold that words begin with.
fn threshold_at(words: &[&str]) -> Option<(Threshold, String)> {
    let told = |count: usize| {
        let words = words[..count].join(" ");
        words.trim_end_matches([',', '.', ';', ':']).to_owned()
    };
    let near = &words[..words.len().min(4)];
    let said = tokens(&near.join(" "));
    if let Some(span) = span_at(&said, 0) {
        let is_unit_of_time =
            |word: &&str| tokens(word).iter().any(|token| token.word().is_some_and(is_unit));
        let unit = near.iter().position(is_unit_of_time).unwrap_or_default();
        return Some((Threshold::Minutes(span.minutes), told(unit + 1)));
    }
    let number = said.first().and_then(Token::number)?;
    let nouns = near.iter().take(3).enumerate();
    let count = nouns.take_while(|(at, word)| *at == 0 || !NO_NOUN.contains(word)).count();
    let is_amount = near.len().min(2);
    if Amount::is_money_or_share(&near[..is_amount].join(" ")) {
        return Some((Threshold::Amount(number), told(is_amount)));
    }
    Some((Threshold::Count(number), told(count)))
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
            x.tell(&y, x.compare(&y).class, ["product", "financing"]).unwrap()
        };
        insta::assert_snapshot!(told(two, "nach 3 Versuchen an die Teamleitung"), @"after 2 attempts the case is handed up in product, in financing only after 3 Versuchen");
        insta::assert_snapshot!(told("after 1 week without answer to the legal department", "to the legal department"), @"at once the case is handed up in financing, in product only after 1 week");
        insta::assert_snapshot!(told("after 2 contacts to the head of sales", "after 2 contacts to the legal department"), @"the same case goes to head of sales after 2 contacts in product, to legal department after 2 contacts in financing");
    }

    #[test]
    fn the_threshold_and_its_words_are_of_one_place() {
        let read = |text: &str| {
            let read = Escalation::parse(text).unwrap();
            let (after, words) = read.after.unwrap();
            format!("{after:?} {words:?} to {:?}", read.receiver_text)
        };
        let all = [
            "to the legal department after a week",
            "after half an hour to the supervisor",
            "after 2 attempts within 24 hours to the supervisor",
            "Stufe 2: nach 3 Tagen an die Teamleitung",
            "An die Teamleitung wenn Betrag über 500 €",
            "to the supervisor after 2 attempts to reach the customer",
            "after 2 attempts to reach the customer to the supervisor",
        ];
        insta::assert_debug_snapshot!(all.map(read), @r#"
        [
            "Minutes(10080) \"a week\" to \"legal department\"",
            "Minutes(30) \"half an hour\" to \"supervisor\"",
            "Count(2.0) \"2 attempts\" to \"supervisor\"",
            "Minutes(4320) \"3 Tagen\" to \"Teamleitung\"",
            "Amount(500.0) \"500 €\" to \"Teamleitung\"",
            "Count(2.0) \"2 attempts\" to \"supervisor\"",
            "Count(2.0) \"2 attempts\" to \"supervisor\"",
        ]
        "#);
        assert_eq!(
            class(
                "An die Teamleitung wenn Betrag über 500 €",
                "nach 2 Versuchen an die Teamleitung"
            ),
            RuleClass::Compatible
        );
        let [two, three] = [
            "to the supervisor after 2 attempts to reach the customer",
            "to the supervisor after 3 attempts",
        ];
        assert_eq!(class(two, three), RuleClass::Tighter);
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

//! What must, may and must not be said; what must be recorded; and texts nothing else can read.

use super::Verdict;
use super::token::{Token, says_any, tokens};
use crate::outcome::RuleClass;
use crate::text::{Saying, folded, term_set};

/// From this likeness on, two demands are the same in other words.
const SAME_MATTER: f64 = 0.4;
/// From this likeness on, two items are the same datum.
const SAME_ITEM: f64 = 0.6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Modality {
    Required,
    Permitted,
    Forbidden,
}

/// A statement about what is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Script {
    modality: Modality,
    /// What it is about.
    pub(crate) matter: Saying,
}

const FORBIDDING: [&str; 16] = [
    "must not",
    "may not",
    "do not",
    "does not",
    "not allowed",
    "not permitted",
    "never",
    "cannot",
    "forbidden",
    "prohibited",
    "shall not",
    "should not",
    "verboten",
    "untersagt",
    "keinesfalls",
    "unzulassig",
];
/// Without a duty: what need not be done may be left.
const FREEING: [&str; 6] =
    ["need not", "not required", "not have to", "muss nicht", "nicht erforderlich", "nicht notig"];
const PERMITTING: [&str; 10] =
    ["may", "can", "could", "allowed", "permitted", "darf", "durfen", "kann", "konnen", "optional"];
const GERMAN_MODALS: [&str; 14] = [
    "darf", "durfen", "soll", "sollen", "sollte", "sollten", "kann", "konnen", "wird", "werden",
    "ist", "sind", "nennen", "sagen",
];
const NEGATIONS: [&str; 9] =
    ["nicht", "kein", "keine", "keinen", "keinem", "keiner", "keinerlei", "nie", "niemals"];
/// Words of the modality itself, which are not part of the matter.
const MODAL: [&str; 20] = [
    "not",
    "allow",
    "allowed",
    "never",
    "forbidden",
    "forbid",
    "prohibit",
    "permit",
    "nicht",
    "erlaubt",
    "verbot",
    "untersagt",
    "optional",
    "shall",
    "pflicht",
    "kein",
    "mandatori",
    "mandatory",
    "obligatory",
    "required",
];

impl Modality {
    fn of(tokens: &[Token]) -> Self {
        if says_any(tokens, &FREEING) {
            Self::Permitted
        } else if says_any(tokens, &FORBIDDING) || german_ban(tokens) {
            Self::Forbidden
        } else if says_any(tokens, &PERMITTING)
            || says_any(
                tokens,
                &["erlaubt", "zulassig", "on request", "if asked", "auf nachfrage", "auf wunsch"],
            )
        {
            Self::Permitted
        } else {
            Self::Required
        }
    }
}

/// German negates at a distance: "darf dem Anrufer nicht vorgelesen werden", "darf keine Rede sein".
fn german_ban(tokens: &[Token]) -> bool {
    let is = |token: &Token, words: &[&str]| token.word().is_some_and(|word| words.contains(&word));
    let modal = tokens.iter().position(|token| is(token, &GERMAN_MODALS));
    modal.is_some_and(|at| tokens[at + 1..].iter().any(|token| is(token, &NEGATIONS)))
        || tokens.first().is_some_and(|token| is(token, &NEGATIONS))
}

impl Script {
    /// A statement without "must" or "may" is an instruction.
    pub(crate) fn parse(text: &str) -> Self {
        let modality = Modality::of(&tokens(text));
        let mut matter = Saying::of(text);
        matter.terms.retain(|term| !MODAL.contains(&term.as_str()));
        Self { modality, matter }
    }

    /// Whether it must not be said.
    pub(crate) fn forbids(&self) -> bool {
        self.modality == Modality::Forbidden
    }

    /// As sets of allowed behaviour about the matter: *must* {do}, *must not* {leave}, *may* both.
    pub(crate) fn compare(&self, right: &Self) -> Verdict {
        use Modality::{Forbidden, Permitted, Required};
        let (class, detail) = match (self.modality, right.modality) {
            (Required, Forbidden) => (RuleClass::Contradictory, "required / forbidden"),
            (Forbidden, Required) => (RuleClass::Contradictory, "forbidden / required"),
            (Permitted, Required) => (RuleClass::Looser, "permitted / required"),
            (Required, Permitted) => (RuleClass::Tighter, "required / permitted"),
            (Permitted, Forbidden) => (RuleClass::Looser, "permitted / forbidden"),
            (Forbidden, Permitted) => (RuleClass::Tighter, "forbidden / permitted"),
            _ => self.compare_matter(right),
        };
        Verdict { class, detail: detail.to_owned() }
    }

    /// Of two statements of one modality.
    fn compare_matter(&self, right: &Self) -> (RuleClass, &'static str) {
        let (left, other) = (&self.matter, &right.matter);
        let more = left.covers(other) && left.terms.len() > other.terms.len();
        let less = other.covers(left) && other.terms.len() > left.terms.len();
        match self.modality {
            _ if left.terms == other.terms => (RuleClass::Equal, "the same statement"),
            Modality::Required if more => (RuleClass::Tighter, "says more / less"),
            Modality::Required if less => (RuleClass::Looser, "says less / more"),
            _ if left.likeness(other) >= left.least(other, SAME_MATTER) => {
                (RuleClass::Equal, "the same statement in other words")
            }
            _ => (RuleClass::Compatible, "both can be kept, but may speak of different matters"),
        }
    }
}

/// Data to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fields {
    /// Meaning and spelling of each item, by spelling.
    items: Vec<(Saying, String)>,
}

impl Fields {
    pub(crate) fn parse(text: &str) -> Self {
        // A lone word does not tell its language; the whole list does.
        let whole = Saying::of(text);
        let mut items: Vec<(Saying, String)> = text
            .split([';', ',', '\n', '|'])
            .flat_map(|part| part.split(" and ").flat_map(|part| part.split(" und ")))
            .map(|item| item.trim().trim_end_matches('.'))
            .filter(|item| !folded(item).is_empty())
            .map(|item| (Saying::of(item).in_language_of(&whole), item.to_owned()))
            .collect();
        items.sort_by(|a, b| a.0.terms.cmp(&b.0.terms).then_with(|| a.1.cmp(&b.1)));
        items.dedup_by(|a, b| !a.0.terms.is_empty() && a.0.terms == b.0.terms);
        Self { items }
    }

    /// Jaccard coefficient of the items, 0..=1.
    pub(crate) fn likeness(&self, other: &Self) -> f64 {
        let both = self.pairs(other).len();
        let all = self.items.len() + other.items.len() - both;
        if all == 0 { 0.0 } else { both as f64 / all as f64 }
    }

    /// Items that are the same datum, the likeliest first. What no lexicon translated is taken for
    /// the same as what is left over, in order.
    fn pairs(&self, other: &Self) -> Vec<(usize, usize)> {
        let mut likely: Vec<(f64, usize, usize)> = Vec::new();
        for (left, (a, spelling)) in self.items.iter().enumerate() {
            for (right, (b, other_spelling)) in other.items.iter().enumerate() {
                let equal = folded(spelling) == folded(other_spelling);
                let likeness = if equal { 1.0 } else { a.likeness(b) };
                if likeness >= SAME_ITEM {
                    likely.push((likeness, left, right));
                } else if a.is_untranslated(b) && b.is_untranslated(a) {
                    likely.push((0.0, left, right));
                }
            }
        }
        likely.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (_, left, right) in likely {
            if pairs.iter().all(|(l, r)| *l != left && *r != right) {
                pairs.push((left, right));
            }
        }
        pairs
    }

    pub(crate) fn compare(&self, right: &Self, names: [&str; 2]) -> Verdict {
        let pairs = self.pairs(right);
        let only = |items: &[(Saying, String)], paired: Vec<usize>| -> Vec<String> {
            let free = items.iter().enumerate().filter(|(at, _)| !paired.contains(at));
            free.map(|(_, (_, spelling))| spelling.clone()).collect()
        };
        let left_only = only(&self.items, pairs.iter().map(|(left, _)| *left).collect());
        let right_only = only(&right.items, pairs.iter().map(|(_, right)| *right).collect());
        let class = match (left_only.is_empty(), right_only.is_empty()) {
            (true, true) => RuleClass::Equal,
            (false, true) => RuleClass::Tighter,
            (true, false) => RuleClass::Looser,
            (false, false) => RuleClass::Compatible,
        };
        let told: Vec<String> = [(left_only, names[0]), (right_only, names[1])]
            .iter()
            .filter(|(items, _)| !items.is_empty())
            .map(|(items, name)| format!("only in {name}: {}", items.join(", ")))
            .collect();
        let detail = if told.is_empty() { "the same data".to_owned() } else { told.join("; ") };
        Verdict { class, detail }
    }
}

/// Two values that cannot be read as what they should be: equal in meaning, or not comparable.
pub(crate) fn compare_texts(left: &str, right: &str) -> Verdict {
    let terms = term_set(left);
    let equal = folded(left) == folded(right) || !terms.is_empty() && terms == term_set(right);
    if equal {
        Verdict { class: RuleClass::Equal, detail: "the same text".to_owned() }
    } else {
        let detail =
            "the values cannot be compared by measure: somebody has to read both".to_owned();
        Verdict { class: RuleClass::Contradictory, detail }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(left: &str, right: &str) -> RuleClass {
        Script::parse(left).compare(&Script::parse(right)).class
    }

    #[test]
    fn a_permission_is_looser_than_a_duty_and_a_ban() {
        assert_eq!(
            class("May promise a delivery week", "Must not promise a delivery week"),
            RuleClass::Looser
        );
        assert_eq!(class("Must mention the fee", "May mention the fee"), RuleClass::Tighter);
        assert_eq!(
            class("Must mention the fee", "Never mention the fee"),
            RuleClass::Contradictory
        );
        assert_eq!(class("Fee to be named on request", "Must name the fee"), RuleClass::Looser);
        assert_eq!(class("Must mention the fee", "Muss die Gebühr erwähnen"), RuleClass::Equal);
    }

    #[test]
    fn german_negates_at_a_distance() {
        let banned = Script::parse("Die Anschrift darf dem Anrufer nicht vorgelesen werden");
        assert_eq!(banned.modality, Modality::Forbidden);
        assert_eq!(Script::parse("Davon darf keine Rede sein").modality, Modality::Forbidden);
        assert_eq!(Script::parse("Der Hinweis ist Pflicht").modality, Modality::Required);
        assert_eq!(Script::parse("Muss nicht genannt werden").modality, Modality::Permitted);
    }

    #[test]
    fn demands_about_different_matters_are_both_kept() {
        assert_eq!(class("Must mention the fee", "Must wear a helmet"), RuleClass::Compatible);
    }

    #[test]
    fn more_data_is_tighter() {
        let class = |left: &str, right: &str| {
            Fields::parse(left).compare(&Fields::parse(right), ["a", "b"]).class
        };
        assert_eq!(class("name; IBAN", "iban; Name; date of birth"), RuleClass::Looser);
        assert_eq!(class("name, plate", "name and licence plate"), RuleClass::Equal);
        assert_eq!(class("name; income", "name; plate"), RuleClass::Compatible);
    }

    #[test]
    fn what_cannot_be_compared_is_never_called_compatible() {
        assert_eq!(compare_texts("as agreed", "at discretion").class, RuleClass::Contradictory);
        assert_eq!(compare_texts("As agreed.", "as agreed").class, RuleClass::Equal);
    }
}

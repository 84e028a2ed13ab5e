//! What must, may and must not be said; what must be recorded; and texts nothing else can read.

use super::Verdict;
use super::token::{says_any, tokens};
use crate::outcome::RuleClass;
use crate::text::{folded, term_set};
use crate::vector::{jaccard, shared};

/// From this likeness on, two statements are about the same matter.
const SAME_MATTER: f64 = 0.6;

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
    /// Distinct terms of the matter, sorted.
    pub(crate) matter: Vec<String>,
}

const FORBIDDING: [&str; 13] = [
    "must not",
    "may not",
    "do not",
    "not allowed",
    "never",
    "cannot",
    "forbidden",
    "prohibited",
    "shall not",
    "darf nicht",
    "nicht erlaubt",
    "verboten",
    "keinesfalls",
];
const PERMITTING: [&str; 8] =
    ["may", "can", "allowed", "permitted", "darf", "kann", "erlaubt", "optional"];
/// Words of the modality itself, which are not part of the matter.
const MODAL: [&str; 13] = [
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
    "optional",
    "shall",
];

impl Script {
    /// A statement without "must" or "may" is an instruction.
    pub(crate) fn parse(text: &str) -> Self {
        let tokens = tokens(text);
        let modality = if says_any(&tokens, &FORBIDDING) {
            Modality::Forbidden
        } else if says_any(&tokens, &PERMITTING) {
            Modality::Permitted
        } else {
            Modality::Required
        };
        let mut matter = term_set(text);
        matter.retain(|term| !MODAL.contains(&term.as_str()));
        Self { modality, matter }
    }

    /// As sets of allowed behaviour about the matter: *must* {do}, *must not* {leave}, *may* both.
    pub(crate) fn compare(&self, right: &Self) -> Verdict {
        let verdict = |class, detail: &str| Verdict { class, detail: detail.to_owned() };
        if jaccard(&self.matter, &right.matter) < SAME_MATTER
            && !self.covers(right)
            && !right.covers(self)
        {
            return verdict(RuleClass::Compatible, "about different matters: both can be kept");
        }
        match (self.modality, right.modality) {
            (Modality::Required, Modality::Forbidden) => {
                verdict(RuleClass::Contradictory, "required / forbidden")
            }
            (Modality::Forbidden, Modality::Required) => {
                verdict(RuleClass::Contradictory, "forbidden / required")
            }
            (Modality::Permitted, Modality::Required) => {
                verdict(RuleClass::Looser, "permitted / required")
            }
            (Modality::Required, Modality::Permitted) => {
                verdict(RuleClass::Tighter, "required / permitted")
            }
            (Modality::Permitted, Modality::Forbidden) => {
                verdict(RuleClass::Looser, "permitted / forbidden")
            }
            (Modality::Forbidden, Modality::Permitted) => {
                verdict(RuleClass::Tighter, "forbidden / permitted")
            }
            _ if self.matter == right.matter => verdict(RuleClass::Equal, "the same statement"),
            (Modality::Required, _) if self.covers(right) => {
                verdict(RuleClass::Tighter, "says more / less")
            }
            (Modality::Required, _) if right.covers(self) => {
                verdict(RuleClass::Looser, "says less / more")
            }
            _ => verdict(RuleClass::Compatible, "the same matter in other words"),
        }
    }

    fn covers(&self, other: &Self) -> bool {
        !other.matter.is_empty() && shared(&self.matter, &other.matter) == other.matter.len()
    }
}

/// Data to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fields {
    /// Meaning and spelling of each item, by meaning.
    items: Vec<(String, String)>,
}

impl Fields {
    pub(crate) fn parse(text: &str) -> Self {
        let mut items: Vec<(String, String)> = text
            .split([';', ',', '\n', '|'])
            .flat_map(|part| part.split(" and ").flat_map(|part| part.split(" und ")))
            .map(str::trim)
            .map(|item| (crate::profile::topic_key(item), item.to_owned()))
            .filter(|(meaning, _)| !meaning.is_empty())
            .collect();
        items.sort();
        items.dedup_by(|a, b| a.0 == b.0);
        Self { items }
    }

    pub(crate) fn likeness(&self, other: &Self) -> f64 {
        jaccard(&self.meanings(), &other.meanings())
    }

    fn meanings(&self) -> Vec<&str> {
        self.items.iter().map(|(meaning, _)| meaning.as_str()).collect()
    }

    pub(crate) fn compare(&self, right: &Self, names: [&str; 2]) -> Verdict {
        let only = |a: &Self, b: &Self| -> Vec<String> {
            let known = b.meanings();
            a.items
                .iter()
                .filter(|(meaning, _)| known.binary_search(&meaning.as_str()).is_err())
                .map(|(_, spelling)| spelling.clone())
                .collect()
        };
        let (left_only, right_only) = (only(self, right), only(right, self));
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
        assert_eq!(class("Must mention the fee", "Muss die Gebühr erwähnen"), RuleClass::Equal);
    }

    #[test]
    fn statements_about_different_matters_are_both_kept() {
        assert_eq!(class("Must mention the fee", "Must not promise a date"), RuleClass::Compatible);
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

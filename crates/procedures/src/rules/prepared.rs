//! Rules read once, to be held against many others.

use super::scope::Scope;
use super::value;
use super::wording::{Fields, Script};
use crate::catalogue::{BusinessRule, RuleKind};
use crate::text::Saying;
use crate::vector::{Rarity, TermVector, Trigrams};

/// Trigrams see likeness of letters, not of meaning, and count for less.
const SPELLING: f64 = 0.85;
/// Likeness of conditions when one of them is not stated.
const UNSTATED: f64 = 0.5;
/// Share of the condition, against the content, where the value itself is a text.
const CONDITION_OF_TEXTS: f64 = 0.5;

/// A rule as far as it tells what it is about.
pub(super) struct Prepared {
    pub(super) kind: RuleKind,
    about: About,
    content: Content,
}

enum About {
    /// What the condition says.
    Condition(TermVector, Trigrams),
    /// Without condition: what the value says beside numbers and units.
    Value(Saying),
}

/// What is said where the value itself is a text.
enum Content {
    Script(Script),
    Fields(Fields),
    None,
}

impl Prepared {
    pub(super) fn of(rule: &BusinessRule, rarity: &Rarity) -> Self {
        let about = match rule.condition.trim() {
            "" => About::Value(Scope::of(&rule.value).matter),
            condition => About::Condition(rarity.vector(condition), Trigrams::of(condition)),
        };
        let content = match rule.kind {
            RuleKind::Script => Content::Script(Script::parse(&value(rule))),
            RuleKind::DataCapture => Content::Fields(Fields::parse(&value(rule))),
            _ => Content::None,
        };
        Self { kind: rule.kind, about, content }
    }

    /// How surely two rules of a kind are about the same matter.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        let condition = match (&self.about, &other.about) {
            (About::Value(a), About::Value(b)) => return unconditional(a, b),
            (About::Condition(terms, letters), About::Condition(other_terms, other_letters)) => {
                terms.cosine(other_terms).max(SPELLING * letters.dice(other_letters))
            }
            _ => UNSTATED,
        };
        let content = match (&self.content, &other.content) {
            (Content::Script(a), Content::Script(b)) => a.matter.likeness(&b.matter),
            (Content::Fields(a), Content::Fields(b)) => a.likeness(b),
            _ => return condition,
        };
        CONDITION_OF_TEXTS * condition + (1.0 - CONDITION_OF_TEXTS) * content
    }
}

/// The likeness of two rules without conditions: 1 if they say nothing beside numbers and units.
fn unconditional(a: &Saying, b: &Saying) -> f64 {
    if a.terms.is_empty() || b.terms.is_empty() {
        return 1.0;
    }
    a.likeness(b).max(0.5 * f64::from(u8::from(a.covers(b) || b.covers(a))))
}

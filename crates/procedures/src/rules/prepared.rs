//! Rules read once, to be held against many others.

use super::amount::{Limit, limits};
use super::deadline::is_unit;
use super::token::{Token, tokens};
use super::value;
use super::wording::{Fields, Script};
use crate::catalogue::{BusinessRule, RuleKind};
use crate::text::Saying;
use crate::vector::{Rarity, TermVector, Trigrams};

/// Trigrams see likeness of letters, not of meaning, and count for less.
const SPELLING: f64 = 0.85;
/// Likeness of conditions when one of them is not stated.
const UNSTATED: f64 = 0.5;
/// The same where the value without a condition speaks of something else.
const LEAST_UNSTATED: f64 = 0.3;
/// How much of their likeness rules keep that name limits in other units.
const OTHER_MEASURE: f64 = 0.4;
/// How much of what the words of two rules leave open the same limit closes.
const SAME_LIMIT: f64 = 0.2;
/// Words that belong to a limit, beside numbers and units of time.
const BOUNDS: [&str; 48] = [
    "business",
    "working",
    "calendar",
    "bank",
    "eur",
    "euro",
    "usd",
    "chf",
    "gbp",
    "percent",
    "prozent",
    "within",
    "latest",
    "later",
    "after",
    "max",
    "maximum",
    "innerhalb",
    "binnen",
    "spatestens",
    "von",
    "zu",
    "nach",
    "bis",
    "maximal",
    "hochstens",
    "mindestens",
    "ouvrable",
    "ouvrables",
    "ouvres",
    "habiles",
    "laborables",
    "lavorativi",
    "feriali",
    "dans",
    "les",
    "au",
    "plus",
    "tard",
    "delai",
    "de",
    "jusqu",
    "dentro",
    "hasta",
    "mas",
    "tardar",
    "entro",
    "fino",
];
/// Words for doing whatever is to be done, folded: beside a limit they say nothing of what it is about.
const DOING: [&str; 38] = [
    "a",
    "be",
    "is",
    "must",
    "has",
    "done",
    "performed",
    "completed",
    "finished",
    "executed",
    "muss",
    "ist",
    "erledigen",
    "erledigt",
    "durchfuhren",
    "durchzufuhren",
    "durchgefuhrt",
    "abschliessen",
    "abzuschliessen",
    "abgeschlossen",
    "ausfuhren",
    "auszufuhren",
    "faire",
    "fait",
    "effectuer",
    "effectue",
    "realiser",
    "realise",
    "hacer",
    "hecho",
    "realizar",
    "realizado",
    "efectuar",
    "fare",
    "fatto",
    "eseguire",
    "effettuare",
    "da",
];
/// Share of the condition, against the content, where the value itself is a text.
const CONDITION_OF_TEXTS: f64 = 0.5;

/// A rule as far as it tells what it is about.
pub(super) struct Prepared {
    pub(super) kind: RuleKind,
    about: About,
    /// Condition and value together.
    whole: Saying,
    limits: Vec<Limit>,
    content: Content,
}

enum About {
    /// What the condition says.
    Condition(TermVector, Trigrams),
    /// Without condition: what the value says beside its limit.
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
            "" => About::Value(beside_limit(&rule.value)),
            condition => About::Condition(rarity.vector(condition), Trigrams::of(condition)),
        };
        let content = match rule.kind {
            RuleKind::Script => Content::Script(Script::parse(&value(rule))),
            RuleKind::DataCapture => Content::Fields(Fields::parse(&value(rule))),
            _ => Content::None,
        };
        let whole = Saying::of(&format!("{} {}", rule.condition, rule.value));
        Self { kind: rule.kind, about, whole, limits: limits(&value(rule)), content }
    }

    /// How surely two rules of a kind are about the same matter.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        let condition = match (&self.about, &other.about) {
            (About::Value(a), About::Value(b)) => {
                let same = !self.limits.is_empty() && self.limits == other.limits;
                unconditional(a, b, same)
            }
            (About::Condition(terms, letters), About::Condition(other_terms, other_letters)) => {
                terms.cosine(other_terms).max(SPELLING * letters.dice(other_letters))
            }
            (About::Condition(..), About::Value(said)) => self.half_stated(said),
            (About::Value(said), About::Condition(..)) => other.half_stated(said),
        };
        let condition =
            if self.is_measured_otherwise(other) { condition * OTHER_MEASURE } else { condition };
        let content = match (&self.content, &other.content) {
            (Content::Script(a), Content::Script(b)) => a.matter.likeness(&b.matter),
            (Content::Fields(a), Content::Fields(b)) => a.likeness(b),
            _ => return condition,
        };
        CONDITION_OF_TEXTS * condition + (1.0 - CONDITION_OF_TEXTS) * content
    }

    /// The likeness to a rule without a condition: what its value says beside the limit tells more than
    /// nothing; of rules of no known kind that is all there is.
    fn half_stated(&self, said: &Saying) -> f64 {
        if said.terms.is_empty() {
            return UNSTATED;
        }
        let least = if self.kind == RuleKind::Other { 0.0 } else { LEAST_UNSTATED };
        said.containment(&self.whole).min(said.likeness(&self.whole).max(UNSTATED)).max(least)
    }

    /// Whether both name limits, and none in a unit of the other's: money, a share, a time.
    fn is_measured_otherwise(&self, other: &Self) -> bool {
        let units = |of: &Self| of.limits.iter().map(|(unit, _)| *unit).collect::<Vec<_>>();
        let (own, others) = (units(self), units(other));
        self.kind != RuleKind::Escalation
            && !own.is_empty()
            && !others.is_empty()
            && own.iter().all(|unit| !others.contains(unit))
    }

    /// Whether a procedure has one rule of the kind as a rule, and this one names no condition.
    pub(super) fn is_likely_the_only_one(&self) -> bool {
        let of_one = matches!(
            self.kind,
            RuleKind::Authentication | RuleKind::OpeningHours | RuleKind::Escalation
        );
        of_one && matches!(self.about, About::Value(_))
    }
}

/// The likeness of two rules without conditions, high if they say nothing beside their limits. The same
/// limit, in whatever unit, confirms what the words leave open.
fn unconditional(a: &Saying, b: &Saying, same_limit: bool) -> f64 {
    let words = match (a.terms.is_empty(), b.terms.is_empty()) {
        (true, true) => 1.0 - SAME_LIMIT,
        (true, false) | (false, true) => UNSTATED,
        _ => a.likeness(b).max(0.5 * f64::from(u8::from(a.covers(b) || b.covers(a)))),
    };
    if same_limit { words + SAME_LIMIT * (1.0 - words) } else { words }
}

/// Whether a value says nothing beside the limit that it states.
pub(crate) fn says_only_a_limit(value: &str) -> bool {
    beside_limit(value).terms.is_empty()
}

/// What a value says beside the limit that it states.
fn beside_limit(value: &str) -> Saying {
    let is_limit = |word: &str| {
        let tokens = tokens(word);
        let is_none = |w: &str| is_unit(w) || BOUNDS.contains(&w) || DOING.contains(&w);
        let says = |token: &Token| token.word().is_none_or(is_none);
        tokens.iter().all(says)
    };
    let words: Vec<&str> = value.split_whitespace().filter(|word| !is_limit(word)).collect();
    Saying::of(&words.join(" ")).in_language_of(&Saying::of(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> f64 {
        let rule = |value: &str| BusinessRule {
            key: String::new(),
            kind: RuleKind::Sla,
            condition: String::new(),
            value: value.to_owned(),
            unit: String::new(),
        };
        let rarity = Rarity::of([a, b].into_iter());
        Prepared::of(&rule(a), &rarity).likeness(&Prepared::of(&rule(b), &rarity))
    }

    #[test]
    fn words_for_doing_whatever_is_to_be_done_say_nothing_beside_a_limit() {
        for bare in [
            "To be done within 1 business day",
            "Must be completed within 2 days",
            "Ist binnen 24 Stunden zu erledigen",
            "innerhalb von 2 Tagen durchzuführen",
            "à faire dans les 2 jours",
            "da eseguire entro 2 giorni",
        ] {
            let rest = beside_limit(bare).terms;
            assert!(rest.is_empty(), "{bare}: {rest:?}");
        }
        for more in ["The complaint must be answered within 2 days", "Binnen 2 Tagen anrufen"] {
            assert!(!says_only_a_limit(more), "{more}");
        }
    }

    #[test]
    fn the_same_limit_in_other_units_speaks_for_a_pair() {
        let bare = |other: &str| likeness("innerhalb von 24 Stunden", other);
        assert!(bare("innerhalb 1 Tages") > bare("within 2 days"));
        assert!(bare("within one day") > bare("Rückruf innerhalb 1 Tages"));
        let callback = "Rückruf innerhalb von 48 Stunden";
        assert!(likeness(callback, "Rückruf binnen 2 Tagen") > 0.9);
        assert!(likeness(callback, "Call back within two days") > 0.9);
        let [same, other] = ["binnen 2 Tagen", "binnen 3 Tagen"].map(|b| likeness(callback, b));
        assert!(same > other && other < likeness(callback, "Rückruf binnen 3 Tagen"));
        assert!(likeness("Beschwerde bestätigen binnen 24 h", "Rückruf binnen 24 h") < 0.25);
    }
}

//! Rules that are called by something beside their value.

use crate::catalogue::{BusinessRule, RuleKind};
use crate::notation::{kind_in_words, says_more_than_kind};
use crate::text::folded;

/// Names of rules that are of no kind, folded.
const OTHERS: [&str; 15] = [
    "other",
    "others",
    "other rules",
    "sonstige",
    "sonstiges",
    "andere",
    "misc",
    "autre",
    "autres",
    "otro",
    "otros",
    "otras",
    "altro",
    "altri",
    "altre",
];
/// Words at the end of a name that lead over to the value, folded.
const LEADING: [&str; 14] = [
    "within",
    "no",
    "later",
    "than",
    "up",
    "to",
    "after",
    "binnen",
    "innerhalb",
    "von",
    "bis",
    "nach",
    "spatestens",
    "hochstens",
];

/// What a rule regulates, of what, and its value. A name that tells no kind is what the rule is about, and
/// stays with the value, as it does in a text: "Answer to the customer: within 24 hours". One that tells a kind
/// and more ("Goodwill without approval") is the condition, or stands before the value if there is one.
pub(super) fn named_rule(name: &str, condition: &str, value: &str) -> BusinessRule {
    let rule = |kind: RuleKind, condition: &str, value: String| BusinessRule {
        key: String::new(),
        kind,
        condition: condition.to_owned(),
        value,
        unit: String::new(),
    };
    let kind = kind_in_words(if name.is_empty() { value } else { name });
    if name.is_empty() || OTHERS.contains(&folded(name).as_str()) {
        return rule(kind, condition, value.to_owned());
    }
    let whole = format!("{name}: {value}");
    if kind == RuleKind::Other {
        return rule(kind_in_words(&whole), condition, whole);
    }
    match (says_more_than_kind(name), condition) {
        (false, _) => rule(kind, condition, value.to_owned()),
        (true, "") => rule(kind, subject(name), value.to_owned()),
        (true, _) => rule(kind, condition, whole),
    }
}

/// A name without the words that lead over to the value.
fn subject(name: &str) -> &str {
    let mut subject = name.trim_end_matches([':', ' ']);
    while let Some((before, last)) = subject.rsplit_once(' ') {
        if !LEADING.contains(&folded(last).as_str()) {
            break;
        }
        subject = before.trim_end();
    }
    subject
}

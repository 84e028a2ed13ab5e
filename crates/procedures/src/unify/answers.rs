//! Answers of both lines to one question.

use crate::text::{folded, term_set, words};

/// Words that tell two answers apart although they count as no terms.
const TURNS: [&str; 27] = [
    "before",
    "after",
    "over",
    "under",
    "above",
    "below",
    "within",
    "until",
    "since",
    "during",
    "from",
    "to",
    "against",
    "more",
    "vor",
    "nach",
    "über",
    "ueber",
    "unter",
    "innerhalb",
    "bis",
    "seit",
    "während",
    "ab",
    "von",
    "zu",
    "gegen",
];

/// Whether the answers of both lines to one question mean the same. Where a number or a word such as
/// `before` may make the difference, only the same words do.
pub(super) fn is_one_answer(left: &str, right: &str) -> bool {
    if folded(left) == folded(right) {
        return true;
    }
    let yes_or_no = |text: &str| match folded(text).as_str() {
        "yes" | "ja" => Some(true),
        "no" | "nein" => Some(false),
        _ => None,
    };
    if let (Some(a), Some(b)) = (yes_or_no(left), yes_or_no(right)) {
        return a == b;
    }
    let is_plain = |text: &str| {
        let turns = |word: &String| TURNS.contains(&word.as_str());
        !text.contains(|c: char| c.is_numeric()) && !words(text).iter().any(turns)
    };
    let terms = term_set(left);
    !terms.is_empty() && terms == term_set(right) && is_plain(left) && is_plain(right)
}

/// An answer of both lines, in the words of each where they have other ones.
pub(super) fn one_answer([left, right]: [String; 2]) -> String {
    if folded(&left) == folded(&right) { left } else { format!("{left} / {right}") }
}

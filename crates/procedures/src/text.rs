//! Texts become terms: folded, without stop words, stemmed, with synonyms of the domain as one
//! concept.
//!
//! Two texts in other words, other inflections or (of English and German) another language then
//! share terms. What the lexicon does not know stays a plain stem, so that unknown words still
//! match themselves.

use deunicode::deunicode;

pub(crate) use crate::lexicon::{
    Language, is_concept, is_foreign, is_plain, read, shows_other_language,
};

/// The terms of a text in order of appearance, repetitions included.
pub(crate) fn terms(text: &str) -> Vec<String> {
    read(text).1
}

/// The distinct terms of a text, sorted: two texts with equal sets say the same.
pub(crate) fn term_set(text: &str) -> Vec<String> {
    let mut set = terms(text);
    set.sort();
    set.dedup();
    set
}

/// A short text by its meaning: its distinct terms, sorted, and its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Saying {
    language: Language,
    pub(crate) terms: Vec<String>,
    /// Whether it says that something is not so, or not to be done.
    negated: bool,
}

/// How much a term that the other language cannot share counts in the length of a text, held against
/// one in that language: not fully, as the other text may well say it, in a word that nobody listed.
pub(crate) const UNTRANSLATED: f64 = 0.15;

/// Terms that turn a sentence round, and those that do so only where they are said of the whole.
const NEGATIONS: [&str; 5] = ["not", "no", "nicht", "kein", "never"];
const VERDICTS: [&str; 2] = ["not_required", "prohibit"];
/// Words with which a condition begins.
const CONDITIONS: [&str; 8] =
    ["if", "when", "where", "unless", "wenn", "falls", "sofern", "soweit"];
/// Verdicts that stand as an attribute before a thing. German ones are inflected there.
const ATTRIBUTES: [&str; 4] = ["forbidden", "prohibited", "banned", "unnecessary"];
const INFLECTED: [&str; 5] =
    ["verbotene", "untersagte", "unzulässige", "unnötige", "erforderliche"];
/// What follows a verdict that is no attribute: `forbidden without approval`.
const FOLLOWING: [&str; 18] = [
    "by", "in", "to", "for", "on", "at", "with", "without", "from", "and", "or", "until", "after",
    "before", "since", "during", "here", "as",
];
/// Concepts of which a step does the one or the other.
pub(crate) const OPPOSITES: [(&str, &str); 14] = [
    ("accept", "reject"),
    ("approve", "reject"),
    ("activate", "deactivate"),
    ("activate", "block"),
    ("cancel_block", "block"),
    ("lift", "set"),
    ("allow", "prohibit"),
    ("send", "receive"),
    ("open", "close"),
    ("add", "remove"),
    ("increase", "reduce"),
    ("begin", "close"),
    ("aufheb", "setz"),
    ("with", "without"),
];

impl Saying {
    pub(crate) fn of(text: &str) -> Self {
        let (language, mut terms) = read(text);
        let says = |words: &[&str]| terms.iter().any(|term| words.contains(&term.as_str()));
        let negated = says(&NEGATIONS) || says(&VERDICTS) && is_verdict(text);
        terms.sort_unstable();
        terms.dedup();
        Self { language, terms, negated }
    }

    /// The same terms, held to be in the language of a text around it.
    pub(crate) fn in_language_of(self, around: &Self) -> Self {
        Self { language: around.language, ..self }
    }

    /// What the terms weigh against those of the other: all the same, but less those that the other
    /// language cannot have.
    fn weight(&self, other: &Self) -> f64 {
        let weight = |term: &String| {
            let comparable = self.language == other.language || is_concept(term) || other.has(term);
            if comparable { 1.0 } else { UNTRANSLATED }
        };
        self.terms.iter().map(weight).sum()
    }

    fn has(&self, term: &String) -> bool {
        self.terms.binary_search(term).is_ok()
    }

    /// Dice coefficient of the terms, 0..=1.
    pub(crate) fn likeness(&self, other: &Self) -> f64 {
        let both = self.shared(other);
        let all = self.weight(other) + other.weight(self);
        if all == 0.0 { 0.0 } else { 2.0 * both / all }
    }

    /// A threshold of likeness as it counts between these two: half of it between languages.
    pub(crate) fn least(&self, other: &Self, threshold: f64) -> f64 {
        if self.language == other.language { threshold } else { 0.5 * threshold }
    }

    /// Whether one says the opposite of the other: it negates what the other does not, or it has one of
    /// two opposite concepts where the other has the other.
    pub(crate) fn opposes(&self, other: &Self) -> bool {
        let says = |of: &Self, term: &str| of.terms.iter().any(|own| own == term);
        let only = |of: &Self, term: &str, than: &Self| says(of, term) && !says(than, term);
        self.negated != other.negated
            || OPPOSITES.iter().any(|(a, b)| {
                only(self, a, other) && only(other, b, self)
                    || only(self, b, other) && only(other, a, self)
            })
    }

    /// How much of the shorter text the longer one says, 0..=1.
    pub(crate) fn containment(&self, other: &Self) -> f64 {
        let shorter = self.weight(other).min(other.weight(self));
        if shorter == 0.0 { 0.0 } else { self.shared(other) / shorter }
    }

    /// Whether it says all that the other says; never of nothing.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        !other.terms.is_empty() && other.terms.iter().all(|term| self.has(term))
    }

    /// Whether no term of it can be found in a text of the other one's language.
    pub(crate) fn is_untranslated(&self, other: &Self) -> bool {
        self.language != other.language && !self.terms.iter().any(|term| is_concept(term))
    }

    fn shared(&self, other: &Self) -> f64 {
        self.terms.iter().filter(|term| other.has(term)).count() as f64
    }
}
/// Whether what is forbidden or not required is what the text is about, and not a condition that it
/// names or a thing that something is done with: "Report forbidden transactions".
fn is_verdict(text: &str) -> bool {
    let mut main = String::with_capacity(text.len());
    for clause in text.split([',', ';', '.', ':', '(', ')']) {
        let words = words(clause);
        let until = words.iter().position(|word| CONDITIONS.contains(&word.as_str()));
        let words = &words[..until.unwrap_or(words.len())];
        for (at, word) in words.iter().enumerate() {
            if !is_attribute(word, at.checked_sub(1).map(|at| &*words[at]), words.get(at + 1)) {
                main.push_str(word);
                main.push(' ');
            }
        }
        main.push_str(". ");
    }
    terms(&main).iter().any(|term| VERDICTS.contains(&term.as_str()))
}

/// Whether a verdict is said of the thing behind it.
fn is_attribute(word: &str, before: Option<&str>, behind: Option<&String>) -> bool {
    let is_said_of_all = before
        .is_some_and(|before| ["is", "are", "be", "was", "were", "been", "not"].contains(&before));
    let has_thing = behind.is_some_and(|behind| !FOLLOWING.contains(&behind.as_str()));
    ATTRIBUTES.contains(&word) && has_thing && !is_said_of_all
        || INFLECTED.iter().any(|stem| word.starts_with(stem)) && behind.is_some()
}

/// Lower case without accents, words separated by one space. For comparing spellings, not meanings.
/// A text without letters and digits stays as it is.
pub(crate) fn folded(text: &str) -> String {
    let words = words(text);
    if words.is_empty() {
        return text.trim().to_owned();
    }
    words.iter().map(|word| deunicode(word).to_lowercase()).collect::<Vec<_>>().join(" ")
}

/// Lower-case words: runs of letters and digits. Umlauts stay, the German stemmer wants them.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().replace('ß', "ss"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oppose(left: &str, right: &str) -> bool {
        Saying::of(left).opposes(&Saying::of(right))
    }

    #[test]
    fn what_is_forbidden_or_not_required_turns_a_text_only_where_it_is_said_of_the_whole() {
        for (left, right) in [
            (
                "Report forbidden transactions to the fraud desk",
                "Report suspicious transactions to the fraud desk",
            ),
            ("Skip the letter if it is not required", "Send the letter only if it is required"),
            ("Verbotene Geschäfte melden", "Verdächtige Geschäfte melden"),
            ("Nicht erforderliche Unterlagen vernichten", "Alte Unterlagen vernichten"),
            ("Brief weglassen, wenn er nicht erforderlich ist", "Brief weglassen"),
        ] {
            assert!(!oppose(left, right), "{left} / {right}");
        }
        for (left, right) in [
            ("A letter is not required", "A letter is required"),
            ("Refunds are forbidden without approval", "Refunds are given without approval"),
            ("Forbidden: refunds in cash", "Refunds in cash"),
            ("Ein Brief ist nicht erforderlich", "Einen Brief senden"),
            ("Barauszahlung verboten", "Barauszahlung"),
            ("Do not call", "Call"),
            ("Send it if the customer does not object", "Send it if the customer objects"),
        ] {
            assert!(oppose(left, right), "{left} / {right}");
        }
    }
}

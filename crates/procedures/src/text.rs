//! Texts become terms: folded, without stop words, stemmed, with synonyms of the domain as one
//! concept.
//!
//! Two texts in other words, other inflections or (of English and German) another language then
//! share terms. What the lexicon does not know stays a plain stem, so that unknown words still
//! match themselves.

use deunicode::deunicode;

pub(crate) use crate::lexicon::{Language, is_concept, read};

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
}

/// How much a term that the other language cannot share counts in the length of a text, held against
/// one in that language: not fully, as the other text may well say it, in a word that nobody listed.
pub(crate) const UNTRANSLATED: f64 = 0.15;

/// Terms that turn a sentence round.
const NEGATIONS: [&str; 7] = ["not", "no", "nicht", "kein", "never", "not_required", "prohibit"];
/// Concepts of which a step does the one or the other.
const OPPOSITES: [(&str, &str); 14] = [
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
        terms.sort_unstable();
        terms.dedup();
        Self { language, terms }
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
        let negated = |of: &Self| NEGATIONS.iter().any(|term| says(of, term));
        let only = |of: &Self, term: &str, than: &Self| says(of, term) && !says(than, term);
        negated(self) != negated(other)
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

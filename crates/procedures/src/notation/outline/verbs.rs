//! Whether an item of a list says what somebody does, by the form of its verb.

use crate::text::{folded, is_concept, terms};

/// Words that stand behind a verb in the imperative or infinitive, as what is done is done to something; folded.
const OBJECTS: [&str; 42] = [
    "the", "a", "an", "it", "them", "him", "her", "this", "these", "that", "all", "any", "your",
    "our", "their", "whether", "if", "le", "la", "les", "l", "un", "une", "des", "du", "au", "aux",
    "el", "los", "las", "una", "al", "il", "lo", "gli", "i", "alla", "den", "die", "das", "dem",
    "der",
];
/// Words that say what something is, or became; folded.
const STATES: [&str; 16] = [
    "is", "are", "was", "were", "has", "means", "ist", "sind", "wurde", "wurden", "bedeutet",
    "est", "sont", "es", "son", "sono",
];
/// Words that begin what tells of news; folded.
const NEWS: [&str; 9] =
    ["new", "neue", "neuer", "neues", "nouveau", "nouvelle", "nuevo", "nueva", "version"];
/// Ends of infinitives that begin a sentence, in French, Spanish and Italian.
const FIRST: [&str; 4] = ["er", "ir", "re", "ar"];
/// Ends of German infinitives.
const LAST: [&str; 3] = ["en", "ern", "eln"];
/// Letters of the shortest infinitive.
const SHORTEST: usize = 4;

/// Whether a text says what is to be done.
pub(super) fn says_what_to_do(text: &str) -> bool {
    let folded = folded(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let [first, rest @ ..] = words.as_slice() else { return false };
    let is_past =
        |word: &&str| word.len() > SHORTEST && word.ends_with("ed") || is_participle(word);
    if NEWS.contains(first) || words.iter().any(|word| STATES.contains(word) || is_past(word)) {
        return false;
    }
    let ends = |word: &str, all: &[&str]| {
        word.len() >= SHORTEST && all.iter().any(|end| word.ends_with(end))
    };
    let has_object = rest.first().is_some_and(|second| OBJECTS.contains(second));
    has_object && (is_known(first) || !OBJECTS.contains(first))
        || ends(first, &FIRST)
        || is_known(first) && !rest.is_empty() && !first.ends_with('s')
        || ends_in_infinitive(text)
}

/// Whether one word alone is a verb, in the form of German ones; `what` is what follows it.
pub(super) fn is_infinitive(word: &str, what: &str) -> bool {
    let lower = word.to_lowercase();
    let is_form = !lower.contains(' ') && LAST.iter().any(|end| lower.ends_with(end));
    is_form && !lower.ends_with("ungen") && (is_known(&lower) || ends_in_infinitive(what))
}

/// Whether a German word is a participle: `angehoben`.
fn is_participle(word: &str) -> bool {
    let stem = word.strip_suffix("en").unwrap_or_default();
    stem.find("ge").is_some_and(|at| at > 0 && stem.len() > at + SHORTEST)
}

/// Whether a German sentence ends in its verb: nouns are written with a capital.
fn ends_in_infinitive(text: &str) -> bool {
    let first = text.split([',', ';', '(', '.']).next().unwrap_or(text).trim();
    let last = first.rsplit(' ').next().unwrap_or(first);
    let is_form = last.starts_with(char::is_lowercase) && last.len() >= SHORTEST;
    is_form && LAST.iter().any(|end| last.ends_with(end)) && !is_participle(last)
}

/// Whether the lexicon knows a word.
fn is_known(word: &str) -> bool {
    terms(word).iter().any(|term| is_concept(term))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_done_is_told_from_what_is_or_was() {
        for text in [
            "Check the change",
            "Apply it",
            "Listen to them, then answer the customer",
            "Kunde prüfen",
            "Adresse im CRM erfassen",
            "Vérifier l'identité",
            "Registrar la queja",
            "Annotare il reclamo",
            "Antrag genehmigen",
            "Write down the complaint",
        ] {
            let of_clauses = text.split(", then ").any(says_what_to_do);
            assert!(of_clauses, "{text}");
        }
        for text in [
            "Lessee is who leases the car",
            "Goodwill limit raised by the board",
            "New owner of the complaint process",
            "Neue Grenzen",
            "Grenze angehoben",
            "Version one was written",
            "Raised the limit",
            "Kim added the goodwill limit",
        ] {
            assert!(!says_what_to_do(text), "{text}");
        }
        assert!(is_infinitive("Prüfen", "Kunde") && is_infinitive("Speichern", "Adresse erfassen"));
        assert!(!is_infinitive("Leasingnehmer", "wer least") && !is_infinitive("Wandlungen", "x"));
    }
}

//! Words that make a number a limit, of an amount or of a time, and what limits are called: each list
//! stands here once, for all who ask whether a text limits something. Folded.

use super::token::{Token, says_any, starts_any, tokens};

pub(super) const UP_TO: [&str; 11] = [
    "up to",
    "to",
    "bis",
    "bis zu",
    "at most",
    "maximum",
    "max",
    "hochstens",
    "maximal",
    "maximo",
    "massimo",
];
pub(super) const BELOW: [&str; 7] =
    ["below", "under", "less than", "unter", "weniger als", "smaller than", "kleiner"];
pub(super) const ABOVE: [&str; 9] = [
    "above",
    "over",
    "more than",
    "uber",
    "exceeding",
    "exceeds",
    "mehr als",
    "greater than",
    "hoher als",
];
pub(super) const FROM: [&str; 6] = ["from", "at least", "ab", "von", "mindestens", "between"];
const AT_LEAST: [&str; 16] = [
    "at least",
    "not before",
    "not earlier",
    "no earlier",
    "minimum",
    "min of",
    "mindestens",
    "fruhestens",
    "nicht vor",
    "or more",
    "au moins",
    "au minimum",
    "pas avant",
    "al menos",
    "como minimo",
    "almeno",
];
/// What makes a length of time one within which something must be done, and nothing else of it.
const WITHIN: [&str; 13] = [
    "within",
    "later than",
    "latest",
    "binnen",
    "innerhalb",
    "spatestens",
    "langstens",
    "dans les",
    "dans un delai",
    "au plus tard",
    "dentro de",
    "a mas tardar",
    "entro",
];
/// What does so, too, and limits other things.
const AT_MOST: [&str; 7] =
    ["at most", "maximum", "up to", "hochstens", "maximo", "massimo", "jusqu a"];
/// What limits of time are called, and those of anything.
const TIME_LIMITS: [&str; 17] = [
    "deadline",
    "service level",
    "response time",
    "antwortzeit",
    "frist",
    "delai",
    "plazo",
    "tempo di risposta",
    "tempi di risposta",
    "reaktionszeit",
    "bearbeitungszeit",
    "fristdauer",
    "fristende",
    "fristsetzung",
    "echeance",
    "scadenza",
    "scadenze",
];
const LIMITS: [&str; 13] = [
    "limit",
    "sla",
    "grenze",
    "limite",
    "limiti",
    "grenzwert",
    "grenzbetrag",
    "limitierung",
    "limitation",
    "limitacion",
    "limitazione",
    "limitbetrag",
    "plafond",
];
/// Names of limits that compounds end in: `Freigabegrenze`.
const ENDS_OF_NAMES: [&str; 3] = ["limit", "grenze", "frist"];
/// Endings of names that stand in the plural, or in a case.
const INFLECTIONS: [&str; 5] = ["", "s", "n", "en", "es"];
/// What sets a limit to what stands before it.
const LIMITED_TO: [&str; 16] = [
    "limited to",
    "limited by",
    "limited at",
    "limitiert",
    "limitati a",
    "limitate a",
    "limitados a",
    "limitadas a",
    "limites a",
    "limitees a",
    "limite a",
    "limitee a",
    "limitado a",
    "limitada a",
    "limitato a",
    "limitata a",
];
/// What limits wherever it stands; other words do so right before a number only.
const ANYWHERE: [&str; 9] = [
    "no later",
    "not later",
    "above",
    "more than",
    "exceed",
    "below",
    "same day",
    "taggleich",
    "tagesgleich",
];

/// Whether the value is a lower bound, where bounds in rules are upper ones by default.
pub(super) fn is_lower_bound(tokens: &[Token]) -> bool {
    says_any(tokens, &AT_LEAST)
}

/// Whether a text says within which time something is done: "after 30 days" does not.
pub(crate) fn binds_time(text: &str) -> bool {
    let tokens = tokens(text);
    says_within(&tokens) || starts_any(&tokens, &AT_MOST) || names_any(&tokens, &TIME_LIMITS)
}

/// Whether a text says by when something is done, in words that say it of nothing but times.
pub(super) fn says_within(tokens: &[Token]) -> bool {
    starts_any(tokens, &WITHIN)
}

/// Whether a text limits an amount or a time, wherever its numbers stand.
pub(crate) fn sets_limit(text: &str) -> bool {
    let tokens = tokens(text);
    binds_time(text)
        || is_lower_bound(&tokens)
        || names_any(&tokens, &LIMITS)
        || says_any(&tokens, &LIMITED_TO)
        || starts_any(&tokens, &ANYWHERE)
}

/// Whether the words are what a limit is called, and more: "limit is 50 €".
pub(crate) fn begins_with_name_of_limit(text: &str) -> bool {
    let tokens = tokens(text);
    [&TIME_LIMITS[..], &LIMITS].concat().iter().any(|name| {
        let words = name.split(' ').count();
        tokens.get(..words).is_some_and(|first| names_any(first, &[name]))
    })
}

/// Whether a limit is called by one of the names, in whatever form, or by a compound that ends in it. Words that
/// only begin so name other things: `Grenzenlos`, `limited`, `fristlos`.
fn names_any(tokens: &[Token], names: &[&str]) -> bool {
    names.iter().any(|name| {
        let words: Vec<&str> = name.split(' ').collect();
        tokens.windows(words.len()).any(|window| {
            let pairs = window.iter().zip(&words).enumerate();
            pairs.into_iter().all(|(at, (token, name))| {
                let is_last = at + 1 == words.len();
                token.word().is_some_and(|word| word == *name || is_last && is_form(word, name))
            })
        })
    })
}

/// Whether a word is an inflected form of a name, or of a compound that ends in it.
fn is_form(word: &str, name: &str) -> bool {
    INFLECTIONS
        .iter()
        .filter_map(|end| word.strip_suffix(end))
        .any(|bare| bare == name || ENDS_OF_NAMES.contains(&name) && bare.ends_with(name))
}

/// Whether the words begin with what makes the number behind it a limit: "up to 50 €".
pub(crate) fn begins_with_bound(text: &str) -> bool {
    let tokens = tokens(text);
    let bounds = [&UP_TO[..], &BELOW, &ABOVE, &FROM, &WITHIN].concat();
    bounds.iter().any(|bound| {
        let words = bound.split(' ').count();
        tokens.get(..words).is_some_and(|first| says_any(first, &[bound]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_told_by_their_words() {
        for text in [
            "Reply within 2 days",
            "Gutschriften über die Grenze von 50 €",
            "Antwort taggleich",
            "amounts exceeding 100 €",
            "no later than Friday",
            "Répondre au plus tard après 2 jours",
            "mindestens 2 Fragen",
            "Rückruf fruhestens nach 2 Stunden",
        ] {
            assert!(sets_limit(text), "{text}");
        }
        for text in ["The customer called two days ago", "after 30 days", "Overview of 3 pages"] {
            assert!(!sets_limit(text), "{text}");
        }
    }

    #[test]
    fn names_of_limits_are_whole_words_and_ends_of_compounds() {
        for text in [
            "Die Freigabegrenzen liegen bei 50 €",
            "Kreditlimit 500 EUR",
            "Limits: 50 EUR",
            "Credits are limited to 50 EUR",
            "Die Fristen betragen 5 Tage",
            "Plazos de 5 días",
            "Limitierung 50 EUR je Fall",
            "Limitation: 50 EUR per case",
            "Limitación de 50 EUR",
            "Limitazione a 50 EUR",
            "limitati a 50 EUR",
            "limitées à 50 EUR",
            "limitados a 50 EUR",
            "Limitbetrag 50 EUR",
            "Kulanz limitiert: 50 EUR",
            "Credits limited by 50 EUR",
            "Bearbeitungsfrist 5 Tage",
            "Die Widerspruchsfristen betragen 5 Tage",
            "Fristdauer 5 Tage",
            "Fristende nach 5 Tagen",
            "Fristsetzung 5 Tage",
            "Reaktionszeit 5 Tage",
            "Grenzwert 50 EUR",
            "Grenzbetrag 50 EUR",
            "Máximo 50 €",
            "Massimo 50 €",
            "Jusqu'à 50 €",
            "Plafond de 50 €",
            "Échéance 5 jours",
            "Scadenza 5 giorni",
        ] {
            assert!(sets_limit(text), "{text}");
        }
        for text in [
            "Grenzebach delivers in 3 days",
            "Grenzenlose Tarife kosten 50 EUR",
            "limited edition arrives after 5 days",
            "limitless plan costs 50 EUR",
            "Fristlose Kündigung nach 14 Tagen",
            "Befristete Verträge über 24 Monate",
        ] {
            assert!(!sets_limit(text) && !begins_with_name_of_limit(text), "{text}");
        }
    }

    #[test]
    fn a_bound_is_told_where_it_begins_the_words() {
        assert!(begins_with_bound("up to 50 EUR without approval"));
        assert!(begins_with_bound("höchstens 50 EUR"));
        assert!(!begins_with_bound("at level 2"));
        assert!(begins_with_name_of_limit("response time is 2 hours"));
        assert!(!begins_with_name_of_limit("response of the customer"));
    }
}

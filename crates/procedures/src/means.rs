//! By which channel and in which system a step is done: what its words and its system say.

use std::collections::BTreeSet;

use crate::catalogue::Step;
use crate::rules::CHANNELS;
use crate::text::{term_set, terms, words};

/// What makes a datum of a channel: nobody is reached by an e-mail address that is asked for.
const DATA: [&str; 3] = ["address", "number", "data"];
/// Words that a channel stands after, and those that a system does.
const BY: [&str; 12] = [
    "by", "per", "via", "through", "over", "as", "mit", "als", "mittels", "mithilfe", "über", "am",
];
const IN: [&str; 9] = ["in", "im", "into", "using", "with", "via", "mit", "mittels", "über"];
const ARTICLES: [&str; 5] = ["the", "das", "dem", "der", "den"];
/// Words between channels of which each will do.
const OR: [&str; 4] = ["or", "and", "oder", "und"];
/// Words that say a channel by themselves.
const ADVERBS: [(&str, &[&str]); 2] = [
    ("phone", &["telefonisch", "telefonische", "fernmündlich"]),
    ("letter", &["schriftlich", "schriftliche", "postalisch", "writing"]),
];
/// Verbs that say that one telephones, where English texts begin with them, but for `call up the
/// contract`, and German ones end with them.
const CALL: [&str; 4] = ["call", "phone", "telephone", "ring"];
const NO_CALL: [&str; 3] = ["up", "off", "out"];
const ANRUFEN: [&str; 3] = ["anrufen", "angerufen", "zurückrufen"];
/// What is sent where the text says that something is.
const SENT: [&str; 4] = ["letter", "e-mail", "text message", "fax"];
/// Systems that are not written like a name, folded.
const PRODUCTS: [&str; 12] = [
    "salesforce",
    "zendesk",
    "genesys",
    "hubspot",
    "dynamics",
    "siebel",
    "servicenow",
    "freshdesk",
    "pega",
    "jira",
    "sharepoint",
    "navision",
];
/// Capitals that are no system.
const NO_SYSTEM: [&str; 16] = [
    "EUR", "USD", "GBP", "CHF", "ID", "PIN", "TAN", "IBAN", "BIC", "VIN", "FIN", "PDF", "SMS",
    "SLA", "FAQ", "QR",
];

/// Channels and systems that a text names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Means {
    channels: BTreeSet<&'static str>,
    /// Names with their meanings, which compare them.
    systems: BTreeSet<Vec<String>>,
}

impl Means {
    /// What the words of an action name as that by which, or in which, it is done. A system is a known
    /// one, or has capitals within its name: SAP, `LoanCore`.
    pub(crate) fn of_words(text: &str) -> Self {
        let lower = text.to_lowercase();
        let written: Vec<&str> = text.split_whitespace().collect();
        let words: Vec<&str> = lower.split_whitespace().map(bare).collect();
        let sends = terms(text).iter().any(|term| term == "send");
        let mut means = Self::default();
        if calls(&words) {
            means.channels.insert("phone");
        }
        for (at, word) in words.iter().enumerate() {
            let spoken = ADVERBS.iter().find(|(_, adverbs)| adverbs.contains(word));
            means.channels.extend(spoken.map(|(channel, _)| *channel));
            if is_name(written[at]) && follows_in(&words[..at]) && channels(written[at]).is_empty()
            {
                means.systems.insert(meaning(bare(written[at])));
            }
        }
        let mut last = None;
        for (at, name) in named_channels(&words) {
            // An adjective may stand between, and "by e-mail or letter" names both.
            let before = &words[at.saturating_sub(2)..at];
            let is_by = before.iter().any(|word| BY.contains(word))
                || name == "phone" && before.contains(&"on")
                || last.is_some_and(|last| at - last <= 3 && before.iter().any(|w| OR.contains(w)));
            if is_by || sends && SENT.contains(&name) {
                means.channels.insert(name);
                last = Some(at);
            }
        }
        means
    }

    /// The channels that stand as a system.
    pub(crate) fn of_system(system: &str) -> Self {
        Self { channels: channels(system), systems: BTreeSet::new() }
    }

    /// What the words of a step name, and the channels that stand as its system.
    pub(crate) fn of(step: &Step) -> Self {
        let mut means = Self::of_words(&step.action);
        means.channels.extend(channels(&step.system));
        means
    }

    /// Whether both name channels, and none in common.
    pub(crate) fn other_channel(&self, other: &Self) -> bool {
        apart(&self.channels, &other.channels)
    }

    /// Whether both name systems, and none in common.
    pub(crate) fn other_system(&self, other: &Self) -> bool {
        apart(&self.systems, &other.systems)
    }
}

/// A word without the signs around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a verb says that one telephones.
fn calls(words: &[&str]) -> bool {
    let english = words.first().is_some_and(|word| CALL.contains(word));
    let other = words.get(1).is_some_and(|word| NO_CALL.contains(word));
    english && !other || words.last().is_some_and(|word| ANRUFEN.contains(word))
}

/// The channels among words, each with its place: of two words that are one name together, neither
/// counts alone, and what is a datum of a channel is none.
fn named_channels(words: &[&str]) -> Vec<(usize, &'static str)> {
    let is_datum = |at: usize| {
        words.get(at).is_some_and(|next| terms(next).iter().any(|t| DATA.contains(&t.as_str())))
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let two = words.get(at + 1).map(|next| format!("{} {next}", words[at]));
        let is_one = |pair: &String| {
            terms(pair).len() == 1 && words[at..at + 2].iter().all(|word| !terms(word).is_empty())
        };
        let pair = two.filter(is_one);
        let width = if pair.is_some() { 2 } else { 1 };
        if !is_datum(at + width) {
            let named = channels(pair.as_deref().unwrap_or(words[at]));
            found.extend(named.into_iter().map(|name| (at, name)));
        }
        at += width;
    }
    found
}

/// Whether a word is written as names of systems are. Of a word with a hyphen the first part alone tells:
/// `CRM-System` is one, `Vertrags-Nummer` is none.
fn is_name(word: &str) -> bool {
    let word = bare(word);
    let (first, rest) = word.split_once('-').unwrap_or((word, ""));
    let capitals = |text: &str| text.chars().filter(|c| c.is_uppercase()).count();
    let shouted = capitals(first) > 1 && !NO_SYSTEM.contains(&first);
    shouted || rest.is_empty() && PRODUCTS.contains(&word.to_lowercase().as_str())
}

/// Whether words end with what a system stands after.
fn follows_in(before: &[&str]) -> bool {
    let last = before.iter().rev().find(|word| !ARTICLES.contains(word));
    last.is_some_and(|word| IN.contains(word))
}

fn apart<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> bool {
    !a.is_empty() && !b.is_empty() && a.is_disjoint(b)
}

/// Every channel among the terms of a text.
fn channels(text: &str) -> BTreeSet<&'static str> {
    let terms = terms(text);
    let channel = |at: usize| {
        let is_datum = terms.get(at + 1).is_some_and(|next| DATA.contains(&next.as_str()));
        let is_it = |(_, concepts): &&(&str, &[&str])| concepts.contains(&terms[at].as_str());
        CHANNELS.iter().find(is_it).map(|(name, _)| *name).filter(|_| !is_datum)
    };
    (0..terms.len()).filter_map(channel).collect()
}

fn meaning(name: &str) -> Vec<String> {
    let terms = term_set(name);
    if terms.is_empty() { words(name) } else { terms }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(a: &str, b: &str) -> (bool, bool) {
        let (a, b) = (Means::of_words(a), Means::of_words(b));
        (a.other_channel(&b), a.other_system(&b))
    }

    #[test]
    fn channels_are_told_in_both_languages() {
        assert!(other("Bestätigung per E-Mail senden", "Bestätigung per Brief senden").0);
        assert!(other("Confirm by phone", "Schriftlich bestätigen").0);
        assert!(other("Send the code by text message", "Send the code by e-mail").0);
        assert!(!other("Confirm by phone", "Telefonisch bestätigen").0);
        assert!(!other("Confirm by e-mail or letter", "Per Brief bestätigen").0);
        assert!(!other("Confirm", "Per Brief bestätigen").0, "the one may do the same");
        assert!(!other("Search by the phone number", "Search by the e-mail address").0);
        assert!(!other("Find the customer über die E-Mail Adresse", "Search by phone number").0);
        assert!(other("Confirm by registered mail", "Bestätigung per E-Mail senden").0);
        assert!(!other("Confirm by registered mail", "Per Brief bestätigen").0);
        assert!(other("Confirm by text message", "Confirm in the chat by chat").0);
        assert!(other("Confirm on the phone", "Confirm by e-mail").0);
        assert!(!other("Call up the contract", "Vertrag per Brief anfordern").0);
        assert!(!other("Document the call", "Per Brief bestätigen").0);
        assert!(other("Call the customer", "Kunden anschreiben, Brief versenden").0);
        assert!(!other("End the call and answer by post", "Reply only in writing").0);
        assert!(!other("Telefonisch klären", "Brief the team leader").0);
    }

    #[test]
    fn systems_are_told_by_where_they_stand_and_how_they_are_written() {
        assert!(other("Enter the address in SAP", "Adresse in LoanCore eintragen").1);
        assert!(other("Enter it in the CRM", "Im DMS ablegen").1);
        assert!(!other("Enter it in the CRM", "Im CRM-System eintragen").1);
        assert!(other("Enter the case in Salesforce", "Fall in Zendesk erfassen").1);
        assert!(!other("Pay in EUR", "Book it in SAP").1);
        assert!(!other("Kunden mit Vertrags-Nummer suchen", "Search the customer in the CRM").1);
        assert!(!other("Identify with ID card", "Look it up in SAP").1);
    }

    #[test]
    fn a_channel_may_stand_as_the_system() {
        let step = |system: &str| Means::of(&Step { system: system.to_owned(), ..Step::default() });
        assert!(step("Letter").other_channel(&step("E-mail")));
        assert!(!step("Letter").other_channel(&step("CRM")));
        assert!(!step("Letter, E-mail").other_channel(&step("E-mail")));
    }
}

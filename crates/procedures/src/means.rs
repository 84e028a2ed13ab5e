//! By which channel and in which system a step is done: what its words and its system say.

use std::collections::BTreeSet;

use crate::catalogue::Step;
use crate::rules::CHANNELS;
use crate::text::{term_set, terms, words};

/// What makes a datum of a channel: nobody is reached by an e-mail address that is asked for.
const DATA: [&str; 3] = ["address", "number", "data"];
/// Words that a channel stands after, and those that a system does.
const BY: [&str; 10] =
    ["by", "per", "via", "through", "as", "mit", "als", "mittels", "mithilfe", "über"];
const IN: [&str; 9] = ["in", "im", "into", "using", "with", "via", "mit", "mittels", "über"];
const ARTICLES: [&str; 5] = ["the", "das", "dem", "der", "den"];
/// Words that say a channel by themselves, and verbs that do so where English texts begin with them
/// and German ones end.
const ADVERBS: [(&str, &[&str]); 2] = [
    ("phone", &["telefonisch", "telefonische", "fernmündlich"]),
    ("letter", &["schriftlich", "schriftliche", "postalisch", "writing"]),
];
const CALLING: [&str; 7] =
    ["call", "phone", "telephone", "ring", "anrufen", "angerufen", "zurückrufen"];
/// What is sent where the text says that something is.
const SENT: [&str; 4] = ["letter", "e-mail", "text message", "fax"];

/// Channels and systems that a text names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Means {
    channels: BTreeSet<&'static str>,
    /// Names with their meanings, which compare them.
    systems: BTreeSet<Vec<String>>,
}

impl Means {
    /// What the words of an action name as that by which, or in which, it is done. A system has capitals
    /// within its name: SAP, `LoanCore`.
    pub(crate) fn of_words(text: &str) -> Self {
        let lower = text.to_lowercase();
        let written: Vec<&str> = text.split_whitespace().collect();
        let words: Vec<&str> = lower.split_whitespace().map(bare).collect();
        let sends = terms(text).iter().any(|term| term == "send");
        let mut means = Self::default();
        for at in 0..words.len() {
            let spoken = ADVERBS.iter().find(|(_, adverbs)| adverbs.contains(&words[at]));
            means.channels.extend(spoken.map(|(channel, _)| *channel));
            let calls = at == 0 || at + 1 == words.len();
            if calls && CALLING.contains(&words[at]) {
                means.channels.insert("phone");
            }
            // A channel may be of two words, and an adjective may stand before it.
            let is_by = words[at.saturating_sub(2)..at].iter().any(|word| BY.contains(word));
            let phrase = words[at..words.len().min(at + 2)].join(" ");
            let named = channels(&phrase).into_iter();
            means.channels.extend(named.filter(|name| is_by || sends && SENT.contains(name)));
            if is_name(written[at]) && follows_in(&words[..at]) && channels(written[at]).is_empty()
            {
                means.systems.insert(meaning(bare(written[at])));
            }
        }
        means
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

fn is_name(word: &str) -> bool {
    word.chars().filter(|c| c.is_uppercase()).count() > 1
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
        assert!(!other("Ask for the phone number", "Ask for the e-mail address").0);
        assert!(other("Call the customer", "Kunden anschreiben, Brief versenden").0);
        assert!(!other("End the call and answer by post", "Reply only in writing").0);
        assert!(!other("Telefonisch klären", "Brief the team leader").0);
    }

    #[test]
    fn systems_are_told_by_where_they_stand_and_how_they_are_written() {
        assert!(other("Enter the address in SAP", "Adresse in LoanCore eintragen").1);
        assert!(other("Enter it in the CRM", "Im DMS ablegen").1);
        assert!(!other("Enter it in the CRM", "Im CRM-System eintragen").1);
        assert!(!other("Pay in EUR", "Enter the address in the form").1);
    }

    #[test]
    fn a_channel_may_stand_as_the_system() {
        let step = |system: &str| Means::of(&Step { system: system.to_owned(), ..Step::default() });
        assert!(step("Letter").other_channel(&step("E-mail")));
        assert!(!step("Letter").other_channel(&step("CRM")));
        assert!(!step("Letter, E-mail").other_channel(&step("E-mail")));
    }
}

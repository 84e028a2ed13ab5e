//! A procedure prepared for comparison, and its likeness to another, feature by feature.

use crate::catalogue::{Procedure, RuleKind};
use crate::outcome::{Evidence, Feature};
use crate::text::{folded, term_set};
use crate::vector::{Rarity, TermVector, Trigrams, jaccard};

/// How much each feature counts when both sides state it; what is missing on either side is left
/// out and the others share its weight. Set by judgement: titles are chosen to tell procedures
/// apart, steps say what is really done, channels and direction mostly rule out.
const WEIGHTS: [(Feature, f64); 9] = [
    (Feature::Title, 0.26),
    (Feature::Steps, 0.18),
    (Feature::Words, 0.14),
    (Feature::Rules, 0.12),
    (Feature::Subject, 0.10),
    (Feature::Trigger, 0.07),
    (Feature::Topics, 0.07),
    (Feature::Channels, 0.03),
    (Feature::Direction, 0.03),
];

/// Topics that only share words are never as alike as topics that are the same.
const WORDS_OF_TOPICS: f64 = 0.8;
/// Terms named in an explanation.
const TERMS_SHOWN: usize = 6;

/// The text whose terms tell one procedure from another.
pub(crate) fn whole_text(procedure: &Procedure) -> String {
    let mut parts = vec![procedure.title.as_str(), &procedure.purpose, &procedure.trigger];
    parts.extend(procedure.topics.iter().map(String::as_str));
    parts.extend(procedure.steps.iter().map(|step| step.action.as_str()));
    parts.extend(rule_texts(procedure));
    parts.join(" \n ")
}

/// What rules say in words: their conditions, and values that are texts and no measures.
fn rule_texts(procedure: &Procedure) -> impl Iterator<Item = &str> {
    procedure.rules.iter().flat_map(|rule| {
        let worded = matches!(rule.kind, RuleKind::Script | RuleKind::DataCapture);
        std::iter::once(rule.condition.as_str()).chain(worded.then_some(rule.value.as_str()))
    })
}

/// A topic by its meaning: its distinct terms.
pub(crate) fn topic_key(topic: &str) -> String {
    let terms = term_set(topic);
    if terms.is_empty() { folded(topic) } else { terms.join(" ") }
}

pub(crate) fn topic_keys(topics: &[String]) -> Vec<String> {
    distinct(topics.iter().map(|topic| topic_key(topic)))
}

fn distinct(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = items.filter(|item| !item.is_empty()).collect();
    out.sort();
    out.dedup();
    out
}

struct Name {
    vector: TermVector,
    trigrams: Trigrams,
}

/// Everything compared of one procedure.
pub(crate) struct Profile {
    /// The title, and what stands outside and inside its brackets: "Sterbefall (death of a
    /// borrower)".
    names: Vec<Name>,
    words: TermVector,
    rules: TermVector,
    trigger: TermVector,
    steps: TermVector,
    topic_words: TermVector,
    topics: Vec<String>,
    channels: Vec<String>,
    directions: Vec<String>,
}

impl Profile {
    pub(crate) fn of(procedure: &Procedure, rarity: &Rarity) -> Self {
        let actions: Vec<&str> = procedure.steps.iter().map(|step| step.action.as_str()).collect();
        let rules: Vec<&str> = rule_texts(procedure).collect();
        Self {
            names: names(&procedure.title)
                .into_iter()
                .map(|name| Name { vector: rarity.vector(name), trigrams: Trigrams::of(name) })
                .collect(),
            words: rarity.vector(&whole_text(procedure)),
            rules: rarity.vector(&rules.join("\n")),
            trigger: rarity.vector(&procedure.trigger),
            steps: rarity.vector(&actions.join("\n")),
            topic_words: rarity.vector(&procedure.topics.join("\n")),
            topics: topic_keys(&procedure.topics),
            channels: topic_keys(&procedure.channels),
            directions: directions(&procedure.direction),
        }
    }

    /// The likeness in each feature that both state, by descending weight; the weights sum to 1.
    /// `topic_weight` says how much a shared topic tells.
    pub(crate) fn compare(
        &self,
        other: &Self,
        topic_weight: &dyn Fn(&str) -> f64,
    ) -> Vec<(Feature, f64, f64)> {
        let mut found: Vec<(Feature, f64, f64)> = WEIGHTS
            .iter()
            .filter_map(|(feature, weight)| {
                self.likeness(other, *feature, topic_weight).map(|value| (*feature, value, *weight))
            })
            .collect();
        let total: f64 = found.iter().map(|(_, _, weight)| weight).sum();
        for (_, _, weight) in &mut found {
            *weight /= total;
        }
        found
    }

    fn likeness(
        &self,
        other: &Self,
        feature: Feature,
        topic_weight: &dyn Fn(&str) -> f64,
    ) -> Option<f64> {
        match feature {
            Feature::Title => best_name(&self.names, &other.names),
            Feature::Subject => self.subject(other),
            Feature::Words => cosine(&self.words, &other.words),
            Feature::Rules => cosine(&self.rules, &other.rules),
            Feature::Trigger => cosine(&self.trigger, &other.trigger),
            Feature::Steps => cosine(&self.steps, &other.steps),
            Feature::Topics => self.topics(other, topic_weight),
            Feature::Channels => sets(&self.channels, &other.channels),
            Feature::Direction => sets(&self.directions, &other.directions),
        }
    }

    /// The whole title; `None` if there is none.
    fn title(&self) -> Option<&TermVector> {
        self.names.first().map(|name| &name.vector)
    }

    /// Whether each speaks of what the other is named after, in whichever of its names.
    fn subject(&self, other: &Self) -> Option<f64> {
        let spoken_of = |names: &[Name], words: &TermVector| {
            let telling = names.iter().filter(|name| !name.vector.is_empty());
            telling.map(|name| name.vector.coverage_by(words)).reduce(f64::max)
        };
        let here = spoken_of(&other.names, &self.words)?;
        Some(f64::midpoint(spoken_of(&self.names, &other.words)?, here))
    }

    fn topics(&self, other: &Self, weight: &dyn Fn(&str) -> f64) -> Option<f64> {
        if self.topics.is_empty() || other.topics.is_empty() {
            return None;
        }
        let heavy = |topics: &[String]| topics.iter().fold(0.0, |sum, topic| sum + weight(topic));
        let (left, right) = (heavy(&self.topics), heavy(&other.topics));
        let common: Vec<String> =
            self.topics.iter().filter(|topic| other.topics.contains(topic)).cloned().collect();
        let both = heavy(&common);
        // One line lists its topics more finely than the other: containment counts, too.
        let overlap = f64::midpoint(both / (left + right - both), both / left.min(right));
        Some(overlap.max(WORDS_OF_TOPICS * self.topic_words.cosine(&other.topic_words)))
    }

    /// The comparison in words. `left` is this side.
    pub(crate) fn explain(
        &self,
        other: &Self,
        rarity: &Rarity,
        topic_weight: &dyn Fn(&str) -> f64,
    ) -> Vec<Evidence> {
        self.compare(other, topic_weight)
            .into_iter()
            .map(|(feature, value, weight)| {
                let detail = self.detail(other, feature, rarity).unwrap_or_default();
                Evidence { feature, value, weight, detail }
            })
            .collect()
    }

    fn detail(&self, other: &Self, feature: Feature, rarity: &Rarity) -> Option<String> {
        let terms = |left: &TermVector, right: &TermVector| {
            listed("shared terms", &rarity.shared_terms(left, right))
        };
        Some(match feature {
            Feature::Title => terms(self.title()?, other.title()?),
            Feature::Subject => {
                let mut both = rarity.shared_terms(self.title()?, &other.words);
                both.extend(rarity.shared_terms(other.title()?, &self.words));
                both.sort_unstable();
                both.dedup();
                listed("terms of a title in the other's text", &both)
            }
            Feature::Words => terms(&self.words, &other.words),
            Feature::Rules => terms(&self.rules, &other.rules),
            Feature::Trigger => terms(&self.trigger, &other.trigger),
            Feature::Steps => terms(&self.steps, &other.steps),
            Feature::Topics => listed_common("shared topics", &self.topics, &other.topics),
            Feature::Channels => listed_common("shared channels", &self.channels, &other.channels),
            Feature::Direction => {
                listed_common("shared directions", &self.directions, &other.directions)
            }
        })
    }
}

fn listed(what: &str, items: &[&str]) -> String {
    if items.is_empty() {
        return format!("no {what}");
    }
    let shown: Vec<&str> = items.iter().take(TERMS_SHOWN).copied().collect();
    let more = items.len() - shown.len();
    let tail = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{what}: {}{tail}", shown.join(", "))
}

fn listed_common(what: &str, left: &[String], right: &[String]) -> String {
    let common: Vec<&str> =
        left.iter().filter(|item| right.contains(item)).map(String::as_str).collect();
    listed(what, &common)
}

fn cosine(left: &TermVector, right: &TermVector) -> Option<f64> {
    (!left.is_empty() && !right.is_empty()).then(|| left.cosine(right))
}

fn sets(left: &[String], right: &[String]) -> Option<f64> {
    (!left.is_empty() && !right.is_empty()).then(|| jaccard(left, right))
}

fn best_name(left: &[Name], right: &[Name]) -> Option<f64> {
    let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
    pairs.map(|(a, b)| a.likeness(b)).reduce(f64::max)
}

impl Name {
    /// Titles name the same thing at different length ("Adressänderung", "Change of address and
    /// contact data"), so containment counts as much as the angle.
    fn likeness(&self, other: &Self) -> f64 {
        let (a, b) = (&self.vector, &other.vector);
        let meaning = f64::midpoint(a.cosine(b), a.containment(b));
        meaning.max(self.trigrams.dice(&other.trigrams))
    }
}

/// The whole title first, then its part outside and its parts inside brackets.
fn names(title: &str) -> Vec<&str> {
    let mut names = vec![title];
    if title.contains('(') {
        names.extend(title.split(['(', ')']));
    }
    names.retain(|name| !folded(name).is_empty());
    names
}

/// `inbound` and `outbound`, from English or German words for them.
fn directions(text: &str) -> Vec<String> {
    let folded = folded(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let either = words.iter().any(|word| matches!(*word, "both" | "beide" | "beides"));
    let says = |starts: &[&str]| either || words.iter().any(|word| starts.contains(word));
    let mut out = Vec::new();
    if says(&["inbound", "in", "incoming", "eingehend", "ein", "eingang"]) {
        out.push("inbound".to_owned());
    }
    if says(&["outbound", "out", "outgoing", "ausgehend", "aus", "ausgang"]) {
        out.push("outbound".to_owned());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_read_in_both_languages() {
        assert_eq!(directions("ein- und ausgehend"), ["inbound", "outbound"]);
        assert_eq!(directions("Inbound"), ["inbound"]);
        assert!(directions("sideways").is_empty());
    }

    #[test]
    fn a_title_in_two_languages_has_three_names() {
        assert_eq!(names("Sterbefall (death)"), ["Sterbefall (death)", "Sterbefall ", "death"]);
    }

    #[test]
    fn what_one_side_does_not_state_takes_no_part() {
        let rarity = Rarity::of(&[term_set("complaint"), term_set("trade-in")]);
        let titled = |title: &str, purpose: &str| Procedure {
            title: title.to_owned(),
            purpose: purpose.to_owned(),
            ..Procedure::default()
        };
        let left = Profile::of(&titled("Complaint", ""), &rarity);
        let right = Profile::of(&titled("Grievance", "complaint"), &rarity);
        let evidence = left.compare(&right, &|_| 1.0);
        let features: Vec<Feature> = evidence.iter().map(|(feature, _, _)| *feature).collect();
        assert_eq!(features, [Feature::Title, Feature::Words, Feature::Subject]);
        let weights: f64 = evidence.iter().map(|(_, _, weight)| weight).sum();
        assert!((weights - 1.0).abs() < 1e-12);
    }
}

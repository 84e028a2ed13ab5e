//! A procedure prepared for comparison, and its likeness to another, feature by feature.

use rustc_hash::FxHashMap;

use crate::catalogue::{BusinessRule, Procedure, RuleKind};
use crate::outcome::{Evidence, Feature};
use crate::text::{folded, term_set};
use crate::vector::{Rarity, Spread, TermVector, Trigrams, jaccard};

/// How much each feature counts when both sides state it; what is missing on either side is left
/// out and the others share its weight. After a logistic regression on the labelled set to tune on and
/// the demo, rounded: what is done and what it is bound by tells procedures apart; titles mislead as
/// often as they help ("Terminverschiebung" of a visit, of an instalment).
const WEIGHTS: [(Feature, f64); 9] = [
    (Feature::Rules, 0.27),
    (Feature::Words, 0.22),
    (Feature::Steps, 0.21),
    (Feature::Topics, 0.10),
    (Feature::Title, 0.07),
    (Feature::Trigger, 0.05),
    (Feature::Subject, 0.04),
    (Feature::Channels, 0.02),
    (Feature::Direction, 0.02),
];

/// What rules and title count beside the words where only a rough order is wanted.
const ROUGH_RULES: f64 = 0.7;
const ROUGH_TITLE: f64 = 0.3;
/// Up to so many pairs of parts are held against each other.
const MANY_PARTS: usize = 40_000;
/// The same feature of all words of a text and of its parts one by one: half and half.
const PART_BY_PART: f64 = 0.5;
/// By how much the score of procedures in two languages is raised: a translation that the lexicon
/// knows is found, one that it does not know is not, so that the same likeness looks smaller.
const OTHER_LANGUAGE: f64 = 1.35;

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

/// The topics that a procedure serves, by their meaning: those that it names or, where it names none, the one that
/// it is called by.
pub(crate) fn served_keys(procedure: &Procedure) -> Vec<String> {
    if procedure.topics.is_empty() {
        topic_keys(std::slice::from_ref(&procedure.title))
    } else {
        topic_keys(&procedure.topics)
    }
}

fn distinct(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = items.filter(|item| !item.is_empty()).collect();
    out.sort();
    out.dedup();
    out
}

/// Words that are compared as a whole, topics and channels, by number.
#[derive(Debug, Default)]
pub(crate) struct Names {
    numbers: FxHashMap<String, u32>,
    names: Vec<String>,
}

impl Names {
    fn number(&mut self, name: String) -> u32 {
        let next = self.names.len() as u32;
        let number = *self.numbers.entry(name.clone()).or_insert(next);
        if number == next {
            self.names.push(name);
        }
        number
    }

    fn numbers(&mut self, words: &[String]) -> Vec<u32> {
        let mut numbers: Vec<u32> =
            topic_keys(words).into_iter().map(|key| self.number(key)).collect();
        numbers.sort_unstable();
        numbers
    }

    /// The names, by number.
    pub(crate) fn all(&self) -> &[String] {
        &self.names
    }
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
    topics: Vec<u32>,
    channels: Vec<u32>,
    directions: Vec<Direction>,
    each_step: Vec<TermVector>,
    each_rule: Vec<RuleWords>,
}

/// A rule's words: of its condition, and of its condition and value.
struct RuleWords {
    kind: RuleKind,
    condition: TermVector,
    whole: TermVector,
}

impl RuleWords {
    fn of(rule: &BusinessRule, rarity: &Rarity) -> Self {
        Self {
            kind: rule.kind,
            condition: rarity.vector(&rule.condition),
            whole: rarity.vector(&format!("{}\n{}", rule.condition, rule.value)),
        }
    }

    fn likeness(&self, other: &Self) -> f64 {
        if self.kind != other.kind {
            return 0.0;
        }
        let whole = self.whole.cosine(&other.whole);
        if self.condition.is_empty() && other.condition.is_empty() {
            return whole;
        }
        f64::midpoint(self.condition.cosine(&other.condition), whole)
    }
}

/// The mean, over the parts of both sides, of the likeness to the likest part of the other side.
/// `None` of procedures so long that all words together must do.
fn part_by_part<T>(left: &[T], right: &[T], likeness: impl Fn(&T, &T) -> f64) -> Option<f64> {
    if left.len() * right.len() > MANY_PARTS {
        return None;
    }
    let table: Vec<f64> = left
        .iter()
        .flat_map(|a| right.iter().map(|b| likeness(a, b)).collect::<Vec<_>>())
        .collect();
    if table.is_empty() {
        return Some(0.0);
    }
    let best = |parts: &mut dyn Iterator<Item = f64>| parts.fold(0.0, f64::max);
    let rows: f64 = table.chunks(right.len()).map(|row| best(&mut row.iter().copied())).sum();
    let columns: f64 = (0..right.len())
        .map(|column| best(&mut table.iter().skip(column).step_by(right.len()).copied()))
        .sum();
    Some(f64::midpoint(rows / left.len() as f64, columns / right.len() as f64))
}

impl Profile {
    pub(crate) fn of(procedure: &Procedure, rarity: &Rarity, names_known: &mut Names) -> Self {
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
            topics: names_known.numbers(&procedure.topics),
            channels: names_known.numbers(&procedure.channels),
            directions: directions(&procedure.direction),
            each_step: actions
                .iter()
                .map(|action| rarity.vector(action))
                .filter(|step| !step.is_empty())
                .collect(),
            each_rule: procedure
                .rules
                .iter()
                .map(|rule| RuleWords::of(rule, rarity))
                .filter(|rule| !rule.whole.is_empty())
                .collect(),
        }
    }

    /// The whole title; `None` if there is none.
    fn title(&self) -> Option<&TermVector> {
        self.names.first().map(|name| &name.vector)
    }

    /// The comparison in words. `left` is this side.
    pub(crate) fn explain(&self, other: &Self, scale: &Scale<'_>) -> Vec<Evidence> {
        let comparison = Comparer::new(self, scale).compare(other);
        let total = comparison.weight();
        comparison
            .stated()
            .map(|(feature, value, weight)| {
                let detail = self.detail(other, feature, scale).unwrap_or_default();
                Evidence { feature, value, weight: weight / total, detail }
            })
            .collect()
    }

    fn detail(&self, other: &Self, feature: Feature, scale: &Scale<'_>) -> Option<String> {
        let rarity = scale.rarity;
        let terms = |left: &TermVector, right: &TermVector| {
            listed("shared terms", &rarity.shared_terms(left, right))
        };
        let common = |what: &str, left: &[u32], right: &[u32]| {
            let both = left.iter().filter(|item| right.contains(item));
            listed(
                what,
                &both.map(|item| scale.names.all()[*item as usize].as_str()).collect::<Vec<_>>(),
            )
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
            Feature::Topics => common("shared topics", &self.topics, &other.topics),
            Feature::Channels => common("shared channels", &self.channels, &other.channels),
            Feature::Direction => {
                let both = self.directions.iter().filter(|d| other.directions.contains(d));
                listed("shared directions", &both.map(|d| d.name()).collect::<Vec<_>>())
            }
        })
    }
}

/// What all comparisons of two catalogues share.
pub(crate) struct Scale<'a> {
    /// Weights of the terms.
    pub(crate) rarity: &'a Rarity,
    /// The topics and channels.
    pub(crate) names: &'a Names,
    /// How much a shared topic tells, by its number in `names`.
    pub(crate) topic_weights: &'a [f64],
}

/// One procedure spread out to be held against many.
pub(crate) struct Comparer<'a> {
    profile: &'a Profile,
    topic_weights: &'a [f64],
    names: Vec<Spread>,
    words: Spread,
    rules: Spread,
    trigger: Spread,
    steps: Spread,
    topic_words: Spread,
}

impl<'a> Comparer<'a> {
    pub(crate) fn new(profile: &'a Profile, scale: &Scale<'a>) -> Self {
        let spread = |vector: &TermVector| Spread::of(vector, scale.rarity.len());
        Self {
            profile,
            topic_weights: scale.topic_weights,
            names: profile.names.iter().map(|name| spread(&name.vector)).collect(),
            words: spread(&profile.words),
            rules: spread(&profile.rules),
            trigger: spread(&profile.trigger),
            steps: spread(&profile.steps),
            topic_words: spread(&profile.topic_words),
        }
    }

    /// The likeness in each feature that both state.
    pub(crate) fn compare(&self, other: &Profile) -> Comparison {
        let values = WEIGHTS.map(|(feature, _)| match feature {
            Feature::Title => self.title(other),
            Feature::Subject => self.subject(other),
            Feature::Words => self.words.cosine(&other.words),
            Feature::Rules => self.rules(other),
            Feature::Trigger => self.trigger.cosine(&other.trigger),
            Feature::Steps => self.steps(other),
            Feature::Topics => self.topics(other),
            Feature::Channels => sets(&self.profile.channels, &other.channels),
            Feature::Direction => sets(&self.profile.directions, &other.directions),
        });
        Comparison { values, two_languages: !self.profile.words.speaks_as(&other.words) }
    }

    /// A quick likeness of the words, to choose whom to compare in full; 0 if nothing is shared.
    pub(crate) fn roughly(&self, other: &Profile) -> f64 {
        let words = self.words.cosine(&other.words).unwrap_or(0.0);
        let rules = self.rules.cosine(&other.rules).unwrap_or(0.0);
        words + ROUGH_RULES * rules + ROUGH_TITLE * self.title(other).unwrap_or(0.0)
    }

    fn rules(&self, other: &Profile) -> Option<f64> {
        let together = self.rules.cosine(&other.rules)?;
        let parts = part_by_part(&self.profile.each_rule, &other.each_rule, RuleWords::likeness);
        Some(parts.map_or(together, |parts| PART_BY_PART * parts + (1.0 - PART_BY_PART) * together))
    }

    fn steps(&self, other: &Profile) -> Option<f64> {
        let together = self.steps.cosine(&other.steps)?;
        let parts = part_by_part(&self.profile.each_step, &other.each_step, TermVector::cosine);
        Some(parts.map_or(together, |parts| PART_BY_PART * parts + (1.0 - PART_BY_PART) * together))
    }

    /// The best of all names. Titles name the same thing at different length ("Adressänderung",
    /// "Change of address and contact data"), so containment counts as much as the angle.
    fn title(&self, other: &Profile) -> Option<f64> {
        let left = self.names.iter().zip(&self.profile.names);
        let pairs = left.flat_map(|left| other.names.iter().map(move |right| (left, right)));
        pairs
            .map(|((spread, name), right)| {
                let spelling = name.trigrams.dice(&right.trigrams);
                spread.likeness_of_names(&right.vector).max(spelling)
            })
            .reduce(f64::max)
    }

    /// Whether each speaks of what the other is named after, in whichever of its names.
    fn subject(&self, other: &Profile) -> Option<f64> {
        let told = |name: &TermVector| !name.is_empty();
        let here =
            self.profile.names.iter().zip(&self.names).filter(|(name, _)| told(&name.vector));
        let there = other.names.iter().filter(|name| told(&name.vector));
        let here = here.map(|(_, spread)| spread.covered_by(&other.words)).reduce(f64::max)?;
        let there = there.map(|name| self.words.covers(&name.vector)).reduce(f64::max)?;
        Some(f64::midpoint(here, there))
    }

    fn topics(&self, other: &Profile) -> Option<f64> {
        let (left, right) = (&self.profile.topics, &other.topics);
        if left.is_empty() || right.is_empty() {
            return None;
        }
        let heavy = |topics: &[u32]| {
            topics.iter().fold(0.0, |sum, at| sum + self.topic_weights[*at as usize])
        };
        let common = left.iter().filter(|topic| right.contains(topic));
        let both = common.fold(0.0, |sum, at| sum + self.topic_weights[*at as usize]);
        let (left, right) = (heavy(left), heavy(right));
        // One line lists its topics more finely than the other: containment counts, too.
        let overlap = f64::midpoint(both / (left + right - both), both / left.min(right));
        let words = self.topic_words.cosine(&other.topic_words).unwrap_or(0.0);
        Some(overlap.max(WORDS_OF_TOPICS * words))
    }
}

/// Likeness by feature.
pub(crate) struct Comparison {
    /// In the order of [`WEIGHTS`].
    values: [Option<f64>; WEIGHTS.len()],
    two_languages: bool,
}

impl Comparison {
    /// Feature, likeness and unscaled weight of what both state, by descending weight.
    fn stated(&self) -> impl Iterator<Item = (Feature, f64, f64)> {
        let values = self.values.iter().zip(&WEIGHTS);
        values
            .filter_map(|(value, (feature, weight))| value.map(|value| (*feature, value, *weight)))
    }

    fn weight(&self) -> f64 {
        self.stated().map(|(_, _, weight)| weight).sum()
    }

    /// Weighted mean, raised between languages, 0..=1; 0 if there is nothing that both state.
    pub(crate) fn score(&self) -> f64 {
        let weight = self.weight();
        let sum = self.stated().fold(0.0, |sum, (_, value, weight)| sum + value * weight);
        let mean = if weight == 0.0 { 0.0 } else { sum / weight };
        if self.two_languages { (OTHER_LANGUAGE * mean).min(1.0) } else { mean }
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

fn sets<T: Ord>(left: &[T], right: &[T]) -> Option<f64> {
    (!left.is_empty() && !right.is_empty()).then(|| jaccard(left, right))
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

/// Who speaks first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    Inbound,
    Outbound,
}

impl Direction {
    const fn name(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }
}

/// From English or German words for them, in order.
fn directions(text: &str) -> Vec<Direction> {
    let folded = folded(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let either = words.iter().any(|word| matches!(*word, "both" | "beide" | "beides"));
    let says = |starts: &[&str]| either || words.iter().any(|word| starts.contains(word));
    let mut out = Vec::new();
    if says(&["inbound", "in", "incoming", "eingehend", "ein", "eingang"]) {
        out.push(Direction::Inbound);
    }
    if says(&["outbound", "out", "outgoing", "ausgehend", "aus", "ausgang"]) {
        out.push(Direction::Outbound);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_read_in_both_languages() {
        assert_eq!(directions("ein- und ausgehend"), [Direction::Inbound, Direction::Outbound]);
        assert_eq!(directions("Inbound"), [Direction::Inbound]);
        assert!(directions("sideways").is_empty());
    }

    #[test]
    fn a_title_in_two_languages_has_three_names() {
        assert_eq!(names("Sterbefall (death)"), ["Sterbefall (death)", "Sterbefall ", "death"]);
    }

    #[test]
    fn what_one_side_does_not_state_takes_no_part() {
        let rarity = Rarity::of(["complaint", "trade-in"].into_iter());
        let titled = |title: &str, purpose: &str| Procedure {
            title: title.to_owned(),
            purpose: purpose.to_owned(),
            ..Procedure::default()
        };
        let mut names = Names::default();
        let left = Profile::of(&titled("Complaint", ""), &rarity, &mut names);
        let right = Profile::of(&titled("Grievance", "complaint"), &rarity, &mut names);
        let scale = Scale { rarity: &rarity, names: &names, topic_weights: &[] };
        let evidence = left.explain(&right, &scale);
        let features: Vec<Feature> = evidence.iter().map(|e| e.feature).collect();
        assert_eq!(features, [Feature::Words, Feature::Title, Feature::Subject]);
        let weights: f64 = evidence.iter().map(|e| e.weight).sum();
        assert!((weights - 1.0).abs() < 1e-12);
    }
}

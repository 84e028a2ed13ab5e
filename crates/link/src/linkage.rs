//! What comes out: clusters, scored pairs, relationships, and how they came about.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::compare::{ABSENT, EXACT_RARITY};
use crate::model::{ComparisonModel, Model};
use crate::scorer::Scorer;

/// What became of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PairDecision {
    /// Both records are in one cluster.
    Link,
    /// Probable enough to show to a person, not enough to link.
    Review,
    /// Two customers.
    Distinct,
    /// A person decided that both are one customer.
    MustLink,
    /// A person decided that they are two customers.
    CannotLink,
}

/// What stands for a comparison where only names speak for one customer, in data in which names mean little.
const NAMES_ALONE: &str = "names alone";

/// What one comparison says about a pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// What was compared; `names alone` where nothing else speaks for one customer in data in which a name goes with
    /// many different mailboxes, phones and addresses: then they are held back for people to decide.
    pub comparison: String,
    /// The level of agreement; `missing` if a value is absent.
    pub level: String,
    /// log2 Bayes factor of the same customer against unrelated customers.
    pub match_weight: f64,
}

/// Two records and how likely they are one customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredPair {
    /// Index of one record; the lower of the two.
    pub left: u32,
    /// Index of the other record.
    pub right: u32,
    /// log2 Bayes factor of "one customer" against "two customers" (unrelated or of one
    /// household), without the prior. Fellegi and Sunter (1969), "A theory for record linkage".
    pub match_weight: f64,
    /// Probability that both are one customer: the match weight and the prior together.
    pub probability: f64,
    /// What became of the pair.
    pub decision: PairDecision,
    /// The levels of agreement; [`crate::Linkage::explain`] reads them.
    pub pattern: Pattern,
}

/// The levels of agreement of a pair, six bits per comparison: 0 is missing, 1 to 31 a level,
/// 32 to 63 full agreement on a value that a random record has with probability 2^-(code - 32).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Pattern(pub u128);

/// Most comparisons that a [`Pattern`] has room for.
pub const MAX_COMPARISONS: usize = 21;

impl Pattern {
    /// The code of one comparison.
    #[inline]
    pub fn code(self, comparison: usize) -> u8 {
        ((self.0 >> (6 * comparison)) & 0x3F) as u8
    }

    /// The pattern with the code of one more comparison set; it must not be set before.
    #[must_use]
    #[inline]
    pub(crate) fn with(self, comparison: usize, code: u8) -> Self {
        debug_assert!(code < 64 && self.code(comparison) == 0);
        Self(self.0 | (u128::from(code) << (6 * comparison)))
    }

    /// The pattern with a comparison left out.
    #[must_use]
    pub(crate) fn without(self, comparison: usize) -> Self {
        Self(self.0 & !(0x3F << (6 * comparison)))
    }

    /// Number of comparisons in which both records have a value.
    pub(crate) fn known(self) -> u32 {
        (0..MAX_COMPARISONS).map(|comparison| u32::from(self.code(comparison) != 0)).sum()
    }
}

/// From which probability on pairs are linked or shown to a person, and what that is expected to
/// give.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Pairs at or above are linked, unless clustering finds stronger evidence against.
    pub link_probability: f64,
    /// Pairs at or above, and not linked, are for review.
    pub review_probability: f64,
    /// Expected share of right pairs among those that clusters hold; none if they hold no pair.
    pub expected_precision: Option<f64>,
    /// Expected share of the matches among the candidates that clusters hold.
    pub expected_recall: f64,
    /// Number of pairs left for review.
    pub review_pairs: u64,
}

/// One way in which candidate pairs were found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlockingRule {
    /// What both records must share, e.g. `birth date + surname (sound)`.
    pub name: String,
    /// Pairs the rule gives on its own, after oversized blocks were split.
    pub pairs: u64,
    /// Blocks so large that they were split.
    pub oversized_blocks: u64,
    /// Size of the largest block, before splitting.
    pub largest_block: u64,
}

/// How candidate pairs were found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BlockingReport {
    /// The rules, the one with the fewest pairs first.
    pub rules: Vec<BlockingRule>,
    /// Distinct pairs compared.
    pub pairs: u64,
    /// The most pairs that were allowed.
    pub budget: u64,
    /// Estimated share of the true pairs that are among those compared: a capture–recapture
    /// estimate from how many rules found each probable match (Chao 1987, "Estimating the
    /// population size for capture-recapture data with unequal catchability"). None if nothing
    /// matched.
    pub estimated_recall: Option<f64>,
}

/// How two customers that are not one are tied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationshipKind {
    /// Same surname and the same address or phone.
    Household,
    /// Same address, other surname.
    SharedAddress,
    /// Same phone number.
    SharedPhone,
    /// Same e-mail address.
    SharedEmail,
    /// Same full name, nothing else in common.
    Namesake,
}

/// Two clusters that are tied but are not one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relationship {
    /// How they are tied.
    pub kind: RelationshipKind,
    /// A record of one cluster.
    pub left: u32,
    /// A record of the other cluster.
    pub right: u32,
}

/// The result of a linkage.
#[derive(Debug, Clone)]
pub struct Linkage {
    /// Per record the cluster it is in, named by the lowest record index in it.
    pub cluster_of: Vec<u32>,
    /// The pairs worth keeping, by `(left, right)`: linked, for review, or telling.
    pub pairs: Vec<ScoredPair>,
    /// The model that scored them.
    pub model: Model,
    /// How candidate pairs were found.
    pub blocking: BlockingReport,
    /// The thresholds, and what they are expected to give.
    pub thresholds: Thresholds,
    /// Clusters that are tied but not one customer, one entry per pair of clusters and kind.
    pub relationships: Vec<Relationship>,
    /// Values on improbably many people, which were taken to be missing: per comparison its name, how
    /// many values and how many records.
    pub placeholders: Vec<(String, u64, u64)>,
}

impl Linkage {
    /// What each comparison says about a pair; see [`Explainer::explain`].
    pub fn explain(&self, pair: &ScoredPair) -> Vec<Evidence> {
        self.explainer().explain(pair)
    }

    /// Something that explains pairs; for many of them, as it takes a while to make.
    pub fn explainer(&self) -> Explainer<'_> {
        Explainer { model: &self.model, scorer: Scorer::new(&self.model) }
    }

    /// The same result for the records in their original order (`order[new] = old`).
    pub(crate) fn reordered(mut self, order: &[u32]) -> Self {
        let old = |record: u32| order[record as usize];
        let mut name_of = vec![u32::MAX; self.cluster_of.len()];
        for (&cluster, &old) in self.cluster_of.iter().zip(order) {
            let name = &mut name_of[cluster as usize];
            *name = (*name).min(old);
        }
        let mut cluster_of = vec![0; self.cluster_of.len()];
        for (&cluster, &old) in self.cluster_of.iter().zip(order) {
            cluster_of[old as usize] = name_of[cluster as usize];
        }
        self.cluster_of = cluster_of;
        for pair in &mut self.pairs {
            let (one, other) = (old(pair.left), old(pair.right));
            (pair.left, pair.right) = (one.min(other), one.max(other));
        }
        self.pairs.par_sort_unstable_by_key(|pair| (pair.left, pair.right));
        for tie in &mut self.relationships {
            let (one, other) = (old(tie.left), old(tie.right));
            (tie.left, tie.right) = (one.min(other), one.max(other));
        }
        self.relationships.sort_unstable();
        self
    }
}

/// Explains pairs of a linkage.
pub struct Explainer<'a> {
    model: &'a Model,
    scorer: Scorer,
}

impl Explainer<'_> {
    /// What each comparison says about a pair, in the order of the model, and what is taken from names that stand
    /// alone. The weights are against unrelated customers and add up to the match weight, unless a household is
    /// the likelier explanation: then the match weight is lower.
    pub fn explain(&self, pair: &ScoredPair) -> Vec<Evidence> {
        evidence(self.model, &self.scorer, pair.pattern)
    }
}

/// What each comparison of a model says about a pair with this pattern.
pub(crate) fn evidence(model: &Model, scorer: &Scorer, pattern: Pattern) -> Vec<Evidence> {
    let of_comparison = |(at, comparison): (usize, &ComparisonModel)| {
        let code = pattern.code(at);
        let level = match code {
            ABSENT => "missing",
            EXACT_RARITY.. => comparison.levels[0].name.as_str(),
            level => comparison.levels[usize::from(level) - 1].name.as_str(),
        };
        Evidence {
            comparison: comparison.name.clone(),
            level: level.to_owned(),
            match_weight: scorer.weight(at, code),
        }
    };
    let mut all: Vec<Evidence> = model.comparisons.iter().enumerate().map(of_comparison).collect();
    let taken = scorer.taken_from_names(pattern);
    if taken < 0.0 {
        all.push(Evidence {
            comparison: NAMES_ALONE.to_owned(),
            level: "many in this data share names, and something else differs".to_owned(),
            match_weight: taken,
        });
    }
    all
}

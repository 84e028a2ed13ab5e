//! Why pairs of one customer were missed, and why pairs of two were linked.

use serde::{Deserialize, Serialize};

use crate::linkage::PairDecision;

/// Comparisons of names; a pair has the same name if all of these that it has agree fully.
const NAMES: [&str; 3] = ["given name", "surname", "organisation"];
/// A surname alone is no name.
const TELLING_NAMES: [&str; 2] = ["given name", "organisation"];
/// Comparisons of what reaches a customer.
const CONTACTS: [&str; 2] = ["phone", "e-mail"];
/// Why two records of one customer are not in one cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissedReason {
    /// A person and an organisation, or two records of a source that holds nobody twice: never
    /// compared.
    Impossible,
    /// Blocking did not propose the pair, so that it was never compared.
    NeverCompared,
    /// Linkage kept nothing of the pair, and it is not known whether it was never compared or far
    /// too improbable.
    NotKept,
    /// Compared, and so improbable that it was not worth keeping.
    FarTooImprobable,
    /// Compared, and scored too low even for review.
    Improbable,
    /// Compared, and left for a person.
    ForReview,
    /// Scored high enough to be linked, and split when clusters were made.
    Split,
    /// People, or an agreement that both are parties of, said that they are two.
    Decided,
}

/// Why two records of different customers are in one cluster: the first that is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongReason {
    /// People said that they are one.
    Decided,
    /// Two members of one household.
    Household,
    /// Two customers of the same name.
    SameName,
    /// Two customers with a phone number or an e-mail address in common.
    SharedContact,
    /// The pair itself scored below the threshold or was never compared: others tie it together.
    Chained,
    /// None of these.
    Other,
}

/// How many pairs there are of one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason<R, E = (u32, u32)> {
    /// The reason.
    pub reason: R,
    /// Pairs.
    pub pairs: u64,
    /// Pairs of them whose records are of two lines.
    pub across_lines: u64,
    /// Pairs of them that scored below the threshold of links, or were not scored.
    pub below_threshold: u64,
    /// Some of them: the indices of both records, or what names them.
    pub examples: Vec<E>,
}

/// A level of disagreement that missed pairs have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disagreement {
    /// What was compared.
    pub comparison: String,
    /// The level, of a match weight below zero.
    pub level: String,
    /// Missed pairs at this level.
    pub pairs: u64,
}

/// All errors of a linkage by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errors<E = (u32, u32)> {
    /// Pairs of one customer that are not in one cluster, by reason; reasons without pairs are
    /// left out.
    pub missed: Vec<Reason<MissedReason, E>>,
    /// Pairs of two customers that are in one cluster, likewise.
    pub wrong: Vec<Reason<WrongReason, E>>,
    /// What the missed pairs disagree on, most frequent first.
    pub disagreements: Vec<Disagreement>,
    /// Missed pairs whose comparisons are known, of which the disagreements are.
    pub missed_and_compared: u64,
    /// If there are more missed pairs of which nothing was kept than were looked at: how many were.
    /// The counts of their reasons are estimates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<u64>,
}

impl Errors {
    /// The same with examples as people know them.
    pub fn named<E>(self, name: impl Fn((u32, u32)) -> E) -> Errors<E> {
        Errors {
            missed: self.missed.into_iter().map(|reason| reason.named(&name)).collect(),
            wrong: self.wrong.into_iter().map(|reason| reason.named(&name)).collect(),
            disagreements: self.disagreements,
            missed_and_compared: self.missed_and_compared,
            looked_at: self.looked_at,
        }
    }
}

impl<R> Reason<R> {
    fn named<E>(self, name: impl Fn((u32, u32)) -> E) -> Reason<R, E> {
        Reason {
            reason: self.reason,
            pairs: self.pairs,
            across_lines: self.across_lines,
            below_threshold: self.below_threshold,
            examples: self.examples.into_iter().map(name).collect(),
        }
    }
}

/// What is known of every record; all slices have one entry per record.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The cluster that it is in.
    pub cluster_of: &'a [u32],
    /// The customer that it truly is of; errors are only counted among records that have one.
    pub truth: &'a [Option<u32>],
    /// Its household; empty if the truth tells no households.
    pub household: &'a [Option<u32>],
    /// Its line.
    pub line_of: &'a [u16],
}

/// A pair that linkage kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeptPair {
    /// Index of one record.
    pub left: u32,
    /// Index of the other record.
    pub right: u32,
    /// Probability that both are one customer.
    pub probability: f64,
    /// What became of the pair.
    pub decision: PairDecision,
}

/// What one comparison says of a pair, as far as errors are explained by it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement<'a> {
    /// What was compared, e.g. `surname`.
    pub comparison: &'a str,
    /// The level of agreement.
    pub level: &'a str,
    /// Whether it is the first level, full agreement.
    pub is_full: bool,
    /// log2 Bayes factor.
    pub match_weight: f64,
}

/// Why a pair was missed that linkage kept; `below` says that it scored below the threshold.
pub(super) fn missed_reason(pair: &KeptPair, below: bool) -> MissedReason {
    match pair.decision {
        PairDecision::CannotLink => MissedReason::Decided,
        _ if !below => MissedReason::Split,
        PairDecision::Review => MissedReason::ForReview,
        _ => MissedReason::Improbable,
    }
}

/// Why a pair was linked that is two customers.
pub(super) fn wrong_reason(
    pair: &KeptPair,
    housemates: bool,
    agreements: &[Agreement<'_>],
    below: bool,
) -> WrongReason {
    let of = |names: &'static [&str]| agreements.iter().filter(|a| names.contains(&a.comparison));
    let same_name = of(&NAMES).all(|a| a.is_full) && of(&TELLING_NAMES).next().is_some();
    if pair.decision == PairDecision::MustLink {
        WrongReason::Decided
    } else if housemates {
        WrongReason::Household
    } else if same_name {
        WrongReason::SameName
    } else if of(&CONTACTS).any(|a| a.is_full) {
        WrongReason::SharedContact
    } else if below {
        WrongReason::Chained
    } else {
        WrongReason::Other
    }
}

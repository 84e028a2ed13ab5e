//! Why a pair is, or is not, one customer: for people who ask about two records.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::block::Blocking;
use crate::check;
use crate::error::LinkError;
use crate::linkage::{Evidence, evidence};
use crate::linker::Linker;
use crate::records::{Decisions, Records};
use crate::scorer::Scorer;
use crate::settings::LinkSettings;

/// All that speaks for and against two records being one customer.
///
/// Weights are log2 Bayes factors and add up: `prior_weight + Σ evidence + dependence_weight` are the
/// log2 odds of `probability`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairExplanation {
    /// Whether the two can be one customer at all: not a person and an organisation, and not two
    /// records of a source that holds nobody twice.
    pub possible: bool,
    /// Names of the blocking rules that propose the pair; a pair that none proposes is never compared.
    pub proposed_by: Vec<String>,
    /// Names of the rules in use that do not.
    pub not_proposed_by: Vec<String>,
    /// log2 odds that two records drawn at random are one customer.
    pub prior_weight: f64,
    /// What each comparison says, against unrelated customers.
    pub evidence: Vec<Evidence>,
    /// How much weaker the evidence is together than comparison by comparison: members of one
    /// household would agree as well, and an e-mail made from the name says little beside it. Negative,
    /// or next to zero.
    pub dependence_weight: f64,
    /// Probability that both are one customer.
    pub probability: f64,
}

/// Explains pairs of records as [`crate::link`] would see them with these settings and decisions. Give it the model
/// of the linkage asked about; without one, a model is trained as for a linkage.
pub fn explain_pairs(
    records: &Records,
    settings: &LinkSettings,
    decisions: &Decisions,
    pairs: &[(u32, u32)],
) -> Result<Vec<PairExplanation>, LinkError> {
    let asked = Decisions { must_link: Vec::new(), cannot_link: pairs.to_vec() };
    check::input(records, settings, &asked)?;
    check::input(records, settings, decisions)?;
    let columns = records.columns.iter().map(Cow::Borrowed).collect();
    let mut linker = Linker::new(records, columns, settings, &crate::Silent)?;
    let place = linker.places();
    let pairs: Vec<(u32, u32)> =
        pairs.iter().map(|&(left, right)| (place[left as usize], place[right as usize])).collect();
    let blocking = Blocking::new(&linker.comparisons, linker.count(), linker.budget());
    let rules = linker.rules(&blocking);
    let blocks = blocking.build(&rules);
    let proposed: Vec<(Vec<String>, Vec<String>)> = pairs
        .iter()
        .map(|&(left, right)| {
            let (by, not): (Vec<_>, Vec<_>) =
                rules.iter().partition(|rule| blocking.proposes(rule, left, right));
            let names = |rules: Vec<_>| rules.into_iter().map(|r| blocking.name_of(r)).collect();
            (names(by), names(not))
        })
        .collect();
    let model = linker.model(&blocks, &check::reorder_decisions(decisions, &linker.order))?;
    let scorer = Scorer::new(&model);
    let explained = pairs.iter().zip(proposed).map(|(&(left, right), (by, not))| {
        let pattern = linker.comparisons.pattern(left, right);
        let classes = scorer.score(pattern);
        let evidence = evidence(&model, &scorer, pattern);
        let sum: f64 = evidence.iter().map(|one| one.match_weight).sum();
        PairExplanation {
            possible: linker.possible(left, right),
            proposed_by: by,
            not_proposed_by: not,
            prior_weight: scorer.prior_weight(),
            dependence_weight: classes.match_weight - sum,
            evidence,
            probability: classes.same,
        }
    });
    Ok(explained.collect())
}

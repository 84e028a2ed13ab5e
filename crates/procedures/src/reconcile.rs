//! The whole of it, in the order people read it: matches, steps, rules, proposal.

use crate::alignment::{align, script};
use crate::catalogue::{Catalogue, TopicEvidence};
use crate::matching::Matcher;
use crate::outcome::{Reconciliation, Relation};
use crate::rules::RulePair;
use crate::settings::ReconcileSettings;
use crate::unify::unify;

/// Holds two catalogues against each other.
///
/// `evidence` may be empty: contacts then say nothing. Results refer to procedures, steps and rules
/// by their index in `left` and `right`.
///
/// ```
/// use sameboat_procedures::{Catalogue, Procedure, Relation, ReconcileSettings, TopicEvidence, reconcile};
///
/// let catalogue = |line: &str, title: &str| Catalogue {
///     line: line.to_owned(),
///     procedures: vec![Procedure { key: "1".into(), title: title.into(), ..Procedure::default() }],
/// };
/// let (left, right) = (catalogue("product", "Change of address"), catalogue("financing", "Adressänderung"));
/// let found = reconcile(&left, &right, &ReconcileSettings::default(), &TopicEvidence::default());
/// assert_eq!(found.matches[0].relation, Relation::Same);
/// ```
pub fn reconcile(
    left: &Catalogue,
    right: &Catalogue,
    settings: &ReconcileSettings,
    evidence: &TopicEvidence,
) -> Reconciliation {
    let matcher = Matcher::new(left, right, settings, evidence);
    let mut found = Reconciliation { matches: matcher.matches(), ..Reconciliation::default() };
    for (match_index, pair) in found.matches.iter().enumerate() {
        let (Some(l), Some(r)) = (pair.left, pair.right) else { continue };
        let (a, b) = (&left.procedures[l], &right.procedures[r]);
        let pairs = align(&a.steps, &b.steps, matcher.rarity(), settings);
        found.alignments.extend(script(match_index, &a.steps, &b.steps, &pairs, settings));
        let rules = RulePair {
            match_index,
            left: &a.rules,
            right: &b.rules,
            names: [&left.line, &right.line],
            report_missing: pair.relation == Relation::Same,
        };
        found.conflicts.extend(rules.conflicts(matcher.rarity(), settings));
    }
    found.unified = unify(left, right, &found);
    found
}

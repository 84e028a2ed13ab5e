//! The whole of it, in the order people read it: matches, steps, rules, proposal.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::alignment::{align, script};
use crate::catalogue::{BusinessRule, Catalogue, Procedure, TopicEvidence};
use crate::decisions::{
    Book, RulingProblem, Rulings, Sides, contradictions, decide_pairs, decide_rules, decide_steps,
};
use crate::general::{holds_for_all, may_hold_for_all};
use crate::matching::Matcher;
use crate::outcome::{ProcedureMatch, Reconciliation, Relation, RuleConflict, RuleFinding};
use crate::owner::owner_of;
use crate::profile::{topic_key, topic_keys};
use crate::rules::{RulePair, findings, promise_conflicts};
use crate::settings::ReconcileSettings;
use crate::text::is_foreign;
use crate::unify::{Choices, unify};

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
    reconcile_decided(left, right, settings, evidence, &Rulings::default()).0
}

/// [`reconcile`] with what people have decided, which beats the engine; also tells the rulings that
/// could not be followed, in the order of their rows.
pub fn reconcile_decided(
    left: &Catalogue,
    right: &Catalogue,
    settings: &ReconcileSettings,
    evidence: &TopicEvidence,
    rulings: &Rulings,
) -> (Reconciliation, Vec<RulingProblem>) {
    let matcher = Matcher::new(left, right, settings, evidence);
    let mut found = Reconciliation { matches: matcher.matches(), ..Reconciliation::default() };
    let (sides, mut book) = (Sides { left, right }, Book::new(rulings));
    let dropped = decide_pairs(sides, &mut found.matches, settings, &mut book);
    let mut steps = Vec::new();
    for (match_index, pair) in found.matches.iter().enumerate() {
        let (Some(l), Some(r)) = (pair.left, pair.right) else { continue };
        let (a, b) = (&left.procedures[l], &right.procedures[r]);
        let pairs = align(&a.steps, &b.steps, matcher.rarity(), settings);
        let script = script(match_index, &a.steps, &b.steps, &pairs, settings);
        let rules = RulePair {
            match_index,
            left: &a.rules,
            right: &b.rules,
            names: [&left.line, &right.line],
            owner: &owner_of([left, right], pair, settings),
            about: &about(a, b),
            report_missing: pair.relation == Relation::Same,
            are_comparable: are_comparable([a, b]),
            general: [(left, l), (right, r)].map(|(line, own)| general_rules(line, own)),
            unread_general: [left, right].map(|line| line.procedures.iter().any(may_hold_for_all)),
        };
        let mut conflicts = rules.conflicts(matcher.rarity(), settings);
        decide_rules(sides, pair, &mut conflicts, &mut book);
        if pair.relation == Relation::Same {
            let choices = decide_steps(sides, match_index, pair, &script, &conflicts, &mut book);
            steps.push((match_index, choices));
        }
        found.alignments.extend(script);
        found.conflicts.extend(conflicts);
    }
    found.conflicts = without_sisters(
        std::mem::take(&mut found.conflicts),
        &found.matches,
        [&left.procedures, &right.procedures],
    );
    let choices = Choices { steps, dropped };
    found.unified = unify(left, right, &found, &choices);
    found.findings = findings(left, right, &found, settings);
    let in_steps = found.unified.iter().flat_map(|unified| {
        let at = |bound: usize| found.conflicts.partition_point(|c| c.match_index < bound);
        let of_match = at(unified.match_index)..at(unified.match_index + 1);
        let conflicts = &found.conflicts[of_match];
        contradictions(sides, unified, conflicts, &choices.of(unified.match_index))
    });
    let in_steps: Vec<RuleFinding> = in_steps.collect();
    found.findings.extend(in_steps);
    found.findings.sort_by_key(|finding| finding.match_index);
    found.promises = promise_conflicts(left, right, &found, matcher.rarity(), settings);
    let (decisions, problems) = book.close();
    found.decisions = decisions;
    (found, problems)
}

/// The rules of a line that hold for all its procedures, but for those of the procedure in question itself.
fn general_rules(line: &Catalogue, own: usize) -> Vec<&BusinessRule> {
    let procedures = line.procedures.iter().enumerate();
    let general = procedures.filter(|(at, procedure)| *at != own && holds_for_all(procedure));
    general.flat_map(|(_, procedure)| &procedure.rules).collect()
}

/// Whether both procedures are in languages whose words are compared, or in one.
fn are_comparable(procedures: [&Procedure; 2]) -> bool {
    let [left, right] = procedures.map(|procedure| {
        let steps = procedure.steps.iter().map(|step| step.action.as_str());
        let rules = procedure.rules.iter().map(|rule| rule.value.as_str());
        is_foreign(&steps.chain(rules).collect::<Vec<_>>().join("\n"))
    });
    left == right
}

/// What customers come with to both procedures: the topic and channel they share, or else the left
/// line's title.
fn about(left: &Procedure, right: &Procedure) -> String {
    let common = |left: &[String], right: &[String]| {
        let known = topic_keys(right);
        left.iter().find(|item| known.contains(&topic_key(item))).cloned()
    };
    let topic = common(&left.topics, &right.topics).unwrap_or_else(|| left.title.clone());
    match common(&left.channels, &right.channels) {
        Some(channel) if !topic.is_empty() => format!("{topic} by {channel}"),
        _ => topic,
    }
}

/// Without the rules called missing that stand in another procedure which is the same as this one, where
/// one line does in two what the other does in one; a rule that none of them has is told once, in the
/// likeliest of the matches.
fn without_sisters(
    conflicts: Vec<RuleConflict>,
    matches: &[ProcedureMatch],
    keys: [&[Procedure]; 2],
) -> Vec<RuleConflict> {
    let rules = |conflict: &RuleConflict| {
        let pair = &matches[conflict.match_index];
        [pair.left.zip(conflict.left_rule), pair.right.zip(conflict.right_rule)]
    };
    let mut compared: [BTreeSet<(usize, usize)>; 2] = Default::default();
    let of_same =
        |conflict: &&RuleConflict| matches[conflict.match_index].relation == Relation::Same;
    for conflict in conflicts.iter().filter(of_same) {
        if let [Some(left), Some(right)] = rules(conflict) {
            compared[0].insert(left);
            compared[1].insert(right);
        }
    }
    let ends = |pair: &ProcedureMatch| [pair.left, pair.right];
    // The likeliest match of each procedure; of equal ones that with the first key.
    let mut likeliest: [FxHashMap<usize, usize>; 2] = Default::default();
    let key = |side: usize, at: usize| {
        ends(&matches[at])[1 - side].map(|other| &keys[1 - side][other].key)
    };
    for (at, pair) in matches.iter().enumerate().filter(|(_, m)| m.relation == Relation::Same) {
        for side in [0, 1] {
            let Some(procedure) = ends(pair)[side] else { continue };
            let best = likeliest[side].entry(procedure).or_insert(at);
            let order = matches[*best].score.total_cmp(&pair.score);
            if order.then_with(|| key(side, at).cmp(&key(side, *best))).is_le() {
                *best = at;
            }
        }
    }
    let is_told = |conflict: &RuleConflict| match rules(conflict) {
        [Some(_), Some(_)] => true,
        [left, right] => [left, right].into_iter().enumerate().all(|(side, rule)| {
            rule.is_none_or(|rule| {
                !compared[side].contains(&rule)
                    && likeliest[side].get(&rule.0) == Some(&conflict.match_index)
            })
        }),
    };
    conflicts.into_iter().filter(is_told).collect()
}

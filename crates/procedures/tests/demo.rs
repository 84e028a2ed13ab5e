//! The hand-written demo procedures against their labels, which were written first.
//!
//! The thresholds and the synonym list were tuned on these same procedures: the figures show that
//! the demo is told right, not how well unseen catalogues are.

#![allow(clippy::unwrap_used, reason = "the lint exempts test functions, not their helpers")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::Shape;
use sameboat_procedures::{
    BusinessRule, Catalogue, ReconcileSettings, Reconciliation, Relation, RuleClass, RuleKind,
    Step, TopicEvidence, reconcile, unread,
};

type Pair = (String, String);

const FOLDER: &str = "../synth/assets/procedures";

fn rows(file: &str) -> Vec<csv::StringRecord> {
    common::rows(&common::folder(FOLDER), file)
}

fn kind(word: &str) -> RuleKind {
    match word {
        "Service level" | "Frist" => RuleKind::Sla,
        "Spending limit" | "Kompetenzgrenze" => RuleKind::AuthorityLimit,
        "ID check" | "Legitimation" => RuleKind::Authentication,
        "Escalation" | "Eskalation" => RuleKind::Escalation,
        "Hours" | "Servicezeit" => RuleKind::OpeningHours,
        "Wording" | "Gesprächsleitfaden" => RuleKind::Script,
        "Must capture" | "Pflichtangaben" => RuleKind::DataCapture,
        other => panic!("unknown kind {other}"),
    }
}

fn catalogue(line: &str, rule_keys: bool) -> Catalogue {
    let shape = Shape { detailed: false, rule_keys, kind };
    common::catalogue(&common::folder(FOLDER), line, &shape)
}

fn demo() -> (Catalogue, Catalogue, Reconciliation) {
    let (left, right) = (catalogue("product", false), catalogue("financing", true));
    let found = reconcile(&left, &right, &ReconcileSettings::default(), &TopicEvidence::default());
    (left, right, found)
}

fn f1<T: Ord>(found: &BTreeSet<T>, truth: &BTreeSet<T>) -> f64 {
    2.0 * found.intersection(truth).count() as f64 / (found.len() + truth.len()) as f64
}

fn pairs_found(
    left: &Catalogue,
    right: &Catalogue,
    found: &Reconciliation,
) -> BTreeMap<Pair, Relation> {
    found
        .matches
        .iter()
        .filter_map(|m| {
            let (l, r) = m.left.zip(m.right)?;
            Some(((left.procedures[l].key.clone(), right.procedures[r].key.clone()), m.relation))
        })
        .collect()
}

fn pairs_true() -> BTreeMap<Pair, Relation> {
    rows("truth_procedures.csv")
        .iter()
        .map(|row| {
            let relation = if &row[2] == "same" { Relation::Same } else { Relation::Related };
            ((row[0].to_owned(), row[1].to_owned()), relation)
        })
        .collect()
}

fn of_relation(pairs: &BTreeMap<Pair, Relation>, relation: Relation) -> BTreeSet<Pair> {
    pairs.iter().filter(|(_, r)| **r == relation).map(|(pair, _)| pair.clone()).collect()
}

#[test]
fn procedures_are_matched_as_labelled() {
    let (left, right, found) = demo();
    let (found, truth) = (pairs_found(&left, &right, &found), pairs_true());
    let same = f1(&of_relation(&found, Relation::Same), &of_relation(&truth, Relation::Same));
    let any = f1(&found.keys().collect(), &truth.keys().collect());
    assert!(same >= 0.96, "F1 of `same` is {same:.3}");
    assert!(any >= 0.95, "F1 of `same` or `related` is {any:.3}");
}

type Compared = (String, String, RuleKind, String, String);

fn rules_found(
    left: &Catalogue,
    right: &Catalogue,
    found: &Reconciliation,
) -> BTreeMap<Compared, RuleClass> {
    found
        .conflicts
        .iter()
        .map(|conflict| {
            let pair = &found.matches[conflict.match_index];
            let (l, r) = pair.left.zip(pair.right).unwrap();
            let (l, r) = (&left.procedures[l], &right.procedures[r]);
            let value =
                |rule: &BusinessRule| format!("{} {}", rule.value, rule.unit).trim().to_owned();
            let key = (
                l.key.clone(),
                r.key.clone(),
                conflict.kind,
                conflict.left_rule.map(|index| value(&l.rules[index])).unwrap_or_default(),
                conflict.right_rule.map(|index| value(&r.rules[index])).unwrap_or_default(),
            );
            (key, conflict.class)
        })
        .collect()
}

fn rules_true() -> BTreeMap<Compared, RuleClass> {
    rows("truth_conflicts.csv")
        .iter()
        .map(|row| {
            let class = match &row[5] {
                "equal" => RuleClass::Equal,
                "compatible" => RuleClass::Compatible,
                "tighter" => RuleClass::Tighter,
                "looser" => RuleClass::Looser,
                "contradictory" => RuleClass::Contradictory,
                "missing_left" => RuleClass::MissingLeft,
                "missing_right" => RuleClass::MissingRight,
                other => panic!("unknown class {other}"),
            };
            let text = |at: usize| row[at].to_owned();
            ((text(0), text(1), RuleKind::from_name(&row[2]), text(3), text(4)), class)
        })
        .collect()
}

#[test]
fn rules_are_classified_as_labelled_and_no_conflict_is_invented() {
    let (left, right, found) = demo();
    let findings = found.findings.clone();
    for conflict in found.conflicts.iter().filter(|conflict| conflict.class.is_conflict()) {
        assert!(!conflict.case.is_empty(), "a concrete case for {}", conflict.detail);
    }
    let (found, truth) = (rules_found(&left, &right, &found), rules_true());
    let right_class = truth.iter().filter(|(rule, class)| found.get(*rule) == Some(*class)).count();
    let accuracy = right_class as f64 / truth.len() as f64;
    assert!(accuracy >= 1.0, "{right_class} of {} classes ({accuracy:.3})", truth.len());
    let invented: Vec<_> = found.keys().filter(|rule| !truth.contains_key(*rule)).collect();
    assert!(invented.is_empty(), "pairs of rules nobody planted: {invented:#?}");
    assert_eq!(findings, [], "defects of the rules taken together that nobody planted");
    let conflicts = |rules: &BTreeMap<Compared, RuleClass>| -> BTreeSet<Compared> {
        rules
            .iter()
            .filter(|(_, class)| class.is_conflict())
            .map(|(rule, _)| rule.clone())
            .collect()
    };
    assert_eq!(conflicts(&found), conflicts(&truth));
}

/// The words a person reads about one match: why it is one, and what differs.
fn told(left: &Catalogue, right: &Catalogue, found: &Reconciliation, key: &str) -> String {
    let (at, pair) = found
        .matches
        .iter()
        .enumerate()
        .find(|(_, m)| m.left.is_some_and(|l| left.procedures[l].key == key))
        .unwrap();
    let (l, r) = (&left.procedures[pair.left.unwrap()], &right.procedures[pair.right.unwrap()]);
    let mut out =
        vec![format!("{} / {}: {:?}, {:.2}", l.title, r.title, pair.relation, pair.score)];
    for e in &pair.evidence {
        out.push(format!("  {:?} {:.2} x {:.2}: {}", e.feature, e.value, e.weight, e.detail));
    }
    for step in found.alignments.iter().filter(|step| step.match_index == at) {
        let action = |steps: &[Step], at: Option<usize>| {
            at.map_or("-".to_owned(), |at| steps[at].action.clone())
        };
        out.push(format!("  {:?} {:.2} ({})", step.operation, step.similarity, step.detail));
        out.push(format!("    {}", action(&l.steps, step.left_step)));
        out.push(format!("    {}", action(&r.steps, step.right_step)));
    }
    for rule in found.conflicts.iter().filter(|rule| rule.match_index == at) {
        out.push(format!("  {} {:?}: {}", rule.kind.name(), rule.class, rule.detail));
        out.push(format!("    {:?}: {}; {}", rule.choice, rule.recommendation, rule.reason));
    }
    let unified = found.unified.iter().find(|unified| unified.match_index == at).unwrap();
    out.push(format!("  proposed: {} {}", unified.key, unified.title));
    for step in &unified.steps {
        out.push(format!(
            "    {}. {} [{:?}, {}]",
            step.position, step.action, step.origin, step.actor
        ));
    }
    for rule in &unified.rules {
        out.push(format!("    {}: {} (open: {})", rule.kind.name(), rule.value, rule.open));
    }
    out.join("\n")
}

#[test]
fn an_english_and_a_german_line_are_read_by_each_other() {
    let (left, right, _) = demo();
    assert_eq!(unread([&left, &right]), []);
}

#[test]
fn a_match_explains_itself() {
    let (left, right, found) = demo();
    insta::assert_snapshot!(told(&left, &right, &found, "P-01"));
}

#[test]
fn contacts_are_counted_on_the_topics_of_each_procedure() {
    let (left, right) = (catalogue("product", false), catalogue("financing", true));
    let evidence = TopicEvidence {
        left: BTreeMap::from([
            ("Complaints".to_owned(), 70),
            ("Quality".to_owned(), 5),
            ("recall".to_owned(), 9),
        ]),
        right: BTreeMap::from([("Beschwerde".to_owned(), 40)]),
    };
    let found = reconcile(&left, &right, &ReconcileSettings::default(), &evidence);
    let complaint = found.matches.iter().find(|m| m.left == Some(0)).unwrap();
    assert_eq!((complaint.left_contacts, complaint.right_contacts), (Some(75), Some(40)));
}

#[test]
fn contacts_are_counted_on_the_title_of_a_procedure_that_names_no_topics() {
    let (mut left, right) = (catalogue("product", false), catalogue("financing", true));
    left.procedures[0].topics.clear();
    left.procedures[0].title = "Reklamation bearbeiten".to_owned();
    left.procedures[1].topics = vec!["Nothing that a contact is on".to_owned()];
    let named = left.procedures[1].title.clone();
    let topics = [("Complaints".to_owned(), 70), ("Quality".to_owned(), 5), (named, 9)];
    let evidence = TopicEvidence { left: BTreeMap::from(topics), right: BTreeMap::new() };
    let found = reconcile(&left, &right, &ReconcileSettings::default(), &evidence);
    let contacts = |place| {
        let mut of = found.matches.iter().filter(|m| m.left == Some(place));
        of.next().unwrap().left_contacts
    };
    assert_eq!(contacts(0), Some(70), "what means the same as the title, and no more");
    assert_eq!(contacts(1), Some(0), "who names topics serves these");
    assert!(found.matches.iter().all(|m| m.right_contacts.is_none()), "no contact has a topic");
    left.procedures[0].title = "What no contact is on".to_owned();
    let found = reconcile(&left, &right, &ReconcileSettings::default(), &evidence);
    let unknown = found.matches.iter().find(|m| m.left == Some(0)).unwrap();
    assert_eq!(unknown.left_contacts, None, "called as no topic is");
}

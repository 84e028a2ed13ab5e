//! One procedure of a line that does what the other line does in two.

#![allow(clippy::unwrap_used, reason = "the lint exempts test functions, not their helpers")]

use sameboat_procedures::{
    BusinessRule, Catalogue, Procedure, ReconcileSettings, Reconciliation, Relation, RuleKind,
    Step, TopicEvidence, reconcile,
};

fn procedure(key: &str, title: &str, steps: &[&str], rules: &[(&str, &str)]) -> Procedure {
    let step = |(position, action): (u32, &&str)| Step {
        position,
        action: (*action).to_owned(),
        ..Step::default()
    };
    let rule = |(condition, value): &(&str, &str)| BusinessRule {
        key: String::new(),
        kind: RuleKind::Sla,
        condition: (*condition).to_owned(),
        value: (*value).to_owned(),
        unit: String::new(),
    };
    Procedure {
        key: key.to_owned(),
        title: title.to_owned(),
        steps: (1..).zip(steps).map(step).collect(),
        rules: rules.iter().map(rule).collect(),
        ..Procedure::default()
    }
}

const ACKNOWLEDGE: [&str; 3] =
    ["Record the complaint", "Acknowledge the complaint by letter", "Name the complaint handler"];
const REFUND: [&str; 3] =
    ["Check the bank account", "Transfer the refund", "Book the refund in the ledger"];

fn found() -> Reconciliation {
    let both: Vec<&str> = ACKNOWLEDGE.into_iter().chain(REFUND).collect();
    let left = Catalogue {
        line: "product".into(),
        procedures: vec![
            procedure("A", "Complaint", &ACKNOWLEDGE, &[("Acknowledge the complaint", "24 hours")]),
            procedure("B", "Refund", &REFUND, &[("Transfer the refund", "14 days")]),
        ],
    };
    let rules = [("Acknowledge the complaint", "12 hours"), ("Transfer the refund", "3 days")];
    let right = Catalogue {
        line: "financing".into(),
        procedures: vec![procedure("R", "Complaint and refund", &both, &rules)],
    };
    let settings = ReconcileSettings { same: Some(0.3), ..ReconcileSettings::default() };
    reconcile(&left, &right, &settings, &TopicEvidence::default())
}

#[test]
fn both_parts_are_the_same_as_the_whole() {
    let relations: Vec<_> = found().matches.iter().map(|m| (m.left, m.right, m.relation)).collect();
    assert_eq!(relations, [(Some(0), Some(0), Relation::Same), (Some(1), Some(0), Relation::Same)]);
}

#[test]
fn the_rules_of_both_parts_are_resolved_in_what_is_proposed() {
    let found = found();
    let values = |key: &str| -> Vec<String> {
        let unified = found.unified.iter().find(|u| u.key.contains(key)).unwrap();
        let mut values: Vec<String> = unified.rules.iter().map(|rule| rule.value.clone()).collect();
        values.sort();
        values
    };
    assert_eq!(values("financing:R"), ["12 hours", "3 days"]);
    let kept = found.unified.iter().find(|u| u.right.is_none()).unwrap();
    let resolved = if kept.left == Some(0) { "12 hours" } else { "3 days" };
    assert_eq!(values(&kept.key), [resolved]);
}

/// A table of decisions has no steps that could speak against it, and no more than its title for it.
#[test]
fn a_table_of_decisions_takes_no_procedure_from_the_one_that_has_its_steps() {
    let left = Catalogue {
        line: "product".into(),
        procedures: vec![procedure("A", "Complaint", &ACKNOWLEDGE, &[])],
    };
    let steps =
        ["Take the complaint down", "Confirm the complaint by letter", "Name who handles it"];
    let right = Catalogue {
        line: "financing".into(),
        procedures: vec![
            procedure("D", "Complaint", &[], &[("Complaint by letter", "3 days")]),
            procedure("C", "Complaint handling", &steps, &[]),
        ],
    };
    let found = reconcile(&left, &right, &ReconcileSettings::default(), &TopicEvidence::default());
    let relations: Vec<_> = found.matches.iter().map(|m| (m.left, m.right, m.relation)).collect();
    assert!(relations.contains(&(Some(0), Some(1), Relation::Same)), "{relations:?}");
    assert!(!relations.contains(&(Some(0), Some(0), Relation::Same)), "{relations:?}");
}

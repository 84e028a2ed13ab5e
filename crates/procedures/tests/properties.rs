//! What holds for every two catalogues, however odd.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sameboat_procedures::{
    BusinessRule, Catalogue, Choice, Operation, Procedure, ReconcileSettings, Reconciliation,
    Relation, RuleKind, Step, TopicEvidence, reconcile,
};

fn text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "complaint",
        "Adresse",
        "ändern",
        "refund",
        "the",
        "customer",
        "Vollmacht",
        "check",
        "not",
        "24 h",
        "zz9",
        "😀",
    ]);
    prop::collection::vec(words, 0..5).prop_map(|words| words.join(" "))
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        (
            0_u32..90,
            prop::sample::select(vec![
                "h",
                "business days",
                "€",
                "%",
                "of 3 questions",
                "attempts to IT"
            ])
        )
            .prop_map(|(number, unit)| format!("{number} {unit}")),
        Just("Mo-Fr 8-18".to_owned()),
        Just("May promise a date".to_owned()),
        Just("Must not promise a date".to_owned()),
        text(),
    ]
}

fn procedure() -> impl Strategy<Value = Procedure> {
    let step =
        (text(), text()).prop_map(|(action, actor)| Step { action, actor, ..Step::default() });
    let rule = (0..RuleKind::ALL.len(), text(), value()).prop_map(|(kind, condition, value)| {
        BusinessRule {
            key: String::new(),
            kind: RuleKind::ALL[kind],
            condition,
            value,
            unit: String::new(),
        }
    });
    (text(), text(), prop::collection::vec(step, 0..6), prop::collection::vec(rule, 0..4)).prop_map(
        |(title, topic, steps, rules)| Procedure {
            title,
            topics: vec![topic],
            steps,
            rules,
            ..Procedure::default()
        },
    )
}

fn catalogue(line: &'static str) -> impl Strategy<Value = Catalogue> {
    prop::collection::vec(procedure(), 0..6).prop_map(move |mut procedures| {
        for (number, procedure) in procedures.iter_mut().enumerate() {
            procedure.key = format!("{number}");
        }
        Catalogue { line: line.to_owned(), procedures }
    })
}

fn run(left: &Catalogue, right: &Catalogue) -> Reconciliation {
    reconcile(left, right, &ReconcileSettings::default(), &TopicEvidence::default())
}

/// Relations, steps and rules as facts about pairs of keys, without the order they are listed in.
fn facts(left: &Catalogue, right: &Catalogue, found: &Reconciliation) -> Vec<String> {
    let key = |side: &Catalogue, index: Option<usize>| {
        index.map(|index| side.procedures[index].key.clone())
    };
    let ends = |at: usize| {
        let pair = &found.matches[at];
        format!("{:?} {:?}", key(left, pair.left), key(right, pair.right))
    };
    let matches = found
        .matches
        .iter()
        .enumerate()
        .map(|(at, pair)| format!("{} {:?} {:.9}", ends(at), pair.relation, pair.score));
    let steps = found.alignments.iter().map(|step| {
        format!(
            "{} step {:?} {:?} {:?}",
            ends(step.match_index),
            step.left_step,
            step.right_step,
            step.operation
        )
    });
    let rules = found.conflicts.iter().map(|rule| {
        format!(
            "{} rule {:?} {:?} {:?}",
            ends(rule.match_index),
            rule.left_rule,
            rule.right_rule,
            rule.class
        )
    });
    let mut facts: Vec<String> = matches.chain(steps).chain(rules).collect();
    facts.sort();
    facts
}

/// The same result with the roles of the sides exchanged.
fn mirrored(mut found: Reconciliation) -> Reconciliation {
    for pair in &mut found.matches {
        std::mem::swap(&mut pair.left, &mut pair.right);
        pair.relation = match pair.relation {
            Relation::OnlyLeft => Relation::OnlyRight,
            Relation::OnlyRight => Relation::OnlyLeft,
            both => both,
        };
    }
    for step in &mut found.alignments {
        std::mem::swap(&mut step.left_step, &mut step.right_step);
        step.operation = step.operation.mirrored();
    }
    for rule in &mut found.conflicts {
        std::mem::swap(&mut rule.left_rule, &mut rule.right_rule);
        rule.class = rule.class.mirrored();
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_procedure_step_and_rule_is_accounted_for(left in catalogue("a"), right in catalogue("b")) {
        let found = run(&left, &right);
        let mut steps: BTreeMap<(usize, bool, usize), Vec<Operation>> = BTreeMap::new();
        for step in &found.alignments {
            for (is_left, index) in [(true, step.left_step), (false, step.right_step)] {
                if let Some(index) = index {
                    steps.entry((step.match_index, is_left, index)).or_default().push(step.operation);
                }
            }
        }
        let mut rules = BTreeSet::new();
        for (at, pair) in found.matches.iter().enumerate() {
            let Some((l, r)) = pair.left.zip(pair.right) else { continue };
            let (l, r) = (&left.procedures[l], &right.procedures[r]);
            for (is_left, count) in [(true, l.steps.len()), (false, r.steps.len())] {
                for index in 0..count {
                    let operations = steps.remove(&(at, is_left, index)).unwrap_or_default();
                    let several = if is_left { Operation::Split } else { Operation::Merged };
                    prop_assert!(!operations.is_empty());
                    prop_assert!(operations.len() == 1 || operations.iter().all(|o| *o == several));
                }
            }
            if pair.relation == Relation::Same {
                rules.extend((0..l.rules.len()).map(|rule| (true, pair.left, rule)));
                rules.extend((0..r.rules.len()).map(|rule| (false, pair.right, rule)));
            }
        }
        prop_assert!(steps.is_empty());
        let of_same =
            found.conflicts.iter().filter(|c| found.matches[c.match_index].relation == Relation::Same);
        let mut compared = BTreeSet::new();
        for conflict in of_same {
            let pair = &found.matches[conflict.match_index];
            compared.extend(conflict.left_rule.map(|rule| (true, pair.left, rule)));
            compared.extend(conflict.right_rule.map(|rule| (false, pair.right, rule)));
        }
        prop_assert_eq!(compared, rules);
        for (side, count) in [(0, left.procedures.len()), (1, right.procedures.len())] {
            let mut unified: Vec<usize> =
                found.unified.iter().filter_map(|u| if side == 0 { u.left } else { u.right }).collect();
            unified.sort_unstable();
            prop_assert_eq!(unified, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn swapping_the_sides_gives_the_mirror_image(left in catalogue("a"), right in catalogue("b")) {
        let there = facts(&left, &right, &run(&left, &right));
        let back = facts(&left, &right, &mirrored(run(&right, &left)));
        prop_assert_eq!(there, back);
    }

    #[test]
    fn the_order_of_the_procedures_does_not_matter(left in catalogue("a"), right in catalogue("b")) {
        let mut turned = left.clone();
        turned.procedures.reverse();
        prop_assert_eq!(facts(&left, &right, &run(&left, &right)), facts(&turned, &right, &run(&turned, &right)));
    }

    #[test]
    fn a_catalogue_is_identical_to_itself(catalogue in catalogue("a")) {
        let mut other = catalogue.clone();
        other.line = "b".to_owned();
        // What says nothing at all cannot be recognised.
        let speaks = |p: &Procedure| !p.title.replace("the", "").trim().is_empty();
        let found = run(&catalogue, &other);
        for pair in &found.matches {
            let Some(index) = pair.left.filter(|index| speaks(&catalogue.procedures[*index])) else { continue };
            if pair.relation == Relation::Same {
                prop_assert_eq!(pair.right, Some(index));
                prop_assert!((pair.score - 1.0).abs() < 1e-9);
            } else {
                prop_assert_eq!(pair.relation, Relation::Related, "and only beside its like");
            }
        }
        for step in &found.alignments {
            let pair = &found.matches[step.match_index];
            if pair.relation == Relation::Same {
                prop_assert_eq!(step.operation, Operation::Same);
                prop_assert_eq!(step.left_step, step.right_step);
            }
        }
        for rule in &found.conflicts {
            if found.matches[rule.match_index].relation == Relation::Same {
                prop_assert!(!rule.class.is_conflict() || rule.choice == Choice::Decide);
            }
        }
    }
}

//! The decision log: what is asked, what answers do, and how long they count.

#![allow(clippy::unwrap_used, reason = "the lint exempts test functions, not their helpers")]

use std::fmt::Write as _;

use sameboat_procedures::{
    BusinessRule, Catalogue, Choice, Decision, DecisionKind, Next, Procedure, ReconcileSettings,
    Reconciliation, Relation, RuleKind, Ruling, RulingProblem, Rulings, Status, Step,
    TopicEvidence, reconcile_decided,
};

fn step(position: u32, actor: &str, action: &str) -> Step {
    Step { position, actor: actor.into(), action: action.into(), ..Step::default() }
}

fn rule(kind: RuleKind, condition: &str, value: &str) -> BusinessRule {
    BusinessRule {
        key: String::new(),
        kind,
        condition: condition.into(),
        value: value.into(),
        unit: String::new(),
    }
}

fn complaint(key: &str, steps: Vec<Step>, rules: Vec<BusinessRule>) -> Procedure {
    Procedure {
        key: key.into(),
        title: "Customer complaint".into(),
        trigger: "Customer is not satisfied".into(),
        owner: format!("Owner of {key}"),
        steps,
        rules,
        ..Procedure::default()
    }
}

/// Both lines handle complaints; they differ in a deadline, a limit, one step each and one role.
fn lines() -> (Catalogue, Catalogue) {
    let product = complaint(
        "P1",
        vec![
            step(1, "Agent", "Record the complaint in the CRM"),
            step(2, "Agent", "Offer a replacement vehicle for the weekend"),
            step(3, "Supervisor", "Write the final answer to the customer"),
        ],
        vec![
            rule(RuleKind::Sla, "Final answer", "5 business days"),
            rule(RuleKind::AuthorityLimit, "Goodwill", "100 €"),
        ],
    );
    let financing = complaint(
        "F1",
        vec![
            step(1, "Agent", "Record the complaint in the CRM"),
            step(2, "Legal department", "Write the final answer to the customer"),
            step(3, "Agent", "Report the case to the ombudsman statistics"),
        ],
        vec![
            rule(RuleKind::Sla, "Final answer", "14 days"),
            rule(RuleKind::AuthorityLimit, "Goodwill", "250 €"),
        ],
    );
    let line = |name: &str, procedure| Catalogue { line: name.into(), procedures: vec![procedure] };
    (line("product", product), line("financing", financing))
}

fn run(
    (left, right): &(Catalogue, Catalogue),
    rulings: Vec<Ruling>,
) -> (Reconciliation, Vec<RulingProblem>) {
    let (settings, evidence) = (ReconcileSettings::default(), TopicEvidence::default());
    reconcile_decided(left, right, &settings, &evidence, &Rulings::new(rulings))
}

fn find<'a>(found: &'a Reconciliation, subject: &str) -> &'a Decision {
    found.decisions.iter().find(|decision| decision.subject.contains(subject)).unwrap()
}

/// What somebody writes who sees this decision.
fn ruling(decision: &Decision, choice: &str) -> Ruling {
    Ruling {
        id: decision.id.clone(),
        choice: choice.into(),
        who: "m.k.".into(),
        when: "2027-01-11".into(),
        fingerprint: decision.fingerprint.clone(),
        row: 2,
        ..Ruling::default()
    }
}

#[test]
fn every_question_has_options_a_recommendation_and_somebody_to_ask() {
    let (found, problems) = run(&lines(), Vec::new());
    assert!(problems.is_empty());
    let mut told = String::new();
    for d in &found.decisions {
        let _ = writeln!(told, "{} {}: {}", d.id, d.kind.name(), d.subject);
        let _ = writeln!(told, "  {} [{}]", d.question, d.options.join(" | "));
        let _ = writeln!(told, "  {}: {} ({})", d.recommended, d.recommendation, d.reason);
        let _ = writeln!(told, "  case: {}", d.case);
        let _ = writeln!(told, "  {}, {}", d.owner, d.status.name());
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_ruling_beats_the_policy_and_closes_the_conflict() {
    let lines = lines();
    let (before, _) = run(&lines, Vec::new());
    let limit = find(&before, "Goodwill");
    assert_eq!(limit.recommended, "product");
    let by_policy = |found: &Reconciliation| {
        let kinds = found.unified[0].rules.iter().filter(|rule| rule.by_policy);
        kinds.map(|rule| rule.kind).collect::<Vec<_>>()
    };
    assert_eq!(by_policy(&before), [RuleKind::Sla, RuleKind::AuthorityLimit]);
    let (found, problems) = run(&lines, vec![ruling(limit, "Financing")]);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(find(&found, "Goodwill").status, Status::Decided);
    let conflict = found.conflicts.iter().find(|c| c.kind == RuleKind::AuthorityLimit).unwrap();
    assert_eq!((conflict.choice, conflict.open), (Choice::Right, false));
    assert_eq!(conflict.reason, "decided by m.k. on 2027-01-11");
    assert_eq!(by_policy(&found), [RuleKind::Sla]);
    let unified = &found.unified[0].rules;
    let unified = unified.iter().find(|r| r.kind == RuleKind::AuthorityLimit).unwrap();
    assert_eq!((unified.value.as_str(), unified.open), ("250 €", false));
}

#[test]
fn people_may_write_a_rule_that_neither_line_has() {
    let lines = lines();
    let (before, _) = run(&lines, Vec::new());
    let limit = find(&before, "Goodwill");
    let other = Ruling { value: "150 €".into(), ..ruling(limit, "other") };
    let (found, _) = run(&lines, vec![other]);
    let unified = &found.unified[0].rules;
    let unified = unified.iter().find(|r| r.kind == RuleKind::AuthorityLimit).unwrap();
    assert_eq!(unified.value, "150 €");
    let (_, problems) = run(&lines, vec![ruling(limit, "other")]);
    assert_eq!(problems[0].message, "`other` needs the text that shall hold, in `value`");
}

#[test]
fn a_decision_is_reopened_when_its_text_changes_and_only_then() {
    let mut lines = lines();
    let (before, _) = run(&lines, Vec::new());
    let rulings = vec![
        ruling(find(&before, "Goodwill"), "financing"),
        ruling(find(&before, "Final answer"), "financing"),
    ];
    lines.1.procedures[0].rules[1].value = "300 €".into();
    lines.1.procedures[0].rules[0].value = " 14  days".into();
    let (found, problems) = run(&lines, rulings);
    assert!(problems.is_empty());
    let limit = find(&found, "Goodwill");
    assert_eq!(limit.status, Status::Reopened);
    assert_eq!(limit.ruling.as_ref().unwrap().choice, "financing", "what was decided is shown");
    assert_eq!(find(&found, "Final answer").status, Status::Decided, "blanks are no change");
    let conflict = found.conflicts.iter().find(|c| c.kind == RuleKind::AuthorityLimit).unwrap();
    assert_eq!((conflict.choice, conflict.open), (Choice::Left, true), "the engine's again");
}

#[test]
fn ids_and_fingerprints_do_not_depend_on_the_order_of_rows() {
    let keys = |lines: &(Catalogue, Catalogue)| {
        let (found, _) = run(lines, Vec::new());
        let mut keys: Vec<_> = found.decisions.into_iter().map(|d| (d.id, d.fingerprint)).collect();
        keys.sort();
        keys
    };
    let mut lines = lines();
    let extra = Procedure { key: "P0".into(), title: "Test drive".into(), ..Procedure::default() };
    lines.0.procedures.push(extra);
    let twice = rule(RuleKind::AuthorityLimit, "Goodwill", "80 €");
    lines.0.procedures[0].rules.push(twice);
    let there = keys(&lines);
    lines.0.procedures.reverse();
    for procedure in lines.0.procedures.iter_mut().chain(&mut lines.1.procedures) {
        procedure.rules.reverse();
    }
    assert_eq!(keys(&lines), there);
}

#[test]
fn an_unknown_choice_and_an_unknown_decision_are_told() {
    let lines = lines();
    let (before, _) = run(&lines, Vec::new());
    let wrong = ruling(find(&before, "Goodwill"), "finance");
    let lost = Ruling { id: "D-0000000000".into(), row: 3, ..ruling(&before.decisions[0], "both") };
    let (found, problems) = run(&lines, vec![lost, wrong]);
    assert_eq!(problems[0].message, "`finance` is no choice here");
    assert_eq!(problems[0].options, ["product", "financing", "both", "other"]);
    assert_eq!(problems[1].message, "nothing is to be decided under `D-0000000000` any more");
    assert!(problems[1].options.is_empty());
    assert_eq!(find(&found, "Goodwill").status, Status::Open);
}

#[test]
fn steps_of_one_line_can_be_done_by_both_or_by_nobody() {
    let lines = lines();
    let (before, _) = run(&lines, Vec::new());
    let told = |rulings: Vec<Ruling>| {
        let (found, problems) = run(&lines, rulings);
        assert!(problems.is_empty(), "{problems:?}");
        let steps = found.unified[0].steps.iter().map(|step| {
            let next = Next::list_text(&step.next);
            format!(
                "{} {} [{:?}, {}] -> {next}",
                step.position, step.action, step.origin, step.actor
            )
        });
        steps.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(told(Vec::new()), @r"
        1 Record the complaint in the CRM [Both, Agent] -> 2: product; 3: financing
        2 Offer a replacement vehicle for the weekend [Left, Agent] -> 3
        3 Write the final answer to the customer [Both, Supervisor / Legal department] -> end: product; 4: financing
        4 Report the case to the ombudsman statistics [Right, Agent] -> end
        ");
    insta::assert_snapshot!(told(vec![
        ruling(find(&before, "steps of product"), "both lines"),
        ruling(find(&before, "steps of financing"), "drop"),
        ruling(find(&before, "roles"), "financing"),
    ]), @r"
        1 Record the complaint in the CRM [Both, Agent] -> 2
        2 Offer a replacement vehicle for the weekend [Both, Agent] -> 3
        3 Write the final answer to the customer [Both, Legal department] -> end
        ");
}

#[test]
fn named_ways_pass_over_dropped_steps_and_through_those_taken_over() {
    let mut lines = lines();
    let steps = &mut lines.0.procedures[0].steps;
    let ways = |text: &str| Next::parse_list(text).unwrap();
    steps[0].next = ways("2: car needed; 3");
    steps[1].next = ways("3");
    steps[2].next = ways("end");
    let (before, _) = run(&lines, Vec::new());
    let told = |choices: [&str; 2]| {
        let rulings = vec![
            ruling(find(&before, "steps of product"), choices[0]),
            ruling(find(&before, "steps of financing"), choices[1]),
        ];
        let (found, _) = run(&lines, rulings);
        let steps = found.unified[0].steps.iter().map(|step| {
            format!("{} {} -> {}", step.position, step.action, Next::list_text(&step.next))
        });
        steps.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(told(["drop", "both lines"]), @r"
        1 Record the complaint in the CRM -> 2: product: car needed; 2
        2 Write the final answer to the customer -> 3
        3 Report the case to the ombudsman statistics -> end
        ");
    insta::assert_snapshot!(told(["both lines", "only financing"]), @r"
        1 Record the complaint in the CRM -> 2: product: car needed; 3: product; 2: financing
        2 Offer a replacement vehicle for the weekend -> 3
        3 Write the final answer to the customer -> end: product; 4: financing
        4 Report the case to the ombudsman statistics -> end
        ");
}

/// A question whose answers lead to one and the same next question: with both dropped, every answer to
/// the first still leads to every answer of the second.
#[test]
fn no_way_is_lost_where_both_answers_lead_to_a_dropped_step() {
    let mut lines = lines();
    let ways = |text: &str| Next::parse_list(text).unwrap();
    let actions = [
        ("Record the complaint in the CRM", "2"),
        ("Is the bicycle under warranty", "3: yes; 3: no"),
        ("Has the bell been polished", "4: bright; 5: dull"),
        ("Write the final answer to the customer", "end"),
        ("Report the case to the ombudsman statistics", "end"),
    ];
    lines.0.procedures[0].steps = actions
        .iter()
        .enumerate()
        .map(|(at, (action, next))| Step {
            next: ways(next),
            ..step(at as u32 + 1, "Agent", action)
        })
        .collect();
    let (before, _) = run(&lines, Vec::new());
    let (found, problems) = run(&lines, vec![ruling(find(&before, "steps of product"), "drop")]);
    assert!(problems.is_empty(), "{problems:?}");
    let next = Next::list_text(&found.unified[0].steps[0].next);
    insta::assert_snapshot!(next, @"2: product: yes, bright; 3: product: yes, dull; 2: product: no, bright; 3: product: no, dull; 2: financing");
}

/// Both lines name their goodwill and their deadline in a step and in a rule, and differ in both.
fn lines_with_limits_in_steps() -> (Catalogue, Catalogue) {
    let (mut left, mut right) = lines();
    let say = |of: &mut Catalogue, texts: [&str; 2]| {
        let steps = &mut of.procedures[0].steps;
        steps.insert(1, step(0, "Agent", texts[0]));
        steps.insert(2, step(0, "Agent", texts[1]));
        (1..).zip(steps).for_each(|(position, step)| step.position = position);
    };
    say(&mut left, ["Grant goodwill up to 100 €", "Promise to call back within 2 hours"]);
    say(&mut right, ["Kulanz bis 250 € gewähren", "Promise to call back within 4 hours"]);
    (left, right)
}

#[test]
fn a_limit_in_a_step_is_recommended_as_the_rule_about_the_same_matter() {
    let lines = lines_with_limits_in_steps();
    let (before, _) = run(&lines, Vec::new());
    let limits = |found: &Reconciliation| {
        let told = |d: &Decision| {
            format!("{}\n  {}: {} ({})\n", d.subject, d.recommended, d.recommendation, d.reason)
        };
        let of_kind = found.decisions.iter().filter(|d| d.kind == DecisionKind::Limits);
        of_kind.map(told).collect::<String>()
    };
    insta::assert_snapshot!(limits(&before), @r"
        Customer complaint: limits in steps
          both: each line keeps its limit (no rule is about the same matter, and no policy ranks the words of steps)
        Customer complaint: limits in steps (Goodwill)
          product: the limit of product in both lines (the rule about the same matter (Goodwill) is recommended: 100 €)
        ");
    let goodwill = find(&before, "authority limit");
    let (found, _) = run(&lines, vec![ruling(goodwill, "financing")]);
    insta::assert_snapshot!(limits(&found), @r"
        Customer complaint: limits in steps
          both: each line keeps its limit (no rule is about the same matter, and no policy ranks the words of steps)
        Customer complaint: limits in steps (Goodwill)
          financing: the limit of financing in both lines (the rule about the same matter (Goodwill) is decided: 250 €)
        ");
    let other = Ruling { value: "150 €".into(), ..ruling(goodwill, "other") };
    let (found, _) = run(&lines, vec![other]);
    insta::assert_snapshot!(limits(&found), @r"
        Customer complaint: limits in steps
          both: each line keeps its limit (no rule is about the same matter, and no policy ranks the words of steps)
        Customer complaint: limits in steps (Goodwill)
          : write the steps anew: 150 € holds (the rule about the same matter (Goodwill) is decided: 150 €)
        ");
}

#[test]
fn a_step_that_says_another_limit_than_the_rule_that_holds_is_told() {
    let lines = lines_with_limits_in_steps();
    let (before, _) = run(&lines, Vec::new());
    let (rule, steps) = (find(&before, "authority limit"), find(&before, "in steps (Goodwill)"));
    let cases = |choices: [(&Decision, &str); 2]| {
        let rulings = choices
            .map(|(decision, choice)| Ruling {
                value: "150 €".into(), ..ruling(decision, choice)
            });
        let (found, problems) = run(&lines, rulings.into());
        assert!(problems.is_empty(), "{problems:?}");
        let told = found.findings.iter().map(|f| format!("{:?}: {}", f.defect, f.case));
        told.collect::<Vec<_>>()
    };
    assert!(before.findings.is_empty(), "what is still a question contradicts nothing");
    for agreed in ["product", "financing", "both"] {
        assert!(cases([(rule, agreed), (steps, agreed)]).is_empty(), "{agreed}");
    }
    insta::assert_debug_snapshot!(cases([(rule, "product"), (steps, "financing")]), @r#"
    [
        "Step: the step says \"Kulanz bis 250 € gewähren\", the rule says 100 € (when: Goodwill)",
    ]
    "#);
    insta::assert_debug_snapshot!(cases([(rule, "other"), (steps, "both")]), @r#"
    [
        "Step: the step says \"Grant goodwill up to 100 € / Kulanz bis 250 € gewähren\", the rule says 150 €",
    ]
    "#);
    assert_eq!(cases([(rule, "both"), (steps, "financing")]).len(), 1);
}

#[test]
fn steps_by_another_channel_or_in_another_system_keep_both_texts_until_people_choose() {
    let mut lines = lines();
    let say = |of: &mut Catalogue, texts: [&str; 2]| {
        of.procedures[0].steps.splice(1..1, texts.map(|text| step(0, "Agent", text)));
        (1..).zip(&mut of.procedures[0].steps).for_each(|(position, s)| s.position = position);
    };
    say(&mut lines.0, ["Confirm the receipt to the customer by e-mail", "Book the case in SAP"]);
    say(&mut lines.1, ["Dem Kunden den Eingang per Brief bestätigen", "Fall in LoanCore buchen"]);
    let (before, _) = run(&lines, Vec::new());
    let asked = before.decisions.iter().filter(|d| d.kind == DecisionKind::Means);
    let asked: Vec<_> = asked.map(|d| format!("{}: {}", d.subject, d.case)).collect();
    insta::assert_debug_snapshot!(asked, @r#"
    [
        "Customer complaint: channels: \"Confirm the receipt to the customer by e-mail\" in product, \"Dem Kunden den Eingang per Brief bestätigen\" in financing",
        "Customer complaint: systems: \"Book the case in SAP\" in product, \"Fall in LoanCore buchen\" in financing",
    ]
    "#);
    let actions = |rulings: Vec<Ruling>| {
        let (found, problems) = run(&lines, rulings);
        assert!(problems.is_empty(), "{problems:?}");
        let steps = found.unified[0].steps[1..3].iter().map(|step| step.action.clone());
        steps.collect::<Vec<_>>()
    };
    insta::assert_debug_snapshot!(actions(Vec::new()), @r#"
    [
        "Confirm the receipt to the customer by e-mail / Dem Kunden den Eingang per Brief bestätigen",
        "Book the case in SAP / Fall in LoanCore buchen",
    ]
    "#);
    let chosen = vec![
        ruling(find(&before, "channels"), "product"),
        ruling(find(&before, "systems"), "financing"),
    ];
    insta::assert_debug_snapshot!(actions(chosen), @r#"
    [
        "Confirm the receipt to the customer by e-mail",
        "Fall in LoanCore buchen",
    ]
    "#);
}

/// A line with two procedures, either of which may be the other line's.
fn doubtful() -> (Catalogue, Catalogue) {
    let (left, mut right) = lines();
    let mut second = right.procedures[0].clone();
    second.key = "F2".into();
    right.procedures.push(second);
    (left, right)
}

fn relations(found: &Reconciliation) -> Vec<(Option<usize>, Option<usize>, Relation)> {
    found.matches.iter().map(|pair| (pair.left, pair.right, pair.relation)).collect()
}

fn pair(found: &Reconciliation, right: usize) -> &Decision {
    let is = |d: &&Decision| d.kind == DecisionKind::Procedures && d.right == right;
    found.decisions.iter().find(is).unwrap()
}

#[test]
fn one_procedure_for_several_of_the_other_line_is_asked_about_and_the_answer_holds() {
    let lines = doubtful();
    let (before, _) = run(&lines, Vec::new());
    let expected = [(Some(0), Some(0), Relation::Same), (Some(0), Some(1), Relation::Related)];
    assert_eq!(relations(&before), expected);
    let (found, _) = run(&lines, vec![ruling(pair(&before, 1), "one procedure")]);
    let turned = [(Some(0), Some(0), Relation::Related), (Some(0), Some(1), Relation::Same)];
    assert_eq!(relations(&found), turned);
    let (found, _) = run(&lines, vec![ruling(pair(&before, 0), "keep both")]);
    let parted = [(Some(0), Some(1), Relation::Related), (None, Some(0), Relation::OnlyRight)];
    assert_eq!(relations(&found), parted);
    assert_eq!(pair(&found, 0).status, Status::Decided, "the answer stays in the log");
    let (found, _) = run(&lines, vec![ruling(pair(&before, 1), "drop financing")]);
    let unified: Vec<_> = found.unified.iter().map(|u| (u.left, u.right)).collect();
    assert_eq!(unified, [(Some(0), Some(0))]);
}

#[test]
fn parts_of_one_procedure_may_both_be_one_with_it() {
    let mut lines = lines();
    let part = |key: &str, steps: &[&str]| {
        let step = |(at, action): (usize, &&str)| step(at as u32 + 1, "Agent", action);
        complaint(key, steps.iter().enumerate().map(step).collect(), Vec::new())
    };
    let take = ["Record the complaint in the CRM", "Send the customer a receipt by e-mail"];
    let answer = ["Investigate the cause with the workshop", "Write the final answer by letter"];
    lines.0.procedures = vec![part("P1", &[take, answer].concat())];
    lines.1.procedures = vec![part("F1", &take), part("F2", &answer)];
    let (before, _) = run(&lines, Vec::new());
    let both = [(Some(0), Some(0), Relation::Same), (Some(0), Some(1), Relation::Same)];
    assert_eq!(relations(&before), both);
    let yes = |right: usize| Ruling {
        row: right as u64,
        ..ruling(pair(&before, right), "one procedure")
    };
    for rulings in [vec![yes(0)], vec![yes(1)], vec![yes(0), yes(1)]] {
        let (found, problems) = run(&lines, rulings);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(relations(&found), both);
    }
}

#[test]
fn of_two_answers_that_exclude_each_other_the_later_counts() {
    let lines = doubtful();
    let (before, _) = run(&lines, Vec::new());
    let first = ruling(pair(&before, 0), "one procedure");
    let later = Ruling { row: 3, ..ruling(pair(&before, 1), "one procedure") };
    let (found, problems) = run(&lines, vec![later, first]);
    assert_eq!(pair(&found, 1).status, Status::Decided);
    assert_eq!(pair(&found, 0).status, Status::Reopened);
    assert!(problems[0].message.contains("by a later decision"), "{problems:?}");
    assert_eq!(found.unified.len(), 2, "no procedure is in two of the proposal");
}

#[test]
fn whatever_people_choose_nothing_stays_open_and_every_way_leads_somewhere() {
    let mut lines = lines();
    let steps = &mut lines.0.procedures[0].steps;
    steps[0].next = Next::parse_list("2: car needed; 3").unwrap();
    steps[1].next = Next::parse_list("1: again; 3").unwrap();
    let (before, _) = run(&lines, Vec::new());
    let mut combinations: Vec<Vec<Ruling>> = vec![Vec::new()];
    for decision in &before.decisions {
        let choose = |so_far: &Vec<Ruling>, option: &String| {
            let ruling = Ruling { value: "150 €".into(), ..ruling(decision, option) };
            so_far.iter().cloned().chain([ruling]).collect::<Vec<_>>()
        };
        combinations = combinations
            .iter()
            .flat_map(|so_far| decision.options.iter().map(|option| choose(so_far, option)))
            .collect();
    }
    assert_eq!(combinations.len(), 4 * 4 * 3 * 3 * 3);
    for rulings in combinations {
        let (found, problems) = run(&lines, rulings);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(found.decisions.iter().all(|decision| decision.status == Status::Decided));
        assert!(found.conflicts.iter().all(|conflict| !conflict.open));
        for unified in &found.unified {
            assert!(unified.rules.iter().all(|rule| !rule.open && !rule.value.is_empty()));
            let last = unified.steps.len() as u32;
            let ways = unified.steps.iter().map(|step| &step.next).chain([&unified.start]);
            for way in ways {
                assert!(!way.is_empty() && way.iter().all(|next| next.position <= last), "{way:?}");
            }
        }
    }
}

/// The procedures with another step in each line, after the first.
fn with_steps(left: &str, right: &str) -> (Catalogue, Catalogue) {
    let mut lines = lines();
    for (of, action) in [(&mut lines.0, left), (&mut lines.1, right)] {
        let steps = &mut of.procedures[0].steps;
        steps.insert(1, step(0, "Agent", action));
        (1..).zip(steps).for_each(|(position, step)| step.position = position);
    }
    lines
}

fn in_steps(found: &Reconciliation) -> Vec<&str> {
    found.findings.iter().map(|finding| finding.case.as_str()).collect()
}

#[test]
fn steps_of_both_lines_that_say_another_limit_than_both_rules_are_told() {
    let mut lines = with_steps("Grant goodwill up to 200 €", "Kulanz bis 200 € gewähren");
    lines.1.procedures[0].rules[1].value = "100 €".into();
    let (found, _) = run(&lines, Vec::new());
    insta::assert_debug_snapshot!(in_steps(&found), @r#"
    [
        "the step says \"Grant goodwill up to 200 €\", the rule says 100 € (when: Goodwill)",
    ]
    "#);
}

#[test]
fn one_number_in_common_makes_no_rule_of_another_matter_that_of_a_step() {
    let mut lines = with_steps("Ask for the mileage", "Call back within 48 hours");
    for (of, value) in [(&mut lines.0, "24 hours"), (&mut lines.1, "48 hours")] {
        of.procedures[0].rules.push(rule(RuleKind::Sla, "Acknowledge the complaint", value));
    }
    let (before, _) = run(&lines, Vec::new());
    let acknowledge = ruling(find(&before, "Acknowledge"), "product");
    let (found, problems) = run(&lines, vec![acknowledge]);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(in_steps(&found), [""; 0]);
}

#[test]
fn a_word_in_common_makes_no_deadline_of_a_time_after_which_something_is_done() {
    let mut lines =
        with_steps("Archive the complaint after 30 days", "Archive the complaint after 90 days");
    for of in [&mut lines.0, &mut lines.1] {
        of.procedures[0].rules.push(rule(RuleKind::Sla, "Complaint", "24 hours"));
    }
    let (found, _) = run(&lines, Vec::new());
    assert!(find(&found, "limits in steps").reason.starts_with("no rule is about the same matter"));
    assert_eq!(in_steps(&found), [""; 0]);
}

#[test]
fn a_ruling_about_limits_in_steps_stays_when_another_rule_is_the_nearest() {
    let mut lines = with_steps("Grant goodwill up to 100 €", "Kulanz bis 250 € gewähren");
    let (before, _) = run(&lines, Vec::new());
    let said = ruling(find(&before, "limits in steps"), "product");
    lines.1.procedures[0].rules[1].condition = "Kulanz".into();
    let (found, problems) = run(&lines, vec![said.clone()]);
    assert!(problems.is_empty(), "{problems:?}");
    let now = find(&found, "limits in steps");
    assert_ne!(now.id, said.id, "the rule is called otherwise");
    assert_eq!(now.status, Status::Decided);
    lines.1.procedures[0].steps[1].action = "Kulanz bis 300 € gewähren".into();
    let (found, problems) = run(&lines, vec![said]);
    assert_eq!(find(&found, "limits in steps").status, Status::Open);
    assert_eq!(problems.len(), 1, "it was about another text");
}

#[test]
fn of_rules_as_near_the_same_is_taken_whatever_the_order_of_rows() {
    let mut lines = with_steps("Reply within 24 hours", "Binnen 48 Stunden antworten");
    for (of, value) in [(&mut lines.0, "24 hours"), (&mut lines.1, "48 hours")] {
        for matter in ["Acknowledge the complaint", "Call back"] {
            of.procedures[0].rules.push(rule(RuleKind::Sla, matter, value));
        }
    }
    let id = |lines: &(Catalogue, Catalogue)| {
        find(&run(lines, Vec::new()).0, "limits in steps").id.clone()
    };
    let before = id(&lines);
    lines.0.procedures[0].rules.reverse();
    lines.1.procedures[0].rules.reverse();
    assert_eq!(id(&lines), before);
}

#[test]
fn an_answer_about_channels_leaves_both_lines_their_systems() {
    let mut lines = with_steps(
        "Confirm the receipt to the customer by e-mail",
        "Dem Kunden den Eingang per Brief bestätigen",
    );
    lines.0.procedures[0].steps[1].system = "CRM".into();
    lines.1.procedures[0].steps[1].system = "LoanCore".into();
    let (before, _) = run(&lines, Vec::new());
    let (found, problems) = run(&lines, vec![ruling(find(&before, "channels"), "product")]);
    assert!(problems.is_empty(), "{problems:?}");
    let step = &found.unified[0].steps[1];
    assert_eq!(
        [&step.action, &step.system],
        ["Confirm the receipt to the customer by e-mail", "CRM / LoanCore"]
    );
}

#[test]
fn a_limit_that_people_chose_stays_beside_the_other_until_the_channel_is_chosen() {
    let lines = with_steps(
        "Confirm goodwill up to 100 € by e-mail",
        "Kulanz bis 250 € per Brief bestätigen",
    );
    let (before, _) = run(&lines, Vec::new());
    let of = |subject, choice| ruling(find(&before, subject), choice);
    let (limit, rule) = (of("limits in steps", "product"), of("authority limit", "financing"));
    let (found, _) = run(&lines, vec![limit.clone(), rule.clone()]);
    assert_eq!(in_steps(&found), [""; 0], "still a question");
    let (found, _) = run(&lines, vec![limit, rule, of("channels", "product")]);
    insta::assert_debug_snapshot!(in_steps(&found), @r#"
    [
        "the step says \"Confirm goodwill up to 100 € by e-mail\", the rule says 250 € (when: Goodwill)",
    ]
    "#);
}

#[test]
fn of_rules_that_could_both_be_kept_one_is_no_more_than_the_policys_choice() {
    let mut lines = lines();
    for (of, value) in [(&mut lines.0, "copy of ID card"), (&mut lines.1, "signed letter")] {
        of.procedures[0].rules.push(rule(RuleKind::Authentication, "Identity", value));
    }
    let mut settings = ReconcileSettings::default();
    let of_kind = |found: &Reconciliation| {
        let rules = found.unified[0].rules.iter();
        let rule = rules.into_iter().find(|rule| rule.kind == RuleKind::Authentication).cloned();
        rule.map(|rule| (rule.value, rule.by_policy)).unwrap()
    };
    let run = |settings: &ReconcileSettings| {
        of_kind(&sameboat_procedures::reconcile(
            &lines.0,
            &lines.1,
            settings,
            &TopicEvidence::default(),
        ))
    };
    let kept = run(&settings);
    settings.policy.authentication = sameboat_procedures::Preference::Left;
    let chosen = run(&settings);
    insta::assert_debug_snapshot!([kept, chosen], @r#"
    [
        (
            "product: copy of ID card / financing: signed letter",
            false,
        ),
        (
            "copy of ID card",
            true,
        ),
    ]
    "#);
}

#[test]
fn a_line_whose_general_rules_speak_of_a_matter_is_not_said_to_state_nothing() {
    let of = |title: &str, steps: &[&str], rules: Vec<BusinessRule>| Procedure {
        key: title.to_owned(),
        title: title.to_owned(),
        steps: steps
            .iter()
            .zip(1..)
            .map(|(action, position)| Step {
                position,
                action: (*action).to_owned(),
                ..Step::default()
            })
            .collect(),
        rules,
        ..Procedure::default()
    };
    let steps = ["Identify the customer", "Save the new address"];
    let hours = |value| vec![rule(RuleKind::OpeningHours, "", value)];
    let told_of = |general: Procedure| {
        let own = of("Change of address", &steps, vec![]);
        let left = Catalogue { line: "product".to_owned(), procedures: vec![own, general] };
        let right = Catalogue {
            line: "financing".to_owned(),
            procedures: vec![of("Change of address", &steps, hours("Mo-Fr 9-17"))],
        };
        let (settings, evidence) = (ReconcileSettings::default(), TopicEvidence::default());
        let found = reconcile_decided(&left, &right, &settings, &evidence, &Rulings::default()).0;
        let conflict = &found.conflicts[0];
        (conflict.detail.clone(), conflict.reason.clone())
    };
    let told = |general: &str| told_of(of(general, &[], hours("Mo-Fr 8-18")));
    let named =
        ["Allgemein", "General rules", "Généralités", "Reglas generales", "Regole generali"];
    for general in named {
        let (detail, reason) = told(general);
        assert!(detail.contains("says for all procedures: Mo-Fr 8-18"), "{general}: {detail}");
        assert!(!reason.contains("states nothing"), "{general}: {reason}");
    }
    assert!(told("Night shift").1.contains("product states nothing"), "rules of another procedure");
    let as_steps = |title| told_of(of(title, &["Be there from Monday to Friday"], vec![])).1;
    let reason = as_steps("General rules");
    assert!(reason.contains("general rules that are written as steps: look"), "{reason}");
    assert!(as_steps("Night shift").contains("states nothing"), "steps of another procedure");
}

//! Which of two rules holds: questions, and what the answers do to the conflicts.

use super::book::{OTHER, Question, plain};
use super::steps::BOTH;
use super::{Book, DecisionKind, Effort, EffortUnit, Sides};
use crate::catalogue::{BusinessRule, Procedure, RuleKind};
use crate::outcome::{Choice, Origin, ProcedureMatch, Relation, RuleClass, RuleConflict};
use crate::rules::value;

/// Asks about every conflict of a match and lets the answers decide it.
pub(crate) fn decide_rules(
    sides: Sides<'_>,
    pair: &ProcedureMatch,
    conflicts: &mut [RuleConflict],
    book: &mut Book<'_>,
) {
    let Some((left, right)) = pair.left.zip(pair.right) else { return };
    let procedures = sides.procedures(left, right);
    for conflict in conflicts {
        let Some((l, r)) = conflict.left_rule.zip(conflict.right_rule) else { continue };
        let [a, b] = procedures;
        let mut about = sides.keys(left, right).to_vec();
        about.extend(about_rules(procedures, conflict));
        let ruled = book.has_ruling(DecisionKind::Rule, &about);
        if !conflict.open && (!ruled || conflict.class == RuleClass::Equal) {
            continue;
        }
        let mut question =
            question(sides, [left, right], conflict, [&a.rules[l], &b.rules[r]], about);
        if pair.relation == Relation::Related {
            question.asks = format!("If the two become one procedure: {}", question.asks);
        }
        let (place, chosen) = book.ask(question, Some(conflict.match_index));
        if let Some(chosen) = chosen {
            let said = book.ruling(place).map(|r| (r.told(), r.value.trim().to_owned()));
            let (told, text) = said.unwrap_or_default();
            settle(sides, conflict, [&a.rules[l], &b.rules[r]], &chosen, text);
            conflict.reason = told;
        }
    }
}

/// The kind of compared rules and what each of them is called.
pub(super) fn about_rules(procedures: [&Procedure; 2], conflict: &RuleConflict) -> [String; 3] {
    let [a, b] = procedures;
    let called = |of: &Procedure, rule: Option<usize>| {
        rule.map_or_else(String::new, |rule| name(&of.rules, rule))
    };
    [conflict.kind.name().to_owned(), called(a, conflict.left_rule), called(b, conflict.right_rule)]
}

/// What a rule is called: its own key, or what it is about; further ones of the same name by number.
fn name(rules: &[BusinessRule], index: usize) -> String {
    let bare = |rule: &BusinessRule| match rule.key.trim() {
        "" => plain(&rule.condition),
        key => format!("key {key}"),
    };
    let own = &rules[index];
    let mut namesakes: Vec<(String, usize)> = rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| rule.kind == own.kind && bare(rule) == bare(own))
        .map(|(at, rule)| (value(rule), at))
        .collect();
    namesakes.sort();
    match namesakes.iter().position(|(_, at)| *at == index) {
        None | Some(0) => bare(own),
        Some(place) => format!("{} #{}", bare(own), place + 1),
    }
}

fn question(
    sides: Sides<'_>,
    [left, right]: [usize; 2],
    conflict: &RuleConflict,
    [a, b]: [&BusinessRule; 2],
    about: Vec<String>,
) -> Question {
    let [first, second] = sides.lines().map(str::to_owned);
    let procedures = sides.procedures(left, right);
    let matter = [&a.condition, &b.condition].into_iter().find(|text| !text.trim().is_empty());
    let matter = matter.map_or_else(String::new, |text| format!(", {}", text.trim()));
    let recommended = match conflict.choice {
        Choice::Left => first.clone(),
        Choice::Right => second.clone(),
        Choice::Both => BOTH.to_owned(),
        Choice::Other | Choice::Decide => String::new(),
    };
    Question {
        kind: DecisionKind::Rule,
        about,
        texts: [a, b].map(|rule| [rule.condition.clone(), value(rule)]).concat(),
        left,
        right,
        subject: format!("{}: {}{matter}", sides.titles(left, right), spoken(conflict.kind)),
        asks: format!(
            "By which rule shall both lines work: {}, or {}?",
            told(a, &first),
            told(b, &second)
        ),
        options: vec![first, second, BOTH.to_owned(), OTHER.to_owned()],
        recommended,
        recommendation: conflict.recommendation.clone(),
        reason: conflict.reason.clone(),
        case: conflict.case.clone(),
        owner: owner(sides, procedures, conflict.choice),
        efforts: efforts(sides, conflict, [a, b]),
    }
}

fn told(rule: &BusinessRule, line: &str) -> String {
    format!("{} ({line})", value(rule))
}

/// A kind of rule as people speak of it.
pub(super) fn spoken(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Sla => "service level",
        RuleKind::AuthorityLimit => "authority limit",
        RuleKind::Authentication => "authentication",
        RuleKind::Escalation => "escalation",
        RuleKind::OpeningHours => "opening hours",
        RuleKind::Script => "script",
        RuleKind::DataCapture => "data to record",
        RuleKind::Other => "rule",
    }
}

/// The owner of the procedure that would have to change; both where that is not clear.
fn owner(sides: Sides<'_>, procedures: [&Procedure; 2], choice: Choice) -> String {
    match choice {
        Choice::Left => sides.owner(procedures, 1),
        Choice::Right => sides.owner(procedures, 0),
        _ => sides.owners(procedures),
    }
}

/// What each line's rule, taken over by the other, adds to that line's contacts. Only checks and
/// items can be counted: how many cases reach a limit, a deadline or an hour is not in the texts.
fn efforts(sides: Sides<'_>, conflict: &RuleConflict, [a, b]: [&BusinessRule; 2]) -> Vec<Effort> {
    let stricter = match conflict.class {
        RuleClass::Tighter => 1,
        RuleClass::Looser => -1,
        _ => return Vec::new(),
    };
    let (unit, count) = match conflict.kind {
        RuleKind::Authentication => (EffortUnit::Check, stricter),
        RuleKind::DataCapture => (EffortUnit::Item, items(a) - items(b)),
        _ => return Vec::new(),
    };
    let [first, second] = sides.lines();
    if count == 0 {
        return Vec::new();
    }
    vec![
        Effort { option: first.to_owned(), line: Origin::Right, unit, count },
        Effort { option: second.to_owned(), line: Origin::Left, unit, count: -count },
    ]
}

fn items(rule: &BusinessRule) -> i64 {
    let items = rule.value.split([';', ',', '\n']).filter(|item| !item.trim().is_empty());
    items.count() as i64
}

fn settle(
    sides: Sides<'_>,
    conflict: &mut RuleConflict,
    [a, b]: [&BusinessRule; 2],
    chosen: &str,
    text: String,
) {
    let [first, second] = sides.lines();
    (conflict.choice, conflict.recommendation) = match chosen {
        _ if chosen == first => (Choice::Left, value(a)),
        _ if chosen == second => (Choice::Right, value(b)),
        BOTH => (Choice::Both, format!("{first}: {} / {second}: {}", value(a), value(b))),
        _ => (Choice::Other, text),
    };
    conflict.open = false;
    conflict.decided = true;
}

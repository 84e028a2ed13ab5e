//! Phase 3, alignment of operative procedures: conflicts are decided, then unified procedures are
//! written, those with most contacts first.

use std::collections::BTreeMap;

use crate::draft::{Draft, Effort, Work};
use crate::facts::{ProcedureWork, names};
use crate::outline::{Fact, Gate, Side};
use crate::schedule::TaskId;

const PHASE: u32 = 3;
const DECIDER: &str = "Process owners of both lines";
const EDITOR: &str = "Process editor";

/// The batches of unified procedures, one for each step of the go-live.
pub(crate) struct Alignment {
    pub(crate) batches: Vec<TaskId>,
}

/// What a kind of business rule is called in titles.
fn spoken(kind: &str) -> String {
    match kind {
        "sla" => "service levels".into(),
        "authority_limit" => "authority limits".into(),
        "opening_hours" => "opening hours".into(),
        "script" => "scripts".into(),
        "data_capture" => "data to capture".into(),
        other => other.replace('_', " "),
    }
}

/// Adds the phase's work; it begins when agents know why.
pub(crate) fn add(draft: &mut Draft<'_>, informed: TaskId) -> Alignment {
    let mut decided = add_decisions(draft, informed);
    decided.extend(add_objectives(draft, informed));
    if decided.is_empty() {
        decided.push(informed);
    }
    Alignment { batches: add_batches(draft, &decided) }
}

fn decision_cost(draft: &Draft<'_>) -> Fact {
    Fact::setting("To decide one", draft.settings.days_a_conflict, "person-days", "days_a_conflict")
}

/// One package for each kind of rule, the kind with most conflicts first.
fn add_decisions(draft: &mut Draft<'_>, informed: TaskId) -> Vec<TaskId> {
    let mut by_kind: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for count in draft.facts.conflicts.iter().filter(|count| count.open > 0) {
        let (open, contradictory) = by_kind.entry(&count.kind).or_default();
        *open += count.open;
        *contradictory += if count.class == "contradictory" { count.open } else { 0 };
    }
    let mut kinds: Vec<_> = by_kind.into_iter().collect();
    kinds.sort_by_key(|(kind, (open, _))| (u64::MAX - open, *kind));
    kinds
        .into_iter()
        .map(|(kind, (open, contradictory))| {
            let origin = "conflict_count";
            let volume = Fact::new("Conflicts to decide", open as f64, "rules", origin);
            let hard = Fact::new("Of them contradictory", contradictory as f64, "rules", origin);
            let title = format!("Decide the conflicts about {}", spoken(kind));
            let work = Work::of(PHASE, title, DECIDER, volume, decision_cost(draft));
            draft.add(work.with([hard]).after([informed]))
        })
        .collect()
}

/// Objectives that differ or pull against each other are decided like rules.
fn add_objectives(draft: &mut Draft<'_>, informed: TaskId) -> Option<TaskId> {
    let facts = draft.facts;
    let differing = facts.value(names::OBJECTIVE_PAIRS, "both", "differing");
    let opposed = facts.value(names::INCENTIVE_CONFLICTS, "both", "");
    if differing + opposed == 0.0 {
        return None;
    }
    let volume = Fact::new(
        "Objectives that differ or pull against each other",
        differing + opposed,
        "decisions",
        "objective_pair; incentive_conflict",
    );
    let title = "Agree on one set of objectives for both lines";
    let work = Work::of(PHASE, title, DECIDER, volume, decision_cost(draft));
    Some(draft.add(work.after([informed])))
}

fn add_batches(draft: &mut Draft<'_>, decided: &[TaskId]) -> Vec<TaskId> {
    let works: Vec<ProcedureWork> = draft.facts.to_unify().cloned().collect();
    let cost = Fact::setting(
        "To write one and have it signed",
        draft.settings.days_a_procedure,
        "person-days",
        "days_a_procedure",
    );
    if works.is_empty() {
        let none = Fact::new("Procedures to unify", 0.0, "procedures", "procedure_work");
        let title = "Put the procedures of both lines on file";
        let effort = Effort::Shared(draft.settings.days_a_procedure);
        let work = Work::of(PHASE, title, EDITOR, none, cost).effort(effort);
        return vec![draft.add(work.after(decided.iter().copied()))];
    }
    let size = works.len().div_ceil(draft.settings.go_live_waves.max(1) as usize);
    works
        .chunks(size)
        .enumerate()
        .map(|(index, batch)| {
            let origin = "procedure_work";
            let volume = Fact::new("Procedures to write", batch.len() as f64, "procedures", origin);
            let title = format!("Write the unified procedures, batch {}", index + 1);
            let work = Work::of(PHASE, title, EDITOR, volume, cost.clone());
            draft.add(work.with(contacts_on(batch)).after(decided.iter().copied()))
        })
        .collect()
}

/// The contacts on the topics of procedures, and of how many of these nobody knows them; nothing where they are
/// known of none.
fn contacts_on(batch: &[ProcedureWork]) -> Vec<Fact> {
    let known: Vec<u64> = batch.iter().filter_map(|work| work.contacts).collect();
    let unknown = batch.len() - known.len();
    let origin = "procedure_work";
    let sum = known.iter().sum::<u64>() as f64;
    let told =
        (!known.is_empty()).then(|| Fact::new("Contacts on their topics", sum, "contacts", origin));
    let text = "Procedures whose contacts nobody knows";
    let rest = (unknown > 0).then(|| Fact::new(text, unknown as f64, "procedures", origin));
    told.into_iter().chain(rest).collect()
}

/// What the phase rests on.
pub(crate) fn facts(draft: &Draft<'_>) -> Vec<Fact> {
    let mut found = draft.of_lines("Procedures", names::PROCEDURES, "");
    let matches = [
        ("Procedures that are the same in both lines", "same"),
        ("Procedures that are related", "related"),
    ];
    for (text, relation) in matches {
        found.extend(draft.figure(text, names::PROCEDURE_MATCHES, "both", relation));
    }
    let text = "Rules between which somebody must choose";
    found.extend(draft.figure(text, names::CONFLICTS_TO_DECIDE, "both", ""));
    let text = "Contacts on procedures with such rules";
    found.extend(draft.figure(text, names::CONFLICT_CONTACTS, "both", ""));
    let text = "Objectives of both lines that differ";
    found.extend(draft.figure(text, names::OBJECTIVE_PAIRS, "both", "differing"));
    found
}

/// When the phase may begin and when it is done.
pub(crate) fn gates(draft: &Draft<'_>) -> Vec<Gate> {
    let facts = draft.facts;
    let open = facts.metric(names::CONFLICTS_TO_DECIDE, "both", "").map(|metric| metric.value);
    let unify = facts.to_unify().count() as f64;
    let with_procedures = facts
        .lines
        .iter()
        .filter(|line| facts.value(names::PROCEDURES, &line.name, "") > 0.0)
        .count();
    vec![
        Gate {
            side: Side::Entry,
            criterion: "The procedures of both lines are on file".into(),
            metric: "lines with procedures on file".into(),
            current: Some(with_procedures as f64),
            target: 2.0,
            unit: "lines".into(),
            origin: "procedure_record".into(),
        },
        Gate {
            side: Side::Exit,
            criterion: "No conflict between business rules is open".into(),
            metric: "conflicts to decide".into(),
            current: open,
            target: 0.0,
            unit: "rules".into(),
            origin: "procedure_work".into(),
        },
        Gate {
            side: Side::Exit,
            criterion: "Every procedure of both lines has its unified version, signed".into(),
            metric: "unified procedures signed".into(),
            current: Some(0.0),
            target: unify,
            unit: "procedures".into(),
            origin: "procedure_work".into(),
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_that_nobody_knows_are_told_and_summed_as_none() {
        let work = |contacts| ProcedureWork {
            title: String::new(),
            relation: "same".into(),
            contacts,
            conflicts: 0,
        };
        let told = |batch: &[ProcedureWork]| {
            let facts = contacts_on(batch);
            facts.iter().map(|fact| format!("{}: {}", fact.text, fact.value)).collect::<Vec<_>>()
        };
        assert_eq!(told(&[work(Some(40)), work(Some(0))]), ["Contacts on their topics: 40"]);
        assert_eq!(
            told(&[work(Some(40)), work(None)]),
            ["Contacts on their topics: 40", "Procedures whose contacts nobody knows: 1"]
        );
        assert_eq!(told(&[work(None)]), ["Procedures whose contacts nobody knows: 1"]);
    }
}

//! Procedures of both lines → one catalogue, by the pure procedures crate.

mod catalogue;
mod log;
pub(crate) mod unread;
mod volumes;

use std::collections::BTreeMap;

use sameboat_model::{Entity, Progress, Value};
use sameboat_procedures::{
    BusinessRule, Catalogue, Choice, Defect, Feature, Next, Operation, Origin, Procedure,
    ProcedureMatch, Reconciliation, Relation, RuleClass, Status, Step, TopicEvidence,
    topics_served,
};
use sameboat_store::schema::procedures::{
    PROCEDURE_MATCH, RULE_CONFLICT, STEP_ALIGNMENT, TABLES, UNIFIED_PROCEDURE, UNIFIED_RULE,
    UNIFIED_STEP,
};
use sameboat_store::schema::record_table;
use sameboat_store::totals::ControlTotal;
use sameboat_store::{Store, StoreError};

use crate::error::PipelineError;
use crate::procedure_decisions;
use crate::procedure_settings::reconcile_settings;
use crate::stage::{Engagement, Stage, StageFigures};
use catalogue::{Attached, read_catalogue, read_topics};
use log::Basis;

/// Reconciles the run's procedures, by the engagement's policy and by what people decided.
pub fn run_reconcile(
    engagement: &Engagement,
    store: &Store,
    progress: &dyn Progress,
) -> Result<StageFigures, PipelineError> {
    for table in TABLES {
        store.create(table)?;
    }
    for entity in [Entity::Procedure, Entity::ProcedureStep, Entity::BusinessRule, Entity::Contact]
    {
        if !store.has_table(&entity.record_table())? {
            store.create(&record_table(entity))?;
        }
    }
    let settings = &engagement.settings;
    let rulings = procedure_decisions::read(&engagement.folder)?;
    let [left, right] = [0, 1].map(|line| settings.lines[line].name.as_str());
    let (left_catalogue, left_rows) = read_catalogue(store, left)?;
    let (right_catalogue, right_rows) = read_catalogue(store, right)?;
    let both = Both { left: left_catalogue, right: right_catalogue };
    progress.begin(
        "reconcile procedures",
        Some((both.left.procedures.len() + both.right.procedures.len()) as u64),
    );
    let evidence =
        TopicEvidence { left: read_topics(store, left)?, right: read_topics(store, right)? };
    let (outcome, problems) = sameboat_procedures::reconcile_decided(
        &both.left,
        &both.right,
        &reconcile_settings(settings),
        &evidence,
        &rulings,
    );
    let warnings = procedure_decisions::warnings(problems)?;
    both.write_all(
        store,
        &outcome,
        Some(&Basis { settings: &settings.procedures, evidence: &evidence }),
    )?;
    let rows: Vec<Attached> = left_rows.into_iter().chain(right_rows).collect();
    let totals =
        rows.iter().map(|rows| rows.total(store)).collect::<Result<Vec<ControlTotal>, _>>()?;
    store.record_totals(Stage::Reconcile.name(), &totals)?;
    let mut figures = figures(&outcome);
    figures.warnings.extend(warnings);
    figures.warnings.extend(unread::warnings(store, [&both.left, &both.right])?);
    figures.warnings.extend(unserved(&both.left, &evidence.left));
    figures.warnings.extend(unserved(&both.right, &evidence.right));
    for rows in rows.iter().filter(|rows| rows.lost > 0) {
        figures.warnings.push(format!(
            "{} rows of {} name a procedure that is not there",
            rows.lost, rows.source
        ));
    }
    Ok(figures)
}

/// What is to be done about procedures of which nobody knows the contacts, though contacts have topics.
fn unserved(line: &Catalogue, contacts: &BTreeMap<String, u64>) -> Option<String> {
    let all = line.procedures.len();
    let is_unserved = |procedure: &&Procedure| {
        procedure.topics.is_empty() && topics_served(procedure, contacts).is_empty()
    };
    let of: Vec<&Procedure> = line.procedures.iter().filter(is_unserved).collect();
    let first = of.first().filter(|_| !contacts.is_empty())?;
    Some(format!(
        "{} of {all} procedures of line {} name no topics, and no contact has a topic called as they are: how many \
         contacts they serve is not known (the first is `{}`); name contact topics in a field `topics`",
        of.len(),
        line.line,
        first.title
    ))
}

fn figures(outcome: &Reconciliation) -> StageFigures {
    let relation = |relation| outcome.matches.iter().filter(|m| m.relation == relation).count();
    let conflicts = outcome.conflicts.iter().filter(|c| c.open).count() as u64;
    let status = |status| outcome.decisions.iter().filter(|d| d.status == status).count() as u64;
    let reopened = status(Status::Reopened);
    let mut figures = StageFigures::new(
        Stage::Reconcile,
        &[
            ("same in both lines", relation(Relation::Same) as u64),
            ("related", relation(Relation::Related) as u64),
            (
                "only in one line",
                (relation(Relation::OnlyLeft) + relation(Relation::OnlyRight)) as u64,
            ),
            ("rule conflicts", conflicts),
            ("promises that the other line does not keep", outcome.promises.len() as u64),
            ("decisions to take", status(Status::Open) + reopened),
            ("decisions taken", status(Status::Decided)),
        ],
    );
    if conflicts > 0 {
        figures.warnings.push(format!("{conflicts} rule conflicts need a decision"));
    }
    let apart = outcome.findings.iter().filter(|found| found.defect == Defect::Step).count();
    if apart > 0 {
        figures.warnings.push(format!(
            "{apart} steps name another limit than the rule that holds: see Rule findings in plan.xlsx"
        ));
    }
    if reopened > 0 {
        figures.warnings.push(format!("{reopened} decisions are reopened, as their texts changed"));
    }
    figures
}

/// Both lines' catalogues, which a reconciliation's indexes point into.
pub(crate) struct Both {
    /// The first line's.
    pub(crate) left: Catalogue,
    /// The second line's.
    pub(crate) right: Catalogue,
}

fn text(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) }
}

fn number(number: impl TryInto<i64>) -> Value {
    number.try_into().map_or(Value::Null, Value::Integer)
}

impl Both {
    fn pair(&self, found: &ProcedureMatch) -> (Option<&Procedure>, Option<&Procedure>) {
        let left = found.left.map(|index| &self.left.procedures[index]);
        let right = found.right.map(|index| &self.right.procedures[index]);
        (left, right)
    }

    fn origin(&self, origin: Origin) -> Value {
        match origin {
            Origin::Left => text(&self.left.line),
            Origin::Right => text(&self.right.line),
            Origin::Both => text("both"),
        }
    }

    /// Writes all tables of the stage, without volumes, as there are no contacts.
    pub(crate) fn write(&self, store: &Store, outcome: &Reconciliation) -> Result<(), StoreError> {
        self.write_all(store, outcome, None)
    }

    fn write_all(
        &self,
        store: &Store,
        outcome: &Reconciliation,
        basis: Option<&Basis<'_>>,
    ) -> Result<(), StoreError> {
        self.write_matches(store, outcome, basis.map(|basis| basis.evidence))?;
        self.write_alignments(store, outcome)?;
        self.write_conflicts(store, outcome)?;
        self.write_unified(store, outcome)?;
        self.write_decisions(store, outcome, basis)?;
        self.write_findings(store, outcome)?;
        self.write_promises(store, outcome, basis)
    }

    fn write_matches(
        &self,
        store: &Store,
        outcome: &Reconciliation,
        evidence: Option<&TopicEvidence>,
    ) -> Result<(), StoreError> {
        let mut writer = store.writer(&PROCEDURE_MATCH)?;
        let known = evidence.map_or([false; 2], |e| [!e.left.is_empty(), !e.right.is_empty()]);
        let contacts = |count: Option<u64>| count.map_or(Value::Null, number);
        for (index, found) in outcome.matches.iter().enumerate() {
            let (left, right) = self.pair(found);
            writer.append(&[
                number(index),
                text(left.map_or("", |p| &p.key)),
                text(left.map_or("", |p| &p.title)),
                text(right.map_or("", |p| &p.key)),
                text(right.map_or("", |p| &p.title)),
                text(relation_name(found.relation)),
                Value::Decimal(found.score),
                text(&told(found, [left, right], known)),
                contacts(found.left_contacts),
                contacts(found.right_contacts),
            ])?;
        }
        writer.finish()
    }

    fn write_alignments(&self, store: &Store, outcome: &Reconciliation) -> Result<(), StoreError> {
        let mut writer = store.writer(&STEP_ALIGNMENT)?;
        let mut position = 0_i64;
        let mut of_match = None;
        for alignment in &outcome.alignments {
            if of_match != Some(alignment.match_index) {
                (of_match, position) = (Some(alignment.match_index), 0);
            }
            position += 1;
            let (left, right) = self.pair(&outcome.matches[alignment.match_index]);
            let step = |of: Option<&Procedure>, index: Option<usize>| {
                of.zip(index).map(|(procedure, index)| procedure.steps[index].clone())
            };
            let (left, right) =
                (step(left, alignment.left_step), step(right, alignment.right_step));
            let place = |s: &Option<Step>| s.as_ref().map_or(Value::Null, |s| number(s.position));
            let action = |s: &Option<Step>| s.as_ref().map_or(Value::Null, |s| text(&s.action));
            let note = |s: &Option<Step>| s.as_ref().map_or(Value::Null, |s| text(&s.note));
            writer.append(&[
                number(alignment.match_index),
                Value::Integer(position),
                text(operation_name(alignment.operation)),
                place(&left),
                action(&left),
                place(&right),
                action(&right),
                Value::Decimal(alignment.similarity),
                text(&alignment.detail),
                note(&left),
                note(&right),
            ])?;
        }
        writer.finish()
    }

    fn write_conflicts(&self, store: &Store, outcome: &Reconciliation) -> Result<(), StoreError> {
        let mut writer = store.writer(&RULE_CONFLICT)?;
        for conflict in &outcome.conflicts {
            let (left, right) = self.pair(&outcome.matches[conflict.match_index]);
            let value = |of: Option<&Procedure>, index: Option<usize>| {
                of.zip(index).map_or(Value::Null, |(p, index)| text(&as_written(&p.rules[index])))
            };
            writer.append(&[
                number(conflict.match_index),
                text(left.map_or("", |p| &p.key)),
                text(right.map_or("", |p| &p.key)),
                text(conflict.kind.name()),
                value(left, conflict.left_rule),
                value(right, conflict.right_rule),
                text(class_name(conflict.class)),
                text(&conflict.detail),
                Value::Boolean(conflict.open),
                text(choice_name(conflict.choice)),
                text(&conflict.recommendation),
                text(&conflict.reason),
            ])?;
        }
        writer.finish()
    }

    fn write_unified(&self, store: &Store, outcome: &Reconciliation) -> Result<(), StoreError> {
        let mut procedures = store.writer(&UNIFIED_PROCEDURE)?;
        let mut steps = store.writer(&UNIFIED_STEP)?;
        let mut rules = store.writer(&UNIFIED_RULE)?;
        for unified in &outcome.unified {
            let left = unified.left.map(|index| &self.left.procedures[index]);
            let right = unified.right.map(|index| &self.right.procedures[index]);
            let own = |of: Option<&Procedure>, cell: fn(&Procedure) -> String| {
                of.map_or(Value::Null, |procedure| text(&cell(procedure)))
            };
            let own_step =
                |of: Option<&Procedure>, step: Option<usize>, cell: fn(&Step) -> &str| {
                    let step = of.zip(step).map(|(procedure, step)| &procedure.steps[step]);
                    step.map_or(Value::Null, |step| text(cell(step)))
                };
            procedures.append(&[
                text(&unified.key),
                text(&unified.title),
                number(unified.match_index),
                own(left, |procedure| procedure.key.clone()),
                own(right, |procedure| procedure.key.clone()),
                text(&unified.topics.join(";")),
                text(&unified.channels.join(";")),
                text(&unified.purpose),
                text(&unified.trigger),
                text(&unified.owner),
                text(&unified.inputs),
                text(&unified.outcome),
                text(&Next::list_text(&unified.start)),
                own(left, |procedure| procedure.trigger.clone()),
                own(right, |procedure| procedure.trigger.clone()),
                own(left, |procedure| procedure.outcome.clone()),
                own(right, |procedure| procedure.outcome.clone()),
                own(left, |procedure| procedure.topics.join(";")),
                own(right, |procedure| procedure.topics.join(";")),
                text(&unified.note),
                own(left, |procedure| procedure.note.clone()),
                own(right, |procedure| procedure.note.clone()),
            ])?;
            for step in &unified.steps {
                steps.append(&[
                    text(&unified.key),
                    number(step.position),
                    text(&step.actor),
                    text(&step.action),
                    text(&step.system),
                    text(&step.output),
                    text(step.kind.name()),
                    text(&step.condition),
                    text(&Next::list_text(&step.next)),
                    self.origin(step.origin),
                    own_step(left, step.left_step, |step| &step.action),
                    own_step(right, step.right_step, |step| &step.action),
                    text(&step.note),
                    own_step(left, step.left_step, |step| &step.note),
                    own_step(right, step.right_step, |step| &step.note),
                ])?;
            }
            for rule in &unified.rules {
                rules.append(&[
                    text(&unified.key),
                    text(rule.kind.name()),
                    text(&rule.condition),
                    text(&rule.value),
                    self.origin(rule.origin),
                    Value::Boolean(rule.open),
                    Value::Boolean(rule.by_policy),
                    text(&rule.reason),
                ])?;
            }
        }
        procedures.finish()?;
        steps.finish()?;
        rules.finish()
    }
}

/// `value unit (when condition)`.
fn as_written(rule: &BusinessRule) -> String {
    let mut written = rule.value.clone();
    if !rule.unit.is_empty() {
        written = format!("{written} {}", rule.unit);
    }
    if !rule.condition.is_empty() {
        written = format!("{written} (when: {})", rule.condition);
    }
    written
}

fn evidence_text(found: &ProcedureMatch) -> String {
    let parts: Vec<String> = found
        .evidence
        .iter()
        .map(|e| {
            let name = feature_name(e.feature);
            format!("{name} {:.0} % × {:.0} %: {}", e.value * 100.0, e.weight * 100.0, e.detail)
        })
        .collect();
    parts.join("; ")
}

/// What spoke for a match and, where a procedure names no topics, what its contacts were counted by.
fn told(found: &ProcedureMatch, pair: [Option<&Procedure>; 2], known: [bool; 2]) -> String {
    let mut told = vec![evidence_text(found)];
    let counts = [found.left_contacts, found.right_contacts];
    for ((procedure, known), count) in pair.into_iter().zip(known).zip(counts) {
        let nameless = procedure.filter(|procedure| known && procedure.topics.is_empty());
        told.extend(nameless.map(|procedure| {
            let what =
                if count.is_some() { "its contacts are those on" } else { "no contact is on" };
            format!("`{}` names no topics, and {what} a topic called so", procedure.title)
        }));
    }
    told.retain(|part| !part.is_empty());
    told.join("; ")
}

const fn relation_name(relation: Relation) -> &'static str {
    match relation {
        Relation::Same => "same",
        Relation::Related => "related",
        Relation::OnlyLeft => "only_left",
        Relation::OnlyRight => "only_right",
    }
}

const fn feature_name(feature: Feature) -> &'static str {
    match feature {
        Feature::Title => "title",
        Feature::Words => "words",
        Feature::Rules => "rules",
        Feature::Subject => "subject",
        Feature::Trigger => "trigger",
        Feature::Steps => "steps",
        Feature::Topics => "topics",
        Feature::Channels => "channels",
        Feature::Direction => "direction",
    }
}

const fn operation_name(operation: Operation) -> &'static str {
    match operation {
        Operation::Same => "same",
        Operation::Reworded => "reworded",
        Operation::Moved => "moved",
        Operation::Split => "split",
        Operation::Merged => "merged",
        Operation::OtherActor => "other_actor",
        Operation::OtherSystem => "other_system",
        Operation::OnlyLeft => "only_left",
        Operation::OnlyRight => "only_right",
    }
}

const fn class_name(class: RuleClass) -> &'static str {
    match class {
        RuleClass::Equal => "equal",
        RuleClass::Compatible => "compatible",
        RuleClass::Tighter => "tighter",
        RuleClass::Looser => "looser",
        RuleClass::Contradictory => "contradictory",
        RuleClass::MissingLeft => "missing_left",
        RuleClass::MissingRight => "missing_right",
    }
}

const fn choice_name(choice: Choice) -> &'static str {
    match choice {
        Choice::Left => "left",
        Choice::Right => "right",
        Choice::Both => "both",
        Choice::Other => "other",
        Choice::Decide => "decide",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(topics: &[&str]) -> Catalogue {
        let titles = ["Adressänderung bearbeiten", "Ablösung"];
        let procedures = titles.iter().map(|title| Procedure {
            key: (*title).to_owned(),
            title: (*title).to_owned(),
            topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
            ..Procedure::default()
        });
        Catalogue { line: "product".to_owned(), procedures: procedures.collect() }
    }

    #[test]
    fn procedures_whose_contacts_nobody_knows_are_told_with_what_to_do() {
        let contacts = BTreeMap::from([("Adressänderung".to_owned(), 7)]);
        insta::assert_snapshot!(unserved(&line(&[]), &contacts).unwrap(), @"1 of 2 procedures of line product name no topics, and no contact has a topic called as they are: how many contacts they serve is not known (the first is `Ablösung`); name contact topics in a field `topics`");
        assert_eq!(unserved(&line(&["Rückruf"]), &contacts), None, "they say what they serve");
        assert_eq!(unserved(&line(&[]), &BTreeMap::new()), None, "contacts have no topics");
    }

    #[test]
    fn what_contacts_are_counted_by_is_told_where_it_is_the_title() {
        let line = line(&[]);
        let found = ProcedureMatch {
            left: Some(0),
            right: None,
            relation: Relation::OnlyLeft,
            score: 0.0,
            evidence: vec![],
            left_contacts: Some(7),
            right_contacts: None,
        };
        let pair = [line.procedures.first(), None];
        insta::assert_snapshot!(told(&found, pair, [true; 2]), @"`Adressänderung bearbeiten` names no topics, and its contacts are those on a topic called so");
        assert_eq!(told(&found, pair, [false; 2]), "");
    }
}

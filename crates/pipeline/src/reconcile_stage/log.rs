//! The decision log and the promises as tables, with what stands behind each row.
//!
//! A cost is a sum that one sentence explains: how many steps, checks or items more in each contact,
//! times the assumed minutes of one, times the contacts a month of the line that changes. What the
//! data does not tell stays empty.

use sameboat_model::{ProcedureSettings, Value};
use sameboat_procedures::{
    Decision, Effort, EffortUnit, Origin, PromiseConflict, Reconciliation, Status, TopicEvidence,
    same_choice,
};
use sameboat_store::schema::procedures::{PROCEDURE_DECISION, PROMISE_CONFLICT, RULE_FINDING};
use sameboat_store::{Store, StoreError};

use super::volumes::{Volume, volumes};
use super::{Both, as_written, number, text};

/// What the tables of the log rest on, besides the texts.
pub(super) struct Basis<'a> {
    pub(super) settings: &'a ProcedureSettings,
    pub(super) evidence: &'a TopicEvidence,
}

impl Both {
    /// Writes the decisions; without a basis, volumes and costs stay empty.
    pub(super) fn write_decisions(
        &self,
        store: &Store,
        outcome: &Reconciliation,
        basis: Option<&Basis<'_>>,
    ) -> Result<(), StoreError> {
        let questions: Vec<[Option<usize>; 2]> =
            outcome.decisions.iter().map(|d| [Some(d.left), Some(d.right)]).collect();
        let volumes = self.behind(store, basis, &questions)?;
        let mut writer = store.writer(&PROCEDURE_DECISION)?;
        for (decision, volume) in outcome.decisions.iter().zip(&volumes) {
            let cost = basis.map(|basis| self.cost(decision, volume, basis.settings));
            let cost = cost.unwrap_or_default();
            let ruling = decision.ruling.clone().unwrap_or_default();
            writer.append(&[
                text(&decision.id),
                decision.match_index.map_or(Value::Null, number),
                text(decision.kind.name()),
                text(&self.left.procedures[decision.left].key),
                text(&self.right.procedures[decision.right].key),
                text(&decision.subject),
                text(&decision.question),
                text(&decision.options.join("; ")),
                text(&decision.recommended),
                text(&decision.recommendation),
                text(&decision.reason),
                text(&decision.case),
                tenths(volume.together()),
                volume.customers.map_or(Value::Null, Value::Integer),
                tenths(volume.handle_minutes),
                tenths(cost.minutes),
                text(&cost.told),
                text(&decision.owner),
                text(decision.status.name()),
                text(&ruling.choice),
                text(&ruling.value),
                text(&ruling.who),
                text(&ruling.when),
                text(&ruling.note),
                text(&decision.fingerprint),
            ])?;
        }
        writer.finish()
    }

    pub(super) fn write_promises(
        &self,
        store: &Store,
        outcome: &Reconciliation,
        basis: Option<&Basis<'_>>,
    ) -> Result<(), StoreError> {
        let questions: Vec<[Option<usize>; 2]> = outcome
            .promises
            .iter()
            .map(|promise| match promise.by {
                Origin::Right => [None, Some(promise.procedure)],
                _ => [Some(promise.procedure), None],
            })
            .collect();
        let volumes = self.behind(store, basis, &questions)?;
        let mut writer = store.writer(&PROMISE_CONFLICT)?;
        for (promise, volume) in outcome.promises.iter().zip(&volumes) {
            writer.append(&self.promise(promise, volume, basis.is_some()))?;
        }
        writer.finish()
    }

    /// Writes what is wrong with the rules of both lines taken together.
    pub(super) fn write_findings(
        &self,
        store: &Store,
        outcome: &Reconciliation,
    ) -> Result<(), StoreError> {
        let mut writer = store.writer(&RULE_FINDING)?;
        for finding in &outcome.findings {
            let rules = finding.rules.iter().map(|(origin, procedure, rule)| {
                let of = if *origin == Origin::Right { &self.right } else { &self.left };
                let procedure = &of.procedures[*procedure];
                format!("{} {}: {}", of.line, procedure.key, as_written(&procedure.rules[*rule]))
            });
            writer.append(&[
                number(finding.match_index),
                text(finding.kind.name()),
                text(finding.defect.name()),
                text(&rules.collect::<Vec<_>>().join("; ")),
                text(&finding.case),
            ])?;
        }
        writer.finish()
    }

    fn promise(&self, promise: &PromiseConflict, volume: &Volume, counted: bool) -> Vec<Value> {
        let (by, kept_by) = match promise.by {
            Origin::Right => (&self.right, &self.left),
            _ => (&self.left, &self.right),
        };
        let (procedure, other) =
            (&by.procedures[promise.procedure], &kept_by.procedures[promise.other]);
        let (said, rule) = (&procedure.rules[promise.rule], &other.rules[promise.other_rule]);
        vec![
            text(&by.line),
            text(&procedure.key),
            text(&procedure.title),
            text(&said.condition),
            text(format!("{} {}", said.value, said.unit).trim()),
            text(&kept_by.line),
            text(&other.key),
            text(&other.title),
            text(rule.kind.name()),
            text(&rule.condition),
            text(format!("{} {}", rule.value, rule.unit).trim()),
            text(&promise.case),
            tenths(volume.together()),
            volume.customers.map_or(Value::Null, Value::Integer),
            if counted { Value::Integer(volume.promises) } else { Value::Null },
        ]
    }

    fn behind(
        &self,
        store: &Store,
        basis: Option<&Basis<'_>>,
        questions: &[[Option<usize>; 2]],
    ) -> Result<Vec<Volume>, StoreError> {
        match basis {
            Some(basis) => volumes(store, self, basis.evidence, questions),
            None => Ok(vec![Volume::default(); questions.len()]),
        }
    }

    /// What the choice, or else the recommendation, costs, and the sums of all options.
    fn cost(&self, decision: &Decision, volume: &Volume, settings: &ProcedureSettings) -> Cost {
        let ruled = decision.ruling.as_ref().filter(|_| decision.status == Status::Decided);
        let holds = ruled.map_or(decision.recommended.as_str(), |ruling| ruling.choice.trim());
        let mut cost = Cost::default();
        let mut told = Vec::new();
        for effort in &decision.efforts {
            let (minutes, sum) = self.sum(effort, volume, settings);
            if same_choice(&effort.option, holds) {
                cost.minutes = minutes;
            }
            told.push(format!("{}: {sum}", effort.option));
        }
        cost.told = told.join("; ");
        cost
    }

    fn sum(
        &self,
        effort: &Effort,
        volume: &Volume,
        settings: &ProcedureSettings,
    ) -> (Option<f64>, String) {
        if effort.count == 0 {
            return (Some(0.0), "no change".to_owned());
        }
        let (side, line) = match effort.line {
            Origin::Right => (1, &self.right.line),
            _ => (0, &self.left.line),
        };
        let (unit, each, setting) = match effort.unit {
            EffortUnit::Step => ("steps", settings.minutes_per_step, "minutes_per_step"),
            EffortUnit::Check => {
                ("stricter checks", settings.minutes_per_check, "minutes_per_check")
            }
            EffortUnit::Item => ("items to record", settings.minutes_per_item, "minutes_per_item"),
        };
        let assumed = format!("{:+} {unit} × {each} min (assumed: {setting})", effort.count);
        match volume.a_month[side] {
            None => (None, format!("{assumed} × contacts of {line}, which are not known")),
            Some(contacts) => {
                let minutes = effort.count as f64 * each * contacts;
                let told = format!(
                    "{assumed} × {contacts:.1} contacts a month of {line} = {minutes:+.0} min"
                );
                (Some(minutes), told)
            }
        }
    }
}

#[derive(Debug, Default)]
struct Cost {
    minutes: Option<f64>,
    told: String,
}

/// One decimal: more would claim to be known.
fn tenths(value: Option<f64>) -> Value {
    value.map_or(Value::Null, |value| Value::Decimal((value * 10.0).round() / 10.0))
}

//! The plan → its tables.

use jiff::civil::Date;
use sameboat_model::Value;
use sameboat_plan::outline::{Phase, Plan};
use sameboat_store::schema::plan::{
    AUDIENCE, FOLLOW_UP, GATE, GO_LIVE_WAVE, MILESTONE, PHASE, PHASE_FACT, PLAN_WARNING, RISK,
    SITE_MOVE, TRAINING_WAVE, WORK_PACKAGE,
};
use sameboat_store::{Store, StoreError, Table};

/// Short ways to cells of a table.
trait Cell {
    fn cell(self) -> Value;
}

impl Cell for &str {
    fn cell(self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl Cell for String {
    fn cell(self) -> Value {
        Value::Text(self)
    }
}

impl Cell for f64 {
    fn cell(self) -> Value {
        Value::Decimal((self * 10_000.0).round() / 10_000.0)
    }
}

impl Cell for u32 {
    fn cell(self) -> Value {
        Value::Integer(i64::from(self))
    }
}

impl Cell for u64 {
    fn cell(self) -> Value {
        Value::Integer(i64::try_from(self).unwrap_or(i64::MAX))
    }
}

impl Cell for usize {
    fn cell(self) -> Value {
        Value::Integer(i64::try_from(self).unwrap_or(i64::MAX))
    }
}

impl Cell for Date {
    fn cell(self) -> Value {
        Value::Date(self)
    }
}

impl<T: Cell> Cell for Option<T> {
    fn cell(self) -> Value {
        self.map_or(Value::Null, Cell::cell)
    }
}

macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$(Cell::cell($value)),*] };
}

fn write(
    store: &Store,
    table: &Table,
    rows: impl IntoIterator<Item = Vec<Value>>,
) -> Result<(), StoreError> {
    let mut writer = store.writer(table)?;
    for row in rows {
        writer.append(&row)?;
    }
    writer.finish()
}

pub(super) fn phases(store: &Store, plan: &Plan) -> Result<(), StoreError> {
    let all = || plan.phases.iter();
    write(
        store,
        &PHASE,
        all().map(|p| row![p.number, p.title, p.goal.as_str(), p.starts_on, p.ends_on]),
    )?;
    write(store, &PHASE_FACT, all().flat_map(facts_of))?;
    write(store, &WORK_PACKAGE, all().flat_map(packages_of))?;
    write(store, &GATE, all().flat_map(gates_of))
}

fn facts_of(phase: &Phase) -> impl Iterator<Item = Vec<Value>> {
    phase.facts.iter().enumerate().map(|(index, fact)| {
        row![
            phase.number,
            index + 1,
            fact.text.as_str(),
            fact.value,
            fact.unit.as_str(),
            fact.origin.as_str(),
        ]
    })
}

fn packages_of(phase: &Phase) -> impl Iterator<Item = Vec<Value>> {
    phase.work_packages.iter().map(|work| {
        row![
            work.id.as_str(),
            phase.number,
            work.title.as_str(),
            work.owner.as_str(),
            work.starts_on,
            work.ends_on,
            work.effort_days,
            work.depends_on.join("; "),
            work.reason(),
            work.origin(),
        ]
    })
}

fn gates_of(phase: &Phase) -> impl Iterator<Item = Vec<Value>> {
    phase.gates.iter().map(|gate| {
        row![
            phase.number,
            gate.side.name(),
            gate.criterion.as_str(),
            gate.metric.as_str(),
            gate.current,
            gate.target,
            gate.unit.as_str(),
            gate.origin.as_str(),
        ]
    })
}

/// Risks, milestones, KPIs and warnings.
pub(super) fn follow_ups(store: &Store, plan: &Plan) -> Result<(), StoreError> {
    write(
        store,
        &RISK,
        plan.risks.iter().map(|risk| {
            row![
                risk.id.as_str(),
                risk.phase,
                risk.title.as_str(),
                risk.fact.to_string(),
                risk.response.as_str(),
                risk.due_on,
                risk.fact.value,
                risk.fact.unit.as_str(),
                risk.fact.origin.as_str(),
            ]
        }),
    )?;
    write(
        store,
        &MILESTONE,
        plan.milestones.iter().map(|m| row![m.on, m.phase, m.title.as_str(), m.reason.as_str()]),
    )?;
    write(
        store,
        &FOLLOW_UP,
        plan.follow_up.iter().map(|kpi| {
            row![
                kpi.kpi.as_str(),
                kpi.line.as_str(),
                kpi.better.as_str(),
                kpi.baseline,
                kpi.target,
                kpi.rollback_at,
                kpi.unit.as_str(),
                kpi.origin.as_str(),
            ]
        }),
    )?;
    write(
        store,
        &PLAN_WARNING,
        plan.warnings
            .iter()
            .enumerate()
            .map(|(index, warning)| row![index + 1, warning.text.as_str(), warning.help.as_str()]),
    )
}

/// Who moves, hears, trains and goes live, and when.
pub(super) fn groups(store: &Store, plan: &Plan) -> Result<(), StoreError> {
    write(
        store,
        &SITE_MOVE,
        plan.moves.iter().enumerate().map(|(index, m)| {
            row![
                index + 1,
                m.line.as_str(),
                m.team.as_str(),
                m.employer.as_str(),
                m.from_site.as_str(),
                m.to_site.as_deref().unwrap_or_default(),
                m.agents,
                m.starts_on,
                m.ends_on,
            ]
        }),
    )?;
    write(
        store,
        &AUDIENCE,
        plan.audiences.iter().enumerate().map(|(index, a)| {
            row![
                index + 1,
                a.kind,
                a.audience.as_str(),
                a.people,
                a.message.as_str(),
                a.by,
                a.origin.as_str(),
            ]
        }),
    )?;
    write(
        store,
        &TRAINING_WAVE,
        plan.training.iter().map(|group| {
            row![
                group.wave,
                group.kind,
                group.line.as_str(),
                group.team.as_str(),
                group.site_key.as_str(),
                group.employer.as_str(),
                group.agents,
                group.hours_each,
                group.sessions,
                group.courses.join("; "),
                group.starts_on,
                group.ends_on,
            ]
        }),
    )?;
    write(
        store,
        &GO_LIVE_WAVE,
        plan.go_live.iter().map(|wave| {
            row![
                wave.wave,
                wave.topics.join("; "),
                wave.contacts,
                wave.share,
                wave.starts_on,
                wave.ends_on,
                "shared_topic",
            ]
        }),
    )
}

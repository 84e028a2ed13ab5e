//! The assessment's tables → facts → the plan → its tables.

use jiff::civil::Date;
use sameboat_model::{Settings, Value};
use sameboat_plan::facts::{
    Asset, Candidate, ConflictCount, Course, Line, Metric, Objective, Outsourcer, ProcedureWork,
    Site, Team, Topic, names,
};
use sameboat_plan::outline::{Phase, Plan};
use sameboat_plan::{Facts, plan};
use sameboat_store::schema::assess::METRIC;
use sameboat_store::schema::plan::{
    AUDIENCE, FOLLOW_UP, GATE, GO_LIVE_WAVE, MILESTONE, PHASE, PHASE_FACT, PLAN_WARNING, RISK,
    SITE_MOVE, TABLES, TRAINING_WAVE, WORK_PACKAGE,
};
use sameboat_store::{Row, SqlResult, Store, StoreError, Table};

use crate::error::PipelineError;

/// Plans from the run's assessment and writes the plan's tables.
pub fn run_plan(settings: &Settings, store: &Store) -> Result<Plan, PipelineError> {
    store.require(&METRIC, "assess")?;
    let facts = read_facts(settings, store)?;
    let plan = plan(&facts, &settings.plan);
    for table in TABLES {
        store.create(table)?;
    }
    write_phases(store, &plan)?;
    write_follow_ups(store, &plan)?;
    write_groups(store, &plan)?;
    Ok(plan)
}

/// Reads what the plan rests on.
pub fn read_facts(settings: &Settings, store: &Store) -> Result<Facts, StoreError> {
    let line = |at: usize| Line {
        name: settings.lines[at].name.clone(),
        label: settings.lines[at].label.clone(),
    };
    Ok(Facts {
        currency: settings.engagement.currency.clone(),
        lines: [line(0), line(1)],
        metrics: metrics(store)?,
        sites: sites(store)?,
        teams: teams(store)?,
        assets: assets(store)?,
        outsourcers: outsourcers(store)?,
        procedures: procedures(store)?,
        conflicts: conflicts(store)?,
        topics: topics(store)?,
        courses: courses(store)?,
        candidates: candidates(store)?,
        objectives: objectives(store)?,
    })
}

fn text(row: &Row<'_>, at: usize) -> SqlResult<String> {
    Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default())
}

/// A count; negative ones come from broken exports and count as none.
fn count(row: &Row<'_>, at: usize) -> SqlResult<u64> {
    Ok(some_count(row, at)?.unwrap_or(0))
}

fn some_count(row: &Row<'_>, at: usize) -> SqlResult<Option<u64>> {
    Ok(row.get::<_, Option<i64>>(at)?.map(|count| u64::try_from(count).unwrap_or(0)))
}

/// A date that was selected as text; one that no calendar has counts as unknown.
fn day(row: &Row<'_>, at: usize) -> SqlResult<Option<Date>> {
    Ok(row.get::<_, Option<String>>(at)?.and_then(|text| text.parse().ok()))
}

fn metrics(store: &Store) -> Result<Vec<Metric>, StoreError> {
    let sql = "SELECT name, line, segment, value, unit, origin FROM metric ORDER BY ALL";
    store.query(sql, [], |row| {
        Ok(Metric {
            name: text(row, 0)?,
            line: text(row, 1)?,
            segment: text(row, 2)?,
            value: row.get(3)?,
            unit: text(row, 4)?,
            origin: text(row, 5)?,
        })
    })
}

fn sites(store: &Store) -> Result<Vec<Site>, StoreError> {
    let sql = "SELECT line, record_key, name, city, seats_used, agents, outsourced, shared, \
               seats_free, seats_short, lease_ends_on::VARCHAR FROM site_fit \
               ORDER BY line, record_key";
    store.query(sql, [], |row| {
        Ok(Site {
            line: text(row, 0)?,
            key: text(row, 1)?,
            name: text(row, 2)?,
            city: text(row, 3)?,
            seats_used: count(row, 4)?,
            agents: count(row, 5)?,
            outsourced: row.get(6)?,
            shared: row.get(7)?,
            seats_free: count(row, 8)?,
            seats_short: count(row, 9)?,
            lease_ends_on: day(row, 10)?,
        })
    })
}

fn teams(store: &Store) -> Result<Vec<Team>, StoreError> {
    let sql = "SELECT line, team, site_key, employer, outsourced, agents FROM team ORDER BY ALL";
    store.query(sql, [], |row| {
        Ok(Team {
            line: text(row, 0)?,
            team: text(row, 1)?,
            site_key: text(row, 2)?,
            employer: text(row, 3)?,
            outsourced: row.get(4)?,
            agents: count(row, 5)?,
        })
    })
}

fn assets(store: &Store) -> Result<Vec<Asset>, StoreError> {
    let sql = "SELECT kind, left_name, right_name, \
               coalesce(left_monthly_cost, 0) + coalesce(right_monthly_cost, 0) \
               FROM shared_asset ORDER BY kind, left_key, right_key";
    store.query(sql, [], |row| {
        Ok(Asset {
            kind: text(row, 0)?,
            name: text(row, 1)?,
            other_name: text(row, 2)?,
            monthly_cost: row.get(3)?,
        })
    })
}

fn outsourcers(store: &Store) -> Result<Vec<Outsourcer>, StoreError> {
    let sql = "SELECT line, name, seats, monthly_cost, contract_ends_on::VARCHAR, \
               notice_by::VARCHAR, shared FROM outsourcer_term ORDER BY line, record_key";
    store.query(sql, [], |row| {
        Ok(Outsourcer {
            line: text(row, 0)?,
            name: text(row, 1)?,
            seats: some_count(row, 2)?,
            monthly_cost: row.get(3)?,
            contract_ends_on: day(row, 4)?,
            notice_by: day(row, 5)?,
            shared: row.get(6)?,
        })
    })
}

fn procedures(store: &Store) -> Result<Vec<ProcedureWork>, StoreError> {
    let sql = "SELECT CASE left_title WHEN '' THEN right_title ELSE left_title END, relation, \
               contacts, conflicts FROM procedure_work ORDER BY contacts DESC, match_id";
    store.query(sql, [], |row| {
        Ok(ProcedureWork {
            title: text(row, 0)?,
            relation: text(row, 1)?,
            contacts: count(row, 2)?,
            conflicts: count(row, 3)?,
        })
    })
}

fn conflicts(store: &Store) -> Result<Vec<ConflictCount>, StoreError> {
    let sql = "SELECT kind, class, rules FROM conflict_count ORDER BY ALL";
    store.query(sql, [], |row| {
        Ok(ConflictCount { kind: text(row, 0)?, class: text(row, 1)?, rules: count(row, 2)? })
    })
}

fn topics(store: &Store) -> Result<Vec<Topic>, StoreError> {
    let sql = "SELECT left_topic, right_topic, left_contacts + right_contacts \
               FROM shared_topic ORDER BY ALL";
    store.query(sql, [], |row| {
        Ok(Topic { left: text(row, 0)?, right: text(row, 1)?, contacts: count(row, 2)? })
    })
}

fn courses(store: &Store) -> Result<Vec<Course>, StoreError> {
    let sql = "SELECT left_topic, line, course_key, title, hours, capacity FROM topic_course \
               ORDER BY left_topic, line, similarity DESC, course_key";
    store.query(sql, [], |row| {
        Ok(Course {
            topic: text(row, 0)?,
            line: text(row, 1)?,
            key: text(row, 2)?,
            title: text(row, 3)?,
            hours: row.get(4)?,
            capacity: some_count(row, 5)?,
        })
    })
}

/// The best of each line, as many as are needed.
fn candidates(store: &Store) -> Result<Vec<Candidate>, StoreError> {
    let sql = "SELECT c.line, c.rank, c.team, c.site_key, c.employer FROM hybrid_candidate c \
               JOIN metric m ON m.line = c.line AND m.name = ? AND m.segment = '' \
               WHERE c.rank <= m.value ORDER BY c.line, c.rank";
    store.query(sql, [names::HYBRID_NEEDED], |row| {
        Ok(Candidate {
            line: text(row, 0)?,
            rank: count(row, 1)?,
            team: text(row, 2)?,
            site_key: text(row, 3)?,
            employer: text(row, 4)?,
        })
    })
}

fn objectives(store: &Store) -> Result<Vec<Objective>, StoreError> {
    let sql = "SELECT line, name, unit, better, target, actual, EXISTS (FROM objective_pair p \
               WHERE (p.left_key = g.record_key AND p.left_name = g.name) \
                   OR (p.right_key = g.record_key AND p.right_name = g.name)) \
               FROM objective_gap g ORDER BY line, record_key, name";
    store.query(sql, [], |row| {
        Ok(Objective {
            line: text(row, 0)?,
            name: text(row, 1)?,
            unit: text(row, 2)?,
            better: text(row, 3)?,
            target: row.get(4)?,
            actual: row.get(5)?,
            shared: row.get(6)?,
        })
    })
}

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

fn write_phases(store: &Store, plan: &Plan) -> Result<(), StoreError> {
    let phases = || plan.phases.iter();
    write(
        store,
        &PHASE,
        phases().map(|p| row![p.number, p.title, p.goal.as_str(), p.starts_on, p.ends_on]),
    )?;
    write(store, &PHASE_FACT, phases().flat_map(facts_of))?;
    write(store, &WORK_PACKAGE, phases().flat_map(packages_of))?;
    write(store, &GATE, phases().flat_map(gates_of))
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
fn write_follow_ups(store: &Store, plan: &Plan) -> Result<(), StoreError> {
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
fn write_groups(store: &Store, plan: &Plan) -> Result<(), StoreError> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use sameboat_model::progress::Silent;
    use std::path::Path;

    fn settings() -> Settings {
        let text = "[engagement]\nname = \"A\"\n\
            [[line]]\nname = \"product\"\nlabel = \"P\"\n[[line]]\nname = \"financing\"\nlabel = \"F\"\n\
            [[source]]\nname = \"a\"\nline = \"product\"\nfile = \"a.csv\"\nmapping = \"a.toml\"\n";
        Settings::parse(Path::new("sameboat.toml"), text.to_owned()).unwrap()
    }

    /// An engagement of which only agents and contracts are known.
    fn assessed() -> Store {
        use sameboat_model::Entity::{Agent, Contact, Outsourcer};
        let store = Store::in_memory().unwrap();
        for entity in [Agent, Outsourcer, Contact] {
            store.create(&sameboat_store::schema::record_table(entity)).unwrap();
        }
        store
            .execute(
                "INSERT INTO agent_record (line, source, record_key, team) VALUES
                     ('product', 'a', '1', 'Care'), ('financing', 'b', '1', 'Loans');
                 INSERT INTO outsourcer_record (line, source, record_key, name, contract_ends_on, notice_months)
                 VALUES ('product', 'o', '1', 'TeleCare', '2027-08-31', 3)",
            )
            .unwrap();
        sameboat_assess::assess(&settings(), &store, &Silent).unwrap();
        store
    }

    #[test]
    fn every_figure_that_the_plan_reads_is_one_that_the_assessment_knows() {
        for name in names::ALL {
            assert!(sameboat_assess::metric::find(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_plan_before_the_assessment_names_the_stage_to_run() {
        let error = run_plan(&settings(), &Store::in_memory().unwrap()).unwrap_err();
        assert!(error.to_string().contains("sameboat assess"), "{error}");
    }

    #[test]
    fn the_tables_hold_what_the_plan_says() {
        let store = assessed();
        let plan = run_plan(&settings(), &store).unwrap();
        let works: usize = plan.phases.iter().map(|phase| phase.work_packages.len()).sum();
        assert_eq!(store.count("phase").unwrap(), 5);
        assert_eq!(store.count("work_package").unwrap(), works as u64);
        assert_eq!(store.count("milestone").unwrap(), plan.milestones.len() as u64);
        assert_eq!(store.count("plan_warning").unwrap(), plan.warnings.len() as u64);
        let notice =
            "SELECT on_day::VARCHAR FROM milestone WHERE title LIKE 'Last day to give notice%'";
        let day: String = store.query_one(notice, [], |row| row.get(0)).unwrap();
        assert_eq!(day, "2027-05-31");
    }

    #[test]
    fn every_figure_of_the_plan_names_a_table_or_a_setting() {
        let store = assessed();
        run_plan(&settings(), &store).unwrap();
        let known: Vec<&str> =
            sameboat_store::schema::all().iter().map(|table| table.name).collect();
        let sql = "SELECT origin FROM phase_fact UNION SELECT origin FROM work_package \
                   UNION SELECT origin FROM gate UNION SELECT origin FROM risk \
                   UNION SELECT origin FROM audience UNION SELECT origin FROM go_live_wave \
                   UNION SELECT origin FROM follow_up ORDER BY 1";
        for origin in store.query(sql, [], |row| row.get::<_, String>(0)).unwrap() {
            for part in origin.split([';', ',']).map(str::trim) {
                let setting = part.starts_with("plan.");
                assert!(setting || known.contains(&part), "no table or setting `{part}`");
            }
        }
    }
}

//! The assessment's tables → facts.

use jiff::civil::Date;
use sameboat_model::Settings;
use sameboat_plan::Facts;
use sameboat_plan::facts::{
    Asset, Candidate, ConflictCount, Course, Line, Metric, Objective, Outsourcer, ProcedureWork,
    Site, Team, Topic, names,
};
use sameboat_store::{Row, SqlResult, Store, StoreError};

/// Reads what the plan rests on.
pub(super) fn facts(settings: &Settings, store: &Store) -> Result<Facts, StoreError> {
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
               contacts, conflicts FROM procedure_work \
               ORDER BY contacts DESC NULLS LAST, match_id";
    store.query(sql, [], |row| {
        Ok(ProcedureWork {
            title: text(row, 0)?,
            relation: text(row, 1)?,
            contacts: some_count(row, 2)?,
            conflicts: count(row, 3)?,
        })
    })
}

fn conflicts(store: &Store) -> Result<Vec<ConflictCount>, StoreError> {
    let sql = "SELECT kind, class, open FROM conflict_count ORDER BY ALL";
    store.query(sql, [], |row| {
        Ok(ConflictCount { kind: text(row, 0)?, class: text(row, 1)?, open: count(row, 2)? })
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

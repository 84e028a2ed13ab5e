//! Agents, teams and skills, and who could serve both lines first.

use sameboat_store::StoreError;
use sameboat_store::schema::assess::{HYBRID_CANDIDATE, SKILL_MATRIX, TEAM};

use crate::context::Context;
use crate::metric;
use crate::similarity::{SAME_NAME, company_similarity};

/// From this level, of 5, somebody works alone.
const ALONE: u32 = 3;

/// Share of a skill's holders that makes it at home in one line.
const HOME_SHARE: f64 = 2.0 / 3.0;

pub(crate) fn assess(context: &Context<'_>) -> Result<(), StoreError> {
    mark_agents(context)?;
    mark_outsourced(context)?;
    teams(context)?;
    skills(context)?;
    candidates(context)?;
    measure(context)
}

/// Each agent once, however often the exports list them.
fn mark_agents(context: &Context<'_>) -> Result<(), StoreError> {
    context.store.execute(
        "CREATE OR REPLACE TEMP TABLE staff AS
         SELECT line, record_key AS agent_key, named(max(team)) AS team,
             named(max(site_key)) AS site_key, named(max(employer)) AS employer,
             coalesce(max(fte), 1) AS fte, min(hired_on) AS hired_on,
             named(max(languages)) AS languages
         FROM agent_record WHERE line IN (left_line(), right_line())
         GROUP BY line, record_key;
         CREATE OR REPLACE TEMP TABLE ability AS
         SELECT a.line, a.agent_key, trim(s.skill) AS skill,
             greatest(1, least(5, coalesce(max(s.level), 1))) AS level
         FROM staff a JOIN agent_skill_record s ON s.line = a.line AND s.agent_key = a.agent_key
         WHERE named(s.skill) <> '' GROUP BY 1, 2, 3",
    )
}

fn teams(context: &Context<'_>) -> Result<(), StoreError> {
    context.fill(
        &TEAM,
        "WITH spoken AS (
             SELECT DISTINCT line, team, site_key, employer,
                 trim(unnest(string_split(languages, ';'))) AS language FROM staff
         ), languages AS (
             SELECT line, team, site_key, employer,
                 string_agg(language, '; ' ORDER BY language) FILTER (language <> '') AS languages
             FROM spoken GROUP BY 1, 2, 3, 4
         )
         SELECT s.line, s.team, s.site_key, s.employer,
             s.employer IN (SELECT employer FROM outsourced_employer), count(*),
             round(total(s.fte), 2), any_value(l.languages)
         FROM staff s LEFT JOIN languages l USING (line, team, site_key, employer)
         GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
    )
}

fn skills(context: &Context<'_>) -> Result<(), StoreError> {
    context.fill(
        &SKILL_MATRIX,
        &format!(
            "WITH holders AS (
                 SELECT skill, count(*) FILTER (line = left_line()) AS in_left, count(*) AS holders
                 FROM ability GROUP BY skill
             ), home AS (
                 SELECT skill, CASE
                     WHEN in_left >= {HOME_SHARE} * holders THEN left_line()
                     WHEN holders - in_left >= {HOME_SHARE} * holders THEN right_line()
                     ELSE 'both' END AS home
                 FROM holders
             ), agents AS (SELECT line, count(*) AS agents FROM staff GROUP BY line)
             SELECT g.line, h.skill, h.home, any_value(g.agents), count(a.agent_key),
                 any_value(g.agents) - count(a.agent_key), round(mean(a.level), 2), max(a.level)
             FROM agents g CROSS JOIN home h
             LEFT JOIN ability a ON a.line = g.line AND a.skill = h.skill
             GROUP BY g.line, h.skill, h.home ORDER BY g.line, h.skill"
        ),
    )
}

fn candidates(context: &Context<'_>) -> Result<(), StoreError> {
    context.fill(
        &HYBRID_CANDIDATE,
        &format!(
            "WITH able AS (
             SELECT s.line, s.agent_key, s.team, s.site_key, s.employer, s.hired_on,
                 count(*) FILTER (m.home = other_line(s.line)) AS other_skills,
                 count(*) FILTER (m.home = s.line AND a.level >= {ALONE}) AS own_alone,
                 count(*) FILTER (m.home = other_line(s.line) AND a.level >= {ALONE}) AS other_alone,
                 count(a.skill) AS skills, round(mean(a.level), 2) AS level
             FROM staff s
             LEFT JOIN ability a ON a.line = s.line AND a.agent_key = s.agent_key
             LEFT JOIN skill_matrix m ON m.line = a.line AND m.skill = a.skill
             GROUP BY ALL
         ), ranked AS (
             SELECT *, row_number() OVER (PARTITION BY line ORDER BY other_skills DESC,
                 level DESC NULLS LAST, skills DESC, hired_on NULLS LAST, agent_key) AS rank
             FROM able
         )
         SELECT line, rank, agent_key, team, site_key, employer, other_skills, skills, level,
             other_alone > 0 AND own_alone > 0
         FROM ranked ORDER BY line, rank"
        ),
    )
}

fn measure(context: &Context<'_>) -> Result<(), StoreError> {
    context.measure(
        &metric::AGENTS,
        "team",
        "SELECT coalesce(line, 'both'), '', sum(agents) FROM team GROUP BY GROUPING SETS ((line), ())
         UNION ALL SELECT line, 'outsourced', coalesce(sum(agents) FILTER (outsourced), 0)
         FROM team GROUP BY line",
    )?;
    context.measure(
        &metric::FTE,
        "team",
        "SELECT coalesce(line, 'both'), '', total(fte) FROM team GROUP BY GROUPING SETS ((line), ())",
    )?;
    context.measure(
        &metric::EMPLOYERS,
        "team",
        "SELECT line, '', count(DISTINCT employer) FILTER (employer <> '') FROM team GROUP BY line",
    )?;
    context.measure(
        &metric::SKILLS,
        "skill_matrix",
        "SELECT line, '', count(*) FILTER (holders > 0) FROM skill_matrix GROUP BY line
         UNION ALL SELECT 'both', 'shared', count(*) FROM (
             SELECT skill FROM skill_matrix GROUP BY skill
             HAVING count(*) FILTER (holders > 0) = 2)",
    )?;
    context.measure(
        &metric::HYBRID_READY,
        "hybrid_candidate",
        "SELECT line, '', count(*) FILTER (ready) FROM hybrid_candidate GROUP BY line",
    )?;
    context.measure(
        &metric::HYBRID_NEEDED,
        "team, metric",
        &format!(
            "SELECT t.line, '', ceil(round(sum(t.agents) * any_value(m.value), 4)) FROM team t
             JOIN metric m ON m.line = t.line AND m.name = '{}' GROUP BY t.line",
            metric::SHARED_TOPIC_SHARE.name
        ),
    )
}

/// Employers that are one of the outsourcers, by their names.
fn mark_outsourced(context: &Context<'_>) -> Result<(), StoreError> {
    let names = |sql: &str| context.store.query(sql, [], |row| row.get::<_, String>(0));
    let companies = names("SELECT DISTINCT name FROM outsourcer_record ORDER BY name")?;
    let employers =
        names("SELECT DISTINCT employer FROM staff WHERE employer <> '' ORDER BY employer")?;
    context.store.execute("CREATE OR REPLACE TEMP TABLE outsourced_employer (employer VARCHAR)")?;
    for employer in employers {
        if companies.iter().any(|name| company_similarity(&employer, name) >= SAME_NAME) {
            context.store.execute_with("INSERT INTO outsourced_employer VALUES (?)", [employer])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::example::{assessed, figure, rows};

    #[test]
    fn a_skill_is_at_home_where_two_thirds_of_its_holders_are() {
        let sql = "SELECT line, skill, home, agents, holders, lacking, top_level FROM skill_matrix";
        let skills = [
            "financing | loans | financing | 2 | 2 | 0 | 5",
            "financing | vehicles | product | 2 | 0 | 2 | ",
            "product | loans | financing | 2 | 1 | 1 | 3",
            "product | vehicles | product | 2 | 2 | 0 | 4",
        ];
        let sql = format!(
            "SELECT * REPLACE (coalesce(top_level::VARCHAR, '') AS top_level) FROM ({sql})"
        );
        assert_eq!(rows(&assessed(), &sql), skills);
    }

    #[test]
    fn who_knows_the_other_line_already_comes_first() {
        let store = assessed();
        let sql = "SELECT rank, agent_key, other_skills, ready FROM hybrid_candidate WHERE line = 'product'";
        assert_eq!(
            rows(&store, sql),
            ["1 | A1 | 1 | true", "2 | A2 | 0 | false"],
            "A1 works alone in both"
        );
        assert_eq!(figure(&store, "hybrid_needed", "product", ""), Some(1.0));
        assert_eq!(figure(&store, "hybrid_needed", "financing", ""), Some(2.0));
    }

    #[test]
    fn agents_of_an_outsourcer_are_known_by_their_employer() {
        let store = assessed();
        assert_eq!(figure(&store, "agents", "product", "outsourced"), Some(1.0));
        assert_eq!(figure(&store, "agents", "both", ""), Some(4.0));
        assert_eq!(figure(&store, "fte", "both", ""), Some(3.5));
    }
}

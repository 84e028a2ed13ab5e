//! Section 5: people, sites, systems and outsourcers.

use maud::{Markup, html};

use crate::charts::bar::{Bar, BarChart, Part};
use crate::charts::line::{Lines, Series};
use crate::charts::{About, Key, Unit};
use crate::error::ReportError;
use crate::facts::Facts;
use crate::format;
use crate::listing::{Kind, Listing, column};
use crate::page::{Section, listed, nothing, source};
use crate::read::Data;

const AGENTS_HELP: &str = "A source with `entity = \"agent\"` for each line provides it.";
const SKILLS_HELP: &str = "A source with `entity = \"agent_skill\"` for each line provides it.";
const CALLS_HELP: &str = "Inbound calls in a source with `entity = \"contact\"` provide it.";
const SITES_HELP: &str = "A source with `entity = \"site\"` for each line provides it.";
const SHARED_HELP: &str =
    "Sources with `entity = \"system\"` and `\"outsourcer\"` for each line provide it.";

const TEAMS: Listing = Listing {
    caption: "Teams",
    tables: &["team", "site_fit"],
    sql: "SELECT line, team, coalesce((SELECT min(name) FROM site_fit s \
          WHERE s.line = team.line AND s.record_key = team.site_key), site_key), employer, agents, \
          fte, languages FROM team ORDER BY line <> '{left}', agents DESC, COLUMNS(team.*)",
    columns: &[
        column("Line", Kind::Line),
        column("Team", Kind::Text),
        column("Site", Kind::Text),
        column("Employer", Kind::Text),
        column("Agents", Kind::Count),
        column("Full-time equivalents", Kind::Number(1)),
        column("Languages", Kind::Text),
    ],
};

const SITES: Listing = Listing {
    caption: "Sites, and whether the other line would fit in",
    tables: &["site_fit"],
    sql: "SELECT line, name, city, seats, seats_used, seats_free, other_seats, seats_short, \
          lease_ends_on, monthly_cost FROM site_fit ORDER BY seats_short, line <> '{left}', name",
    columns: &[
        column("Line", Kind::Line),
        column("Site", Kind::Text),
        column("Town", Kind::Text),
        column("Seats", Kind::Count),
        column("in use", Kind::Count),
        column("free", Kind::Count),
        column("Seats the other line needs", Kind::Count),
        column("Seats missing", Kind::Count),
        column("Lease ends", Kind::Date),
        column("Cost a month, {currency}", Kind::Money),
    ],
};

/// Systems and outsourcers that both lines use.
pub(crate) const SHARED_ASSETS: Listing = Listing {
    caption: "Systems and outsourcers that both lines use",
    tables: &["shared_asset"],
    sql: "SELECT kind, left_name, right_name, left_monthly_cost, right_monthly_cost \
          FROM shared_asset ORDER BY kind DESC, coalesce(left_monthly_cost, 0) \
          + coalesce(right_monthly_cost, 0) DESC, COLUMNS(*)",
    columns: &[
        column("Kind", Kind::Word),
        column("Name, {left}", Kind::Text),
        column("Name, {right}", Kind::Text),
        column("Cost a month, {left}, {currency}", Kind::Money),
        column("Cost a month, {right}, {currency}", Kind::Money),
    ],
};

/// Contracts with outsourcers.
pub(crate) const OUTSOURCERS: Listing = Listing {
    caption: "Contracts with outsourcers and their deadlines",
    tables: &["outsourcer_term"],
    sql: "SELECT line, name, service, seats, monthly_cost, contract_ends_on, notice_months, \
          notice_by, shared FROM outsourcer_term ORDER BY notice_by NULLS LAST, line, name",
    columns: &[
        column("Line", Kind::Line),
        column("Outsourcer", Kind::Text),
        column("Service", Kind::Prose),
        column("Seats", Kind::Count),
        column("Cost a month, {currency}", Kind::Money),
        column("Contract ends", Kind::Date),
        column("Notice, months", Kind::Count),
        column("Give notice by", Kind::Date),
        column("Both lines", Kind::YesNo),
    ],
};

pub(super) fn section(data: &Data<'_>, facts: &Facts) -> Result<Section, ReportError> {
    let body = html! {
        h3 { "Agents needed over the day" }
        @if let (Some(apart), Some(pooled)) = (facts.text("peak_apart"), facts.text("peak_pooled")) {
            p {
                "Inbound calls at the busiest hour need " (apart)
                " at their desks when each line answers its own, and " (pooled)
                " when one pool of hybrid agents answers both (Erlang C, "
                (format::percent(data.settings.plan.service_level)) " of calls within "
                (format::plain(data.settings.plan.answer_seconds)) " seconds; settings \
                 plan.service_level, plan.answer_seconds). " (source("staffing"))
            }
        }
        (staffing(data)?)
        h3 { "Teams and skills" }
        (listed(data, &TEAMS, 20, None, AGENTS_HELP)?)
        (skills(data)?)
        h3 { "Sites" }
        (listed(data, &SITES, 20, None, SITES_HELP)?)
        h3 { "Systems and outsourcers" }
        (listed(data, &SHARED_ASSETS, 20, Some("Shared resources"), SHARED_HELP)?)
        (listed(data, &OUTSOURCERS, 20, Some("Outsourcers"), SHARED_HELP)?)
    };
    Ok(Section::new("people", "5 People, sites, systems, outsourcers", body))
}

fn staffing(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT pool, hour, agents::DOUBLE FROM staffing WHERE hour BETWEEN 0 AND 23 \
               ORDER BY pool, hour";
    let rows = data.rows(&["staffing"], sql, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)? as usize, row.get::<_, f64>(2)?))
    })?;
    let hours = rows.iter().map(|row| row.1).min().zip(rows.iter().map(|row| row.1).max());
    let Some((first, last)) = hours else {
        return Ok(nothing(data, "Agents needed", &["staffing"], CALLS_HELP));
    };
    let mut apart = vec![0.0; last - first + 1];
    let mut pooled = apart.clone();
    for (pool, hour, agents) in &rows {
        let sum = if pool == "pooled" { &mut pooled } else { &mut apart };
        sum[hour - first] += agents;
    }
    let series = |class, name: &str, values: Vec<f64>| Series {
        class,
        name: name.to_owned(),
        values: values.into_iter().map(Some).collect(),
    };
    let chart = Lines {
        about: About {
            title: "Agents at their desks in each hour: two queues against one".to_owned(),
            description: "Two lines over the hours of the day: the agents that both lines need \
                          apart, added up, and those that one pool needs."
                .to_owned(),
            origin: "staffing",
        },
        places: (first..=last).map(|hour| hour.to_string()).collect(),
        x_axis: "hour of a mean working day of the busiest month".to_owned(),
        y_axis: "agents".to_owned(),
        series: vec![
            series("grey", "two queues, added up", apart),
            series("both", "one queue", pooled),
        ],
    };
    Ok(chart.draw())
}

fn skills(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT skill, line, holders::DOUBLE, agents::DOUBLE FROM skill_matrix \
               WHERE agents > 0 ORDER BY sum(holders) OVER (PARTITION BY skill) DESC, skill, \
               line <> '{left}'";
    let rows = data.rows(&["skill_matrix"], sql, |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, f64>(2)?,
            row.get::<_, f64>(3)?,
        ))
    })?;
    if rows.is_empty() {
        return Ok(nothing(data, "Skills", &["skill_matrix"], SKILLS_HELP));
    }
    let bars = rows
        .into_iter()
        .map(|(skill, line, holders, agents)| Bar {
            label: format::words(&skill),
            parts: vec![Part {
                class: data.class(&line),
                value: holders / agents,
                text: String::new(),
            }],
            note: format!("{} of {}", format::number(holders, 0), format::number(agents, 0)),
        })
        .collect();
    let chart = BarChart {
        about: About {
            title: "Who can do what".to_owned(),
            description: "For each skill and line, the share of the line's agents who have it."
                .to_owned(),
            origin: "skill_matrix",
        },
        axis: "share of the line's agents who have the skill".to_owned(),
        unit: Unit::Share,
        keys: vec![Key::new("left", data.left()), Key::new("right", data.right())],
        rows: bars,
        half: false,
    };
    Ok(chart.draw())
}

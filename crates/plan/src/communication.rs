//! Phase 2, strategic communication: who hears what, before anybody moves.

use std::collections::BTreeMap;

use crate::draft::{Draft, Work};
use crate::facts::names;
use crate::outline::{Audience, Fact, Gate, Side, amount};
use crate::schedule::{Slot, TaskId};

const PHASE: u32 = 2;
const OWNER: &str = "Communication lead";

/// The phase's tasks that others wait for.
pub(crate) struct Communication {
    /// Agents know why.
    pub(crate) agents: TaskId,
    /// Customers and outsourcers know what changes.
    pub(crate) outside: TaskId,
}

/// Groups of agents that hear it together: one team of one employer.
fn agent_groups(draft: &Draft<'_>) -> BTreeMap<(String, String, String), u64> {
    let mut groups = BTreeMap::new();
    for team in &draft.facts.teams {
        let key = (team.line.clone(), team.team.clone(), team.employer.clone());
        *groups.entry(key).or_insert(0) += team.agents;
    }
    groups
}

/// Companies that must hear it, each once.
fn companies<'a>(draft: &Draft<'a>) -> Vec<&'a str> {
    let facts = draft.facts;
    let mut names: Vec<&str> = facts
        .outsourcers
        .iter()
        .filter(|o| {
            !facts.assets.iter().any(|asset| asset.other_name == o.name && asset.name != o.name)
        })
        .map(|o| o.name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Adds the talks. They begin on the first day, because everything else waits for them.
pub(crate) fn add(draft: &mut Draft<'_>) -> Communication {
    let cost = Fact::setting(
        "Talks with one audience",
        draft.settings.days_an_audience,
        "person-days",
        "days_an_audience",
    );
    let lines = Fact::new("Lines whose leaders agree on one story", 2.0, "lines", "metric");
    let why = synergy(draft);
    let title = "Agree with the leaders of both lines why: synergy, not cuts";
    let story = draft.add(Work::of(PHASE, title, OWNER, lines, cost.clone()).with(why));

    let groups = agent_groups(draft).len().max(1) as f64;
    let volume = Fact::new("Teams to talk with", groups, "teams", "team");
    let agents = draft.agents();
    let work = Work::of(PHASE, "Talk with every team of both lines", OWNER, volume, cost.clone());
    let agents = draft.add(work.with(agents).after([story]));

    let outside = companies(draft).len() as f64 + 1.0;
    let volume = Fact::new(
        "Outsourcers, and the customers of both lines",
        outside,
        "audiences",
        "outsourcer_term; metric",
    );
    let title = "Tell outsourcers and shared customers what changes for them";
    let outside = draft.add(Work::of(PHASE, title, OWNER, volume, cost).after([agents]));
    Communication { agents, outside }
}

/// A second round, shortly before the first customers notice.
pub(crate) fn add_second_round(draft: &mut Draft<'_>, ready: &[TaskId]) -> TaskId {
    let groups = agent_groups(draft).len().max(1) as f64;
    let volume = Fact::new("Teams to talk with", groups, "teams", "team");
    let cost = Fact::setting(
        "Talks with one audience",
        draft.settings.days_an_audience,
        "person-days",
        "days_an_audience",
    );
    let title = "Show every team what has been reached and what comes next";
    draft.add(Work::of(PHASE, title, OWNER, volume, cost).after(ready.iter().copied()))
}

/// The figures that say why: what both lines gain.
fn synergy(draft: &Draft<'_>) -> Vec<Fact> {
    let mut why = Vec::new();
    why.extend(draft.figure("Customers of both lines", names::CUSTOMERS, "both", "shared"));
    why.extend(draft.figure(
        "Customers who had to contact both lines",
        names::CROSS_LINE_CUSTOMERS,
        "both",
        "",
    ));
    why.extend(draft.of_lines("Customers about whom it learns", names::CUSTOMERS_GAINING, ""));
    why
}

/// Who hears what, with the day by which they have heard it.
pub(crate) fn audiences(draft: &Draft<'_>, phase: &Communication, slots: &[Slot]) -> Vec<Audience> {
    let facts = draft.facts;
    let shared = facts.value(names::CUSTOMERS, "both", "shared");
    let crossing = facts.value(names::CROSS_LINE_CUSTOMERS, "both", "");
    let to_agents = slots[phase.agents.index()].ends_on;
    let to_others = slots[phase.outside.index()].ends_on;
    let mut found = Vec::new();
    for ((line, team, employer), people) in agent_groups(draft) {
        let needed = facts.value(names::HYBRID_NEEDED, &line, "");
        let team = if team.is_empty() { "without a team" } else { &team };
        let mut audience = format!("{}: {team}", facts.label(&line));
        if !employer.is_empty() {
            audience = format!("{audience} ({employer})");
        }
        let message = format!(
            "{} belong to both lines, and {} had to contact one line and then the other within {}: \
             together they are helped at once. {} of {} will be trained to serve both.",
            amount(shared, "customers"),
            amount(crossing, "customers"),
            amount(f64::from(draft.settings.repeat_days), "days"),
            amount(needed, "agents"),
            facts.label(&line),
        );
        found.push(Audience {
            kind: "agents",
            audience,
            people: Some(people),
            message,
            by: to_agents,
            origin: "metric; team".into(),
        });
    }
    for name in companies(draft) {
        let held: Vec<_> = facts.outsourcers.iter().filter(|o| o.name == name).collect();
        let seats: u64 = held.iter().filter_map(|o| o.seats).sum();
        let message = match held.iter().filter_map(|o| o.contract_ends_on).max() {
            Some(day) => format!("Contract to {day}: what both lines will ask of it from then on."),
            None => "What both lines will ask of it.".into(),
        };
        found.push(Audience {
            kind: "outsourcer",
            audience: name.to_owned(),
            people: (seats > 0).then_some(seats),
            message,
            by: to_others,
            origin: "outsourcer_term".into(),
        });
    }
    found.push(Audience {
        kind: "customers",
        audience: "Customers of both lines".into(),
        people: Some(shared as u64),
        message:
            "One contact is enough for both: what they told one line, the other knows, except \
                  what banking secrecy keeps apart."
                .into(),
        by: to_others,
        origin: "metric".into(),
    });
    found
}

/// What the phase rests on.
pub(crate) fn facts(draft: &Draft<'_>) -> Vec<Fact> {
    let mut found: Vec<Fact> = draft.agents().into_iter().collect();
    found.extend(draft.of_lines("Agents of outsourcers", names::AGENTS, "outsourced"));
    found.extend(synergy(draft));
    found.extend(draft.of_lines(
        "Cost in categories that both lines have",
        names::MONTHLY_COST,
        "shared",
    ));
    found.extend(draft.figure(
        "Objectives that pull against each other",
        names::INCENTIVE_CONFLICTS,
        "both",
        "",
    ));
    found
}

/// When the phase may begin and when it is done.
pub(crate) fn gates(draft: &Draft<'_>) -> Vec<Gate> {
    let known: u64 =
        draft.facts.teams.iter().filter(|team| !team.team.is_empty()).map(|t| t.agents).sum();
    let all: u64 = draft.facts.teams.iter().map(|team| team.agents).sum();
    let audiences = agent_groups(draft).len() + companies(draft).len() + 1;
    vec![
        Gate {
            side: Side::Entry,
            criterion: "It is known in which team everybody is, so that nobody hears it last"
                .into(),
            metric: "agents with a known team".into(),
            current: Some(known as f64),
            target: all as f64,
            unit: "agents".into(),
            origin: "team".into(),
        },
        Gate {
            side: Side::Exit,
            criterion: "Every audience has heard why".into(),
            metric: "audiences that have heard it".into(),
            current: Some(0.0),
            target: audiences as f64,
            unit: "audiences".into(),
            origin: "audience".into(),
        },
    ]
}

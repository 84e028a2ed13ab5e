//! Risks that follow from facts. A risk without a figure is not in the plan.

use jiff::civil::Date;

use crate::calendar;
use crate::draft::Draft;
use crate::facts::{Facts, names};
use crate::outline::{Fact, Risk};

/// A risk before it has its id.
struct Found {
    phase: u32,
    title: String,
    fact: Fact,
    response: &'static str,
    due_on: Option<Date>,
}

/// All risks, by phase.
pub(crate) fn risks(draft: &Draft<'_>, seatless: u64, change_town: u64) -> Vec<Risk> {
    let mut found = Vec::new();
    found.extend(seats(seatless));
    found.extend(towns(change_town));
    found.extend(leases(draft));
    found.extend(contracts(draft));
    found.extend(incentives(draft));
    found.extend(contradictions(draft.facts));
    found.extend(courses(draft.facts));
    found.extend(hybrids(draft.facts));
    found.extend(promises(draft.facts));
    found.extend(suppressions(draft));
    found.extend(unknown_customers(draft.facts));
    found
        .into_iter()
        .enumerate()
        .map(|(index, risk)| Risk {
            id: format!("R{}", index + 1),
            phase: risk.phase,
            title: risk.title,
            fact: risk.fact,
            response: risk.response.to_owned(),
            due_on: risk.due_on,
        })
        .collect()
}

fn seats(seatless: u64) -> Option<Found> {
    (seatless > 0).then(|| Found {
        phase: 1,
        title: "Not everybody finds a seat with the other line".into(),
        fact: Fact::new("Agents without a seat", seatless as f64, "agents", "site_move"),
        response: "Rent seats, or let teams share seats in shifts, before the first move",
        due_on: None,
    })
}

fn towns(agents: u64) -> Option<Found> {
    (agents > 0).then(|| Found {
        phase: 1,
        title: "Agents would have to work in another town".into(),
        fact: Fact::new(
            "Agents whose town changes",
            agents as f64,
            "agents",
            "site_move; site_fit",
        ),
        response: "Talk with the works council and with each of them before it is announced; \
                   offer work from home or from a third site",
        due_on: None,
    })
}

fn leases(draft: &Draft<'_>) -> Vec<Found> {
    let end = calendar::end_of(draft.settings.start, draft.settings.months);
    draft
        .facts
        .sites
        .iter()
        .filter_map(|site| {
            let ends_on = site.lease_ends_on.filter(|day| *day <= end)?;
            Some(Found {
                phase: 1,
                title: format!("The lease of {} ends on {ends_on}, inside the plan", site.name),
                fact: Fact::new("Seats free there", site.seats_free as f64, "seats", "site_fit"),
                response: "Decide whether to prolong it before anybody moves in",
                due_on: Some(ends_on),
            })
        })
        .collect()
}

fn contracts(draft: &Draft<'_>) -> Vec<Found> {
    let start = draft.settings.start;
    let end = calendar::end_of(start, draft.settings.months);
    let mut found = Vec::new();
    for outsourcer in &draft.facts.outsourcers {
        let Some(ends_on) = outsourcer.contract_ends_on else { continue };
        let cost = outsourcer.monthly_cost.unwrap_or(0.0);
        let unit = format!("{} a month", draft.facts.currency);
        let fact = || Fact::new("Cost of the contract", cost, &unit, "outsourcer_term");
        let label = draft.facts.label(&outsourcer.line);
        let name = &outsourcer.name;
        match outsourcer.notice_by {
            Some(day) if day < start && ends_on >= start => found.push(Found {
                phase: 1,
                title: format!(
                    "Notice to {name} for {ends_on} was due on {day}, before the start ({label})"
                ),
                fact: fact(),
                response: "Ask the company for a change by agreement",
                due_on: None,
            }),
            Some(day) if day <= end => found.push(Found {
                phase: 1,
                title: format!(
                    "The contract with {name} goes on unless notice is given by {day} ({label})"
                ),
                fact: fact(),
                response: "Decide before that day whether both lines need it",
                due_on: Some(day),
            }),
            _ if (start..=end).contains(&ends_on) => found.push(Found {
                phase: 1,
                title: format!(
                    "The contract with {name} ends on {ends_on}, inside the plan ({label})"
                ),
                fact: fact(),
                response: "Prolong it past the last wave of the go-live, or plan without its seats",
                due_on: Some(ends_on),
            }),
            _ => {}
        }
    }
    found
}

fn incentives(draft: &Draft<'_>) -> Option<Found> {
    let text = "Pairs of objectives";
    let fact = draft.figure(text, names::INCENTIVE_CONFLICTS, "both", "")?;
    (fact.value > 0.0).then(|| Found {
        phase: 2,
        title: "Objectives of the two lines pull against each other".into(),
        fact,
        response: "Agree on one set of objectives before people sit together",
        due_on: None,
    })
}

fn contradictions(facts: &Facts) -> Option<Found> {
    let rules: u64 = facts
        .conflicts
        .iter()
        .filter(|count| count.class == "contradictory")
        .map(|count| count.open)
        .sum();
    (rules > 0).then(|| Found {
        phase: 3,
        title: "Rules that cannot both be kept stop the unified procedures".into(),
        fact: Fact::new("Contradictory rules", rules as f64, "rules", "conflict_count"),
        response: "Let the owners of both procedures decide these first",
        due_on: None,
    })
}

fn courses(facts: &Facts) -> Option<Found> {
    let without =
        facts.topics.iter().filter(|t| !facts.courses.iter().any(|c| c.topic == t.left)).count();
    (without > 0).then(|| Found {
        phase: 4,
        title: "Shared topics have no course in either line".into(),
        fact: Fact::new("Topics", without as f64, "topics", "shared_topic; topic_course"),
        response: "Let experienced agents of both lines write these courses",
        due_on: None,
    })
}

fn hybrids(facts: &Facts) -> Vec<Found> {
    facts
        .lines
        .iter()
        .filter_map(|line| {
            let needed = facts.metric(names::HYBRID_NEEDED, &line.name, "")?.value;
            let ready = facts.value(names::HYBRID_READY, &line.name, "");
            (needed > ready).then(|| Found {
                phase: 4,
                title: format!("Too few agents of {} can serve both lines", line.label),
                fact: Fact::new("Missing", needed - ready, "agents", "hybrid_candidate; metric"),
                response: "Train the best candidates first; free them from their queues",
                due_on: None,
            })
        })
        .collect()
}

fn promises(facts: &Facts) -> Option<Found> {
    let of = |segment| facts.value(names::PROMISES, "both", segment);
    let open = of("broken") + of("overdue");
    (open > 0.0).then(|| Found {
        phase: 5,
        title: "Promises to customers are broken or overdue before anything changes".into(),
        fact: Fact::new("Broken or overdue", open, "promises", "promise_status"),
        response: "Work off the overdue ones before the first wave; give promises one list",
        due_on: None,
    })
}

fn suppressions(draft: &Draft<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for line in &draft.facts.lines {
        let metric = draft.facts.metric(names::OUTBOUND_SUPPRESSED, &line.name, "");
        if let Some(metric) = metric.filter(|metric| metric.value > 0.0) {
            found.push(Found {
                phase: 5,
                title: format!("{} contacts customers who refused it", line.label),
                fact: Fact::new("Outbound contacts", metric.value, &metric.unit, &metric.origin),
                response: "Load the suppressions of both lines into outbound before the first wave",
                due_on: None,
            });
        }
    }
    let learned: f64 = draft
        .facts
        .metrics
        .iter()
        .filter(|metric| metric.name == names::SUPPRESSIONS_LEARNED)
        .map(|metric| metric.value)
        .sum();
    if learned > 0.0 {
        found.push(Found {
            phase: 5,
            title: "Refusals that one line holds are unknown to the other".into(),
            fact: Fact::new(
                "Refusals, of each customer as many as channels",
                learned,
                "refusals",
                "suppression, crosswalk, customer_record",
            ),
            response: "Publish the unified consents to both lines with the first run",
            due_on: None,
        });
    }
    found
}

fn unknown_customers(facts: &Facts) -> Vec<Found> {
    /// From this share on, repeat contacts and waves are counted too low to rely on.
    const MUCH: f64 = 0.05;
    facts
        .lines
        .iter()
        .filter_map(|line| {
            let known = facts.metric(names::CONTACTS_WITH_CUSTOMER, &line.name, "")?;
            let unknown = 1.0 - known.value;
            (unknown > MUCH).then(|| Found {
                phase: 5,
                title: format!("Contacts of {} name no known customer", line.label),
                fact: Fact::new("Contacts without a customer", unknown, "share", &known.origin),
                response: "Ask for the customer in every contact, or follow-up is blind to repeats",
                due_on: None,
            })
        })
        .collect()
}

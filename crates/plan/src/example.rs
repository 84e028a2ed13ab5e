//! Facts of a made-up engagement for the tests of this crate.

use jiff::civil::date;
use sameboat_model::PlanSettings;

use crate::facts::{
    Asset, Candidate, ConflictCount, Course, Facts, Line, Metric, Objective, Outsourcer,
    ProcedureWork, Site, Team, Topic, names,
};

pub(crate) fn settings() -> PlanSettings {
    PlanSettings::default()
}

pub(crate) fn nothing() -> Facts {
    let line = |name: &str, label: &str| Line { name: name.into(), label: label.into() };
    Facts {
        currency: "EUR".into(),
        lines: [line("product", "Vehicles"), line("financing", "Loans")],
        metrics: Vec::new(),
        sites: Vec::new(),
        teams: Vec::new(),
        assets: Vec::new(),
        outsourcers: Vec::new(),
        procedures: Vec::new(),
        conflicts: Vec::new(),
        topics: Vec::new(),
        courses: Vec::new(),
        candidates: Vec::new(),
        objectives: Vec::new(),
    }
}

fn metric(name: &str, line: &str, segment: &str, value: f64, unit: &str, origin: &str) -> Metric {
    let owned = str::to_owned;
    Metric {
        name: owned(name),
        line: owned(line),
        segment: owned(segment),
        value,
        unit: owned(unit),
        origin: owned(origin),
    }
}

fn metrics() -> Vec<Metric> {
    vec![
        metric(names::AGENTS, "both", "", 110.0, "agents", "team"),
        metric(names::CUSTOMERS, "both", "shared", 900.0, "customers", "crosswalk"),
        metric(names::CROSS_LINE_CUSTOMERS, "both", "", 140.0, "customers", "contact"),
        metric(names::CONTACTS, "both", "", 20_000.0, "contacts", "contact"),
        metric(names::REPEAT_RATE, "both", "other_line", 0.04, "share", "contact"),
        metric(names::PROMISES, "both", "broken", 30.0, "promises", "promise_status"),
        metric(
            names::OUTBOUND_SUPPRESSED,
            "financing",
            "",
            12.0,
            "contacts",
            "contact, suppression",
        ),
        metric(names::HYBRID_NEEDED, "product", "", 14.0, "agents", "team, metric"),
        metric(names::HYBRID_NEEDED, "financing", "", 9.0, "agents", "team, metric"),
        metric(names::HYBRID_READY, "product", "", 2.0, "agents", "hybrid_candidate"),
        metric(names::CONFLICTS_TO_DECIDE, "both", "", 7.0, "rules", "procedure_work"),
        metric(names::PROCEDURES, "product", "", 3.0, "procedures", "procedure_record"),
        metric(names::PROCEDURES, "financing", "", 3.0, "procedures", "procedure_record"),
        metric(names::SYSTEMS, "both", "shared", 1.0, "systems", "shared_asset"),
        metric(names::SYSTEMS, "product", "", 3.0, "systems", "system_record"),
        metric(names::SYSTEMS, "financing", "", 2.0, "systems", "system_record"),
        metric(names::INCENTIVE_CONFLICTS, "both", "", 1.0, "pairs", "incentive_conflict"),
    ]
}

/// One company with a contract in each line; one of the two ends inside the plan.
fn outsourcers() -> Vec<Outsourcer> {
    vec![
        Outsourcer {
            line: "product".into(),
            name: "TeleCare GmbH".into(),
            seats: Some(20),
            monthly_cost: Some(40_000.0),
            contract_ends_on: Some(date(2027, 6, 30)),
            notice_by: Some(date(2027, 3, 31)),
            shared: true,
        },
        Outsourcer {
            line: "financing".into(),
            name: "TeleCare".into(),
            seats: Some(10),
            monthly_cost: Some(9_000.0),
            contract_ends_on: Some(date(2028, 6, 30)),
            notice_by: Some(date(2027, 12, 31)),
            shared: true,
        },
    ]
}

/// One site of each line; neither can take the whole other line.
fn sites() -> Vec<Site> {
    vec![
        Site {
            line: "product".into(),
            key: "S1".into(),
            name: "North".into(),
            city: "Hamburg".into(),
            seats_used: 60,
            agents: 60,
            outsourced: false,
            shared: false,
            seats_free: 25,
            seats_short: 0,
            lease_ends_on: Some(date(2027, 8, 31)),
        },
        Site {
            line: "financing".into(),
            key: "S2".into(),
            name: "South".into(),
            city: "Leipzig".into(),
            seats_used: 20,
            agents: 40,
            outsourced: false,
            shared: false,
            seats_free: 5,
            seats_short: 55,
            lease_ends_on: None,
        },
    ]
}

/// Product has 60 agents and 25 free seats; financing 40 at its site and 10 of an outsourcer
/// elsewhere. One shared topic has a course of financing, the other none.
pub(crate) fn facts() -> Facts {
    let team = |line: &str, team: &str, site: &str, employer: &str, agents| Team {
        line: line.into(),
        team: team.into(),
        site_key: site.into(),
        employer: employer.into(),
        outsourced: employer == "TeleCare",
        agents,
    };
    let candidates = |line: &'static str, team: &'static str, site: &'static str, count| {
        (1..=count).map(move |rank| Candidate {
            line: line.into(),
            rank,
            team: team.into(),
            site_key: site.into(),
            employer: "Aurora".into(),
        })
    };
    let work = |title: &str, relation: &str, contacts, conflicts| ProcedureWork {
        title: title.into(),
        relation: relation.into(),
        contacts: Some(contacts),
        conflicts,
    };
    let count = |kind: &str, class: &str, open| ConflictCount {
        kind: kind.into(),
        class: class.into(),
        open,
    };
    Facts {
        metrics: metrics(),
        sites: sites(),
        teams: vec![
            team("product", "Care", "S1", "Aurora", 60),
            team("financing", "Loans", "S2", "Aurora", 30),
            team("financing", "Leases", "S2", "Aurora", 10),
            team("financing", "Night", "", "TeleCare", 10),
        ],
        assets: vec![Asset {
            kind: "outsourcer".into(),
            name: "TeleCare GmbH".into(),
            other_name: "TeleCare".into(),
            monthly_cost: 49_000.0,
        }],
        outsourcers: outsourcers(),
        procedures: vec![
            work("Complaint", "same", 3_000, 4),
            work("Change of address", "same", 1_000, 2),
            work("Early settlement", "related", 500, 1),
            work("Test drive", "only_left", 400, 0),
        ],
        conflicts: vec![
            count("escalation", "contradictory", 2),
            count("sla", "equal", 0),
            count("sla", "tighter", 4),
            count("sla", "contradictory", 1),
        ],
        topics: vec![
            Topic { left: "complaint".into(), right: "Complaints".into(), contacts: 3_000 },
            Topic {
                left: "address change".into(),
                right: "Address change".into(),
                contacts: 1_000,
            },
        ],
        courses: vec![Course {
            topic: "complaint".into(),
            line: "financing".into(),
            key: "K1".into(),
            title: "Complaints in banking".into(),
            hours: Some(16.0),
            capacity: Some(8),
        }],
        candidates: candidates("product", "Care", "S1", 14)
            .chain(candidates("financing", "Loans", "S2", 9))
            .collect(),
        objectives: vec![Objective {
            line: "product".into(),
            name: "FCR".into(),
            unit: "%".into(),
            better: "higher".into(),
            target: Some(80.0),
            actual: Some(72.0),
            shared: true,
        }],
        ..nothing()
    }
}

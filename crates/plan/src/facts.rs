//! What the plan rests on: figures and lists that the assessment counted. Each list says which
//! table it comes from.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Everything that is known about both lines. Lists may be empty: the plan then says what it lacks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Currency of amounts.
    pub currency: String,
    /// The two lines, first and second of the settings.
    pub lines: [Line; 2],
    /// Single figures, from `metric`.
    pub metrics: Vec<Metric>,
    /// From `site_fit`.
    pub sites: Vec<Site>,
    /// From `team`.
    pub teams: Vec<Team>,
    /// From `shared_asset`.
    pub assets: Vec<Asset>,
    /// From `outsourcer_term`.
    pub outsourcers: Vec<Outsourcer>,
    /// From `procedure_work`, most contacts first.
    pub procedures: Vec<ProcedureWork>,
    /// From `conflict_count`.
    pub conflicts: Vec<ConflictCount>,
    /// From `shared_topic`.
    pub topics: Vec<Topic>,
    /// From `topic_course`.
    pub courses: Vec<Course>,
    /// From `hybrid_candidate`: the agents to become hybrid, best first in each line.
    pub candidates: Vec<Candidate>,
    /// From `objective_gap`.
    pub objectives: Vec<Objective>,
}

/// A business line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Identifier.
    pub name: String,
    /// What people call it.
    pub label: String,
}

/// One figure of `metric`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// Name.
    pub name: String,
    /// Line, or `both`.
    pub line: String,
    /// Part of the line; empty for all.
    pub segment: String,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// Tables that it was counted from.
    pub origin: String,
}

/// One site with its seats at peak.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Line that has it.
    pub line: String,
    /// Its record.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Town; empty if unknown.
    pub city: String,
    /// Seats in use at peak.
    pub seats_used: u64,
    /// Agents of the line at the site.
    pub agents: u64,
    /// Whether all its agents are of outsourcers.
    pub outsourced: bool,
    /// Whether the other line sits there too.
    pub shared: bool,
    /// Seats free at peak.
    pub seats_free: u64,
    /// Seats missing if the whole other line moved in.
    pub seats_short: u64,
    /// End of the lease.
    pub lease_ends_on: Option<Date>,
}

/// Agents of one team, site and employer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Line.
    pub line: String,
    /// Team; empty if unknown.
    pub team: String,
    /// Record of the site; empty if unknown.
    pub site_key: String,
    /// Employer; empty if unknown.
    pub employer: String,
    /// Whether the employer is an outsourcer.
    pub outsourced: bool,
    /// Agents.
    pub agents: u64,
}

/// A system, site or outsourcer of both lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    /// `system`, `outsourcer` or `site`.
    pub kind: String,
    /// Its name in the first line.
    pub name: String,
    /// Its name in the second line.
    pub other_name: String,
    /// What both lines pay for it a month.
    pub monthly_cost: f64,
}

/// An outsourcer's contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outsourcer {
    /// Line.
    pub line: String,
    /// Company.
    pub name: String,
    /// Seats contracted.
    pub seats: Option<u64>,
    /// Cost a month.
    pub monthly_cost: Option<f64>,
    /// End of the contract.
    pub contract_ends_on: Option<Date>,
    /// Last day to give notice.
    pub notice_by: Option<Date>,
    /// Whether the other line has it too.
    pub shared: bool,
}

/// A match of procedures and what is to be done about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProcedureWork {
    /// Title, of the first line where it has one.
    pub title: String,
    /// `same`, `related`, `only_left` or `only_right`.
    pub relation: String,
    /// Contacts of both lines on its topics; `None` if nobody knows them.
    pub contacts: Option<u64>,
    /// Rules between which somebody must choose.
    pub conflicts: u64,
}

/// Business rules compared, by kind and class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConflictCount {
    /// What the rules limit.
    pub kind: String,
    /// How they stand to each other.
    pub class: String,
    /// How many of them people must still decide.
    pub open: u64,
}

/// A topic that both lines handle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    /// The first line's name of it.
    pub left: String,
    /// The second line's name of it.
    pub right: String,
    /// Contacts of both lines.
    pub contacts: u64,
}

/// A course that teaches a shared topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// The first line's name of the topic.
    pub topic: String,
    /// Line that holds the course.
    pub line: String,
    /// Its record.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Length in hours, if known.
    pub hours: Option<f64>,
    /// Participants a session, if known.
    pub capacity: Option<u64>,
}

/// An agent to become hybrid, without name or key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Candidate {
    /// Line.
    pub line: String,
    /// Place in the line's order, from 1.
    pub rank: u64,
    /// Team.
    pub team: String,
    /// Record of the site.
    pub site_key: String,
    /// Employer.
    pub employer: String,
}

/// An objective of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Objective {
    /// Line.
    pub line: String,
    /// Name of the KPI.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// `higher` or `lower`; empty if unknown.
    pub better: String,
    /// Value aimed at.
    pub target: Option<f64>,
    /// Value reached.
    pub actual: Option<f64>,
    /// Whether the other line has it too, from `objective_pair`.
    pub shared: bool,
}

impl Facts {
    /// The figure of that name, line and segment.
    pub fn metric(&self, name: &str, line: &str, segment: &str) -> Option<&Metric> {
        self.metrics.iter().find(|m| m.name == name && m.line == line && m.segment == segment)
    }

    /// Its value; 0 where nothing was counted.
    pub fn value(&self, name: &str, line: &str, segment: &str) -> f64 {
        self.metric(name, line, segment).map_or(0.0, |metric| metric.value)
    }

    /// Agents of a line, from `team`.
    pub fn agents_of(&self, line: &str) -> u64 {
        self.teams.iter().filter(|team| team.line == line).map(|team| team.agents).sum()
    }

    /// What people call the line.
    pub fn label<'a>(&'a self, line: &'a str) -> &'a str {
        self.lines.iter().find(|l| l.name == line).map_or(line, |l| &l.label)
    }

    /// The other line's name.
    pub fn other(&self, line: &str) -> &str {
        let [first, second] = &self.lines;
        if first.name == line { &second.name } else { &first.name }
    }

    /// Procedures that one procedure shall replace or tie together, most contacts first.
    pub fn to_unify(&self) -> impl Iterator<Item = &ProcedureWork> {
        self.procedures.iter().filter(|work| matches!(work.relation.as_str(), "same" | "related"))
    }
}

/// Names of the figures in `metric` that the plan reads. The pipeline checks them against the
/// assessment's catalogue.
pub mod names {
    macro_rules! names {
        ($($name:ident = $text:literal;)*) => {
            $(
                #[doc = concat!("The figure `", $text, "`.")]
                pub const $name: &str = $text;
            )*
            /// All of them.
            pub const ALL: &[&str] = &[$($name),*];
        };
    }
    names! {
        ABANDON_RATE = "abandon_rate";
        AGENTS = "agents";
        CONFLICT_CONTACTS = "conflict_contacts";
        CONFLICTS_TO_DECIDE = "conflicts_to_decide";
        CONTACTS = "contacts";
        CONTACTS_WITH_CUSTOMER = "contacts_with_customer";
        COST_PER_CONTACT = "cost_per_contact";
        CROSS_LINE_CUSTOMERS = "cross_line_customers";
        CUSTOMERS = "customers";
        CUSTOMERS_GAINING = "customers_gaining";
        HANDLE_SECONDS = "handle_seconds";
        HYBRID_NEEDED = "hybrid_needed";
        HYBRID_READY = "hybrid_ready";
        INCENTIVE_CONFLICTS = "incentive_conflicts";
        MONTHLY_COST = "monthly_cost";
        OBJECTIVE_PAIRS = "objective_pairs";
        OUTBOUND_SUPPRESSED = "outbound_suppressed";
        POOLING_GAIN = "pooling_gain";
        PROCEDURE_MATCHES = "procedure_matches";
        PROCEDURES = "procedures";
        PROMISE_KEPT_RATE = "promise_kept_rate";
        PROMISES = "promises";
        REPEAT_CONTACTS = "repeat_contacts";
        REPEAT_RATE = "repeat_rate";
        SEATS = "seats";
        SHARED_TOPIC_SHARE = "shared_topic_share";
        SUPPRESSIONS_LEARNED = "suppressions_learned";
        SYSTEM_COST = "system_cost";
        SYSTEMS = "systems";
        WAIT_SECONDS = "wait_seconds";
    }
}

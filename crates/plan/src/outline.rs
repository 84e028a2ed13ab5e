//! The plan as a value: five phases with work packages, gates and dates, and what belongs to them.

use std::fmt;

use jiff::civil::Date;
use serde::Serialize;

/// The whole plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// First day.
    pub starts_on: Date,
    /// Last day that the settings allow.
    pub ends_on: Date,
    /// The five phases.
    pub phases: Vec<Phase>,
    /// By phase, then in order of their start.
    pub risks: Vec<Risk>,
    /// By day.
    pub milestones: Vec<Milestone>,
    /// In order of the moves.
    pub moves: Vec<Move>,
    /// In order of the talks.
    pub audiences: Vec<Audience>,
    /// By wave, line and team.
    pub training: Vec<TrainingGroup>,
    /// By wave.
    pub go_live: Vec<GoLiveWave>,
    /// What is checked every week.
    pub follow_up: Vec<FollowUp>,
    /// What cannot be reached.
    pub warnings: Vec<Warning>,
}

/// One phase.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Phase {
    /// 1 to 5.
    pub number: u32,
    /// Title.
    pub title: &'static str,
    /// What it is to reach.
    pub goal: String,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// What it rests on.
    pub facts: Vec<Fact>,
    /// Its work, in order of its start.
    pub work_packages: Vec<WorkPackage>,
    /// What must hold to enter and leave it.
    pub gates: Vec<Gate>,
}

/// One figure with its source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// What the figure says.
    pub text: String,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// The table that it comes from, or the setting.
    pub origin: String,
}

impl Fact {
    /// A figure with its source.
    pub fn new(text: impl Into<String>, value: f64, unit: &str, origin: &str) -> Self {
        Self { text: text.into(), value, unit: unit.to_owned(), origin: origin.to_owned() }
    }

    /// A figure that is a setting.
    pub(crate) fn setting(text: &str, value: f64, unit: &str, name: &str) -> Self {
        Self::new(text, value, unit, &format!("plan.{name}"))
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.text, amount(self.value, &self.unit), self.origin)
    }
}

/// A figure as people read it: `1,234 contacts`, `12.5%`.
pub fn amount(value: f64, unit: &str) -> String {
    if unit == "share" {
        return format!("{}%", digits(value * 100.0));
    }
    format!("{} {unit}", digits(value))
}

/// At most two decimals, commas between thousands.
fn digits(value: f64) -> String {
    let text = format!("{:.2}", value.abs());
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, rest) = text.split_once('.').map_or((text, None), |(w, r)| (w, Some(r)));
    let mut out = String::new();
    if value < 0.0 && text != "0" {
        out.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// One work package.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkPackage {
    /// `<phase>.<number>`.
    pub id: String,
    /// What is done.
    pub title: String,
    /// Role that owns it.
    pub owner: String,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Person-days.
    pub effort_days: f64,
    /// Ids of the work packages that must be finished before.
    pub depends_on: Vec<String>,
    /// What it follows from: volumes, and what a unit of work costs.
    pub facts: Vec<Fact>,
}

impl WorkPackage {
    /// The facts in words, with their sources.
    pub fn reason(&self) -> String {
        let facts: Vec<String> = self.facts.iter().map(Fact::to_string).collect();
        facts.join("; ")
    }

    /// The sources of the facts, each once.
    pub fn origin(&self) -> String {
        let mut origins: Vec<&str> = Vec::new();
        for fact in &self.facts {
            if !origins.contains(&fact.origin.as_str()) {
                origins.push(&fact.origin);
            }
        }
        origins.join("; ")
    }
}

/// Which door of a phase a gate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// To begin.
    Entry,
    /// To end.
    Exit,
}

impl Side {
    /// The word in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Exit => "exit",
        }
    }
}

/// A measured criterion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gate {
    /// To begin or to end.
    pub side: Side,
    /// What must hold.
    pub criterion: String,
    /// Figure that is measured.
    pub metric: String,
    /// Value now, if it is known.
    pub current: Option<f64>,
    /// Value to reach.
    pub target: f64,
    /// Unit of both.
    pub unit: String,
    /// Table that both come from, or that it is measured from.
    pub origin: String,
}

/// A risk with the fact that it follows from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Risk {
    /// `R<number>`.
    pub id: String,
    /// Phase that it threatens.
    pub phase: u32,
    /// What can go wrong.
    pub title: String,
    /// The fact.
    pub fact: Fact,
    /// What to do about it.
    pub response: String,
    /// Day by which to do it.
    pub due_on: Option<Date>,
}

/// A day to keep.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Milestone {
    /// The day.
    pub on: Date,
    /// Phase that it belongs to.
    pub phase: u32,
    /// What happens.
    pub title: String,
    /// Why that day.
    pub reason: String,
}

/// Agents who move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Line whose agents move.
    pub line: String,
    /// Team.
    pub team: String,
    /// Employer.
    pub employer: String,
    /// Site that they leave.
    pub from_site: String,
    /// Site that takes them; nothing if no seat is left.
    pub to_site: Option<String>,
    /// Agents.
    pub agents: u64,
    /// First day of the move, where there is a seat to go to.
    pub starts_on: Option<Date>,
    /// Last day of the move.
    pub ends_on: Option<Date>,
}

/// A group that must hear why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Audience {
    /// `agents`, `customers` or `outsourcer`.
    pub kind: &'static str,
    /// Who they are.
    pub audience: String,
    /// How many they are, if known.
    pub people: Option<u64>,
    /// What they hear.
    pub message: String,
    /// Day by which they have heard it.
    pub by: Date,
    /// Tables of the figures.
    pub origin: String,
}

/// Who trains together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrainingGroup {
    /// From 1.
    pub wave: u32,
    /// `hybrid` or `briefing`.
    pub kind: &'static str,
    /// Line of the agents.
    pub line: String,
    /// Team.
    pub team: String,
    /// Record of the site.
    pub site_key: String,
    /// Employer.
    pub employer: String,
    /// Agents.
    pub agents: u64,
    /// Hours of one agent.
    pub hours_each: f64,
    /// Sessions that the courses' capacity asks for.
    pub sessions: u64,
    /// Courses, and topics without one.
    pub courses: Vec<String>,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
}

/// Topics that go live together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GoLiveWave {
    /// From 1.
    pub wave: u32,
    /// Topics.
    pub topics: Vec<String>,
    /// Contacts of both lines on them.
    pub contacts: u64,
    /// Share of all contacts.
    pub share: f64,
    /// First day.
    pub starts_on: Date,
    /// Last day before the next wave may start.
    pub ends_on: Date,
}

/// A KPI that is watched.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FollowUp {
    /// What is measured.
    pub kpi: String,
    /// Line, or `both`.
    pub line: String,
    /// `higher` or `lower`.
    pub better: String,
    /// Value before go-live.
    pub baseline: f64,
    /// Value aimed at.
    pub target: Option<f64>,
    /// Value at which a wave is rolled back.
    pub rollback_at: f64,
    /// Unit.
    pub unit: String,
    /// Table of the baseline.
    pub origin: String,
}

/// Something that the plan cannot reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// What.
    pub text: String,
    /// What would help.
    pub help: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_like_figures() {
        assert_eq!(amount(1_234_567.0, "contacts"), "1,234,567 contacts");
        assert_eq!(amount(0.125, "share"), "12.5%");
        assert_eq!(amount(-1234.5, "EUR"), "-1,234.5 EUR");
        assert_eq!(amount(-0.001, "EUR"), "0 EUR");
    }
}

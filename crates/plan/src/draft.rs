//! Work packages on their way to dates: what they take, from volumes and what a unit costs.

use jiff::civil::Date;
use sameboat_model::PlanSettings;

use crate::calendar;
use crate::facts::{Facts, names};
use crate::outline::Fact;
use crate::schedule::{Length, Slot, Task, TaskId, Tasks};

/// The five phases' work, before it has dates.
pub(crate) struct Draft<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) settings: &'a PlanSettings,
    pub(crate) tasks: Tasks,
    pub(crate) packages: Vec<Package>,
}

/// A work package without dates; the task of the same index has its length and dependencies.
pub(crate) struct Package {
    pub(crate) phase: u32,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) effort: Effort,
    pub(crate) facts: Vec<Fact>,
}

/// What a work package takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Effort {
    /// Person-days that `plan.people_a_package` people share.
    Shared(f64),
    /// A length in working days that people cannot shorten, and its person-days.
    Fixed {
        /// Working days.
        days: u32,
        /// Person-days.
        effort: f64,
    },
    /// To the end of the plan, with so many person-days a week.
    Weekly(f64),
}

/// A work package to add.
pub(crate) struct Work {
    pub(crate) phase: u32,
    pub(crate) title: String,
    pub(crate) owner: &'static str,
    pub(crate) effort: Effort,
    pub(crate) facts: Vec<Fact>,
    pub(crate) after: Vec<TaskId>,
    pub(crate) due: Option<Date>,
}

impl Work {
    /// Work whose effort is a volume times what one unit of it costs.
    pub(crate) fn of(
        phase: u32,
        title: impl Into<String>,
        owner: &'static str,
        volume: Fact,
        cost: Fact,
    ) -> Self {
        Self {
            phase,
            title: title.into(),
            owner,
            effort: Effort::Shared(volume.value * cost.value),
            facts: vec![volume, cost],
            after: Vec::new(),
            due: None,
        }
    }

    pub(crate) fn after(mut self, tasks: impl IntoIterator<Item = TaskId>) -> Self {
        self.after.extend(tasks);
        self.after.sort_unstable();
        self.after.dedup();
        self
    }

    pub(crate) fn with(mut self, fact: impl IntoIterator<Item = Fact>) -> Self {
        self.facts.extend(fact);
        self
    }

    pub(crate) fn effort(mut self, effort: Effort) -> Self {
        self.effort = effort;
        self
    }

    pub(crate) fn due(mut self, due: Option<Date>) -> Self {
        self.due = due;
        self
    }
}

impl<'a> Draft<'a> {
    pub(crate) fn new(facts: &'a Facts, settings: &'a PlanSettings) -> Self {
        Self { facts, settings, tasks: Tasks::default(), packages: Vec::new() }
    }

    pub(crate) fn add(&mut self, work: Work) -> TaskId {
        let length = match work.effort {
            Effort::Shared(days) => {
                Length::Days(whole_days(days / self.settings.people_a_package.max(f64::EPSILON)))
            }
            Effort::Fixed { days, .. } => Length::Days(days.max(1)),
            Effort::Weekly(_) => Length::UntilEnd,
        };
        let number = self.packages.iter().filter(|p| p.phase == work.phase).count() + 1;
        self.packages.push(Package {
            phase: work.phase,
            id: format!("{}.{number}", work.phase),
            title: work.title,
            effort: work.effort,
            facts: work.facts,
        });
        self.tasks.add(Task { owner: work.owner.into(), length, after: work.after, due: work.due })
    }

    /// A figure of `metric` as a fact, if it was counted.
    pub(crate) fn figure(&self, text: &str, name: &str, line: &str, segment: &str) -> Option<Fact> {
        let metric = self.facts.metric(name, line, segment)?;
        Some(Fact::new(text, metric.value, &metric.unit, &metric.origin))
    }

    /// The same figure of each line, named by its label.
    pub(crate) fn of_lines(&self, text: &str, name: &str, segment: &str) -> Vec<Fact> {
        let label = |line: &str| format!("{text}, {}", self.facts.label(line));
        self.facts
            .lines
            .iter()
            .filter_map(|line| self.figure(&label(&line.name), name, &line.name, segment))
            .collect()
    }

    /// Agents of both lines.
    pub(crate) fn agents(&self) -> Option<Fact> {
        self.figure("Agents of both lines", names::AGENTS, "both", "")
    }
}

/// A length in days from a fraction; at least one day, and no more than some forty years.
pub(crate) fn whole_days(days: f64) -> u32 {
    const MOST: f64 = 10_000.0;
    // Binary fractions such as 0.1 + 0.2 must not cost a day.
    (days - 1e-9).ceil().clamp(1.0, MOST) as u32
}

/// Splits `slot` into consecutive parts of so many working days each. Parts that do not fit share
/// its last day.
pub(crate) fn parts(slot: Slot, days: &[u32]) -> Vec<Slot> {
    let mut starts_on = slot.starts_on;
    let mut found = Vec::with_capacity(days.len());
    for days in days {
        let ends_on = calendar::last_of(starts_on, *days).min(slot.ends_on);
        found.push(Slot { starts_on, ends_on });
        starts_on = calendar::after(ends_on).min(slot.ends_on);
    }
    found
}

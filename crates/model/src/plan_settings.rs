//! The `[plan]` part of `sameboat.toml`: what the schedule may assume.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// When the integration runs and how much of it can run at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlanSettings {
    /// First day of the integration. A Monday reads best.
    pub start: Date,
    /// How long it may take, in calendar months.
    pub months: u32,
    /// Contacts of one customer within this many days count as repeats.
    pub repeat_days: u32,
    /// Share of agents who may be in training at the same time, 0 to 1.
    pub training_share: f64,
    /// Hours of training an agent can take in a week.
    pub training_hours_a_week: f64,
    /// Days people need to decide one conflict between procedures.
    pub days_a_conflict: f64,
}

impl Default for PlanSettings {
    fn default() -> Self {
        Self {
            start: jiff::civil::date(2027, 1, 4),
            months: 10,
            repeat_days: 7,
            training_share: 0.1,
            training_hours_a_week: 8.0,
            days_a_conflict: 0.5,
        }
    }
}

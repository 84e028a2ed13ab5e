//! The `[plan]` part of `sameboat.toml`: what assessment and schedule may assume.
//!
//! Volumes come from the data; what one unit of work costs comes from here. No other number enters
//! the plan.

use jiff::civil::Date;
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};

/// When the integration runs, how much of it can run at once and what a unit of work costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PlanSettings {
    /// First day of the integration. A Monday reads best.
    #[serde(deserialize_with = "date")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub start: Date,
    /// How long it may take, in calendar months.
    pub months: u32,
    /// Contacts of one customer within this many days count as repeats.
    pub repeat_days: u32,

    /// Share of inbound calls to be answered within [`Self::answer_seconds`], 0 to 1.
    pub service_level: f64,
    /// Seconds within which a call counts as answered in time.
    pub answer_seconds: f64,
    /// Share of paid time in which agents are not at their desk (leave, illness, breaks), 0 to 1.
    pub shrinkage: f64,
    /// Working hours of a day.
    pub hours_a_day: f64,

    /// Share of agents who may be in training at the same time, 0 to 1.
    pub training_share: f64,
    /// Hours of training an agent can take in a week.
    pub training_hours_a_week: f64,
    /// Hours that a hybrid agent trains where no course teaches a topic.
    pub hours_a_topic: f64,
    /// Hours in which an agent learns one unified procedure.
    pub hours_a_procedure: f64,

    /// People who work on one work package at the same time.
    pub people_a_package: f64,
    /// Days people need to decide one conflict between procedures.
    pub days_a_conflict: f64,
    /// Person-days to write one unified procedure and have it signed.
    pub days_a_procedure: f64,
    /// Person-days to open one site for the other line: desks, network, access.
    pub days_a_site: f64,
    /// Agents who can move in one working day without a gap in service.
    pub moves_a_day: f64,
    /// Person-days to give both lines one system: access rights, data, test.
    pub days_a_system: f64,
    /// Person-days to renegotiate one outsourcer's contract.
    pub days_a_contract: f64,
    /// Person-days to prepare and hold the talks with one audience.
    pub days_an_audience: f64,
    /// Person-days to prepare one course or one topic without a course.
    pub days_a_course: f64,

    /// Steps in which shared topics go live.
    pub go_live_waves: u32,
    /// Weeks of watching after each step of the go-live before the next one starts.
    pub weeks_a_go_live_wave: u32,
    /// Weeks of follow-up that the plan must leave after the last step of the go-live.
    pub follow_up_weeks: u32,
    /// Person-days of one weekly check of the KPIs.
    pub days_a_check: f64,
    /// Share by which a KPI may get worse than its baseline before a step is rolled back.
    pub rollback_tolerance: f64,
}

impl Default for PlanSettings {
    fn default() -> Self {
        Self {
            start: jiff::civil::date(2027, 1, 4),
            months: 10,
            repeat_days: 7,
            service_level: 0.8,
            answer_seconds: 20.0,
            shrinkage: 0.3,
            hours_a_day: 8.0,
            training_share: 0.15,
            training_hours_a_week: 8.0,
            hours_a_topic: 2.0,
            hours_a_procedure: 0.25,
            people_a_package: 2.0,
            days_a_conflict: 0.5,
            days_a_procedure: 3.0,
            days_a_site: 40.0,
            moves_a_day: 10.0,
            days_a_system: 5.0,
            days_a_contract: 6.0,
            days_an_audience: 1.0,
            days_a_course: 3.0,
            go_live_waves: 3,
            weeks_a_go_live_wave: 2,
            follow_up_weeks: 8,
            days_a_check: 0.5,
            rollback_tolerance: 0.1,
        }
    }
}

/// A date of TOML's own, or one in quotation marks.
fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let written = match toml::Value::deserialize(deserializer)? {
        toml::Value::Datetime(date) => date.to_string(),
        toml::Value::String(text) => text,
        _ => return Err(D::Error::custom("not a date such as 2027-01-04")),
    };
    written.parse().map_err(|_| D::Error::custom("not a date such as 2027-01-04"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_may_be_written_with_or_without_quotation_marks() {
        for text in ["start = 2027-01-04", "start = \"2027-01-04\""] {
            let settings: PlanSettings = toml::from_str(text).unwrap();
            assert_eq!(settings.start, jiff::civil::date(2027, 1, 4));
        }
        assert!(toml::from_str::<PlanSettings>("start = 4").is_err());
        assert!(toml::from_str::<PlanSettings>("start = 10:00:00").is_err());
    }
}

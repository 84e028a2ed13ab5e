//! What people may tune, with defaults that work.

use serde::{Deserialize, Serialize};

/// Thresholds and policy of [`reconcile`](crate::reconcile).
///
/// Scores and similarities lie in 0..=1. Raising a threshold trades found pairs for fewer wrong
/// ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReconcileSettings {
    /// From this score on, two procedures are the same. `None`: where the scores of the best pairs
    /// part, which differs from one engagement to the next.
    pub same: Option<f64>,
    /// From this score on, two procedures are related: people decide.
    pub related: f64,
    /// Least similarity at which two steps are aligned in order.
    pub step: f64,
    /// Least similarity at which two steps out of order count as moved; higher, as order no longer
    /// helps.
    pub moved_step: f64,
    /// Least similarity of a step to one that the other line does together with its neighbour.
    pub part_of_step: f64,
    /// Least similarity of the texts of two steps called the same rather than reworded.
    pub same_wording: f64,
    /// Least similarity of the conditions of two rules that are compared with each other.
    pub rule_condition: f64,
    /// Calendar behind "business day" and "same day".
    pub business: BusinessHours,
    /// Which side a differing rule is recommended from.
    pub policy: Policy,
    /// Topics whose line is known, for [`Preference::Owner`]; of others, the line with more contacts
    /// is taken for the owner.
    pub owners: Vec<TopicOwner>,
}

/// The line that a contact topic belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicOwner {
    /// The topic, in any wording.
    pub topic: String,
    /// Name of the line.
    pub line: String,
}

impl Default for ReconcileSettings {
    fn default() -> Self {
        Self {
            same: None,
            related: 0.24,
            step: 0.25,
            moved_step: 0.3,
            part_of_step: 0.15,
            same_wording: 0.9,
            rule_condition: 0.25,
            business: BusinessHours::default(),
            policy: Policy::default(),
            owners: Vec::new(),
        }
    }
}

/// The working week that business days and business hours count in. Holidays are not known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BusinessHours {
    /// Working days per week, counted from Monday (5 = Monday to Friday).
    pub days: u8,
    /// Hour the day opens, 0..=23.
    pub opens: u8,
    /// Hour the day closes, 1..=24, after `opens`.
    pub closes: u8,
}

impl Default for BusinessHours {
    fn default() -> Self {
        Self { days: 5, opens: 8, closes: 18 }
    }
}

/// How differing rules are resolved in the proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Deadlines towards customers.
    pub sla: Preference,
    /// What agents may grant.
    pub authority_limit: Preference,
    /// How customers are identified.
    pub authentication: Preference,
    /// When cases are handed up.
    pub escalation: Preference,
    /// When the service is reachable.
    pub opening_hours: Preference,
    /// What must, may and must not be said.
    pub script: Preference,
    /// What must be recorded.
    pub data_capture: Preference,
    /// Anything else.
    pub other: Preference,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            sla: Preference::Tighter,
            authority_limit: Preference::Tighter,
            authentication: Preference::Tighter,
            escalation: Preference::Tighter,
            opening_hours: Preference::Looser,
            script: Preference::Tighter,
            data_capture: Preference::Tighter,
            other: Preference::Decide,
        }
    }
}

/// Which of two differing rules the proposal takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preference {
    /// The one that allows less.
    Tighter,
    /// The one that allows more.
    Looser,
    /// That of the line whose topic it is.
    Owner,
    /// The left line's.
    Left,
    /// The right line's.
    Right,
    /// Neither: people decide.
    Decide,
}

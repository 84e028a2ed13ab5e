//! The `[procedures]` part of `sameboat.toml`: how procedures are matched, which rule is recommended
//! where the lines differ, and what a difference is assumed to cost.

use std::collections::BTreeMap;

use serde::de::Deserializer;
use serde::{Deserialize, Serialize};

/// Thresholds, working week, policy and assumptions about time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ProcedureSettings {
    /// Score, 0 to 1, from which two procedures are the same; if absent, where the scores of the best
    /// pairs part.
    pub same: Option<f64>,
    /// Score from which two procedures are related, and people decide.
    pub related: f64,
    /// Least similarity of two steps that are aligned in order.
    pub step: f64,
    /// Least similarity of two steps out of order that count as moved.
    pub moved_step: f64,
    /// Least similarity of a step to one that the other line does together with its neighbour.
    pub part_of_step: f64,
    /// Least similarity of two steps called the same rather than reworded.
    pub same_wording: f64,
    /// Least similarity of the conditions of two rules that are compared.
    pub rule_condition: f64,
    /// The week that business days and hours count in.
    pub business: BusinessWeek,
    /// Which line's rule is recommended, by kind of rule.
    pub policy: RulePolicies,
    /// Contact topic → name of the line that owns it, for the policy `owner`.
    pub owners: BTreeMap<String, String>,
    /// Assumed minutes of a contact that one step takes.
    pub minutes_per_step: f64,
    /// Assumed minutes of a contact that a stricter check of the customer's identity takes.
    pub minutes_per_check: f64,
    /// Assumed minutes of a contact that recording one more item takes.
    pub minutes_per_item: f64,
}

impl Default for ProcedureSettings {
    fn default() -> Self {
        Self {
            same: None,
            related: 0.24,
            step: 0.25,
            moved_step: 0.3,
            part_of_step: 0.15,
            same_wording: 0.9,
            rule_condition: 0.25,
            business: BusinessWeek::default(),
            policy: RulePolicies::default(),
            owners: BTreeMap::new(),
            minutes_per_step: 0.5,
            minutes_per_check: 0.5,
            minutes_per_item: 0.25,
        }
    }
}

/// The working week, without holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct BusinessWeek {
    /// Working days a week, counted from Monday.
    pub days: u8,
    /// Hour at which the day opens.
    pub opens: u8,
    /// Hour at which the day closes.
    pub closes: u8,
}

impl Default for BusinessWeek {
    fn default() -> Self {
        Self { days: 5, opens: 8, closes: 18 }
    }
}

/// A policy for each kind of business rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct RulePolicies {
    /// Deadlines towards customers.
    pub sla: RulePolicy,
    /// What agents may grant.
    pub authority_limit: RulePolicy,
    /// How customers are identified.
    pub authentication: RulePolicy,
    /// When cases are handed up.
    pub escalation: RulePolicy,
    /// When the service is reachable.
    pub opening_hours: RulePolicy,
    /// What must, may and must not be said.
    pub script: RulePolicy,
    /// What must be recorded.
    pub data_capture: RulePolicy,
    /// Anything else.
    pub other: RulePolicy,
}

impl Default for RulePolicies {
    fn default() -> Self {
        Self {
            sla: RulePolicy::Fastest,
            authority_limit: RulePolicy::Strictest,
            authentication: RulePolicy::Strictest,
            escalation: RulePolicy::Strictest,
            opening_hours: RulePolicy::MostGenerous,
            script: RulePolicy::Strictest,
            data_capture: RulePolicy::Strictest,
            other: RulePolicy::Decide,
        }
    }
}

impl RulePolicies {
    /// Every kind with its policy, in the order of the settings.
    pub fn all(&self) -> [(&'static str, &RulePolicy); 8] {
        [
            ("sla", &self.sla),
            ("authority_limit", &self.authority_limit),
            ("authentication", &self.authentication),
            ("escalation", &self.escalation),
            ("opening_hours", &self.opening_hours),
            ("script", &self.script),
            ("data_capture", &self.data_capture),
            ("other", &self.other),
        ]
    }
}

/// Which of two differing rules is recommended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RulePolicy {
    /// The one that allows less: compliance.
    Strictest,
    /// The one by which the customer is served sooner.
    Fastest,
    /// The one that gives the customer more.
    MostGenerous,
    /// That of the line whose topic it is.
    Owner,
    /// That of the line of this name.
    Line(String),
    /// Neither: people decide.
    Decide,
}

impl RulePolicy {
    /// The words that may be written besides the names of the lines.
    pub const WORDS: [&'static str; 5] =
        ["strictest", "fastest", "most_generous", "owner", "decide"];
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RulePolicy {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RulePolicy".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": format!("{}, or the name of a line", Self::WORDS.join(", ")),
        })
    }
}

impl<'de> Deserialize<'de> for RulePolicy {
    /// Any other word is taken for the name of a line; [`crate::Settings`] checks that it is one.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Ok(match word.as_str() {
            "strictest" => Self::Strictest,
            "fastest" => Self::Fastest,
            "most_generous" => Self::MostGenerous,
            "owner" => Self::Owner,
            "decide" => Self::Decide,
            _ => Self::Line(word),
        })
    }
}

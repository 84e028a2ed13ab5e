//! What goes in: the procedures of one line, in the canonical model.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// All procedures of one line. Order is kept, but no result depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Name of the line, e.g. `product`; used in every explanation.
    pub line: String,
    /// The line's procedures.
    pub procedures: Vec<Procedure>,
}

/// How a line handles one kind of request. An empty text means "not stated".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procedure {
    /// The line's own identifier.
    pub key: String,
    /// What the procedure is called.
    pub title: String,
    /// Why it exists.
    pub purpose: String,
    /// What starts it.
    pub trigger: String,
    /// Contact topics it serves.
    pub topics: Vec<String>,
    /// Channels it is used on (call, email, …), in any wording.
    pub channels: Vec<String>,
    /// `inbound`, `outbound` or both, in any wording.
    pub direction: String,
    /// Role or team that owns it.
    pub owner: String,
    /// What must be at hand before it starts.
    pub inputs: String,
    /// What is reached when it is done.
    pub outcome: String,
    /// What agents should know beside it, as written; no result depends on it.
    pub note: String,
    /// Its steps in order of execution.
    pub steps: Vec<Step>,
    /// Its conditions and limits.
    pub rules: Vec<BusinessRule>,
}

/// One thing somebody does, decides or waits for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Place in the procedure, from 1.
    pub position: u32,
    /// What kind of step it is.
    pub kind: StepKind,
    /// Role that acts.
    pub actor: String,
    /// What is done.
    pub action: String,
    /// System it is done in.
    pub system: String,
    /// What exists afterwards.
    pub output: String,
    /// What agents should know beside it, as written; no result depends on it.
    pub note: String,
    /// Branch that the step stands on: when it is done. Empty: always.
    pub condition: String,
    /// What follows. Empty: the next step in order, or the end after the last.
    pub next: Vec<Next>,
}

/// What kind of step it is.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Somebody, or a system, does something.
    #[default]
    Task,
    /// Something is waited for, or happens.
    Event,
    /// A question whose answer chooses the way on.
    Decision,
}

impl StepKind {
    /// The canonical name, as in tables and mappings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Event => "event",
            Self::Decision => "decision",
        }
    }

    /// The kind of a canonical name; anything else is [`StepKind::Task`].
    pub fn from_name(name: &str) -> Self {
        match name.trim().to_ascii_lowercase().as_str() {
            "event" => Self::Event,
            "decision" => Self::Decision,
            _ => Self::Task,
        }
    }
}

/// A way on from a step.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Next {
    /// Position of the step that follows; 0: the procedure ends.
    pub position: u32,
    /// When this way is taken. Empty: always, or otherwise.
    pub condition: String,
}

impl Next {
    /// Reads `4: approved; 6: refused; end`; `None` if a way names no position.
    pub fn parse_list(text: &str) -> Option<Vec<Self>> {
        let ways = text.split(';').map(str::trim).filter(|way| !way.is_empty());
        ways.map(|way| {
            let (place, condition) = way.split_once(':').unwrap_or((way, ""));
            let place = place.trim();
            let ends = place.eq_ignore_ascii_case("end") || place.eq_ignore_ascii_case("ende");
            let position = if ends { 0 } else { place.parse().ok()? };
            Some(Self { position, condition: condition.trim().to_owned() })
        })
        .collect()
    }

    /// The text that [`Next::parse_list`] reads; `;` within a condition becomes `,`.
    pub fn list_text(ways: &[Self]) -> String {
        let way = |way: &Self| {
            let place = if way.position == 0 { "end".into() } else { way.position.to_string() };
            if way.condition.is_empty() {
                place
            } else {
                format!("{place}: {}", way.condition.replace(';', ","))
            }
        };
        ways.iter().map(way).collect::<Vec<_>>().join("; ")
    }
}

/// One condition or limit of a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessRule {
    /// The line's own identifier; may be empty.
    pub key: String,
    /// What is regulated.
    pub kind: RuleKind,
    /// When the rule holds.
    pub condition: String,
    /// The limit itself, as written: `24`, `two business days`, `2 of 3 security questions`.
    pub value: String,
    /// Unit of a bare number in `value`; may be empty.
    pub unit: String,
}

/// What a business rule regulates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Time within which something must have happened.
    Sla,
    /// What somebody may grant or decide without asking.
    AuthorityLimit,
    /// How the customer is identified.
    Authentication,
    /// When and to whom a case is handed up.
    Escalation,
    /// When the service is available.
    OpeningHours,
    /// What must, may or must not be said.
    Script,
    /// What must be recorded.
    DataCapture,
    /// Anything else.
    Other,
}

impl RuleKind {
    /// The canonical name, as in tables and mappings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sla => "sla",
            Self::AuthorityLimit => "authority_limit",
            Self::Authentication => "authentication",
            Self::Escalation => "escalation",
            Self::OpeningHours => "opening_hours",
            Self::Script => "script",
            Self::DataCapture => "data_capture",
            Self::Other => "other",
        }
    }

    /// Every kind, in the order of declaration.
    pub const ALL: [Self; 8] = [
        Self::Sla,
        Self::AuthorityLimit,
        Self::Authentication,
        Self::Escalation,
        Self::OpeningHours,
        Self::Script,
        Self::DataCapture,
        Self::Other,
    ];

    /// The kind of a canonical name; anything else is [`RuleKind::Other`].
    pub fn from_name(name: &str) -> Self {
        let name = name.trim();
        Self::ALL
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(name))
            .unwrap_or(Self::Other)
    }
}

/// What customers really contact the two lines about: contacts per topic, over the same period.
///
/// Empty maps mean "not known": nothing is then concluded from contacts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicEvidence {
    /// Contacts of the left line by topic, as the contacts spell it.
    pub left: BTreeMap<String, u64>,
    /// Contacts of the right line by topic.
    pub right: BTreeMap<String, u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_on_are_read_as_they_are_written() {
        let ways = Next::parse_list("4: approved; 6:refused ;end").unwrap();
        assert_eq!(ways[1], Next { position: 6, condition: "refused".into() });
        assert_eq!(Next::list_text(&ways), "4: approved; 6: refused; end");
        assert_eq!(Next::parse_list(""), Some(Vec::new()));
        assert_eq!(Next::parse_list("then stop"), None);
    }

    #[test]
    fn every_kind_is_found_by_its_own_name() {
        for kind in RuleKind::ALL {
            assert_eq!(RuleKind::from_name(&kind.name().to_uppercase()), kind);
        }
        assert_eq!(RuleKind::from_name("weather"), RuleKind::Other);
    }
}

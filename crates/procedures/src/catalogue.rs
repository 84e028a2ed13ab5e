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
    /// Its steps in order of execution.
    pub steps: Vec<Step>,
    /// Its conditions and limits.
    pub rules: Vec<BusinessRule>,
}

/// One thing somebody does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Place in the procedure, from 1.
    pub position: u32,
    /// Role that acts.
    pub actor: String,
    /// What is done.
    pub action: String,
    /// System it is done in.
    pub system: String,
    /// What exists afterwards.
    pub output: String,
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
    fn every_kind_is_found_by_its_own_name() {
        for kind in RuleKind::ALL {
            assert_eq!(RuleKind::from_name(&kind.name().to_uppercase()), kind);
        }
        assert_eq!(RuleKind::from_name("weather"), RuleKind::Other);
    }
}

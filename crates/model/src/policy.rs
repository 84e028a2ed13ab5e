//! Who may see what: the one place that says how far a value may go. Everything that shows, joins or
//! writes values asks here.

use serde::Deserialize;

use crate::entity::{Entity, FieldKind, FieldSpec, Sensitivity};

/// What a value would get to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Blocking and comparing: nobody sees the value.
    Matching,
    /// Those who work on the line that the record comes from: its records, and `regulated/`.
    OwnLine,
    /// Those of the other line too: golden customers, tables, review and exports.
    BothLines,
    /// Whoever reads the report, the terminal or a log.
    Everybody,
}

impl Sensitivity {
    /// Whether values may get there. What the settings can tighten, [`RegulatedPolicy`] says.
    pub const fn may_flow_to(self, to: Audience) -> bool {
        match self {
            Self::Open => true,
            Self::Personal => !matches!(to, Audience::Everybody),
            Self::Regulated => matches!(to, Audience::Matching | Audience::OwnLine),
        }
    }
}

/// The `[policy]` part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Whether runs are encrypted at rest. If absent, those are that are made with a key; `true`
    /// refuses to make one without a key, and `false` leaves new runs plain although there is a key.
    pub encrypt: Option<bool>,
    /// Banking data and whatever else only the line may see that it comes from.
    pub regulated: RegulatedPolicy,
}

/// The `[policy.regulated]` part. It can keep more from the other line than the model does, never
/// less.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct RegulatedPolicy {
    /// Fields that are regulated in all sources, such as `customer.segment`, besides those of the
    /// model (credit limit, arrears, income) and those that a mapping raises for its source.
    pub fields: Vec<String>,
    /// Whether linkage may compare regulated values, which nobody sees there.
    pub may_match: bool,
}

impl Default for RegulatedPolicy {
    fn default() -> Self {
        Self { fields: vec![], may_match: true }
    }
}

impl RegulatedPolicy {
    /// How sensitive a field is, given what the model and its mapping say.
    pub fn sensitivity(&self, entity: Entity, field: &str, mapped: Sensitivity) -> Sensitivity {
        let listed = self
            .fields
            .iter()
            .any(|name| name.split_once('.').is_some_and(|named| named == (entity.name(), field)));
        if listed { Sensitivity::Regulated } else { mapped }
    }
}

/// Why a field cannot be regulated, if it cannot.
pub fn why_not_regulated(entity: Entity, spec: &FieldSpec) -> Option<&'static str> {
    if spec.sensitivity == Sensitivity::Regulated {
        return None;
    }
    if !matches!(entity, Entity::Customer | Entity::Contact | Entity::Agreement) {
        return Some(
            "only customers, contacts and agreements have fields that stay with their line",
        );
    }
    if spec.required || spec.kind == FieldKind::Key {
        return Some("both lines need it to know which record is meant");
    }
    if spec.name.starts_with("consent_") {
        return Some("who said no to one line has said no to both");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_regulated_is_compared_and_kept_and_never_shown_to_the_other_line() {
        let may = |to| Sensitivity::Regulated.may_flow_to(to);
        assert!(may(Audience::Matching) && may(Audience::OwnLine));
        assert!(!may(Audience::BothLines) && !may(Audience::Everybody));
    }

    #[test]
    fn personal_data_reaches_both_lines_and_no_report() {
        assert!(Sensitivity::Personal.may_flow_to(Audience::BothLines));
        assert!(!Sensitivity::Personal.may_flow_to(Audience::Everybody));
        assert!(Sensitivity::Open.may_flow_to(Audience::Everybody));
    }

    #[test]
    fn the_settings_can_keep_more_back_but_not_less() {
        let policy =
            RegulatedPolicy { fields: vec!["customer.segment".into()], ..Default::default() };
        let of = |entity, field, mapped| policy.sensitivity(entity, field, mapped);
        assert_eq!(of(Entity::Customer, "segment", Sensitivity::Open), Sensitivity::Regulated);
        assert_eq!(of(Entity::Customer, "city", Sensitivity::Personal), Sensitivity::Personal);
        assert_eq!(of(Entity::Customer, "income", Sensitivity::Regulated), Sensitivity::Regulated);
        assert_eq!(of(Entity::Contact, "topic", Sensitivity::Open), Sensitivity::Open);
    }
}

//! The canonical model: every entity that a source can hold and every field it can have.
//!
//! This file is the recipe's one stop for adding a field: mappings accept it, ingest types it and
//! the store makes a column of it.

use serde::{Deserialize, Serialize};

/// What one source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// A person or organisation that the line serves.
    Customer,
    /// One interaction: call, e-mail, chat, letter, visit.
    Contact,
    /// An order, loan, lease or service contract.
    Agreement,
    /// Who takes part in an agreement, and as what.
    AgreementParty,
    /// How a line handles a kind of request.
    Procedure,
    /// One ordered step of a procedure.
    ProcedureStep,
    /// A condition or limit that a procedure obeys.
    BusinessRule,
    /// Somebody who handles contacts.
    Agent,
    /// What an agent can do.
    AgentSkill,
    /// A KPI with definition, target and actual.
    Objective,
    /// A place where agents sit.
    Site,
    /// An IT system.
    System,
    /// A company that handles contacts on a line's behalf.
    Outsourcer,
    /// A training course.
    Course,
    /// Cost or income of one month.
    Money,
}

/// How a field's text becomes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// An identifier of the exporting system; kept as text, never interpreted.
    Key,
    /// Free text.
    Text,
    /// A civil date.
    Date,
    /// A civil date with a time of day.
    Timestamp,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// An amount in the engagement's currency.
    Money,
    /// Yes or no.
    Boolean,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Several texts, `;` between them.
    List,
}

/// Who may see a field's values; the later, the fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Says nothing about a person.
    Open,
    /// Personal data: stays out of logs, errors and the report.
    Personal,
    /// Banking data: may match or raise a flag, and never reaches the other line.
    Regulated,
}

impl Sensitivity {
    /// The name in mappings and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Personal => "personal",
            Self::Regulated => "regulated",
        }
    }
}

/// One field of an entity.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// The name in mappings and tables.
    pub name: &'static str,
    /// How it is typed.
    pub kind: FieldKind,
    /// Whether a row without a valid value is refused.
    pub required: bool,
    /// Who may see it.
    pub sensitivity: Sensitivity,
    /// What it means, for the data dictionary.
    pub doc: &'static str,
}

const fn open(name: &'static str, kind: FieldKind, doc: &'static str) -> FieldSpec {
    FieldSpec { name, kind, required: false, sensitivity: Sensitivity::Open, doc }
}

const fn need(name: &'static str, kind: FieldKind, doc: &'static str) -> FieldSpec {
    FieldSpec { name, kind, required: true, sensitivity: Sensitivity::Open, doc }
}

const fn personal(name: &'static str, kind: FieldKind, doc: &'static str) -> FieldSpec {
    FieldSpec { name, kind, required: false, sensitivity: Sensitivity::Personal, doc }
}

const fn regulated(name: &'static str, kind: FieldKind, doc: &'static str) -> FieldSpec {
    FieldSpec { name, kind, required: false, sensitivity: Sensitivity::Regulated, doc }
}

use FieldKind::{Boolean, Choice, Date, Decimal, Integer, Key, List, Money, Text, Timestamp};

const CUSTOMER: &[FieldSpec] = &[
    need("record_key", Key, "the export's own identifier of the customer"),
    open("kind", Choice(&["person", "organisation"]), "person or organisation"),
    personal("title", Text, "form of address or academic title"),
    personal("given_name", Text, "given names"),
    personal("surname", Text, "family name"),
    personal("full_name", Text, "whole name where the export does not split it"),
    personal("organisation", Text, "company name with legal form"),
    personal("birth_date", Date, "date of birth"),
    personal("gender", Text, "gender as exported"),
    personal("email", Text, "e-mail address"),
    personal("phone", Text, "first phone number"),
    personal("mobile", Text, "second or mobile phone number"),
    personal("street", Text, "street, with or without house number"),
    personal("house_number", Text, "house number and unit"),
    personal("postcode", Text, "postal code"),
    personal("city", Text, "town"),
    open("region", Text, "state or county"),
    open("country", Text, "country as exported, name or ISO code"),
    personal("identity_number", Text, "national, tax or customer identity number"),
    open("language", Text, "language the customer is served in"),
    open("customer_since", Date, "first day as customer of the line"),
    open("updated_at", Timestamp, "last change of the row in its system"),
    open("consent_email", Boolean, "agreed to marketing by e-mail"),
    open("consent_phone", Boolean, "agreed to marketing by phone"),
    open("consent_post", Boolean, "agreed to marketing by post"),
    open("segment", Text, "the line's own customer segment"),
    regulated("credit_limit", Money, "credit limit"),
    regulated("arrears", Money, "amount overdue"),
    regulated("income", Money, "monthly income stated"),
    open("merged_into", Key, "record_key of the record that this one was merged into earlier"),
    open("merged_from", List, "record_keys of records that were merged into this one earlier"),
];

const CONTACT: &[FieldSpec] = &[
    need("record_key", Key, "the export's own identifier of the contact"),
    open("customer_key", Key, "record_key of the customer in the same line"),
    need("started_at", Timestamp, "begin, local time"),
    need("direction", Choice(&["inbound", "outbound"]), "who began it"),
    need(
        "channel",
        Choice(&["call", "email", "chat", "letter", "visit", "message"]),
        "channel of the contact",
    ),
    open("queue", Text, "queue that took it"),
    open("agent_key", Key, "record_key of the agent"),
    open("wait_seconds", Decimal, "seconds until answered"),
    open("handle_seconds", Decimal, "seconds of talk, hold and after-call work"),
    open("topic", Text, "what it was about"),
    open("outcome", Text, "how it ended"),
    open("agreement_key", Key, "record_key of the agreement it was about"),
    open("promise", Text, "what the agent promised"),
    open("promise_due", Date, "day the promise falls due"),
    open("promise_kept", Boolean, "whether it was kept in time"),
];

const AGREEMENT: &[FieldSpec] = &[
    need("record_key", Key, "the export's own identifier of the agreement"),
    need("customer_key", Key, "record_key of the main customer in the same line"),
    need("kind", Choice(&["order", "lease", "loan", "service"]), "kind of agreement"),
    open("product", Text, "what was bought or financed"),
    open("signed_on", Date, "day of signature"),
    open("starts_on", Date, "first day of the term"),
    open("ends_on", Date, "last day of the term"),
    open("amount", Money, "price or financed amount"),
    open("status", Text, "status as exported"),
    open("finances_key", Key, "record_key of the other line's order that it finances"),
];

const AGREEMENT_PARTY: &[FieldSpec] = &[
    need("agreement_key", Key, "record_key of the agreement"),
    need("customer_key", Key, "record_key of the customer in the same line"),
    need("role", Choice(&["main", "co_borrower", "guarantor", "driver"]), "part taken"),
];

const PROCEDURE: &[FieldSpec] = &[
    need("record_key", Key, "identifier of the procedure"),
    need("title", Text, "title"),
    open("purpose", Text, "what it is for"),
    open("trigger", Text, "what sets it off"),
    open("topics", List, "contact topics it serves"),
    open("channels", List, "channels it covers"),
    open("direction", Text, "inbound, outbound or both"),
    open("owner", Text, "role that owns it"),
    open("inputs", Text, "what must be at hand before it starts"),
    open("outcome", Text, "what is reached when it is done"),
    open("valid_from", Date, "first day it is valid"),
    open("note", Text, "what agents should know beside it"),
];

const PROCEDURE_STEP: &[FieldSpec] = &[
    need("procedure_key", Key, "record_key of the procedure"),
    need("position", Integer, "place in the order of steps, from 1"),
    open("actor", Text, "role that does it"),
    need("action", Text, "what is done"),
    open("system", Text, "system used"),
    open("output", Text, "what comes out"),
    open("kind", Choice(&["task", "event", "decision"]), "task, event or decision"),
    open("condition", Text, "branch it stands on: when it is done; empty: always"),
    open("next", Text, "steps that follow, if not the next one: 4: approved; 6: refused; end"),
    open("note", Text, "what agents should know beside it"),
];

const BUSINESS_RULE: &[FieldSpec] = &[
    need("procedure_key", Key, "record_key of the procedure"),
    open("record_key", Key, "identifier of the rule"),
    need(
        "kind",
        Choice(&[
            "sla",
            "authority_limit",
            "authentication",
            "escalation",
            "opening_hours",
            "script",
            "data_capture",
            "other",
        ]),
        "what the rule limits",
    ),
    open("condition", Text, "when it holds"),
    need("value", Text, "limit or demand, as written"),
    open("unit", Text, "unit of the value, if apart"),
];

const AGENT: &[FieldSpec] = &[
    need("record_key", Key, "identifier of the agent"),
    personal("display_name", Text, "name shown in systems"),
    open("team", Text, "team"),
    open("site_key", Key, "record_key of the site"),
    open("employer", Text, "own company or outsourcer"),
    open("role", Text, "role in the team"),
    open("fte", Decimal, "full-time equivalents, 1.0 is full time"),
    open("hired_on", Date, "first working day"),
    open("languages", List, "languages spoken"),
];

const AGENT_SKILL: &[FieldSpec] = &[
    need("agent_key", Key, "record_key of the agent"),
    need("skill", Text, "skill"),
    open("level", Integer, "1 (beginner) to 5 (expert)"),
];

const OBJECTIVE: &[FieldSpec] = &[
    need("record_key", Key, "identifier of the objective"),
    need("name", Text, "name of the KPI"),
    open("definition", Text, "how it is measured"),
    open("unit", Text, "unit of target and actual"),
    open("better", Choice(&["higher", "lower"]), "which direction is better"),
    open("target", Decimal, "value aimed at"),
    open("actual", Decimal, "value reached"),
    open("period", Text, "period of the actual"),
];

const SITE: &[FieldSpec] = &[
    need("record_key", Key, "identifier of the site"),
    need("name", Text, "name"),
    open("city", Text, "town"),
    open("seats", Integer, "seats there are"),
    open("seats_used", Integer, "seats in use at peak"),
    open("lease_ends_on", Date, "end of the building's lease"),
    open("monthly_cost", Money, "cost a month"),
];

const SYSTEM: &[FieldSpec] = &[
    need("record_key", Key, "identifier of the system"),
    need("name", Text, "name"),
    open("purpose", Text, "what it is used for"),
    open("vendor", Text, "maker"),
    open("users", Integer, "named users"),
    open("monthly_cost", Money, "cost a month"),
];

const OUTSOURCER: &[FieldSpec] = &[
    need("record_key", Key, "identifier of the outsourcer"),
    need("name", Text, "company name"),
    open("service", Text, "what it does for the line"),
    open("seats", Integer, "seats contracted"),
    open("contract_ends_on", Date, "end of the contract"),
    open("notice_months", Integer, "notice period in months"),
    open("monthly_cost", Money, "cost a month"),
];

const COURSE: &[FieldSpec] = &[
    need("record_key", Key, "identifier of the course"),
    need("title", Text, "title"),
    open("audience", Text, "for whom"),
    open("topics", List, "what it teaches"),
    open("hours", Decimal, "length in hours"),
    open("capacity", Integer, "participants a session"),
    open("mode", Text, "classroom, remote or self-paced"),
];

const MONEY: &[FieldSpec] = &[
    need("month", Date, "first day of the month"),
    need("category", Text, "cost or income category"),
    need("kind", Choice(&["cost", "income"]), "cost or income"),
    need("amount", Money, "amount"),
];

impl FieldSpec {
    /// Whether the field tells of the record in its system, and nothing of the customer.
    pub fn is_about_the_record(&self) -> bool {
        matches!(self.name, "record_key" | "merged_into" | "merged_from")
    }
}

impl Entity {
    /// All entities, in the order in which sources are read.
    pub const ALL: [Self; 15] = [
        Self::Customer,
        Self::Contact,
        Self::Agreement,
        Self::AgreementParty,
        Self::Procedure,
        Self::ProcedureStep,
        Self::BusinessRule,
        Self::Agent,
        Self::AgentSkill,
        Self::Objective,
        Self::Site,
        Self::System,
        Self::Outsourcer,
        Self::Course,
        Self::Money,
    ];

    /// The entity's name in mappings and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Contact => "contact",
            Self::Agreement => "agreement",
            Self::AgreementParty => "agreement_party",
            Self::Procedure => "procedure",
            Self::ProcedureStep => "procedure_step",
            Self::BusinessRule => "business_rule",
            Self::Agent => "agent",
            Self::AgentSkill => "agent_skill",
            Self::Objective => "objective",
            Self::Site => "site",
            Self::System => "system",
            Self::Outsourcer => "outsourcer",
            Self::Course => "course",
            Self::Money => "money",
        }
    }

    /// The fields, in column order.
    pub const fn fields(self) -> &'static [FieldSpec] {
        match self {
            Self::Customer => CUSTOMER,
            Self::Contact => CONTACT,
            Self::Agreement => AGREEMENT,
            Self::AgreementParty => AGREEMENT_PARTY,
            Self::Procedure => PROCEDURE,
            Self::ProcedureStep => PROCEDURE_STEP,
            Self::BusinessRule => BUSINESS_RULE,
            Self::Agent => AGENT,
            Self::AgentSkill => AGENT_SKILL,
            Self::Objective => OBJECTIVE,
            Self::Site => SITE,
            Self::System => SYSTEM,
            Self::Outsourcer => OUTSOURCER,
            Self::Course => COURSE,
            Self::Money => MONEY,
        }
    }

    /// The field of that name.
    pub fn field(self, name: &str) -> Option<&'static FieldSpec> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// The table that holds the entity's records.
    pub fn record_table(self) -> String {
        format!("{}_record", self.name())
    }

    /// Whether the entity's rows carry an identifier of their own. Rows of the others (a skill, a
    /// month's cost) are told apart by their contents.
    pub fn has_own_key(self) -> bool {
        self.field("record_key").is_some_and(|field| field.required)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_through_the_mapping_syntax() {
        for entity in Entity::ALL {
            let text = format!("entity = \"{}\"", entity.name());
            let table: toml::Table = toml::from_str(&text).unwrap();
            let back: Entity = table["entity"].clone().try_into().unwrap();
            assert_eq!(back, entity);
        }
    }

    #[test]
    fn field_names_are_unique_and_usable_as_columns() {
        for entity in Entity::ALL {
            let mut seen = std::collections::BTreeSet::new();
            for field in entity.fields() {
                assert!(seen.insert(field.name), "{} twice in {}", field.name, entity.name());
                assert!(field.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
            }
        }
    }
}

//! The mappings that the program carries, so that an engagement can name them instead of a file:
//! `mapping = "preset:salesforce/contact"`.

use std::path::Path;

use crate::suggest::nearest;

/// What the name of a preset begins with where a mapping's path could stand.
pub const PREFIX: &str = "preset:";

/// One mapping of the folder `mappings/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// The system and what its export holds, such as `salesforce/contact`.
    pub name: &'static str,
    /// The mapping's text.
    pub text: &'static str,
}

macro_rules! presets {
    ($($name:literal),* $(,)?) => {
        &[$(Preset {
            name: $name,
            text: include_str!(concat!("../../../mappings/", $name, ".toml")),
        }),*]
    };
}

/// All presets, by system.
pub const PRESETS: &[Preset] = presets![
    "amazon_connect/contact_record",
    "amazon_connect/profile",
    "dynamics/account",
    "dynamics/contact",
    "dynamics/incident",
    "dynamics/phone_call",
    "dynamics/task",
    "generic/agent",
    "generic/agent_skill",
    "generic/agreement",
    "generic/agreement_party",
    "generic/business_rule",
    "generic/contact",
    "generic/course",
    "generic/customer",
    "generic/money",
    "generic/objective",
    "generic/outsourcer",
    "generic/procedure",
    "generic/procedure_step",
    "generic/site",
    "generic/system",
    "genesys/external_contact",
    "genesys/interaction",
    "hubspot/company",
    "hubspot/contact",
    "hubspot/ticket",
    "notation/business_rule",
    "notation/procedure",
    "notation/procedure_step",
    "salesforce/account",
    "salesforce/case",
    "salesforce/contact",
    "salesforce/person_account",
    "salesforce/task",
    "zendesk/ticket",
    "zendesk/user",
];

/// The preset's name in the place of a mapping's path, if it is one.
pub fn name_in(mapping: &Path) -> Option<&str> {
    mapping.to_str()?.strip_prefix(PREFIX)
}

/// The preset of that name, or what may have been meant.
pub fn find(name: &str) -> Result<&'static Preset, String> {
    PRESETS.iter().find(|preset| preset.name == name).ok_or_else(|| {
        let names = PRESETS.iter().map(|preset| preset.name);
        match nearest(name, names.clone()) {
            Some(right) => format!("did you mean `{PREFIX}{right}`?"),
            None => format!("presets are: {}", names.collect::<Vec<_>>().join(", ")),
        }
    })
}

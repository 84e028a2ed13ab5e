//! The sources that came from the target, and what their mappings say they hold.

use std::collections::BTreeSet;
use std::path::Path;

use sameboat_model::Settings;
use sameboat_model::presets::{find, name_in};

/// A customer source that came from the target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Origin {
    /// The source's name.
    pub(crate) source: String,
    /// The preset, without the system's name, that its mapping is; `None` for a mapping of its own.
    pub(crate) preset: Option<String>,
}

impl Origin {
    /// The customer sources whose mapping is a preset of the target, stands in a folder of that name
    /// or begins with it, and those that were `named`. `system`: the folder of the target's presets.
    pub(crate) fn of_target(
        settings: &Settings,
        system: &str,
        customer_sources: &BTreeSet<String>,
        named: &[String],
    ) -> Vec<Self> {
        let mut origins: Vec<Self> = settings
            .sources
            .iter()
            .filter(|source| customer_sources.contains(&source.name))
            .filter_map(|source| {
                let mapping = mapping_of(&source.mapping, system);
                if mapping.is_none() && !named.contains(&source.name) {
                    return None;
                }
                let is_preset = |name: &String| find(&format!("{system}/{name}")).is_ok();
                Some(Self { source: source.name.clone(), preset: mapping.filter(is_preset) })
            })
            .collect();
        // The run may have a source that has left the settings since.
        for name in named {
            if origins.iter().all(|origin| origin.source != *name) {
                origins.push(Self { source: name.clone(), preset: None });
            }
        }
        origins.sort();
        origins
    }
}

/// The mapping's name without the system's, if it is one of the system's.
fn mapping_of(mapping: &Path, system: &str) -> Option<String> {
    if let Some(name) = name_in(mapping) {
        let (of, name) = name.split_once('/')?;
        return (of == system).then(|| name.to_owned());
    }
    let prefix = format!("{system}_");
    let is_system = mapping.components().any(|part| {
        let part = part.as_os_str().to_string_lossy().to_lowercase();
        part == system || part.starts_with(&prefix)
    });
    let stem = mapping.file_stem()?.to_string_lossy().to_lowercase();
    is_system.then(|| stem.strip_prefix(&prefix).map_or(stem.clone(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_of_the_system_is_known_wherever_it_stands() {
        for (mapping, name) in [
            ("preset:salesforce/person_account", Some("person_account")),
            ("preset:hubspot/contact", None),
            ("mappings/salesforce/contact.toml", Some("contact")),
            ("mappings/Salesforce_Account.toml", Some("account")),
            ("mappings/product.toml", None),
        ] {
            let found = mapping_of(Path::new(mapping), "salesforce");
            assert_eq!(found.as_deref(), name, "{mapping}");
        }
    }
}

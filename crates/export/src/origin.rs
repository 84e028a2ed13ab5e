//! The sources that came from the target, and what their mappings say they hold.

use std::collections::BTreeSet;
use std::path::Path;

use sameboat_model::mapping::FieldMapping;
use sameboat_model::presets::{find, name_in};
use sameboat_model::{Mapping, Settings};

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

/// Warnings of sources whose mapping makes their keys anew: the files that tie, restore and list records of the
/// target then name ids that it does not have.
pub(crate) fn changed_keys(
    engagement: &Path,
    settings: &Settings,
    origins: &[Origin],
) -> Vec<String> {
    let from_target = |name: &str| origins.iter().any(|origin| origin.source == name);
    let sources = settings.sources.iter().filter(|source| from_target(&source.name));
    let changed = sources.filter_map(|source| {
        // Whoever has taken the mapping away since has been told so by the run.
        let mapping = Mapping::of_source(engagement, &source.mapping).ok()?.value;
        let steps = steps(mapping.fields.get("record_key")?);
        (!steps.is_empty()).then(|| {
            format!(
                "source `{}`: its mapping makes `record_key` by {}, so that 0_tie_*, reverse/restore_* and \
                 duplicates_in_target name ids which the target may not have: put back what was changed before \
                 you load them, or read the key as the target has it",
                source.name,
                steps.join(" and ")
            )
        })
    });
    changed.collect()
}

/// What a mapping does to a key that the export has.
fn steps(key: &FieldMapping) -> Vec<&'static str> {
    let steps = [
        ("joining columns", key.columns.len() > 1 && !key.alternatives),
        ("`constant`", key.constant.is_some()),
        ("`split`", key.split.is_some()),
        ("`extract`", key.extract.is_some()),
        ("`lookup`", key.has_lookup()),
    ];
    steps.into_iter().filter(|(_, is)| *is).map(|(step, _)| step).collect()
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
    use std::fmt::Write as _;

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

    #[test]
    fn keys_that_a_mapping_makes_anew_are_warned_of() {
        let folder = tempfile::tempdir().unwrap();
        let engagement = folder.path();
        let mut text = String::from(
            "[engagement]\nname = \"T\"\n[[line]]\nname = \"product\"\nlabel = \"P\"\n\
             [[line]]\nname = \"financing\"\nlabel = \"F\"\n",
        );
        let keys = [
            ("plain", "\"Id\""),
            ("bare", "{ column = \"Id\", extract = '^0*(\\d+)$' }"),
            ("both", "{ columns = [\"Id\", \"Part\"] }"),
            ("other", "{ column = \"Id\", extract = '^0*(\\d+)$' }"),
        ];
        for (name, key) in keys {
            let mapping = format!("entity = \"customer\"\n[fields]\nrecord_key = {key}\n");
            std::fs::write(engagement.join(format!("{name}.toml")), mapping).unwrap();
            let _ = write!(
                text,
                "[[source]]\nname = \"{name}\"\nline = \"product\"\nfile = \"x.csv\"\n\
                 mapping = \"{name}.toml\"\n"
            );
        }
        let settings = Settings::parse(&engagement.join("sameboat.toml"), text).unwrap();
        let origin = |source: &str| Origin { source: source.to_owned(), preset: None };
        let origins = ["plain", "bare", "both"].map(origin);
        let warned = changed_keys(engagement, &settings, &origins);
        assert_eq!(warned.len(), 2, "{warned:?}");
        assert!(
            warned[0].starts_with("source `bare`: its mapping makes `record_key` by `extract`,")
        );
        assert!(
            warned[1]
                .starts_with("source `both`: its mapping makes `record_key` by joining columns,")
        );
    }
}

//! The presets in `mappings/` are whole: one generic one per entity with every field in it, and all of
//! them can be named in `sameboat.toml`.
#![allow(clippy::unwrap_used, reason = "a failed unwrap in a test's helper is a failed test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sameboat_model::presets::{PREFIX, PRESETS};
use sameboat_model::{Entity, Mapping};

fn preset(name: &str) -> Mapping {
    Mapping::of_source(Path::new(""), Path::new(&format!("{PREFIX}{name}"))).unwrap().value
}

#[test]
fn every_entity_has_a_generic_preset_with_every_field() {
    for entity in Entity::ALL {
        let mapping = preset(&format!("generic/{}", entity.name()));
        assert_eq!(mapping.entity, entity);
        for field in entity.fields() {
            assert!(mapping.fields.contains_key(field.name), "{}.{}", entity.name(), field.name);
        }
    }
}

#[test]
fn every_mapping_of_the_folder_is_a_preset_that_can_be_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../mappings");
    let mut there = BTreeSet::new();
    for system in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if !system.is_dir() {
            continue;
        }
        for file in fs::read_dir(&system).unwrap().map(|entry| entry.unwrap().path()) {
            if file.extension().is_some_and(|ext| ext == "toml") {
                let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
                there.insert(format!("{}/{}", name(&system), name(&file)));
            }
        }
    }
    let known: BTreeSet<String> = PRESETS.iter().map(|preset| preset.name.to_owned()).collect();
    assert_eq!(known, there);
    for name in known {
        assert!(preset(&name).fields.values().all(|field| field.lookup_file.is_none()), "{name}");
    }
}

#[test]
fn presets_of_systems_take_any_choice_of_their_columns() {
    for preset_of in PRESETS.iter().filter(|preset| {
        !preset.name.starts_with("generic/") && !preset.name.starts_with("notation/")
    }) {
        assert!(preset(preset_of.name).read.optional_columns, "{}", preset_of.name);
    }
}

//! The generic presets in `mappings/` are whole: one per entity, every field in it.

use std::path::Path;

use sameboat_model::{Entity, Mapping};

#[test]
fn every_entity_has_a_generic_preset_with_every_field() {
    for entity in Entity::ALL {
        let file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../mappings/generic")
            .join(format!("{}.toml", entity.name()));
        let mapping = Mapping::read(&file).unwrap();
        assert_eq!(mapping.entity, entity);
        for field in entity.fields() {
            assert!(mapping.fields.contains_key(field.name), "{}.{}", entity.name(), field.name);
        }
    }
}

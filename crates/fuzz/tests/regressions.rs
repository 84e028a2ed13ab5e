//! Bytes that once broke something, by target; names say what was wrong.

use std::fs;
use std::path::Path;

use sameboat_fuzz::{TARGETS, World};
use sameboat_model::config::ConfigFile;
use sameboat_model::{Mapping, Settings};

#[test]
fn what_once_broke_something_is_survived() {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (all, seeds) = (crate_folder.join("regressions"), crate_folder.join("seeds"));
    let world = World::new();
    for (name, target) in TARGETS {
        for file in fs::read_dir(seeds.join(name)).unwrap() {
            target(&world, &fs::read(file.unwrap().path()).unwrap());
        }
        target(&world, b"");
        target(&world, b"No;Name\n1;A\n");
        for file in fs::read_dir(all.join(name)).into_iter().flatten() {
            target(&world, &fs::read(file.unwrap().path()).unwrap());
        }
    }
    for folder in fs::read_dir(&all).into_iter().flatten() {
        let folder = folder.unwrap().file_name().to_string_lossy().into_owned();
        assert!(TARGETS.iter().any(|(name, _)| **name == folder), "{folder} is no target");
    }
}

/// A seed that is refused at once teaches the fuzzer nothing.
#[test]
fn seeds_of_mappings_and_settings_are_good_ones() {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mapping = fs::read_to_string(all.join("mapping/every_key.toml")).unwrap();
    ConfigFile::<Mapping>::parse(Path::new("every_key.toml"), mapping).unwrap();
    let settings = fs::read_to_string(all.join("settings/small.toml")).unwrap();
    Settings::parse(Path::new("small.toml"), settings).unwrap();
}

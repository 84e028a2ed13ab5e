//! The schemas that editors use accept what the program accepts.
#![allow(clippy::unwrap_used, reason = "a failed unwrap in a test's helper is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn schema(name: &str) -> Validator {
    let text = fs::read_to_string(root().join("mappings/schema").join(name)).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn parse(text: &str) -> Value {
    json(toml::from_str(text).unwrap())
}

/// As editors see a file: dates are texts.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(at) => Value::String(at.to_string()),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            table.into_iter().map(|(key, value)| (key, json(value))).collect()
        }
        other => serde_json::to_value(other).unwrap(),
    }
}

/// The `.toml` files in a folder and the folders in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|ext| ext == "toml") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn every_mapping_of_ours_fits_the_schema() {
    let schema = schema("mapping.schema.json");
    let mut mappings = files(&root().join("mappings"));
    mappings.extend(files(&root().join("fixtures/demo/mappings")));
    assert!(mappings.len() > 50);
    for file in mappings {
        let wrong: Vec<String> = schema
            .iter_errors(&parse(&fs::read_to_string(&file).unwrap()))
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", file.display());
    }
}

#[test]
fn every_settings_file_of_ours_fits_the_schema() {
    let schema = schema("sameboat.schema.json");
    let settings: Vec<PathBuf> = files(&root().join("fixtures"))
        .into_iter()
        .filter(|file| file.ends_with("sameboat.toml"))
        .collect();
    assert!(!settings.is_empty());
    for file in settings {
        let value = parse(&fs::read_to_string(&file).unwrap());
        assert!(schema.is_valid(&value), "{}", file.display());
    }
    let wrong = "[engagement]\nname = \"A\"\nline = []\nsource = []\n[link]\nsead = 1\n";
    assert!(!schema.is_valid(&parse(wrong)));
}

#[test]
fn what_the_program_refuses_in_a_mapping_does_not_fit() {
    let schema = schema("mapping.schema.json");
    let right = "entity = \"customer\"\n[fields]\nrecord_key = \"No\"\n";
    assert!(schema.is_valid(&parse(right)));
    for wrong in [
        "birthdate = \"DOB\"\n",
        "city = { column = \"C\", extrakt = \"x\" }\n",
        "city = { column = \"C\", constant = \"x\" }\n",
        "city = { join = \" \" }\n",
        "city = { column = \"C\", sensitivity = \"secret\" }\n",
        "[extras]\nkeep = \"no\"\n",
        "[read]\nheaderrow = 3\n",
        "[[exclude]]\nrule = \"x\"\n",
    ] {
        assert!(!schema.is_valid(&parse(&format!("{right}{wrong}"))), "{wrong}");
    }
    assert!(!schema.is_valid(&parse("entity = \"customer\"\n[fields]\ncity = \"C\"\n")));
    assert!(!schema.is_valid(&parse("entity = \"klant\"\n[fields]\n")));
}

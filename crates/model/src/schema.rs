//! JSON Schemas of the files that people write, so that editors complete and check them. They come
//! from the types that read the files, and from the entities.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::entity::{Entity, FieldKind, FieldSpec};
use crate::mapping::field::FieldTable;
use crate::mapping::{Beside, ExcludeRule, Extras, ReadSettings};
use crate::settings::Settings;

/// The draft that editors of TOML understand best.
fn generator() -> SchemaGenerator {
    SchemaSettings::draft07().into_generator()
}

/// The schema of `sameboat.toml`.
pub fn settings() -> Value {
    let mut schema = generator().into_root_schema_for::<Settings>().to_value();
    schema["title"] = json!("sameboat.toml");
    schema
}

/// The schema of a mapping.
pub fn mapping() -> Value {
    let mut generator = generator();
    let part = |schema: schemars::Schema| schema.to_value();
    let read = part(generator.subschema_for::<ReadSettings>());
    let exclude = part(generator.subschema_for::<ExcludeRule>());
    let extras = part(generator.subschema_for::<Extras>());
    let beside = part(generator.subschema_for::<Beside>());
    let table = part(FieldTable::json_schema(&mut generator));
    let mut definitions = generator.take_definitions(true);
    definitions.insert("Field".into(), field(table));
    let names: Vec<&str> = Entity::ALL.iter().map(|entity| entity.name()).collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A mapping of Sameboat",
        "description": "How one export's columns become an entity's fields.",
        "type": "object",
        "properties": {
            "entity": { "description": "What each row of the source is.", "enum": names },
            "read": read,
            "fields": {
                "description": "Field of the entity = column, or a table that says more.",
                "type": "object",
                "additionalProperties": { "$ref": "#/definitions/Field" },
            },
            "exclude": {
                "description": "Rows that are left out by a named rule: counted, not quarantined.",
                "type": "array",
                "items": exclude,
            },
            "extras": extras,
            "beside": {
                "description": "Other files whose columns are read as if they stood in the rows that they are about.",
                "type": "array",
                "items": beside,
            },
        },
        "required": ["entity", "fields"],
        "additionalProperties": false,
        "allOf": Entity::ALL.map(fields_of),
        "definitions": definitions,
    })
}

/// A column's name, or a table with exactly one place that the value comes from.
fn field(mut table: Value) -> Value {
    let places = ["column", "columns", "any_of", "constant"];
    table["oneOf"] = places.iter().map(|place| json!({ "required": [place] })).collect();
    json!({ "anyOf": [{ "type": "string", "description": "The column." }, table] })
}

/// Which fields there are if the rows are of that entity.
fn fields_of(entity: Entity) -> Value {
    let fields = entity.fields();
    let properties: Map<String, Value> = fields
        .iter()
        .map(|spec| {
            let field = json!({
                "allOf": [{ "$ref": "#/definitions/Field" }],
                "description": description(spec),
            });
            (spec.name.to_owned(), field)
        })
        .collect();
    let required: Vec<&str> =
        fields.iter().filter(|spec| spec.required).map(|spec| spec.name).collect();
    json!({
        "if": { "properties": { "entity": { "const": entity.name() } }, "required": ["entity"] },
        "then": {
            "properties": {
                "fields": {
                    "properties": properties,
                    "required": required,
                    "additionalProperties": false,
                },
            },
        },
    })
}

fn description(spec: &FieldSpec) -> String {
    let mut text = spec.doc.to_owned();
    if let FieldKind::Choice(words) = spec.kind {
        text.push_str(&format!(" (one of: {})", words.join(", ")));
    }
    if spec.required {
        text.push_str(" (required)");
    }
    text
}

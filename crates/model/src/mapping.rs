//! Mapping files: how one export's columns become an entity's fields.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::de::{MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};

use crate::config::{ConfigError, ConfigFile};
use crate::entity::{Entity, FieldKind};
use crate::suggest::nearest;

/// One mapping file, `mappings/<source>.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What each row of the source is.
    pub entity: Entity,
    /// How the file is read; what is absent is detected.
    #[serde(default)]
    pub read: ReadSettings,
    /// Canonical field → where its value comes from.
    pub fields: BTreeMap<String, FieldMapping>,
    /// Rows that are left out by a named rule, counted but not quarantined.
    #[serde(default)]
    pub exclude: Vec<ExcludeRule>,
}

/// How a file is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadSettings {
    /// The workbook's sheets to read; all that have the header if absent.
    pub sheets: Option<Vec<String>>,
    /// The 1-based row of the header; found by its column names if absent.
    pub header_row: Option<usize>,
    /// The text encoding, by its WHATWG label; detected if absent.
    pub encoding: Option<String>,
    /// The delimiter of a text file; detected if absent.
    pub delimiter: Option<char>,
    /// The decimal sign of numbers, `.` or `,`; detected per value if absent.
    pub decimal: Option<char>,
    /// `strptime` formats of dates and timestamps, tried in order before ISO 8601.
    #[serde(default)]
    pub date_formats: Vec<String>,
    /// ISO 3166 code of the country of phones and addresses; the line's if absent.
    pub country: Option<String>,
}

/// Where one field's value comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMapping {
    /// The columns, joined if several.
    pub columns: Vec<String>,
    /// What stands between joined columns.
    pub join: String,
    /// A fixed value instead of columns.
    pub constant: Option<String>,
    /// Replaces the cell's text (compared trimmed, without regard to case).
    pub lookup: BTreeMap<String, String>,
    /// The value where the cell is empty or not in the lookup.
    pub default: Option<String>,
    /// Formats of this field's dates, before those of the file.
    pub date_formats: Vec<String>,
    /// Whether a row whose value cannot be read is refused, although the field is optional.
    pub strict: bool,
}

/// A table as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldTable {
    column: Option<String>,
    columns: Option<Vec<String>>,
    join: Option<String>,
    constant: Option<String>,
    #[serde(default)]
    lookup: BTreeMap<String, String>,
    default: Option<String>,
    #[serde(default)]
    date_formats: Vec<String>,
    #[serde(default)]
    strict: bool,
}

impl<'de> Deserialize<'de> for FieldMapping {
    /// A bare string is a column; a table says more. (Not an untagged enum, whose errors would
    /// lose the key that is wrong.)
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = FieldMapping;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a column name, or a table such as { column = \"…\" }")
            }

            fn visit_str<E>(self, column: &str) -> Result<FieldMapping, E> {
                Ok(FieldMapping::column(column))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<FieldMapping, A::Error> {
                let table = FieldTable::deserialize(MapAccessDeserializer::new(map))?;
                FieldMapping::from_table(table).map_err(serde::de::Error::custom)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl FieldMapping {
    /// The value of one column, as it is.
    pub fn column(name: &str) -> Self {
        Self { columns: vec![name.to_owned()], join: " ".into(), ..Self::default() }
    }

    fn from_table(table: FieldTable) -> Result<Self, &'static str> {
        let columns = match (table.column, table.columns, &table.constant) {
            (Some(one), None, None) => vec![one],
            (None, Some(several), None) if !several.is_empty() => several,
            (None, None, Some(_)) => vec![],
            _ => return Err("give exactly one of `column`, `columns` and `constant`"),
        };
        Ok(Self {
            columns,
            join: table.join.unwrap_or_else(|| " ".into()),
            constant: table.constant,
            lookup: table.lookup.into_iter().map(|(k, v)| (fold(&k), v)).collect(),
            default: table.default,
            date_formats: table.date_formats,
            strict: table.strict,
        })
    }

    /// What the lookup, if there is one, makes of a cell's text; `None` if it is not listed.
    pub fn look_up<'a>(&'a self, text: &'a str) -> Option<&'a str> {
        if self.lookup.is_empty() {
            return Some(text);
        }
        self.lookup.get(&fold(text)).map(String::as_str)
    }
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// A named reason to leave rows out. Exactly one of the tests is given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExcludeRule {
    /// The name that control totals and the report show.
    pub rule: String,
    /// The column that is looked at.
    pub column: String,
    /// A regular expression that the cell's text matches.
    pub matches: Option<String>,
    /// The cell's exact text.
    pub equals: Option<String>,
    /// Whether the cell is empty.
    pub empty: Option<bool>,
}

impl Mapping {
    /// Reads and validates a mapping file.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        Self::read_file(file).map(|file| file.value)
    }

    /// Reads and validates a mapping file, and keeps its text for later errors to point into.
    pub fn read_file(file: &Path) -> Result<ConfigFile<Self>, ConfigError> {
        Self::validate(ConfigFile::read(file)?)
    }

    /// Parses and validates a mapping's text, which came from `file`.
    pub fn parse(file: &Path, text: String) -> Result<Self, ConfigError> {
        Self::validate(ConfigFile::parse(file, text)?).map(|file| file.value)
    }

    fn validate(file: ConfigFile<Self>) -> Result<ConfigFile<Self>, ConfigError> {
        let mapping = &file.value;
        for (name, field) in &mapping.fields {
            check_field(&file, name, field)?;
        }
        for spec in mapping.entity.fields().iter().filter(|spec| spec.required) {
            if !mapping.fields.contains_key(spec.name) {
                return Err(file.error_at(
                    &["fields"],
                    format!("`{}` of a {} is not mapped", spec.name, mapping.entity.name()),
                    Some(format!("add `{} = \"<column>\"`: {}", spec.name, spec.doc)),
                ));
            }
        }
        for (index, rule) in mapping.exclude.iter().enumerate() {
            let tests = usize::from(rule.matches.is_some())
                + usize::from(rule.equals.is_some())
                + usize::from(rule.empty.is_some());
            if tests != 1 {
                return Err(file.error_at(
                    &["exclude", &index.to_string()],
                    format!("rule `{}` must have one test", rule.rule),
                    Some("give one of `matches`, `equals` and `empty`".into()),
                ));
            }
        }
        Ok(file)
    }

    /// Every column that the mapping names, in no particular order and without repeats.
    pub fn columns(&self) -> std::collections::BTreeSet<&str> {
        let fields = self.fields.values().flat_map(|field| field.columns.iter());
        fields.chain(self.exclude.iter().map(|rule| &rule.column)).map(String::as_str).collect()
    }
}

fn check_field(
    file: &ConfigFile<Mapping>,
    name: &str,
    field: &FieldMapping,
) -> Result<(), ConfigError> {
    let entity = file.value.entity;
    let Some(spec) = entity.field(name) else {
        let names = entity.fields().iter().map(|field| field.name);
        let help = match nearest(name, names.clone()) {
            Some(right) => format!("did you mean `{right}`?"),
            None => format!("fields are: {}", names.collect::<Vec<_>>().join(", ")),
        };
        let message = format!("a {} has no field `{name}`", entity.name());
        return Err(file.error_at(&["fields", name], message, Some(help)));
    };
    let FieldKind::Choice(words) = spec.kind else { return Ok(()) };
    let given = field.lookup.values().chain(&field.constant).chain(&field.default);
    for word in given {
        if !words.contains(&word.as_str()) {
            return Err(file.error_at(
                &["fields", name],
                format!("`{word}` is not a value of `{name}`"),
                Some(format!("write one of: {}", words.join(", "))),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Mapping, ConfigError> {
        Mapping::parse(Path::new("mappings/x.toml"), text.to_owned())
    }

    #[test]
    fn a_string_is_a_column_and_a_table_says_more() {
        let mapping = parse(
            "entity = \"customer\"\n[fields]\nrecord_key = \"No\"\n\
             street = { columns = [\"Street\", \"Nr\"] }\n\
             kind = { column = \"Type\", lookup = { P = \"person\" }, default = \"organisation\" }\n",
        )
        .unwrap();
        assert_eq!(mapping.fields["record_key"], FieldMapping::column("No"));
        assert_eq!(mapping.fields["street"].columns, ["Street", "Nr"]);
        assert_eq!(mapping.fields["kind"].look_up(" p "), Some("person"));
        assert_eq!(mapping.fields["kind"].look_up("?"), None);
    }

    #[test]
    fn a_wrong_field_is_shown_where_it_stands() {
        let error =
            parse("entity = \"customer\"\n[fields]\nrecord_key = \"No\"\nbirthdate = \"DOB\"\n")
                .unwrap_err();
        assert_eq!(error.to_string(), "mappings/x.toml:4:13: a customer has no field `birthdate`");
        assert_eq!(error.help.as_deref(), Some("did you mean `birth_date`?"));
    }

    #[test]
    fn a_required_field_must_be_mapped() {
        let error = parse("entity = \"contact\"\n[fields]\nrecord_key = \"Id\"\n").unwrap_err();
        assert!(error.to_string().contains("`started_at` of a contact is not mapped"));
    }

    #[test]
    fn a_lookup_can_only_lead_to_words_of_the_choice() {
        let error = parse(
            "entity = \"customer\"\n[fields]\nrecord_key = \"No\"\n\
             kind = { column = \"T\", lookup = { F = \"firm\" } }\n",
        )
        .unwrap_err();
        assert_eq!(error.help.as_deref(), Some("write one of: person, organisation"));
    }
}

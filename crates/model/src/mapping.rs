//! Mapping files: how one export's columns become an entity's fields.
//!
//! * [`field`]: where one field's value comes from.
//! * [`lookup_file`]: lookup tables in files of their own.
//! * `check`: what may be said of a field, and what of columns that become none.

mod check;
pub mod field;
pub mod lookup_file;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::config::{ConfigError, ConfigFile};
use crate::entity::{Entity, Sensitivity};
use crate::presets;

pub use field::FieldMapping;

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
    /// What becomes of the columns that no field is mapped to.
    #[serde(default)]
    pub extras: Extras,
    /// Other files whose columns are read as if they stood in the rows that they are about.
    #[serde(default)]
    pub beside: Vec<Beside>,
}

/// A file that says more of a source's rows, by a key: a list of consents. It makes no rows of its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// The file, from the engagement's folder.
    pub file: PathBuf,
    /// Its column that says which row is meant.
    pub key: String,
    /// The column of the source's own file that says the same.
    pub to: String,
    /// How the two are compared.
    #[serde(default)]
    pub keys: BesideKeys,
    /// How it is read; what is absent is detected.
    #[serde(default)]
    pub read: ReadSettings,
}

/// How the keys of a file beside a source are compared with the source's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BesideKeys {
    /// As they are written.
    #[default]
    Text,
    /// As phone numbers, however they are written: those without a country code are of the row's
    /// country, else of that of `[read]`, or else of the line.
    Phone,
}

/// How a file is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadSettings {
    /// The workbook's sheets to read; all that have the header if absent.
    pub sheets: Option<Vec<String>>,
    /// The 1-based row of the header; found by its column names if absent.
    pub header_row: Option<usize>,
    /// The text encoding, by its WHATWG label (`windows-1252`) or as a code page of DOS (`cp437`, `cp850`, `cp852`,
    /// `cp858`); detected if absent.
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
    /// Whether the file has tables of procedures, steps and rules in any layout. Whatever it is, it is
    /// read as a workbook with the sheets `procedures`, `steps` and `rules`.
    #[serde(default)]
    pub procedures: bool,
    /// Whether the export may lack columns, as long as it has those of the required fields.
    #[serde(default)]
    pub optional_columns: bool,
}

/// What becomes of the columns that no field is mapped to. They count as personal data, or as regulated.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Extras {
    /// Whether their cells are kept, as JSON beside the fields.
    pub keep: bool,
    /// Columns that are not kept all the same.
    pub drop: Vec<String>,
    /// Columns that must never reach the other line or an export. Those whose names speak of banking (`Net income`,
    /// `Arrears`) never do, listed or not.
    pub regulated: Vec<String>,
    /// Columns that may reach the other line although their names speak of banking.
    pub shared: Vec<String>,
}

impl Default for Extras {
    fn default() -> Self {
        Self { keep: true, drop: vec![], regulated: vec![], shared: vec![] }
    }
}

/// A named reason to leave rows out. Exactly one of the tests is given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

    /// Reads the mapping of a source: a file from the engagement's folder, or a preset by its name.
    pub fn of_source(engagement: &Path, mapping: &Path) -> Result<ConfigFile<Self>, ConfigError> {
        let Some(name) = presets::name_in(mapping) else {
            return Self::read_file(&engagement.join(mapping));
        };
        match presets::find(name) {
            Ok(preset) => Self::validate(ConfigFile::parse(mapping, preset.text.to_owned())?),
            Err(help) => Err(ConfigError {
                file: mapping.to_owned(),
                text: String::new(),
                span: None,
                message: "there is no such preset".into(),
                help: Some(help),
            }),
        }
    }

    /// Parses and validates a mapping's text, which came from `file`.
    pub fn parse(file: &Path, text: String) -> Result<Self, ConfigError> {
        Self::validate(ConfigFile::parse(file, text)?).map(|file| file.value)
    }

    fn validate(mut file: ConfigFile<Self>) -> Result<ConfigFile<Self>, ConfigError> {
        lookup_file::read_all(&mut file)?;
        check::check(&file)?;
        Ok(file)
    }

    /// Every column that the mapping names, in no particular order and without repeats.
    pub fn columns(&self) -> BTreeSet<&str> {
        let conditions = self.fields.values().flat_map(FieldMapping::conditions);
        let mut columns = self.taken_columns();
        columns.extend(conditions.map(|(_, column)| column.as_str()));
        columns
    }

    /// The columns whose cells become values, or tell which rows are left out. Those that are only asked
    /// whether they say something are not among them: what they say stands nowhere else.
    pub fn taken_columns(&self) -> BTreeSet<&str> {
        let fields =
            self.fields.values().flat_map(|field| field.columns.iter().chain(&field.refused_by));
        fields.chain(self.exclude.iter().map(|rule| &rule.column)).map(String::as_str).collect()
    }

    /// What a header must have, field by field and then rule by rule.
    pub fn demands(&self) -> impl Iterator<Item = Demand<'_>> {
        let of_fields = self.fields.iter().filter_map(|(name, field)| {
            let required = self.entity.field(name).is_some_and(|spec| spec.required);
            let lenient = self.read.optional_columns;
            let free = field.columns.is_empty() || field.optional || (lenient && !required);
            (!free).then_some(Demand {
                place: Place::Field(name),
                columns: &field.columns,
                any: field.alternatives || lenient,
            })
        });
        let conditions = self
            .fields
            .iter()
            .filter(|(_, field)| !(field.optional || self.read.optional_columns))
            .flat_map(|(name, field)| {
                field.beside_columns().map(move |(key, column)| Demand {
                    place: Place::Condition(name, key),
                    columns: std::slice::from_ref(column),
                    any: false,
                })
            });
        let rules = self.exclude.iter().enumerate().filter(|_| !self.read.optional_columns);
        of_fields.chain(conditions).chain(rules.map(|(index, rule)| Demand {
            place: Place::Rule(index),
            columns: std::slice::from_ref(&rule.column),
            any: false,
        }))
    }

    /// Who may see a field's values: what the model says, or what the mapping raises it to.
    pub fn sensitivity(&self, field: &str) -> Sensitivity {
        let own = self.entity.field(field).map_or(Sensitivity::Personal, |spec| spec.sensitivity);
        let raised = self.fields.get(field).and_then(|field| field.sensitivity);
        raised.map_or(own, |raised| raised.max(own))
    }
}

/// Columns without which a sheet cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand<'a> {
    /// Who needs them.
    pub place: Place<'a>,
    /// The columns.
    pub columns: &'a [String],
    /// Whether one of them is enough.
    pub any: bool,
}

/// A part of a mapping that names columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// The field of that name.
    Field(&'a str),
    /// A column that is looked at beside those of the field of that name, by its key.
    Condition(&'a str, &'static str),
    /// The exclude rule of that number.
    Rule(usize),
}

impl Demand<'_> {
    /// The first column that is lacking, by its number, or the first of all if none of several is
    /// there; `None` if the demand is met.
    pub fn lacking(&self, has: impl Fn(&str) -> bool) -> Option<usize> {
        if self.any {
            return (!self.columns.iter().any(|column| has(column))).then_some(0);
        }
        self.columns.iter().position(|column| !has(column))
    }
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
    fn what_a_lookup_does_not_list_stays_as_it_is_where_that_is_said() {
        let mapping = parse(
            "entity = \"contact\"\n[fields]\nrecord_key = \"No\"\nstarted_at = \"At\"\n\
             direction = { constant = \"inbound\" }\nchannel = { constant = \"call\" }\n\
             outcome = { column = \"Status\", lookup = { 10 = \"open\" }, keep_unlisted = true }\n\
             topic = { column = \"Topic\", lookup = { A = \"Address\" } }\n",
        )
        .unwrap();
        let outcome = &mapping.fields["outcome"];
        assert_eq!(outcome.look_up("10"), Some("open"));
        assert_eq!(outcome.look_up("Gelöst"), Some("Gelöst"));
        assert_eq!(mapping.fields["topic"].look_up("B"), None);
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

    fn fails(fields: &str) -> ConfigError {
        parse(&format!("entity = \"customer\"\n[fields]\nrecord_key = \"No\"\n{fields}"))
            .unwrap_err()
    }

    #[test]
    fn a_piece_needs_what_parts_it_and_which_it_is() {
        for (fields, wrong) in [
            ("city = { column = \"C\", part = 2 }", "`part` needs `split`"),
            ("city = { column = \"C\", split = \",\" }", "`split` without `part`"),
            ("city = { column = \"C\", split = \",\", part = 0 }", "`part` counts from 1"),
            ("city = { column = \"C\", group = \"x\" }", "`group` needs `extract`"),
            ("city = { column = \"C\", otherwise = \"x\" }", "`otherwise` needs `lookup`"),
            ("city = { column = \"C\", keep_unlisted = true }", "`keep_unlisted` needs `lookup`"),
            ("city = { column = \"C\", any_of = [\"D\"] }", "give exactly one of"),
        ] {
            let error = fails(fields);
            assert!(error.message.contains(wrong), "{error}");
            assert_eq!(error.position().unwrap().0, 4, "{error}");
        }
    }

    #[test]
    fn a_wrong_key_of_a_field_is_shown_with_the_nearest_right_one() {
        let error = fails("city = { column = \"C\", extrakt = \"x\" }");
        assert_eq!(error.position(), Some((4, 24)));
        assert_eq!(error.help.as_deref(), Some("did you mean `extract`?"));
    }

    #[test]
    fn a_mapping_raises_the_sensitivity_and_never_lowers_it() {
        let raised = parse(
            "entity = \"customer\"\n[fields]\nrecord_key = \"No\"\n\
             segment = { column = \"S\", sensitivity = \"regulated\" }\nincome = \"I\"\n",
        )
        .unwrap();
        assert_eq!(raised.sensitivity("segment"), Sensitivity::Regulated);
        assert_eq!(raised.sensitivity("income"), Sensitivity::Regulated);
        assert_eq!(raised.sensitivity("record_key"), Sensitivity::Open);
        let error = fails("income = { column = \"I\", sensitivity = \"open\" }");
        assert!(error.message.contains("cannot become open"), "{error}");
        let error = fails("email = { column = \"I\", sensitivity = \"secret\" }");
        assert!(error.help.unwrap().contains("regulated"));
    }

    #[test]
    fn optional_columns_are_not_demanded_but_those_of_required_fields_are() {
        let mapping = parse(
            "entity = \"customer\"\n[read]\noptional_columns = true\n[fields]\n\
             record_key = { any_of = [\"Id\", \"Account ID\"] }\ncity = \"City\"\n",
        )
        .unwrap();
        let demands: Vec<Demand<'_>> = mapping.demands().collect();
        assert_eq!(demands.len(), 1);
        assert_eq!(demands[0].lacking(|column| column == "Account ID"), None);
        assert_eq!(demands[0].lacking(|column| column == "City"), Some(0));
    }

    #[test]
    fn the_column_of_a_condition_is_demanded_as_the_field_is() {
        let fields = "surname = { column = \"Name\", where_filled = \"First\" }\n\
                      organisation = { column = \"Name\", where_empty = \"First\" }\n";
        let text = format!("entity = \"customer\"\n[fields]\nrecord_key = \"No\"\n{fields}");
        let mapping = parse(&text).unwrap();
        assert_eq!(mapping.columns().into_iter().collect::<Vec<_>>(), ["First", "Name", "No"]);
        let without_first = |demand: &Demand<'_>| demand.lacking(|column| column != "First");
        let places: Vec<Place<'_>> = mapping
            .demands()
            .filter(|demand| without_first(demand).is_some())
            .map(|demand| demand.place)
            .collect();
        assert_eq!(
            places,
            [
                Place::Condition("organisation", field::WHERE_EMPTY),
                Place::Condition("surname", field::WHERE_FILLED),
            ]
        );
        let lenient = text.replace("[fields]", "[read]\noptional_columns = true\n[fields]");
        let lenient = parse(&lenient).unwrap();
        assert!(lenient.demands().all(|demand| without_first(&demand).is_none()));
    }

    #[test]
    fn a_column_that_is_only_a_condition_may_be_an_extra() {
        let fields = "kind = { constant = \"organisation\", where_filled = \"Register\" }\n\
                      [extras]\nregulated = [\"Register\"]\n";
        let text = format!("entity = \"customer\"\n[fields]\nrecord_key = \"No\"\n{fields}");
        let mapping = parse(&text).unwrap();
        assert!(mapping.columns().contains("Register"));
        assert!(!mapping.taken_columns().contains("Register"));
    }

    #[test]
    fn only_postcodes_may_have_lost_zeros() {
        let fields = "postcode = { column = \"P\", lost_zeros = false }\ncity = \"C\"";
        let text = format!("entity = \"customer\"\n[fields]\nrecord_key = \"No\"\n{fields}");
        assert_eq!(parse(&text).unwrap().fields["postcode"].lost_zeros, Some(false));
        let error = fails("city = { column = \"C\", lost_zeros = true }");
        assert!(error.message.contains("for `postcode`"), "{error}");
    }

    #[test]
    fn only_times_may_have_a_unit() {
        let contact = "entity = \"contact\"\n[fields]\nrecord_key = \"No\"\nstarted_at = \"At\"\n\
            direction = { constant = \"inbound\" }\nchannel = { constant = \"call\" }\n\
            handle_seconds = { column = \"Dauer (min)\", unit = \"minutes\" }\n";
        let unit = parse(contact).unwrap().fields["handle_seconds"].unit.unwrap();
        assert_eq!((unit.seconds(), unit.name()), (60.0, "minutes"));
        let error = fails("city = { column = \"C\", unit = \"minutes\" }");
        assert!(error.message.contains("for fields in seconds"), "{error}");
    }

    #[test]
    fn a_mapped_column_is_no_extra() {
        let error = fails("city = \"City\"\n[extras]\nregulated = [\"City\"]");
        assert_eq!(error.position(), Some((6, 14)));
        assert!(error.help.unwrap().contains("sensitivity = \"regulated\""));
        let error = fails("[extras]\nregulated = [\"Rating\"]\nshared = [\"Rating\"]");
        assert!(error.message.contains("regulated and shared"), "{error}");
        let error = fails("[extras]\nkeep = false\ndrop = [\"Fax\"]");
        assert!(error.message.contains("`keep` is false"));
    }

    #[test]
    fn only_consents_are_refused_by_other_columns() {
        let of = |field: &str| {
            let text = format!("entity = \"customer\"\n[fields]\nrecord_key = \"No\"\n{field}\n");
            parse(&text).map_err(|error| error.to_string())
        };
        let mapping =
            of("consent_phone = { column = \"A\", refused_by = [\"B\", \"C\"] }").unwrap();
        assert_eq!(mapping.columns().into_iter().collect::<Vec<_>>(), ["A", "B", "C", "No"]);
        assert!(mapping.taken_columns().contains("C"));
        assert_eq!(mapping.demands().count(), 4, "all must be there");
        let error = of("surname = { column = \"A\", refused_by = [\"B\"] }").unwrap_err();
        assert!(error.contains("`refused_by` is for consents, not for `surname`"), "{error}");
        let error = of("consent_post = { column = \"A\", refused_by = [\"A\"] }").unwrap_err();
        assert!(error.contains("read from `A` already"), "{error}");
        let error = of("consent_post = { column = \"No calls\", refused_by = [\"no  Calls\"] }");
        let error = error.unwrap_err();
        assert!(error.contains("read from `no  Calls` already"), "{error}");
        let error =
            of("consent_post = { column = \"A\", refused_by = [\"B\", \"b \"] }").unwrap_err();
        assert!(error.contains("`refused_by` names a column twice"), "{error}");
        let mapping = of("consent_post = { refused_by = [\"B\"] }").unwrap();
        assert_eq!(mapping.demands().count(), 2, "it needs no column of its own");
        let error =
            of("consent_post = { refused_by = [\"B\"], lookup = { a = \"no\" } }").unwrap_err();
        assert!(error.contains("need a `column`"), "{error}");
        assert!(of("consent_post = { default = \"no\" }").unwrap_err().contains("exactly one of"));
    }
}

//! Where one field's value comes from.
//!
//! The order in which a value is made: where `where_filled` or `where_empty` does not hold of the row,
//! only `default` counts, else the cells of `columns` are joined, or the first of `any_of`
//! that says something is taken; `split` and `part` take a piece of it; `extract` takes what an
//! expression finds; `lookup` translates it, `otherwise` standing for what is not listed (`keep_unlisted`: as
//! it is); the text is read as the field's kind, numbers of times in `unit`; `default` stands in for what is
//! empty by then. Whatever came of it, a column of `refused_by` that refuses makes a consent `no`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use serde::de::{MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};

use crate::entity::Sensitivity;

/// Where one field's value comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key that a mapping may have")]
pub struct FieldMapping {
    /// The columns, joined if several.
    pub columns: Vec<String>,
    /// Whether the columns are not joined, but the first that says something counts.
    pub alternatives: bool,
    /// Whether the export may lack the columns.
    pub optional: bool,
    /// A column that must say something for the field to have a value of the row.
    pub where_filled: Option<String>,
    /// A column that must say nothing.
    pub where_empty: Option<String>,
    /// Of consents: columns of refusals, which count whatever the columns say.
    pub refused_by: Vec<String>,
    /// What stands between joined columns.
    pub join: String,
    /// A fixed value instead of columns.
    pub constant: Option<String>,
    /// What parts the text into pieces.
    pub split: Option<String>,
    /// The piece that counts, from 1, or from the end if negative; never 0.
    pub part: Option<i32>,
    /// A regular expression: what its group finds counts.
    pub extract: Option<String>,
    /// The name of that group; the first one if absent, the whole find if there is none.
    pub group: Option<String>,
    /// Replaces the cell's text (compared trimmed, without regard to case).
    pub lookup: BTreeMap<String, String>,
    /// A file with more of the lookup, from the mapping's folder.
    pub lookup_file: Option<PathBuf>,
    /// The value of texts that are not in the lookup.
    pub otherwise: Option<String>,
    /// Whether texts that are not in the lookup stay as they are.
    pub keep_unlisted: bool,
    /// The value where the cell is empty, or not in the lookup.
    pub default: Option<String>,
    /// Formats of this field's dates, before those of the file.
    pub date_formats: Vec<String>,
    /// Whether a row whose value cannot be read is refused, although the field is optional.
    pub strict: bool,
    /// Who may see the values, where that is fewer than the model says.
    pub sensitivity: Option<Sensitivity>,
    /// Of postcodes: whether leading zeros were lost; where it is not said, the rows tell.
    pub lost_zeros: Option<bool>,
    /// Of fields in seconds: what the column's bare numbers count, if that is something else.
    pub unit: Option<TimeUnit>,
}

/// What a number of a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TimeUnit {
    /// Thousandths of a second.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
}

impl TimeUnit {
    /// The word that a mapping has for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Milliseconds => "milliseconds",
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
        }
    }

    /// How many seconds it has.
    pub const fn seconds(self) -> f64 {
        match self {
            Self::Milliseconds => 0.001,
            Self::Seconds => 1.0,
            Self::Minutes => 60.0,
            Self::Hours => 3_600.0,
        }
    }
}

/// A table as it stands in the file.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldTable {
    /// The column.
    column: Option<String>,
    /// Columns that are joined.
    columns: Option<Vec<String>>,
    /// Columns of which the first that says something counts.
    any_of: Option<Vec<String>>,
    /// The export may lack the columns.
    #[serde(default)]
    optional: bool,
    /// The field takes its value only from rows in which this column says something.
    where_filled: Option<String>,
    /// The field takes its value only from rows in which this column says nothing.
    where_empty: Option<String>,
    /// Only of consents: columns of refusals (`No phone calls`). Where one of them refuses, the consent is
    /// `no`, whatever `column` says; what is not understood there may refuse and counts so. Without `column`
    /// the consent is `no` or empty.
    #[serde(default)]
    refused_by: Vec<String>,
    /// What stands between joined columns; a space if absent.
    join: Option<String>,
    /// A fixed value instead of columns.
    constant: Option<String>,
    /// What parts the text into pieces.
    split: Option<String>,
    /// The piece that counts: 1 is the first, -1 the last.
    part: Option<i32>,
    /// A regular expression: what its first group finds counts.
    extract: Option<String>,
    /// The name of the group that counts instead.
    group: Option<String>,
    /// Replaces texts, compared trimmed and without regard to case.
    #[serde(default)]
    lookup: BTreeMap<String, String>,
    /// A CSV or TOML file with more of the lookup, from the mapping's folder.
    lookup_file: Option<PathBuf>,
    /// The value of texts that are not in the lookup.
    otherwise: Option<String>,
    /// Texts that are not in the lookup stay as they are.
    #[serde(default)]
    keep_unlisted: bool,
    /// The value of empty cells.
    default: Option<String>,
    /// strptime formats of dates, tried in order before those of the file.
    #[serde(default)]
    date_formats: Vec<String>,
    /// A row whose value cannot be read is refused.
    #[serde(default)]
    strict: bool,
    /// Keeps the values from more people than the model does.
    sensitivity: Option<Sensitivity>,
    /// Only of `postcode`. Yes: leading zeros were lost, and are put back whatever other rows show, where
    /// the country is known and neither phone nor town is abroad. No: none is put back. If absent, the
    /// rows tell.
    lost_zeros: Option<bool>,
    /// Only of `wait_seconds` and `handle_seconds`: what bare numbers of the column count. Clock times
    /// (`3:25`) are read as they are.
    unit: Option<TimeUnit>,
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
        let alternatives = table.any_of.is_some();
        let columns = match (table.column, table.columns, table.any_of, &table.constant) {
            (Some(one), None, None, None) => vec![one],
            (None, Some(several), None, None) | (None, None, Some(several), None)
                if !several.is_empty() =>
            {
                several
            }
            (None, None, None, Some(_)) => vec![],
            (None, None, None, None) if !table.refused_by.is_empty() => vec![],
            _ => return Err("give exactly one of `column`, `columns`, `any_of` and `constant`"),
        };
        if repeats(&table.refused_by) {
            return Err(
                "`refused_by` names a column twice; a second column of a name is `Name (2)`",
            );
        }
        if table.part == Some(0) {
            return Err("`part` counts from 1, or from the end as -1");
        }
        if table.split.is_none() && table.part.is_some() {
            return Err("`part` needs `split`: what parts the text, such as \",\"");
        }
        if table.split.as_ref().is_some_and(String::is_empty) {
            return Err("`split` is empty: give what parts the text, such as \",\"");
        }
        if table.extract.is_none() && table.group.is_some() {
            return Err("`group` needs `extract`: the expression that has the group");
        }
        let no_lookup = table.lookup.is_empty() && table.lookup_file.is_none();
        let takes_a_piece = table.split.is_some() || table.extract.is_some();
        if columns.is_empty() && table.constant.is_none() && (takes_a_piece || !no_lookup) {
            return Err(
                "`split`, `extract` and `lookup` need a `column`: `refused_by` is read as it is",
            );
        }
        if no_lookup && table.otherwise.is_some() {
            return Err(
                "`otherwise` needs `lookup` or `lookup_file`; for empty cells write `default`",
            );
        }
        if table.keep_unlisted && (no_lookup || table.otherwise.is_some()) {
            return Err("`keep_unlisted` needs `lookup` or `lookup_file`, and no `otherwise`");
        }
        Ok(Self {
            columns,
            alternatives,
            optional: table.optional,
            where_filled: table.where_filled,
            where_empty: table.where_empty,
            refused_by: table.refused_by,
            join: table.join.unwrap_or_else(|| " ".into()),
            constant: table.constant,
            split: table.split,
            part: table.part,
            extract: table.extract,
            group: table.group,
            lookup: table.lookup.into_iter().map(|(k, v)| (fold(&k), v)).collect(),
            lookup_file: table.lookup_file,
            otherwise: table.otherwise,
            keep_unlisted: table.keep_unlisted,
            default: table.default,
            date_formats: table.date_formats,
            strict: table.strict,
            sensitivity: table.sensitivity,
            lost_zeros: table.lost_zeros,
            unit: table.unit,
        })
    }

    /// What the lookup, if there is one, makes of a cell's text; `None` if it is not listed and does
    /// not stay as it is.
    pub fn look_up<'a>(&'a self, text: &'a str) -> Option<&'a str> {
        if !self.has_lookup() {
            return Some(text);
        }
        let listed = self.lookup.get(&fold(text)).map(String::as_str);
        listed.or(self.keep_unlisted.then_some(text))
    }

    /// Whether texts are translated.
    pub fn has_lookup(&self) -> bool {
        !self.lookup.is_empty() || self.lookup_file.is_some()
    }

    /// The columns that a row is asked about before its value is taken, with the key that names each.
    pub fn conditions(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let filled = self.where_filled.iter().map(|column| (WHERE_FILLED, column));
        filled.chain(self.where_empty.iter().map(|column| (WHERE_EMPTY, column)))
    }

    /// The columns that are looked at beside those that the value comes from, with the key that names each.
    pub fn beside_columns(&self) -> impl Iterator<Item = (&'static str, &String)> {
        self.conditions().chain(self.refused_by.iter().map(|column| (REFUSED_BY, column)))
    }

    /// Whether a piece of the cell's text is taken instead of the whole.
    pub fn takes_a_piece(&self) -> bool {
        self.split.is_some() || self.extract.is_some()
    }
}

/// The key of the column that must say something.
pub const WHERE_FILLED: &str = "where_filled";
/// The key of the column that must say nothing.
pub const WHERE_EMPTY: &str = "where_empty";

/// The key of the columns of refusals.
pub const REFUSED_BY: &str = "refused_by";

/// Whether a list has a column twice, as headers compare them: without regard to case and spaces.
fn repeats(columns: &[String]) -> bool {
    let tidy = |column: &String| {
        column.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
    };
    let different: BTreeSet<String> = columns.iter().map(tidy).collect();
    different.len() < columns.len()
}

/// Text as lookups compare it.
pub(super) fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

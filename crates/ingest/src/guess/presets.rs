//! Exports of known systems: tables whose columns a preset knows.

use std::path::Path;
use std::sync::OnceLock;

use sameboat_model::Mapping;
use sameboat_model::presets::PRESETS;

use super::shape::Column;
use super::text::quoted;

/// Share of a table's columns that the preset must name, or share of the preset's fields that the
/// table must have. Systems export many columns that no field is for, so that half of them tell.
const HALF: f32 = 0.45;
const NEARLY_ALL: f32 = 0.8;
/// Columns that must be named at least.
const TELLING: usize = 5;
/// Folders of presets that are of no system, so that any table could be meant.
const OF_NO_SYSTEM: [&str; 2] = ["generic/", "notation/"];

/// A preset that a table's columns are those of.
#[derive(Debug, Clone)]
pub(super) struct KnownExport {
    /// The preset's name, such as `salesforce/contact`.
    pub(super) name: &'static str,
    pub(super) mapping: &'static Mapping,
    /// Share of the table's columns that the preset names.
    pub(super) share: f32,
    /// A field that another column is in this pile, by what the other files say.
    pub(super) instead: Option<Instead>,
}

/// A column that is a field, and not the one that the preset names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Instead {
    /// `record_key` or `customer_key`.
    pub(super) field: &'static str,
    pub(super) column: String,
}

/// Fields that hold keys of the export's own, which mean nothing beside another key.
const OF_OWN_KEYS: [&str; 2] = ["merged_into", "merged_from"];

impl KnownExport {
    /// The column that is the key.
    pub(super) fn key(&self, columns: &[Column]) -> Option<usize> {
        self.column_of("record_key", columns)
    }

    /// The first column of a field that the table has.
    pub(super) fn column_of(&self, field: &str, columns: &[Column]) -> Option<usize> {
        let place = |name: &String| columns.iter().position(|c| is_called(&c.name, name));
        if let Some(instead) = self.instead.as_ref().filter(|instead| instead.field == field) {
            return place(&instead.column);
        }
        self.mapping.fields.get(field)?.columns.iter().find_map(place)
    }

    /// The preset as a mapping of its own, if it does not fit as it is. Each field of a preset stands
    /// in a line.
    pub(super) fn text(&self) -> Option<String> {
        let Instead { field, column } = self.instead.as_ref()?;
        let preset = PRESETS.iter().find(|preset| preset.name == self.name)?;
        let is_of = |line: &str, field: &str| {
            line.strip_prefix(field).is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        let mut text = format!(
            "# The preset {} but for `{field}`: it is the column by which this pile's files refer to \
             each other.\n",
            self.name
        );
        for line in preset.text.lines() {
            let line = if is_of(line, field) {
                format!("{field} = {}", quoted(column))
            } else if *field == "record_key" && OF_OWN_KEYS.iter().any(|own| is_of(line, own)) {
                format!("# {line}")
            } else {
                line.to_owned()
            };
            text.push_str(&line);
            text.push('\n');
        }
        Some(text)
    }
}

/// The preset that names most of a table's columns, if it names about half of them or nearly all of
/// its fields are there, and the table lacks none that it needs.
pub(super) fn known_export(columns: &[Column]) -> Option<KnownExport> {
    let mut best: Option<(usize, KnownExport)> = None;
    let is_of_a_system = |name: &str| !OF_NO_SYSTEM.iter().any(|other| name.starts_with(other));
    for (name, mapping) in mappings().iter().filter(|(name, _)| is_of_a_system(name)) {
        let named = mapping.columns();
        let hits = columns.iter().filter(|c| named.iter().any(|n| is_called(&c.name, n))).count();
        let share = hits as f32 / columns.len().max(1) as f32;
        let has = |name: &str| columns.iter().any(|column| is_called(&column.name, name));
        let fields = mapping.fields.values().filter(|field| !field.columns.is_empty());
        let (all, there) = fields.fold((0_usize, 0_usize), |(all, there), field| {
            (all + 1, there + usize::from(field.columns.iter().any(|name| has(name))))
        });
        let fits = share >= HALF || there as f32 >= NEARLY_ALL * all as f32;
        if !fits || hits < TELLING || mapping.demands().any(|demand| demand.lacking(has).is_some())
        {
            continue;
        }
        if best.as_ref().is_none_or(|(most, _)| hits > *most) {
            best = Some((hits, KnownExport { name, mapping, share, instead: None }));
        }
    }
    best.map(|(_, known)| known)
}

/// The preset of a sheet of a file that is read as procedures, steps and rules.
pub(super) fn notated_export(sheet: &str) -> Option<KnownExport> {
    let of_sheet = |mapping: &Mapping| {
        let sheets = mapping.read.sheets.as_deref();
        mapping.read.procedures && sheets.is_some_and(|sheets| sheets.iter().any(|s| s == sheet))
    };
    let (name, mapping) = mappings().iter().find(|(_, mapping)| of_sheet(mapping))?;
    Some(KnownExport { name, mapping, share: 1.0, instead: None })
}

fn mappings() -> &'static [(&'static str, Mapping)] {
    static MAPPINGS: OnceLock<Vec<(&'static str, Mapping)>> = OnceLock::new();
    MAPPINGS.get_or_init(|| {
        let parse = |text: &str| Mapping::parse(Path::new("preset"), text.to_owned()).ok();
        PRESETS.iter().filter_map(|preset| Some((preset.name, parse(preset.text)?))).collect()
    })
}

fn is_called(column: &str, name: &str) -> bool {
    column.trim().to_lowercase() == name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_given_another_key() {
        let column = "N\u{b0} \"client\"";
        for preset in PRESETS.iter().filter(|p| !p.name.starts_with("notation/")) {
            let mapping = Mapping::parse(Path::new("preset"), preset.text.to_owned()).unwrap();
            let mapping: &'static Mapping = Box::leak(Box::new(mapping));
            for field in ["record_key", "customer_key"] {
                if !mapping.fields.contains_key(field) {
                    continue;
                }
                let instead = Some(Instead { field, column: column.to_owned() });
                let export = KnownExport { name: preset.name, mapping, share: 1.0, instead };
                let changed = Mapping::parse(Path::new("x.toml"), export.text().unwrap()).unwrap();
                assert_eq!(changed.fields[field].columns, [column], "{}", preset.name);
                let others = changed.fields.len();
                assert!(mapping.fields.len() - others <= OF_OWN_KEYS.len(), "{}", preset.name);
            }
        }
    }
}

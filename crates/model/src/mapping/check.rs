//! What may be said of a field, and of the columns that become none.

use super::field::REFUSED_BY;
use super::{Extras, FieldMapping, Mapping};
use crate::config::{ConfigError, ConfigFile};
use crate::entity::{Entity, FieldKind, FieldSpec, Sensitivity};
use crate::policy::why_not_regulated;
use crate::suggest::nearest;

type Checked = Result<(), ConfigError>;

/// Checks a whole mapping, but for what needs the export or an expression to be compiled.
pub(super) fn check(file: &ConfigFile<Mapping>) -> Checked {
    let mapping = &file.value;
    for (name, field) in &mapping.fields {
        let spec = check_name(file, name)?;
        check_words(file, spec, field)?;
        check_pieces(file, spec, field)?;
        check_sensitivity(file, spec, field)?;
        check_zeros(file, spec, field)?;
        check_unit(file, spec, field)?;
        check_refusals(file, spec, field)?;
        if spec.required && field.optional {
            let help = "rows without it are refused: take `optional` out";
            let message = format!("`{name}` of a {} is required", mapping.entity.name());
            return wrong(file, &["fields", name, "optional"], message, help);
        }
    }
    check_required(file)?;
    check_rules(file)?;
    check_extras(file)
}

fn wrong(file: &ConfigFile<Mapping>, path: &[&str], message: String, help: &str) -> Checked {
    Err(file.error_at(path, message, Some(help.to_owned())))
}

fn check_name(file: &ConfigFile<Mapping>, name: &str) -> Result<&'static FieldSpec, ConfigError> {
    let entity = file.value.entity;
    entity.field(name).ok_or_else(|| {
        let names = entity.fields().iter().map(|field| field.name);
        let help = match nearest(name, names.clone()) {
            Some(right) => format!("did you mean `{right}`?"),
            None => format!("fields are: {}", names.collect::<Vec<_>>().join(", ")),
        };
        let message = format!("a {} has no field `{name}`", entity.name());
        file.error_at(&["fields", name], message, Some(help))
    })
}

/// Only words of the choice can come out.
fn check_words(file: &ConfigFile<Mapping>, spec: &FieldSpec, field: &FieldMapping) -> Checked {
    let FieldKind::Choice(words) = spec.kind else { return Ok(()) };
    let stated = field.constant.iter().chain(&field.otherwise).chain(&field.default);
    for word in field.lookup.values().chain(stated) {
        if !words.contains(&word.as_str()) {
            let message = format!("`{word}` is not a value of `{}`", spec.name);
            let help = format!("write one of: {}", words.join(", "));
            return wrong(file, &["fields", spec.name], message, &help);
        }
    }
    Ok(())
}

/// A split text has several pieces: one of them is meant, or the field is a list.
fn check_pieces(file: &ConfigFile<Mapping>, spec: &FieldSpec, field: &FieldMapping) -> Checked {
    if field.split.is_some() && field.part.is_none() && spec.kind != FieldKind::List {
        let message = format!("`split` without `part`: `{}` is no list", spec.name);
        let help = "add `part = 1` for the first piece, or `part = -1` for the last";
        return wrong(file, &["fields", spec.name, "split"], message, help);
    }
    Ok(())
}

/// A mapping can keep values from more people, never show them to more; and only values that
/// nothing else hangs on.
fn check_sensitivity(
    file: &ConfigFile<Mapping>,
    spec: &FieldSpec,
    field: &FieldMapping,
) -> Checked {
    let Some(given) = field.sensitivity else { return Ok(()) };
    let path = ["fields", spec.name, "sensitivity"];
    if given < spec.sensitivity {
        let own = spec.sensitivity.name();
        let message = format!("`{}` is {own} and cannot become {}", spec.name, given.name());
        return wrong(file, &path, message, "a mapping can raise the sensitivity, not lower it");
    }
    if given < Sensitivity::Regulated || spec.sensitivity == Sensitivity::Regulated {
        return Ok(());
    }
    match why_not_regulated(file.value.entity, spec) {
        Some(reason) => {
            let message = format!("`{}` cannot be regulated", spec.name);
            wrong(file, &path, message, reason)
        }
        None => Ok(()),
    }
}

/// Only postcodes are known to have lost zeros by the country.
fn check_zeros(file: &ConfigFile<Mapping>, spec: &FieldSpec, field: &FieldMapping) -> Checked {
    let is_postcode = file.value.entity == Entity::Customer && spec.name == "postcode";
    if field.lost_zeros.is_none() || is_postcode {
        return Ok(());
    }
    let message = format!("`lost_zeros` is for `postcode`, not for `{}`", spec.name);
    let help = "of keys, take the zeros off everywhere: `extract = '^0*(\\d+)$'`";
    wrong(file, &["fields", spec.name, "lost_zeros"], message, help)
}

/// Only times are counted in units.
fn check_unit(file: &ConfigFile<Mapping>, spec: &FieldSpec, field: &FieldMapping) -> Checked {
    if field.unit.is_none() || spec.name.ends_with("_seconds") {
        return Ok(());
    }
    let message = format!("`unit` is for fields in seconds, not for `{}`", spec.name);
    let help = "these are `wait_seconds` and `handle_seconds` of a contact";
    wrong(file, &["fields", spec.name, "unit"], message, help)
}

/// Only consents can be refused, and by another column than they are read from.
fn check_refusals(file: &ConfigFile<Mapping>, spec: &FieldSpec, field: &FieldMapping) -> Checked {
    let path = ["fields", spec.name, REFUSED_BY];
    let is_consent = file.value.entity == Entity::Customer && spec.name.starts_with("consent_");
    if !field.refused_by.is_empty() && !is_consent {
        let message = format!("`refused_by` is for consents, not for `{}`", spec.name);
        return wrong(file, &path, message, "these are the fields `consent_…` of a customer");
    }
    // As columns are found in a header: without regard to case and spaces.
    let folded =
        |name: &String| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let own: Vec<String> = field.columns.iter().map(folded).collect();
    match field.refused_by.iter().find(|column| own.contains(&folded(column))) {
        Some(column) => {
            let message = format!("`{}` is read from `{column}` already", spec.name);
            wrong(file, &path, message, "take it out here: a `lookup` tells what refuses there")
        }
        None => Ok(()),
    }
}

fn check_required(file: &ConfigFile<Mapping>) -> Checked {
    let mapping = &file.value;
    for spec in mapping.entity.fields().iter().filter(|spec| spec.required) {
        if !mapping.fields.contains_key(spec.name) {
            let message = format!("`{}` of a {} is not mapped", spec.name, mapping.entity.name());
            let help = format!("add `{} = \"<column>\"`: {}", spec.name, spec.doc);
            return wrong(file, &["fields"], message, &help);
        }
    }
    Ok(())
}

fn check_rules(file: &ConfigFile<Mapping>) -> Checked {
    for (index, rule) in file.value.exclude.iter().enumerate() {
        let tests = usize::from(rule.matches.is_some())
            + usize::from(rule.equals.is_some())
            + usize::from(rule.empty.is_some());
        if tests != 1 {
            let message = format!("rule `{}` must have one test", rule.rule);
            let help = "give one of `matches`, `equals` and `empty`";
            return wrong(file, &["exclude", &index.to_string()], message, help);
        }
    }
    Ok(())
}

fn check_extras(file: &ConfigFile<Mapping>) -> Checked {
    let Extras { keep, drop, regulated, shared } = &file.value.extras;
    let lists = [("drop", drop), ("regulated", regulated), ("shared", shared)];
    for (key, columns) in lists {
        if !keep && !columns.is_empty() {
            let message = format!("`{key}` without extras: `keep` is false");
            return wrong(file, &["extras", key], message, "take one of the two out");
        }
        for (index, column) in columns.iter().enumerate() {
            let path = ["extras", key, &index.to_string()];
            if file.value.taken_columns().contains(column.as_str()) {
                let message = format!("`{column}` is mapped, so it is no extra");
                let help = match key {
                    "regulated" => "give the field `sensitivity = \"regulated\"` instead",
                    _ => "take it out here or in the field",
                };
                return wrong(file, &path, message, help);
            }
            let other = match key {
                "regulated" if drop.contains(column) => "dropped and regulated",
                "shared" if drop.contains(column) => "dropped and shared",
                "shared" if regulated.contains(column) => "regulated and shared",
                _ => continue,
            };
            let message = format!("`{column}` is {other}");
            return wrong(file, &path, message, "take it out of one of the two lists");
        }
    }
    Ok(())
}

//! The piece of a cell's text that a field means: a part of it, or what an expression finds.

use std::borrow::Cow;

use regex::Regex;
use sameboat_model::config::ConfigFile;
use sameboat_model::mapping::FieldMapping;
use sameboat_model::suggest::nearest;
use sameboat_model::{ConfigError, FieldKind, FieldSpec, Mapping};

use crate::reader::cell::trim;

/// What stands between the items of a list.
const BETWEEN_ITEMS: &str = ";";

/// How a piece is taken.
#[derive(Debug)]
pub(crate) struct Piece<'m> {
    split: Option<(&'m str, Option<i32>)>,
    extract: Option<(Regex, usize)>,
    /// Whether every find counts, not only the first.
    is_list: bool,
}

impl<'m> Piece<'m> {
    /// The piece of the field of that name, if it means one; an error if its expression cannot be
    /// used.
    pub(crate) fn new(
        file: &'m ConfigFile<Mapping>,
        spec: &FieldSpec,
        field: &'m FieldMapping,
    ) -> Result<Option<Self>, ConfigError> {
        if !field.takes_a_piece() {
            return Ok(None);
        }
        let extract = match &field.extract {
            Some(pattern) => Some(compile(file, spec.name, field, pattern)?),
            None => None,
        };
        Ok(Some(Self {
            split: field.split.as_deref().map(|between| (between, field.part)),
            extract,
            is_list: spec.kind == FieldKind::List,
        }))
    }

    /// The piece of a text; empty if there is none.
    pub(crate) fn of<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let part = match self.split {
            None => Cow::Borrowed(text),
            Some((between, Some(part))) => Cow::Borrowed(piece(text, between, part)),
            Some((between, None)) => {
                Cow::Owned(text.split(between).map(trim).collect::<Vec<_>>().join(BETWEEN_ITEMS))
            }
        };
        match (&self.extract, part) {
            (None, part) => part,
            (Some((regex, group)), Cow::Borrowed(part)) if !self.is_list => {
                Cow::Borrowed(find(regex, *group, part))
            }
            (Some((regex, group)), part) if self.is_list => {
                let finds = regex.captures_iter(&part).filter_map(|found| found.get(*group));
                let finds: Vec<&str> = finds.map(|found| found.as_str()).collect();
                Cow::Owned(finds.join(BETWEEN_ITEMS))
            }
            (Some((regex, group)), part) => Cow::Owned(find(regex, *group, &part).to_owned()),
        }
    }
}

/// The first find of an expression; empty if there is none.
fn find<'t>(regex: &Regex, group: usize, text: &'t str) -> &'t str {
    let found = regex.captures(text).and_then(|captures| captures.get(group));
    found.map_or("", |found| found.as_str())
}

/// A part of a text, from 1, or from the end if negative; empty if there are not so many.
fn piece<'t>(text: &'t str, between: &str, part: i32) -> &'t str {
    let nth = part.unsigned_abs().saturating_sub(1) as usize;
    let found = if part < 0 { text.rsplit(between).nth(nth) } else { text.split(between).nth(nth) };
    trim(found.unwrap_or_default())
}

/// Compiles a field's expression and finds the group that counts.
fn compile(
    file: &ConfigFile<Mapping>,
    name: &str,
    field: &FieldMapping,
    pattern: &str,
) -> Result<(Regex, usize), ConfigError> {
    let regex = Regex::new(pattern).map_err(|error| {
        let path = ["fields", name, "extract"];
        file.error_at(&path, "not a regular expression".into(), Some(error.to_string()))
    })?;
    let Some(wanted) = &field.group else {
        let group = usize::from(regex.captures_len() > 1);
        return Ok((regex, group));
    };
    if let Some(group) = regex.capture_names().position(|name| name == Some(wanted)) {
        return Ok((regex, group));
    }
    let names: Vec<&str> = regex.capture_names().flatten().collect();
    let help = match nearest(wanted, names.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if names.is_empty() => format!("name a group: (?<{wanted}>…)"),
        None => format!("its groups are: {}", names.join(", ")),
    };
    let message = format!("the expression has no group `{wanted}`");
    Err(file.error_at(&["fields", name, "group"], message, Some(help)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn piece_of(how: &str, field: &str, text: &str) -> Result<String, ConfigError> {
        let mapping = format!(
            "entity = \"customer\"\n[fields]\nrecord_key = \"No\"\n\
             {field} = {{ column = \"C\", {how} }}\n"
        );
        let mapping: ConfigFile<Mapping> = ConfigFile::parse(Path::new("m.toml"), mapping).unwrap();
        let spec = mapping.value.entity.field(field).unwrap();
        let piece = Piece::new(&mapping, spec, &mapping.value.fields[field])?;
        Ok(piece.unwrap().of(text).into_owned())
    }

    #[test]
    fn a_part_is_counted_from_either_end() {
        let name = "Meier, Anna , Dr.";
        for (part, expected) in [(1, "Meier"), (2, "Anna"), (-1, "Dr."), (-3, "Meier"), (4, "")] {
            let how = format!("split = \",\", part = {part}");
            assert_eq!(piece_of(&how, "surname", name).unwrap(), expected);
        }
    }

    #[test]
    fn an_expression_gives_its_first_or_its_named_group_or_all_that_it_finds() {
        for (how, expected) in [
            (r"extract = '^(\d{5}) '", "01067"),
            (r"extract = '^(\d{5}) (?<town>.+)$', group = 'town'", "Dresden"),
            (r"extract = '\d\d'", "01"),
            (r"extract = '^[A-Z]'", ""),
            (r"split = ' ', part = 2, extract = '^...'", "Dre"),
        ] {
            assert_eq!(piece_of(how, "city", "01067 Dresden").unwrap(), expected, "{how}");
        }
    }

    #[test]
    fn every_find_is_an_item_of_a_list() {
        let merged = piece_of(r"extract = '(\d+):\d+'", "merged_from", "151:1589389;7:15893");
        assert_eq!(merged.unwrap(), "151;7");
        assert_eq!(piece_of("split = '/'", "merged_from", "A / B").unwrap(), "A;B");
    }

    #[test]
    fn a_wrong_expression_is_shown_at_its_line() {
        let error = piece_of("extract = '(unclosed'", "city", "").unwrap_err();
        assert_eq!(error.position(), Some((4, 34)));
        assert!(error.help.unwrap().contains("unclosed group"));
        let error = piece_of("extract = '(?<town>.)', group = 'twon'", "city", "").unwrap_err();
        assert_eq!(error.help.as_deref(), Some("did you mean `town`?"));
    }
}

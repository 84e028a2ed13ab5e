//! One source before its rows are read: its mapping, its file and the header of each sheet. All
//! that can be wrong with these is found here, before a single row is written.

use std::collections::BTreeSet;
use std::path::Path;

use sameboat_model::config::ConfigFile;
use sameboat_model::policy::RegulatedPolicy;
use sameboat_model::settings::{DEFAULT_COUNTRY, Source};
use sameboat_model::suggest::nearest;
use sameboat_model::{ConfigError, Entity, Mapping, Sensitivity, Settings};

use crate::beside::{self, Beside};
use crate::error::IngestError;
use crate::extras::{self, ColumnsWithheld};
use crate::header::{Header, Search, is_near, missing_column, no_header, search};
use crate::parse::dates::check_format;
use crate::piece::Piece;
use crate::reader::{SourceFile, TextEncoding, named_delimiter};

/// A source that is ready to be read.
pub(crate) struct Prepared<'a> {
    pub(crate) source: &'a Source,
    pub(crate) mapping: ConfigFile<Mapping>,
    pub(crate) file: SourceFile,
    pub(crate) sheets: Vec<Sheet>,
    /// Files whose columns stand beside the rows.
    pub(crate) beside: Vec<Beside>,
    /// Sheets without the header.
    pub(crate) skipped: Vec<String>,
}

/// A sheet to be read.
pub(crate) struct Sheet {
    /// None in a text file.
    pub(crate) name: Option<String>,
    pub(crate) header: Header,
}

impl<'a> Prepared<'a> {
    /// Reads the mapping, opens the file and finds the headers.
    pub(crate) fn new(
        engagement: &Path,
        settings: &Settings,
        source: &'a Source,
    ) -> Result<Self, IngestError> {
        let mapping = Mapping::of_source(engagement, &source.mapping)?;
        check_mapping(&mapping)?;
        let mut file = SourceFile::open(&engagement.join(&source.file), &mapping.value.read)?;
        let of_line = settings.line(&source.line).map_or(DEFAULT_COUNTRY, |line| line.country());
        let beside = beside::read(engagement, &mapping, of_line)?;
        let names: Vec<&str> = beside.iter().flat_map(Beside::names).collect();
        let (sheets, skipped) = find_headers(&mapping, &mut file, &source.file, &names)?;
        let headers: Vec<&Header> = sheets.iter().map(|sheet| &sheet.header).collect();
        extras::check(&mapping, &headers)?;
        beside::check(&mapping, &headers)?;
        Ok(Self { source, mapping, file, sheets, beside, skipped })
    }

    /// Refuses a mapping that gives what a regulated column says to a field that is not regulated: it would
    /// get to the other line's people there.
    pub(crate) fn keep_regulated_apart(&self, policy: &RegulatedPolicy) -> Result<(), ConfigError> {
        let mapping = &self.mapping.value;
        let (regulated, open): (Vec<_>, Vec<_>) = mapping.fields.iter().partition(|(name, _)| {
            let sensitivity = policy.sensitivity(mapping.entity, name, mapping.sensitivity(name));
            sensitivity == Sensitivity::Regulated
        });
        let listed = regulated.iter().flat_map(|(_, field)| &field.columns);
        let listed: Vec<&String> = listed.chain(&mapping.extras.regulated).collect();
        // As columns are found: other capitals or spaces are the same column.
        let is_regulated = |column: &&String| {
            self.sheets.iter().any(|Sheet { header, .. }| {
                let place = header.position(column);
                place.is_some() && listed.iter().any(|listed| header.position(listed) == place)
            })
        };
        for (name, field) in open {
            if let Some(column) = field.columns.iter().find(is_regulated) {
                let message = format!(
                    "`{column}` is regulated, and part of `{name}`, which the other line sees"
                );
                let help = format!("leave it out of `{name}`, or regulate that field, too");
                return Err(self.mapping.error_at(&["fields", name], message, Some(help)));
            }
            // Whether somebody has a credit line is as regulated as how high it is.
            if let Some((key, column)) =
                field.beside_columns().find(|(_, column)| is_regulated(column))
            {
                let message = format!(
                    "`{column}` is regulated, and `{name}`, which the other line sees, would tell who has one"
                );
                let help = format!("take `{key}` out, or regulate `{name}`, too");
                return Err(self.mapping.error_at(&["fields", name, key], message, Some(help)));
            }
        }
        Ok(())
    }

    /// How the file was read, in words.
    pub(crate) fn format(&self) -> String {
        let sheets: Vec<String> = self
            .sheets
            .iter()
            .filter_map(|sheet| match (&sheet.name, sheet.header.row) {
                // Files whose names of columns are not in a row.
                (name, 0) => name.clone(),
                (Some(name), row) => {
                    let hidden = if self.file.is_hidden(name) { "hidden, " } else { "" };
                    Some(format!("{name} ({hidden}header in row {row})"))
                }
                (None, row) => Some(format!("header in row {row}")),
            })
            .collect();
        let mut format = self.file.format();
        if !sheets.is_empty() {
            format.push_str("; ");
            format.push_str(&sheets.join(", "));
        }
        for beside in &self.beside {
            format.push_str("; ");
            format.push_str(&beside.format());
        }
        if !self.skipped.is_empty() {
            format.push_str("; sheets without the header: ");
            format.push_str(&self.skipped.join(", "));
        }
        format
    }

    /// What was left out of a file of procedures, in words; told where procedures are read, and not again where
    /// their steps and rules are.
    pub(crate) fn left_of_procedures(&self) -> Vec<String> {
        if self.mapping.value.entity == Entity::Procedure {
            self.file.left_of_procedures().to_vec()
        } else {
            vec![]
        }
    }

    /// Columns that no field and no rule uses, in the order of the sheets.
    pub(crate) fn unmapped(&self) -> Vec<String> {
        let mut unmapped: Vec<String> = Vec::new();
        for sheet in &self.sheets {
            for (_, name) in extras::unmapped(&self.mapping.value, &sheet.header) {
                if unmapped.iter().all(|known| known != name) {
                    unmapped.push(name.to_owned());
                }
            }
        }
        unmapped
    }

    /// Columns that are kept apart only because their names speak of banking.
    pub(crate) fn withheld(&self, policy: &RegulatedPolicy) -> Option<ColumnsWithheld> {
        let headers = self.sheets.iter().map(|sheet| &sheet.header);
        extras::withheld(&self.mapping.value, policy, headers)
    }

    /// The rows of `source_field`: each field, and the extras, with columns and sensitivity.
    pub(crate) fn fields(&self, policy: &RegulatedPolicy) -> Vec<SourceField> {
        let mapping = &self.mapping.value;
        let there = |column: &&String| {
            self.sheets.iter().any(|sheet| sheet.header.position(column).is_some())
        };
        let mut fields: Vec<SourceField> = mapping
            .fields
            .iter()
            .map(|(name, field)| SourceField {
                field: name.clone(),
                columns: field
                    .columns
                    .iter()
                    .chain(&field.refused_by)
                    .filter(there)
                    .cloned()
                    .collect(),
                sensitivity: policy.sensitivity(mapping.entity, name, mapping.sensitivity(name)),
            })
            .collect();
        let (mut personal, mut regulated) = (BTreeSet::new(), BTreeSet::new());
        for sheet in &self.sheets {
            let positions = extras::regulated(mapping, policy, &sheet.header);
            for (index, name) in extras::columns(mapping, &sheet.header) {
                let kind = if positions.contains(&index) { &mut regulated } else { &mut personal };
                kind.insert(name.to_owned());
            }
        }
        let extras = [
            ("extras", Sensitivity::Personal, personal),
            ("extras_regulated", Sensitivity::Regulated, regulated),
        ];
        fields.extend(extras.into_iter().filter(|(_, _, columns)| !columns.is_empty()).map(
            |(name, sensitivity, columns)| SourceField {
                field: name.to_owned(),
                columns: columns.into_iter().collect(),
                sensitivity,
            },
        ));
        fields
    }
}

/// What became of some of a source's columns.
pub(crate) struct SourceField {
    /// The field, `extras` or `extras_regulated`.
    pub(crate) field: String,
    /// The columns that are there.
    pub(crate) columns: Vec<String>,
    pub(crate) sensitivity: Sensitivity,
}

/// What a mapping can say that its types cannot check.
fn check_mapping(file: &ConfigFile<Mapping>) -> Result<(), ConfigError> {
    let read = &file.value.read;
    if read.encoding.as_deref().is_some_and(|label| TextEncoding::named(label).is_none()) {
        let help = "write a name such as \"utf-8\", \"windows-1252\", \"utf-16le\" or \"cp850\"";
        let message = "there is no such encoding".into();
        return Err(file.error_at(&["read", "encoding"], message, Some(help.into())));
    }
    if read.delimiter.is_some_and(|delimiter| named_delimiter(delimiter).is_none()) {
        let help = "write one ASCII character such as \";\" or \"\\t\"";
        let message = "this cannot be a delimiter".into();
        return Err(file.error_at(&["read", "delimiter"], message, Some(help.into())));
    }
    if read.decimal.is_some_and(|sign| !matches!(sign, '.' | ',')) {
        let message = "this cannot be a decimal sign".into();
        let help = "write \".\" or \",\"".to_owned();
        return Err(file.error_at(&["read", "decimal"], message, Some(help)));
    }
    check_formats(file, &["read", "date_formats"], &read.date_formats)?;
    for (name, field) in &file.value.fields {
        check_formats(file, &["fields", name, "date_formats"], &field.date_formats)?;
        if let Some(spec) = file.value.entity.field(name) {
            Piece::new(file, spec, field)?;
        }
    }
    for (index, rule) in file.value.exclude.iter().enumerate() {
        if let Some(Err(error)) = rule.matches.as_deref().map(regex::Regex::new) {
            let path = ["exclude", &index.to_string(), "matches"];
            let message = "not a regular expression".into();
            return Err(file.error_at(&path, message, Some(error.to_string())));
        }
    }
    Ok(())
}

fn check_formats(
    file: &ConfigFile<Mapping>,
    path: &[&str],
    formats: &[String],
) -> Result<(), ConfigError> {
    for (index, format) in formats.iter().enumerate() {
        if let Err(reason) = check_format(format) {
            let index = index.to_string();
            let path: Vec<&str> = path.iter().copied().chain([index.as_str()]).collect();
            let message = format!("`{format}` is not a format of a date: {reason}");
            let help = "write day, month and year like \"%d.%m.%Y\" or \"%Y-%m-%d %H:%M\"; \"%s\" is \
                        Unix time";
            return Err(file.error_at(&path, message, Some(help.into())));
        }
    }
    Ok(())
}

/// The sheets to read, each with its header, and the names of those without.
///
/// Without `sheets` in the mapping, every sheet that has all mapped columns is read and a sheet
/// that has most of them is an error: leaving it out would lose its rows in silence.
fn find_headers(
    mapping: &ConfigFile<Mapping>,
    file: &mut SourceFile,
    shown: &Path,
    beside: &[&str],
) -> Result<(Vec<Sheet>, Vec<String>), IngestError> {
    let wanted = mapping.value.read.sheets.as_deref();
    if let Some(wanted) = wanted {
        check_sheets(mapping, wanted, &file.sheets())?;
    }
    let (mut sheets, mut skipped, mut partial) = (vec![], vec![], None);
    for name in file.sheets() {
        let named = |wanted: &[String]| name.as_ref().is_none_or(|name| wanted.contains(name));
        if !wanted.is_none_or(named) {
            skipped.extend(name);
            continue;
        }
        let place = match &name {
            Some(sheet) => format!("sheet `{sheet}` of {}", shown.display()),
            None => shown.display().to_string(),
        };
        let mut rows = file.rows(name.as_deref(), None)?;
        let found = search(rows.as_mut(), &mapping.value, beside);
        drop(rows);
        match found.map_err(IngestError::file(file.path()))? {
            Search::Complete(mut header) => {
                if !file.has_grid() {
                    let mut rows = file.rows(name.as_deref(), None)?;
                    let measured = header.measure(rows.as_mut());
                    drop(rows);
                    measured.map_err(IngestError::file(file.path()))?;
                }
                sheets.push(Sheet { name, header });
            }
            Search::Partial(header) if wanted.is_some() || is_near(&header, &mapping.value) => {
                return Err(missing_column(mapping, &place, &header).into());
            }
            Search::Partial(header) => {
                partial.get_or_insert((place, header));
                skipped.extend(name);
            }
            Search::Nothing if wanted.is_some() => return Err(no_header(mapping, &place)),
            Search::Nothing => skipped.extend(name),
        }
    }
    match (sheets.is_empty(), partial) {
        (false, _) => Ok((sheets, skipped)),
        (true, Some((place, header))) => Err(missing_column(mapping, &place, &header).into()),
        (true, None) => Err(no_header(mapping, &shown.display().to_string())),
    }
}

fn check_sheets(
    mapping: &ConfigFile<Mapping>,
    wanted: &[String],
    there: &[Option<String>],
) -> Result<(), ConfigError> {
    let names: Vec<&str> = there.iter().flatten().map(String::as_str).collect();
    for (index, sheet) in wanted.iter().enumerate() {
        if names.contains(&sheet.as_str()) || names.is_empty() {
            continue;
        }
        let help = match nearest(sheet, names.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("its sheets are: {}", names.join(", ")),
        };
        let path = ["read", "sheets", &index.to_string()];
        let message = format!("the workbook has no sheet `{sheet}`");
        return Err(mapping.error_at(&path, message, Some(help)));
    }
    Ok(())
}

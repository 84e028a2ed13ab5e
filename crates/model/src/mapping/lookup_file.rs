//! Lookup tables in files of their own, for tables too long to stand in a mapping or shared by
//! several.
//!
//! `.csv`: below a header, what the export says and what it means, `,` or `;` between them; more
//! columns are notes. `.toml`: one table of `"what the export says" = "what it means"`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::Mapping;
use super::field::fold;
use crate::config::{ConfigError, ConfigFile};

/// Reads every `lookup_file` of a mapping into its field's lookup. What stands in the mapping itself
/// wins.
pub(super) fn read_all(mapping: &mut ConfigFile<Mapping>) -> Result<(), ConfigError> {
    let folder = mapping.file.parent().unwrap_or(Path::new("")).to_owned();
    let mut tables = Vec::new();
    for (name, field) in &mapping.value.fields {
        let Some(path) = &field.lookup_file else { continue };
        let file = folder.join(path);
        let text = std::fs::read_to_string(&file).map_err(|error| {
            mapping.error_at(
                &["fields", name, "lookup_file"],
                format!("{} cannot be read: {error}", path.display()),
                Some("the path is taken from the mapping's folder; the text must be UTF-8".into()),
            )
        })?;
        tables.push((name.clone(), parse(&file, text)?));
    }
    for (name, table) in tables {
        if let Some(field) = mapping.value.fields.get_mut(&name) {
            for (from, to) in table {
                field.lookup.entry(from).or_insert(to);
            }
        }
    }
    Ok(())
}

/// The lookup that a file's text says, keys as they are compared.
fn parse(file: &Path, text: String) -> Result<BTreeMap<String, String>, ConfigError> {
    let is = |kind: &str| file.extension().is_some_and(|ext| ext.eq_ignore_ascii_case(kind));
    if is("toml") {
        let table: ConfigFile<BTreeMap<String, String>> = ConfigFile::parse(file, text)?;
        return Ok(table.value.into_iter().map(|(from, to)| (fold(&from), to)).collect());
    }
    if is("csv") {
        return parse_csv(file, &text);
    }
    Err(error(file, &text, None, "a lookup file ends in .csv or .toml", None))
}

fn parse_csv(file: &Path, text: &str) -> Result<BTreeMap<String, String>, ConfigError> {
    let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header = plain.lines().next().unwrap_or_default();
    let delimiter = if header.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(plain.as_bytes());
    let mut table: BTreeMap<String, String> = BTreeMap::new();
    for row in reader.records() {
        let row = row.map_err(|wrong| error(file, text, None, &wrong.to_string(), None))?;
        let start = row.position().map_or(0, |at| at.byte() as usize) + text.len() - plain.len();
        let line = || Some(start..text[start..].find('\n').map_or(text.len(), |end| start + end));
        let (Some(from), Some(to)) = (row.get(0), row.get(1)) else {
            let help = "write what the export says, a comma and what it means";
            return Err(error(file, text, line(), "the line has one cell", Some(help)));
        };
        let earlier = table.insert(fold(from), to.to_owned());
        if earlier.is_some_and(|earlier| earlier != to) {
            let message = format!("`{from}` is there twice with different meanings");
            return Err(error(file, text, line(), &message, Some("take one of the lines out")));
        }
    }
    Ok(table)
}

fn error(
    file: &Path,
    text: &str,
    span: Option<Range<usize>>,
    message: &str,
    help: Option<&str>,
) -> ConfigError {
    ConfigError {
        file: file.to_owned(),
        text: text.to_owned(),
        span,
        message: message.to_owned(),
        help: help.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(text: &str) -> Result<BTreeMap<String, String>, ConfigError> {
        parse(Path::new("regions.csv"), text.to_owned())
    }

    #[test]
    fn a_csv_translates_its_first_column_into_its_second() {
        let table = csv("\u{feff}Code;Land;Notiz\nBY; Bayern;\n\"BW\";\"Baden; W.\";x\n").unwrap();
        assert_eq!(table["by"], "Bayern");
        assert_eq!(table["bw"], "Baden; W.");
    }

    #[test]
    fn a_toml_file_is_one_table() {
        let table = parse(Path::new("r.toml"), "BY = \"Bayern\"\n".to_owned()).unwrap();
        assert_eq!(table["by"], "Bayern");
    }

    #[test]
    fn a_wrong_line_is_shown_where_it_stands() {
        let twice = csv("code,region\nBY,Bayern\nby,Bavaria\n").unwrap_err();
        assert_eq!(
            twice.to_string(),
            "regions.csv:3:1: `by` is there twice with different meanings"
        );
        assert_eq!(csv("code,region\nBY\n").unwrap_err().position(), Some((2, 1)));
    }

    #[test]
    fn only_csv_and_toml_are_lookup_files() {
        let error = parse(Path::new("regions.xlsx"), String::new()).unwrap_err();
        assert!(error.message.contains(".csv or .toml"));
    }
}

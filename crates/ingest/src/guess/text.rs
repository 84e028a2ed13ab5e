//! Mapping and settings as people read them: TOML with the confidence and masked values beside each
//! suggestion.

use std::fmt::Write;

use sameboat_model::mapping::BesideKeys;

use super::draft::{FieldDraft, MappingDraft};

/// Values nobody knows that are shown; longer lists help nobody.
const UNKNOWN_SHOWN: usize = 40;
/// Rows that a value nobody knows must have to be shown: what stands in one row may be a person.
pub(super) const UNKNOWN_ROWS: u64 = 3;

/// A string of TOML.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A comment: one line, whatever the text.
fn comment(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("# {clean}")
}

fn list(texts: &[impl AsRef<str>]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}

/// The mapping file. `about` are lines for its head.
pub(super) fn mapping_text(draft: &MappingDraft, about: &[String]) -> String {
    let mut text = String::new();
    for line in about {
        line_to(&mut text, &comment(line));
    }
    draft.questions.iter().for_each(|q| line_to(&mut text, &comment(&format!("CHECK: {q}"))));
    let _ = writeln!(text, "entity = {}", quoted(draft.entity.name()));
    write_read(&mut text, draft);
    text.push_str("\n[fields]\n");
    let simple = |field: &&FieldDraft| field.lookup.is_none();
    let lines: Vec<(String, String)> =
        draft.fields.iter().filter(simple).map(|f| (entry(f), remark(f))).collect();
    let width = lines.iter().map(|(entry, _)| entry.chars().count()).max().unwrap_or(0).min(60);
    for (entry, remark) in lines {
        let _ = writeln!(text, "{entry:<width$}  {remark}");
    }
    draft
        .fields
        .iter()
        .filter(|field| field.lookup.is_some())
        .for_each(|f| write_lookup(&mut text, f));
    for beside in &draft.beside {
        text.push_str("\n# Its columns are read as if they stood in the rows with the same key.\n[[beside]]\n");
        let file = beside.file.to_string_lossy().replace('\\', "/");
        let (key, to) = (quoted(&beside.key), quoted(&beside.to));
        let _ = writeln!(text, "file = {}\nkey = {key}\nto = {to}", quoted(&file));
        if beside.keys == BesideKeys::Phone {
            text.push_str("keys = \"phone\"\n");
        }
        if !beside.sheets.is_empty() {
            let _ = writeln!(text, "read = {{ sheets = {} }}", list(&beside.sheets));
        }
    }
    for (column, cell) in &draft.totals {
        text.push_str("\n[[exclude]]\nrule = \"totals row\"\n");
        let _ = writeln!(text, "column = {}\nequals = {}", quoted(column), quoted(cell));
    }
    if !draft.regulated.is_empty() {
        let _ = writeln!(text, "\n[extras]  # what only a bank may see");
        let _ = writeln!(text, "regulated = {}", list(&draft.regulated));
    }
    if !draft.extras.is_empty() {
        text.push('\n');
        line_to(&mut text, "# No field was found for these columns; they are kept as extras:");
        draft.extras.iter().for_each(|extra| line_to(&mut text, &comment(&format!("  {extra}"))));
    }
    text
}

fn line_to(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn write_read(text: &mut String, draft: &MappingDraft) {
    let mut lines = vec![];
    if !draft.sheets.is_empty() {
        lines.push(format!("sheets = {}", list(&draft.sheets)));
    }
    if let Some(decimal) = draft.decimal {
        lines.push(format!("decimal = {}", quoted(&decimal.to_string())));
    }
    if !draft.date_formats.is_empty() {
        lines.push(format!("date_formats = {}", list(&draft.date_formats)));
    }
    if !lines.is_empty() {
        let _ = writeln!(text, "\n[read]\n{}", lines.join("\n"));
    }
}

/// A field in one line.
fn entry(field: &FieldDraft) -> String {
    let conditions = [("where_filled", &field.where_filled), ("where_empty", &field.where_empty)]
        .into_iter()
        .filter_map(|(key, column)| Some(format!(", {key} = {}", quoted(column.as_ref()?))))
        .collect::<String>();
    let source = match (&field.constant, &field.columns[..]) {
        (Some(constant), _) => format!("constant = {}", quoted(constant)),
        (None, [one]) => {
            if let Some(pattern) = &field.extract {
                let pattern = quoted(pattern);
                return format!(
                    "{} = {{ column = {}, extract = {pattern} }}",
                    field.name,
                    quoted(one)
                );
            }
            if let Some(unit) = field.unit {
                let unit = unit.name();
                return format!(
                    "{} = {{ column = {}, unit = \"{unit}\" }}",
                    field.name,
                    quoted(one)
                );
            }
            if !field.date_formats.is_empty() {
                return format!(
                    "{} = {{ column = {}, date_formats = {} }}",
                    field.name,
                    quoted(one),
                    list(&field.date_formats)
                );
            }
            if field.default.is_none() && conditions.is_empty() && field.refused_by.is_empty() {
                return format!("{} = {}", field.name, quoted(one));
            }
            format!("column = {}", quoted(one))
        }
        (None, []) => return format!("{} = {{ {} }}", field.name, refused_by(field, "")),
        (None, several) => {
            let extract = field.extract.as_ref();
            let extract = extract.map(|pattern| format!(", extract = {}", quoted(pattern)));
            format!("columns = {}{}", list(several), extract.unwrap_or_default())
        }
    };
    let default = field.default.as_ref().map(|word| format!(", default = {}", quoted(word)));
    let default = default.unwrap_or_default();
    format!("{} = {{ {source}{conditions}{}{default} }}", field.name, refused_by(field, ", "))
}

/// The columns that refuse a consent whatever its own says, behind a text; nothing if there are none.
fn refused_by(field: &FieldDraft, before: &str) -> String {
    if field.refused_by.is_empty() {
        return String::new();
    }
    format!("{before}refused_by = {}", list(&field.refused_by))
}

/// How sure a field is, and what its values look like.
fn remark(field: &FieldDraft) -> String {
    let mut remark = format!("{:.2}", field.confidence);
    if !field.samples.is_empty() {
        let _ = write!(remark, ", e.g. {}", field.samples.join(" / "));
    }
    if let Some(why) = &field.why {
        let _ = write!(remark, "; {why}");
    }
    comment(&remark)
}

fn write_lookup(text: &mut String, field: &FieldDraft) {
    let Some(lookup) = &field.lookup else { return };
    let _ = writeln!(text, "\n[fields.{}]  {}", field.name, remark(field));
    let _ = writeln!(text, "column = {}", quoted(field.columns.first().map_or("", |c| c)));
    text.push_str(&refused_by(field, ""));
    if !field.refused_by.is_empty() {
        text.push('\n');
    }
    if let Some(default) = &field.default {
        let _ = writeln!(text, "default = {}", quoted(default));
    }
    if field.keeps_unlisted {
        text.push_str("keep_unlisted = true  # exports read what is not listed as it is written\n");
    }
    let _ = writeln!(text, "\n[fields.{}.lookup]", field.name);
    for (value, word, rows) in &lookup.known {
        let _ = writeln!(text, "{} = {}  # {}", quoted(value), quoted(word), counted(*rows));
    }
    let shown = lookup.unknown.iter().filter(|(_, rows)| *rows >= UNKNOWN_ROWS);
    let hidden = lookup.unknown.iter().filter(|(_, rows)| *rows < UNKNOWN_ROWS);
    for (value, rows) in shown.take(UNKNOWN_SHOWN) {
        if field.keeps_unknown {
            let _ =
                writeln!(text, "{0} = {0}  # {1}; kept as it is", quoted(value), counted(*rows));
            continue;
        }
        let told = format!(
            "{} = \"?\"  {}: not understood, give it a word",
            quoted(value),
            counted(*rows)
        );
        line_to(text, &comment(&told));
    }
    let rows: u64 = hidden.map(|(_, rows)| rows).sum();
    if rows > 0 {
        line_to(text, &comment(&format!("{} with rare values: not understood", counted(rows))));
    }
}

pub(super) fn counted(rows: u64) -> String {
    if rows == 1 { "1 row".into() } else { format!("{rows} rows") }
}

#[cfg(test)]
mod tests {
    use super::quoted;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_can_be_written(text in any::<String>()) {
            let file = format!("entity = \"site\"\n[fields]\nname = \"n\"\nrecord_key = {}\n", quoted(&text));
            let mapping = sameboat_model::Mapping::parse(std::path::Path::new("x.toml"), file);
            prop_assert_eq!(&mapping.unwrap().fields["record_key"].columns[0], &text);
        }
    }
}

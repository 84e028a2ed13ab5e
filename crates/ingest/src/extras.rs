//! Columns that no field is mapped to: their cells are kept as JSON beside the fields.

use std::fmt::{self, Write as _};

use sameboat_model::config::ConfigFile;
use sameboat_model::mapping::Extras as Columns;
use sameboat_model::policy::RegulatedPolicy;
use sameboat_model::suggest::nearest;
use sameboat_model::{ConfigError, Mapping, Sensitivity, Value};
use sameboat_store::export::restore;
use serde::Serialize;

use crate::guess::banking_columns;
use crate::header::Header;
use crate::parse::set_text;
use crate::reader::cell::{Row, trim};

/// The extras of one sheet.
#[derive(Debug, Default)]
pub(crate) struct Extras {
    open: Object,
    regulated: Object,
    /// `"name":` of the column of e-mail addresses, for those beside the first.
    emails: Option<String>,
}

/// One JSON object a row.
#[derive(Debug, Default)]
struct Object {
    /// Position and `"name":`.
    columns: Vec<(usize, String)>,
    text: String,
}

impl Extras {
    /// The columns of a header that become no field, without those that are dropped.
    pub(crate) fn new(mapping: &Mapping, policy: &RegulatedPolicy, header: &Header) -> Self {
        let mut extras = Self::default();
        let regulated = regulated(mapping, policy, header);
        for (index, name) in columns(mapping, header) {
            let object =
                if regulated.contains(&index) { &mut extras.regulated } else { &mut extras.open };
            object.columns.push((index, key(name)));
        }
        let email = mapping.fields.get("email").and_then(|field| field.columns.first());
        let is_open = |column: &&String| {
            mapping.extras.keep
                && header.position(column).is_some_and(|at| !regulated.contains(&at))
        };
        extras.emails = email.filter(is_open).map(|column| key(column));
        extras
    }

    /// Whether e-mail addresses beside the first are kept.
    pub(crate) fn keep_emails(&self) -> bool {
        self.emails.is_some()
    }

    /// Fills the last two columns of a record. `emails` are its addresses beside the first.
    pub(crate) fn fill(&mut self, row: &Row, emails: Option<&str>, values: &mut [Value]) {
        let [.., open, regulated] = values else { return };
        let emails = self.emails.as_deref().zip(emails);
        self.open.fill(row, emails, open);
        self.regulated.fill(row, None, regulated);
    }
}

/// `"name":`
fn key(name: &str) -> String {
    let mut key = String::new();
    push_json(&mut key, name);
    key.push(':');
    key
}

impl Object {
    /// Puts the cells that say something into an object, and a further key and text.
    fn fill(&mut self, row: &Row, further: Option<(&str, &str)>, out: &mut Value) {
        self.text.clear();
        for (index, key) in &self.columns {
            let cell = row.cell(*index);
            if !cell.is_blank() {
                push(&mut self.text, key, restore(trim(&cell.text())));
            }
        }
        if let Some((key, text)) = further {
            push(&mut self.text, key, text);
        }
        if self.text.is_empty() {
            *out = Value::Null;
        } else {
            self.text.push('}');
            set_text(out, &self.text);
        }
    }
}

/// Appends a key and its text to an object that is not closed.
fn push(object: &mut String, key: &str, text: &str) {
    object.push(if object.is_empty() { '{' } else { ',' });
    object.push_str(key);
    push_json(object, text);
}

/// The columns that are kept as extras, with their names.
pub(crate) fn columns<'h>(mapping: &Mapping, header: &'h Header) -> Vec<(usize, &'h str)> {
    if !mapping.extras.keep {
        return vec![];
    }
    let dropped = listed(&mapping.extras.drop, header);
    unmapped(mapping, header).into_iter().filter(|(index, _)| !dropped.contains(index)).collect()
}

/// The named columns that no field and no rule uses.
pub(crate) fn unmapped<'h>(mapping: &Mapping, header: &'h Header) -> Vec<(usize, &'h str)> {
    let used: Vec<usize> =
        mapping.taken_columns().into_iter().filter_map(|column| header.position(column)).collect();
    let names = header.names.iter().map(String::as_str).enumerate();
    names.filter(|(index, name)| !name.is_empty() && !used.contains(index)).collect()
}

/// Positions of the columns that the mapping regulates, of those that are called like the column of
/// a regulated field (an export may have it twice), and of those that speak of banking.
pub(crate) fn regulated(
    mapping: &Mapping,
    policy: &RegulatedPolicy,
    header: &Header,
) -> Vec<usize> {
    let mut positions = stated(mapping, policy, header);
    positions.extend(speaking(mapping, header));
    positions
}

/// Positions of the columns that the mapping says to be regulated.
fn stated(mapping: &Mapping, policy: &RegulatedPolicy, header: &Header) -> Vec<usize> {
    let mut positions = listed(&mapping.extras.regulated, header);
    for (name, field) in &mapping.fields {
        let sensitivity = policy.sensitivity(mapping.entity, name, mapping.sensitivity(name));
        if sensitivity == Sensitivity::Regulated {
            positions.extend(listed(&field.columns, header));
        }
    }
    positions
}

/// Positions of the columns that speak of banking, but for those of which the mapping knows better.
fn speaking(mapping: &Mapping, header: &Header) -> Vec<usize> {
    let shared = listed(&mapping.extras.shared, header);
    let mut positions = banking_columns(&header.names);
    positions.retain(|position| !shared.contains(position));
    positions
}

/// Columns that are kept apart only because their names speak of banking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnsWithheld {
    /// Their names.
    pub columns: Vec<String>,
}

impl fmt::Display for ColumnsWithheld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "withheld from the other line, as the names speak of banking: `{}`; say so in the mapping (of a \
             preset in a copy of it) under [extras], `regulated = […]`, or `shared = […]` if the other line \
             may see them",
            self.columns.join("`, `")
        )
    }
}

/// The extras of which nothing but their names says that they are regulated, if there are any.
pub(crate) fn withheld<'h>(
    mapping: &Mapping,
    policy: &RegulatedPolicy,
    headers: impl Iterator<Item = &'h Header>,
) -> Option<ColumnsWithheld> {
    let mut found: Vec<String> = vec![];
    for header in headers {
        let (stated, speaking) = (stated(mapping, policy, header), speaking(mapping, header));
        for (index, name) in columns(mapping, header) {
            let is_guess = speaking.contains(&index) && !stated.contains(&index);
            if is_guess && found.iter().all(|known| known != name) {
                found.push(name.to_owned());
            }
        }
    }
    (!found.is_empty()).then_some(ColumnsWithheld { columns: found })
}

fn listed(columns: &[String], header: &Header) -> Vec<usize> {
    columns.iter().flat_map(|column| header.positions(column)).collect()
}

/// A column that the mapping drops, regulates or shares must be there: a slip of the pen would let
/// through what was to be kept back.
pub(crate) fn check(file: &ConfigFile<Mapping>, headers: &[&Header]) -> Result<(), ConfigError> {
    let mapping = &file.value;
    if mapping.read.optional_columns {
        return Ok(());
    }
    let Columns { drop, regulated, shared, .. } = &mapping.extras;
    for (key, columns) in [("drop", drop), ("regulated", regulated), ("shared", shared)] {
        for (index, column) in columns.iter().enumerate() {
            if headers.iter().any(|header| header.position(column).is_some()) {
                continue;
            }
            let names = headers.iter().flat_map(|header| &header.names).map(String::as_str);
            let help = match nearest(column, names.filter(|name| !name.is_empty())) {
                Some(name) => format!("did you mean `{name}`?"),
                None => "take it out, or set `optional_columns = true` under [read]".into(),
            };
            let message = format!("the file has no column `{column}`");
            return Err(file.error_at(&["extras", key, &index.to_string()], message, Some(help)));
        }
    }
    Ok(())
}

/// Appends a text as a JSON string.
fn push_json(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| byte < 0x20 || matches!(byte, b'"' | b'\\')) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte @ (b'"' | b'\\') => {
                out.push('\\');
                out.push(char::from(byte));
            }
            byte => {
                let _ = write!(out, "\\u{byte:04x}");
            }
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_is_written_as_json_that_reads_back(text in any::<String>()) {
            let mut json = String::new();
            push_json(&mut json, &text);
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}

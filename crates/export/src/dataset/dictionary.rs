//! The data dictionary as Markdown, for a repository, and as a page, for everybody else.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sameboat_model::{Entity, Sensitivity};
use sameboat_store::schema::references::{REFERENCES, key_of};
use sameboat_store::schema::{self, units};
use sameboat_store::{Column, Store, Table};

use super::{Exported, diagram};
use crate::Request;
use crate::error::ExportError;

/// The Markdown file.
pub(super) const MARKDOWN: &str = "dictionary.md";
/// The page.
pub(super) const PAGE: &str = "dictionary.html";

/// What the dictionary says beyond the schema.
pub(super) struct About {
    /// The company.
    pub(super) name: String,
    currency: String,
    /// Entity → the files that its rows come from.
    files: BTreeMap<String, String>,
}

impl About {
    pub(super) fn read(request: &Request<'_>, store: &Store) -> Result<Self, ExportError> {
        let sql = "SELECT entity, string_agg(line || ': ' || file, '; ' ORDER BY line, file)
                   FROM (SELECT DISTINCT entity, line, file FROM source_file) GROUP BY entity";
        let files = store.query(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Self {
            name: request.settings.engagement.name.clone(),
            currency: request.settings.engagement.currency.clone(),
            files: files.into_iter().collect(),
        })
    }

    /// Where a table's rows come from: files of the sources, or the stage that made them.
    pub(super) fn origin(&self, table: &Table) -> String {
        let entity = Entity::ALL.into_iter().find(|entity| entity.record_table() == table.name);
        if let Some(entity) = entity {
            let files = self.files.get(entity.name());
            return files.cloned().unwrap_or_else(|| "no source has such rows".into());
        }
        format!("made by `sameboat {}`", stage(table.name))
    }

    /// The unit of a column; empty for counts, texts and days.
    pub(super) fn unit(&self, column: &Column) -> &str {
        match units::unit(column) {
            Some(units::CURRENCY) => &self.currency,
            Some(unit) => unit,
            None => "",
        }
    }
}

/// The stage that writes a table.
fn stage(table: &str) -> &'static str {
    let holds = |tables: &[Table]| tables.iter().any(|one| one.name == table);
    match () {
        () if holds(schema::link::TABLES) => "link",
        () if holds(&schema::unify::tables()) => "unify",
        () if holds(schema::procedures::TABLES) => "reconcile",
        () if holds(schema::assess::TABLES) => "assess",
        () if holds(schema::plan::TABLES) => "plan",
        () => "ingest",
    }
}

/// `key`, and what the column refers to.
pub(super) fn role(table: &Table, column: &Column) -> String {
    let is_key = key_of(table.name).is_some_and(|key| key.columns.contains(&column.name));
    let mut roles: Vec<String> = is_key.then(|| "key".to_owned()).into_iter().collect();
    roles.extend(
        REFERENCES
            .iter()
            .filter(|reference| reference.table == table.name)
            .filter(|reference| reference.columns.contains(&column.name))
            .map(|reference| {
                let place = reference.columns.iter().position(|name| *name == column.name);
                let to = place.and_then(|place| reference.to_columns.get(place));
                format!("→ {}.{}", reference.to, to.copied().unwrap_or_default())
            }),
    );
    roles.join("; ")
}

/// Who may see a column.
pub(super) fn sensitivity(table: &Table, column: &Column) -> &'static str {
    let of = |entity: Entity| entity.field(column.name).map(|field| field.sensitivity);
    let entity = match table.name {
        "customer" => Some(Entity::Customer),
        "contact" => Some(Entity::Contact),
        "agreement" => Some(Entity::Agreement),
        name => Entity::ALL.into_iter().find(|entity| entity.record_table() == name),
    };
    match entity.and_then(of) {
        Some(Sensitivity::Personal) => "personal",
        Some(Sensitivity::Regulated) => "regulated",
        Some(Sensitivity::Open) | None => "",
    }
}

/// Writes the dictionary in both forms, and the diagram.
pub(super) fn write(about: &About, tables: &[Exported], folder: &Path) -> Result<(), ExportError> {
    let drawing = diagram::svg(tables);
    let files = [
        (MARKDOWN, markdown(about, tables)),
        (PAGE, page(about, tables, &drawing).into_string()),
        (diagram::FILE, drawing),
    ];
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(ExportError::file(&path))?;
    }
    Ok(())
}

const LEFT_OUT: &str = "Columns with banking data stay in the store of the run and are in no export; \
    of refused cells only place and reason are here, as their text could be banking data.";

fn markdown(about: &About, tables: &[Exported]) -> String {
    let mut text = format!(
        "# {}: the unified dataset\n\nAmounts are in {}. {LEFT_OUT}\n\n## Diagram\n\n{}\n",
        cell(&about.name),
        about.currency,
        diagram::mermaid(tables)
    );
    for Exported { table, rows, left_out } in tables {
        let _ = write!(
            text,
            "## {}\n\nOne row is {}. {} rows. Source: {}.{}\n\n\
             | column | type | meaning | unit | key and references | sensitivity |\n\
             |---|---|---|---|---|---|\n",
            table.name,
            cell(table.doc),
            rows,
            cell(&about.origin(table)),
            if *left_out > 0 { format!(" {left_out} columns left out.") } else { String::new() },
        );
        for column in table.columns.iter() {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} | {} | {} |",
                column.name,
                column.kind.sql(),
                cell(column.doc),
                about.unit(column),
                role(table, column),
                sensitivity(table, column),
            );
        }
        text.push('\n');
    }
    text
}

/// A text in a cell of a Markdown table. File names and the company's name are data.
fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|").replace('<', "&lt;")
}

fn page(about: &About, tables: &[Exported], drawing: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (about.name) ": the unified dataset" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (about.name) ": the unified dataset" }
                p { "Amounts are in " (about.currency) ". " (LEFT_OUT) }
                nav {
                    @for Exported { table, .. } in tables {
                        a href={ "#" (table.name) } { (table.name) } " "
                    }
                }
                h2 { "Diagram" }
                p { "Keys and references only. An arrow leads from a table to the one whose row it names." }
                div.drawing { (PreEscaped(drawing)) }
                @for exported in tables { (section(about, exported)) }
            }
        }
    }
}

fn section(about: &About, Exported { table, rows, left_out }: &Exported) -> Markup {
    html! {
        h2 id=(table.name) { (table.name) }
        p {
            "One row is " (table.doc) ". " (rows) " rows. Source: " (about.origin(table)) "."
            @if *left_out > 0 { " " (left_out) " columns left out." }
        }
        table {
            thead { tr {
                @for head in ["Column", "Type", "Meaning", "Unit", "Key and references", "Sensitivity"] {
                    th scope="col" { (head) }
                }
            } }
            tbody {
                @for column in table.columns.iter() {
                    tr {
                        td { code { (column.name) } }
                        td { (column.kind.sql()) }
                        td { (column.doc) }
                        td { (about.unit(column)) }
                        td { (role(table, column)) }
                        td { (sensitivity(table, column)) }
                    }
                }
            }
        }
    }
}

const STYLE: &str = ":root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid #8886}\
.drawing{overflow-x:auto}nav a{margin-right:.6rem;display:inline-block}";

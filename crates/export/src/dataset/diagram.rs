//! The diagram of the tables: Mermaid for those who render it, SVG for those who have no network.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sameboat_store::Column;
use sameboat_store::schema::references::{REFERENCES, Reference, key_of};

use super::Exported;

/// The drawing's file.
pub(super) const FILE: &str = "diagram.svg";

/// The references between tables that are exported.
fn references(tables: &[Exported]) -> Vec<&'static Reference> {
    let has = |name: &str| tables.iter().any(|exported| exported.table.name == name);
    REFERENCES.iter().filter(|one| has(one.table) && has(one.to)).collect()
}

/// The columns that are part of a key or a reference, with their part.
fn columns<'a>(exported: &'a Exported, all: &[&Reference]) -> Vec<(&'a Column, String)> {
    let table = &exported.table;
    let key = key_of(table.name);
    table
        .columns
        .iter()
        .filter_map(|column| {
            let is_key = key.is_some_and(|key| key.columns.contains(&column.name));
            let refers =
                all.iter().any(|one| one.table == table.name && one.columns.contains(&column.name));
            match (is_key, refers) {
                (true, true) => Some((column, "PK, FK".to_owned())),
                (true, false) => Some((column, "PK".to_owned())),
                (false, true) => Some((column, "FK".to_owned())),
                (false, false) => None,
            }
        })
        .collect()
}

/// The tables that have a part in a reference.
fn connected<'a>(tables: &'a [Exported], all: &[&Reference]) -> Vec<&'a Exported> {
    tables
        .iter()
        .filter(|one| all.iter().any(|r| r.table == one.table.name || r.to == one.table.name))
        .collect()
}

/// An `erDiagram` in a fenced block.
pub(super) fn mermaid(tables: &[Exported]) -> String {
    let all = references(tables);
    let mut text = "```mermaid\nerDiagram\n".to_owned();
    for exported in connected(tables, &all) {
        let _ = writeln!(text, "    {} {{", exported.table.name);
        for (column, part) in columns(exported, &all) {
            let _ = writeln!(text, "        {} {} {part}", column.kind.sql(), column.name);
        }
        text.push_str("    }\n");
    }
    for one in all {
        let one_side = if one.always { "||" } else { "|o" };
        let _ = writeln!(
            text,
            "    {} {one_side}--o{{ {} : \"{}\"",
            one.to,
            one.table,
            one.columns.join(", ")
        );
    }
    text + "```\n"
}

/// Sizes of the drawing, in pixels.
const WIDTH: usize = 230;
const LINE: usize = 18;
const HEAD: usize = 26;
const GAP: usize = 90;
const BETWEEN: usize = 18;

/// Where a table stands.
struct Place {
    x: usize,
    y: usize,
    height: usize,
}

/// The tables in columns, each to the right of all that it refers to.
pub(super) fn svg(tables: &[Exported]) -> String {
    let all = references(tables);
    let drawn = connected(tables, &all);
    let rank = ranks(&drawn, &all);
    let mut filled: BTreeMap<usize, usize> = BTreeMap::new();
    let mut places: BTreeMap<&str, Place> = BTreeMap::new();
    for exported in &drawn {
        let name = exported.table.name;
        let column = rank.get(name).copied().unwrap_or_default();
        let y = filled.entry(column).or_insert(BETWEEN);
        let height = HEAD + LINE * columns(exported, &all).len() + 6;
        places.insert(name, Place { x: BETWEEN + column * (WIDTH + GAP), y: *y, height });
        *y += height + BETWEEN;
    }
    let width = places.values().map(|place| place.x + WIDTH).max().unwrap_or(WIDTH) + BETWEEN;
    let height = filled.values().copied().max().unwrap_or(LINE) + BETWEEN;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"Tables and references\">\
         <style>text{{font:12px system-ui,sans-serif;fill:#1b1f24}}\
         .t{{font-weight:600}}.k{{fill:#57606a}}.b{{fill:#fff;stroke:#57606a}}\
         .h{{fill:#e8edf2;stroke:#57606a}}.r{{fill:none;stroke:#0969da;stroke-width:1.2}}\
         .m{{stroke-dasharray:4 3}}</style>\
         <defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" \
         markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#0969da\"/></marker></defs>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fafbfc\"/>\n"
    );
    for one in &all {
        if let (Some(from), Some(to)) = (places.get(one.table), places.get(one.to)) {
            text.push_str(&line(one, from, to));
        }
    }
    for exported in &drawn {
        if let Some(place) = places.get(exported.table.name) {
            text.push_str(&table(exported, place, &all));
        }
    }
    text + "</svg>\n"
}

/// How many references lead on from a table, at most. References run in no circle; should some day,
/// counting ends.
fn ranks<'a>(drawn: &[&'a Exported], all: &[&Reference]) -> BTreeMap<&'a str, usize> {
    let mut ranks: BTreeMap<&str, usize> =
        drawn.iter().map(|exported| (exported.table.name, 0)).collect();
    for _ in 0..drawn.len() {
        let mut changed = false;
        for one in all {
            let least = ranks.get(one.to).copied().unwrap_or_default() + 1;
            if let Some(rank) = ranks.get_mut(one.table)
                && *rank < least
                && least < drawn.len()
            {
                *rank = least;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    ranks
}

fn line(one: &Reference, from: &Place, to: &Place) -> String {
    let (x1, y1) = (from.x, from.y + HEAD / 2);
    let (x2, y2) = (to.x + WIDTH, to.y + HEAD / 2);
    let class = if one.always { "r" } else { "r m" };
    let middle = usize::midpoint(x1, x2);
    let title = format!("{} ({}) → {}", one.table, one.columns.join(", "), one.to);
    format!(
        "<path class=\"{class}\" marker-end=\"url(#a)\" \
         d=\"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}\"><title>{title}</title></path>\n"
    )
}

fn table(exported: &Exported, place: &Place, all: &[&Reference]) -> String {
    let Place { x, y, height } = *place;
    let mut text = format!(
        "<rect class=\"b\" x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{height}\" rx=\"4\"/>\
         <rect class=\"h\" x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEAD}\" rx=\"4\"/>\
         <text class=\"t\" x=\"{}\" y=\"{}\">{}</text>\n",
        x + 8,
        y + 17,
        exported.table.name
    );
    for (place, (column, part)) in columns(exported, all).iter().enumerate() {
        let y = y + HEAD + LINE * (place + 1) - 4;
        let _ = writeln!(
            text,
            "<text x=\"{}\" y=\"{y}\">{}</text>\
             <text class=\"k\" x=\"{}\" y=\"{y}\" text-anchor=\"end\">{part}</text>",
            x + 8,
            column.name,
            x + WIDTH - 8,
        );
    }
    text
}

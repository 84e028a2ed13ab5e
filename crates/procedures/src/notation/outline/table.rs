//! Tables of Markdown: their cells, and what their rows are of the procedure they stand in.

use super::words::{self, Field};
use crate::catalogue::{BusinessRule, Procedure, Step};
use crate::intake::CatalogueReader;
use crate::notation::ReadProcedure;
use crate::note::Noted;

/// A row of a table with its 1-based line; no cells: the line under the header.
pub(super) type Row = (usize, Vec<String>);

/// Whether a line can be a row of a table, given the line below it, or what stood above.
pub(super) fn is_row(line: &str, below: Option<&str>, in_table: bool) -> bool {
    line.starts_with('|')
        || line.contains('|') && (in_table || below.is_some_and(|below| is_ruler(below.trim())))
}

/// Whether a line is the one under a header: `|---|:--:|`.
fn is_ruler(line: &str) -> bool {
    line.contains('|') && line.contains('-') && line.bytes().all(|byte| b"|-:+ \t".contains(&byte))
}

/// The cells of a row, without marks; a break within a cell is a new line.
pub(super) fn cells(line: &str) -> Vec<String> {
    if is_ruler(line) {
        return Vec::new();
    }
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        let sign = match sign {
            // The bar at the end of the row begins no cell.
            '|' if signs.peek().is_none() => break,
            '|' => {
                cells.push(String::new());
                continue;
            }
            '\\' => signs.next_if_eq(&'|').unwrap_or(sign),
            _ => sign,
        };
        cells.last_mut().into_iter().for_each(|cell| cell.push(sign));
    }
    let broken = |cell: &String| {
        let cell = cell.replace("<br/>", "<br>").replace("<br />", "<br>");
        cell.split("<br>").map(words::plain).collect::<Vec<_>>().join("\n")
    };
    cells.iter().map(|cell| broken(cell).trim().to_owned()).collect()
}

/// What a table says.
pub(super) enum Table {
    /// A field and its value in each row.
    Fields(Vec<(Field, String)>),
    /// Rules in words, one a row, each with its line.
    Rules(Vec<(usize, String)>),
    /// Steps and rules of procedures; the first one is that in whose text the table stands.
    Parts {
        /// The procedures.
        procedures: Vec<Parts>,
        /// Lines of rows that say nothing, and why.
        refused: Vec<(usize, &'static str)>,
        /// Whether a column numbers the steps.
        numbered: bool,
    },
}

/// What a table says of one procedure.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The procedure, without steps and rules.
    pub(super) procedure: Procedure,
    /// The line of its first row.
    pub(super) line: usize,
    pub(super) steps: Vec<(usize, Step)>,
    pub(super) rules: Vec<(usize, BusinessRule)>,
}

impl Parts {
    fn of(read: ReadProcedure) -> Self {
        let ReadProcedure { mut procedure, line, step_lines, rule_lines } = read;
        let steps = std::mem::take(&mut procedure.steps);
        let rules = std::mem::take(&mut procedure.rules);
        Self {
            procedure,
            line,
            steps: step_lines.into_iter().zip(steps).collect(),
            rules: rule_lines.into_iter().zip(rules).collect(),
        }
    }

    /// Takes further steps, numbered from 1, after those it has.
    pub(super) fn take_steps(&mut self, steps: Vec<(usize, Step)>) {
        let before = self.steps.len() as u32;
        self.steps.extend(steps.into_iter().map(|(line, step)| (line, later(step, before))));
    }

    /// Adds the steps, after those that it has, and the rules to a procedure.
    pub(super) fn add_to(self, read: &mut ReadProcedure) {
        let mut note = Noted::of(&read.procedure.note);
        note.add(&self.procedure.note);
        read.procedure.note = note.into_text();
        let before = read.procedure.steps.len() as u32;
        for (line, step) in self.steps {
            read.procedure.steps.push(later(step, before));
            read.step_lines.push(line);
        }
        for (line, rule) in self.rules {
            read.procedure.rules.push(rule);
            read.rule_lines.push(line);
        }
    }
}

/// A step that comes after so many others.
fn later(mut step: Step, before: u32) -> Step {
    step.position += before;
    for way in step.next.iter_mut().filter(|way| way.position > 0) {
        way.position += before;
    }
    step
}

/// Reads the rows of a table in the text of a procedure of this title, the header among them; in a
/// section of `rules`, rows whose columns nobody knows are rules in words.
pub(super) fn read(title: &str, rows: Vec<Row>, rules: bool) -> Table {
    let rows: Vec<Row> = rows.into_iter().filter(|(_, cells)| !cells.is_empty()).collect();
    if let Some(fields) = fields(&rows) {
        return Table::Fields(fields);
    }
    let Some(((_, header), body)) = rows.split_first() else { return Table::Fields(Vec::new()) };
    let mut reader = CatalogueReader::within(title);
    let intake = reader.table(header, body);
    let procedures = reader.in_order_of_rows();
    if rules && procedures.iter().all(|read| read.rule_lines.is_empty()) {
        return Table::Rules(body.iter().map(|(line, cells)| (*line, in_words(cells))).collect());
    }
    Table::Parts {
        procedures: procedures.into_iter().map(Parts::of).collect(),
        refused: intake.refused.into_iter().map(|row| (row.row_number, row.reason)).collect(),
        numbered: intake.mapping.position.is_some(),
    }
}

/// The fields of a table of two columns, if every row but the header begins with one.
fn fields(rows: &[Row]) -> Option<Vec<(Field, String)>> {
    let pair = |(_, cells): &Row| match cells.as_slice() {
        [key, value] => Some((words::field(key), value.clone())),
        _ => None,
    };
    let pairs: Vec<(Option<Field>, String)> = rows.iter().map(pair).collect::<Option<_>>()?;
    let (header, body) = pairs.split_first()?;
    let all_known = !body.is_empty() && body.iter().all(|(field, _)| field.is_some());
    // `| Role | System |` is a header; `| Role | Agent |` above other fields is none.
    let header = Some(header).filter(|(_, value)| words::field(value).is_none());
    let known =
        |(field, value): &(Option<Field>, String)| field.map(|field| (field, value.clone()));
    all_known.then(|| header.into_iter().chain(body).filter_map(known).collect())
}

/// Reads a table that stands among notes, if it holds the steps: it numbers them, or there are `no_others`.
pub(super) fn steps_among_notes(title: &str, rows: &[Row], no_others: bool) -> Option<Table> {
    let table = read(title, rows.to_vec(), false);
    let holds_steps = match &table {
        Table::Parts { procedures, numbered, .. } => {
            (*numbered || no_others) && procedures.iter().any(|parts| !parts.steps.is_empty())
        }
        Table::Fields(_) | Table::Rules(_) => false,
    };
    holds_steps.then_some(table)
}

/// A row that is no step, rule or field in words.
pub(super) fn in_words(cells: &[String]) -> String {
    let said: Vec<&str> =
        cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    match said.as_slice() {
        [name, rest @ ..] if !rest.is_empty() => format!("{name}: {}", rest.join(", ")),
        _ => said.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_end_at_bars_that_are_not_escaped() {
        assert_eq!(cells("| a | **b** \\| c | |"), ["a", "b | c", ""]);
        assert_eq!(cells("a | b<br>c"), ["a", "b\nc"]);
        assert!(cells("|:---|---:|").is_empty());
        assert_eq!(cells("|"), [""]);
    }
}

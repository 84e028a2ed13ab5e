//! Which column of a bare file holds what, from its header and some of its rows.

use serde::{Deserialize, Serialize};

use super::cells::position;
use crate::text::folded;

/// Which column holds what; indexes into the header. Nothing found is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMapping {
    /// Procedure identifier.
    pub key: Option<usize>,
    /// Procedure title; in a plain list of labels, the label.
    pub title: Option<usize>,
    /// Purpose.
    pub purpose: Option<usize>,
    /// Trigger.
    pub trigger: Option<usize>,
    /// Topics, separated by `;`, `,`, `/` or `|`.
    pub topics: Option<usize>,
    /// Channels, separated likewise.
    pub channels: Option<usize>,
    /// Direction.
    pub direction: Option<usize>,
    /// Owner.
    pub owner: Option<usize>,
    /// Step number.
    pub position: Option<usize>,
    /// Role of the step.
    pub actor: Option<usize>,
    /// The step itself, or all steps numbered in one cell.
    pub action: Option<usize>,
    /// System of the step.
    pub system: Option<usize>,
    /// Result of the step.
    pub output: Option<usize>,
}

/// Header words of each column, most telling first; all folded.
const HEADERS: [(Field, &[&str]); 13] = [
    (
        Field::Key,
        &[
            "proc id",
            "procedure id",
            "process id",
            "id",
            "key",
            "code",
            "no",
            "nr",
            "number",
            "procedure no",
            "procedure nr",
            "procedure key",
            "record key",
            "prozess id",
            "prozess nr",
            "prozessnummer",
            "vorgang",
            "vorgangs nr",
            "vorgangsnummer",
            "ref",
            "reference",
        ],
    ),
    (
        Field::Title,
        &[
            "title",
            "procedure",
            "procedure title",
            "procedure name",
            "process",
            "process name",
            "name",
            "bezeichnung",
            "titel",
            "prozess",
            "prozessname",
            "verfahren",
            "label",
            "labels",
            "activity label",
            "vorgangsbezeichnung",
            "use case",
        ],
    ),
    (Field::Purpose, &["purpose", "goal", "aim", "objective", "ziel", "zweck"]),
    (
        Field::Trigger,
        &["trigger", "starts when", "event", "auslöser", "ausloser", "anlass", "start event"],
    ),
    (
        Field::Topics,
        &[
            "topics",
            "topic",
            "contact reasons",
            "contact reason",
            "kontaktgründe",
            "kontaktgrunde",
            "kontaktgrund",
            "thema",
            "themen",
        ],
    ),
    (Field::Channels, &["channels", "channel", "kanäle", "kanale", "kanal"]),
    (Field::Direction, &["direction", "richtung", "inbound outbound"]),
    (
        Field::Owner,
        &[
            "owner",
            "process owner",
            "responsible",
            "verantwortlich",
            "verantwortlicher",
            "eigentümer",
        ],
    ),
    (
        Field::Position,
        &[
            "step no",
            "step nr",
            "step number",
            "position",
            "pos",
            "lfd nr",
            "seq",
            "sequence",
            "order",
            "schritt nr",
            "schrittnummer",
        ],
    ),
    (
        Field::Actor,
        &["actor", "role", "rolle", "who", "wer", "performed by", "lane", "ausführender"],
    ),
    (
        Field::Action,
        &[
            "action",
            "what to do",
            "steps",
            "step",
            "step text",
            "step description",
            "activity",
            "activities",
            "task",
            "tasks",
            "description",
            "tätigkeit",
            "tatigkeit",
            "schritt",
            "schritte",
            "aktion",
            "ablauf",
            "beschreibung",
            "aufgabe",
            "instruction",
            "instructions",
        ],
    ),
    (
        Field::System,
        &["system", "tool", "application", "anwendung", "systeme", "systems", "werkzeug"],
    ),
    (Field::Output, &["output", "result", "ergebnis", "outcome", "resultat"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Key,
    Title,
    Purpose,
    Trigger,
    Topics,
    Channels,
    Direction,
    Owner,
    Position,
    Actor,
    Action,
    System,
    Output,
}

impl ColumnMapping {
    fn slot(&mut self, field: Field) -> &mut Option<usize> {
        match field {
            Field::Key => &mut self.key,
            Field::Title => &mut self.title,
            Field::Purpose => &mut self.purpose,
            Field::Trigger => &mut self.trigger,
            Field::Topics => &mut self.topics,
            Field::Channels => &mut self.channels,
            Field::Direction => &mut self.direction,
            Field::Owner => &mut self.owner,
            Field::Position => &mut self.position,
            Field::Actor => &mut self.actor,
            Field::Action => &mut self.action,
            Field::System => &mut self.system,
            Field::Output => &mut self.output,
        }
    }

    /// Whether no column is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Guesses which column of a bare file holds what, from the header and some rows.
///
/// A column called "step" holds numbers in one file and instructions in the next: the samples
/// decide. Nothing found at all is an empty mapping.
pub fn guess_columns(header: &[String], samples: &[Vec<String>]) -> ColumnMapping {
    let names: Vec<String> = header.iter().map(|name| folded(name)).collect();
    let mut mapping = ColumnMapping::default();
    for (field, words) in HEADERS {
        let fits = |column: &usize| match field {
            Field::Position => is_numeric(samples, *column),
            Field::Action | Field::Title => !is_numeric(samples, *column),
            _ => true,
        };
        let words: &[&str] = words;
        let column = words.iter().map(|word| folded(word)).find_map(|word| {
            (0..names.len()).find(|column| names[*column] == word && fits(column))
        });
        *mapping.slot(field) = column;
    }
    if mapping.position.is_none() {
        let step = |name: &String| matches!(name.as_str(), "step" | "schritt" | "no" | "nr");
        mapping.position = (0..names.len()).find(|column| {
            step(&names[*column]) && Some(*column) != mapping.key && is_numeric(samples, *column)
        });
    }
    give_title(&mut mapping, header.len());
    mapping
}

/// Without a title the key serves; without either, in a file of steps only, each step is a label.
fn give_title(mapping: &mut ColumnMapping, columns: usize) {
    if mapping.title.is_some() || mapping.is_empty() {
        return;
    }
    mapping.title = if mapping.key.is_some() {
        mapping.key
    } else if columns == 1 || mapping.position.is_none() {
        mapping.action.take()
    } else {
        None
    };
}

/// Whether the column has values and most of them are numbers.
fn is_numeric(samples: &[Vec<String>], column: usize) -> bool {
    let values: Vec<&str> = samples
        .iter()
        .filter_map(|row| row.get(column))
        .map(|value| value.trim())
        .filter(|value| !value.is_empty())
        .collect();
    let numbers = values.iter().filter(|value| position(value).is_some()).count();
    !values.is_empty() && numbers * 3 >= values.len() * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn a_column_called_step_is_what_its_values_are() {
        let numbers =
            guess_columns(&row(&["Process", "Step", "Description"]), &[row(&["a", "1", "Ask"])]);
        assert_eq!((numbers.position, numbers.action), (Some(1), Some(2)));
        let texts = guess_columns(&row(&["Process", "Step"]), &[row(&["a", "Ask the customer"])]);
        assert_eq!((texts.position, texts.action), (None, Some(1)));
    }
}

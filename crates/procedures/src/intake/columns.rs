//! Which column of a bare file holds what, from its header and some of its rows.

use serde::{Deserialize, Serialize};

use super::cells::{position, step_texts};
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
    /// Kind of the step, or what a rule regulates.
    pub kind: Option<usize>,
    /// When the step is done, or the rule holds.
    pub condition: Option<usize>,
    /// What follows the step.
    pub next: Option<usize>,
    /// What the procedure needs.
    pub inputs: Option<usize>,
    /// What the procedure reaches.
    pub outcome: Option<usize>,
    /// Limit of a rule.
    pub value: Option<usize>,
    /// Unit of the limit.
    pub unit: Option<usize>,
    /// What labels are of, if there is nothing but labels: the words of the header tell.
    pub labels: Option<Labels>,
}

/// What the labels of a file without procedures and numbers may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Labels {
    /// Steps of one procedure, which is called as the file is.
    Steps,
    /// Steps of one procedure, or titles of procedures: the header does not say.
    Either,
}

/// Header words of each column, most telling first; all folded.
const HEADERS: [(Field, &[&str]); 20] = [
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
            "anliegen",
            "kontaktanlass",
            "kontaktanlässe",
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
        &[
            "actor",
            "role",
            "rolle",
            "who",
            "wer",
            "performed by",
            "lane",
            "ausführender",
            "ausgeführt von",
        ],
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
            "activity label",
            "activity name",
            "aktivität",
            "aktivitäten",
            "task",
            "tasks",
            "description",
            "tätigkeit",
            "tatigkeit",
            "schritt",
            "schritte",
            "arbeitsschritt",
            "arbeitsschritte",
            "prozessschritt",
            "teilschritt",
            "arbeitsgang",
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
    (
        Field::Kind,
        &[
            "kind",
            "rule type",
            "rule kind",
            "step type",
            "type",
            "regelart",
            "regeltyp",
            "art der regel",
            "art",
            "typ",
        ],
    ),
    (Field::Condition, &["condition", "when", "if", "only if", "bedingung", "wenn", "falls"]),
    (
        Field::Next,
        &[
            "next",
            "next step",
            "next steps",
            "followed by",
            "successor",
            "successors",
            "nächster schritt",
            "nächste schritte",
            "weiter mit",
            "nachfolger",
        ],
    ),
    (
        Field::Inputs,
        &["inputs", "input", "prerequisites", "preconditions", "eingaben", "voraussetzungen"],
    ),
    (Field::Outcome, &["outcome", "procedure outcome", "ergebnis", "prozessergebnis"]),
    (
        Field::Value,
        &[
            "value",
            "rule value",
            "limit",
            "requirement",
            "then",
            "rule",
            "wert",
            "grenze",
            "grenzwert",
            "vorgabe",
            "anforderung",
            "dann",
            "regel",
        ],
    ),
    (Field::Unit, &["unit", "einheit"]),
];

/// Headers of what a rule is called where its value has a column of its own.
const RULE_NAMES: [&str; 6] = ["rule", "regel", "limit", "grenze", "subject", "gegenstand"];

/// Headers of labels that may be steps or titles.
const EITHER: [&str; 6] = ["label", "labels", "text", "texts", "bezeichnung", "bezeichnungen"];

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
    Kind,
    Condition,
    Next,
    Inputs,
    Outcome,
    Value,
    Unit,
}

impl Field {
    /// The field's name, as in mappings.
    const fn name(self) -> &'static str {
        match self {
            Self::Key => "procedure_key",
            Self::Title => "title",
            Self::Purpose => "purpose",
            Self::Trigger => "trigger",
            Self::Topics => "topics",
            Self::Channels => "channels",
            Self::Direction => "direction",
            Self::Owner => "owner",
            Self::Position => "position",
            Self::Actor => "actor",
            Self::Action => "action",
            Self::System => "system",
            Self::Output => "output",
            Self::Kind => "kind",
            Self::Condition => "condition",
            Self::Next => "next",
            Self::Inputs => "inputs",
            Self::Outcome => "outcome",
            Self::Value => "value",
            Self::Unit => "unit",
        }
    }
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
            Field::Kind => &mut self.kind,
            Field::Condition => &mut self.condition,
            Field::Next => &mut self.next,
            Field::Inputs => &mut self.inputs,
            Field::Outcome => &mut self.outcome,
            Field::Value => &mut self.value,
            Field::Unit => &mut self.unit,
        }
    }

    /// Per column of a table of `width` columns what it was taken for, by the name of the field;
    /// `None` for one that is not used.
    pub fn fields(&self, width: usize) -> Vec<Option<&'static str>> {
        let mut mapping = self.clone();
        // The number of a label is no key: what it is of, the labels, stands in one procedure.
        if self.labels == Some(Labels::Steps) {
            (mapping.key, mapping.title) = (None, None);
        }
        let mut fields = vec![None; width];
        // A key that serves as the title as well is told as the key.
        for (field, _) in HEADERS {
            if let Some(taken) = mapping.slot(field).and_then(|column| fields.get_mut(column)) {
                *taken = taken.or(Some(field.name()));
            }
        }
        fields
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
            // The result of a step and that of the procedure go by the same words.
            Field::Outcome => mapping.output != Some(*column),
            _ => true,
        };
        let words: &[&str] = words;
        let column = words.iter().map(|word| folded(word)).find_map(|word| {
            (0..names.len()).find(|column| names[*column] == word && fits(column))
        });
        *mapping.slot(field) = column;
    }
    number_of_steps(&mut mapping, &names, samples);
    if mapping.position.is_none() {
        let step = |name: &String| matches!(name.as_str(), "step" | "schritt" | "no" | "nr");
        mapping.position = (0..names.len()).find(|column| {
            step(&names[*column]) && Some(*column) != mapping.key && is_numeric(samples, *column)
        });
    }
    if mapping.action.is_none() && mapping.outcome.is_none() {
        mapping.outcome = mapping.output.take();
    }
    // "Rule" and "Value": what the value limits tells the kind.
    if mapping.kind.is_none()
        && let Some(value) = mapping.value
    {
        let is_rule = |column: &usize| RULE_NAMES.contains(&names[*column].as_str());
        mapping.kind = (0..names.len()).find(|column| *column != value && is_rule(column));
    }
    find_labels(&mut mapping, &names, samples);
    mapping
}

/// Finds out whether the file is a list of labels, and of what; else the key serves where there is
/// no title.
fn find_labels(mapping: &mut ColumnMapping, names: &[String], samples: &[Vec<String>]) {
    let has_rules = mapping.value.is_some();
    if mapping.is_empty() {
        if names.len() == 1 {
            (mapping.title, mapping.labels) = (Some(0), Some(Labels::Either));
        }
    } else if let Some(title) = mapping.title {
        let described = [mapping.purpose, mapping.trigger, mapping.topics, mapping.position];
        let bare = mapping.action.is_none() && described.iter().all(Option::is_none);
        if bare && !has_rules && EITHER.contains(&names[title].as_str()) {
            mapping.labels = Some(Labels::Either);
        }
    } else if let Some(action) = mapping.action
        && mapping.key.is_none_or(|key| numbers_labels(key, action, samples))
    {
        mapping.labels = Some(Labels::Steps);
    } else {
        mapping.title = mapping.key;
    }
}

/// Whether a header says that labels stand below it.
pub(super) fn is_label_header(name: &str) -> bool {
    EITHER.contains(&folded(name).as_str())
}

/// Whether a column only numbers the steps of another: a value of its own in every row, and one step
/// in every cell.
fn numbers_labels(key: usize, action: usize, samples: &[Vec<String>]) -> bool {
    let mut keys: Vec<&str> =
        samples.iter().map(|row| row.get(key).map_or("", |key| key.trim())).collect();
    keys.sort_unstable();
    let differ = keys.windows(2).all(|pair| pair[0] != pair[1]) && !keys.contains(&"");
    let one = |row: &Vec<String>| row.get(action).is_none_or(|cell| step_texts(cell).len() <= 1);
    samples.len() > 1 && differ && samples.iter().all(one)
}

/// A column that is only called a number, of a file with titles and steps, numbers the steps and is no
/// key: it would cut the procedures across.
fn number_of_steps(mapping: &mut ColumnMapping, names: &[String], samples: &[Vec<String>]) {
    let Some(key) = mapping.key.filter(|_| mapping.position.is_none()) else { return };
    let bare = matches!(names[key].as_str(), "no" | "nr" | "number" | "nummer" | "id");
    let has_both = mapping.title.is_some_and(|title| title != key) && mapping.action.is_some();
    if bare && has_both && is_numeric(samples, key) && repeats(samples, key) {
        (mapping.position, mapping.key) = (Some(key), None);
    }
}

/// Whether a number comes back after another one.
fn repeats(samples: &[Vec<String>], column: usize) -> bool {
    let mut values: Vec<&str> =
        samples.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim()).collect();
    values.retain(|value| !value.is_empty());
    values.dedup();
    let all = values.len();
    values.sort_unstable();
    values.dedup();
    values.len() < all
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
    fn a_number_that_starts_again_with_each_procedure_numbers_the_steps() {
        let header = row(&["Prozess", "Nr", "Schritt"]);
        let of = |cells: [[&str; 3]; 4]| cells.map(|cells| row(&cells)).to_vec();
        let steps = of([["a", "1", "x"], ["a", "2", "y"], ["b", "1", "z"], ["b", "2", "w"]]);
        let mapping = guess_columns(&header, &steps);
        assert_eq!((mapping.key, mapping.position), (None, Some(1)));
        let keys = of([["a", "1", "x"], ["a", "1", "y"], ["b", "2", "z"], ["b", "2", "w"]]);
        assert_eq!(guess_columns(&header, &keys).key, Some(1));
    }

    #[test]
    fn compounds_of_step_are_steps() {
        let header = row(&["Prozess", "Nr", "Arbeitsschritt"]);
        let mapping = guess_columns(&header, &[row(&["a", "1", "x"]), row(&["a", "2", "y"])]);
        assert_eq!(mapping.action, Some(2));
    }

    #[test]
    fn rules_said_as_if_and_then_are_found_in_both_languages() {
        for header in [
            ["Proc. ID", "Rule type", "If", "Then"],
            ["Vorgang", "Art der Regel", "Bedingung", "Vorgabe"],
        ] {
            let mapping = guess_columns(&row(&header), &[row(&["a", "SLA", "by e-mail", "24 h"])]);
            let found = (mapping.kind, mapping.condition, mapping.value);
            assert_eq!(found, (Some(1), Some(2), Some(3)), "{header:?}");
        }
    }

    #[test]
    fn a_column_called_step_is_what_its_values_are() {
        let numbers =
            guess_columns(&row(&["Process", "Step", "Description"]), &[row(&["a", "1", "Ask"])]);
        assert_eq!((numbers.position, numbers.action), (Some(1), Some(2)));
        let texts = guess_columns(&row(&["Process", "Step"]), &[row(&["a", "Ask the customer"])]);
        assert_eq!((texts.position, texts.action), (None, Some(1)));
    }

    #[test]
    fn columns_that_nothing_is_read_from_are_told_apart() {
        let mapping = guess_columns(
            &row(&["Prozess", "Schritt", "Frist"]),
            &[row(&["Adressänderung", "Kunde prüfen", "24 h"])],
        );
        assert_eq!(mapping.fields(3), [Some("title"), Some("action"), None]);
    }

    #[test]
    fn what_labels_are_of_is_told_by_the_header() {
        let two = [row(&["1", "Ask"]), row(&["2", "Note"])];
        let labels = |header: &[&str]| {
            let samples: Vec<Vec<String>> =
                two.iter().map(|cells| cells[2 - header.len()..].to_vec()).collect();
            guess_columns(&row(header), &samples).labels
        };
        for header in ["Activity", "Schritt", "task", "Aktivität"] {
            assert_eq!(labels(&[header]), Some(Labels::Steps), "{header}");
        }
        assert_eq!(labels(&["id", "activity"]), Some(Labels::Steps));
        assert_eq!(labels(&["label"]), Some(Labels::Either));
        assert_eq!(labels(&["Check invoice"]), Some(Labels::Either));
        assert_eq!(labels(&["Process"]), None);
    }
}

//! Which column of a bare file holds what, from its header and some of its rows.

use serde::{Deserialize, Serialize};

use super::aside::{describes_anything, is_description, is_of_words_or_versions};
use super::cells::step_texts;
use super::header_words::HEADERS;
use super::headers::{
    AMBIGUOUS_DEADLINES, EITHER, FLOWS, Field, NUMBERS, RESPONSIBLE, RULE_NAMES, STEP_NUMBERS,
    asks_for, field_of, is_any_title, is_of_person, sentences_below,
};
use super::values::{
    are_times, begins_where_it_falls, differs_within, is_numeric, numbers_within, several_rows,
};
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
    /// Until when a step, or the procedure, is done.
    pub deadline: Option<usize>,
    /// Rules in sentences.
    pub rules: Option<usize>,
    /// Remarks: sentences that state a rule are rules, the others notes.
    pub remarks: Option<usize>,
    /// Further columns of remarks.
    pub more_remarks: Vec<usize>,
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
            Field::Deadline => &mut self.deadline,
            Field::Rules => &mut self.rules,
            Field::Remarks => &mut self.remarks,
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
        let fields_told = HEADERS.iter().map(|(field, _)| *field);
        for field in fields_told.chain([Field::Rules, Field::Remarks]) {
            if let Some(taken) = mapping.slot(field).and_then(|column| fields.get_mut(column)) {
                *taken = taken.or(Some(field.name()));
            }
        }
        for column in mapping.more_remarks {
            if let Some(taken) = fields.get_mut(column) {
                *taken = taken.or(Some(Field::Remarks.name()));
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
    let mapping = guess_columns_within(header, samples);
    let names: Vec<String> = header.iter().map(|name| folded(name)).collect();
    if describes_anything(&mapping, &names) { ColumnMapping::default() } else { mapping }
}

/// The same of a table in the text of a procedure, which says whose the steps are.
pub(super) fn guess_columns_within(header: &[String], samples: &[Vec<String>]) -> ColumnMapping {
    let names: Vec<String> = header.iter().map(|name| folded(name)).collect();
    let numbered = step_number(&names, samples);
    let mut mapping = ColumnMapping::default();
    for (field, words) in HEADERS {
        let fits = |column: &usize| match field {
            // What numbers the steps is no key: it would cut the procedures across.
            Field::Key => numbered.is_none_or(|found| found.number != *column),
            Field::Position => is_numeric(samples, *column),
            Field::Action | Field::Title => !is_numeric(samples, *column),
            // The result of a step and that of the procedure go by the same words.
            Field::Outcome => mapping.output != Some(*column),
            _ => true,
        };
        let words: &[&str] = words;
        let exact = words.iter().map(|word| folded(word)).find_map(|word| {
            (0..names.len()).find(|column| names[*column] == word && fits(column))
        });
        let asked =
            || (0..names.len()).find(|column| asks_for(field, &names[*column]) && fits(column));
        let column = exact.or_else(asked);
        *mapping.slot(field) = column;
    }
    mapping.deadline =
        mapping.deadline.filter(|column| may_be_deadline(&names[*column], samples, *column));
    if is_of_words_or_versions(&mapping, &names) {
        return ColumnMapping::default();
    }
    if let Some(found) = numbered {
        mapping.position = Some(found.number);
        if mapping.title.is_none() && mapping.key.is_none() {
            mapping.title = Some(found.title);
        }
    }
    name_flows(&mut mapping, &names, samples);
    if mapping.position.is_none() {
        let step = |name: &String| STEP_NUMBERS.contains(&name.as_str());
        mapping.position = (0..names.len()).find(|column| {
            step(&names[*column]) && Some(*column) != mapping.key && is_numeric(samples, *column)
        });
    }
    tell_responsible(&mut mapping, &names, samples);
    if mapping.action.is_none() && mapping.outcome.is_none() {
        mapping.outcome = mapping.output.take();
    }
    find_sentences(&mut mapping, &names);
    name_rules(&mut mapping, &names);
    find_labels(&mut mapping, &names, samples);
    mapping
}

/// Whether a column called by a word for deadlines holds some: words for appointments, terms and times are others,
/// too.
fn may_be_deadline(name: &str, samples: &[Vec<String>], column: usize) -> bool {
    !AMBIGUOUS_DEADLINES.contains(&name) || are_times(samples, column)
}

/// Finds the columns that say rules in sentences, beside steps or of a procedure. What describes steps that stand in
/// another column is remarked of them.
fn find_sentences(mapping: &mut ColumnMapping, names: &[String]) {
    let taken = [mapping.value, mapping.kind, mapping.deadline];
    let used = mapping.fields(names.len());
    let may_be_note = |column: usize| {
        mapping.action.is_some() && used[column].is_none() && is_description(&names[column])
    };
    let described: Vec<usize> = (0..names.len()).filter(|column| may_be_note(*column)).collect();
    for field in [Field::Rules, Field::Remarks] {
        let says = |column: &usize| {
            sentences_below(&names[*column]) == Some(field)
                || field == Field::Remarks && described.contains(column)
        };
        let is_free = |column: &usize| !taken.contains(&Some(*column));
        let mut columns = (0..names.len()).filter(is_free).filter(says);
        *mapping.slot(field) = columns.next();
        if field == Field::Remarks {
            mapping.more_remarks = columns.collect();
        }
    }
}

/// "Rule" and "Value": what the value limits tells the kind. The value may be a deadline. What is remarked
/// beside such a rule is none of its own.
fn name_rules(mapping: &mut ColumnMapping, names: &[String]) {
    let is_name = |column: &usize| RULE_NAMES.contains(&names[*column].as_str());
    if mapping.action.is_none()
        && let Some(deadline) = mapping.deadline
        && mapping.value.is_none_or(|value| is_name(&value))
        && let Some(name) = mapping.value.or(mapping.kind).or(mapping.rules)
    {
        (mapping.kind, mapping.value, mapping.deadline) = (Some(name), Some(deadline), None);
    }
    let Some(value) = mapping.value else { return };
    let others = (0..names.len()).filter(|column| *column != value);
    mapping.kind = mapping.kind.or_else(|| others.into_iter().find(is_name));
    if mapping.action.is_none() {
        mapping.kind = mapping.kind.or(mapping.rules);
        (mapping.rules, mapping.remarks) = (None, None);
        mapping.more_remarks.clear();
    }
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
        let bare = mapping.action.is_none()
            && mapping.rules.is_none()
            && described.iter().all(Option::is_none);
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

/// Whether a table lists persons: beside what may name anything it has several things that are said of persons,
/// and none of those that are said of procedures.
pub fn names_persons(header: &[String], samples: &[Vec<String>]) -> bool {
    let names: Vec<String> = header.iter().map(|name| folded(name)).collect();
    let mapping = guess_columns(header, samples);
    let title = mapping.title.or(mapping.key);
    let names_anything = title.is_none_or(|title| is_any_title(&names[title]));
    let bare = ColumnMapping { key: mapping.key, title: mapping.title, ..ColumnMapping::default() };
    let told = names.iter().filter(|name| is_of_person(name)).count();
    names_anything && mapping == bare && told > 1
}

/// A column that numbers the steps of each procedure, and the one that says whose they are.
#[derive(Debug, Clone, Copy)]
struct StepNumber {
    number: usize,
    title: usize,
}

/// The column that is only called a number, of a file with steps, whose values go across those of the
/// column that says whose the steps are: it starts again with each procedure, or goes on within them. Where
/// no header says whose the steps are, it is the text that changes where the number starts again.
fn step_number(names: &[String], samples: &[Vec<String>]) -> Option<StepNumber> {
    let columns = || 0..names.len();
    let is_number =
        |column: &usize| NUMBERS.contains(&names[*column].as_str()) && is_numeric(samples, *column);
    let is_text = |column: &usize| !is_number(column) && !is_numeric(samples, *column);
    let action = columns().filter(is_text).find(|column| {
        field_of(&names[*column]) == Some(Field::Action)
            && !FLOWS.contains(&names[*column].as_str())
    })?;
    let says_whose = |column: &usize| {
        let known = matches!(field_of(&names[*column]), Some(Field::Key | Field::Title));
        !is_number(column) && (known || FLOWS.contains(&names[*column].as_str()))
    };
    let unknown = |column: &usize| is_text(column) && field_of(&names[*column]).is_none();
    let by_header = |number: usize| {
        let across = |column: &usize| numbers_within(samples, number, *column);
        columns().filter(says_whose).find(across)
    };
    let by_values = |number: usize| {
        let none = columns().all(|column| !says_whose(&column));
        let begins = |column: &usize| begins_where_it_falls(samples, number, *column);
        columns().filter(unknown).filter(|column| none && *column != action).find(begins)
    };
    columns().filter(is_number).find_map(|number| {
        let title = by_header(number).or_else(|| by_values(number))?;
        Some(StepNumber { number, title })
    })
}

/// A column that may be called by the steps as well as by the procedure is the latter where the steps stand
/// in another one.
fn name_flows(mapping: &mut ColumnMapping, names: &[String], samples: &[Vec<String>]) {
    let is_flow = |column: &usize| FLOWS.contains(&names[*column].as_str());
    if mapping.title.is_some() {
        return;
    }
    let several = |column: usize| {
        samples.iter().any(|row| row.get(column).is_some_and(|cell| step_texts(cell).len() > 1))
    };
    let other = |flow: usize| {
        let is_step = |column: &usize| field_of(&names[*column]) == Some(Field::Action);
        let fits = |column: &usize| is_step(column) && *column != flow;
        (0..names.len()).filter(fits).find(|column| !is_numeric(samples, *column))
    };
    let names_procedures = mapping.key.is_some_and(|key| !is_numeric(samples, key));
    let Some(flow) = (0..names.len()).find(is_flow) else { return };
    if mapping.action != Some(flow) {
        mapping.title = Some(flow);
    } else if !several(flow)
        && !names_procedures
        && let Some(action) = other(flow)
    {
        (mapping.title, mapping.action) = (Some(flow), Some(action));
    }
}

/// Who is responsible does the step in a table of steps; a procedure's owner is the same in all its rows,
/// beside those who do the steps.
fn tell_responsible(mapping: &mut ColumnMapping, names: &[String], samples: &[Vec<String>]) {
    let is_free = |column: &usize| mapping.actor != Some(*column);
    let Some(responsible) = (0..names.len())
        .filter(is_free)
        .find(|column| RESPONSIBLE.contains(&names[*column].as_str()))
    else {
        return;
    };
    let whose = mapping.title.or(mapping.key);
    let of_steps = mapping.action.is_some_and(|action| several_rows(samples, whose, action));
    let is_owner = mapping.owner == Some(responsible);
    if !of_steps {
        return;
    }
    if mapping.actor.is_none() {
        mapping.actor = Some(responsible);
        mapping.owner = mapping.owner.filter(|_| !is_owner);
    } else if is_owner && differs_within(samples, whose, responsible) {
        mapping.owner = None;
    }
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
    fn tables_of_persons_are_told_from_lists_of_procedures() {
        let persons = |header: &[&str]| names_persons(&row(header), &[]);
        assert!(persons(&["customer_no", "name", "street", "city"]));
        assert!(persons(&["Kundennummer", "Vorname", "Nachname"]));
        assert!(!persons(&["ID", "Name", "Customer group"]));
        assert!(!persons(&["Prozess", "Ort"]));
        assert!(!persons(&["Name", "Auslöser", "Ort"]));
        assert!(!persons(&["Name", "Kunde", "Schritt"]));
    }

    #[test]
    fn what_was_changed_in_a_version_is_no_step() {
        let versions = [row(&["v7", "12.03.2026", "Lee", "goodwill raised"])];
        for header in [
            ["Version", "Date", "Author", "What"],
            ["Version", "Datum", "Autor", "Was"],
            ["Version", "Date", "Auteur", "Quoi"],
            ["Versión", "Fecha", "Autor", "Qué"],
            ["Versione", "Data", "Autore", "Cosa"],
            ["Nr", "Version", "Datum", "Beschreibung"],
            ["Rev", "Date", "Who", "Description"],
        ] {
            let mapping = guess_columns(&row(&header), &versions);
            assert!(mapping.action.is_none(), "{header:?}: {mapping:?}");
        }
    }

    #[test]
    fn words_of_a_glossary_are_no_steps() {
        let words = [row(&["SLA", "tempo di risposta"]), row(&["Recesso", "fine del contratto"])];
        for header in [
            ["Term", "Description"],
            ["Begriff", "Beschreibung"],
            ["Terme", "Description"],
            ["Término", "Descripción"],
            ["Termine", "Descrizione"],
            ["Wort", "Beschreibung"],
        ] {
            assert!(guess_columns(&row(&header), &words).is_empty(), "{header:?}");
        }
        let numbered = guess_columns(
            &row(&["Nr", "Begriff", "Beschreibung"]),
            &[row(&["1", "SLA", "Antwortzeit"]), row(&["2", "Wandlung", "Rückgabe"])],
        );
        assert!(numbered.is_empty(), "{numbered:?}");
    }

    #[test]
    fn what_describes_steps_is_read_where_something_says_that_they_are_some() {
        let action =
            |header: &[&str], cells: &[&str]| guess_columns(&row(header), &[row(cells)]).action;
        assert_eq!(action(&["Schritt", "Beschreibung"], &["1", "Prüfen"]), Some(1));
        assert_eq!(action(&["Description", "Role"], &["Ask", "Agent"]), Some(0));
        assert_eq!(action(&["Process", "What"], &["Refund", "Ask"]), Some(1));
        assert_eq!(action(&["Beschreibung"], &["Prüfen"]), Some(0));
        let header = ["Passo", "Descrizione", "Termine"];
        let mapping = guess_columns(&row(&header), &[row(&["1", "Annotare", "48 ore"])]);
        assert_eq!((mapping.action, mapping.deadline), (Some(1), Some(2)));
    }

    #[test]
    fn step_words_come_before_words_that_describe_anything() {
        for header in [
            ["Procedure", "Step", "Description", "Deadline"],
            ["Prozess", "Schritt", "Beschreibung", "Frist"],
            ["Procédure", "Étape", "Description", "Délai"],
            ["Procedimiento", "Paso", "Descripción", "Plazo"],
            ["Procedura", "Fase", "Descrizione", "Tempi"],
        ] {
            let mapping =
                guess_columns(&row(&header), &[row(&["a", "Ask", "Let them speak", "48 h"])]);
            assert_eq!((mapping.action, mapping.deadline), (Some(1), Some(3)), "{header:?}");
        }
        let header = row(&["Procedimiento", "N.º", "Paso"]);
        let samples = [row(&["Queja", "1", "Anotar"]), row(&["Queja", "2", "Informar"])];
        assert_eq!(guess_columns(&header, &samples).position, Some(1));
    }

    #[test]
    fn appointments_are_no_deadlines() {
        let header = row(&["Prozess", "Nr", "Schritt", "Termine"]);
        let deadline = |cells: [&str; 2]| {
            let samples = [row(&["a", "1", "x", cells[0]]), row(&["a", "2", "y", cells[1]])];
            guess_columns(&header, &samples).deadline
        };
        assert_eq!(deadline(["Montag Teamrunde", "nach Absprache"]), None);
        assert_eq!(deadline(["48 h", ""]), Some(3));
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
    fn headers_are_read_in_five_languages() {
        let step = row(&["Queja", "1", "Anotar", "Agente", "CRM", "48 h"]);
        let other = row(&["", "2", "Informar", "Supervisor", "CRM", ""]);
        let fields = ["title", "position", "action", "actor", "system", "deadline"];
        for header in [
            ["Process", "Step", "Description", "Responsible", "System", "Deadline"],
            ["Prozess", "Schritt", "Beschreibung", "Verantwortlich", "System", "Frist"],
            ["Procedimiento", "Paso", "Descripción", "Responsable", "Sistema", "Plazo"],
            ["Título", "Nº de paso", "Qué hacer", "Ejecutado por", "Herramientas", "Plazo máximo"],
            ["Procédure", "N°", "Description de l'étape", "Réalisé par", "Outils", "Délai maximum"],
            ["Procédure", "Étape", "Action", "Responsable", "Système", "Délai"],
            ["Procedura", "Fase", "Descrizione", "Incaricato", "Sistemi", "Entro quando"],
            ["Processo", "Passo", "Azione", "Responsabile", "Applicativo", "Termine"],
        ] {
            let samples = [step.clone(), other.clone()];
            let mapping = guess_columns(&row(&header), &samples);
            let told: Vec<&str> =
                mapping.fields(6).into_iter().map(Option::unwrap_or_default).collect();
            assert_eq!(told, fields, "{header:?}");
        }
        let fields = ["title", "kind", "condition", "value", "unit"];
        for header in [
            ["Procedimiento", "Regla", "Condición", "Valor", "Unidad"],
            ["Procédure", "Règle", "Cas", "Valeur", "Unité"],
            ["Procedura", "Regola", "Se", "Soglia", "Unità"],
        ] {
            let mapping = guess_columns(&row(&header), &[]);
            let told: Vec<&str> =
                mapping.fields(5).into_iter().map(Option::unwrap_or_default).collect();
            assert_eq!(told, fields, "{header:?}");
        }
    }

    #[test]
    fn columns_that_nothing_is_read_from_are_told_apart() {
        let mapping = guess_columns(
            &row(&["Prozess", "Schritt", "Formular", "Frist", "Bemerkung / Regelung", "Hinweise"]),
            &[row(&["Adressänderung", "Kunde prüfen", "F1", "24 h", "", ""])],
        );
        let fields = ["title", "action", "", "deadline", "rules", "note"];
        let told: Vec<&str> =
            mapping.fields(6).into_iter().map(Option::unwrap_or_default).collect();
        assert_eq!(told, fields);
    }

    #[test]
    fn every_column_of_remarks_is_read() {
        let header = row(&["Process", "Step", "Remarks", "Notes", "Hint"]);
        let mapping = guess_columns(&header, &[row(&["Refund", "Ask", "", "", ""])]);
        assert_eq!((mapping.remarks, &mapping.more_remarks), (Some(2), &vec![3, 4]));
        assert_eq!(mapping.fields(5)[2..], [Some("note"); 3]);
    }

    #[test]
    fn what_describes_a_step_beside_it_is_its_note_in_every_language() {
        for [step, describes] in [
            ["Step", "Description"],
            ["Schritt", "Beschreibung"],
            ["Étape", "Description"],
            ["Paso", "Descripción"],
            ["Fase", "Descrizione"],
        ] {
            let samples = [row(&["Refund", "Listen", "Let them talk", "CRM"])];
            let mapping = guess_columns(&row(&["Process", step, describes, "System"]), &samples);
            let fields = [Some("title"), Some("action"), Some("note"), Some("system")];
            assert_eq!(mapping.fields(4), fields, "{step}");
        }
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

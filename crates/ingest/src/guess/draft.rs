//! The mapping of one table, field by field, before it is written down.

use std::collections::BTreeMap;
use std::path::PathBuf;

use sameboat_model::mapping::BesideKeys;
use sameboat_model::mapping::field::TimeUnit;
use sameboat_model::{Entity, FieldKind, FieldSpec, Sensitivity};
use sameboat_normalize::wishes::refuses_a_channel;

use super::apart::apart;
use super::banking::is_banking;
use super::choices::Lookup;
use super::columns::{ColumnGuess, Table, referred};
use super::either;
use super::firms;
use super::formats::{DayMonth, date_formats, decimal_sign, unread};
use super::lines::mentions;
use super::names::{Names, Place};
use super::refusals::{refusals, values};
use super::shape::Column;
use super::survey::SurveyedTable;
use super::text::{UNKNOWN_ROWS, counted};
use super::words::tokens;
use crate::header::unique;
use crate::profile::{mask, veil};

/// Values shown of a column.
const SHOWN: usize = 2;
/// Characters shown of a value.
pub(super) const SHOWN_LENGTH: usize = 24;
/// Share of a text's values that must be known for it to be translated.
const TRANSLATED: f32 = 0.8;
/// Share of different values that a column must have to stand in for a missing key.
const UNIQUE: f32 = 0.98;

/// Share of dates that cannot be read from which on somebody is asked.
const UNREAD: f32 = 0.05;

/// One field of a mapping.
#[derive(Debug, Clone, Default)]
pub(super) struct FieldDraft {
    pub(super) name: &'static str,
    pub(super) columns: Vec<String>,
    pub(super) constant: Option<String>,
    /// A regular expression that finds the piece of the column's text.
    pub(super) extract: Option<String>,
    pub(super) lookup: Option<Lookup>,
    pub(super) default: Option<String>,
    pub(super) confidence: f32,
    /// A column that must say something, or nothing.
    pub(super) where_filled: Option<String>,
    pub(super) where_empty: Option<String>,
    /// Columns that refuse a consent, whatever its own says.
    pub(super) refused_by: Vec<String>,
    /// Whether its column is one of refusals.
    pub(super) refuses: bool,
    /// Masked values.
    pub(super) samples: Vec<String>,
    /// What a reader should know.
    pub(super) why: Option<String>,
    /// Whether values nobody knows are kept as they are.
    pub(super) keeps_unknown: bool,
    /// Whether the lookup leaves all that it does not list as it is.
    pub(super) keeps_unlisted: bool,
    /// What the numbers of times count, if not seconds.
    pub(super) unit: Option<TimeUnit>,
}

impl FieldDraft {
    /// Whether it is all that one column says.
    pub(super) fn is_plain(&self) -> bool {
        self.columns.len() == 1
            && self.extract.is_none()
            && self.constant.is_none()
            && self.where_filled.is_none()
            && self.where_empty.is_none()
    }
}

/// One mapping.
#[derive(Debug, Clone)]
pub(super) struct MappingDraft {
    pub(super) entity: Entity,
    pub(super) sheets: Vec<String>,
    pub(super) decimal: Option<char>,
    pub(super) date_formats: Vec<&'static str>,
    pub(super) fields: Vec<FieldDraft>,
    /// Column and text of the rows of totals at the end.
    pub(super) totals: Vec<(String, String)>,
    /// Columns that no field was found for.
    pub(super) extras: Vec<String>,
    /// Those of them that only a bank may see.
    pub(super) regulated: Vec<String>,
    /// What a person has to decide.
    pub(super) questions: Vec<String>,
    /// Files that say more of the rows.
    pub(super) beside: Vec<BesideDraft>,
}

/// A file that says more of a table's rows: its key, and the table's column that has it.
#[derive(Debug, Clone)]
pub(super) struct BesideDraft {
    pub(super) file: PathBuf,
    pub(super) sheets: Vec<String>,
    pub(super) key: String,
    pub(super) to: String,
    pub(super) keys: BesideKeys,
    /// The names of its columns, without the key.
    pub(super) names: Vec<String>,
}

/// What the whole pile says about one table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits<'a> {
    /// The company that it is about.
    pub(super) company: &'a str,
    /// Whether the month comes first where a table's own values do not tell.
    pub(super) month_first: bool,
    /// Whether something told that.
    pub(super) is_known: bool,
}

/// Makes the mapping of a table; an error says which required field has no column.
pub(super) fn draft(
    table: &SurveyedTable,
    known: &Table<'_>,
    entity: Entity,
    guesses: &[ColumnGuess],
    line: usize,
    habits: Habits<'_>,
) -> Result<MappingDraft, String> {
    let mut draft = MappingDraft {
        sheets: if table.has_others { table.sheets.clone() } else { vec![] },
        totals: totals(table),
        ..MappingDraft::empty(entity)
    };
    for field in entity.fields() {
        let parts = parts(guesses, field);
        if !parts.is_empty() {
            draft.fields.push(mapped(table, entity, field, &parts, habits.company));
        } else if field.required {
            let filled = stand_in(table, entity, field, guesses, line, &mut draft.questions);
            draft.fields.push(filled.ok_or_else(|| {
                format!("its rows look like {}s, but no column is {}", entity.name(), field.doc)
            })?);
        }
    }
    if entity == Entity::Customer {
        draft.take_names_apart(table);
        let parts =
            either::part(&table.either, &table.columns, &mut draft.fields, &mut draft.questions);
        draft.add(parts);
        draft.take_both_for_whole(known);
        draft.take_firms(table);
        draft.ask_for_surname();
        draft.ask_who_they_are();
        let mut fields = std::mem::take(&mut draft.fields);
        refusals(known, &mut fields, &mut draft.questions);
        draft.add(fields);
    }
    draft.ask_for_words();
    draft.ask_for_keys(known, guesses);
    draft.ask_for_guesses(known, guesses);
    if entity == Entity::Contact {
        draft.ask_for_refusals(table);
    }
    draft.read_dates(table, guesses, habits);
    if !table.is_grid {
        let numbers = guesses
            .iter()
            .filter(|guess| matches!(guess.field.kind, FieldKind::Money | FieldKind::Decimal));
        let values = numbers.flat_map(|guess| &table.columns[guess.column].sample);
        draft.decimal = decimal_sign(values.map(String::as_str));
    }
    let mapped: Vec<&String> = draft
        .fields
        .iter()
        .flat_map(|field| field.columns.iter().chain(&field.refused_by))
        .collect();
    let extras = known.columns.iter().map(|c| &c.name).filter(|name| !mapped.contains(name));
    draft.extras = extras.cloned().collect();
    let secret = known
        .columns
        .iter()
        .zip(&known.meanings)
        .filter(|(column, meaning)| draft.extras.contains(&column.name) && is_banking(meaning));
    draft.regulated = secret.map(|(column, _)| column.name.clone()).collect();
    Ok(draft)
}

/// The columns of a field in the order in which they are joined.
fn parts<'g>(guesses: &'g [ColumnGuess], field: &FieldSpec) -> Vec<&'g ColumnGuess> {
    let of = |place: Place| {
        guesses.iter().filter(move |guess| guess.field.name == field.name && guess.place == place)
    };
    of(Place::Before).chain(of(Place::Whole)).chain(of(Place::Behind)).collect()
}

fn mapped(
    table: &SurveyedTable,
    entity: Entity,
    field: &'static FieldSpec,
    parts: &[&ColumnGuess],
    company: &str,
) -> FieldDraft {
    let main = parts.iter().find(|part| part.is_whole()).or(parts.first());
    let Some(main) = main else { return FieldDraft { name: field.name, ..Default::default() } };
    let column = &table.columns[main.column];
    let confidences = parts.iter().map(|part| part.confidence);
    let mut draft = FieldDraft {
        name: field.name,
        columns: parts.iter().map(|part| table.columns[part.column].name.clone()).collect(),
        confidence: confidences.fold(1.0, f32::min),
        samples: samples(field, column.sample.iter().map(String::as_str)),
        ..Default::default()
    };
    if parts.len() > 1 {
        return draft;
    }
    let lookup =
        Lookup::of(entity, field, column).filter(|lookup| lookup.changes_anything(entity, field));
    let is_choice = matches!(field.kind, FieldKind::Choice(_));
    draft.keeps_unknown = !is_choice && field.sensitivity == Sensitivity::Open;
    draft.lookup = lookup.filter(|lookup| match field.kind {
        FieldKind::Choice(_) => true,
        _ if field.name == "country" => needs_translation(lookup),
        _ => lookup.coverage >= TRANSLATED,
    });
    if entity == Entity::Contact && field.name == "outcome" {
        draft.lookup = draft.lookup.and_then(Lookup::of_phrases);
        draft.keeps_unlisted = true;
    }
    if field.name.ends_with("_seconds") {
        draft.unit = unit(&column.name);
    }
    if entity == Entity::Customer && field.name == "kind" && column.filled < column.rows {
        draft.default = Some("person".into());
        draft.why = Some(format!("{} rows say nothing", column.rows - column.filled));
    }
    if entity == Entity::Agent && field.name == "employer" && column.filled < column.rows {
        draft.default = Some(company.to_owned());
        draft.why = Some("who has no employer here is taken for the company's own".into());
    }
    draft
}

/// The unit that a header names, if that is not seconds: `Dauer (min)`.
fn unit(header: &str) -> Option<TimeUnit> {
    const NAMES: [(TimeUnit, &[&str]); 3] = [
        (TimeUnit::Milliseconds, &["ms", "msec", "millis", "milliseconds", "millisekunden"]),
        (TimeUnit::Minutes, &["min", "mins", "minuten", "minutes", "minutos", "minuti", "mn"]),
        (TimeUnit::Hours, &["h", "hrs", "hours", "std", "stunden", "heures", "horas", "ore"]),
    ];
    let tokens = tokens(header);
    // `Gesprächsminuten`, whose short forms would end other words.
    let is = |token: &str, name: &str| token == name || (name.len() > 4 && token.ends_with(name));
    let named = NAMES
        .iter()
        .filter(|(_, names)| tokens.iter().any(|t| names.iter().any(|name| is(t, name))));
    match named.collect::<Vec<_>>()[..] {
        // `Dauer (h:min)` are clock times.
        [(unit, _)] => Some(*unit),
        _ => None,
    }
}

/// Names and ISO codes of countries are understood as they are; the letters on cars are not.
fn needs_translation(lookup: &Lookup) -> bool {
    lookup.coverage >= TRANSLATED && lookup.known.iter().any(|(value, ..)| value.len() == 1)
}

/// A required field that has no column: a constant from the names of file and sheet, or another
/// column that can be the key.
fn stand_in(
    table: &SurveyedTable,
    entity: Entity,
    field: &'static FieldSpec,
    guesses: &[ColumnGuess],
    line: usize,
    questions: &mut Vec<String>,
) -> Option<FieldDraft> {
    let FieldKind::Choice(words) = field.kind else {
        return (field.name == "record_key")
            .then(|| key_of_others(table, entity, guesses))
            .flatten();
    };
    let stem = table.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names = table.sheets.iter().map(|sheet| ("sheet", sheet.as_str()));
    let told = names.chain([("file", stem.as_str())]).find_map(|(what, name)| {
        match mentions(field.name, name)[..] {
            [(word, _)] if words.contains(&word) => {
                Some((word, format!("no column says it; the {what} is called so")))
            }
            _ => None,
        }
    });
    let (word, why) = told.unwrap_or_else(|| {
        let word = usual(entity, field.name, line, words);
        questions.push(format!("no column says the `{}`: `{word}` is a guess", field.name));
        (word, "a guess: no column and no name says it".to_owned())
    });
    Some(FieldDraft {
        name: field.name,
        constant: Some(word.to_owned()),
        confidence: 0.5,
        why: Some(why),
        ..Default::default()
    })
}

/// What most rows are where nothing says it.
fn usual(entity: Entity, field: &str, line: usize, words: &'static [&'static str]) -> &'static str {
    let wanted = match (entity, field) {
        (Entity::Agreement, "kind") if line == 1 => "loan",
        (Entity::BusinessRule, "kind") => "other",
        _ => "",
    };
    words.iter().find(|word| **word == wanted).or(words.first()).copied().unwrap_or_default()
}

/// A key of other columns: one whose values all differ, or of a contact who, when and by whom.
fn key_of_others(
    table: &SurveyedTable,
    entity: Entity,
    guesses: &[ColumnGuess],
) -> Option<FieldDraft> {
    let column = |field: &str| {
        let guess = guesses.iter().find(|guess| guess.field.name == field && guess.is_whole())?;
        Some(&table.columns[guess.column])
    };
    let unique = ["name", "title", "display_name", "email", "organisation", "identity_number"]
        .into_iter()
        .filter_map(column)
        .find(|column| column.uniqueness() >= UNIQUE && column.filled == column.rows);
    let columns: Vec<String> = match unique {
        Some(column) => vec![column.name.clone()],
        None if entity == Entity::Contact => {
            let fields = ["started_at", "customer_key", "agent_key"];
            let whole = fields.into_iter().filter_map(column).map(|column| column.name.clone());
            let mut columns: Vec<String> = whole.collect();
            columns.extend(parts_behind(table, guesses, "started_at"));
            columns
        }
        None => vec![],
    };
    (!columns.is_empty()).then(|| FieldDraft {
        name: "record_key",
        columns,
        confidence: 0.5,
        why: Some("there is no key of its own".into()),
        ..Default::default()
    })
}

fn parts_behind(table: &SurveyedTable, guesses: &[ColumnGuess], field: &str) -> Vec<String> {
    let parts = guesses.iter().filter(|guess| guess.field.name == field && !guess.is_whole());
    parts.map(|part| table.columns[part.column].name.clone()).collect()
}

impl FieldDraft {
    /// Takes a consent from a column that says it, where only refusals were known of it: these count beside it. Tells
    /// whether that is so.
    fn take_consents(&mut self, columns: &[String], other: &Self) -> bool {
        let has_refusals_only = self.columns.is_empty() || (self.refuses && self.is_plain());
        if !has_refusals_only {
            return false;
        }
        let refusing = std::mem::replace(&mut self.columns, columns.to_vec());
        self.refused_by.splice(0..0, refusing);
        self.lookup.clone_from(&other.lookup);
        (self.refuses, self.confidence, self.why) = (false, other.confidence, other.why.clone());
        true
    }
}

impl MappingDraft {
    /// A mapping of nothing.
    pub(super) fn empty(entity: Entity) -> Self {
        Self {
            entity,
            sheets: vec![],
            decimal: None,
            date_formats: vec![],
            fields: vec![],
            totals: vec![],
            extras: vec![],
            regulated: vec![],
            questions: vec![],
            beside: vec![],
        }
    }

    /// Takes a column for the key, as other files refer to it.
    pub(super) fn take_key(&mut self, column: &str) {
        let is_key = |field: &FieldDraft| field.name == "record_key";
        if self.fields.iter().any(|field| is_key(field) && field.columns == [column]) {
            return;
        }
        self.fields.retain(|field| !is_key(field) && field.columns != [column]);
        self.extras.retain(|extra| extra != column);
        self.add(vec![FieldDraft {
            name: "record_key",
            columns: vec![column.to_owned()],
            confidence: 0.9,
            why: Some("other files refer to it".into()),
            ..FieldDraft::default()
        }]);
    }

    /// What customers refuse in the outcome of a contact reaches no consent of theirs.
    fn ask_for_refusals(&mut self, table: &SurveyedTable) {
        /// Outcomes that a question names.
        const NAMED: usize = 5;
        let outcome = self.fields.iter().find(|field| field.name == "outcome");
        let Some([name]) = outcome.map(|field| &field.columns[..]) else { return };
        let Some(column) = table.columns.iter().find(|column| column.name == *name) else { return };
        let mut said: Vec<(String, u64)> = values(column);
        said.retain(|(value, _)| refuses_a_channel(value));
        if said.is_empty() {
            return;
        }
        let rows: u64 = said.iter().map(|(_, rows)| rows).sum();
        let mut named: Vec<String> = said
            .iter()
            .filter(|(value, rows)| *rows >= UNKNOWN_ROWS && value.chars().count() <= SHOWN_LENGTH)
            .take(NAMED)
            .map(|(value, rows)| format!("`{}` ({})", value.replace('`', "'"), counted(*rows)))
            .collect();
        if named.len() < said.len() {
            named.push("others".into());
        }
        self.questions.push(format!(
            "`{name}` has customers who refuse to be approached ({}: {}), which reaches no consent: a list of \
             them can stand beside the customers (`[[beside]]`)",
            counted(rows),
            named.join(", ")
        ));
    }

    /// Takes over what another file says of the customers, by a key: the fields that have no column yet. Tells
    /// whether anything of it is read.
    pub(super) fn take_beside(
        &mut self,
        own: &[Column],
        other: &Table<'_>,
        file: BesideDraft,
    ) -> bool {
        let guesses = other.assign(Entity::Customer);
        let consents = guesses.iter().filter(|guess| guess.field.name.starts_with("consent_"));
        let mut fields: Vec<FieldDraft> = consents
            .filter(|guess| guess.is_whole())
            .map(|guess| FieldDraft {
                name: guess.field.name,
                columns: vec![other.columns[guess.column].name.clone()],
                confidence: guess.confidence,
                ..FieldDraft::default()
            })
            .collect();
        let mut questions = vec![];
        refusals(other, &mut fields, &mut questions);
        let (taken, left) = self.more_of_customers(own, other, &guesses);
        fields.extend(taken);
        let shown = file.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.questions.extend(questions.into_iter().map(|question| format!("{shown}: {question}")));
        let (new, both): (Vec<FieldDraft>, Vec<FieldDraft>) = fields
            .into_iter()
            .partition(|field| !self.fields.iter().any(|own| own.name == field.name));
        let own: Vec<String> = own.iter().map(|column| column.name.clone()).collect();
        let names = self.names_beside(&own, &file.names);
        let renamed = |columns: &[String]| -> Vec<String> {
            let name = |column: &String| names.get(column).unwrap_or(column).clone();
            columns.iter().map(name).collect()
        };
        let mut is_used = !new.is_empty();
        for field in both {
            let refusing =
                [&field.refused_by[..], if field.refuses { &field.columns } else { &[] }].concat();
            let Some(own) = self.fields.iter_mut().find(|own| own.name == field.name) else {
                continue;
            };
            own.refused_by.extend(renamed(&refusing));
            is_used |= !refusing.is_empty();
            if field.refuses || field.columns.is_empty() {
                continue;
            }
            let columns = renamed(&field.columns);
            is_used |= own.take_consents(&columns, &field);
            if own.columns != columns {
                let from = own.columns.join("`, `");
                self.questions.push(format!(
                    "{shown} says `{name}` too (`{says}`), but that is read from `{from}` already, and its no does not \
                     count: name a column of {shown} that has an `x` beside each no in `refused_by` of `{name}` (with \
                     {shown} as a `[[beside]]`), as a refusal must count wherever it stands",
                    name = field.name,
                    says = field.columns.join("`, `")
                ));
            }
        }
        if !is_used {
            return false;
        }
        if !left.is_empty() {
            self.questions.push(format!(
                "{shown} has {}, too, which the customers' own file lacks in some rows, and is not read for them: it \
                 stays in the extras",
                left.join(", ")
            ));
        }
        let renamed = new.into_iter().map(|field| FieldDraft {
            columns: renamed(&field.columns),
            refused_by: renamed(&field.refused_by),
            ..field
        });
        self.add(renamed.collect());
        self.beside.push(file);
        true
    }

    /// What a file beside the customers says of them that they have no column of: above all how they are reached,
    /// the best that is known of them. Then the columns of those fields that they have, but not all of them.
    fn more_of_customers(
        &self,
        own: &[Column],
        other: &Table<'_>,
        guesses: &[ColumnGuess],
    ) -> (Vec<FieldDraft>, Vec<String>) {
        const REACH: [&str; 3] = ["email", "phone", "mobile"];
        const PLACE: [&str; 6] =
            ["street", "house_number", "postcode", "city", "region", "country"];
        const OTHERS: [&str; 4] = ["birth_date", "identity_number", "language", "segment"];
        /// Confidence from which on what is no help to reach customers is taken over.
        const SURE: f32 = 0.8;
        let has = |name: &str| self.fields.iter().any(|own| own.name == name);
        let lacks = |name: &str| {
            let fields = self.fields.iter().filter(|field| field.name == name);
            let mut read = fields.flat_map(|field| &field.columns);
            read.any(|name| own.iter().any(|own| own.name == *name && own.filled < own.rows))
        };
        let has_place = PLACE.iter().any(|name| has(name));
        let (mut taken, mut left) = (vec![], vec![]);
        for guess in guesses.iter().filter(|guess| guess.is_whole()) {
            let (name, column) = (guess.field.name, &other.columns[guess.column].name);
            let is_of_place = PLACE.contains(&name);
            let is_sure = guess.confidence >= SURE && (is_of_place || OTHERS.contains(&name));
            if !REACH.contains(&name) && !is_sure {
                continue;
            }
            let is_own = has(name) || (is_of_place && has_place);
            if !is_own {
                taken.push(FieldDraft {
                    name,
                    columns: vec![column.clone()],
                    confidence: guess.confidence,
                    ..FieldDraft::default()
                });
            } else if REACH.contains(&name) && lacks(name) {
                left.push(format!("`{}` (`{name}`)", column.replace('`', "'")));
            }
        }
        (taken, left)
    }

    /// Reads a list of numbers that must not be called beside the customers who have them. `refusing` are its columns
    /// that say so. Tells by which columns of numbers it is tied; none if no field is read from such a column alone.
    pub(super) fn take_numbers(
        &mut self,
        own: &[String],
        file: &BesideDraft,
        refusing: &[String],
    ) -> Vec<String> {
        let is_of_phones =
            |field: &&FieldDraft| matches!(field.name, "phone" | "mobile") && field.is_plain();
        let phones = self.fields.iter().filter(is_of_phones).map(|field| field.columns[0].clone());
        let phones: Vec<String> = phones.filter(|column| own.contains(column)).collect();
        for to in &phones {
            let names = self.names_beside(own, &file.names);
            let renamed = refusing.iter().filter_map(|column| names.get(column).cloned());
            let renamed: Vec<String> = renamed.collect();
            match self.fields.iter_mut().find(|field| field.name == "consent_phone") {
                Some(field) => field.refused_by.extend(renamed),
                None => self.add(vec![FieldDraft {
                    name: "consent_phone",
                    refused_by: renamed,
                    confidence: 0.9,
                    why: Some("whoever has a number of the list refuses calls".into()),
                    ..FieldDraft::default()
                }]),
            }
            self.beside.push(BesideDraft { to: to.clone(), ..file.clone() });
        }
        phones
    }

    /// What a file's columns are called behind the table's own and those of the files that were taken before.
    fn names_beside(&self, own: &[String], names: &[String]) -> BTreeMap<String, String> {
        let before = self.beside.iter().flat_map(|file| &file.names);
        let all: Vec<String> = own.iter().chain(before).chain(names).cloned().collect();
        let unique = unique(&all).split_off(all.len() - names.len());
        names.iter().cloned().zip(unique).collect()
    }

    /// Adds fields where the entity has them.
    fn add(&mut self, fields: Vec<FieldDraft>) {
        self.fields.extend(fields);
        let place = |field: &FieldDraft| {
            self.entity.fields().iter().position(|spec| spec.name == field.name)
        };
        let mut fields = std::mem::take(&mut self.fields);
        fields.sort_by_key(place);
        self.fields = fields;
    }

    /// Parts surname and given name where one column has both in a known order, and no other column
    /// has either.
    fn take_names_apart(&mut self, table: &SurveyedTable) {
        let has = |name: &str| self.fields.iter().any(|field| field.name == name);
        if has("surname") || has("given_name") {
            return;
        }
        let whole = self.fields.iter().position(|field| field.name == "full_name");
        let parts = whole.and_then(|at| {
            let [name] = &self.fields[at].columns[..] else { return None };
            let column = table.columns.iter().find(|column| column.name == *name)?;
            Some((at, apart(column, &self.fields[at])?))
        });
        if let Some((at, parts)) = parts {
            self.fields.remove(at);
            self.add(parts);
        }
    }

    /// Takes a column whose header names people and companies for whole names, where no other column has a part of
    /// them: neither surnames nor companies alone. One that nearly only companies are in stays theirs.
    fn take_both_for_whole(&mut self, known: &Table<'_>) {
        const MOSTLY: f32 = 0.5;
        let has = |name: &str| self.fields.iter().any(|field| field.name == name);
        if has("given_name") || has("full_name") || (has("surname") && has("organisation")) {
            return;
        }
        let is_of_firms = |column: &String| {
            let place = known.columns.iter().position(|known| known.name == *column);
            place.is_some_and(|at| known.shapes[at].legal_form > MOSTLY)
        };
        let both = self.fields.iter_mut().find(|field| {
            let is_name = matches!(field.name, "surname" | "organisation") && field.is_plain();
            is_name && either::is_of_both(&field.columns[0]) && !is_of_firms(&field.columns[0])
        });
        if let Some(field) = both {
            field.name = "full_name";
            self.add(vec![]);
        }
    }

    /// Takes the companies among whole names, where no column names companies.
    fn take_firms(&mut self, table: &SurveyedTable) {
        if self.fields.iter().any(|field| field.name == "organisation") {
            return;
        }
        let plain = |field: &&FieldDraft| field.name == "full_name" && field.extract.is_none();
        let is_of_both =
            |field: &FieldDraft| field.is_plain() && either::is_of_both(&field.columns[0]);
        let Some(whole) = self.fields.iter().find(plain) else { return };
        let [name] = &whole.columns[..] else { return };
        let Some(column) = table.columns.iter().find(|column| column.name == *name) else { return };
        if let Some(firms) = firms::organisation(column, &whole.clone(), &mut self.questions) {
            self.add(vec![firms]);
        } else if is_of_both(whole) {
            self.questions.push(format!(
                "`{name}` names companies, too, but hardly any has a legal form: all of them are taken for people"
            ));
        }
    }

    /// People who have a given name and no other were hardly meant.
    fn ask_for_surname(&mut self) {
        let column = |name: &str| self.fields.iter().find(|field| field.name == name);
        if let Some(given) = column("given_name")
            && column("surname").or(column("full_name")).is_none()
        {
            self.questions.push(format!(
                "no column was found for the surname of those who have a given name in `{}`",
                given.columns.join("`, `")
            ));
        }
    }

    /// Rows without a key that they need are refused, and those with a wrong one are somebody else's.
    fn ask_for_keys(&mut self, known: &Table<'_>, guesses: &[ColumnGuess]) {
        /// Share of rows without a key from which on somebody is asked, and likewise of doubt.
        const EMPTY: f32 = 0.1;
        const UNSURE: f32 = 0.7;
        let is_key = |guess: &&ColumnGuess| {
            guess.is_whole() && guess.field.required && guess.field.kind == FieldKind::Key
        };
        // `Agent` above a list of agents.
        let is_named = |guess: &ColumnGuess| {
            let is_own = Names::of(self.entity).names_own(&known.meanings[guess.column]);
            guess.field.name == "record_key"
                && is_own
                && known.columns[guess.column].uniqueness() >= UNIQUE
        };
        for guess in guesses.iter().filter(is_key) {
            let (column, field) = (&known.columns[guess.column], guess.field.name);
            let name = column.name.replace('`', "'");
            let others = Self::other_keys(self.entity, known, guesses, guess);
            let others: Vec<String> = others
                .map(|at| format!("`{}`", known.columns[at].name.replace('`', "'")))
                .collect();
            let or = if others.is_empty() {
                String::new()
            } else {
                format!("; or is it {}, which has one in each row?", others.join(" or "))
            };
            let empty = column.rows - column.filled;
            if empty as f32 > EMPTY * column.rows as f32 {
                self.questions.push(format!(
                    "`{field}` is read from `{name}`, which is empty in {} of {}: these would be refused{or}",
                    empty,
                    counted(column.rows)
                ));
            } else if guess.confidence <= UNSURE && !is_named(guess) {
                self.questions.push(format!("that `{field}` is `{name}` is a guess{or}"));
            }
        }
        self.tell_other_parties(known);
    }

    /// A column that is somewhat like what makes a row something else: what is owed, promised or merged.
    fn ask_for_guesses(&mut self, known: &Table<'_>, guesses: &[ColumnGuess]) {
        /// Confidence below which somebody is asked.
        const UNSURE: f32 = 0.6;
        const TELLING: [&str; 6] = [
            "promise",
            "promise_due",
            "promise_kept",
            "merged_into",
            "merged_from",
            "finances_key",
        ];
        let is_telling = |guess: &&ColumnGuess| {
            let field = guess.field;
            field.sensitivity == Sensitivity::Regulated || TELLING.contains(&field.name)
        };
        let unsure = guesses.iter().filter(|guess| guess.is_whole() && guess.confidence < UNSURE);
        for guess in unsure.filter(is_telling) {
            let name = known.columns[guess.column].name.replace('`', "'");
            let ColumnGuess { field, .. } = guess;
            self.questions
                .push(format!("that `{}` ({}) is `{name}` is a guess", field.name, field.doc));
        }
    }

    /// Columns that may be meant by a key, too: those of which no row lacks one, and that nothing else is read from.
    fn other_keys<'t>(
        entity: Entity,
        known: &'t Table<'_>,
        guesses: &'t [ColumnGuess],
        key: &'t ColumnGuess,
    ) -> impl Iterator<Item = usize> + 't {
        let to = referred(key.field);
        (0..known.columns.len()).filter(move |at| {
            let column = &known.columns[*at];
            let is_free = guesses.iter().all(|guess| guess.column != *at);
            let is_alike = match to {
                Some(to) => known.referring(entity, to).any(|other| other == *at),
                None => known.meanings[*at].has("id") && column.uniqueness() >= UNIQUE,
            };
            is_free && is_alike && column.filled == column.rows
        })
    }

    /// Whoever has an agreement together with its main customer is nobody of its mapping.
    fn tell_other_parties(&mut self, known: &Table<'_>) {
        if self.entity != Entity::Agreement {
            return;
        }
        let mapped = |name: &String| self.fields.iter().any(|field| field.columns.contains(name));
        let is_of_party = |at: &usize| {
            let (column, meaning) = (&known.columns[*at], &known.meanings[*at]);
            // Numbers of invoices may be among those of customers; codes are not.
            meaning.has("otherparty")
                || meaning.has("customer")
                || known.shapes[*at].letters > 0.5
                || column.filled < column.rows
        };
        let others = (0..known.columns.len()).filter(|at| {
            known.refers[*at].contains(&Entity::Customer) && !mapped(&known.columns[*at].name)
        });
        let others: Vec<String> = others
            .filter(is_of_party)
            .map(|at| {
                let column = &known.columns[at];
                format!("`{}` ({})", column.name.replace('`', "'"), counted(column.filled))
            })
            .collect();
        if !others.is_empty() {
            self.questions.push(format!(
                "{} has keys of customers, too: if they are further parties, a mapping of their own with `entity = \
                 \"agreement_party\"` reads them",
                others.join(", ")
            ));
        }
    }

    /// Customers without a name, and without anything by which they are reached, are nobody that linkage can find:
    /// the table may rather say more of customers of another file.
    fn ask_who_they_are(&mut self) {
        const TELLS_WHO: [&str; 8] = [
            "surname",
            "given_name",
            "full_name",
            "organisation",
            "email",
            "phone",
            "mobile",
            "identity_number",
        ];
        if !self.fields.iter().any(|field| TELLS_WHO.contains(&field.name)) {
            self.questions.push(
                "no column names its customers or says how they are reached: if it says more of those of another \
                 file, let their mapping read it (`[[beside]]`)"
                    .into(),
            );
        }
    }

    /// Rows whose word for a required choice nobody knows are refused.
    fn ask_for_words(&mut self) {
        /// Words that a question names.
        const NAMED: usize = 5;
        for field in &self.fields {
            let spec = self.entity.field(field.name);
            let Some(spec) = spec.filter(|spec| spec.required) else { continue };
            let (FieldKind::Choice(_), Some(lookup)) = (spec.kind, &field.lookup) else { continue };
            if lookup.unknown.is_empty() {
                continue;
            }
            let rows: u64 = lookup.unknown.iter().map(|(_, rows)| rows).sum();
            let words = lookup.unknown.iter().filter(|(_, rows)| *rows >= UNKNOWN_ROWS);
            let mut named: Vec<String> = words
                .take(NAMED)
                .map(|(word, rows)| format!("`{}` ({})", word.replace('`', "'"), counted(*rows)))
                .collect();
            if named.len() < lookup.unknown.len() {
                named.push("others".into());
            }
            self.questions.push(format!(
                "{} would be refused: words of `{}` have no meaning yet: {}",
                counted(rows),
                field.columns.join("`, `"),
                named.join(", ")
            ));
        }
    }

    /// Finds how the dates are written; one order of day and month for the whole table.
    fn read_dates(&mut self, table: &SurveyedTable, guesses: &[ColumnGuess], habits: Habits<'_>) {
        let of_dates = |guess: &&ColumnGuess| {
            guess.is_whole() && matches!(guess.field.kind, FieldKind::Date | FieldKind::Timestamp)
        };
        let dates: Vec<&ColumnGuess> = guesses.iter().filter(of_dates).collect();
        let mut order = DayMonth::default();
        for guess in &dates {
            order.count(&table.columns[guess.column]);
        }
        let month_first = order.is_month_first().unwrap_or(habits.month_first);
        for guess in &dates {
            for format in date_formats(&table.columns[guess.column], month_first) {
                if !self.date_formats.contains(&format) {
                    self.date_formats.push(format);
                }
            }
        }
        for guess in dates {
            let column = &table.columns[guess.column];
            self.doubt_dates(guess.field.name, &column.name, unread(column, &self.date_formats));
        }
        let told = order.is_month_first().is_some() || habits.is_known;
        if order.open > 0 && !told && !self.date_formats.is_empty() {
            let (first, second) = if month_first { ("month", "day") } else { ("day", "month") };
            self.questions.push(format!(
                "no date tells whether day or month comes first; read with the {first} before the \
                 {second}"
            ));
        }
    }

    /// A field is as sure as the share of its values that can be read.
    fn doubt_dates(&mut self, field: &str, column: &str, unread: f32) {
        let drafted = self.fields.iter_mut().filter(|drafted| drafted.name == field);
        drafted.for_each(|drafted| drafted.confidence *= 1.0 - unread);
        if unread > UNREAD {
            let share = unread * 100.0;
            self.questions.push(format!("{share:.0} % of the values of `{column}` are no dates"));
        }
    }
}

/// Rows of totals among the last ones: the first cell that is not empty says so.
fn totals(table: &SurveyedTable) -> Vec<(String, String)> {
    const TOTALS: [&str; 16] = [
        "total",
        "totals",
        "summe",
        "gesamt",
        "gesamtsumme",
        "sum",
        "somme",
        "totale",
        "suma",
        "totaux",
        "grand total",
        "zwischensumme",
        "endsumme",
        "total general",
        "totale generale",
        "insgesamt",
    ];
    let mut found: Vec<(String, String)> = vec![];
    for row in &table.tail {
        let first = row.iter().enumerate().find(|(_, cell)| !cell.is_empty());
        let Some((at, cell)) = first else { continue };
        let filled = row.iter().filter(|cell| !cell.is_empty()).count();
        let word = cell.trim_end_matches([':', ' ']).to_lowercase();
        let begins = TOTALS.iter().any(|t| word == *t || word.starts_with(&format!("{t} ")));
        let entry = (table.columns[at].name.clone(), cell.clone());
        if begins && 2 * filled <= row.len().max(2) && !found.contains(&entry) {
            found.push(entry);
        }
    }
    found
}

/// The first different values, masked. Of what tells who somebody is, nothing but the first character
/// of each word is shown, be it ever so plain.
fn samples<'a>(field: &FieldSpec, values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let open = field.sensitivity == Sensitivity::Open && field.kind != FieldKind::Key;
    let mut shown: Vec<String> = vec![];
    for value in values {
        let short: String = value.chars().take(SHOWN_LENGTH).collect();
        let masked = if open { mask(&short) } else { veil(&short) };
        let masked = masked.replace(char::is_control, " ");
        if !shown.contains(&masked) {
            shown.push(masked);
        }
        if shown.len() == SHOWN {
            break;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_never_show_whose_they_are() {
        let key = Entity::Customer.field("record_key").unwrap();
        assert_eq!(samples(key, ["0004000040", "0004000044"].into_iter()), ["0*********"]);
        let income = Entity::Customer.field("income").unwrap();
        assert_eq!(samples(income, ["6.000,00"].into_iter()), ["6.0**,0*"]);
        let kind = Entity::Customer.field("kind").unwrap();
        assert_eq!(samples(kind, ["NP", "JP"].into_iter()), ["NP", "JP"]);
    }
}

//! The mapping of one table, field by field, before it is written down.

mod beside;
mod questions;

pub(super) use beside::BesideDraft;

use sameboat_model::mapping::field::TimeUnit;
use sameboat_model::{Entity, FieldKind, FieldSpec, Sensitivity};

use super::apart::apart;
use super::banking::is_banking;
use super::choices::Lookup;
use super::columns::{ColumnGuess, Table};
use super::either;
use super::firms;
use super::formats::{DayMonth, date_formats, decimal_sign, unread, unread_times};
use super::lines::mentions;
use super::names::Place;
use super::refusals::refusals;
use super::survey::SurveyedTable;
use super::words::tokens;
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
    /// How its dates are written, if not as those of the table.
    pub(super) date_formats: Vec<&'static str>,
}

impl FieldDraft {
    /// Whether it is all that one column says.
    pub(super) fn is_plain(&self) -> bool {
        self.columns.len() == 1
            && self.extract.is_none()
            && self.constant.is_none()
            && self.where_filled.is_none()
            && self.where_empty.is_none()
            && self.date_formats.is_empty()
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

    /// Takes the companies among whole names, also such as were taken apart, where no column names companies.
    fn take_firms(&mut self, table: &SurveyedTable) {
        if self.fields.iter().any(|field| field.name == "organisation") {
            return;
        }
        let is_whole = |field: &&FieldDraft| field.name == "full_name" && field.columns.len() == 1;
        let is_of_both =
            |field: &FieldDraft| field.is_plain() && either::is_of_both(&field.columns[0]);
        let Some(field) = self.fields.iter().find(is_whole) else { return };
        let whole = FieldDraft { extract: None, ..field.clone() };
        let name = &whole.columns[0];
        let Some(column) = table.columns.iter().find(|column| column.name == *name) else { return };
        if let Some(firms) = firms::organisation(column, &whole, &mut self.questions) {
            self.add(vec![firms]);
        } else if is_of_both(&whole) {
            self.questions.push(format!(
                "`{name}` names companies, too, but hardly any has a legal form: all of them are taken for people"
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
            let is_time = |part: &&ColumnGuess| {
                part.place == Place::Behind && part.field.name == guess.field.name
            };
            for part in guesses.iter().filter(is_time) {
                let times = &table.columns[part.column];
                if let Some(unread) = unread_times(column, times, &self.date_formats) {
                    self.doubt_times(guess.field.name, &times.name, unread);
                }
            }
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

    fn doubt_dates(&mut self, field: &str, column: &str, unread: f32) {
        self.doubt(field, unread);
        if unread > UNREAD {
            let share = unread * 100.0;
            self.questions.push(format!("{share:.0} % of the values of `{column}` are no dates"));
        }
    }

    fn doubt_times(&mut self, field: &str, column: &str, unread: f32) {
        self.doubt(field, unread);
        if unread > UNREAD {
            let share = unread * 100.0;
            self.questions.push(format!(
                "{share:.0} % of the values of `{column}` are read as no times behind a day, so that their rows \
                 would be refused: `date_formats` can say how day and time are written (`%d.%m.%Y %H%M`)"
            ));
        }
    }

    /// A field is as sure as the share of its values that can be read.
    fn doubt(&mut self, field: &str, unread: f32) {
        let drafted = self.fields.iter_mut().filter(|drafted| drafted.name == field);
        drafted.for_each(|drafted| drafted.confidence *= 1.0 - unread);
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

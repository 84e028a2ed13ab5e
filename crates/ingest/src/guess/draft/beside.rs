//! What lists that name nobody add to the mapping of the customers of whom they say more.

use std::collections::BTreeMap;
use std::path::PathBuf;

use sameboat_model::mapping::BesideKeys;
use sameboat_model::{Entity, FieldKind};

use super::{FieldDraft, MappingDraft};
use crate::guess::columns::{ColumnGuess, Table};
use crate::guess::formats::own_formats;
use crate::guess::refusals::refusals;
use crate::guess::shape::Column;
use crate::header::unique;

/// A file that says more of a table's rows: its key, and the table's column that has it.
#[derive(Debug, Clone)]
pub(in crate::guess) struct BesideDraft {
    pub(in crate::guess) file: PathBuf,
    pub(in crate::guess) sheets: Vec<String>,
    pub(in crate::guess) key: String,
    pub(in crate::guess) to: String,
    pub(in crate::guess) keys: BesideKeys,
    /// The names of its columns, without the key.
    pub(in crate::guess) names: Vec<String>,
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
    /// Takes over what another file says of the customers, by a key: the fields that have no column yet. Tells
    /// whether anything of it is read.
    pub(in crate::guess) fn take_beside(
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
        let (taken, left) = self.more_of_customers(own, other, &guesses, &mut questions);
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
        questions: &mut Vec<String>,
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
            // The dates of another file are written as they are there.
            let is_date = guess.field.kind == FieldKind::Date && !is_own;
            let formats =
                if is_date { own_formats(&other.columns[guess.column]) } else { Some(vec![]) };
            let Some(date_formats) = formats else {
                questions.push(format!(
                    "`{}` (`{name}`) is not read, as its dates do not tell whether day or month comes first: say it in \
                     the field (`{name} = {{ column = …, date_formats = [\"%d/%m/%Y\"] }}`)",
                    column.replace('`', "'")
                ));
                continue;
            };
            if !is_own {
                taken.push(FieldDraft {
                    name,
                    columns: vec![column.clone()],
                    confidence: guess.confidence,
                    date_formats,
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
    pub(in crate::guess) fn take_numbers(
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
}

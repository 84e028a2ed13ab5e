//! What a person is asked about the mapping of one table.

use sameboat_model::{Entity, FieldKind, Sensitivity};
use sameboat_normalize::wishes::refuses_a_channel;

use super::{MappingDraft, SHOWN_LENGTH, UNIQUE};
use crate::guess::columns::{ColumnGuess, Table, referred};
use crate::guess::names::Names;
use crate::guess::refusals::values;
use crate::guess::survey::SurveyedTable;
use crate::guess::text::{UNKNOWN_ROWS, counted};

impl MappingDraft {
    /// What customers refuse in the outcome of a contact reaches no consent of theirs.
    pub(super) fn ask_for_refusals(&mut self, table: &SurveyedTable) {
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

    /// People who have a given name and no other were hardly meant.
    pub(super) fn ask_for_surname(&mut self) {
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
    pub(super) fn ask_for_keys(&mut self, known: &Table<'_>, guesses: &[ColumnGuess]) {
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
    pub(super) fn ask_for_guesses(&mut self, known: &Table<'_>, guesses: &[ColumnGuess]) {
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
        let ended = guesses.iter().filter(|guess| {
            (self.entity, guess.field.name) == (Entity::Contact, "outcome")
                && known.ends_below_topic(guess.column)
        });
        self.questions.extend(ended.map(|guess| {
            format!(
                "`outcome` is `{}` by its values: is it how contacts ended, and not what they were about (`topic`)?",
                known.columns[guess.column].name.replace('`', "'")
            )
        }));
        let unsure = guesses.iter().filter(|guess| guess.is_whole() && guess.confidence < UNSURE);
        for guess in unsure.filter(is_telling) {
            let name = known.columns[guess.column].name.replace('`', "'");
            let ColumnGuess { field, .. } = guess;
            self.questions
                .push(format!("that `{}` ({}) is `{name}` is a guess", field.name, field.doc));
        }
    }

    /// Columns that may be meant by a key, too: those of which no row lacks one, and that nothing else is read from.
    pub(super) fn other_keys<'t>(
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
    pub(super) fn tell_other_parties(&mut self, known: &Table<'_>) {
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
    pub(super) fn ask_who_they_are(&mut self) {
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
    pub(super) fn ask_for_words(&mut self) {
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
}

//! Which field each column of a table is: by its name and by its values, all columns at once.

use sameboat_model::{Entity, FieldKind, FieldSpec};

use super::assign::assign;
use super::choices::{Lookup, Vocabulary};
use super::either::numbered;
use super::names::{Names, Place, Slot};
use super::shape::{Column, Shape};
use super::stance::{Stance, stance, with_wishes};
use super::words::{Lexicon, Meaning, common_prefix, says_time, tokens};

/// Confidence below which a column is left as an extra.
const LEAST: f32 = 0.42;
/// Confidence from which on a required field goes before the others.
const LIKELY: f32 = 0.6;
/// The concept of words for somebody beside the customer: a joint applicant, a guarantor.
const OTHER_PARTY: &str = "otherparty";
/// Share of values that must be outcomes where the header says something else.
const ENDED: f32 = 0.8;
/// Columns of a table that are looked at; hostile files have more.
const MOST_COLUMNS: usize = 1_000;

/// What a column was taken for.
#[derive(Debug, Clone)]
pub struct ColumnGuess {
    /// Place of the column in the table.
    pub column: usize,
    /// Where it goes.
    pub field: &'static FieldSpec,
    /// How it goes there.
    pub(super) place: Place,
    /// How sure the guess is, 0 to 1.
    pub confidence: f32,
}

impl ColumnGuess {
    /// Whether the column is the field, and is not only joined to the one that is.
    pub fn is_whole(&self) -> bool {
        self.place == Place::Whole
    }
}

/// The columns of a table with what can be said of each.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) columns: &'a [Column],
    pub(super) meanings: Vec<Meaning>,
    pub(super) shapes: Vec<Shape>,
    /// Per column what a yes in it says of approaching customers, if its header is about that.
    pub(super) stances: Vec<Option<Stance>>,
    /// Per column whether it refuses only because the table is called a list of refusals.
    pub(super) of_list: Vec<bool>,
    /// Per column the entities whose keys its values are, as far as other files tell.
    pub(super) refers: Vec<Vec<Entity>>,
    /// Per column whether words of its header are for somebody beside the customer, whatever else stands there.
    of_parties: Vec<bool>,
}

impl<'a> Table<'a> {
    pub(super) fn new(columns: &'a [Column]) -> Self {
        let columns = &columns[..columns.len().min(MOST_COLUMNS)];
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let prefix = common_prefix(&names);
        let lexicon = Lexicon::get();
        let meanings: Vec<Meaning> =
            names.iter().map(|name| lexicon.meaning(name, prefix.as_deref())).collect();
        let stances = names.iter().zip(&meanings);
        let stances: Vec<Option<Stance>> =
            stances.map(|(name, meaning)| stance(name, meaning, prefix.as_deref())).collect();
        let told = |((name, meaning), stance): ((&&str, Meaning), &Option<Stance>)| match stance {
            Some(Stance::Consent) => with_wishes(name, meaning),
            _ => meaning,
        };
        let meanings: Vec<Meaning> = names.iter().zip(meanings).zip(&stances).map(told).collect();
        let mut table = Self {
            columns,
            of_parties: meanings.iter().map(|meaning| meaning.has(OTHER_PARTY)).collect(),
            meanings,
            stances,
            shapes: columns.iter().map(Shape::of).collect(),
            refers: vec![vec![]; columns.len()],
            of_list: vec![false; columns.len()],
        };
        table.settle_parties();
        table.settle_names();
        table.settle_post();
        table
    }

    /// Takes a word for mail of either kind (`posta`) for letters where another column refuses e-mail.
    fn settle_post(&mut self) {
        const E_MAIL: [&str; 2] = ["email", "newsletter"];
        let names_e_mail = |at: usize| E_MAIL.iter().any(|name| self.meanings[at].has(name));
        let is_of_e_mail = |at: usize| match self.stances[at] {
            Some(Stance::Refusal([email, _, post])) => !post && (email || names_e_mail(at)),
            _ => false,
        };
        let is_of_either = |at: &usize| {
            let is_post = self.meanings[*at].has("post") && !names_e_mail(*at);
            is_post && self.stances[*at] == Some(Stance::Refusal([true, false, true]))
        };
        let all = 0..self.columns.len();
        if all.clone().any(is_of_e_mail) {
            for at in all.filter(is_of_either).collect::<Vec<_>>() {
                self.stances[at] = Some(Stance::Refusal([false, false, true]));
            }
        }
    }

    /// Tells by their values which of two numbered columns of names has the given names: `NAME1`, `NAME2`. Of companies
    /// the second goes on where the first ends, so that names alone would tell nothing.
    fn settle_names(&mut self) {
        /// Share of known given names from which on a column has them, and how many times that of the other.
        const SOME: f32 = 0.25;
        const TIMES: f32 = 3.0;
        let Some([one, two]) = numbered(self.columns) else { return };
        if self.meanings.iter().any(|meaning| meaning.has("given")) {
            return;
        }
        let has_given = |at: usize, other: usize| {
            let given = self.shapes[at].given;
            given > SOME && given > TIMES * self.shapes[other].given
        };
        let (surname, given) = match (has_given(one, two), has_given(two, one)) {
            (true, _) => (two, one),
            (_, true) => (one, two),
            _ => return,
        };
        self.meanings[surname] = Meaning::default().with("surname");
        self.meanings[given] = Meaning::default().with("given");
    }

    /// Takes the words for further parties out of the header of the only column that can be the customer of
    /// agreements: `Customer/spouse` is the customer where nobody else is. To be called again when it is known
    /// what columns refer to.
    pub(super) fn settle_parties(&mut self) {
        for at in 0..self.columns.len() {
            if self.of_parties[at] {
                let is_lone = self.is_of_agreements() && !self.has_other_customer(at);
                self.meanings[at].put(OTHER_PARTY, !is_lone);
            }
        }
    }

    /// Whether its columns say what somebody has agreed on, and not only who is party to it.
    fn is_of_agreements(&self) -> bool {
        const SAID: [&str; 6] = ["start", "end", "term", "product", "amount", "arrears"];
        let is_list = self.meanings.iter().any(|meaning| meaning.has("role"));
        !is_list && self.meanings.iter().any(|meaning| SAID.iter().any(|name| meaning.has(name)))
    }

    /// Whether another column than this one, of a further party, can be the customer.
    fn has_other_customer(&self, of: usize) -> bool {
        /// Share of different values that customers of agreements have, and their managers have not.
        const SEVERAL: f32 = 0.1;
        let is_named = self.meanings[of].has("customer");
        (0..self.columns.len()).any(|at| {
            let (column, meaning, shape) =
                (&self.columns[at], &self.meanings[at], &self.shapes[at]);
            if at == of || shape.empty || (self.of_parties[at] && is_named) {
                return false;
            }
            let is_code = shape.email < 0.3 && shape.date < 0.5 && shape.several_words < 0.5;
            let named = meaning.has("customer") && !meaning.has("agent") && is_code;
            let refers = self.refers[at].contains(&Entity::Customer) && !self.of_parties[at];
            refers || (named && column.uniqueness() >= SEVERAL)
        })
    }

    /// The column that comes nearest to a field of an entity, of those that are not taken: by its header, or of
    /// times by values that may be some.
    pub(super) fn nearest(
        &self,
        entity: Entity,
        field: &FieldSpec,
        is_taken: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let names = Names::of(entity);
        let slots = || names.slots.iter().filter(|slot| slot.field.name == field.name);
        let likeness = |at: usize| {
            let is_time = matches!(field.kind, FieldKind::Date | FieldKind::Timestamp)
                && self.dated(at) > 0.5;
            let by_values = if is_time { 0.5 } else { 0.0 };
            slots().map(|slot| names.likeness(slot, &self.meanings[at])).fold(by_values, f32::max)
        };
        let free = (0..self.columns.len()).filter(|at| !is_taken(*at) && !self.shapes[*at].empty);
        let found = free.map(|at| (likeness(at), at)).filter(|(likeness, _)| *likeness > 0.0);
        // Of equals the first.
        found.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1))).map(|f| f.1)
    }

    /// The best assignment of columns to the fields of an entity.
    pub(super) fn assign(&self, entity: Entity) -> Vec<ColumnGuess> {
        let names = Names::of(entity);
        let gains: Vec<Vec<f32>> =
            names.slots.iter().map(|slot| self.gains(entity, names, slot)).collect();
        // What rows cannot do without comes before what they may have, where it is likely.
        let weigh = |(slot, gains): (&Slot, &Vec<f32>)| -> Vec<f32> {
            let is_needed = slot.field.required && slot.place == Place::Whole;
            let weight = |gain: f32| if is_needed && gain >= LIKELY { 2.0 } else { 1.0 };
            gains.iter().map(|gain| weight(*gain) * gain).collect()
        };
        let chosen = assign(&names.slots.iter().zip(&gains).map(weigh).collect::<Vec<_>>());
        let mut guesses: Vec<ColumnGuess> = names
            .slots
            .iter()
            .zip(&gains)
            .zip(chosen)
            .filter_map(|((slot, gains), column)| {
                let column = column?;
                Some(ColumnGuess {
                    column,
                    field: slot.field,
                    place: slot.place,
                    confidence: gains[column].min(0.99),
                })
            })
            .collect();
        self.drop_what_has_nothing_to_join(&mut guesses);
        guesses
    }

    /// Per column how sure it is that it goes to the slot; 0 if it is not sure enough.
    fn gains(&self, entity: Entity, names: &Names, slot: &Slot) -> Vec<f32> {
        (0..self.columns.len())
            .map(|column| {
                let confidence = self.confidence(entity, names, slot, column);
                if confidence >= LEAST { confidence } else { 0.0 }
            })
            .collect()
    }

    fn confidence(&self, entity: Entity, names: &Names, slot: &Slot, column: usize) -> f32 {
        let (meaning, shape) = (&self.meanings[column], &self.shapes[column]);
        // Who refuses must never be taken for somebody who agrees.
        let is_consent = slot.field.name.starts_with("consent_");
        if is_consent && self.stances[column] != Some(Stance::Consent) {
            return 0.0;
        }
        let by_header = names.likeness(slot, meaning);
        let fit = match slot.place {
            Place::Whole => self.fit(entity, slot.field, column),
            _ if slot.field.kind == FieldKind::Timestamp => shape.time_only,
            _ => {
                if shape.email > 0.5 || shape.date > 0.5 {
                    0.1
                } else {
                    1.0
                }
            }
        };
        let by_name = by_header
            * fit
            * self.unless_key_of_others(entity, slot.field, column)
            * self.unless_of_others(entity, slot.field, column)
            * self.filled(slot.field, column);
        if slot.place != Place::Whole {
            return by_name;
        }
        // `Via`, `dir` and `state` are words of addresses, and of contacts say nothing.
        let is_outcome = (entity, slot.field.name) == (Entity::Contact, "outcome");
        let is_choice = matches!(slot.field.kind, FieldKind::Choice(_)) || is_outcome;
        let says_nothing = meaning.concepts.is_empty()
            || (is_choice && !names.claim(meaning))
            || (is_outcome && self.ends_below_topic(column));
        let by_shape = if says_nothing { self.by_shape(entity, slot.field, column) } else { 0.0 };
        by_name.max(by_shape).max(self.by_reference(entity, slot.field, column, by_header))
    }

    /// Whether the values below an `issue` say how contacts ended: it is what they were about in English, and how
    /// they ended in French. A `reason` is what they were about, whatever it is called.
    pub(super) fn ends_below_topic(&self, column: usize) -> bool {
        let name = &self.columns[column].name;
        let is_either = self.meanings[column].has("topic")
            && tokens(name).iter().any(|word| matches!(word.as_str(), "issue" | "issues"));
        let outcome = Entity::Contact.field("outcome").filter(|_| is_either);
        let lookup =
            outcome.and_then(|field| Lookup::of(Entity::Contact, field, &self.columns[column]));
        lookup.is_some_and(|lookup| lookup.coverage > ENDED && lookup.known.len() > 1)
    }

    /// Whether a header names somebody beside the customer: a joint applicant, a guarantor.
    fn is_of_other_party(&self, entity: Entity, column: usize) -> bool {
        entity != Entity::AgreementParty && self.meanings[column].has(OTHER_PARTY)
    }

    /// What is left of a name where the header says that the column is about somebody else than the rows are:
    /// of the key of rows that have customers, that it is these customers' number.
    fn unless_of_others(&self, entity: Entity, field: &FieldSpec, column: usize) -> f32 {
        const LEFT: f32 = 0.5;
        if field.name == "customer_key" && self.is_of_other_party(entity, column) {
            return 0.0;
        }
        let has_customers = entity.fields().iter().any(|field| field.name == "customer_key");
        let meaning = &self.meanings[column];
        let names_own = Names::of(entity).names_own(meaning);
        let is_key = field.name == "record_key" && has_customers;
        if is_key && meaning.has("customer") && !names_own { LEFT } else { 1.0 }
    }

    /// What is left of a required reference for the rows that lack it, as they would be refused.
    fn filled(&self, field: &FieldSpec, column: usize) -> f32 {
        let column = &self.columns[column];
        if !field.required || referred(field).is_none() || column.filled == 0 {
            return 1.0;
        }
        0.4_f32.mul_add(column.filled as f32 / column.rows as f32, 0.6)
    }

    /// A column whose values are another file's keys is the reference to it, if its name does not
    /// contradict.
    fn by_reference(&self, of: Entity, field: &FieldSpec, column: usize, named: f32) -> f32 {
        let Some(entity) = referred(field) else { return 0.0 };
        if self.is_of_other_party(of, column) {
            return 0.0;
        }
        let likely = match self.refers[column].contains(&entity) {
            true if named > 0.3 => 0.6 + 0.39 * named,
            true if field.name == "finances_key" => 0.0,
            // No other column can be meant.
            true if self.referring(of, entity).count() == 1 => 0.7,
            true => 0.5,
            false => 0.0,
        };
        likely * self.filled(field, column)
    }

    /// The columns that have keys of an entity, but for those of further parties.
    pub(super) fn referring(&self, of: Entity, entity: Entity) -> impl Iterator<Item = usize> {
        let all = 0..self.columns.len();
        all.filter(move |column| {
            self.refers[*column].contains(&entity) && !self.is_of_other_party(of, *column)
        })
    }

    /// What is left of a name that says a column refers to another file, where the values say that
    /// another column does, or that this one refers elsewhere.
    fn unless_key_of_others(&self, of: Entity, field: &FieldSpec, column: usize) -> f32 {
        /// Too little for a column that nothing but its name speaks for.
        const LEFT: f32 = 0.4;
        let Some(entity) = referred(field) else { return 1.0 };
        let own = &self.refers[column];
        let others = self.referring(of, entity).next().is_some();
        if !own.contains(&entity) && (others || !own.is_empty()) { LEFT } else { 1.0 }
    }

    /// How well the values fit a field that the header may name, 0 to 1.1.
    fn fit(&self, entity: Entity, field: &FieldSpec, at: usize) -> f32 {
        let (column, shape) = (&self.columns[at], &self.shapes[at]);
        if shape.empty {
            return 0.9;
        }
        let enough = |share: f32, misfit: f32| if share >= 0.5 { 1.0 } else { misfit };
        match field.kind {
            FieldKind::Date if shape.time_only > 0.5 => 0.1,
            FieldKind::Date if field.name == "birth_date" => {
                enough(shape.date + shape.unix + shape.serial_birth, 0.15)
            }
            FieldKind::Date | FieldKind::Timestamp => enough(self.dated(at), 0.15),
            FieldKind::Boolean => enough(shape.boolean, 0.2),
            FieldKind::Money | FieldKind::Decimal if field.name.ends_with("_seconds") => {
                enough(shape.number + shape.clock, 0.2)
            }
            FieldKind::Money | FieldKind::Decimal => enough(shape.number, 0.15),
            FieldKind::Integer => enough(shape.whole.max(coverage(entity, field, column)), 0.2),
            FieldKind::Choice(_) => match Lookup::of(entity, field, column) {
                Some(lookup) if lookup.coverage >= 0.5 => 1.05,
                Some(_) if column.distinct() <= 12 && shape.number < 0.5 => 0.6,
                _ => 0.15,
            },
            FieldKind::Key => self.key_fit(entity, field, at),
            FieldKind::Text | FieldKind::List => {
                let misfit =
                    (entity, field.name) == (Entity::Contact, "topic") && self.ends_below_topic(at);
                text_fit(entity, field, column, shape) * if misfit { 0.5 } else { 1.0 }
            }
        }
    }

    /// Share of the values that can be dates. Numbers that are days to a spreadsheet are amounts and distances
    /// elsewhere, so that the header must say a day or a time itself, and every value must be one.
    fn dated(&self, at: usize) -> f32 {
        const ALL: f32 = 0.999;
        let (column, shape) = (&self.columns[at], &self.shapes[at]);
        let written = shape.date + shape.unix;
        let are_days = shape.serial_day > 0.0
            && shape.date + shape.serial_day >= ALL
            && says_time(&column.name, &self.meanings[at]);
        if are_days { written + shape.serial_day } else { written }
    }

    fn key_fit(&self, entity: Entity, field: &FieldSpec, at: usize) -> f32 {
        let (column, shape) = (&self.columns[at], &self.shapes[at]);
        let code = shape.email < 0.3 && shape.date < 0.5 && shape.length <= 40.0;
        if !code {
            return 0.15;
        }
        // Numbers of contracts have a part of their own behind a point: `8001.01`.
        if is_quantity(shape) && !names_key(&self.meanings[at]) {
            return 0.3;
        }
        if field.name == "record_key" && field.required && entity.has_own_key() {
            let refers = self.refers[at].iter().any(|other| *other != entity);
            let unique = match column.uniqueness() {
                ratio if ratio >= 0.9 => 1.0,
                ratio if ratio >= 0.6 => 0.8,
                _ => 0.3,
            };
            // Rows without a key are refused.
            let gaps = 2 * column.filled < column.rows;
            return if gaps || (refers && column.uniqueness() < 0.9) { 0.2 } else { unique };
        }
        if shape.boolean > 0.9 || shape.time_only > 0.5 { 0.2 } else { 1.0 }
    }

    /// How sure the values alone make a field, where the header says nothing.
    fn by_shape(&self, entity: Entity, field: &FieldSpec, at: usize) -> f32 {
        let (column, shape) = (&self.columns[at], &self.shapes[at]);
        if shape.empty {
            return 0.0;
        }
        let sure = |is: bool, confidence: f32| if is { confidence } else { 0.0 };
        match (entity, field.name) {
            (Entity::Customer, "email") => sure(shape.email > 0.8, 0.75),
            (Entity::Customer, "phone") => sure(shape.phone > 0.8, 0.6),
            (Entity::Customer, "mobile") => sure(shape.phone > 0.8 && shape.mobile > 0.5, 0.65),
            (Entity::Customer, "birth_date") => {
                sure(shape.birth > 0.8 && column.uniqueness() > 0.3, 0.6)
            }
            (Entity::Customer, "postcode") => {
                sure(shape.postcode > 0.9 && column.uniqueness() < 0.95, 0.5)
            }
            (Entity::Customer, "given_name") => sure(shape.given > 0.35, 0.55),
            (Entity::Customer, "organisation") => sure(shape.legal_form > 0.6, 0.6),
            (Entity::Customer, "street") => sure(shape.street > 0.6, 0.55),
            (Entity::Contact, "started_at") => sure(shape.timed > 0.9, 0.55),
            (Entity::Money, "amount") => sure(shape.number > 0.95 && shape.date < 0.1, 0.45),
            // Rows without a key are refused.
            (_, "record_key") => sure(
                column.uniqueness() > 0.98
                    && 10 * column.filled >= 9 * column.rows
                    && shape.several_words < 0.1
                    && shape.letters < 1.0
                    && shape.digits > 0.95
                    && shape.date < 0.1
                    && shape.email < 0.1
                    && shape.phone < 0.5
                    && !is_quantity(shape),
                0.45,
            ),
            _ if matches!(field.kind, FieldKind::Choice(_))
                || (entity, field.name) == (Entity::Contact, "outcome") =>
            {
                let lookup = Lookup::of(entity, field, column);
                let long = shape.length > 2.0;
                let is_known = lookup.is_some_and(|l| l.coverage > 0.9 && l.known.len() > 1);
                let ends = entity == Entity::Contact && self.ends_below_topic(at);
                sure((is_known || (field.name == "outcome" && ends)) && long, 0.55)
            }
            _ => 0.0,
        }
    }

    /// A column is joined only where it adds something: a time to what is only a date, a name to
    /// another name.
    fn drop_what_has_nothing_to_join(&self, guesses: &mut Vec<ColumnGuess>) {
        let whole = |guesses: &[ColumnGuess], name: &str| {
            let found = guesses.iter().find(|g| g.field.name == name && g.is_whole());
            found.map(|guess| guess.column)
        };
        let kept: Vec<bool> = guesses
            .iter()
            .map(|guess| match guess.field.name {
                // Whoever has both has no third name: it is a guarantor's, or says the two again.
                "full_name" => {
                    whole(guesses, "given_name").is_none() || whole(guesses, "surname").is_none()
                }
                _ if guess.is_whole() => true,
                "started_at" => {
                    whole(guesses, "started_at").is_some_and(|at| self.shapes[at].timed < 0.5)
                }
                "display_name" => whole(guesses, "display_name")
                    .is_none_or(|at| self.shapes[at].several_words < 0.5),
                name => whole(guesses, name).is_some(),
            })
            .collect();
        let mut kept = kept.into_iter();
        guesses.retain(|_| kept.next().unwrap_or(true));
    }
}

/// Whether values are numbers with fractions, as amounts are, and keys are not.
fn is_quantity(shape: &Shape) -> bool {
    shape.number > 0.9 && shape.whole < 0.5
}

/// Whether a header says that it has keys, be they numbers with fractions.
fn names_key(meaning: &Meaning) -> bool {
    let is_known = meaning.unknown == 0 && !meaning.concepts.is_empty();
    meaning.has("id") || (is_known && !meaning.has("amount") && !meaning.has("value"))
}

/// The entity whose key a field holds.
pub(super) fn referred(field: &FieldSpec) -> Option<Entity> {
    match field.name {
        "customer_key" => Some(Entity::Customer),
        "agent_key" => Some(Entity::Agent),
        "agreement_key" | "finances_key" => Some(Entity::Agreement),
        "procedure_key" => Some(Entity::Procedure),
        "site_key" => Some(Entity::Site),
        _ => None,
    }
}

fn coverage(entity: Entity, field: &FieldSpec, column: &Column) -> f32 {
    Lookup::of(entity, field, column).map_or(0.0, |lookup| lookup.coverage)
}

/// How well the values fit a field of text.
fn text_fit(entity: Entity, field: &FieldSpec, column: &Column, shape: &Shape) -> f32 {
    let wordy = shape.letters > 0.5 && shape.email < 0.3 && shape.date < 0.5;
    let worded = if wordy { 1.0 } else { 0.2 };
    match field.name {
        "email" => {
            if shape.email > 0.3 {
                1.0
            } else {
                0.1
            }
        }
        "phone" | "mobile" => {
            let lettered =
                shape.letters > 0.5 || shape.email > 0.3 || shape.date > 0.5 || shape.boolean > 0.5;
            let mobile = if field.name == "mobile" { 0.05 * shape.mobile } else { 0.0 };
            if lettered { 0.15 } else { 1.0 + mobile }
        }
        "postcode" => {
            if shape.digits > 0.5 && shape.email < 0.3 {
                1.0
            } else {
                0.3
            }
        }
        "house_number" => {
            if shape.house_number > 0.5 {
                1.0
            } else {
                0.2
            }
        }
        "given_name" | "city" => worded,
        "surname" => worded * if shape.legal_form > 0.5 { 0.6 } else { 1.0 },
        // Two columns of single words are no whole names.
        "full_name" => worded * if shape.several_words > 0.5 { 1.0 } else { 0.6 },
        "organisation" => worded * if shape.legal_form > 0.4 { 1.1 } else { 1.0 },
        "gender" => match Vocabulary::of(entity, "gender").and(Lookup::of(entity, field, column)) {
            Some(lookup) if lookup.coverage > 0.5 => 1.0,
            Some(_) if column.distinct() <= 12 => 0.6,
            _ => 0.2,
        },
        "title" | "country" | "language" | "segment" | "region" if entity == Entity::Customer => {
            if shape.email > 0.3 || shape.date > 0.5 || shape.length > 40.0 {
                0.2
            } else {
                1.0
            }
        }
        "identity_number" if shape.iban > 0.5 => 0.2,
        "identity_number" => {
            if shape.digits > 0.5 && shape.date < 0.5 {
                1.0
            } else {
                0.5
            }
        }
        "outcome" if entity == Entity::Contact => {
            if coverage(entity, field, column) >= 0.5 {
                1.05
            } else if shape.several_words > 0.5 {
                // What somebody has noted says seldom how it ended.
                0.5
            } else {
                1.0
            }
        }
        "direction" => {
            if coverage(entity, field, column) > 0.5 {
                1.0
            } else {
                0.6
            }
        }
        "value" | "unit" | "period" | "condition" | "next" => 1.0,
        _ => {
            if shape.email > 0.5 || shape.date > 0.5 || shape.time_only > 0.5 {
                0.2
            } else {
                1.0
            }
        }
    }
}

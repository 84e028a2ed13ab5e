//! Columns of customers who do not want to be approached, told by their headers: the opposite of the consent that
//! the model keeps, for one channel or for all. What their cells say is read by [`crate::consent_cells`].

use std::cmp::Reverse;
use std::collections::BTreeMap;

use sameboat_normalize::wishes::{Wish, declines, may_refuse, names_a_day, wish};

use super::choices::Lookup;
use super::columns::Table;
use super::draft::{FieldDraft, SHOWN_LENGTH};
use super::shape::{CROSS, Column, is_date};
use super::stance::Stance;
use super::text::{UNKNOWN_ROWS, counted};
use super::words::Meaning;
use crate::consent_cells::{CONSENTS, Side, said};
use crate::parse::booleans::boolean;
use crate::profile::mask;
use crate::reader::cell::Cell;

/// The fields of consent, each with the concepts of its channel.
const FIELDS: [(&str, &[&str]); 3] = [
    (CONSENTS[0], &["email", "newsletter"]),
    (CONSENTS[1], &["phone", "call", "landline", "mobile", "workphone"]),
    (CONSENTS[2], &["post", "street"]),
];
/// Concepts of channels that the model has no consent for.
const OTHER_CHANNELS: [&str; 2] = ["message", "fax"];
/// Share of a column's values that must be understood where none of them refuses anything.
const UNDERSTOOD: f32 = 0.8;
/// Values that a question names.
const NAMED: usize = 8;

/// The fields that a table's columns of refusals give, beside those that are mapped already; these get
/// a lookup where their column says yes and no in words. A consent that names no channel, and is mapped
/// for one, refuses the others where it is not given. What refuses something, and is not understood or
/// has no place, is asked about.
pub(super) fn refusals(
    table: &Table<'_>,
    drafted: &mut Vec<FieldDraft>,
    questions: &mut Vec<String>,
) {
    let mapped_to = |column: &Column, drafted: &[FieldDraft]| {
        drafted.iter().find(|field| field.columns.contains(&column.name)).map(|field| field.name)
    };
    let is_consent = |name: &str| FIELDS.iter().any(|(field, _)| *field == name);
    leave_other_channels(table, drafted, questions);
    let columns = (0..table.columns.len()).filter(|at| !is_of_other_channel(&table.meanings[*at]));
    let asked = columns.filter_map(|at| {
        let stance = table.stances[at]?;
        let (column, meaning, shape) = (&table.columns[at], &table.meanings[at], &table.shapes[at]);
        let channels = channels(meaning, stance);
        let side = Side::of(stance);
        // Who may well be called is not for that someone who has agreed to it.
        let is_ban = meaning.has("ban") && !meaning.has("refusal");
        let is_text = shape.letters > 0.5 && shape.date < 0.5 && shape.email < 0.5;
        Some(Asked { column, channels, side, is_ban, is_text, is_of_list: table.of_list[at] })
    });
    let mut asked: Vec<Asked<'_>> = asked.collect();
    // Those that name their channel come first.
    asked.sort_by_key(|asked| asked.channels.is_empty());
    let usable = |asked: &&Asked<'_>| asked.side != Side::Unclear && asked.filled() > 0;
    let named: Vec<(&str, String)> = asked
        .iter()
        .filter(usable)
        .flat_map(|asked| asked.channels.iter().map(|field| (*field, asked.column.name.clone())))
        .collect();
    for asked in asked {
        let mapped = mapped_to(asked.column, drafted);
        if mapped.is_none_or(is_consent) && asked.filled() > 0 {
            asked.draft(mapped, &named, drafted, questions);
        }
    }
}

/// Whether a header names a channel that the model has no consent for, and none that it has.
pub(super) fn is_of_other_channel(meaning: &Meaning) -> bool {
    let names = |concepts: &[&str]| concepts.iter().any(|concept| meaning.has(concept));
    names(&OTHER_CHANNELS) && !FIELDS.iter().any(|(_, concepts)| names(concepts))
}

/// Tells of columns of yes and no about such channels, which give no consent of another one.
fn leave_other_channels(
    table: &Table<'_>,
    drafted: &mut Vec<FieldDraft>,
    questions: &mut Vec<String>,
) {
    for at in 0..table.columns.len() {
        let column = &table.columns[at];
        if table.stances[at].is_none() || !is_of_other_channel(&table.meanings[at]) {
            continue;
        }
        let is_misread = |field: &FieldDraft| {
            FIELDS.iter().any(|(name, _)| *name == field.name)
                && field.columns == [column.name.clone()]
        };
        drafted.retain(|field| !is_misread(field));
        let is_answer = |(value, _): &(String, u64)| {
            boolean(Cell::Text(value)).is_ok() || wish(value, false).is_some() || declines(value)
        };
        if values(column).iter().any(is_answer) {
            questions.push(format!(
                "`{}` is about a channel that consents are not kept for (they are for e-mail, phone and post): \
                 it is not used, and stays in `extras`",
                column.name
            ));
        }
    }
}

/// A column that is about approaching customers.
struct Asked<'a> {
    column: &'a Column,
    /// The fields whose channels its header names.
    channels: Vec<&'static str>,
    side: Side,
    is_ban: bool,
    is_text: bool,
    /// Whether nothing but the name of its list tells that it refuses: what a lookup lacks would be a consent.
    is_of_list: bool,
}

impl Asked<'_> {
    /// Adds what the column says to the fields. `mapped` is the field that it is mapped to already;
    /// `named` are the fields whose channels other columns name.
    fn draft(
        &self,
        mapped: Option<&'static str>,
        named: &[(&str, String)],
        drafted: &mut Vec<FieldDraft>,
        questions: &mut Vec<String>,
    ) {
        let name = &self.column.name;
        let values = self.values();
        let read: Vec<Read<'_>> = values
            .iter()
            .map(|(value, rows)| (value.as_str(), *rows, said(value, self.side)))
            .collect();
        if self.side == Side::Unclear {
            self.ask_whose_side(&read, questions);
            return;
        }
        let is_used = mapped.is_some() || self.is_usable(&read);
        self.ask_what_is_meant(&read, is_used, questions);
        if !is_used {
            self.ask_what_was_not_read(questions);
            return;
        }
        let lookups = FIELDS.map(|(field, _)| self.lookup(field, mapped == Some(field), &read));
        let is_listed = !self.has_days(&values) && !self.is_of_list;
        let is_plain = values.iter().all(|(value, _)| boolean(Cell::Text(value)).is_ok());
        let mut is_for_others = false;
        for ((field, _), lookup) in FIELDS.into_iter().zip(lookups) {
            let refused: u64 =
                lookup.known.iter().filter(|known| known.1 == "no").map(|k| k.2).sum();
            let says_something = lookup.known.iter().any(|(_, word, _)| !word.is_empty());
            let is_asked = self.channels.is_empty() || self.channels.contains(&field);
            let is_own = is_asked && self.side == Side::Refusal;
            let is_other = |(of, column): &&(&str, String)| *of == field && column != name;
            let other = named.iter().find(is_other).filter(|_| !is_asked);
            match drafted.iter().position(|other| other.name == field) {
                Some(at) if mapped == Some(field) && !is_listed => {
                    drafted[at] = FieldDraft {
                        samples: std::mem::take(&mut drafted[at].samples),
                        ..self.refused(field)
                    };
                }
                Some(at) if mapped == Some(field) => {
                    let is_in_words = !is_plain && says_something;
                    drafted[at].lookup =
                        is_in_words.then_some(lookup).or(drafted[at].lookup.take());
                }
                // The column that is about the channel tells who refuses it, and this one, too.
                Some(at) if refused > 0 && is_own => {
                    drafted[at].refused_by.push(name.clone());
                }
                Some(at) if refused > 0 => {
                    let read_from = [&drafted[at].columns[..], &drafted[at].refused_by].concat();
                    questions.push(elsewhere(name, field, refused, &read_from.join("`, `")));
                }
                // A column that is about the channel tells more of it.
                None if let Some((_, other)) = other.filter(|_| refused > 0) => {
                    questions.push(elsewhere(name, field, refused, other));
                }
                None if other.is_some() => {}
                None if is_own && !is_listed => {
                    is_for_others |= mapped.is_some();
                    drafted.push(self.refused(field));
                }
                // Its days refuse another channel.
                None if refused > 0 && !is_listed => {
                    questions.push(elsewhere(name, field, refused, name));
                }
                None if !is_listed => {}
                None if refused > 0 || says_something || is_own => {
                    is_for_others |= mapped.is_some() && is_asked;
                    drafted.push(self.field(field, lookup, mapped.is_some()));
                }
                _ => {}
            }
        }
        if is_for_others {
            questions.push(format!(
                "`{name}` names no channel: a refusal holds for all, a consent for e-mail only"
            ));
        }
    }

    /// Whether it is of refusals with values that a lookup cannot list: days, of which there are new ones in
    /// every export, or more values than were kept.
    fn has_days(&self, values: &[(String, u64)]) -> bool {
        let is_day = |(value, _): &(String, u64)| is_date(value) || names_a_day(value);
        self.side == Side::Refusal && (self.column.values().is_none() || values.iter().any(is_day))
    }

    /// A consent that the column refuses, whatever day or word it says that with.
    fn refused(&self, name: &'static str) -> FieldDraft {
        FieldDraft {
            columns: vec![],
            refused_by: vec![self.column.name.clone()],
            lookup: None,
            why: Some("whatever refuses there, any day too, makes the consent `no`".into()),
            ..self.field(name, Lookup::default(), false)
        }
    }

    /// Rows that say something.
    fn filled(&self) -> u64 {
        self.column.filled + self.crosses()
    }

    fn crosses(&self) -> u64 {
        if self.side == Side::Refusal { self.column.crosses } else { 0 }
    }

    /// The values of the column, see [`values`], and its crosses.
    fn values(&self) -> Vec<(String, u64)> {
        let crosses = Some(self.crosses()).filter(|rows| *rows > 0);
        let crosses = crosses.map(|rows| (CROSS.to_owned(), rows));
        values(self.column).into_iter().chain(crosses).collect()
    }

    fn field(&self, name: &'static str, lookup: Lookup, is_mapped: bool) -> FieldDraft {
        let why = match self.side {
            Side::Refusal => "a refusal: the opposite of a consent",
            _ if is_mapped => "a refusal holds for all channels",
            _ => "what its words refuse",
        };
        FieldDraft {
            name,
            columns: vec![self.column.name.clone()],
            lookup: Some(lookup),
            confidence: if self.channels.is_empty() { 0.7 } else { 0.9 },
            why: Some(why.into()),
            refuses: self.side == Side::Refusal,
            ..FieldDraft::default()
        }
    }

    /// Whether fields are made of a column that is not mapped. Channels alone are what somebody prefers,
    /// and a yes or no that is no refusal may be of anything.
    fn is_usable(&self, read: &[Read<'_>]) -> bool {
        let rows = |is: &dyn Fn(&Read<'_>) -> bool| -> u64 {
            read.iter().filter(|read| is(read)).map(|(_, rows, _)| rows).sum()
        };
        let refuses = |read: &Read<'_>| {
            let is_word = self.side == Side::Refusal || boolean(Cell::Text(read.0)).is_err();
            is_word && read.2.is_some_and(Wish::refuses)
        };
        let understood = rows(&|read| read.2.is_some()) as f32;
        rows(&refuses) > 0
            || (self.side == Side::Refusal && understood >= UNDERSTOOD * rows(&|_| true) as f32)
    }

    /// Asks about values that are not understood: all of a column that is used or of refusals, and what
    /// may refuse something of another one.
    fn ask_what_is_meant(&self, read: &[Read<'_>], is_used: bool, questions: &mut Vec<String>) {
        let has_letters = |value: &str| value.chars().any(char::is_alphabetic);
        let is_no = |value: &str| boolean(Cell::Text(value)) == Ok(false);
        let is_asked = |(value, _, said): &&Read<'_>| match said {
            None if self.side == Side::Refusal => true,
            // What has no letter is a cell gone astray, which the run tells.
            None => (is_used && has_letters(value)) || may_refuse(value) || is_no(value),
            // A plain no of a consent that is not used.
            Some(said) => !is_used && said.refuses(),
        };
        let asked: Vec<&Read<'_>> = read.iter().filter(is_asked).collect();
        if asked.is_empty() {
            return;
        }
        let shown = |(value, rows, _): &&Read<'_>| {
            let value = value.replace(char::is_control, " ");
            let value: String = value.chars().take(SHOWN_LENGTH).collect();
            // As in a lookup: what stands in few rows may be a person.
            let value = if *rows < UNKNOWN_ROWS { mask(&value) } else { value };
            format!("`{}` ({})", value.replace('`', "'"), counted(*rows))
        };
        // What may refuse something comes first.
        let (first, last): (Vec<&Read<'_>>, Vec<_>) =
            asked.iter().partition(|(value, ..)| may_refuse(value) || is_no(value));
        let named: Vec<String> = first.iter().chain(&last).take(NAMED).map(shown).collect();
        let others = match asked.len().saturating_sub(NAMED) {
            0 => String::new(),
            others => format!(", and {others} more values"),
        };
        let what = if is_used { "in words that are not understood" } else { "but is not used" };
        questions.push(format!(
            "`{}` seems to say who must not be approached, {what}: {}{others}",
            self.column.name,
            named.join(", ")
        ));
    }

    /// Asks about a column of yes and no, or of refusals, whose header does not tell what they are of.
    fn ask_whose_side(&self, read: &[Read<'_>], questions: &mut Vec<String>) {
        let rows: u64 = read.iter().map(|(_, rows, _)| rows).sum();
        let answered: u64 =
            read.iter().filter(|(.., said)| said.is_some()).map(|(_, rows, _)| rows).sum();
        let refuses = |(value, _, said): &Read<'_>| {
            boolean(Cell::Text(value)).is_err() && said.is_some_and(Wish::refuses)
        };
        if 2 * answered > rows || read.iter().any(refuses) {
            questions.push(format!(
                "`{}` ({}) may say who must not be approached, or who may be: which of them a yes means is \
                 not clear, and it is not used",
                self.column.name,
                counted(self.column.filled)
            ));
        }
    }

    /// Asks about a column of texts that has more of them than were read.
    fn ask_what_was_not_read(&self, questions: &mut Vec<String>) {
        let read = self.column.sample.len() as u64;
        if self.is_text && self.column.values().is_none() && read < self.column.filled {
            questions.push(format!(
                "`{}` may say who must not be approached, and is not used: {read} of its {} texts were \
                 looked at, and none refuses anything",
                self.column.name, self.column.filled
            ));
        }
    }

    /// What the values say of a field. Who has not refused all channels has not consented to all of them
    /// either: a yes is one of a column that asks for the channel, or is mapped to it, and a consent that
    /// names the channel.
    fn lookup(&self, field: &'static str, is_mapped: bool, read: &[Read<'_>]) -> Lookup {
        let at = FIELDS.iter().position(|(name, _)| *name == field).unwrap_or_default();
        let names = self.channels.contains(&field);
        let is_asked = names || self.channels.is_empty();
        let takes_yes = (names || is_mapped) && !self.is_ban && self.side != Side::Wish;
        let mut lookup = Lookup::default();
        let (mut all, mut understood) = (0, 0);
        for (value, rows, wish) in read {
            all += rows;
            let Some(wish) = wish else {
                lookup.unknown.push(((*value).to_owned(), *rows));
                continue;
            };
            understood += rows;
            let word = match (wish.refused[at], wish.allowed[at], wish.answer) {
                (true, ..) => "no",
                (_, true, _) if is_asked && self.side == Side::Consent => "yes",
                (_, _, Some(false)) if is_asked => "no",
                (_, _, Some(true)) if takes_yes => "yes",
                _ => "",
            };
            let lower = value.to_lowercase();
            match lookup.known.iter_mut().find(|known| known.0.to_lowercase() == lower) {
                Some(same) => same.2 += rows,
                None => lookup.known.push(((*value).to_owned(), word, *rows)),
            }
        }
        lookup.coverage = understood as f32 / all.max(1) as f32;
        lookup
    }
}

/// What is asked of refusals in a column that is not the one that a field is read from.
fn elsewhere(name: &str, field: &str, refused: u64, read_from: &str) -> String {
    let rows = counted(refused);
    format!(
        "`{name}` refuses `{field}` in {rows}, but that is read from `{read_from}`: a refusal must count \
         wherever it stands"
    )
}

/// A value, its rows and what it says, if that is understood.
type Read<'v> = (&'v str, u64, Option<Wish>);

/// The values of a column, most frequent first; of a column of very many, those of its sample.
pub(super) fn values(column: &Column) -> Vec<(String, u64)> {
    if let Some(values) = column.values() {
        return values.into_iter().map(|(value, rows)| (value.to_owned(), rows)).collect();
    }
    let mut rows: BTreeMap<&str, u64> = BTreeMap::new();
    for value in &column.sample {
        *rows.entry(value).or_default() += 1;
    }
    let mut values: Vec<(String, u64)> =
        rows.into_iter().map(|(value, rows)| (value.to_owned(), rows)).collect();
    values.sort_by_key(|(_, rows)| Reverse(*rows));
    values
}

/// The fields whose channel a header names, or refuses.
fn channels(meaning: &Meaning, stance: Stance) -> Vec<&'static str> {
    if let Stance::Refusal(refused) = stance
        && refused.contains(&true)
    {
        // All of them is as good as none named.
        let named =
            FIELDS.into_iter().zip(refused).filter(|(_, is)| *is && refused.contains(&false));
        return named.map(|((name, _), _)| name).collect();
    }
    let named = FIELDS.into_iter().filter(|(_, concepts)| concepts.iter().any(|c| meaning.has(c)));
    named.map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent_cells::refuses;

    /// Field, column and words of each lookup.
    type Found = Vec<(&'static str, String, String)>;

    /// What is found beside the columns that are mapped to fields already, and what is asked.
    fn asked(columns: &[(&str, &[&str])], mapped: &[(&'static str, &str)]) -> (Found, Vec<String>) {
        let columns: Vec<Column> = columns
            .iter()
            .map(|(header, values)| {
                let mut column = Column::new(header);
                for value in *values {
                    column.push(value);
                }
                column
            })
            .collect();
        let of = |(name, column): &(&'static str, &str)| FieldDraft {
            name,
            columns: vec![(*column).to_owned()],
            ..FieldDraft::default()
        };
        let (mut found, mut questions) = (mapped.iter().map(of).collect(), vec![]);
        refusals(&Table::new(&columns), &mut found, &mut questions);
        let words = |field: &FieldDraft| {
            let lookup = field.lookup.iter().flat_map(|lookup| &lookup.known);
            let mut words: Vec<String> = lookup.map(|(v, w, _)| format!("{v}={w}")).collect();
            words.sort();
            words.join(" ")
        };
        let read_from = |field: &FieldDraft| match &field.columns[..] {
            [] => format!("refused by {}", field.refused_by.join(", ")),
            columns => columns.join(", "),
        };
        let found = found.iter();
        (found.map(|field| (field.name, read_from(field), words(field))).collect(), questions)
    }

    fn fields(columns: &[(&str, &[&str])]) -> Found {
        asked(columns, &[]).0
    }

    /// The words of the lookups: e-mail, phone and post.
    fn lookups(found: &Found) -> Vec<&str> {
        let of = |name: &str| found.iter().find(|(field, ..)| *field == name);
        FIELDS.iter().filter_map(|(name, _)| Some(of(name)?.2.as_str())).collect()
    }

    /// What a yes below a header says: the channels that it refuses `|` that it agrees to.
    fn yes_below(header: &str) -> String {
        let mut column = Column::new(header);
        for value in ["ja", "nein", "nein", ""] {
            column.push(value);
        }
        let columns = [column];
        let table = Table::new(&columns);
        let guesses = table.assign(sameboat_model::Entity::Customer);
        let mapped = guesses.iter().filter(|guess| guess.field.name.starts_with("consent_"));
        let mapped: Vec<(&'static str, &str)> =
            mapped.map(|guess| (guess.field.name, header)).collect();
        let (found, questions) = asked(&[(header, &["ja", "nein", "nein", ""])], &mapped);
        let [mut refused, mut agreed] = [String::new(), String::new()];
        for ((field, _), letter) in FIELDS.iter().zip("ept".chars()) {
            let Some((.., words)) = found.iter().find(|(name, ..)| name == field) else { continue };
            assert!(!words.contains("nein=yes"), "{header}");
            if words.contains("ja=no") {
                refused.push(letter);
            } else if words.is_empty() || words.contains("ja=yes") {
                agreed.push(letter);
            }
        }
        match (found.is_empty(), questions.is_empty()) {
            (false, _) => format!("{refused}|{agreed}"),
            (true, false) => "?".into(),
            (true, true) => "-".into(),
        }
    }

    #[test]
    fn a_yes_below_a_header_refuses_or_agrees_as_its_words_say_or_is_asked_about() {
        const HEADERS: &str = include_str!("../../tests/consent_headers.txt");
        let mut expected = "";
        let mut wrong = vec![];
        for line in HEADERS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(head) = line.strip_prefix('[') {
                expected = head.trim_end_matches(']');
                continue;
            }
            let found = yes_below(line);
            if found != expected {
                wrong.push(format!("{line}: {found} instead of {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn channels_that_the_model_lacks_give_no_consent_of_another_one() {
        let answers: &[&str] = &["Sí", "No", "No", "Sí"];
        for header in
            ["Acepta SMS", "WhatsApp-Einwilligung", "Consent push", "Fax erlaubt", "Opt-in SMS"]
        {
            let mut column = Column::new(header);
            for value in answers {
                column.push(value);
            }
            let columns = [column];
            let table = Table::new(&columns);
            let mapped: Vec<(&'static str, &str)> = table
                .assign(sameboat_model::Entity::Customer)
                .iter()
                .map(|guess| (guess.field.name, header))
                .collect();
            let beside: &[&str] = &["Sí", "Sí", "No", "No"];
            let columns = [("Acepta e-mail", beside), (header, answers)];
            let mapped: Vec<_> =
                mapped.into_iter().chain([("consent_email", "Acepta e-mail")]).collect();
            let (found, questions) = asked(&columns, &mapped);
            assert_eq!(found.len(), 1, "{found:?}");
            assert_eq!(found[0].1, "Acepta e-mail");
            let [told] = &questions[..] else { panic!("{header}: {questions:?}") };
            assert!(told.starts_with(&format!("`{header}` is about a channel")), "{told}");
        }
    }

    #[test]
    fn a_header_that_names_a_known_channel_too_is_read_for_that() {
        let found = fields(&[("No e-mail, no SMS", &["1", "0", "1"])]);
        assert_eq!(found[0].0, "consent_email");
    }

    #[test]
    fn who_has_not_refused_a_channel_has_not_consented_to_it() {
        for (header, field) in [
            ("HasOptedOutOfEmail", "consent_email"),
            ("Newsletter abgemeldet", "consent_email"),
            ("Newsletter abbestellt", "consent_email"),
            ("Opt-out Post", "consent_post"),
            ("Widerspruch Telefonwerbung", "consent_phone"),
            ("Do not call", "consent_phone"),
            ("DoNotPhone", "consent_phone"),
            ("Telefonsperre", "consent_phone"),
            ("E-Mail gesperrt", "consent_email"),
        ] {
            let found = fields(&[(header, &["1", "0", "0"])]);
            assert_eq!(found, [(field, header.to_owned(), "0= 1=no".to_owned())], "{header}");
        }
    }

    #[test]
    fn a_word_for_mail_of_either_kind_is_of_letters_beside_a_column_of_e_mail() {
        let crosses: &[&str] = &["X", "", ""];
        let found = fields(&[("Opposizione e-mail", crosses), ("Opposizione posta", crosses)]);
        let read: Vec<(&str, &str)> =
            found.iter().map(|(field, column, _)| (*field, column.as_str())).collect();
        let apart =
            [("consent_email", "Opposizione e-mail"), ("consent_post", "Opposizione posta")];
        assert_eq!(read, apart);
        let alone = fields(&[("Opposizione telefono", crosses), ("Opposizione posta", crosses)]);
        let fields: Vec<&str> = alone.iter().map(|(field, ..)| *field).collect();
        assert_eq!(
            fields,
            ["consent_phone", "consent_email", "consent_post"],
            "alone it may be both"
        );
    }

    #[test]
    fn a_ban_of_all_advertising_refuses_all_channels_and_its_lack_consents_to_none() {
        for header in [
            "Werbesperre",
            "Do not contact",
            "Opt-out",
            "Opted out",
            "Keine Werbung",
            "No contactar",
            "Ne pas contacter",
            "Non contattare",
            "Robinsonliste",
        ] {
            let found = fields(&[(header, &["x", "n", "x"])]);
            let names: Vec<&str> = found.iter().map(|(name, ..)| *name).collect();
            assert_eq!(names, ["consent_email", "consent_phone", "consent_post"], "{header}");
            assert_eq!(found[0].2, "n= x=no");
        }
    }

    #[test]
    fn a_plain_no_with_thanks_refuses_where_a_consent_is_asked_for() {
        let values: &[&str] = &["ja", "nein danke", "NEIN!!!"];
        let (found, questions) =
            asked(&[("Einwilligung E-Mail", values)], &[("consent_email", "Einwilligung E-Mail")]);
        assert_eq!(lookups(&found), ["NEIN!!!=no ja=yes nein danke=no"]);
        assert!(questions.is_empty(), "{questions:?}");
        // Below a refusal it may be either.
        let (_, questions) = asked(&[("Werbesperre", values)], &[]);
        assert_eq!(questions.len(), 1);
    }

    #[test]
    fn what_names_its_channel_goes_before_what_does_not() {
        let found = fields(&[("Werbesperre", &["x", ""]), ("Email Opt Out", &["true", "false"])]);
        let of: Vec<(&str, &str)> = found.iter().map(|(n, c, _)| (*n, c.as_str())).collect();
        assert_eq!(
            of,
            [
                ("consent_email", "Email Opt Out"),
                ("consent_phone", "Werbesperre"),
                ("consent_post", "Werbesperre")
            ]
        );
    }

    #[test]
    fn refusals_in_words_hold_for_the_channels_that_they_name() {
        let values = ["keine Werbung", "no calls", "ne pas contacter", ""];
        let others = "keine Werbung=no ne pas contacter=no no calls=";
        let phone = "keine Werbung=no ne pas contacter=no no calls=no";
        for header in ["Werbesperre", "Opt-out", "Kontaktwunsch", "Contact preference"] {
            let (found, questions) = asked(&[(header, &values)], &[]);
            assert_eq!(lookups(&found), [others, phone, others], "{header}");
            assert!(questions.is_empty(), "{questions:?}");
        }
        let found = fields(&[("Kontaktwunsch", &["nur per E-Mail"])]);
        assert_eq!(lookups(&found), ["nur per E-Mail=no"; 2], "phone and post");
    }

    #[test]
    fn a_consent_that_is_mapped_gets_a_lookup_where_it_refuses_in_words() {
        let values: &[&str] = &["J", "J", "N", "keine E-Mails", "nur per Post", "nur per E-Mail"];
        let mapped = ("consent_email", "Werbung");
        let (found, questions) = asked(&[("Werbung", values)], &[mapped]);
        assert_eq!(
            lookups(&found),
            [
                "J=yes N=no keine E-Mails=no nur per E-Mail=yes nur per Post=no",
                "J= N=no keine E-Mails= nur per E-Mail=no nur per Post=no",
                "J= N=no keine E-Mails= nur per E-Mail=no nur per Post=yes",
            ]
        );
        assert!(
            matches!(&questions[..], [one] if one.contains("names no channel")),
            "{questions:?}"
        );
        let newsletter: &[&str] = &["J", "N", "abgemeldet", "keine Anrufe"];
        let (found, _) = asked(
            &[("Werbung Newsletter", newsletter)],
            &[("consent_email", "Werbung Newsletter")],
        );
        assert_eq!(
            lookups(&found),
            ["J=yes N=no abgemeldet=no keine Anrufe=", "J= N= abgemeldet= keine Anrufe=no"]
        );
        let (found, _) = asked(&[("Werbung", &["J", "N"])], &[mapped]);
        assert_eq!(lookups(&found), ["", "J= N=no", "J= N=no"], "a yes or no is read as it is");
    }

    #[test]
    fn a_refusal_that_another_column_of_the_channel_does_not_tell_is_asked_about() {
        let columns: &[(&str, &[&str])] =
            &[("Newsletter", &["ja", "nein"]), ("Kontaktwunsch", &["keine Werbung", "E-Mail"])];
        let (found, questions) = asked(columns, &[("consent_email", "Newsletter")]);
        assert_eq!(found.len(), 3);
        assert_eq!(
            questions,
            [
                "`Kontaktwunsch` refuses `consent_email` in 1 row, but that is read from `Newsletter`: a refusal \
             must count wherever it stands"
            ]
        );
        let plain: &[(&str, &[&str])] =
            &[("Newsletter", &["ja", "nein"]), ("Werbung", &["N", "J", "N", "N"])];
        let (found, questions) = asked(plain, &[("consent_email", "Newsletter")]);
        assert_eq!(found.len(), 1);
        assert!(
            matches!(&questions[..], [one] if one.contains("not used: `N` (3 rows)")),
            "{questions:?}"
        );
    }

    #[test]
    fn each_channel_is_read_from_the_column_that_names_it() {
        let phrases: &[&str] = &["refus catégorique", "keine Werbung", "oui", "va bene"];
        let columns: &[(&str, &[&str])] =
            &[("Pub e-mail", phrases), ("Pub téléphone", &["non", "keine Werbung", "oui", "oui"])];
        let (found, questions) = asked(columns, &[]);
        let read: Vec<(&str, &str)> = found.iter().map(|(f, c, _)| (*f, c.as_str())).collect();
        assert_eq!(
            read,
            [
                ("consent_email", "Pub e-mail"),
                ("consent_post", "Pub e-mail"),
                ("consent_phone", "Pub téléphone")
            ]
        );
        let asked =
            "`Pub e-mail` refuses `consent_phone` in 1 row, but that is read from `Pub téléphone`";
        assert!(questions.iter().any(|question| question.starts_with(asked)), "{questions:?}");
    }

    #[test]
    fn no_restriction_refuses_nothing_and_yes_or_no_is_no_preference() {
        let found = fields(&[("Contact restrictions", &["No", "Yes", "Phone"])]);
        let others = "No= Phone= Yes=no";
        assert_eq!(lookups(&found), [others, "No= Phone=no Yes=no", others]);
        let (found, questions) = asked(&[("Contact preference", &["No", "No", "No", "Yes"])], &[]);
        assert!(found.is_empty(), "{found:?}");
        assert!(matches!(&questions[..], [one] if one.contains("`No` (3 rows)")), "{questions:?}");
    }

    #[test]
    fn what_is_not_understood_beside_a_refusal_is_asked_about_by_name() {
        let mut values = vec!["keine Anrufe"; 3];
        values.extend(vec!["nachmittags"; 4]);
        values.extend(["keine Anrufe vor 18 Uhr", "VIP"]);
        let (found, questions) = asked(&[("Kontaktwunsch", &values)], &[]);
        assert_eq!(lookups(&found), ["keine Anrufe=no"]);
        assert_eq!(
            questions,
            [
                "`Kontaktwunsch` seems to say who must not be approached, in words that are not understood: \
              `k**** A***** v** 1* U**` (1 row), `nachmittags` (4 rows), `V**` (1 row)"
            ]
        );
        let (found, questions) =
            asked(&[("Kontaktwunsch", &["nur Mail", "E-Mail", "E-Mail"])], &[]);
        assert!(found.is_empty() && questions.len() == 1, "{questions:?}");
        assert!(questions[0].ends_with("but is not used: `n** M***` (1 row)"), "{questions:?}");
    }

    #[test]
    fn a_newsletter_that_somebody_has_left_is_refused_whether_it_is_mapped_or_not() {
        let columns: &[(&str, &[&str])] =
            &[("Newsletter", &["J", "N", "abgemeldet", "keine Werbung"])];
        let email = "J=yes N=no abgemeldet=no keine Werbung=no";
        let others = "J= N= abgemeldet= keine Werbung=no";
        for mapped in [&[("consent_email", "Newsletter")][..], &[]] {
            assert_eq!(lookups(&asked(columns, mapped).0), [email, others, others]);
        }
    }

    #[test]
    fn texts_that_are_too_many_to_be_read_are_asked_about() {
        let remarks: Vec<String> = (0..3_000).map(|n| format!("Zimmer {n}")).collect();
        let values: Vec<&str> = remarks.iter().map(String::as_str).collect();
        let (found, questions) = asked(&[("Kontaktwunsch", &values)], &[]);
        assert!(found.is_empty(), "{found:?}");
        assert!(
            matches!(&questions[..], [one] if one.contains("of its 3000 texts")),
            "{questions:?}"
        );
    }

    #[test]
    fn a_refusal_among_very_many_values_is_found() {
        let remarks: Vec<String> = (0..200).map(|n| format!("Zimmer {n}")).collect();
        let mut values: Vec<&str> = remarks.iter().map(String::as_str).collect();
        values.extend(["keine Werbung", "keine Werbung"]);
        let (found, questions) = asked(&[("Kontaktwunsch", &values)], &[]);
        assert_eq!(lookups(&found), ["keine Werbung=no"; 3]);
        assert!(questions[0].contains("and 192 more values"), "{questions:?}");
    }

    #[test]
    fn a_consent_in_words_agrees_to_the_channels_that_it_names() {
        let found = fields(&[("Werbung", &["nur per E-Mail", "keine Anrufe", "E-Mail und Post"])]);
        let words: Vec<&str> = found.iter().map(|(.., words)| words.as_str()).collect();
        assert_eq!(
            words,
            [
                "E-Mail und Post=yes keine Anrufe= nur per E-Mail=yes",
                "E-Mail und Post= keine Anrufe=no nur per E-Mail=no",
                "E-Mail und Post=yes keine Anrufe= nur per E-Mail=no",
            ]
        );
    }

    #[test]
    fn channels_that_somebody_prefers_are_no_refusals() {
        assert!(fields(&[("Kontaktwunsch", &["E-Mail", "Telefon", "Post"])]).is_empty());
        assert!(fields(&[("Kontaktwunsch", &["keine Anrufe nach 18 Uhr", "VIP"])]).is_empty());
        let found = fields(&[("Kontaktwunsch", &["E-Mail", "Telefon", "keine Anrufe"])]);
        let phone =
            ("consent_phone", "Kontaktwunsch".into(), "E-Mail= Telefon= keine Anrufe=no".into());
        assert_eq!(found, [phone]);
    }

    #[test]
    fn a_day_in_a_column_of_refusals_is_the_one_of_the_refusal() {
        assert_eq!(refuses("2024-05-17", "consent_phone"), Some(true));
        assert_eq!(refuses("17.05.2024", "consent_phone"), Some(true));
        assert_eq!(refuses("no", "consent_phone"), Some(false));
        assert_eq!(refuses("keine E-Mails", "consent_phone"), Some(false));
        assert_eq!(refuses("2024", "consent_phone"), None);
        let found = fields(&[("Werbewiderspruch", &["nein", "2024-05-17"])]);
        let refused =
            FIELDS.map(|(f, _)| (f, "refused by Werbewiderspruch".to_owned(), String::new()));
        assert_eq!(found, refused);
    }

    #[test]
    fn an_account_that_is_blocked_refuses_nothing() {
        assert!(fields(&[("Konto gesperrt", &["x", ""])]).is_empty());
        assert!(fields(&[("Sperre", &["x", ""])]).is_empty());
        assert!(fields(&[("Werbesperre", &["seit Mai", "bis Juni"])]).is_empty());
    }

    #[test]
    fn days_of_refusals_are_never_listed() {
        let refused = |field| (field, "refused by Telefonsperre".to_owned(), String::new());
        for values in [["03.05.2024", "nein"], ["Widerruf vom 3.5.2022", "ja"]] {
            let columns: [(&str, &[&str]); 1] = [("Telefonsperre", &values)];
            assert_eq!(fields(&columns), [refused("consent_phone")], "{values:?}");
            let mapped = [("consent_phone", "Telefonsperre")];
            assert_eq!(asked(&columns, &mapped).0, [refused("consent_phone")], "{values:?}");
        }
        // Nor are more values than are kept.
        let in_case = |at: u32| -> String {
            let upper = |(bit, c): (usize, char)| {
                if at >> bit & 1 == 1 { c.to_ascii_uppercase() } else { c }
            };
            "gesperrt".chars().enumerate().map(upper).collect()
        };
        let many: Vec<String> = (0..200).map(in_case).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(fields(&[("Telefonsperre", &many)]), [refused("consent_phone")]);
        // What its words refuse beside the days is asked about.
        let (found, questions) =
            asked(&[("Telefonsperre", &["2024-05-03", "keine Werbung", "keine Werbung"])], &[]);
        assert_eq!(found, [refused("consent_phone")]);
        assert!(
            questions.iter().any(|q| q.contains("refuses `consent_post` in 2 rows")),
            "{questions:?}"
        );
    }

    #[test]
    fn a_cross_refuses_in_a_column_of_refusals_only() {
        let found = fields(&[("Werbewiderspruch", &["", "*", ""])]);
        assert_eq!(lookups(&found), ["*=no"; 3]);
        assert_eq!(lookups(&fields(&[("Newsletter erlaubt", &["ja", "*"])])), [""; 0]);
    }
}

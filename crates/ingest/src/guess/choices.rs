//! What the values of a choice mean: the lookup that translates them.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use sameboat_model::{Entity, FieldKind, FieldSpec};
use sameboat_normalize::countries::parse_country;
use sameboat_normalize::outcomes::{is_phrase, parse_outcome};
use sameboat_procedures::{RuleKind, kind_in_words};

use super::shape::Column;
use super::text::UNKNOWN_ROWS;
use super::words::{joined, tokens};

/// The list of values; its head says how it is written.
const VALUES: &str = include_str!("../../data/choice_words.txt");

/// Letters from which on a known value inside a longer one tells its meaning.
const TELLING: usize = 4;

/// The values of one field by what they mean.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    of: FxHashMap<String, &'static str>,
    words: Vec<&'static str>,
    /// What reads the values in place of the list.
    read: Option<fn(&str) -> Option<&'static str>>,
    /// What tells whether all of a value is known to what reads it.
    is_listed: Option<fn(&str) -> bool>,
}

impl Vocabulary {
    /// The values known of a field; none of most fields.
    pub(super) fn of(entity: Entity, field: &str) -> Option<&'static Self> {
        static ALL: OnceLock<FxHashMap<String, Vocabulary>> = OnceLock::new();
        let all = ALL.get_or_init(|| {
            let mut all: FxHashMap<String, Vocabulary> = FxHashMap::default();
            let outcomes: fn(&str) -> _ = |value| Some(parse_outcome(value)?.word);
            let read = Self { read: Some(outcomes), is_listed: Some(is_phrase), ..Self::default() };
            all.insert(format!("{}.outcome", Entity::Contact.name()), read);
            let read =
                Self { read: Some(parse_country), is_listed: Some(|_| true), ..Self::default() };
            all.insert(format!("{}.country", Entity::Customer.name()), read);
            let lines = VALUES.lines().filter(|line| !line.starts_with('#'));
            for (name, values) in lines.filter_map(|line| line.split_once(": ")) {
                let mut parts = name.splitn(3, '.');
                let (Some(entity), Some(field), Some(word)) =
                    (parts.next(), parts.next(), parts.next())
                else {
                    continue;
                };
                let vocabulary = all.entry(format!("{entity}.{field}")).or_default();
                vocabulary.words.push(word);
                vocabulary.of.entry(joined(word)).or_insert(word);
                for value in values.split(',') {
                    vocabulary.of.entry(joined(value)).or_insert(word);
                }
            }
            all
        });
        all.get(&format!("{}.{field}", entity.name()))
    }

    /// What a value means: by all of it, else by the known value inside it, if there is one.
    pub(super) fn meaning(&self, value: &str) -> Option<&'static str> {
        let tokens = tokens(value);
        let whole = tokens.concat();
        if whole.is_empty() || value.len() > super::shape::LONGEST_VALUE {
            return None;
        }
        if let Some(read) = self.read {
            return read(value);
        }
        if let Some(word) = self.of.get(&whole) {
            return Some(word);
        }
        let mut found: Option<&'static str> = None;
        let parts = (0..tokens.len())
            .flat_map(|from| (from + 1..=tokens.len().min(from + 3)).map(move |to| (from, to)));
        for (from, to) in parts {
            let part = tokens[from..to].concat();
            let Some(word) = self.of.get(&part).filter(|_| part.len() >= TELLING) else { continue };
            if found.is_some_and(|other| other != *word) {
                return None;
            }
            found = Some(word);
        }
        found
    }

    /// Whether all of a value is known, and not only a word in it: other words may be about somebody.
    fn lists(&self, value: &str) -> bool {
        self.is_listed.map_or_else(|| self.of.contains_key(&joined(value)), |listed| listed(value))
    }
}

/// The translation of a column's values into the words of a field.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Lookup {
    /// Value, word, rows; most frequent first.
    pub(super) known: Vec<(String, &'static str, u64)>,
    /// Values that nobody knows, with their rows.
    pub(super) unknown: Vec<(String, u64)>,
    /// Share of the rows with a value whose value is known.
    pub(super) coverage: f32,
}

impl Lookup {
    /// Looks the values of a column up; none if there are too many to be a choice.
    pub(super) fn of(entity: Entity, field: &FieldSpec, column: &Column) -> Option<Self> {
        let vocabulary = Vocabulary::of(entity, field.name)?;
        let mut lookup = Self::default();
        let (mut all, mut known) = (0, 0);
        for (value, rows) in column.values()? {
            all += rows;
            match vocabulary.meaning(value).or_else(|| rule_kind(entity, field, value)) {
                // A note is read as well, but does not belong into a mapping.
                Some(_) if rows < UNKNOWN_ROWS && !vocabulary.lists(value) => {
                    known += rows;
                    lookup.unknown.push((value.to_owned(), rows));
                }
                Some(word) => {
                    known += rows;
                    // Values that differ in case only are one in a mapping.
                    let folded = value.to_lowercase();
                    match lookup.known.iter_mut().find(|known| known.0.to_lowercase() == folded) {
                        Some(same) => same.2 += rows,
                        None => lookup.known.push((value.to_owned(), word, rows)),
                    }
                }
                None => lookup.unknown.push((value.to_owned(), rows)),
            }
        }
        lookup.coverage = known as f32 / all.max(1) as f32;
        Some(lookup)
    }

    /// The values that are phrases of the list of outcomes: others are read where outcomes are, as they
    /// are written.
    pub(super) fn of_phrases(mut self) -> Option<Self> {
        self.known.retain(|(value, ..)| is_phrase(value));
        self.unknown.clear();
        (!self.known.is_empty()).then_some(self)
    }

    /// Whether the values have to be translated at all.
    pub(super) fn changes_anything(&self, entity: Entity, field: &FieldSpec) -> bool {
        match field.kind {
            FieldKind::Choice(_) => self.known.iter().any(|(value, word, _)| {
                !is_word(value, word) && rule_kind(entity, field, value) != Some(*word)
            }),
            // What the report would show twice is made one; words of one kind are left as they are.
            _ => self.known.iter().any(|(value, word, _)| joined(value) != joined(word)),
        }
    }
}

/// What a rule of that name regulates, as rows are read; none where the words tell nothing.
fn rule_kind(entity: Entity, field: &FieldSpec, value: &str) -> Option<&'static str> {
    let is_kind = entity == Entity::BusinessRule && field.name == "kind";
    let kind = is_kind.then(|| kind_in_words(value))?;
    (kind != RuleKind::Other).then(|| kind.name())
}

/// Whether a choice takes the value as the word: without regard to case; blanks and hyphens are `_`.
fn is_word(value: &str, word: &str) -> bool {
    value.trim().to_lowercase().replace([' ', '-'], "_") == word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_known_in_five_languages_and_as_codes() {
        for (field, value, word) in [
            ("channel", "Anruf", "call"),
            ("channel", "Courrier", "letter"),
            ("channel", "Correo electrónico", "email"),
            ("direction", "eingehend", "inbound"),
            ("direction", "Sortant", "outbound"),
            ("direction", "E", "inbound"),
            ("direction", "Inbound call", "inbound"),
            ("outcome", "Rückruf", "callback"),
            ("outcome", "Nicht abgeschlossen", "open"),
            ("outcome", "In Bearbeitung", "open"),
            ("outcome", "Pendiente", "pending"),
            ("outcome", "Non risolta", "open"),
            ("outcome", "Escalated, then resolved", "resolved"),
        ] {
            let vocabulary = Vocabulary::of(Entity::Contact, field).unwrap();
            assert_eq!(vocabulary.meaning(value), Some(word), "{value}");
        }
        let kind = Vocabulary::of(Entity::Customer, "kind").unwrap();
        assert_eq!(kind.meaning("Firma"), Some("organisation"));
        assert_eq!(kind.meaning("Persona física"), Some("person"));
        assert_eq!(kind.meaning("Firma oder Privatperson"), None, "which of both?");
    }

    #[test]
    fn every_line_of_the_list_is_a_word_of_its_field() {
        for line in VALUES.lines().filter(|line| !line.starts_with('#')) {
            let (name, _) = line.split_once(": ").expect(line);
            let parts: Vec<&str> = name.splitn(3, '.').collect();
            let entity = Entity::ALL.into_iter().find(|e| e.name() == parts[0]).expect(line);
            let field = entity.field(parts[1]).expect(line);
            if let FieldKind::Choice(words) = field.kind {
                assert!(words.contains(&parts[2]), "{line}");
            }
        }
    }

    #[test]
    fn every_choice_of_the_model_has_its_words() {
        for entity in Entity::ALL {
            for field in entity.fields() {
                let FieldKind::Choice(words) = field.kind else { continue };
                let vocabulary = Vocabulary::of(entity, field.name).expect(field.name);
                for word in words {
                    assert_eq!(vocabulary.meaning(word), Some(*word), "{}", entity.name());
                }
            }
        }
    }
}

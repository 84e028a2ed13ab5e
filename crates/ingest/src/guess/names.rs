//! How well a header names a field.

use std::sync::OnceLock;

use sameboat_model::{Entity, FieldSpec};

use super::words::{Concept, Lexicon, Meaning};

/// The list of fields; its head says how it is written.
const FIELDS: &str = include_str!("../../data/header_fields.txt");

/// How much of a header an unknown word is, next to a known one.
const UNKNOWN: f32 = 0.5;
/// How much of a header a word is that all rows of the entity could bear.
const OWN: f32 = 0.25;
/// Concepts that say little without another: a header that has only them of a phrase is not named by
/// it. `Number` is not `country number`.
const VAGUE: [&str; 11] =
    ["id", "name", "date", "time", "kind", "month", "amount", "value", "status", "contact", "year"];
/// What is left of a likeness if the header names something that no field is for.
const FOREIGN: f32 = 0.3;

/// Where a column goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the field.
    Whole,
    /// It is joined before the field's own column.
    Before,
    /// It is joined behind it.
    Behind,
}

/// A place that one column of a table can take.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) field: &'static FieldSpec,
    pub(super) place: Place,
    phrases: Vec<Phrase>,
}

/// One way to name a slot.
#[derive(Debug)]
struct Phrase {
    /// Its concepts, each once, in ascending order.
    concepts: Vec<Concept>,
    /// Those without which the others name something else.
    needed: Vec<Concept>,
    /// How much it alone tells.
    weight: f32,
}

/// What the columns of an entity are called.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) slots: Vec<Slot>,
    own: Vec<Concept>,
    vague: Vec<Concept>,
}

impl Names {
    /// The names of an entity's columns.
    pub(super) fn of(entity: Entity) -> &'static Self {
        static ALL: OnceLock<Vec<Names>> = OnceLock::new();
        let all = ALL.get_or_init(|| Entity::ALL.into_iter().map(Self::read).collect());
        &all[Entity::ALL.iter().position(|other| *other == entity).unwrap_or_default()]
    }

    fn read(entity: Entity) -> Self {
        let lexicon = Lexicon::get();
        let vague = VAGUE.iter().filter_map(|name| lexicon.named(name)).collect();
        let mut names = Self { slots: vec![], own: vec![], vague };
        let lines = FIELDS.lines().filter(|line| !line.starts_with('#'));
        for (name, phrases) in lines.filter_map(|line| line.split_once(": ")) {
            match name.split_once('.') {
                None if name == entity.name() => {
                    let own = phrases.split(", ").filter_map(|name| lexicon.named(name));
                    names.own = own.collect();
                }
                Some((of, field)) if of == entity.name() => {
                    let place = match field.chars().last() {
                        Some('<') => Place::Before,
                        Some('>') => Place::Behind,
                        _ => Place::Whole,
                    };
                    let Some(field) = entity.field(field.trim_end_matches(['<', '>'])) else {
                        continue;
                    };
                    let phrases = phrases.split(", ").map(phrase).collect();
                    names.slots.push(Slot { field, place, phrases });
                }
                _ => {}
            }
        }
        names
    }

    /// How well a header names a slot, 0 to 1.
    pub(super) fn likeness(&self, slot: &Slot, header: &Meaning) -> f32 {
        let is_lacking =
            |phrase: &Phrase| phrase.needed.iter().any(|needed| !header.concepts.contains(needed));
        let phrases = slot.phrases.iter().filter(|phrase| !is_lacking(phrase));
        let likeness = |phrase: &Phrase| phrase.weight * self.overlap(&phrase.concepts, header);
        phrases.map(likeness).fold(0.0, f32::max)
    }

    /// Whether a header names any slot at all.
    pub(super) fn claim(&self, header: &Meaning) -> bool {
        self.slots.iter().any(|slot| self.likeness(slot, header) > 0.0)
    }

    /// Whether a header names the rows of the entity themselves, with more than a word for a foreign or own key.
    pub(super) fn names_own(&self, header: &Meaning) -> bool {
        let own = Lexicon::get().named("own");
        self.own.iter().any(|concept| Some(*concept) != own && header.concepts.contains(concept))
    }

    /// How much a phrase and a header have in common: twice the shared part, by both (Dice).
    fn overlap(&self, phrase: &[Concept], header: &Meaning) -> f32 {
        if phrase == header.concepts && header.unknown == 0 {
            return 1.0;
        }
        let telling =
            |concept: &&Concept| !self.vague.contains(concept) && !self.own.contains(concept);
        let mut telling = phrase.iter().filter(telling).peekable();
        if telling.peek().is_some() && !telling.any(|concept| header.concepts.contains(concept)) {
            return 0.0;
        }
        let weigh = |concept: &Concept| if self.own.contains(concept) { OWN } else { 1.0 };
        let weight = |concepts: &[Concept]| concepts.iter().map(weigh).sum::<f32>();
        let shared: f32 = phrase.iter().filter(|c| header.concepts.contains(c)).map(weigh).sum();
        let both = weight(phrase) + weight(&header.concepts) + UNKNOWN * header.unknown as f32;
        let lexicon = Lexicon::get();
        let foreign = header.concepts.iter().any(|c| lexicon.is_foreign(*c) && !phrase.contains(c));
        let left = if foreign { FOREIGN } else { 1.0 };
        // An exact phrase beats one that fits but for a word that adds nothing.
        if both > 0.0 { 0.99 * left * 2.0 * shared / both } else { 0.0 }
    }
}

fn phrase(text: &str) -> Phrase {
    let (text, weight) = text.split_once('*').unwrap_or((text, "1"));
    let lexicon = Lexicon::get();
    let needed = text.split(' ').filter_map(|word| lexicon.named(word.strip_prefix('+')?));
    let needed = needed.collect();
    let words = text.split(' ').map(|word| word.trim_start_matches('+'));
    let mut concepts: Vec<Concept> = words.filter_map(|word| lexicon.named(word)).collect();
    concepts.sort_unstable();
    concepts.dedup();
    Phrase { concepts, needed, weight: weight.trim().parse().unwrap_or(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_names_a_field_and_known_concepts() {
        let lexicon = Lexicon::get();
        for line in FIELDS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (name, phrases) = line.split_once(": ").expect(line);
            let (entity, field) = name.split_once('.').unwrap_or((name, "record_key"));
            let entity = Entity::ALL.into_iter().find(|e| e.name() == entity).expect(line);
            let field = field.trim_end_matches(['<', '>']);
            assert!(!name.contains('.') || entity.field(field).is_some(), "{line}");
            for phrase in phrases.split(", ") {
                let (words, weight) = phrase.split_once('*').unwrap_or((phrase, "1"));
                assert!(weight.parse::<f32>().is_ok_and(|w| w > 0.0 && w <= 1.0), "{line}");
                for word in words.split(' ').map(|word| word.trim_start_matches('+')) {
                    assert!(lexicon.named(word).is_some(), "{word} in {line}");
                }
            }
        }
    }

    #[test]
    fn every_field_of_every_entity_can_be_found() {
        for entity in Entity::ALL {
            for field in entity.fields() {
                let names = Names::of(entity);
                let found = names.slots.iter().any(|slot| slot.field.name == field.name);
                assert!(found, "{} of {}", field.name, entity.name());
            }
        }
    }
}

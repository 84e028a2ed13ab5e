//! Which country and currency a line's values speak of.

use std::collections::BTreeMap;

use sameboat_model::{Entity, FieldKind};

use super::choices::Vocabulary;
use super::entity::EntityGuess;
use super::survey::SurveyedTable;

/// International prefixes of countries.
const PREFIXES: [(&str, &str); 12] = [
    ("49", "DE"),
    ("43", "AT"),
    ("41", "CH"),
    ("33", "FR"),
    ("34", "ES"),
    ("39", "IT"),
    ("44", "GB"),
    ("31", "NL"),
    ("32", "BE"),
    ("352", "LU"),
    ("48", "PL"),
    ("1", "US"),
];
/// Signs and codes of currencies.
const CURRENCIES: [(&str, &str); 8] = [
    ("€", "EUR"),
    ("eur", "EUR"),
    ("£", "GBP"),
    ("gbp", "GBP"),
    ("chf", "CHF"),
    ("us$", "USD"),
    ("usd", "USD"),
    ("$", "USD"),
];

/// What the values say about a line, with the number of values that say it.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    countries: BTreeMap<&'static str, usize>,
    currencies: BTreeMap<&'static str, usize>,
}

impl Places {
    pub(super) fn of<'a>(
        tables: impl Iterator<Item = (&'a SurveyedTable, &'a EntityGuess)>,
    ) -> Self {
        let mut places = Self::default();
        for (table, found) in tables {
            for guess in &found.columns {
                let column = &table.columns[guess.column];
                match guess.field.name {
                    "phone" | "mobile" => column.sample.iter().for_each(|v| places.phone(v)),
                    "country" => column.sample.iter().for_each(|v| places.country(v)),
                    _ if guess.field.kind == FieldKind::Money => {
                        places.currency(&column.name);
                        column.sample.iter().for_each(|value| places.currency(value));
                    }
                    _ => {}
                }
            }
        }
        places
    }

    fn phone(&mut self, value: &str) {
        let digits: String = value.chars().filter(char::is_ascii_digit).collect();
        let international =
            if value.starts_with('+') { Some(digits.as_str()) } else { digits.strip_prefix("00") };
        let Some(number) = international else { return };
        if let Some((_, country)) = PREFIXES.iter().find(|(prefix, _)| number.starts_with(prefix)) {
            *self.countries.entry(country).or_default() += 1;
        }
    }

    fn country(&mut self, value: &str) {
        let known = Vocabulary::of(Entity::Customer, "country").and_then(|v| v.meaning(value));
        if let Some(country) = known {
            *self.countries.entry(country).or_default() += 1;
        }
    }

    fn currency(&mut self, text: &str) {
        let lower = text.to_lowercase();
        let found = CURRENCIES.iter().find(|(sign, _)| {
            if sign.chars().all(char::is_alphabetic) {
                lower.split(|c: char| !c.is_alphabetic()).any(|word| word == *sign)
            } else {
                lower.contains(sign)
            }
        });
        if let Some((_, currency)) = found {
            *self.currencies.entry(currency).or_default() += 1;
        }
    }

    /// The country of most values, with its share of those that tell.
    pub(super) fn country_of_most(&self) -> Option<(&'static str, f32)> {
        most(&self.countries)
    }

    /// The currency of most amounts of both lines.
    pub(super) fn currency_of_most(all: &[Self; 2]) -> Option<(&'static str, f32)> {
        let mut together: BTreeMap<&'static str, usize> = BTreeMap::new();
        for (currency, count) in all.iter().flat_map(|places| &places.currencies) {
            *together.entry(currency).or_default() += count;
        }
        most(&together)
    }
}

fn most(counts: &BTreeMap<&'static str, usize>) -> Option<(&'static str, f32)> {
    let all: usize = counts.values().sum();
    let (best, count) = counts.iter().rev().max_by_key(|(_, count)| **count)?;
    Some((best, *count as f32 / all as f32))
}

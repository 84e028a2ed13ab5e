//! Which country and currency a line's values speak of.

use std::collections::BTreeMap;

use sameboat_model::FieldKind;
use sameboat_normalize::countries::parse_country;
use sameboat_normalize::phones::country_of_phone;
use sameboat_normalize::text::without_decimals;

use super::entity::EntityGuess;
use super::survey::SurveyedTable;

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
    /// Postcodes of four digits, and of five.
    short_postcodes: usize,
    long_postcodes: usize,
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
                    "postcode" => column.sample.iter().for_each(|v| places.postcode(v)),
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
        // Only numbers with a calling code tell.
        if let Some(country) = country_of_phone(value, None) {
            *self.countries.entry(country).or_default() += 1;
        }
    }

    fn country(&mut self, value: &str) {
        if let Some(country) = parse_country(value) {
            *self.countries.entry(country).or_default() += 1;
        }
    }

    fn postcode(&mut self, value: &str) {
        let digits = without_decimals(value);
        if digits.bytes().all(|byte| byte.is_ascii_digit()) {
            self.short_postcodes += usize::from(digits.len() == 4);
            self.long_postcodes += usize::from(digits.len() == 5);
        }
    }

    /// Whether postcodes are mostly as short as none of the country is that is guessed where nothing tells.
    pub(super) fn has_short_postcodes(&self) -> bool {
        self.short_postcodes > self.long_postcodes
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

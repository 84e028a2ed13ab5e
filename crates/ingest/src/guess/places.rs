//! Which country and currency a line's values speak of.

use std::collections::{BTreeMap, BTreeSet};

use sameboat_model::FieldKind;
use sameboat_normalize::countries::parse_country;
use sameboat_normalize::phones::country_of_phone;
use sameboat_normalize::text::without_decimals;

use super::entity::EntityGuess;
use super::shape::Column;
use super::survey::SurveyedTable;
use crate::parse::numbers::NumberReader;
use crate::reader::cell::Cell;

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

/// Share of the phones and addresses that must name a country for most of them to be believed.
const HALF: f32 = 0.5;
/// Countries by the digits of their postcodes.
const OF_FOUR_DIGITS: [&str; 6] = ["AT", "CH", "BE", "DK", "LU", "NO"];
const OF_FIVE_DIGITS: [&str; 5] = ["DE", "ES", "FI", "FR", "IT"];

/// What is known of the country of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Home {
    /// The country of most that name one, its share of them, and their share of all.
    Told { country: &'static str, share: f32, telling: f32 },
    /// So few name one, or so many different ones, that most need not be of it; `fits` if the postcodes do
    /// not speak against it.
    Doubted { country: &'static str, share: f32, telling: f32, fits: bool, short: f32 },
    /// Nobody names one. `short` is the share of the postcodes of four or five digits that have four.
    Unknown { short: f32 },
}

/// Values that could name a country.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    all: usize,
    telling: usize,
}

impl Asked {
    fn share(self) -> f32 {
        self.telling as f32 / self.all.max(1) as f32
    }
}

/// Columns by the currency that their amounts name.
type Columns = BTreeMap<&'static str, BTreeSet<String>>;

/// What the values say about a line, with the number of values that say it.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    countries: BTreeMap<&'static str, usize>,
    phones: Asked,
    addresses: Asked,
    currencies: BTreeMap<&'static str, usize>,
    /// Columns with amounts of each currency, as people name them: those that are read as amounts, and others.
    columns: Columns,
    unread: Columns,
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
            for (at, column) in table.columns.iter().enumerate() {
                let is_read = found.columns.iter().any(|guess| {
                    guess.column == at && guess.is_whole() && guess.field.kind == FieldKind::Money
                });
                places.amounts(table, column, is_read);
            }
            for guess in &found.columns {
                let column = &table.columns[guess.column];
                match guess.field.name {
                    "phone" | "mobile" => column.sample.iter().for_each(|v| places.phone(v)),
                    "postcode" => column.sample.iter().for_each(|v| places.postcode(v)),
                    "country" => {
                        column.sample.iter().for_each(|v| places.country(v));
                        // Rows without one name none either: as many as the sample stands for.
                        let empty = (column.rows - column.filled) * column.sample.len() as u64;
                        places.addresses.all += (empty / column.filled.max(1)) as usize;
                    }
                    _ => {}
                }
            }
        }
        places
    }

    fn phone(&mut self, value: &str) {
        self.phones.all += 1;
        // Only numbers with a calling code tell.
        if let Some(country) = country_of_phone(value, None) {
            self.phones.telling += 1;
            *self.countries.entry(country).or_default() += 1;
        }
    }

    fn country(&mut self, value: &str) {
        self.addresses.all += 1;
        if let Some(country) = parse_country(value) {
            self.addresses.telling += 1;
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

    /// The country of the line. Natives write their numbers without a calling code, and foreigners with it:
    /// those who name a country are believed where they are half of all phones, or of all addresses. Of
    /// fewer the most is a guess, and none if the postcodes are those of others.
    pub(super) fn home(&self) -> Home {
        let (short, long) = (self.short_postcodes, self.long_postcodes);
        let are_short = short as f32 / (short + long).max(1) as f32;
        let Some((country, share)) = most(&self.countries) else {
            return Home::Unknown { short: are_short };
        };
        let telling = self.phones.share().max(self.addresses.share());
        if telling >= HALF && share >= HALF {
            return Home::Told { country, share, telling };
        }
        let is_other = if OF_FOUR_DIGITS.contains(&country) {
            long > short
        } else {
            OF_FIVE_DIGITS.contains(&country) && short > long
        };
        Home::Doubted { country, share, telling, fits: !is_other, short: are_short }
    }

    /// The country that most who name one name, where enough do and nothing speaks against it.
    pub(super) fn likely(&self) -> Option<&'static str> {
        /// Share of the phones and addresses that must name a country.
        const ENOUGH: f32 = 0.1;
        match self.home() {
            Home::Told { country, .. } => Some(country),
            Home::Doubted { country, share, telling, fits: true, .. }
                if share > HALF && telling >= ENOUGH =>
            {
                Some(country)
            }
            _ => None,
        }
    }

    /// Counts the amounts of a column that name their currency, by its header if not themselves. Those of a column
    /// that no amount is read from decide nothing.
    fn amounts(&mut self, table: &SurveyedTable, column: &Column, is_read: bool) {
        /// Amounts from which on a column has some.
        const FEWEST: usize = 3;
        let mut found: BTreeMap<&'static str, usize> = BTreeMap::new();
        for currency in column.sample.iter().filter_map(|value| currency_of_amount(value)) {
            *found.entry(currency).or_default() += 1;
        }
        let file = table.file.file_name().unwrap_or_default().to_string_lossy();
        let told: usize = found.values().sum();
        for (currency, count) in found {
            if is_read {
                *self.currencies.entry(currency).or_default() += count;
            }
            if count >= FEWEST {
                let name = format!("`{}` of {file}", column.name.replace('`', "'"));
                let columns = if is_read { &mut self.columns } else { &mut self.unread };
                columns.entry(currency).or_default().insert(name);
            }
        }
        if is_read && let Some(currency) = currency_of_header(&column.name) {
            let bare = column.sample.len() - told;
            *self.currencies.entry(currency).or_default() += bare.max(1);
        }
    }

    /// What is asked where amounts name several currencies: the engagement has one.
    pub(super) fn several_currencies(all: &[Self; 2]) -> Option<String> {
        let currencies = shown(all.iter().flat_map(|places| &places.columns));
        if currencies.len() < 2 {
            return None;
        }
        Some(format!(
            "amounts are in several currencies: {}; all are kept in one: an amount that names another is set \
             aside, and one that names none is taken for it, so convert them in the export",
            currencies.join(", ")
        ))
    }

    /// What is asked where no amount that is read names a currency, and columns that are not read do.
    pub(super) fn unread_currency(all: &[Self; 2]) -> Option<String> {
        if all.iter().any(|places| !places.currencies.is_empty()) {
            return None;
        }
        let currencies = shown(all.iter().flat_map(|places| &places.unread));
        (!currencies.is_empty()).then(|| {
            format!(
                "no amount that is read names its currency, but columns that are not read do: {}: which is the \
                 engagement's?",
                currencies.join(", ")
            )
        })
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

/// Currencies with the columns that have amounts of each.
fn shown<'a>(
    columns: impl Iterator<Item = (&'a &'static str, &'a BTreeSet<String>)>,
) -> Vec<String> {
    /// Columns that are named of each.
    const NAMED: usize = 3;
    let mut together: BTreeMap<&'static str, BTreeSet<&String>> = BTreeMap::new();
    for (currency, columns) in columns {
        together.entry(currency).or_default().extend(columns);
    }
    let shown = |(currency, columns): (&'static str, BTreeSet<&String>)| {
        let more = if columns.len() > NAMED { ", …" } else { "" };
        let columns: Vec<&str> = columns.into_iter().take(NAMED).map(String::as_str).collect();
        format!("`{currency}` ({}{more})", columns.join(", "))
    };
    together.into_iter().map(shown).collect()
}

/// The currency that a header names by a sign, or by a word of its own.
fn currency_of_header(header: &str) -> Option<&'static str> {
    let lower = header.to_lowercase();
    let names = |sign: &str| {
        if sign.chars().all(char::is_alphabetic) {
            lower.split(|c: char| !c.is_alphabetic()).any(|word| word == sign)
        } else {
            lower.contains(sign)
        }
    };
    CURRENCIES.iter().find(|(sign, _)| names(sign)).map(|(_, currency)| *currency)
}

/// The currency that a value names which is an amount and nothing else: `£329.50`, `1.200 €`.
fn currency_of_amount(value: &str) -> Option<&'static str> {
    let lower = value.to_lowercase();
    let (_, currency) = CURRENCIES.iter().find(|(sign, _)| lower.contains(sign))?;
    let reader = NumberReader { currency: (*currency).to_owned(), ..NumberReader::default() };
    reader.money(Cell::Text(value)).is_ok().then_some(*currency)
}

fn most(counts: &BTreeMap<&'static str, usize>) -> Option<(&'static str, f32)> {
    let all: usize = counts.values().sum();
    let (best, count) = counts.iter().rev().max_by_key(|(_, count)| **count)?;
    Some((best, *count as f32 / all as f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(phones: &[(&str, usize)], postcodes: &[(&str, usize)]) -> Places {
        let mut places = Places::default();
        for (phone, times) in phones {
            (0..*times).for_each(|_| places.phone(phone));
        }
        for (postcode, times) in postcodes {
            (0..*times).for_each(|_| places.postcode(postcode));
        }
        places
    }

    #[test]
    fn ten_foreigners_among_many_who_name_no_country_do_not_make_a_line_foreign() {
        let berlin = places(&[("030 1234567", 180), ("+43 1 5551234", 10)], &[("10115", 190)]);
        assert!(matches!(berlin.home(), Home::Doubted { country: "AT", fits: false, .. }));
        let vienna = places(&[("01 5551234", 180), ("+43 1 5551234", 10)], &[("1010", 190)]);
        assert!(matches!(vienna.home(), Home::Doubted { country: "AT", fits: true, .. }));
        let told = places(&[("030 1234567", 90), ("+49 30 1234567", 100)], &[("10115", 190)]);
        assert!(matches!(told.home(), Home::Told { country: "DE", .. }));
        let national = [("030 1234567", 9)];
        assert_eq!(places(&national, &[("1010", 9)]).home(), Home::Unknown { short: 1.0 });
        assert_eq!(places(&national, &[("10115", 9)]).home(), Home::Unknown { short: 0.0 });
    }

    #[test]
    fn addresses_tell_the_country_of_those_whose_phones_do_not() {
        let mut places = places(&[("030 1234567", 400)], &[("10115", 100)]);
        (0..100).for_each(|_| places.country("Deutschland"));
        assert!(matches!(places.home(), Home::Told { country: "DE", .. }));
        places.addresses.all += 300;
        assert!(matches!(places.home(), Home::Doubted { country: "DE", .. }));
    }
}

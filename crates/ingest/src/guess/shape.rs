//! What the values of a column look like.

use std::sync::OnceLock;

use regex::Regex;
use rustc_hash::FxHashMap;
use sameboat_normalize::emails::addresses_in;
use sameboat_normalize::names::variant_groups;
use sameboat_normalize::organisations::has_legal_form;
use sameboat_normalize::text::{fold, merge_umlauts, words};

use super::formats::are_logged;
use crate::beside::bare_or_same;
use crate::parse::booleans::boolean;
use crate::parse::dates::{DateReader, UNIX_TIME, is_unix_time};
use crate::parse::numbers::NumberReader;
use crate::parse::words::is_placeholder;
use crate::reader::cell::Cell;

/// Values looked at, and characters of each.
pub(super) const LOOKED_AT: usize = 2_000;
pub(super) const LONGEST_VALUE: usize = 256;
/// Different values up to which each is counted.
const FEW: usize = 60;
/// Hashes kept to estimate the number of different values, and to compare columns by.
const KEPT_HASHES: usize = 8_192;

/// What some write for a cross.
pub(crate) const CROSS: &str = "*";

/// What can be said of a column without its name.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// The header.
    pub name: String,
    /// Rows seen.
    pub rows: u64,
    /// Rows with a value that is no placeholder.
    pub filled: u64,
    /// Rows with a [`CROSS`], which is a placeholder everywhere but in a column of refusals.
    pub(super) crosses: u64,
    /// Some of the values, each with at most 256 characters.
    pub(super) sample: Vec<String>,
    /// All values with their counts, if there are few.
    few: Option<FxHashMap<String, u64>>,
    hashes: Hashes,
    /// The same of the values without what a spreadsheet changes of keys.
    bare: Hashes,
}

/// A sample of a set of values that is the same wherever the values stand: those whose hash ends in
/// `level` zeros.
#[derive(Debug, Clone, Default)]
pub(super) struct Hashes {
    level: u32,
    kept: rustc_hash::FxHashSet<u64>,
}

impl Hashes {
    fn add(&mut self, hash: u64) {
        if !Self::is_in(hash, self.level) {
            return;
        }
        self.kept.insert(hash);
        while self.kept.len() > KEPT_HASHES {
            self.level += 1;
            let level = self.level;
            self.kept.retain(|hash| Self::is_in(*hash, level));
        }
    }

    fn is_in(hash: u64, level: u32) -> bool {
        hash.trailing_zeros() >= level
    }

    /// Number of different values, estimated.
    pub(super) fn distinct(&self) -> u64 {
        (self.kept.len() as u64) << self.level
    }

    /// Share of the values that are among another column's, with the number of values it rests on.
    pub(super) fn share_in(&self, other: &Self) -> (f32, usize) {
        self.share_in_any(&[other])
    }

    /// Share of the values that are among those of any of the other columns, with the number of values it rests on.
    pub(super) fn share_in_any(&self, others: &[&Self]) -> (f32, usize) {
        let level = others.iter().map(|other| other.level).fold(self.level, u32::max);
        let of_all = self.kept.iter().filter(|hash| Self::is_in(**hash, level));
        let (mut all, mut shared) = (0_usize, 0_usize);
        for hash in of_all {
            all += 1;
            shared += usize::from(others.iter().any(|other| other.kept.contains(hash)));
        }
        (shared as f32 / all.max(1) as f32, all)
    }
}

impl Column {
    /// A column without values yet.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), few: Some(FxHashMap::default()), ..Self::default() }
    }

    /// Adds the value of the next row.
    pub fn push(&mut self, value: &str) {
        self.rows += 1;
        let value = value.trim();
        if is_placeholder(value) {
            self.crosses += u64::from(value == CROSS);
            return;
        }
        self.filled += 1;
        let hash = hash(value);
        self.hashes.add(hash);
        let bare = bare_or_same(value);
        self.bare.add(if *bare == *value { hash } else { self::hash(&bare) });
        // The first values, and of those behind some that do not depend on their order.
        let room = if hash.is_multiple_of(64) { LOOKED_AT } else { LOOKED_AT / 2 };
        if self.sample.len() < room {
            self.sample.push(value.chars().take(LONGEST_VALUE).collect());
        }
        if let Some(few) = &mut self.few {
            let known = few.get_mut(value).map(|count| *count += 1).is_some();
            if !known && (few.len() == FEW || value.len() > LONGEST_VALUE) {
                self.few = None;
            } else if !known {
                few.insert(value.to_owned(), 1);
            }
        }
    }

    /// Number of different values; an estimate if there are very many.
    pub fn distinct(&self) -> u64 {
        self.hashes.distinct()
    }

    /// Different values for each value, 1 in a key.
    pub fn uniqueness(&self) -> f32 {
        (self.distinct() as f32 / self.filled.max(1) as f32).min(1.0)
    }

    /// The values with their counts, most frequent first, if there are at most 60.
    pub(super) fn values(&self) -> Option<Vec<(&str, u64)>> {
        let few = self.few.as_ref()?;
        let mut values: Vec<(&str, u64)> = few.iter().map(|(v, n)| (v.as_str(), *n)).collect();
        values.sort_unstable_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
        Some(values)
    }

    pub(super) fn hashes(&self) -> &Hashes {
        &self.hashes
    }

    /// The values as keys without what a spreadsheet changes: zeros before them, `.0` behind, spaces between.
    pub(super) fn bare_hashes(&self) -> &Hashes {
        &self.bare
    }
}

/// The same for a value in every file, run and machine.
fn hash(value: &str) -> u64 {
    let digest = blake3::hash(value.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&digest.as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// Shares of a column's values that have some look, 0 to 1.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    pub(super) empty: bool,
    pub(super) email: f32,
    pub(super) phone: f32,
    /// A number that begins as mobile numbers of the five countries do.
    pub(super) mobile: f32,
    pub(super) date: f32,
    /// Numbers that can be Unix time, or all times of a log; what else they can be, only the header tells.
    pub(super) unix: f32,
    /// Numbers that can be a spreadsheet's days of people who can be customers today; what else they can be,
    /// only the header tells.
    pub(super) serial_birth: f32,
    /// Numbers that can be a spreadsheet's days of these decades, with the time of day behind a point or a comma;
    /// what else they can be, only the header tells.
    pub(super) serial_day: f32,
    /// Dates of people who can be customers today: born long ago, spread over decades.
    pub(super) birth: f32,
    pub(super) timed: f32,
    pub(super) time_only: f32,
    pub(super) iban: f32,
    pub(super) postcode: f32,
    pub(super) number: f32,
    pub(super) whole: f32,
    pub(super) clock: f32,
    pub(super) boolean: f32,
    pub(super) letters: f32,
    pub(super) digits: f32,
    pub(super) several_words: f32,
    pub(super) house_number: f32,
    pub(super) given: f32,
    pub(super) legal_form: f32,
    pub(super) street: f32,
    /// Mean number of characters.
    pub(super) length: f32,
}

impl Shape {
    pub(super) fn of(column: &Column) -> Self {
        let sample = &column.sample;
        let share = |is: &dyn Fn(&str) -> bool| {
            sample.iter().filter(|value| is(value)).count() as f32 / sample.len().max(1) as f32
        };
        let characters: usize = sample.iter().map(|value| value.chars().count()).sum();
        let patterns = Patterns::get();
        Self {
            empty: sample.is_empty(),
            email: share(&|value| {
                addresses_in(value).iter().all(|one| fits(patterns.email.as_ref(), one))
            }),
            phone: share(&|value| is_phone(value)),
            mobile: share(&|value| is_phone(value) && fits(patterns.mobile.as_ref(), value)),
            date: share(&is_date),
            unix: if are_logged(sample) { 1.0 } else { share(&is_unix_time) },
            serial_birth: share(&is_serial_birth),
            serial_day: share(&is_serial_day),
            birth: share(&|value| {
                written_date(value).is_some_and(|at| (1900..=2012).contains(&at.year()))
            }),
            timed: share(&|value| {
                written_date(value).is_some_and(|at| {
                    value.contains(':') || at.time() != jiff::civil::Time::midnight()
                })
            }),
            // `09.03.10` is a day.
            time_only: share(&|value| fits(patterns.time.as_ref(), value) && !is_date(value)),
            iban: share(&|value| fits(patterns.iban.as_ref(), value)),
            postcode: share(&|value| fits(patterns.postcode.as_ref(), value)),
            number: share(&is_number),
            whole: share(&|value| numbers().integer(Cell::Text(value)).is_ok()),
            clock: share(&|value| fits(patterns.clock.as_ref(), value)),
            boolean: share(&|value| boolean(Cell::Text(value)).is_ok()),
            letters: share(&|value| value.chars().any(char::is_alphabetic)),
            digits: share(&|value| value.bytes().any(|byte| byte.is_ascii_digit())),
            several_words: share(&|value| value.split_whitespace().nth(1).is_some()),
            house_number: share(&|value| fits(patterns.house_number.as_ref(), value)),
            given: share(&is_given_name),
            legal_form: share(&has_legal_form),
            street: share(&|value| fits(patterns.street.as_ref(), &value.to_lowercase())),
            length: characters as f32 / sample.len().max(1) as f32,
        }
    }
}

/// Looks that a regular expression tells.
struct Patterns {
    email: Option<Regex>,
    mobile: Option<Regex>,
    time: Option<Regex>,
    iban: Option<Regex>,
    postcode: Option<Regex>,
    clock: Option<Regex>,
    house_number: Option<Regex>,
    street: Option<Regex>,
}

impl Patterns {
    fn get() -> &'static Self {
        static PATTERNS: OnceLock<Patterns> = OnceLock::new();
        // A pattern that did not compile would fit nothing; a test sees to it that all do.
        let pattern = |text: &str| Regex::new(text).ok();
        PATTERNS.get_or_init(|| {
            Self {
                email: pattern(r"^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]{2,}$"),
                mobile: pattern(
                    r"^(?:\+|00)?(?:49|0)?\s*(?:\(0\))?\s*[-/ ]?1[5-7]|^(?:\+33|0033|0)\s*[67]|^(?:\+34|0034)?\s*[67]\d\d|^(?:\+39|0039)?\s*3\d\d|^(?:\+44|0044|0)\s*7",
                ),
                time: pattern(r"^([01]?\d|2[0-3])[:.h][0-5]\d([:.][0-5]\d)?$"),
                iban: pattern(r"^[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){3,7}( ?[A-Z0-9]{1,3})?$"),
                postcode: pattern(
                    r"(?i)^([A-Z]{1,2}[- ])?(\d{4,5}|\d{4} ?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{5}-\d{4})$",
                ),
                clock: pattern(r"^\d{1,3}:[0-5]\d(:[0-5]\d)?$"),
                house_number: pattern(r"(?i)^\d{1,4} ?[a-z]?( ?[-/+] ?\d{1,4} ?[a-z]?)?$"),
                street: pattern(
                    r"(stra(ß|ss)e|str\.|weg|platz|allee|gasse|\bstreet\b|\bst\.?$|\broad\b|\brd\.?$|\bavenue\b|\bave\b|\blane\b|\bdrive\b|\brue\b|\bboulevard\b|\bchemin\b|\bcalle\b|\bavenida\b|\bplaza\b|^c/|\bvia\b|\bviale\b|\bpiazza\b|\bcorso\b|\bplace\b|\bring\b|\bcrescent\b)",
                ),
            }
        })
    }
}

fn fits(pattern: Option<&Regex>, value: &str) -> bool {
    pattern.is_some_and(|pattern| pattern.is_match(value))
}

/// Reads numbers of any writing.
fn numbers() -> NumberReader {
    NumberReader { decimal: None, currency: String::new(), seconds: false, unit: None }
}

fn is_number(value: &str) -> bool {
    let trimmed = value.trim_end_matches(|c: char| "%€$£ ".contains(c));
    let trimmed = trimmed.trim_start_matches(|c: char| "€$£ ".contains(c));
    numbers().decimal(Cell::Text(trimmed)).is_ok() || numbers().money(Cell::Text(value)).is_ok()
}

/// Formats that the readers of dates know only if they are told.
pub(super) const OTHER_FORMATS: [&str; 20] = [
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%d/%m/%Y %I:%M %p",
    "%m/%d/%Y, %I:%M %p",
    "%d/%m/%Y, %H:%M",
    "%d.%m.%Y, %H:%M",
    "%b %d, %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%B %d, %Y",
    "%d %B %Y",
    "%d %m %Y",
    UNIX_TIME,
];

fn dates() -> &'static DateReader {
    static READER: OnceLock<DateReader> = OnceLock::new();
    READER.get_or_init(|| DateReader::new(&OTHER_FORMATS, 2060, false))
}

/// A date in any format. Bare numbers are none, but for eight digits that can be one.
pub(crate) fn is_date(value: &str) -> bool {
    written_date(value).is_some()
}

/// Whether a date is the first that systems know, which stands for none.
pub(crate) fn is_first_day(value: &str) -> bool {
    written_date(value).is_some_and(|at| at.date() == jiff::civil::date(1900, 1, 1))
}

fn written_date(value: &str) -> Option<jiff::civil::DateTime> {
    let bare = value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    if value.len() > 40 || (bare && value.len() != 8 && value.matches('.').count() != 2) {
        return None;
    }
    dates().timestamp(Cell::Text(value)).ok().filter(|at| (1900..=2100).contains(&at.year()))
}

/// A whole number that is a day from 1908 to 2023 to a spreadsheet, and not a year.
fn is_serial_birth(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_digit())
        && value.parse().is_ok_and(|days: u32| (3_000..45_000).contains(&days))
}

/// A number that is a day from 1990 to 2050 to a spreadsheet, with or without the time of day.
fn is_serial_day(value: &str) -> bool {
    let (days, time) = value.split_once(['.', ',']).unwrap_or((value, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(days)
        && is_digits(time)
        && days.len() == 5
        && days.parse().is_ok_and(|days: u32| (32_874..=55_153).contains(&days))
}

/// A number as people write phones: with a plus, or with separators other than decimal signs, or
/// with a leading zero and as many digits as phones have.
fn is_phone(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let others = value.chars().any(|c| !c.is_ascii_digit() && !" +-/().".contains(c));
    let begins = value.starts_with(['+', '(']) || value.starts_with('0');
    let marks = value.chars().filter(|c| " -/()".contains(*c)).count();
    (7..=16).contains(&digits) && !others && (begins || marks > 0) && !is_date(value)
}

/// A word that is a given name in one of the lists of short forms.
pub(super) fn is_given_name(value: &str) -> bool {
    let folded = fold(value);
    let mut parts = words(&folded);
    let known = |name: &str| !variant_groups(&merge_umlauts(name)).is_empty();
    parts.next().is_some_and(known) && parts.nth(1).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(values: &[&str]) -> Shape {
        let mut column = Column::new("x");
        for value in values {
            column.push(value);
        }
        Shape::of(&column)
    }

    #[test]
    fn values_are_told_by_their_looks() {
        assert!(shape(&["a@b.de", "anna.berg@web.example"]).email > 0.99);
        assert!(shape(&["+49 171 2345678", "0611/8116212"]).phone > 0.99);
        assert!(shape(&["0171 2345678", "06 12 34 56 78"]).mobile > 0.99);
        assert!(shape(&["0211/8116212"]).mobile < 0.01);
        assert!(shape(&["31.12.1980", "12/31/1980", "1980-12-31", "19801231"]).date > 0.99);
        assert!(shape(&["28.08.2025 17:01"]).timed > 0.99);
        assert!(shape(&["DE89 3704 0044 0532 0130 00"]).iban > 0.99);
        assert!(shape(&["12345", "1010", "SW1A 1AA"]).postcode > 0.99);
        assert!(shape(&["1.234,56", "12", "€ 5.00"]).number > 0.99);
        assert!(shape(&["12a", "7", "3-5"]).house_number > 0.99);
        assert!(shape(&["Müller GmbH", "Foo Ltd."]).legal_form > 0.99);
        assert!((shape(&["Hans", "Giulia", "12"]).given - 2.0 / 3.0).abs() < 0.01);
        assert!(shape(&["0004006473", "1004602"]).date < 0.01);
        assert!(shape(&["1735732800", "1735732800000"]).unix > 0.99);
        assert!(shape(&["1735732800", "0171234567"]).date < 0.01);
        assert!(shape(&["9:30", "17.45", "8.15"]).time_only > 0.99);
        assert!(shape(&["46057,15", "45916.075694", "45001"]).serial_day > 0.99);
        assert!(
            shape(&["1980", "329,50", "46057,15 €", "60000", "4605715", "46.057,15"]).serial_day
                < 0.01
        );
    }

    #[test]
    fn days_with_a_short_year_are_no_times() {
        let days = shape(&["09.03.10", "22.10.06", "14.09.2017"]);
        assert!(days.date > 0.99 && days.time_only < 0.01);
    }

    #[test]
    fn every_pattern_is_one() {
        let Patterns { email, mobile, time, iban, postcode, clock, house_number, street } =
            Patterns::get();
        for pattern in [email, mobile, time, iban, postcode, clock, house_number, street] {
            assert!(pattern.is_some());
        }
    }

    #[test]
    fn the_number_of_different_values_is_estimated_well() {
        let mut column = Column::new("x");
        for number in 0..200_000 {
            column.push(&(number / 2).to_string());
        }
        let off = column.distinct().abs_diff(100_000);
        assert!(off < 4_000, "{}", column.distinct());
        assert_eq!(column.values(), None);
    }

    #[test]
    fn a_column_of_references_is_found_in_the_keys_whatever_their_number() {
        let (mut keys, mut some, mut other) =
            (Column::new("k"), Column::new("s"), Column::new("o"));
        for number in 0..60_000 {
            keys.push(&format!("A{number}"));
            some.push(&format!("A{}", number / 30));
            other.push(&format!("B{}", number / 30));
        }
        assert!(some.hashes().share_in(keys.hashes()).0 > 0.99);
        assert!(other.hashes().share_in(keys.hashes()).0 < 0.01);
    }
}

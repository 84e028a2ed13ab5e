//! Guesses what the columns of an unknown table hold, from their names and values.
//!
//! Names are matched in English, German, French, Spanish and Italian; values decide where the name
//! says nothing, and overrule it where they plainly contradict it. Columns that tell records apart
//! or say which belong together (row numbers, truth labels) are never compared.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use sameboat_normalize::dates::{DayMonthOrder, parse_date};
use sameboat_normalize::text::{fold, words};

use crate::kinds;
use crate::prepare::{is_written_day, read_number};
use crate::records::Field;

/// A column of an unknown table: its header and as many values as there are (or a sample).
#[derive(Debug, Clone)]
pub struct UnknownColumn<'a> {
    /// The header.
    pub name: &'a str,
    /// One value per row; empty cells are `None`.
    pub values: Vec<Option<&'a str>>,
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Compared as this field.
    Compare(Field),
    /// Names the record; not compared.
    RecordKey,
    /// A truth label (which records belong together); never compared.
    TruthLabel,
    /// Not compared: row numbers, empty or constant columns, dates of entry.
    Ignore,
}

/// Values looked at to tell the shape of a column.
const LOOKED_AT: usize = 2_000;
/// Share of values that must have a shape.
const MOST: f64 = 0.8;
/// Share of rows that must have a key of their own.
const NEARLY_ALL: f64 = 0.95;

/// Names of columns by what they mean; see the file.
const HEADERS: &str = include_str!("../data/headers.txt");

/// The role that a header stands for, given folded and without blanks.
fn lookup(header: &str) -> Option<Role> {
    static ROLES: OnceLock<FxHashMap<&'static str, Role>> = OnceLock::new();
    let roles = ROLES.get_or_init(|| {
        let mut roles = FxHashMap::default();
        let lines = HEADERS.lines().filter_map(|line| line.split_once(": "));
        for (role, names) in lines.filter_map(|(name, names)| Some((role_named(name)?, names))) {
            for header in words(names) {
                roles.entry(header).or_insert(role);
            }
        }
        roles
    });
    roles.get(header).copied()
}

/// A role by its name in the list of headers.
fn role_named(name: &str) -> Option<Role> {
    let field = match name {
        "truth_label" => return Some(Role::TruthLabel),
        "record_key" => return Some(Role::RecordKey),
        "ignore" => return Some(Role::Ignore),
        "given_name" => Field::GivenName,
        "surname" => Field::Surname,
        "full_name" => Field::FullName,
        "organisation" => Field::Organisation,
        "birth_date" => Field::BirthDate,
        "email" => Field::Email,
        "phone" => Field::Phone,
        "street" => Field::Street,
        "house_number" => Field::HouseNumber,
        "postcode" => Field::Postcode,
        "city" => Field::City,
        "region" => Field::Region,
        "country" => Field::Country,
        "id_number" => Field::IdNumber,
        "gender" => Field::Gender,
        "kind" => Field::Kind,
        _ => return None,
    };
    Some(Role::Compare(field))
}

/// Guesses the role of each column. At most one is [`Role::RecordKey`].
///
/// ```
/// use sameboat_link::Field;
/// use sameboat_link::guess::{Role, UnknownColumn, guess_roles};
/// let column = |name, values: &[&'static str]| UnknownColumn {
///     name,
///     values: values.iter().copied().map(Some).collect(),
/// };
/// let roles = guess_roles(&[
///     column("Kd.-Nr.", &["1", "2", "3"]),
///     column("Vorname", &["Hans", "Maria", "Hans"]),
///     column("Wohnort", &["Ulm", "Bonn", "Ulm"]),
/// ]);
/// assert_eq!(roles[0], Role::RecordKey);
/// assert_eq!(roles[1], Role::Compare(Field::GivenName));
/// assert_eq!(roles[2], Role::Compare(Field::City));
/// ```
pub fn guess_roles(columns: &[UnknownColumn<'_>]) -> Vec<Role> {
    let shapes: Vec<Shape> = columns.iter().map(Shape::of).collect();
    let mut roles: Vec<Role> =
        columns.iter().zip(&shapes).map(|(column, shape)| role_of(column.name, shape)).collect();
    settle_bare_name(columns, &shapes, &mut roles);
    settle_keys(&shapes, &mut roles);
    settle_region(columns, &mut roles);
    roles
}

/// Whether the values of a column can be of a role, as far as their shapes tell.
pub fn may_be(column: &UnknownColumn<'_>, role: Role) -> bool {
    Shape::of(column).fits(role)
}

fn role_of(name: &str, shape: &Shape) -> Role {
    if shape.values == 0 {
        return Role::Ignore;
    }
    let named = role_by_name(name);
    match named {
        Some(role) if shape.fits(role) => role,
        _ => shape.role(),
    }
}

/// The role that a header names: by all of it, else by its words read from the end (`res street
/// address` is an address), without numbers (`phone2`). None if it says nothing.
pub fn role_by_name(name: &str) -> Option<Role> {
    let folded = fold(&split_camel_case(name));
    let all: Vec<&str> = words(&folded).collect();
    let joined = all.concat();
    let bare = joined.trim_end_matches(|c: char| c.is_ascii_digit());
    // The second line of an address is no street, but tells something.
    if matches!(joined.as_str(), "address2" | "addressline2" | "adresse2" | "addr2" | "line2") {
        return Some(Role::Compare(Field::Text));
    }
    let parts =
        (0..all.len()).flat_map(|from| (from + 1..=all.len()).rev().map(move |to| (from, to)));
    // A single word inside a longer header does not make it a key or a label.
    let telling = |role: &Role| !matches!(role, Role::RecordKey | Role::TruthLabel | Role::Ignore);
    lookup(&joined).or_else(|| lookup(bare)).or_else(|| {
        parts
            .map(|(from, to)| all[from..to].concat())
            .filter(|part| part.len() > 2 && part != "name" && part != "place")
            .filter_map(|part| lookup(&part))
            .find(telling)
    })
}

/// `dateOfBirth` is `date Of Birth`.
fn split_camel_case(name: &str) -> String {
    let mut split = String::with_capacity(name.len() + 4);
    let mut previous = ' ';
    for character in name.chars() {
        if character.is_uppercase() && previous.is_lowercase() {
            split.push(' ');
        }
        split.push(character);
        previous = character;
    }
    split
}

/// What the values of a column look like.
struct Shape {
    values: usize,
    distinct: usize,
    emails: f64,
    dates: f64,
    /// Share of values that are days and no numbers.
    days: f64,
    numbers: f64,
    phones: f64,
    /// Share of values that say whether the record is of a person or an organisation.
    kinds: f64,
    /// All values differ.
    unique: bool,
    /// Different values for each row. Of a key nearly one, as real exports have broken rows and
    /// repeated rows.
    own: f64,
    letters: f64,
    /// Whole numbers that rise by one: row numbers.
    row_numbers: bool,
    filled: bool,
}

impl Shape {
    fn of(column: &UnknownColumn<'_>) -> Self {
        let present: Vec<&str> = column.values.iter().flatten().copied().collect();
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for &value in &present {
            *counts.entry(value.trim()).or_default() += 1;
        }
        let step = present.len().div_ceil(LOOKED_AT).max(1);
        let sample: Vec<&str> = present.iter().copied().step_by(step).collect();
        let share = |is: fn(&str) -> bool| {
            sample.iter().filter(|value| is(value)).count() as f64 / sample.len().max(1) as f64
        };
        Self {
            values: present.len(),
            distinct: counts.len(),
            emails: share(|value| value.contains('@') && value.contains('.')),
            dates: share(is_date),
            days: share(is_written_day),
            numbers: share(is_number),
            phones: share(is_phone),
            kinds: share(|value| kinds::read(value).is_some()),
            own: counts.len() as f64 / column.values.len().max(1) as f64,
            unique: counts.len() == present.len() && present.len() > 1,
            letters: share(|value| value.chars().any(char::is_alphabetic)),
            row_numbers: is_row_numbers(&present),
            filled: present.len() == column.values.len(),
        }
    }

    /// Whether the values can be of a role that the header names.
    fn fits(&self, role: Role) -> bool {
        match role {
            Role::Compare(Field::Email) => self.emails > 0.3,
            Role::Compare(Field::BirthDate) => self.dates > 0.3,
            Role::Compare(Field::GivenName | Field::Surname | Field::FullName) => {
                self.letters > 0.5
            }
            Role::Compare(Field::City) => self.letters > 0.5,
            Role::Compare(Field::Phone) => self.letters < 0.5,
            // `type` may be any.
            Role::Compare(Field::Kind) => self.kinds > 0.5,
            Role::RecordKey => self.values > 1 && (self.own >= NEARLY_ALL || self.repeats_few()),
            _ => true,
        }
    }

    /// Whether a short list has but a row or two repeated.
    fn repeats_few(&self) -> bool {
        self.filled && self.values - self.distinct <= 2 && self.distinct >= 8
    }

    /// The role that the values alone suggest.
    fn role(&self) -> Role {
        if self.distinct <= 1 || self.row_numbers {
            Role::Ignore
        } else if self.emails > MOST {
            Role::Compare(Field::Email)
        } else if self.phones > MOST {
            Role::Compare(Field::Phone)
        } else if self.numbers > MOST || self.days > MOST {
            Role::Compare(Field::Number)
        } else {
            Role::Compare(Field::Text)
        }
    }
}

fn is_date(value: &str) -> bool {
    value.chars().count() <= 30
        && (parse_date(value, DayMonthOrder::DayFirst).is_some()
            // A year of four digits alone is a number; five are a day as spreadsheets store it.
            || (matches!(value.len(), 5 | 8) && value.bytes().all(|byte| byte.is_ascii_digit())))
}

fn is_number(value: &str) -> bool {
    let signs = value.chars().filter(|c| !c.is_ascii_digit()).count();
    read_number(value).is_some() && signs <= 4 && !value.chars().any(char::is_alphabetic)
}

/// A number as people write phones: with a plus, or with separators other than decimal signs.
fn is_phone(value: &str) -> bool {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let marks = value.chars().filter(|c| " -/()".contains(*c)).count();
    let others = value.chars().any(|c| !c.is_ascii_digit() && !" +-/().".contains(c));
    (8..=15).contains(&digits)
        && !others
        && (value.starts_with('+') || (marks > 0 && digits >= 9))
        && parse_date(value, DayMonthOrder::DayFirst).is_none()
}

fn is_row_numbers(present: &[&str]) -> bool {
    let numbers: Option<Vec<i64>> = present.iter().map(|value| value.trim().parse().ok()).collect();
    numbers.is_some_and(|numbers| {
        numbers.len() > 2 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
    })
}

/// A column called just `name` is a full name next to no other name, a surname next to a given
/// name, an organisation's or a product's name otherwise.
fn settle_bare_name(columns: &[UnknownColumn<'_>], shapes: &[Shape], roles: &mut [Role]) {
    let has = |roles: &[Role], field| roles.contains(&Role::Compare(field));
    for (at, column) in columns.iter().enumerate() {
        let bare = matches!(fold(column.name).as_str(), "name" | "nom" | "nombre" | "nome");
        if !bare || shapes[at].letters <= 0.5 {
            continue;
        }
        let own = std::mem::replace(&mut roles[at], Role::Ignore);
        let person = [Field::BirthDate, Field::Gender];
        roles[at] = if has(roles, Field::GivenName) && !has(roles, Field::Surname) {
            Role::Compare(Field::Surname)
        } else if has(roles, Field::Surname) && !has(roles, Field::GivenName) {
            Role::Compare(Field::GivenName)
        } else if has(roles, Field::Surname) {
            own
        } else if looks_like_people(column) {
            Role::Compare(Field::FullName)
        } else if person.into_iter().any(|field| has(roles, field)) {
            own
        } else {
            Role::Compare(Field::Text)
        };
    }
}

/// Most values are two to four words without digits.
fn looks_like_people(column: &UnknownColumn<'_>) -> bool {
    let sample: Vec<&str> = column.values.iter().flatten().copied().take(LOOKED_AT).collect();
    let person = |value: &&&str| {
        let count = value.split_whitespace().count();
        (2..=4).contains(&count) && !value.chars().any(|c| c.is_ascii_digit())
    };
    sample.iter().filter(person).count() as f64 > MOST * sample.len() as f64
}

/// One record key: the first named one, else the first column of unique codes. Other keys are
/// ignored.
fn settle_keys(shapes: &[Shape], roles: &mut [Role]) {
    let named = roles.iter().position(|&role| role == Role::RecordKey);
    let by_value = || {
        let code = |at: &usize| {
            let shape = &shapes[*at];
            let generic = matches!(roles[*at], Role::Ignore | Role::Compare(Field::Number));
            generic && shape.unique && shape.filled && shape.days < MOST
        };
        (0..roles.len()).find(code)
    };
    let key = named.or_else(by_value);
    for (at, role) in roles.iter_mut().enumerate() {
        if Some(at) == key {
            *role = Role::RecordKey;
        } else if *role == Role::RecordKey {
            *role = Role::Ignore;
        }
    }
}

/// `state` and the like are parts of an address; without one they are just a category.
fn settle_region(columns: &[UnknownColumn<'_>], roles: &mut [Role]) {
    let address = [Field::Street, Field::Postcode, Field::City];
    let has_address = address.into_iter().any(|field| roles.contains(&Role::Compare(field)));
    for role in roles.iter_mut().take(columns.len()) {
        if *role == Role::Compare(Field::Region) && !has_address {
            *role = Role::Compare(Field::Text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(table: &[(&'static str, &[&'static str])]) -> Vec<Role> {
        let columns: Vec<UnknownColumn<'_>> = table
            .iter()
            .map(|&(name, values)| UnknownColumn {
                name,
                values: values.iter().map(|&v| (!v.is_empty()).then_some(v)).collect(),
            })
            .collect();
        guess_roles(&columns)
    }

    #[test]
    fn the_columns_of_public_person_data_are_recognised() {
        let found = roles(&[
            ("rec_id", &["rec-1-org", "rec-1-dup-0", "rec-2-org"]),
            ("given_name", &["mitchell", "harley", ""]),
            ("surname", &["green", "mccarthy", "mason"]),
            ("street_number", &["7", "177", "15"]),
            ("address_1", &["wallaby place", "pridhamstreet", "hoseason street"]),
            ("address_2", &["delmar", "milton", ""]),
            ("suburb", &["cleveland", "marsden", "granville"]),
            ("postcode", &["2119", "3165", "4881"]),
            ("state", &["sa", "nsw", "nsw"]),
            ("date_of_birth", &["19560409", "19080419", "19081128"]),
            ("soc_sec_id", &["1804974", "6089216", "2185997"]),
        ]);
        let compared = |field| Role::Compare(field);
        assert_eq!(
            found,
            [
                Role::RecordKey,
                compared(Field::GivenName),
                compared(Field::Surname),
                compared(Field::HouseNumber),
                compared(Field::Street),
                compared(Field::Text),
                compared(Field::City),
                compared(Field::Postcode),
                compared(Field::Region),
                compared(Field::BirthDate),
                compared(Field::IdNumber),
            ]
        );
    }

    #[test]
    fn every_line_of_the_list_of_headers_names_a_role() {
        for line in HEADERS.lines().filter(|line| !line.starts_with('#')) {
            let (role, names) = line.split_once(": ").unwrap();
            assert!(role_named(role).is_some(), "{role}");
            assert!(words(names).all(|name| lookup(name).is_some()));
        }
    }

    #[test]
    fn labels_and_row_numbers_are_not_compared() {
        let found = roles(&[
            ("unique_id", &["0", "1", "2"]),
            ("name", &["Anna Berg", "Ana Berg", "Peter Kohl"]),
            ("cluster", &["0", "0", "1"]),
            ("no.", &["1", "2", "3"]),
        ]);
        assert_eq!(
            found,
            [Role::RecordKey, Role::Compare(Field::FullName), Role::TruthLabel, Role::Ignore]
        );
    }

    #[test]
    fn other_data_becomes_texts_and_numbers() {
        let found = roles(&[
            ("id", &["a1", "a2", "a3"]),
            ("title", &["on joins", "on sorts", "on joins"]),
            ("authors", &["a berg, c dale", "e fox", "a berg"]),
            ("year", &["1999", "2001", "1999"]),
            ("price", &["12.50", "$13.00", "12.50"]),
        ]);
        assert_eq!(
            found,
            [
                Role::RecordKey,
                Role::Compare(Field::Text),
                Role::Compare(Field::Text),
                Role::Compare(Field::Number),
                Role::Compare(Field::Number),
            ]
        );
    }

    #[test]
    fn headers_of_five_languages_are_known() {
        for (header, value, field) in [
            ("Geburtsdatum", "03.04.1980", Field::BirthDate),
            ("Prénom", "Marie", Field::GivenName),
            ("Apellidos", "García", Field::Surname),
            ("Codice Fiscale", "RSSMRA80A01H501U", Field::IdNumber),
            ("Straße", "Hauptstr. 5", Field::Street),
            ("customerFirstName", "Ann", Field::GivenName),
            ("Phone 2", "0171 234567", Field::Phone),
        ] {
            let found = roles(&[(header, &[value, value, value])]);
            assert_eq!(found, [Role::Compare(field)], "{header}");
        }
    }

    #[test]
    fn values_overrule_a_misleading_header() {
        let found = roles(&[("phone", &["anna@web.de", "peter@web.de", "anna@web.de"])]);
        assert_eq!(found, [Role::Compare(Field::Email)]);
    }

    #[test]
    fn a_key_may_have_a_few_broken_rows_and_days_are_no_key() {
        let mut ids: Vec<String> = (0..100).map(|n| format!("{}", 5_000 + n * 7)).collect();
        ids[50] = ids[49].clone();
        let days: Vec<String> =
            (0..100).map(|n| format!("{}/{}/1950", 1 + n % 28, 1 + n / 28)).collect();
        let column = |name, values: &'static [String]| UnknownColumn {
            name,
            values: values.iter().map(|value| Some(value.as_str())).collect(),
        };
        let (ids, days): (&'static [String], &'static [String]) = (ids.leak(), days.leak());
        let roles = guess_roles(&[column("Kd.-Nr.", ids), column("Seit", days)]);
        assert_eq!(roles[0], Role::RecordKey);
        assert_ne!(roles[1], Role::RecordKey);
    }
}

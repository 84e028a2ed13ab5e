//! From raw columns to comparisons: every raw value is standardised, once where it repeats.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sameboat_normalize::addresses::{
    parse_house_number_into, parse_postcode_into, parse_street_into,
};
use sameboat_normalize::dates::{Day, DayMonthOrder, date_digits, detect_order, parse_date};
use sameboat_normalize::emails::parse_email_into;
use sameboat_normalize::identifiers::parse_identifier_into;
use sameboat_normalize::missing::{FieldKind, is_placeholder};
use sameboat_normalize::names::{parse_full_name, parse_given_people, parse_surname};
use sameboat_normalize::organisations::{has_legal_form, parse_organisation_into};
use sameboat_normalize::phones::{numbers_in, parse_phone_into};
use sameboat_normalize::text::{fold, merge_umlauts_into};

use crate::compare::{
    BIRTH_DATE, DateValue, Distinct, EMAIL, GENDER, GIVEN_NAME, GivenValue, IDENTITY_NUMBER,
    ORGANISATION, PHONE, PLACE, PlaceTable, Ranks, STREET, SURNAME, Sharing, StreetTable,
    SurnameValue,
};
use crate::linkage::MAX_COMPARISONS;
use crate::records::{Column, Field, MISSING, Source};
use crate::texts::{TextInterner, Texts};
use crate::values::{Read, Sets, Written, gather, read_distinct, read_texts, read_written};

/// One comparison with the values of all records.
pub(crate) struct Standardised {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) sharing: Sharing,
    pub(crate) distinct: Distinct,
    pub(crate) sets: Sets,
}

/// Columns, each held only as long as somebody has still to read it.
pub(crate) type Held<'c> = Vec<Arc<Cow<'c, Column>>>;

/// A comparison to be made, and the columns it is made of.
struct Task<'c> {
    make: fn(&Standardiser<'_>) -> Option<Standardised>,
    columns: Held<'c>,
}

/// Standardises all columns that can be compared, and lets go of each as soon as that is done.
/// Columns without any value are left out.
pub(crate) fn standardise(
    columns: Held<'_>,
    sources: &[Source],
    source_of: &[u16],
) -> Vec<Standardised> {
    let tasks = tasks(&columns);
    drop(columns);
    let all: Vec<Option<Standardised>> = tasks
        .into_par_iter()
        .map(|Task { make, columns }| {
            let columns = columns.iter().map(|column| column.as_ref().as_ref()).collect();
            make(&Standardiser { columns, sources, source_of })
        })
        .collect();
    all.into_iter().flatten().take(MAX_COMPARISONS).collect()
}

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method is of one lifetime, what makes a comparison of any"
)]
fn tasks<'c>(columns: &Held<'c>) -> Vec<Task<'c>> {
    use Field::{
        BirthDate, City, Email, FullName, Gender, GivenName, HouseNumber, IdNumber, Number,
        Organisation, Phone, Postcode, Region, Street, Surname, Text,
    };
    let task = |make: fn(&Standardiser<'_>) -> Option<Standardised>, fields: &[Field]| {
        let columns = columns.iter().filter(|column| fields.contains(&column.field()));
        Task { make, columns: columns.cloned().collect() }
    };
    let mut tasks = vec![
        task(|all| all.given(), &[GivenName, FullName]),
        task(|all| all.surname(), &[Surname, FullName]),
        task(|all| all.organisation(), &[Organisation, FullName]),
        task(|all| all.birth_date(), &[BirthDate]),
        task(|all| all.email(), &[Email]),
        task(|all| all.phone(), &[Phone]),
        task(|all| all.identifiers(), &[IdNumber]),
        task(|all| all.street(), &[Street, HouseNumber]),
        task(|all| all.place(), &[Postcode, City, Region]),
        task(|all| all.gender(), &[Gender]),
    ];
    // What is compared on its own: texts, numbers, and further address parts.
    for (at, column) in columns.iter().enumerate() {
        let again = || columns[..at].iter().any(|before| before.field() == column.field());
        let make: fn(&Standardiser<'_>) -> Option<Standardised> = match column.field() {
            Number => |all| all.number(),
            Text => |all| all.text(),
            Street | Postcode | City | Region if again() => |all| all.text(),
            _ => continue,
        };
        tasks.push(Task { make, columns: vec![Arc::clone(column)] });
    }
    tasks
}

/// Appends a part of an address.
type PartReader<'a> = &'a (dyn Fn(&str, &mut String) + Sync);

/// Gives equal values one index.
struct Interner<T> {
    known: FxHashMap<T, u32>,
    distinct: Vec<T>,
}

impl<T: std::hash::Hash + Eq + Clone> Interner<T> {
    fn new() -> Self {
        Self { known: FxHashMap::default(), distinct: Vec::new() }
    }

    fn intern(&mut self, value: T) -> u32 {
        let distinct = &mut self.distinct;
        *self.known.entry(value).or_insert_with_key(|value| {
            distinct.push(value.clone());
            distinct.len() as u32 - 1
        })
    }
}

/// Makes one comparison of some columns.
struct Standardiser<'a> {
    columns: Vec<&'a Column>,
    sources: &'a [Source],
    source_of: &'a [u16],
}

impl<'a> Standardiser<'a> {
    fn records(&self) -> usize {
        self.source_of.len()
    }

    fn first(&self, field: Field) -> Option<&'a Column> {
        self.columns.iter().copied().find(|column| column.field() == field)
    }

    /// The values of all columns, each cell read on its own.
    fn read<T: Send>(
        &self,
        kind: FieldKind,
        read: impl Fn(&Column, &str) -> Read<T> + Sync,
        mut intern: impl FnMut(T) -> u32,
    ) -> (Vec<&'a Column>, Sets) {
        let columns = self.columns.clone();
        let of_raw: Vec<Sets> = columns
            .iter()
            .map(|column| {
                let read = |_, raw: &str| {
                    if is_placeholder(raw, kind) { Read::new() } else { read(column, raw) }
                };
                read_distinct(column, read, &mut intern)
            })
            .collect();
        let sets = gather(self.records(), &columns, |at, _, raw| of_raw[at].get(raw));
        (columns, sets)
    }

    fn given(&self) -> Option<Standardised> {
        let read = |column: &Column, raw: &str| -> Read<GivenValue> {
            let people = match column.field() {
                Field::GivenName => parse_given_people(raw),
                _ if has_legal_form(raw) => return Read::new(),
                _ => parse_full_name(raw).into_iter().map(|name| name.given).collect(),
            };
            // `Anna Müllner/Schmidtke`: who of the two it is, or whether both, is open.
            if raw.contains('/') {
                let each = people.iter().filter(|one| !one.names.is_empty());
                return each.map(|one| GivenValue::new(&one.names, one.generation)).collect();
            }
            GivenValue::of_people(&people).into_iter().collect()
        };
        let mut interner = Interner::new();
        let read = self.read(FieldKind::Name, read, |value| interner.intern(value));
        finish(GIVEN_NAME, Sharing::Never, read, Distinct::Given(interner.distinct))
    }

    fn surname(&self) -> Option<Standardised> {
        let read = |column: &Column, raw: &str| -> Read<SurnameValue> {
            let value = |surname: sameboat_normalize::names::Surname| {
                let known = !surname.name.is_empty();
                known.then(|| SurnameValue::new(&surname.name, surname.generation))
            };
            match column.field() {
                Field::Surname => value(parse_surname(raw)).into_iter().collect(),
                _ if has_legal_form(raw) => Read::new(),
                _ => parse_full_name(raw)
                    .into_iter()
                    .filter_map(|name| value(name.surname))
                    .collect(),
            }
        };
        let mut interner = Interner::new();
        let read = self.read(FieldKind::Name, read, |value| interner.intern(value));
        finish(SURNAME, Sharing::Usual, read, Distinct::Surname(interner.distinct))
    }

    fn organisation(&self) -> Option<Standardised> {
        let read = |column: &Column, raw: &str, names: &mut Written| {
            if column.field() == Field::Organisation || has_legal_form(raw) {
                names.add(|name| parse_organisation_into(raw, name));
            }
        };
        let (read, names) = self.texts(FieldKind::Name, read);
        finish(ORGANISATION, Sharing::Never, read, Distinct::Text(names))
    }

    fn birth_date(&self) -> Option<Standardised> {
        let order = detect_order(self.columns.iter().flat_map(|column| column.raw_values().iter()));
        let read =
            |_: &Column, raw: &str| date_digits(raw, order).map(DateValue).into_iter().collect();
        let mut interner = Interner::new();
        let read = self.read(FieldKind::Date, read, |value| interner.intern(value));
        finish(BIRTH_DATE, Sharing::Never, read, Distinct::Date(interner.distinct))
    }

    fn email(&self) -> Option<Standardised> {
        let read = |_: &Column, raw: &str, addresses: &mut Written| {
            addresses.add(|address| {
                parse_email_into(raw, address);
            });
        };
        let (read, addresses) = self.texts(FieldKind::Email, read);
        finish(EMAIL, Sharing::Sometimes, read, Distinct::Email(addresses))
    }

    /// Phones are read with the country of their source.
    fn phone(&self) -> Option<Standardised> {
        let columns = self.columns.clone();
        let mut countries: Vec<Option<&str>> =
            self.sources.iter().map(|source| source.country.as_deref()).collect();
        countries.sort_unstable();
        countries.dedup();
        let country_of: Vec<usize> = self
            .sources
            .iter()
            .map(|source| countries.binary_search(&source.country.as_deref()).unwrap_or_default())
            .collect();
        let mut interner = TextInterner::default();
        let of_raw: Vec<Vec<Sets>> = columns
            .iter()
            .map(|column| {
                let mut in_country = vec![vec![false; column.raw_values().len()]; countries.len()];
                for (&raw, &source) in column.ids().iter().zip(self.source_of) {
                    if raw != MISSING {
                        in_country[country_of[usize::from(source)]][raw as usize] = true;
                    }
                }
                let read_in = |(country, used): (Option<&str>, &Vec<bool>)| {
                    let read = |id: u32, raw: &str, numbers: &mut Written| {
                        if used[id as usize] && !is_placeholder(raw, FieldKind::Phone) {
                            for raw in numbers_in(raw) {
                                numbers.add(|number| {
                                    parse_phone_into(raw, country, number);
                                });
                            }
                        }
                    };
                    read_texts(column, read, &mut interner)
                };
                countries.iter().copied().zip(&in_country).map(read_in).collect()
            })
            .collect();
        let sets = gather(self.records(), &columns, |at, record, raw| {
            of_raw[at][country_of[usize::from(self.source_of[record])]].get(raw)
        });
        let numbers = Distinct::Phone(interner.finish());
        finish(PHONE, Sharing::Usual, (columns, sets), numbers)
    }

    fn identifiers(&self) -> Option<Standardised> {
        let read = |_: &Column, raw: &str, codes: &mut Written| {
            codes.add(|code| parse_identifier_into(raw, code));
        };
        let (read, codes) = self.texts(FieldKind::Identifier, read);
        finish(IDENTITY_NUMBER, Sharing::Never, read, Distinct::Identifier(codes))
    }

    fn street(&self) -> Option<Standardised> {
        let street = self.first(Field::Street)?;
        let number = self.first(Field::HouseNumber);
        let (mut names, mut numbers) = (TextInterner::default(), TextInterner::default());
        let none = numbers.intern("").0;
        let mut of_street: Vec<[u32; 2]> = Vec::with_capacity(street.raw_values().len());
        let read = |_, raw: &str, parts: &mut Written| {
            let mut number = String::new();
            parts.add_even_empty(|name| {
                if !is_placeholder(raw, FieldKind::Address) {
                    parse_street_into(raw, name, &mut number);
                }
            });
            parts.add_even_empty(|text| text.push_str(&number));
        };
        read_written(street, read, |parts| {
            let [name, number] = parts else { return };
            let name = if name.is_empty() { MISSING } else { names.intern(name).0 };
            of_street.push([name, numbers.intern(number).0]);
        });
        let of_number =
            number.map(|column| read_part(column, &parse_house_number_into, &mut numbers));
        let mut interner = Interner::new();
        let mut sets = Sets::with_capacity(self.records());
        for record in 0..self.records() {
            let parts = match street.ids()[record] {
                MISSING => [MISSING; 2],
                raw => of_street[raw as usize],
            };
            let own = number.zip(of_number.as_ref()).and_then(|(column, of_raw)| {
                let raw = column.ids()[record];
                (raw != MISSING).then(|| of_raw[raw as usize]).filter(|&number| number != none)
            });
            let value = [parts[0], own.unwrap_or(parts[1])];
            match parts[0] {
                MISSING => sets.push(&[]),
                _ => sets.push(&[interner.intern(value)]),
            }
        }
        let columns = [Some(street), number].into_iter().flatten().collect();
        let (names, numbers) = (names.finish(), numbers.finish());
        let table = StreetTable { names, numbers, parts: interner.distinct };
        finish(STREET, Sharing::Usual, (columns, sets), Distinct::Street(table))
    }

    fn place(&self) -> Option<Standardised> {
        let readers: [(Field, PartReader<'_>); 3] = [
            (Field::Postcode, &parse_postcode_into),
            (Field::City, &plain_into),
            (Field::Region, &plain_into),
        ];
        let mut columns = Vec::new();
        let parts = readers.map(|(field, read)| {
            let mut texts = TextInterner::default();
            texts.intern("");
            let column = self.first(field);
            columns.extend(column);
            let of_raw = column.map(|column| read_part(column, read, &mut texts));
            (column.zip(of_raw), texts)
        });
        let mut interner = Interner::new();
        let mut sets = Sets::with_capacity(self.records());
        for record in 0..self.records() {
            let value = [0, 1, 2].map(|at| match &parts[at].0 {
                Some((column, of_raw)) if column.ids()[record] != MISSING => {
                    of_raw[column.ids()[record] as usize]
                }
                _ => 0,
            });
            match value {
                [0, 0, 0] => sets.push(&[]),
                _ => sets.push(&[interner.intern(value)]),
            }
        }
        let [postcodes, cities, regions] = parts.map(|(_, texts)| texts.finish());
        let table = PlaceTable { postcodes, cities, regions, parts: interner.distinct };
        finish(PLACE, Sharing::Usual, (columns, sets), Distinct::Place(table))
    }

    fn gender(&self) -> Option<Standardised> {
        let read = |_: &Column, raw: &str| -> Read<&'static str> {
            let gender = match fold(raw).as_str() {
                "m" | "male" | "man" | "mannlich" | "maennlich" | "herr" | "mr" | "1" => "m",
                "f" | "w" | "female" | "woman" | "weiblich" | "frau" | "mrs" | "ms" | "2" => "f",
                _ => return Read::new(),
            };
            Read::from_iter([gender])
        };
        let mut interner = Interner::new();
        let read = self.read(FieldKind::Other, read, |value| interner.intern(value));
        finish(GENDER, Sharing::Never, read, Distinct::Gender(interner.distinct))
    }

    fn text(&self) -> Option<Standardised> {
        let column = *self.columns.first()?;
        let mut interner = TextInterner::default();
        let read = |_, raw: &str, texts: &mut Written| {
            if !is_placeholder(raw, FieldKind::Other) {
                texts.add(|text| plain_into(raw, text));
            }
        };
        let of_raw = read_texts(column, read, &mut interner);
        let sets = gather(self.records(), &[column], |_, _, raw| of_raw.get(raw));
        let texts = Distinct::Text(interner.finish());
        finish(column.name(), Sharing::Never, (vec![column], sets), texts)
    }

    fn number(&self) -> Option<Standardised> {
        let column = *self.columns.first()?;
        let order = detect_order(column.raw_values().iter());
        let mut interner = Interner::new();
        let read = |_, raw: &str| -> Read<u64> {
            let number =
                (!is_placeholder(raw, FieldKind::Other)).then(|| read_quantity(raw, order));
            number.flatten().map(f64::to_bits).into_iter().collect()
        };
        let of_raw = read_distinct(column, read, |bits| interner.intern(bits));
        let sets = gather(self.records(), &[column], |_, _, raw| of_raw.get(raw));
        let mut holders = vec![0; interner.distinct.len()];
        for record in 0..sets.len() {
            for &value in sets.get(record) {
                holders[value as usize] += 1;
            }
        }
        let numbers: Vec<f64> = interner.distinct.into_iter().map(f64::from_bits).collect();
        let ranks = Distinct::Number(Ranks::new(&numbers, &holders));
        finish(column.name(), Sharing::Never, (vec![column], sets), ranks)
    }

    /// The texts in all columns; empty ones are missing.
    fn texts(
        &self,
        kind: FieldKind,
        read: impl Fn(&Column, &str, &mut Written) + Sync,
    ) -> ((Vec<&'a Column>, Sets), Texts) {
        let mut interner = TextInterner::default();
        let columns = self.columns.clone();
        let of_raw: Vec<Sets> = columns
            .iter()
            .map(|column| {
                let read = |_, raw: &str, texts: &mut Written| {
                    if !is_placeholder(raw, kind) {
                        read(column, raw, texts);
                    }
                };
                read_texts(column, read, &mut interner)
            })
            .collect();
        let sets = gather(self.records(), &columns, |at, _, raw| of_raw[at].get(raw));
        ((columns, sets), interner.finish())
    }
}

/// One part of an address: per raw value the index of its text, which may be empty.
fn read_part(column: &Column, read: PartReader<'_>, texts: &mut TextInterner) -> Vec<u32> {
    let mut of_raw = Vec::with_capacity(column.raw_values().len());
    let read = |_, raw: &str, parts: &mut Written| {
        parts.add_even_empty(|part| {
            if !is_placeholder(raw, FieldKind::Address) {
                read(raw, part);
            }
        });
    };
    read_written(column, read, |parts| {
        of_raw.extend(parts.iter().map(|part| texts.intern(part).0));
    });
    of_raw
}

/// Appends a text in small letters without accents.
fn plain_into(raw: &str, text: &mut String) {
    merge_umlauts_into(&fold(raw), text);
}

/// A comparison, if there is anything to compare.
fn finish(
    name: &str,
    sharing: Sharing,
    (columns, sets): (Vec<&Column>, Sets),
    distinct: Distinct,
) -> Option<Standardised> {
    (distinct.count() > 0).then(|| Standardised {
        name: name.to_owned(),
        columns: columns.iter().map(|column| column.name().to_owned()).collect(),
        sharing,
        distinct,
        sets,
    })
}

/// A number, or a written day as one that is the higher the later it is.
fn read_quantity(raw: &str, order: DayMonthOrder) -> Option<f64> {
    if !is_written_day(raw) {
        return read_number(raw);
    }
    let Day { year, month, day } = parse_date(raw, order)?.day;
    Some(f64::from(year) * 10_000.0 + f64::from(month) * 100.0 + f64::from(day))
}

/// Whether a text is a day and no number: digits alone may be either.
pub(crate) fn is_written_day(raw: &str) -> bool {
    let is_number = raw.trim().bytes().all(|byte| byte.is_ascii_digit());
    !is_number && parse_date(raw, DayMonthOrder::DayFirst).is_some()
}

/// A number with `.` or `,` as decimal sign, thousands signs, currency or unit around it.
pub(crate) fn read_number(raw: &str) -> Option<f64> {
    let is_number_sign = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
    let bare: String = raw.chars().filter(|&c| is_number_sign(c)).collect();
    let decimal = bare.rfind(['.', ',']).filter(|&at| {
        let sign = &bare[at..=at];
        // A single sign before exactly three digits separates thousands.
        bare.matches(sign).count() == 1 && (bare.len() - at != 4 || bare.starts_with('0'))
            || bare.contains(',') && bare.contains('.')
    });
    let mut number = String::with_capacity(bare.len());
    for (at, c) in bare.char_indices() {
        if Some(at) == decimal {
            number.push('.');
        } else if c != '.' && c != ',' {
            number.push(c);
        }
    }
    number.parse().ok().filter(|number: &f64| number.is_finite()).map(|number: f64| number + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_both_notations() {
        for (raw, expected) in [
            ("1999", 1999.0),
            ("$1,234.50", 1234.5),
            ("1.234,50 €", 1234.5),
            ("12,5", 12.5),
            ("1.234", 1234.0),
            ("0.125", 0.125),
            ("-7", -7.0),
        ] {
            assert_eq!(read_number(raw), Some(expected), "{raw}");
        }
        assert_eq!(read_number("none"), None);
    }

    #[test]
    fn days_are_numbers_in_their_order() {
        let read = |raw| read_quantity(raw, DayMonthOrder::DayFirst).unwrap();
        assert!(read("31.12.2021") < read("2022-01-01"));
        assert!(read("2022-01-01T23:59:00") < read("2/1/2022"));
        assert!(
            (read("20220101") - 20_220_101.0).abs() < 0.5,
            "a number as far as anybody can tell"
        );
        assert!((read("1.234,50") - 1234.5).abs() < 1e-9);
    }
}

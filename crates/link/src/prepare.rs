//! From raw columns to comparisons: every distinct value is standardised once.

use sameboat_normalize::addresses::{parse_house_number, parse_postcode, parse_street};
use sameboat_normalize::dates::{date_digits, detect_order};
use sameboat_normalize::emails::parse_email;
use sameboat_normalize::missing::{FieldKind, is_placeholder};
use sameboat_normalize::names::{parse_full_name, parse_given, parse_surname};
use sameboat_normalize::organisations::{has_legal_form, parse_organisation};
use sameboat_normalize::phones::parse_phone;
use sameboat_normalize::text::{fold, merge_umlauts};

use crate::compare::{
    BIRTH_DATE, Comparison, Comparisons, DateValue, EmailValue, GIVEN_NAME, GivenValue, PlaceValue,
    Ranks, Sharing, StreetValue, SurnameValue, TextTable, Values,
};
use crate::linkage::MAX_COMPARISONS;
use crate::records::{Column, Field, MISSING, Records};
use crate::values::{Cells, ReadCells, ValueSets, intern};

/// Whether a record is of a person or an organisation; those are never merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Unknown,
    Person,
    Organisation,
}

/// Standardises all columns that can be compared. Columns without any value are left out.
pub(crate) fn comparisons(records: &Records) -> Comparisons {
    let builder = Builder { records, count: records.len() as u32 };
    let special = [
        builder.given(),
        builder.surname(),
        builder.organisation(),
        builder.birth_date(),
        builder.email(),
        builder.phone(),
        builder.identifiers(),
        builder.street(),
        builder.place(),
        builder.gender(),
    ];
    let generic = records.columns.iter().filter_map(|column| builder.generic(column));
    let all: Vec<Comparison> = special
        .into_iter()
        .flatten()
        .chain(generic)
        .filter(|comparison| !comparison.sets.is_empty())
        .take(MAX_COMPARISONS)
        .collect();
    let find = |is: fn(&Values) -> bool| all.iter().position(|comparison| is(&comparison.values));
    Comparisons {
        given: find(|values| matches!(values, Values::Given(_))),
        surname: find(|values| matches!(values, Values::Surname(_))),
        gender: all.iter().position(|comparison| comparison.name == GENDER),
        all,
    }
}

const GENDER: &str = "gender";

/// Says of each record whether it is a person's or an organisation's: by a column of that kind, or
/// because only one of the two has a name.
pub(crate) fn kinds(records: &Records, comparisons: &Comparisons) -> Vec<Kind> {
    let columns: Vec<&Column> = of_field(records, Field::Kind).collect();
    let has = |name: &str, record: u32| {
        comparisons.all.iter().any(|c| c.name == name && !c.sets.get(record).is_empty())
    };
    (0..records.len() as u32)
        .map(|record| {
            let written =
                columns.iter().filter_map(|column| column.value(record)).find_map(read_kind);
            written.unwrap_or_else(|| {
                let person = has(GIVEN_NAME, record) || has(BIRTH_DATE, record);
                match (person, has("organisation", record)) {
                    (true, false) => Kind::Person,
                    (false, true) => Kind::Organisation,
                    _ => Kind::Unknown,
                }
            })
        })
        .collect()
}

fn read_kind(raw: &str) -> Option<Kind> {
    match fold(raw).as_str() {
        "person" | "p" | "private" | "privat" | "natural" | "individual" | "consumer" => {
            Some(Kind::Person)
        }
        "organisation" | "organization" | "o" | "company" | "firma" | "business" | "legal" => {
            Some(Kind::Organisation)
        }
        _ => None,
    }
}

fn of_field(records: &Records, field: Field) -> impl Iterator<Item = &Column> {
    records.columns.iter().filter(move |column| column.field() == field)
}

/// The raw value of a cell, unless it is missing or a placeholder.
fn cell(column: &Column, id: u32, kind: FieldKind) -> Option<&str> {
    if id == MISSING {
        return None;
    }
    let raw = column.distinct()[id as usize].as_ref();
    (!is_placeholder(raw, kind)).then_some(raw)
}

struct Builder<'a> {
    records: &'a Records,
    count: u32,
}

impl Builder<'_> {
    fn columns(&self, fields: &[Field]) -> Vec<&Column> {
        self.records.columns.iter().filter(|c| fields.contains(&c.field())).collect()
    }

    /// One comparison over all columns of some fields, each cell read on its own.
    fn build<T: std::hash::Hash + Eq + Clone + Send>(
        &self,
        name: &str,
        sharing: Sharing,
        fields: &[Field],
        kind: FieldKind,
        read: impl Fn(&Column, &str) -> Vec<T> + Sync,
        values: impl FnOnce(Vec<T>) -> Values,
    ) -> Option<Comparison> {
        let columns = self.columns(fields);
        let cells: Vec<Cells> = columns.iter().map(|column| Cells::of_column(column)).collect();
        let groups: Vec<ReadCells<'_, T>> = columns
            .iter()
            .zip(&cells)
            .map(|(column, cells)| {
                cells.read(|[id, ..]| {
                    cell(column, id, kind).map_or_else(Vec::new, |raw| read(column, raw))
                })
            })
            .collect();
        let (distinct, sets) = intern(self.count, &groups);
        let names = columns.iter().map(|column| column.name().to_owned()).collect();
        finish(name, sharing, names, values, distinct, sets)
    }

    fn given(&self) -> Option<Comparison> {
        let read = |column: &Column, raw: &str| match column.field() {
            Field::GivenName => vec![parse_given(raw)],
            _ if has_legal_form(raw) => Vec::new(),
            _ => parse_full_name(raw).into_iter().map(|name| name.given).collect(),
        };
        let read = |column: &Column, raw: &str| {
            let names = read(column, raw).into_iter().filter(|given| !given.names.is_empty());
            names.map(|given| GivenValue::new(&given.names, given.generation)).collect()
        };
        let fields = [Field::GivenName, Field::FullName];
        self.build(GIVEN_NAME, Sharing::Never, &fields, FieldKind::Name, read, Values::Given)
    }

    fn surname(&self) -> Option<Comparison> {
        let read = |column: &Column, raw: &str| match column.field() {
            Field::Surname => vec![parse_surname(raw)],
            _ if has_legal_form(raw) => Vec::new(),
            _ => parse_full_name(raw).into_iter().map(|name| name.surname).collect(),
        };
        let read = |column: &Column, raw: &str| {
            let names = read(column, raw).into_iter().filter(|surname| !surname.name.is_empty());
            names.map(|surname| SurnameValue::new(&surname.name, surname.generation)).collect()
        };
        let fields = [Field::Surname, Field::FullName];
        self.build("surname", Sharing::Usual, &fields, FieldKind::Name, read, Values::Surname)
    }

    fn organisation(&self) -> Option<Comparison> {
        let read = |column: &Column, raw: &str| {
            let is_one = column.field() == Field::Organisation || has_legal_form(raw);
            let name = parse_organisation(raw).name;
            if is_one && !name.is_empty() { vec![name.into_boxed_str()] } else { Vec::new() }
        };
        let fields = [Field::Organisation, Field::FullName];
        let table = |values| Values::Text(TextTable::new(values));
        self.build("organisation", Sharing::Never, &fields, FieldKind::Name, read, table)
    }

    fn birth_date(&self) -> Option<Comparison> {
        let all = of_field(self.records, Field::BirthDate);
        let order =
            detect_order(all.flat_map(|column| column.distinct().iter().map(AsRef::as_ref)));
        let read =
            |_: &Column, raw: &str| date_digits(raw, order).map(DateValue).into_iter().collect();
        let fields = [Field::BirthDate];
        self.build(BIRTH_DATE, Sharing::Never, &fields, FieldKind::Date, read, Values::Date)
    }

    fn email(&self) -> Option<Comparison> {
        let read = |_: &Column, raw: &str| {
            parse_email(raw)
                .map(|email| EmailValue {
                    address: email.address().into(),
                    local_length: email.local.len() as u16,
                })
                .into_iter()
                .collect()
        };
        let fields = [Field::Email];
        self.build("e-mail", Sharing::Sometimes, &fields, FieldKind::Email, read, Values::Email)
    }

    /// Phones are read with the country of their source.
    fn phone(&self) -> Option<Comparison> {
        let columns = self.columns(&[Field::Phone]);
        let source = |record: u32| u32::from(self.records.source_of[record as usize]);
        let cells: Vec<Cells> = columns
            .iter()
            .map(|column| {
                Cells::combined(self.count, |record| match column.ids()[record as usize] {
                    MISSING => [MISSING; 3],
                    id => [id, source(record), MISSING],
                })
            })
            .collect();
        let groups: Vec<ReadCells<'_, Box<str>>> = columns
            .iter()
            .zip(&cells)
            .map(|(column, cells)| {
                cells.read(|[id, source, _]| {
                    let country = self.records.sources[source as usize].country.as_deref();
                    let raw = cell(column, id, FieldKind::Phone);
                    let number = raw.and_then(|raw| parse_phone(raw, country));
                    number.map(String::into_boxed_str).into_iter().collect()
                })
            })
            .collect();
        let (distinct, sets) = intern(self.count, &groups);
        let names = columns.iter().map(|column| column.name().to_owned()).collect();
        finish("phone", Sharing::Usual, names, Values::Phone, distinct, sets)
    }

    fn identifiers(&self) -> Option<Comparison> {
        let read = |_: &Column, raw: &str| {
            let joined: String = fold(raw).chars().filter(|c| *c != ' ').collect();
            if joined.is_empty() { Vec::new() } else { vec![joined.into_boxed_str()] }
        };
        self.build(
            "identity number",
            Sharing::Never,
            &[Field::IdNumber],
            FieldKind::Identifier,
            read,
            Values::Identifier,
        )
    }

    fn street(&self) -> Option<Comparison> {
        let street = of_field(self.records, Field::Street).next()?;
        let number = of_field(self.records, Field::HouseNumber).next();
        let read = |[street_id, number_id, _]: [u32; 3]| {
            let mut value =
                cell(street, street_id, FieldKind::Address).map(parse_street).unwrap_or_default();
            if let Some(raw) = number.and_then(|n| cell(n, number_id, FieldKind::Address)) {
                value.number = parse_house_number(raw);
            }
            let known = !value.name.is_empty();
            let value = StreetValue { name: value.name.into(), number: value.number.into() };
            known.then_some(value).into_iter().collect()
        };
        let columns = [Some(street), number, None];
        self.composite("street", columns, read, Values::Street)
    }

    fn place(&self) -> Option<Comparison> {
        let first = |field| of_field(self.records, field).next();
        let columns @ [postcode, city, region] =
            [first(Field::Postcode), first(Field::City), first(Field::Region)];
        let read = |ids: [u32; 3]| {
            let part = |column: Option<&Column>, at: usize, read: fn(&str) -> String| -> Box<str> {
                let raw = column.and_then(|column| cell(column, ids[at], FieldKind::Address));
                raw.map(read).unwrap_or_default().into()
            };
            let folded = |raw: &str| merge_umlauts(&fold(raw)).into_owned();
            let value = PlaceValue {
                postcode: part(postcode, 0, parse_postcode),
                city: part(city, 1, folded),
                region: part(region, 2, folded),
            };
            let known = [&value.postcode, &value.city, &value.region];
            if known.iter().all(|part| part.is_empty()) { Vec::new() } else { vec![value] }
        };
        self.composite("place", columns, read, Values::Place)
    }

    /// A comparison of values made of several columns of an address.
    fn composite<T: std::hash::Hash + Eq + Clone + Send>(
        &self,
        name: &str,
        columns: [Option<&Column>; 3],
        read: impl Fn([u32; 3]) -> Vec<T> + Sync,
        values: impl FnOnce(Vec<T>) -> Values,
    ) -> Option<Comparison> {
        let id = |column: Option<&Column>, record: u32| {
            column.map_or(MISSING, |column| column.ids()[record as usize])
        };
        let cells = Cells::combined(self.count, |record| columns.map(|column| id(column, record)));
        let (distinct, sets) = intern(self.count, &[cells.read(read)]);
        let names = columns.iter().flatten().map(|column| column.name().to_owned()).collect();
        finish(name, Sharing::Usual, names, values, distinct, sets)
    }

    fn gender(&self) -> Option<Comparison> {
        let read = |_: &Column, raw: &str| {
            let gender = match fold(raw).as_str() {
                "m" | "male" | "man" | "mannlich" | "maennlich" | "herr" | "mr" | "1" => "m",
                "f" | "w" | "female" | "woman" | "weiblich" | "frau" | "mrs" | "ms" | "2" => "f",
                _ => return Vec::new(),
            };
            vec![gender]
        };
        let fields = [Field::Gender];
        self.build(GENDER, Sharing::Never, &fields, FieldKind::Other, read, |_| Values::Category)
    }

    /// Columns that are compared on their own: texts, numbers, and further address parts.
    fn generic(&self, column: &Column) -> Option<Comparison> {
        let is_further = |field| {
            column.field() == field
                && of_field(self.records, field).next().is_some_and(|c| c.name() != column.name())
        };
        let address = [Field::Street, Field::Postcode, Field::City, Field::Region];
        match column.field() {
            Field::Number => self.number(column),
            Field::Text => self.text(column),
            _ if address.into_iter().any(is_further) => self.text(column),
            _ => None,
        }
    }

    fn text(&self, column: &Column) -> Option<Comparison> {
        let cells = Cells::of_column(column);
        let read = |[id, ..]: [u32; 3]| {
            let folded = cell(column, id, FieldKind::Other).map(fold).unwrap_or_default();
            let text: Box<str> = merge_umlauts(&folded).as_ref().into();
            if text.is_empty() { Vec::new() } else { vec![text] }
        };
        let (distinct, sets) = intern(self.count, &[cells.read(read)]);
        let values = |values| Values::Text(TextTable::new(values));
        finish(column.name(), Sharing::Never, vec![column.name().into()], values, distinct, sets)
    }

    fn number(&self, column: &Column) -> Option<Comparison> {
        let cells = Cells::of_column(column);
        let read = |[id, ..]: [u32; 3]| {
            let raw = cell(column, id, FieldKind::Other);
            raw.and_then(read_number).map(f64::to_bits).into_iter().collect()
        };
        let (distinct, sets) = intern(self.count, &[cells.read(read)]);
        let mut holders = vec![0; distinct.len()];
        for record in 0..self.count {
            for &value in sets.get(record) {
                holders[value as usize] += 1;
            }
        }
        let values = |bits: Vec<u64>| {
            let numbers: Vec<f64> = bits.into_iter().map(f64::from_bits).collect();
            Values::Number(Ranks::new(&numbers, &holders))
        };
        finish(column.name(), Sharing::Never, vec![column.name().into()], values, distinct, sets)
    }
}

fn finish<T>(
    name: &str,
    sharing: Sharing,
    columns: Vec<String>,
    values: impl FnOnce(Vec<T>) -> Values,
    distinct: Vec<T>,
    sets: ValueSets,
) -> Option<Comparison> {
    let count = distinct.len();
    (count > 0).then(|| Comparison {
        name: name.to_owned(),
        columns,
        sharing,
        values: values(distinct),
        sets,
        exact_code: vec![crate::compare::EXACT_RARITY; count],
        common: vec![false; count],
    })
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
}

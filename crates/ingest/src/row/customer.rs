//! What is done to a customer's row once all its fields are read: companies among people, several numbers and
//! addresses in one cell, postcodes that lost their zeros.

use sameboat_model::{Mapping, Value};
use sameboat_normalize::emails::addresses_in;
use sameboat_normalize::phones::numbers_in;
use sameboat_store::schema::ingest::{DAMAGED, MENDED, SET_ASIDE};

use super::field::Field;
use super::{Issue, Record};
use crate::among_people::is_company_among_people;
use crate::parse::set_text;
use crate::postcodes::{self, PRESUMED, Seen};
use crate::reader::cell::Row;

/// What is said of a cell with several e-mail addresses.
const FURTHER_ADDRESSES: &str =
    "several e-mail addresses: the first is taken, the others are kept in `extras`";
/// The same where columns like it are not kept.
const DROPPED_ADDRESSES: &str =
    "several e-mail addresses: the first is taken, the others are kept nowhere";

/// Where the fields of customers stand that tell about each other.
pub(super) struct Customer<'m> {
    /// Country of customers who name none, where it is known.
    home: Option<&'m str>,
    /// Where their fields are that tell about their postcode.
    address: Option<Address>,
    /// Places of phone and mobile in the record.
    phones: Option<[usize; 2]>,
    /// Which of the fields is the e-mail address.
    email: Option<usize>,
    /// Where the names stand of customers who are all said to be people.
    people: Option<People>,
    /// Where a company's name stands in the record, and the parts of people's names that are read from its column.
    torn: Option<(usize, Vec<usize>)>,
    pub(super) seen: Seen,
}

/// Where the fields stand, in the record, that tell a company among customers who are people as far as the mapping
/// goes: systems keep both in one list.
struct People {
    kind: usize,
    organisation: usize,
    /// What only people have.
    personal: [usize; 4],
    names: [usize; 2],
}

/// Where the fields stand that tell about a postcode.
struct Address {
    /// Among the mapper's fields.
    postcode: usize,
    country: usize,
    /// Places in the record.
    city: usize,
    phones: [usize; 2],
    /// Whether zeros were lost, where a person says so.
    lost_zeros: Option<bool>,
}

impl<'m> Customer<'m> {
    /// `home` is the country of the source's line, if that names one.
    pub(super) fn new(mapping: &Mapping, fields: &[Field<'_>], home: Option<&'m str>) -> Self {
        Self {
            home,
            address: address(mapping, fields),
            phones: phones(fields),
            email: fields.iter().position(|field| field.spec.name == "email"),
            people: people(mapping, fields),
            torn: torn(mapping, fields),
            seen: Seen::default(),
        }
    }

    /// Mends a record; gives e-mail addresses beyond the first, which extras keep or do not.
    pub(super) fn finish(
        &mut self,
        row: &Row,
        record: &mut Record,
        fields: &[Field<'_>],
        joined: &mut String,
        keep_emails: bool,
    ) -> Option<String> {
        self.take_for_company(record);
        self.keep_companies_whole(record);
        self.part_phones(record);
        self.mend_postcode(row, record, fields, joined);
        let said = if keep_emails { FURTHER_ADDRESSES } else { DROPPED_ADDRESSES };
        self.part_emails(row, record, fields, said)
    }

    /// Takes who has a company's name, with its legal form, and nothing that only people have, for a company.
    fn take_for_company(&self, record: &mut Record) {
        let Some(People { kind, organisation, personal, names }) = &self.people else { return };
        let has = |slot: &usize| !record.values[*slot].is_null();
        if personal.iter().any(has) {
            return;
        }
        let text = |slot: &usize| record.values[*slot].as_text();
        let Some(name) = names.iter().find_map(text).filter(|name| is_company_among_people(name))
        else {
            return;
        };
        record.values[*organisation] = Value::Text(name.to_owned());
        record.values[*kind] = Value::Text("organisation".into());
        for name in names {
            record.values[*name] = Value::Null;
        }
    }

    /// Takes no part of a company's name for a person's, where both are found in one column.
    fn keep_companies_whole(&self, record: &mut Record) {
        let Some((organisation, parts)) = &self.torn else { return };
        if !record.values[*organisation].is_null() {
            for part in parts {
                record.values[*part] = Value::Null;
            }
        }
    }

    /// Puts the second of two numbers in one cell, and whatever follows, into the other of phone and mobile, if that is
    /// empty: nobody can dial two numbers at once.
    fn part_phones(&self, record: &mut Record) {
        let Some([phone, mobile]) = self.phones else { return };
        let (from, to) = match (&record.values[phone], &record.values[mobile]) {
            (Value::Text(_), Value::Null) => (phone, mobile),
            (Value::Null, Value::Text(_)) => (mobile, phone),
            _ => return,
        };
        let numbers = record.values[from].as_text().map(numbers_in).unwrap_or_default();
        let [first, others @ ..] = numbers.as_slice() else { return };
        if !others.is_empty() {
            let (first, others) = ((*first).to_owned(), others.join("; "));
            record.values[from] = Value::Text(first);
            record.values[to] = Value::Text(others);
        }
    }

    /// Leaves the first of several e-mail addresses, as nobody can write to two at once, and gives the others.
    fn part_emails(
        &self,
        row: &Row,
        record: &mut Record,
        fields: &[Field<'_>],
        said: &str,
    ) -> Option<String> {
        let field = &fields[self.email?];
        let all = record.values[field.slot].as_text().map(addresses_in).unwrap_or_default();
        let [first, others @ ..] = all.as_slice() else { return None };
        if others.is_empty() {
            return None;
        }
        let (first, others) = ((*first).to_owned(), others.join("; "));
        record.add_issue(Issue { what: SET_ASIDE, fault: field.fault(row, said) });
        record.values[field.slot] = Value::Text(first);
        Some(others)
    }

    /// Gives a postcode back the zeros that a spreadsheet took, unless a person has written it.
    fn mend_postcode(
        &mut self,
        row: &Row,
        record: &mut Record,
        fields: &[Field<'_>],
        joined: &mut String,
    ) {
        let Some(address) = &self.address else { return };
        let (field, country) = (&fields[address.postcode], &fields[address.country]);
        let text = |slot: usize| record.values[slot].as_text();
        let Some(postcode) = text(field.slot) else { return };
        if address.lost_zeros == Some(false) || field.is_written_by_a_person(row) {
            return;
        }
        let names_country = country.is_told(row, joined);
        self.seen.count(postcode, names_country);
        if !postcodes::may_be_short(postcode) {
            return;
        }
        // A constant or a default is no country of this row.
        let Some(named) = text(country.slot).or(self.home) else { return };
        let Some(whole) = postcodes::mend(postcode, named) else { return };
        let phones = address.phones.iter().filter_map(|slot| text(*slot));
        let is_asked = address.lost_zeros.is_none() || !names_country;
        if is_asked && postcodes::is_abroad(named, text(address.city), phones) {
            if names_country {
                // Systems write their own country where nobody gave one.
                let fault = field.fault(row, postcodes::CONTRADICTED);
                record.issues.push(Issue { what: DAMAGED, fault });
            } else {
                self.seen.abroad += 1;
            }
            return;
        }
        let mut what = MENDED;
        if !names_country && address.lost_zeros.is_none() {
            self.seen.presumed += 1;
            what = PRESUMED;
        }
        let fault = field.fault(row, postcodes::REASON);
        set_text(&mut record.values[field.slot], &whole);
        record.issues.push(Issue { what, fault });
    }
}

/// Where the records of customers have phone and mobile.
fn phones(fields: &[Field<'_>]) -> Option<[usize; 2]> {
    let slot = |name: &str| Some(fields.iter().find(|field| field.spec.name == name)?.slot);
    Some([slot("phone")?, slot("mobile")?])
}

/// Where customers have companies' names that are found in a column, and the parts of people's that are found there, too, or in
/// a part of it.
fn torn(mapping: &Mapping, fields: &[Field<'_>]) -> Option<(usize, Vec<usize>)> {
    let slot = |name: &str| Some(fields.iter().find(|field| field.spec.name == name)?.slot);
    let found = |name: &str| mapping.fields.get(name).filter(|field| field.extract.is_some());
    let company = found("organisation")?;
    // A name that was cut into two columns is joined for the company, and each is a part of a person's.
    let is_joined = |name: &str| {
        let part = mapping.fields.get(name).filter(|_| company.columns.len() > 1);
        part.is_some_and(|part| {
            let mut columns = part.columns.iter();
            !part.columns.is_empty() && columns.all(|column| company.columns.contains(column))
        })
    };
    let is_of_it = |name: &&str| {
        found(name).is_some_and(|part| part.columns == company.columns) || is_joined(name)
    };
    let parts = ["given_name", "surname"].into_iter().filter(is_of_it).filter_map(slot);
    let parts: Vec<usize> = parts.collect();
    (!parts.is_empty()).then_some((slot("organisation")?, parts))
}

/// Where a source of customers has postcodes, and what tells about them.
fn address(mapping: &Mapping, fields: &[Field<'_>]) -> Option<Address> {
    if !mapping.fields.contains_key("postcode") {
        return None;
    }
    let place = |name: &str| fields.iter().position(|field| field.spec.name == name);
    let slot = |name: &str| place(name).map(|at| fields[at].slot);
    let phones = [slot("phone")?, slot("mobile")?];
    Some(Address {
        postcode: place("postcode")?,
        country: place("country")?,
        city: slot("city")?,
        phones,
        lost_zeros: mapping.fields.get("postcode").and_then(|field| field.lost_zeros),
    })
}

/// None where a mapping does not say of all its customers that they are people, or has companies of its own.
fn people(mapping: &Mapping, fields: &[Field<'_>]) -> Option<People> {
    let kind = mapping.fields.get("kind")?;
    let is_of_all =
        kind.constant.as_deref() == Some("person") && kind.conditions().next().is_none();
    if !is_of_all || mapping.fields.contains_key("organisation") {
        return None;
    }
    let slot = |name: &str| fields.iter().find(|field| field.spec.name == name).map(|f| f.slot);
    Some(People {
        kind: slot("kind")?,
        organisation: slot("organisation")?,
        personal: [slot("given_name")?, slot("birth_date")?, slot("title")?, slot("gender")?],
        names: [slot("full_name")?, slot("surname")?],
    })
}

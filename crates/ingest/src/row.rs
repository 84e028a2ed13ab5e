//! One row through its mapping: accepted with typed values, refused, or left out by a rule.

use std::borrow::Cow;

use regex::Regex;
use sameboat_model::config::ConfigFile;
use sameboat_model::mapping::field::WHERE_FILLED;
use sameboat_model::mapping::{ExcludeRule, FieldMapping};
use sameboat_model::{
    ConfigError, Entity, FieldKind, FieldSpec, Mapping, Sensitivity, Settings, Value,
};
use sameboat_normalize::emails::addresses_in;
use sameboat_normalize::phones::numbers_in;
use sameboat_normalize::wishes::may_refuse;
use sameboat_store::schema::ingest::{DAMAGED, MAY_REFUSE, MENDED, SET_ASIDE};
use sameboat_store::schema::{RECORD_COLUMNS, record_table};

use crate::among_people::is_company_among_people;
use crate::consent_cells::{is_of_refusals, refuses};
use crate::extras::Extras;
use crate::guess::CROSS;
use crate::header::Header;
use crate::parse::dates::DateReader;
use crate::parse::numbers::NumberReader;
use crate::parse::plausible::Looks;
use crate::parse::words::is_placeholder;
use crate::parse::{Parser, Problem, set_text};
use crate::piece::Piece;
use crate::postcodes::{self, PRESUMED, Seen};
use crate::reader::cell::{Cell, Defect, EXCERPT, Row, trim};
use crate::refusals::CONSENT;
use crate::totals;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Its values are in the [`Record`].
    Accepted,
    /// It goes to quarantine.
    Refused(Fault),
    /// The rule of that number in the mapping leaves it out.
    Excluded(usize),
    /// It is the header again.
    RepeatedHeader,
    /// It sums up other rows.
    Totals,
    /// It is a remark below a table.
    Remark,
    /// It is no part of a procedure, in a file of them.
    Aside,
}

/// What stands between the names of columns that are one field together.
pub(crate) const JOINED: &str = " + ";

/// What is wrong with a row or a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The column at fault, if it is one.
    pub(crate) column: Option<String>,
    pub(crate) reason: String,
    /// The cell's text, or the beginning of the row.
    pub(crate) value: String,
}

/// The values of an accepted row, in the order of the record table's columns. It is filled again
/// and again, so that texts keep their memory.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    pub(crate) values: Vec<Value>,
    pub(crate) issues: Vec<Issue>,
}

/// What is said of a value that a mapping's lookup lacks.
pub(crate) const NOT_LISTED: &str = "not in the lookup of the mapping";

/// What is said of a cell with several e-mail addresses.
const FURTHER_ADDRESSES: &str =
    "several e-mail addresses: the first is taken, the others are kept in `extras`";

/// What is said of a consent that stands beside a row by a key which a spreadsheet has changed.
const UNSURE: &str =
    "the key of the row beside was changed by a spreadsheet: it can refuse, not consent";

/// What is wrong with a value of an accepted row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Issue {
    /// What became of it, as `value_issue` says it.
    pub(crate) what: &'static str,
    pub(crate) fault: Fault,
}

impl Record {
    pub(crate) fn new(entity: Entity) -> Self {
        Self { values: vec![Value::Null; record_table(entity).columns.len()], issues: vec![] }
    }

    /// Several fields may be read from one column: what is wrong with it is said once.
    fn add_issue(&mut self, issue: Issue) {
        if !self.issues.contains(&issue) {
            self.issues.push(issue);
        }
    }
}

/// Where a field's value comes from in a sheet.
enum Origin<'m> {
    /// Always the default.
    Nowhere,
    Column(usize),
    Joined(Vec<usize>),
    /// The first column that says something counts.
    Alternatives(Vec<(usize, &'m str)>),
}

struct Field<'m> {
    spec: &'static FieldSpec,
    /// Position in the record.
    slot: usize,
    mapping: Option<&'m FieldMapping>,
    origin: Origin<'m>,
    /// Columns that refuse a consent, whatever its own say.
    refusals: Vec<(usize, &'m str)>,
    /// What is said of a value that its lookup lacks.
    unlisted: &'static str,
    /// What must hold of a row for it to have a value.
    conditions: Vec<Condition>,
    /// The value of rows of which it does not hold.
    elsewhere: Value,
    piece: Option<Piece<'m>>,
    /// The value of empty cells: default, constant, or null.
    default: Value,
    /// The value of texts that are not in the lookup, or null.
    otherwise: Value,
    parser: Parser,
}

/// What a column must say: anything, or nothing.
struct Condition {
    /// None if the export lacks it, which says nothing.
    column: Option<usize>,
    filled: bool,
}

enum Test<'m> {
    Matches(Regex),
    Equals(&'m str),
    Empty(bool),
}

struct Rule<'m> {
    column: usize,
    test: Test<'m>,
}

/// A mapping, applied to the columns of one sheet.
pub(crate) struct Mapper<'m> {
    header: &'m Header,
    entity: Entity,
    has_grid: bool,
    fields: Vec<Field<'m>>,
    /// As the mapping lists them; none of one whose column the file lacks.
    rules: Vec<Option<Rule<'m>>>,
    extras: Extras,
    /// Country of customers who name none, where it is known.
    home: Option<&'m str>,
    /// Where their fields are that tell about their postcode.
    address: Option<Address>,
    /// Places of phone and mobile in the record of a customer.
    phones: Option<[usize; 2]>,
    /// Which of the fields is the e-mail address of a customer.
    email: Option<usize>,
    seen: Seen,
    /// Where the names stand of customers who are all said to be people.
    people: Option<People>,
    /// Where a company's name stands in the record, and the parts of people's names that are read from its column.
    torn: Option<(usize, Vec<usize>)>,
    joined: String,
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

impl<'m> Mapper<'m> {
    /// `home` is the country of the source's line, if that names one; `has_grid` and `counts_from_1904` tell about the
    /// file, see [`crate::reader::SourceFile`].
    pub(crate) fn new(
        file: &'m ConfigFile<Mapping>,
        header: &'m Header,
        settings: &Settings,
        home: Option<&'m str>,
        has_grid: bool,
        counts_from_1904: bool,
    ) -> Result<Self, ConfigError> {
        let mapping = &file.value;
        let table = record_table(mapping.entity);
        let mut fields = Vec::with_capacity(table.columns.len());
        for spec in mapping.entity.fields() {
            let slot = table.columns.iter().position(|column| column.name == spec.name);
            let field = mapping.fields.get(spec.name);
            let parser = parser(spec, field, mapping, settings, counts_from_1904);
            fields.push(Field {
                spec,
                slot: slot.unwrap_or_default(),
                mapping: field,
                origin: origin(field, header),
                refusals: refusals(field, header),
                unlisted: unlisted(spec, field),
                conditions: conditions(field, header),
                elsewhere: match field.and_then(|field| field.default.as_ref()) {
                    Some(text) => fixed_value(file, spec, &parser, "default", text)?,
                    None => Value::Null,
                },
                piece: field.map(|field| Piece::new(file, spec, field)).transpose()?.flatten(),
                default: default_value(file, spec, &parser)?,
                otherwise: match field.and_then(|field| field.otherwise.as_ref()) {
                    Some(text) => fixed_value(file, spec, &parser, "otherwise", text)?,
                    None => Value::Null,
                },
                parser,
            });
        }
        let rules = mapping.exclude.iter().map(|rule| compile(rule, header)).collect();
        let extras = Extras::new(mapping, &settings.policy.regulated, header);
        let address = address(mapping, &fields);
        let people = people(mapping, &fields);
        let phones = phones(mapping.entity, &fields);
        let torn = torn(mapping, &fields);
        let is_email = |field: &Field<'_>| field.spec.name == "email";
        let email = fields.iter().position(is_email).filter(|_| mapping.entity == Entity::Customer);
        Ok(Self {
            header,
            entity: mapping.entity,
            has_grid,
            fields,
            rules,
            extras,
            home,
            address,
            phones,
            email,
            seen: Seen::default(),
            people,
            torn,
            joined: String::new(),
        })
    }

    /// How many rules leave rows out.
    pub(crate) fn rules(&self) -> usize {
        self.rules.len()
    }

    /// The position of a field in the record.
    pub(crate) fn slot(&self, field: &str) -> Option<usize> {
        self.fields.iter().find(|one| one.spec.name == field).map(|one| one.slot)
    }

    /// What a row says as a key, whatever is wrong with the rest of it.
    pub(crate) fn key(&mut self, row: &Row, field: &str) -> Option<String> {
        let field = self.fields.iter().find(|one| one.spec.name == field)?;
        let mut value = Value::Null;
        match (field.read(row, &mut self.joined, &mut value), value) {
            (Ok(()), Value::Text(key)) => Some(key),
            _ => None,
        }
    }

    /// The rule that leaves a row out.
    fn excluding(&self, row: &Row) -> Option<usize> {
        self.rules.iter().position(|rule| rule.as_ref().is_some_and(|rule| rule.holds(row)))
    }

    /// Decides on one row that is not blank.
    pub(crate) fn apply(&mut self, row: &Row, record: &mut Record) -> Outcome {
        record.issues.clear();
        if let Some(defect) = row.defect {
            if defect == Defect::Aside {
                return Outcome::Aside;
            }
            return refuse_row(row, defect.reason().to_owned());
        }
        if self.header.is_repeated_by(row) {
            return Outcome::RepeatedHeader;
        }
        if let Some(rule) = self.excluding(row) {
            return Outcome::Excluded(rule);
        }
        if totals::is_totals_row(row, self.header.own) {
            return Outcome::Totals;
        }
        if may_be_a_remark(self.entity) && totals::is_remark(row, self.header.own) {
            return Outcome::Remark;
        }
        if !self.has_grid
            && let Some(reason) = self.header.fault(row)
        {
            return refuse_row(row, reason);
        }
        for field in &self.fields {
            let read = field.read(row, &mut self.joined, &mut record.values[field.slot]);
            let problem = field.refuse(row, &mut self.joined, read, record);
            match problem {
                Ok(()) if record.values[field.slot].is_null() && field.spec.required => {
                    return Outcome::Refused(field.fault(
                        row,
                        &format!("`{}` is required and has no value", field.spec.name),
                    ));
                }
                Ok(()) => {}
                Err(problem) => {
                    let fault = field.fault(row, problem.reason());
                    if matches!(problem, Problem::Unreadable(_)) && field.is_strict() {
                        return Outcome::Refused(fault);
                    }
                    let what = match problem {
                        Problem::Unreadable(_) => SET_ASIDE,
                        Problem::Damaged(_) => DAMAGED,
                    };
                    // Nobody is approached because nobody understood what they wrote.
                    if what == SET_ASIDE && field.is_consent() && may_be_refusal(&fault) {
                        record.values[field.slot] = Value::Boolean(false);
                    }
                    record.add_issue(Issue { what, fault });
                }
            }
        }
        // What would be refused is refused, as it may be the end of a torn row; things other than
        // customers may have names for keys.
        if self.entity == Entity::Customer && totals::is_sentence(row, self.header.own) {
            return Outcome::Remark;
        }
        self.take_for_company(record);
        self.keep_companies_whole(record);
        self.part_phones(record);
        self.mend_postcode(row, record);
        let others = self.part_emails(row, record);
        self.extras.fill(row, others.as_deref(), &mut record.values);
        Outcome::Accepted
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
    fn part_emails(&self, row: &Row, record: &mut Record) -> Option<String> {
        let field = &self.fields[self.email?];
        let all = record.values[field.slot].as_text().map(addresses_in).unwrap_or_default();
        let [first, others @ ..] = all.as_slice() else { return None };
        if others.is_empty() {
            return None;
        }
        let (first, others) = ((*first).to_owned(), others.join("; "));
        record.add_issue(Issue { what: SET_ASIDE, fault: field.fault(row, FURTHER_ADDRESSES) });
        record.values[field.slot] = Value::Text(first);
        Some(others)
    }

    /// Gives a postcode back the zeros that a spreadsheet took, unless a person has written it.
    fn mend_postcode(&mut self, row: &Row, record: &mut Record) {
        let Some(address) = &self.address else { return };
        let (field, country) = (&self.fields[address.postcode], &self.fields[address.country]);
        let text = |slot: usize| record.values[slot].as_text();
        let Some(postcode) = text(field.slot) else { return };
        if address.lost_zeros == Some(false) || field.is_written_by_a_person(row) {
            return;
        }
        let names_country = country.is_told(row, &mut self.joined);
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

    /// What the postcodes of the rows since it was asked last look like.
    pub(crate) fn take_seen(&mut self) -> Seen {
        std::mem::take(&mut self.seen)
    }
}

/// Where the records of customers have phone and mobile.
fn phones(entity: Entity, fields: &[Field<'_>]) -> Option<[usize; 2]> {
    let slot = |name: &str| Some(fields.iter().find(|field| field.spec.name == name)?.slot);
    if entity == Entity::Customer { Some([slot("phone")?, slot("mobile")?]) } else { None }
}

/// Where customers have companies' names that are found in a column, and the parts of people's that are found there, too.
fn torn(mapping: &Mapping, fields: &[Field<'_>]) -> Option<(usize, Vec<usize>)> {
    let slot = |name: &str| Some(fields.iter().find(|field| field.spec.name == name)?.slot);
    let found = |name: &str| mapping.fields.get(name).filter(|field| field.extract.is_some());
    if mapping.entity != Entity::Customer {
        return None;
    }
    let company = found("organisation")?;
    let is_of_it = |name: &&str| found(name).is_some_and(|part| part.columns == company.columns);
    let parts = ["given_name", "surname"].into_iter().filter(is_of_it).filter_map(slot);
    let parts: Vec<usize> = parts.collect();
    (!parts.is_empty()).then_some((slot("organisation")?, parts))
}

/// Where a source of customers has postcodes, and what tells about them.
fn address(mapping: &Mapping, fields: &[Field<'_>]) -> Option<Address> {
    if mapping.entity != Entity::Customer || !mapping.fields.contains_key("postcode") {
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

/// Whether one cell alone may be a remark: procedures and courses have titles for keys, and a title
/// may well begin as a remark does.
pub(crate) const fn may_be_a_remark(entity: Entity) -> bool {
    matches!(
        entity,
        Entity::Customer
            | Entity::Contact
            | Entity::Agreement
            | Entity::AgreementParty
            | Entity::Agent
            | Entity::Money
    )
}

fn refuse_row(row: &Row, reason: String) -> Outcome {
    Outcome::Refused(Fault { column: None, reason, value: row.excerpt() })
}

fn origin<'m>(field: Option<&'m FieldMapping>, header: &Header) -> Origin<'m> {
    let columns = field.map_or(&[][..], |field| &field.columns);
    let found = columns.iter().filter_map(|column| Some((header.position(column)?, &**column)));
    if field.is_some_and(|field| field.alternatives) {
        let found: Vec<(usize, &str)> = found.collect();
        return if found.is_empty() { Origin::Nowhere } else { Origin::Alternatives(found) };
    }
    let positions: Vec<usize> = found.map(|(position, _)| position).collect();
    match positions[..] {
        [] => Origin::Nowhere,
        [one] => Origin::Column(one),
        _ => Origin::Joined(positions),
    }
}

fn refusals<'m>(field: Option<&'m FieldMapping>, header: &Header) -> Vec<(usize, &'m str)> {
    let columns = field.into_iter().flat_map(|field| &field.refused_by);
    columns.filter_map(|column| Some((header.position(column)?, &**column))).collect()
}

/// Whether what nobody understands in a consent may refuse it.
fn may_be_refusal(fault: &Fault) -> bool {
    fault.reason == MAY_REFUSE || may_refuse(&fault.value)
}

/// What is said of a value that the lookup of a field lacks: of a column of refusals any may refuse.
fn unlisted(spec: &FieldSpec, field: Option<&FieldMapping>) -> &'static str {
    let of_refusals = |field: &FieldMapping| {
        spec.name.starts_with(CONSENT)
            && field.has_lookup()
            && is_of_refusals(spec.name, &field.columns, &field.lookup)
    };
    if field.is_some_and(of_refusals) { MAY_REFUSE } else { NOT_LISTED }
}

/// None where a mapping does not say of all its customers that they are people, or has companies of its own.
fn people(mapping: &Mapping, fields: &[Field<'_>]) -> Option<People> {
    let kind = mapping.fields.get("kind").filter(|_| mapping.entity == Entity::Customer)?;
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

fn conditions(field: Option<&FieldMapping>, header: &Header) -> Vec<Condition> {
    let of_field = field.into_iter().flat_map(FieldMapping::conditions);
    of_field
        .map(|(key, column)| Condition {
            column: header.position(column),
            filled: key == WHERE_FILLED,
        })
        .collect()
}

fn parser(
    spec: &FieldSpec,
    field: Option<&FieldMapping>,
    mapping: &Mapping,
    settings: &Settings,
    counts_from_1904: bool,
) -> Parser {
    let own = field.map_or(&[][..], |field| &field.date_formats);
    let formats: Vec<&str> =
        own.iter().chain(&mapping.read.date_formats).map(String::as_str).collect();
    let today = settings.plan.start.year();
    // Terms may end long after the integration; nobody is born after it has begun.
    let last_year = if spec.name == "birth_date" { today } else { today + 30 };
    Parser {
        kind: spec.kind,
        is_rule_kind: mapping.entity == Entity::BusinessRule && spec.name == "kind",
        never_a_date: spec.kind == FieldKind::Key || spec.sensitivity == Sensitivity::Personal,
        looks: Looks::of(mapping.entity, spec),
        dates: DateReader::new(&formats, last_year, counts_from_1904),
        numbers: NumberReader {
            decimal: mapping.read.decimal,
            currency: settings.engagement.currency.clone(),
            seconds: spec.name.ends_with("_seconds"),
            unit: field.and_then(|field| field.unit),
        },
    }
}

/// The value of a field where its cells say nothing.
fn default_value(
    file: &ConfigFile<Mapping>,
    spec: &FieldSpec,
    parser: &Parser,
) -> Result<Value, ConfigError> {
    let mapping = &file.value;
    let field = mapping.fields.get(spec.name);
    let constant = field.and_then(|field| field.constant.as_ref());
    let key = if constant.is_some() { "constant" } else { "default" };
    let stated = constant.or_else(|| field.and_then(|field| field.default.as_ref()));
    let country = || mapping.read.country.as_ref().filter(|_| spec.name == "country");
    match stated.or_else(country) {
        Some(text) => fixed_value(file, spec, parser, key, text),
        None => Ok(Value::Null),
    }
}

/// A value that the mapping states itself.
fn fixed_value(
    file: &ConfigFile<Mapping>,
    spec: &FieldSpec,
    parser: &Parser,
    key: &str,
    text: &str,
) -> Result<Value, ConfigError> {
    let mut value = Value::Null;
    parser.parse(Cell::Text(text), &mut value).map_err(|problem| {
        let message = format!("`{}` cannot be `{text}`: {}", spec.name, problem.reason());
        file.error_at(&["fields", spec.name, key], message, None)
    })?;
    Ok(value)
}

impl Condition {
    fn holds(&self, row: &Row) -> bool {
        let is_filled =
            self.column.is_some_and(|column| !is_placeholder(trim(&row.cell(column).text())));
        is_filled == self.filled
    }
}

impl Field<'_> {
    fn read(&self, row: &Row, joined: &mut String, out: &mut Value) -> Result<(), Problem> {
        if !self.conditions.iter().all(|condition| condition.holds(row)) {
            out.clone_from(&self.elsewhere);
            return Ok(());
        }
        let Some(cell) = self.cell(row, joined) else {
            out.clone_from(&self.default);
            return Ok(());
        };
        match &self.piece {
            Some(piece) => self.parse(Cell::Text(&piece.of(&cell.text())), out),
            None => self.parse(cell, out),
        }
    }

    /// The cell that the value comes from, or what its cells are joined to; none if there is no column.
    fn cell<'r>(&self, row: &'r Row, joined: &'r mut String) -> Option<Cell<'r>> {
        Some(match &self.origin {
            Origin::Nowhere => return None,
            Origin::Column(column) => row.cell(*column),
            Origin::Alternatives(columns) => row.cell(telling(row, columns).0),
            Origin::Joined(columns) => {
                join(row, columns, self.mapping.map_or(" ", |field| &field.join), joined);
                Cell::Text(joined)
            }
        })
    }

    /// Makes a consent `no` that another column or another row beside refuses, whatever became of its own,
    /// and lets none stand that may be refused, or be somebody else's.
    fn refuse(
        &self,
        row: &Row,
        joined: &mut String,
        read: Result<(), Problem>,
        record: &mut Record,
    ) -> Result<(), Problem> {
        let mut refusal = self.refusal(row);
        if !matches!(refusal, Some(Ok(()))) {
            refusal = self.refusal_also(row, joined).or(refusal);
        }
        let value = &mut record.values[self.slot];
        let is_unsure = self.is_consent() && self.comes_from(row, |place| row.is_unsure(place));
        if refusal.is_none() && is_unsure && *value == Value::Boolean(true) {
            refusal = Some(Err(self.fault(row, UNSURE)));
        }
        match refusal {
            None => read,
            Some(Ok(())) => {
                *value = Value::Boolean(false);
                Ok(())
            }
            Some(Err(fault)) => {
                if may_be_refusal(&fault) {
                    *value = Value::Boolean(false);
                } else if *value == Value::Boolean(true) {
                    *value = Value::Null;
                }
                record.add_issue(Issue { what: SET_ASIDE, fault });
                read
            }
        }
    }

    /// Whether another column refuses the consent: what nobody understands may do so, and is a fault.
    fn refusal(&self, row: &Row) -> Option<Result<(), Fault>> {
        let mut unclear = None;
        for (place, column) in &self.refusals {
            let text = row.cell(*place).text();
            let also = row.also().iter().filter(|(at, _)| at == place);
            for text in std::iter::once(&*text).chain(also.map(|(_, text)| text.as_str())) {
                let text = trim(text);
                if is_placeholder(text) && text != CROSS {
                    continue;
                }
                match refuses(text, self.spec.name) {
                    Some(true) => return Some(Ok(())),
                    Some(false) => {}
                    None => {
                        unclear.get_or_insert_with(|| Fault {
                            column: Some((*column).to_owned()),
                            reason: MAY_REFUSE.to_owned(),
                            value: excerpt(text),
                        });
                    }
                }
            }
        }
        unclear.map(Err)
    }

    /// Whether one of several rows beside refuses the consent in the column that it is read from: a
    /// refusal counts wherever it stands, and what nobody understands may be one.
    fn refusal_also(&self, row: &Row, joined: &mut String) -> Option<Result<(), Fault>> {
        if row.also().is_empty() || !self.is_consent() {
            return None;
        }
        let alone = row.alone();
        let mut unclear = None;
        for (place, text) in row.also().iter().filter(|(place, _)| self.reads(*place)) {
            let mut other = alone.clone();
            other.set(*place, Cell::Text(text));
            let mut value = Value::Null;
            match self.read(&other, joined, &mut value) {
                Ok(()) if value == Value::Boolean(false) => return Some(Ok(())),
                Ok(()) => {}
                Err(problem) => {
                    unclear.get_or_insert_with(|| self.fault(&other, problem.reason()));
                }
            }
        }
        unclear.map(Err)
    }

    fn is_consent(&self) -> bool {
        self.spec.name.starts_with(CONSENT)
    }

    /// Whether a column is among those that the value may come from.
    fn reads(&self, place: usize) -> bool {
        match &self.origin {
            Origin::Nowhere => false,
            Origin::Column(column) => *column == place,
            Origin::Alternatives(columns) => columns.iter().any(|(column, _)| *column == place),
            Origin::Joined(columns) => columns.contains(&place),
        }
    }

    /// Whether the value is what cells of the row say, and not what the mapping puts in their place.
    fn is_told(&self, row: &Row, joined: &mut String) -> bool {
        if !self.conditions.iter().all(|condition| condition.holds(row)) {
            return false;
        }
        let Some(cell) = self.cell(row, joined) else { return false };
        let text = cell.text();
        let text = self.piece.as_ref().map_or(Cow::Borrowed(&*text), |piece| piece.of(&text));
        let is_listed = self.mapping.is_none_or(|mapping| mapping.look_up(&text).is_some());
        is_listed && !is_placeholder(trim(&text))
    }

    /// Whether a mend has written what the value comes from.
    fn is_written_by_a_person(&self, row: &Row) -> bool {
        self.comes_from(row, |place| row.is_mended(place))
    }

    /// Whether the value comes from such a cell of the row.
    fn comes_from(&self, row: &Row, is_such: impl Fn(usize) -> bool) -> bool {
        match &self.origin {
            Origin::Nowhere => false,
            Origin::Column(column) => is_such(*column),
            Origin::Alternatives(columns) => is_such(telling(row, columns).0),
            Origin::Joined(columns) => columns.iter().any(|column| is_such(*column)),
        }
    }

    fn parse(&self, cell: Cell<'_>, out: &mut Value) -> Result<(), Problem> {
        match self.mapping.filter(|mapping| mapping.has_lookup()) {
            Some(mapping) => self.translate(mapping, &cell.text(), out)?,
            None => self.parser.parse(cell, out)?,
        }
        if out.is_null() {
            out.clone_from(&self.default);
        }
        Ok(())
    }

    fn translate(
        &self,
        mapping: &FieldMapping,
        text: &str,
        out: &mut Value,
    ) -> Result<(), Problem> {
        if let Some(word) = mapping.look_up(text) {
            return self.parser.parse(Cell::Text(word), out);
        }
        let is_empty = is_placeholder(trim(text));
        if !is_empty && !self.otherwise.is_null() {
            out.clone_from(&self.otherwise);
            return Ok(());
        }
        *out = Value::Null;
        if is_empty || !self.default.is_null() {
            return Ok(());
        }
        Err(Problem::unreadable(self.unlisted))
    }

    /// Whether a value that cannot be read costs the row.
    fn is_strict(&self) -> bool {
        self.spec.required || self.mapping.is_some_and(|mapping| mapping.strict)
    }

    fn fault(&self, row: &Row, reason: &str) -> Fault {
        let value = match &self.origin {
            Origin::Nowhere => String::new(),
            Origin::Column(column) => excerpt(&row.cell(*column).text()),
            Origin::Alternatives(columns) => excerpt(&row.cell(telling(row, columns).0).text()),
            Origin::Joined(columns) => excerpt(&shown(row, columns)),
        };
        let column = match &self.origin {
            Origin::Alternatives(columns) => Some(telling(row, columns).1.to_owned()),
            _ => self.mapping.map(|mapping| mapping.columns.join(JOINED)),
        };
        Fault { column, reason: reason.to_owned(), value }
    }
}

/// The first of several columns whose cell says something; the first of all if none does.
fn telling<'m>(row: &Row, columns: &[(usize, &'m str)]) -> (usize, &'m str) {
    let tells = |(column, _): &&(usize, &str)| !is_placeholder(trim(&row.cell(*column).text()));
    columns.iter().find(tells).or(columns.first()).copied().unwrap_or_default()
}

/// The beginning of a cell's text.
pub(crate) fn excerpt(text: &str) -> String {
    trim(text).chars().take(EXCERPT).collect()
}

/// Cells that make one value, as people are shown them.
pub(crate) fn shown(row: &Row, columns: &[usize]) -> String {
    let mut text = String::new();
    join(row, columns, " ", &mut text);
    text
}

/// Joins the cells that say something.
fn join(row: &Row, columns: &[usize], between: &str, joined: &mut String) {
    joined.clear();
    for column in columns {
        let text: Cow<'_, str> = row.cell(*column).text();
        let text = trim(&text);
        if is_placeholder(text) {
            continue;
        }
        if !joined.is_empty() {
            joined.push_str(between);
        }
        joined.push_str(text);
    }
}

fn compile<'m>(rule: &'m ExcludeRule, header: &Header) -> Option<Rule<'m>> {
    let column = header.position(&rule.column)?;
    let test = match (&rule.matches, &rule.equals, rule.empty) {
        (Some(pattern), _, _) => Test::Matches(Regex::new(pattern).ok()?),
        (_, Some(text), _) => Test::Equals(text),
        (_, _, empty) => Test::Empty(empty.unwrap_or(true)),
    };
    Some(Rule { column, test })
}

impl Rule<'_> {
    fn holds(&self, row: &Row) -> bool {
        let text = row.cell(self.column).text();
        let text = trim(&text);
        match &self.test {
            Test::Matches(pattern) => pattern.is_match(text),
            Test::Equals(wanted) => text == *wanted,
            Test::Empty(empty) => text.is_empty() == *empty,
        }
    }
}

/// How many columns of a record table come before the fields.
pub(crate) const FIRST_FIELD: usize = RECORD_COLUMNS.len();

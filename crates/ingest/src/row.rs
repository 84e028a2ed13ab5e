//! One row through its mapping: accepted with typed values, refused, or left out by a rule.

mod customer;
mod field;

use regex::Regex;
use sameboat_model::config::ConfigFile;
use sameboat_model::mapping::ExcludeRule;
use sameboat_model::{ConfigError, Entity, Mapping, Settings, Value};
use sameboat_store::schema::ingest::{DAMAGED, SET_ASIDE};
use sameboat_store::schema::{RECORD_COLUMNS, record_table};

use crate::extras::Extras;
use crate::header::Header;
use crate::parse::Problem;
use crate::postcodes::Seen;
use crate::reader::cell::{Defect, Row, trim};
use crate::totals;
use customer::Customer;
use field::{Field, may_be_refusal, parser};
pub(crate) use field::{excerpt, shown};

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
    /// What is done to customers as a whole.
    customer: Option<Customer<'m>>,
    joined: String,
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
            let parser = parser(spec, mapping, settings, counts_from_1904);
            fields.push(Field::new(spec, slot.unwrap_or_default(), file, header, parser)?);
        }
        let rules = mapping.exclude.iter().map(|rule| compile(rule, header)).collect();
        let extras = Extras::new(mapping, &settings.policy.regulated, header);
        let is_of_customers = mapping.entity == Entity::Customer;
        let customer = is_of_customers.then(|| Customer::new(mapping, &fields, home));
        Ok(Self {
            header,
            entity: mapping.entity,
            has_grid,
            fields,
            rules,
            extras,
            customer,
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
        let (fields, joined) = (&self.fields, &mut self.joined);
        let keep_emails = self.extras.keep_emails();
        let others = self
            .customer
            .as_mut()
            .and_then(|customer| customer.finish(row, record, fields, joined, keep_emails));
        self.extras.fill(row, others.as_deref(), &mut record.values);
        Outcome::Accepted
    }

    /// What the postcodes of the rows since it was asked last look like.
    pub(crate) fn take_seen(&mut self) -> Seen {
        self.customer
            .as_mut()
            .map(|customer| std::mem::take(&mut customer.seen))
            .unwrap_or_default()
    }
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

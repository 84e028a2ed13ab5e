//! One field of a row: where its value comes from, what it reads, and what refuses a consent.

use std::borrow::Cow;

use sameboat_model::config::ConfigFile;
use sameboat_model::mapping::FieldMapping;
use sameboat_model::mapping::field::WHERE_FILLED;
use sameboat_model::{
    ConfigError, Entity, FieldKind, FieldSpec, Mapping, Sensitivity, Settings, Value,
};
use sameboat_normalize::wishes::may_refuse;
use sameboat_store::schema::ingest::{MAY_REFUSE, SET_ASIDE};

use super::{Fault, Issue, JOINED, NOT_LISTED, Record};
use crate::consent_cells::{is_of_refusals, refuses};
use crate::guess::CROSS;
use crate::header::Header;
use crate::parse::dates::DateReader;
use crate::parse::numbers::NumberReader;
use crate::parse::plausible::Looks;
use crate::parse::words::is_placeholder;
use crate::parse::{Parser, Problem};
use crate::piece::Piece;
use crate::reader::cell::{Cell, EXCERPT, Row, trim};
use crate::refusals::CONSENT;

/// What is said of a consent that stands beside a row by a key which a spreadsheet has changed.
const UNSURE: &str =
    "the key of the row beside was changed by a spreadsheet: it can refuse, not consent";

/// Where a field's value comes from in a sheet.
enum Origin<'m> {
    /// Always the default.
    Nowhere,
    Column(usize),
    Joined(Vec<usize>),
    /// The first column that says something counts.
    Alternatives(Vec<(usize, &'m str)>),
}

pub(super) struct Field<'m> {
    pub(super) spec: &'static FieldSpec,
    /// Position in the record.
    pub(super) slot: usize,
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
pub(super) fn may_be_refusal(fault: &Fault) -> bool {
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

fn conditions(field: Option<&FieldMapping>, header: &Header) -> Vec<Condition> {
    let of_field = field.into_iter().flat_map(FieldMapping::conditions);
    of_field
        .map(|(key, column)| Condition {
            column: header.position(column),
            filled: key == WHERE_FILLED,
        })
        .collect()
}

/// How the cells of a field are read.
pub(super) fn parser(
    spec: &FieldSpec,
    mapping: &Mapping,
    settings: &Settings,
    counts_from_1904: bool,
) -> Parser {
    let field = mapping.fields.get(spec.name);
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

impl<'m> Field<'m> {
    /// A field as a mapping reads it; `slot` is its position in the record.
    pub(super) fn new(
        spec: &'static FieldSpec,
        slot: usize,
        file: &'m ConfigFile<Mapping>,
        header: &Header,
        parser: Parser,
    ) -> Result<Self, ConfigError> {
        let field = file.value.fields.get(spec.name);
        let stated = |key: &str, text: Option<&String>| match text {
            Some(text) => fixed_value(file, spec, &parser, key, text),
            None => Ok(Value::Null),
        };
        Ok(Self {
            spec,
            slot,
            mapping: field,
            origin: origin(field, header),
            refusals: refusals(field, header),
            unlisted: unlisted(spec, field),
            conditions: conditions(field, header),
            elsewhere: stated("default", field.and_then(|field| field.default.as_ref()))?,
            piece: field.map(|field| Piece::new(file, spec, field)).transpose()?.flatten(),
            default: default_value(file, spec, &parser)?,
            otherwise: stated("otherwise", field.and_then(|field| field.otherwise.as_ref()))?,
            parser,
        })
    }
}

impl Field<'_> {
    pub(super) fn read(
        &self,
        row: &Row,
        joined: &mut String,
        out: &mut Value,
    ) -> Result<(), Problem> {
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
    pub(super) fn refuse(
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

    pub(super) fn is_consent(&self) -> bool {
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
    pub(super) fn is_told(&self, row: &Row, joined: &mut String) -> bool {
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
    pub(super) fn is_written_by_a_person(&self, row: &Row) -> bool {
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
    pub(super) fn is_strict(&self) -> bool {
        self.spec.required || self.mapping.is_some_and(|mapping| mapping.strict)
    }

    pub(super) fn fault(&self, row: &Row, reason: &str) -> Fault {
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

//! What goes in: records as columns of interned values, and what people decided about them.

use serde::{Deserialize, Serialize};

use crate::texts::{TextInterner, Texts};

/// What a column holds, which decides how its values are standardised and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Given (first) names of a person, middle names included.
    GivenName,
    /// Family name of a person.
    Surname,
    /// A whole name in one cell: `Müller, Hans`, `Dr. Hans Müller`.
    FullName,
    /// Name of a company, club or authority.
    Organisation,
    /// Day of birth, in any common format.
    BirthDate,
    /// E-mail address.
    Email,
    /// Phone number; several columns (phone, mobile) are compared as one set, best of any.
    Phone,
    /// Street, with or without the house number.
    Street,
    /// House number in a cell of its own.
    HouseNumber,
    /// Postcode.
    Postcode,
    /// City, town or suburb.
    City,
    /// State, province or county.
    Region,
    /// Country of the address; used to read phone numbers, not compared.
    Country,
    /// A number or code given to this person or thing by an authority (passport, tax, part number).
    IdNumber,
    /// Gender or sex.
    Gender,
    /// `person` or `organisation`; records of different kinds are never merged.
    Kind,
    /// Any other text: titles, descriptions, brands.
    Text,
    /// Any other number: year, price, weight.
    Number,
}

/// Id that stands for "no value" in a [`Column`].
pub const MISSING: u32 = u32::MAX;

/// One column of all records. Equal values share one id, so that each distinct value is
/// standardised once and equal values are recognised without looking at them.
#[derive(Debug, Clone)]
pub struct Column {
    name: String,
    field: Field,
    distinct: Texts,
    ids: Vec<u32>,
}

impl Column {
    /// Builds a column from one value per record; `None` and blank cells are missing.
    pub fn from_values<V: AsRef<str>>(
        name: impl Into<String>,
        field: Field,
        values: impl IntoIterator<Item = Option<V>>,
    ) -> Self {
        let mut builder = ColumnBuilder::new(name, field);
        for value in values {
            builder.push(value.as_ref().map(AsRef::as_ref));
        }
        builder.finish()
    }

    /// Name as people know it; used in the model and in explanations.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the column holds.
    pub fn field(&self) -> Field {
        self.field
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no record at all.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The raw value of a record.
    pub fn value(&self, record: u32) -> Option<&str> {
        match self.ids[record as usize] {
            MISSING => None,
            id => Some(self.distinct.get(id as usize)),
        }
    }

    /// The distinct raw values; a record's [`Column::ids`] entry is an index into them.
    pub fn distinct(&self) -> &Texts {
        &self.distinct
    }

    /// Per record the index of its value, or [`MISSING`].
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }
}

/// Builds a [`Column`] value by value, e.g. while rows are streamed from a file.
#[derive(Debug)]
pub struct ColumnBuilder {
    name: String,
    field: Field,
    known: TextInterner,
    ids: Vec<u32>,
}

impl ColumnBuilder {
    /// An empty column.
    pub fn new(name: impl Into<String>, field: Field) -> Self {
        Self { name: name.into(), field, known: TextInterner::default(), ids: Vec::new() }
    }

    /// Adds the value of the next record; `None` and blank cells are missing.
    pub fn push(&mut self, value: Option<&str>) {
        let id = match value.map(str::trim).filter(|value| !value.is_empty()) {
            None => MISSING,
            Some(value) => self.known.intern(value).0,
        };
        self.ids.push(id);
    }

    /// Adds records without a value.
    pub fn push_missing(&mut self, records: usize) {
        self.ids.resize(self.ids.len() + records, MISSING);
    }

    /// The finished column.
    pub fn finish(mut self) -> Column {
        self.ids.shrink_to_fit();
        let distinct = self.known.finish();
        Column { name: self.name, field: self.field, distinct, ids: self.ids }
    }
}

/// Where records come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Unique name of the exported file or sheet.
    pub name: String,
    /// The business line it belongs to.
    pub line: String,
    /// The source is known to hold nobody twice: two of its records are never one customer.
    pub one_to_one: bool,
    /// ISO 3166 alpha-2 country of phone numbers without a country code, e.g. `DE`.
    pub country: Option<String>,
}

/// All records to link, of all sources, as columns.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// The sources.
    pub sources: Vec<Source>,
    /// Per record the index of its source.
    pub source_of: Vec<u16>,
    /// Per record its key, unique within the source. Sampling and ties go by source name and key,
    /// so that the result does not depend on the order of rows.
    pub keys: Texts,
    /// The columns, each with one entry per record. Several may have the same field.
    pub columns: Vec<Column>,
}

impl Records {
    /// Number of records.
    pub fn len(&self) -> usize {
        self.source_of.len()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.source_of.is_empty()
    }

    /// The source of a record.
    pub fn source(&self, record: u32) -> &Source {
        &self.sources[usize::from(self.source_of[record as usize])]
    }
}

/// What people decided about pairs of records; it beats the model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Pairs that are one customer.
    pub must_link: Vec<(u32, u32)>,
    /// Pairs that are two customers.
    pub cannot_link: Vec<(u32, u32)>,
}

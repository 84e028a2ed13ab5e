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
    /// Any other number: year, price, weight; or any other day than that of birth.
    Number,
}

/// Id that stands for "no value" in a [`Column`].
pub const MISSING: u32 = u32::MAX;

/// Values after which a column builder looks whether it pays to look for equal ones.
const LOOKED_AT: u32 = 1 << 16;

/// One column of all records. Where values repeat, equal ones share one id, so that each is
/// standardised once.
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

    /// The raw values; a record's [`Column::ids`] entry is an index into them. Where most records have
    /// one of their own, equal ones may be there several times.
    pub fn raw_values(&self) -> &Texts {
        &self.distinct
    }

    /// Per record the index of its raw value, or [`MISSING`].
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }
}

/// Builds a [`Column`] value by value, e.g. while rows are streamed from a file.
///
/// It looks for equal values as long as that pays: where most values are new, as with e-mail
/// addresses and phones, finding the few that are not costs more than standardising them again.
#[derive(Debug)]
pub struct ColumnBuilder {
    name: String,
    field: Field,
    values: Values,
    ids: Vec<u32>,
}

#[derive(Debug)]
enum Values {
    /// Equal values get one id. Of the last values so many were looked for, and so many were new.
    Distinct { known: TextInterner, looked_for: u32, new: u32 },
    /// Each value gets an id of its own.
    Each(Texts),
}

impl ColumnBuilder {
    /// An empty column.
    pub fn new(name: impl Into<String>, field: Field) -> Self {
        let values = Values::Distinct { known: TextInterner::default(), looked_for: 0, new: 0 };
        Self { name: name.into(), field, values, ids: Vec::new() }
    }

    /// Adds the value of the next record; `None` and blank cells are missing.
    pub fn push(&mut self, value: Option<&str>) {
        let id = match value.map(str::trim).filter(|value| !value.is_empty()) {
            None => MISSING,
            Some(value) => self.id(value),
        };
        self.ids.push(id);
    }

    fn id(&mut self, value: &str) -> u32 {
        match &mut self.values {
            Values::Each(texts) => {
                texts.push(value);
                texts.len() as u32 - 1
            }
            Values::Distinct { known, looked_for, new } => {
                let (id, is_new) = known.intern(value);
                *looked_for += 1;
                *new += u32::from(is_new);
                if *looked_for == LOOKED_AT {
                    // There are few days, however many of the first are new, and it is their
                    // distinct forms that tell the order of day and month.
                    let repeats = self.field == Field::BirthDate || *new < LOOKED_AT / 2;
                    (*looked_for, *new) = (0, 0);
                    if !repeats {
                        self.values = Values::Each(std::mem::take(known).into_texts());
                    }
                }
                id
            }
        }
    }

    /// Adds records without a value.
    pub fn push_missing(&mut self, records: usize) {
        self.ids.resize(self.ids.len() + records, MISSING);
    }

    /// The finished column.
    pub fn finish(mut self) -> Column {
        self.ids.shrink_to_fit();
        let mut distinct = match self.values {
            Values::Each(texts) => texts,
            Values::Distinct { known, .. } => known.into_texts(),
        };
        distinct.shrink_to_fit();
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

/// What is known of pairs of records, as a rule because people decided it: it beats the model, and
/// teaches it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Pairs that are one customer.
    pub must_link: Vec<(u32, u32)>,
    /// Pairs that are two customers.
    pub cannot_link: Vec<(u32, u32)>,
}

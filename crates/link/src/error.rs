//! What can be wrong with the input of a linkage.

/// Why [`crate::link`] refused its input.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LinkError {
    /// A column, the keys or the sources do not have one entry per record.
    #[error("`{what}` has {found} entries for {expected} records")]
    Shape {
        /// Which column or table.
        what: String,
        /// Number of records.
        expected: usize,
        /// Number of entries.
        found: usize,
    },
    /// A record names a source that is not there.
    #[error("record {record} names source number {source_index}, but there are {sources} sources")]
    UnknownSource {
        /// Index of the record.
        record: usize,
        /// The source it names.
        source_index: u16,
        /// Number of sources.
        sources: usize,
    },
    /// More records than fit the 28-bit indices.
    #[error("{0} records are more than the 268,435,455 that can be linked at once")]
    TooManyRecords(usize),
    /// No column can be compared.
    #[error("no column to compare: map at least one field, e.g. a name, an e-mail or a title")]
    NothingToCompare,
    /// A decision names a record that is not there.
    #[error("a decision names record {record}, but there are {records} records")]
    UnknownRecord {
        /// The record named.
        record: u32,
        /// Number of records.
        records: usize,
    },
    /// People decided that two records are one customer and that they are not.
    #[error(
        "decisions contradict each other: records {left} and {right} must be one customer (perhaps through others) and must not"
    )]
    ContradictoryDecisions {
        /// One record.
        left: u32,
        /// The other record.
        right: u32,
    },
    /// A setting is out of its range.
    #[error("setting `{name}` is {value}; it must be {must}")]
    Setting {
        /// Name of the setting.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        must: &'static str,
    },
    /// A model of an earlier run does not fit these columns.
    #[error("the model compares [{model}], but the columns allow [{columns}]: train a new model")]
    ModelMismatch {
        /// What the model compares.
        model: String,
        /// What the columns allow.
        columns: String,
    },
}

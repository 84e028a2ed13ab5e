//! Every table of the unified dataset: names, columns, types and meanings. The DDL, the comments
//! in the DuckDB file and the data dictionary all come from here.
//!
//! One file per stage that writes the tables; [`references`] says how they hang together, [`units`]
//! what numbers are counted in, [`person`] what they hold of a person who is to be forgotten.

use std::borrow::Cow;
use std::fmt::Write as _;

use sameboat_model::{Entity, FieldKind};

pub mod assess;
pub mod ingest;
pub mod link;
pub mod person;
pub mod plan;
pub mod procedures;
pub mod references;
pub mod unify;
pub mod units;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Text.
    Text,
    /// A civil date.
    Date,
    /// A civil date and time.
    Timestamp,
    /// A 64-bit whole number.
    Integer,
    /// A 64-bit floating-point number.
    Double,
    /// Yes or no.
    Boolean,
}

impl ColumnType {
    /// The name in SQL.
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Text => "VARCHAR",
            Self::Date => "DATE",
            Self::Timestamp => "TIMESTAMP",
            Self::Integer => "BIGINT",
            Self::Double => "DOUBLE",
            Self::Boolean => "BOOLEAN",
        }
    }
}

impl From<FieldKind> for ColumnType {
    fn from(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Key | FieldKind::Text | FieldKind::Choice(_) | FieldKind::List => Self::Text,
            FieldKind::Date => Self::Date,
            FieldKind::Timestamp => Self::Timestamp,
            FieldKind::Integer => Self::Integer,
            FieldKind::Decimal | FieldKind::Money => Self::Double,
            FieldKind::Boolean => Self::Boolean,
        }
    }
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name.
    pub name: &'static str,
    /// The type.
    pub kind: ColumnType,
    /// The meaning, with the unit where there is one.
    pub doc: &'static str,
}

impl Column {
    /// A column.
    pub const fn new(name: &'static str, kind: ColumnType, doc: &'static str) -> Self {
        Self { name, kind, doc }
    }
}

/// A text column.
pub const fn text(name: &'static str, doc: &'static str) -> Column {
    Column::new(name, ColumnType::Text, doc)
}

/// A column of whole numbers.
pub const fn integer(name: &'static str, doc: &'static str) -> Column {
    Column::new(name, ColumnType::Integer, doc)
}

/// A column of numbers.
pub const fn double(name: &'static str, doc: &'static str) -> Column {
    Column::new(name, ColumnType::Double, doc)
}

/// A column of dates.
pub const fn date(name: &'static str, doc: &'static str) -> Column {
    Column::new(name, ColumnType::Date, doc)
}

/// A column of yes and no.
pub const fn boolean(name: &'static str, doc: &'static str) -> Column {
    Column::new(name, ColumnType::Boolean, doc)
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The name.
    pub name: &'static str,
    /// What one row is.
    pub doc: &'static str,
    /// The columns, in order.
    pub columns: Cow<'static, [Column]>,
}

impl Table {
    /// A table whose columns are known when it is compiled.
    pub const fn new(name: &'static str, doc: &'static str, columns: &'static [Column]) -> Self {
        Self { name, doc, columns: Cow::Borrowed(columns) }
    }

    /// The statements that make the table anew, with comments.
    pub fn ddl(&self) -> String {
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("\"{}\" {}", column.name, column.kind.sql()))
            .collect();
        let mut sql =
            format!("CREATE OR REPLACE TABLE \"{}\" ({});", self.name, columns.join(", "));
        sql.push_str(&self.comments());
        sql
    }

    /// The statements that comment the table and its columns.
    pub fn comments(&self) -> String {
        let mut sql = String::new();
        let quoted = |text: &str| text.replace('\'', "''");
        let _ = write!(sql, "COMMENT ON TABLE \"{}\" IS '{}';", self.name, quoted(self.doc));
        for column in self.columns.iter() {
            let (name, doc) = (column.name, quoted(column.doc));
            let _ = write!(sql, "COMMENT ON COLUMN \"{}\".\"{name}\" IS '{doc}';", self.name);
        }
        sql
    }

    /// The columns' names, quoted, with commas between them.
    pub fn column_list(&self) -> String {
        let names: Vec<String> =
            self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        names.join(", ")
    }
}

/// The columns that every record begins with.
pub const RECORD_COLUMNS: [Column; 4] = [
    text("line", "line that the record comes from"),
    text("source", "source that the record comes from"),
    text("sheet", "sheet of the workbook, if the source is one"),
    integer("row_number", "1-based row in the file or sheet"),
];

/// The columns that every record ends with: what the export says beyond the entity's fields.
pub const EXTRA_COLUMNS: [Column; 2] = [
    text("extras", "cells of columns that are not mapped, as a JSON object (personal data)"),
    text(
        "extras_regulated",
        "such cells that never reach the other line or an export, as a JSON object",
    ),
];

/// The columns of an entity's fields.
fn field_columns(entity: Entity) -> impl Iterator<Item = Column> {
    let kept_apart = (!entity.has_own_key() && entity.field("record_key").is_none())
        .then_some(text("record_key", "hash of the row's contents, which has no key of its own"));
    let fields =
        entity.fields().iter().map(|field| Column::new(field.name, field.kind.into(), field.doc));
    kept_apart.into_iter().chain(fields)
}

/// The table of an entity's accepted rows.
pub fn record_table(entity: Entity) -> Table {
    let (name, doc) = match entity {
        Entity::Customer => ("customer_record", "one accepted customer row of a source"),
        Entity::Contact => ("contact_record", "one accepted contact row of a source"),
        Entity::Agreement => ("agreement_record", "one accepted agreement row of a source"),
        Entity::AgreementParty => ("agreement_party_record", "one party of an agreement"),
        Entity::Procedure => ("procedure_record", "one procedure of a line"),
        Entity::ProcedureStep => ("procedure_step_record", "one step of a procedure"),
        Entity::BusinessRule => ("business_rule_record", "one business rule of a procedure"),
        Entity::Agent => ("agent_record", "one agent of a line"),
        Entity::AgentSkill => ("agent_skill_record", "one skill of an agent"),
        Entity::Objective => ("objective_record", "one objective (KPI) of a line"),
        Entity::Site => ("site_record", "one site of a line"),
        Entity::System => ("system_record", "one IT system of a line"),
        Entity::Outsourcer => ("outsourcer_record", "one outsourcer of a line"),
        Entity::Course => ("course_record", "one training course of a line"),
        Entity::Money => ("money_record", "cost or income of a line in one month and category"),
    };
    let columns =
        RECORD_COLUMNS.into_iter().chain(field_columns(entity)).chain(EXTRA_COLUMNS).collect();
    Table { name, doc, columns }
}

/// Every table that a run can write, in the order of the stages.
pub fn all() -> Vec<Table> {
    let mut tables: Vec<Table> = ingest::TABLES.to_vec();
    tables.extend(Entity::ALL.map(record_table));
    tables.extend_from_slice(link::TABLES);
    tables.extend(unify::tables());
    tables.extend_from_slice(procedures::TABLES);
    tables.extend_from_slice(assess::TABLES);
    tables.extend_from_slice(plan::TABLES);
    tables
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn every_table_can_be_made_and_every_column_says_what_it_means() {
        let store = Store::in_memory().unwrap();
        for table in all() {
            store.create(&table).unwrap();
            assert!(!table.doc.is_empty());
            for column in table.columns.iter() {
                assert!(!column.doc.is_empty(), "{}.{}", table.name, column.name);
            }
        }
        assert_eq!(store.table_names().unwrap().len(), all().len(), "a table name is used twice");
    }
}

//! One table on its way to become a source.

use super::draft::MappingDraft;
use super::entity::EntityGuess;
use super::lines::LineGuess;
use super::presets::KnownExport;
use super::shape::Column;
use super::survey::SurveyedTable;

/// One table on its way to become a source.
pub(super) struct Drafted<'a> {
    pub(super) table: &'a SurveyedTable,
    pub(super) found: EntityGuess,
    pub(super) line: LineGuess,
    pub(super) mapping: MappingDraft,
    pub(super) export: Option<KnownExport>,
}

impl Drafted<'_> {
    /// Whether a field is read from a column, by the preset or else by the mapping.
    pub(super) fn is_read_from(&self, field: &str, column: &Column) -> bool {
        if let Some(export) = &self.export {
            let at = export.column_of(field, &self.table.columns);
            return at.is_some_and(|at| self.table.columns[at].name == column.name);
        }
        let mut fields = self.mapping.fields.iter().filter(|one| one.name == field);
        fields.any(|one| one.columns.contains(&column.name))
    }

    /// Whether each row names its country.
    pub(super) fn names_countries(&self) -> bool {
        let mut columns = self.table.columns.iter();
        columns.any(|column| self.is_read_from("country", column) && column.filled == column.rows)
    }
}

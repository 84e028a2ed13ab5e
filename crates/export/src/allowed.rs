//! Which columns may leave the house. A list of what may, not of what may not: a field that
//! somebody adds tomorrow stays in until it is put on a target's list.

use sameboat_model::Entity;
use sameboat_store::flow::{Flow, is_regulated};
use sameboat_store::{Column, Store, StoreError, Table};

/// Columns that hold what no field was mapped to: nobody said what is in them.
const UNKNOWN: [&str; 2] = ["extras", "extras_regulated"];

/// What may be exported: fields that neither the model nor a mapping calls regulated.
#[derive(Debug, Clone, Default)]
pub(crate) struct Allowed {
    flow: Flow,
}

impl Allowed {
    /// What holds for a run. Golden customers, contacts and agreements have no raised values; the
    /// records that they were made from do.
    pub(crate) fn read(store: &Store) -> Result<Self, StoreError> {
        Ok(Self { flow: Flow::read(store)? })
    }

    /// Whether a field of customers, contacts and other entities may be exported.
    #[expect(clippy::unused_self, reason = "all questions about what may leave are asked here")]
    pub(crate) fn field(&self, name: &str) -> bool {
        !is_regulated(name) && !UNKNOWN.contains(&name)
    }

    /// SQL for a field of a unified table as text: nothing if it must not flow.
    pub(crate) fn column(&self, table: &str, name: &str) -> String {
        if self.field(name) {
            format!("{table}.\"{name}\"::VARCHAR")
        } else {
            "NULL::VARCHAR".to_owned()
        }
    }

    /// SQL for a field of an entity's records as text: nothing where it must not flow.
    pub(crate) fn record_column(&self, entity: Entity, table: &str, name: &str) -> String {
        let shown = self.column(table, name);
        match self.withholding(entity, table, name) {
            Some(condition) => format!("CASE WHEN NOT {condition} THEN {shown} END"),
            None => shown,
        }
    }

    /// Whether the record's source withholds the field, in SQL; `None` if no source does.
    fn withholding(&self, entity: Entity, table: &str, name: &str) -> Option<String> {
        self.flow.withholding(entity, table, name)
    }

    /// A table of the dataset without the columns that must not flow. Cells that were refused or set
    /// aside may have stood in a column with banking data: of these only the place and reason go out.
    pub(crate) fn table(&self, mut table: Table) -> Table {
        let raw = matches!(table.name, "quarantine" | "value_issue");
        let kept: Vec<Column> = table
            .columns
            .iter()
            .filter(|column| self.field(column.name) && !(raw && column.name == "value"))
            .copied()
            .collect();
        table.columns = kept.into();
        table
    }

    /// SQL for the columns of a table of the dataset, which the query calls `r`.
    pub(crate) fn select_list(&self, table: &Table) -> String {
        let entity = Entity::ALL.into_iter().find(|entity| entity.record_table() == table.name);
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| {
                let name = column.name;
                let withheld = entity.and_then(|entity| self.withholding(entity, "r", name));
                match withheld {
                    Some(condition) => format!("CASE WHEN NOT {condition} THEN r.\"{name}\" END"),
                    None => format!("r.\"{name}\""),
                }
            })
            .collect();
        columns.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sameboat_store::schema::record_table;

    #[test]
    fn banking_data_is_never_on_the_list() {
        let table = Allowed::default().table(record_table(Entity::Customer));
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        assert!(names.contains(&"surname"));
        for name in ["credit_limit", "arrears", "income", "extras", "extras_regulated"] {
            assert!(!names.contains(&name), "{name}");
        }
    }

    #[test]
    fn a_field_that_a_mapping_raised_is_withheld_of_that_source_only() {
        let allowed = Allowed { flow: Flow::raised(Entity::Customer, "city", "loans") };
        assert_eq!(
            allowed.record_column(Entity::Customer, "r", "city"),
            "CASE WHEN NOT (r.source IN ('loans')) THEN r.\"city\"::VARCHAR END"
        );
        assert_eq!(allowed.column("c", "city"), "c.\"city\"::VARCHAR");
        let table = allowed.table(record_table(Entity::Customer));
        assert!(allowed.select_list(&table).contains("('loans')"));
    }
}

//! How far values of a run may go: what the model, the mappings and the settings call regulated stays
//! with the line that it comes from. [`sameboat_model::policy`] says what that means; here is what it
//! means for tables.

use std::collections::BTreeMap;

use sameboat_model::policy::Audience;
use sameboat_model::{Entity, Sensitivity};

use crate::error::StoreError;
use crate::schema::ingest::SOURCE_FIELD;
use crate::schema::{Column, Table};
use crate::store::Store;

/// The folder of a run that only those of the line may have that the values come from.
pub const REGULATED_FOLDER: &str = "regulated";
/// The column for regulated cells that no field is mapped to.
const REGULATED_EXTRAS: &str = "extras_regulated";
/// Tables of cells as they were written, which may be of any column.
const CELLS: [&str; 2] = ["quarantine", "value_issue"];

/// Which values of a run must not reach the other line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flow {
    /// Entity and field → sources in which the field is regulated, although the model would show it.
    raised: BTreeMap<(String, String), Vec<String>>,
    /// Source → its columns with regulated values, of any entity.
    columns: BTreeMap<String, Vec<String>>,
}

/// Whether everybody's rows of the column are regulated: a field of that name is, in the model.
pub fn is_regulated(column: &str) -> bool {
    column == REGULATED_EXTRAS
        || Entity::ALL
            .into_iter()
            .filter_map(|entity| entity.field(column))
            .any(|field| !field.sensitivity.may_flow_to(Audience::BothLines))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn literals(texts: &[String]) -> String {
    texts.iter().map(|text| literal(text)).collect::<Vec<_>>().join(", ")
}

fn entity_of(table: &Table) -> Option<Entity> {
    Entity::ALL.into_iter().find(|entity| entity.record_table() == table.name)
}

impl Flow {
    /// What the sources of a run say.
    pub fn read(store: &Store) -> Result<Self, StoreError> {
        let mut flow = Self::default();
        if !store.has_table(SOURCE_FIELD.name)? {
            return Ok(flow);
        }
        let rows: Vec<(String, String, String, Option<String>)> = store.query(
            "SELECT entity, field, source, columns FROM source_field WHERE sensitivity = ? \
             ORDER BY ALL",
            [Sensitivity::Regulated.name()],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
        for (entity, field, source, columns) in rows {
            let columns = columns.unwrap_or_default();
            let columns = columns.split(';').filter(|column| !column.is_empty());
            flow.columns.entry(source.clone()).or_default().extend(columns.map(str::to_owned));
            if !is_regulated(&field) {
                flow.raised.entry((entity, field)).or_default().push(source);
            }
        }
        Ok(flow)
    }

    /// A field that a source calls regulated, for tests of what follows from it.
    pub fn raised(entity: Entity, field: &str, source: &str) -> Self {
        let field = (entity.name().to_owned(), field.to_owned());
        Self { raised: [(field, vec![source.to_owned()])].into(), ..Self::default() }
    }

    /// Whether the field of the record `table` must not flow, in SQL; `None` if it may in every source.
    pub fn withholding(&self, entity: Entity, table: &str, field: &str) -> Option<String> {
        let sources = self.raised.get(&(entity.name().to_owned(), field.to_owned()))?;
        Some(format!("({table}.source IN ({}))", literals(sources)))
    }

    /// A field of the records `table` in SQL: null where it must not reach the other line.
    pub fn field(&self, entity: Entity, table: &str, field: &str) -> String {
        let column = format!("{table}.\"{field}\"");
        if is_regulated(field) {
            return format!("CASE WHEN false THEN {column} END");
        }
        match self.withholding(entity, table, field) {
            Some(withheld) => format!("CASE WHEN NOT {withheld} THEN {column} END"),
            None => column,
        }
    }

    /// The columns of a table's rows `r` in SQL, as both lines may have them.
    pub(crate) fn shared(&self, table: &Table) -> String {
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| {
                let sql = match entity_of(table) {
                    Some(entity) => self.field(entity, "r", column.name),
                    None if CELLS.contains(&table.name) && column.name == "value" => {
                        format!("CASE WHEN NOT {} THEN r.\"value\" END", self.regulated_cell())
                    }
                    None => format!("r.\"{}\"", column.name),
                };
                format!("{sql} AS \"{}\"", column.name)
            })
            .collect();
        columns.join(", ")
    }

    /// Whether a cell `r` that was refused or set aside may be a regulated one: its column is, or it
    /// is a piece of a whole row of a source that has such columns.
    fn regulated_cell(&self) -> String {
        let conditions: Vec<String> = self
            .columns
            .iter()
            .map(|(source, columns)| {
                let any = columns
                    .iter()
                    .map(|column| format!("contains(r.column_name, {})", literal(column)));
                let any: Vec<String> = any.collect();
                let any = if any.is_empty() { "false".to_owned() } else { any.join(" OR ") };
                format!("(r.source = {} AND (r.column_name IS NULL OR {any}))", literal(source))
            })
            .collect();
        if conditions.is_empty() {
            "false".into()
        } else {
            format!("({})", conditions.join(" OR "))
        }
    }

    /// What of a table only the own line may have: its columns, and which rows `r` have any.
    pub(crate) fn own(&self, table: &Table) -> Option<(Table, String)> {
        if CELLS.contains(&table.name) {
            let cell = self.regulated_cell();
            return (cell != "false").then(|| (table.clone(), format!("r.value <> '' AND {cell}")));
        }
        let entity = entity_of(table)?;
        let own = |column: &&Column| {
            is_regulated(column.name) || self.withholding(entity, "r", column.name).is_some()
        };
        let some: Vec<String> = table
            .columns
            .iter()
            .filter(own)
            .map(|column| match self.withholding(entity, "r", column.name) {
                Some(withheld) => format!("(r.\"{}\" IS NOT NULL AND {withheld})", column.name),
                None => format!("r.\"{}\" IS NOT NULL", column.name),
            })
            .collect();
        if some.is_empty() {
            return None;
        }
        let names = ["line", "source", "sheet", "row_number", "record_key"];
        let mut own_table = table.clone();
        own_table.columns.to_mut().retain(|column| names.contains(&column.name) || own(&column));
        Some((own_table, some.join(" OR ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::ingest::{QUARANTINE, SOURCE_FIELD};
    use crate::schema::record_table;

    #[test]
    fn a_field_that_a_mapping_raised_is_withheld_of_that_source_only() {
        let flow = Flow::raised(Entity::Customer, "city", "loans");
        assert_eq!(
            flow.field(Entity::Customer, "r", "city"),
            "CASE WHEN NOT (r.source IN ('loans')) THEN r.\"city\" END"
        );
        assert_eq!(flow.field(Entity::Customer, "r", "street"), "r.\"street\"");
    }

    #[test]
    fn tables_for_both_lines_have_all_columns_and_no_regulated_value() {
        let store = Store::in_memory().unwrap();
        let records = record_table(Entity::Customer);
        for table in [&records, &QUARANTINE, &SOURCE_FIELD] {
            store.create(table).unwrap();
        }
        store
            .execute(
                "INSERT INTO customer_record (line, source, record_key, surname, segment, income)
                 VALUES ('f', 'loans', '1', 'Arndt', 'A', 77), ('p', 'crm', '2', 'Nowak', 'A', NULL);
                 INSERT INTO source_field VALUES
                     ('loans', 'f', 'customer', 'segment', 'Klasse', 'regulated'),
                     ('loans', 'f', 'customer', 'income', 'Netto', 'regulated');
                 INSERT INTO quarantine VALUES ('loans', NULL, 3, 'Netto', 'no number', '77 k'),
                     ('loans', NULL, 4, NULL, 'row has 2 cells', '9;77'),
                     ('loans', NULL, 5, 'Datum', 'no date', '31.02.'),
                     ('crm', NULL, 5, NULL, 'row has 2 cells', '9;Nowak')",
            )
            .unwrap();
        let flow = Flow::read(&store).unwrap();
        let select = |table: &Table| {
            let sql = format!(
                "SELECT to_json(t)::VARCHAR FROM (SELECT {} FROM {} r) t ORDER BY ALL",
                flow.shared(table),
                table.name
            );
            store.query(&sql, [], |row| row.get::<_, String>(0)).unwrap().join("\n")
        };
        let records_shared = select(&records);
        assert!(!records_shared.contains("77"), "{records_shared}");
        assert_eq!(records_shared.matches("\"segment\":\"A\"").count(), 1, "{records_shared}");
        let cells = select(&QUARANTINE);
        assert!(!cells.contains("77") && cells.contains("31.02.") && cells.contains("Nowak"));

        let (own, rows) = flow.own(&records).unwrap();
        let names: Vec<&str> = own.columns.iter().map(|column| column.name).collect();
        assert!(names.contains(&"income") && names.contains(&"segment"));
        assert!(!names.contains(&"surname"));
        let sql = format!("SELECT count(*) FROM customer_record r WHERE {rows}");
        assert_eq!(store.query_one(&sql, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
    }
}

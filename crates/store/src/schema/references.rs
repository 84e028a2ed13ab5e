//! Keys of the tables and how they refer to each other, for the dictionary and the diagram. Nothing
//! enforces them in DuckDB, where bulk loading with constraints is slow; tests hold them against
//! whole runs.

/// The columns that tell a table's rows apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The table.
    pub table: &'static str,
    /// The columns.
    pub columns: &'static [&'static str],
}

/// Columns of one table that name a row of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// The table that refers.
    pub table: &'static str,
    /// Its columns.
    pub columns: &'static [&'static str],
    /// The table that is referred to.
    pub to: &'static str,
    /// The columns there.
    pub to_columns: &'static [&'static str],
    /// Whether every value that is not empty is found there. Exports may name customers, agents or
    /// agreements that they do not hold.
    pub always: bool,
}

const fn key(table: &'static str, columns: &'static [&'static str]) -> Key {
    Key { table, columns }
}

const fn always(
    table: &'static str,
    columns: &'static [&'static str],
    to: &'static str,
    to_columns: &'static [&'static str],
) -> Reference {
    Reference { table, columns, to, to_columns, always: true }
}

const fn mostly(
    table: &'static str,
    columns: &'static [&'static str],
    to: &'static str,
    to_columns: &'static [&'static str],
) -> Reference {
    Reference { table, columns, to, to_columns, always: false }
}

const RECORD: &[&str] = &["source", "record_key"];
const LINE_RECORD: &[&str] = &["line", "record_key"];
const CUSTOMER: &[&str] = &["customer_id"];
const MATCH: &[&str] = &["match_id"];

/// The keys.
pub const KEYS: &[Key] = &[
    key("source_file", &["source"]),
    key("customer_record", RECORD),
    key("contact_record", RECORD),
    key("agreement_record", RECORD),
    key("procedure_record", RECORD),
    key("agent_record", RECORD),
    key("objective_record", RECORD),
    key("site_record", RECORD),
    key("system_record", RECORD),
    key("outsourcer_record", RECORD),
    key("course_record", RECORD),
    key("link_cluster", RECORD),
    key("customer", CUSTOMER),
    key("crosswalk", RECORD),
    key("provenance", &["customer_id", "field"]),
    key("contact", RECORD),
    key("agreement", RECORD),
    key("relationship", &["kind", "left_customer_id", "right_customer_id"]),
    key("consent", &["customer_id", "channel"]),
    key("suppression", &["customer_id", "channel"]),
    key("id_change", CUSTOMER),
    key("procedure_match", MATCH),
    key("unified_procedure", &["procedure_id"]),
    key("unified_step", &["procedure_id", "position"]),
    key("procedure_decision", &["decision_id"]),
    key("phase", &["phase"]),
    key("work_package", &["work_package"]),
];

/// The references.
pub const REFERENCES: &[Reference] = &[
    always("quarantine", &["source"], "source_file", &["source"]),
    always("value_issue", &["source"], "source_file", &["source"]),
    always("customer_record", &["source"], "source_file", &["source"]),
    always("contact_record", &["source"], "source_file", &["source"]),
    always("agreement_record", &["source"], "source_file", &["source"]),
    always("crosswalk", RECORD, "customer_record", RECORD),
    always("crosswalk", CUSTOMER, "customer", CUSTOMER),
    always("link_cluster", RECORD, "customer_record", RECORD),
    always("link_pair", &["left_source", "left_key"], "customer_record", RECORD),
    always("link_pair", &["right_source", "right_key"], "customer_record", RECORD),
    always("link_relationship", &["left_source", "left_key"], "customer_record", RECORD),
    always("link_relationship", &["right_source", "right_key"], "customer_record", RECORD),
    always("link_example", &["left_source", "left_key"], "customer_record", RECORD),
    always("link_example", &["right_source", "right_key"], "customer_record", RECORD),
    mostly("contact_record", &["line", "customer_key"], "customer_record", LINE_RECORD),
    mostly("contact_record", &["line", "agreement_key"], "agreement_record", LINE_RECORD),
    mostly("agreement_record", &["line", "customer_key"], "customer_record", LINE_RECORD),
    always("provenance", CUSTOMER, "customer", CUSTOMER),
    always("provenance", RECORD, "crosswalk", RECORD),
    always("contact", RECORD, "contact_record", RECORD),
    always("contact", CUSTOMER, "customer", CUSTOMER),
    mostly("contact", &["line", "agent_key"], "agent_record", LINE_RECORD),
    mostly("contact", &["line", "agreement_key"], "agreement", LINE_RECORD),
    always("agreement", RECORD, "agreement_record", RECORD),
    always("agreement", CUSTOMER, "customer", CUSTOMER),
    always("agreement", &["finances_customer_id"], "customer", CUSTOMER),
    mostly("agreement_party_record", &["line", "agreement_key"], "agreement", LINE_RECORD),
    mostly("agreement_party_record", &["line", "customer_key"], "crosswalk", LINE_RECORD),
    always("relationship", &["left_customer_id"], "customer", CUSTOMER),
    always("relationship", &["right_customer_id"], "customer", CUSTOMER),
    always("consent", CUSTOMER, "customer", CUSTOMER),
    always("consent", RECORD, "crosswalk", RECORD),
    always("suppression", CUSTOMER, "customer", CUSTOMER),
    always("id_change", &["into_customer_id"], "customer", CUSTOMER),
    mostly("procedure_step_record", &["line", "procedure_key"], "procedure_record", LINE_RECORD),
    mostly("business_rule_record", &["line", "procedure_key"], "procedure_record", LINE_RECORD),
    mostly("agent_skill_record", &["line", "agent_key"], "agent_record", LINE_RECORD),
    mostly("agent_record", &["line", "site_key"], "site_record", LINE_RECORD),
    always("step_alignment", MATCH, "procedure_match", MATCH),
    always("rule_conflict", MATCH, "procedure_match", MATCH),
    always("rule_finding", MATCH, "procedure_match", MATCH),
    always("procedure_work", MATCH, "procedure_match", MATCH),
    always("unified_procedure", MATCH, "procedure_match", MATCH),
    mostly("procedure_decision", MATCH, "procedure_match", MATCH),
    always("unified_step", &["procedure_id"], "unified_procedure", &["procedure_id"]),
    always("unified_rule", &["procedure_id"], "unified_procedure", &["procedure_id"]),
    always("hybrid_candidate", &["line", "agent_key"], "agent_record", LINE_RECORD),
    always("phase_fact", &["phase"], "phase", &["phase"]),
    always("work_package", &["phase"], "phase", &["phase"]),
    always("gate", &["phase"], "phase", &["phase"]),
    always("risk", &["phase"], "phase", &["phase"]),
    always("milestone", &["phase"], "phase", &["phase"]),
];

/// The key of a table, if its rows have one.
pub fn key_of(table: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.table == table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::all;

    fn has(table: &str, columns: &[&str]) -> bool {
        let tables = all();
        let Some(found) = tables.iter().find(|found| found.name == table) else { return false };
        columns.iter().all(|name| found.columns.iter().any(|column| column.name == *name))
    }

    #[test]
    fn keys_and_references_are_columns_that_there_are() {
        for Key { table, columns } in KEYS {
            assert!(has(table, columns), "{table}: {columns:?}");
        }
        for reference in REFERENCES {
            let Reference { table, columns, to, to_columns, .. } = reference;
            assert!(has(table, columns) && has(to, to_columns), "{reference:?}");
            assert_eq!(columns.len(), to_columns.len(), "{reference:?}");
        }
    }
}

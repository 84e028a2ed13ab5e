//! What the tables hold of a person, and what becomes of it when the person is forgotten.
//!
//! Most of it follows from [`REFERENCES`]: a row that refers to the person goes. What they do not
//! say stands here, and a test fails for a table that nobody thought of.

use super::references::{REFERENCES, Reference};

/// How columns name the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Source and key of a customer record.
    Record,
    /// Source and keys of customer records, `;` between the keys.
    Records,
    /// Line and key of a customer record, where only one customer of the line has the key.
    Key,
    /// Customer id in this run.
    Customer,
    /// Customer id in any run.
    FormerCustomer,
    /// Source and key of a contact of the person.
    Contact,
    /// Source and key of an agreement of which the person is the main customer.
    Agreement,
    /// Line and key of such an agreement.
    AgreementKey,
    /// A line, and the key of such an agreement of the other line.
    OtherLinesAgreement,
}

/// What becomes of a row that names the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The row goes.
    Removed,
    /// The row is about somebody else: the last of the columns becomes empty.
    Cleared,
}

/// Columns that may name the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    /// The table.
    pub table: &'static str,
    /// The columns.
    pub columns: &'static [&'static str],
    /// How they name the person.
    pub names: Names,
    /// What becomes of the row.
    pub fate: Fate,
}

const fn trace(
    table: &'static str,
    columns: &'static [&'static str],
    names: Names,
    fate: Fate,
) -> Trace {
    Trace { table, columns, names, fate }
}

const RECORD: &[&str] = &["source", "record_key"];

/// What no reference says.
const BESIDES: &[Trace] = &[
    trace("customer_record", RECORD, Names::Record, Fate::Removed),
    trace("customer_record", &["source", "merged_into"], Names::Record, Fate::Cleared),
    trace("customer_record", &["source", "merged_from"], Names::Records, Fate::Cleared),
    trace("contact_record", RECORD, Names::Contact, Fate::Removed),
    trace("contact", &["line", "customer_key"], Names::Key, Fate::Removed),
    trace("agreement_record", RECORD, Names::Agreement, Fate::Removed),
    trace("agreement", &["line", "customer_key"], Names::Key, Fate::Removed),
    trace("agreement_record", &["line", "finances_key"], Names::OtherLinesAgreement, Fate::Cleared),
    trace("agreement", &["line", "finances_key"], Names::OtherLinesAgreement, Fate::Cleared),
    trace("customer", &["customer_id"], Names::Customer, Fate::Removed),
    trace("id_change", &["customer_id"], Names::FormerCustomer, Fate::Removed),
    trace("id_change", &["into_customer_id"], Names::FormerCustomer, Fate::Removed),
];

/// References of rows that are about somebody else, by table and last column.
const CLEARED: &[(&str, &str)] = &[
    ("contact_record", "agreement_key"),
    ("contact", "agreement_key"),
    ("agreement", "finances_customer_id"),
];

/// Tables whose rows are cells of a file: they are the person's by where they stood and what they
/// say.
pub const CELLS: [&str; 2] = ["quarantine", "value_issue"];

/// How a column says topics of contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// It is one topic.
    Topic,
    /// A list, `; ` between its items; a topic is an item, or the part of one that stands between
    /// these texts. An empty text is the item's end.
    Items(&'static [(&'static str, &'static str)]),
    /// A title that begins so, with one topic after the first `: `.
    Title(&'static str),
}

/// Columns of counts and plans that say topics. A topic may be what somebody typed: what stood in the
/// person's contacts alone is blanked out here, and nowhere else.
pub const TOPICS: &[(&str, &str, Says)] = &[
    ("contact_volume", "topic", Says::Topic),
    ("journey", "first_topic", Says::Topic),
    ("journey", "second_topic", Says::Topic),
    ("promise_status", "topic", Says::Topic),
    ("shared_topic", "left_topic", Says::Topic),
    ("shared_topic", "right_topic", Says::Topic),
    ("topic_course", "left_topic", Says::Topic),
    ("topic_course", "right_topic", Says::Topic),
    ("training_wave", "courses", Says::Items(&[("", " (no course yet)")])),
    (
        "go_live_wave",
        "topics",
        // Twice the same, as neighbours share what stands between them.
        Says::Items(&[("", ""), ("", ""), ("", " / "), (" / ", "")]),
    ),
    ("work_package", "title", Says::Title("Go-live wave ")),
];

/// Tables that hold nobody: counts, and texts about the lines. Only topics are blanked out in them,
/// see [`TOPICS`].
pub const NOBODY: &[&str] = &[
    "source_file",
    "source_field",
    "control_total",
    "procedure_record",
    "procedure_step_record",
    "business_rule_record",
    "agent_record",
    "agent_skill_record",
    "objective_record",
    "site_record",
    "system_record",
    "outsourcer_record",
    "course_record",
    "money_record",
    "blocking_rule",
    "link_parameter",
    "link_figure",
    "procedure_match",
    "step_alignment",
    "rule_conflict",
    "unified_procedure",
    "unified_step",
    "unified_rule",
    "procedure_decision",
    "promise_conflict",
    "rule_finding",
    "metric",
    "field_gain",
    "contact_volume",
    "contact_hour",
    "workload",
    "journey",
    "promise_status",
    "shared_topic",
    "objective_gap",
    "objective_pair",
    "incentive_conflict",
    "team",
    "skill_matrix",
    "hybrid_candidate",
    "shared_asset",
    "outsourcer_term",
    "site_fit",
    "money_category",
    "shared_cost",
    "staffing",
    "procedure_work",
    "conflict_count",
    "topic_course",
    "phase",
    "phase_fact",
    "work_package",
    "gate",
    "risk",
    "milestone",
    "site_move",
    "audience",
    "training_wave",
    "go_live_wave",
    "follow_up",
    "plan_warning",
];

/// How a reference names the person, if it can.
fn names(reference: &Reference) -> Option<Names> {
    match (reference.to, reference.to_columns) {
        ("customer_record" | "crosswalk", ["source", ..]) => Some(Names::Record),
        ("customer_record" | "crosswalk", ["line", ..]) => Some(Names::Key),
        ("customer", _) => Some(Names::Customer),
        ("contact_record", ["source", ..]) => Some(Names::Contact),
        ("agreement_record", ["source", ..]) => Some(Names::Agreement),
        ("agreement_record" | "agreement", ["line", ..]) => Some(Names::AgreementKey),
        _ => None,
    }
}

/// All columns that may name the person.
pub fn traces() -> Vec<Trace> {
    let referring = REFERENCES.iter().filter_map(|reference| {
        let names = names(reference)?;
        let last = reference.columns.last()?;
        let cleared = CLEARED.contains(&(reference.table, last));
        let fate = if cleared { Fate::Cleared } else { Fate::Removed };
        Some(trace(reference.table, reference.columns, names, fate))
    });
    let mut traces: Vec<Trace> = BESIDES.to_vec();
    // Of customers that ids have changed to, the wider rule above decides.
    traces.extend(referring.filter(|one| one.table != "id_change"));
    traces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::all;
    use sameboat_model::{Entity, Sensitivity};

    /// Columns that name a customer, or something of one, wherever they stand.
    fn points_to_somebody(column: &str) -> bool {
        let own = ["agreement_key", "finances_key", "merged_into", "merged_from", "record_key"];
        own.contains(&column)
            || column.ends_with("customer_id")
            || column.ends_with("customer_key")
            || column == "left_key"
            || column == "right_key"
    }

    #[test]
    fn every_table_is_known_to_hold_people_or_nobody() {
        let all_traces = traces();
        for table in all() {
            let traced = all_traces.iter().any(|one| one.table == table.name);
            let cells = CELLS.contains(&table.name);
            let nobody = NOBODY.contains(&table.name);
            let times = [traced, cells, nobody].into_iter().filter(|yes| *yes).count();
            assert_eq!(times, 1, "say what becomes of `{}` when a person is forgotten", table.name);
        }
    }

    #[test]
    fn every_column_that_points_to_a_customer_is_traced() {
        let all_traces = traces();
        for table in all().iter().filter(|table| !NOBODY.contains(&table.name)) {
            // A party's row has a key of its own, made of its contents, that nothing refers to.
            let own_key =
                |name: &str| table.name == "agreement_party_record" && name == "record_key";
            let pointing = table.columns.iter().filter(|column| points_to_somebody(column.name));
            for column in pointing.filter(|column| !own_key(column.name)) {
                let traced = all_traces
                    .iter()
                    .any(|one| one.table == table.name && one.columns.contains(&column.name));
                assert!(traced, "{}.{} would be left behind", table.name, column.name);
            }
        }
    }

    #[test]
    fn tables_that_hold_nobody_have_no_column_about_customers() {
        let personal: Vec<&str> = [Entity::Customer, Entity::Contact, Entity::Agreement]
            .iter()
            .flat_map(|entity| entity.fields())
            .filter(|field| field.sensitivity != Sensitivity::Open)
            .map(|field| field.name)
            // Sites have towns, and titles are those of procedures.
            .filter(|name| !["city", "title"].contains(name))
            .collect();
        for table in all().iter().filter(|table| NOBODY.contains(&table.name)) {
            for column in table.columns.iter() {
                let points = column.name.contains("customer_") || column.name == "agreement_key";
                assert!(!points && !personal.contains(&column.name), "{}", table.name);
            }
        }
    }

    #[test]
    fn topics_are_blanked_out_where_they_are_counted_and_in_no_key() {
        for table in all().iter().filter(|table| NOBODY.contains(&table.name)) {
            for column in table.columns.iter().map(|column| column.name) {
                let listed = TOPICS.iter().any(|(t, c, _)| (*t, *c) == (table.name, column));
                // Procedures and courses say which topics they serve; those are no contact's.
                let of_procedures =
                    table.name.ends_with("_record") || table.name == "unified_procedure";
                let says = column.contains("topic") && !of_procedures;
                assert!(listed || !says, "{}.{column} would keep a topic", table.name);
                let names = column.ends_with("_key") || ["line", "source"].contains(&column);
                assert!(!(listed && names), "{}.{column}", table.name);
            }
        }
        for (table, column, _) in TOPICS {
            let found = all().into_iter().find(|found| found.name == *table);
            let has = found.is_some_and(|found| found.columns.iter().any(|c| c.name == *column));
            assert!(has && NOBODY.contains(table), "{table}.{column}");
        }
    }

    #[test]
    fn traces_are_columns_that_there_are() {
        let tables = all();
        for Trace { table, columns, .. } in traces() {
            let found = tables.iter().find(|found| found.name == table);
            let has = |name: &&str| {
                found.is_some_and(|found| found.columns.iter().any(|column| column.name == *name))
            };
            assert!(columns.iter().all(has), "{table}: {columns:?}");
        }
    }
}

//! The unified dataset: customers, where their values come from, and what points to them.

use sameboat_model::policy::Audience;
use sameboat_model::{Entity, FieldSpec};

use super::{Column, ColumnType, Table, boolean, field_columns, integer, text};

/// Source record → customer.
pub const CROSSWALK: Table = Table::new(
    "crosswalk",
    "the customer that a source record became; every accepted customer record is here once",
    &[
        text("line", "line of the record"),
        text("source", "source of the record"),
        text("record_key", "key of the record"),
        text("customer_id", "customer it became"),
    ],
);

/// Where each value comes from.
pub const PROVENANCE: Table = Table::new(
    "provenance",
    "where one value of a customer comes from, and the survivorship rule that chose it; customers \
     of one record have rows here only for values that the record says otherwise, as the crosswalk \
     says the rest",
    &[
        text("customer_id", "customer"),
        text("field", "column of the customer"),
        text("line", "line of the record that gave the value"),
        text("source", "source of the record that gave the value"),
        text("record_key", "key of the record that gave the value"),
        text(
            "rule",
            "survivorship rule that decided; `only value` where there was no choice; and whether \
             the title was taken out of the surname",
        ),
        integer("candidates", "different values that there were"),
    ],
);

/// Ties between customers.
pub const RELATIONSHIP: Table = Table::new(
    "relationship",
    "two customers that are tied but never merged",
    &[
        text("kind", "household, co_borrower, guarantor, driver, …"),
        text("left_customer_id", "first customer; of an agreement the main one"),
        text("right_customer_id", "second customer; of an agreement the other party"),
        text("evidence", "what ties them"),
    ],
);

/// Consents after the most restrictive rule.
pub const CONSENT: Table = Table::new(
    "consent",
    "whether a customer may be approached by a channel, over both lines",
    &[
        text("customer_id", "customer"),
        text("channel", "email, phone or post"),
        boolean("granted", "whether marketing is allowed"),
        text("line", "line of the record that decided"),
        text("source", "source of the record that decided"),
        text("record_key", "key of the record that decided"),
    ],
);

/// Whom outbound sales must leave alone.
pub const SUPPRESSION: Table = Table::new(
    "suppression",
    "a customer whom outbound sales must not approach by a channel",
    &[
        text("customer_id", "customer"),
        text("channel", "email, phone or post"),
        text("reason", "why"),
        text("line", "line that it was said to; it binds both"),
    ],
);

/// How ids were carried over from the published run.
pub const ID_CHANGE: Table = Table::new(
    "id_change",
    "a customer_id that the published run had and this one has given up or taken over",
    &[
        text("customer_id", "the earlier id"),
        text("change", "merged (into another customer) or gone (no record left)"),
        text("into_customer_id", "the customer that most of its records are in now"),
    ],
);

/// The fields that a golden customer has: all but what tells of the record, and but regulated ones,
/// which must not reach the other line and stay in the records of the line that they come from.
pub fn golden_fields() -> impl Iterator<Item = &'static FieldSpec> {
    Entity::Customer.fields().iter().filter(|field| {
        !field.is_about_the_record() && field.sensitivity.may_flow_to(Audience::BothLines)
    })
}

/// Golden customers.
pub fn customer() -> Table {
    let mut columns = vec![text("customer_id", "stable id of the customer")];
    columns.extend(golden_fields().map(|f| Column::new(f.name, f.kind.into(), f.doc)));
    columns.push(text("lines", "lines that know the customer, ; between them"));
    columns.push(integer("record_count", "source records of the customer"));
    Table {
        name: "customer",
        doc: "one unified customer, made from a cluster by the survivorship rules",
        columns: columns.into(),
    }
}

/// Contacts and agreements, pointed to customers.
fn pointed(entity: Entity, name: &'static str, doc: &'static str) -> Table {
    let mut columns = vec![
        text("line", "line that the record comes from"),
        text("source", "source that the record comes from"),
        text("customer_id", "customer, empty where the line's customer is unknown"),
    ];
    columns.extend(field_columns(entity));
    Table { name, doc, columns: columns.into() }
}

/// Contacts of both lines.
pub fn contact() -> Table {
    pointed(Entity::Contact, "contact", "one contact of either line, pointed to its customer")
}

/// Agreements of both lines.
pub fn agreement() -> Table {
    let mut table = pointed(
        Entity::Agreement,
        "agreement",
        "one agreement of either line, pointed to its customer",
    );
    table.columns.to_mut().push(Column::new(
        "finances_customer_id",
        ColumnType::Text,
        "customer of the order that it finances, if that order is known",
    ));
    table
}

/// The tables of this stage.
pub fn tables() -> Vec<Table> {
    vec![
        customer(),
        CROSSWALK,
        PROVENANCE,
        contact(),
        agreement(),
        RELATIONSHIP,
        CONSENT,
        SUPPRESSION,
        ID_CHANGE,
    ]
}

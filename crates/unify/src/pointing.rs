//! What points to customers: contacts, agreements, relationships, suppressions.

use sameboat_model::Entity;
use sameboat_store::flow::Flow;
use sameboat_store::{Store, StoreError};

/// A line's customer keys that mean exactly one customer. Two sources of a line may use one key
/// for two customers; rows with such a key stay without a customer rather than get a wrong one.
///
/// A key that is in no export any more means the customer whose record took its record in.
const KEY_CUSTOMER: &str = "CREATE OR REPLACE TEMP TABLE key_customer AS
    WITH taken_in AS (
        SELECT line, source, record_key, trim(unnest(string_split(merged_from, ';'))) AS merged_key
        FROM customer_record WHERE merged_from IS NOT NULL
    ), known AS (
        SELECT line, record_key, customer_id FROM crosswalk
        UNION ALL
        SELECT t.line, t.merged_key, c.customer_id
        FROM taken_in t JOIN crosswalk c USING (line, source, record_key)
        ANTI JOIN crosswalk k ON k.line = t.line AND k.record_key = t.merged_key
    )
    SELECT line, record_key, min(customer_id) AS customer_id FROM known
    GROUP BY line, record_key HAVING count(DISTINCT customer_id) = 1";

/// Fills `contact` and `agreement`.
pub fn point_contacts_and_agreements(store: &Store) -> Result<(), StoreError> {
    store.execute(KEY_CUSTOMER)?;
    store.execute(&format!(
        "INSERT INTO contact SELECT r.line, r.source, k.customer_id, {fields}
         FROM contact_record r
         LEFT JOIN key_customer k ON k.line = r.line AND k.record_key = r.customer_key
         ORDER BY r.line, r.source, r.record_key",
        fields = field_list(store, Entity::Contact)?,
    ))?;
    store.execute(&format!(
        "INSERT INTO agreement SELECT r.line, r.source, k.customer_id, {fields}, o.customer_id
         FROM agreement_record r
         LEFT JOIN key_customer k ON k.line = r.line AND k.record_key = r.customer_key
         LEFT JOIN (
             SELECT a.line, a.record_key, min(k.customer_id) AS customer_id
             FROM agreement_record a
             JOIN key_customer k ON k.line = a.line AND k.record_key = a.customer_key
             GROUP BY a.line, a.record_key HAVING count(*) = 1
         ) o ON o.line <> r.line AND o.record_key = r.finances_key
         ORDER BY r.line, r.source, r.record_key",
        fields = field_list(store, Entity::Agreement)?,
    ))
}

fn field_list(store: &Store, entity: Entity) -> Result<String, StoreError> {
    let flow = Flow::read(store)?;
    let fields: Vec<String> =
        entity.fields().iter().map(|field| flow.field(entity, "r", field.name)).collect();
    Ok(fields.join(", "))
}

/// Fills `relationship`: ties found by linkage, and parties of one agreement. A household has no
/// direction; of an agreement the main customer is the left one. Agreement keys that a line uses
/// twice tie nobody, as it cannot be known whom.
pub fn relate_customers(store: &Store) -> Result<(), StoreError> {
    store.execute(
        "INSERT INTO relationship
         WITH main AS (
             SELECT line, record_key, min(customer_id) AS customer_id FROM agreement
             GROUP BY line, record_key HAVING count(*) = 1
         ), tie AS (
             SELECT r.kind, least(a.customer_id, b.customer_id) AS x,
                    greatest(a.customer_id, b.customer_id) AS y, r.evidence
             FROM link_relationship r
             JOIN crosswalk a ON a.source = r.left_source AND a.record_key = r.left_key
             JOIN crosswalk b ON b.source = r.right_source AND b.record_key = r.right_key
             UNION ALL
             SELECT p.role, m.customer_id, k.customer_id, 'agreement ' || p.agreement_key
             FROM agreement_party_record p
             JOIN main m ON m.line = p.line AND m.record_key = p.agreement_key
             JOIN key_customer k ON k.line = p.line AND k.record_key = p.customer_key
             WHERE p.role <> 'main' AND m.customer_id IS NOT NULL
         )
         SELECT kind, x, y, string_agg(DISTINCT evidence, '; ' ORDER BY evidence)
         FROM tie WHERE x <> y GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    )
}

/// Fills `suppression`: a refusal given to one line binds both.
pub fn suppress(store: &Store) -> Result<(), StoreError> {
    store.execute(
        "INSERT INTO suppression
         SELECT customer_id, channel, 'consent refused', line
         FROM consent WHERE NOT granted ORDER BY customer_id, channel",
    )
}

//! How far the customer bases overlap, and what each line learns about its customers.

use sameboat_model::policy::Audience;
use sameboat_model::{Entity, Value};
use sameboat_store::StoreError;
use sameboat_store::schema::assess::FIELD_GAIN;

use crate::context::Context;
use crate::metric;

pub(crate) fn assess(context: &Context<'_>) -> Result<(), StoreError> {
    mark_customers(context)?;
    overlap(context)?;
    knowledge(context)?;
    households(context)?;
    consents(context)
}

/// Each customer with the lines that have a record of it.
fn mark_customers(context: &Context<'_>) -> Result<(), StoreError> {
    context.store.execute(
        "CREATE OR REPLACE TEMP TABLE customer_lines AS
         SELECT customer_id, bool_or(line = left_line()) AS in_left,
             bool_or(line = right_line()) AS in_right
         FROM crosswalk WHERE customer_id IS NOT NULL GROUP BY customer_id;
         CREATE OR REPLACE TEMP VIEW line_customer AS
         SELECT left_line() AS line, customer_id, in_left AND in_right AS shared
         FROM customer_lines WHERE in_left
         UNION ALL SELECT right_line(), customer_id, in_left AND in_right
         FROM customer_lines WHERE in_right",
    )
}

fn overlap(context: &Context<'_>) -> Result<(), StoreError> {
    context.measure(
        &metric::CUSTOMERS,
        "crosswalk",
        "SELECT 'both', '', count(*) FROM customer_lines
         UNION ALL SELECT 'both', 'shared', count(*) FROM customer_lines WHERE in_left AND in_right
         UNION ALL SELECT line, '', count(customer_id) FROM side LEFT JOIN line_customer USING (line) GROUP BY line
         UNION ALL SELECT line, 'only', count(*) FILTER (NOT shared)
         FROM side LEFT JOIN line_customer USING (line) GROUP BY line",
    )?;
    context.measure(
        &metric::SHARED_SHARE,
        "crosswalk",
        "SELECT 'both', '', share(count(*) FILTER (in_left AND in_right), count(*)) FROM customer_lines
         UNION ALL SELECT line, '', share(count(*) FILTER (shared), count(*)) FROM line_customer GROUP BY line",
    )?;
    context.measure(
        &metric::CUSTOMER_RECORDS,
        "crosswalk",
        "SELECT line, '', count(customer_id) FROM side LEFT JOIN crosswalk USING (line) GROUP BY line",
    )?;
    context.measure(
        &metric::DUPLICATE_RECORDS,
        "crosswalk",
        "SELECT line, '', count(customer_id) - count(DISTINCT customer_id)
         FROM side LEFT JOIN crosswalk USING (line) GROUP BY line",
    )
}

/// What a line can learn, as (name, columns that mean it). A name or phone counts as known in
/// whatever column it stands, because splitting a name in two is no knowledge. Regulated fields
/// never cross lines, consents have figures of their own, and the rest are facts about the line.
fn knowledge_fields() -> Vec<(&'static str, Vec<&'static str>)> {
    const LEFT_OUT: &[&str] = &[
        "kind",
        "house_number",
        "updated_at",
        "customer_since",
        "segment",
        "consent_email",
        "consent_phone",
        "consent_post",
    ];
    let mut fields: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
    for field in Entity::Customer.fields() {
        if !field.sensitivity.may_flow_to(Audience::BothLines)
            || field.is_about_the_record()
            || LEFT_OUT.contains(&field.name)
        {
            continue;
        }
        let name = match field.name {
            "given_name" | "surname" | "full_name" | "organisation" => "name",
            "phone" | "mobile" => "phone",
            other => other,
        };
        match fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, columns)) => columns.push(field.name),
            None => fields.push((name, vec![field.name])),
        }
    }
    fields
}

fn knowledge(context: &Context<'_>) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for line in context.lines() {
        rows.extend(gains_of(context, line)?);
    }
    context.write(&FIELD_GAIN, &rows)?;
    context.measure(
        &metric::FIELDS_GAINED,
        "field_gain",
        "SELECT line, '', sum(gained) FROM field_gain GROUP BY line",
    )
}

/// One pass over the line's records: a wide row of counts, three a field.
fn gains_of(context: &Context<'_>, line: &str) -> Result<Vec<Vec<Value>>, StoreError> {
    let fields = knowledge_fields();
    let given = |alias: &str, columns: &[&str]| {
        let parts: Vec<String> =
            columns.iter().map(|c| format!("named({alias}.\"{c}\"::VARCHAR) <> ''")).collect();
        parts.join(" OR ")
    };
    let had: Vec<String> = fields
        .iter()
        .map(|(name, columns)| format!("bool_or({}) AS had_{name}", given("r", columns)))
        .collect();
    let has: Vec<String> = fields
        .iter()
        .map(|(name, columns)| format!("({}) AS has_{name}", given("c", columns)))
        .collect();
    let counts: Vec<String> = fields
        .iter()
        .map(|(name, _)| {
            format!(
                "count(*) FILTER (had_{name}), count(*) FILTER (has_{name}), \
                 count(*) FILTER (has_{name} AND NOT had_{name})"
            )
        })
        .collect();
    let gains: Vec<String> =
        fields.iter().map(|(name, _)| format!("(has_{name} AND NOT had_{name})")).collect();
    context.store.execute(&format!(
        "CREATE OR REPLACE TEMP TABLE knowledge AS
         WITH own AS (
             SELECT x.customer_id, {had}
             FROM crosswalk x JOIN customer_record r USING (line, source, record_key)
             WHERE x.line = '{line}' GROUP BY x.customer_id
         )
         SELECT own.*, {has} FROM own JOIN customer c USING (customer_id)",
        had = had.join(", "),
        has = has.join(", "),
        line = line.replace('\'', "''"),
    ))?;
    context.measure(
        &metric::CUSTOMERS_GAINING,
        "customer, crosswalk, customer_record",
        &format!(
            "SELECT '{}', '', count(*) FILTER ({}) FROM knowledge",
            line.replace('\'', "''"),
            gains.join(" OR ")
        ),
    )?;
    let sql = format!("SELECT count(*), {} FROM knowledge", counts.join(", "));
    context.store.query_one(&sql, [], |row| {
        let count = |at: usize| row.get::<_, i64>(at).map(Value::Integer);
        fields
            .iter()
            .enumerate()
            .map(|(at, (name, _))| {
                let first = 1 + 3 * at;
                Ok(vec![
                    Value::Text(line.to_owned()),
                    Value::Text((*name).to_owned()),
                    count(0)?,
                    count(first)?,
                    count(first + 1)?,
                    count(first + 2)?,
                ])
            })
            .collect()
    })
}

fn households(context: &Context<'_>) -> Result<(), StoreError> {
    context.measure(
        &metric::HOUSEHOLD_TIES,
        "relationship, crosswalk",
        "SELECT 'both', '', count(*) FROM relationship WHERE kind = 'household'
         UNION ALL SELECT 'both', 'across', count(*) FROM relationship r
         JOIN customer_lines a ON a.customer_id = r.left_customer_id
         JOIN customer_lines b ON b.customer_id = r.right_customer_id
         WHERE r.kind = 'household' AND
             ((a.in_left AND b.in_right) OR (a.in_right AND b.in_left))",
    )?;
    context.measure(
        &metric::HOUSEHOLD_CUSTOMERS,
        "relationship",
        "SELECT 'both', '', count(DISTINCT customer_id) FROM (
             SELECT unnest([left_customer_id, right_customer_id]) AS customer_id
             FROM relationship WHERE kind = 'household')",
    )
}

fn consents(context: &Context<'_>) -> Result<(), StoreError> {
    context.measure(
        &metric::CONSENTS_GRANTED,
        "consent",
        "SELECT 'both', channel, count(*) FILTER (granted) FROM consent GROUP BY channel",
    )?;
    context.measure(
        &metric::SUPPRESSIONS,
        "suppression",
        "SELECT 'both', channel, count(DISTINCT customer_id) FROM suppression GROUP BY channel",
    )?;
    // The refusal may stand in any record of the line; only where none holds it was it unknown.
    context.measure(
        &metric::SUPPRESSIONS_LEARNED,
        "suppression, crosswalk, customer_record",
        "WITH held AS (
             SELECT x.line, x.customer_id,
                 bool_or(r.consent_email = false) AS email,
                 bool_or(r.consent_phone = false) AS phone,
                 bool_or(r.consent_post = false) AS post
             FROM crosswalk x JOIN customer_record r USING (line, source, record_key)
             GROUP BY x.line, x.customer_id
         )
         SELECT h.line, s.channel, count(DISTINCT s.customer_id)
         FROM suppression s JOIN held h USING (customer_id)
         WHERE NOT coalesce(CASE s.channel
             WHEN 'email' THEN h.email WHEN 'phone' THEN h.phone WHEN 'post' THEN h.post END, false)
         GROUP BY h.line, s.channel",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{assessed, figure, rows};

    #[test]
    fn bases_overlap_and_duplicates_of_a_line_count_apart() {
        let store = assessed();
        let customers = |line, segment| figure(&store, "customers", line, segment);
        assert_eq!(customers("both", ""), Some(4.0));
        assert_eq!(customers("both", "shared"), Some(1.0));
        assert_eq!(customers("product", "only"), Some(2.0));
        assert_eq!(customers("financing", "only"), Some(1.0));
        assert_eq!(figure(&store, "duplicate_records", "product", ""), Some(1.0));
        assert_eq!(figure(&store, "duplicate_records", "financing", ""), Some(0.0));
    }

    #[test]
    fn a_line_gains_what_only_the_other_knew() {
        let store = assessed();
        let sql =
            "SELECT line, field, customers, had, has, gained FROM field_gain WHERE gained > 0";
        let gained = ["product | email | 3 | 1 | 2 | 1", "financing | phone | 2 | 0 | 1 | 1"];
        assert_eq!(rows(&store, sql), gained);
        assert_eq!(figure(&store, "customers_gaining", "product", ""), Some(1.0));
    }

    #[test]
    fn regulated_fields_are_never_counted_as_knowledge() {
        for (_, columns) in knowledge_fields() {
            for column in columns {
                let field = Entity::Customer.field(column).unwrap();
                assert!(field.sensitivity.may_flow_to(Audience::BothLines), "{column}");
            }
        }
    }

    #[test]
    fn a_household_may_tie_the_lines_together() {
        let store = assessed();
        assert_eq!(figure(&store, "household_ties", "both", ""), Some(2.0));
        assert_eq!(figure(&store, "household_ties", "both", "across"), Some(1.0));
        assert_eq!(figure(&store, "household_customers", "both", ""), Some(3.0));
    }

    #[test]
    fn a_line_learns_of_refusals_that_it_did_not_hold() {
        let store = assessed();
        assert_eq!(figure(&store, "suppressions_learned", "product", "phone"), Some(1.0));
        assert_eq!(figure(&store, "suppressions_learned", "financing", "phone"), None);
    }
}

//! Systems, outsourcers and sites that both lines use, and the outsourcers' deadlines.

use sameboat_model::Value;
use sameboat_store::StoreError;
use sameboat_store::schema::assess::{OUTSOURCER_TERM, SHARED_ASSET};

use crate::context::{Context, decimal, rounded};
use crate::metric::{self, MetricSpec};
use crate::similarity::{SAME_NAME, company_similarity, one_in_the_other, pair, similarity};
use crate::vocabulary::SAME_FAMILY;

struct Asset {
    key: String,
    name: String,
    vendor: String,
    cost: Option<f64>,
}

pub(crate) fn assess(context: &Context<'_>) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for kind in ["system", "outsourcer", "site"] {
        let [left, right] = context.lines().map(|line| assets_of(context, kind, line));
        rows.extend(shared(kind, &left?, &right?));
    }
    context.write(&SHARED_ASSET, &rows)?;
    terms(context)?;
    measure(context, "system", &metric::SYSTEMS, &metric::SYSTEM_COST)?;
    measure(context, "outsourcer", &metric::OUTSOURCERS, &metric::OUTSOURCER_COST)
}

fn assets_of(context: &Context<'_>, kind: &str, line: &str) -> Result<Vec<Asset>, StoreError> {
    let vendor = if kind == "system" { "named(min(vendor))" } else { "''" };
    context.store.query(
        &format!(
            "SELECT record_key, min(name), {vendor}, max(monthly_cost) FROM {kind}_record
             WHERE line = ? GROUP BY record_key ORDER BY record_key"
        ),
        [line],
        |row| {
            Ok(Asset {
                key: row.get(0)?,
                name: row.get(1)?,
                vendor: row.get(2)?,
                cost: row.get(3)?,
            })
        },
    )
}

/// One vendor's systems are one where a line only names its own more closely (`CRM Financing`).
fn score(kind: &str, left: &Asset, right: &Asset) -> f64 {
    if kind == "outsourcer" {
        return company_similarity(&left.name, &right.name);
    }
    let names = similarity(&left.name, &right.name);
    let one_vendor = company_similarity(&left.vendor, &right.vendor) >= SAME_NAME;
    if one_vendor && one_in_the_other(&left.name, &right.name) {
        return names.max(SAME_FAMILY);
    }
    names
}

fn shared(kind: &str, left: &[Asset], right: &[Asset]) -> Vec<Vec<Value>> {
    let text = |text: &str| Value::Text(text.to_owned());
    pair(left.len(), right.len(), |l, r| score(kind, &left[l], &right[r]))
        .iter()
        .map(|pairing| {
            let (l, r) = (&left[pairing.left], &right[pairing.right]);
            vec![
                text(kind),
                text(&l.key),
                text(&l.name),
                text(&r.key),
                text(&r.name),
                rounded(pairing.score),
                decimal(l.cost),
                decimal(r.cost),
            ]
        })
        .collect()
}

/// Notice periods beyond a century are broken exports, and no date.
fn terms(context: &Context<'_>) -> Result<(), StoreError> {
    context.fill(
        &OUTSOURCER_TERM,
        "WITH paired AS (
             SELECT left_line() AS line, left_key AS record_key FROM shared_asset WHERE kind = 'outsourcer'
             UNION ALL SELECT right_line(), right_key FROM shared_asset WHERE kind = 'outsourcer'
         ), one AS (
             SELECT line, record_key, min(name) AS name, min(service) AS service, max(seats) AS seats,
                 max(monthly_cost) AS monthly_cost, max(contract_ends_on) AS ends_on,
                 max(notice_months) AS notice
             FROM outsourcer_record WHERE line IN (left_line(), right_line())
             GROUP BY line, record_key
         )
         SELECT o.line, o.record_key, name, service, seats, round(monthly_cost, 4), ends_on, notice,
             CASE WHEN notice BETWEEN 0 AND 1200
                 THEN (ends_on - to_months(notice::INTEGER))::DATE END,
             p.record_key IS NOT NULL
         FROM one o LEFT JOIN paired p USING (line, record_key) ORDER BY o.line, o.record_key",
    )
}

fn measure(
    context: &Context<'_>,
    kind: &str,
    number: &MetricSpec,
    cost: &MetricSpec,
) -> Result<(), StoreError> {
    let records = format!("{kind}_record");
    context.measure(
        number,
        &records,
        &format!("SELECT line, '', count(DISTINCT record_key) FROM {records} JOIN side USING (line) GROUP BY line"),
    )?;
    context.measure(
        number,
        "shared_asset",
        &format!("SELECT 'both', 'shared', count(*) FROM shared_asset WHERE kind = '{kind}'"),
    )?;
    context.measure(
        cost,
        &records,
        &format!(
            "SELECT line, '', total(cost) FROM (
                 SELECT line, record_key, max(monthly_cost) AS cost
                 FROM {records} JOIN side USING (line) GROUP BY 1, 2) GROUP BY line"
        ),
    )?;
    context.measure(
        cost,
        "shared_asset",
        &format!(
            "SELECT left_line(), 'shared', total(left_monthly_cost) FROM shared_asset WHERE kind = '{kind}'
             UNION ALL SELECT right_line(), 'shared', total(right_monthly_cost)
             FROM shared_asset WHERE kind = '{kind}'"
        ),
    )
}

#[cfg(test)]
mod tests {
    use crate::example::{assessed, figure, rows};

    #[test]
    fn one_system_or_company_under_two_names_is_shared() {
        let store = assessed();
        let sql = "SELECT kind, left_name, right_name, left_monthly_cost FROM shared_asset";
        let shared = [
            "system | Telephony Hub | telephony hub | 1000.1",
            "outsourcer | TeleCare GmbH | Telecare | 40000.0",
        ];
        assert_eq!(rows(&store, sql), shared);
        assert_eq!(figure(&store, "system_cost", "financing", ""), Some(1700.2));
        assert_eq!(figure(&store, "system_cost", "financing", "shared"), Some(800.2));
    }

    #[test]
    fn notice_is_due_so_many_months_before_the_contract_ends() {
        let sql = "SELECT line, name, notice_by, shared FROM outsourcer_term";
        let terms = [
            "financing | Telecare | 2027-08-29 | true",
            "product | TeleCare GmbH | 2027-03-30 | true",
        ];
        assert_eq!(rows(&assessed(), sql), terms);
    }
}

//! Cost and income of both lines by category, and what a contact costs.

use sameboat_model::Value;
use sameboat_store::StoreError;
use sameboat_store::schema::assess::{MONEY_CATEGORY, SHARED_COST};

use crate::context::{Context, decimal, rounded};
use crate::metric;
use crate::similarity::{pair, similarity};
use crate::vocabulary::{COSTS, SAME_FAMILY, same_family};

pub(crate) fn assess(context: &Context<'_>) -> Result<(), StoreError> {
    context.fill(
        &MONEY_CATEGORY,
        "WITH span AS (SELECT line, count(DISTINCT month) AS months FROM money_record GROUP BY line)
         SELECT m.line, m.kind, named(m.category), count(DISTINCT m.month), round(total(m.amount), 4),
             round(total(m.amount) / any_value(s.months), 4)
         FROM money_record m JOIN span s USING (line) JOIN side USING (line)
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    )?;
    shared_costs(context)?;
    measure(context)
}

fn costs_of(context: &Context<'_>, line: &str) -> Result<Vec<(String, Option<f64>)>, StoreError> {
    context.store.query(
        "SELECT category, monthly FROM money_category
         WHERE line = ? AND kind = 'cost' AND category <> '' ORDER BY category",
        [line],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

fn shared_costs(context: &Context<'_>) -> Result<(), StoreError> {
    let [left, right] = context.lines().map(|line| costs_of(context, line));
    let (left, right) = (left?, right?);
    let rows: Vec<Vec<Value>> =
        pair(left.len(), right.len(), |l, r| score(&left[l].0, &right[r].0))
            .iter()
            .map(|pairing| {
                let (l, r) = (&left[pairing.left], &right[pairing.right]);
                vec![
                    Value::Text(l.0.clone()),
                    Value::Text(r.0.clone()),
                    rounded(pairing.score),
                    decimal(l.1),
                    decimal(r.1),
                ]
            })
            .collect();
    context.write(&SHARED_COST, &rows)
}

fn score(left: &str, right: &str) -> f64 {
    let names = similarity(left, right);
    if same_family(left, right, COSTS) { names.max(SAME_FAMILY) } else { names }
}

fn measure(context: &Context<'_>) -> Result<(), StoreError> {
    context.measure(
        &metric::MONTHLY_COST,
        "money_category",
        "SELECT line, '', total(monthly) FROM money_category WHERE kind = 'cost' GROUP BY line",
    )?;
    context.measure(
        &metric::MONTHLY_COST,
        "shared_cost",
        "SELECT left_line(), 'shared', total(left_monthly) FROM shared_cost
         UNION ALL SELECT right_line(), 'shared', total(right_monthly) FROM shared_cost",
    )?;
    context.measure(
        &metric::MONTHLY_INCOME,
        "money_category",
        "SELECT line, '', total(monthly) FROM money_category WHERE kind = 'income' GROUP BY line",
    )?;
    context.measure(
        &metric::COST_PER_CONTACT,
        "money_record, workload",
        "WITH cost AS (
             SELECT line, date_trunc('month', month)::DATE AS month, total(amount) AS cost
             FROM money_record WHERE kind = 'cost' GROUP BY 1, 2
         )
         SELECT w.line, '', share(total(c.cost), sum(w.contacts))
         FROM workload w JOIN cost c USING (line, month) GROUP BY w.line",
    )
}

#[cfg(test)]
mod tests {
    use crate::example::{assessed, figure, rows};

    #[test]
    fn amounts_are_a_month_and_shared_categories_are_the_base_of_synergy() {
        let store = assessed();
        let sql = "SELECT line, kind, category, total, monthly FROM money_category";
        let categories = [
            "financing | cost | Personnel | 50.0 | 50.0",
            "product | cost | Personnel | 200.4 | 100.2",
            "product | income | Sales | 500.0 | 250.0",
        ];
        assert_eq!(rows(&store, sql), categories);
        assert_eq!(figure(&store, "monthly_cost", "product", "shared"), Some(100.2));
        // 200.40 for the five contacts of both months.
        assert_eq!(figure(&store, "cost_per_contact", "product", ""), Some(40.08));
    }
}

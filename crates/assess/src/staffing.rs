//! Agents that inbound calls need, with a queue for each line and with one for both.
//!
//! Taken hour by hour for the mean working day (Monday to Friday) of the month with most inbound
//! calls. One queue needs agents who can serve both lines: its gain is what hybrid agents bring.

use sameboat_model::Value;
use sameboat_store::StoreError;
use sameboat_store::schema::assess::STAFFING;

use crate::context::{Context, rounded};
use crate::erlang::{self, Queue};
use crate::metric;

/// Calls of one pool in one hour.
struct Demand {
    pool: String,
    hour: i64,
    calls: f64,
    handle_seconds: f64,
}

pub(crate) fn assess(context: &Context<'_>) -> Result<(), StoreError> {
    let plan = context.plan();
    let mut rows = Vec::new();
    for demand in demands(context)? {
        let queue = erlang::smallest(
            demand.calls,
            demand.handle_seconds,
            plan.service_level,
            plan.answer_seconds,
        );
        if let Some(queue) = queue {
            rows.push(row(&demand, &queue, plan.shrinkage));
        }
    }
    context.write(&STAFFING, &rows)?;
    measure(context)
}

fn demands(context: &Context<'_>) -> Result<Vec<Demand>, StoreError> {
    context.store.query(
        "WITH call AS (
             SELECT line, month, hour(started_at) AS hour, started_at::DATE AS day, handle_seconds
             FROM touch WHERE inbound_call AND isodow(started_at) <= 5
         ), busiest AS (
             SELECT month FROM call GROUP BY month ORDER BY count(*) DESC, month LIMIT 1
         ), chosen AS (SELECT * FROM call JOIN busiest USING (month)),
         span AS (SELECT count(DISTINCT day) AS days FROM chosen),
         pooled AS (SELECT * FROM chosen UNION ALL SELECT * REPLACE ('pooled' AS line) FROM chosen),
         effort AS (
             SELECT line, mean(CASE WHEN handle_seconds > 0 THEN handle_seconds END) AS seconds
             FROM pooled GROUP BY line
         )
         SELECT p.line, p.hour, count(*)::DOUBLE / any_value(s.days), any_value(e.seconds)
         FROM pooled p JOIN effort e USING (line) CROSS JOIN span s
         WHERE e.seconds IS NOT NULL
         GROUP BY 1, 2 ORDER BY p.line = 'pooled', p.line, p.hour",
        [],
        |row| {
            Ok(Demand {
                pool: row.get(0)?,
                hour: row.get(1)?,
                calls: row.get(2)?,
                handle_seconds: row.get(3)?,
            })
        },
    )
}

fn row(demand: &Demand, queue: &Queue, shrinkage: f64) -> Vec<Value> {
    vec![
        Value::Text(demand.pool.clone()),
        Value::Integer(demand.hour),
        rounded(demand.calls),
        rounded(demand.handle_seconds),
        rounded(queue.load),
        Value::Integer(i64::from(queue.agents)),
        rounded(f64::from(queue.agents) / (1.0 - shrinkage)),
        rounded(queue.occupancy),
        rounded(queue.service_level),
        rounded(queue.mean_wait),
    ]
}

fn measure(context: &Context<'_>) -> Result<(), StoreError> {
    let sums = "SELECT 'both' AS line, CASE pool WHEN 'pooled' THEN 'pooled' ELSE 'separate' END AS segment, hour,
             sum(agents) AS agents, total(scheduled) AS scheduled
         FROM staffing GROUP BY 2, 3";
    context.measure(
        &metric::PEAK_AGENTS,
        "staffing",
        &format!("SELECT line, segment, max(agents) FROM ({sums}) GROUP BY 1, 2"),
    )?;
    context.measure(
        &metric::AGENT_HOURS,
        "staffing",
        &format!("SELECT line, segment, total(scheduled) FROM ({sums}) GROUP BY 1, 2"),
    )?;
    context.measure(
        &metric::POOLING_GAIN,
        "staffing",
        "SELECT 'both', '', total(CASE pool WHEN 'pooled' THEN -scheduled ELSE scheduled END)
         FROM staffing HAVING count(*) > 0",
    )
}

#[cfg(test)]
mod tests {
    use crate::example::{assessed, figure, rows};

    #[test]
    fn one_queue_needs_fewer_agents_than_two() {
        let store = assessed();
        let sql = "SELECT pool, hour, agents FROM staffing";
        assert_eq!(rows(&store, sql), ["financing | 9 | 1", "product | 9 | 1", "pooled | 9 | 1"]);
        assert_eq!(figure(&store, "peak_agents", "both", "separate"), Some(2.0));
        assert_eq!(figure(&store, "peak_agents", "both", "pooled"), Some(1.0));
        // One agent at the desk for one hour, by a shrinkage of 0.3.
        assert_eq!(figure(&store, "pooling_gain", "both", ""), Some(1.4286));
    }
}

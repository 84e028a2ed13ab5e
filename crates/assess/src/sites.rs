//! Sites, their free seats, and whether the other line would fit in.

use sameboat_store::StoreError;
use sameboat_store::schema::assess::SITE_FIT;

use crate::context::Context;
use crate::metric;

pub(crate) fn assess(context: &Context<'_>) -> Result<(), StoreError> {
    fits(context)?;
    context.measure(
        &metric::SITES,
        "site_fit",
        "SELECT line, '', count(*) FROM site_fit GROUP BY line",
    )?;
    context.measure(
        &metric::SEATS,
        "site_fit",
        "SELECT line, '', sum(seats) FROM site_fit GROUP BY line
         UNION ALL SELECT line, 'free', sum(seats_free) FROM site_fit GROUP BY line",
    )?;
    context.measure(
        &metric::SEATS_SHORT,
        "site_fit",
        "SELECT 'both', '', min(seats_short) FROM site_fit WHERE NOT outsourced",
    )
}

/// Seats are counted at peak, because people who work in shifts share them. Where an export does
/// not say how many are used, each agent is taken to need one. People of outsourcers stay with
/// their company, and people who sit with the other line already need not move.
fn fits(context: &Context<'_>) -> Result<(), StoreError> {
    context.fill(
        &SITE_FIT,
        "WITH place AS (
             SELECT line, record_key, min(name) AS name, min(city) AS city, max(seats) AS seats,
                 max(seats_used) AS used, max(lease_ends_on) AS lease_ends_on,
                 max(monthly_cost) AS monthly_cost
             FROM site_record WHERE line IN (left_line(), right_line())
             GROUP BY line, record_key
         ), manning AS (
             SELECT line, site_key AS record_key, sum(agents)::BIGINT AS agents,
                 bool_and(outsourced) AS outsourced
             FROM team GROUP BY 1, 2
         ), together AS (
             SELECT left_line() AS line, left_key AS record_key FROM shared_asset WHERE kind = 'site'
             UNION ALL SELECT right_line(), right_key FROM shared_asset WHERE kind = 'site'
         ), manned AS (
             SELECT p.*, coalesce(m.agents, 0) AS agents, coalesce(p.used, m.agents, 0) AS taken,
                 coalesce(m.outsourced, false) AS outsourced, t.record_key IS NOT NULL AS shared
             FROM place p LEFT JOIN manning m USING (line, record_key)
             LEFT JOIN together t USING (line, record_key)
         ), need AS (
             SELECT s.line, coalesce(m.taken, a.agents, 0)::BIGINT AS seats FROM side s
             LEFT JOIN (
                 SELECT line, coalesce(sum(taken) FILTER (NOT outsourced AND NOT shared), 0) AS taken
                 FROM manned GROUP BY line) m USING (line)
             LEFT JOIN (SELECT line, sum(agents) AS agents FROM team GROUP BY line) a USING (line)
         )
         SELECT m.line, m.record_key, m.name, m.city, m.seats, m.taken,
             greatest(0, m.seats - m.taken), m.lease_ends_on, round(m.monthly_cost, 4), m.agents,
             m.outsourced, m.shared, n.seats,
             greatest(0, n.seats - greatest(0, m.seats - m.taken))
         FROM manned m JOIN need n ON n.line = other_line(m.line)
         ORDER BY m.line, m.record_key",
    )
}

#[cfg(test)]
mod tests {
    use crate::example::{assessed, figure, rows};

    #[test]
    fn a_line_fits_in_where_enough_seats_are_free_at_peak() {
        let store = assessed();
        let sql =
            "SELECT line, name, seats_used, seats_free, other_seats, seats_short FROM site_fit";
        let fits = ["financing | South | 2 | 0 | 7 | 7", "product | North | 7 | 3 | 2 | 0"];
        assert_eq!(rows(&store, sql), fits);
        assert_eq!(figure(&store, "seats_short", "both", ""), Some(0.0));
    }
}

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
        "SELECT 'both', '', min(seats_short) FROM site_fit",
    )
}

/// Seats are counted at peak, because people who work in shifts share them. Where an export does
/// not say how many are used, each agent is taken to need one.
fn fits(context: &Context<'_>) -> Result<(), StoreError> {
    context.fill(
        &SITE_FIT,
        "WITH place AS (
             SELECT line, record_key, min(name) AS name, min(city) AS city, max(seats) AS seats,
                 max(seats_used) AS used, max(lease_ends_on) AS lease_ends_on,
                 max(monthly_cost) AS monthly_cost
             FROM site_record WHERE line IN (left_line(), right_line())
             GROUP BY line, record_key
         ), manned AS (
             SELECT p.*, coalesce(a.agents, 0) AS agents, coalesce(p.used, a.agents, 0) AS taken
             FROM place p LEFT JOIN (
                 SELECT line, site_key AS record_key, count(*) AS agents FROM staff GROUP BY 1, 2
             ) a USING (line, record_key)
         ), need AS (
             SELECT s.line, coalesce(m.taken, a.agents, 0) AS seats FROM side s
             LEFT JOIN (SELECT line, sum(taken) AS taken FROM manned GROUP BY line) m USING (line)
             LEFT JOIN (SELECT line, count(*) AS agents FROM staff GROUP BY line) a USING (line)
         )
         SELECT m.line, m.record_key, m.name, m.city, m.seats, m.taken,
             greatest(0, m.seats - m.taken), m.lease_ends_on, round(m.monthly_cost, 4), m.agents,
             n.seats, greatest(0, n.seats - greatest(0, m.seats - m.taken))
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

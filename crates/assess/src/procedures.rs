//! What aligning the procedures takes: counts of what the reconciliation found, weighed by the
//! contacts that it affects.

use sameboat_store::StoreError;
use sameboat_store::schema::assess::{CONFLICT_COUNT, PROCEDURE_WORK};

use crate::context::Context;
use crate::metric;

pub(crate) fn assess(context: &Context<'_>) -> Result<(), StoreError> {
    work(context)?;
    context.fill(
        &CONFLICT_COUNT,
        "SELECT kind, class, count(*), count(*) FILTER (open), count(DISTINCT match_id)
         FROM rule_conflict GROUP BY 1, 2 ORDER BY 1, 2",
    )?;
    measure(context)
}

/// A contact counts for every procedure that serves its topic, and once for each match; nothing is said where nobody
/// knows what either procedure serves.
fn work(context: &Context<'_>) -> Result<(), StoreError> {
    context.fill(
        &PROCEDURE_WORK,
        "WITH steps AS (
             SELECT match_id, count(*) AS steps, count(*) FILTER (operation <> 'same') AS different
             FROM step_alignment GROUP BY match_id
         ), rules AS (
             SELECT match_id, count(*) FILTER (open) AS conflicts,
                 count(*) FILTER (open AND class = 'contradictory') AS contradictory
             FROM rule_conflict GROUP BY match_id
         )
         SELECT m.match_id, named(m.left_title), named(m.right_title), m.relation,
             CASE WHEN coalesce(m.left_contacts, m.right_contacts) IS NOT NULL
                 THEN coalesce(m.left_contacts, 0) + coalesce(m.right_contacts, 0) END AS contacts,
             coalesce(s.steps, 0), coalesce(s.different, 0),
             coalesce(c.conflicts, 0), coalesce(c.contradictory, 0)
         FROM procedure_match m
         LEFT JOIN steps s USING (match_id) LEFT JOIN rules c USING (match_id)
         ORDER BY contacts DESC NULLS LAST, m.match_id",
    )
}

fn measure(context: &Context<'_>) -> Result<(), StoreError> {
    context.measure(
        &metric::PROCEDURES,
        "procedure_record",
        "SELECT line, '', count(DISTINCT record_key) FROM procedure_record JOIN side USING (line)
         GROUP BY line",
    )?;
    context.measure(
        &metric::PROCEDURE_MATCHES,
        "procedure_work",
        "SELECT 'both', relation, count(*) FROM procedure_work GROUP BY relation",
    )?;
    context.measure(
        &metric::CONFLICTS,
        "conflict_count",
        "SELECT 'both', class, sum(rules) FROM conflict_count GROUP BY class",
    )?;
    context.measure(
        &metric::CONFLICTS_TO_DECIDE,
        "procedure_work",
        "SELECT 'both', '', coalesce(sum(conflicts), 0) FROM procedure_work
         UNION ALL SELECT 'both', relation, sum(conflicts) FROM procedure_work
         GROUP BY relation HAVING sum(conflicts) > 0",
    )?;
    context.measure(
        &metric::CONFLICT_CONTACTS,
        "procedure_work",
        "SELECT 'both', '', coalesce(sum(contacts), 0) FROM procedure_work WHERE conflicts > 0
         HAVING count(*) = 0 OR count(contacts) > 0",
    )?;
    context.measure(
        &metric::STEPS_DIFFERENT,
        "procedure_work",
        "SELECT 'both', '', share(sum(steps_different), sum(steps)) FROM procedure_work
         WHERE relation = 'same'",
    )
}

#[cfg(test)]
mod tests {
    use sameboat_model::progress::Silent;

    use crate::example::{assessed, figure, rows, settings, store};

    #[test]
    fn what_people_decided_is_no_work_any_more() {
        let store = store();
        store.execute("UPDATE rule_conflict SET open = false WHERE class = 'tighter'").unwrap();
        crate::assess(&settings(), &store, &Silent).unwrap();
        assert_eq!(figure(&store, "conflicts_to_decide", "both", ""), Some(1.0));
        assert_eq!(rows(&store, "SELECT sum(rules), sum(open) FROM conflict_count"), ["3 | 1"]);
    }

    #[test]
    fn contacts_that_nobody_knows_are_no_zero() {
        let store = store();
        store
            .execute("UPDATE procedure_match SET left_contacts = NULL WHERE match_id = 2")
            .unwrap();
        crate::assess(&settings(), &store, &Silent).unwrap();
        let sql = "SELECT match_id, contacts IS NULL FROM procedure_work";
        assert_eq!(rows(&store, sql), ["1 | false", "2 | true"]);
    }

    #[test]
    fn contacts_of_conflicts_are_no_zero_where_nobody_knows_any() {
        let store = store();
        store
            .execute("UPDATE procedure_match SET left_contacts = NULL, right_contacts = NULL")
            .unwrap();
        crate::assess(&settings(), &store, &Silent).unwrap();
        assert_eq!(figure(&store, "conflict_contacts", "both", ""), None);
    }

    #[test]
    fn the_match_with_most_contacts_comes_first() {
        let store = assessed();
        let sql = "SELECT * FROM procedure_work";
        let work = [
            "1 | Complaint | Beschwerde | same | 4 | 4 | 2 | 2 | 1",
            "2 | Test drive |  | only_left | 1 | 0 | 0 | 0 | 0",
        ];
        assert_eq!(rows(&store, sql), work);
        assert_eq!(figure(&store, "conflicts_to_decide", "both", ""), Some(2.0));
        assert_eq!(figure(&store, "conflict_contacts", "both", ""), Some(4.0));
        assert_eq!(figure(&store, "steps_different", "both", ""), Some(0.5));
    }
}

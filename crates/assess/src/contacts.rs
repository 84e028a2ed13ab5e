//! Volumes, times, repeats, promises and suppressed customers in the contacts of both lines.

use sameboat_store::StoreError;
use sameboat_store::schema::assess::{
    CONTACT_HOUR, CONTACT_VOLUME, JOURNEY, PROMISE_STATUS, WORKLOAD,
};

use crate::context::Context;
use crate::metric;

/// Outcomes that say that the caller gave up, in the languages of exports seen so far.
const GAVE_UP: &str = "abandon|hung up|hang up|gave up|lost call|missed|aufgelegt|abgebrochen|\
     verloren|raccroch|abandonad|riagganc";
/// Whole outcomes, without accents, that say that nobody answered.
const NOBODY: &str = "^(no answer|not answered|unanswered|not reached|(no-)?one answered|keine antwort|\
     nicht angenommen|nicht beantwortet|nicht erreicht|sans reponse|non repondue?|non decroche|sin respuesta|\
     sin contestar|no contestad[ao]|no atendid[ao]|nessuna risposta|senza risposta|non rispost[ao])\\W*$";

pub(crate) fn assess(context: &Context<'_>) -> Result<(), StoreError> {
    mark_contacts(context)?;
    volumes(context)?;
    times(context)?;
    repeats(context)?;
    promises(context)?;
    suppressed(context)
}

/// Contacts of the two lines with what all figures need. A call counts as abandoned if its outcome
/// says so, or if it has no agent and a handle time of zero: a time that is not there is unknown. Whether somebody
/// took a call is known where it has an agent or a handle time, or its source tells of such as nobody took.
fn mark_contacts(context: &Context<'_>) -> Result<(), StoreError> {
    context.store.execute(&format!(
        "CREATE OR REPLACE TEMP TABLE touch AS
         SELECT *, inbound_call AND (agent_key IS NOT NULL OR handle_seconds IS NOT NULL
             OR bool_or(abandoned) OVER (PARTITION BY line, source)) AS known_call
         FROM (SELECT line, source, record_key, customer_id, started_at, direction, channel,
             named(topic) AS topic, date_trunc('month', started_at)::DATE AS month,
             agent_key, wait_seconds, handle_seconds, promise, promise_due, promise_kept,
             direction = 'inbound' AND channel = 'call' AS inbound_call,
             direction = 'inbound' AND channel = 'call' AND (
                 regexp_matches(lower(coalesce(outcome, '')), '{GAVE_UP}')
                 OR regexp_matches(strip_accents(lower(trim(coalesce(outcome, '')))), '{NOBODY}')
                 OR (agent_key IS NULL AND coalesce(handle_seconds = 0, false))) AS abandoned
             FROM contact WHERE line IN (left_line(), right_line()))"
    ))
}

fn volumes(context: &Context<'_>) -> Result<(), StoreError> {
    context.fill(
        &CONTACT_VOLUME,
        "SELECT line, channel, direction, topic, month, count(*),
             round(total(handle_seconds) / 3600, 4), round(mean(handle_seconds), 4),
             round(mean(wait_seconds), 4), count(*) FILTER (abandoned)
         FROM touch GROUP BY ALL ORDER BY line, channel, direction, topic, month",
    )?;
    context.fill(
        &CONTACT_HOUR,
        "SELECT line, isodow(started_at), hour(started_at), count(*),
             count(*) FILTER (inbound_call), round(total(handle_seconds) / 3600, 4)
         FROM touch GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    )?;
    context.fill(
        &WORKLOAD,
        "WITH hours AS (
             SELECT line, month, max(calls) AS calls FROM (
                 SELECT line, month, date_trunc('hour', started_at) AS hour,
                     count(*) FILTER (inbound_call) AS calls
                 FROM touch GROUP BY 1, 2, 3) GROUP BY 1, 2
         )
         SELECT t.line, t.month, count(*), round(total(t.handle_seconds) / 3600, 4),
             any_value(h.calls)
         FROM touch t JOIN hours h USING (line, month) GROUP BY 1, 2 ORDER BY 1, 2",
    )?;
    context.measure(
        &metric::CONTACTS,
        "contact",
        "SELECT line, '', count(record_key) FROM side LEFT JOIN touch USING (line) GROUP BY line
         UNION ALL SELECT 'both', '', count(*) FROM touch",
    )?;
    context.measure(
        &metric::CONTACT_HOURS,
        "contact",
        "SELECT line, '', total(handle_seconds) / 3600 FROM touch GROUP BY line
         UNION ALL SELECT 'both', '', total(handle_seconds) / 3600 FROM touch",
    )?;
    context.measure(
        &metric::PEAK_HOUR_CALLS,
        "workload",
        "SELECT line, '', max(peak_hour_calls) FROM workload GROUP BY line",
    )?;
    context.measure(
        &metric::BUSIEST_MONTH_HOURS,
        "workload",
        "SELECT line, '', max(handle_hours) FROM workload GROUP BY line",
    )
}

fn times(context: &Context<'_>) -> Result<(), StoreError> {
    context.measure(
        &metric::HANDLE_SECONDS,
        "contact",
        "SELECT line, channel, mean(handle_seconds) FROM touch GROUP BY line, channel",
    )?;
    context.measure(
        &metric::WAIT_SECONDS,
        "contact",
        "SELECT line, channel, mean(wait_seconds) FROM touch GROUP BY line, channel",
    )?;
    context.measure(
        &metric::ABANDONED_CALLS,
        "contact",
        "SELECT line, '', count(*) FILTER (abandoned) FROM touch GROUP BY line",
    )?;
    context.measure(
        &metric::ABANDON_RATE,
        "contact",
        "SELECT line, '', share(count(*) FILTER (abandoned), count(*) FILTER (known_call))
         FROM touch GROUP BY line",
    )?;
    context.measure(
        &metric::CONTACTS_WITH_CUSTOMER,
        "contact",
        "SELECT line, '', share(count(customer_id), count(*)) FROM touch GROUP BY line",
    )?;
    context.measure(
        &metric::SHARED_CUSTOMER_CONTACTS,
        "contact, crosswalk",
        "SELECT line, '', count(*) FILTER (in_left AND in_right)
         FROM touch LEFT JOIN customer_lines USING (customer_id) GROUP BY line",
    )
}

/// Each inbound contact is looked at once, with the one before it of the same customer in either
/// line, so that the repeats of a line and across lines add up to all repeats.
fn repeats(context: &Context<'_>) -> Result<(), StoreError> {
    context.store.execute(&format!(
        "CREATE OR REPLACE TEMP TABLE step AS
         SELECT customer_id, line, topic, lag(line) OVER w AS before_line,
             lag(topic) OVER w AS before_topic,
             date_diff('second', lag(started_at) OVER w, started_at) / 86400.0 AS days
         FROM touch WHERE direction = 'inbound' AND customer_id IS NOT NULL
         WINDOW w AS (PARTITION BY customer_id ORDER BY started_at, line, source, record_key);
         CREATE OR REPLACE TEMP VIEW repeat_step AS
         SELECT * FROM step WHERE before_line IS NOT NULL AND days <= {}",
        context.plan().repeat_days
    ))?;
    context.fill(
        &JOURNEY,
        "SELECT before_line, before_topic, line, topic, count(*), count(DISTINCT customer_id),
             round(median(days), 2)
         FROM repeat_step GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4",
    )?;
    context.measure(
        &metric::REPEAT_CONTACTS,
        "journey",
        "SELECT second_line, 'same_line', coalesce(sum(contacts), 0) FROM journey
         WHERE first_line = second_line GROUP BY second_line
         UNION ALL SELECT second_line, 'same_topic', sum(contacts) FROM journey
         WHERE first_line = second_line AND first_topic = second_topic GROUP BY second_line
         UNION ALL SELECT second_line, 'other_line', sum(contacts) FROM journey
         WHERE first_line <> second_line GROUP BY second_line
         UNION ALL SELECT 'both', 'other_line', coalesce(sum(contacts), 0) FROM journey
         WHERE first_line <> second_line",
    )?;
    context.measure(
        &metric::REPEAT_RATE,
        "contact",
        &format!(
            "WITH seen AS (SELECT *, before_line IS NOT NULL AND days <= {} AS again FROM step)
             SELECT line, 'same_line', share(count(*) FILTER (again AND line = before_line), count(*))
             FROM seen GROUP BY line
             UNION ALL SELECT line, 'other_line',
                 share(count(*) FILTER (again AND line <> before_line), count(*))
             FROM seen GROUP BY line
             UNION ALL SELECT 'both', 'other_line',
                 share(count(*) FILTER (again AND line <> before_line), count(*)) FROM seen",
            context.plan().repeat_days
        ),
    )?;
    context.measure(
        &metric::CROSS_LINE_CUSTOMERS,
        "contact",
        "SELECT 'both', '', count(DISTINCT customer_id) FROM repeat_step WHERE line <> before_line",
    )
}

/// What is due by a day is promised, whether or not a text says what. The data's own last day is the day
/// of reckoning: no clock is read. A source that never says whether a promise was kept says nothing about
/// the due ones either: those are unknown, not overdue.
fn promises(context: &Context<'_>) -> Result<(), StoreError> {
    context.fill(
        &PROMISE_STATUS,
        "WITH given AS (
             SELECT line, topic, promise_kept AS kept,
                 promise_due < (SELECT max(started_at)::DATE FROM touch) AS due,
                 count(promise_kept) OVER (PARTITION BY line, source) > 0 AS followed_up
             FROM touch WHERE named(promise) <> '' OR promise_due IS NOT NULL
         ), ended AS (
             SELECT line, topic, CASE
                 WHEN kept THEN 'kept'
                 WHEN NOT kept THEN 'broken'
                 WHEN NOT followed_up AND coalesce(due, true) THEN 'unknown'
                 WHEN due THEN 'overdue'
                 ELSE 'pending' END AS status
             FROM given
         )
         SELECT line, topic, count(*), count(*) FILTER (status = 'kept'),
             count(*) FILTER (status = 'broken'), count(*) FILTER (status = 'overdue'),
             count(*) FILTER (status = 'pending'), count(*) FILTER (status = 'unknown')
         FROM ended GROUP BY 1, 2 ORDER BY 1, 2",
    )?;
    context.measure(
        &metric::PROMISES,
        "promise_status",
        "SELECT coalesce(line, 'both'), segment, sum(promises) FROM (
             SELECT line,
                 unnest(['', 'kept', 'broken', 'overdue', 'pending', 'unknown']) AS segment,
                 unnest([given, kept, broken, overdue, pending, unknown]) AS promises
             FROM promise_status) GROUP BY GROUPING SETS ((line, segment), (segment))",
    )?;
    context.measure(
        &metric::PROMISE_KEPT_RATE,
        "promise_status",
        "SELECT coalesce(line, 'both'), '', share(sum(kept), sum(kept) + sum(broken) + sum(overdue))
         FROM promise_status GROUP BY GROUPING SETS ((line), ())",
    )
}

fn suppressed(context: &Context<'_>) -> Result<(), StoreError> {
    context.measure(
        &metric::OUTBOUND_SUPPRESSED,
        "contact, suppression",
        "WITH refusal AS (
             SELECT DISTINCT customer_id, line,
                 CASE channel WHEN 'phone' THEN 'call' WHEN 'post' THEN 'letter' ELSE channel END
                     AS channel
             FROM suppression
         ), hit AS (
             SELECT t.line, t.source, t.record_key, bool_and(r.line = other_line(t.line)) AS elsewhere
             FROM touch t JOIN refusal r USING (customer_id)
             WHERE t.direction = 'outbound'
                 AND (t.channel = r.channel OR (t.channel = 'message' AND r.channel = 'call'))
             GROUP BY 1, 2, 3
         )
         SELECT line, '', count(record_key) FROM side LEFT JOIN hit USING (line) GROUP BY line
         UNION ALL SELECT line, 'other_line', count(*) FILTER (elsewhere) FROM hit GROUP BY line",
    )
}

#[cfg(test)]
mod tests {
    use sameboat_model::progress::Silent;

    use crate::example::{assessed, figure, rows, settings, store as example};

    #[test]
    fn a_contact_is_a_repeat_of_the_customers_contact_before_it_in_either_line() {
        let store = assessed();
        let sql = "SELECT first_line, first_topic, second_line, second_topic, contacts, median_days \
                   FROM journey ORDER BY ALL";
        let journeys = [
            "financing | Complaints | financing | Complaints | 1 | 1.0",
            "product | complaint | financing | Complaints | 1 | 2.01",
        ];
        assert_eq!(rows(&store, sql), journeys);
        assert_eq!(figure(&store, "cross_line_customers", "both", ""), Some(1.0));
        assert_eq!(figure(&store, "repeat_rate", "financing", "other_line"), Some(0.5));
        assert_eq!(figure(&store, "repeat_rate", "product", "same_line"), Some(0.0));
    }

    #[test]
    fn a_promise_is_kept_broken_or_overdue_and_unknown_where_none_is_followed_up() {
        let store = assessed();
        let sql = "SELECT * FROM promise_status";
        let promises = [
            "financing | Complaints | 2 | 0 | 0 | 0 | 0 | 2",
            "product | complaint | 1 | 1 | 0 | 0 | 0 | 0",
            "product | offer | 1 | 0 | 0 | 1 | 0 | 0",
            "product | test drive | 1 | 0 | 1 | 0 | 0 | 0",
        ];
        assert_eq!(rows(&store, sql), promises);
        assert_eq!(figure(&store, "promises", "both", ""), Some(5.0));
        assert_eq!(figure(&store, "promises", "financing", "unknown"), Some(2.0));
        assert_eq!(figure(&store, "promise_kept_rate", "product", ""), Some(0.3333));
        assert_eq!(figure(&store, "promise_kept_rate", "financing", ""), None);
    }

    #[test]
    fn a_lost_call_is_abandoned() {
        let store = assessed();
        assert_eq!(figure(&store, "abandoned_calls", "product", ""), Some(1.0));
        assert_eq!(figure(&store, "abandon_rate", "product", ""), Some(0.5));
        assert_eq!(figure(&store, "abandoned_calls", "financing", ""), Some(0.0));
    }

    /// The abandoned calls of the product line and their share, after these calls came in besides those of the example.
    fn abandoned_with(calls: &str) -> (Option<f64>, Option<f64>) {
        let store = example();
        store
            .execute(&format!(
                "INSERT INTO contact (line, source, record_key, started_at, direction, channel, agent_key, \
                 handle_seconds, outcome) SELECT 'product', source, key, TIMESTAMP '2026-03-09 10:00', 'inbound', \
                 'call', agent, seconds, outcome FROM (VALUES {calls}) AS v(source, key, agent, seconds, outcome)"
            ))
            .unwrap();
        crate::assess(&settings(), &store, &Silent).unwrap();
        let of = |metric| figure(&store, metric, "product", "");
        (of("abandoned_calls"), of("abandon_rate"))
    }

    #[test]
    fn a_call_of_a_ticket_system_without_any_duration_is_not_abandoned() {
        let tickets = "('desk', '10', NULL, NULL, 'open'), ('desk', '11', NULL, NULL, NULL)";
        assert_eq!(abandoned_with(tickets), (Some(1.0), Some(0.5)));
        let taken = "('desk', '10', 'A1', NULL, 'open'), ('desk', '11', NULL, 40, NULL)";
        assert_eq!(abandoned_with(taken), (Some(1.0), Some(0.25)));
        let lost = "('acd', '10', NULL, 0, NULL), ('acd', '11', NULL, NULL, 'resolved')";
        assert_eq!(abandoned_with(lost), (Some(2.0), Some(0.5)));
    }

    #[test]
    fn a_call_that_nobody_answered_is_abandoned() {
        let calls = "('acd', '10', 'A1', 60, 'Sans r\u{e9}ponse'), ('acd', '11', 'A1', 60, 'no answer needed')";
        assert_eq!(abandoned_with(calls), (Some(2.0), Some(0.5)));
    }

    #[test]
    fn a_call_to_someone_who_refused_the_other_line_is_found() {
        let store = assessed();
        assert_eq!(figure(&store, "outbound_suppressed", "product", ""), Some(1.0));
        assert_eq!(figure(&store, "outbound_suppressed", "product", "other_line"), Some(1.0));
        assert_eq!(figure(&store, "outbound_suppressed", "financing", ""), Some(0.0));
    }

    #[test]
    fn volumes_add_up_to_all_contacts() {
        let store = assessed();
        let sql = "SELECT (SELECT sum(contacts) FROM contact_volume), (SELECT sum(contacts) FROM \
                   contact_hour), (SELECT sum(contacts) FROM workload)";
        assert_eq!(rows(&store, sql), ["7 | 7 | 7"]);
    }
}

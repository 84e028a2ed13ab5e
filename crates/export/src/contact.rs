//! One contact (call, e-mail, letter, …) on its way to a target that keeps history.

use sameboat_normalize::outcomes::parse_outcome;
use sameboat_store::{Row, SqlResult};

use crate::allowed::Allowed;
use crate::customer::joined;
use crate::progress::{Progress, progress};

/// The fields that targets are given, in the order in which [`Contact::read`] takes them.
const FIELDS: [&str; 9] = [
    "direction",
    "channel",
    "queue",
    "handle_seconds",
    "topic",
    "outcome",
    "promise",
    "promise_due",
    "record_key",
];

/// A contact as texts; what is absent is empty.
#[derive(Debug, Clone, Default)]
pub(crate) struct Contact {
    pub(crate) source: String,
    pub(crate) sheet: String,
    pub(crate) row_number: u64,
    pub(crate) line: String,
    pub(crate) key: String,
    /// The customer's id; empty where the customer is unknown.
    pub(crate) customer: String,
    /// Whether the customer is an organisation.
    pub(crate) of_organisation: bool,
    /// The customer's e-mail address, if no other customer has it.
    pub(crate) email: String,
    /// The customer's name.
    pub(crate) name: String,
    /// Begin in the line's local time, ISO 8601.
    pub(crate) started_at: String,
    pub(crate) direction: String,
    pub(crate) channel: String,
    queue: String,
    pub(crate) handle_seconds: String,
    topic: String,
    pub(crate) outcome: String,
    promise: String,
    promise_due: String,
    /// How far it has come.
    pub(crate) progress: Progress,
    /// Whether the outcome, if there is one, was understood.
    pub(crate) is_understood: bool,
}

impl Contact {
    /// The contacts of both lines, in the order of their sources and rows.
    pub(crate) fn query(allowed: &Allowed) -> String {
        let fields: Vec<String> = FIELDS.iter().map(|name| allowed.column("k", name)).collect();
        let of = |name: &str| allowed.column("c", name);
        format!(
            "WITH last_day AS (SELECT max(started_at)::DATE AS day FROM contact),
             sharing AS (
                 SELECT lower(trim(email)) AS email, count(*) AS sharers FROM customer
                 WHERE email IS NOT NULL GROUP BY 1
             )
             SELECT k.source, r.sheet, r.row_number::UBIGINT, k.line, k.customer_id,
                    coalesce(c.kind = 'organisation', false),
                    CASE WHEN s.sharers = 1 THEN {email} END,
                    coalesce({organisation}, {full},
                             nullif(concat_ws(' ', {given}, {surname}), '')),
                    strftime(k.started_at, '%Y-%m-%dT%H:%M:%S'),
                    {fields},
                    coalesce(({due})::DATE > (SELECT day FROM last_day) AND ({kept}) IS NULL, false)
             FROM contact k
             JOIN contact_record r USING (line, source, record_key)
             LEFT JOIN customer c ON c.customer_id = k.customer_id
             LEFT JOIN sharing s ON s.email = lower(trim(c.email))
             ORDER BY k.source, r.sheet NULLS FIRST, r.row_number",
            email = of("email"),
            organisation = of("organisation"),
            full = of("full_name"),
            given = of("given_name"),
            surname = of("surname"),
            fields = fields.join(", "),
            due = allowed.column("k", "promise_due"),
            kept = allowed.column("k", "promise_kept"),
        )
    }

    /// Reads a row of the query.
    pub(crate) fn read(row: &Row<'_>) -> SqlResult<Self> {
        let text = |column: usize| -> SqlResult<String> {
            Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
        };
        let outcome = text(14)?;
        let state = parse_outcome(&outcome).map(|outcome| outcome.state);
        // Whether a promise falls due after all contacts, and nothing says that it was kept.
        let is_owed = row.get(18)?;
        Ok(Self {
            source: text(0)?,
            sheet: text(1)?,
            row_number: row.get::<_, Option<u64>>(2)?.unwrap_or_default(),
            line: text(3)?,
            customer: text(4)?,
            of_organisation: row.get(5)?,
            email: text(6)?,
            name: text(7)?,
            started_at: text(8)?,
            direction: text(9)?,
            channel: text(10)?,
            queue: text(11)?,
            handle_seconds: text(12)?,
            topic: text(13)?,
            is_understood: state.is_some() || outcome.trim().is_empty(),
            progress: progress(state, is_owed),
            outcome,
            promise: text(15)?,
            promise_due: text(16)?,
            key: text(17)?,
        })
    }

    /// The external id: keys are unique within a source.
    pub(crate) fn id(&self) -> String {
        format!("{}:{}", self.source, self.key)
    }

    /// Whether the line called, wrote or came to the customer.
    pub(crate) fn is_outbound(&self) -> bool {
        self.direction == "outbound"
    }

    /// What it was about, in a line.
    pub(crate) fn subject(&self) -> String {
        let topic = if self.topic.is_empty() { "contact" } else { &self.topic };
        format!("{topic} ({})", self.channel)
    }

    /// The day it began.
    pub(crate) fn day(&self) -> &str {
        self.started_at.split('T').next().unwrap_or_default()
    }

    /// Seconds of handling, whole.
    pub(crate) fn seconds(&self) -> String {
        self.handle_seconds.split('.').next().unwrap_or_default().to_owned()
    }

    /// What is known of it beyond the subject.
    pub(crate) fn description(&self) -> String {
        let named = |name: &str, text: &str| {
            if text.is_empty() { String::new() } else { format!("{name}: {text}") }
        };
        joined(
            &[
                &named("Line", &self.line),
                &named("Queue", &self.queue),
                &named("Outcome", &self.outcome),
                &named("Promised", &self.promise),
                &named("Promise due", &self.promise_due),
            ],
            "\n",
        )
    }
}

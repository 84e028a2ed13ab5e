//! How many contacts and customers stand behind two procedures: contacts of each line on its
//! procedure's topics.

use std::collections::BTreeMap;

use sameboat_model::Value;
use sameboat_procedures::{TopicEvidence, topics_served};
use sameboat_store::schema::text;
use sameboat_store::{Store, StoreError, Table};

use super::Both;

/// Mean length of a month in days.
const MONTH: f64 = 30.4375;
/// Contacts of fewer days say nothing about a month.
const LEAST_DAYS: i64 = 7;

/// Which contacts a question is about. A question is named by its place in a list.
const ASKED: Table = Table::new(
    "asked_topic",
    "a topic of the contacts behind one question",
    &[
        text("question", "place of the question"),
        text("line", "line of the contacts"),
        text("topic", "topic as the contacts spell it"),
    ],
);

/// Contacts behind one question.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Volume {
    /// Contacts a month by line; `None` where the contacts do not span enough days or have no topics.
    pub(super) a_month: [Option<f64>; 2],
    /// Customers who had them; `None` if contacts are not pointed to customers.
    pub(super) customers: Option<i64>,
    /// Mean minutes of handling one.
    pub(super) handle_minutes: Option<f64>,
    /// Contacts in which a promise was noted.
    pub(super) promises: i64,
}

impl Volume {
    /// Contacts a month of both lines, as far as known.
    pub(super) fn together(&self) -> Option<f64> {
        let known: Vec<f64> = self.a_month.iter().copied().flatten().collect();
        (!known.is_empty()).then(|| known.iter().sum())
    }
}

/// The volumes of questions, each about a procedure of either line or of both.
pub(super) fn volumes(
    store: &Store,
    both: &Both,
    evidence: &TopicEvidence,
    questions: &[[Option<usize>; 2]],
) -> Result<Vec<Volume>, StoreError> {
    let mut distinct: BTreeMap<[Option<usize>; 2], usize> = BTreeMap::new();
    for question in questions {
        let next = distinct.len();
        distinct.entry(*question).or_insert(next);
    }
    store.create(&ASKED)?;
    let counted =
        fill(store, both, evidence, &distinct).and_then(|()| count(store, both, distinct.len()));
    store.drop_all(&[ASKED])?;
    let counted = counted?;
    Ok(questions.iter().map(|question| counted[distinct[question]].clone()).collect())
}

fn fill(
    store: &Store,
    both: &Both,
    evidence: &TopicEvidence,
    questions: &BTreeMap<[Option<usize>; 2], usize>,
) -> Result<(), StoreError> {
    let mut writer = store.writer(&ASKED)?;
    for (question, place) in questions {
        let sides = [(&both.left, &evidence.left), (&both.right, &evidence.right)];
        for ((catalogue, contacts), index) in sides.into_iter().zip(question) {
            let Some(procedure) = index.and_then(|index| catalogue.procedures.get(index)) else {
                continue;
            };
            for topic in topics_served(procedure, contacts) {
                writer.append(&[
                    Value::Text(place.to_string()),
                    Value::Text(catalogue.line.clone()),
                    Value::Text(topic.to_owned()),
                ])?;
            }
        }
    }
    writer.finish()
}

fn count(store: &Store, both: &Both, questions: usize) -> Result<Vec<Volume>, StoreError> {
    let pointed = store.has_table("contact")?;
    let (contacts, customer) =
        if pointed { ("contact", "customer_id") } else { ("contact_record", "NULL") };
    let lines = [both.left.line.as_str(), both.right.line.as_str()];
    let months = months(store, contacts, lines)?;
    let mut volumes = vec![Volume::default(); questions];
    let place = |name: String| name.parse::<usize>().ok().filter(|place| *place < questions);
    let by_line: Vec<(String, String, i64)> = store.query(
        &format!(
            "SELECT question, line, count(*) FROM asked_topic JOIN {contacts} USING (line, topic) \
             GROUP BY 1, 2 ORDER BY 1, 2"
        ),
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    for (name, line, number) in by_line {
        let side = usize::from(line != lines[0]);
        if let (Some(place), Some(months)) = (place(name), months[side]) {
            volumes[place].a_month[side] = Some(number as f64 / months);
        }
    }
    let together: Vec<(String, i64, Option<f64>, i64)> = store.query(
        &format!(
            "SELECT question, count(DISTINCT {customer}), \
             sum(TRY_CAST(handle_seconds AS DECIMAL(28, 4)))::DOUBLE \
             / nullif(count(handle_seconds), 0) / 60, \
             count(*) FILTER (coalesce(trim(promise), '') <> '') \
             FROM asked_topic JOIN {contacts} USING (line, topic) GROUP BY 1 ORDER BY 1"
        ),
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    for (name, customers, minutes, promises) in together {
        if let Some(place) = place(name) {
            let volume = &mut volumes[place];
            volume.customers = pointed.then_some(customers);
            volume.handle_minutes = minutes.filter(|minutes| minutes.is_finite());
            volume.promises = promises;
        }
    }
    Ok(volumes)
}

/// How many months the contacts of each line span.
fn months(store: &Store, contacts: &str, lines: [&str; 2]) -> Result<[Option<f64>; 2], StoreError> {
    let sql = format!(
        "SELECT date_diff('day', min(started_at), max(started_at)) + 1 FROM {contacts} WHERE line = ?"
    );
    let mut months = [None, None];
    for (line, months) in lines.into_iter().zip(&mut months) {
        let days: Option<i64> = store.query_one(&sql, [line], |row| row.get(0))?;
        *months = days.filter(|days| *days >= LEAST_DAYS).map(|days| days as f64 / MONTH);
    }
    Ok(months)
}

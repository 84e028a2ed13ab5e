//! Topics that both lines handle, whatever each calls them, and the courses that teach them.

use sameboat_model::Value;
use sameboat_store::StoreError;
use sameboat_store::schema::assess::{SHARED_TOPIC, TOPIC_COURSE};

use crate::context::{Context, rounded};
use crate::metric;
use crate::similarity::{SAME_NAME, pair, similarity, words};

/// Score of two topics that are the first topic of two procedures held to be the same. Under that
/// of an equal name, so that names decide where both speak.
const SAME_PROCEDURE: f64 = 0.9;

struct Topic {
    name: String,
    contacts: i64,
    hours: f64,
}

pub(crate) fn assess(context: &Context<'_>) -> Result<(), StoreError> {
    let [left, right] = context.lines().map(|line| topics_of(context, line));
    let (left, right) = (left?, right?);
    let by_procedure = procedure_topics(context)?;
    let same_procedure = |l: usize, r: usize| {
        by_procedure
            .iter()
            .any(|(a, b)| words(a) == words(&left[l].name) && words(b) == words(&right[r].name))
    };
    let score = |l: usize, r: usize| {
        let names = similarity(&left[l].name, &right[r].name);
        if same_procedure(l, r) { names.max(SAME_PROCEDURE) } else { names }
    };
    let shared = pair(left.len(), right.len(), score);
    let mut rows = Vec::new();
    for pairing in &shared {
        let (l, r) = (&left[pairing.left], &right[pairing.right]);
        let names = similarity(&l.name, &r.name);
        let evidence = match names {
            _ if words(&l.name) == words(&r.name) => "same name",
            s if s >= SAME_NAME => "similar name",
            _ => "first topic of procedures that are the same",
        };
        rows.push(vec![
            Value::Text(l.name.clone()),
            Value::Text(r.name.clone()),
            rounded(names),
            Value::Text(evidence.to_owned()),
            Value::Integer(l.contacts),
            Value::Integer(r.contacts),
            rounded(l.hours),
            rounded(r.hours),
        ]);
    }
    context.write(&SHARED_TOPIC, &rows)?;
    courses(context)?;
    measure(context)
}

fn topics_of(context: &Context<'_>, line: &str) -> Result<Vec<Topic>, StoreError> {
    context.store.query(
        "SELECT topic, count(*), total(handle_seconds) / 3600 FROM touch
         WHERE line = ? AND topic <> '' GROUP BY topic ORDER BY topic",
        [line],
        |row| Ok(Topic { name: row.get(0)?, contacts: row.get(1)?, hours: row.get(2)? }),
    )
}

/// First topics of each pair of procedures that are the same.
fn procedure_topics(context: &Context<'_>) -> Result<Vec<(String, String)>, StoreError> {
    let first = |alias: &str| format!("trim(string_split({alias}.topics, ';')[1])");
    context.store.query(
        &format!(
            "SELECT DISTINCT {left}, {right} FROM procedure_match m
             JOIN procedure_record l ON l.line = left_line() AND l.record_key = m.left_key
             JOIN procedure_record r ON r.line = right_line() AND r.record_key = m.right_key
             WHERE m.relation = 'same' AND named({left}) <> '' AND named({right}) <> '' ORDER BY 1, 2",
            left = first("l"),
            right = first("r"),
        ),
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

struct Course {
    line: String,
    key: String,
    title: String,
    topics: Vec<String>,
    hours: Option<f64>,
    capacity: Option<i64>,
    mode: Option<String>,
}

/// For each shared topic, each course that names it in its topics or title.
fn courses(context: &Context<'_>) -> Result<(), StoreError> {
    let courses = context.store.query(
        "SELECT line, record_key, min(title), coalesce(min(topics), ''),
             min(hours), min(capacity), min(mode)
         FROM course_record WHERE line IN (left_line(), right_line())
         GROUP BY line, record_key ORDER BY line, record_key",
        [],
        |row| {
            let topics: String = row.get(3)?;
            Ok(Course {
                line: row.get(0)?,
                key: row.get(1)?,
                title: row.get(2)?,
                topics: topics.split(';').map(str::trim).map(str::to_owned).collect(),
                hours: row.get(4)?,
                capacity: row.get(5)?,
                mode: row.get(6)?,
            })
        },
    )?;
    let shared: Vec<(String, String)> = context.store.query(
        "SELECT left_topic, right_topic FROM shared_topic ORDER BY 1, 2",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut rows = Vec::new();
    for (left, right) in &shared {
        for course in &courses {
            let score = course
                .topics
                .iter()
                .chain([&course.title])
                .flat_map(|taught| [similarity(taught, left), similarity(taught, right)])
                .fold(0.0, f64::max);
            if score >= SAME_NAME {
                rows.push(course_row(left, right, course, score));
            }
        }
    }
    context.write(&TOPIC_COURSE, &rows)
}

fn course_row(left: &str, right: &str, course: &Course, score: f64) -> Vec<Value> {
    vec![
        Value::Text(left.to_owned()),
        Value::Text(right.to_owned()),
        Value::Text(course.line.clone()),
        Value::Text(course.key.clone()),
        Value::Text(course.title.clone()),
        crate::context::decimal(course.hours),
        course.capacity.map_or(Value::Null, Value::Integer),
        course.mode.clone().map_or(Value::Null, Value::Text),
        rounded(score),
    ]
}

fn measure(context: &Context<'_>) -> Result<(), StoreError> {
    context.measure(
        &metric::SHARED_TOPICS,
        "shared_topic",
        "SELECT 'both', '', count(*) FROM shared_topic",
    )?;
    context.measure(
        &metric::SHARED_TOPIC_CONTACTS,
        "shared_topic",
        "SELECT left_line(), '', coalesce(sum(left_contacts), 0) FROM shared_topic
         UNION ALL SELECT right_line(), '', coalesce(sum(right_contacts), 0) FROM shared_topic
         UNION ALL SELECT 'both', '', coalesce(sum(left_contacts + right_contacts), 0) FROM shared_topic",
    )?;
    context.measure(
        &metric::SHARED_TOPIC_SHARE,
        "shared_topic, contact",
        "SELECT t.line, '', share(
             (SELECT total(CASE t.line WHEN left_line() THEN left_hours ELSE right_hours END)
              FROM shared_topic), total(t.handle_seconds) / 3600)
         FROM touch t GROUP BY t.line",
    )
}

#[cfg(test)]
mod tests {
    use crate::example::{assessed, figure, rows};

    #[test]
    fn a_topic_that_both_lines_handle_is_found_under_two_names_with_its_course() {
        let store = assessed();
        let sql = "SELECT left_topic, right_topic, evidence, left_contacts, right_contacts, \
                   left_hours, right_hours FROM shared_topic";
        let shared = "complaint | Complaints | similar name | 2 | 2 | 0.0833 | 0.25";
        assert_eq!(rows(&store, sql), [shared]);
        let sql = "SELECT right_topic, line, title, hours, capacity FROM topic_course";
        let course = "Complaints | product | Handling complaints well | 16.0 | 8";
        assert_eq!(rows(&store, sql), [course]);
        // 300 of the 1,020 seconds that product handled, from hours of four digits.
        assert_eq!(figure(&store, "shared_topic_share", "product", ""), Some(0.294));
    }
}

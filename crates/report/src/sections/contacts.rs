//! Section 2: contacts and journeys. How much there is to do and when, what customers do across
//! the lines, and what became of promises.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::charts::bar::{Bar, BarChart, Part};
use crate::charts::line::{Lines, Series};
use crate::charts::{About, Key, Unit};
use crate::error::ReportError;
use crate::facts::Facts;
use crate::format;
use crate::listing::{Kind, Listing, column};
use crate::page::{Section, listed, nothing, source};
use crate::read::{Data, day};

const HELP: &str = "A source with `entity = \"contact\"` for each line provides it.";

const VOLUMES: Listing = Listing {
    caption: "Contacts of each line by channel and direction",
    tables: &["contact_volume"],
    sql: "SELECT line, channel, direction, sum(contacts)::BIGINT, exact_sum(handle_hours), \
          exact_sum(mean_handle_seconds * contacts) \
          / sum(contacts) FILTER (mean_handle_seconds IS NOT NULL), \
          exact_sum(mean_wait_seconds * contacts) \
          / sum(contacts) FILTER (mean_wait_seconds IS NOT NULL), \
          sum(abandoned)::BIGINT FROM contact_volume GROUP BY line, channel, direction \
          ORDER BY line <> '{left}', 4 DESC, channel, direction",
    columns: &[
        column("Line", Kind::Line),
        column("Channel", Kind::Word),
        column("Direction", Kind::Word),
        column("Contacts", Kind::Count),
        column("Handling, hours", Kind::Number(0)),
        column("Mean handling, s", Kind::Number(0)),
        column("Mean wait, s", Kind::Number(0)),
        column("Abandoned", Kind::Count),
    ],
};

const SHARED_TOPICS: Listing = Listing {
    caption: "Topics that both lines handle",
    tables: &["shared_topic"],
    sql: "SELECT left_topic, right_topic, evidence, left_contacts, right_contacts, \
          left_hours + right_hours FROM shared_topic \
          ORDER BY left_contacts + right_contacts DESC, COLUMNS(*)",
    columns: &[
        column("{left}", Kind::Text),
        column("{right}", Kind::Text),
        column("Why they are one", Kind::Prose),
        column("Contacts, {left}", Kind::Count),
        column("Contacts, {right}", Kind::Count),
        column("Handling, hours", Kind::Number(0)),
    ],
};

const JOURNEY_SUMS: Listing = Listing {
    caption: "Repeat contacts by the line of the contact before",
    tables: &["journey"],
    sql: "SELECT first_line, second_line, sum(contacts)::BIGINT, \
          sum(contacts) / sum(sum(contacts)) OVER () FROM journey GROUP BY first_line, second_line \
          ORDER BY first_line <> '{left}', second_line <> '{left}'",
    columns: &[
        column("Contact before", Kind::Line),
        column("Contact", Kind::Line),
        column("Contacts", Kind::Count),
        column("Share", Kind::Share),
    ],
};

const JOURNEYS: Listing = Listing {
    caption: "The most frequent ways from one line to the other",
    tables: &["journey"],
    sql: "SELECT first_line, first_topic, second_line, second_topic, contacts, customers, \
          median_days FROM journey WHERE first_line <> second_line ORDER BY contacts DESC, COLUMNS(*)",
    columns: &[
        column("From", Kind::Line),
        column("Topic", Kind::Text),
        column("To", Kind::Line),
        column("Topic", Kind::Text),
        column("Contacts", Kind::Count),
        column("Customers", Kind::Count),
        column("Median days", Kind::Number(1)),
    ],
};

const PROMISES: Listing = Listing {
    caption: "Promises by topic",
    tables: &["promise_status"],
    sql: "SELECT line, topic, given, kept, broken, overdue, pending, unknown FROM promise_status \
          WHERE given > 0 ORDER BY broken + overdue DESC, given DESC, COLUMNS(*)",
    columns: &[
        column("Line", Kind::Line),
        column("Topic", Kind::Text),
        column("Given", Kind::Count),
        column("Kept", Kind::Count),
        column("Broken", Kind::Count),
        column("Overdue", Kind::Count),
        column("Pending", Kind::Count),
        column("Unknown", Kind::Count),
    ],
};

pub(super) fn section(data: &Data<'_>, facts: &Facts) -> Result<Section, ReportError> {
    let body = html! {
        h3 { "How much there is to do" }
        (volume_chart(data)?)
        (listed(data, &VOLUMES, 24, None, HELP)?)
        h3 { "When it comes" }
        (months(data)?)
        (hours(data)?)
        h3 { "What both lines handle" }
        (listed(data, &SHARED_TOPICS, 12, None, HELP)?)
        h3 { "Customers who come back" }
        p {
            "A repeat contact follows another inbound contact of the same customer, with either \
             line, within " (data.settings.plan.repeat_days) " days (setting plan.repeat_days). "
            @if let Some(repeats) = facts.text("cross_repeats") {
                "Across the lines: " (repeats) ". " (source("journey"))
            }
        }
        (listed(data, &JOURNEY_SUMS, 4, None, HELP)?)
        (listed(data, &JOURNEYS, 12, None, HELP)?)
        h3 { "Promises" }
        (promise_chart(data)?)
        (listed(data, &PROMISES, 12, None, HELP)?)
    };
    Ok(Section::new("contacts", "2 Contacts and journeys", body))
}

fn volume_chart(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT channel, line, sum(contacts)::DOUBLE FROM contact_volume \
               GROUP BY channel, line \
               ORDER BY sum(sum(contacts)) OVER (PARTITION BY channel) DESC, channel, \
               line <> '{left}'";
    let rows = data.rows(&["contact_volume"], sql, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, f64>(2)?))
    })?;
    if rows.is_empty() {
        return Ok(nothing(data, "Contacts", &["contact_volume"], HELP));
    }
    let bars = rows
        .into_iter()
        .map(|(channel, line, contacts)| Bar {
            label: data.word(&channel),
            parts: vec![Part { class: data.class(&line), value: contacts, text: String::new() }],
            note: format::number(contacts, 0),
        })
        .collect();
    let chart = BarChart {
        about: About {
            title: "Contacts by channel".to_owned(),
            description: "Bars of the number of contacts of each line in each channel.".to_owned(),
            origin: "contact_volume",
        },
        axis: "contacts in the data".to_owned(),
        unit: Unit::Count,
        keys: vec![Key::new("left", data.left()), Key::new("right", data.right())],
        rows: bars,
        half: false,
    };
    Ok(chart.draw())
}

/// A line of the chart for each business line, from rows of (line, place, value).
fn series(data: &Data<'_>, rows: &[(String, usize, f64)], places: usize) -> Vec<Series> {
    data.settings
        .lines
        .iter()
        .map(|line| {
            let mut values = vec![None; places];
            for (_, place, value) in rows.iter().filter(|row| row.0 == line.name) {
                if let Some(slot) = values.get_mut(*place) {
                    *slot = Some(*value);
                }
            }
            Series { class: data.class(&line.name), name: line.label.clone(), values }
        })
        .collect()
}

fn months(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT line, month, handle_hours FROM workload \
               WHERE month IS NOT NULL AND handle_hours IS NOT NULL ORDER BY month, line";
    let rows = data.rows(&["workload"], sql, |row| {
        Ok((row.get::<_, String>(0)?, day(row, 1)?, row.get::<_, f64>(2)?))
    })?;
    let mut months: Vec<Date> = rows.iter().filter_map(|row| row.1).collect();
    months.dedup();
    if months.is_empty() {
        return Ok(nothing(data, "Hours of handling a month", &["workload"], HELP));
    }
    let placed: Vec<(String, usize, f64)> = rows
        .into_iter()
        .filter_map(|(line, month, hours)| {
            Some((line, months.iter().position(|known| Some(*known) == month)?, hours))
        })
        .collect();
    let chart = Lines {
        about: About {
            title: "Hours of handling a month".to_owned(),
            description: "A line over the months for each business line. The first and the last \
                          month may be incomplete."
                .to_owned(),
            origin: "workload",
        },
        places: months.iter().map(|month| format::month(*month)).collect(),
        x_axis: "month".to_owned(),
        y_axis: "hours of handling".to_owned(),
        series: series(data, &placed, months.len()),
    };
    Ok(chart.draw())
}

fn hours(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT line, hour, sum(contacts)::DOUBLE FROM contact_hour \
               WHERE hour BETWEEN 0 AND 23 GROUP BY line, hour \
               HAVING sum(contacts) > 0 ORDER BY hour, line";
    let rows = data.rows(&["contact_hour"], sql, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)? as usize, row.get::<_, f64>(2)?))
    })?;
    if rows.is_empty() {
        return Ok(nothing(data, "The hours of the day", &["contact_hour"], HELP));
    }
    let (first, last) = (rows[0].1, rows[rows.len() - 1].1);
    let rows: Vec<_> =
        rows.into_iter().map(|(line, at, value)| (line, at - first, value)).collect();
    let mut series = series(data, &rows, last - first + 1);
    for value in series.iter_mut().flat_map(|series| series.values.iter_mut()) {
        *value = Some(value.unwrap_or(0.0));
    }
    let chart = Lines {
        about: About {
            title: "Contacts by the hour in which they begin".to_owned(),
            description: "A line over the hours of the day for each business line.".to_owned(),
            origin: "contact_hour",
        },
        places: (first..=last).map(|hour| hour.to_string()).collect(),
        x_axis: "hour of the day".to_owned(),
        y_axis: "contacts, all days together".to_owned(),
        series,
    };
    Ok(chart.draw())
}

fn promise_chart(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT line, sum(kept)::DOUBLE, sum(pending)::DOUBLE, sum(overdue)::DOUBLE, \
               sum(broken)::DOUBLE, sum(unknown)::DOUBLE FROM promise_status GROUP BY line ORDER BY line <> '{left}'";
    let rows = data.rows(&["promise_status"], sql, |row| {
        let counts = [row.get::<_, f64>(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
        Ok((row.get::<_, String>(0)?, counts))
    })?;
    if rows.is_empty() {
        let help = "Contacts with a column mapped to promise or promise_due provide it; promise_kept says what \
                    became of it.";
        return Ok(nothing(data, "Promises", &["promise_status"], help));
    }
    let classes = ["both", "grey", "late", "bad", "package"];
    let bars = rows
        .iter()
        .map(|(line, counts)| Bar {
            label: data.label(line),
            parts: classes
                .iter()
                .zip(counts)
                .map(|(class, count)| Part {
                    class,
                    value: *count,
                    text: format::number(*count, 0),
                })
                .collect(),
            note: format!(
                "{} kept",
                format::share_of(counts[0], counts[0] + counts[2] + counts[3])
            ),
        })
        .collect();
    let chart = BarChart {
        about: About {
            title: "What became of promises".to_owned(),
            description: "For each line, promises kept, pending, overdue, broken and unknown, \
                          where a source never says whether one was kept; the share kept is of \
                          those that were due and are known."
                .to_owned(),
            origin: "promise_status",
        },
        axis: "promises given".to_owned(),
        unit: Unit::Count,
        keys: ["kept", "pending", "overdue", "broken", "unknown"]
            .into_iter()
            .zip(classes)
            .map(|(name, class)| Key::new(class, name))
            .collect(),
        rows: bars,
        half: false,
    };
    Ok(chart.draw())
}

//! The five phases: for each its goal, the facts it rests on, its work packages, gates and days.

use jiff::civil::Date;
use maud::{Markup, html};
use sameboat_model::Value;

use crate::charts::gantt::Row;
use crate::error::ReportError;
use crate::format;
use crate::listing::{Column, Kind, Listing, column};
use crate::page::{Section, nothing, source, table};
use crate::read::{Data, day};

const HELP: &str = "`sameboat plan` writes it from the facts of the assessment.";

/// The phases, for the workbook.
pub(crate) const PHASES: Listing = Listing {
    caption: "The five phases",
    tables: &["phase"],
    sql: "SELECT phase, title, goal, starts_on, ends_on FROM phase ORDER BY phase",
    columns: &[
        column("Phase", Kind::Count),
        column("Title", Kind::Prose),
        column("Goal", Kind::Prose),
        column("Begins", Kind::Date),
        column("Ends", Kind::Date),
    ],
};

const FACTS: Listing = Listing {
    caption: "Facts it rests on",
    tables: &["phase_fact"],
    sql: "SELECT phase, fact, value, unit, origin FROM phase_fact ORDER BY phase, position",
    columns: &[
        column("Phase", Kind::Count),
        column("Fact", Kind::Prose),
        column("Figure", Kind::Figure(3)),
        column("Unit", Kind::Text),
        column("Table", Kind::Origin),
    ],
};

/// The work packages.
pub(crate) const WORK_PACKAGES: Listing = Listing {
    caption: "Work packages",
    tables: &["work_package"],
    sql: "SELECT phase, work_package, title, owner, starts_on, ends_on, effort_days, depends_on, \
          reason, origin FROM work_package \
          ORDER BY phase, starts_on, ends_on, length(work_package), work_package",
    columns: &[
        column("Phase", Kind::Count),
        column("Id", Kind::Text),
        column("Work package", Kind::Prose),
        column("Owner", Kind::Text),
        column("Begins", Kind::Date),
        column("Ends", Kind::Date),
        column("Person-days", Kind::Number(1)),
        column("After", Kind::Text),
        column("Why", Kind::Prose),
        column("Table", Kind::Origin),
    ],
};

/// The gates.
pub(crate) const GATES: Listing = Listing {
    caption: "Gates",
    tables: &["gate"],
    sql: "SELECT phase, side, criterion, metric, current, target, unit, origin FROM gate \
          ORDER BY phase, side, criterion, COLUMNS(*)",
    columns: &[
        column("Phase", Kind::Count),
        column("Side", Kind::Word),
        column("Criterion", Kind::Prose),
        column("Measured", Kind::Prose),
        column("Now", Kind::Figure(6)),
        column("Target", Kind::Figure(6)),
        column("Unit", Kind::Text),
        column("Table", Kind::Origin),
    ],
};

const MILESTONES: Listing = Listing {
    caption: "Days to keep",
    tables: &["milestone"],
    sql: "SELECT phase, on_day, title, reason FROM milestone ORDER BY phase, on_day, title",
    columns: &[
        column("Phase", Kind::Count),
        column("Day", Kind::Date),
        column("What happens", Kind::Prose),
        column("Why that day", Kind::Prose),
    ],
};

const MOVES: Listing = Listing {
    caption: "Who moves where",
    tables: &["site_move", "site_fit"],
    sql: "SELECT 1, line, team, employer, coalesce((SELECT min(name) FROM site_fit s \
          WHERE s.line = m.line AND s.record_key = from_site), from_site), \
          coalesce(to_site, 'no seat yet'), agents, starts_on, ends_on \
          FROM site_move m ORDER BY position",
    columns: &[
        column("Phase", Kind::Count),
        column("Line", Kind::Line),
        column("Team", Kind::Text),
        column("Employer", Kind::Text),
        column("From", Kind::Text),
        column("To", Kind::Text),
        column("Agents", Kind::Count),
        column("Begins", Kind::Date),
        column("Ends", Kind::Date),
    ],
};

const AUDIENCES: Listing = Listing {
    caption: "Who must hear what",
    tables: &["audience"],
    sql: "SELECT 2, audience, people, message, by_day, origin FROM audience ORDER BY position",
    columns: &[
        column("Phase", Kind::Count),
        column("Audience", Kind::Prose),
        column("People", Kind::Count),
        column("Message", Kind::Prose),
        column("By", Kind::Date),
        column("Table", Kind::Origin),
    ],
};

/// Training in waves, team by team, for the workbook.
pub(crate) const TRAINING_WAVES: Listing = Listing {
    caption: "Training in waves",
    tables: &["training_wave", "site_fit"],
    sql: "SELECT 4, wave, kind, line, team, coalesce((SELECT min(name) FROM site_fit s \
          WHERE s.line = w.line AND s.record_key = site_key), site_key), employer, agents, \
          hours_each, sessions, courses, starts_on, ends_on FROM training_wave w \
          ORDER BY wave, line <> '{left}', COLUMNS(w.*)",
    columns: &[
        column("Phase", Kind::Count),
        column("Wave", Kind::Count),
        column("For", Kind::Word),
        column("Line", Kind::Line),
        column("Team", Kind::Text),
        column("Site", Kind::Text),
        column("Employer", Kind::Text),
        column("Agents", Kind::Count),
        column("Hours each", Kind::Number(1)),
        column("Sessions", Kind::Count),
        column("Courses and topics", Kind::Prose),
        column("Begins", Kind::Date),
        column("Ends", Kind::Date),
    ],
};

/// The same on the page, line by line.
const TRAINING_SHOWN: Listing = Listing {
    caption: "Training in waves; teams and courses are in plan.xlsx, sheet Training waves",
    tables: &["training_wave"],
    sql: "SELECT 4, wave, kind, line, count(DISTINCT team), sum(agents)::BIGINT, max(hours_each), \
          min(starts_on), max(ends_on) FROM training_wave GROUP BY wave, kind, line \
          ORDER BY wave, line <> '{left}', kind",
    columns: &[
        column("Phase", Kind::Count),
        column("Wave", Kind::Count),
        column("For", Kind::Word),
        column("Line", Kind::Line),
        column("Teams", Kind::Count),
        column("Agents", Kind::Count),
        column("Hours each, at most", Kind::Number(1)),
        column("Begins", Kind::Date),
        column("Ends", Kind::Date),
    ],
};

const GO_LIVE: Listing = Listing {
    caption: "Going live in waves",
    tables: &["go_live_wave"],
    sql: "SELECT 5, wave, topics, contacts, share, starts_on, ends_on, origin FROM go_live_wave \
          ORDER BY wave",
    columns: &[
        column("Phase", Kind::Count),
        column("Wave", Kind::Count),
        column("Topics", Kind::Prose),
        column("Contacts", Kind::Count),
        column("Share of contacts", Kind::Share),
        column("Begins", Kind::Date),
        column("Ends", Kind::Date),
        column("Table", Kind::Origin),
    ],
};

const FOLLOW_UP: Listing = Listing {
    caption: "Watched every week after go-live",
    tables: &["follow_up"],
    sql: "SELECT 5, kpi, line, better, baseline, target, rollback_at, unit, origin FROM follow_up \
          ORDER BY line, kpi, COLUMNS(*)",
    columns: &[
        column("Phase", Kind::Count),
        column("Figure", Kind::Prose),
        column("Line", Kind::Line),
        column("Better", Kind::Word),
        column("Before", Kind::Figure(7)),
        column("Target", Kind::Figure(7)),
        column("Roll back at", Kind::Figure(7)),
        column("Unit", Kind::Text),
        column("Table", Kind::Origin),
    ],
};

/// What stands below each phase's goal. The first column of each listing is the phase.
const PARTS: [&Listing; 9] = [
    &FACTS,
    &WORK_PACKAGES,
    &GATES,
    &MOVES,
    &AUDIENCES,
    &TRAINING_SHOWN,
    &GO_LIVE,
    &FOLLOW_UP,
    &MILESTONES,
];
/// The parts that every phase must have.
const NEEDED: usize = 3;

/// A phase with what the timeline shows of it.
pub(crate) struct Phase {
    number: i64,
    title: String,
    goal: String,
    /// First and last day.
    pub(crate) days: Option<(Date, Date)>,
    packages: Vec<(String, (Date, Date))>,
    gates: (usize, usize),
}

impl Phase {
    /// The phase and its work packages as rows of the timeline.
    pub(super) fn timeline_rows(&self) -> Vec<Row> {
        let Some(days) = self.days else { return Vec::new() };
        let label = format!("{} {}", self.number, self.title);
        let packages = self.packages.iter().map(|(title, days)| Row {
            label: title.clone(),
            days: *days,
            is_phase: false,
            gates: (0, 0),
        });
        let phase = Row { label, days, is_phase: true, gates: self.gates };
        std::iter::once(phase).chain(packages).collect()
    }
}

/// The phases in order.
pub(super) fn read(data: &Data<'_>) -> Result<Vec<Phase>, ReportError> {
    let mut phases = data.rows(&["phase"], PHASES.sql, |row| {
        Ok(Phase {
            number: row.get(0)?,
            title: row.get(1)?,
            goal: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
            days: day(row, 3)?.zip(day(row, 4)?),
            packages: Vec::new(),
            gates: (0, 0),
        })
    })?;
    let sql = "SELECT phase, title, starts_on, ends_on FROM work_package \
               ORDER BY phase, starts_on, ends_on, length(work_package), work_package";
    let packages = data.rows(&["work_package"], sql, |row| {
        let days = day(row, 2)?.zip(day(row, 3)?);
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, days))
    })?;
    let gates = data.rows(&["gate"], "SELECT phase, side FROM gate", |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
    })?;
    for phase in &mut phases {
        let own = packages.iter().filter(|package| package.0 == phase.number);
        phase.packages =
            own.filter_map(|(_, title, days)| days.map(|days| (title.clone(), days))).collect();
        let criteria = |side: &str| {
            gates.iter().filter(|gate| gate.0 == phase.number && gate.1 == side).count()
        };
        phase.gates = (criteria("entry"), criteria("exit"));
    }
    Ok(phases)
}

/// A section for each phase.
pub(super) fn sections(data: &Data<'_>) -> Result<Vec<Section>, ReportError> {
    let phases = read(data)?;
    if phases.is_empty() {
        let body = nothing(data, "The phases", &["phase"], HELP);
        return Ok(vec![Section::new("phases", "The five phases", body)]);
    }
    let mut parts = Vec::new();
    for listing in PARTS {
        parts.push((listing, listing.read(data)?));
    }
    Ok(phases.iter().map(|phase| section(data, phase, &parts)).collect())
}

fn section(data: &Data<'_>, phase: &Phase, parts: &[(&Listing, Vec<Vec<Value>>)]) -> Section {
    let of_phase = |rows: &[Vec<Value>]| -> Vec<Vec<Value>> {
        let own = rows.iter().filter(|row| row.first() == Some(&Value::Integer(phase.number)));
        own.cloned().collect()
    };
    let body = html! {
        p.goal { (phase.goal) }
        @if let Some((first, last)) = phase.days {
            p {
                "From " strong { (format::date(first)) } " to " strong { (format::date(last)) } ". "
                (source("phase"))
            }
        }
        @for (index, (listing, rows)) in parts.iter().enumerate() {
            (part(data, listing, &of_phase(rows), index < NEEDED))
        }
    };
    let title = format!("Phase {}: {}", phase.number, phase.title);
    Section::new(format!("phase-{}", phase.number), title, body)
}

fn part(data: &Data<'_>, listing: &Listing, rows: &[Vec<Value>], needed: bool) -> Markup {
    if rows.is_empty() {
        return if needed {
            nothing(data, listing.caption, listing.tables, HELP)
        } else {
            html! {}
        };
    }
    let shift = |kind: Kind| match kind {
        Kind::Figure(unit) => Kind::Figure(unit - 1),
        kind => kind,
    };
    let columns: Vec<Column> = listing
        .columns
        .iter()
        .skip(1)
        .map(|column| Column { heading: column.heading, kind: shift(column.kind) })
        .collect();
    let rows: Vec<Vec<Value>> = rows.iter().map(|row| row[1..].to_vec()).collect();
    table(data, listing, &columns, &rows)
}

//! The timeline: a row per phase and per work package over months, gates as diamonds.

use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, html};

use super::{About, Key, WIDTH, frame, px};
use crate::format;

const LABEL: f64 = 300.0;
const HEAD: f64 = 34.0;
const ROW: f64 = 20.0;
const DIAMOND: f64 = 6.0;

/// One row of the timeline.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// What it is.
    pub(crate) label: String,
    /// First and last day, both included.
    pub(crate) days: (Date, Date),
    /// Whether it is a phase, not one of its work packages.
    pub(crate) is_phase: bool,
    /// Criteria to meet before its first day and by its last day.
    pub(crate) gates: (usize, usize),
}

/// A timeline.
#[derive(Debug, Clone)]
pub(crate) struct Gantt {
    /// Heading, description and source.
    pub(crate) about: About,
    /// The rows from top to bottom.
    pub(crate) rows: Vec<Row>,
}

/// From days to horizontal coordinates.
struct Scale {
    first: Date,
    days: f64,
}

impl Scale {
    fn of(rows: &[Row]) -> Option<Self> {
        let first = rows.iter().map(|row| row.days.0).min()?.first_of_month();
        let last = rows.iter().map(|row| row.days.1).max()?.last_of_month();
        Some(Self { first, days: f64::from((last - first).get_days()) + 1.0 })
    }

    /// Where a day begins.
    fn x(&self, day: Date) -> f64 {
        let offset = f64::from((day - self.first).get_days());
        LABEL + offset / self.days * (WIDTH - LABEL - DIAMOND - 2.0)
    }

    /// Where a day ends.
    fn end(&self, day: Date) -> f64 {
        self.x(day.checked_add(1.day()).unwrap_or(day))
    }

    fn months(&self) -> Vec<Date> {
        (0i32..)
            .map_while(|index| self.first.checked_add(index.months()).ok())
            .take_while(|month| f64::from((*month - self.first).get_days()) < self.days)
            .collect()
    }
}

impl Gantt {
    /// The chart as SVG; nothing if there are no rows.
    pub(crate) fn draw(&self) -> Markup {
        let Some(scale) = Scale::of(&self.rows) else { return html! {} };
        let bottom = HEAD + self.rows.len() as f64 * ROW;
        let months = scale.months();
        // Names of more months than these would run into each other.
        let every = months.len().div_ceil(14).max(1);
        let drawing = html! {
            @for month in &months {
                @let x = px(scale.x(*month));
                line.grid x1=(x) x2=(x) y1="18" y2=(px(bottom)) {}
            }
            @for month in months.iter().step_by(every) {
                text.tick x=(px(scale.x(*month) + 3.0)) y="28" { (format::month_name(*month)) }
            }
            @for (year, x) in years(&months, &scale) {
                text.axis x=(px(x + 3.0)) y="12" { (year) }
            }
            @for (index, row) in self.rows.iter().enumerate() {
                (draw_row(row, &scale, HEAD + index as f64 * ROW))
            }
        };
        let keys = [
            Key::new("phase", "phase"),
            Key::new("package", "work package"),
            Key::new("gate entry", "entry gate"),
            Key::new("gate exit", "exit gate"),
        ];
        frame(&self.about, &keys, (WIDTH, bottom + 8.0), &drawing)
    }
}

/// Each year with the place of its first month.
fn years(months: &[Date], scale: &Scale) -> Vec<(i16, f64)> {
    let mut years: Vec<(i16, f64)> =
        months.iter().map(|month| (month.year(), scale.x(*month))).collect();
    years.dedup_by_key(|(year, _)| *year);
    years
}

fn draw_row(row: &Row, scale: &Scale, top: f64) -> Markup {
    let (begin, end) = (scale.x(row.days.0), scale.end(row.days.1));
    let (bar_top, thick) = if row.is_phase { (top + 4.0, 12.0) } else { (top + 6.0, 8.0) };
    let indent = if row.is_phase { 0.0 } else { 12.0 };
    let fits = if row.is_phase { 38 } else { 40 };
    let middle = top + ROW / 2.0;
    let days = format!("{} to {}", format::date(row.days.0), format::date(row.days.1));
    html! {
        text class=(if row.is_phase { "label strong" } else { "label" }) x=(px(indent))
            y=(px(middle + 4.0)) {
            title { (row.label) ", " (days) }
            (format::fit(&row.label, fits))
        }
        rect class=(if row.is_phase { "phase" } else { "package" }) x=(px(begin)) y=(px(bar_top))
            width=(px((end - begin).max(2.0))) height=(px(thick)) rx="2" {
            title { (row.label) ", " (days) }
        }
        (diamond("gate entry", begin, middle, row.gates.0, "before it begins"))
        (diamond("gate exit", end, middle, row.gates.1, "before it ends"))
    }
}

fn diamond(class: &str, x: f64, y: f64, criteria: usize, when: &str) -> Markup {
    if criteria == 0 {
        return html! {};
    }
    let points = [(0.0, -DIAMOND), (DIAMOND, 0.0), (0.0, DIAMOND), (-DIAMOND, 0.0)]
        .map(|(dx, dy)| format!("{},{}", px(x + dx), px(y + dy)));
    html! {
        polygon class=(class) points=(points.join(" ")) {
            title { "criteria to meet " (when) ": " (criteria) }
        }
    }
}

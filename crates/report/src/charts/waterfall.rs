//! A waterfall: steps that add to or take from a sum, each beginning where the one before it ended.

use maud::{Markup, html};

use super::{About, Key, WIDTH, frame, px, ticks_between};
use crate::format;

const ROW: f64 = 26.0;
const THICK: f64 = 18.0;
/// Height of the name of a mark, above the bars.
const NAME: f64 = 14.0;
const AXIS: f64 = 38.0;
/// Room for the labels to the left and the weights to the right.
const LABEL: f64 = 250.0;
const NOTE: f64 = 56.0;
/// Width of a character of a chart's text, on average.
const CHARACTER: f64 = 6.6;

/// One step.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// What it is.
    pub(crate) label: String,
    /// What it adds to the sum.
    pub(crate) weight: f64,
    /// Whether it is where the sum begins, not something that was found.
    pub(crate) is_start: bool,
}

/// A place on the axis that means something.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    /// What it means.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) at: f64,
}

/// A waterfall.
#[derive(Debug, Clone)]
pub(crate) struct Waterfall {
    /// Heading, description and source.
    pub(crate) about: About,
    /// What the axis counts, in words.
    pub(crate) axis: String,
    /// The steps from top to bottom.
    pub(crate) steps: Vec<Step>,
    /// What the sum is.
    pub(crate) total: String,
    /// Places that the sum is measured against, ascending.
    pub(crate) marks: Vec<Mark>,
}

/// A bar: what it is, its CSS class, where it begins and ends, what is written beside it.
struct Row<'a> {
    label: &'a str,
    class: &'static str,
    ends: (f64, f64),
    note: String,
}

/// A weight with its sign.
pub(crate) fn signed(weight: f64) -> String {
    let text = format::number(weight, 1);
    if weight > 0.0 { format!("+{text}") } else { text }
}

impl Waterfall {
    /// The chart as SVG. Steps and marks that are no number are left out.
    pub(crate) fn draw(&self) -> Markup {
        let marks: Vec<&Mark> = self.marks.iter().filter(|mark| mark.at.is_finite()).collect();
        let rows = self.rows();
        let places = rows.iter().flat_map(|row| [row.ends.0, row.ends.1]);
        let places: Vec<f64> = places.chain(marks.iter().map(|mark| mark.at)).collect();
        let at = ticks_between(
            places.iter().copied().fold(0.0, f64::min),
            places.iter().copied().fold(0.0, f64::max),
        );
        let (low, high) = (at[0], at[at.len() - 1]);
        let x = |value: f64| LABEL + (value - low) / (high - low) * (WIDTH - NOTE - LABEL);
        let head = 4.0 + marks.len() as f64 * NAME;
        let top = |row: usize| head + 2.0 + row as f64 * ROW;
        let bottom = top(rows.len());
        let drawing = html! {
            @for tick in &at {
                line.grid x1=(px(x(*tick))) x2=(px(x(*tick))) y1=(px(head)) y2=(px(bottom)) {}
                text.tick x=(px(x(*tick))) y=(px(bottom + 14.0)) text-anchor="middle" {
                    (format::plain(*tick))
                }
            }
            text.axis x=(px((LABEL + WIDTH - NOTE) / 2.0)) y=(px(bottom + 31.0))
                text-anchor="middle" { (self.axis) }
            line.zero x1=(px(x(0.0))) x2=(px(x(0.0))) y1=(px(head)) y2=(px(bottom)) {}
            @for (index, mark) in marks.iter().enumerate() {
                (draw_mark(mark, x(mark.at), index, (index + 1 == marks.len(), bottom)))
            }
            @for (index, row) in rows.iter().enumerate() {
                (draw_row(row, top(index), (x(row.ends.0), x(row.ends.1)), index + 1 < rows.len()))
            }
        };
        let keys =
            [Key::new("both", "speaks for one customer"), Key::new("bad", "speaks against it")];
        frame(&self.about, &keys, (WIDTH, bottom + AXIS), &drawing)
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let mut sum = 0.0;
        let mut rows = Vec::with_capacity(self.steps.len() + 1);
        for step in self.steps.iter().filter(|step| step.weight.is_finite()) {
            let class = match step.weight {
                _ if step.is_start => "grey",
                weight if weight < 0.0 => "bad",
                _ => "both",
            };
            let ends = (sum, sum + step.weight);
            rows.push(Row { label: &step.label, class, ends, note: signed(step.weight) });
            sum = ends.1;
        }
        rows.push(Row { label: &self.total, class: "phase", ends: (0.0, sum), note: signed(sum) });
        rows
    }
}

/// A mark with its name: that of the last one to its right if there is room, others to the left.
fn draw_mark(mark: &Mark, x: f64, index: usize, (is_last, bottom): (bool, f64)) -> Markup {
    let name = 11.0 + index as f64 * NAME;
    let ends = x + 5.0 + mark.name.chars().count() as f64 * CHARACTER;
    let (place, anchor) = if is_last && ends < WIDTH { (5.0, "start") } else { (-5.0, "end") };
    html! {
        line.mark x1=(px(x)) x2=(px(x)) y1=(px(name - 9.0)) y2=(px(bottom)) {}
        text.tick x=(px(x + place)) y=(px(name)) text-anchor=(anchor) { (mark.name) }
    }
}

/// A bar and, unless it is the last, the line that leads from its end to the next one.
fn draw_row(row: &Row<'_>, top: f64, (from, to): (f64, f64), leads_on: bool) -> Markup {
    let middle = px(top + THICK / 2.0 + 4.0);
    let fits = ((LABEL - 12.0) / CHARACTER) as usize;
    let last = if leads_on { "label" } else { "label strong" };
    html! {
        text class=(last) x=(px(LABEL - 8.0)) y=(middle) text-anchor="end" {
            title { (row.label) }
            (format::fit(row.label, fits))
        }
        rect class=(row.class) x=(px(from.min(to))) y=(px(top))
            width=(px((to - from).abs().max(0.5))) height=(px(THICK)) {
            title { (row.label) ": " (row.note) }
        }
        @if leads_on {
            line.lead x1=(px(to)) x2=(px(to)) y1=(px(top)) y2=(px(top + ROW + THICK)) {}
        }
        text class=(if leads_on { "note" } else { "note strong" }) x=(px(WIDTH)) y=(middle)
            text-anchor="end" { (row.note) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(weights: &[f64], marks: &[f64]) -> Waterfall {
        let step = |(place, &weight): (usize, &f64)| Step {
            label: format!("step {place}"),
            weight,
            is_start: place == 0,
        };
        let mark = |&at: &f64| Mark { name: "threshold".to_owned(), at };
        Waterfall {
            about: About { title: String::new(), description: String::new(), origin: "" },
            axis: String::new(),
            steps: weights.iter().enumerate().map(step).collect(),
            total: "together".to_owned(),
            marks: marks.iter().map(mark).collect(),
        }
    }

    #[test]
    fn every_step_begins_where_the_one_before_it_ended() {
        let chart = chart(&[-20.0, 8.0, 0.0, 15.0, -1.5], &[]);
        let rows = chart.rows();
        for two in rows.windows(2).take(4) {
            assert!((two[0].ends.1 - two[1].ends.0).abs() < 1e-12);
        }
        let classes: Vec<&str> = rows.iter().map(|row| row.class).collect();
        assert_eq!(classes, ["grey", "both", "both", "both", "bad", "phase"]);
        assert_eq!(rows[5].ends, (0.0, 1.5));
        assert_eq!(rows[5].note, "+1.5");
    }

    #[test]
    fn what_is_no_number_is_neither_a_step_nor_a_mark() {
        let drawn = chart(&[f64::NAN, f64::INFINITY, 2.0], &[f64::INFINITY]).draw().into_string();
        assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
        assert!(!chart(&[], &[]).draw().into_string().contains("NaN"));
    }
}

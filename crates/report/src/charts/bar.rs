//! Horizontal bars, one per row, of one or several parts, to both sides of zero if need be.

use maud::{Markup, html};

use super::{About, HALF_WIDTH, Key, Unit, WIDTH, frame, px, ticks};
use crate::format;

const ROW: f64 = 26.0;
const THICK: f64 = 18.0;
/// Rows of one label stand this close.
const CLOSE_ROW: f64 = 20.0;
const AXIS: f64 = 38.0;
/// Width of a character of a chart's text, on average.
const CHARACTER: f64 = 6.6;

/// One part of a bar.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// CSS class of the colour.
    pub(crate) class: &'static str,
    /// Its length; parts to the left of zero have negative ones.
    pub(crate) value: f64,
    /// What is written on it where there is room.
    pub(crate) text: String,
}

/// One bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    /// What the bar is about; bars that follow each other with one label stand together.
    pub(crate) label: String,
    /// Its parts, from zero outwards.
    pub(crate) parts: Vec<Part>,
    /// What is written after it.
    pub(crate) note: String,
}

/// A chart of bars.
#[derive(Debug, Clone)]
pub(crate) struct BarChart {
    /// Heading, description and source.
    pub(crate) about: About,
    /// What the axis counts, in words.
    pub(crate) axis: String,
    /// What it counts, for its numbers.
    pub(crate) unit: Unit,
    /// The colours; empty if the labels say it all.
    pub(crate) keys: Vec<Key>,
    /// The bars from top to bottom.
    pub(crate) rows: Vec<Bar>,
    /// Whether two such charts stand side by side.
    pub(crate) half: bool,
}

/// From values to horizontal coordinates.
struct Scale {
    /// Where labels end and the axis begins.
    left: f64,
    /// Where the axis ends and notes begin.
    right: f64,
    low: f64,
    high: f64,
}

/// What is no number has no length.
fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

impl Scale {
    fn x(&self, value: f64) -> f64 {
        self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)
    }
}

impl BarChart {
    /// The chart as SVG.
    pub(crate) fn draw(&self) -> Markup {
        let at = self.ticks();
        let (width, label, note) =
            if self.half { (HALF_WIDTH, 130.0, 56.0) } else { (WIDTH, 220.0, 120.0) };
        let scale = Scale {
            left: label,
            right: width - note,
            low: at.first().copied().unwrap_or(0.0),
            high: at.last().copied().unwrap_or(1.0),
        };
        let (tops, bottom) = self.tops();
        let drawing = html! {
            @for tick in &at {
                @let x = px(scale.x(*tick));
                line.grid x1=(x) x2=(x) y1="0" y2=(px(bottom)) {}
                text.tick x=(x) y=(px(bottom + 14.0)) text-anchor="middle" {
                    (self.unit.write(*tick))
                }
            }
            text.axis x=(px(f64::midpoint(scale.left, scale.right))) y=(px(bottom + 31.0))
                text-anchor="middle" { (self.axis) }
            @for (index, (bar, top)) in self.rows.iter().zip(tops).enumerate() {
                @let repeated = index > 0 && self.rows[index - 1].label == bar.label;
                (draw_bar(bar, &scale, top, repeated))
            }
            @let zero = px(scale.x(0.0));
            line.zero x1=(zero) x2=(zero) y1="0" y2=(px(bottom)) {}
        };
        frame(&self.about, &self.keys, (width, bottom + AXIS), &drawing)
    }

    /// The marks of the axis: from zero to the longest bar, or to both sides of zero.
    fn ticks(&self) -> Vec<f64> {
        let largest = |sign: f64| {
            let lengths = self.rows.iter().map(|bar| -> f64 {
                bar.parts.iter().map(|part| (finite(part.value) * sign).max(0.0)).sum()
            });
            lengths.fold(0.0, f64::max)
        };
        let (right, left) = (largest(1.0), largest(-1.0));
        let above = ticks(right.max(left), self.unit);
        if left == 0.0 {
            return above;
        }
        let below = above.iter().skip(1).rev().map(|tick| -tick);
        below.chain(above.iter().copied()).collect()
    }

    /// Where each bar begins, and where the last one ends.
    fn tops(&self) -> (Vec<f64>, f64) {
        let mut top = 4.0;
        let mut tops = Vec::with_capacity(self.rows.len());
        for (index, bar) in self.rows.iter().enumerate() {
            if index > 0 {
                let together = self.rows[index - 1].label == bar.label;
                top += if together { CLOSE_ROW } else { ROW };
            }
            tops.push(top);
        }
        (tops, top + ROW - 2.0)
    }
}

fn draw_bar(bar: &Bar, scale: &Scale, top: f64, repeated: bool) -> Markup {
    let middle = px(top + THICK / 2.0 + 4.0);
    let mut ends = (0.0, 0.0);
    let mut drawn = Vec::new();
    for part in bar.parts.iter().filter(|part| finite(part.value) != 0.0) {
        let end = if part.value < 0.0 { &mut ends.0 } else { &mut ends.1 };
        let (from, to) = (scale.x(*end), scale.x(*end + part.value));
        *end += part.value;
        drawn.push((part, from.min(to), (to - from).abs()));
    }
    let fits = ((scale.left - 12.0) / CHARACTER) as usize;
    html! {
        @if !repeated {
            text.label x=(px(scale.left - 8.0)) y=(middle) text-anchor="end" {
                title { (bar.label) }
                (format::fit(&bar.label, fits))
            }
        }
        @for (part, left, width) in drawn {
            rect class=(part.class) x=(px(left)) y=(px(top)) width=(px(width.max(0.5)))
                height=(px(THICK)) {
                title { (bar.label) ": " (part.text) }
            }
            @if width > part.text.chars().count() as f64 * CHARACTER + 8.0 {
                text.in x=(px(left + width / 2.0)) y=(middle) text-anchor="middle" { (part.text) }
            }
        }
        text.note x=(px(scale.x(ends.1) + 6.0)) y=(middle) { (bar.note) }
    }
}

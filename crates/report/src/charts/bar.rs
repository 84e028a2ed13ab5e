//! Horizontal bars, one per row, of one or several parts, to both sides of zero if need be.

use maud::{Markup, html};

use super::{About, Key, WIDTH, frame, px, ticks};
use crate::format;

const LABEL: f64 = 200.0;
const NOTE: f64 = 110.0;
const ROW: f64 = 26.0;
const THICK: f64 = 18.0;
const AXIS: f64 = 38.0;
/// Width of a character of a chart's text, on average.
const CHARACTER: f64 = 6.4;

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
    /// What the bar is about.
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
    /// What the axis counts.
    pub(crate) axis: String,
    /// The colours; empty if the labels say it all.
    pub(crate) keys: Vec<Key>,
    /// The bars from top to bottom.
    pub(crate) rows: Vec<Bar>,
    /// How a number of the axis is written.
    pub(crate) tick: fn(f64) -> String,
}

/// From values to horizontal coordinates.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(rows: &[Bar]) -> (Self, Vec<f64>) {
        let sum = |bar: &Bar, sign: f64| -> f64 {
            bar.parts.iter().map(|part| (finite(part.value) * sign).max(0.0)).sum()
        };
        let largest = |sign: f64| rows.iter().map(|bar| sum(bar, sign)).fold(0.0, f64::max);
        let (right, left) = (ticks(largest(1.0)), largest(-1.0));
        let mut at = right;
        if left > 0.0 {
            let below = ticks(left.max(at.last().copied().unwrap_or(1.0)));
            at = below.iter().skip(1).rev().map(|tick| -tick).chain(below.clone()).collect();
        }
        let low = at.first().copied().unwrap_or(0.0);
        let high = at.last().copied().unwrap_or(1.0);
        (Self { low, high }, at)
    }

    fn x(&self, value: f64) -> f64 {
        let width = WIDTH - LABEL - NOTE;
        LABEL + (value - self.low) / (self.high - self.low) * width
    }
}

/// What is no number has no length.
fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

impl BarChart {
    /// The chart as SVG.
    pub(crate) fn draw(&self) -> Markup {
        let (scale, at) = Scale::of(&self.rows);
        let bottom = self.rows.len() as f64 * ROW + 4.0;
        let drawing = html! {
            @for tick in &at {
                @let x = px(scale.x(*tick));
                line.grid x1=(x) x2=(x) y1="0" y2=(px(bottom)) {}
                text.tick x=(x) y=(px(bottom + 14.0)) text-anchor="middle" { ((self.tick)(*tick)) }
            }
            text.axis x=(px(f64::midpoint(scale.x(scale.low), scale.x(scale.high)))) y=(px(bottom + 31.0))
                text-anchor="middle" { (self.axis) }
            @for (index, bar) in self.rows.iter().enumerate() {
                (draw_bar(bar, &scale, index as f64 * ROW + 4.0))
            }
            @let zero = px(scale.x(0.0));
            line.zero x1=(zero) x2=(zero) y1="0" y2=(px(bottom)) {}
        };
        frame(&self.about, &self.keys, bottom + AXIS, &drawing)
    }
}

fn draw_bar(bar: &Bar, scale: &Scale, top: f64) -> Markup {
    let middle = px(top + THICK / 2.0 + 4.0);
    let mut ends = (0.0, 0.0);
    let mut drawn = Vec::new();
    for part in bar.parts.iter().filter(|part| finite(part.value) != 0.0) {
        let end = if part.value < 0.0 { &mut ends.0 } else { &mut ends.1 };
        let (from, to) = (scale.x(*end), scale.x(*end + part.value));
        *end += part.value;
        drawn.push((part, from.min(to), (to - from).abs()));
    }
    html! {
        text.label x=(px(LABEL - 8.0)) y=(middle) text-anchor="end" {
            title { (bar.label) }
            (format::fit(&bar.label, 30))
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

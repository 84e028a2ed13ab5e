//! Charts as inline SVG: drawn from plain values, coloured by CSS classes so that they follow the
//! page's light or dark scheme, and described in words for those who cannot see them.

pub(crate) mod bar;
pub(crate) mod gantt;
pub(crate) mod line;
pub(crate) mod overlap;
pub(crate) mod waterfall;

use maud::{Markup, html};

/// Width of a chart that stands alone, in the units of its own coordinates.
pub(crate) const WIDTH: f64 = 760.0;

/// Width of a chart of which two stand side by side.
pub(crate) const HALF_WIDTH: f64 = 430.0;

/// A coordinate, short and the same on every machine.
pub(crate) fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// What every chart says about itself.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// The heading above the chart.
    pub(crate) title: String,
    /// What the chart shows, for those who cannot see it.
    pub(crate) description: String,
    /// The tables that it is drawn from.
    pub(crate) origin: &'static str,
}

/// One colour of a chart and what it stands for.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    /// CSS class of the colour.
    pub(crate) class: &'static str,
    /// What it stands for.
    pub(crate) name: String,
}

impl Key {
    pub(crate) fn new(class: &'static str, name: impl Into<String>) -> Self {
        Self { class, name: name.into() }
    }
}

/// Puts heading, legend and source around a drawing.
fn frame(about: &About, keys: &[Key], size: (f64, f64), drawing: &Markup) -> Markup {
    let view = format!("0 0 {} {}", px(size.0), px(size.1));
    html! {
        figure {
            figcaption {
                span.figtitle { (about.title) }
                " " (crate::page::source(about.origin))
            }
            @if !keys.is_empty() {
                p.legend {
                    @for key in keys {
                        span { i class={ "swatch " (key.class) } {} (key.name) }
                    }
                }
            }
            div.scroll tabindex="0" role="region" aria-label=(about.title) {
                svg viewBox=(view) role="img" aria-label=(about.description) { (drawing) }
            }
        }
    }
}

/// What an axis counts, which says how its numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Whole things.
    Count,
    /// Shares of a whole.
    Share,
    /// Any number.
    Number,
}

impl Unit {
    fn write(self, value: f64) -> String {
        match self {
            Self::Count | Self::Number => crate::format::plain(value),
            Self::Share => crate::format::percent(value),
        }
    }

    /// No tick may fall between two whole things.
    const fn smallest_step(self) -> f64 {
        match self {
            Self::Count => 1.0,
            Self::Share | Self::Number => 0.0,
        }
    }
}

/// Round numbers from 0 to at least `max`, about five of them.
fn ticks(max: f64, unit: Unit) -> Vec<f64> {
    const ABOUT: f64 = 5.0;
    if !max.is_finite() || max <= 0.0 {
        return vec![0.0, 1.0];
    }
    let step = round_step((max / ABOUT).max(unit.smallest_step()));
    let count = (max / step).ceil() as usize;
    (0..=count).map(|index| index as f64 * step).collect()
}

/// Round numbers from at most `low` to at least `high`, about six of them; zero is one of them if it
/// lies between.
fn ticks_between(low: f64, high: f64) -> Vec<f64> {
    const ABOUT: f64 = 6.0;
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        return vec![0.0, 1.0];
    }
    let step = round_step(span / ABOUT);
    let (first, last) = ((low / step).floor() as i64, (high / step).ceil() as i64);
    (first..=last).map(|index| index as f64 * step).collect()
}

/// The smallest round number that is not below another one.
fn round_step(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    let round = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|factor| factor * power);
    round.into_iter().find(|step| *step >= least).unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_the_largest_value() {
        assert_eq!(ticks(9.0, Unit::Number), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(ticks(1.0, Unit::Share).last(), Some(&1.0));
        assert_eq!(ticks(0.0, Unit::Number), [0.0, 1.0]);
        assert_eq!(ticks(f64::NAN, Unit::Number), [0.0, 1.0]);
    }

    #[test]
    fn ticks_to_both_sides_pass_through_zero() {
        assert_eq!(ticks_between(-21.0, 13.0), [-30.0, -20.0, -10.0, 0.0, 10.0, 20.0]);
        assert_eq!(ticks_between(0.0, 0.0), [0.0, 1.0]);
        assert_eq!(ticks_between(f64::NEG_INFINITY, 0.0), [0.0, 1.0]);
    }

    #[test]
    fn nobody_counts_halves_of_things() {
        assert_eq!(ticks(2.0, Unit::Count), [0.0, 1.0, 2.0]);
    }

    #[test]
    fn coordinates_have_no_negative_zero() {
        assert_eq!(px(-0.01), "0");
        assert_eq!(px(12.34), "12.3");
    }
}

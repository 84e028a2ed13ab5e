//! Lines over an ordered axis such as hours or months, each with its name at its end.

use maud::{Markup, html};

use super::{About, Unit, WIDTH, frame, px, ticks};

const LEFT: f64 = 64.0;
const RIGHT: f64 = 200.0;
const TOP: f64 = 24.0;
const HEIGHT: f64 = 220.0;
const AXIS: f64 = 40.0;
/// Names at the ends of lines keep this far apart.
const NAME_GAP: f64 = 15.0;

/// One line.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    /// CSS class of the colour.
    pub(crate) class: &'static str,
    /// The name, written at the end of the line.
    pub(crate) name: String,
    /// A value for each place of the axis, where there is one.
    pub(crate) values: Vec<Option<f64>>,
}

/// A chart of lines.
#[derive(Debug, Clone)]
pub(crate) struct Lines {
    /// Heading, description and source.
    pub(crate) about: About,
    /// The places of the horizontal axis.
    pub(crate) places: Vec<String>,
    /// What the places are.
    pub(crate) x_axis: String,
    /// What is counted.
    pub(crate) y_axis: String,
    /// The lines.
    pub(crate) series: Vec<Series>,
}

/// What is no number has no place.
fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

impl Lines {
    /// Every how many places one is labelled, so that no label runs into the next.
    fn labelled_every(&self) -> usize {
        /// Room that a letter of the axis takes, with the space around a name.
        const LETTER: f64 = 8.0;
        let longest = self.places.iter().map(|place| place.chars().count()).max().unwrap_or(0);
        let room = (WIDTH - LEFT - RIGHT) / (longest.max(2) as f64 * LETTER);
        self.places.len().div_ceil((room as usize).max(1)).max(1)
    }

    /// The chart as SVG.
    pub(crate) fn draw(&self) -> Markup {
        let values =
            self.series.iter().flat_map(|series| &series.values).copied().filter_map(finite);
        let at = ticks(values.fold(0.0, f64::max), Unit::Count);
        let high = at.last().copied().unwrap_or(1.0);
        let y = move |value: f64| TOP + HEIGHT * (1.0 - value / high);
        let every = self.labelled_every();
        let drawing = html! {
            text.axis x="0" y="12" { (self.y_axis) }
            @for tick in &at {
                line.grid x1=(px(LEFT)) x2=(px(WIDTH - RIGHT)) y1=(px(y(*tick))) y2=(px(y(*tick))) {}
                text.tick x=(px(LEFT - 8.0)) y=(px(y(*tick) + 4.0)) text-anchor="end" {
                    (crate::format::plain(*tick))
                }
            }
            @for (index, place) in self.places.iter().enumerate().step_by(every) {
                text.tick x=(px(self.x(index))) y=(px(TOP + HEIGHT + 16.0)) text-anchor="middle" {
                    (place)
                }
            }
            text.axis x=(px((LEFT + WIDTH - RIGHT) / 2.0)) y=(px(TOP + HEIGHT + 34.0))
                text-anchor="middle" { (self.x_axis) }
            @for series in &self.series {
                polyline class={ "line " (series.class) } points=(self.points(series, y)) {}
            }
            @for (series, at) in self.names(y) {
                text class={ "name " (series.class) } x=(px(WIDTH - RIGHT + 8.0)) y=(px(at + 4.0)) {
                    title { (series.name) }
                    (crate::format::fit(&series.name, 26))
                }
            }
        };
        frame(&self.about, &[], (WIDTH, TOP + HEIGHT + AXIS), &drawing)
    }

    fn x(&self, place: usize) -> f64 {
        let steps = (self.places.len().max(2) - 1) as f64;
        LEFT + place as f64 / steps * (WIDTH - LEFT - RIGHT)
    }

    fn points(&self, series: &Series, y: impl Fn(f64) -> f64) -> String {
        let points: Vec<String> = series
            .values
            .iter()
            .enumerate()
            .filter_map(|(place, value)| {
                finite(*value).map(|value| format!("{},{}", px(self.x(place)), px(y(value))))
            })
            .collect();
        points.join(" ")
    }

    /// The lines with the height of their names, moved down where two would overlap.
    fn names(&self, y: impl Fn(f64) -> f64) -> Vec<(&Series, f64)> {
        let mut names: Vec<(&Series, f64)> = self
            .series
            .iter()
            .filter_map(|series| {
                Some((series, y(series.values.iter().copied().filter_map(finite).next_back()?)))
            })
            .collect();
        names.sort_by(|a, b| a.1.total_cmp(&b.1));
        let lowest = TOP + HEIGHT - (names.len() as f64 - 1.0) * NAME_GAP;
        let mut free = f64::NEG_INFINITY;
        for (index, (_, at)) in names.iter_mut().enumerate() {
            *at = at.min(lowest + index as f64 * NAME_GAP).max(free);
            free = *at + NAME_GAP;
        }
        names
    }
}

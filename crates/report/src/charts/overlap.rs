//! Two circles whose areas, and whose common area, are in proportion to the sizes of two sets.

use std::f64::consts::PI;

use maud::{Markup, html};

use super::{About, WIDTH, frame, px};
use crate::format;

const HEIGHT: f64 = 270.0;
const LARGEST_RADIUS: f64 = 104.0;
const MIDDLE: f64 = 150.0;

/// Two sets and what they have in common.
#[derive(Debug, Clone)]
pub(crate) struct Overlap {
    /// Heading, description and source.
    pub(crate) about: About,
    /// The names of the two sets.
    pub(crate) names: [String; 2],
    /// Members that only the first, both, and only the second have.
    pub(crate) sizes: [i64; 3],
}

/// Area that two circles have in common (the sum of two circular segments).
fn common_area(a: f64, b: f64, distance: f64) -> f64 {
    if distance >= a + b {
        return 0.0;
    }
    if distance <= (a - b).abs() {
        return PI * a.min(b).powi(2);
    }
    let segment = |r: f64, other: f64| {
        let cosine = (distance.powi(2) + r.powi(2) - other.powi(2)) / (2.0 * distance * r);
        let angle = cosine.clamp(-1.0, 1.0).acos();
        r.powi(2) * (angle - angle.sin() * angle.cos())
    };
    segment(a, b) + segment(b, a)
}

/// The distance at which two circles have this area in common, by bisection.
fn distance_for(a: f64, b: f64, area: f64) -> f64 {
    const ROUNDS: usize = 60;
    let (mut near, mut far) = ((a - b).abs(), a + b);
    for _ in 0..ROUNDS {
        let middle = f64::midpoint(near, far);
        if common_area(a, b, middle) > area {
            near = middle;
        } else {
            far = middle;
        }
    }
    f64::midpoint(near, far)
}

impl Overlap {
    /// The chart as SVG.
    pub(crate) fn draw(&self) -> Markup {
        let [only_left, both, only_right] = self.sizes.map(|size| size.max(0) as f64);
        let (left, right) = (only_left + both, only_right + both);
        let scale = LARGEST_RADIUS / left.max(right).max(1.0).sqrt();
        let (a, b) = (left.sqrt() * scale, right.sqrt() * scale);
        let distance = distance_for(a, b, both * PI * scale.powi(2));
        let begin = (WIDTH - (a + distance + b)) / 2.0;
        let (x1, x2) = (begin + a, begin + a + distance);
        let label_left = begin - 14.0;
        let label_right = x2.max(x1) + b + 14.0;
        let lens = f64::midpoint((x2 - b).max(x1 - a), (x1 + a).min(x2 + b));
        let drawing = html! {
            circle class="set left" cx=(px(x1)) cy=(px(MIDDLE)) r=(px(a)) {}
            circle class="set right" cx=(px(x2)) cy=(px(MIDDLE)) r=(px(b)) {}
            (self.side(0, label_left, "end", only_left))
            (self.side(1, label_right, "start", only_right))
            line.lead x1=(px(lens)) x2=(px(lens)) y1="34" y2=(px(MIDDLE)) {}
            text.figure x=(px(lens)) y="14" text-anchor="middle" {
                (format::count(self.sizes[1]))
            }
            text.label x=(px(lens)) y="29" text-anchor="middle" { "customers of both lines" }
        };
        frame(&self.about, &[], (WIDTH, HEIGHT), &drawing)
    }

    fn side(&self, index: usize, x: f64, anchor: &str, only: f64) -> Markup {
        let class = ["name left", "name right"][index];
        html! {
            text class=(class) x=(px(x)) y=(px(MIDDLE - 18.0)) text-anchor=(anchor) {
                title { (self.names[index]) }
                (format::fit(&self.names[index], 28))
            }
            text.figure x=(px(x)) y=(px(MIDDLE + 4.0)) text-anchor=(anchor) {
                (format::number(only, 0))
            }
            text.label x=(px(x)) y=(px(MIDDLE + 21.0)) text-anchor=(anchor) { "only of this line" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_area_is_the_one_asked_for() {
        for share in [0.01, 0.25, 0.5, 0.99] {
            let area = share * PI * 4.0;
            let distance = distance_for(3.0, 2.0, area);
            assert!((common_area(3.0, 2.0, distance) - area).abs() < 1e-9, "{share}");
        }
    }

    #[test]
    fn sets_apart_and_sets_inside_are_drawn_so() {
        assert!((distance_for(3.0, 2.0, 0.0) - 5.0).abs() < 1e-9);
        assert!((distance_for(3.0, 2.0, PI * 4.0) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn empty_sets_are_drawn_without_a_number_that_is_none() {
        let about = About { title: String::new(), description: String::new(), origin: "" };
        let chart = Overlap { about, names: [String::new(), String::new()], sizes: [0, 0, 0] };
        assert!(!chart.draw().into_string().contains("NaN"));
    }
}

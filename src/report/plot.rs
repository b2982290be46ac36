//! The curves that all figures of the report share: the cell before in ink, the cell after in colour.

use super::number::drawn;
use super::view::View;
use crate::draw::{Axis, AxisKind, Curve, Look, Panel};

/// Colours by their places in the palette.
pub const BEFORE: usize = 6;
/// Of the cell after.
pub const AFTER: usize = 1;

/// The names of the two cells.
pub const NAMES: [&str; 2] = ["detailed", "reduced"];

/// Dots of a figure; of more every n-th is drawn.
const MOST_DOTS: usize = 2000;

/// A curve of the cell before.
#[must_use]
pub fn before(points: Vec<(f64, f64)>, look: Look) -> Curve {
    curve(NAMES[0], BEFORE, points, look)
}

/// A curve of the cell after.
#[must_use]
pub fn after(points: Vec<(f64, f64)>, look: Look) -> Curve {
    curve(NAMES[1], AFTER, points, look)
}

/// Any curve.
#[must_use]
pub fn curve(label: &str, colour: usize, points: Vec<(f64, f64)>, look: Look) -> Curve {
    let points = points.into_iter().map(|(x, y)| (drawn(x), drawn(y))).collect();
    Curve { label: label.to_owned(), points, colour, look }
}

/// A panel of two linear axes.
#[must_use]
pub fn panel(x: &str, y: &str, curves: Vec<Curve>) -> Panel {
    Panel {
        x: Axis::new(AxisKind::Linear, x),
        y: Axis::new(AxisKind::Linear, y),
        curves,
        ..Panel::default()
    }
}

/// Something of every segment over its path distance: dots before, lines along the sections after.
#[must_use]
pub fn along(views: [&View<'_>; 2], of: &dyn Fn(&View<'_>, usize, usize) -> f64) -> Vec<Curve> {
    let [detailed, reduced] = views;
    vec![before(thinned(dots(detailed, of)), Look::Dots), after(lines(reduced, of), Look::Line)]
}

fn dots(view: &View<'_>, of: &dyn Fn(&View<'_>, usize, usize) -> f64) -> Vec<(f64, f64)> {
    let all = view.segments().map(|(section, segment)| (view.distance_um(section, segment), of(view, section, segment)));
    all.filter(|(x, y)| x.is_finite() && y.is_finite()).collect()
}

/// The segments of each section joined, with a gap before the next; a section of one segment is a short line.
fn lines(view: &View<'_>, of: &dyn Fn(&View<'_>, usize, usize) -> f64) -> Vec<(f64, f64)> {
    let mut points = vec![];
    for (place, section) in view.cell.sections.iter().enumerate() {
        let value = |segment: usize| of(view, place, segment);
        let end = |x: f64| view.distances.um(view.cell, place, x).unwrap_or(f64::NAN);
        let centres = (0..section.nseg).map(|segment| (view.distance_um(place, segment), value(segment)));
        points.push((end(0.0), value(0)));
        points.extend(centres);
        points.push((end(1.0), value(section.nseg.saturating_sub(1))));
        points.push((f64::NAN, f64::NAN));
    }
    points.pop();
    points
}

/// Few enough to be drawn.
fn thinned(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let step = points.len().div_ceil(MOST_DOTS).max(1);
    points.into_iter().step_by(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_dots_every_nth_is_drawn() {
        let points = |count: usize| (0..count).map(|place| (place as f64, 0.0)).collect::<Vec<_>>();
        assert_eq!(thinned(points(2000)).len(), 2000);
        let fewer = thinned(points(20_000));
        assert_eq!((fewer.len(), fewer[1].0), (2000, 10.0));
    }

    #[test]
    fn what_is_drawn_has_six_digits() {
        assert_eq!(before(vec![(0.123_456_78, 41.260_258_5)], Look::Line).points, [(0.123_457, 41.2603)]);
    }
}

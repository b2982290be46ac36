//! The curves that all figures of the report share: the cell before in ink, the cell after in colour.

use super::number::drawn;
use super::view::View;
use crate::draw::{Axis, AxisKind, Curve, Look, Panel};
use crate::reduce::segment_map::SegmentMap;

/// Colours by their places in the palette.
pub const BEFORE: usize = 6;
/// Of the cell after.
pub const AFTER: usize = 1;

/// The names of the two cells.
pub const NAMES: [&str; 2] = ["detailed", "reduced"];

/// What is said of a figure along the tree.
pub const ALONG: &str = "Dots: segments of the detailed cell. Lines: sections of the reduced one, each segment at the mean path distance of the \
                         places that went to it.";

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
    Panel { x: Axis::new(AxisKind::Linear, x), y: Axis::new(AxisKind::Linear, y), curves, ..Panel::default() }
}

/// Both cells, and where the places of the cell after came from.
#[derive(Debug)]
pub struct Pair<'a> {
    /// The cell before.
    pub detailed: &'a View<'a>,
    /// The cell after.
    pub reduced: &'a View<'a>,
    /// For each segment of each section of the cell after: the path distances of the places that went there, um.
    origins: Vec<Vec<Vec<f64>>>,
}

impl<'a> Pair<'a> {
    /// Both cells.
    #[must_use]
    pub fn new(detailed: &'a View<'a>, reduced: &'a View<'a>, map: &SegmentMap) -> Self {
        let sections = reduced.cell.sections.iter();
        let mut origins: Vec<Vec<Vec<f64>>> = sections.map(|section| vec![vec![]; section.nseg]).collect();
        for (section, places) in map.sections.iter().enumerate() {
            for (segment, place) in places.iter().enumerate() {
                if let Some(slot) = origins.get_mut(place.section).and_then(|slots| slots.get_mut(place.segment)) {
                    slot.push(detailed.distance_um(section, segment));
                }
            }
        }
        Self { detailed, reduced, origins }
    }

    /// The cell before, the cell after.
    #[must_use]
    pub fn views(&self) -> [&'a View<'a>; 2] {
        [self.detailed, self.reduced]
    }

    /// Something of every segment over its path distance in the cell before: dots before, lines along the sections after.
    #[must_use]
    pub fn along(&self, of: &dyn Fn(&View<'_>, usize, usize) -> f64) -> Vec<Curve> {
        let dots = self.detailed.segments().map(|(section, segment)| {
            (self.detailed.distance_um(section, segment), of(self.detailed, section, segment))
        });
        let dots = dots.filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
        vec![before(thinned(dots), Look::Dots), after(self.lines(of), Look::Line)]
    }

    /// The segments of each section joined, each where what went to it lies on the average, with a gap before the next; one
    /// segment alone reaches from the nearest to the furthest, or, where that is one place, from there half its length on.
    fn lines(&self, of: &dyn Fn(&View<'_>, usize, usize) -> f64) -> Vec<(f64, f64)> {
        let mut points = vec![];
        for (section, segments) in self.origins.iter().enumerate() {
            if let [distances] = segments.as_slice() {
                let value = of(self.reduced, section, 0);
                let (low, high) = distances.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), um| {
                    (f64::min(low, *um), f64::max(high, *um))
                });
                let half_um = self.reduced.cell.sections.get(section).map_or(0.0, |section| section.length_um / 2.0);
                points.extend([(low, value), (if high > low { high } else { low + half_um }, value)]);
            }
            for (segment, distances) in segments.iter().enumerate().filter(|_| segments.len() > 1) {
                let mean_um = distances.iter().sum::<f64>() / distances.len() as f64;
                // Nothing went there: the line goes on past it.
                if mean_um.is_finite() {
                    points.push((mean_um, of(self.reduced, section, segment)));
                }
            }
            points.push((f64::NAN, f64::NAN));
        }
        // Where there is no value there is no place either, which would widen the axis.
        points.iter_mut().filter(|(_, y)| !y.is_finite()).for_each(|(x, _)| *x = f64::NAN);
        points
    }
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

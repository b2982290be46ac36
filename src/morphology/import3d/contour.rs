//! Soma outlines: their centre, the circle like them, and the row of discs that stands for one of them.

use std::f64::consts::PI;

use super::eigen::{Matrix, eigen};
use super::vector::{
    at_most, distance, dot, equal, interpolate, largest, less, magnitude, mean, minus, smallest, steps_between,
};
use crate::morphology::Point3d;

/// An outline is looked at in this many places, evenly spaced along it.
const SAMPLES: usize = 101;
/// A soma has one disc more than this.
const STEPS: f64 = 20.0;

/// Evenly spaced places along an outline, by axis, and their mean.
///
/// The spacing is taken in the x-y plane, and the outline ends at its last point: it is not closed. None for an outline
/// without points.
fn resample(points: &[Point3d]) -> Option<([Vec<f64>; 3], [f64; 3])> {
    let mut along = vec![0.0];
    for pair in points.windows(2) {
        let [from, to] = pair else { continue };
        let step = magnitude([to.x_um - from.x_um, to.y_um - from.y_um, 0.0]);
        along.push(along.last().copied().unwrap_or(0.0) + step);
    }
    let spacing = along.last()? / 100.0;
    let targets: Vec<f64> = (0..SAMPLES).map(|index| index as f64 * spacing).collect();
    let axis = |pick: fn(&Point3d) -> f64| interpolate(&points.iter().map(pick).collect::<Vec<_>>(), &targets, &along);
    let axes = [axis(|point| point.x_um)?, axis(|point| point.y_um)?, axis(|point| point.z_um)?];
    let centre = [mean(&axes[0]), mean(&axes[1]), mean(&axes[2])];
    Some((axes, centre))
}

/// The mean of an outline, taken evenly along it (um); the origin for an outline without points.
pub fn centre(points: &[Point3d]) -> [f64; 3] {
    resample(points).map_or([0.0; 3], |(_, centre)| centre)
}

/// Where a stack of outlines has half its length behind it, going from centre to centre (um).
pub fn stack_centre(outlines: &[&[Point3d]]) -> [f64; 3] {
    let centres: Vec<[f64; 3]> = outlines.iter().map(|points| centre(points)).collect();
    let mut along = vec![0.0];
    for pair in centres.windows(2) {
        let [from, to] = pair else { continue };
        along.push(along.last().copied().unwrap_or(0.0) + distance(*to, *from));
    }
    let half = along.last().copied().unwrap_or(0.0) / 2.0;
    let beyond =
        along.windows(2).zip(centres.windows(2)).find(|(along, _)| along.last().is_some_and(|&to| less(half, to)));
    match beyond {
        Some((&[from, to], &[a, b])) if !equal(half, 0.0) => {
            let part = (half - from) / (to - from);
            let between = |a: f64, b: f64| part * b + (1.0 - part) * a;
            [between(a[0], b[0]), between(a[1], b[1]), between(a[2], b[2])]
        }
        _ => centres.first().copied().unwrap_or([0.0; 3]),
    }
}

/// The circle like an outline: its centre, and the mean of the radius seen from there and the radius of its
/// perimeter, as a diameter.
pub fn circle(points: &[Point3d]) -> Option<Point3d> {
    let mut perimeter = 0.0;
    for (point, next) in points.iter().zip(points.iter().cycle().skip(1)) {
        perimeter += distance(point.position(), next.position());
    }
    let ([xs, ys, zs], centre) = resample(points)?;
    let squared = |value: f64, centre: f64| (value - centre) * (value - centre);
    let radii: Vec<f64> = xs
        .iter()
        .zip(&ys)
        .zip(&zs)
        .map(|((&x, &y), &z)| (squared(x, centre[0]) + squared(y, centre[1]) + squared(z, centre[2])).sqrt())
        .collect();
    Some(Point3d::new(centre, mean(&radii) + perimeter / (2.0 * PI)))
}

/// One side of an outline: distance along the major axis and across it.
#[derive(Default)]
struct Side {
    along: Vec<f64>,
    across: Vec<f64>,
}

impl Side {
    /// Drops what does not go forward, from the far end.
    fn make_convex(&mut self) {
        let mut index = self.along.len().saturating_sub(1);
        while index > 0 {
            let (Some(&here), Some(&before)) = (self.along.get(index), self.along.get(index - 1)) else { return };
            if at_most(here, before) {
                self.along.remove(index);
                self.across.remove(index);
                if index != self.along.len() {
                    continue;
                }
            }
            index -= 1;
        }
    }
}

/// The discs (centre and diameter, um) that stand for a soma drawn as one outline, along its longest axis.
///
/// None where the outline has no area: all its places on one line.
pub fn discs(points: &[Point3d]) -> Option<Vec<Point3d>> {
    let (axes, centre) = resample(points)?;
    let [xs, ys, zs] = [0, 1, 2].map(|axis: usize| -> Vec<f64> {
        let (values, centre) = (axes.get(axis), centre.get(axis).copied().unwrap_or(0.0));
        values.map(|values| values.iter().map(|value| value - centre).collect()).unwrap_or_default()
    });
    let (major, minor) = principal_axes(&[&xs, &ys, &zs])?;
    let places = || xs.iter().zip(&ys).zip(&zs).map(|((&x, &y), &z)| [x, y, z]);
    let mut along: Vec<f64> = places().map(|place| dot(place, major)).collect();
    let mut across: Vec<f64> = places().map(|place| dot(place, minor)).collect();
    let top = largest(&along)?;
    along.rotate_left(top);
    across.rotate_left(top);
    let (rising, falling) = sides(along, across)?;
    slices(&rising, &falling, |along| {
        let [x, y, z] = [0, 1, 2].map(|axis: usize| {
            major.get(axis).copied().unwrap_or(0.0) * along + centre.get(axis).copied().unwrap_or(0.0)
        });
        [x, y, z]
    })
}

/// The longest axis, and the middle one laid into the x-y plane, both of length 1.
fn principal_axes(places: &[&[f64]; 3]) -> Option<([f64; 3], [f64; 3])> {
    let moment = |a: &[f64], b: &[f64]| a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b);
    let moments: Matrix = places.map(|a| places.map(|b| moment(a, b)));
    let found = eigen(moments)?;
    let (longest, shortest) = (largest(&found.values)?, smallest(&found.values)?);
    let major = *found.axes.get(longest)?;
    // The library may give either direction: the component that is largest is made positive.
    let leading = largest(&major.map(f64::abs))?;
    let major = if less(*major.get(leading)?, 0.0) { major.map(|value| -value) } else { major };
    let [x, y, _] = *found.axes.get(3_usize.checked_sub(longest + shortest)?)?;
    let length = magnitude([x, y, 0.0]);
    let flatness = length / (magnitude(major) + 1e-100);
    if flatness.is_nan() || less(flatness, 1e-6) {
        return None;
    }
    Some((major, [x / length, y / length, 0.0]))
}

/// The two sides between the ends of the outline, both from the low end to the high one; `along` begins with its largest.
fn sides(mut along: Vec<f64>, mut across: Vec<f64>) -> Option<(Side, Side)> {
    let bottom = smallest(&along)?;
    let mut falling = Side { along: along.split_off(bottom), across: across.split_off(bottom) };
    along.reverse();
    across.reverse();
    let mut rising = Side { along, across };
    rising.make_convex();
    falling.make_convex();
    Some((rising, falling))
}

/// Discs as wide as the two sides are apart, at even steps between the second and the last but one of all places.
fn slices(one: &Side, other: &Side, at: impl Fn(f64) -> [f64; 3]) -> Option<Vec<Point3d>> {
    let mut all: Vec<f64> = one.along.iter().chain(&other.along).copied().collect();
    all.sort_by(f64::total_cmp);
    let (from, to) = (*all.get(1)?, *all.get(all.len().checked_sub(2)?)?);
    let steps = steps_between(from, to, (to - from) / STEPS)?;
    let near = interpolate(&one.across, &steps, &one.along)?;
    let far = interpolate(&other.across, &steps, &other.along)?;
    let mut diameters: Vec<f64> = near.iter().zip(&far).map(|(near, far)| (near - far).abs()).collect();
    widen_ends(&mut diameters);
    Some(steps.iter().zip(diameters).map(|(&along, diam_um)| Point3d::new(at(along), diam_um)).collect())
}

/// An end of diameter 0 would have no area: both ends become the mean of themselves and their neighbour.
fn widen_ends(diameters: &mut [f64]) {
    if let [first, second, ..] = diameters {
        *first = f64::midpoint(*first, *second);
    }
    if let [.., before, last] = diameters {
        *last = f64::midpoint(*last, *before);
    }
}

/// A box around an outline in the x-y plane: low and high corner (um).
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    low: [f64; 2],
    high: [f64; 2],
}

impl Bounds {
    /// The smallest box around `points`.
    pub fn of(points: &[Point3d]) -> Self {
        let empty = Self { low: [f64::INFINITY; 2], high: [f64::NEG_INFINITY; 2] };
        points.iter().fold(empty, |bounds, point| {
            bounds.around(Self { low: [point.x_um, point.y_um], high: [point.x_um, point.y_um] })
        })
    }

    /// The smallest box around both.
    pub fn around(self, other: Self) -> Self {
        let [low_x, low_y] = self.low;
        let [high_x, high_y] = self.high;
        Self {
            low: [low_x.min(other.low[0]), low_y.min(other.low[1])],
            high: [high_x.max(other.high[0]), high_y.max(other.high[1])],
        }
    }

    /// The box with `margin_um` added on every side.
    pub fn widened(self, margin_um: f64) -> Self {
        Self { low: self.low.map(|low| low - margin_um), high: self.high.map(|high| high + margin_um) }
    }

    /// Do the boxes share a place?
    pub fn overlap(&self, other: &Self) -> bool {
        self.low.iter().zip(other.high).all(|(&low, high)| !less(high, low))
            && other.low.iter().zip(self.high).all(|(&low, high)| !less(high, low))
    }

    /// Is the place inside? NEURON compares in single precision.
    pub fn contain(&self, x_um: f64, y_um: f64) -> bool {
        let within = |value: f64, low: f64, high: f64| (low as f32..=high as f32).contains(&(value as f32));
        within(x_um, self.low[0], self.high[0]) && within(y_um, self.low[1], self.high[1])
    }
}

/// Is the outline in one plane of constant z, and in which?
pub fn plane_um(points: &[Point3d]) -> Option<f64> {
    let first = points.first()?.z_um;
    points.iter().all(|point| equal(first, point.z_um)).then_some(first)
}

/// Distance between the beginning of a neurite and a place (um).
pub fn distance_um(point: Point3d, place: [f64; 3]) -> f64 {
    magnitude(minus(point.position(), place))
}

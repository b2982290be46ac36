//! From lengths, diameters and 3-d points to areas and axial resistances: the numeric kernel of the geometry.
//!
//! Without 3-d points a segment is a cylinder. With them, each half of a segment integrates the frusta between the
//! points: area pi (d1 + d2)/2 sqrt(dx^2 + ((d2 - d1)/2)^2), resistance 4 Ra dx / (pi d1 d2); the segment's diameter is
//! the mean over its length. The order of the operations is NEURON's, which makes the numbers the same to the last bit.
#![allow(clippy::indexing_slicing, reason = "columns and node lists of a section all have its nseg")]

use std::f64::consts::PI;

use super::CellError;
use super::points::Point;
use super::section::{END_AREA_UM2, Section};
use crate::units::MOHM_PER_OHM_CM_PER_UM;

/// Thinner is an error in a section without 3-d points, which NEURON then makes this thick, um.
const THINNEST_UM: f64 = 1e-6;
/// Pieces are never taken for shorter, um; products of diameters over length never for zero.
const TINY: f64 = 1e-15;
/// Points closer than this have no slope between them, um.
const COINCIDENT_UM: f64 = 1e-10;
/// Diameters change only by more, um.
const SAME_DIAM_UM: f64 = 1e-9;
/// Diameters below change whatever the difference, um.
const THIN_UM: f64 = 1e-5;

impl Section {
    pub(super) fn integrate_cylinders(&mut self, diam_column: usize) -> Result<(), CellError> {
        let dx = self.used_length_um() / self.nseg as f64;
        let mut half_before_mohm = 0.0;
        for node in 0..self.nseg {
            let diam = &mut self.values[diam_column * self.nseg + node];
            if *diam <= 0.0 {
                *diam = THINNEST_UM;
                return Err(CellError::Diameter { section: self.name.clone() });
            }
            let half_mohm = MOHM_PER_OHM_CM_PER_UM * self.ra_ohm_cm * (dx / 2.0) / (PI * *diam * *diam / 4.0);
            self.area_um2[node] = PI * *diam * dx;
            self.conductance_us[node] = 1.0 / (half_mohm + half_before_mohm);
            half_before_mohm = half_mohm;
        }
        self.finish(half_before_mohm);
        Ok(())
    }

    pub(super) fn integrate_points(&mut self, diam_column: usize, spine_area_um2: f64) {
        let mut walk = Walk::along(&self.points);
        let segment_um = walk.length_um / self.nseg as f64;
        let mut half_before_mohm = 0.0;
        for node in 0..self.nseg {
            let start_um = node as f64 * segment_um;
            let middle_um = start_um + segment_um / 2.0;
            let first = walk.half(start_um, middle_um);
            let second = walk.half(middle_um, middle_um + segment_um / 2.0);
            let (sums, spines) = walk.take(node + 1 == self.nseg);
            let mohm = |resistance: f64| resistance * self.ra_ohm_cm / PI * (4.0 * MOHM_PER_OHM_CM_PER_UM);
            self.conductance_us[node] = 1.0 / (half_before_mohm + mohm(first));
            half_before_mohm = mohm(second);
            self.area_um2[node] = sums.area * 0.5 * PI + spines as f64 * spine_area_um2;
            let mean_um = sums.diam * (0.5 / segment_um);
            let diam = &mut self.values[diam_column * self.nseg + node];
            if (mean_um - *diam).abs() > SAME_DIAM_UM || mean_um < THIN_UM {
                *diam = mean_um;
            }
        }
        self.finish(half_before_mohm);
    }

    fn finish(&mut self, half_before_mohm: f64) {
        self.area_um2[self.nseg] = END_AREA_UM2;
        self.conductance_us[self.nseg] = 1.0 / half_before_mohm;
    }
}

/// Sums over the pieces of one segment.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    /// Sum of (d1 + d2) dx.
    diam: f64,
    /// Sum of (d1 + d2) times the slant height.
    area: f64,
}

/// A walk along the points from the first to the last, half a segment at a time.
struct Walk<'a> {
    points: &'a [Point],
    length_um: f64,
    /// The piece that the walk is in starts at this point.
    piece: usize,
    at_um: f64,
    diam_um: f64,
    sums: Sums,
    spines: usize,
}

impl<'a> Walk<'a> {
    fn along(points: &'a [Point]) -> Self {
        Self {
            points,
            length_um: points[points.len() - 1].arc_um,
            piece: 0,
            at_um: points[0].arc_um,
            diam_um: f64::from(points[0].diam.abs()),
            sums: Sums::default(),
            spines: 0,
        }
    }

    /// Goes on to `to_um`; gives back the sum of dx / (d1 d2).
    fn half(&mut self, from_um: f64, to_um: f64) -> f64 {
        let mut resistance = 0.0;
        loop {
            let (start, end) = (&self.points[self.piece], &self.points[self.piece + 1]);
            if start.diam < 0.0 && start.arc_um >= from_um && start.arc_um < to_um {
                self.spines += 1;
            }
            if end.arc_um > to_um || self.piece + 2 == self.points.len() {
                let diam_um = between(start, end, to_um);
                return resistance + self.step(to_um, diam_um);
            }
            let (arc_um, diam_um) = (end.arc_um, f64::from(end.diam.abs()));
            resistance += self.step(arc_um, diam_um);
            self.piece += 1;
        }
    }

    fn step(&mut self, to_um: f64, diam_um: f64) -> f64 {
        let sum = diam_um + self.diam_um;
        let dx = to_um - self.at_um;
        self.sums.diam += sum * dx;
        let dx = if dx < TINY { TINY } else { dx };
        let section = diam_um * self.diam_um / dx;
        let half_rise = 0.5 * (diam_um - self.diam_um);
        self.sums.area += sum * (dx * dx + half_rise * half_rise).sqrt();
        self.at_um = to_um;
        self.diam_um = diam_um;
        1.0 / if section == 0.0 { TINY } else { section }
    }

    /// The sums of the segment just walked; a spine at the very last point belongs to the last segment.
    fn take(&mut self, is_last: bool) -> (Sums, usize) {
        if is_last && self.points[self.points.len() - 1].diam < 0.0 {
            self.spines += 1;
        }
        (std::mem::take(&mut self.sums), std::mem::take(&mut self.spines))
    }
}

fn between(start: &Point, end: &Point, at_um: f64) -> f64 {
    let length_um = end.arc_um - start.arc_um;
    let part = if length_um.abs() < COINCIDENT_UM { 1.0 } else { (at_um - start.arc_um) / length_um };
    (1.0 - part) * f64::from(start.diam.abs()) + part * f64::from(end.diam.abs())
}

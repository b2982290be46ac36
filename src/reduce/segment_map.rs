//! Where every segment of the original cell went.

use num_complex::Complex64;

use super::ReducedSubtree;
use super::equivalent_cylinder::{EquivalentCylinder, place};
use super::measure::Measured;
use super::subtree::Subtree;
use crate::cell::Cell;
use crate::cell::resolved::{segment_at, segment_centre};
use crate::units::OHM_PER_MOHM;

/// A place in the reduced cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mapped {
    /// Place of the section in the reduced cell's sections.
    pub section: usize,
    /// The segment, counted from the 0 end.
    pub segment: usize,
    /// The place itself, 0 to 1.
    pub x: f64,
}

/// Original segment to reduced segment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SegmentMap {
    /// For each original section (in its cell's order) the places of its segments.
    pub sections: Vec<Vec<Mapped>>,
}

/// The places of a section that stays, under its place in the reduced cell.
pub(super) fn kept(nseg: usize, section: usize) -> Vec<Mapped> {
    (0..nseg).map(|segment| Mapped { section, segment, x: segment_centre(segment, nseg) }).collect()
}

/// A cylinder's transfer impedance to its near end along its length, as it was computed for its segments.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Place (0 to 1) and natural logarithm of the modulus, which never grows.
    points: Vec<(f64, f64)>,
}

impl Curve {
    /// The curve through the near end's input impedance and the transfer impedances of the segments' centres, `MOhm`.
    /// Where the modulus grows with the distance (a quasi-active cable may do that) it is taken to stay.
    #[must_use]
    pub fn of(input_mohm: Complex64, transfer_mohm: &[Complex64]) -> Self {
        let nseg = transfer_mohm.len();
        let centres = transfer_mohm.iter().enumerate();
        let centres = centres.map(|(segment, transfer)| (segment_centre(segment, nseg), transfer.norm().ln()));
        let mut lowest = f64::INFINITY;
        let points = std::iter::once((0.0, input_mohm.norm().ln())).chain(centres).map(|(x, modulus)| {
            lowest = modulus.min(lowest);
            (x, lowest)
        });
        Self { points: points.collect() }
    }

    /// The place with that transfer impedance (ohm), 0 to 1.
    #[must_use]
    pub fn place(&self, transfer_ohm: Complex64) -> f64 {
        let wanted = (transfer_ohm.norm() / OHM_PER_MOHM).ln();
        let after = self.points.partition_point(|&(_, modulus)| modulus > wanted);
        let around = after.checked_sub(1).and_then(|before| Some((self.points.get(before)?, self.points.get(after)?)));
        match around {
            Some((&(x0, high), &(x1, low))) => x0 + (x1 - x0) * (high - wanted) / (high - low),
            None if after == 0 => 0.0,
            None => self.points.last().map_or(0.0, |&(x, _)| x),
        }
    }
}

/// Places on one cylinder.
pub(super) struct Target<'a> {
    cylinder: &'a EquivalentCylinder,
    curve: Option<&'a Curve>,
    root_input_ohm: Complex64,
    section: usize,
    nseg: usize,
}

impl<'a> Target<'a> {
    pub(super) fn of(reduced: &'a ReducedSubtree) -> Self {
        let ReducedSubtree { cylinder, curve, root_input_ohm, reduced_section, nseg, .. } = reduced;
        let curve = curve.as_ref();
        Self { cylinder, curve, root_input_ohm: *root_input_ohm, section: *reduced_section, nseg: *nseg }
    }

    /// The place at which the cylinder has this transfer impedance to its near end.
    pub(super) fn place(&self, transfer_ohm: Complex64) -> Mapped {
        let x = match self.curve {
            Some(curve) => curve.place(transfer_ohm),
            None => place(self.cylinder, self.root_input_ohm, transfer_ohm),
        };
        Mapped { section: self.section, segment: segment_at(x, self.nseg), x }
    }

    /// Maps every segment of a subtree.
    pub(super) fn map_subtree(&self, cell: &Cell, subtree: &Subtree, measured: &Measured, map: &mut SegmentMap) {
        for &section in &subtree.sections {
            let nseg = cell.sections.get(section).map_or(0, |section| section.nseg);
            let transfers = (0..nseg).filter_map(|segment| measured.segment_ohm(section, segment));
            if let Some(places) = map.sections.get_mut(section) {
                *places = transfers.map(|transfer| self.place(transfer)).collect();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ohm(mohm: f64) -> Complex64 {
        Complex64::new(0.0, mohm * OHM_PER_MOHM)
    }

    #[test]
    fn a_place_lies_between_the_points_of_its_curve() {
        let curve = Curve::of(Complex64::new(100.0, 0.0), &[80.0, 40.0].map(|mohm| Complex64::new(mohm, 0.0)));
        assert_eq!(curve.place(ohm(120.0)), 0.0);
        assert!((curve.place(ohm(80.0)) - 0.25).abs() < 1e-12);
        // Logarithms are straight between the points.
        assert!((curve.place(ohm((80.0_f64 * 40.0).sqrt())) - 0.5).abs() < 1e-12);
        assert_eq!(curve.place(ohm(10.0)), 0.75);
    }

    #[test]
    fn a_curve_that_grows_stays() {
        let curve = Curve::of(Complex64::new(50.0, 0.0), &[60.0, 40.0, 45.0].map(|mohm| Complex64::new(mohm, 0.0)));
        let moduli: Vec<f64> = curve.points.iter().map(|&(_, modulus)| modulus.exp()).collect();
        assert!(
            moduli.iter().zip([50.0, 50.0, 40.0, 40.0]).all(|(one, other)| (one - other).abs() < 1e-9),
            "{moduli:?}"
        );
        assert!((0.0..1.0).contains(&curve.place(ohm(50.0))));
    }
}

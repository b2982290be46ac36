//! Where every segment of the original cell went.

use std::collections::HashMap;

use num_complex::Complex64;

use super::ReducedSubtree;
use super::equivalent_cylinder::place;
use super::measure::Measured;
use super::quasi_active::Chain;
use crate::cell::Cell;
use crate::cell::resolved::{segment_at, segment_centre};

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

/// Where the places of a subtree lie on a cable that was cut along their levels.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The levels of each original section's nodes.
    pub(super) chains: HashMap<usize, Chain>,
    /// The levels between which the cable's segments lie.
    pub(super) cuts: Vec<f64>,
}

impl Course {
    /// The place of a level, 0 to 1: straight between the cuts.
    fn x(&self, level: f64) -> f64 {
        let after = self.cuts.partition_point(|&cut| cut <= level);
        let around = after.checked_sub(1).and_then(|before| Some((self.cuts.get(before)?, self.cuts.get(after)?)));
        let count = self.cuts.len().saturating_sub(1).max(1) as f64;
        let part = around.map_or(0.0, |(from, to)| (level - from) / (to - from));
        ((after.saturating_sub(1) as f64 + part) / count).clamp(0.0, FARTHEST)
    }

    fn of_segment(&self, section: usize, segment: usize) -> Option<f64> {
        Some(self.x(self.chains.get(&section)?.of_segment(segment)?))
    }

    fn at(&self, section: usize, x: f64) -> Option<f64> {
        Some(self.x(self.chains.get(&section)?.at(x)?))
    }
}

/// The place that is still in the last segment.
const FARTHEST: f64 = 0.999_999;

/// Places on one cylinder.
pub(super) struct Target<'a> {
    reduced: &'a ReducedSubtree,
    measured: &'a Measured,
}

impl<'a> Target<'a> {
    pub(super) fn new(reduced: &'a ReducedSubtree, measured: &'a Measured) -> Self {
        Self { reduced, measured }
    }

    /// Where a place of the subtree went.
    pub(super) fn at(&self, section: usize, x: f64) -> Option<Mapped> {
        match &self.reduced.course {
            Some(course) => course.at(section, x).map(|x| self.mapped(x)),
            None => self.measured.place_ohm(section, x).map(|transfer_ohm| self.of_transfer(transfer_ohm)),
        }
    }

    fn of_segment(&self, section: usize, segment: usize) -> Option<Mapped> {
        match &self.reduced.course {
            Some(course) => course.of_segment(section, segment).map(|x| self.mapped(x)),
            None => self.measured.segment_ohm(section, segment).map(|transfer_ohm| self.of_transfer(transfer_ohm)),
        }
    }

    /// Where the cylinder has this transfer impedance to its near end.
    fn of_transfer(&self, transfer_ohm: Complex64) -> Mapped {
        self.mapped(place(&self.reduced.cylinder, self.reduced.root_input_ohm, transfer_ohm))
    }

    fn mapped(&self, x: f64) -> Mapped {
        Mapped { section: self.reduced.reduced_section, segment: segment_at(x, self.reduced.nseg), x }
    }

    /// Maps every segment of the subtree.
    pub(super) fn map_subtree(&self, cell: &Cell, map: &mut SegmentMap) {
        for &section in &self.reduced.subtree.sections {
            let nseg = cell.sections.get(section).map_or(0, |section| section.nseg);
            if let Some(places) = map.sections.get_mut(section) {
                *places = (0..nseg).filter_map(|segment| self.of_segment(section, segment)).collect();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_lies_between_the_cuts() {
        let course = Course { chains: HashMap::new(), cuts: vec![0.0, 0.2, 0.6, 0.8, 2.0] };
        for (level, x) in [(-0.1, 0.0), (0.0, 0.0), (0.1, 0.125), (0.2, 0.25), (0.5, 0.4375), (1.4, 0.875)] {
            assert!((course.x(level) - x).abs() < 1e-12, "{level}: {} {x}", course.x(level));
        }
        assert_eq!(course.x(2.0), FARTHEST);
        assert_eq!(course.x(9.0), FARTHEST);
    }
}

//! Where every segment of the original cell went.

use num_complex::Complex64;

use super::ReducedSubtree;
use super::equivalent_cylinder::{EquivalentCylinder, place};
use super::measure::Measured;
use super::subtree::Subtree;
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

/// Places on one cylinder.
pub(super) struct Target<'a> {
    cylinder: &'a EquivalentCylinder,
    root_input_ohm: Complex64,
    section: usize,
    nseg: usize,
}

impl<'a> Target<'a> {
    pub(super) fn of(reduced: &'a ReducedSubtree) -> Self {
        let ReducedSubtree { cylinder, root_input_ohm, reduced_section, nseg, .. } = reduced;
        Self { cylinder, root_input_ohm: *root_input_ohm, section: *reduced_section, nseg: *nseg }
    }

    /// The place at which the cylinder has this transfer impedance to its near end.
    pub(super) fn place(&self, transfer_ohm: Complex64) -> Mapped {
        let x = place(self.cylinder, self.root_input_ohm, transfer_ohm);
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

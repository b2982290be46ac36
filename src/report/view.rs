//! One of the two cells as the report looks at it: distances, impedances, rest.

use num_complex::Complex64;

use super::distance::Distances;
use crate::cable::impedance::Impedances;
use crate::cell::Cell;
use crate::cell::resolved::{Attachment, segment_at, segment_centre};
use crate::quasi_active::QuasiActive;
use crate::rest::Rest;

/// A cell and what is known of it.
#[derive(Debug)]
pub struct View<'a> {
    /// The cell.
    pub cell: &'a Cell,
    /// The soma's section and its middle segment.
    pub soma: (usize, usize),
    /// Path distances from there.
    pub distances: Distances,
    /// Where it rests; none where its channels were left out.
    pub rest: Option<&'a Rest>,
    /// The cell as a linear cable, where it is one.
    pub cable: Option<QuasiActive>,
    /// Impedances at 0 Hz, seen from the soma.
    steady: Option<Impedances>,
}

impl<'a> View<'a> {
    /// Looks at a cell from a segment of its soma; without a rest `pas` and the capacitance alone are its membrane.
    #[must_use]
    pub fn of(cell: &'a Cell, soma: (usize, usize), rest: Option<&'a Rest>) -> Self {
        let cable = match rest {
            Some(rest) => QuasiActive::of(cell, rest).ok(),
            None => QuasiActive::passive(cell).ok(),
        };
        let mut view = Self { cell, soma, distances: Distances::of(cell, soma.0), rest, cable, steady: None };
        view.steady = view.spectrum(&[0.0]).into_iter().next();
        // Where nothing leaks there is no impedance at 0 Hz, and what there is at others says little.
        if !view.input(soma.0, soma.1).is_finite() {
            (view.cable, view.steady) = (None, None);
        }
        view
    }

    /// The middle segment of a section.
    #[must_use]
    pub fn middle(cell: &Cell, section: usize) -> (usize, usize) {
        (section, cell.sections.get(section).map_or(0, |found| segment_at(0.5, found.nseg)))
    }

    /// The centre of the soma's segment.
    #[must_use]
    pub fn site(&self) -> Attachment {
        let (section, segment) = self.soma;
        let nseg = self.cell.sections.get(section).map_or(1, |found| found.nseg);
        Attachment { section, x: segment_centre(segment, nseg) }
    }

    /// Impedances seen from the soma.
    #[must_use]
    pub fn spectrum(&self, frequencies_hz: &[f64]) -> Vec<Impedances> {
        self.cable.as_ref().map_or_else(Vec::new, |cable| cable.spectrum(&[self.site()], frequencies_hz))
    }

    /// Segments by section and number, section by section.
    pub fn segments(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let sections = self.cell.sections.iter().enumerate();
        sections.flat_map(|(place, section)| (0..section.nseg).map(move |segment| (place, segment)))
    }

    /// Steady input impedance, `MOhm`.
    #[must_use]
    pub fn input(&self, section: usize, segment: usize) -> f64 {
        modulus(self.steady.as_ref().and_then(|steady| steady.segment_input(section, segment)))
    }

    /// Steady transfer impedance to the soma, `MOhm`.
    #[must_use]
    pub fn transfer(&self, section: usize, segment: usize) -> f64 {
        modulus(self.steady.as_ref().and_then(|steady| steady.segment_transfer(section, segment)))
    }

    /// Electrotonic distance of a segment: the natural logarithm of how much larger a steady voltage is at the soma, where
    /// its current enters.
    #[must_use]
    pub fn electrotonic(&self, section: usize, segment: usize) -> f64 {
        self.attenuation(self.transfer(section, segment))
    }

    /// The same of a section's ends: the attached one, the other one.
    #[must_use]
    pub fn electrotonic_ends(&self, section: usize) -> [f64; 2] {
        let own_end = self.cell.sections.get(section).map_or(0.0, |found| found.own_end.x());
        let near = self.steady.as_ref().and_then(|steady| steady.transfer(section, own_end));
        let far = self.steady.as_ref().and_then(|steady| steady.far_end_transfer(section));
        [near, far].map(|transfer| self.attenuation(modulus(transfer)))
    }

    fn attenuation(&self, transfer_mohm: f64) -> f64 {
        (self.input(self.soma.0, self.soma.1) / transfer_mohm).ln()
    }

    /// Voltage at rest, mV.
    #[must_use]
    pub fn rest_mv(&self, section: usize, segment: usize) -> f64 {
        self.rest.and_then(|rest| rest.v_mv(section, segment)).unwrap_or(f64::NAN)
    }

    /// Path distance of a segment's centre from the soma, um.
    #[must_use]
    pub fn distance_um(&self, section: usize, segment: usize) -> f64 {
        self.distances.segment_um(self.cell, section, segment).unwrap_or(f64::NAN)
    }
}

fn modulus(impedance: Option<Complex64>) -> f64 {
    impedance.map_or(f64::NAN, Complex64::norm)
}

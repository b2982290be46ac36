//! The impedances that the cylinders are fitted to.

use num_complex::Complex64;

use super::ReduceError;
use super::subtree::Subtree;
use crate::cable::impedance::{Impedances, passive};
use crate::cell::Cell;
use crate::units::OHM_PER_MOHM;

/// Added to every frequency, so that the phase is never lost at 0 Hz; as `neuron_reduce` 0.0.7 does, Hz.
pub const MEASURED_OFFSET_HZ: f64 = 1.0 / 9e9;

/// Impedances of all subtrees, each cut off and seen from where it was attached.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Of every node, `MOhm`.
    pub impedances: Impedances,
}

/// Measures all subtrees, in one pass over their sections.
///
/// # Errors
/// Geometry or membrane values that no impedance can be computed from.
pub fn measure(cell: &Cell, subtrees: &[Subtree], frequency_hz: f64) -> Result<Measured, ReduceError> {
    let sections: Vec<usize> = subtrees.iter().flat_map(|subtree| subtree.sections.iter().copied()).collect();
    let sites: Vec<_> = subtrees.iter().map(|subtree| subtree.site).collect();
    Ok(Measured { impedances: passive(cell, &sections, &sites, frequency_hz + MEASURED_OFFSET_HZ)? })
}

impl Measured {
    /// Input impedance of a subtree where it was cut, and the lowest transfer impedance to there among the ends of its
    /// sections; ohm.
    #[must_use]
    pub fn ends(&self, subtree: &Subtree) -> (Complex64, Complex64) {
        let not_a_number = Complex64::new(f64::NAN, f64::NAN);
        let root_input = self.impedances.input(subtree.site.section, subtree.site.x).unwrap_or(not_a_number);
        let ends =
            subtree.sections.iter().flat_map(|&section| [0.0, 1.0].map(|x| self.impedances.transfer(section, x)));
        let lowest = ends.flatten().min_by(|a, b| a.norm().total_cmp(&b.norm())).unwrap_or(not_a_number);
        (root_input * OHM_PER_MOHM, lowest * OHM_PER_MOHM)
    }

    /// Transfer impedance between a segment's centre and where its subtree was cut, ohm.
    #[must_use]
    pub fn segment_ohm(&self, section: usize, segment: usize) -> Option<Complex64> {
        self.impedances.segment_transfer(section, segment).map(|impedance| impedance * OHM_PER_MOHM)
    }

    /// Transfer impedance between a place and where its subtree was cut, ohm.
    #[must_use]
    pub fn place_ohm(&self, section: usize, x: f64) -> Option<Complex64> {
        self.impedances.transfer(section, x).map(|impedance| impedance * OHM_PER_MOHM)
    }
}

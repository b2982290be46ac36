//! A cylinder as NEURON discretizes it, with a membrane of its own in every segment.
#![allow(clippy::indexing_slicing, reason = "numeric kernel: one value for each segment")]

use std::f64::consts::PI;

use num_complex::Complex64;

use crate::membrane::Response;
use crate::units::{MOHM_PER_OHM_CM_PER_UM, US_PER_S_UM2_PER_CM2};

/// Length, diameter and what scales the capacitance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    pub(super) length_um: f64,
    pub(super) diam_um: f64,
    pub(super) ra_ohm_cm: f64,
}

/// Impedances seen from the near end at one frequency, `MOhm`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    /// At the near end.
    pub(super) input: Complex64,
    /// Between the near end and each segment's centre; the far end has that of the last one.
    pub(super) transfer: Vec<Complex64>,
}

/// Looks into a cylinder whose segments' membranes have these admittances, S/cm2.
pub(super) fn seen(shape: Shape, membrane_s_per_cm2: &[Complex64]) -> Seen {
    let nseg = membrane_s_per_cm2.len();
    let step_um = shape.length_um / nseg as f64;
    let area = PI * shape.diam_um * step_um * US_PER_S_UM2_PER_CM2;
    let cross_section_um2 = PI * shape.diam_um * shape.diam_um / 4.0;
    let axial_us = cross_section_um2 / (MOHM_PER_OHM_CM_PER_UM * shape.ra_ohm_cm * step_um);
    // What each node sees of itself and beyond, and how much of the voltage before it arrives.
    let mut ratios = vec![Complex64::ZERO; nseg];
    let mut beyond = Complex64::ZERO;
    for segment in (0..nseg).rev() {
        let own = membrane_s_per_cm2[segment] * area + beyond;
        let axial = if segment == 0 { 2.0 * axial_us } else { axial_us };
        ratios[segment] = axial / (axial + own);
        beyond = own * ratios[segment];
    }
    let input = beyond.inv();
    let mut voltage = input;
    let transfer = ratios.into_iter().map(|ratio| {
        voltage *= ratio;
        voltage
    });
    Seen { input, transfer: transfer.collect() }
}

/// The admittances of all segments at a frequency, S/cm2.
pub(super) fn admittances(responses: &[Response], frequency_hz: f64) -> Vec<Complex64> {
    responses.iter().map(|response| response.admittance_s_per_cm2(frequency_hz)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cable::cylinder::{Cylinder, FarEnd};

    #[test]
    fn many_segments_are_a_cylinder() {
        let cylinder =
            Cylinder { length_um: 400.0, diam_um: 2.0, ra_ohm_cm: 150.0, rm_ohm_cm2: 2e4, cm_uf_per_cm2: 1.0 };
        let response = Response::passive(1.0 / 2e4, 1.0);
        let membrane = admittances(&vec![response; 2001], 50.0);
        let shape = Shape { length_um: 400.0, diam_um: 2.0, ra_ohm_cm: 150.0 };
        let found = seen(shape, &membrane);
        let input = cylinder.input_impedance_mohm(FarEnd::Sealed, 50.0);
        assert!((found.input - input).norm() < 1e-6 * input.norm(), "{} {input}", found.input);
        let middle = cylinder.transfer_impedance_mohm(FarEnd::Sealed, 200.0, 50.0);
        assert!((found.transfer[1000] - middle).norm() < 1e-6 * middle.norm());
    }
}

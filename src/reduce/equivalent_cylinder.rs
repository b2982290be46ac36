//! The cylinder that keeps a subtree's input impedance and its lowest transfer impedance at one frequency.
//!
//! With `q = sqrt(1 + i w Rm Cm)` of the root's membrane: `|Z0 / cosh(q L)| = |Zlowest|` gives the electrotonic length,
//! `d = |(2/pi sqrt(Rm Ra) / (q Z0) coth(q L))^(2/3)|` the diameter. Only moduli are kept: L is real.
//! Source: Amsalem et al. 2020, after Rall 1959; the steps of the bisection are those of `neuron_reduce` 0.0.7.

use std::f64::consts::PI;

use num_complex::Complex64;

use super::subtree::{Subtree, root_name};
use super::{Diagnostics, ReduceError};
use crate::cable::cylinder::{cosh_ratio_modulus, propagation, space_constant_um, tanh};
use crate::cell::Cell;
use crate::cell::resolved::{Section, segment_at};
use crate::diagnostic::Diagnostic;
use crate::units::UM_PER_CM;

/// The longest cylinder, in space constants.
pub const MAX_ELECTROTONIC_LENGTH: f64 = 10.0;
const BISECTIONS: usize = 50;
const TOLERANCE_OHM: f64 = 0.001;

/// The membrane and core that stand for a whole subtree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RootMembrane {
    /// Specific capacitance, uF/cm2.
    pub cm_uf_per_cm2: f64,
    /// Specific resistance, ohm cm2.
    pub rm_ohm_cm2: f64,
    /// Axial resistivity, ohm cm.
    pub ra_ohm_cm: f64,
    /// Reversal potential of the leak, mV.
    pub e_pas_mv: f64,
}

/// A cylinder that stands for a subtree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EquivalentCylinder {
    /// Its membrane and core.
    pub membrane: RootMembrane,
    /// Length, um.
    pub length_um: f64,
    /// Diameter, um.
    pub diam_um: f64,
    /// Space constant at 0 Hz, um.
    pub space_constant_um: f64,
    /// Length over space constant.
    pub electrotonic_length: f64,
    /// `sqrt(1 + i w Rm Cm)`.
    pub q: Complex64,
}

/// The membranes of the subtrees' roots, each at the root's middle. Where a root has no leak, the first section below
/// it that has one stands in, with a warning.
///
/// # Errors
/// A subtree in which nothing leaks; an `Ra` or `cm` that makes no cable.
pub fn root_membranes(
    cell: &Cell,
    subtrees: &[Subtree],
    diagnostics: &mut Diagnostics,
) -> Result<Vec<RootMembrane>, ReduceError> {
    subtrees.iter().map(|subtree| root_membrane(cell, subtree, diagnostics)).collect()
}

fn root_membrane(cell: &Cell, subtree: &Subtree, diagnostics: &mut Diagnostics) -> Result<RootMembrane, ReduceError> {
    let name = root_name(cell, subtree);
    let root = cell.sections.get(subtree.root).ok_or(ReduceError::NoTree)?;
    let mut candidates =
        std::iter::once(root).chain(subtree.sections.iter().filter_map(|&place| cell.sections.get(place)));
    let (leaking, (g_pas, e_pas_mv)) = candidates
        .find_map(|section| Some((section, leak(section)?)))
        .ok_or_else(|| ReduceError::NoLeak { root: name.to_owned() })?;
    if leaking.name != root.name {
        diagnostics.push(
            Diagnostic::warning("reduce::root-without-leak", format!("section `{name}` has no passive leak"))
                .with_note(format!("`g_pas` and `e_pas` of `{}` stand for the subtree", leaking.name)),
        );
    }
    let cm_uf_per_cm2 = at_middle(&root.cm_uf_per_cm2).unwrap_or(f64::NAN);
    for (variable, value, positive) in
        [("Ra", root.ra_ohm_cm, root.ra_ohm_cm > 0.0), ("cm", cm_uf_per_cm2, cm_uf_per_cm2 >= 0.0)]
    {
        if !(value.is_finite() && positive) {
            return Err(ReduceError::RootValue { root: name.to_owned(), variable, value });
        }
    }
    Ok(RootMembrane { cm_uf_per_cm2, rm_ohm_cm2: 1.0 / g_pas, ra_ohm_cm: root.ra_ohm_cm, e_pas_mv })
}

/// `g_pas` and `e_pas` at the middle of a section that leaks there.
fn leak(section: &Section) -> Option<(f64, f64)> {
    let g_pas = at_middle(section.values("pas", "g_pas")?)?;
    let e_pas = at_middle(section.values("pas", "e_pas")?)?;
    (g_pas > 0.0 && (1.0 / g_pas).is_finite() && g_pas.is_finite() && e_pas.is_finite()).then_some((g_pas, e_pas))
}

fn at_middle(values: &[f64]) -> Option<f64> {
    values.get(segment_at(0.5, values.len())).copied()
}

/// The cylinder for an input impedance and a lowest transfer impedance (ohm); none where the numbers make none.
#[must_use]
pub fn fit(
    membrane: &RootMembrane,
    root_input_ohm: Complex64,
    lowest_ohm: Complex64,
    frequency_hz: f64,
) -> Option<EquivalentCylinder> {
    let RootMembrane { cm_uf_per_cm2, rm_ohm_cm2, ra_ohm_cm, .. } = *membrane;
    let q = propagation(rm_ohm_cm2, cm_uf_per_cm2, frequency_hz);
    let electrotonic_length = electrotonic_length(root_input_ohm, lowest_ohm, q);
    let diam_cm = (2.0 / PI * ((rm_ohm_cm2 * ra_ohm_cm).sqrt() / (q * root_input_ohm)) / tanh(q * electrotonic_length))
        .norm()
        .powf(2.0 / 3.0);
    let diam_um = diam_cm * UM_PER_CM;
    let space_constant_um = space_constant_um(diam_um, rm_ohm_cm2, ra_ohm_cm);
    let length_um = space_constant_um * electrotonic_length;
    let possible = [diam_um, length_um].into_iter().all(|value| value.is_finite() && value > 0.0);
    possible.then_some(EquivalentCylinder {
        membrane: *membrane,
        length_um,
        diam_um,
        space_constant_um,
        electrotonic_length,
        q,
    })
}

/// The L at which `|Z0 / cosh(q L)|` is the lowest transfer impedance, 0 to 10.
fn electrotonic_length(root_input_ohm: Complex64, lowest_ohm: Complex64, q: Complex64) -> f64 {
    let modulus = |length: f64| root_input_ohm.norm() * cosh_ratio_modulus(Complex64::ZERO, q * length);
    bisect_falling(modulus, lowest_ohm.norm(), MAX_ELECTROTONIC_LENGTH)
}

/// The lowest transfer impedance of the longest cylinder (ohm, modulus), where a subtree wants a lower one.
#[must_use]
pub fn lowest_at_limit(q: Complex64, root_input_ohm: Complex64, lowest_ohm: Complex64) -> Option<f64> {
    let reached_ohm = root_input_ohm.norm() * cosh_ratio_modulus(Complex64::ZERO, q * MAX_ELECTROTONIC_LENGTH);
    (lowest_ohm.norm() < reached_ohm - TOLERANCE_OHM).then_some(reached_ohm)
}

/// Place (0 to 1) on the cylinder at which the transfer impedance to its near end has the modulus of `transfer_ohm`.
#[must_use]
pub fn place(cylinder: &EquivalentCylinder, root_input_ohm: Complex64, transfer_ohm: Complex64) -> f64 {
    let (q, length) = (cylinder.q, cylinder.electrotonic_length);
    let far = q * length;
    let modulus = |at: f64| root_input_ohm.norm() * cosh_ratio_modulus(q * (length - at), far);
    bisect_falling(modulus, transfer_ohm.norm(), length) / length
}

/// Where a falling function of 0..=`upper` has the value `goal`, to 0.001 or 50 halvings.
fn bisect_falling(function: impl Fn(f64) -> f64, goal: f64, upper: f64) -> f64 {
    let (mut low, mut high) = (0.0, upper);
    let mut middle = f64::midpoint(low, high);
    for _ in 0..BISECTIONS {
        let value = function(middle);
        if (goal - value).abs() <= TOLERANCE_OHM {
            break;
        }
        if goal > value {
            high = middle;
        } else {
            low = middle;
        }
        middle = f64::midpoint(low, high);
    }
    middle
}

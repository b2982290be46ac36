//! The cable of one subtree: its levels, its shape, its parameters.

use std::f64::consts::PI;

use super::Channels;
use super::blend::{Blend, blend};
use super::density::Densities;
use super::level::Levels;
use super::profile::{Profile, Shape};
use crate::cable::cylinder::{propagation, space_constant_um};
use crate::cell::Cell;
use crate::quasi_active::QuasiActive;
use crate::reduce::ReduceError;
use crate::reduce::equivalent_cylinder::{EquivalentCylinder, RootMembrane};
use crate::reduce::measure::Measured;
use crate::reduce::segment_map::Course;
use crate::reduce::subtree::{Subtree, root_name};
use crate::units::{CM_PER_UM, UF_PER_F, UM_PER_CM, US_PER_S_UM2_PER_CM2};

/// A subtree along its levels, before it is cut.
#[derive(Debug, Clone)]
pub(super) struct Outline {
    levels: Levels,
    profile: Profile,
    /// Its whole membrane, with the root's core.
    membrane: RootMembrane,
    frequency_hz: f64,
}

/// A cable with everything that belongs to it.
#[derive(Debug, Clone)]
pub(super) struct Cable {
    pub(super) cylinder: EquivalentCylinder,
    pub(super) diam_um: Vec<f64>,
    pub(super) course: Course,
    pub(super) blend: Blend,
}

/// The frequency of the length constants that segments are measured by, Hz; as in NEURON's `d_lambda` rule.
const AC_HZ: f64 = 100.0;

/// The length constant at 100 Hz, um: NEURON's `lambda_f`.
pub(super) fn ac_length_constant_um(diam_um: f64, cm_uf_per_cm2: f64, ra_ohm_cm: f64) -> f64 {
    let per_cm = 4.0 * PI * AC_HZ * ra_ohm_cm * cm_uf_per_cm2 / UF_PER_F;
    UM_PER_CM * (diam_um * CM_PER_UM / per_cm).sqrt()
}

/// The outline of a subtree whose impedances were measured at the frequencies.
pub(super) fn outline(
    cell: &Cell,
    subtree: &Subtree,
    linear: &QuasiActive,
    measured: &[Measured],
    frequencies_hz: &[f64],
) -> Result<Outline, ReduceError> {
    let not_finite = || ReduceError::NotFinite { root: root_name(cell, subtree).to_owned() };
    let levels = Levels::of(cell, subtree, measured).ok_or_else(not_finite)?;
    let membrane = membrane(cell, subtree, linear).ok_or_else(not_finite)?;
    let frequency_hz = frequencies_hz.first().copied().unwrap_or_default();
    Ok(Outline { profile: Profile::of(&levels), levels, membrane, frequency_hz })
}

/// The mean membrane of a subtree at rest; its resistance is that of small steady signals.
fn membrane(cell: &Cell, subtree: &Subtree, linear: &QuasiActive) -> Option<RootMembrane> {
    let (mut area_um2, mut capacity, mut conductance_us) = (0.0, 0.0, 0.0);
    for &place in &subtree.sections {
        let section = cell.sections.get(place)?;
        for (segment, (area, cm)) in section.area_um2.iter().zip(&section.cm_uf_per_cm2).enumerate() {
            area_um2 += area;
            capacity += area * cm;
            conductance_us += linear.segment_us(place, segment, 0.0)?.re;
        }
    }
    let conductance = conductance_us.abs() / (area_um2 * US_PER_S_UM2_PER_CM2);
    Some(RootMembrane {
        cm_uf_per_cm2: capacity / area_um2,
        rm_ohm_cm2: 1.0 / conductance,
        ra_ohm_cm: cell.sections.get(subtree.root)?.ra_ohm_cm,
        e_pas_mv: f64::NAN,
    })
}

impl Outline {
    /// As a cylinder of its mean diameter, for what is said of it.
    pub(super) fn cylinder(&self, shape: &Shape) -> Option<EquivalentCylinder> {
        let membrane = self.membrane;
        let diam_um = shape.diam_um.iter().sum::<f64>() / shape.diam_um.len() as f64;
        let space_constant_um = space_constant_um(diam_um, membrane.rm_ohm_cm2, membrane.ra_ohm_cm);
        let is_possible = |value: &f64| value.is_finite() && *value > 0.0;
        let is_sound = shape.diam_um.iter().chain([&shape.length_um]).all(is_possible);
        is_sound.then_some(EquivalentCylinder {
            membrane,
            length_um: shape.length_um,
            diam_um,
            space_constant_um,
            electrotonic_length: shape.length_um / space_constant_um,
            q: propagation(membrane.rm_ohm_cm2, membrane.cm_uf_per_cm2, self.frequency_hz),
        })
    }

    /// Cuts it into `nseg` segments.
    pub(super) fn cable(
        self,
        cell: &Cell,
        subtree: &Subtree,
        channels: &Channels<'_>,
        densities: &Densities,
        nseg: usize,
    ) -> Result<Cable, ReduceError> {
        let shape = self.profile.cut(nseg, self.membrane.ra_ohm_cm);
        let not_finite = || ReduceError::NotFinite { root: root_name(cell, subtree).to_owned() };
        let cylinder = self.cylinder(&shape).ok_or_else(not_finite)?;
        let blend = blend(cell, &self.levels, &shape.cuts, densities, channels.rest);
        let course = Course { chains: self.levels.chains, cuts: shape.cuts };
        Ok(Cable { cylinder, diam_um: shape.diam_um, course, blend })
    }
}

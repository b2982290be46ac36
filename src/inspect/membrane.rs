//! The membrane of the whole segment at a point: conductances, resistances, time and space constants.

use nalgebra::Complex;

use super::current::Current;
use super::site::Site;
use crate::membrane::linear::LinearMembrane;
use crate::units::{CM_PER_UM, MOHM_PER_OHM, MS_PER_S, UM_PER_CM, US_PER_S_UM2_PER_CM2};

/// A segment's membrane.
#[derive(Debug, Clone, PartialEq)]
pub struct Membrane {
    /// The whole current, mA/cm2, positive outward.
    pub current_ma_per_cm2: f64,
    /// Sum of the chord conductances; none where a current has none.
    pub chord: Option<Conductance>,
    /// At 0 Hz: states and concentrations follow.
    pub slope: Conductance,
    /// At infinite frequency: they stay.
    pub instantaneous: Conductance,
    /// Eigenvalues of voltage and states together, per ms, slowest first.
    pub eigenvalues_per_ms: Vec<Complex<f64>>,
}

impl Membrane {
    /// The segment on its own returns to this point.
    #[must_use]
    pub fn is_stable(&self) -> bool {
        !self.eigenvalues_per_ms.is_empty() && self.eigenvalues_per_ms.iter().all(|value| value.re < 0.0)
    }
}

/// A conductance and what it makes of the segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conductance {
    /// The conductance.
    pub s_per_cm2: f64,
    /// Its inverse, ohm cm2.
    pub ohm_cm2: f64,
    /// The resistance of the segment's whole membrane, `MOhm`.
    pub mohm: f64,
    /// Capacitance over conductance, ms.
    pub tau_ms: f64,
    /// sqrt(d Rm / 4 Ra), um; none without a cell, or with a negative conductance.
    pub space_constant_um: Option<f64>,
}

impl Conductance {
    fn of(s_per_cm2: f64, site: &Site) -> Self {
        // A sum of nothing is -0.
        let s_per_cm2 = s_per_cm2 + 0.0;
        let ohm_cm2 = 1.0 / s_per_cm2;
        let area_um2 = site.patch.area_um2;
        Self {
            s_per_cm2,
            ohm_cm2,
            mohm: 1.0 / (s_per_cm2 * area_um2 * US_PER_S_UM2_PER_CM2),
            tau_ms: site.patch.cm_uf_per_cm2 * MOHM_PER_OHM * MS_PER_S * ohm_cm2,
            space_constant_um: space_constant_um(site, Complex::new(s_per_cm2, 0.0)).filter(|_| s_per_cm2 > 0.0),
        }
    }
}

/// How far a voltage that oscillates spreads before it is 1/e: 1 / Re sqrt(4 Ra Y / d), um; none without a cell.
#[must_use]
pub fn space_constant_um(site: &Site, admittance_s_per_cm2: Complex<f64>) -> Option<f64> {
    let ra_ohm_cm = site.ra_ohm_cm?;
    let squared = admittance_s_per_cm2 * (4.0 * ra_ohm_cm / (site.patch.diam_um * CM_PER_UM));
    Some(UM_PER_CM / squared.sqrt().re).filter(|value| value.is_finite())
}

pub(super) fn membrane<'a>(
    site: &Site,
    linear: &LinearMembrane,
    currents: impl Iterator<Item = &'a Current> + Clone,
) -> Membrane {
    let chord: Option<f64> = currents.clone().map(|current| current.chord_s_per_cm2).sum();
    Membrane {
        current_ma_per_cm2: currents.clone().map(|current| current.value_ma_per_cm2).sum(),
        chord: chord.map(|chord| Conductance::of(chord, site)),
        slope: Conductance::of(currents.map(|current| current.slope_s_per_cm2).sum(), site),
        instantaneous: Conductance::of(linear.instantaneous_conductance_s_per_cm2(), site),
        eigenvalues_per_ms: linear.free_eigenvalues_per_ms(),
    }
}

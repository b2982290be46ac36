//! The closed forms of one cylinder: Rall 1959, 1977; Koch 1999, ch. 2-3.

use std::f64::consts::PI;

use num_complex::Complex64;

use crate::units::{CM_PER_UM, MOHM_PER_OHM, UF_PER_F, UM_PER_CM};

/// A passive cylinder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cylinder {
    /// Length, um.
    pub length_um: f64,
    /// Diameter, um.
    pub diam_um: f64,
    /// Axial resistivity, ohm cm.
    pub ra_ohm_cm: f64,
    /// Specific membrane resistance, ohm cm2.
    pub rm_ohm_cm2: f64,
    /// Specific membrane capacitance, uF/cm2.
    pub cm_uf_per_cm2: f64,
}

/// What is at the far end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FarEnd {
    /// No current leaves.
    Sealed,
    /// Held at rest: V = 0.
    Killed,
    /// The cylinder goes on for ever; its length does not count.
    Infinite,
}

/// `sqrt(d Rm / (4 Ra))`, um.
#[must_use]
pub fn space_constant_um(diam_um: f64, rm_ohm_cm2: f64, ra_ohm_cm: f64) -> f64 {
    UM_PER_CM * (diam_um * CM_PER_UM * rm_ohm_cm2 / (4.0 * ra_ohm_cm)).sqrt()
}

/// `q = sqrt(1 + i w Rm Cm)`: by how much the space constant shrinks and turns at a frequency.
#[must_use]
pub fn propagation(rm_ohm_cm2: f64, cm_uf_per_cm2: f64, frequency_hz: f64) -> Complex64 {
    let tau_s = rm_ohm_cm2 * (cm_uf_per_cm2 / UF_PER_F);
    Complex64::new(1.0, 2.0 * PI * frequency_hz * tau_s).sqrt()
}

/// `|cosh(near) / cosh(far)|`, without overflow.
#[must_use]
pub fn cosh_ratio_modulus(near: Complex64, far: Complex64) -> f64 {
    (ln_cosh_modulus(near) - ln_cosh_modulus(far)).exp()
}

/// `ln |cosh z|`, from `|cosh(a + ib)|^2 = sinh(a)^2 + cos(b)^2`.
fn ln_cosh_modulus(z: Complex64) -> f64 {
    let (large, small) = (z.re.abs(), (-2.0 * z.re.abs()).exp());
    large + 0.5 * (0.25 * (1.0 - small).powi(2) + small * z.im.cos().powi(2)).ln()
}

/// `tanh z`, also where its parts overflow.
#[must_use]
pub fn tanh(z: Complex64) -> Complex64 {
    // Beyond 20 it is 1 to the last bit.
    if z.re.abs() > 20.0 { Complex64::new(z.re.signum(), 0.0) } else { z.tanh() }
}

impl Cylinder {
    /// `sqrt(d Rm / (4 Ra))`, um.
    #[must_use]
    pub fn space_constant_um(&self) -> f64 {
        space_constant_um(self.diam_um, self.rm_ohm_cm2, self.ra_ohm_cm)
    }

    /// Length over space constant.
    #[must_use]
    pub fn electrotonic_length(&self) -> f64 {
        self.length_um / self.space_constant_um()
    }

    /// `q = sqrt(1 + i w Rm Cm)`.
    #[must_use]
    pub fn propagation(&self, frequency_hz: f64) -> Complex64 {
        propagation(self.rm_ohm_cm2, self.cm_uf_per_cm2, frequency_hz)
    }

    /// Input impedance of the same cylinder without an end, `MOhm`: `2 sqrt(Rm Ra) / (pi d^1.5 q)`.
    #[must_use]
    pub fn characteristic_impedance_mohm(&self, frequency_hz: f64) -> Complex64 {
        let diam_cm = self.diam_um * CM_PER_UM;
        let steady_ohm = 2.0 * (self.rm_ohm_cm2 * self.ra_ohm_cm).sqrt() / (PI * diam_cm.powf(1.5));
        steady_ohm * MOHM_PER_OHM / self.propagation(frequency_hz)
    }

    /// Input impedance at the near end, `MOhm`.
    #[must_use]
    pub fn input_impedance_mohm(&self, far_end: FarEnd, frequency_hz: f64) -> Complex64 {
        let attenuation = self.propagation(frequency_hz) * self.electrotonic_length();
        let infinite = self.characteristic_impedance_mohm(frequency_hz);
        match far_end {
            FarEnd::Sealed => infinite / tanh(attenuation),
            FarEnd::Killed => infinite * tanh(attenuation),
            FarEnd::Infinite => infinite,
        }
    }

    /// Transfer impedance between the near end and a distance of `at_um` from it, `MOhm`.
    #[must_use]
    pub fn transfer_impedance_mohm(&self, far_end: FarEnd, at_um: f64, frequency_hz: f64) -> Complex64 {
        let q = self.propagation(frequency_hz);
        let (length, at) = (self.electrotonic_length(), at_um / self.space_constant_um());
        let ratio = match far_end {
            FarEnd::Sealed => (q * (length - at)).cosh() / (q * length).cosh(),
            FarEnd::Killed => (q * (length - at)).sinh() / (q * length).sinh(),
            FarEnd::Infinite => (-q * at).exp(),
        };
        self.input_impedance_mohm(far_end, frequency_hz) * ratio
    }
}

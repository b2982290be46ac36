//! Every conversion constant, with its derivation.

/// 1 `MOhm` = 1e6 ohm.
pub const OHM_PER_MOHM: f64 = 1e6;

/// The inverse of [`OHM_PER_MOHM`], rounded for itself: a product with it is not a quotient by the other to the last bit.
pub const MOHM_PER_OHM: f64 = 1e-6;

/// 1 cm = 1e4 um.
pub const UM_PER_CM: f64 = 1e4;

/// The inverse of [`UM_PER_CM`], rounded for itself.
pub const CM_PER_UM: f64 = 1e-4;

/// 1 F = 1e6 uF.
pub const UF_PER_F: f64 = 1e6;

/// A core of 1 ohm cm, 1 um long and 1 um2 across: 1 ohm cm * 1e-4 cm / 1e-8 cm2 = 1e4 ohm = 1e-2 `MOhm`.
pub const MOHM_PER_OHM_CM_PER_UM: f64 = 1e-2;

/// 1 S/cm2 over 1 um2 = 1e-8 cm2 * 1 S/cm2 = 1e-8 S = 1e-8 * 1e6 uS.
pub const US_PER_S_UM2_PER_CM2: f64 = 1e-8 * 1e6;

/// 1 uF/cm2 over 1 um2 at 1 rad/s = 1e-8 cm2 * 1 uF/cm2 / s = 1e-8 uS.
pub const US_PER_UF_UM2_PER_CM2_HZ: f64 = 1e-8;

/// 1 uF/cm2 over 1 um2 = 1e-6 F/cm2 * 1e-8 cm2 = 1e-14 F = 1e-5 nF.
pub const NF_PER_UF_UM2_PER_CM2: f64 = 1e-5;

/// 1 s = 1e3 ms.
pub const MS_PER_S: f64 = 1e3;

/// e/k = 1.602176634e-19 C / 1.380649e-23 J/K (CODATA 2018, both exact) for potentials in mV, K.
pub const ELEMENTARY_CHARGE_MV_PER_BOLTZMANN_K: f64 = 0.001 * 1.602_176_634e-19 / 1.380_649e-23;

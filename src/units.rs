//! Every conversion constant, with its derivation.

/// 1 `MOhm` = 1e6 ohm.
pub const OHM_PER_MOHM: f64 = 1e6;

/// 1 uF/cm2 over 1 um2 = 1e-6 F/cm2 * 1e-8 cm2 = 1e-14 F = 1e-5 nF.
pub const NF_PER_UF_UM2_PER_CM2: f64 = 1e-5;

//! Nernst's and Goldman's equations with NEURON's constants.
//!
//! Source: NEURON 9.0.2, `eion.cpp`, `nrnunits.h` (CODATA 2018).

use super::scalar::{Elementary, Scalar};

/// Elementary charge (C) times Avogadro's number: C/mol.
const FARADAY_C_PER_MOL: f64 = 1.602_176_634e-19 * 6.022_140_76e23;

/// Boltzmann's constant (J/K) times Avogadro's number: J/(K mol).
const GAS_J_PER_K_MOL: f64 = 1.380_649e-23 * 6.022_140_76e23;

/// RT/F in mV.
#[must_use]
pub fn thermal_voltage_mv(celsius: f64) -> f64 {
    1000.0 * GAS_J_PER_K_MOL * (celsius + 273.15) / FARADAY_C_PER_MOL
}

/// The reversal potential in mV of an ion with these concentrations (mM).
pub fn nernst_mv<S: Scalar>(inside: S, outside: S, valence: f64, celsius: f64) -> S {
    if valence == 0.0 {
        return S::from(0.0);
    }
    if inside.value() <= 0.0 {
        return S::from(1e6);
    }
    if outside.value() <= 0.0 {
        return S::from(-1e6);
    }
    S::from(thermal_voltage_mv(celsius) / valence) * (outside / inside).chain(Elementary::Log)
}

/// NMODL's `nrn_ghk(v, inside, outside, valence)`: the current in mA/cm2 per permeability in cm/s.
pub fn current_factor<S: Scalar>(v: S, inside: S, outside: S, valence: S, celsius: f64) -> S {
    let reduced = valence * v / S::from(thermal_voltage_mv(celsius));
    let (outward, inward) = (outside * linear_over_exponential(reduced), inside * linear_over_exponential(-reduced));
    S::from(0.001 * FARADAY_C_PER_MOL) * valence * (inward - outward)
}

/// x/(exp(x) - 1), continued through 0 as NEURON does.
fn linear_over_exponential<S: Scalar>(x: S) -> S {
    let one = S::from(1.0);
    if x.value().abs() < 1e-4 { one - x / S::from(2.0) } else { x / (x.chain(Elementary::Exp) - one) }
}

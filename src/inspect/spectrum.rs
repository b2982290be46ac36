//! The membrane against frequency: admittance, resonance, where the phase is zero.

use nalgebra::Complex;

use super::membrane::space_constant_um;
use super::point::Point;
use super::site::Site;
use crate::membrane::linear::LinearMembrane;

/// Resonance is looked for below this frequency, Hz.
pub const HIGHEST_HZ: f64 = 1000.0;

/// The lowest frequency of the search, Hz.
const LOWEST_HZ: f64 = 0.01;

/// Frequencies that are tried for each power of ten.
const PER_DECADE: usize = 20;

const MOST_ROUNDS: usize = 200;

/// A peak of less than this part above |Z(0)| is rounding.
const ROUNDING: f64 = 1e-9;

/// The membrane at a frequency.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The frequency, Hz.
    pub frequency_hz: f64,
    /// The admittance of the whole membrane, capacitance included, S/cm2.
    pub admittance_s_per_cm2: Complex<f64>,
    /// The admittance of each current, mechanism by mechanism, S/cm2.
    pub currents_s_per_cm2: Vec<Complex<f64>>,
    /// 1/Y, ohm cm2.
    pub impedance_ohm_cm2: Complex<f64>,
    /// Where the site is a cell's: 1 / Re sqrt(4 Ra Y / d), um.
    pub space_constant_um: Option<f64>,
}

/// The impedance's peak and where its phase is zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resonance {
    /// |Z| at 0 Hz, ohm cm2.
    pub z0_ohm_cm2: f64,
    /// The frequency of the greatest |Z| and |Z| there; none where it is greatest at 0 Hz.
    pub peak: Option<Peak>,
    /// The lowest frequency above 0 with a zero phase, Hz.
    pub zero_phase_hz: Option<f64>,
}

/// The greatest |Z|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Peak {
    /// Where it is, Hz.
    pub frequency_hz: f64,
    /// How great it is, ohm cm2.
    pub z_ohm_cm2: f64,
    /// How great it is for |Z| at 0 Hz.
    pub q: f64,
}

/// The membrane at a frequency.
#[must_use]
pub fn response(site: &Site, point: &Point, frequency_hz: f64) -> Response {
    let admittance_s_per_cm2 = point.linear.admittance_s_per_cm2(frequency_hz);
    Response {
        frequency_hz,
        admittance_s_per_cm2,
        currents_s_per_cm2: point.linear.current_admittances_s_per_cm2(frequency_hz),
        impedance_ohm_cm2: admittance_s_per_cm2.inv(),
        space_constant_um: space_constant_um(site, admittance_s_per_cm2),
    }
}

/// The resonance below [`HIGHEST_HZ`].
#[must_use]
pub fn resonance(linear: &LinearMembrane) -> Resonance {
    let frequencies = search_frequencies();
    let z = |frequency_hz: f64| linear.admittance_s_per_cm2(frequency_hz).inv().norm();
    let z0_ohm_cm2 = z(0.0);
    Resonance { z0_ohm_cm2, peak: peak(&frequencies, z0_ohm_cm2, &z), zero_phase_hz: zero_phase(linear, &frequencies) }
}

fn search_frequencies() -> Vec<f64> {
    let decades = (HIGHEST_HZ / LOWEST_HZ).log10();
    let count = (decades * PER_DECADE as f64).round() as usize;
    (0..=count).map(|place| LOWEST_HZ * 10f64.powf(place as f64 / PER_DECADE as f64)).collect()
}

fn peak(frequencies: &[f64], z0_ohm_cm2: f64, z: &dyn Fn(f64) -> f64) -> Option<Peak> {
    let values: Vec<f64> = frequencies.iter().map(|&frequency| z(frequency)).collect();
    let (place, &greatest) = values.iter().enumerate().max_by(|(_, one), (_, other)| one.total_cmp(other))?;
    let is_peak = greatest > z0_ohm_cm2 * (1.0 + ROUNDING) && place + 1 < frequencies.len();
    if !is_peak {
        return None;
    }
    let low = if place == 0 { 0.0 } else { frequencies.get(place - 1).copied()? };
    let frequency_hz = greatest_within(low, frequencies.get(place + 1).copied()?, z);
    let z_ohm_cm2 = z(frequency_hz);
    Some(Peak { frequency_hz, z_ohm_cm2, q: z_ohm_cm2 / z0_ohm_cm2 })
}

/// The golden section, until rounding hides the difference.
fn greatest_within(mut low: f64, mut high: f64, value: &dyn Fn(f64) -> f64) -> f64 {
    let golden = (5f64.sqrt() - 1.0) / 2.0;
    for _ in 0..MOST_ROUNDS {
        if high - low <= 1e-9 * high {
            break;
        }
        let (left, right) = (high - golden * (high - low), low + golden * (high - low));
        if value(left) < value(right) { low = left } else { high = right }
    }
    f64::midpoint(low, high)
}

fn zero_phase(linear: &LinearMembrane, frequencies: &[f64]) -> Option<f64> {
    let susceptance = |frequency_hz: f64| linear.admittance_s_per_cm2(frequency_hz).im;
    let pairs = frequencies.iter().zip(frequencies.iter().skip(1));
    let (&low, &high) = pairs.into_iter().find(|(low, high)| susceptance(**low) < 0.0 && susceptance(**high) >= 0.0)?;
    let (mut low, mut high) = (low, high);
    for _ in 0..MOST_ROUNDS {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if susceptance(middle) < 0.0 { low = middle } else { high = middle }
    }
    Some(f64::midpoint(low, high))
}

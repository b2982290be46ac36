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

/// An impedance's peak and where its phase is zero, in the unit of the impedance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resonance {
    /// |Z| at 0 Hz.
    pub z0: f64,
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
    /// How great it is.
    pub z: f64,
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

/// The resonance of a membrane below [`HIGHEST_HZ`], ohm cm2.
#[must_use]
pub fn resonance(linear: &LinearMembrane) -> Resonance {
    Resonance::of(&|frequency_hz| linear.admittance_s_per_cm2(frequency_hz).inv())
}

impl Resonance {
    /// The resonance of an impedance below [`HIGHEST_HZ`].
    #[must_use]
    pub fn of(impedance: &dyn Fn(f64) -> Complex<f64>) -> Self {
        let values: Vec<_> = searched_hz().into_iter().map(impedance).collect();
        Self::within(&values, impedance)
    }

    /// The same, where the impedances at [`searched_hz`] are known.
    #[must_use]
    pub fn within(values: &[Complex<f64>], impedance: &dyn Fn(f64) -> Complex<f64>) -> Self {
        let known: Vec<_> = searched_hz().into_iter().zip(values.iter().copied()).collect();
        let z0 = known.first().map_or(f64::NAN, |(_, value)| value.norm());
        let peak = peak(&known, z0, &|frequency| impedance(frequency).norm());
        Self { z0, peak, zero_phase_hz: zero_phase(&known, &|frequency| impedance(frequency).im) }
    }
}

/// The frequencies between which a resonance is looked for, 0 first, Hz.
#[must_use]
pub fn searched_hz() -> Vec<f64> {
    let decades = (HIGHEST_HZ / LOWEST_HZ).log10();
    let count = (decades * PER_DECADE as f64).round() as usize;
    let above = (0..=count).map(|place| LOWEST_HZ * 10f64.powf(place as f64 / PER_DECADE as f64));
    std::iter::once(0.0).chain(above).collect()
}

fn peak(known: &[(f64, Complex<f64>)], z0: f64, modulus: &dyn Fn(f64) -> f64) -> Option<Peak> {
    let moduli = known.iter().map(|(_, value)| value.norm()).enumerate();
    let (place, greatest) = moduli.max_by(|(_, one), (_, other)| one.total_cmp(other))?;
    let is_peak = greatest > z0 * (1.0 + ROUNDING);
    if !is_peak {
        return None;
    }
    let (low, high) = (known.get(place.checked_sub(1)?)?.0, known.get(place + 1)?.0);
    let frequency_hz = greatest_within(low, high, modulus);
    let z = modulus(frequency_hz);
    Some(Peak { frequency_hz, z, q: z / z0 })
}

/// The golden section, until rounding hides the difference.
fn greatest_within(mut low: f64, mut high: f64, value: &dyn Fn(f64) -> f64) -> f64 {
    let golden = (5f64.sqrt() - 1.0) / 2.0;
    let known = |at: f64| (at, value(at));
    let (mut left, mut right) = (known(high - golden * (high - low)), known(low + golden * (high - low)));
    for _ in 0..MOST_ROUNDS {
        if high - low <= 1e-9 * high {
            break;
        }
        if left.1 < right.1 {
            low = left.0;
            left = right;
            right = known(low + golden * (high - low));
        } else {
            high = right.0;
            right = left;
            left = known(high - golden * (high - low));
        }
    }
    f64::midpoint(low, high)
}

/// Where the reactance, positive below, becomes negative.
fn zero_phase(known: &[(f64, Complex<f64>)], reactance: &dyn Fn(f64) -> f64) -> Option<f64> {
    let mut pairs = known.iter().zip(known.iter().skip(1));
    let (&(mut low, _), &(mut high, _)) = pairs.find(|(low, high)| low.1.im > 0.0 && high.1.im <= 0.0)?;
    for _ in 0..MOST_ROUNDS {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if reactance(middle) > 0.0 { low = middle } else { high = middle }
    }
    Some(f64::midpoint(low, high))
}

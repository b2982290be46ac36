//! Does a cell stay where it rests? The argument principle on the determinant of the cable's equations.
//!
//! det Y(s) is zero at every mode s of the cell and infinite at every mode that its states have at a held voltage. Compared
//! with a cable of the same capacitance and positive conductances, which has neither to the right of the imaginary axis, its
//! argument turns by -pi for each zero and +pi for each pole there while s goes from 0 to i infinity.

use num_complex::Complex64;

use super::QuasiActive;

/// The lowest frequency above 0 of the walk, Hz.
const LOWEST_HZ: f64 = 0.01;

/// Above this frequency the capacitance alone is left, Hz.
const HIGHEST_HZ: f64 = 1e6;

/// Frequencies for each power of ten, before the walk is refined.
const PER_DECADE: u32 = 4;

/// A step that turns a pivot further than this is halved, radian.
const FURTHEST_TURN: f64 = 0.7;

/// Steps that are halved so often lead through a zero.
const MOST_HALVINGS: u32 = 40;

/// The pivots of the cable and of the one that it is compared with, at one frequency.
struct Pivots {
    frequency_hz: f64,
    own: Vec<Complex64>,
    compared: Vec<Complex64>,
}

impl QuasiActive {
    /// How many modes grow by themselves: 0 of a cell that comes back to rest. None where a mode neither grows nor decays.
    #[must_use]
    pub fn unstable_modes(&self) -> Option<usize> {
        let compared = self.without_states();
        let pivots = |frequency_hz| Pivots {
            frequency_hz,
            own: self.pivots_us(frequency_hz),
            compared: compared.pivots_us(frequency_hz),
        };
        let decades = (HIGHEST_HZ / LOWEST_HZ).log10().round() as u32;
        let frequencies =
            (0..=decades * PER_DECADE).map(|place| LOWEST_HZ * 10f64.powf(f64::from(place) / f64::from(PER_DECADE)));
        let mut before = pivots(0.0);
        let mut turn = 0.0;
        for frequency_hz in frequencies {
            let after = pivots(frequency_hz);
            turn += turned(&before, &after, &pivots, MOST_HALVINGS)?;
            before = after;
        }
        let zeros = self.responses.growing_states()? as f64 - turn / std::f64::consts::PI;
        zeros.is_finite().then_some(zeros.round().max(0.0) as usize)
    }
}

/// By how much the determinant turns more than the one it is compared with, radian; none where that is not to be told.
fn turned(before: &Pivots, after: &Pivots, pivots: &dyn Fn(f64) -> Pivots, halvings: u32) -> Option<f64> {
    let turns = |before: &[Complex64], after: &[Complex64]| {
        let turns = before.iter().zip(after).map(|(before, after)| (after * before.conj()).arg());
        turns.fold((0.0, 0.0), |(sum, furthest): (f64, f64), turn| (sum + turn, furthest.max(turn.abs())))
    };
    let (own, furthest) = turns(&before.own, &after.own);
    if furthest <= FURTHEST_TURN {
        return Some(own - turns(&before.compared, &after.compared).0);
    }
    let halvings = halvings.checked_sub(1)?;
    let middle = pivots(f64::midpoint(before.frequency_hz, after.frequency_hz));
    Some(turned(before, &middle, pivots, halvings)? + turned(&middle, after, pivots, halvings)?)
}

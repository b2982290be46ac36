//! Length, diameter and capacitance of a cylinder whose channels are given: least squares by Levenberg and Marquardt.
//!
//! Wanted at each frequency: the input impedance, modulus and phase, and the modulus of the lowest transfer impedance.
#![allow(clippy::indexing_slicing, reason = "rows and columns of matrices sized here")]

use nalgebra::{DVector, Matrix3, Vector3};
use num_complex::Complex64;

use super::chain::{Shape, admittances, seen};
use crate::membrane::Response;

/// What a cylinder has to do at a frequency, `MOhm`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wanted {
    pub(super) frequency_hz: f64,
    pub(super) input: Complex64,
    pub(super) lowest_mohm: f64,
    /// How much it counts.
    pub(super) weight: f64,
}

/// A cylinder: natural logarithms of length, diameter and the factor of its capacitance.
type Unknowns = Vector3<f64>;

const MOST_ROUNDS: usize = 60;
const STEP: f64 = 1e-6;
const STILL: f64 = 1e-10;

/// The unknowns move no further from where they start: exp(3) is twenty times.
const FURTHEST: f64 = 3.0;

/// The capacitance stays within a factor of exp(0.7), two.
const FURTHEST_CAPACITANCE: f64 = 0.7;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fitted {
    pub(super) shape: Shape,
    /// What the capacitance of every segment is to be multiplied with.
    pub(super) capacitance: f64,
}

/// Fits a cylinder, starting from a shape.
pub(super) fn fit(start: Shape, responses: &[Response], wanted: &[Wanted]) -> Fitted {
    // The membranes at each frequency, and what the capacitance alone adds.
    let membranes: Vec<_> = wanted.iter().map(|wanted| admittances(responses, wanted.frequency_hz)).collect();
    let capacitive: Vec<Vec<Complex64>> = wanted
        .iter()
        .map(|wanted| responses.iter().map(|response| response.capacitive_s_per_cm2(wanted.frequency_hz)).collect())
        .collect();
    let problem = Problem { start, membranes, capacitive, wanted };
    let mut at = Unknowns::zeros();
    let mut residuals = problem.residuals(&at);
    let mut damping = 1e-3;
    for _ in 0..MOST_ROUNDS {
        let jacobian = problem.jacobian(&at, &residuals);
        let mut normal = Matrix3::zeros();
        let mut right = Vector3::zeros();
        for row in 0..3 {
            right[row] = -jacobian[row].dot(&residuals);
            for column in 0..3 {
                normal[(row, column)] = jacobian[row].dot(&jacobian[column]);
            }
        }
        let mut moved = false;
        for _ in 0..12 {
            let damped = normal + Matrix3::from_diagonal(&normal.diagonal().map(|value| damping * value + 1e-12));
            let Some(step) = damped.lu().solve(&right) else { break };
            let next = bounded(at + step);
            let found = problem.residuals(&next);
            if found.norm_squared() < residuals.norm_squared() {
                moved = (next - at).norm() > STILL;
                (at, residuals) = (next, found);
                damping = (damping / 5.0_f64).max(1e-12);
                break;
            }
            damping *= 6.0;
        }
        if !moved {
            break;
        }
    }
    Fitted { shape: problem.shape(&at), capacitance: at[2].exp() }
}

fn bounded(at: Unknowns) -> Unknowns {
    Vector3::new(
        at[0].clamp(-FURTHEST, FURTHEST),
        at[1].clamp(-FURTHEST, FURTHEST),
        at[2].clamp(-FURTHEST_CAPACITANCE, FURTHEST_CAPACITANCE),
    )
}

struct Problem<'a> {
    start: Shape,
    membranes: Vec<Vec<Complex64>>,
    capacitive: Vec<Vec<Complex64>>,
    wanted: &'a [Wanted],
}

impl Problem<'_> {
    fn shape(&self, at: &Unknowns) -> Shape {
        let Shape { length_um, diam_um, ra_ohm_cm } = self.start;
        Shape { length_um: length_um * at[0].exp(), diam_um: diam_um * at[1].exp(), ra_ohm_cm }
    }

    fn residuals(&self, at: &Unknowns) -> DVector<f64> {
        let shape = self.shape(at);
        let more = at[2].exp() - 1.0;
        let mut residuals = Vec::with_capacity(3 * self.wanted.len());
        for ((membrane, capacitive), wanted) in self.membranes.iter().zip(&self.capacitive).zip(self.wanted) {
            let scaled: Vec<_> = membrane.iter().zip(capacitive).map(|(all, own)| all + own * more).collect();
            let found = seen(shape, &scaled);
            let input = (found.input / wanted.input).ln();
            let lowest = found.transfer.last().map_or(f64::NAN, |last| (last.norm() / wanted.lowest_mohm).ln());
            residuals.extend([input.re, input.im, TRANSFER_WEIGHT * lowest].map(|value| value * wanted.weight));
        }
        DVector::from_vec(residuals)
    }

    fn jacobian(&self, at: &Unknowns, residuals: &DVector<f64>) -> [DVector<f64>; 3] {
        [0, 1, 2].map(|unknown| {
            let mut moved = *at;
            moved[unknown] += STEP;
            (self.residuals(&moved) - residuals) / STEP
        })
    }
}

/// How much the logarithm of the lowest transfer impedance counts next to that of the input impedance.
const TRANSFER_WEIGHT: f64 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FREQUENCIES_HZ: [f64; 4] = [38.0, 0.0, 10.0, 100.0];

    fn wanted(shape: Shape, responses: &[Response], capacitance: f64) -> Vec<Wanted> {
        let at = |frequency_hz: f64| {
            let more = |response: &Response| response.capacitive_s_per_cm2(frequency_hz) * (capacitance - 1.0);
            let membrane = admittances(responses, frequency_hz);
            let membrane: Vec<_> = membrane.into_iter().zip(responses).map(|(all, own)| all + more(own)).collect();
            let found = seen(shape, &membrane);
            Wanted {
                frequency_hz,
                input: found.input,
                lowest_mohm: found.transfer[found.transfer.len() - 1].norm(),
                weight: 1.0,
            }
        };
        FREQUENCIES_HZ.map(at).to_vec()
    }

    proptest! {
        #[test]
        fn a_cylinder_is_found_from_what_it_does(
            length_um in 50.0..900.0_f64, diam_um in 0.5..6.0_f64, capacitance in 0.7..1.4_f64, off in 0.6..1.6_f64,
        ) {
            let responses = vec![Response::passive(5e-5, 1.0); 15];
            let shape = Shape { length_um, diam_um, ra_ohm_cm: 120.0 };
            let start = Shape { length_um: length_um * off, diam_um: diam_um / off, ra_ohm_cm: 120.0 };
            let found = fit(start, &responses, &wanted(shape, &responses, capacitance));
            prop_assert!((found.shape.length_um / length_um - 1.0).abs() < 1e-5, "{found:?}");
            prop_assert!((found.shape.diam_um / diam_um - 1.0).abs() < 1e-5, "{found:?}");
            prop_assert!((found.capacitance / capacitance - 1.0).abs() < 1e-5, "{found:?}");
        }
    }

    #[test]
    fn what_no_cylinder_does_stays_within_bounds() {
        let responses = vec![Response::passive(5e-5, 1.0); 5];
        let shape = Shape { length_um: 100.0, diam_um: 2.0, ra_ohm_cm: 120.0 };
        let impossible =
            [Wanted { frequency_hz: 0.0, input: Complex64::new(1e9, 0.0), lowest_mohm: 1e-9, weight: 1.0 }];
        let found = fit(shape, &responses, &impossible);
        let most = FURTHEST.exp();
        assert!((1.0 / most..=most).contains(&(found.shape.length_um / 100.0)), "{found:?}");
        assert!((1.0 / most..=most).contains(&(found.shape.diam_um / 2.0)), "{found:?}");
    }
}

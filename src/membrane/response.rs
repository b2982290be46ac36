//! The admittance of a linear membrane, arranged for many frequencies.
//!
//! Y(w) = d + iw cm + sum of `c_k b_k / (iw - a_k)` over the states that meet no other, + c (iw - A)^-1 b for each set of
//! states that do meet: a cell is asked for the same thing at hundreds of frequencies in thousands of segments.
#![allow(clippy::indexing_slicing, reason = "numeric kernel: matrices are sized where they are made")]

use nalgebra::DMatrix;
use num_complex::Complex64;

use super::eigenvalues::eigenvalues;
use super::linear::{LinearMembrane, S_PER_UF_RAD_PER_MS, coupled_sets, omega};

/// A linear membrane as seen from the voltage.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    pub(super) fixed: Fixed,
    /// States that meet no other: c b (S/cm2 per ms) and a (per ms).
    pub(super) alone: Vec<(f64, f64)>,
    pub(super) coupled: Vec<Coupled>,
}

/// What does not depend on states.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fixed {
    cm_uf_per_cm2: f64,
    /// Conductance while the states stay, S/cm2.
    instantaneous_s_per_cm2: f64,
}

impl Fixed {
    /// The same capacitance with a positive conductance.
    pub(super) fn positive(self) -> Self {
        Self { instantaneous_s_per_cm2: self.instantaneous_s_per_cm2.abs(), ..self }
    }
}

/// The admittance of a membrane with these states, S/cm2.
pub(super) fn admittance(fixed: Fixed, alone: &[(f64, f64)], coupled: &[Coupled], i_omega: Complex64) -> Complex64 {
    let capacitive_s_per_cm2 = i_omega.im * fixed.cm_uf_per_cm2 * S_PER_UF_RAD_PER_MS;
    let mut sum = Complex64::new(fixed.instantaneous_s_per_cm2, capacitive_s_per_cm2);
    for &(gain, rate) in alone {
        sum += gain / (i_omega - rate);
    }
    coupled.iter().fold(sum, |sum, set| sum + set.admittance(i_omega))
}

/// States that meet each other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Coupled {
    /// A by rows, per ms.
    a: Vec<f64>,
    /// b, per ms and mV.
    b: Vec<f64>,
    /// c, mA/cm2.
    c: Vec<f64>,
}

impl Response {
    /// The response of a membrane.
    #[must_use]
    pub fn of(membrane: &LinearMembrane) -> Self {
        let (a, b) = membrane.effective_rates();
        let c = |state: usize| membrane.currents.iter().filter_map(|current| current.by_state.get(state)).sum::<f64>();
        let (mut alone, mut coupled) = (vec![], vec![]);
        for set in coupled_sets(a) {
            match *set.as_slice() {
                [state] => alone.push((c(state) * b[state], a[(state, state)])),
                _ => coupled.push(Coupled::of(&set, a, b.as_slice(), c)),
            }
        }
        alone.retain(|&(gain, _)| gain != 0.0);
        coupled.retain(|set| set.c.iter().any(|&c| c != 0.0));
        let fixed = Fixed {
            cm_uf_per_cm2: membrane.cm_uf_per_cm2,
            instantaneous_s_per_cm2: membrane.instantaneous_conductance_s_per_cm2(),
        };
        Self { fixed, alone, coupled }
    }

    /// A membrane of a conductance and a capacitance.
    #[must_use]
    pub fn passive(conductance_s_per_cm2: f64, cm_uf_per_cm2: f64) -> Self {
        let fixed = Fixed { cm_uf_per_cm2, instantaneous_s_per_cm2: conductance_s_per_cm2 };
        Self { fixed, alone: vec![], coupled: vec![] }
    }

    /// The admittance, S/cm2, the capacitance included.
    #[must_use]
    pub fn admittance_s_per_cm2(&self, frequency_hz: f64) -> Complex64 {
        admittance(self.fixed, &self.alone, &self.coupled, Complex64::new(0.0, omega(frequency_hz)))
    }
}

impl Coupled {
    pub(super) fn of(set: &[usize], a: &DMatrix<f64>, b: &[f64], c: impl Fn(usize) -> f64) -> Self {
        let rows = set.iter().flat_map(|&row| set.iter().map(move |&column| a[(row, column)]));
        Self {
            a: rows.collect(),
            b: set.iter().map(|&state| b[state]).collect(),
            c: set.iter().map(|&state| c(state)).collect(),
        }
    }

    pub(super) fn growing(&self) -> Option<usize> {
        let size = self.b.len();
        let modes = eigenvalues(&DMatrix::from_row_slice(size, size, &self.a))?;
        let rounding = modes.iter().map(|mode| mode.norm()).fold(0.0, f64::max) * size as f64 * f64::EPSILON;
        Some(modes.iter().filter(|mode| mode.re > rounding).count())
    }

    /// c (iw - A)^-1 b, by Gauss' elimination with the largest pivot of each column.
    fn admittance(&self, i_omega: Complex64) -> Complex64 {
        let size = self.b.len();
        let mut matrix: Vec<Complex64> = self.a.iter().map(|&value| Complex64::new(-value, 0.0)).collect();
        for place in 0..size {
            matrix[place * size + place] += i_omega;
        }
        let mut right: Vec<Complex64> = self.b.iter().map(|&value| Complex64::new(value, 0.0)).collect();
        for column in 0..size {
            let modulus = |row: usize| matrix[row * size + column].norm_sqr();
            let pivot = (column..size).max_by(|&one, &other| modulus(one).total_cmp(&modulus(other))).unwrap_or(column);
            if pivot != column {
                for place in column..size {
                    matrix.swap(pivot * size + place, column * size + place);
                }
                right.swap(pivot, column);
            }
            let inverse = matrix[column * size + column].inv();
            for row in column + 1..size {
                if matrix[row * size + column] == Complex64::ZERO {
                    continue;
                }
                let factor = matrix[row * size + column] * inverse;
                for place in column + 1..size {
                    let above = matrix[column * size + place];
                    matrix[row * size + place] -= factor * above;
                }
                let above = right[column];
                right[row] -= factor * above;
            }
        }
        for row in (0..size).rev() {
            for column in row + 1..size {
                let known = right[column];
                right[row] -= matrix[row * size + column] * known;
            }
            right[row] /= matrix[row * size + row];
        }
        self.c.iter().zip(&right).map(|(&c, &state)| c * state).sum()
    }
}

//! A linear membrane: ds/dt = A s + b v, i = c s + d v, and what follows from it.
//!
//! Its admittance is Y(w) = d + c (iw I - A)^-1 b + iw cm (Koch 1984; NEURON's units: S/cm2, rad/ms inside).
//! Where a gate meets the others only in the voltage it is a branch of its own, a conductance in series with an
//! inductance (Mauro et al. 1970).

use nalgebra::{Complex, DMatrix, DVector};

use super::dense::solve;
use super::eigenvalues::eigenvalues;
use crate::units::MS_PER_S;

/// 1 uF/cm2 at 1 rad/ms: 1e-6 F/cm2 * 1e3 rad/s = 1e-3 S/cm2.
pub(super) const S_PER_UF_RAD_PER_MS: f64 = 1e-3;

/// A singular value below this part of the largest is zero.
const RANK_TOLERANCE: f64 = 1e-11;

/// A state of the linear system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinearState {
    /// The mechanism: its place among the segment's instances.
    pub instance: usize,
    /// `m`
    pub name: String,
}

/// A current of the linear system.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearCurrent {
    /// The mechanism: its place among the segment's instances.
    pub instance: usize,
    /// `ina`
    pub name: String,
    /// Derivatives with respect to the states, mA/cm2.
    pub by_state: DVector<f64>,
    /// Derivative with respect to the voltage while the states stay, S/cm2.
    pub by_v_s_per_cm2: f64,
}

/// A segment's membrane, linearized.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearMembrane {
    /// Specific capacitance, uF/cm2.
    pub cm_uf_per_cm2: f64,
    /// The states.
    pub states: Vec<LinearState>,
    /// The currents, outward.
    pub currents: Vec<LinearCurrent>,
    /// How many sums of states are conserved and so do not answer to the voltage.
    pub conserved: usize,
    /// A, per ms; conserved sums decay.
    a: DMatrix<f64>,
    /// A as the equations give it, per ms.
    given_a: DMatrix<f64>,
    /// b, per ms and mV.
    b: DVector<f64>,
}

/// What one gate does to the membrane: a conductance in series with an inductance, next to the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// The state's place in [`LinearMembrane::states`].
    pub state: usize,
    /// Time constant, ms.
    pub tau_ms: f64,
    /// d(steady state)/dv, per mV.
    pub slope_per_mv: f64,
    /// Conductance at 0 Hz, S/cm2; negative where the gate is regenerative.
    pub conductance_s_per_cm2: f64,
}

impl Branch {
    /// Resistance, ohm cm2.
    #[must_use]
    pub fn resistance_ohm_cm2(&self) -> f64 {
        1.0 / self.conductance_s_per_cm2
    }

    /// Inductance, H cm2: time constant times resistance.
    #[must_use]
    pub fn inductance_h_cm2(&self) -> f64 {
        self.tau_ms / MS_PER_S * self.resistance_ohm_cm2()
    }
}

impl LinearMembrane {
    /// A system of states without delay-free ones.
    #[must_use]
    pub fn new(
        cm_uf_per_cm2: f64,
        states: Vec<LinearState>,
        a: DMatrix<f64>,
        b: DVector<f64>,
        currents: Vec<LinearCurrent>,
    ) -> Self {
        let given_a = a.clone();
        let (a, conserved) = without_conserved(a, &b);
        Self { cm_uf_per_cm2, states, currents, conserved, a, given_a, b }
    }

    /// The whole admittance at a frequency, S/cm2, the capacitance included.
    #[must_use]
    pub fn admittance_s_per_cm2(&self, frequency_hz: f64) -> Complex<f64> {
        self.current_admittances_s_per_cm2(frequency_hz).into_iter().sum::<Complex<f64>>()
            + Complex::new(0.0, omega(frequency_hz) * self.cm_uf_per_cm2 * S_PER_UF_RAD_PER_MS)
    }

    /// The admittance of each current at a frequency, S/cm2.
    #[must_use]
    pub fn current_admittances_s_per_cm2(&self, frequency_hz: f64) -> Vec<Complex<f64>> {
        let response = self.response(frequency_hz);
        let admittance = |current: &LinearCurrent| {
            let by_state = current.by_state.iter().zip(response.iter());
            by_state.map(|(&slope, &state)| state * slope).sum::<Complex<f64>>() + current.by_v_s_per_cm2
        };
        self.currents.iter().map(admittance).collect()
    }

    /// The conductance at infinite frequency, S/cm2: the states stay.
    #[must_use]
    pub fn instantaneous_conductance_s_per_cm2(&self) -> f64 {
        self.currents.iter().map(|current| current.by_v_s_per_cm2).sum()
    }

    /// A (per ms) and b (per ms and mV) of ds/dt = A s + b v.
    #[must_use]
    pub fn rates(&self) -> (&DMatrix<f64>, &DVector<f64>) {
        (&self.given_a, &self.b)
    }

    /// A (per ms) and b (per ms and mV) with conserved sums decaying.
    pub(super) fn effective_rates(&self) -> (&DMatrix<f64>, &DVector<f64>) {
        (&self.a, &self.b)
    }

    /// The states' answer to a voltage of 1 mV at a frequency; not a number where there is none.
    #[must_use]
    pub fn response(&self, frequency_hz: f64) -> DVector<Complex<f64>> {
        let size = self.states.len();
        let mut matrix = self.a.map(|value| Complex::new(-value, 0.0));
        for place in 0..size {
            if let Some(value) = matrix.get_mut((place, place)) {
                *value += Complex::new(0.0, omega(frequency_hz));
            }
        }
        let b = DMatrix::from_iterator(size, 1, self.b.iter().map(|&value| Complex::new(value, 0.0)));
        let found = solve(matrix, &b).map(|found| found.column(0).into_owned());
        found.unwrap_or_else(|| DVector::from_element(size, Complex::new(f64::NAN, f64::NAN)))
    }

    /// The gates that meet the others only in the voltage, as branches.
    #[must_use]
    pub fn branches(&self) -> Vec<Branch> {
        let is_alone = |place: usize| {
            let own = |value: &(usize, &f64)| value.0 == place || *value.1 == 0.0;
            self.a.row(place).iter().enumerate().all(|value| own(&value))
                && self.a.column(place).iter().enumerate().all(|value| own(&value))
        };
        (0..self.states.len()).filter(|&place| is_alone(place)).filter_map(|place| self.branch(place)).collect()
    }

    fn branch(&self, place: usize) -> Option<Branch> {
        let (rate, by_v) = (*self.a.get((place, place))?, *self.b.get(place)?);
        let by_state: f64 = self.currents.iter().filter_map(|current| current.by_state.get(place)).sum();
        let slope_per_mv = -by_v / rate;
        Some(Branch { state: place, tau_ms: -1.0 / rate, slope_per_mv, conductance_s_per_cm2: by_state * slope_per_mv })
    }

    /// The eigenvalues of the states at a held voltage, per ms.
    #[must_use]
    pub fn eigenvalues_per_ms(&self) -> Vec<Complex<f64>> {
        sorted(&self.a)
    }

    /// The eigenvalues of voltage and states together, per ms: the segment alone is stable where all real parts are
    /// negative.
    #[must_use]
    pub fn free_eigenvalues_per_ms(&self) -> Vec<Complex<f64>> {
        let size = self.states.len();
        let mut all = DMatrix::zeros(size + 1, size + 1);
        all.view_mut((1, 1), (size, size)).copy_from(&self.a);
        all.view_mut((1, 0), (size, 1)).copy_from(&self.b);
        let per_capacitance = -1.0 / (self.cm_uf_per_cm2 * S_PER_UF_RAD_PER_MS);
        for current in &self.currents {
            for (place, slope) in current.by_state.iter().enumerate() {
                if let Some(value) = all.get_mut((0, place + 1)) {
                    *value += slope * per_capacitance;
                }
            }
            if let Some(value) = all.get_mut((0, 0)) {
                *value += current.by_v_s_per_cm2 * per_capacitance;
            }
        }
        sorted(&all)
    }
}

pub(super) fn omega(frequency_hz: f64) -> f64 {
    2.0 * std::f64::consts::PI * frequency_hz / MS_PER_S
}

/// Slowest first.
fn sorted(matrix: &DMatrix<f64>) -> Vec<Complex<f64>> {
    let mut values = eigenvalues(matrix).unwrap_or_default();
    values.sort_by(|one, other| other.re.total_cmp(&one.re).then(other.im.total_cmp(&one.im)));
    values
}

/// Sums of states that never change (the occupancies of a scheme) are given a decay of their own: nothing drives them,
/// so no answer to the voltage changes, and the system is no longer singular at 0 Hz.
///
/// Each set of states that meet each other is looked at by itself, so that rounding couples no others.
fn without_conserved(mut a: DMatrix<f64>, b: &DVector<f64>) -> (DMatrix<f64>, usize) {
    let mut conserved = 0;
    for places in coupled_sets(&a) {
        if let [state] = *places.as_slice() {
            conserved += usize::from(a.get((state, state)) == Some(&0.0) && b.get(state) == Some(&0.0));
            continue;
        }
        let block = a.select_rows(&places).select_columns(&places);
        let (block, found) = block_without_conserved(block, &b.select_rows(&places));
        conserved += found;
        for (row, &at_row) in places.iter().enumerate() {
            for (column, &at_column) in places.iter().enumerate() {
                if let (Some(value), Some(&new)) = (a.get_mut((at_row, at_column)), block.get((row, column))) {
                    *value = new;
                }
            }
        }
    }
    (a, conserved)
}

/// The states that a matrix couples, set by set.
pub(super) fn coupled_sets(a: &DMatrix<f64>) -> Vec<Vec<usize>> {
    let size = a.nrows();
    let meets = |one: usize, other: usize| {
        [(one, other), (other, one)].iter().any(|&place| a.get(place).is_some_and(|&value| value != 0.0))
    };
    let mut left: Vec<usize> = (0..size).rev().collect();
    let mut sets = vec![];
    while let Some(first) = left.pop() {
        let mut set = vec![first];
        let mut next = 0;
        while let Some(&member) = set.get(next) {
            set.extend(left.extract_if(.., |&mut place| meets(member, place)));
            next += 1;
        }
        set.sort_unstable();
        sets.push(set);
    }
    sets
}

fn block_without_conserved(mut a: DMatrix<f64>, b: &DVector<f64>) -> (DMatrix<f64>, usize) {
    if a.is_empty() || !a.iter().all(|value| value.is_finite()) {
        return (a, 0);
    }
    let svd = a.clone().svd(true, false);
    let Some(u) = svd.u else { return (a, 0) };
    let largest = svd.singular_values.max();
    let mut conserved = 0;
    for (place, &value) in svd.singular_values.iter().enumerate() {
        let left = u.column(place).into_owned();
        let is_driven = left.dot(b).abs() > RANK_TOLERANCE.sqrt() * b.norm() * left.norm();
        if value <= RANK_TOLERANCE * largest && !is_driven {
            a -= &left * left.transpose() * largest;
            conserved += 1;
        }
    }
    (a, conserved)
}

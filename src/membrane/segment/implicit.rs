//! Implicit steps of a segment's states, for a voltage that moves with them.
//!
//! Around an operating point the states follow ds/dt = F + A ds + b dv. A step of h makes of them
//! ds = (1/h - A)^-1 (F + b dv); rows that are no rates have no 1/h. Seen from the cable such a segment is a current and
//! a conductance.

use nalgebra::DMatrix;

use super::linearize::System;
use super::{OperatingPoint, Segment};
use crate::membrane::dense::solve;
use crate::membrane::fault::Fault;

/// A segment's equations around an operating point, for steps of any length.
#[derive(Debug)]
pub struct Stepper {
    system: System,
    is_algebraic: Vec<bool>,
    /// F: what the rows of the states are.
    rows: DMatrix<f64>,
    current_ma_per_cm2: f64,
}

/// What one step makes of a segment.
#[derive(Debug)]
pub struct ImplicitStep {
    /// The change of the states while the voltage stays.
    pub(super) by_time: DMatrix<f64>,
    /// What a voltage of 1 mV more adds to it.
    by_v: DMatrix<f64>,
    /// The membrane current at the step's end while the voltage stays, mA/cm2, outward.
    pub current_ma_per_cm2: f64,
    /// What a voltage of 1 mV more adds to it, S/cm2.
    pub slope_s_per_cm2: f64,
}

impl Segment {
    /// The equations around an operating point.
    ///
    /// # Errors
    /// The name of a mechanism and its equation that cannot be evaluated.
    pub fn stepper(&self, point: &OperatingPoint) -> Result<Stepper, (String, Fault)> {
        Ok(Stepper {
            system: self.system(point)?.0,
            is_algebraic: self.algebraic_rows(),
            rows: DMatrix::from_column_slice(point.rows.len(), 1, &point.rows),
            current_ma_per_cm2: point.current_ma_per_cm2(),
        })
    }
}

impl Stepper {
    /// One step; none where the system is singular.
    #[must_use]
    pub fn step(&self, step_ms: f64) -> Option<ImplicitStep> {
        let System { a, b, c, d } = &self.system;
        let mut matrix = -a;
        for (place, _) in self.is_algebraic.iter().enumerate().filter(|(_, is_algebraic)| !**is_algebraic) {
            *matrix.get_mut((place, place))? += 1.0 / step_ms;
        }
        let right = DMatrix::from_columns(&[self.rows.column(0), b.column(0)]);
        let both = solve(matrix, &right).filter(|both| both.iter().all(|value| value.is_finite()))?;
        let (by_time, by_v) = (both.columns(0, 1).into_owned(), both.columns(1, 1).into_owned());
        Some(ImplicitStep {
            current_ma_per_cm2: self.current_ma_per_cm2 + (c * &by_time).sum(),
            slope_s_per_cm2: d.sum() + (c * &by_v).sum(),
            by_time,
            by_v,
        })
    }
}

impl ImplicitStep {
    /// The states at the step's end, for a change of the voltage.
    #[must_use]
    pub fn states(&self, point: &OperatingPoint, change_mv: f64) -> Vec<f64> {
        let changes = self.by_time.iter().zip(self.by_v.iter());
        point.states.iter().zip(changes).map(|(state, (time, v))| state + time + v * change_mv).collect()
    }
}

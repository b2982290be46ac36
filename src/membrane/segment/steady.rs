//! The steady states of all mechanisms at a held voltage.
//!
//! Newton's method through pseudo-time: implicit steps that grow until they are Newton's own, so that the states arrive
//! where the equations would take them from where `INITIAL` left them.

use nalgebra::DMatrix;

use super::{OperatingPoint, Segment};
use crate::membrane::fault::Fault;

/// Length of the first step, ms.
const FIRST_STEP_MS: f64 = 1.0;

/// Steps longer than this are Newton's.
const LONGEST_STEP_MS: f64 = 1e15;

const MOST_STEPS: usize = 200;

/// States that change by less than this part are there.
const TOLERANCE: f64 = 1e-13;

/// States that change by less than this part are so close that the next step is Newton's own.
const CLOSE: f64 = 1e-4;

/// What was found at a held voltage.
#[derive(Debug, Clone, PartialEq)]
pub struct Steady {
    /// Where the states came to.
    pub point: OperatingPoint,
    /// They stand still there.
    pub converged: bool,
}

impl Segment {
    /// The steady states at a voltage, from the states after `INITIAL`.
    ///
    /// # Errors
    /// The name of a mechanism and its equation that cannot be evaluated.
    pub fn steady(&self, v_mv: f64) -> Result<Steady, (String, Fault)> {
        let mut point = self.evaluate(v_mv, &self.initial_states())?;
        let mut step_ms = FIRST_STEP_MS;
        for _ in 0..MOST_STEPS {
            let Some(change) = self.change(&point, step_ms)? else {
                step_ms /= 10.0;
                continue;
            };
            let states: Vec<f64> =
                point.states.iter().zip(change.iter()).map(|(state, change)| state + change).collect();
            let next = self.evaluate(v_mv, &states)?;
            if !next.rows.iter().chain(&next.states).all(|value| value.is_finite()) {
                step_ms /= 10.0;
                continue;
            }
            let moves_within = |part: f64| {
                let mut changes = change.iter().zip(&next.states);
                changes.all(|(change, state)| change.abs() <= part * state.abs().max(1e-9))
            };
            let is_newton = step_ms >= LONGEST_STEP_MS;
            if is_newton && moves_within(TOLERANCE) {
                return Ok(Steady { point: next, converged: true });
            }
            step_ms = if moves_within(CLOSE) { LONGEST_STEP_MS } else { (step_ms * 10.0).min(LONGEST_STEP_MS) };
            point = next;
        }
        Ok(Steady { point, converged: false })
    }

    /// The change of one implicit step at the held voltage; none where the system is singular.
    fn change(&self, point: &OperatingPoint, step_ms: f64) -> Result<Option<DMatrix<f64>>, (String, Fault)> {
        Ok(self.stepper(point)?.step(step_ms).map(|step| step.by_time))
    }
}

//! The steady states of all mechanisms at a held voltage.
//!
//! Newton's method through pseudo-time: implicit steps that grow until they are Newton's own, so that the states arrive
//! where the equations would take them from where `INITIAL` left them.

use super::implicit::ImplicitStep;
use super::{Look, OperatingPoint, Room, Segment};
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
        let (mut room, mut step, mut states) = (Room::default(), ImplicitStep::default(), self.initial_states());
        let (mut here, mut next) = (Look::default(), Look::default());
        self.look(v_mv, &states, &mut room, &mut here)?;
        let mut step_ms = FIRST_STEP_MS;
        for _ in 0..MOST_STEPS {
            if !self.step(&here, step_ms, &mut room, &mut step) {
                step_ms /= 10.0;
                continue;
            }
            states.clear();
            states.extend(here.point.states.iter().zip(step.changes(0.0)).map(|(state, change)| state + change));
            self.look(v_mv, &states, &mut room, &mut next)?;
            if !next.point.rows.iter().chain(&states).all(|value| value.is_finite()) {
                step_ms /= 10.0;
                continue;
            }
            let moves_within = |part: f64| {
                let mut changes = step.changes(0.0).zip(&states);
                changes.all(|(change, state)| change.abs() <= part * state.abs().max(1e-9))
            };
            let is_newton = step_ms >= LONGEST_STEP_MS;
            if is_newton && moves_within(TOLERANCE) {
                return Ok(Steady { point: next.point, converged: true });
            }
            step_ms = if moves_within(CLOSE) { LONGEST_STEP_MS } else { (step_ms * 10.0).min(LONGEST_STEP_MS) };
            std::mem::swap(&mut here, &mut next);
        }
        Ok(Steady { point: here.point, converged: false })
    }
}

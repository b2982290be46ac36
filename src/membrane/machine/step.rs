//! A step of a `DERIVATIVE` block that code calls by itself, as `cnexp` takes it.

use super::Machine;
use crate::membrane::fault::Fault;
use crate::membrane::program::{State, Step, special};
use crate::membrane::scalar::{Elementary, Scalar};

impl<S: Scalar> Machine<'_, S> {
    /// With s' = f(s), linear in s, a state grows by `(exp(f' dt) - 1) f / f'`.
    pub(super) fn step(&mut self, step: &Step) -> Result<(), Fault> {
        let program = self.program;
        let states: Vec<&State> = step.states.iter().filter_map(|&state| program.states.get(state)).collect();
        let mut growths = vec![];
        for state in &states {
            let here = self.memory.get(state.slot);
            let rate = self.rate_of(step, state)?;
            self.memory.set(state.slot, here + S::from(1.0));
            let slope = self.rate_of(step, state)? - rate;
            self.memory.set(state.slot, here);
            growths.push(growth(rate, slope, self.memory.get(special::DT)));
        }
        // What the block assigns is that of the states before the step.
        self.body(&step.body)?;
        for (state, growth) in states.into_iter().zip(growths) {
            self.memory.set(state.slot, self.memory.get(state.slot) + growth);
        }
        Ok(())
    }

    fn rate_of(&mut self, step: &Step, state: &State) -> Result<S, Fault> {
        self.clear_slopes(&step.states);
        self.body(&step.body)?;
        Ok(self.memory.get(state.slope))
    }
}

fn growth<S: Scalar>(rate: S, slope: S, dt: S) -> S {
    if slope.value() == 0.0 {
        return rate * dt;
    }
    ((slope * dt).chain(Elementary::Exp) - S::from(1.0)) * rate / slope
}

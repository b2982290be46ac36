//! `SOLVE` within `INITIAL`, as NEURON does it: steady states and systems of equations by Newton's method.
#![allow(clippy::indexing_slicing, reason = "rows and columns of matrices sized here")]

use nalgebra::DMatrix;

use super::dense::solve as solve_dense;
use super::fault::{Fault, FaultKind};
use super::machine::{Machine, Tables};
use super::memory::Memory;
use super::program::{Body, Program, Solve, SolvedBlock};
use super::scalar::{Dual, Scalar};

/// NEURON's steady state is one implicit step of this length, ms.
const STEADY_STEP_MS: f64 = 1e9;

const MOST_ROUNDS: usize = 100;

/// NEURON's limits of a steady state: how often a negative state starts it again, how many rounds a step takes, and
/// the sum of changes, in the states' own units, at which it stops.
const MOST_STARTS: usize = 7;
const MOST_STEADY_ROUNDS: usize = 20;
const CONVERGED: f64 = 1e-6;

/// Runs a `SOLVE` of `INITIAL`. Solutions do not carry derivatives.
pub(super) fn solve<S: Scalar>(machine: &mut Machine<'_, S>, index: usize) -> Result<(), Fault> {
    let program = machine.program;
    let Some(solve) = program.solves.get(index) else { return Ok(()) };
    let mut memory = machine.memory.map(S::value);
    let newton = Newton { program, solve, tables: machine.tables };
    match &solve.block {
        SolvedBlock::Procedure(function) => return machine.procedure(*function, solve.span),
        SolvedBlock::Unsupported(form) => return Err(FaultKind::Form((*form).to_owned()).at(solve.span)),
        // A derivative block takes a step of no length there; without STEADYSTATE it is not solved by an `INITIAL`.
        SolvedBlock::Derivative(_) if solve.method != "sparse" => return Ok(()),
        SolvedBlock::Derivative(_) | SolvedBlock::Kinetic(_) if !solve.steady_state => return Ok(()),
        SolvedBlock::Equations(body) => newton.root(&mut memory, &|machine| equations(machine, solve, body))?,
        SolvedBlock::Derivative(body) => newton.steady_state(&mut memory, &|machine| {
            machine.clear_slopes(&solve.states);
            machine.body(body)
        })?,
        SolvedBlock::Kinetic(body) => newton.steady_state(&mut memory, &|machine| {
            machine.holds_rates = true;
            machine.kinetic(body, &solve.states)
        })?,
    }
    for slot in 0..program.memory_size {
        if memory.get(slot).to_bits() != machine.memory.get(slot).value().to_bits() {
            machine.memory.set(slot, S::from(memory.get(slot)));
        }
    }
    Ok(())
}

fn slots<'a>(program: &'a Program, solve: &'a Solve) -> impl Iterator<Item = usize> + 'a {
    solve.states.iter().filter_map(|&state| program.states.get(state)).map(|state| state.slot)
}

/// The residuals of `LINEAR` and `NONLINEAR` blocks.
pub(super) fn equations<S: Scalar>(machine: &mut Machine<'_, S>, solve: &Solve, body: &Body) -> Result<Vec<S>, Fault> {
    machine.residuals.clear();
    machine.body(body)?;
    let (equations, states) = (machine.residuals.len(), solve.states.len());
    if equations != states {
        return Err(FaultKind::Equations { equations, states }.at(solve.span));
    }
    Ok(std::mem::take(&mut machine.residuals))
}

/// Runs a block of a machine whose states are set.
type Block<'a> = dyn Fn(&mut Machine<'_, Dual>) -> Result<(), Fault> + 'a;

/// What has to be zero, from a machine whose states are set.
type Residuals<'a> = dyn Fn(&mut Machine<'_, Dual>) -> Result<Vec<Dual>, Fault> + 'a;

/// Newton's method for the states of one `SOLVE`.
struct Newton<'a> {
    program: &'a Program,
    solve: &'a Solve,
    tables: Option<&'a Tables>,
}

impl Newton<'_> {
    /// Solves `residuals = 0` from where the states are, to the last digit.
    fn root(&self, memory: &mut Memory<f64>, residuals: &Residuals<'_>) -> Result<(), Fault> {
        for _ in 0..MOST_ROUNDS {
            let mut is_still = true;
            for (slot, step) in self.steps(memory, residuals)? {
                let value = memory.get(slot);
                memory.set(slot, value - step);
                is_still &= step.abs() <= 1e-14 * value.abs().max(1e-30) || value - step == value;
            }
            if is_still {
                return self.settle(memory, residuals);
            }
        }
        Err(self.failed())
    }

    /// A steady state as NEURON finds it (`_ss_sparse_thread`): an implicit step, in rounds until they add up to less
    /// than [`CONVERGED`]. A scheme that is not linear starts with a step of one round, repeated where a state becomes
    /// negative.
    fn steady_state(&self, memory: &mut Memory<f64>, block: &Block<'_>) -> Result<(), Fault> {
        if self.is_nonlinear(memory, block)? {
            self.start(memory, block)?;
        }
        let before = self.values(memory);
        for _ in 0..=MOST_STEADY_ROUNDS {
            if self.advance(memory, block, &before, 0.0)? <= CONVERGED {
                return self.settle(memory, &|machine| self.implicit_step(machine, block, &before));
            }
        }
        Err(self.failed())
    }

    fn is_nonlinear(&self, memory: &Memory<f64>, block: &Block<'_>) -> Result<bool, Fault> {
        let mut memory = memory.map(Dual::from);
        let mut machine = Machine::new(self.program, &mut memory, self.tables);
        block(&mut machine)?;
        Ok(machine.is_nonlinear)
    }

    fn start(&self, memory: &mut Memory<f64>, block: &Block<'_>) -> Result<(), Fault> {
        for _ in 0..MOST_STARTS {
            let before = self.values(memory);
            self.advance(memory, block, &before, f64::NEG_INFINITY)?;
            let negative: Vec<_> = slots(self.program, self.solve).filter(|&slot| memory.get(slot) < -1e-6).collect();
            if negative.is_empty() {
                return Ok(());
            }
            for slot in negative {
                memory.set(slot, 0.0);
            }
        }
        Err(self.failed())
    }

    /// One round of the implicit step from `before`; how far the states went.
    fn advance(&self, memory: &mut Memory<f64>, block: &Block<'_>, before: &[f64], least: f64) -> Result<f64, Fault> {
        let steps = self.steps(memory, &|machine| self.implicit_step(machine, block, before))?;
        for &(slot, step) in &steps {
            memory.set(slot, (memory.get(slot) - step).max(least));
        }
        Ok(steps.iter().map(|(_, step)| step.abs()).sum())
    }

    fn implicit_step(
        &self,
        machine: &mut Machine<'_, Dual>,
        block: &Block<'_>,
        before: &[f64],
    ) -> Result<Vec<Dual>, Fault> {
        block(machine)?;
        let states = self.solve.states.iter().filter_map(|&state| self.program.states.get(state));
        let rows = states.zip(before).map(|(state, &before)| {
            let conserved = machine.conserved.iter().find(|(slot, _)| *slot == state.slot);
            conserved.map_or_else(
                || {
                    (machine.memory.get(state.slot) - Dual::from(before)) / Dual::from(STEADY_STEP_MS)
                        - machine.memory.get(state.slope)
                },
                |&(_, missing)| missing,
            )
        });
        Ok(rows.collect())
    }

    /// What has to be taken from each state.
    fn steps(&self, memory: &Memory<f64>, residuals: &Residuals<'_>) -> Result<Vec<(usize, f64)>, Fault> {
        let slots: Vec<_> = slots(self.program, self.solve).collect();
        let mut jacobian = DMatrix::zeros(slots.len(), slots.len());
        let mut missing = DMatrix::zeros(slots.len(), 1);
        for (column, &slot) in slots.iter().enumerate() {
            let mut seeded = memory.map(Dual::from);
            seeded.set(slot, Dual::seed(memory.get(slot)));
            let mut machine = Machine::new(self.program, &mut seeded, self.tables);
            for (row, residual) in residuals(&mut machine)?.into_iter().enumerate() {
                missing[(row, 0)] = residual.value;
                jacobian[(row, column)] = residual.slope;
            }
        }
        let step = solve_dense(jacobian, &missing).filter(|step| step.iter().all(|value| value.is_finite()));
        let step = step.ok_or_else(|| self.failed())?;
        Ok(slots.into_iter().zip(step.iter().copied()).collect())
    }

    /// Runs the equations once more, so that what they assign fits the solution.
    fn settle(&self, memory: &mut Memory<f64>, residuals: &Residuals<'_>) -> Result<(), Fault> {
        let mut solved = memory.map(Dual::from);
        residuals(&mut Machine::new(self.program, &mut solved, self.tables))?;
        *memory = solved.map(|number| number.value);
        Ok(())
    }

    fn values(&self, memory: &Memory<f64>) -> Vec<f64> {
        slots(self.program, self.solve).map(|slot| memory.get(slot)).collect()
    }

    fn failed(&self) -> Fault {
        FaultKind::NoSolution(self.solve.name.clone()).at(self.solve.span)
    }
}

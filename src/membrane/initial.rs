//! `SOLVE` within `INITIAL`, as NEURON does it: steady states and systems of equations by Newton's method.
#![allow(clippy::indexing_slicing, reason = "rows and columns of matrices sized here")]

use nalgebra::DMatrix;

use super::dense::solve as solve_dense;
use super::fault::{Fault, FaultKind};
use super::machine::Machine;
use super::memory::Memory;
use super::program::{Body, Program, Solve, SolvedBlock};
use super::scalar::{Dual, Scalar};

/// NEURON's steady state is one implicit step of this length, ms.
const STEADY_STEP_MS: f64 = 1e9;

const MOST_ROUNDS: usize = 100;

/// Runs a `SOLVE` of `INITIAL`. Solutions do not carry derivatives.
pub(super) fn solve<S: Scalar>(machine: &mut Machine<'_, S>, index: usize) -> Result<(), Fault> {
    let program = machine.program;
    let Some(solve) = program.solves.get(index) else { return Ok(()) };
    match &solve.block {
        SolvedBlock::Procedure(function) => return machine.procedure(*function, solve.span),
        SolvedBlock::Unsupported(form) => return Err(FaultKind::Form((*form).to_owned()).at(solve.span)),
        // A derivative block takes a step of no length there; without STEADYSTATE it is not solved by an `INITIAL`.
        SolvedBlock::Derivative(_) if solve.method != "sparse" => return Ok(()),
        SolvedBlock::Derivative(_) | SolvedBlock::Kinetic(_) if !solve.steady_state => return Ok(()),
        SolvedBlock::Derivative(_) | SolvedBlock::Kinetic(_) | SolvedBlock::Equations(_) => {}
    }
    let mut memory = machine.memory.map(S::value);
    let before: Vec<f64> = slots(program, solve).map(|slot| memory.get(slot)).collect();
    newton(program, solve, &mut memory, &|machine| match &solve.block {
        SolvedBlock::Equations(body) => equations(machine, solve, body),
        SolvedBlock::Derivative(body) => {
            machine.clear_slopes(&solve.states);
            machine.body(body)?;
            Ok(implicit_step(machine, solve, &before))
        }
        SolvedBlock::Kinetic(body) => {
            machine.kinetic(body, &solve.states)?;
            Ok(implicit_step(machine, solve, &before))
        }
        SolvedBlock::Procedure(_) | SolvedBlock::Unsupported(_) => Ok(vec![]),
    })?;
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

fn implicit_step(machine: &Machine<'_, Dual>, solve: &Solve, before: &[f64]) -> Vec<Dual> {
    let states = solve.states.iter().filter_map(|&state| machine.program.states.get(state));
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
    rows.collect()
}

/// What has to be zero, from a machine whose states are set.
type Residuals<'a> = dyn Fn(&mut Machine<'_, Dual>) -> Result<Vec<Dual>, Fault> + 'a;

/// Solves `residuals = 0` for the states of `solve`, from where they are.
fn newton(program: &Program, solve: &Solve, memory: &mut Memory<f64>, residuals: &Residuals<'_>) -> Result<(), Fault> {
    let slots: Vec<_> = slots(program, solve).collect();
    let failed = || FaultKind::NoSolution(solve.name.clone()).at(solve.span);
    for _ in 0..MOST_ROUNDS {
        let mut jacobian = DMatrix::zeros(slots.len(), slots.len());
        let mut missing = DMatrix::zeros(slots.len(), 1);
        for (column, &slot) in slots.iter().enumerate() {
            let mut seeded = memory.map(Dual::from);
            seeded.set(slot, Dual::seed(memory.get(slot)));
            let mut machine = Machine::new(program, &mut seeded, None);
            for (row, residual) in residuals(&mut machine)?.into_iter().enumerate() {
                missing[(row, 0)] = residual.value;
                jacobian[(row, column)] = residual.slope;
            }
        }
        let step = solve_dense(jacobian, &missing).filter(|step| step.iter().all(|value| value.is_finite()));
        let step = step.ok_or_else(failed)?;
        let mut is_still = true;
        for (&slot, step) in slots.iter().zip(step.iter()) {
            let value = memory.get(slot);
            memory.set(slot, value - step);
            is_still &= step.abs() <= 1e-14 * value.abs().max(1e-30) || value - step == value;
        }
        if is_still {
            return settle(program, memory, residuals);
        }
    }
    Err(failed())
}

/// Runs the equations once more, so that what they assign fits the solution.
fn settle(program: &Program, memory: &mut Memory<f64>, residuals: &Residuals<'_>) -> Result<(), Fault> {
    let mut solved = memory.map(Dual::from);
    residuals(&mut Machine::new(program, &mut solved, None))?;
    *memory = solved.map(|number| number.value);
    Ok(())
}

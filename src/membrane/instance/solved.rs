//! What the `SOLVE`s of `BREAKPOINT` say of their states.

use crate::membrane::fault::{Fault, FaultKind};
use crate::membrane::initial;
use crate::membrane::machine::Machine;
use crate::membrane::program::{Solve, SolvedBlock};
use crate::membrane::scalar::Scalar;

/// Gives of each state of a `SOLVE` the derivative, what is missing, or what a procedure makes of it.
pub(in crate::membrane) fn solved<T: Scalar>(
    machine: &mut Machine<'_, T>,
    solve: &Solve,
    mut give: impl FnMut(usize, T),
) -> Result<(), Fault> {
    let program = machine.program;
    let states = || solve.states.iter().filter_map(|&place| Some((place, program.states.get(place)?)));
    match &solve.block {
        SolvedBlock::Derivative(body) => {
            machine.clear_slopes(&solve.states);
            machine.body(body)?;
            states().for_each(|(place, state)| give(place, machine.memory.get(state.slope)));
        }
        SolvedBlock::Kinetic(body) => {
            machine.kinetic(body, &solve.states)?;
            let conserved =
                |slot| machine.conserved.iter().find(|(known, _)| *known == slot).map(|&(_, missing)| missing);
            let slope = |slope| machine.memory.get(slope);
            states().for_each(|(place, state)| {
                give(place, conserved(state.slot).unwrap_or_else(|| slope(state.slope)));
            });
        }
        SolvedBlock::Equations(body) => {
            let residuals = initial::equations(machine, solve, body)?;
            solve.states.iter().zip(residuals).for_each(|(&place, residual)| give(place, residual));
        }
        SolvedBlock::Procedure(function) => {
            machine.procedure(*function, solve.span)?;
            states().for_each(|(place, state)| give(place, machine.memory.get(state.slot)));
        }
        SolvedBlock::Unsupported(form) => return Err(FaultKind::Form((*form).to_owned()).at(solve.span)),
    }
    Ok(())
}

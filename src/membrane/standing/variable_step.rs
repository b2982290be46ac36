//! What `CVode` evaluates when it is initialized: once, at a step of next to no length, concentrations that follow
//! states, the currents, and the rates, whose code may assign what others read.
//!
//! It knows a mechanism by the one block that `BREAKPOINT` solves: a `DERIVATIVE`, or a `KINETIC` with `METHOD sparse`. A
//! concentration that a mechanism writes and that is no state is set by the first assignment to it in the file.

use std::collections::BTreeSet;

use super::sections::Sections;
use super::wired::Wired;
use super::{Faults, Part, Placed, Standing, Unevaluated};
use crate::cell::{CellError, Model};
use crate::mechanism::ion::IonVariable;
use crate::membrane::fault::Fault;
use crate::membrane::instance::solved;
use crate::membrane::library::Library;
use crate::membrane::machine::Machine;
use crate::membrane::program::{Body, Code, Place, Program, Slot, Solve, SolvedBlock, Statement, StatementKind};

/// The step that code sees before there is one, ms.
const STEP_MS: f64 = 1e-8;

impl Standing {
    /// `re_init` of a `CVode` that is active: from the voltages and states that stand.
    ///
    /// # Errors
    /// When a diameter is not positive.
    pub fn restart(
        &mut self,
        model: &mut Model,
        placed: &mut [Placed],
        library: &Library,
    ) -> Result<Unevaluated, CellError> {
        model.refresh_all()?;
        let (wired, sections) = (self.wired(model, library), self.sections.of(model));
        Ok(self.flow_and_change(model, placed, &wired, &sections, Faults::default()))
    }

    pub(super) fn flow_and_change(
        &mut self,
        model: &mut Model,
        placed: &mut [Placed],
        wired: &[Wired],
        sections: &Sections,
        mut faults: Faults,
    ) -> Unevaluated {
        for mechanism in wired.iter().filter(|mechanism| !mechanism.followers.is_empty()) {
            self.visit(model, placed, mechanism, sections, (Part::Followers, STEP_MS), &mut faults);
        }
        self.flow(model, placed, wired, sections, (Part::VariableCurrents, STEP_MS), &mut faults);
        for mechanism in wired.iter().filter(|mechanism| integrated(&mechanism.program).is_some()) {
            self.visit(model, placed, mechanism, sections, (Part::Rates, STEP_MS), &mut faults);
        }
        self.close(model, wired, sections, STEP_MS, faults)
    }
}

/// The block that a variable step integrates.
pub(super) fn integrated(program: &Program) -> Option<&Solve> {
    let mut solves = program.advancing();
    let only = solves.next().filter(|solve| !solve.steady_state && solves.next().is_none())?;
    let is_known = match only.block {
        SolvedBlock::Derivative(_) => true,
        SolvedBlock::Kinetic(_) => only.method == "sparse",
        SolvedBlock::Equations(_) | SolvedBlock::Procedure(_) | SolvedBlock::Unsupported(_) => false,
    };
    is_known.then_some(only)
}

/// Runs the code of its rates.
pub(super) fn rates(machine: &mut Machine<'_, f64>) -> Result<(), Fault> {
    let program = machine.program;
    integrated(program).map_or(Ok(()), |solve| solved(machine, solve, |_, _| ()))
}

/// Does it read a current that it writes? Its rates are then run before its currents, which they may compute.
pub(super) fn reads_own_current(program: &Program) -> bool {
    let has = |list: &[(IonVariable, Slot)]| list.iter().any(|(variable, _)| *variable == IonVariable::Current);
    program.ions.iter().any(|ion| has(&ion.reads) && has(&ion.writes))
}

/// What sets the concentrations that it writes and that are no states.
pub(super) fn followers(program: &Program) -> Vec<Body> {
    let Some(solve) = integrated(program) else { return vec![] };
    let states: BTreeSet<Slot> = program.states.iter().map(|state| state.slot).collect();
    let written = program.ions.iter().flat_map(|ion| &ion.writes);
    let followers =
        written.filter(|(variable, slot)| super::wired::is_concentration(*variable) && !states.contains(slot));
    followers.filter_map(|&(_, slot)| first_assignment(program, solve, slot)).collect()
}

fn first_assignment(program: &Program, solve: &Solve, slot: Slot) -> Option<Body> {
    let mut found: Vec<(&Statement, usize)> = vec![];
    let functions = program.functions.iter().map(|function| (&function.code, function.frame_size));
    let solved = match &solve.block {
        SolvedBlock::Derivative(body) | SolvedBlock::Kinetic(body) => Some((&body.code, body.frame_size)),
        SolvedBlock::Equations(_) | SolvedBlock::Procedure(_) | SolvedBlock::Unsupported(_) => None,
    };
    for (code, frame_size) in functions.chain(solved) {
        assignments(code, slot, &mut |statement| found.push((statement, frame_size)));
    }
    let (first, frame_size) = found.into_iter().min_by_key(|(statement, _)| statement.span)?;
    Some(Body { code: vec![first.clone()], frame_size, flat: None })
}

/// Gives every assignment to a slot.
fn assignments<'a>(code: &'a Code, slot: Slot, give: &mut impl FnMut(&'a Statement)) {
    for statement in code {
        match &statement.kind {
            StatementKind::Assign(place, _) if *place == Place::Memory(slot) => give(statement),
            StatementKind::If(branches, otherwise) => {
                for (_, code) in branches {
                    assignments(code, slot, give);
                }
                assignments(otherwise, slot, give);
            }
            StatementKind::While(_, code) | StatementKind::From(.., code) => assignments(code, slot, give),
            StatementKind::Assign(..)
            | StatementKind::Evaluate(_)
            | StatementKind::Solve(_)
            | StatementKind::Reaction(_)
            | StatementKind::Equation(..)
            | StatementKind::Conserve(..)
            | StatementKind::Compartment(..)
            | StatementKind::Step(_)
            | StatementKind::Return
            | StatementKind::Foreign(_) => {}
        }
    }
}

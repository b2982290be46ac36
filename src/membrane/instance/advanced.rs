//! Which states a mechanism advances, and what kind of equation each has.

use super::{Advanced, Inputs, Instance, IonValues, Row};
use crate::membrane::fault::{Fault, FaultKind};
use crate::membrane::machine::{Machine, Tables};
use crate::membrane::program::{Program, Solve, SolvedBlock};

/// How far a state is moved to see what a procedure makes of it.
const MOVED: f64 = 0.37;

/// How much a number may differ from another that it equals, relative to it or to 1.
const ROUNDING: f64 = 1e-9;

/// The states of an instance whose list is still empty.
pub(super) fn advanced(
    instance: &Instance,
    v_mv: f64,
    ions: &[IonValues<f64>],
    tables: Option<&Tables>,
) -> Result<Vec<Advanced>, Fault> {
    let mut probe = Instance { states: listed(&instance.program), ..instance.clone() };
    let conserved = conserved_slots(&probe, v_mv, ions, tables)?;
    for advanced in probe.states.iter_mut().filter(|advanced| conserved.contains(&advanced.slot)) {
        advanced.row = Row::Conserved;
    }
    if probe.program.steps_by_itself() {
        for place in 0..probe.states.len() {
            let row = stepped_row(&probe, place, v_mv, ions, tables)?;
            if let Some(advanced) = probe.states.get_mut(place) {
                advanced.row = row;
            }
        }
    }
    Ok(probe.states)
}

/// Every state once, with the kind of row that its block suggests.
fn listed(program: &Program) -> Vec<Advanced> {
    let solved = program.advancing().flat_map(|solve| {
        let row = suggested(solve);
        solve.states.iter().map(move |&state| (state, row))
    });
    let assigned = program.assigned_states.iter().map(|&state| (state, Row::Follows));
    let mut states: Vec<Advanced> = vec![];
    for (state, row) in solved.chain(assigned) {
        let slot = program.states.get(state).map(|found| found.slot);
        if let Some(slot) = slot.filter(|_| states.iter().all(|known| known.state != state)) {
            states.push(Advanced { state, slot, row });
        }
    }
    states
}

fn suggested(solve: &Solve) -> Row {
    match solve.block {
        SolvedBlock::Derivative(_) | SolvedBlock::Kinetic(_) | SolvedBlock::Unsupported(_) => Row::Rate,
        SolvedBlock::Equations(_) => Row::Equation,
        SolvedBlock::Procedure(_) => Row::Step,
    }
}

/// The slots whose equation `CONSERVE` replaces.
fn conserved_slots(
    probe: &Instance,
    v_mv: f64,
    ions: &[IonValues<f64>],
    tables: Option<&Tables>,
) -> Result<Vec<usize>, Fault> {
    let program = probe.program.as_ref();
    let mut slots = vec![];
    for solve in program.advancing() {
        if let SolvedBlock::Kinetic(body) = &solve.block {
            let mut memory = probe.memory_at(v_mv, ions);
            let mut machine = Machine::new(program, &mut memory, tables);
            machine.kinetic(body, &solve.states)?;
            slots.extend(machine.conserved.iter().map(|&(slot, _)| slot));
        }
    }
    Ok(slots)
}

/// A procedure that takes a step of no length leaves a state as it is, or computes it from the others.
fn stepped_row(
    probe: &Instance,
    place: usize,
    v_mv: f64,
    ions: &[IonValues<f64>],
    tables: Option<&Tables>,
) -> Result<Row, Fault> {
    let Some(&advanced) = probe.states.get(place).filter(|advanced| advanced.row == Row::Step) else {
        return Ok(probe.states.get(place).map_or(Row::Rate, |advanced| advanced.row));
    };
    let before = probe.state_values();
    let updated = |states: &[f64]| {
        let (raw, _) = probe.run_step(&Inputs { v: v_mv, states, ions }, tables)?;
        Ok(raw.rows.get(place).map_or(f64::NAN, |row| row.value))
    };
    let mut moved = before.clone();
    moved.iter_mut().skip(place).take(1).for_each(|state| *state += MOVED);
    let (here, there) = (updated(&before)?, updated(&moved)?);
    let at = |states: &[f64]| states.get(place).copied().unwrap_or(f64::NAN);
    let is_unknown = here.is_nan() || there.is_nan();
    if is_unknown || (equal(here, at(&before)) && equal(there, at(&moved))) {
        return Ok(Row::Step);
    }
    if equal(here, there) {
        return Ok(Row::Follows);
    }
    let mut solves = probe.program.advancing();
    let Some(solve) = solves.find(|solve| solve.states.contains(&advanced.state)) else { return Ok(Row::Step) };
    Err(FaultKind::NoRate(probe.program.name_of(advanced.slot)).at(solve.span))
}

fn equal(one: f64, other: f64) -> bool {
    (one - other).abs() <= ROUNDING * other.abs().max(1.0)
}

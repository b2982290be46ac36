//! Voltages at which the code that fills a `TABLE` has no number, such as 0/0 where two rates vanish together.
//!
//! NEURON never meets them: it takes straight lines between the points of its table. Everywhere else the code itself is
//! run, which has no corners.

use super::Outputs;
use crate::membrane::fault::Fault;
use crate::membrane::machine::{Machine, Tables};
use crate::membrane::memory::Memory;
use crate::membrane::program::{Body, Program, Table};
use crate::membrane::scalar::Scalar;

/// Runs bodies; over again with tables, where without them a tabulated variable is no number.
pub(super) fn run<S: Scalar>(
    program: &Program,
    memory: &mut Memory<S>,
    tables: Option<&Tables>,
    bodies: &[Body],
) -> Result<(), Fault> {
    let before = (tables.is_none() && is_tabled(program)).then(|| memory.clone());
    Machine::new(program, memory, tables).bodies(bodies)?;
    let is_number = |memory: &Memory<S>| program.states.iter().all(|state| !is_nan(memory.get(state.slot)));
    match before {
        Some(before) if !is_number(memory) || lacks_numbers(program, memory) => {
            *memory = before;
            Machine::new(program, memory, Some(&Tables::default())).bodies(bodies)
        }
        _ => Ok(()),
    }
}

/// Has code that fills a table no number?
pub(super) fn is_wanted<S: Scalar>(program: &Program, outputs: &Outputs<S>, memory: &Memory<S>) -> bool {
    let is_number = outputs.rows.iter().chain(&outputs.currents).all(|&value| !is_nan(value));
    !is_number && is_tabled(program) && (lacks_numbers(program, memory) || has_tabled_results(program))
}

fn tables(program: &Program) -> impl Iterator<Item = &Table> {
    program.functions.iter().filter_map(|function| function.table.as_ref())
}

fn is_tabled(program: &Program) -> bool {
    tables(program).next().is_some()
}

/// Is there a `FUNCTION` with a table, whose result lies in no variable?
fn has_tabled_results(program: &Program) -> bool {
    tables(program).any(|table| table.variables.is_empty())
}

fn lacks_numbers<S: Scalar>(program: &Program, memory: &Memory<S>) -> bool {
    let mut slots = tables(program).flat_map(|table| &table.variables).flat_map(|&(slot, length)| slot..slot + length);
    slots.any(|slot| is_nan(memory.get(slot)))
}

fn is_nan<S: Scalar>(value: S) -> bool {
    value.value().is_nan()
}

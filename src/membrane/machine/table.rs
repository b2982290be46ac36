//! `TABLE` as NEURON uses it: values at the points of a grid, straight lines between them, constant beyond its ends.
//!
//! Where a procedure advances states by a step, the table also has the derivatives with respect to the step's length.
#![allow(clippy::indexing_slicing, reason = "a table has one row more than it has intervals")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Machine;
use crate::membrane::fault::Fault;
use crate::membrane::memory::Memory;
use crate::membrane::program::{Expression, ExpressionKind, Function, Slot, Table};
use crate::membrane::scalar::{Dual, Scalar};

/// A function and the bits of the values that its table depends on.
type Key = (usize, Vec<u64>);

/// The tables that were made: by function and the values that they depend on.
#[derive(Debug, Default)]
pub struct Tables {
    made: Mutex<BTreeMap<Key, Arc<Grid>>>,
}

#[derive(Debug)]
struct Grid {
    from: f64,
    step: f64,
    /// What the code assigns beside the tabulated variables, as it was at the last point.
    others: Vec<(Slot, Dual)>,
    /// The tabulated values at each point.
    rows: Vec<Vec<Dual>>,
}

impl Tables {
    fn known(&self, key: &Key) -> Option<Arc<Grid>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).get(key).map(Arc::clone)
    }

    fn keep(&self, key: Key, grid: Grid) -> Arc<Grid> {
        let grid = Arc::new(grid);
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&grid));
        grid
    }
}

impl<S: Scalar> Machine<'_, S> {
    /// Runs a function whose values are tabulated; its argument lies in the frame.
    pub(super) fn tabulated(&mut self, index: usize, table: &Table, tables: &Tables) -> Result<(), Fault> {
        let program = self.program;
        let Some(function) = program.functions.get(index) else { return Ok(()) };
        if table.switch.is_some_and(|switch| self.memory.get(switch).value() == 0.0) {
            return self.code(&function.code).map(|_| ());
        }
        let key = (index, table.depend.iter().map(|&slot| self.memory.get(slot).value().to_bits()).collect());
        let known = tables.known(&key);
        let grid = if let Some(grid) = known { grid } else { tables.keep(key, self.grid(index, function, table)?) };
        let values = grid.at(self.frames[self.base + 1]);
        if table.variables.is_empty() {
            self.frames[self.base] = values.first().copied().unwrap_or(S::from(f64::NAN));
        }
        grid.others.iter().for_each(|&(slot, value)| self.memory.set(slot, S::from_outer(value)));
        slots(table).zip(values).for_each(|(slot, value)| self.memory.set(slot, value));
        Ok(())
    }

    fn grid(&mut self, index: usize, function: &Function, table: &Table) -> Result<Grid, Fault> {
        let (from, to) = (self.evaluate(&table.from)?.value(), self.evaluate(&table.to)?.value());
        let step = (to - from) / table.intervals as f64;
        let steps = self.program.steps_by_itself();
        let mut memory: Memory<Dual> =
            self.memory.map(|number| if steps { number.outer() } else { Dual::constant(number.value()) });
        let before = memory.clone();
        let mut machine = Machine::new(self.program, &mut memory, None);
        let mut rows = Vec::with_capacity(table.intervals + 1);
        let mut x = from;
        for _ in 0..=table.intervals {
            rows.push(machine.row(index, function, table, x)?);
            // NEURON adds up too.
            x += step;
        }
        let is_other = |slot: &Slot| memory.get(*slot) != before.get(*slot) && !slots(table).any(|own| own == *slot);
        let others = (0..self.program.memory_size).filter(is_other).map(|slot| (slot, memory.get(slot))).collect();
        Ok(Grid { from, step, others, rows })
    }
}

fn slots(table: &Table) -> impl Iterator<Item = Slot> + '_ {
    table.variables.iter().flat_map(|&(slot, length)| slot..slot + length)
}

impl Machine<'_, Dual> {
    fn row(&mut self, index: usize, function: &Function, table: &Table, x: f64) -> Result<Vec<Dual>, Fault> {
        let argument = Expression { kind: ExpressionKind::Number(x), span: function.span };
        let arguments = vec![argument; function.arguments];
        let result = self.call(index, &arguments, function.span)?;
        if table.variables.is_empty() {
            return Ok(vec![result]);
        }
        slots(table).map(|slot| self.memory.watched(slot, self.program, function.span)).collect()
    }
}

impl Grid {
    fn at<S: Scalar>(&self, x: S) -> Vec<S> {
        let last = self.rows.len() - 1;
        let place = (x - S::from(self.from)) / S::from(self.step);
        let value = place.value();
        let constant = |row: &[Dual]| row.iter().map(|&value| S::from_outer(value)).collect();
        if value.is_nan() {
            return self.rows[0].iter().map(|_| S::from(f64::NAN)).collect();
        }
        if value <= 0.0 {
            return constant(&self.rows[0]);
        }
        if value >= last as f64 {
            return constant(&self.rows[last]);
        }
        let before = value.trunc();
        let theta = place - S::from(before);
        let (low, high) = (&self.rows[before as usize], &self.rows[before as usize + 1]);
        low.iter().zip(high).map(|(&low, &high)| S::from_outer(low) + theta * S::from_outer(high - low)).collect()
    }
}

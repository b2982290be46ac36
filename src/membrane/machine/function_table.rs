//! `FUNCTION_TABLE`s: linear between the places that hoc gave, constant beyond the ends, as NEURON reads them.
//!
//! Tables of one or two arguments are interpolated; with more, the place below is taken.

use super::Machine;
use crate::mechanism::function_table::{Axis, FunctionTable};
use crate::membrane::fault::{Fault, FaultKind};
use crate::membrane::program::Expression;
use crate::membrane::scalar::Scalar;
use crate::source::Span;

impl<S: Scalar> Machine<'_, S> {
    pub(super) fn filled(&mut self, index: usize, arguments: &[Expression], at: Span) -> Result<S, Fault> {
        let program = self.program;
        let Some(table) = program.function_tables.get(index) else { return Ok(S::from(0.0)) };
        let missing = || FaultKind::FunctionTable(table.name.clone()).at(at);
        let numbers = table.numbers.as_deref().ok_or_else(missing)?;
        let places = arguments.iter().map(|argument| self.evaluate(argument)).collect::<Result<Vec<S>, _>>()?;
        value(numbers, &places).ok_or_else(missing)
    }
}

/// The value at a place; none where the table does not reach as far as its axes say.
fn value<S: Scalar>(table: &FunctionTable, places: &[S]) -> Option<S> {
    let found: Vec<(usize, Option<S>)> =
        table.axes.iter().zip(places).map(|(axis, &place)| locate(axis, place)).collect();
    let start = found.iter().zip(&table.axes).fold(0, |start, ((below, _), axis)| start * axis.count() + below);
    match found.as_slice() {
        [(_, part)] => between(table, start, 1, *part),
        [(_, rows), (_, columns)] => {
            let below = between(table, start, 1, *columns)?;
            let Some(part) = *rows else { return Some(below) };
            let above = between(table, start + table.axes.get(1)?.count(), 1, *columns)?;
            Some((S::from(1.0) - part) * below + part * above)
        }
        _ => table.values.get(start).map(|&value| S::from(value)),
    }
}

fn between<S: Scalar>(table: &FunctionTable, start: usize, step: usize, part: Option<S>) -> Option<S> {
    let below = S::from(*table.values.get(start)?);
    let Some(part) = part else { return Some(below) };
    let above = S::from(*table.values.get(start + step)?);
    Some((S::from(1.0) - part) * below + part * above)
}

/// The place below and how far the argument is on the way to the next; none at the ends and beyond.
fn locate<S: Scalar>(axis: &Axis, argument: S) -> (usize, Option<S>) {
    let x = argument.value();
    let last = axis.count().saturating_sub(1);
    match axis {
        Axis::At(places) => {
            let (Some(&low), Some(&high)) = (places.first(), places.last()) else { return (0, None) };
            if x <= low || x.is_nan() {
                return (0, None);
            }
            if x >= high {
                return (last, None);
            }
            let below = below(places, x);
            let [Some(&here), Some(&next)] = [below, below + 1].map(|index| places.get(index)) else {
                return (below, None);
            };
            (below, Some((argument - S::from(here)) / S::from(next - here)))
        }
        Axis::Even { first, last: end, .. } => {
            if x <= *first || x.is_nan() {
                return (0, None);
            }
            if x >= *end {
                return (last, None);
            }
            let place = (argument - S::from(*first)) / S::from((end - first) / last as f64);
            let below = place.value().trunc();
            (below as usize, Some(place - S::from(below)))
        }
    }
}

/// By halves, as NEURON looks: the places need not ascend.
fn below(places: &[f64], x: f64) -> usize {
    let (mut low, mut high) = (0, places.len().saturating_sub(1));
    while low + 1 < high {
        let middle = usize::midpoint(low, high);
        if places.get(middle).is_some_and(|&place| place <= x) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

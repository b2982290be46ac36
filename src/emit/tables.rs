//! `FUNCTION_TABLE`s of the cell's mechanisms, which hoc and Python fill with the numbers that the model gave them.
//!
//! NEURON keeps the vectors, not their numbers, so both languages keep them in a list.

use serde::Serialize;

use super::number::number;
use crate::cell::Cell;
use crate::mechanism::function_table::{Axis, FunctionTable};

/// Numbers of one `append`.
const MOST_NUMBERS_PER_LINE: usize = 10;

/// A table in Python.
#[derive(Debug, Serialize)]
pub(super) struct PythonTable {
    name: String,
    values: String,
    /// A list of places, or a tuple of their number, the first and the last.
    axes: String,
}

pub(super) fn python(cell: &Cell) -> Vec<PythonTable> {
    let table = |(name, table): (&String, &FunctionTable)| {
        let axes: Vec<String> = table.axes.iter().map(python_axis).collect();
        let values = format!("[{}]", numbers(&table.values));
        PythonTable { name: name.clone(), values, axes: format!("[{}]", axes.join(", ")) }
    };
    tables(cell).map(table).collect()
}

fn python_axis(axis: &Axis) -> String {
    match axis {
        Axis::At(places) => format!("[{}]", numbers(places)),
        Axis::Even { count, first, last } => format!("({count}, {}, {})", number(*first), number(*last)),
    }
}

/// Statements that fill them; `list` is a `List` that keeps the vectors.
pub(super) fn hoc(cell: &Cell, list: &str) -> Vec<String> {
    let mut lines = vec![];
    let mut kept = 0;
    for (name, table) in tables(cell) {
        let arguments = if table.axes.is_empty() {
            numbers(&table.values)
        } else {
            let vectors = std::iter::once(&table.values).chain(table.axes.iter().filter_map(places));
            lines.extend(vectors.flat_map(|values| vector(values, list, &mut kept)));
            let first = kept - 1 - table.axes.iter().filter_map(places).count();
            arguments(&table.axes, list, first)
        };
        lines.push(format!("table_{name}({arguments})"));
    }
    lines
}

/// The vector of the values is `first` in the list, those of the axes follow it.
fn arguments(axes: &[Axis], list: &str, first: usize) -> String {
    if let [Axis::At(_)] = axes {
        return format!("{list}.o({first}), {list}.o({})", first + 1);
    }
    let (mut arguments, mut next) = (vec![format!("&{list}.o({first}).x[0]")], first);
    for axis in axes {
        arguments.push(match axis {
            Axis::At(places) => {
                next += 1;
                format!("{}, &{list}.o({next}).x[0]", places.len())
            }
            Axis::Even { count, first, last } => format!("{count}, {}, {}", number(*first), number(*last)),
        });
    }
    arguments.join(", ")
}

fn vector(values: &[f64], list: &str, kept: &mut usize) -> Vec<String> {
    let place = *kept;
    *kept += 1;
    let made = format!("{list}.append(new Vector())");
    let lines = values.chunks(MOST_NUMBERS_PER_LINE);
    std::iter::once(made).chain(lines.map(|part| format!("{list}.o({place}).append({})", numbers(part)))).collect()
}

fn tables(cell: &Cell) -> impl Iterator<Item = (&String, &FunctionTable)> {
    let all = cell.function_tables.values().flatten();
    all.map(|(name, table)| (name, table.as_ref()))
}

fn places(axis: &Axis) -> Option<&Vec<f64>> {
    match axis {
        Axis::At(places) => Some(places),
        Axis::Even { .. } => None,
    }
}

fn numbers(values: &[f64]) -> String {
    values.iter().map(|&value| number(value)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use indexmap::IndexMap;

    use super::*;

    fn cell() -> Cell {
        let even = Axis::Even { count: 2, first: -100.0, last: 50.0 };
        let tables = [
            ("f_k", FunctionTable { axes: vec![Axis::At(vec![-80.0, 0.0])], values: vec![1.0, 0.5] }),
            ("g_k", FunctionTable { axes: vec![even, Axis::At(vec![1e-5, 2.0])], values: vec![1.0, 2.0, 3.0, 4.0] }),
            ("c_k", FunctionTable { axes: vec![], values: vec![7.0] }),
        ];
        let tables: IndexMap<_, _> =
            tables.into_iter().map(|(name, table)| (name.to_owned(), Arc::new(table))).collect();
        Cell { function_tables: [("k".to_owned(), tables)].into_iter().collect(), ..Cell::default() }
    }

    #[test]
    fn hoc_keeps_the_vectors() {
        assert_eq!(
            hoc(&cell(), "t").join("\n"),
            "t.append(new Vector())\nt.o(0).append(1, 0.5)\nt.append(new Vector())\nt.o(1).append(-80, 0)\n\
             table_f_k(t.o(0), t.o(1))\n\
             t.append(new Vector())\nt.o(2).append(1, 2, 3, 4)\nt.append(new Vector())\nt.o(3).append(1e-5, 2)\n\
             table_g_k(&t.o(2).x[0], 2, -100, 50, 2, &t.o(3).x[0])\n\
             table_c_k(7)"
        );
    }

    #[test]
    fn python_has_values_and_axes() {
        let axes: Vec<_> = python(&cell()).into_iter().map(|table| (table.values, table.axes)).collect();
        let expected = [("[1, 0.5]", "[[-80, 0]]"), ("[1, 2, 3, 4]", "[(2, -100, 50), [1e-5, 2]]"), ("[7]", "[]")];
        assert_eq!(axes, expected.map(|(values, axes)| (values.to_owned(), axes.to_owned())));
    }
}

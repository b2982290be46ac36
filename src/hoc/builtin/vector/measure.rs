//! Methods of `Vector` that give a number and leave the vector as it is.

use super::{argument, own, raised, range};
use crate::hoc::builtin::Call;
use crate::hoc::error::Evaluated;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::vector::select::{Comparison, all_nearly_equal, nearly_equal};
use crate::hoc::vector::statistics as of;

pub(super) const METHODS: &[&str] = &[
    "buffer_size",
    "contains",
    "dot",
    "eq",
    "get",
    "indwhere",
    "mag",
    "max",
    "max_ind",
    "mean",
    "meansqerr",
    "median",
    "min",
    "min_ind",
    "size",
    "stderr",
    "stdev",
    "sum",
    "sumsq",
    "var",
];

/// The method's number; none where it is no such method.
pub(super) fn call(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Option<Evaluated<f64>> {
    METHODS.contains(&call.name.text.as_str()).then(|| measure(interpreter, object, call))
}

fn measure(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<f64> {
    let values = own(interpreter, object);
    let epsilon = interpreter.variables.epsilon();
    let name = call.name.text.as_str();
    match name {
        "size" => Ok(values.len() as f64),
        "buffer_size" => Ok(call.number_or(interpreter, 0, 0.0)?.max(values.len() as f64)),
        "get" => {
            let index = call.index(interpreter, 0, values.len())?;
            Ok(values.get(index).copied().unwrap_or(0.0))
        }
        "dot" => Ok(of::dot(values, &argument(interpreter, call, 0)?)),
        "mag" => Ok(of::sum_of_squares(values).sqrt()),
        "median" => of::median(values).ok_or_else(|| raised(call, "it is empty")),
        "contains" => {
            let wanted = call.number(interpreter, 0)?;
            Ok(f64::from(values.iter().any(|&value| nearly_equal(value, wanted, epsilon))))
        }
        "eq" => Ok(f64::from(all_nearly_equal(values, &argument(interpreter, call, 0)?, epsilon))),
        "indwhere" => Ok(comparison(interpreter, call, 0)?.first_index(values, epsilon)),
        "meansqerr" => mean_square_error(interpreter, values, call),
        "min_ind" | "max_ind" => {
            let range = range(interpreter, call, 0, values.len())?;
            Ok(extreme(values, range, name).map_or(-1.0, |(index, _)| index as f64))
        }
        "min" | "max" => {
            let range = range(interpreter, call, 0, values.len())?;
            Ok(extreme(values, range, name).map_or(0.0, |(_, value)| value))
        }
        "mean" if call.count() > 0 => mean_of_part(interpreter, values, call),
        _ => {
            let range = range(interpreter, call, 0, values.len())?;
            summary(values.get(range).unwrap_or(&[]), call)
        }
    }
}

fn summary(values: &[f64], call: &Call<'_>) -> Evaluated<f64> {
    let deviation = || of::variance(values).map(f64::sqrt);
    let summary = match call.name.text.as_str() {
        "sum" => Some(of::sum(values)),
        "sumsq" => Some(of::sum_of_squares(values)),
        "mean" => of::mean(values),
        "var" => of::variance(values),
        "stdev" => deviation(),
        _ => deviation().map(|deviation| deviation / (values.len() as f64).sqrt()),
    };
    summary.ok_or_else(|| raised(call, "it has too few elements"))
}

/// `mean(start, end)` as NEURON 9 computes it, without the parentheses that it lacks: `sum / end - start + 1`.
fn mean_of_part(interpreter: &Interpreter, values: &[f64], call: &Call<'_>) -> Evaluated<f64> {
    let range = range(interpreter, call, 0, values.len())?;
    if range.len() < 2 {
        return Err(raised(call, "the end must lie behind the start"));
    }
    let (start, end) = (range.start as f64, range.end as f64 - 1.0);
    Ok(of::sum(values.get(range).unwrap_or(&[])) / end - start + 1.0)
}

fn extreme(values: &[f64], range: std::ops::Range<usize>, name: &str) -> Option<(usize, f64)> {
    let start = range.start;
    let part = values.get(range)?;
    let place = if name.starts_with("min") { of::smallest(part) } else { of::largest(part) }?;
    part.get(place).map(|&value| (start + place, value))
}

fn mean_square_error(interpreter: &Interpreter, values: &[f64], call: &Call<'_>) -> Evaluated<f64> {
    let other = argument(interpreter, call, 0)?;
    let weights = if call.count() > 1 { Some(argument(interpreter, call, 1)?) } else { None };
    let shortest = other.len().min(weights.as_ref().map_or(usize::MAX, Vec::len));
    if values.is_empty() || shortest < values.len() {
        return Err(raised(call, "a vector is too short"));
    }
    Ok(of::mean_square_error(values, &other, weights.as_deref()))
}

/// `"[)", low, high` and its like, from an argument on.
pub(super) fn comparison(interpreter: &Interpreter, call: &Call<'_>, first: usize) -> Evaluated<Comparison> {
    let operator = call.text(interpreter, first)?;
    let value = call.number(interpreter, first + 1)?;
    let high = if Comparison::is_interval(&operator) { call.number(interpreter, first + 2)? } else { 0.0 };
    let expected = "one of ==, !=, >, <, >=, <=, (), [], [), (]";
    Comparison::new(&operator, value, high).ok_or_else(|| call.wrong(first, expected, "another string"))
}

//! Methods of `Vector` that compute with its elements, and those that make a new vector.

use super::{Vector, argument, checked_size, own, raised, range, set, source};
use crate::hoc::builtin::vector::measure::comparison;
use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::Evaluated;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Value;
use crate::hoc::vector::{arrange, calculus};

pub(super) const METHODS: &[&str] = &[
    "abs",
    "add",
    "at",
    "c",
    "cl",
    "deriv",
    "div",
    "floor",
    "hist",
    "histogram",
    "ind",
    "indvwhere",
    "integral",
    "log",
    "log10",
    "mul",
    "pow",
    "scale",
    "sin",
    "sortindex",
    "spikebin",
    "sqrt",
    "sub",
    "sumgauss",
    "tanh",
    "where",
];

/// What the method gives; none where it is no such method.
pub(super) fn call(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Option<Evaluated<Value>> {
    let name = call.name.text.as_str();
    let result = match name {
        "add" | "sub" | "mul" | "div" => arithmetic(interpreter, object, call),
        "abs" => each(interpreter, object, call, f64::abs),
        "floor" => each(interpreter, object, call, f64::floor),
        "log" => each(interpreter, object, call, f64::ln),
        "log10" => each(interpreter, object, call, f64::log10),
        "sqrt" => each(interpreter, object, call, f64::sqrt),
        "tanh" => each(interpreter, object, call, f64::tanh),
        "pow" => power(interpreter, object, call),
        "sin" => sine(interpreter, object, call),
        "deriv" => derivative(interpreter, object, call),
        "integral" => integral(interpreter, object, call),
        "hist" => counts(interpreter, object, call),
        "spikebin" => crossings(interpreter, call),
        "where" | "indvwhere" => chosen(interpreter, object, call),
        "scale" => return Some(scale(interpreter, object, call)),
        "c" | "cl" | "at" | "ind" | "histogram" | "sumgauss" | "sortindex" => {
            return Some(made(interpreter, object, call));
        }
        _ => return None,
    };
    Some(result.map(|numbers| {
        set(interpreter, object, numbers);
        Value::Object(Some(object))
    }))
}

fn arithmetic(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let operation = match call.name.text.as_str() {
        "add" => |a: f64, b: f64| a + b,
        "sub" => |a: f64, b: f64| a - b,
        "mul" => |a: f64, b: f64| a * b,
        _ => |a: f64, b: f64| a / b,
    };
    let values = own(interpreter, object);
    if call.is_object(0) {
        let other = argument(interpreter, call, 0)?;
        if other.len() != values.len() {
            return Err(raised(call, "the vectors have different sizes"));
        }
        return Ok(values.iter().zip(&other).map(|(&a, &b)| operation(a, b)).collect());
    }
    let number = call.number(interpreter, 0)?;
    if number == 0.0 && call.name.text == "div" {
        return Err(call.error(crate::hoc::error::HocError::DivisionByZero));
    }
    Ok(values.iter().map(|&value| operation(value, number)).collect())
}

fn each(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>, function: fn(f64) -> f64) -> Evaluated<Vec<f64>> {
    let (from, _) = source(interpreter, object, call)?;
    Ok(from.into_iter().map(function).collect())
}

fn power(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let (from, next) = source(interpreter, object, call)?;
    let exponent = call.number(interpreter, next)?;
    if exponent == -1.0 && from.contains(&0.0) {
        return Err(call.error(crate::hoc::error::HocError::DivisionByZero));
    }
    Ok(from.into_iter().map(|value| calculus::power(value, exponent)).collect())
}

fn sine(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let (frequency, phase) = (call.number(interpreter, 0)?, call.number(interpreter, 1)?);
    let dx = call.number_or(interpreter, 2, 1.0)?;
    Ok(calculus::sine(own(interpreter, object).len(), frequency, phase, dx))
}

fn derivative(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let (from, next) = source(interpreter, object, call)?;
    let dx = call.number_or(interpreter, next, 1.0)?;
    let sides = if call.count() > next + 1 { call.number_within(interpreter, next + 1, 1.0, 2.0)? } else { 2.0 };
    if from.len() < 2 {
        return Err(raised(call, "it has fewer than two elements"));
    }
    if sides < 2.0 {
        Ok(calculus::forward_differences(&from, dx))
    } else {
        Ok(calculus::central_differences(&from, dx))
    }
}

fn integral(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let (from, next) = source(interpreter, object, call)?;
    Ok(calculus::running_integral(&from, call.number_or(interpreter, next, 1.0)?))
}

fn counts(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    if call.object_or_null(interpreter, 0)? == Some(object) {
        return Err(raised(call, "the vector cannot hold its own histogram"));
    }
    let data = argument(interpreter, call, 0)?;
    let start = call.number(interpreter, 1)?;
    let bins = checked_size(call.number(interpreter, 2)?).map_err(|error| error.at(call.span(2)))?;
    let step = call.number_within(interpreter, 3, 1e-99, 1e99)?;
    Ok(calculus::counts_in_bins(&data, start, step, bins))
}

fn crossings(interpreter: &Interpreter, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let data = argument(interpreter, call, 0)?;
    let threshold = call.number(interpreter, 1)?;
    let size = if call.count() > 2 { call.number_within(interpreter, 2, 1.0, 1e6)? } else { 1.0 };
    Ok(calculus::crossings_in_bins(&data, threshold, size as usize))
}

fn chosen(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Vec<f64>> {
    let (from, next) = source(interpreter, object, call)?;
    let comparison = comparison(interpreter, call, next)?;
    let epsilon = interpreter.variables.epsilon();
    Ok(if call.name.text == "where" { comparison.values(&from, epsilon) } else { comparison.indices(&from, epsilon) })
}

fn scale(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let (low, high) = (call.number(interpreter, 0)?, call.number(interpreter, 1)?);
    let (factor, scaled) = calculus::scaled(own(interpreter, object), low, high);
    set(interpreter, object, scaled);
    Ok(Value::Number(factor))
}

/// Methods that make a new vector.
fn made(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let values = own(interpreter, object).to_vec();
    let name = call.name.text.as_str();
    let numbers = match name {
        "ind" => arrange::at_valid_indices(&values, &argument(interpreter, call, 0)?),
        "histogram" => histogram(interpreter, call, &values)?,
        "sumgauss" => sum_of_gaussians(interpreter, call, &values)?,
        "sortindex" => arrange::sort_index(&values),
        _ => part(interpreter, call, &values)?,
    };
    if name == "sortindex" && call.count() > 0 {
        let target = call.object(interpreter, 0)?;
        set(interpreter, target, numbers);
        return Ok(Value::Object(Some(target)));
    }
    let label = match interpreter.objects.builtin(object) {
        Some(BuiltinObject::Vector(vector)) if name == "cl" => vector.label.clone(),
        Some(_) | None => "".into(),
    };
    let new = interpreter
        .add_temporary("Vector", BuiltinObject::Vector(Vector { values: numbers, label, ..Vector::default() }));
    Ok(Value::Object(Some(new)))
}

/// `c()`, `c(start)`, `c(start, end)`
fn part(interpreter: &Interpreter, call: &Call<'_>, values: &[f64]) -> Evaluated<Vec<f64>> {
    if call.count() == 1 {
        let start = call.number_within(interpreter, 0, 0.0, values.len() as f64 - 1.0)?;
        return Ok(values.iter().skip(start as usize).copied().collect());
    }
    let range = range(interpreter, call, 0, values.len())?;
    Ok(values.get(range).unwrap_or(&[]).to_vec())
}

fn histogram(interpreter: &Interpreter, call: &Call<'_>, values: &[f64]) -> Evaluated<Vec<f64>> {
    let low = call.number(interpreter, 0)?;
    let high = call.number_within(interpreter, 1, low, 1e99)?;
    let width = call.number_within(interpreter, 2, 0.0, high - low)?;
    let bins = ((high - low) / width).floor() + 2.0;
    let bins = checked_size(bins).map_err(|error| call.error(error))?;
    Ok(calculus::histogram(values, low, width, bins))
}

fn sum_of_gaussians(interpreter: &mut Interpreter, call: &Call<'_>, values: &[f64]) -> Evaluated<Vec<f64>> {
    let low = call.number(interpreter, 0)?;
    let high = call.number_within(interpreter, 1, low, 1e99)?;
    let step = call.number_within(interpreter, 2, 1e-99, 1e99)?;
    let variance = call.number_within(interpreter, 3, 0.0, 1e99)?;
    let weights = if call.count() > 4 { Some(argument(interpreter, call, 4)?) } else { None };
    let points = checked_size((high - low) / step + 0.5).map_err(|error| call.error(error))?;
    let reached = (2.0 * calculus::gaussian_window(step, variance)).min(points as f64) as usize;
    interpreter.work_on(values.len().saturating_mul(reached), call.name.span)?;
    Ok(calculus::sum_of_gaussians(values, weights.as_deref(), low, step, variance, points))
}

//! `Vector`: numbers in a row. What it computes stands in [`crate::hoc::vector`]; here are its methods.

mod analysis;
mod binary;
mod edit;
mod measure;
mod output;
mod transform;

use std::ops::Range;
use std::sync::Arc;

use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::{Evaluated, Failure, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Value;
pub(crate) use analysis::{value_of, value_with};
pub(crate) use output::{Played, PlayedAt};

/// The numbers of an object.
#[derive(Debug, Default)]
pub(crate) struct Vector {
    pub(crate) values: Vec<f64>,
    label: Arc<str>,
    /// A simulation would fill it.
    pub(crate) is_recorded: bool,
}

impl Vector {
    /// The memory that it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.values.capacity() * size_of::<f64>() + self.label.len()
    }
}

/// What a vector may hold: 400 MB.
const LARGEST: f64 = 50_000_000.0;

/// Methods of a vector that this program does not do: `medfltr` reads beyond its data in NEURON.
const REFUSED: &[&str] = &["medfltr"];

/// `new Vector()`, `new Vector(size)`, `new Vector(size, value)`
pub(crate) fn create(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let size = if call.count() > 0 { size(interpreter, call, 0)? } else { 0 };
    interpreter.room_for("a Vector", size * size_of::<f64>(), call.name.span)?;
    interpreter.work_on(size, call.name.span)?;
    let value = call.number_or(interpreter, 1, 0.0)?;
    Ok(BuiltinObject::Vector(Vector { values: vec![value; size], ..Vector::default() }))
}

/// Calls a method.
pub(crate) fn call(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let name = call.name.text.as_str();
    prepare(interpreter, object, call)?;
    if let Some(result) = measure::call(interpreter, object, call) {
        return result.map(Value::Number);
    }
    if let Some(result) = edit::call(interpreter, object, call) {
        return result.map(|()| Value::Object(Some(object)));
    }
    if let Some(result) = transform::call(interpreter, object, call) {
        return result;
    }
    if let Some(result) = output::call(interpreter, object, call) {
        return result;
    }
    if let Some(result) = analysis::call(interpreter, object, call) {
        return result;
    }
    if let Some(result) = binary::call(interpreter, object, call) {
        return result;
    }
    if REFUSED.contains(&name) {
        return Err(call.error(HocError::Unsupported { what: format!("`Vector.{name}`") }));
    }
    let known = [measure::METHODS, edit::METHODS, transform::METHODS, output::METHODS, analysis::METHODS];
    let methods = [known.concat(), binary::METHODS.to_vec(), REFUSED.to_vec()].concat();
    Err(call.no_method("Vector", methods))
}

/// Counts the work on the vector and on those that it is given, and asks for room for a result of their size.
fn prepare(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    if matches!(call.name.text.as_str(), "size" | "get" | "set" | "append" | "label" | "clear") {
        return Ok(());
    }
    let mut elements = own(interpreter, object).len();
    for index in 0..call.count() {
        if call.is_object(index)
            && let Some(other) = call.object_or_null(interpreter, index)?
        {
            elements += own(interpreter, other).len();
        }
    }
    interpreter.work_on(elements, call.name.span)?;
    interpreter.room_for("a Vector", elements * size_of::<f64>(), call.name.span)
}

/// How many elements has the member `x`?
pub(crate) fn member_length(vector: &Vector, name: &str) -> Option<usize> {
    (name == "x").then_some(vector.values.len())
}

/// `vector.x[element]`
pub(crate) fn read(vector: &Vector, name: &str, element: usize) -> Option<f64> {
    vector.values.get(element).copied().filter(|_| name == "x")
}

/// `vector.x[element] = value`
pub(crate) fn write(vector: &mut Vector, name: &str, element: usize, value: f64) -> Option<()> {
    vector.values.get_mut(element).filter(|_| name == "x").map(|place| *place = value)
}

/// The numbers of a vector; none of another object.
pub(crate) fn values(interpreter: &Interpreter, object: ObjectId) -> Option<&[f64]> {
    match interpreter.objects.builtin(object) {
        Some(BuiltinObject::Vector(vector)) => Some(&vector.values),
        Some(_) | None => None,
    }
}

/// The numbers of a vector, to be changed; none of another object.
pub(crate) fn values_mut(interpreter: &mut Interpreter, object: ObjectId) -> Option<&mut Vec<f64>> {
    match interpreter.objects.builtin_mut(object) {
        Some(BuiltinObject::Vector(vector)) => Some(&mut vector.values),
        Some(_) | None => None,
    }
}

/// A new vector that lasts until the statement under way ends, unless it is assigned.
pub(crate) fn add(interpreter: &mut Interpreter, values: Vec<f64>) -> ObjectId {
    interpreter.add_temporary("Vector", BuiltinObject::Vector(Vector { values, ..Vector::default() }))
}

fn own(interpreter: &Interpreter, object: ObjectId) -> &[f64] {
    values(interpreter, object).unwrap_or(&[])
}

fn set(interpreter: &mut Interpreter, object: ObjectId, numbers: Vec<f64>) {
    if let Some(values) = values_mut(interpreter, object) {
        *values = numbers;
    }
}

/// The numbers of an argument that is a vector.
pub(crate) fn argument(interpreter: &Interpreter, call: &Call<'_>, index: usize) -> Evaluated<Vec<f64>> {
    let object = call.object(interpreter, index)?;
    let numbers = values(interpreter, object).map(<[f64]>::to_vec);
    numbers.ok_or_else(|| call.wrong(index, "a Vector", "another object"))
}

/// Gives a vector that is an argument other numbers.
pub(crate) fn set_argument(
    interpreter: &mut Interpreter,
    call: &Call<'_>,
    index: usize,
    numbers: Vec<f64>,
) -> Evaluated<()> {
    let object = call.object(interpreter, index)?;
    let values = values_mut(interpreter, object).ok_or_else(|| call.wrong(index, "a Vector", "another object"))?;
    *values = numbers;
    Ok(())
}

/// The source of `where`, `deriv` and their like: the first argument when it is a vector, else the vector itself;
/// and the number of the argument that comes next.
fn source(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<(Vec<f64>, usize)> {
    if call.is_object(0) {
        return Ok((argument(interpreter, call, 0)?, 1));
    }
    Ok((own(interpreter, object).to_vec(), 0))
}

/// `start` and `end` (included) from two arguments, everything where they are not given.
fn range(interpreter: &Interpreter, call: &Call<'_>, first: usize, length: usize) -> Evaluated<Range<usize>> {
    if call.count() <= first {
        return Ok(0..length);
    }
    let top = length as f64 - 1.0;
    let start = call.number_within(interpreter, first, 0.0, top)?;
    let end = call.number_within(interpreter, first + 1, start, top)?;
    Ok(start as usize..end as usize + 1)
}

fn size(interpreter: &Interpreter, call: &Call<'_>, index: usize) -> Evaluated<usize> {
    let size = call.number_within(interpreter, index, 0.0, f64::MAX)?;
    let size = checked_size(size).map_err(|error| error.at(call.span(index)))?;
    interpreter.room_for("a Vector", size * size_of::<f64>(), call.span(index))?;
    Ok(size)
}

fn checked_size(elements: f64) -> Result<usize, HocError> {
    if elements <= LARGEST { Ok(elements as usize) } else { Err(HocError::ArrayTooLarge { elements }) }
}

fn raised(call: &Call<'_>, message: &str) -> Failure {
    call.error(HocError::Raised { message: format!("`Vector.{}`: {message}", call.name.text) })
}

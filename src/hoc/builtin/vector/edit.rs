//! Methods of `Vector` that change its elements in place and give back the vector.

use super::{argument, checked_size, own, raised, range, set, size, source, values_mut};
use crate::hoc::builtin::{BuiltinObject, Call, random};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::vector::arrange::{self, CopyRange};

pub(super) const METHODS: &[&str] = &[
    "addrand",
    "append",
    "clear",
    "copy",
    "fill",
    "from_double",
    "indgen",
    "index",
    "insrt",
    "interpolate",
    "remove",
    "resample",
    "rebin",
    "resize",
    "reverse",
    "rotate",
    "set",
    "setrand",
    "sort",
];

/// Does it; none where it is no such method.
pub(super) fn call(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Option<Evaluated<()>> {
    Some(match call.name.text.as_str() {
        "resize" => resize(interpreter, object, call),
        "clear" => {
            set(interpreter, object, Vec::new());
            Ok(())
        }
        "set" => set_element(interpreter, object, call),
        "append" => added(interpreter, object, call, 0).map(|new| insert(interpreter, object, usize::MAX, new)),
        "insrt" => insert_before(interpreter, object, call),
        "remove" => remove(interpreter, object, call),
        "fill" => fill(interpreter, object, call),
        "indgen" => indgen(interpreter, object, call),
        "copy" => copy(interpreter, object, call),
        "from_double" => from_double(interpreter, object, call),
        "sort" => {
            change(interpreter, object, |values| values.sort_by(f64::total_cmp));
            Ok(())
        }
        "reverse" => {
            change(interpreter, object, |values| values.reverse());
            Ok(())
        }
        "rotate" => rotate(interpreter, object, call),
        "interpolate" => interpolate(interpreter, object, call),
        "index" => index(interpreter, object, call),
        "rebin" => rebin(interpreter, object, call),
        "resample" => resample(interpreter, object, call),
        "setrand" => draw(interpreter, object, call, |_, drawn| drawn),
        "addrand" => draw(interpreter, object, call, |old, drawn| old + drawn),
        _ => return None,
    })
}

fn change(interpreter: &mut Interpreter, object: ObjectId, change: impl FnOnce(&mut Vec<f64>)) {
    if let Some(values) = values_mut(interpreter, object) {
        change(values);
    }
}

fn resize(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let size = size(interpreter, call, 0)?;
    change(interpreter, object, |values| values.resize(size, 0.0));
    Ok(())
}

fn set_element(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let index = call.index(interpreter, 0, own(interpreter, object).len())?;
    let value = call.number(interpreter, 1)?;
    change(interpreter, object, |values| values.iter_mut().skip(index).take(1).for_each(|place| *place = value));
    Ok(())
}

/// The numbers and vectors that are given from an argument on.
fn added(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>, first: usize) -> Evaluated<Vec<f64>> {
    let mut numbers = vec![];
    for index in first..call.count() {
        if !call.is_object(index) {
            numbers.push(call.number(interpreter, index)?);
        } else if call.object_or_null(interpreter, index)? == Some(object) {
            return Err(raised(call, "the vector cannot be added to itself, it must be copied first"));
        } else {
            numbers.extend(argument(interpreter, call, index)?);
        }
    }
    let total = own(interpreter, object).len() + numbers.len();
    checked_size(total as f64).map_err(|error| call.error(error))?;
    Ok(numbers)
}

fn insert(interpreter: &mut Interpreter, object: ObjectId, before: usize, new: Vec<f64>) {
    change(interpreter, object, |values| {
        let before = before.min(values.len());
        values.splice(before..before, new);
    });
}

fn insert_before(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let length = own(interpreter, object).len() as f64;
    let before = call.number_within(interpreter, 0, 0.0, length)? as usize;
    let new = added(interpreter, object, call, 1)?;
    insert(interpreter, object, before, new);
    Ok(())
}

fn remove(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let last = own(interpreter, object).len() as f64 - 1.0;
    let start = call.number_within(interpreter, 0, 0.0, last)?;
    let end = if call.count() > 1 { call.number_within(interpreter, 1, start, last)? } else { start };
    change(interpreter, object, |values| drop(values.drain(start as usize..=end as usize)));
    Ok(())
}

fn fill(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let value = call.number(interpreter, 0)?;
    let range = range(interpreter, call, 1, own(interpreter, object).len())?;
    change(interpreter, object, |values| values.get_mut(range).unwrap_or_default().fill(value));
    Ok(())
}

/// `indgen()`, `indgen(step)`, `indgen(start, step)`, `indgen(start, end, step)`
fn indgen(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let mut count = own(interpreter, object).len();
    let number = |index| call.number(interpreter, index);
    let (start, step) = match call.count() {
        0 => (0.0, 1.0),
        1 => (0.0, number(0)?),
        2 => (number(0)?, number(1)?),
        _ => {
            let (start, end) = (number(0)?, number(1)?);
            let distance = (end - start).abs();
            let step = call.number_within(interpreter, 2, -distance, distance)?;
            let elements = arrange::stepped_count(start, end, step).ok_or_else(|| raised(call, "the set is empty"))?;
            count = checked_size(elements).map_err(|error| call.error(error))?;
            (start, step)
        }
    };
    set(interpreter, object, arrange::stepped(start, step, count));
    Ok(())
}

fn copy(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let from = argument(interpreter, call, 0)?;
    if call.is_object(1) {
        return copy_by_index(interpreter, object, call, &from);
    }
    let range = copy_range(interpreter, call, from.len())?;
    let needed = range.needed();
    checked_size(needed as f64).map_err(|error| call.error(error))?;
    change(interpreter, object, |values| {
        if values.len() < needed || call.count() == 1 {
            values.resize(needed, 0.0);
        }
        range.copy(&from, values);
    });
    Ok(())
}

/// `(source)`, `(source, to)`, `(source, first, last)`, `(source, to, first, last)`, and with steps `to_step`, `step`.
fn copy_range(interpreter: &Interpreter, call: &Call<'_>, length: usize) -> Evaluated<CopyRange> {
    let top = length as f64 - 1.0;
    let mut range = CopyRange { first: 0, end: length, source_step: 1, to: 0, to_step: 1 };
    let first = match call.count() {
        0 | 1 => return Ok(range),
        3 => 1,
        _ => {
            range.to = call.number_within(interpreter, 1, 0.0, f64::MAX)? as usize;
            2
        }
    };
    if call.count() > 2 {
        range.first = call.number_within(interpreter, first, 0.0, top)? as usize;
        let last = call.number_within(interpreter, first + 1, -1.0, top)?;
        if last >= 0.0 {
            range.end = last as usize + 1;
        }
        if range.end <= range.first {
            return Err(raised(call, "the end of the source lies before its start"));
        }
    }
    if call.count() > 4 {
        range.to_step = call.number_within(interpreter, 4, 1.0, f64::MAX)? as usize;
        range.source_step = call.number_within(interpreter, 5, 1.0, f64::MAX)? as usize;
    }
    Ok(range)
}

/// `copy(source, from_indices)`, `copy(source, from_indices, to_indices)`
fn copy_by_index(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>, from: &[f64]) -> Evaluated<()> {
    let epsilon = interpreter.variables.epsilon();
    let sources = argument(interpreter, call, 1)?;
    let targets = if call.count() > 2 { argument(interpreter, call, 2)? } else { sources.clone() };
    let place = |index: f64| {
        let index = (index + epsilon).trunc();
        (index >= 0.0).then_some(index as usize)
    };
    change(interpreter, object, |values| {
        for (&source, &target) in sources.iter().zip(&targets) {
            let source = place(source).and_then(|index| from.get(index));
            let target = place(target).and_then(|index| values.get_mut(index));
            if let (Some(source), Some(target)) = (source, target) {
                *target = *source;
            }
        }
    });
    Ok(())
}

/// `from_double(n, &x[0])`
fn from_double(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let count = size(interpreter, call, 0)?;
    let first = call.pointer(1)?.clone();
    let mut numbers = Vec::new();
    let length = interpreter.elements(&first);
    for offset in 0..count {
        let beyond = || HocError::IndexRange { name: "from_double".to_owned(), index: offset as f64, size: length };
        let reference = first.clone().offset(offset as f64, length);
        let reference = reference.ok_or_else(|| beyond().at(call.span(1)))?;
        let value = interpreter.peek_reference(&reference).map_err(|error| error.at(call.span(1)))?;
        let crate::hoc::value::Value::Number(number) = value else {
            return Err(HocError::DanglingReference.at(call.span(1)));
        };
        numbers.push(number);
    }
    set(interpreter, object, numbers);
    Ok(())
}

fn rotate(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let by = call.number(interpreter, 0)? as i64;
    let rotated = arrange::rotated(own(interpreter, object), by, call.count() > 1);
    set(interpreter, object, rotated);
    Ok(())
}

/// `interpolate(x, source_x)` from the vector's own values, `interpolate(x, source_x, source_y)`
fn interpolate(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let x = argument(interpreter, call, 0)?;
    let source_x = argument(interpreter, call, 1)?;
    let source_y = if call.count() > 2 { argument(interpreter, call, 2)? } else { own(interpreter, object).to_vec() };
    if source_y.len() < source_x.len() {
        return Err(raised(call, "there are fewer y than x"));
    }
    let interpolated = arrange::interpolated(&x, &source_x, &source_y);
    set(interpreter, object, interpolated.ok_or_else(|| raised(call, "the source is empty"))?);
    Ok(())
}

/// `index(indices)` of the vector itself, `index(source, indices)`
fn index(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let (from, indices) = if call.count() > 1 {
        (argument(interpreter, call, 0)?, argument(interpreter, call, 1)?)
    } else {
        (own(interpreter, object).to_vec(), argument(interpreter, call, 0)?)
    };
    set(interpreter, object, arrange::at_indices(&from, &indices));
    Ok(())
}

fn rebin(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let (from, next) = source(interpreter, object, call)?;
    let size = call.number_within(interpreter, next, 1.0, f64::MAX)? as usize;
    set(interpreter, object, arrange::rebinned(&from, size));
    Ok(())
}

fn resample(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<()> {
    let from = argument(interpreter, call, 0)?;
    let rate = call.number_within(interpreter, 1, 0.0, (from.len() / 2) as f64)?;
    checked_size(rate * from.len() as f64).map_err(|error| call.error(error))?;
    set(interpreter, object, arrange::resampled(&from, rate));
    Ok(())
}

/// `setrand(random)`, `addrand(random)`, also for a range
fn draw(
    interpreter: &mut Interpreter,
    object: ObjectId,
    call: &Call<'_>,
    combine: impl Fn(f64, f64) -> f64,
) -> Evaluated<()> {
    let source = call.object(interpreter, 0)?;
    if !matches!(interpreter.objects.builtin(source), Some(BuiltinObject::Random(_))) {
        return Err(call.wrong(0, "a Random", "another object"));
    }
    let range = range(interpreter, call, 1, own(interpreter, object).len())?;
    let drawn: Vec<f64> = range.clone().map(|_| random::pick(interpreter, source)).collect();
    change(interpreter, object, |values| {
        let places = values.get_mut(range).unwrap_or_default();
        places.iter_mut().zip(drawn).for_each(|(place, drawn)| *place = combine(*place, drawn));
    });
    Ok(())
}

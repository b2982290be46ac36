//! Methods of `Vector` that print, read files, call hoc, or belong to simulations and graphs.

use std::sync::Arc;

use super::{own, raised, range, set, value_of, values_mut};
use crate::hoc::builtin::skipped::UNKNOWN_TEXT;
use crate::hoc::builtin::{BuiltinObject, Call, file};
use crate::hoc::error::Evaluated;
use crate::hoc::eval::unknown::is_unknown;
use crate::hoc::format::{FormatArgument, format_c};
use crate::hoc::interpreter::{Interpreter, OUTPUT_LIMIT};
use crate::hoc::object::{ObjectId, ScopeId};
use crate::hoc::value::{Reference, Value};
use crate::source::Span;

/// A vector that is played when a simulation runs.
#[derive(Debug, Clone)]
pub(crate) struct Played {
    pub(crate) vector: ObjectId,
    /// None where it is no variable.
    pub(crate) into: Option<Reference>,
    /// What is run with each number as `$1`, instead of a variable, where it is run, and where it stands.
    pub(crate) statement: Option<(Arc<str>, ScopeId, Span)>,
    /// None where it is said in another way.
    pub(crate) at: Option<PlayedAt>,
    pub(crate) is_continuous: bool,
}

/// When its elements are played.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PlayedAt {
    /// Every so many ms.
    Every(f64),
    /// At the times of another vector.
    Times(ObjectId),
}

pub(super) const METHODS: &[&str] = &[
    "apply",
    "label",
    "line",
    "mark",
    "play",
    "play_remove",
    "plot",
    "ploterr",
    "printf",
    "record",
    "reduce",
    "scanf",
    "scantil",
];

/// What the method gives; none where it is no such method.
pub(super) fn call(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Option<Evaluated<Value>> {
    Some(match call.name.text.as_str() {
        "apply" => apply(interpreter, object, call),
        "reduce" => reduce(interpreter, object, call),
        "printf" => print(interpreter, object, call),
        "label" => label(interpreter, object, call),
        "scanf" => scan(interpreter, object, call),
        "scantil" => scan_until(interpreter, object, call),
        "play" => played(interpreter, object, call),
        "record" | "plot" | "line" | "mark" | "ploterr" => Ok(Value::Object(Some(object))),
        "play_remove" => {
            interpreter.played.retain(|played| played.vector != object);
            Ok(Value::Number(1.0))
        }
        _ => return None,
    })
}

/// `play(&variable, step)`, `play(&variable, times)`, `play(&variable, times, 1)`: noted for a simulation.
fn played(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let into = call.pointer(0).ok().cloned();
    let scope = interpreter.frames.current().scope;
    let statement = if call.is_text(0) { Some((call.text(interpreter, 0)?, scope, call.span(0))) } else { None };
    let is_continuous = call.is_number(2) && call.number(interpreter, 2)? != 0.0;
    let at = if call.is_number(1) {
        Some(PlayedAt::Every(call.number(interpreter, 1)?))
    } else if call.is_object(1) && !call.is_object(2) {
        call.object_or_null(interpreter, 1)?.map(PlayedAt::Times)
    } else {
        None
    };
    interpreter.memory.add(size_of::<Played>());
    interpreter.played.push(Played { vector: object, into, statement, at, is_continuous });
    Ok(Value::Object(Some(object)))
}

/// `apply("function")`: every element is replaced by the function's value.
fn apply(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let name = call.text(interpreter, 0)?;
    let range = range(interpreter, call, 1, own(interpreter, object).len())?;
    for index in range {
        let Some(&value) = own(interpreter, object).get(index) else { break };
        let result = value_of(interpreter, call, &name, &[value])?;
        if let Some(place) = values_mut(interpreter, object).and_then(|values| values.get_mut(index)) {
            *place = result;
        }
    }
    Ok(Value::Object(Some(object)))
}

/// `reduce("function", base)`: the sum of the function's values.
fn reduce(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let name = call.text(interpreter, 0)?;
    let mut sum = call.number_or(interpreter, 1, 0.0)?;
    let range = range(interpreter, call, 2, own(interpreter, object).len())?;
    for index in range {
        let Some(&value) = own(interpreter, object).get(index) else { break };
        sum += value_of(interpreter, call, &name, &[value])?;
    }
    Ok(Value::Number(sum))
}

/// `printf()`, `printf("%g ")`, also for a range, to a `File`.
fn print(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let to_file = call.is_object(0);
    let after_file = usize::from(to_file);
    let format = if call.is_text(after_file) { Some(call.text(interpreter, after_file)?) } else { None };
    let range = range(interpreter, call, after_file + usize::from(format.is_some()), own(interpreter, object).len())?;
    let count = range.len();
    let numbers = own(interpreter, object).get(range).unwrap_or(&[]).to_vec();
    let layout = match (&format, to_file) {
        (Some(format), _) => Layout { format, in_a_line: usize::MAX, ends_line: to_file },
        (None, true) => Layout { format: "%g\n", in_a_line: usize::MAX, ends_line: true },
        (None, false) => Layout { format: "%g\t", in_a_line: 5, ends_line: true },
    };
    let text = printed(&numbers, &layout, call)?;
    if to_file {
        let to = call.object(interpreter, 0)?;
        file::write(interpreter, to, &text);
    } else {
        interpreter.print(&text, call.name.span)?;
    }
    Ok(Value::Number(count as f64))
}

/// How `printf` writes numbers.
struct Layout<'a> {
    format: &'a str,
    /// After so many numbers a new line begins.
    in_a_line: usize,
    /// So it does after the last number.
    ends_line: bool,
}

/// The numbers as text, up to what may be printed at all.
fn printed(values: &[f64], layout: &Layout<'_>, call: &Call<'_>) -> Evaluated<String> {
    let mut text = String::new();
    for (index, &value) in values.iter().enumerate() {
        if text.len() > OUTPUT_LIMIT {
            break;
        }
        if is_unknown(value) {
            text.push_str(UNKNOWN_TEXT);
            continue;
        }
        let formatted = format_c(layout.format, &[FormatArgument::Number(value)]);
        text.push_str(&formatted.map_err(|error| raised(call, &error.to_string()))?);
        if (index + 1) % layout.in_a_line == 0 {
            text.push('\n');
        }
    }
    text.push_str(if layout.ends_line { "\n" } else { "" });
    Ok(text)
}

/// `label()`, `label("text")`
fn label(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let text = if call.count() > 0 { Some(call.text(interpreter, 0)?) } else { None };
    let Some(BuiltinObject::Vector(vector)) = interpreter.objects.builtin_mut(object) else {
        return Ok(Value::text(""));
    };
    if let Some(text) = text {
        vector.label = text;
    }
    Ok(Value::Text(Arc::clone(&vector.label)))
}

/// `scanf(file)`, `scanf(file, n)`, `scanf(file, column, columns)`, `scanf(file, n, column, columns)`
fn scan(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let from = call.object(interpreter, 0)?;
    let number = |index| call.number(interpreter, index);
    let (wanted, column, columns) = match call.count() {
        0 | 1 => (-1.0, 1.0, 1.0),
        2 => (number(1)?, 1.0, 1.0),
        3 => (-1.0, number(1)?, number(2)?),
        _ => (number(1)?, number(2)?, number(3)?),
    };
    let (before, after) = around(column, columns);
    let mut numbers = vec![];
    while (wanted < 0.0 || (numbers.len() as f64) < wanted.trunc()) && !is_read(interpreter, from, call)? {
        skip(interpreter, from, call, before)?;
        let is_short = is_read(interpreter, from, call)?;
        numbers.push(if is_short { 0.0 } else { file::next_number(interpreter, from, call, Some(0))? });
        skip(interpreter, from, call, after)?;
    }
    let count = numbers.len();
    set(interpreter, object, numbers);
    Ok(Value::Number(count as f64))
}

/// `scantil(file, sentinel)`, `scantil(file, sentinel, column, columns)`: up to a number that ends the list.
fn scan_until(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let from = call.object(interpreter, 0)?;
    let sentinel = call.number(interpreter, 1)?;
    let (before, after) = around(call.number_or(interpreter, 2, 1.0)?, call.number_or(interpreter, 3, 1.0)?);
    let mut numbers = vec![];
    'lines: loop {
        for _ in 0..before {
            if file::next_number(interpreter, from, call, Some(0))? == sentinel {
                break 'lines;
            }
        }
        let number = file::next_number(interpreter, from, call, Some(0))?;
        if number == sentinel {
            break;
        }
        numbers.push(number);
        for _ in 0..after {
            file::next_number(interpreter, from, call, Some(0))?;
        }
    }
    let count = numbers.len();
    set(interpreter, object, numbers);
    Ok(Value::Number(count as f64))
}

/// How many columns stand before and after the one that is wanted, counted from 1.
fn around(column: f64, columns: f64) -> (usize, usize) {
    let (column, columns) = (column.max(1.0) as usize, columns.max(1.0) as usize);
    (column - 1, columns.saturating_sub(column))
}

fn is_read(interpreter: &Interpreter, from: ObjectId, call: &Call<'_>) -> Evaluated<bool> {
    file::at_end(interpreter, from, call, Some(0))
}

fn skip(interpreter: &mut Interpreter, from: ObjectId, call: &Call<'_>, count: usize) -> Evaluated<()> {
    for _ in 0..count {
        if is_read(interpreter, from, call)? {
            break;
        }
        file::next_number(interpreter, from, call, Some(0))?;
    }
    Ok(())
}

//! Functions on strings, and printing.

use std::sync::Arc;

use crate::hoc::builtin::Call;
use crate::hoc::builtin::functions::Table;
use crate::hoc::builtin::skipped::{PRINTED, UNKNOWN_TEXT, known_text};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::unknown::is_unknown;
use crate::hoc::format::{FormatArgument, format_c};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::scan::{ScanTarget, ScanValue, scan_c};
use crate::hoc::value::{Argument, ArgumentKind, Reference, Value};

pub(crate) const FUNCTIONS: Table =
    &[("strcmp", strcmp), ("sprint", sprint), ("printf", printf), ("fprint", printf), ("sscanf", sscanf)];

fn strcmp(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let (a, b) = (call.text(this, 0)?, call.text(this, 1)?);
    Ok(Value::Number(f64::from(a.as_bytes().cmp(b.as_bytes()) as i8)))
}

fn sprint(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let target = call.text_variable(0)?.clone();
    let text = formatted(this, call, 1)?;
    this.set_text(&target, Arc::from(text), call.span(0))?;
    Ok(Value::Number(1.0))
}

fn printf(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let text = formatted(this, call, 0)?;
    this.print(&text, call.name.span)?;
    let length = if known_text(&text).is_ok() { text.len() as f64 } else { this.unknown_number(PRINTED) };
    Ok(Value::Number(length))
}

/// The text that the template at argument `first` and the arguments after it give.
pub(crate) fn formatted(this: &Interpreter, call: &Call<'_>, first: usize) -> Evaluated<String> {
    let template = call.text(this, first)?;
    let values: Vec<Value> =
        (first + 1..call.count()).map(|index| printable(this, call, index)).collect::<Evaluated<_>>()?;
    if values.iter().any(|value| matches!(value, Value::Number(number) if is_unknown(*number))) {
        return Ok(UNKNOWN_TEXT.to_owned());
    }
    let arguments: Vec<FormatArgument<'_>> = values
        .iter()
        .map(|value| match value {
            Value::Number(number) => FormatArgument::Number(*number),
            Value::Text(text) => FormatArgument::Text(text),
            Value::Object(_) | Value::Section(_) => FormatArgument::Text("NULLobject"),
        })
        .collect();
    let texts = values.iter().map(|value| match value {
        Value::Text(text) => text.len(),
        Value::Number(_) | Value::Object(_) | Value::Section(_) => 0,
    });
    this.room_for("a string", template.len() + texts.sum::<usize>(), call.span(first))?;
    let text = format_c(&template, &arguments);
    text.map_err(|error| HocError::Raised { message: error.to_string() }.at(call.span(first)))
}

/// An object prints as its name.
fn printable(this: &Interpreter, call: &Call<'_>, index: usize) -> Evaluated<Value> {
    Ok(match call.value(this, index)? {
        Value::Object(object) => Value::Text(this.object_name(object)),
        other @ (Value::Number(_) | Value::Text(_) | Value::Section(_)) => other,
    })
}

fn sscanf(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    let (text, format) = (call.text(this, 0)?, call.text(this, 1)?);
    let rest = call.arguments.get(2..).unwrap_or_default();
    let targets = rest.iter().map(target).collect::<Evaluated<Vec<_>>>()?;
    let kinds: Vec<ScanTarget> = targets.iter().map(|(kind, _)| *kind).collect();
    let scanned = scan_c(&text, &format, &kinds)
        .map_err(|error| HocError::Raised { message: error.to_string() }.at(call.span(1)))?;
    for ((_, reference), value) in targets.iter().zip(scanned.values) {
        match value {
            ScanValue::Number(number) => this.set_number(reference, number, call.name.span)?,
            ScanValue::Text(text) => this.set_text(reference, Arc::from(text), call.name.span)?,
        }
    }
    Ok(Value::Number(f64::from(scanned.count)))
}

fn target(argument: &Argument) -> Evaluated<(ScanTarget, Reference)> {
    match &argument.kind {
        ArgumentKind::Pointer(reference) => Ok((ScanTarget::Number, reference.clone())),
        ArgumentKind::TextVariable(reference) => Ok((ScanTarget::Text, reference.clone())),
        ArgumentKind::Number(_) | ArgumentKind::Text(_) | ArgumentKind::Object(_) | ArgumentKind::ObjectVariable(_) => {
            let error = HocError::WrongValue { expected: "`&x` or a strdef", found: argument.kind.describe() };
            Err(error.at(argument.span))
        }
    }
}

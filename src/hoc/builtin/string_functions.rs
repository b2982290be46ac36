//! `StringFunctions`: parts of strings, and questions about names and objects.

use std::sync::Arc;

use crate::hoc::builtin::skipped::{PRINTED, UNKNOWN_TEXT};
use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::egrep;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Value;
use crate::mechanism::MechanismKind;

const METHODS: &[&str] = &[
    "alias",
    "alias_list",
    "head",
    "is_artificial",
    "is_name",
    "is_point_process",
    "left",
    "len",
    "ltrim",
    "references",
    "right",
    "rtrim",
    "substr",
    "tail",
];

const BLANKS: &str = " \r\n\t\u{c}\u{b}";

/// `new StringFunctions()`
pub(crate) fn create(_interpreter: &mut Interpreter, _call: &Call<'_>) -> Evaluated<BuiltinObject> {
    Ok(BuiltinObject::StringFunctions)
}

/// Calls a method.
pub(crate) fn call(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<Value> {
    if let Some(unknown) = of_unknown(interpreter, call)? {
        return Ok(unknown);
    }
    let number = match call.name.text.as_str() {
        "substr" => substr(&call.text(interpreter, 0)?, &call.text(interpreter, 1)?),
        "len" => call.text(interpreter, 0)?.chars().count() as f64,
        "head" => find(interpreter, call, |text, place| (text.get(..place.start).unwrap_or(""), place.start))?,
        "tail" => find(interpreter, call, |text, place| (text.get(place.end..).unwrap_or(""), place.end))?,
        "ltrim" => trim(interpreter, call, |text, blanks| text.trim_start_matches(|c| blanks.contains(c)).to_owned())?,
        "rtrim" => trim(interpreter, call, |text, blanks| text.trim_end_matches(|c| blanks.contains(c)).to_owned())?,
        "left" => part(interpreter, call, |text, length| text.chars().take(length).collect())?,
        "right" => part(interpreter, call, |text, length| text.chars().skip(length).collect())?,
        "is_name" => {
            let name = call.text(interpreter, 0)?;
            f64::from(!matches!(interpreter.resolve(&name), Named::Unknown))
        }
        "is_point_process" => f64::from(kind(interpreter, call)?.is_some()),
        "is_artificial" => f64::from(kind(interpreter, call)? == Some(MechanismKind::ArtificialCell)),
        "references" => {
            let object = call.object_or_null(interpreter, 0)?;
            object.map_or(0.0, |object| interpreter.objects.references(object) as f64)
        }
        "alias" | "alias_list" => {
            let what = format!("`StringFunctions.{}`", call.name.text);
            return Err(call.error(HocError::Unsupported { what }));
        }
        _ => return Err(call.no_method("StringFunctions", METHODS.iter().copied())),
    };
    Ok(Value::Number(number))
}

/// What a part of a text is that is not known, how long it is and where, is not known either.
fn of_unknown(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<Option<Value>> {
    let (asked, target) = match call.name.text.as_str() {
        "len" => (1, None),
        "substr" => (2, None),
        "left" | "right" => (2, Some(0)),
        "ltrim" | "rtrim" => (1, Some(1)),
        "head" | "tail" => (2, Some(2)),
        _ => return Ok(None),
    };
    if (0..asked).all(|index| !call.is_unknown(interpreter, index)) {
        return Ok(None);
    }
    if let Some(target) = target {
        interpreter.set_text(call.text_variable(target)?, Arc::from(UNKNOWN_TEXT), call.span(target))?;
    }
    Ok(Some(Value::Number(interpreter.unknown_number(PRINTED))))
}

fn substr(text: &str, part: &str) -> f64 {
    let place = text.find(part).and_then(|at| text.get(..at));
    place.map_or(-1.0, |before| before.chars().count() as f64)
}

/// `head`, `tail`: what stands before or after the first match goes to the third argument.
fn find(
    interpreter: &mut Interpreter,
    call: &Call<'_>,
    choose: impl Fn(&str, std::ops::Range<usize>) -> (&str, usize),
) -> Evaluated<f64> {
    let text = call.text(interpreter, 0)?;
    let line = text.lines().next().unwrap_or("");
    let found = egrep::find(&call.text(interpreter, 1)?, line).map(|place| choose(line, place));
    let (part, at) = found.map_or(("", None), |(part, at)| (part, Some(at)));
    interpreter.set_text(call.text_variable(2)?, Arc::from(part), call.span(2))?;
    let characters = at.and_then(|at| line.get(..at)).map(|before| before.chars().count());
    Ok(characters.map_or(-1.0, |count| count as f64))
}

fn trim(interpreter: &mut Interpreter, call: &Call<'_>, trim: impl Fn(&str, &str) -> String) -> Evaluated<f64> {
    let text = call.text(interpreter, 0)?;
    let blanks = if call.count() > 2 { call.text(interpreter, 2)? } else { Arc::from(BLANKS) };
    interpreter.set_text(call.text_variable(1)?, Arc::from(trim(&text, &blanks)), call.span(1))?;
    Ok(0.0)
}

/// `left`, `right`: the string itself is cut.
fn part(interpreter: &mut Interpreter, call: &Call<'_>, part: impl Fn(&str, usize) -> String) -> Evaluated<f64> {
    let text = call.text(interpreter, 0)?;
    let length = call.number_within(interpreter, 1, 0.0, text.chars().count() as f64)? as usize;
    interpreter.set_text(call.text_variable(0)?, Arc::from(part(&text, length)), call.span(0))?;
    Ok(1.0)
}

/// The kind of an object's class, where it is a point process or an artificial cell.
fn kind(interpreter: &Interpreter, call: &Call<'_>) -> Evaluated<Option<MechanismKind>> {
    let Some(object) = call.object_or_null(interpreter, 0)? else { return Ok(None) };
    Ok(class_kind(interpreter, object))
}

fn class_kind(interpreter: &Interpreter, object: ObjectId) -> Option<MechanismKind> {
    let class = interpreter.objects.class_name(object)?;
    let catalog = interpreter.model.catalog();
    let kind = catalog.mechanisms().find(|(_, mechanism)| mechanism.name == class.as_ref())?.1.kind;
    matches!(kind, MechanismKind::PointProcess | MechanismKind::ArtificialCell).then_some(kind)
}

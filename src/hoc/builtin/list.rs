//! `List`: objects in order, or the living instances of a class (`List("Cell")`).

use crate::hoc::builtin::{self, BuiltinObject, Call};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ClassId, ObjectId};
use crate::hoc::value::Value;

/// A list.
#[derive(Debug)]
pub(crate) enum List {
    /// Objects that were put in, each with a reference.
    Own(Vec<ObjectId>),
    /// All that live of a class.
    Living(ClassId),
}

const METHODS: &[&str] = &[
    "accept_action",
    "append",
    "browser",
    "count",
    "index",
    "insrt",
    "o",
    "object",
    "prepend",
    "remove",
    "remove_all",
    "scroll_pos",
    "select",
    "select_action",
    "selected",
];

/// `new List()`, `new List(size)`, `new List("Class")`
pub(crate) fn create(interpreter: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    if !call.is_text(0) {
        return Ok(BuiltinObject::List(List::Own(Vec::new())));
    }
    let name = call.text(interpreter, 0)?;
    let known = interpreter.objects.find_class(&name).is_some()
        || builtin::class(&name).is_some()
        || builtin::is_point_process(interpreter, &name)
        || interpreter.define_from_library(&name);
    if !known {
        let near = crate::diagnostic::did_you_mean(&name, builtin::CLASSES.iter().copied());
        return Err(HocError::UnknownClass { name: name.to_string(), near }.at(call.span(0)));
    }
    let class = interpreter.objects.class(&name);
    Ok(BuiltinObject::List(List::Living(class)))
}

impl List {
    /// The memory that its entries take.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Own(objects) => size_of_val(objects.as_slice()),
            Self::Living(_) => 0,
        }
    }

    /// The objects that it holds references to.
    pub(crate) fn held_objects(&self) -> Vec<ObjectId> {
        match self {
            Self::Own(objects) => objects.clone(),
            Self::Living(_) => Vec::new(),
        }
    }
}

/// Calls a method.
pub(crate) fn call(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    match call.name.text.as_str() {
        "append" => {
            let end = count(interpreter, object);
            insert(interpreter, object, call, end, 0)
        }
        "prepend" => insert(interpreter, object, call, 0, 0),
        "insrt" => {
            let end = count(interpreter, object) as f64;
            let index = call.number_within(interpreter, 0, 0.0, end)? as usize;
            insert(interpreter, object, call, index, 1)
        }
        "count" => Ok(Value::Number(count(interpreter, object) as f64)),
        "object" | "o" => {
            let index = index_argument(interpreter, object, call)?;
            Ok(Value::Object(item(interpreter, object, index)))
        }
        "index" => find(interpreter, object, call),
        "remove" => {
            let index = index_argument(interpreter, object, call)?;
            let removed = own(interpreter, object, call)?.remove(index);
            interpreter.release(removed, call.name.span)?;
            Ok(Value::Number(count(interpreter, object) as f64))
        }
        "remove_all" => {
            for removed in std::mem::take(own(interpreter, object, call)?) {
                interpreter.release(removed, call.name.span)?;
            }
            Ok(Value::Number(0.0))
        }
        "browser" | "select" | "select_action" | "accept_action" => Ok(Value::Number(1.0)),
        "selected" | "scroll_pos" => Ok(Value::Number(-1.0)),
        _ => Err(call.no_method("List", METHODS.iter().copied())),
    }
}

fn insert(
    interpreter: &mut Interpreter,
    object: ObjectId,
    call: &Call<'_>,
    index: usize,
    argument: usize,
) -> Evaluated<Value> {
    if let Some(item) = call.object_or_null(interpreter, argument)? {
        own(interpreter, object, call)?.insert(index, item);
        interpreter.objects.retain(item);
    }
    Ok(Value::Number(count(interpreter, object) as f64))
}

fn find(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let wanted = call.object_or_null(interpreter, 0)?;
    let place = match list(interpreter, object) {
        Some(List::Own(objects)) => objects.iter().position(|&item| Some(item) == wanted),
        Some(List::Living(class)) => interpreter.objects.instances(*class).position(|item| Some(item) == wanted),
        None => None,
    };
    Ok(Value::Number(place.map_or(-1.0, |place| place as f64)))
}

fn index_argument(interpreter: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<usize> {
    call.index(interpreter, 0, count(interpreter, object))
}

fn list(interpreter: &Interpreter, object: ObjectId) -> Option<&List> {
    match interpreter.objects.builtin(object) {
        Some(BuiltinObject::List(list)) => Some(list),
        Some(_) | None => None,
    }
}

/// The objects of a list that is no living one.
fn own<'a>(interpreter: &'a mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<&'a mut Vec<ObjectId>> {
    if let Some(BuiltinObject::List(List::Own(objects))) = interpreter.objects.builtin_mut(object) {
        return Ok(objects);
    }
    let what = format!("`{}` of a list of all instances of a class", call.name.text);
    Err(call.error(HocError::Unsupported { what }))
}

/// How many objects a list has.
pub(crate) fn count(interpreter: &Interpreter, object: ObjectId) -> usize {
    match list(interpreter, object) {
        Some(List::Own(objects)) => objects.len(),
        Some(List::Living(class)) => interpreter.objects.instance_count(*class),
        None => 0,
    }
}

/// The object at a place of a list.
pub(crate) fn item(interpreter: &Interpreter, object: ObjectId, index: usize) -> Option<ObjectId> {
    match list(interpreter, object)? {
        List::Own(objects) => objects.get(index).copied(),
        List::Living(class) => interpreter.objects.nth_instance(*class, index),
    }
}

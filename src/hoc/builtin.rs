//! What NEURON brings along: functions, variables, and classes with one file for each.
//!
//! A class is a variant of [`BuiltinObject`] and a file with `create` (for `new`), `call` (its methods) and, where
//! its objects have member variables, `read` and `write`. Methods get the object's id, not a borrow, so that they
//! may use the whole interpreter and be called with the object itself as an argument.

mod call;
pub(crate) mod section_list;
pub(crate) mod section_ref;

pub(crate) use call::Call;

use std::sync::Arc;

use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::Value;

/// An object of a built-in class.
#[derive(Debug)]
pub(crate) enum BuiltinObject {
    /// `SectionList`
    SectionList(section_list::SectionList),
    /// `SectionRef`
    SectionRef(section_ref::SectionRef),
}

/// Makes an object.
type Create = fn(&mut Interpreter, &Call<'_>) -> Evaluated<BuiltinObject>;

/// The class of that name: how its objects are made.
pub(crate) fn class(name: &str) -> Option<Create> {
    Some(match name {
        "SectionList" => section_list::create,
        "SectionRef" => section_ref::create,
        _ => return None,
    })
}

/// The names of the built-in classes.
pub(crate) const CLASSES: &[&str] = &["SectionList", "SectionRef"];

impl BuiltinObject {
    /// The objects that it holds references to: they are let go when it is.
    pub(crate) fn held_objects(&self) -> Vec<ObjectId> {
        match self {
            Self::SectionList(_) | Self::SectionRef(_) => Vec::new(),
        }
    }
}

/// Calls a method: `object.name(arguments)`.
pub(crate) fn call_method(interpreter: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    match interpreter.objects.builtin(object) {
        Some(BuiltinObject::SectionList(_)) => section_list::call(interpreter, object, call),
        Some(BuiltinObject::SectionRef(_)) => section_ref::call(interpreter, object, call),
        None => Err(call.error(HocError::NullObject { name: "object".to_owned(), member: call.name.text.clone() })),
    }
}

/// Is it a variable of the object (`vector.x`, `stimulus.amp`), and how many elements has it?
pub(crate) fn member_length(interpreter: &Interpreter, object: ObjectId, _name: &str) -> Option<usize> {
    match interpreter.objects.builtin(object)? {
        BuiltinObject::SectionList(_) | BuiltinObject::SectionRef(_) => None,
    }
}

/// The value of a member variable.
pub(crate) fn read_member(
    interpreter: &Interpreter,
    object: ObjectId,
    _name: &str,
    _element: usize,
) -> Option<f64> {
    match interpreter.objects.builtin(object)? {
        BuiltinObject::SectionList(_) | BuiltinObject::SectionRef(_) => None,
    }
}

/// Sets a member variable; none where there is no such variable.
pub(crate) fn write_member(
    interpreter: &mut Interpreter,
    object: ObjectId,
    _name: &Arc<str>,
    _element: usize,
    _value: f64,
) -> Option<()> {
    match interpreter.objects.builtin_mut(object)? {
        BuiltinObject::SectionList(_) | BuiltinObject::SectionRef(_) => None,
    }
}

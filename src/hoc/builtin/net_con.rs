//! `NetCon`: a connection from a source of events to a point process.

use std::sync::Arc;

use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::Evaluated;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::{ArgumentKind, Reference, Value};

/// The connection.
#[derive(Debug, Clone)]
pub(crate) struct NetCon {
    pub(crate) source: Source,
    pub(crate) target: Option<ObjectId>,
    pub(crate) threshold_mv: f64,
    pub(crate) delay_ms: f64,
    pub(crate) weights: Vec<f64>,
}

/// Where the events come from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Source {
    /// Nowhere: events are sent by hand.
    None,
    /// An object that makes events.
    Object(ObjectId),
    /// A watched variable, such as `&v(0.5)`.
    Variable(Reference),
}

/// More elements than a `NET_RECEIVE` has arguments.
const WEIGHTS: usize = 32;

const METHODS: &[&str] = &[
    "active",
    "event",
    "get_recordvec",
    "postcell",
    "postcelllist",
    "postloc",
    "pre",
    "precell",
    "precelllist",
    "preloc",
    "prelist",
    "record",
    "setpost",
    "srcgid",
    "syn",
    "synlist",
    "valid",
    "wcnt",
];

/// `new NetCon(&v(0.5), synapse, threshold, delay, weight)`
pub(crate) fn create(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let source = match call.arguments.first().map(|argument| &argument.kind) {
        Some(ArgumentKind::Pointer(reference)) => Source::Variable(reference.clone()),
        Some(ArgumentKind::Object(_) | ArgumentKind::ObjectVariable(_)) => {
            call.object_or_null(this, 0)?.map_or(Source::None, Source::Object)
        }
        Some(ArgumentKind::Number(_) | ArgumentKind::Text(_) | ArgumentKind::TextVariable(_)) | None => Source::None,
    };
    let target = if call.is_object(1) { call.object_or_null(this, 1)? } else { None };
    let mut weights = vec![0.0; WEIGHTS];
    if let Some(weight) = weights.first_mut() {
        *weight = call.number_or(this, 4, 0.0)?;
    }
    let (threshold_mv, delay_ms) = (call.number_or(this, 2, 10.0)?, call.number_or(this, 3, 1.0)?);
    for object in target.into_iter().chain(source_object(&source)) {
        this.objects.retain(object);
    }
    Ok(BuiltinObject::NetCon(NetCon { source, target, threshold_mv, delay_ms, weights }))
}

const fn source_object(source: &Source) -> Option<ObjectId> {
    match source {
        Source::Object(object) => Some(*object),
        Source::None | Source::Variable(_) => None,
    }
}

impl NetCon {
    /// The objects at its ends.
    pub(crate) fn held_objects(&self) -> Vec<ObjectId> {
        self.target.into_iter().chain(source_object(&self.source)).collect()
    }

    /// How many elements a member variable has.
    pub(crate) fn length(name: &str) -> Option<usize> {
        match name {
            "weight" => Some(WEIGHTS),
            "delay" | "threshold" | "x" => Some(1),
            _ => None,
        }
    }

    /// The value of a member variable.
    pub(crate) fn read(&self, name: &str, element: usize) -> Option<f64> {
        match name {
            "weight" => self.weights.get(element).copied(),
            "delay" => Some(self.delay_ms),
            "threshold" => Some(self.threshold_mv),
            "x" => Some(0.0),
            _ => None,
        }
    }

    /// Sets a member variable.
    pub(crate) fn write(&mut self, name: &Arc<str>, element: usize, value: f64) -> Option<()> {
        match name.as_ref() {
            "weight" => self.weights.get_mut(element).map(|weight| *weight = value),
            "delay" => {
                self.delay_ms = value;
                Some(())
            }
            "threshold" => {
                self.threshold_mv = value;
                Some(())
            }
            "x" => Some(()),
            _ => None,
        }
    }
}

/// Its methods: what concerns running events has no effect.
pub(crate) fn call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(BuiltinObject::NetCon(connection)) = this.objects.builtin(object) else { return Ok(Value::Number(0.0)) };
    match call.name.text.as_str() {
        "syn" => Ok(Value::Object(connection.target)),
        "pre" => Ok(Value::Object(source_object(&connection.source))),
        "valid" => Ok(Value::from_bool(connection.target.is_some())),
        "wcnt" => Ok(Value::Number(1.0)),
        "setpost" => {
            let target = call.object_or_null(this, 0)?;
            if let Some(target) = target {
                this.objects.retain(target);
            }
            let old = match this.objects.builtin_mut(object) {
                Some(BuiltinObject::NetCon(connection)) => std::mem::replace(&mut connection.target, target),
                _ => None,
            };
            old.map_or(Ok(()), |old| this.release(old, call.name.span))?;
            Ok(Value::Number(0.0))
        }
        name if METHODS.contains(&name) => Ok(Value::Number(0.0)),
        _ => Err(call.no_method("NetCon", METHODS.iter().copied())),
    }
}

//! `NetCon`: a connection from a source of events to a point process.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use crate::cell::{Place, Range, SectionId};
use crate::hoc::builtin::list::List;
use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::read::cell_error;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::{ArgumentKind, Reference, Value};

/// The connection.
#[derive(Debug, Clone)]
pub(crate) struct NetCon {
    pub(crate) source: Source,
    pub(crate) target: Option<ObjectId>,
    threshold: Threshold,
    pub(crate) delay_ms: f64,
    pub(crate) weights: Vec<f64>,
    pub(crate) is_active: bool,
}

/// Where a source counts as an event, mV: all connections from one source share it.
#[derive(Debug, Clone)]
pub(crate) struct Threshold(Arc<AtomicU64>);

/// The thresholds of the sources that have connections.
#[derive(Debug, Default)]
pub(crate) struct Thresholds(HashMap<SourceKey, Weak<AtomicU64>>);

/// One source, in whatever way it was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum SourceKey {
    Object(ObjectId),
    Variable(Place, Range, usize),
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
    let delay_ms = call.number_or(this, 3, 1.0)?;
    let threshold_mv = if call.count() > 2 { Some(call.number(this, 2)?) } else { None };
    let made = connection(this, source, target);
    if let Some(threshold_mv) = threshold_mv {
        made.threshold.set(threshold_mv);
    }
    Ok(BuiltinObject::NetCon(NetCon { delay_ms, weights, ..made }))
}

/// A connection as it is made where nothing is said of it; it holds references to the objects at its ends.
pub(crate) fn connection(this: &mut Interpreter, source: Source, target: Option<ObjectId>) -> NetCon {
    let key = source_key(this, &source);
    let threshold = this.thresholds.of(key);
    for object in target.into_iter().chain(source_object(&source)) {
        this.objects.retain(object);
    }
    NetCon { source, target, threshold, delay_ms: 1.0, weights: vec![0.0; WEIGHTS], is_active: true }
}

pub(crate) const fn source_object(source: &Source) -> Option<ObjectId> {
    match source {
        Source::Object(object) => Some(*object),
        Source::None | Source::Variable(_) => None,
    }
}

fn source_key(this: &Interpreter, source: &Source) -> Option<SourceKey> {
    match source {
        Source::Object(object) => Some(SourceKey::Object(*object)),
        Source::Variable(Reference::Range { section, range, element, x, .. }) => {
            let place = this.model.place(*section, *x).ok()?;
            Some(SourceKey::Variable(place, *range, *element))
        }
        Source::None | Source::Variable(_) => None,
    }
}

impl Default for Threshold {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(10.0_f64.to_bits())))
    }
}

impl Threshold {
    pub(crate) fn get(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::Relaxed))
    }

    pub(crate) fn set(&self, threshold_mv: f64) {
        self.0.store(threshold_mv.to_bits(), Ordering::Relaxed);
    }
}

impl Thresholds {
    /// That of the connections which a source has, else a new one.
    fn of(&mut self, source: Option<SourceKey>) -> Threshold {
        let Some(source) = source else { return Threshold::default() };
        if let Some(shared) = self.0.get(&source).and_then(Weak::upgrade) {
            return Threshold(shared);
        }
        let new = Threshold::default();
        self.0.insert(source, Arc::downgrade(&new.0));
        new
    }
}

impl NetCon {
    /// That of its source.
    pub(crate) const fn threshold(&self) -> &Threshold {
        &self.threshold
    }

    /// Where its source counts as an event.
    pub(crate) fn threshold_mv(&self) -> f64 {
        self.threshold.get()
    }

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
            "threshold" => Some(self.threshold_mv()),
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
                self.threshold.set(value);
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
    let (source, target) = (connection.source.clone(), connection.target);
    match call.name.text.as_str() {
        "syn" => Ok(Value::Object(target)),
        "pre" => Ok(Value::Object(source_object(&source))),
        "precell" => Ok(Value::Object(source_cell(this, &source))),
        "postcell" => Ok(Value::Object(target_cell(this, target))),
        "valid" => Ok(Value::from_bool(target.is_some())),
        "active" => active(this, object, call),
        "wcnt" => weight_count(this, call, target),
        "preloc" => Ok(Value::Number(source_place(this, call, &source)?)),
        "postloc" => Ok(Value::Number(target_place(this, target))),
        "prelist" => list(this, call, |_, other| other.source != Source::None && other.source == source),
        "synlist" => list(this, call, |_, other| other.target.is_some() && other.target == target),
        "precelllist" => {
            let cell = source_cell(this, &source);
            list(this, call, |this, other| cell.is_some() && source_cell(this, &other.source) == cell)
        }
        "postcelllist" => {
            let cell = target_cell(this, target);
            list(this, call, |this, other| cell.is_some() && target_cell(this, other.target) == cell)
        }
        "setpost" => set_target(this, object, call),
        "srcgid" => {
            let gid = this.gids.iter().find(|(_, gid)| source != Source::None && *gid.source() == source);
            Ok(Value::Number(gid.map_or(-1.0, |(&gid, _)| f64::from(gid))))
        }
        "get_recordvec" => {
            let what = format!("`NetCon.{}`", call.name.text);
            Err(call.error(HocError::Unsupported { what }))
        }
        "event" | "record" => Ok(Value::Number(0.0)),
        _ => Err(call.no_method("NetCon", METHODS.iter().copied())),
    }
}

/// `active()`, `active(0)`: whether events pass, before it is changed.
fn active(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let to = if call.count() > 0 { Some(call.number(this, 0)? != 0.0) } else { None };
    let Some(BuiltinObject::NetCon(connection)) = this.objects.builtin_mut(object) else {
        return Ok(Value::Number(0.0));
    };
    let was_active = connection.target.is_some() && connection.is_active;
    connection.is_active = to.unwrap_or(connection.is_active);
    Ok(Value::from_bool(was_active))
}

/// The object that owns the section in which the source is.
pub(crate) fn source_cell(this: &Interpreter, source: &Source) -> Option<ObjectId> {
    match source {
        Source::Variable(Reference::Range { section, .. }) => this.owner_of(*section),
        Source::None | Source::Object(_) | Source::Variable(_) => None,
    }
}

/// The object that owns the section in which the target is.
fn target_cell(this: &Interpreter, target: Option<ObjectId>) -> Option<ObjectId> {
    target_location(this, target).and_then(|(section, _)| this.owner_of(section))
}

fn target_location(this: &Interpreter, target: Option<ObjectId>) -> Option<(SectionId, f64)> {
    match this.objects.builtin(target?) {
        Some(BuiltinObject::PointProcess(process)) => process.place().and_then(|place| this.model.locate(place)),
        Some(_) | None => None,
    }
}

/// How many weights the target takes: one, where it is not a mod file that says so.
fn weight_count(this: &Interpreter, call: &Call<'_>, target: Option<ObjectId>) -> Evaluated<Value> {
    let mechanism = match target.and_then(|target| this.objects.builtin(target)) {
        Some(BuiltinObject::PointProcess(process)) => Some(process.mechanism()),
        Some(_) | None => None,
    };
    let from_file = mechanism.is_some_and(|mechanism| this.model.catalog().mechanism(mechanism).declared.is_some());
    if from_file {
        return Err(call.error(HocError::Unsupported { what: "`NetCon.wcnt` of a mod file".to_owned() }));
    }
    Ok(Value::Number(1.0))
}

/// Where the watched voltage is, with its section accessed from here on; -1 where nothing is watched, -2 where it is no
/// voltage.
fn source_place(this: &mut Interpreter, call: &Call<'_>, source: &Source) -> Evaluated<f64> {
    let Source::Variable(Reference::Range { section, range, x, .. }) = *source else { return Ok(-1.0) };
    if !this.model.exists(section) {
        return Ok(-1.0);
    }
    let place = this.model.place(section, x).map_err(|error| cell_error(&error).at(call.name.span))?;
    let located = this.model.locate(place);
    this.section_stack.push(section);
    Ok(match range {
        Range::Voltage if x == 0.0 || x == 1.0 => x,
        Range::Voltage => located.map_or(-1.0, |(_, x)| x),
        Range::Variable(_) => -2.0,
    })
}

/// Where the target is, with its section accessed from here on; -1 where it is nowhere.
fn target_place(this: &mut Interpreter, target: Option<ObjectId>) -> f64 {
    let Some((section, x)) = target_location(this, target) else { return -1.0 };
    this.section_stack.push(section);
    x
}

/// The connections that are alike, in a new list or at the end of one that is given.
fn list(this: &mut Interpreter, call: &Call<'_>, is_alike: impl Fn(&Interpreter, &NetCon) -> bool) -> Evaluated<Value> {
    let given = if call.is_object(0) { Some(call.object(this, 0)?) } else { None };
    let alike = this.objects.builtins().filter_map(|(object, builtin)| match builtin {
        BuiltinObject::NetCon(connection) => is_alike(this, connection).then_some(object),
        _ => None,
    });
    let alike: Vec<ObjectId> = alike.collect();
    for &connection in &alike {
        this.objects.retain(connection);
    }
    let list = match given {
        Some(list) => list,
        None => this.add_temporary("List", BuiltinObject::List(List::Own(Vec::new()))),
    };
    match this.objects.builtin_mut(list) {
        Some(BuiltinObject::List(List::Own(objects))) => objects.extend(alike),
        Some(_) | None => return Err(call.wrong(0, "a List", "another object")),
    }
    Ok(Value::Object(Some(list)))
}

fn set_target(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let target = call.object_or_null(this, 0)?;
    if let Some(target) = target {
        this.objects.retain(target);
    }
    let old = match this.objects.builtin_mut(object) {
        Some(BuiltinObject::NetCon(connection)) => std::mem::replace(&mut connection.target, target),
        Some(_) | None => None,
    };
    old.map_or(Ok(()), |old| this.release(old, call.name.span))?;
    Ok(Value::Number(0.0))
}

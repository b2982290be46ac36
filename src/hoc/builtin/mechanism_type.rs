//! `MechanismType`: the mechanisms of one kind by number, one of them selected.

use std::sync::Arc;

use crate::cell::SectionId;
use crate::hoc::builtin::{BuiltinObject, Call, point_process};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::read::cell_error;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectData, ObjectId};
use crate::hoc::value::{ArgumentKind, Value};
use crate::mechanism::{MechanismId, MechanismKind, MechanismType as Mechanism};

/// Density mechanisms with the ions, or point processes with the artificial cells, in NEURON's order.
#[derive(Debug, Clone)]
pub(crate) struct MechanismType {
    kinds: Kinds,
    mechanisms: Vec<MechanismId>,
    /// None after `select(-1)`.
    selected: Option<usize>,
    /// What `pp_next` has still to give, the last first.
    waiting: Vec<ObjectId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kinds {
    InSections,
    Points,
}

const METHODS: &[&str] = &[
    "select",
    "selected",
    "make",
    "remove",
    "count",
    "menu",
    "action",
    "is_netcon_target",
    "has_net_event",
    "is_artificial",
    "is_ion",
    "internal_type",
    "pp_begin",
    "pp_next",
    "code",
    "file",
];

/// NEURON's own mechanisms that a `NetCon` can have as its target.
const NETCON_TARGETS: &[&str] = &["ExpSyn", "Exp2Syn", "NetStim", "IntFire1", "IntFire2", "IntFire4", "PatternStim"];

/// NEURON's own mechanisms that send events.
const EVENT_SOURCES: &[&str] = &["NetStim", "IntFire1", "IntFire2", "IntFire4"];

/// `new MechanismType(0)`, `new MechanismType(1)`
pub(crate) fn create(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let kinds = if call.number_within(this, 0, 0.0, 1.0)? < 1.0 { Kinds::InSections } else { Kinds::Points };
    let listed = this.model.catalog().mechanisms().filter(|(_, mechanism)| kinds_of(mechanism.kind) == Some(kinds));
    let mechanisms = listed.map(|(id, _)| id).collect();
    Ok(BuiltinObject::MechanismType(MechanismType { kinds, mechanisms, selected: Some(0), waiting: Vec::new() }))
}

const fn kinds_of(kind: MechanismKind) -> Option<Kinds> {
    match kind {
        MechanismKind::Density | MechanismKind::Ion => Some(Kinds::InSections),
        MechanismKind::PointProcess | MechanismKind::ArtificialCell => Some(Kinds::Points),
        MechanismKind::Library => None,
    }
}

/// Its methods.
pub(crate) fn call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(BuiltinObject::MechanismType(list)) = this.objects.builtin(object) else {
        return Ok(Value::Number(0.0));
    };
    let count = list.mechanisms.len();
    match call.name.text.as_str() {
        "count" => Ok(Value::Number(count as f64)),
        "select" => {
            let selected = selection(this, list, call)?;
            change(this, object, |list| list.selected = selected);
            Ok(Value::Number(0.0))
        }
        "selected" => selected(this, list.clone().selected, object, call),
        "make" => make(this, object, call),
        "remove" => remove(this, object, call),
        "is_netcon_target" => known_of(this, list, call, NETCON_TARGETS),
        "has_net_event" => known_of(this, list, call, EVENT_SOURCES),
        "is_artificial" => {
            let kind = numbered(this, list, call)?.kind;
            Ok(Value::from_bool(kind == MechanismKind::ArtificialCell))
        }
        "is_ion" => {
            let kind = this.model.catalog().mechanism(chosen(list, call)?).kind;
            Ok(Value::from_bool(kind == MechanismKind::Ion))
        }
        "pp_begin" => {
            let waiting = points_of_section(this, object, call)?;
            change(this, object, |list| list.waiting = waiting);
            Ok(next_point(this, object))
        }
        "pp_next" => Ok(next_point(this, object)),
        "menu" | "action" => Ok(Value::Number(0.0)),
        "internal_type" | "code" | "file" => {
            Err(call.error(HocError::Unsupported { what: format!("`MechanismType.{}`", call.name.text) }))
        }
        _ => Err(call.no_method("MechanismType", METHODS.iter().copied())),
    }
}

fn change(this: &mut Interpreter, object: ObjectId, change: impl FnOnce(&mut MechanismType)) {
    if let Some(BuiltinObject::MechanismType(list)) = this.objects.builtin_mut(object) {
        change(list);
    }
}

/// A name that is none of the list's leaves the selection as it is.
fn selection(this: &Interpreter, list: &MechanismType, call: &Call<'_>) -> Evaluated<Option<usize>> {
    if call.is_text(0) {
        let name = call.text(this, 0)?;
        let found = list.mechanisms.iter().position(|&id| this.model.catalog().mechanism(id).name == *name);
        return Ok(found.or(list.selected));
    }
    let number = call.number_within(this, 0, -1.0, list.mechanisms.len() as f64 - 1.0)?;
    Ok((number > -1.0).then_some(number as usize))
}

/// `selected()`, `selected(strdef)`
fn selected(this: &mut Interpreter, selected: Option<usize>, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    if call.count() > 0 {
        let target = call.text_variable(0)?.clone();
        let name = this.model.catalog().mechanism(chosen_of(this, object, call)?).name.as_str().into();
        this.set_text(&target, name, call.span(0))?;
    }
    Ok(Value::Number(selected.map_or(-1.0, |number| number as f64)))
}

fn chosen(list: &MechanismType, call: &Call<'_>) -> Evaluated<MechanismId> {
    let chosen = list.selected.and_then(|number| list.mechanisms.get(number)).copied();
    chosen.ok_or_else(|| call.error(HocError::Raised { message: "no mechanism is selected".to_owned() }))
}

fn chosen_of(this: &Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<MechanismId> {
    match this.objects.builtin(object) {
        Some(BuiltinObject::MechanismType(list)) => chosen(list, call),
        Some(_) | None => Err(call.error(HocError::DanglingReference)),
    }
}

fn is_of_points(this: &Interpreter, object: ObjectId) -> bool {
    matches!(this.objects.builtin(object), Some(BuiltinObject::MechanismType(list)) if list.kinds == Kinds::Points)
}

/// The mechanism of the number that is the first argument.
fn numbered<'a>(this: &'a Interpreter, list: &MechanismType, call: &Call<'_>) -> Evaluated<&'a Mechanism> {
    let number = call.index(this, 0, list.mechanisms.len())?;
    let id = list.mechanisms.get(number).copied();
    let id = id.ok_or_else(|| call.error(HocError::Raised { message: "there is no such mechanism".to_owned() }))?;
    Ok(this.model.catalog().mechanism(id))
}

/// Is the mechanism one of these? What a mod file does with events is not looked at.
fn known_of(this: &Interpreter, list: &MechanismType, call: &Call<'_>, known: &[&str]) -> Evaluated<Value> {
    let mechanism = numbered(this, list, call)?;
    if mechanism.declared.is_some() && list.kinds == Kinds::Points {
        let what = format!("`MechanismType.{}` of a mechanism from a mod file", call.name.text);
        return Err(call.error(HocError::Unsupported { what }));
    }
    Ok(Value::from_bool(known.contains(&mechanism.name.as_str())))
}

/// `make()` inserts into the accessed section, `make(objref)` makes a point process without a place.
fn make(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let mechanism = chosen_of(this, object, call)?;
    if !is_of_points(this, object) {
        let section = this.accessed_section(call.name.span)?;
        let before = this.value_bytes(section);
        this.model.insert(section, mechanism).map_err(|error| call.error(cell_error(&error)))?;
        this.account_for_values(section, before);
        return Ok(Value::Number(0.0));
    }
    let target = match call.arguments.first().map(|argument| &argument.kind) {
        Some(ArgumentKind::ObjectVariable(reference)) => reference.clone(),
        Some(_) | None => return Err(call.wrong(0, "an objref", "something else")),
    };
    let name: Arc<str> = this.model.catalog().mechanism(mechanism).name.as_str().into();
    let process = point_process::create(this, mechanism, &Call { arguments: &[], ..*call })?;
    let class = this.objects.class(&name);
    let made = this.objects.add(class, ObjectData::Builtin(process));
    this.account_for(made);
    this.set_object(&target, Some(made), call.span(0))?;
    Ok(Value::Number(0.0))
}

fn remove(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let mechanism = chosen_of(this, object, call)?;
    let section = this.accessed_section(call.name.span)?;
    if !is_of_points(this, object) && this.model.has_mechanism(section, mechanism) {
        this.model.uninsert(section, mechanism).map_err(|error| call.error(cell_error(&error)))?;
    }
    Ok(Value::Number(0.0))
}

/// The point processes of the selected kind in the accessed section, the last along it first.
fn points_of_section(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Vec<ObjectId>> {
    if !is_of_points(this, object) {
        return Err(call.error(HocError::Raised { message: "it lists no point processes".to_owned() }));
    }
    let mechanism = chosen_of(this, object, call)?;
    let section = this.accessed_section(call.name.span)?;
    let mut found: Vec<(f64, ObjectId)> = Vec::new();
    for (id, builtin) in this.objects.builtins() {
        if let BuiltinObject::PointProcess(process) = builtin
            && process.mechanism() == mechanism
            && let Some(x) = place_in(this, process, section)
        {
            found.push((x, id));
        }
    }
    found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    Ok(found.into_iter().map(|(_, id)| id).collect())
}

fn place_in(this: &Interpreter, process: &point_process::PointProcess, section: SectionId) -> Option<f64> {
    let (found, x) = process.place().and_then(|place| this.model.locate(place))?;
    (found == section).then_some(x)
}

fn next_point(this: &mut Interpreter, object: ObjectId) -> Value {
    let mut next = None;
    change(this, object, |list| next = list.waiting.pop());
    Value::Object(next.filter(|&id| this.objects.is_alive(id)))
}

//! What a `KSChan` is asked and told.

use std::sync::Arc;

use super::parts::{Kind, place_of};
use super::scheme::{INCONSISTENT, Scheme};
use super::{KsChan, printed};
use crate::hoc::builtin::{Call, vector};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::{ArgumentKind, Value};
use crate::mechanism::MechanismKind;

const METHODS: &[&str] = &[
    "add_hhstate",
    "add_ksstate",
    "add_transition",
    "erev",
    "gate",
    "gmax",
    "ion",
    "is_point",
    "iv_type",
    "ligand",
    "name",
    "ngate",
    "nligand",
    "nstate",
    "ntrans",
    "pr",
    "remove_state",
    "remove_transition",
    "rseed",
    "setstructure",
    "single",
    "state",
    "trans",
    "usetable",
    "vres",
];

/// What the current is called that no ion carries.
const UNSPECIFIC: &str = "NonSpecific";

/// Calls a method.
pub(crate) fn call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(channel) = this.channel(object) else { return Err(call.error(HocError::DanglingReference)) };
    let scheme = &channel.scheme;
    let count = |count: usize| Ok(Value::Number(count as f64));
    match call.name.text.as_str() {
        "ngate" => count(scheme.gates.len()),
        "nstate" => count(scheme.states.len()),
        "ntrans" => count(scheme.transitions.len()),
        "nligand" => count(scheme.ligands.len()),
        "is_point" => Ok(Value::from_bool(channel.is_point)),
        "gate" => {
            let index = call.index(this, 0, scheme.gates.len())?;
            this.part_of_channel(object, Kind::Gate, index)
        }
        "state" => {
            let index = call.index(this, 0, scheme.states.len())?;
            this.part_of_channel(object, Kind::State, index)
        }
        "ligand" => {
            let index = call.index(this, 0, scheme.ligands.len())?;
            Ok(scheme.ligands.get(index).map_or(Value::Object(None), Value::text))
        }
        "trans" => transition(this, object, call),
        "name" => name(this, object, call),
        "ion" => ion(this, object, call),
        "iv_type" => current(this, object, call),
        "gmax" => {
            let told = told(this, call, 0.0, 1e9)?;
            number(this, object, call, told, |channel| &mut channel.maximum)
        }
        "erev" => {
            let told = told(this, call, -1e9, 1e9)?;
            number(this, object, call, told, |channel| &mut channel.reversal_mv)
        }
        "single" => single(this, object, call),
        "usetable" => use_table(this, object, call),
        "vres" => {
            let told = told(this, call, 1e-9, 1e9)?;
            this.channels.resolution_mv = told.unwrap_or(this.channels.resolution_mv);
            Ok(Value::Number(this.channels.resolution_mv))
        }
        "rseed" => {
            let told = told(this, call, 0.0, 1e9)?;
            this.channels.seed = told.map_or(this.channels.seed, f64::trunc);
            Ok(Value::Number(this.channels.seed))
        }
        "pr" => {
            let text = printed::text(this, object, channel);
            this.print(&text, call.name.span).map(|()| Value::Number(1.0))
        }
        "add_hhstate" | "add_ksstate" | "add_transition" | "remove_state" | "remove_transition" | "setstructure" => {
            this.refuse_with_instances(channel, call)?;
            change(this, object, call)
        }
        _ => Err(call.no_method("KSChan", METHODS.iter().copied())),
    }
}

/// An argument within bounds, where there is one.
fn told(this: &Interpreter, call: &Call<'_>, low: f64, high: f64) -> Evaluated<Option<f64>> {
    if call.count() == 0 { Ok(None) } else { call.number_within(this, 0, low, high).map(Some) }
}

fn number(
    this: &mut Interpreter,
    object: ObjectId,
    call: &Call<'_>,
    told: Option<f64>,
    field: fn(&mut KsChan) -> &mut f64,
) -> Evaluated<Value> {
    if let Some(value) = told {
        this.change_channel(object, call, |channel| *field(channel) = value)?;
    }
    let value = this.channel(object).cloned().map_or(0.0, |mut channel| *field(&mut channel));
    Ok(Value::Number(value))
}

fn name(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    if call.count() > 0 {
        let asked = call.text(this, 0)?;
        this.name_channel(object, &asked, call)?;
    }
    Ok(this.channel(object).map_or(Value::Object(None), |channel| Value::Text(Arc::clone(&channel.name))))
}

/// `ion("na")`; an empty name is no ion.
fn ion(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let shown = |channel: &KsChan| channel.ion.clone().unwrap_or_else(|| Arc::from(UNSPECIFIC));
    let Some(channel) = this.channel(object) else { return Ok(Value::Object(None)) };
    if call.count() > 0 {
        let asked = call.text(this, 0)?;
        if asked != shown(channel) {
            this.refuse_with_instances(channel, call)?;
            let is_ion = !asked.is_empty() && asked.as_ref() != UNSPECIFIC;
            if is_ion && !is_ion_mechanism(this, &format!("{asked}_ion")) {
                let message = format!("`{asked}_ion` is no ion: `ion_register(\"{asked}\", charge)` makes one");
                return Err(call.error(HocError::Raised { message }));
            }
            if !is_ion && channel.ion.is_some() {
                this.print("switch from useion to non-specific\n", call.name.span)?;
            }
            this.change_channel(object, call, |channel| channel.ion = is_ion.then_some(asked))?;
        }
    }
    Ok(this.channel(object).map_or(Value::Object(None), |channel| Value::Text(shown(channel))))
}

pub(super) fn is_ion_mechanism(this: &Interpreter, name: &str) -> bool {
    let catalog = this.model.catalog();
    catalog.find(name).is_some_and(|id| catalog.mechanism(id).kind == MechanismKind::Ion)
}

/// `iv_type(0)` ohmic, `iv_type(2)` of Goldman, Hodgkin and Katz.
fn current(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    if let Some(kind) = told(this, call, 0.0, 2.0)? {
        let kind = kind as u8;
        if kind == 1 {
            let what = "a channel whose current follows a reversal potential that it computes itself (`iv_type(1)`)";
            return Err(call.error(HocError::Unsupported { what: what.to_owned() }));
        }
        this.change_channel(object, call, |channel| channel.current = kind)?;
    }
    let kind = this.channel(object).filter(|channel| channel.ion.is_some()).map_or(0, |channel| channel.current);
    Ok(Value::Number(f64::from(kind)))
}

/// Only one gate of several states, to the first power, can be counted one by one.
fn single(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(channel) = this.channel(object) else { return Ok(Value::Number(0.0)) };
    if let Some(asked) = told(this, call, 0.0, 1.0)?
        && channel.is_point
    {
        this.refuse_with_instances(channel, call)?;
        let scheme = &channel.scheme;
        let is_one = matches!(scheme.gates.as_slice(), [gate] if gate.power == 1);
        let is_single = asked >= 1.0 && is_one && scheme.alone == 0 && scheme.states.len() > 1;
        this.change_channel(object, call, |channel| channel.is_single = is_single)?;
    }
    Ok(Value::from_bool(this.channel(object).is_some_and(|channel| channel.is_single)))
}

/// `usetable()`, `usetable(1)`, `usetable(1, size, vmin, vmax)`, `usetable(&vmin, &vmax)`
fn use_table(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(channel) = this.channel(object) else { return Ok(Value::Number(0.0)) };
    let mut table = channel.table;
    let has_gates = channel.scheme.alone > 0;
    if matches!(call.arguments.first().map(|first| &first.kind), Some(ArgumentKind::Pointer(_))) {
        let ends = [(0, table.ends_mv.0), (1, table.ends_mv.1)];
        for (index, end_mv) in ends {
            this.set_number(call.pointer(index)?, end_mv, call.span(index))?;
        }
        return Ok(Value::Number(table.size as f64));
    }
    if call.count() > 0 {
        table.is_used = call.number_within(this, 0, 0.0, 1.0)? >= 1.0 && has_gates;
        if call.count() > 1 {
            table.size = call.number_within(this, 1, 2.0, 10_000.0)? as usize;
            let ends_mv = (call.number(this, 2)?, call.number(this, 3)?);
            table.ends_mv = if ends_mv.0 >= ends_mv.1 { (-100.0, 50.0) } else { ends_mv };
        }
        this.change_channel(object, call, |channel| channel.table = table)?;
        if table.is_used {
            let message =
                "tables of a channel's rates only matter to a simulation: the rates are evaluated as they are";
            this.note_once("hoc::channel", message, call.name.span);
        }
    }
    Ok(Value::from_bool(table.is_used))
}

/// `trans(index)`, `trans(state, state)`
fn transition(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(channel) = this.channel(object) else { return Ok(Value::Object(None)) };
    let transitions = &channel.scheme.transitions;
    let index = if call.is_number(0) {
        call.index(this, 0, transitions.len())?
    } else {
        let ends = (place_of(this, call, 0, Kind::State)?, place_of(this, call, 1, Kind::State)?);
        let found = transitions.iter().position(|found| (found.source, found.target) == ends);
        let message = format!("no transition leads from state {} to state {}", ends.0, ends.1);
        found.ok_or_else(|| call.error(HocError::Raised { message }))?
    };
    this.part_of_channel(object, Kind::Transition, index)
}

/// Changes the structure.
fn change(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(channel) = this.channel(object) else { return Ok(Value::Number(0.0)) };
    let scheme = channel.scheme.clone();
    match call.name.text.as_str() {
        "add_hhstate" => {
            let name = call.text(this, 0)?;
            let place = this.change_scheme(object, call, |scheme| scheme.add_alone(&name))?;
            this.part_of_channel(object, Kind::State, place)
        }
        "add_ksstate" => {
            let gate = match call.object_or_null(this, 0)? {
                Some(_) => place_of(this, call, 0, Kind::Gate)?,
                None => scheme.gates.len(),
            };
            let name = call.text(this, 1)?;
            let place = this.change_scheme(object, call, |scheme| scheme.add_to_gate(gate, &name))?;
            this.part_of_channel(object, Kind::State, place)
        }
        "add_transition" => {
            let source = end_of_transition(this, call, 0, &scheme)?;
            let target = end_of_transition(this, call, 1, &scheme)?;
            let place = this.change_scheme(object, call, |scheme| scheme.add_transition(source, target))?;
            this.part_of_channel(object, Kind::Transition, place)
        }
        "remove_state" => {
            let place = if call.is_number(0) {
                call.index(this, 0, scheme.states.len())?
            } else {
                place_of(this, call, 0, Kind::State)?
            };
            this.change_scheme(object, call, |scheme| scheme.remove_state(place))?;
            Ok(Value::Number(0.0))
        }
        "remove_transition" => {
            let place = if call.is_number(0) {
                call.index(this, 0, scheme.transitions.len())?
            } else {
                place_of(this, call, 0, Kind::Transition)?
            };
            if place < scheme.alone {
                return Err(call.error(HocError::Raised { message: INCONSISTENT.to_owned() }));
            }
            this.change_scheme(object, call, |scheme| scheme.remove_transition(place))?;
            Ok(Value::Number(0.0))
        }
        _ => set_structure(this, object, call, &scheme),
    }
}

fn end_of_transition(this: &Interpreter, call: &Call<'_>, argument: usize, scheme: &Scheme) -> Evaluated<usize> {
    if call.is_number(0) {
        let (low, high) = (scheme.alone as f64, scheme.states.len() as f64 - 1.0);
        return call.number_within(this, argument, low, high).map(|place| place as usize);
    }
    place_of(this, call, argument, Kind::State)
}

/// All at once, from a vector.
fn set_structure(this: &mut Interpreter, object: ObjectId, call: &Call<'_>, before: &Scheme) -> Evaluated<Value> {
    let numbers = vector::argument(this, call, 0)?;
    let (first, rest) = numbers.split_first().unwrap_or((&0.0, &[]));
    let raised = |message: &str| call.error(HocError::Raised { message: message.to_owned() });
    let scheme = Scheme::from_numbers(rest, before).map_err(raised)?;
    let kind = *first as u8;
    this.change_channel(object, call, |channel| channel.current = kind)?;
    this.change_scheme(object, call, |place| *place = scheme)?;
    Ok(Value::Number(1.0))
}

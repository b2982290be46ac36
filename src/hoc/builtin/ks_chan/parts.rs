//! `KSState`, `KSGate`, `KSTrans`: the states, gates and transitions of a channel as objects.

use std::sync::Arc;

use super::KsChan;
use super::describe::rate;
use super::methods::is_ion_mechanism;
use super::scheme::{Function, Transition};
use crate::hoc::builtin::{BuiltinObject, Call, vector};
use crate::hoc::error::{Evaluated, Failure, HocError};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectData, ObjectId};
use crate::hoc::value::Value;

/// What it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    State,
    Gate,
    Transition,
}

impl Kind {
    const fn class(self) -> &'static str {
        match self {
            Self::State => "KSState",
            Self::Gate => "KSGate",
            Self::Transition => "KSTrans",
        }
    }
}

/// A part of a channel, by a number that it keeps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    channel: ObjectId,
    kind: Kind,
    id: u32,
}

impl KsChan {
    fn id(&self, kind: Kind, place: usize) -> Option<u32> {
        let scheme = &self.scheme;
        match kind {
            Kind::State => scheme.states.get(place).map(|found| found.id),
            Kind::Gate => scheme.gates.get(place).map(|found| found.id),
            Kind::Transition => scheme.transitions.get(place).map(|found| found.id),
        }
    }

    fn place(&self, kind: Kind, id: u32) -> Option<usize> {
        let scheme = &self.scheme;
        match kind {
            Kind::State => scheme.states.iter().position(|found| found.id == id),
            Kind::Gate => scheme.gates.iter().position(|found| found.id == id),
            Kind::Transition => scheme.transitions.iter().position(|found| found.id == id),
        }
    }

    /// Lets go of the objects whose parts are gone.
    pub(super) fn forget_parts(&mut self) -> Vec<ObjectId> {
        let gone: Vec<_> = self.parts.keys().copied().filter(|&(kind, id)| self.place(kind, id).is_none()).collect();
        gone.into_iter().filter_map(|part| self.parts.remove(&part)).collect()
    }

    /// The gate of a state.
    fn gate_of(&self, state: usize) -> usize {
        let behind = self.scheme.gates.iter().skip(1).position(|gate| state < gate.first);
        behind.unwrap_or(self.scheme.gates.len().saturating_sub(1))
    }
}

impl Interpreter {
    /// The object of a part, the same each time.
    pub(super) fn part_of_channel(&mut self, object: ObjectId, kind: Kind, place: usize) -> Evaluated<Value> {
        let known = self.channel(object).and_then(|channel| {
            let id = channel.id(kind, place)?;
            Some((id, channel.parts.get(&(kind, id)).copied()))
        });
        let part = match known {
            None => None,
            Some((_, Some(part))) => Some(part),
            Some((id, None)) => {
                let class = self.objects.class(kind.class());
                let part = BuiltinObject::KsPart(Part { channel: object, kind, id });
                let part = self.objects.add(class, ObjectData::Builtin(part));
                self.objects.retain(part);
                if let Some(BuiltinObject::KsChan(channel)) = self.objects.builtin_mut(object) {
                    channel.parts.insert((kind, id), part);
                }
                Some(part)
            }
        };
        Ok(Value::Object(part))
    }
}

/// `new KSState()` and its like.
pub(crate) fn refuse(_this: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let message = format!("a `{}` is only made by its KSChan", call.name.text);
    Err(call.error(HocError::Raised { message }))
}

fn gone(call: &Call<'_>) -> Failure {
    call.error(HocError::Raised { message: "the object was deleted by its KSChan".to_owned() })
}

/// The place of the part that an argument is.
pub(super) fn place_of(this: &Interpreter, call: &Call<'_>, argument: usize, kind: Kind) -> Evaluated<usize> {
    let object = call.object(this, argument)?;
    let Some(BuiltinObject::KsPart(part)) = this.objects.builtin(object) else {
        return Err(call.wrong(argument, kind.class(), "another object"));
    };
    if part.kind != kind {
        return Err(call.wrong(argument, kind.class(), "another object"));
    }
    this.channel(part.channel).and_then(|channel| channel.place(kind, part.id)).ok_or_else(|| gone(call))
}

/// Calls a method.
pub(crate) fn call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(&BuiltinObject::KsPart(part)) = this.objects.builtin(object) else { return Err(gone(call)) };
    let found = this.channel(part.channel).and_then(|channel| channel.place(part.kind, part.id));
    let place = found.ok_or_else(|| gone(call))?;
    match part.kind {
        Kind::State => call_state(this, part.channel, place, call),
        Kind::Gate => call_gate(this, part.channel, place, call),
        Kind::Transition => call_transition(this, part.channel, place, call),
    }
}

fn call_state(this: &mut Interpreter, object: ObjectId, place: usize, call: &Call<'_>) -> Evaluated<Value> {
    let told = call.count() > 0;
    match call.name.text.as_str() {
        "index" => Ok(Value::Number(place as f64)),
        "gate" => {
            let gate = this.channel(object).map_or(0, |channel| channel.gate_of(place));
            this.part_of_channel(object, Kind::Gate, gate)
        }
        "frac" => {
            if told {
                let fraction = call.number_within(this, 0, 0.0, 1e9)?;
                this.change_channel(object, call, |channel| {
                    channel.scheme.states.get_mut(place).into_iter().for_each(|state| state.fraction = fraction);
                })?;
            }
            let state = this.channel(object).and_then(|channel| channel.scheme.states.get(place));
            Ok(Value::Number(state.map_or(0.0, |state| state.fraction)))
        }
        "name" => {
            if told {
                let name = call.text(this, 0)?;
                this.rename_state(object, place, &name, call)?;
            }
            let state = this.channel(object).and_then(|channel| channel.scheme.states.get(place));
            Ok(state.map_or(Value::Object(None), |state| Value::Text(Arc::clone(&state.name))))
        }
        _ => Err(call.no_method("KSState", ["frac", "index", "gate", "name"])),
    }
}

fn call_gate(this: &mut Interpreter, object: ObjectId, place: usize, call: &Call<'_>) -> Evaluated<Value> {
    let Some(gate) = this.channel(object).and_then(|channel| channel.scheme.gates.get(place)) else {
        return Err(gone(call));
    };
    let number = match call.name.text.as_str() {
        "nstate" => gate.count,
        "sindex" => gate.first,
        "index" => place,
        "power" => {
            if call.count() > 0 {
                let power = call.number_within(this, 0, 0.0, 1e6)? as u32;
                if let Some(channel) = this.channel(object).filter(|channel| channel.is_single && power != 1) {
                    this.refuse_with_instances(channel, call)?;
                }
                this.change_channel(object, call, |channel| {
                    channel.is_single &= power == 1;
                    channel.scheme.gates.get_mut(place).into_iter().for_each(|gate| gate.power = power);
                })?;
            }
            let gate = this.channel(object).and_then(|channel| channel.scheme.gates.get(place));
            gate.map_or(0, |gate| gate.power as usize)
        }
        _ => return Err(call.no_method("KSGate", ["nstate", "power", "sindex", "index"])),
    };
    Ok(Value::Number(number as f64))
}

const OF_TRANSITIONS: [&str; 12] =
    ["set_f", "index", "type", "ftype", "ab", "inftau", "f", "stoichiometry", "src", "target", "parm", "ligand"];

fn call_transition(this: &mut Interpreter, object: ObjectId, place: usize, call: &Call<'_>) -> Evaluated<Value> {
    let Some(channel) = this.channel(object) else { return Err(gone(call)) };
    let Some(found) = channel.scheme.transitions.get(place).cloned() else { return Err(gone(call)) };
    let change = |this: &mut Interpreter, change: &dyn Fn(&mut Transition)| {
        this.change_channel(object, call, |channel| {
            channel.scheme.transitions.get_mut(place).into_iter().for_each(change);
        })
    };
    match call.name.text.as_str() {
        "index" => Ok(Value::Number(place as f64)),
        "src" => {
            let state = found.source;
            this.part_of_channel(object, Kind::State, state)
        }
        "target" => {
            let state = found.target;
            this.part_of_channel(object, Kind::State, state)
        }
        "ligand" => {
            let ion = found.ligand.and_then(|ligand| channel.scheme.ligands.get(ligand));
            let side = if found.kind == 3 { "i" } else { "o" };
            Ok(Value::text(ion.map_or_else(String::new, |ion| format!("{}{side}", ion.trim_end_matches("_ion")))))
        }
        "stoichiometry" => {
            let mut count = found.count;
            if call.count() > 0 {
                count = call.number_within(this, 0, 1.0, 1e9)? as u32;
                change(this, &|found| found.count = count)?;
            }
            Ok(Value::Number(f64::from(count)))
        }
        "type" => kind(this, object, place, call),
        "set_f" => {
            let index = call.number_within(this, 0, 0.0, 1.0)? as usize;
            let form = call.number_within(this, 1, 0.0, 7.0)? as u8;
            let numbers = call.object(this, 2)?;
            let size = vector::argument(this, call, 2)?.len();
            let has_ends = form == 7 && call.count() > 3;
            let ends_mv = if has_ends { (call.number(this, 3)?, call.number(this, 4)?) } else { (-100.0, 50.0) };
            if form == 7 && (size < 2 || ends_mv.1 <= ends_mv.0) {
                let message = "a table needs two values, and an end behind its beginning".to_owned();
                return Err(call.error(HocError::Raised { message }));
            }
            let function = Function { form, numbers, ends_mv };
            change(this, &|found| {
                found.functions.get_mut(index).into_iter().for_each(|place| *place = Some(function));
            })?;
            this.change_channel(object, call, |channel| channel.table.is_used = false)?;
            Ok(Value::Number(0.0))
        }
        "ftype" | "parm" | "f" => function(this, &found, call),
        "ab" | "inftau" => curves(this, &found, call),
        _ => Err(call.no_method("KSTrans", OF_TRANSITIONS)),
    }
}

/// `type(0)`, `type(3, "cai")`
fn kind(this: &mut Interpreter, object: ObjectId, place: usize, call: &Call<'_>) -> Evaluated<Value> {
    if call.count() > 0 {
        let kind = call.number_within(this, 0, 0.0, 3.0)? as u8;
        if kind >= 2 {
            let ligand = call.text(this, 1)?;
            let ion: Arc<str> = format!("{}_ion", ligand.strip_suffix(['i', 'o']).unwrap_or(&ligand)).into();
            if !is_ion_mechanism(this, &ion) {
                let message = format!("`{ion}` is no ion");
                return Err(call.error(HocError::Raised { message }));
            }
            if let Some(channel) = this.channel(object) {
                this.refuse_with_instances(channel, call)?;
            }
            this.change_scheme(object, call, |scheme| scheme.set_ligand(place, kind, &ion))?;
        } else {
            let binds = |channel: &KsChan| channel.scheme.transitions.get(place).is_some_and(|found| found.kind >= 2);
            if this.channel(object).is_some_and(binds) {
                this.change_scheme(object, call, |scheme| scheme.set_voltage(place, kind))?;
            } else {
                this.change_channel(object, call, |channel| {
                    channel.table.is_used = false;
                    channel.scheme.set_voltage(place, kind);
                })?;
            }
        }
        return Ok(Value::Number(f64::from(kind)));
    }
    let found = this.channel(object).and_then(|channel| channel.scheme.transitions.get(place));
    Ok(Value::Number(found.map_or(0.0, |found| f64::from(found.kind))))
}

/// Of one of the two functions: its form, its vector, its value at a potential.
fn function(this: &mut Interpreter, found: &Transition, call: &Call<'_>) -> Evaluated<Value> {
    let index = call.number_within(this, 0, 0.0, 1.0)? as usize;
    let function = found.functions.get(index).copied().flatten();
    match call.name.text.as_str() {
        "ftype" => Ok(Value::Number(function.map_or(-1.0, |function| f64::from(function.form)))),
        "parm" => {
            if let Some(function) = function.filter(|function| function.form == 7 && call.count() > 1) {
                this.set_number(call.pointer(1)?, function.ends_mv.0, call.span(1))?;
                this.set_number(call.pointer(2)?, function.ends_mv.1, call.span(2))?;
            }
            Ok(Value::Object(function.map(|function| function.numbers)))
        }
        _ => {
            let Some(function) = function else { return Ok(Value::Number(0.0)) };
            let v_mv = call.number(this, 1)?;
            let rate = rate(this, &function).ok_or_else(|| too_few(call))?;
            Ok(Value::Number(rate.at(v_mv, celsius(this))))
        }
    }
}

fn celsius(this: &Interpreter) -> f64 {
    this.number("celsius").unwrap_or_default()
}

fn too_few(call: &Call<'_>) -> Failure {
    let message = "a function of the transition is not given, or has too few numbers".to_owned();
    call.error(HocError::Raised { message })
}

/// `ab(v, a, b)`, `inftau(v, inf, tau)`: rates, or steady values and time constants, at the potentials of a vector.
fn curves(this: &mut Interpreter, found: &Transition, call: &Call<'_>) -> Evaluated<Value> {
    let potentials = vector::argument(this, call, 0)?;
    this.work_on(potentials.len(), call.name.span)?;
    let [one, other] = found.functions.map(|function| function.and_then(|function| rate(this, &function)));
    let (Some(one), Some(other)) = (one, other) else { return Err(too_few(call)) };
    let other = other.beside(&one);
    let (is_inf_tau, celsius) = (found.kind == 1, celsius(this));
    let asks_rates = call.name.text == "ab";
    let at = |&v_mv: &f64| {
        let (a, b) = (one.at(v_mv, celsius), other.at(v_mv, celsius));
        match (asks_rates, is_inf_tau) {
            (true, true) => (a / b, (1.0 - a) / b),
            (false, false) => {
                let tau = 1.0 / (a + b);
                (a * tau, tau)
            }
            (true, false) | (false, true) => (a, b),
        }
    };
    let (a, b) = potentials.iter().map(at).unzip();
    for (argument, values) in [(1, a), (2, b)] {
        vector::set_argument(this, call, argument, values)?;
    }
    Ok(Value::Number(0.0))
}

//! `MechanismStandard`: a set of values for a mechanism's variables, to be copied into segments and out of them.

use crate::cell::resolved::{segment_at, segment_centre};
use crate::cell::{Assignment, SectionId};
use crate::hoc::builtin::{BuiltinObject, Call, point_process};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::read::cell_error;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::{Reference, Value};
use crate::mechanism::{MechanismId, MechanismKind, VariableKind};

/// The values of all variables, and which of them it is for.
#[derive(Debug, Clone)]
pub(crate) struct MechanismStandard {
    mechanism: MechanismId,
    /// Places among the mechanism's variables.
    chosen: Vec<usize>,
    /// The names of global variables, where it is for those.
    globals: Option<Vec<String>>,
    /// For each variable of the mechanism its elements.
    values: Vec<Vec<f64>>,
}

const METHODS: &[&str] = &["panel", "action", "in", "_in", "out", "set", "get", "count", "is_array", "name", "save"];

/// `new MechanismStandard("name")`, `new MechanismStandard("name", type)` with -1 for global variables, 0 for all
/// others, 1 for parameters, 2 for what is computed, 3 for states.
pub(crate) fn create(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let name = call.text(this, 0)?;
    let kinds = if call.count() > 1 { call.number_within(this, 1, -1.0, 3.0)?.trunc() } else { 1.0 };
    let catalog = this.model.catalog();
    let id = catalog.find(&name).filter(|&id| catalog.mechanism(id).kind != MechanismKind::Library);
    let id = id.ok_or_else(|| {
        let near = crate::diagnostic::did_you_mean(&name, catalog.mechanisms().map(|(_, known)| known.name.as_str()));
        HocError::UnknownMechanism { name: name.to_string(), near, searched: String::new() }.at(call.span(0))
    })?;
    let mechanism = catalog.mechanism(id);
    let is_ion = mechanism.kind == MechanismKind::Ion;
    if is_ion && kinds == 2.0 {
        return Err(
            call.error(HocError::Unsupported { what: "`MechanismStandard` for what an ion computes".to_owned() })
        );
    }
    // What the variables of an ion are follows its style in each section: NEURON counts none as a parameter.
    let is_chosen = |kind: VariableKind| kinds == 0.0 || kinds == number_of(kind) && !is_ion;
    let variables = mechanism.variables.iter().enumerate();
    let chosen = variables.filter(|(_, variable)| is_chosen(variable.kind)).map(|(index, _)| index).collect();
    let globals = (kinds < 0.0).then(|| mechanism.globals.iter().map(|global| global.name.clone()).collect());
    let values = mechanism.variables.iter().map(|variable| vec![variable.default; variable.length.max(1)]).collect();
    Ok(BuiltinObject::MechanismStandard(MechanismStandard { mechanism: id, chosen, globals, values }))
}

const fn number_of(kind: VariableKind) -> f64 {
    match kind {
        VariableKind::Parameter => 1.0,
        VariableKind::Assigned => 2.0,
        VariableKind::State => 3.0,
    }
}

/// Its methods.
pub(crate) fn call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(own) = get(this, object).cloned() else { return Ok(Value::Number(0.0)) };
    let number = match call.name.text.as_str() {
        "count" => own.count() as f64,
        "name" => return name(this, &own, call),
        "is_array" => {
            let place = own.place(this, call, 0)?;
            f64::from(own.values.get(place).is_some_and(|_| is_array(this, &own, place)))
        }
        "get" => {
            let (variable, element) = own.element(this, call, 1)?;
            own.values.get(variable).and_then(|values| values.get(element)).copied().unwrap_or(0.0)
        }
        "set" => {
            let (variable, element) = own.element(this, call, 2)?;
            let value = call.number(this, 1)?;
            change(this, object, |standard| standard.set(variable, element, value));
            0.0
        }
        "in" | "_in" => {
            copy_in(this, object, &own, call)?;
            0.0
        }
        "out" => {
            copy_out(this, object, &own, call)?;
            0.0
        }
        "panel" | "action" | "save" => 0.0,
        _ => return Err(call.no_method("MechanismStandard", METHODS.iter().copied())),
    };
    Ok(Value::Number(number))
}

impl MechanismStandard {
    fn count(&self) -> usize {
        self.globals.as_ref().map_or(self.chosen.len(), Vec::len)
    }

    fn set(&mut self, variable: usize, element: usize, value: f64) {
        if let Some(place) = self.values.get_mut(variable).and_then(|values| values.get_mut(element)) {
            *place = value;
        }
    }

    /// The mechanism's variable that a number among the chosen ones stands for.
    fn place(&self, this: &Interpreter, call: &Call<'_>, argument: usize) -> Evaluated<usize> {
        let number = call.index(this, argument, self.count())?;
        Ok(self.chosen.get(number).copied().unwrap_or(usize::MAX))
    }

    /// The variable that the first argument names, any of the mechanism's, and the element that another one numbers.
    fn element(&self, this: &Interpreter, call: &Call<'_>, index: usize) -> Evaluated<(usize, usize)> {
        let name = call.text(this, 0)?;
        let variables = &this.model.catalog().mechanism(self.mechanism).variables;
        let found = variables.iter().position(|variable| variable.name == *name);
        let variable = found.ok_or_else(|| {
            let near = crate::diagnostic::did_you_mean(&name, variables.iter().map(|known| known.name.as_str()));
            let class = this.model.catalog().mechanism(self.mechanism).name.clone();
            HocError::NoMember { class, member: name.to_string(), near }.at(call.span(0))
        })?;
        let elements = self.values.get(variable).map_or(0, Vec::len);
        let element = if call.count() > index { call.index(this, index, elements)? } else { 0 };
        Ok((variable, element))
    }

    /// Every chosen variable with its elements.
    fn entries(&self) -> impl Iterator<Item = (usize, &[f64])> {
        self.chosen.iter().filter_map(|&place| Some((place, self.values.get(place)?.as_slice())))
    }
}

fn get(this: &Interpreter, object: ObjectId) -> Option<&MechanismStandard> {
    match this.objects.builtin(object)? {
        BuiltinObject::MechanismStandard(standard) => Some(standard),
        _ => None,
    }
}

fn change(this: &mut Interpreter, object: ObjectId, change: impl FnOnce(&mut MechanismStandard)) {
    if let Some(BuiltinObject::MechanismStandard(standard)) = this.objects.builtin_mut(object) {
        change(standard);
    }
}

fn is_array(this: &Interpreter, standard: &MechanismStandard, place: usize) -> bool {
    let variables = &this.model.catalog().mechanism(standard.mechanism).variables;
    variables.get(place).is_some_and(|variable| variable.length > 1)
}

/// `name(strdef)` names the mechanism, `name(strdef, i)` a variable and gives its number of elements.
fn name(this: &mut Interpreter, own: &MechanismStandard, call: &Call<'_>) -> Evaluated<Value> {
    let target = call.text_variable(0)?.clone();
    let mechanism = this.model.catalog().mechanism(own.mechanism);
    let (text, size) = if call.count() < 2 {
        (mechanism.name.clone(), 0)
    } else if let Some(globals) = &own.globals {
        let number = call.index(this, 1, globals.len())?;
        let length = mechanism.globals.get(number).map_or(1, |global| global.length.max(1));
        (globals.get(number).cloned().unwrap_or_default(), length)
    } else {
        let variable = mechanism.variables.get(own.place(this, call, 1)?);
        variable.map_or((String::new(), 0), |variable| (variable.name.clone(), variable.length.max(1)))
    };
    this.set_text(&target, text.into(), call.span(0))?;
    Ok(Value::Number(size as f64))
}

/// What the values come from or go to.
enum Other {
    Standard(ObjectId),
    Point(ObjectId),
    Section(SectionId, Option<f64>),
}

fn other(this: &mut Interpreter, call: &Call<'_>) -> Evaluated<Other> {
    if !call.is_object(0) {
        let x = if call.count() > 0 { Some(call.number_within(this, 0, 0.0, 1.0)?) } else { None };
        return Ok(Other::Section(this.accessed_section(call.name.span)?, x));
    }
    let object = call.object(this, 0)?;
    match this.objects.builtin(object) {
        Some(BuiltinObject::MechanismStandard(_)) => Ok(Other::Standard(object)),
        Some(BuiltinObject::PointProcess(_)) => Ok(Other::Point(object)),
        Some(_) | None => Err(call.wrong(0, "a MechanismStandard or a point process", "another object")),
    }
}

/// `out()` into every segment of the accessed section, `out(x)` into one, `out(object)` into an object. Nothing happens
/// where the mechanism is not.
fn copy_out(this: &mut Interpreter, object: ObjectId, own: &MechanismStandard, call: &Call<'_>) -> Evaluated<()> {
    match other(this, call)? {
        Other::Standard(target) => {
            let is_same = get(this, target).is_some_and(|target| target.mechanism == own.mechanism);
            if is_same && target != object {
                change(this, target, |target| target.take(own));
            }
            Ok(())
        }
        Other::Point(target) => {
            let names = names(this, own);
            if is_of(this, target, own.mechanism) {
                for ((_, values), name) in own.entries().zip(names) {
                    for (element, &value) in values.iter().enumerate() {
                        point_process::write(this, target, &name, element, value);
                    }
                }
            }
            Ok(())
        }
        Other::Section(section, x) => into_section(this, own, (section, x), call),
    }
}

fn into_section(
    this: &mut Interpreter,
    own: &MechanismStandard,
    (section, x): (SectionId, Option<f64>),
    call: &Call<'_>,
) -> Evaluated<()> {
    if !this.model.has_mechanism(section, own.mechanism) {
        return Ok(());
    }
    let failed = |error| call.error(cell_error(&error));
    let nseg = this.model.nseg(section).map_err(failed)?;
    for ((_, values), name) in own.entries().zip(names(this, own)) {
        let Some(range) = this.model.find_range(&name) else { continue };
        for (element, &value) in values.iter().enumerate() {
            match x {
                Some(x) => {
                    let x = segment_centre(segment_at(x, nseg), nseg);
                    this.model.assign(section, x, range, element, Assignment::Set, value).map_err(failed)?
                }
                None => this.model.assign_all(section, range, element, Assignment::Set, value).map_err(failed)?,
            };
        }
    }
    Ok(())
}

/// `in()` from the first segment of the accessed section, `in(x)` from another, `in(object)` from an object.
fn copy_in(this: &mut Interpreter, object: ObjectId, own: &MechanismStandard, call: &Call<'_>) -> Evaluated<()> {
    let names = names(this, own);
    let mut taken = own.clone();
    match other(this, call)? {
        Other::Standard(source) => {
            let source = get(this, source).filter(|source| source.mechanism == own.mechanism);
            taken.values = source.map_or_else(|| own.values.clone(), |source| source.values.clone());
        }
        Other::Point(source) => {
            if let Some(BuiltinObject::PointProcess(process)) = this.objects.builtin(source)
                && process.mechanism() == own.mechanism
            {
                own.entries().for_each(|(place, _)| taken.replace(place, process.values(place).to_vec()));
            }
        }
        Other::Section(section, x) if this.model.has_mechanism(section, own.mechanism) => {
            let failed = |error| call.error(cell_error(&error));
            let nseg = this.model.nseg(section).map_err(failed)?;
            let x = segment_centre(segment_at(x.unwrap_or(0.0), nseg), nseg);
            for ((place, values), name) in own.entries().zip(&names) {
                let Some(range) = this.model.find_range(name) else { continue };
                let first = Reference::Range { section, range, element: 0, x, stored: false };
                this.refuse_computed(&first).map_err(|error| error.at(call.name.span))?;
                let read = (0..values.len()).map(|element| this.model.get(section, x, range, element));
                let read = read.collect::<Result<Vec<f64>, _>>().map_err(failed)?;
                taken.replace(place, read);
            }
        }
        Other::Section(..) => {}
    }
    change(this, object, |standard| standard.take(&taken));
    Ok(())
}

impl MechanismStandard {
    /// Takes over the chosen values of another one.
    fn take(&mut self, source: &Self) {
        source.entries().for_each(|(place, values)| self.replace(place, values.to_vec()));
    }

    fn replace(&mut self, place: usize, values: Vec<f64>) {
        if let Some(old) = self.values.get_mut(place) {
            *old = values;
        }
    }
}

fn names(this: &Interpreter, own: &MechanismStandard) -> Vec<String> {
    let variables = &this.model.catalog().mechanism(own.mechanism).variables;
    own.entries().filter_map(|(place, _)| variables.get(place)).map(|variable| variable.name.clone()).collect()
}

fn is_of(this: &Interpreter, object: ObjectId, mechanism: MechanismId) -> bool {
    matches!(this.objects.builtin(object), Some(BuiltinObject::PointProcess(process)) if process.mechanism() == mechanism)
}

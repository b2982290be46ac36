//! Point processes and artificial cells: a place, parameters, and what hoc does to them that only a simulation shows.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::cell::Place;
use crate::hoc::builtin::{BuiltinObject, Call};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::read::cell_error;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::{Reference, Value};
use crate::mechanism::{MechanismId, MechanismKind};

/// A point process or artificial cell.
#[derive(Debug)]
pub(crate) struct PointProcess {
    mechanism: MechanismId,
    place: Option<Place>,
    /// For each variable its elements.
    values: Vec<Vec<f64>>,
    /// For each variable whether hoc assigned it.
    is_assigned: Vec<bool>,
    /// Its functions that hoc called, and what hoc assigned after the first of them.
    told: Vec<Told>,
    /// What `setpointer` said.
    pointers: IndexMap<Arc<str>, Reference>,
}

/// Something that hoc did to a process.
#[derive(Debug)]
pub(crate) enum Told {
    /// A function was called.
    Call { function: Arc<str>, arguments: Vec<Value>, has_pointer: bool },
    /// An element of a variable was assigned.
    Set { variable: usize, element: usize, value: f64 },
}

/// What hoc has done to a process by some time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Past {
    values: Vec<Vec<f64>>,
    is_assigned: Vec<bool>,
    told: usize,
}

impl Past {
    /// The elements of all variables.
    pub(crate) fn all_values(&self) -> impl Iterator<Item = &f64> {
        self.values.iter().flatten()
    }
}

impl PointProcess {
    /// What hoc has done to it so far.
    pub(crate) fn past(&self) -> Past {
        Past { values: self.values.clone(), is_assigned: self.is_assigned.clone(), told: self.told.len() }
    }

    /// Forgets what hoc has done since; false where that was more than to assign variables.
    pub(crate) fn go_back(&mut self, past: &Past) -> bool {
        self.values.clone_from(&past.values);
        self.is_assigned.clone_from(&past.is_assigned);
        let has_called = self.told.iter().skip(past.told).any(|told| matches!(told, Told::Call { .. }));
        self.told.truncate(past.told);
        !has_called
    }

    /// Its kind.
    pub(crate) const fn mechanism(&self) -> MechanismId {
        self.mechanism
    }

    /// Where it is.
    pub(crate) const fn place(&self) -> Option<Place> {
        self.place
    }

    /// The memory that its values take.
    pub(crate) fn bytes(&self) -> usize {
        let values = self.values.iter().map(|values| size_of::<Vec<f64>>() + size_of_val(values.as_slice()));
        let told = self.told.iter().map(|told| match told {
            Told::Call { arguments, .. } => size_of_val(arguments.as_slice()) + size_of::<Told>(),
            Told::Set { .. } => size_of::<Told>(),
        });
        values.chain(told).sum::<usize>() + self.pointers.len() * size_of::<Reference>()
    }

    /// Did hoc assign the variable at an index of the mechanism's list?
    pub(crate) fn is_assigned(&self, index: usize) -> bool {
        self.is_assigned.get(index).copied().unwrap_or(false)
    }

    /// Its functions that hoc called, and what hoc assigned after the first of them.
    pub(crate) fn told(&self) -> &[Told] {
        &self.told
    }

    /// What its `POINTER`s point to.
    pub(crate) const fn pointers(&self) -> &IndexMap<Arc<str>, Reference> {
        &self.pointers
    }

    /// `setpointer process.name, ..`
    pub(crate) fn point(&mut self, name: &str, target: Reference) {
        self.pointers.insert(Arc::from(name), target);
    }

    /// The objects that its functions were given.
    pub(crate) fn held_objects(&self) -> Vec<ObjectId> {
        let arguments = self.told.iter().flat_map(|told| match told {
            Told::Call { arguments, .. } => arguments.as_slice(),
            Told::Set { .. } => &[],
        });
        arguments.filter_map(|argument| if let Value::Object(object) = argument { *object } else { None }).collect()
    }

    /// The elements of all variables.
    pub(crate) fn all_values(&self) -> impl Iterator<Item = &f64> {
        self.values.iter().flatten()
    }

    /// The elements of all variables, to be changed.
    pub(crate) fn all_values_mut(&mut self) -> impl Iterator<Item = &mut f64> {
        self.values.iter_mut().flatten()
    }

    /// The elements of the variable at an index of the mechanism's list.
    pub(crate) fn values(&self, index: usize) -> &[f64] {
        self.values.get(index).map_or(&[], Vec::as_slice)
    }
}

/// The point process or artificial cell of that name.
pub(crate) fn find(this: &Interpreter, name: &str) -> Option<MechanismId> {
    let catalog = this.model.catalog();
    catalog.find(name).filter(|&found| {
        matches!(catalog.mechanism(found).kind, MechanismKind::PointProcess | MechanismKind::ArtificialCell)
    })
}

/// `section object = new IClamp(x)`
pub(crate) fn create(this: &mut Interpreter, mechanism: MechanismId, call: &Call<'_>) -> Evaluated<BuiltinObject> {
    let declared = this.model.catalog().mechanism(mechanism);
    let values: Vec<_> =
        declared.variables.iter().map(|variable| vec![variable.default; variable.length.max(1)]).collect();
    let is_assigned = vec![false; values.len()];
    let takes_place = declared.kind == MechanismKind::PointProcess && call.count() > 0;
    let place = if takes_place { Some(place(this, mechanism, call)?) } else { None };
    let (told, pointers) = (Vec::new(), IndexMap::new());
    Ok(BuiltinObject::PointProcess(PointProcess { mechanism, place, values, is_assigned, told, pointers }))
}

/// The place that the call names in the accessed section; the ions that the mechanism uses come with it.
fn place(this: &mut Interpreter, mechanism: MechanismId, call: &Call<'_>) -> Evaluated<Place> {
    let x = call.number(this, 0)?;
    let section = this.accessed_section(call.name.span)?;
    let placed = this.model.place(section, x).and_then(|place| {
        this.model.use_ions(section, mechanism)?;
        Ok(place)
    });
    placed.map_err(|error| cell_error(&error).at(call.span(0)))
}

/// Its methods; the mechanism's own functions only matter to a simulation: they are noted for it.
pub(crate) fn call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) -> Evaluated<Value> {
    let Some(BuiltinObject::PointProcess(process)) = this.objects.builtin(object) else {
        return Ok(Value::Number(0.0));
    };
    let mechanism = process.mechanism;
    let located = process.place.and_then(|place| this.model.locate(place));
    match call.name.text.as_str() {
        "loc" => {
            let place = place(this, mechanism, call)?;
            if let Some(BuiltinObject::PointProcess(process)) = this.objects.builtin_mut(object) {
                process.place = Some(place);
            }
            Ok(Value::Number(call.number(this, 0)?))
        }
        "has_loc" => Ok(Value::from_bool(located.is_some())),
        "get_loc" => {
            let message = "the point process is not in a section".to_owned();
            let (section, x) = located.ok_or_else(|| call.error(HocError::Raised { message }))?;
            this.section_stack.push(section);
            Ok(Value::Number(x))
        }
        "nsingle" if this.is_channel(mechanism) => {
            Err(call.error(HocError::Unsupported { what: "how many channels are counted (`nsingle`)".to_owned() }))
        }
        name => {
            let declared = this.model.catalog().mechanism(mechanism);
            if declared.functions.iter().chain(&declared.pointers).any(|known| known == name) {
                let message = format!("functions of `{}` are skipped", declared.name);
                // What an artificial cell computes decides nothing of a cell's.
                if declared.kind != MechanismKind::ArtificialCell {
                    this.note_once("hoc::mechanism-function", &message, call.name.span);
                }
                this.pass_mechanism_call(mechanism, call.name.span);
                note_call(this, object, call);
                return Ok(Value::Number(0.0));
            }
            let class = declared.name.clone();
            let known = declared.variables.iter().map(|variable| variable.name.as_str());
            Err(call.no_method(&class, known.chain(["loc", "has_loc", "get_loc"])))
        }
    }
}

/// How many elements a variable has.
pub(crate) fn length(this: &Interpreter, process: &PointProcess, name: &str) -> Option<usize> {
    let declared = this.model.catalog().mechanism(process.mechanism);
    if declared.pointers.iter().any(|pointer| pointer == name) {
        return Some(1);
    }
    declared.variables.iter().find(|variable| variable.name == name).map(|variable| variable.length.max(1))
}

/// The value of a variable.
pub(crate) fn read(this: &Interpreter, process: &PointProcess, name: &str, element: usize) -> Option<f64> {
    let declared = this.model.catalog().mechanism(process.mechanism);
    match declared.variables.iter().position(|variable| variable.name == name) {
        Some(index) => process.values(index).get(element).copied(),
        None => declared.pointers.iter().any(|pointer| pointer == name).then_some(0.0),
    }
}

/// Sets a variable.
pub(crate) fn write(this: &mut Interpreter, object: ObjectId, name: &str, element: usize, value: f64) -> Option<()> {
    let BuiltinObject::PointProcess(process) = this.objects.builtin(object)? else { return None };
    let declared = this.model.catalog().mechanism(process.mechanism);
    let index = declared.variables.iter().position(|variable| variable.name == name)?;
    let BuiltinObject::PointProcess(process) = this.objects.builtin_mut(object)? else { return None };
    process.values.get_mut(index)?.get_mut(element).map(|place| *place = value)?;
    process.is_assigned.get_mut(index).map(|is_assigned| *is_assigned = true)?;
    if !process.told.is_empty() {
        process.tell_set(index, element, value);
    }
    Some(())
}

impl PointProcess {
    /// The same element set twice in a row is set once.
    fn tell_set(&mut self, index: usize, set_element: usize, to: f64) {
        match self.told.last_mut() {
            Some(Told::Set { variable, element, value }) if *variable == index && *element == set_element => {
                *value = to;
            }
            Some(Told::Set { .. } | Told::Call { .. }) | None => {
                self.told.push(Told::Set { variable: index, element: set_element, value: to });
            }
        }
    }
}

/// Remembers a call of one of the mechanism's functions; it holds on to the objects that it was given.
fn note_call(this: &mut Interpreter, object: ObjectId, call: &Call<'_>) {
    let values: Vec<_> = (0..call.count()).filter_map(|index| call.value(this, index).ok()).collect();
    let has_pointer = values.len() < call.count();
    let function: Arc<str> = Arc::from(call.name.text.as_str());
    let Some(BuiltinObject::PointProcess(process)) = this.objects.builtin_mut(object) else { return };
    let is_again = process.told.last().is_some_and(|told| {
        matches!(told, Told::Call { function: known, arguments, .. } if *known == function && *arguments == values)
    });
    if is_again {
        return;
    }
    let held: Vec<ObjectId> =
        values.iter().filter_map(|value| if let Value::Object(held) = value { *held } else { None }).collect();
    process.told.push(Told::Call { function, arguments: values, has_pointer });
    for object in held {
        this.objects.retain(object);
    }
}

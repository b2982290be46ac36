//! Assigning to places and references.

use std::sync::Arc;

use crate::cell::{Assignment, Range, SectionId};
use crate::hoc::builtin;
use crate::hoc::error::{Evaluated, Failure, HocError};
use crate::hoc::eval::place::Place;
use crate::hoc::eval::read::cell_error;
use crate::hoc::eval::unknown::is_unknown;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectId, ScopeId, Slot};
use crate::hoc::value::{Argument, ArgumentKind, Property, Reference, Value};
use crate::source::Span;

impl Interpreter {
    /// Assigns a number to a place; the number that is then stored.
    pub(crate) fn assign_number(
        &mut self,
        place: &Place,
        assignment: Assignment,
        number: f64,
        span: Span,
    ) -> Evaluated<f64> {
        match place {
            Place::At(reference) => self.assign_number_to(reference, assignment, number, span),
            Place::Everywhere(range) => {
                if range.range == Range::Voltage && assignment == Assignment::Set {
                    self.know_voltage(range.section);
                }
                let stored = self.model.assign_all(range.section, range.range, range.element, assignment, number);
                stored.map_err(|error| cell_error(&error).at(span))
            }
            Place::Stretch(..) => self.assign_ramp(place, assignment, (number, number), span).map(|()| number),
            Place::Value(_) | Place::Section(..) => Err(self.not_assignable(span)),
        }
    }

    /// Assigns a ramp to a stretch.
    pub(crate) fn assign_ramp(
        &mut self,
        place: &Place,
        assignment: Assignment,
        ends: (f64, f64),
        span: Span,
    ) -> Evaluated<()> {
        let Place::Stretch(range, from, to) = place else { return Err(self.not_assignable(span)) };
        let stretch = (*from, *to);
        let stored = self.model.assign_ramp(range.section, stretch, range.range, range.element, assignment, ends);
        stored.map_err(|error| cell_error(&error).at(span))
    }

    fn assign_number_to(
        &mut self,
        reference: &Reference,
        assignment: Assignment,
        number: f64,
        span: Span,
    ) -> Evaluated<f64> {
        if let Reference::Range { section, range, element, x, stored } = *reference {
            let result = if stored {
                self.model.poke(section, x, range, element, assignment, number)
            } else {
                self.model.assign(section, x, range, element, assignment, number)
            };
            return result.map_err(|error| cell_error(&error).at(span));
        }
        let number = if assignment == Assignment::Set {
            number
        } else {
            let old = self.read_reference(reference, span)?;
            let Value::Number(old) = old else {
                return Err(HocError::WrongValue { expected: "a number", found: old.describe() }.at(span));
            };
            let unknown = [number, old].into_iter().find(|&number| is_unknown(number));
            match unknown {
                Some(unknown) => unknown,
                None => assignment.apply(old, number).map_err(|error| cell_error(&error).at(span))?,
            }
        };
        self.set_number(reference, number, span)?;
        Ok(number)
    }

    /// Sets what a reference leads to.
    pub(crate) fn set_number(&mut self, reference: &Reference, number: f64, span: Span) -> Evaluated<()> {
        match reference {
            Reference::Variable { .. } | Reference::Local { .. } => {
                self.note_assignment(reference);
                let is_set = self.slot_at(reference).is_some_and(|(slot, element)| slot.set_number(element, number));
                if is_set { Ok(()) } else { Err(self.not_assignable(span)) }
            }
            Reference::CallArgument { .. } => self.set_argument(reference, Value::Number(number), span),
            Reference::Nowhere => Ok(()),
            Reference::Builtin(index) => {
                self.variables.set(*index, number);
                if self.variables.name(*index) == "celsius" {
                    self.model.set_celsius(number);
                }
                Ok(())
            }
            Reference::Mechanism { name, element } => {
                self.know_global(name);
                let value = self.model.global_mut(name).and_then(|values| values.get_mut(*element));
                value.map(|value| *value = number).ok_or_else(|| HocError::DanglingReference.at(span))
            }
            Reference::Range { section, range, element, x, stored: _ } => {
                let stored = self.model.assign(*section, *x, *range, *element, Assignment::Set, number);
                stored.map(|_| ()).map_err(|error| cell_error(&error).at(span))
            }
            Reference::Property { section, property } => self.set_property(*section, *property, number, span),
            Reference::Member { object, name, element } => builtin::write_member(self, *object, name, *element, number)
                .ok_or_else(|| HocError::NotAssignable { name: name.to_string() }.at(span)),
        }
    }

    /// Remembers which variables of NEURON's library hoc assigned.
    fn note_assignment(&mut self, reference: &Reference) {
        if let Reference::Variable { scope: ScopeId::Top, symbol, .. } = reference
            && let Some(name) = self.library_symbols.get(symbol)
        {
            self.assigned_library.insert(Arc::clone(name));
        }
    }

    fn set_property(&mut self, section: SectionId, property: Property, number: f64, span: Span) -> Evaluated<()> {
        if property == Property::SegmentCount {
            self.account_for_segments(section, number, span)?;
        }
        match property {
            Property::Length => self.model.set_length_um(section, number),
            Property::SegmentCount => self.model.set_nseg(section, number).map(|_| ()),
            Property::AxialResistivity => self.model.set_ra_ohm_cm(section, number),
            Property::RallBranch => self.model.set_rall_branch(section, number),
        }
        .map_err(|error| cell_error(&error).at(span))
    }

    /// Sets a string variable.
    pub(crate) fn set_text(&mut self, reference: &Reference, text: Arc<str>, span: Span) -> Evaluated<()> {
        match reference {
            Reference::CallArgument { .. } => return self.set_argument(reference, Value::Text(text), span),
            Reference::Nowhere => return Ok(()),
            _ => {}
        }
        match self.slot_at(reference) {
            Some((Slot::Text(old), _)) => {
                let added = text.len();
                let before = std::mem::replace(old, text).len();
                self.memory.free(before);
                self.memory.add(added);
                Ok(())
            }
            Some(_) | None => Err(self.not_assignable(span)),
        }
    }

    /// Sets an object variable; the object that it held is let go.
    pub(crate) fn set_object(&mut self, reference: &Reference, object: Option<ObjectId>, span: Span) -> Evaluated<()> {
        if let Reference::CallArgument { .. } = reference {
            return self.set_argument(reference, Value::Object(object), span);
        }
        let held = match self.slot_at(reference) {
            Some((Slot::Object(held), _)) => Some(held),
            Some((Slot::Objects(_, held), element)) => held.get_mut(element),
            Some(_) | None => None,
        };
        let Some(held) = held else { return Err(self.not_assignable(span)) };
        let old = std::mem::replace(held, object);
        if let Some(object) = object {
            self.objects.retain(object);
        }
        old.map_or(Ok(()), |old| self.release(old, span))
    }

    /// The slot of a variable or local, and the element in it.
    fn slot_at(&mut self, reference: &Reference) -> Option<(&mut Slot, usize)> {
        match reference {
            Reference::Variable { scope, symbol, element } => {
                self.slot_mut(*scope, *symbol).map(|slot| (slot, *element))
            }
            Reference::Local { call, local, element } => {
                let (_, slot) = self.frames.find_mut(*call)?.locals.get_mut(*local)?;
                Some((slot, *element))
            }
            Reference::CallArgument { .. }
            | Reference::Nowhere
            | Reference::Builtin(_)
            | Reference::Mechanism { .. }
            | Reference::Range { .. }
            | Reference::Property { .. }
            | Reference::Member { .. } => None,
        }
    }

    /// `$1 = 3` where the caller passed no variable: changes the argument itself.
    fn set_argument(&mut self, reference: &Reference, value: Value, span: Span) -> Evaluated<()> {
        let Reference::CallArgument { call, argument } = reference else { return Err(self.not_assignable(span)) };
        let place = self.frames.find_mut(*call).and_then(|frame| frame.arguments.as_mut()?.get_mut(*argument));
        let Some(Argument { kind, .. }) = place else { return Err(HocError::DanglingReference.at(span)) };
        match (kind, value) {
            (ArgumentKind::Number(old), Value::Number(number)) => *old = number,
            (ArgumentKind::Text(old), Value::Text(text)) => *old = text,
            (ArgumentKind::Object(old), Value::Object(object)) => *old = object,
            _ => return Err(self.not_assignable(span)),
        }
        Ok(())
    }

    /// What stands there cannot be assigned to.
    pub(crate) fn not_assignable(&self, span: Span) -> Failure {
        HocError::NotAssignable { name: self.sources.text(span).to_owned() }.at(span)
    }
}

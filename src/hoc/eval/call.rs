//! Calling what hoc defined, and letting objects go.

use std::sync::Arc;

use crate::hoc::ast::{Definition, DefinitionKind, Name};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::frame::{CALL_LIMIT, Frame, fresh_locals};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::{ObjectData, ObjectId, ScopeId, Slot};
use crate::hoc::value::{Argument, ArgumentKind, Value};
use crate::source::Span;

impl Interpreter {
    /// Calls a procedure or function.
    pub(crate) fn call_procedure(
        &mut self,
        scope: ScopeId,
        definition: &Arc<Definition>,
        arguments: Vec<Argument>,
        span: Span,
    ) -> Evaluated<Value> {
        self.check_depth(span)?;
        let caller = self.frames.push(scope, Some(arguments), fresh_locals(definition));
        let result = self.run_all(&definition.body);
        let frame = self.frames.pop(caller);
        let returned = self.leave(frame, span);
        result.map_err(|failure| failure.called(&definition.name.text, span))?;
        match returned? {
            Some(value) => Ok(value),
            None if definition.kind == DefinitionKind::Procedure => Ok(Value::Number(0.0)),
            None => Err(HocError::ReturnsNothing { name: definition.name.text.clone() }.at(span)),
        }
    }

    /// The limit on nested calls.
    pub(crate) fn check_depth(&self, span: Span) -> Evaluated<()> {
        let depth = self.frames.depth();
        if depth >= CALL_LIMIT { Err(HocError::TooDeep { depth }.at(span).finally()) } else { Ok(()) }
    }

    /// Lets go of what a finished call held; its returned object lasts until the caller's statement ends.
    pub(crate) fn leave(&mut self, frame: Option<Frame>, span: Span) -> Evaluated<Option<Value>> {
        let Some(frame) = frame else { return Ok(None) };
        if let Some(Value::Object(Some(object))) = frame.returned {
            self.let_go_later(object);
        }
        for (_, slot) in &frame.locals {
            if let Slot::Object(Some(object)) = slot {
                self.release(*object, span)?;
            }
        }
        Ok(frame.returned)
    }

    /// One reference less; the object ends with its last one.
    pub(crate) fn release(&mut self, object: ObjectId, span: Span) -> Evaluated<()> {
        let mut waiting = vec![object];
        while let Some(object) = waiting.pop() {
            let Some(left) = self.objects.forget(object) else { continue };
            self.tell_unref(object, left, span)?;
            if self.objects.references(object) == 0 && self.objects.is_alive(object) {
                waiting.extend(self.end_object(object));
            }
        }
        Ok(())
    }

    /// A template's `unref` hears how many references are left.
    fn tell_unref(&mut self, object: ObjectId, left: usize, span: Span) -> Evaluated<()> {
        let scope = ScopeId::Object(object);
        let Some(unref) = self.template(scope).and_then(|template| template.procedure("unref")).cloned() else {
            return Ok(());
        };
        self.objects.retain(object);
        let argument = Argument { kind: ArgumentKind::Number(left as f64), span };
        let result = self.call_procedure(scope, &unref, vec![argument], span);
        self.objects.forget(object);
        result.map(|_| ())
    }

    /// Takes an object out of the world, with its sections; the objects that it held.
    fn end_object(&mut self, object: ObjectId) -> Vec<ObjectId> {
        for section in self.model.sections_of(object.owner()) {
            self.delete_section(section);
        }
        self.take_off(object);
        match self.objects.remove(object) {
            Some(ObjectData::Instance(slots)) => {
                slots.iter().flat_map(Slot::held_objects).filter(|&held| held != object).collect()
            }
            Some(ObjectData::Builtin(builtin)) => builtin.held_objects(),
            None => Vec::new(),
        }
    }

    /// One reference less when the statement under way ends. Takes over a reference that is counted already.
    pub(crate) fn let_go_later(&mut self, object: ObjectId) {
        self.temporaries.push(object);
    }

    /// Keeps an object until the statement under way ends.
    pub(crate) fn keep_for_now(&mut self, object: ObjectId) {
        self.objects.retain(object);
        self.temporaries.push(object);
    }

    /// Lets go of what was kept since there were `mark` temporaries.
    pub(crate) fn drop_temporaries(&mut self, mark: usize, span: Span) -> Evaluated<()> {
        while self.temporaries.len() > mark {
            let Some(object) = self.temporaries.pop() else { break };
            // hoc counts values on their way by other rules: of those that go on, only what was made as an argument is told.
            let was_passed = self.passed.iter().rposition(|&passed| passed == object);
            if let Some(place) = was_passed {
                self.passed.swap_remove(place);
            }
            if self.objects.references(object) > 1 && was_passed.is_none() {
                self.objects.forget(object);
            } else {
                self.release(object, span)?;
            }
        }
        Ok(())
    }

    /// `new Name(arguments)`: the object lasts until the statement under way ends, unless it is assigned.
    pub(crate) fn create_object(&mut self, class: &Name, arguments: Vec<Argument>) -> Evaluated<ObjectId> {
        let name = class.text.as_str();
        let template = self.objects.find_class(name).filter(|&class| self.objects.template(class).is_some());
        let object = match template {
            Some(template) => self.instantiate(template, arguments, class.span)?,
            None => self.create_builtin(class, &arguments)?,
        };
        self.let_go_later(object);
        Ok(object)
    }
}

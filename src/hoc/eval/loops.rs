//! Loops over numbers, segments and iterators.

use std::sync::Arc;

use crate::hoc::ast::{DefinitionKind, Expression, Head, Member, Path, Statement};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::names::Named;
use crate::hoc::eval::place::Place;
use crate::hoc::eval::statement::Flow;
use crate::hoc::frame::fresh_locals;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ScopeId;
use crate::hoc::value::{Reference, Value};
use crate::source::Span;

/// What a loop does after its body.
pub(crate) enum Round {
    /// The next round.
    Again,
    /// The loop ends so.
    Leave(Flow),
}

/// What a loop does after its body ended so.
pub(crate) const fn after_body(flow: Flow) -> Round {
    match flow {
        Flow::Next | Flow::Continue => Round::Again,
        Flow::Break => Round::Leave(Flow::Next),
        Flow::Return => Round::Leave(Flow::Return),
    }
}

impl Interpreter {
    pub(crate) fn while_loop(&mut self, condition: &Expression, body: &Statement) -> Evaluated<Flow> {
        while self.evaluate_number(condition)? != 0.0 {
            self.step(condition.span)?;
            if let Round::Leave(flow) = after_body(self.run(body)?) {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    pub(crate) fn for_loop(
        &mut self,
        init: Option<&Statement>,
        condition: &Expression,
        step: Option<&Statement>,
        body: &Statement,
    ) -> Evaluated<Flow> {
        if let Some(init) = init {
            self.run(init)?;
        }
        while self.evaluate_number(condition)? != 0.0 {
            self.step(condition.span)?;
            if let Round::Leave(flow) = after_body(self.run(body)?) {
                return Ok(flow);
            }
            if let Some(step) = step {
                self.run(step)?;
            }
        }
        Ok(Flow::Next)
    }

    /// `for i = first, last body`: the variable counts on from whatever the body leaves in it.
    pub(crate) fn range_loop(
        &mut self,
        variable: &Path,
        first: &Expression,
        last: &Expression,
        body: &Statement,
    ) -> Evaluated<Flow> {
        let reference = self.loop_variable(variable)?;
        let first = self.evaluate_number(first)?;
        let last = self.evaluate_number(last)? + self.variables.epsilon();
        self.set_number(&reference, first, variable.span)?;
        while self.loop_value(&reference, variable.span)? <= last {
            self.step(variable.span)?;
            if let Round::Leave(flow) = after_body(self.run(body)?) {
                return Ok(flow);
            }
            let next = self.loop_value(&reference, variable.span)? + 1.0;
            self.set_number(&reference, next, variable.span)?;
        }
        Ok(Flow::Next)
    }

    /// `for (x) body`: 0, the centres of the segments, 1; with a second argument of 0 the centres alone. The places
    /// are summed up as NEURON does it.
    pub(crate) fn segment_loop(
        &mut self,
        variable: &Path,
        with_ends: Option<&Expression>,
        body: &Statement,
    ) -> Evaluated<Flow> {
        let reference = self.loop_variable(variable)?;
        let with_ends = match with_ends {
            Some(mode) => self.evaluate_number(mode)?.abs() >= self.variables.epsilon(),
            None => true,
        };
        let section = self.accessed_section(variable.span)?;
        let nseg = self.model.nseg(section).unwrap_or(1);
        let length = 1.0 / nseg as f64;
        let first = usize::from(!with_ends);
        self.set_number(&reference, if with_ends { 0.0 } else { length / 2.0 }, variable.span)?;
        for place in first..=nseg + 1 {
            if place == nseg + 1 {
                if !with_ends {
                    break;
                }
                self.set_number(&reference, 1.0, variable.span)?;
            }
            if let Round::Leave(flow) = after_body(self.run(body)?) {
                return Ok(flow);
            }
            let by = if place == 0 { length / 2.0 } else { length };
            if place <= nseg {
                let next = self.loop_value(&reference, variable.span)? + by;
                self.set_number(&reference, next, variable.span)?;
            }
        }
        Ok(Flow::Next)
    }

    fn loop_variable(&mut self, variable: &Path) -> Evaluated<Reference> {
        self.declare_target(variable);
        match self.place(variable)? {
            Place::At(reference) => Ok(reference),
            Place::Value(_) | Place::Section(..) | Place::Everywhere(_) | Place::Stretch(..) => {
                Err(self.not_assignable(variable.span))
            }
        }
    }

    fn loop_value(&mut self, reference: &Reference, span: Span) -> Evaluated<f64> {
        match self.read_reference(reference, span)? {
            Value::Number(number) => Ok(number),
            other @ (Value::Text(_) | Value::Object(_) | Value::Section(_)) => {
                Err(HocError::WrongValue { expected: "a number", found: other.describe() }.at(span))
            }
        }
    }

    /// `for name(arguments) body`, `for object.name(arguments) body`
    pub(crate) fn iterator_loop(&mut self, iterator: &Path, body: &Statement, span: Span) -> Evaluated<Flow> {
        let (named, member) = self.named_iterator(iterator)?;
        let (scope, definition) = match named {
            Named::Procedure(scope, definition) if definition.kind == DefinitionKind::Iterator => (scope, definition),
            _ => {
                let name = member.name.text.clone();
                let error = HocError::WrongKind { name, found: "something else", expected: "an iterator" };
                return Err(error.at(member.name.span));
            }
        };
        let arguments = self.arguments(&member.arguments)?;
        self.check_depth(span)?;
        let place = self.frames.place();
        let caller = self.frames.push(scope, Some(arguments), fresh_locals(&definition));
        self.frames.current_mut().iteration = Some((Arc::new(body.clone()), place));
        let result = self.run_all(&definition.body);
        let frame = self.frames.pop(caller);
        let left = self.leave(frame, span);
        result.map_err(|failure| failure.called(&definition.name.text, span))?;
        left.map(|_| Flow::Next)
    }

    fn named_iterator<'a>(&mut self, path: &'a Path) -> Evaluated<(Named, &'a Member)> {
        let Some((last, before)) = path.members.split_last() else {
            return match &path.head {
                Head::Member(member) => Ok((self.resolve(&member.name.text), member)),
                Head::NumberArgument(_)
                | Head::TextArgument(_)
                | Head::ObjectArgument(_)
                | Head::PointerArgument(..) => {
                    Err(HocError::WrongValue { expected: "an iterator", found: "an argument" }.at(path.span))
                }
            };
        };
        let owner = Path { head: path.head.clone(), members: before.to_vec(), span: path.span };
        let place = self.place(&owner)?;
        match self.read(&place, path.span)? {
            Value::Object(Some(object)) => Ok((self.resolve_in(ScopeId::Object(object), &last.name.text), last)),
            Value::Object(None) => {
                let name = self.sources.text(path.span).to_owned();
                Err(HocError::NullObject { name, member: last.name.text.clone() }.at(last.name.span))
            }
            other @ (Value::Number(_) | Value::Text(_) | Value::Section(_)) => {
                Err(HocError::WrongValue { expected: "an object", found: other.describe() }.at(path.span))
            }
        }
    }

    /// `iterator_statement`: the body of the loop, in the frame that it stands in.
    pub(crate) fn iterator_statement(&mut self, span: Span) -> Evaluated<Flow> {
        let Some((body, place)) = self.frames.current().iteration.clone() else {
            return Err(HocError::Misplaced { statement: "iterator_statement", place: "an iterator" }.at(span));
        };
        let iterator = self.frames.switch(place);
        let flow = self.run(&body);
        self.frames.restore(iterator);
        match flow? {
            Flow::Next | Flow::Continue => Ok(Flow::Next),
            Flow::Break => Ok(Flow::Return),
            Flow::Return => Err(HocError::Misplaced { statement: "return", place: "the body of a procedure" }.at(span)),
        }
    }
}

//! Evaluating expressions and assignments.

use std::sync::Arc;

use crate::cell::Assignment;
use crate::hoc::ast::{Arguments, BinaryOperator, Expression, ExpressionKind, Head, Path, UnaryOperator};
use crate::hoc::builtin::skipped::known_text;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::arithmetic::{assignment, binary};
use crate::hoc::eval::names::Named;
use crate::hoc::eval::place::{Place, SectionVariable};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::Slot;
use crate::hoc::value::{Reference, Value};
use crate::source::Span;

impl Interpreter {
    /// The value of an expression.
    pub(crate) fn evaluate(&mut self, expression: &Expression) -> Evaluated<Value> {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Number(number) => Ok(Value::Number(*number)),
            ExpressionKind::Text(text) => Ok(Value::Text(Arc::from(text.as_str()))),
            ExpressionKind::Path(path) => self.nested(span, |this| {
                let place = this.place(path)?;
                this.read(&place, path.span)
            }),
            ExpressionKind::Unary(operator, operand) => {
                let operand = self.nested(span, |this| this.evaluate_number(operand))?;
                Ok(Value::Number(match operator {
                    UnaryOperator::Negate => -operand,
                    UnaryOperator::Not => f64::from(operand == 0.0),
                }))
            }
            ExpressionKind::Binary(operator, a, b) => self.nested(span, |this| this.binary(*operator, a, b, span)),
            ExpressionKind::Assign { target, operator, value } => {
                self.nested(span, |this| this.assign(target, *operator, value, span))
            }
            ExpressionKind::New { class, arguments } => self.nested(span, |this| {
                let arguments = this.argument_list(arguments)?;
                this.create_object(class, arguments).map(|object| Value::Object(Some(object)))
            }),
            ExpressionKind::Pointer(_) => Err(HocError::Misplaced { statement: "&", place: "an argument" }.at(span)),
            ExpressionKind::Ramp(..) => {
                Err(HocError::Misplaced { statement: "a:b", place: "an assignment to a stretch" }.at(span))
            }
        }
    }

    /// The value of an expression that must be a number.
    pub(crate) fn evaluate_number(&mut self, expression: &Expression) -> Evaluated<f64> {
        let value = self.evaluate(expression)?;
        match value {
            Value::Number(number) => self.known_number(number).map_err(|error| error.at(expression.span)),
            other => Err(self.no_number(&other).at(expression.span)),
        }
    }

    fn binary(&mut self, operator: BinaryOperator, a: &Expression, b: &Expression, span: Span) -> Evaluated<Value> {
        let (left, right) = (self.evaluate(a)?, self.evaluate(b)?);
        if let Some((unknown, side)) = self.unknown_operand((&left, a), (&right, b)) {
            return self.binary_of_unknown(operator, unknown, side);
        }
        let is_equality = matches!(operator, BinaryOperator::Equal | BinaryOperator::NotEqual);
        let same = match (&left, &right) {
            (Value::Number(x), Value::Number(y)) => {
                let epsilon = self.variables.epsilon();
                return binary(operator, *x, *y, epsilon).map(Value::Number).map_err(|error| error.at(span));
            }
            (Value::Text(x), Value::Text(y)) if is_equality => {
                let known = [(x, a), (y, b)].map(|(text, side)| known_text(text).map_err(|error| error.at(side.span)));
                known.into_iter().collect::<Evaluated<()>>()?;
                x == y
            }
            (Value::Object(x), Value::Object(y)) if is_equality => x == y,
            (Value::Number(_), other) | (other, _) => {
                let wrong = if matches!(left, Value::Number(_)) { b.span } else { a.span };
                return Err(self.no_number(other).at(wrong));
            }
        };
        Ok(Value::from_bool(same == (operator == BinaryOperator::Equal)))
    }

    /// The operand that is not known, with its place, where one is and the other is a number.
    fn unknown_operand(&mut self, left: (&Value, &Expression), right: (&Value, &Expression)) -> Option<(f64, Span)> {
        if ![left.0, right.0].into_iter().any(|value| matches!(value, Value::Number(_))) {
            return None;
        }
        let mut unknown = |(value, side): (&Value, &Expression)| Some((self.as_unknown_number(value)?, side.span));
        unknown(left).or_else(|| unknown(right))
    }

    fn assign(
        &mut self,
        target: &Path,
        operator: Option<BinaryOperator>,
        value: &Expression,
        span: Span,
    ) -> Evaluated<Value> {
        let Some(assignment) = assignment(operator) else { return Err(self.not_assignable(target.span)) };
        self.declare_target(target);
        self.check_range_target(target)?;
        match self.section_variable(target)? {
            SectionVariable::None(place) => {
                let is_named = target.members.is_empty() && matches!(target.head, Head::Member(_));
                self.assign_to(place, is_named, target, assignment, value, span)
            }
            SectionVariable::Of { section, reached, member } => self.with_section(section, target.span, |this| {
                let place = this.section_member(section, member, reached)?;
                this.assign_to(place, true, target, assignment, value, span)
            }),
        }
    }

    /// Evaluates the right side and stores it. A section's variable that is named, not pointed to, belongs to whichever
    /// section is accessed when it is stored: a function on the right side may choose another one.
    fn assign_to(
        &mut self,
        mut place: Place,
        is_named: bool,
        target: &Path,
        assignment: Assignment,
        value: &Expression,
        span: Span,
    ) -> Evaluated<Value> {
        if !self.suspects.is_empty() {
            self.suspect_assigned(target);
        }
        if let ExpressionKind::Ramp(first, last) = &value.kind {
            let ends = (self.evaluate_number(first)?, self.evaluate_number(last)?);
            if is_named && place.is_of_section() {
                place = place.of(self.accessed_section(target.span)?);
            }
            self.assign_ramp(&place, assignment, ends, target.span)?;
            return Ok(Value::Number(ends.1));
        }
        let value = self.evaluate(value)?;
        if is_named && place.is_of_section() {
            place = place.of(self.accessed_section(target.span)?);
        }
        self.assign_value(&place, assignment, value, target.span, span)
    }

    fn assign_value(
        &mut self,
        place: &Place,
        assignment: Assignment,
        value: Value,
        target: Span,
        span: Span,
    ) -> Evaluated<Value> {
        let value = self.fitting(place, value).map_err(|error| error.at(span))?;
        if assignment != Assignment::Set && !matches!(value, Value::Number(_)) {
            return Err(HocError::WrongValue { expected: "a number", found: value.describe() }.at(span));
        }
        match (place, value) {
            (_, Value::Number(number)) => {
                self.check_takes(place, "a number", target)?;
                if !self.keeps_unknown(place) {
                    self.known_number(number).map_err(|error| error.at(span))?;
                }
                self.assign_number(place, assignment, number, target).map(Value::Number)
            }
            (Place::At(reference), Value::Text(text)) => {
                self.check_takes(place, "a string", target)?;
                self.set_text(reference, Arc::clone(&text), target)?;
                Ok(Value::Text(text))
            }
            (Place::At(reference), Value::Object(object)) => {
                self.check_takes(place, "an object", target)?;
                self.set_object(reference, object, span)?;
                Ok(Value::Object(object))
            }
            (
                Place::Value(_) | Place::At(_) | Place::Section(..) | Place::Everywhere(_) | Place::Stretch(..),
                Value::Text(_) | Value::Object(_) | Value::Section(_),
            ) => Err(self.not_assignable(target)),
        }
    }

    /// An object that does nothing is no number, and takes anything for its members.
    fn fitting(&mut self, place: &Place, value: Value) -> Result<Value, HocError> {
        if matches!(value, Value::Number(_)) {
            return Ok(value);
        }
        let is_member = matches!(place, Place::At(Reference::Member { object, .. }) if self.is_inert(*object));
        let held = match place {
            Place::At(reference) if !is_member => self.peek_reference(reference).ok(),
            Place::At(_) | Place::Value(_) | Place::Section(..) | Place::Everywhere(_) | Place::Stretch(..) => None,
        };
        let is_inert = matches!(value, Value::Object(Some(object)) if self.is_inert(object));
        let takes_objects = matches!(held, Some(Value::Object(_)));
        match value {
            Value::Text(_) | Value::Object(_) | Value::Section(_) if is_member => Ok(Value::Number(f64::NAN)),
            Value::Object(_) if is_inert && matches!(held, Some(Value::Number(_))) && self.keeps_unknown(place) => {
                Ok(self.as_unknown_number(&value).map_or(value, Value::Number))
            }
            Value::Object(_) if is_inert && !takes_objects => Err(self.no_number(&value)),
            Value::Number(_) | Value::Text(_) | Value::Object(_) | Value::Section(_) => Ok(value),
        }
    }

    /// A variable takes only values of its own kind.
    fn check_takes(&self, place: &Place, value: &'static str, target: Span) -> Evaluated<()> {
        let Place::At(reference) = place else { return Ok(()) };
        match reference {
            Reference::Member { .. } => return Ok(()),
            Reference::Range { .. } | Reference::Property { .. } | Reference::Builtin(_) if value == "a number" => {
                return Ok(());
            }
            _ => {}
        }
        let Ok(old) = self.peek_reference(reference) else { return Ok(()) };
        if old.describe() == value {
            return Ok(());
        }
        let expected = match value {
            "a string" => "a strdef",
            "an object" => "an objref",
            other => other,
        };
        let name = self.sources.text(target).to_owned();
        Err(HocError::WrongKind { name, found: kind_of_variable(&old), expected }.at(target))
    }

    /// `name(x) = value` is only possible for a range variable.
    fn check_range_target(&mut self, target: &Path) -> Evaluated<()> {
        let Head::Member(member) = &target.head else { return Ok(()) };
        let has_place = !matches!(member.arguments, Arguments::None) && target.members.is_empty();
        if has_place && matches!(self.resolve(&member.name.text), Named::Unknown) {
            let section = self.accessed_section(member.name.span)?;
            return Err(self.no_range_variable(section, &member.name));
        }
        Ok(())
    }

    /// A name that stands for nothing becomes a variable when it is assigned.
    pub(crate) fn declare_target(&mut self, target: &Path) {
        let Head::Member(member) = &target.head else { return };
        let is_plain = target.members.is_empty() && member.indices.is_empty();
        let name = member.name.text.as_str();
        if is_plain && matches!(member.arguments, Arguments::None) && matches!(self.resolve(name), Named::Unknown) {
            self.declare_variable(name);
        }
    }

    /// Makes a name a variable of the running scope, worth 0.
    pub(crate) fn declare_variable(&mut self, name: &str) {
        let scope = self.frames.current().scope;
        let symbol = self.declare_symbol(scope, name);
        self.set_slot(scope, symbol, Slot::Number(0.0));
        self.suspect_variable(name);
    }
}

const fn kind_of_variable(value: &Value) -> &'static str {
    match value {
        Value::Number(_) => "a variable for numbers",
        Value::Text(_) => "a strdef",
        Value::Object(_) => "an objref",
        Value::Section(_) => "a section",
    }
}

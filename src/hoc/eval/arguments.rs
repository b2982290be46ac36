//! Evaluating the arguments of a call.

use std::sync::Arc;

use crate::hoc::ast::{Arguments, Expression, ExpressionKind, Path};
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::place::Place;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::value::{Argument, ArgumentKind, Reference, Value};
use crate::source::Span;

/// Where a range variable without a place is pointed to.
const MIDDLE: f64 = 0.5;

impl Interpreter {
    /// The arguments that stand in parentheses.
    pub(crate) fn arguments(&mut self, arguments: &Arguments) -> Evaluated<Vec<Argument>> {
        match arguments {
            Arguments::None => Ok(Vec::new()),
            Arguments::List(list) => self.argument_list(list),
            Arguments::Stretch(from, _) => {
                Err(HocError::Misplaced { statement: "(from:to)", place: "a range variable" }.at(from.span))
            }
        }
    }

    /// Arguments one after the other.
    pub(crate) fn argument_list(&mut self, list: &[Expression]) -> Evaluated<Vec<Argument>> {
        list.iter().map(|expression| Ok(Argument { kind: self.argument(expression)?, span: expression.span })).collect()
    }

    fn argument(&mut self, expression: &Expression) -> Evaluated<ArgumentKind> {
        match &expression.kind {
            ExpressionKind::Text(text) => Ok(ArgumentKind::Text(Arc::from(text.as_str()))),
            ExpressionKind::Pointer(path) => self.pointer(path).map(ArgumentKind::Pointer),
            ExpressionKind::Path(path) => self.path_argument(path),
            ExpressionKind::Number(_)
            | ExpressionKind::Unary(..)
            | ExpressionKind::Binary(..)
            | ExpressionKind::Assign { .. }
            | ExpressionKind::Ramp(..) => {
                let value = self.evaluate(expression)?;
                value_argument(value, expression.span)
            }
            ExpressionKind::New { .. } => {
                let value = self.evaluate(expression)?;
                if let Value::Object(Some(object)) = value {
                    self.passed.push(object);
                }
                value_argument(value, expression.span)
            }
        }
    }

    /// Strings and objects that are variables are passed by reference.
    fn path_argument(&mut self, path: &Path) -> Evaluated<ArgumentKind> {
        let place = self.place(path)?;
        let value = self.read(&place, path.span)?;
        match (place, value) {
            (Place::At(reference), Value::Text(_)) => Ok(ArgumentKind::TextVariable(reference)),
            (Place::At(reference), Value::Object(_)) => Ok(ArgumentKind::ObjectVariable(reference)),
            (_, value) => value_argument(value, path.span),
        }
    }

    /// What `&path` points to.
    pub(crate) fn pointer(&mut self, path: &Path) -> Evaluated<Reference> {
        match self.place(path)? {
            // What a simulation computes need not be known to be pointed at.
            Place::At(reference) if self.refuse_computed(&reference).is_err() => Ok(reference),
            Place::At(reference) => match self.read_reference(&reference, path.span)? {
                Value::Number(_) => Ok(reference),
                other @ (Value::Text(_) | Value::Object(_) | Value::Section(_)) => {
                    Err(HocError::WrongValue { expected: "a number", found: other.describe() }.at(path.span))
                }
            },
            Place::Everywhere(range) => Ok(range.at(MIDDLE)),
            Place::Value(_) | Place::Section(..) | Place::Stretch(..) => {
                Err(HocError::WrongValue { expected: "a variable", found: "a value" }.at(path.span))
            }
        }
    }
}

fn value_argument(value: Value, span: Span) -> Evaluated<ArgumentKind> {
    match value {
        Value::Number(number) => Ok(ArgumentKind::Number(number)),
        Value::Text(text) => Ok(ArgumentKind::Text(text)),
        Value::Object(object) => Ok(ArgumentKind::Object(object)),
        Value::Section(_) => Err(HocError::WrongValue { expected: "a value", found: "a section" }.at(span)),
    }
}

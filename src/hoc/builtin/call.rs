//! The arguments of a function or method, fetched by number (from 0) with messages that name them.

use std::sync::Arc;

use crate::hoc::ast::Name;
use crate::hoc::builtin::skipped::{UNKNOWN_TEXT, known_text};
use crate::hoc::error::{Evaluated, Failure, HocError};
use crate::hoc::eval::unknown::is_unknown;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::ObjectId;
use crate::hoc::value::{Argument, ArgumentKind, Reference, Value};
use crate::source::Span;

const NOWHERE: &Reference = &Reference::Nowhere;

/// A call of a built-in function or method.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    /// The function's name, where it stands.
    pub(crate) name: &'a Name,
    /// What is passed.
    pub(crate) arguments: &'a [Argument],
}

impl Call<'_> {
    /// How many arguments there are.
    pub(crate) fn count(&self) -> usize {
        self.arguments.len()
    }

    /// The error at the function's name.
    pub(crate) fn error(&self, error: HocError) -> Failure {
        error.at(self.name.span)
    }

    /// The object has no such method.
    pub(crate) fn no_method<'a>(&self, class: &str, methods: impl IntoIterator<Item = &'a str>) -> Failure {
        let near = crate::diagnostic::did_you_mean(&self.name.text, methods);
        self.error(HocError::NoMember { class: class.to_owned(), member: self.name.text.clone(), near })
    }

    /// An argument's place, the function's name where it is missing.
    pub(crate) fn span(&self, index: usize) -> Span {
        self.arguments.get(index).map_or(self.name.span, |argument| argument.span)
    }

    /// An argument's value, whatever it is.
    pub(crate) fn value(&self, interpreter: &Interpreter, index: usize) -> Evaluated<Value> {
        interpreter.argument_value(self.argument(index)?)
    }

    /// A number.
    pub(crate) fn number(&self, interpreter: &Interpreter, index: usize) -> Evaluated<f64> {
        let value = self.value(interpreter, index)?;
        match value {
            Value::Number(number) => interpreter.known_number(number).map_err(|error| error.at(self.span(index))),
            Value::Object(Some(object)) if interpreter.is_inert(object) => {
                Err(interpreter.no_number(&value).at(self.span(index)))
            }
            Value::Text(_) | Value::Object(_) | Value::Section(_) => {
                Err(self.wrong(index, "a number", value.describe()))
            }
        }
    }

    /// A number, or what stands for it when it is not given.
    pub(crate) fn number_or(&self, interpreter: &Interpreter, index: usize, default: f64) -> Evaluated<f64> {
        if index < self.count() { self.number(interpreter, index) } else { Ok(default) }
    }

    /// A number within bounds, as NEURON's `chkarg` demands.
    pub(crate) fn number_within(&self, interpreter: &Interpreter, index: usize, low: f64, high: f64) -> Evaluated<f64> {
        let value = self.number(interpreter, index)?;
        if (low..=high).contains(&value) {
            return Ok(value);
        }
        let name = self.name.text.clone();
        Err(HocError::ArgumentRange { name, number: index + 1, value, low, high }.at(self.span(index)))
    }

    /// An index into something with `size` elements.
    pub(crate) fn index(&self, interpreter: &Interpreter, argument: usize, size: usize) -> Evaluated<usize> {
        let index = self.number(interpreter, argument)?.trunc();
        if index >= 0.0 && index < size as f64 {
            return Ok(index as usize);
        }
        Err(HocError::IndexRange { name: self.name.text.clone(), index, size }.at(self.span(argument)))
    }

    /// A string.
    pub(crate) fn text(&self, interpreter: &Interpreter, index: usize) -> Evaluated<Arc<str>> {
        match self.value(interpreter, index)? {
            Value::Text(text) => known_text(&text).map(|()| text).map_err(|error| error.at(self.span(index))),
            other @ (Value::Number(_) | Value::Object(_) | Value::Section(_)) => {
                Err(self.wrong(index, "a string", other.describe()))
            }
        }
    }

    /// Is there an argument that nobody knows?
    pub(crate) fn is_unknown(&self, interpreter: &Interpreter, index: usize) -> bool {
        match self.value(interpreter, index) {
            Ok(Value::Number(number)) => is_unknown(number),
            Ok(Value::Text(text)) => known_text(&text).is_err(),
            Ok(Value::Object(Some(object))) => interpreter.is_inert(object),
            Ok(Value::Object(None) | Value::Section(_)) | Err(_) => false,
        }
    }

    /// Is there an argument that is a string?
    pub(crate) fn is_text(&self, index: usize) -> bool {
        self.arguments
            .get(index)
            .is_some_and(|argument| matches!(argument.kind, ArgumentKind::Text(_) | ArgumentKind::TextVariable(_)))
    }

    /// Is there an argument that is a number?
    pub(crate) fn is_number(&self, index: usize) -> bool {
        self.arguments.get(index).is_some_and(|argument| matches!(argument.kind, ArgumentKind::Number(_)))
    }

    /// Is there an argument that is an object?
    pub(crate) fn is_object(&self, index: usize) -> bool {
        self.arguments
            .get(index)
            .is_some_and(|argument| matches!(argument.kind, ArgumentKind::Object(_) | ArgumentKind::ObjectVariable(_)))
    }

    /// An object or `NULLobject`.
    pub(crate) fn object_or_null(&self, interpreter: &Interpreter, index: usize) -> Evaluated<Option<ObjectId>> {
        match self.value(interpreter, index)? {
            Value::Object(object) => Ok(object),
            other @ (Value::Number(_) | Value::Text(_) | Value::Section(_)) => {
                Err(self.wrong(index, "an object", other.describe()))
            }
        }
    }

    /// An object.
    pub(crate) fn object(&self, interpreter: &Interpreter, index: usize) -> Evaluated<ObjectId> {
        self.object_or_null(interpreter, index)?.ok_or_else(|| self.wrong(index, "an object", "NULLobject"))
    }

    /// A string without what of it is not known, to be shown.
    pub(crate) fn shown_text(&self, interpreter: &Interpreter, index: usize) -> Evaluated<Arc<str>> {
        match self.value(interpreter, index)? {
            Value::Text(text) => Ok(text.replace(UNKNOWN_TEXT, "").into()),
            Value::Number(_) | Value::Object(_) | Value::Section(_) => self.text(interpreter, index),
        }
    }

    /// A `strdef` that the function writes to; what is written to a literal is lost.
    pub(crate) fn text_variable(&self, index: usize) -> Evaluated<&Reference> {
        match &self.argument(index)?.kind {
            ArgumentKind::TextVariable(reference) => Ok(reference),
            ArgumentKind::Text(_) => Ok(NOWHERE),
            ArgumentKind::Number(_) => Err(self.wrong(index, "a strdef", "a number")),
            ArgumentKind::Object(_) | ArgumentKind::ObjectVariable(_) => {
                Err(self.wrong(index, "a strdef", "an object"))
            }
            ArgumentKind::Pointer(_) => Err(self.wrong(index, "a strdef", "a pointer to a number")),
        }
    }

    /// What `&x` points to.
    pub(crate) fn pointer(&self, index: usize) -> Evaluated<&Reference> {
        match &self.argument(index)?.kind {
            ArgumentKind::Pointer(reference) => Ok(reference),
            ArgumentKind::Number(_) => Err(self.wrong(index, "a pointer such as `&x`", "a number")),
            ArgumentKind::Text(_) | ArgumentKind::TextVariable(_) => {
                Err(self.wrong(index, "a pointer such as `&x`", "a string"))
            }
            ArgumentKind::Object(_) | ArgumentKind::ObjectVariable(_) => {
                Err(self.wrong(index, "a pointer such as `&x`", "an object"))
            }
        }
    }

    /// An argument is not what it must be.
    pub(crate) fn wrong(&self, index: usize, expected: &'static str, found: &'static str) -> Failure {
        let name = self.name.text.clone();
        HocError::WrongArgument { name, number: index + 1, expected, found }.at(self.span(index))
    }

    fn argument(&self, index: usize) -> Evaluated<&Argument> {
        let name = || self.name.text.clone();
        self.arguments
            .get(index)
            .ok_or_else(|| self.error(HocError::MissingArgument { name: name(), number: index + 1 }))
    }
}

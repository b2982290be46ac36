//! Numbers that nobody knows: the length of a text that a command would have printed, what a window gives.
//!
//! They may be computed with, kept and passed on. Where one decides something, or would come into the cell, it is refused.
//! Such a number is a NaN whose bits say which of [`Interpreter::unknown_origins`] it comes from.

use crate::hoc::ast::BinaryOperator;
use crate::hoc::error::{Evaluated, HocError};
use crate::hoc::eval::place::Place;
use crate::hoc::format::print_number;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::value::{Reference, Value};
use crate::source::Span;

/// The upper half of the bits of a number that is not known.
const MARK: u64 = 0x7ff8_5e2a;

/// Is the number one that nobody knows?
pub(crate) fn is_unknown(number: f64) -> bool {
    number.is_nan() && number.to_bits() >> 32 == MARK
}

/// The number as `print` shows it, nothing for one that is not known.
pub(crate) fn shown_number(number: f64) -> String {
    if is_unknown(number) { String::new() } else { print_number(number) }
}

impl Interpreter {
    /// The number that stands for what is not known.
    pub(crate) fn unknown_number(&mut self, what: &str) -> f64 {
        let (origin, _) = match self.unknown_origins.get_index_of(what) {
            Some(known) => (known, false),
            None => self.unknown_origins.insert_full(what.to_owned()),
        };
        f64::from_bits(MARK << 32 | origin as u64)
    }

    /// A value as a number, where it is one that is not known or stands for one.
    pub(crate) fn as_unknown_number(&mut self, value: &Value) -> Option<f64> {
        match value {
            Value::Number(number) => Some(*number).filter(|&number| is_unknown(number)),
            Value::Object(Some(object)) if self.is_inert(*object) => {
                let what = self.what_is_inert(*object);
                Some(self.unknown_number(&what))
            }
            Value::Object(_) | Value::Text(_) | Value::Section(_) => None,
        }
    }

    /// Refuses a number that is not known.
    pub(crate) fn known_number(&self, number: f64) -> Result<f64, HocError> {
        if !is_unknown(number) {
            return Ok(number);
        }
        let origin = number.to_bits() as u32;
        let what = self.unknown_origins.get_index(origin as usize).cloned();
        Err(HocError::Unsupported { what: what.unwrap_or_else(|| "a number that was not computed".to_owned()) })
    }

    /// `a operator b` where one of them is not known: arithmetic goes on, comparisons are refused.
    pub(crate) fn binary_of_unknown(&self, operator: BinaryOperator, unknown: f64, span: Span) -> Evaluated<Value> {
        match operator {
            BinaryOperator::Add
            | BinaryOperator::Subtract
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Remainder
            | BinaryOperator::Power => Ok(Value::Number(unknown)),
            BinaryOperator::Or
            | BinaryOperator::And
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual
            | BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Equal
            | BinaryOperator::NotEqual => self.known_number(unknown).map(Value::Number).map_err(|error| error.at(span)),
        }
    }

    /// May a number that is not known be kept there?
    pub(crate) fn keeps_unknown(&self, place: &Place) -> bool {
        match place {
            Place::At(Reference::Variable { .. } | Reference::Local { .. } | Reference::CallArgument { .. }) => true,
            Place::At(Reference::Member { object, .. }) => self.is_inert(*object),
            Place::At(
                Reference::Builtin(_)
                | Reference::Mechanism { .. }
                | Reference::Range { .. }
                | Reference::Property { .. }
                | Reference::Nowhere,
            )
            | Place::Value(_)
            | Place::Section(..)
            | Place::Everywhere(_)
            | Place::Stretch(..) => false,
        }
    }
}

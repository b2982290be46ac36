//! The unit of an expression.
//!
//! A bare number agrees with every unit. A number that stands alone in parentheses, `(0.001)`, converts: it turns
//! millivolts into volts.

use super::checker::{Checker, conversion, different};
use super::names::Known;
use super::problem::Problem;
use super::written::WrittenUnit;
use crate::nmodl::ast::{BinaryOperator, Call, Expression, ExpressionKind, Reference, UnaryOperator};
use crate::source::Span;

/// NEURON's functions whose arguments have units, and the unit of their value; `*` is any unit.
const NEURONS_FUNCTIONS: &[(&str, &[&str], &str)] = &[
    ("at_time", &["ms"], "1"),
    ("state_discontinuity", &["*", "*"], "1"),
    ("net_send", &["ms", "*"], "1"),
    ("net_event", &["ms"], "1"),
    ("net_move", &["ms"], "1"),
    ("nrn_ghk", &["millivolt", "milli/liter", "milli/liter", "1"], "millicoulombs/cm3"),
    ("printf", &[], "1"),
    ("prterr", &[], "1"),
];

const POSITIONS: [&str; 4] = ["first", "second", "third", "fourth"];

impl<'a> Checker<'a> {
    /// The unit of an expression; what is wrong within it is reported.
    pub(super) fn expression(&mut self, expression: &'a Expression) -> Known {
        self.within(expression, 0)
    }

    /// The same, for one that a statement or call encloses in `pairs` of parentheses.
    pub(super) fn within(&mut self, expression: &'a Expression, pairs: usize) -> Known {
        match &expression.kind {
            ExpressionKind::Number { number, unit: None } => self.number(number.value, expression.span, pairs),
            ExpressionKind::Number { unit, .. } => self.read(unit.as_ref()),
            ExpressionKind::Text(_) => Known::Anything,
            ExpressionKind::Reference(reference) => match self.integer(reference) {
                Some(value) => self.number(value, expression.span, pairs),
                None => self.variable(reference),
            },
            ExpressionKind::Call(call) => self.call(call),
            ExpressionKind::Integer(_) => Known::no_unit(),
            ExpressionKind::Unary(UnaryOperator::Negate, inner) => self.expression(inner),
            ExpressionKind::Unary(UnaryOperator::Not, inner) => {
                self.expression(inner);
                Known::no_unit()
            }
            ExpressionKind::Binary(operator, left, right) => self.binary(*operator, left, right),
        }
    }

    /// A name that `DEFINE` makes a number.
    fn integer(&self, Reference { name, .. }: &Reference) -> Option<f64> {
        self.names.integers.get(&name.text).copied()
    }

    fn number(&self, value: f64, place: Span, pairs: usize) -> Known {
        let converts = value != 0.0 && self.has_parentheses(place, pairs + 1);
        if converts { Known::Is(WrittenUnit::number(1.0 / value)) } else { Known::Number }
    }

    /// At least that many pairs of parentheses stand directly around a place.
    fn has_parentheses(&self, place: Span, pairs: usize) -> bool {
        let text = &self.sources.file(place.file).text;
        let range = place.range();
        let (before, after) = (text.get(..range.start).unwrap_or(""), text.get(range.end..).unwrap_or(""));
        let before = before.chars().rev().filter(|character| !character.is_whitespace());
        let after = after.chars().filter(|character| !character.is_whitespace());
        before.zip(after).take_while(|around| *around == ('(', ')')).take(pairs).count() == pairs
    }

    fn binary(&mut self, operator: BinaryOperator, left: &'a Expression, right: &'a Expression) -> Known {
        if operator == BinaryOperator::Power {
            return self.power(left, right);
        }
        let (left, right) = ((self.expression(left), left.span), (self.expression(right), right.span));
        match operator {
            BinaryOperator::Multiply => product(&left.0, &right.0, WrittenUnit::times),
            BinaryOperator::Divide => product(&left.0, &right.0, WrittenUnit::per),
            BinaryOperator::Add => self.join("+", left, right),
            BinaryOperator::Subtract => self.join("-", left, right),
            BinaryOperator::Or | BinaryOperator::And | BinaryOperator::Power => Known::no_unit(),
            BinaryOperator::Greater => self.compare(">", left, right),
            BinaryOperator::GreaterOrEqual => self.compare(">=", left, right),
            BinaryOperator::Less => self.compare("<", left, right),
            BinaryOperator::LessOrEqual => self.compare("<=", left, right),
            BinaryOperator::Equal => self.compare("==", left, right),
            BinaryOperator::NotEqual => self.compare("!=", left, right),
        }
    }

    pub(super) fn compare(&mut self, sign: &'static str, left: (Known, Span), right: (Known, Span)) -> Known {
        self.join(sign, left, right);
        Known::no_unit()
    }

    /// Only a written whole number can be the exponent of something with a unit.
    fn power(&mut self, base: &'a Expression, exponent: &'a Expression) -> Known {
        let known = self.expression(base);
        if let Some(whole) = whole_number(exponent) {
            return match known {
                Known::Is(unit) => Known::Is(unit.power(whole)),
                Known::Number | Known::Anything => known,
            };
        }
        let exponent_unit = self.expression(exponent);
        self.expect_plain("an exponent", &exponent_unit, exponent.span);
        self.expect_plain("the base of a broken power", &known, base.span);
        Known::no_unit()
    }

    /// The unit of a function's value; its arguments are checked.
    pub(super) fn call(&mut self, call: &'a Call) -> Known {
        let arguments: Vec<_> = self.arguments(call);
        let name = call.name.text.as_str();
        if let Some(result) = self.names.functions.get(name).map(|function| function.result.clone()) {
            for (at, (found, place)) in arguments.iter().enumerate() {
                self.declared_argument(call, at, found, *place);
            }
            return result;
        }
        if let Some((_, units, result)) = NEURONS_FUNCTIONS.iter().find(|(own, ..)| *own == name) {
            for ((unit, position), (found, place)) in units.iter().zip(POSITIONS).zip(&arguments) {
                self.neurons_argument(call, position, unit, found, *place);
            }
            return self.neurons(result);
        }
        for (found, place) in &arguments {
            self.expect_plain(&format!("an argument of `{name}`"), found, *place);
        }
        Known::no_unit()
    }

    fn arguments(&mut self, call: &'a Call) -> Vec<(Known, Span)> {
        let pairs = usize::from(call.arguments.len() == 1);
        call.arguments.iter().map(|argument| (self.within(argument, pairs), argument.span)).collect()
    }

    fn declared_argument(&mut self, call: &'a Call, at: usize, found: &Known, place: Span) {
        let function = self.names.functions.get(call.name.text.as_str());
        let Some((name, declared)) = function.and_then(|function| function.arguments.get(at)).cloned() else { return };
        if let Some((needed, found)) = different(&declared.known, found) {
            let factor = conversion(needed, found);
            let (needed, found) = (self.shown(needed, declared.place), self.shown(found, place));
            if declared.bare && self.reports() {
                self.forget_argument(&call.name.text, at);
            }
            let (name, function) = (name.text.clone(), call.name.text.clone());
            self.report(Problem::Argument { name, function, declared: needed, bare: declared.bare, found, factor });
        }
    }

    /// An argument without unit was told once; from then on it agrees with everything.
    fn forget_argument(&mut self, function: &str, at: usize) {
        let function = self.names.functions.get_mut(function);
        if let Some((_, declared)) = function.and_then(|function| function.arguments.get_mut(at)) {
            declared.known = Known::Anything;
        }
    }

    fn neurons_argument(
        &mut self,
        call: &Call,
        position: &'static str,
        unit: &'static str,
        found: &Known,
        place: Span,
    ) {
        let needed = self.neurons(unit);
        if let Some((needed, found)) = different(&needed, found) {
            let (factor, found) = (conversion(needed, found), self.shown(found, place));
            self.report(Problem::OwnArgument { position, function: call.name.text.clone(), unit, found, factor });
        }
    }

    /// One of NEURON's own units.
    pub(super) fn neurons(&self, unit: &str) -> Known {
        WrittenUnit::read(unit, &self.names.defined.table).map_or(Known::Anything, Known::Is)
    }
}

/// What is unknown makes the result unknown; two bare numbers are one.
fn product(left: &Known, right: &Known, combine: fn(WrittenUnit, &WrittenUnit) -> WrittenUnit) -> Known {
    if (left, right) == (&Known::Number, &Known::Number) {
        return Known::Number;
    }
    match (left.unit(), right.unit()) {
        (Some(left), Some(right)) => Known::Is(combine(left, &right)),
        (None, _) | (_, None) => Known::Anything,
    }
}

/// `2`, `2.0`, `-1`
fn whole_number(exponent: &Expression) -> Option<i32> {
    match &exponent.kind {
        ExpressionKind::Number { number, unit: None } => {
            let whole = number.value.fract() == 0.0 && number.value.abs() <= f64::from(i32::MAX);
            whole.then_some(number.value as i32)
        }
        ExpressionKind::Unary(UnaryOperator::Negate, inner) => whole_number(inner).map(|whole| -whole),
        ExpressionKind::Unary(UnaryOperator::Not, _)
        | ExpressionKind::Number { .. }
        | ExpressionKind::Text(_)
        | ExpressionKind::Reference(_)
        | ExpressionKind::Call(_)
        | ExpressionKind::Integer(_)
        | ExpressionKind::Binary(..) => None,
    }
}

//! Expressions.

use super::Compiler;
use crate::membrane::program::{Array, Builtin, Expression, ExpressionKind, FilledFunction, Place, Unknown};
use crate::membrane::scalar::Elementary;
use crate::nmodl::ast::{self, BinaryOperator, Call, NumberOrName, Reference, UnaryOperator};
use crate::source::Span;

impl Compiler<'_> {
    pub(super) fn expression(&self, expression: &ast::Expression) -> Expression {
        let kind = match &expression.kind {
            ast::ExpressionKind::Number { number, .. } => ExpressionKind::Number(number.value),
            ast::ExpressionKind::Text(_) => ExpressionKind::Number(0.0),
            ast::ExpressionKind::Reference(reference) => self.reference(reference),
            ast::ExpressionKind::Call(call) => self.call(call),
            ast::ExpressionKind::Integer(inner) => {
                ExpressionKind::Builtin(Builtin::Truncate, vec![self.expression(inner)])
            }
            ast::ExpressionKind::Unary(UnaryOperator::Negate, inner) => {
                ExpressionKind::Negate(Box::new(self.expression(inner)))
            }
            ast::ExpressionKind::Unary(UnaryOperator::Not, inner) => {
                ExpressionKind::Not(Box::new(self.expression(inner)))
            }
            ast::ExpressionKind::Binary(operator, left, right) => self.binary(*operator, left, right),
        };
        Expression { kind, span: expression.span }
    }

    fn binary(&self, operator: BinaryOperator, left: &ast::Expression, right: &ast::Expression) -> ExpressionKind {
        let (left, right) = (self.expression(left), self.expression(right));
        let numbers = number_in(&left).zip(number_in(&right));
        match numbers.and_then(|(left, right)| folded(operator, left, right)) {
            Some(value) => ExpressionKind::Number(value),
            None => ExpressionKind::Binary(operator, Box::new(left), Box::new(right)),
        }
    }

    /// An integer, or a name that `DEFINE` gives one; 0 where neither is known, which the checks have refused.
    pub(super) fn number(&self, number: &NumberOrName) -> f64 {
        self.symbols.value_of(number).unwrap_or(0.0)
    }

    fn reference(&self, reference: &Reference) -> ExpressionKind {
        if reference.delay.is_some() {
            return ExpressionKind::Unknown(Unknown::Form("a delayed value".to_owned()));
        }
        match self.place(reference) {
            Some(Place::Memory(slot)) if self.watched.contains(&slot) => ExpressionKind::Watched(slot),
            Some(place) => ExpressionKind::Read(place),
            None => self.named_number(&reference.name.text),
        }
    }

    fn named_number(&self, name: &str) -> ExpressionKind {
        let number = self.symbols.defines.get(name).or_else(|| self.constants.get(name));
        number.map_or_else(
            || ExpressionKind::Unknown(Unknown::Undeclared(name.to_owned())),
            |&number| ExpressionKind::Number(number),
        )
    }

    /// Where a variable lies; none where the name is no variable.
    pub(super) fn place(&self, reference: &Reference) -> Option<Place> {
        let name = &reference.name.text;
        if reference.primes > 0 {
            return self.slope(reference);
        }
        if self.result.as_ref() == Some(name) {
            return Some(Place::Local(0));
        }
        let (array, is_array) = if let Some(local) = self.frame.find(name) {
            let array = Array { is_local: true, start: local.place, length: local.length.unwrap_or(1) };
            (array, local.length.is_some())
        } else {
            let variable = self.program.variables.get(name)?;
            (Array { is_local: false, start: variable.slot, length: variable.length }, variable.is_array)
        };
        Some(match (&reference.index, is_array) {
            (Some(index), true) => Place::Element(array, Box::new(self.expression(index))),
            _ if array.is_local => Place::Local(array.start),
            _ => Place::Memory(array.start),
        })
    }

    /// `m'`, `ca'[i]`: derivatives of an array's elements lie side by side.
    fn slope(&self, reference: &Reference) -> Option<Place> {
        if reference.primes > 1 {
            return None;
        }
        let variable = self.program.variables.get(&reference.name.text)?;
        let first = self.program.states.iter().find(|state| state.slot == variable.slot)?.slope;
        Some(match &reference.index {
            Some(index) if variable.is_array => {
                let array = Array { is_local: false, start: first, length: variable.length };
                Place::Element(array, Box::new(self.expression(index)))
            }
            _ => Place::Memory(first),
        })
    }

    pub(super) fn call(&self, call: &Call) -> ExpressionKind {
        let name = call.name.text.as_str();
        let arguments = || call.arguments.iter().map(|argument| self.expression(argument)).collect::<Vec<_>>();
        if let Some(&function) = self.functions.get(name) {
            let takes = self.program.functions.get(function).map(|function| function.arguments);
            if takes == Some(call.arguments.len()) {
                return ExpressionKind::Call(function, arguments());
            }
        }
        let takes = call.arguments.len();
        let is_called = |table: &FilledFunction| table.name == name && table.arguments == takes;
        if let Some(table) = self.program.function_tables.iter().position(is_called) {
            return ExpressionKind::Filled(table, arguments());
        }
        if is_random(name) {
            return ExpressionKind::Unknown(Unknown::Random(name.to_owned()));
        }
        match builtin(name) {
            Some((Builtin::Nothing, _)) => ExpressionKind::Builtin(Builtin::Nothing, vec![]),
            Some((builtin, count)) if count == call.arguments.len() => ExpressionKind::Builtin(builtin, arguments()),
            _ => ExpressionKind::Unknown(Unknown::Function(name.to_owned())),
        }
    }

    /// An expression without a value, as a statement.
    pub(super) fn form(text: &str, span: Span) -> Expression {
        Expression { kind: ExpressionKind::Unknown(Unknown::Form(text.to_owned())), span }
    }
}

fn is_random(name: &str) -> bool {
    matches!(
        name,
        "exprand"
            | "normrand"
            | "poisrand"
            | "scop_random"
            | "gaussrand"
            | "random_uniform"
            | "random_negexp"
            | "random_normal"
            | "random_ipick"
            | "random_dpick"
    )
}

/// A function of NMODL's own and its number of arguments.
fn builtin(name: &str) -> Option<(Builtin, usize)> {
    let elementary = |function| Some((Builtin::Elementary(function), 1));
    match name {
        "exp" => elementary(Elementary::Exp),
        "log" => elementary(Elementary::Log),
        "log10" => elementary(Elementary::Log10),
        "sqrt" => elementary(Elementary::Sqrt),
        "fabs" | "abs" => elementary(Elementary::Abs),
        "sin" => elementary(Elementary::Sin),
        "cos" => elementary(Elementary::Cos),
        "tan" => elementary(Elementary::Tan),
        "asin" => elementary(Elementary::Asin),
        "acos" => elementary(Elementary::Acos),
        "atan" => elementary(Elementary::Atan),
        "sinh" => elementary(Elementary::Sinh),
        "cosh" => elementary(Elementary::Cosh),
        "tanh" => elementary(Elementary::Tanh),
        "floor" => elementary(Elementary::Floor),
        "ceil" => elementary(Elementary::Ceil),
        "pow" => Some((Builtin::Power, 2)),
        "atan2" => Some((Builtin::ArcTangent, 2)),
        "fmod" => Some((Builtin::Remainder, 2)),
        "erf" => Some((Builtin::Erf, 1)),
        "factorial" => Some((Builtin::Factorial, 1)),
        "gauss" => Some((Builtin::Gauss, 3)),
        "harmonic" => Some((Builtin::Harmonic, 4)),
        "hyperbol" => Some((Builtin::Hyperbol, 3)),
        "revhyperbol" => Some((Builtin::ReverseHyperbol, 3)),
        "sigmoid" => Some((Builtin::Sigmoid, 4)),
        "revsigmoid" => Some((Builtin::ReverseSigmoid, 4)),
        "nrn_ghk" => Some((Builtin::Ghk, 4)),
        "printf"
        | "prterr"
        | "fprintf"
        | "set_seed"
        | "setseed"
        | "net_send"
        | "net_move"
        | "net_event"
        | "at_time"
        | "state_discontinuity"
        | "nrn_random_play"
        | "random_setseq"
        | "random_setids"
        | "nrn_pointing"
        | "first_time" => Some((Builtin::Nothing, 0)),
        _ => None,
    }
}

/// The number that an expression is; `-40` is one too.
fn number_in(expression: &Expression) -> Option<f64> {
    match &expression.kind {
        ExpressionKind::Number(value) => Some(*value),
        ExpressionKind::Negate(inner) => number_in(inner).map(|value| -value),
        ExpressionKind::Read(_)
        | ExpressionKind::Watched(_)
        | ExpressionKind::Not(_)
        | ExpressionKind::Binary(..)
        | ExpressionKind::Call(..)
        | ExpressionKind::Filled(..)
        | ExpressionKind::Builtin(..)
        | ExpressionKind::Unknown(_) => None,
    }
}

/// What two numbers give, as the interpreter would compute it; `2.3^((34-21)/10)` stands in many rates.
fn folded(operator: BinaryOperator, left: f64, right: f64) -> Option<f64> {
    match operator {
        BinaryOperator::Add => Some(left + right),
        BinaryOperator::Subtract => Some(left - right),
        BinaryOperator::Multiply => Some(left * right),
        BinaryOperator::Divide => Some(left / right),
        BinaryOperator::Power => Some(left.powf(right)),
        BinaryOperator::Or
        | BinaryOperator::And
        | BinaryOperator::Greater
        | BinaryOperator::GreaterOrEqual
        | BinaryOperator::Less
        | BinaryOperator::LessOrEqual
        | BinaryOperator::Equal
        | BinaryOperator::NotEqual => None,
    }
}

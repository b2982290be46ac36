//! Expressions, with the parentheses that they need and no others.

use super::super::ast::{BinaryOperator, Call, Expression, ExpressionKind, Reference, UnaryOperator};
use super::{number, unit};

/// How strongly an expression holds together, as in the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Or,
    And,
    Compare,
    Add,
    Multiply,
    Unary,
    Power,
    Operand,
}

pub(super) fn expression(value: &Expression) -> String {
    match &value.kind {
        ExpressionKind::Number { number, unit: of } => format!("{}{}", number.text, unit(of.as_ref())),
        ExpressionKind::Text(text) => format!("\"{}\"", text.text),
        ExpressionKind::Reference(of) => reference(of),
        ExpressionKind::Call(of) => call(of),
        ExpressionKind::Integer(inner) => format!("INT({})", expression(inner)),
        ExpressionKind::Unary(operator, inner) => {
            let sign = match operator {
                UnaryOperator::Negate => "-",
                UnaryOperator::Not => "!",
            };
            format!("{sign}{}", at_least(inner, Strength::Unary))
        }
        ExpressionKind::Binary(operator, left, right) => binary(*operator, left, right),
    }
}

pub(super) fn call(Call { name, arguments, .. }: &Call) -> String {
    let arguments: Vec<_> = arguments.iter().map(expression).collect();
    format!("{}({})", name.text, arguments.join(", "))
}

pub(super) fn reference(of: &Reference) -> String {
    let delay = of.delay.as_ref().map(|delay| format!("@{}", number(delay))).unwrap_or_default();
    let index = of.index.as_ref().map(|index| format!("[{}]", expression(index))).unwrap_or_default();
    format!("{}{}{delay}{index}", of.name.text, "'".repeat(of.primes))
}

fn binary(operator: BinaryOperator, left: &Expression, right: &Expression) -> String {
    let strength = strength_of(operator);
    if operator == BinaryOperator::Power {
        // The base must hold more strongly than a sign; the exponent may carry one.
        return format!("{}^{}", at_least(left, Strength::Operand), at_least(right, Strength::Unary));
    }
    let right = at_least(right, next(strength));
    format!("{} {} {right}", at_least(left, strength), sign(operator))
}

fn at_least(value: &Expression, least: Strength) -> String {
    let printed = expression(value);
    if strength(value) < least { format!("({printed})") } else { printed }
}

fn strength(value: &Expression) -> Strength {
    match &value.kind {
        ExpressionKind::Unary(..) => Strength::Unary,
        ExpressionKind::Binary(operator, ..) => strength_of(*operator),
        ExpressionKind::Number { .. }
        | ExpressionKind::Text(_)
        | ExpressionKind::Reference(_)
        | ExpressionKind::Call(_)
        | ExpressionKind::Integer(_) => Strength::Operand,
    }
}

fn strength_of(operator: BinaryOperator) -> Strength {
    match operator {
        BinaryOperator::Or => Strength::Or,
        BinaryOperator::And => Strength::And,
        BinaryOperator::Greater
        | BinaryOperator::GreaterOrEqual
        | BinaryOperator::Less
        | BinaryOperator::LessOrEqual
        | BinaryOperator::Equal
        | BinaryOperator::NotEqual => Strength::Compare,
        BinaryOperator::Add | BinaryOperator::Subtract => Strength::Add,
        BinaryOperator::Multiply | BinaryOperator::Divide => Strength::Multiply,
        BinaryOperator::Power => Strength::Power,
    }
}

fn next(strength: Strength) -> Strength {
    match strength {
        Strength::Or => Strength::And,
        Strength::And => Strength::Compare,
        Strength::Compare => Strength::Add,
        Strength::Add => Strength::Multiply,
        Strength::Multiply => Strength::Unary,
        Strength::Unary => Strength::Power,
        Strength::Power | Strength::Operand => Strength::Operand,
    }
}

fn sign(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Or => "||",
        BinaryOperator::And => "&&",
        BinaryOperator::Greater => ">",
        BinaryOperator::GreaterOrEqual => ">=",
        BinaryOperator::Less => "<",
        BinaryOperator::LessOrEqual => "<=",
        BinaryOperator::Equal => "==",
        BinaryOperator::NotEqual => "!=",
        BinaryOperator::Add => "+",
        BinaryOperator::Subtract => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::Power => "^",
    }
}

//! Expressions.

use super::{Name, Number, NumberOrName, Text, Unit};
use crate::source::Span;

/// An expression and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Its whole text, without parentheses around it.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpressionKind {
    /// `0.1`, `10 (mV)`
    Number {
        /// The number.
        number: Number,
        /// Its unit.
        unit: Option<Unit>,
    },
    /// `"text"`: only as an argument
    Text(Text),
    /// `v`, `ca[i]`, `m'`
    Reference(Reference),
    /// `exp(x)`
    Call(Call),
    /// `INT(x)`: only in an index
    Integer(Box<Expression>),
    /// `-x`, `!x`
    Unary(UnaryOperator, Box<Expression>),
    /// `x + y`
    Binary(BinaryOperator, Box<Expression>, Box<Expression>),
}

/// A variable: `v`, `ca[i]`, `m'`, `x@1[i]`
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// The name.
    pub name: Name,
    /// Primes after the name.
    pub primes: usize,
    /// `@1`: the value of a `DISCRETE` variable that many steps ago
    pub delay: Option<NumberOrName>,
    /// `[i]`
    pub index: Option<Box<Expression>>,
    /// Its whole text.
    pub span: Span,
}

/// `name(arguments)`
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The function.
    pub name: Name,
    /// The arguments.
    pub arguments: Vec<Expression>,
    /// Its whole text.
    pub span: Span,
}

/// `-x`, `!x`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `-`
    Negate,
    /// `!`
    Not,
}

/// An operator between two expressions, strongest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`, from right to left
    Power,
}

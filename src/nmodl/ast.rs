//! The tree of a mod file: every block, declaration, statement and expression with its place.
//!
//! Names are not resolved: [`super::symbols`] says what they are. `VERBATIM` and `COMMENT` keep their raw text.

mod block;
mod expression;
mod statement;

pub use block::{
    Argument, Block, BlockKind, Constant, Define, FunctionTable, Include, Independent, IonStatement, Item, ItemKind,
    KindOfMechanism, Limits, LocalVariable, NeuronStatement, NeuronStatementKind, NumberOrName, Parameter, Phase,
    Subroutine, UnitDefinition, UnitDefinitionKind, Variable,
};
pub use expression::{BinaryOperator, Call, Expression, ExpressionKind, Reference, UnaryOperator};
pub use statement::{
    Body, Branch, Comparison, OverStates, Reaction, ReactionKind, Solve, Species, Statement, StatementKind, Table,
    Watch,
};

use crate::source::{FileId, Span};

/// A name with the place where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A number as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Its value; infinite where the text is beyond the range of doubles.
    pub value: f64,
    /// Its text, with the sign: `-1.e3`.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Raw text with its place: a title, a string without its quotes, a comment block, C code.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A unit in parentheses: `(mA/cm2)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The text between the parentheses.
    pub text: String,
    /// Where it stands, parentheses included.
    pub span: Span,
}

/// One mod file.
#[derive(Debug, Clone, PartialEq)]
pub struct ModFile {
    /// The file.
    pub file: FileId,
    /// Its blocks in their order.
    pub items: Vec<Item>,
}

impl ModFile {
    /// Its `USEION` statements in their order.
    pub fn ions(&self) -> impl Iterator<Item = &IonStatement> {
        let statements = self
            .items
            .iter()
            .filter_map(|item| if let ItemKind::Neuron(statements) = &item.kind { Some(statements) } else { None });
        statements.flatten().filter_map(|statement| {
            if let NeuronStatementKind::UseIon(ion) = &statement.kind { Some(ion) } else { None }
        })
    }
}

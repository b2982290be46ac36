//! The tree as hoc text: what is printed parses to the same tree.
//!
//! Parentheses stand where the tree needs them, statements in braces stand one a line.

use std::fmt::{self, Display, Formatter, Write as _};

use super::ast::{
    ArgumentIndex, Arguments, BinaryOperator, Declaration, Definition, DefinitionKind, Expression, ExpressionKind,
    Head, Member, Name, Path, Statement, StatementKind, UnaryOperator,
};

/// Top-level statements, each ending with a newline.
#[must_use]
pub fn print_file(statements: &[Statement]) -> String {
    statements.iter().fold(String::new(), |mut text, statement| {
        let _ = writeln!(text, "{statement}");
        text
    })
}

impl Display for Statement {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.kind.print(formatter, 0)
    }
}

impl StatementKind {
    /// Statements that are one keyword, a list or an expression; the others hold statements.
    fn print(&self, f: &mut Formatter<'_>, indent: usize) -> fmt::Result {
        match self {
            Self::Expression(expression) => expression.fmt(f),
            Self::Print(values) => write!(f, "print {}", List(values)),
            Self::Block(statements) => print_block(f, statements, indent),
            Self::If { condition, then, otherwise } => {
                print_if(f, (condition, then, otherwise.as_deref()), indent)
            }
            Self::While { .. }
            | Self::For { .. }
            | Self::ForRange { .. }
            | Self::ForSegments { .. }
            | Self::ForIterator { .. }
            | Self::Forall(_)
            | Self::Forsec { .. }
            | Self::Ifsec { .. }
            | Self::InSection { .. } => self.print_loop(f, indent),
            Self::Return(None) => f.write_str("return"),
            Self::Return(Some(value)) => write!(f, "return {value}"),
            Self::Break => f.write_str("break"),
            Self::Continue => f.write_str("continue"),
            Self::Stop => f.write_str("stop"),
            Self::Quit => f.write_str("quit()"),
            Self::IteratorStatement => f.write_str("iterator_statement"),
            Self::Objref(declarations) => write!(f, "objref {}", List(declarations)),
            Self::Strdef(names) => write!(f, "strdef {}", List(names)),
            Self::Double(declarations) => write!(f, "double {}", List(declarations)),
            Self::Create(declarations) => write!(f, "create {}", List(declarations)),
            Self::Connect { child, parent } => write!(f, "connect {child}, {parent}"),
            Self::Access(section) => write!(f, "access {section}"),
            Self::Insert(name) => write!(f, "insert {name}"),
            Self::Uninsert(name) => write!(f, "uninsert {name}"),
            Self::SetPointer { pointer, target } => write!(f, "setpointer {pointer}, {target}"),
            Self::Delete(name) => write!(f, "delete {name}"),
            Self::Define(definition) => print_definition(f, definition),
            Self::BeginTemplate(name) => write!(f, "begintemplate {name}"),
            Self::EndTemplate(name) => write!(f, "endtemplate {name}"),
            Self::Public(names) => write!(f, "public {}", List(names)),
            Self::External(names) => write!(f, "external {}", List(names)),
            Self::Refused(name) => name.fmt(f),
        }
    }

    /// Statements with a body.
    fn print_loop(&self, f: &mut Formatter<'_>, indent: usize) -> fmt::Result {
        let body = match self {
            Self::While { condition, body } => {
                write!(f, "while ({condition}) ")?;
                return body.kind.print(f, indent);
            }
            Self::For { init, condition, step, body } => {
                f.write_str("for (")?;
                print_optional(f, init.as_deref(), indent)?;
                write!(f, "; {condition}; ")?;
                print_optional(f, step.as_deref(), indent)?;
                f.write_str(") ")?;
                return body.kind.print(f, indent);
            }
            Self::ForSegments { variable, with_ends: None, body } => {
                write!(f, "for ({variable}) ")?;
                return body.kind.print(f, indent);
            }
            Self::ForSegments { variable, with_ends: Some(with_ends), body } => {
                write!(f, "for ({variable}, {with_ends}) ")?;
                return body.kind.print(f, indent);
            }
            Self::Forall(body) => {
                f.write_str("forall ")?;
                return body.kind.print(f, indent);
            }
            Self::ForRange { variable, first, last, body } => {
                write!(f, "for {variable} = {first}, {last} ")?;
                body
            }
            Self::ForIterator { iterator, body } => {
                write!(f, "for {iterator} ")?;
                body
            }
            Self::Forsec { sections, body } => {
                write!(f, "forsec {sections} ")?;
                body
            }
            Self::Ifsec { sections, body } => {
                write!(f, "ifsec {sections} ")?;
                body
            }
            Self::InSection { section, body } => {
                write!(f, "{section} ")?;
                body
            }
            _ => return Ok(()),
        };
        print_after_path(f, body, indent)
    }
}

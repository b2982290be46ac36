//! hoc text to the tree of [`super::ast`]: the grammar is `grammar/hoc.pest`.
//!
//! A program is parsed one top-level statement at a time, because what runs first may change what follows (it may
//! read its own file as data). Each call looks only at the statement itself, so a file costs its length.

mod advice;
mod ahead;
mod build;
mod call;
mod error;
mod expression;
mod lines;
mod scan;
mod statement;

use std::ops::Range;

use pest::Parser;
use pest::error::{Error, InputLocation};
use pest::iterators::{Pair, Pairs};

use super::ast::{Expression, Statement};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::FileId;
pub use ahead::Ahead;
use build::{Node, Origin};
use error::SyntaxError;
pub(crate) use expression::number_value;
use grammar::{HocParser, Rule};

/// The parser that pest makes from the grammar.
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/hoc.pest"]
    pub struct HocParser;
}

/// Brackets, statements in statements, operators of one expression: together at most so deep.
const MOST_NESTED: usize = 500;

/// Signs and powers that bind to each other, as in `2^-3^2`: at most so many.
const MOST_CHAINED: usize = 50;

/// After so many syntax errors in one file [`parse_file`] stops.
const MOST_ERRORS: usize = 50;

/// One top-level statement (a line, a braced block, a definition) from byte `offset` on, and where the next one
/// starts; `None` where only blank lines are left.
///
/// # Errors
/// The text there is not hoc.
pub fn parse_next(text: &str, file: FileId, offset: usize) -> Result<Option<(Statement, usize)>, Diagnostic> {
    next_statement(text, file, offset).map(Step::statement).map_err(SyntaxError::into_diagnostic)
}

/// The text of `execute` or of a command: statements in a row, as inside braces.
///
/// # Errors
/// The text is not hoc.
pub fn parse_statements(text: &str, file: FileId) -> Result<Vec<Statement>, Diagnostic> {
    let origin = Origin { file, base: 0 };
    match parse(Rule::statements, text, origin).and_then(|pair| build::build(pair, origin)) {
        Ok(Node::Body(statements)) => Ok(statements),
        Ok(_) => Ok(vec![]),
        Err(error) => Err(error.into_diagnostic()),
    }
}

/// One value: an expression, a string or `new Class(..)`.
///
/// # Errors
/// The text is not one value.
pub fn parse_expression(text: &str, file: FileId) -> Result<Expression, Diagnostic> {
    let origin = Origin { file, base: 0 };
    match parse(Rule::lone_value, text, origin).and_then(|pair| build::build(pair, origin)) {
        Ok(Node::Expression(value)) => Ok(value),
        Ok(_) => Err(SyntaxError::Incomplete { at: origin.span(0..text.len()) }.into_diagnostic()),
        Err(error) => Err(error.into_diagnostic()),
    }
}

/// Is it a name that cannot be declared? `read` is one that the grammar leaves to calls.
pub(crate) fn is_keyword(name: &str) -> bool {
    let whole = |pairs: Pairs<'_, Rule>| pairs.as_str().len() == name.len();
    name == "read" || HocParser::parse(Rule::keyword, name).is_ok_and(whole)
}

/// The whole file. After an error it goes on behind the statement in which it was found.
pub fn parse_file(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Vec<Statement> {
    parse_file_with_data(text, file, diagnostics, |_, next| next)
}

/// As [`parse_file`]; `behind` says where hoc goes on behind a statement that ends at a byte.
pub(crate) fn parse_file_with_data(
    text: &str,
    file: FileId,
    diagnostics: &mut Diagnostics,
    mut behind: impl FnMut(&Statement, usize) -> usize,
) -> Vec<Statement> {
    let mut statements = vec![];
    parse_statements_of(text, file, 0..usize::MAX, diagnostics, |_, statement, next| {
        let next = behind(&statement, next);
        statements.push(statement);
        next
    });
    statements
}

/// As [`parse_file`], for the statements that start in `range`; `take` is given each with the byte from which it was parsed
/// and where it ends, and says where the next one starts. Where it would go on is returned.
fn parse_statements_of(
    text: &str,
    file: FileId,
    range: Range<usize>,
    diagnostics: &mut Diagnostics,
    mut take: impl FnMut(usize, Statement, usize) -> usize,
) -> usize {
    let (mut offset, mut errors) = (range.start, 0);
    while offset < range.end {
        offset = match next_statement(text, file, offset) {
            Ok(Step::Statement(statement, next)) => {
                let is_call = lines::is_call(&statement);
                let behind = take(offset, *statement, next);
                if is_call { lines::of_calls(text, file, behind..range.end, &mut take) } else { behind }
            }
            Ok(Step::End(rest)) => {
                diagnostics.extend(error::hidden_rest(text, file, rest));
                return usize::MAX;
            }
            Err(error) => {
                errors += 1;
                let found_at = error.offset();
                diagnostics.push(error.into_diagnostic());
                let resumed = scan::resume(text, offset, found_at).filter(|_| errors < MOST_ERRORS);
                resumed.unwrap_or(usize::MAX)
            }
        }
    }
    offset
}

/// What stands next in a text.
enum Step {
    /// A statement, and where the text goes on.
    Statement(Box<Statement>, usize),
    /// Nothing more, from here on.
    End(usize),
}

impl Step {
    fn statement(self) -> Option<(Statement, usize)> {
        match self {
            Self::Statement(statement, next) => Some((*statement, next)),
            Self::End(_) => None,
        }
    }
}

fn next_statement(text: &str, file: FileId, offset: usize) -> Result<Step, SyntaxError> {
    let rest = text.get(offset..).unwrap_or("");
    let origin = Origin { file, base: offset };
    let pair = parse(Rule::next, rest, origin)?;
    let next = offset + pair.as_span().end();
    let Some(pair) = pair.into_inner().find(|pair| pair.as_rule() != Rule::line_break) else {
        return Ok(Step::End(next));
    };
    if pair.as_rule() == Rule::nothing_left {
        return Ok(Step::End(offset + pair.as_span().start()));
    }
    if pair.as_rule() == Rule::call_of_numbers {
        return Ok(Step::Statement(Box::new(call::statement(&pair, origin)?), next));
    }
    let at = origin.place(&pair);
    match build::build(pair, origin)? {
        Node::Statement(statement) => Ok(Step::Statement(statement, next)),
        _ => Err(SyntaxError::Incomplete { at }),
    }
}

fn parse(rule: Rule, text: &str, origin: Origin) -> Result<Pair<'_, Rule>, SyntaxError> {
    let found = |error: &Error<Rule>| match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    HocParser::parse(rule, text)
        .map_err(|error| error::explain(text, origin, found(&error), &error))?
        .next()
        .ok_or(SyntaxError::Incomplete { at: origin.span(0..text.len()) })
}

//! Calls of plain numbers, `pt3dadd(0, -1.5, 2e1, .5)`: one token of the grammar, taken apart here.
//!
//! The tree is the one that the rules for statements and expressions make; where there is more than numbers in it they
//! make it.

use std::ops::Range;

use pest::iterators::Pair;

use super::build::{Node, Origin, build};
use super::error::SyntaxError;
use super::expression::number_value;
use super::grammar::Rule;
use super::statement::expression_kind;
use crate::hoc::ast::{Arguments, Expression, ExpressionKind, Head, Member, Name, Path, Statement, UnaryOperator};
use crate::source::Span;

/// The statement.
pub(super) fn statement(pair: &Pair<Rule>, origin: Origin) -> Result<Statement, SyntaxError> {
    let call = Call { text: pair.as_str(), start: pair.as_span().start(), origin };
    let Some(member) = call.member() else { return call.parsed(pair.get_input()) };
    let span = call.span(0..call.text.len());
    let path = Path { head: Head::Member(member), members: vec![], span };
    let kind = expression_kind(Expression { kind: ExpressionKind::Path(Box::new(path)), span });
    Ok(Statement { kind, span })
}

/// The text of a call, and where it starts in what is parsed.
struct Call<'a> {
    text: &'a str,
    start: usize,
    origin: Origin,
}

impl Call<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        self.origin.span(self.start + range.start..self.start + range.end)
    }

    /// The text as any other statement; `input` is all that is parsed.
    fn parsed(&self, input: &str) -> Result<Statement, SyntaxError> {
        let origin = Origin { base: self.origin.base + self.start, ..self.origin };
        let rest = input.get(self.start..).unwrap_or(self.text);
        let mut parts = super::parse(Rule::call_by_rules, rest, origin)?.into_inner();
        match parts.next().map(|pair| build(pair, origin)).transpose()? {
            Some(Node::Statement(statement)) => Ok(*statement),
            _ => Err(SyntaxError::Incomplete { at: self.span(0..self.text.len()) }),
        }
    }

    /// None where there is more than numbers in it.
    fn member(&self) -> Option<Member> {
        let (name, list) = self.text.split_once('(')?;
        let arguments = Arguments::List(self.numbers(list.strip_suffix(')')?, name.len() + 1)?);
        let name = name.trim_end_matches(BLANKS);
        Some(Member {
            name: Name { text: name.to_owned(), span: self.span(0..name.len()) },
            indices: vec![],
            arguments,
        })
    }

    /// The numbers of a list that starts at byte `at`.
    fn numbers(&self, list: &str, mut at: usize) -> Option<Vec<Expression>> {
        if list.trim_matches(BLANKS).is_empty() {
            return Some(vec![]);
        }
        let mut numbers = Vec::with_capacity(list.split(',').count());
        for item in list.split(',') {
            let number = item.trim_start_matches(BLANKS);
            let start = at + item.len() - number.len();
            at += item.len() + 1;
            numbers.push(self.number(number.trim_end_matches(BLANKS), start)?);
        }
        Some(numbers)
    }

    fn number(&self, text: &str, at: usize) -> Option<Expression> {
        let span = self.span(at..at + text.len());
        let literal = |text: &str, span| {
            is_number(text).then(|| Expression { kind: ExpressionKind::Number(number_value(text)), span })
        };
        match text.strip_prefix('-') {
            None => literal(text, span),
            Some(digits) => {
                let operand = literal(digits, self.span(at + 1..at + text.len()))?;
                Some(Expression { kind: ExpressionKind::Unary(UnaryOperator::Negate, Box::new(operand)), span })
            }
        }
    }
}

/// Is it what the grammar calls `digits`: `1`, `1.`, `.5`, `1e-3`, `2E`?
fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !whole.is_empty() || !part.is_empty();
    has_digits
        && are_digits(whole)
        && are_digits(part)
        && are_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))
}

const BLANKS: [char; 2] = [' ', '\t'];

//! Calls of plain numbers, `pt3dadd(0, -1.5, 2e1, .5)`: one token of the grammar, taken apart here.
//!
//! The tree is the one that the rules for statements and expressions make.

use std::ops::Range;

use pest::iterators::Pair;

use super::build::Origin;
use super::expression::number_value;
use super::grammar::Rule;
use super::statement::expression_kind;
use crate::hoc::ast::{Arguments, Expression, ExpressionKind, Head, Member, Name, Path, Statement, UnaryOperator};
use crate::source::Span;

/// The statement.
pub(super) fn statement(pair: &Pair<Rule>, origin: Origin) -> Statement {
    let call = Call { text: pair.as_str(), start: pair.as_span().start(), origin };
    let span = call.span(0..call.text.len());
    let path = Path { head: Head::Member(call.member()), members: vec![], span };
    let kind = expression_kind(Expression { kind: ExpressionKind::Path(Box::new(path)), span });
    Statement { kind, span }
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

    fn member(&self) -> Member {
        let (name, list) = self.text.split_once('(').unwrap_or((self.text, ""));
        let arguments = Arguments::List(self.numbers(list.trim_end_matches(')'), name.len() + 1));
        let name = name.trim_end_matches(BLANKS);
        Member { name: Name { text: name.to_owned(), span: self.span(0..name.len()) }, indices: vec![], arguments }
    }

    /// The numbers of a list that starts at byte `at`.
    fn numbers(&self, list: &str, mut at: usize) -> Vec<Expression> {
        let mut numbers = Vec::with_capacity(list.split(',').count());
        for item in list.split(',') {
            let number = item.trim_start_matches(BLANKS);
            let start = at + item.len() - number.len();
            at += item.len() + 1;
            let number = number.trim_end_matches(BLANKS);
            if !number.is_empty() {
                numbers.push(self.number(number, start));
            }
        }
        numbers
    }

    fn number(&self, text: &str, at: usize) -> Expression {
        let span = self.span(at..at + text.len());
        let literal = |text: &str, span| Expression { kind: ExpressionKind::Number(number_value(text)), span };
        match text.strip_prefix('-') {
            None => literal(text, span),
            Some(digits) => {
                let operand = literal(digits, self.span(at + 1..at + text.len()));
                Expression { kind: ExpressionKind::Unary(UnaryOperator::Negate, Box::new(operand)), span }
            }
        }
    }
}

const BLANKS: [char; 2] = [' ', '\t'];

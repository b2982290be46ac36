//! Expressions: operators by precedence.

use std::sync::LazyLock;

use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};

use super::grammar::Rule;
use super::token::Parts;
use super::{Builder, MAX_OPERATORS};
use crate::nmodl::ast::{BinaryOperator, Call, Expression, ExpressionKind, Reference, UnaryOperator};

/// Weakest first.
static PRATT: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    let left = |rule| Op::infix(rule, Assoc::Left);
    PrattParser::new()
        .op(left(Rule::or))
        .op(left(Rule::and))
        .op(left(Rule::less)
            | left(Rule::less_or_equal)
            | left(Rule::greater)
            | left(Rule::greater_or_equal)
            | left(Rule::equal)
            | left(Rule::not_equal))
        .op(left(Rule::add) | left(Rule::subtract))
        .op(left(Rule::multiply) | left(Rule::divide))
        .op(Op::prefix(Rule::negate) | Op::prefix(Rule::not))
        .op(Op::infix(Rule::power, Assoc::Right))
});

impl Builder {
    /// An expression; none when it is too long, which is then noted.
    pub(super) fn expression(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        let span = self.span(&pair);
        let parts: Vec<_> = Parts::of(pair).collect();
        let outer = self.operators;
        self.operators += parts.len();
        let expression = if self.operators > MAX_OPERATORS {
            self.too_long.get_or_insert(span);
            None
        } else {
            self.operation(parts)
        };
        self.operators = outer;
        expression
    }

    fn operation(&mut self, parts: Vec<Pair<'_, Rule>>) -> Option<Expression> {
        PRATT
            .map_primary(|operand| self.operand(operand))
            .map_prefix(|operator, value| {
                let value = value?;
                let start = operator.as_span().start() as u32;
                let span = crate::source::Span { start, ..value.span };
                Some(Expression { span, kind: ExpressionKind::Unary(unary(operator.as_rule()), Box::new(value)) })
            })
            .map_infix(|left, operator, right| {
                let (left, right) = (left?, right?);
                let span = left.span.to(right.span);
                let operator = binary(operator.as_rule())?;
                Some(Expression { span, kind: ExpressionKind::Binary(operator, Box::new(left), Box::new(right)) })
            })
            .parse(parts.into_iter())
    }

    fn operand(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        let span = match pair.as_rule() {
            Rule::call | Rule::truncation => self.span(&pair),
            _ => self.span_of_parts(&pair),
        };
        let kind = match pair.as_rule() {
            Rule::expression => return self.expression(pair),
            Rule::call => ExpressionKind::Call(self.call(pair)?),
            Rule::truncation => {
                let value = self.expression(Parts::of(pair).next()?)?;
                ExpressionKind::Integer(Box::new(value))
            }
            Rule::quantity => {
                let mut parts = Parts::of(pair);
                let number = self.number(&parts.next()?);
                ExpressionKind::Number { number, unit: self.optional_unit(&mut parts) }
            }
            _ => ExpressionKind::Reference(self.reference(pair)?),
        };
        Some(Expression { kind, span })
    }

    pub(super) fn call(&mut self, pair: Pair<'_, Rule>) -> Option<Call> {
        let span = self.span(&pair);
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.next()?);
        let arguments = parts.map(|argument| self.argument_value(argument)).collect::<Option<_>>()?;
        Some(Call { name, arguments, span })
    }

    fn argument_value(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        if pair.as_rule() == Rule::string {
            let span = self.span(&pair);
            return Some(Expression { kind: ExpressionKind::Text(self.inner_text(pair)?), span });
        }
        self.expression(pair)
    }

    pub(super) fn reference(&mut self, pair: Pair<'_, Rule>) -> Option<Reference> {
        let span = self.span_of_parts(&pair);
        let mut parts = Parts::of(pair);
        let (name, primes) = self.primed_name(parts.next()?)?;
        let delay = parts.optional(Rule::delay).and_then(|delay| self.number_within(delay));
        let index = match parts.optional(Rule::index) {
            Some(index) => Some(Box::new(self.expression(Parts::of(index).next()?)?)),
            None => None,
        };
        Some(Reference { name, primes, delay, index, span })
    }
}

fn unary(rule: Rule) -> UnaryOperator {
    if rule == Rule::not { UnaryOperator::Not } else { UnaryOperator::Negate }
}

fn binary(rule: Rule) -> Option<BinaryOperator> {
    Some(match rule {
        Rule::or => BinaryOperator::Or,
        Rule::and => BinaryOperator::And,
        Rule::less => BinaryOperator::Less,
        Rule::less_or_equal => BinaryOperator::LessOrEqual,
        Rule::greater => BinaryOperator::Greater,
        Rule::greater_or_equal => BinaryOperator::GreaterOrEqual,
        Rule::equal => BinaryOperator::Equal,
        Rule::not_equal => BinaryOperator::NotEqual,
        Rule::add => BinaryOperator::Add,
        Rule::subtract => BinaryOperator::Subtract,
        Rule::multiply => BinaryOperator::Multiply,
        Rule::divide => BinaryOperator::Divide,
        Rule::power => BinaryOperator::Power,
        _ => return None,
    })
}

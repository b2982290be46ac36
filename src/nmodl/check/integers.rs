//! Indices and loop bounds: NMODL takes only names, whole numbers, `+ - * /` and `INT(..)` there.

use super::context::Context;
use crate::diagnostic::Diagnostic;
use crate::nmodl::ast::{BinaryOperator, Expression, ExpressionKind, StatementKind};
use crate::nmodl::walk;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let indices = context.uses.iter().filter_map(|found| found.index);
    let mut found: Vec<_> = indices.filter_map(|index| not_whole(index, "an index")).collect();
    walk::statements(context.mod_file, &mut |statement, _| {
        if let StatementKind::From { first, last, step, .. } = &statement.kind {
            let bounds = [first, last].into_iter().chain(step);
            found.extend(bounds.filter_map(|bound| not_whole(bound, "a loop bound")));
        }
    });
    found
}

fn not_whole(expression: &Expression, what: &str) -> Option<Diagnostic> {
    let wrong = first_wrong(expression)?;
    let message = format!("{what} may hold only names, whole numbers and `+ - * /`");
    let diagnostic = Diagnostic::error("nmodl::integer", message).label(wrong.span, "not allowed here");
    let is_negative = matches!(wrong.kind, ExpressionKind::Unary(..));
    Some(if is_negative { diagnostic } else { diagnostic.help("put it into `INT(..)`") })
}

/// The part that NEURON's translator would stop at.
fn first_wrong(expression: &Expression) -> Option<&Expression> {
    match &expression.kind {
        ExpressionKind::Number { number, unit } => {
            let is_whole = unit.is_none() && number.text.bytes().all(|digit| digit.is_ascii_digit());
            (!is_whole).then_some(expression)
        }
        ExpressionKind::Reference(reference) => {
            let is_plain = reference.primes == 0 && reference.delay.is_none() && reference.index.is_none();
            (!is_plain).then_some(expression)
        }
        ExpressionKind::Binary(operator, left, right) => {
            let is_allowed = matches!(
                operator,
                BinaryOperator::Add | BinaryOperator::Subtract | BinaryOperator::Multiply | BinaryOperator::Divide
            );
            if is_allowed { first_wrong(left).or_else(|| first_wrong(right)) } else { Some(expression) }
        }
        ExpressionKind::Integer(_) => None,
        ExpressionKind::Text(_) | ExpressionKind::Call(_) | ExpressionKind::Unary(..) => Some(expression),
    }
}

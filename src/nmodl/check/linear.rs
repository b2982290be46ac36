//! The equations of a `LINEAR` block: sums of terms with at most one state, as a plain factor.

use super::context::Context;
use crate::diagnostic::Diagnostic;
use crate::mechanism::VariableKind;
use crate::nmodl::ast::{BinaryOperator, Block, BlockKind, Expression, ExpressionKind, Name, Reference, StatementKind};
use crate::nmodl::walk;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    walk::blocks(context.mod_file).flat_map(|block| check_block(context, block)).collect()
}

fn check_block(context: &Context, block: &Block) -> Vec<Diagnostic> {
    let BlockKind::Linear { solve_for, .. } = &block.kind else { return vec![] };
    let unknowns = Unknowns { context, solve_for };
    let mut found = vec![];
    for statement in walk::statements_of(block) {
        if let StatementKind::Equation { left, right, .. } = &statement.kind {
            found.extend([left, right].into_iter().filter_map(|side| check_sum(&unknowns, side)));
        }
    }
    found
}

/// The states that the block solves for: all, unless `SOLVEFOR` names some.
struct Unknowns<'a> {
    context: &'a Context<'a>,
    solve_for: &'a [Name],
}

impl Unknowns<'_> {
    fn has(&self, name: &str) -> bool {
        let is_state =
            self.context.symbols.variables.get(name).is_some_and(|symbol| symbol.kind == VariableKind::State);
        is_state && (self.solve_for.is_empty() || self.solve_for.iter().any(|asked| asked.text == name))
    }
}

fn check_sum(unknowns: &Unknowns, sum: &Expression) -> Option<Diagnostic> {
    match &sum.kind {
        ExpressionKind::Binary(BinaryOperator::Add | BinaryOperator::Subtract, left, right) => {
            check_sum(unknowns, left).or_else(|| check_sum(unknowns, right))
        }
        ExpressionKind::Unary(_, inner) => check_sum(unknowns, inner),
        ExpressionKind::Number { .. }
        | ExpressionKind::Text(_)
        | ExpressionKind::Reference(_)
        | ExpressionKind::Call(_)
        | ExpressionKind::Integer(_)
        | ExpressionKind::Binary(..) => check_term(unknowns, sum),
    }
}

/// In a product a state is a factor of its own; nowhere else may one stand.
fn check_term(unknowns: &Unknowns, term: &Expression) -> Option<Diagnostic> {
    match &term.kind {
        ExpressionKind::Binary(BinaryOperator::Multiply, left, right) => {
            let both = states_in(unknowns, left).into_iter().next().and(states_in(unknowns, right).into_iter().next());
            let twice = both.map(|state| not_linear(state, "the second state of one term"));
            twice.or_else(|| check_term(unknowns, left)).or_else(|| check_term(unknowns, right))
        }
        ExpressionKind::Binary(BinaryOperator::Divide, left, right) => {
            let below = states_in(unknowns, right).into_iter().next();
            below.map(|state| not_linear(state, "a state in a denominator")).or_else(|| check_term(unknowns, left))
        }
        ExpressionKind::Binary(..) | ExpressionKind::Call(_) | ExpressionKind::Unary(..) => {
            let inside = states_in(unknowns, term).into_iter().next();
            inside.map(|state| not_linear(state, "a state within parentheses"))
        }
        ExpressionKind::Number { .. }
        | ExpressionKind::Text(_)
        | ExpressionKind::Reference(_)
        | ExpressionKind::Integer(_) => None,
    }
}

fn states_in<'a>(unknowns: &Unknowns, expression: &'a Expression) -> Vec<&'a Reference> {
    match &expression.kind {
        ExpressionKind::Reference(reference) => {
            if unknowns.has(&reference.name.text) {
                vec![reference]
            } else {
                vec![]
            }
        }
        ExpressionKind::Call(call) => call.arguments.iter().flat_map(|inner| states_in(unknowns, inner)).collect(),
        ExpressionKind::Integer(inner) | ExpressionKind::Unary(_, inner) => states_in(unknowns, inner),
        ExpressionKind::Binary(_, left, right) => {
            [left, right].into_iter().flat_map(|inner| states_in(unknowns, inner)).collect()
        }
        ExpressionKind::Number { .. } | ExpressionKind::Text(_) => vec![],
    }
}

fn not_linear(state: &Reference, what: &str) -> Diagnostic {
    Diagnostic::error("nmodl::equation", format!("the equation is not linear in `{}`", state.name.text))
        .label(state.span, what)
        .help("write it as a sum of terms with one state each, or make the block `NONLINEAR`")
}

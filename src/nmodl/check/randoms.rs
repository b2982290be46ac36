//! `RANDOM` variables: first arguments of NEURON's random functions and nothing else.

use super::builtin::is_of_random;
use super::context::Context;
use super::uses::{Role, Use};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::nmodl::ast::{Call, ExpressionKind, Name};
use crate::source::Span;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let declared = context.symbols.marks.iter().filter_map(|(name, marks)| Some((name, marks.random?)));
    let redeclared = declared.filter_map(|(name, random)| {
        let variable = context.symbols.variables.get(name)?.declared?;
        Some(declared_twice(name, random, variable))
    });
    let mentions = context.file_uses().filter_map(|found| match found.role {
        Role::Called(call) if is_of_random(&call.name.text) => without_random(context, call),
        Role::Read | Role::Set | Role::Species | Role::Listed => bare_random(context, found),
        Role::Called(_) | Role::Whole | Role::InCompartment => None,
    });
    redeclared.chain(mentions).collect()
}

fn is_random(context: &Context, name: &str) -> bool {
    context.symbols.marks.get(name).is_some_and(|marks| marks.random.is_some())
}

fn bare_random(context: &Context, found: &Use) -> Option<Diagnostic> {
    let Name { text, span } = found.name;
    is_random(context, text).then(|| {
        Diagnostic::error("nmodl::random", format!("`{text}` is `RANDOM` and has no value of its own"))
            .label(*span, "used here")
            .help(format!("draw from it, such as `random_uniform({text})`"))
    })
}

fn without_random(context: &Context, call: &Call) -> Option<Diagnostic> {
    let first = call.arguments.first();
    let is_given = first.is_some_and(|argument| {
        matches!(&argument.kind, ExpressionKind::Reference(reference) if is_random(context, &reference.name.text))
    });
    (!is_given).then(|| {
        let function = &call.name.text;
        let message = format!("the first argument of `{function}` must be a `RANDOM` variable");
        let place = first.map_or(call.span, |argument| argument.span);
        let randoms = context.symbols.marks.iter().filter(|(_, marks)| marks.random.is_some());
        Diagnostic::error("nmodl::random", message)
            .label(place, "not one")
            .help("declare one in the `NEURON` block: `RANDOM r`")
            .help_if(first.and_then(|argument| match &argument.kind {
                ExpressionKind::Reference(reference) => {
                    did_you_mean(&reference.name.text, randoms.map(|(name, _)| name.as_str()))
                }
                ExpressionKind::Number { .. }
                | ExpressionKind::Text(_)
                | ExpressionKind::Call(_)
                | ExpressionKind::Integer(_)
                | ExpressionKind::Unary(..)
                | ExpressionKind::Binary(..) => None,
            }))
    })
}

fn declared_twice(name: &str, random: Span, variable: Span) -> Diagnostic {
    Diagnostic::error("nmodl::declared-twice", format!("`{name}` is two things"))
        .label(variable, "a variable here")
        .label(random, "`RANDOM` here")
}

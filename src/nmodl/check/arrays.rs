//! Arrays are used with an index, and nothing else is; an index that is a number lies within the array.

use super::context::Context;
use super::locals::LocalKind;
use super::uses::{Role, Use};
use crate::diagnostic::Diagnostic;
use crate::nmodl::ast::{Expression, ExpressionKind};
use crate::source::Span;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let mut found = vec![];
    for mention in &context.uses {
        if !matches!(mention.role, Role::Read | Role::Set | Role::Species) {
            continue;
        }
        match mention.index {
            None => found.extend(is_array(context, mention).then(|| without_index(context, mention))),
            Some(index) if is_array(context, mention) => found.extend(out_of_range(context, mention, index)),
            Some(_) => found.extend(indexed(context, mention)),
        }
    }
    found
}

fn is_array(context: &Context, mention: &Use) -> bool {
    match mention.local {
        Some(local) => local.kind == LocalKind::Array,
        None => context.is_array(&mention.name.text),
    }
}

fn declared(context: &Context, mention: &Use) -> Option<Span> {
    let name = mention.name.text.as_str();
    let local = mention.local.or_else(|| context.file_locals.get(name).copied());
    match local {
        Some(local) => local.declared,
        None => context.symbols.variables.get(name).and_then(|symbol| symbol.declared),
    }
}

fn with_declaration(diagnostic: Diagnostic, declared: Option<Span>, text: &str) -> Diagnostic {
    match declared {
        Some(place) => diagnostic.label(place, text),
        None => diagnostic,
    }
}

fn without_index(context: &Context, mention: &Use) -> Diagnostic {
    let name = &mention.name.text;
    let diagnostic = Diagnostic::error("nmodl::array", format!("array `{name}` needs an index"))
        .label(mention.name.span, "used without one")
        .help(format!("write `{name}[i]`"));
    with_declaration(diagnostic, declared(context, mention), "an array here")
}

/// Not of what is not declared at all: that is said elsewhere.
fn indexed(context: &Context, mention: &Use) -> Option<Diagnostic> {
    let name = &mention.name.text;
    let place = declared(context, mention)?;
    let diagnostic = Diagnostic::error("nmodl::array", format!("`{name}` is not an array"))
        .label(mention.name.span, "used with an index");
    Some(with_declaration(diagnostic, Some(place), "declared here, without a length"))
}

/// NEURON takes it, and reads or writes beside the array.
fn out_of_range(context: &Context, mention: &Use, index: &Expression) -> Option<Diagnostic> {
    let name = &mention.name.text;
    let symbol = context.symbols.variables.get(name).filter(|_| mention.local.is_none())?;
    let at = literal(context, index)?;
    (at >= symbol.length as f64).then(|| {
        let message = format!("index {at} is beyond the end of `{name}`");
        let last = symbol.length.saturating_sub(1);
        let diagnostic = Diagnostic::warning("nmodl::array", message)
            .label(index.span, format!("the last element is `{name}[{last}]`"))
            .with_note("NEURON does not check it: another variable is read or written");
        let declared = format!("{} elements here", symbol.length);
        with_declaration(diagnostic, symbol.declared, &declared)
    })
}

fn literal(context: &Context, index: &Expression) -> Option<f64> {
    match &index.kind {
        ExpressionKind::Number { number, .. } => Some(number.value),
        ExpressionKind::Reference(reference) => context.symbols.defines.get(&reference.name.text).copied(),
        ExpressionKind::Text(_)
        | ExpressionKind::Call(_)
        | ExpressionKind::Integer(_)
        | ExpressionKind::Unary(..)
        | ExpressionKind::Binary(..) => None,
    }
}

//! `LOCAL`s that hide a variable of the file, or each other.

use super::context::Context;
use crate::by_name::ByName;
use crate::diagnostic::Diagnostic;
use crate::nmodl::ast::{BlockKind, Name, StatementKind};
use crate::nmodl::walk;
use crate::source::Span;

/// Odd: a `LOCAL` of the name of a variable.
pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let bodies = walk::blocks(context.mod_file).flat_map(walk::bodies_of);
    let locals = bodies.flat_map(|body| &body.locals);
    locals.filter_map(|local| check_local(context, &local.name.text, local.name.span)).collect()
}

/// Refused: two `LOCAL`s of one name, and a current that is a `LOCAL` of `BREAKPOINT`.
pub(super) fn refused(context: &Context) -> Vec<Diagnostic> {
    let mut found = vec![];
    for body in walk::blocks(context.mod_file).flat_map(walk::bodies_of) {
        let mut seen: ByName<&str, Span> = ByName::default();
        for Name { text, span } in body.locals.iter().map(|local| &local.name) {
            let first = seen.insert(text, *span);
            found.extend(first.map(|first| local_twice(text, first, *span)));
        }
    }
    found.extend(local_currents(context));
    found
}

/// With `CONDUCTANCE` NEURON takes the `LOCAL` for the current.
fn local_currents(context: &Context) -> Vec<Diagnostic> {
    let breakpoints = || walk::blocks(context.mod_file).filter(|block| matches!(block.kind, BlockKind::Breakpoint));
    let statements = breakpoints().flat_map(walk::statements_of);
    if statements.into_iter().any(|statement| matches!(statement.kind, StatementKind::Conductance { .. })) {
        return vec![];
    }
    let currents: Vec<_> = context.currents().into_iter().map(|(name, _)| name).collect();
    let locals = breakpoints().flat_map(walk::bodies_of).flat_map(|body| &body.locals);
    let named = locals.filter_map(|local| Some((local, currents.iter().find(|name| name.text == local.name.text)?)));
    named.map(|(local, current)| local_current(&local.name, current.span)).collect()
}

fn local_current(local: &Name, current: Span) -> Diagnostic {
    Diagnostic::error("nmodl::current", format!("current `{}` is `LOCAL` in `BREAKPOINT`", local.text))
        .label(local.span, "local here")
        .label(current, "a current here")
        .help("take it out of `LOCAL`: NEURON would not see what is assigned to it")
}

fn check_local(context: &Context, name: &str, place: Span) -> Option<Diagnostic> {
    let declared = context.symbols.variables.get(name)?.declared?;
    Some(hides(name, declared, place))
}

fn hides(name: &str, declared: Span, place: Span) -> Diagnostic {
    Diagnostic::note("nmodl::hidden", format!("`LOCAL` `{name}` hides a variable"))
        .label(place, "in this block it means the `LOCAL`")
        .label(declared, "this variable is hidden")
}

fn local_twice(name: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error("nmodl::declared-twice", format!("`{name}` is declared twice"))
        .label(second, "declared again")
        .label(first, "first declared here")
}

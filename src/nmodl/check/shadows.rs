//! `LOCAL`s that hide a variable of the file, or each other.

use indexmap::IndexMap;

use super::context::Context;
use crate::diagnostic::Diagnostic;
use crate::nmodl::ast::Name;
use crate::nmodl::walk;
use crate::source::Span;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let mut found = vec![];
    for body in walk::blocks(context.mod_file).flat_map(walk::bodies_of) {
        let mut seen: IndexMap<&str, Span> = IndexMap::new();
        for Name { text, span } in body.locals.iter().map(|local| &local.name) {
            match seen.insert(text, *span) {
                Some(first) => found.push(local_twice(text, first, *span)),
                None => found.extend(check_local(context, text, *span)),
            }
        }
    }
    found
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

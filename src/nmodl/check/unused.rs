//! Variables that are declared and never mentioned again: one note for the whole file. Of a state more is said in
//! `states`.

use std::collections::BTreeSet;

use super::builtin;
use super::context::Context;
use crate::diagnostic::Diagnostic;
use crate::mechanism::VariableKind;
use crate::nmodl::symbols::Marks;
use crate::source::Span;

/// So many are shown at their places; the others are named.
const SHOWN: usize = 5;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let unused = unused(context);
    let names: Vec<_> = unused.iter().map(|(name, _)| format!("`{name}`")).collect();
    let message = match names.as_slice() {
        [] => return vec![],
        [only] => format!("{only} is declared and never used"),
        [first, second] => format!("{first} and {second} are declared and never used"),
        [..] => format!("{} variables are declared and never used", names.len()),
    };
    let shown = unused.iter().take(SHOWN);
    let diagnostic =
        shown.fold(Diagnostic::note("nmodl::unused", message), |diagnostic, (_, place)| diagnostic.label(*place, ""));
    let others = names.get(SHOWN..).unwrap_or_default();
    vec![if others.is_empty() { diagnostic } else { diagnostic.with_note(format!("and {}", others.join(", "))) }]
}

fn unused<'a>(context: &'a Context) -> Vec<(&'a str, Span)> {
    let used: BTreeSet<_> = context.uses.iter().map(|found| found.name.text.as_str()).collect();
    let variables = context.symbols.variables.iter().filter(|(_, symbol)| symbol.kind != VariableKind::State);
    let variables = variables.filter_map(|(name, symbol)| Some((name, symbol.declared?)));
    let constants = context.symbols.constants.iter().map(|(name, place)| (name, *place));
    let mut unused: Vec<_> = variables
        .chain(constants)
        .map(|(name, place)| (name.as_str(), place))
        .filter(|(name, _)| !used.contains(name) && !is_seen_elsewhere(context, name))
        .collect();
    unused.sort_by_key(|(_, place)| *place);
    unused
}

/// hoc, NEURON or C code may look at it.
fn is_seen_elsewhere(context: &Context, name: &str) -> bool {
    context.symbols.marks_of(name) != Marks::default()
        || context.is_in_c(name)
        || builtin::is_reserved(name)
        || builtin::VARIABLES.contains(&name)
        || name == "usetable"
}

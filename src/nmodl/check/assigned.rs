//! Constants that statements assign to.

use super::context::{Context, counted};
use super::uses::Role;
use crate::diagnostic::Diagnostic;
use crate::nmodl::ast::Name;
use crate::source::Span;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let set = context.file_uses().filter(|found| found.role == Role::Set).map(|found| found.name);
    let constants = counted(set).into_values();
    constants
        .filter_map(|(name, _)| Some((name, *context.symbols.constants.get(&name.text)?)))
        .map(|(name, constant)| assigned_constant(name, constant))
        .collect()
}

/// NEURON takes it: one value for all segments changes.
fn assigned_constant(name: &Name, constant: Span) -> Diagnostic {
    Diagnostic::warning("nmodl::constant", format!("`{}` is a constant and assigned to", name.text))
        .label(name.span, "assigned here")
        .label(constant, "a constant here")
        .with_note("NEURON changes it, for every segment of every cell at once")
        .help(format!("declare `{}` in `ASSIGNED`", name.text))
}

//! What a `NET_RECEIVE` block may hold.

use super::context::Context;
use super::uses::{Role, Use};
use crate::diagnostic::Diagnostic;
use crate::mechanism::MechanismKind;
use crate::mechanism::VariableKind;
use crate::mechanism::ion::{IonVariable, ion_variable};
use crate::nmodl::ast::{Block, BlockKind, Name, StatementKind};
use crate::nmodl::walk;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let blocks = walk::blocks(context.mod_file).filter(|block| matches!(block.kind, BlockKind::NetReceive(_)));
    let mut found: Vec<_> = blocks.filter_map(second_initial).collect();
    let within = context.file_uses().filter(|found| matches!(found.block.kind, BlockKind::NetReceive(_)));
    for mention in within {
        found.extend(reversal_potential(context, mention));
        found.extend(jump_without_equation(context, mention));
    }
    found
}

fn second_initial(block: &Block) -> Option<Diagnostic> {
    let statements = walk::statements_of(block);
    let mut initials = statements.iter().filter(|statement| matches!(statement.kind, StatementKind::Initial(_)));
    let (first, second) = (initials.next()?, initials.next()?);
    Some(
        Diagnostic::error("nmodl::place", "`NET_RECEIVE` may have one `INITIAL`")
            .label(second.span, "the second")
            .label(first.span, "the first"),
    )
}

/// Of an ion's variables NEURON brings only the concentrations to the block.
fn reversal_potential(context: &Context, mention: &Use) -> Option<Diagnostic> {
    let Name { text, span } = mention.name;
    let is_listed = context.symbols.marks_of(text).ion_value.is_some();
    let is_potential =
        context.mod_file.ions().any(|ion| ion_variable(&ion.ion.text, text) == Some(IonVariable::Reversal));
    let matters = is_listed && is_potential && context.symbols.kind() != MechanismKind::ArtificialCell;
    matters.then(|| {
        Diagnostic::error("nmodl::ion", format!("`NET_RECEIVE` cannot use `{text}`"))
            .label(*span, "used here")
            .with_note("of an ion's variables it knows only the concentrations")
            .help(format!("keep `{text}` in a variable of the file that `BREAKPOINT` sets"))
    })
}

/// A state that an event moves needs an equation, unless the file does not go with variable time steps at all.
fn jump_without_equation(context: &Context, mention: &Use) -> Option<Diagnostic> {
    let Name { text, span } = mention.name;
    let symbol = context.symbols.variables.get(text).filter(|symbol| symbol.kind == VariableKind::State)?;
    if mention.role != Role::Set || mention.primes > 0 || has_equation(context, text) || has_fixed_step(context) {
        return None;
    }
    let diagnostic = Diagnostic::error("nmodl::state", format!("an event moves state `{text}`, which has no equation"))
        .label(*span, "moved here")
        .help(format!("declare `{text}` in `ASSIGNED` instead"));
    Some(match symbol.declared {
        Some(declared) => diagnostic.label(declared, "a state here"),
        None => diagnostic,
    })
}

fn has_equation(context: &Context, name: &str) -> bool {
    let mut of_name = context.file_uses().filter(|found| found.name.text == name);
    of_name.any(|found| found.role == Role::Species || found.role == Role::Set && found.primes > 0)
}

fn has_fixed_step(context: &Context) -> bool {
    let with_variable_step = ["cnexp", "derivimplicit", "sparse", "after_cvode"];
    let methods = context.solves().into_iter().map(|solve| solve.method.as_ref().map(|method| method.text.as_str()));
    methods.into_iter().any(|method| !method.is_some_and(|method| with_variable_step.contains(&method)))
}

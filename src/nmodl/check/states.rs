//! States that nothing advances, and equations that nothing solves.

use std::collections::BTreeSet;

use super::context::Context;
use super::uses::Role;
use crate::diagnostic::Diagnostic;
use crate::mechanism::VariableKind;
use crate::nmodl::ast::{Block, BlockKind, Name};
use crate::nmodl::walk;
use crate::source::Span;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let mut found = unsolved(context);
    found.extend(still_states(context));
    found
}

/// Equations that stand in no `SOLVE`.
fn unsolved(context: &Context) -> Vec<Diagnostic> {
    let solved = context.solves().into_iter().map(|solve| solve.block.text.as_str());
    let called = context.uses.iter().filter(|found| matches!(found.role, Role::Called(_)));
    let solved: BTreeSet<_> = solved.chain(called.map(|found| found.name.text.as_str())).collect();
    let systems = walk::blocks(context.mod_file).filter_map(system);
    let is_left = |name: &Name| !solved.contains(name.text.as_str()) && !context.is_in_c(&name.text);
    systems.filter(|(name, _)| is_left(name)).map(unsolved_block).collect()
}

fn system(block: &Block) -> Option<(&Name, &'static str)> {
    match &block.kind {
        BlockKind::Derivative(name) => Some((name, "DERIVATIVE")),
        BlockKind::Kinetic { name, .. } => Some((name, "KINETIC")),
        BlockKind::Linear { name, .. } => Some((name, "LINEAR")),
        BlockKind::Nonlinear { name, .. } => Some((name, "NONLINEAR")),
        BlockKind::Discrete(name) => Some((name, "DISCRETE")),
        BlockKind::Initial
        | BlockKind::Breakpoint
        | BlockKind::Function(_)
        | BlockKind::Procedure(_)
        | BlockKind::NetReceive(_)
        | BlockKind::Before(_)
        | BlockKind::After(_)
        | BlockKind::Constructor
        | BlockKind::Destructor => None,
    }
}

fn unsolved_block((name, keyword): (&Name, &str)) -> Diagnostic {
    Diagnostic::warning("nmodl::unsolved", format!("no `SOLVE` names `{}`: it never runs", name.text))
        .label(name.span, format!("this `{keyword}`"))
        .help(format!("write `SOLVE {}` in `BREAKPOINT`", name.text))
}

/// States that no equation, reaction or assignment outside of `INITIAL` changes.
fn still_states(context: &Context) -> Vec<Diagnostic> {
    let moved: BTreeSet<_> = context
        .file_uses()
        .filter(|found| matches!(found.role, Role::Set | Role::Species))
        .filter(|found| !matches!(found.block.kind, BlockKind::Initial | BlockKind::Constructor))
        .map(|found| found.name.text.as_str())
        .collect();
    let states = context.symbols.variables.iter().filter(|(_, symbol)| symbol.kind == VariableKind::State);
    states
        .filter(|(name, _)| !moved.contains(name.as_str()) && !context.is_in_c(name))
        .filter_map(|(name, symbol)| Some(still(context, name, symbol.declared?)))
        .collect()
}

fn still(context: &Context, name: &str, declared: Span) -> Diagnostic {
    let diagnostic = Diagnostic::warning("nmodl::state", format!("nothing advances state `{name}`"));
    let diagnostic = diagnostic.label(declared, "declared here");
    if context.is_changed(name) {
        return diagnostic.with_note("it keeps the value that `INITIAL` gives it");
    }
    diagnostic.with_note(format!("it keeps its initial value `{name}0`, which is 0 unless it is set"))
}

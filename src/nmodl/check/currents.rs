//! Currents that are promised and never computed.

use std::collections::BTreeSet;

use super::context::Context;
use super::reach::with_breakpoint;
use super::uses::Role;
use crate::diagnostic::Diagnostic;
use crate::mechanism::MechanismKind;
use crate::mechanism::ion::{IonVariable, ion_variable};
use crate::nmodl::ast::{BlockKind, Name, NeuronStatementKind, StatementKind};
use crate::nmodl::walk;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let blocks = with_breakpoint(context);
    let has_breakpoint = blocks.iter().any(|block| matches!(block.kind, BlockKind::Breakpoint));
    let runs_c = blocks.iter().flat_map(|block| walk::statements_of(block)).any(is_verbatim);
    let is_event_cell = context.symbols.kind() == MechanismKind::ArtificialCell;
    let within = context.file_uses().filter(|found| blocks.iter().any(|block| std::ptr::eq(*block, found.block)));
    let computed = within.filter(|found| matches!(found.role, Role::Set | Role::Species));
    let set: BTreeSet<_> = computed.map(|found| found.name.text.as_str()).collect();
    let missing = currents(context).into_iter().filter(|(name, _)| {
        context.symbols.variables.contains_key(&name.text)
            && !set.contains(name.text.as_str())
            && !is_event_cell
            && !(runs_c && context.is_in_c(&name.text))
    });
    missing.map(|(name, said)| never_set(context, name, said, has_breakpoint)).collect()
}

fn is_verbatim(statement: &crate::nmodl::ast::Statement) -> bool {
    matches!(statement.kind, StatementKind::Verbatim(_))
}

/// The currents that the `NEURON` block names, with the words that name them.
fn currents<'a>(context: &Context<'a>) -> Vec<(&'a Name, &'static str)> {
    let mut found: Vec<(&Name, &'static str)> = vec![];
    for statement in context.neuron_statements() {
        match &statement.kind {
            NeuronStatementKind::NonspecificCurrent(names) => {
                found.extend(names.iter().map(|name| (name, "NONSPECIFIC_CURRENT")));
            }
            NeuronStatementKind::ElectrodeCurrent(names) => {
                found.extend(names.iter().map(|name| (name, "ELECTRODE_CURRENT")));
            }
            NeuronStatementKind::UseIon(ion) => {
                let is_current = |name: &&Name| ion_variable(&ion.ion.text, &name.text) == Some(IonVariable::Current);
                found.extend(ion.writes.iter().filter(is_current).map(|name| (name, "WRITE")));
            }
            NeuronStatementKind::Mechanism { .. }
            | NeuronStatementKind::Range(_)
            | NeuronStatementKind::Global(_)
            | NeuronStatementKind::Pointer(_)
            | NeuronStatementKind::BbcorePointer(_)
            | NeuronStatementKind::External(_)
            | NeuronStatementKind::Random(_)
            | NeuronStatementKind::Threadsafe
            | NeuronStatementKind::Represents(_) => {}
        }
    }
    found
}

fn never_set(context: &Context, name: &Name, said: &str, has_breakpoint: bool) -> Diagnostic {
    let text = &name.text;
    let message = if has_breakpoint {
        format!("current `{text}` is never computed: `BREAKPOINT` does not assign it")
    } else {
        format!("current `{text}` is never computed: there is no `BREAKPOINT`")
    };
    let diagnostic =
        Diagnostic::warning("nmodl::current", message).label(name.span, format!("said to be a current by `{said}`"));
    let elsewhere = context.file_uses().find(|found| found.role == Role::Set && found.name.text == *text);
    match elsewhere {
        Some(found) => diagnostic.label(found.name.span, "assigned here, where `BREAKPOINT` does not come"),
        None => diagnostic,
    }
}

//! Currents that are promised and never computed.

use std::collections::BTreeSet;

use super::context::Context;
use super::reach::with_breakpoint;
use super::uses::Role;
use crate::diagnostic::Diagnostic;
use crate::mechanism::MechanismKind;
use crate::nmodl::ast::{BlockKind, Name, Statement, StatementKind};
use crate::nmodl::walk;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let blocks = with_breakpoint(context);
    let has_breakpoint = blocks.iter().any(|block| matches!(block.kind, BlockKind::Breakpoint));
    let runs_c = blocks.iter().flat_map(|block| walk::statements_of(block)).any(is_verbatim);
    let is_event_cell = context.symbols.kind() == MechanismKind::ArtificialCell;
    let within = context.file_uses().filter(|found| blocks.iter().any(|block| std::ptr::eq(*block, found.block)));
    let computed = within.filter(|found| matches!(found.role, Role::Set | Role::Species));
    let set: BTreeSet<_> = computed.map(|found| found.name.text.as_str()).collect();
    let is_computed = |name: &str| set.contains(name) || runs_c && context.is_in_c(name);
    let declared =
        context.currents().into_iter().filter(|(name, _)| context.symbols.variables.contains_key(&name.text));
    let missing = declared.filter(|(name, _)| !is_event_cell && !is_computed(&name.text));
    missing.map(|(name, said)| never_set(context, name, said, has_breakpoint)).collect()
}

fn is_verbatim(statement: &Statement) -> bool {
    matches!(statement.kind, StatementKind::Verbatim(_))
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

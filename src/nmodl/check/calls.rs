//! Calls: of functions that there are, with as many arguments as they take, where they may stand.

use super::builtin::{self, Builtin, C_FUNCTIONS};
use super::context::Context;
use super::uses::{Role, Use};
use crate::by_name::ByName;
use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::nmodl::ast::{Block, BlockKind, Call, ItemKind, Name};
use crate::nmodl::walk;
use crate::source::Span;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let known = own_functions(context);
    context
        .uses
        .iter()
        .filter_map(|found| if let Role::Called(call) = found.role { Some((found, call)) } else { None })
        .filter_map(|(found, call)| check_call(context, &known, found, call))
        .collect()
}

/// A function of the file.
struct Own {
    arguments: usize,
    declared: Span,
}

fn own_functions<'a>(context: &Context<'a>) -> ByName<&'a str, Own> {
    let mut known = ByName::default();
    let mut add = |name: &'a Name, arguments: usize| {
        known.insert(name.text.as_str(), Own { arguments, declared: name.span });
    };
    for item in &context.mod_file.items {
        if let ItemKind::FunctionTable(table) = &item.kind {
            add(&table.name, table.arguments.len());
        }
    }
    for block in walk::blocks(context.mod_file) {
        if let BlockKind::Function(head) | BlockKind::Procedure(head) = &block.kind {
            add(&head.name, head.arguments.len());
        }
    }
    known
}

fn check_call(context: &Context, known: &ByName<&str, Own>, found: &Use, call: &Call) -> Option<Diagnostic> {
    let name = call.name.text.as_str();
    if let Some(own) = known.get(name) {
        let wrong = own.arguments != call.arguments.len();
        return wrong.then(|| wrong_count(call, own.arguments, own.arguments).label(own.declared, "declared here"));
    }
    if let Some(Builtin { fewest, most, .. }) = builtin::function(name) {
        let fits = (fewest..=most).contains(&call.arguments.len());
        return if fits { misplaced_event(found.block, call) } else { Some(wrong_count(call, fewest, most)) };
    }
    if let Some(variable) = context.symbols.variables.get(name).and_then(|symbol| symbol.declared) {
        return Some(called_variable(call, variable));
    }
    let is_elsewhere = context.is_in_c(name) || context.symbols.marks_of(name).external.is_some();
    if is_elsewhere || context.symbols.functions.contains_key(name) || is_block(context, name) {
        return None;
    }
    Some(if C_FUNCTIONS.contains(&name) { of_c(context, call) } else { unknown(context, known, call) })
}

/// Blocks of equations can be called as procedures.
fn is_block(context: &Context, name: &str) -> bool {
    walk::blocks(context.mod_file).filter_map(|block| block.kind.name()).any(|known| known.text == name)
}

/// Whether it compiles depends on whether NEURON makes the file thread-safe.
fn of_c(context: &Context, call: &Call) -> Diagnostic {
    let severity = if context.symbols.threadsafe { Severity::Error } else { Severity::Warning };
    let name = &call.name.text;
    Diagnostic::new(severity, "nmodl::call", format!("`{name}` is a function of C that NMODL does not know"))
        .label(call.name.span, "called here")
        .with_note("in a thread-safe file NEURON gives it arguments of its own, and its C++ does not compile")
        .help(if name == "abs" { "write `fabs`".to_owned() } else { format!("define a `FUNCTION` for `{name}`") })
}

fn wrong_count(call: &Call, fewest: usize, most: usize) -> Diagnostic {
    let (name, given) = (&call.name.text, call.arguments.len());
    let takes = match (fewest, most) {
        (0, 0) => "no arguments".to_owned(),
        (1, 1) => "1 argument".to_owned(),
        _ if fewest == most => format!("{fewest} arguments"),
        (_, usize::MAX) => format!("at least {fewest} arguments"),
        _ => format!("{fewest} to {most} arguments"),
    };
    let given = match given {
        0 => "none".to_owned(),
        _ => given.to_string(),
    };
    Diagnostic::error("nmodl::arguments", format!("`{name}` takes {takes}, not {given}"))
        .label(call.span, "called here")
}

fn called_variable(call: &Call, variable: Span) -> Diagnostic {
    let name = &call.name.text;
    Diagnostic::error("nmodl::call", format!("`{name}` is a variable and cannot be called"))
        .label(call.name.span, "called here")
        .label(variable, "declared here")
        .help(format!("to multiply write `{name}*(..)`"))
}

fn unknown(context: &Context, known: &ByName<&str, Own>, call: &Call) -> Diagnostic {
    let name = &call.name.text;
    let candidates = known.keys().map(|name| &**name).chain(builtin::function_names().map(|name| name as &str));
    let diagnostic = Diagnostic::error("nmodl::call", format!("there is no function `{name}`"));
    let diagnostic = diagnostic.label(call.name.span, "called here");
    if context.symbols.defines.contains_key(name) || context.symbols.constants.contains_key(name) {
        return diagnostic.help(format!("`{name}` is a constant: to multiply write `{name}*(..)`"));
    }
    diagnostic.help_if(did_you_mean(name, candidates))
}

/// Events are sent where events arrive.
fn misplaced_event(block: &Block, call: &Call) -> Option<Diagnostic> {
    let name = call.name.text.as_str();
    let (is_allowed, places) = match name {
        "net_send" => {
            (matches!(block.kind, BlockKind::NetReceive(_) | BlockKind::Initial), "`INITIAL` and `NET_RECEIVE`")
        }
        "net_event" | "net_move" => (matches!(block.kind, BlockKind::NetReceive(_)), "`NET_RECEIVE`"),
        _ => return None,
    };
    (!is_allowed).then(|| {
        Diagnostic::error("nmodl::place", format!("`{name}` may only be called in {places}"))
            .label(call.span, "called here")
    })
}

//! Statements and blocks that may only stand in certain places, or only once.

use super::context::Context;
use super::uses::Role;
use crate::diagnostic::Diagnostic;
use crate::mechanism::MechanismKind;
use crate::nmodl::ast::{Argument, Block, BlockKind, ItemKind, Name, Statement, StatementKind, Subroutine, Table};
use crate::nmodl::walk;
use crate::source::Span;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let mut found = vec![];
    for block in walk::blocks(context.mod_file) {
        let statements = walk::statements_of(block);
        found.extend(statements.iter().flat_map(|statement| check_statement(context, block, statement)));
        found.extend(second_table(&statements));
        found.extend(check_mutex(&statements));
        found.extend(check_head(context, block));
    }
    found.extend(second_net_receive(context));
    found.extend(events_without_receiver(context));
    found.extend(empty_function_tables(context));
    found.extend(values_of_no_state(context));
    found.extend(locals_in_tables(context));
    found
}

fn check_statement(context: &Context, block: &Block, statement: &Statement) -> Vec<Diagnostic> {
    let in_net_receive = matches!(block.kind, BlockKind::NetReceive(_));
    let place = |is_allowed: bool, what: &str, home: &str| {
        (!is_allowed).then(|| misplaced(statement.span, what, home)).into_iter().collect::<Vec<_>>()
    };
    match &statement.kind {
        StatementKind::Table(table) => check_table(block, table, statement.span),
        StatementKind::Initial(_) => place(in_net_receive, "a nested `INITIAL`", "`NET_RECEIVE`"),
        StatementKind::Watch(_) => place(in_net_receive, "`WATCH`", "`NET_RECEIVE`"),
        StatementKind::ForNetcons { arguments, .. } if in_net_receive => check_for_netcons(block, arguments, statement),
        StatementKind::ForNetcons { .. } => place(false, "`FOR_NETCONS`", "`NET_RECEIVE`"),
        StatementKind::Conductance { ion, .. } => {
            let mut found = place(matches!(block.kind, BlockKind::Breakpoint), "`CONDUCTANCE`", "`BREAKPOINT`");
            let used = |ion: &&Name| context.mod_file.ions().any(|known| known.ion.text == ion.text);
            found.extend(ion.as_ref().filter(|ion| !used(ion)).map(unused_ion));
            found
        }
        StatementKind::Assign { .. }
        | StatementKind::Call(_)
        | StatementKind::If { .. }
        | StatementKind::While { .. }
        | StatementKind::From { .. }
        | StatementKind::Block(_)
        | StatementKind::Solve(_)
        | StatementKind::Verbatim(_)
        | StatementKind::Comment(_)
        | StatementKind::UnitsOn
        | StatementKind::UnitsOff
        | StatementKind::Reaction(_)
        | StatementKind::Equation { .. }
        | StatementKind::Conserve { .. }
        | StatementKind::Compartment(_)
        | StatementKind::LongitudinalDiffusion(_)
        | StatementKind::Lag { .. }
        | StatementKind::MutexLock
        | StatementKind::MutexUnlock => vec![],
    }
}

fn check_table(block: &Block, table: &Table, span: Span) -> Vec<Diagnostic> {
    let (Subroutine { name, arguments, .. }, is_function) = match &block.kind {
        BlockKind::Function(head) => (head, true),
        BlockKind::Procedure(head) => (head, false),
        BlockKind::Initial
        | BlockKind::Breakpoint
        | BlockKind::Derivative(_)
        | BlockKind::Kinetic { .. }
        | BlockKind::Linear { .. }
        | BlockKind::Nonlinear { .. }
        | BlockKind::Discrete(_)
        | BlockKind::NetReceive(_)
        | BlockKind::Before(_)
        | BlockKind::After(_)
        | BlockKind::Constructor
        | BlockKind::Destructor => return vec![misplaced(span, "`TABLE`", "`FUNCTION` and `PROCEDURE`")],
    };
    let of_arguments = (arguments.len() != 1).then(|| table_of_arguments(name, span));
    let of_variables = match (is_function, table.variables.first()) {
        (true, Some(first)) => Some(table_in_function(first)),
        (false, None) => Some(table_without_variables(span)),
        (true, None) | (false, Some(_)) => None,
    };
    of_arguments.into_iter().chain(of_variables).collect()
}

fn second_table(statements: &[&Statement]) -> Option<Diagnostic> {
    let mut tables = statements.iter().filter(|statement| matches!(statement.kind, StatementKind::Table(_)));
    let (first, second) = (tables.next()?, tables.next()?);
    Some(twice("a block may have one `TABLE`", first.span, second.span))
}

/// Locks and unlocks in turn.
fn check_mutex(statements: &[&Statement]) -> Option<Diagnostic> {
    let mut locked: Option<Span> = None;
    for statement in statements {
        let locks = matches!(statement.kind, StatementKind::MutexLock);
        if !locks && !matches!(statement.kind, StatementKind::MutexUnlock) {
            continue;
        }
        locked = match (locks, locked) {
            (true, None) => Some(statement.span),
            (true, Some(first)) => return Some(twice("it is locked already", first, statement.span)),
            (false, Some(_)) => None,
            (false, None) => {
                let message = "`MUTEXUNLOCK` without a `MUTEXLOCK` before";
                return Some(
                    Diagnostic::error("nmodl::place", message).label(statement.span, "nothing is locked here"),
                );
            }
        };
    }
    None
}

fn check_head(context: &Context, block: &Block) -> Option<Diagnostic> {
    let is_density = matches!(context.symbols.kind(), MechanismKind::Density | MechanismKind::Library);
    if let BlockKind::NetReceive(arguments) = &block.kind {
        return if is_density {
            Some(only_of_points(context, block, "`NET_RECEIVE`"))
        } else {
            arguments.is_empty().then(|| {
                Diagnostic::error("nmodl::arguments", "`NET_RECEIVE` needs an argument")
                    .label(head(block), "none before this")
                    .help("write `NET_RECEIVE (weight)`")
            })
        };
    }
    let is_misplaced = is_density && matches!(block.kind, BlockKind::Destructor);
    is_misplaced.then(|| only_of_points(context, block, "`DESTRUCTOR`"))
}

/// Where a block begins.
fn head(block: &Block) -> Span {
    let span = block.body.span;
    Span { end: span.start.saturating_add(1), ..span }
}

fn only_of_points(context: &Context, block: &Block, what: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error("nmodl::place", format!("{what} is only for a `POINT_PROCESS`"))
        .label(head(block), "not allowed here");
    match &context.symbols.mechanism {
        Some((_, name)) => diagnostic.label(name.span, format!("`{}` is none", name.text)),
        None => diagnostic,
    }
}

fn second_net_receive(context: &Context) -> Option<Diagnostic> {
    let mut blocks =
        walk::blocks(context.mod_file).filter(|block| matches!(block.kind, BlockKind::NetReceive(_))).map(head);
    let (first, second) = (blocks.next()?, blocks.next()?);
    Some(twice("a file may have one `NET_RECEIVE`", first, second))
}

/// `net_send` sends to the file's own `NET_RECEIVE`.
fn events_without_receiver(context: &Context) -> Option<Diagnostic> {
    let receives = walk::blocks(context.mod_file).any(|block| matches!(block.kind, BlockKind::NetReceive(_)));
    let send = context.uses.iter().find(|found| found.name.text == "net_send")?;
    (!receives).then(|| {
        Diagnostic::error("nmodl::place", "`net_send` has nothing to send to")
            .label(send.name.span, "called here")
            .help("write a `NET_RECEIVE (w)` block, which gets the event")
    })
}

fn empty_function_tables(context: &Context) -> Vec<Diagnostic> {
    let mut found = vec![];
    for item in &context.mod_file.items {
        if let ItemKind::FunctionTable(table) = &item.kind
            && table.arguments.is_empty()
        {
            let message = format!("`FUNCTION_TABLE` `{}` needs an argument", table.name.text);
            found.push(Diagnostic::error("nmodl::arguments", message).label(table.name.span, "none here"));
        }
    }
    found
}

/// A `TABLE` outlives the block, its `LOCAL`s do not.
fn locals_in_tables(context: &Context) -> Vec<Diagnostic> {
    let listed = context.uses.iter().filter(|found| found.role == Role::Listed);
    listed
        .filter_map(|found| Some((found.name, found.local?.declared?)))
        .map(|(name, declared)| {
            Diagnostic::error("nmodl::table", format!("`{}` is local and cannot be listed here", name.text))
                .label(name.span, "listed here")
                .label(declared, "local here")
                .help(format!("declare `{}` in `ASSIGNED`", name.text))
        })
        .collect()
}

/// `START` and a tolerance are of states.
fn values_of_no_state(context: &Context) -> Vec<Diagnostic> {
    let mut found = vec![];
    for item in &context.mod_file.items {
        if let ItemKind::Assigned(variables) = &item.kind {
            for variable in variables {
                let start = variable.start.as_ref().map(|start| (start.span(), "`START`"));
                let tolerance = variable.tolerance.as_ref().map(|tolerance| (tolerance.span(), "a tolerance"));
                found.extend(start.into_iter().chain(tolerance).map(|(place, what)| {
                    let message = format!("`{}` has {what} but is no `STATE`", variable.name.text);
                    Diagnostic::error("nmodl::state", message).label(place, "only a `STATE` has one")
                }));
            }
        }
    }
    found
}

fn check_for_netcons(block: &Block, arguments: &[Argument], statement: &Statement) -> Vec<Diagnostic> {
    let BlockKind::NetReceive(weights) = &block.kind else { return vec![] };
    if weights.len() == arguments.len() {
        return vec![];
    }
    let message = "`FOR_NETCONS` and `NET_RECEIVE` have different numbers of arguments";
    let place = arguments.first().map_or(statement.span, |argument| argument.name.span);
    let diagnostic = Diagnostic::error("nmodl::arguments", message).label(place, format!("{} here", arguments.len()));
    let diagnostic = match weights.first() {
        Some(first) => diagnostic.label(first.name.span, format!("{} here", weights.len())),
        None => diagnostic,
    };
    vec![diagnostic.help("give as many: they are the weights of the other connections")]
}

fn misplaced(span: Span, what: &str, home: &str) -> Diagnostic {
    Diagnostic::error("nmodl::place", format!("{what} may only stand in {home}")).label(span, "not allowed here")
}

fn twice(message: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error("nmodl::place", message).label(second, "the second").label(first, "the first")
}

fn table_of_arguments(name: &Name, span: Span) -> Diagnostic {
    Diagnostic::error("nmodl::table", "a `TABLE` needs a block with exactly one argument")
        .label(span, "tabulated here")
        .label(name.span, format!("the argument of `{}` is what it is tabulated over", name.text))
}

fn table_in_function(first: &Name) -> Diagnostic {
    Diagnostic::error("nmodl::table", "the `TABLE` of a `FUNCTION` names no variables")
        .label(first.span, "named here")
        .help("a function tabulates its value: leave the names out")
}

fn table_without_variables(span: Span) -> Diagnostic {
    Diagnostic::error("nmodl::table", "the `TABLE` of a `PROCEDURE` needs the names of its variables")
        .label(span, "none here")
        .help("write `TABLE minf, mtau FROM -100 TO 100 WITH 200`")
}

fn unused_ion(ion: &Name) -> Diagnostic {
    Diagnostic::error("nmodl::ion", format!("`CONDUCTANCE` names ion `{}`, which the file does not use", ion.text))
        .label(ion.span, "named here")
        .help(format!("write `USEION {}` in the `NEURON` block", ion.text))
}

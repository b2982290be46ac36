//! Equations: blocks that have some, as many as they have unknowns, of states.

use std::collections::BTreeSet;

use super::context::Context;
use super::uses::Role;
use crate::diagnostic::Diagnostic;
use crate::mechanism::VariableKind;
use crate::nmodl::ast::{Block, BlockKind, Name, Reaction, ReactionKind, Reference, Species, Statement, StatementKind};
use crate::nmodl::walk;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    walk::blocks(context.mod_file).flat_map(|block| check_block(context, block)).collect()
}

fn check_block(context: &Context, block: &Block) -> Vec<Diagnostic> {
    let statements = walk::statements_of(block);
    let mut found: Vec<_> = statements.iter().filter_map(|statement| misplaced(block, statement)).collect();
    match &block.kind {
        BlockKind::Derivative(name) => {
            let has_equation = statements.iter().any(|statement| is_derivative(statement));
            found.extend((!has_equation).then(|| no_equation(name, "DERIVATIVE", "write one, such as `m' = -m/tau`")));
        }
        BlockKind::Kinetic { name, .. } => {
            let has_reaction = statements.iter().any(|statement| matches!(statement.kind, StatementKind::Reaction(_)));
            let help = "write one, such as `~ a <-> b (kf, kb)`";
            found.extend((!has_reaction).then(|| no_equation(name, "KINETIC", help)));
            found.extend(statements.iter().flat_map(|statement| check_species(context, statement)));
            found.extend(diffusion_without_volume(&statements));
        }
        BlockKind::Linear { name, solve_for } | BlockKind::Nonlinear { name, solve_for } => {
            let unknowns = unknowns(context, block, solve_for);
            found.extend(check_count(context, name, &statements, &unknowns));
        }
        BlockKind::Initial
        | BlockKind::Breakpoint
        | BlockKind::Discrete(_)
        | BlockKind::Function(_)
        | BlockKind::Procedure(_)
        | BlockKind::NetReceive(_)
        | BlockKind::Before(_)
        | BlockKind::After(_)
        | BlockKind::Constructor
        | BlockKind::Destructor => {}
    }
    found
}

fn is_derivative(statement: &Statement) -> bool {
    matches!(&statement.kind, StatementKind::Assign { target, .. } if target.primes > 0)
}

/// Reactions stand in `KINETIC`, equations in `LINEAR` and `NONLINEAR`.
fn misplaced(block: &Block, statement: &Statement) -> Option<Diagnostic> {
    let is_kinetic = matches!(block.kind, BlockKind::Kinetic { .. });
    let is_system = matches!(block.kind, BlockKind::Linear { .. } | BlockKind::Nonlinear { .. });
    let (what, is_allowed, home) = match &statement.kind {
        StatementKind::Reaction(_) => ("a reaction", is_kinetic, "a `KINETIC` block"),
        StatementKind::Conserve { .. } => ("`CONSERVE`", is_kinetic, "a `KINETIC` block"),
        StatementKind::Compartment(_) => ("`COMPARTMENT`", is_kinetic, "a `KINETIC` block"),
        StatementKind::LongitudinalDiffusion(_) => ("`LONGITUDINAL_DIFFUSION`", is_kinetic, "a `KINETIC` block"),
        StatementKind::Equation { .. } => ("an equation with `~`", is_system, "a `LINEAR` or `NONLINEAR` block"),
        StatementKind::Assign { .. }
        | StatementKind::Call(_)
        | StatementKind::If { .. }
        | StatementKind::While { .. }
        | StatementKind::From { .. }
        | StatementKind::Block(_)
        | StatementKind::Solve(_)
        | StatementKind::Conductance { .. }
        | StatementKind::Verbatim(_)
        | StatementKind::Comment(_)
        | StatementKind::UnitsOn
        | StatementKind::UnitsOff
        | StatementKind::Lag { .. }
        | StatementKind::Table(_)
        | StatementKind::Initial(_)
        | StatementKind::Watch(_)
        | StatementKind::ForNetcons { .. }
        | StatementKind::MutexLock
        | StatementKind::MutexUnlock => return None,
    };
    (!is_allowed).then(|| {
        Diagnostic::error("nmodl::place", format!("{what} may only stand in {home}"))
            .label(statement.span, "not allowed here")
    })
}

/// Fluxes and `CONSERVE` are of states.
fn check_species(context: &Context, statement: &Statement) -> Vec<Diagnostic> {
    let Some((species, what)) = species_of_states(statement) else { return vec![] };
    let others = species.iter().map(|species| &species.variable).filter(|variable| !is_state(context, &variable.name));
    others.filter_map(|variable| no_state(context, variable, what)).collect()
}

fn species_of_states(statement: &Statement) -> Option<(&[Species], &'static str)> {
    if let StatementKind::Conserve { species, .. } = &statement.kind {
        return Some((species, "is conserved"));
    }
    if let StatementKind::Reaction(Reaction { left, kind: ReactionKind::Flux(_) | ReactionKind::Sink(_) }) =
        &statement.kind
    {
        return Some((left, "has a flux"));
    }
    None
}

fn is_state(context: &Context, name: &Name) -> bool {
    context.symbols.variables.get(&name.text).is_some_and(|symbol| symbol.kind == VariableKind::State)
}

/// What is not declared at all is said elsewhere.
fn no_state(context: &Context, variable: &Reference, what: &str) -> Option<Diagnostic> {
    let Name { text, span } = &variable.name;
    let declared = context.symbols.variables.get(text)?.declared?;
    Some(
        Diagnostic::error("nmodl::state", format!("`{text}` {what} but is no `STATE`"))
            .label(*span, "here")
            .label(declared, "declared here")
            .help(format!("declare `{text}` in `STATE` instead")),
    )
}

/// What diffuses along the section has a `COMPARTMENT`.
fn diffusion_without_volume(statements: &[&Statement]) -> Vec<Diagnostic> {
    let mut has_volume = BTreeSet::new();
    let mut found = vec![];
    for statement in statements {
        if let StatementKind::Compartment(over) = &statement.kind {
            has_volume.extend(over.states.iter().map(|state| state.text.as_str()));
        }
        if let StatementKind::LongitudinalDiffusion(over) = &statement.kind {
            let without = over.states.iter().filter(|state| !has_volume.contains(state.text.as_str()));
            found.extend(without.map(no_volume));
        }
    }
    found
}

fn no_volume(state: &Name) -> Diagnostic {
    Diagnostic::error("nmodl::equation", format!("`{}` diffuses but has no `COMPARTMENT`", state.text))
        .label(state.span, "here")
        .help(format!("write `COMPARTMENT volume {{ {} }}` before", state.text))
}

fn no_equation(name: &Name, keyword: &str, help: &str) -> Diagnostic {
    let what = if keyword == "KINETIC" { "reaction" } else { "differential equation" };
    Diagnostic::error("nmodl::equation", format!("`{}` has no {what}", name.text))
        .label(name.span, format!("a `{keyword}` without one"))
        .help(help)
}

/// As many equations as unknowns; with arrays NEURON counts at run time.
fn check_count(
    context: &Context,
    name: &Name,
    statements: &[&Statement],
    unknowns: &BTreeSet<&str>,
) -> Option<Diagnostic> {
    let starts_one = |statement: &&&Statement| matches!(statement.kind, StatementKind::Equation { added: false, .. });
    let equations = statements.iter().filter(starts_one).count();
    let has_array = unknowns.iter().any(|name| context.is_array(name));
    (!has_array && equations != unknowns.len()).then(|| wrong_count(name, equations, unknowns.len()))
}

fn unknowns<'a>(context: &'a Context, block: &Block, solve_for: &[Name]) -> BTreeSet<&'a str> {
    let within = context.file_uses().filter(|found| std::ptr::eq(found.block, block) && found.role == Role::Species);
    let states = within.map(|found| found.name).filter(|name| is_state(context, name));
    let is_asked = |name: &str| solve_for.is_empty() || solve_for.iter().any(|asked| asked.text == name);
    states.map(|name| name.text.as_str()).filter(|name| is_asked(name)).collect()
}

fn wrong_count(name: &Name, equations: usize, unknowns: usize) -> Diagnostic {
    let message = format!("`{}` has {} for {}", name.text, count(equations, "equation"), count(unknowns, "unknown"));
    Diagnostic::error("nmodl::equation", message)
        .label(name.span, "this system")
        .help("the unknowns are the states in it; `SOLVEFOR` names fewer")
}

fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

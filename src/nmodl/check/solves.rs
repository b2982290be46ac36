//! `SOLVE`: a method that fits the block, before the block where that matters, once.

use std::collections::BTreeMap;

use super::builtin::METHODS;
use super::context::Context;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::nmodl::ast::{Block, BlockKind, Name, Solve};
use crate::nmodl::walk;
use crate::source::Span;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let solves = context.solves();
    let blocks: Vec<_> = walk::blocks(context.mod_file).filter_map(solvable).collect();
    let mut found: Vec<_> = solves.iter().flat_map(|solve| check_solve(solve, &blocks)).collect();
    found.extend(cnexp_again(&solves));
    found.extend(uneven_steady_states(&solves, &blocks));
    found
}

/// A block that can be solved.
struct Solvable<'a> {
    name: &'a Name,
    keyword: &'static str,
    /// Methods that fit, the usual one first; more that fit but wait for the end of a step.
    methods: &'static [&'static str],
    /// The first argument of a `PROCEDURE`.
    argument: Option<Span>,
}

fn solvable(block: &Block) -> Option<Solvable<'_>> {
    let (name, keyword, methods): (_, _, &'static [&'static str]) = match &block.kind {
        BlockKind::Derivative(name) => (name, "DERIVATIVE", &["cnexp", "derivimplicit", "euler", "runge"]),
        BlockKind::Kinetic { name, .. } => (name, "KINETIC", &["sparse", "euler", "runge"]),
        BlockKind::Linear { name, .. } => (name, "LINEAR", &["simeq"]),
        BlockKind::Nonlinear { name, .. } => (name, "NONLINEAR", &["newton"]),
        BlockKind::Discrete(name) => (name, "DISCRETE", &[]),
        BlockKind::Procedure(head) => (&head.name, "PROCEDURE", &[]),
        BlockKind::Initial
        | BlockKind::Breakpoint
        | BlockKind::Function(_)
        | BlockKind::NetReceive(_)
        | BlockKind::Before(_)
        | BlockKind::After(_)
        | BlockKind::Constructor
        | BlockKind::Destructor => return None,
    };
    let argument = if let BlockKind::Procedure(head) = &block.kind { head.arguments.first() } else { None };
    Some(Solvable { name, keyword, methods, argument: argument.map(|argument| argument.name.span) })
}

fn check_solve(solve: &Solve, blocks: &[Solvable]) -> Vec<Diagnostic> {
    let unknown = solve.method.as_ref().filter(|method| !METHODS.contains(&method.text.as_str())).map(unknown_method);
    let Some(block) = blocks.iter().find(|block| block.name.text == solve.block.text) else {
        return unknown.into_iter().chain([nothing_to_solve(solve, blocks)]).collect();
    };
    let too_late = (block.keyword == "DERIVATIVE" && comes_before(block.name.span, solve.block.span))
        .then(|| after_its_block(solve, block));
    let misfit = solve.method.as_ref().filter(|method| unknown.is_none() && !fits(method, block));
    let misfit = misfit.map(|method| wrong_method(method, block));
    let with_argument = block.argument.map(|argument| solved_with_argument(solve, argument));
    unknown.into_iter().chain(misfit).chain(too_late).chain(with_argument).collect()
}

fn comes_before(one: Span, other: Span) -> bool {
    one.file == other.file && one.start < other.start
}

fn fits(method: &Name, block: &Solvable) -> bool {
    let method = method.text.as_str();
    block.methods.contains(&method) || matches!(method, "after_cvode" | "cvode_t")
}

/// NEURON's translator takes the word `cnexp` once in a file.
fn cnexp_again(solves: &[&Solve]) -> Option<Diagnostic> {
    let mut named = solves.iter().filter_map(|solve| solve.method.as_ref()).filter(|method| method.text == "cnexp");
    let (first, second) = (named.next()?, named.next()?);
    Some(
        Diagnostic::error("nmodl::solve", "`cnexp` is the method of a second `SOLVE`")
            .label(second.span, "named again")
            .label(first.span, "first named here")
            .with_note("NEURON's translator stops there: one `SOLVE` of a file may use it")
            .help("put the equations into one block, or use `derivimplicit` for both"),
    )
}

/// `STEADYSTATE` goes with the same implicit method wherever the block is solved.
fn uneven_steady_states(solves: &[&Solve], blocks: &[Solvable]) -> Vec<Diagnostic> {
    let mut by_block: BTreeMap<&str, Vec<&Solve>> = BTreeMap::new();
    for solve in solves {
        by_block.entry(&solve.block.text).or_default().push(solve);
    }
    let mut found = vec![];
    for (name, solves) in by_block {
        let block = blocks.iter().find(|block| block.name.text == name);
        let steady = solves.iter().filter(|solve| solve.steady_state);
        let keywords = steady.zip(block).filter(|(_, block)| !matches!(block.keyword, "DERIVATIVE" | "KINETIC"));
        found.extend(keywords.map(|(solve, block)| steady_state_of_other(solve, block)));
    }
    found
}

fn unknown_method(method: &Name) -> Diagnostic {
    Diagnostic::error("nmodl::method", format!("unknown method `{}`", method.text))
        .label(method.span, "NEURON has no such method")
        .help_if(did_you_mean(&method.text, METHODS.iter().copied()))
}

fn nothing_to_solve(solve: &Solve, blocks: &[Solvable]) -> Diagnostic {
    let name = &solve.block.text;
    Diagnostic::error("nmodl::solve", format!("there is no block `{name}` to solve"))
        .label(solve.block.span, "solved here")
        .help_if(did_you_mean(name, blocks.iter().map(|block| block.name.text.as_str())))
}

fn wrong_method(method: &Name, block: &Solvable) -> Diagnostic {
    let (name, keyword) = (&block.name.text, block.keyword);
    let diagnostic = Diagnostic::error("nmodl::method", format!("method `{}` cannot solve a `{keyword}`", method.text))
        .label(method.span, "does not fit")
        .label(block.name.span, format!("`{name}` is a `{keyword}`"));
    match block.methods {
        [] => diagnostic.help(format!("write `SOLVE {name}` alone, or with `METHOD after_cvode`")),
        methods => {
            let methods: Vec<_> = methods.iter().map(|method| format!("`{method}`")).collect();
            diagnostic.help(format!("it is solved by {}", methods.join(", ")))
        }
    }
}

fn after_its_block(solve: &Solve, block: &Solvable) -> Diagnostic {
    Diagnostic::error("nmodl::solve", format!("`{}` is solved after it is defined", block.name.text))
        .label(solve.block.span, "solved here")
        .label(block.name.span, "defined here")
        .help("NEURON wants the `SOLVE` of a `DERIVATIVE` first: move the block to the end of the file")
}

fn solved_with_argument(solve: &Solve, argument: Span) -> Diagnostic {
    Diagnostic::error("nmodl::solve", format!("`{}` is solved but has an argument", solve.block.text))
        .label(solve.block.span, "solved here")
        .label(argument, "nothing is given for this one")
        .help("a `PROCEDURE` that is solved takes no arguments")
}

fn steady_state_of_other(solve: &Solve, block: &Solvable) -> Diagnostic {
    let message = format!("a `{}` has no `STEADYSTATE`", block.keyword);
    Diagnostic::error("nmodl::solve", message)
        .label(solve.block.span, "solved here")
        .label(block.name.span, "defined here")
        .help("only `DERIVATIVE` and `KINETIC` blocks have one")
}

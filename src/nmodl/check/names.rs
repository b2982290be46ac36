//! Names in blocks that nothing declares: NEURON translates such a file and its C++ does not compile.

use std::collections::BTreeSet;

use super::builtin;
use super::context::{Context, counted};
use super::uses::Role;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::mechanism::VariableKind;
use crate::nmodl::ast::Name;
use crate::source::Span;

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let mut found = undeclared(context);
    found.extend(derivatives_of_no_state(context));
    found.extend(unused_and_undeclared(context));
    found
}

fn undeclared(context: &Context) -> Vec<Diagnostic> {
    let mentions = context.file_uses().filter(|found| needs_declaration(found.role) && found.primes == 0);
    let unknown = counted(mentions.map(|found| found.name)).into_values();
    unknown
        .filter(|(name, _)| !is_known(context, &name.text) && !context.is_in_c(&name.text))
        .map(|(name, count)| undeclared_name(context, name, count))
        .collect()
}

/// What stands in a `COMPARTMENT` list and is no state NEURON passes over; what is handed over as a whole may be a function.
fn needs_declaration(role: Role) -> bool {
    match role {
        Role::Read | Role::Set | Role::Species | Role::Listed => true,
        Role::Whole | Role::InCompartment | Role::Called(_) => false,
    }
}

/// A name that C++ finds.
fn is_known(context: &Context, name: &str) -> bool {
    let symbols = context.symbols;
    let is_declared = symbols.variables.contains_key(name)
        || symbols.constants.contains_key(name)
        || symbols.defines.contains_key(name)
        || context.file_locals.contains_key(name);
    let marks = symbols.marks_of(name);
    // NEURON makes a global of what a thread-safe file lists so and does not declare.
    let is_global = marks.global.is_some() && symbols.threadsafe;
    let is_outside = is_global || marks.external.is_some() || marks.random.is_some() || context.lags.contains(name);
    is_declared || is_outside || builtin::VARIABLES.contains(&name) || builtin::is_of_c(name)
}

fn undeclared_name(context: &Context, name: &Name, count: usize) -> Diagnostic {
    let text = &name.text;
    let marks = context.symbols.marks_of(text);
    let diagnostic = Diagnostic::error("nmodl::undeclared", format!("`{text}` is not declared"));
    let diagnostic = diagnostic.label(name.span, if count > 1 { "first used here" } else { "used here" });
    if let Some(&function) = context.symbols.functions.get(text) {
        return as_variable(name, function);
    }
    if let Some(ion) = marks.ion_value.or(marks.ion_current) {
        let help = format!("`USEION` does not declare it: put `{text}` into `ASSIGNED`");
        return diagnostic.label(ion, "an ion's variable here").help(help);
    }
    if let Some(listed) = marks.range.or(marks.global) {
        let help = format!("a list in `NEURON` does not declare it: put `{text}` into `PARAMETER` or `ASSIGNED`");
        return diagnostic.label(listed, "listed here").help(help);
    }
    let elsewhere = context.uses.iter().filter_map(|found| found.local).find(|local| local.name == text);
    if let Some(declared) = elsewhere.and_then(|local| local.declared) {
        return diagnostic.label(declared, "declared for its own block only");
    }
    // Short names are near to every other.
    let nearest = (text.chars().count() > 2).then(|| did_you_mean(text, candidates(context)));
    diagnostic.help_if(nearest.flatten())
}

fn as_variable(name: &Name, function: Span) -> Diagnostic {
    let text = &name.text;
    Diagnostic::error("nmodl::call", format!("`{text}` is a function and not a variable"))
        .label(name.span, "used as a variable here")
        .label(function, "a function here")
        .help(format!("call it: `{text}(..)`"))
}

fn candidates<'a>(context: &'a Context) -> BTreeSet<&'a str> {
    let symbols = context.symbols;
    let declared = symbols.variables.iter().filter(|(_, symbol)| symbol.declared.is_some()).map(|(name, _)| name);
    let others = symbols.constants.keys().chain(symbols.defines.keys());
    let names = declared.chain(others).map(String::as_str);
    names.chain(context.file_locals.keys().copied()).chain(builtin::VARIABLES.iter().copied()).collect()
}

/// `m' = ..` where `m` is no `STATE`.
fn derivatives_of_no_state(context: &Context) -> Vec<Diagnostic> {
    let set = context.file_uses().filter(|found| found.primes > 0 && found.role == Role::Set);
    let named = counted(set.map(|found| found.name)).into_values();
    let is_state =
        |name: &str| context.symbols.variables.get(name).is_some_and(|symbol| symbol.kind == VariableKind::State);
    named.filter(|(name, _)| !is_state(&name.text)).map(|(name, _)| no_state(context, name)).collect()
}

fn no_state(context: &Context, name: &Name) -> Diagnostic {
    let text = &name.text;
    let diagnostic = Diagnostic::error("nmodl::state", format!("`{text}` has a derivative but is no `STATE`"))
        .label(name.span, "its derivative is set here");
    let states = context.symbols.variables.iter().filter(|(_, symbol)| symbol.kind == VariableKind::State);
    match context.symbols.variables.get(text).and_then(|symbol| symbol.declared) {
        Some(declared) => {
            diagnostic.label(declared, "declared here").help(format!("declare `{text}` in `STATE` instead"))
        }
        None => diagnostic
            .help(format!("declare `{text}` in `STATE`"))
            .help_if(did_you_mean(text, states.map(|(name, _)| name.as_str()))),
    }
}

/// Pointers, ions' variables and currents must be declared, used or not.
fn unused_and_undeclared(context: &Context) -> Vec<Diagnostic> {
    let mentioned: BTreeSet<_> = context.file_uses().map(|found| found.name.text.as_str()).collect();
    let is_open =
        |name: &str| !context.symbols.variables.contains_key(name) && !context.symbols.constants.contains_key(name);
    let marks = context.symbols.marks.iter().filter(|(name, _)| is_open(name) && !mentioned.contains(name.as_str()));
    marks
        .filter_map(|(name, marks)| Some((name, marks.pointer.or(marks.ion_value).or(marks.ion_current)?)))
        .chain(
            context
                .plain_currents()
                .filter(|name| is_open(&name.text) && !mentioned.contains(name.text.as_str()))
                .map(|name| (&name.text, name.span)),
        )
        .map(|(name, place)| {
            Diagnostic::error("nmodl::undeclared", format!("`{name}` is not declared"))
                .label(place, "named here, which does not declare it")
                .help(format!("put `{name}` into `ASSIGNED`"))
        })
        .collect()
}

//! Declarations: one thing for each name, of what NEURON lets a file declare.

use super::builtin::{METHODS, is_reserved};
use super::context::Context;
use super::problem::{MOST_ELEMENTS, Problem};
use crate::by_name::ByName;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::mechanism::VariableKind;
use crate::mechanism::ion::ion_variable;
use crate::nmodl::ast::{
    Block, IonStatement, ItemKind, ModFile, Name, NumberOrName, Parameter, StatementKind, Variable,
};
use crate::nmodl::symbols::{Marks, Symbols};
use crate::nmodl::walk;
use crate::source::Span;

/// NEURON's own variables that a mod file must not set.
const NEURONS_OWN: &[&str] = &["area", "diam", "t", "dt", "celsius"];

pub(super) fn check(context: &Context) -> Vec<Diagnostic> {
    let (mod_file, symbols) = (context.mod_file, context.symbols);
    let mut problems = vec![];
    check_name(mod_file, symbols, context.file_stem, &mut problems);
    check_declarations(mod_file, symbols, &mut problems);
    check_functions(mod_file, symbols, &mut problems);
    check_reserved(mod_file, &mut problems);
    check_derivative_names(context, &mut problems);
    check_ions(mod_file, symbols, &mut problems);
    check_lists(context, &mut problems);
    check_numbers(mod_file, symbols, &mut problems);
    check_lengths(symbols, &mut problems);
    check_statements(mod_file, symbols, &mut problems);
    problems.into_iter().map(Problem::diagnostic).collect()
}

fn check_name(mod_file: &ModFile, symbols: &Symbols, file_stem: &str, problems: &mut Vec<Problem>) {
    if symbols.mechanism.is_none() {
        let neuron = mod_file.items.iter().find(|item| matches!(item.kind, ItemKind::Neuron(_)));
        problems.push(Problem::NoName { stem: file_stem.to_owned(), place: neuron.map(|item| item.span) });
    }
}

/// The names that `PARAMETER`, `ASSIGNED` and `STATE` declare, in order.
fn declared_names(mod_file: &ModFile) -> Vec<(String, Span)> {
    let mut names = vec![];
    for item in &mod_file.items {
        if let ItemKind::Parameter(parameters) = &item.kind {
            names.extend(parameters.iter().map(|Parameter { name, .. }| (name.text.clone(), name.span)));
        }
        if let ItemKind::Assigned(variables) | ItemKind::State(variables) = &item.kind {
            let named =
                |Variable { name, primes, .. }: &Variable| (name.text.clone() + &"'".repeat(*primes), name.span);
            names.extend(variables.iter().map(named));
        }
    }
    names
}

fn check_declarations(mod_file: &ModFile, symbols: &Symbols, problems: &mut Vec<Problem>) {
    let mut seen = ByName::default();
    for (name, span) in declared_names(mod_file) {
        if let Some(&first) = seen.get(&name) {
            problems.push(Problem::Twice { name, first, second: span });
            continue;
        }
        if name == "t" {
            problems.push(Problem::TimeDeclared { place: span });
        }
        if name == "celcius" {
            problems.push(Problem::Celcius { place: span });
        }
        if let Some(&constant) = symbols.constants.get(&name) {
            let (first, second) = ((constant, "a constant here"), (span, "a variable here"));
            problems.push(Problem::TwoThings { name: name.clone(), first, second });
        }
        seen.insert(name, span);
    }
}

fn check_functions(mod_file: &ModFile, symbols: &Symbols, problems: &mut Vec<Problem>) {
    let mut seen: ByName<&str, Span> = ByName::default();
    for Name { text, span } in function_names(mod_file) {
        if let Some(&first) = seen.get(text.as_str()) {
            problems.push(Problem::Twice { name: text.clone(), first, second: *span });
        }
        seen.insert(text, *span);
        let variable = symbols.variables.get(text).and_then(|symbol| symbol.declared);
        if let Some(variable) = variable.or_else(|| symbols.constants.get(text).copied()) {
            let (first, second) = ((variable, "a variable here"), (*span, "a function here"));
            problems.push(Problem::TwoThings { name: text.clone(), first, second });
        }
    }
}

/// The names of functions, procedures and blocks of equations.
fn function_names(mod_file: &ModFile) -> Vec<&Name> {
    let mut names = vec![];
    for item in &mod_file.items {
        if let ItemKind::FunctionTable(table) = &item.kind {
            names.push(&table.name);
        }
        if let ItemKind::Block(Block { kind, .. }) = &item.kind {
            names.extend(kind.name());
        }
    }
    names
}

fn check_ions(mod_file: &ModFile, symbols: &Symbols, problems: &mut Vec<Problem>) {
    let mut seen: ByName<&str, Span> = ByName::default();
    for IonStatement { ion, reads, writes, .. } in mod_file.ions() {
        if let Some(&first) = seen.get(ion.text.as_str()) {
            problems.push(Problem::IonTwice { ion: ion.text.clone(), first, second: ion.span });
        }
        seen.insert(&ion.text, ion.span);
        for name in reads.iter().chain(writes) {
            if ion_variable(&ion.text, &name.text).is_none() {
                let (ion, place) = (ion.text.clone(), name.span);
                problems.push(Problem::NotOfIon { name: name.text.clone(), ion, place });
            } else if let Some(&constant) = symbols.constants.get(&name.text) {
                problems.push(Problem::IonConstant { name: name.text.clone(), place: name.span, constant });
            }
        }
    }
}

fn check_lists(context: &Context, problems: &mut Vec<Problem>) {
    let symbols = context.symbols;
    for (name, marks) in &symbols.marks {
        check_own(name, marks, problems);
        let symbol = symbols.variables.get(name);
        if let Some(place) = marks.global {
            check_global(context, name, place, problems);
        }
        if let Some(place) = marks.range
            && symbol.is_none()
            && !matches!(name.as_str(), "diam" | "area")
            && !symbols.constants.contains_key(name)
            && !symbols.functions.contains_key(name)
            && !context.is_used(name)
            && !context.plain_currents().any(|current| current.text == *name)
        {
            problems.push(undeclared_range(name, place, symbols));
        }
    }
}

fn undeclared_range(name: &str, place: Span, symbols: &Symbols) -> Problem {
    let name = name.to_owned();
    Problem::UndeclaredRange { help: nearest_variable(symbols, &name), name, place }
}

fn check_global(context: &Context, name: &str, place: Span, problems: &mut Vec<Problem>) {
    let (name, symbols) = (name.to_owned(), context.symbols);
    match symbols.variables.get(&name) {
        Some(symbol) if symbol.kind == VariableKind::State => {
            problems.push(Problem::GlobalState { name, place, state: symbol.declared });
        }
        Some(_) => {}
        None if !symbols.threadsafe && context.is_used(&name) => {}
        None => {
            // NEURON lets one pass that a thread-safe file only assigns to.
            let (threadsafe, help) = (symbols.threadsafe, nearest_variable(symbols, &name));
            problems.push(Problem::UndeclaredGlobal { name, place, threadsafe, help });
        }
    }
}

fn check_own(name: &str, marks: &Marks, problems: &mut Vec<Problem>) {
    if matches!(name, "diam" | "area")
        && let Some(place) = marks.range.or(marks.global)
    {
        problems.push(Problem::OwnListed { name: name.to_owned(), place });
    }
}

fn nearest_variable(symbols: &Symbols, name: &str) -> Option<String> {
    let declared = symbols.variables.iter().filter(|(_, symbol)| symbol.declared.is_some());
    did_you_mean(name, declared.map(|(name, _)| name.as_str()))
}

fn check_numbers(mod_file: &ModFile, symbols: &Symbols, problems: &mut Vec<Problem>) {
    for number in written_numbers(mod_file) {
        if let NumberOrName::Name { name, .. } = number
            && !symbols.defines.contains_key(&name.text)
        {
            let help = did_you_mean(&name.text, symbols.defines.keys().map(String::as_str));
            problems.push(Problem::NoNumber { name: name.text.clone(), place: name.span, help });
        }
    }
}

/// The first variable that is too much is named.
fn check_lengths(symbols: &Symbols, problems: &mut Vec<Problem>) {
    let mut elements: usize = 0;
    for (name, symbol) in &symbols.variables {
        elements = elements.saturating_add(symbol.length);
        if let Some(place) = symbol.declared.filter(|_| elements > MOST_ELEMENTS) {
            problems.push(Problem::TooManyElements { name: name.clone(), length: symbol.length, place });
            return;
        }
    }
}

fn written_numbers(mod_file: &ModFile) -> Vec<&NumberOrName> {
    let mut numbers = vec![];
    for item in &mod_file.items {
        if let ItemKind::Parameter(parameters) = &item.kind {
            for Parameter { value, length, limits, .. } in parameters {
                numbers.extend(value.iter().chain(length));
                numbers.extend(limits.iter().flat_map(|limits| [&limits.low, &limits.high]));
            }
        }
        if let ItemKind::Constant(constants) = &item.kind {
            numbers.extend(constants.iter().map(|constant| &constant.value));
        }
        if let ItemKind::Assigned(variables) | ItemKind::State(variables) = &item.kind {
            for Variable { length, range, start, tolerance, .. } in variables {
                numbers.extend(length.iter().chain(start).chain(tolerance));
                numbers.extend(range.iter().flat_map(|(from, to)| [from, to]));
            }
        }
    }
    numbers
}

fn check_statements(mod_file: &ModFile, symbols: &Symbols, problems: &mut Vec<Problem>) {
    walk::statements(mod_file, &mut |statement, scope| {
        if let StatementKind::Assign { target, .. } = &statement.kind
            && target.primes == 0
            && !scope.contains(&target.name.text.as_str())
        {
            let Name { text, span } = &target.name;
            if NEURONS_OWN.contains(&text.as_str()) {
                problems.push(Problem::OwnSet { name: text.clone(), place: *span });
            }
            if symbols.defines.contains_key(text) {
                problems.push(Problem::DefineSet { name: text.clone(), place: *span });
            }
        }
    });
}

/// `Dm` is what NEURON calls `m'`.
fn check_derivative_names(context: &Context, problems: &mut Vec<Problem>) {
    let variables = &context.symbols.variables;
    for (name, symbol) in variables {
        let state = name.strip_prefix('D').filter(|state| {
            let is_derived = context.uses.iter().any(|found| found.primes > 0 && found.name.text == *state);
            is_derived && variables.get(*state).is_some_and(|symbol| symbol.kind == VariableKind::State)
        });
        if let Some((state, place)) = state.zip(symbol.declared) {
            problems.push(Problem::DerivativeName { name: name.clone(), state: state.to_owned(), place });
        }
    }
}

/// Names that NEURON's translator has taken for its functions and methods.
fn check_reserved(mod_file: &ModFile, problems: &mut Vec<Problem>) {
    let functions = function_names(mod_file).into_iter().map(|name| (name.text.clone(), name.span));
    let declared = declared_names(mod_file).into_iter().chain(functions);
    let taken = declared.filter(|(name, _)| is_reserved(name) || METHODS.contains(&name.as_str()));
    problems.extend(taken.map(|(name, place)| Problem::Reserved { name, place }));
}

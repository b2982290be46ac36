//! What NEURON's translator would refuse, or silently ignore, in a file whose syntax is right.

mod problem;

use indexmap::IndexMap;

use super::ast::{
    Block, BlockKind, IonStatement, ItemKind, ModFile, Name, NumberOrName, Parameter, Solve, StatementKind, Variable,
};
use super::symbols::{Marks, Symbols};
use super::walk;
use crate::diagnostic::{Diagnostics, did_you_mean};
use crate::mechanism::VariableKind;
use crate::mechanism::ion::ion_variable;
use crate::source::Span;
use problem::{METHODS, MOST_ELEMENTS, Problem};

/// NEURON's own variables that a mod file must not set.
const NEURONS_OWN: &[&str] = &["area", "diam", "t", "dt", "celsius"];

/// Everything that is wrong or odd in a file.
pub(super) fn check(mod_file: &ModFile, symbols: &Symbols, file_stem: &str) -> Diagnostics {
    let mut problems = vec![];
    check_name(mod_file, symbols, file_stem, &mut problems);
    check_declarations(mod_file, symbols, &mut problems);
    check_functions(mod_file, symbols, &mut problems);
    check_ions(mod_file, symbols, &mut problems);
    check_lists(symbols, &mut problems);
    check_numbers(mod_file, symbols, &mut problems);
    check_lengths(symbols, &mut problems);
    check_statements(mod_file, &mut problems);
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(problems.into_iter().map(Problem::diagnostic));
    diagnostics
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
    let mut seen = IndexMap::new();
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
    let mut seen: IndexMap<&str, Span> = IndexMap::new();
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

fn function_names(mod_file: &ModFile) -> Vec<&Name> {
    let mut names = vec![];
    for item in &mod_file.items {
        if let ItemKind::FunctionTable(table) = &item.kind {
            names.push(&table.name);
        }
        if let ItemKind::Block(Block { kind: BlockKind::Function(head) | BlockKind::Procedure(head), .. }) = &item.kind
        {
            names.push(&head.name);
        }
    }
    names
}

fn check_ions(mod_file: &ModFile, symbols: &Symbols, problems: &mut Vec<Problem>) {
    let mut seen: IndexMap<&str, Span> = IndexMap::new();
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
                let (first, second) = ((name.span, "of an ion here"), (constant, "a constant here"));
                problems.push(Problem::TwoThings { name: name.text.clone(), first, second });
            }
        }
    }
}

fn check_lists(symbols: &Symbols, problems: &mut Vec<Problem>) {
    for (name, marks) in &symbols.marks {
        check_own(name, marks, problems);
        let symbol = symbols.variables.get(name);
        if let Some(place) = marks.global {
            check_global(name, place, symbols, problems);
        }
        if let Some(place) = marks.range
            && symbol.is_none()
            && !matches!(name.as_str(), "diam" | "area")
            && !symbols.constants.contains_key(name)
        {
            problems.push(undeclared_range(name, place, symbols));
        }
    }
}

fn undeclared_range(name: &str, place: Span, symbols: &Symbols) -> Problem {
    let name = name.to_owned();
    if let Some(&function) = symbols.functions.get(&name) {
        return Problem::RangeFunction { name, place, function };
    }
    Problem::UndeclaredRange { help: nearest_variable(symbols, &name), name, place }
}

fn check_global(name: &str, place: Span, symbols: &Symbols, problems: &mut Vec<Problem>) {
    let name = name.to_owned();
    match symbols.variables.get(&name) {
        Some(symbol) if symbol.kind == VariableKind::State => {
            problems.push(Problem::GlobalState { name, place, state: symbol.declared });
        }
        Some(_) => {}
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

fn check_statements(mod_file: &ModFile, problems: &mut Vec<Problem>) {
    let solvable = solvable_names(mod_file);
    walk::statements(mod_file, &mut |statement, scope| {
        if let StatementKind::Solve(solve) = &statement.kind {
            check_solve(solve, &solvable, problems);
        }
        if let StatementKind::Assign { target, .. } = &statement.kind {
            let Name { text, span } = &target.name;
            let is_own = NEURONS_OWN.contains(&text.as_str()) && !scope.contains(&text.as_str());
            if is_own && target.primes == 0 {
                problems.push(Problem::OwnSet { name: text.clone(), place: *span });
            }
        }
    });
}

fn check_solve(Solve { block, method, .. }: &Solve, solvable: &[&str], problems: &mut Vec<Problem>) {
    if let Some(method) = method.as_ref().filter(|method| !METHODS.contains(&method.text.as_str())) {
        problems.push(Problem::UnknownMethod { name: method.text.clone(), place: method.span });
    }
    if !solvable.contains(&block.text.as_str()) {
        let help = did_you_mean(&block.text, solvable.iter().copied());
        problems.push(Problem::NothingToSolve { name: block.text.clone(), place: block.span, help });
    }
}

fn solvable_names(mod_file: &ModFile) -> Vec<&str> {
    let names = walk::blocks(mod_file).filter_map(|block| match &block.kind {
        BlockKind::Derivative(name)
        | BlockKind::Discrete(name)
        | BlockKind::Kinetic { name, .. }
        | BlockKind::Linear { name, .. }
        | BlockKind::Nonlinear { name, .. } => Some(name.text.as_str()),
        BlockKind::Procedure(subroutine) => Some(subroutine.name.text.as_str()),
        BlockKind::Initial
        | BlockKind::Breakpoint
        | BlockKind::Function(_)
        | BlockKind::NetReceive(_)
        | BlockKind::Before(_)
        | BlockKind::After(_)
        | BlockKind::Constructor
        | BlockKind::Destructor => None,
    });
    names.collect()
}

//! What NEURON's translator would refuse, or silently ignore, in a file whose syntax is right.

use indexmap::IndexMap;
use thiserror::Error;

use super::ast::{
    BlockKind, IonStatement, ItemKind, ModFile, Name, NeuronStatementKind, NumberOrName, Parameter, StatementKind,
    Variable,
};
use super::symbols::{Marks, Symbols};
use super::walk;
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::mechanism::VariableKind;
use crate::mechanism::ion::ion_variable;
use crate::source::Span;

/// The numerical methods that NEURON knows.
const METHODS: &[&str] = &[
    "cnexp",
    "derivimplicit",
    "euler",
    "runge",
    "sparse",
    "newton",
    "simeq",
    "after_cvode",
    "cvode_t",
    "cvode_t_v",
    "_advance",
];

/// NEURON's own variables that a mod file must not set.
const NEURONS_OWN: &[&str] = &["area", "diam", "t", "dt", "celsius"];

#[derive(Debug, Error)]
enum Problem {
    #[error("`{name}` is declared twice")]
    Twice { name: String, first: Span, second: Span },
    #[error("`{name}` is two things")]
    TwoThings { name: String, first: (Span, &'static str), second: (Span, &'static str) },
    #[error("`{name}` is not a variable of ion `{ion}`")]
    NotOfIon { name: String, ion: String, place: Span },
    #[error("ion `{ion}` is used twice")]
    IonTwice { ion: String, first: Span, second: Span },
    #[error("`{name}` is NEURON's own and cannot be `RANGE` or `GLOBAL`")]
    OwnListed { name: String, place: Span },
    #[error("`{name}` is NEURON's own and cannot be set by a mod file")]
    OwnSet { name: String, place: Span },
    #[error("`{name}` is `GLOBAL` but never declared")]
    UndeclaredGlobal { name: String, place: Span, help: Option<String> },
    #[error("`{name}` is `RANGE` but never declared")]
    UndeclaredRange { name: String, place: Span, help: Option<String> },
    #[error("state `{name}` cannot be `GLOBAL`")]
    GlobalState { name: String, place: Span, state: Option<Span> },
    #[error("`celcius` is not a name of NEURON's")]
    Celcius { place: Span },
    #[error("unknown method `{name}`")]
    UnknownMethod { name: String, place: Span },
    #[error("there is no block `{name}` to solve")]
    NothingToSolve { name: String, place: Span, help: Option<String> },
    #[error("`{name}` is no number")]
    NoNumber { name: String, place: Span, help: Option<String> },
    #[error("no `SUFFIX`: the mechanism gets the name of its file, `{stem}`")]
    NoName { stem: String, place: Option<Span> },
}

impl Problem {
    fn diagnostic(self) -> Diagnostic {
        let message = self.to_string();
        match self {
            Self::Twice { first, second, .. } => Diagnostic::error("nmodl::declared-twice", message)
                .label(second, "declared again")
                .label(first, "first declared here"),
            Self::TwoThings { first, second, .. } => {
                Diagnostic::error("nmodl::declared-twice", message).label(second.0, second.1).label(first.0, first.1)
            }
            Self::NotOfIon { ion, place, .. } => Diagnostic::error("nmodl::ion", message)
                .label(place, "not one of them")
                .help(format!("ion `{ion}` has `e{ion}`, `{ion}i`, `{ion}o` and `i{ion}`")),
            Self::IonTwice { first, second, .. } => Diagnostic::error("nmodl::ion", message)
                .label(second, "used again")
                .label(first, "first used here")
                .help("put everything into one `USEION`"),
            Self::OwnListed { place, .. } => {
                Diagnostic::error("nmodl::own-variable", message).label(place, "listed here")
            }
            Self::OwnSet { place, .. } => Diagnostic::error("nmodl::own-variable", message).label(place, "set here"),
            Self::UndeclaredGlobal { place, help, .. } => {
                Diagnostic::error("nmodl::undeclared", message).label(place, "listed here").help_if(help)
            }
            Self::UndeclaredRange { place, help, .. } => Diagnostic::warning("nmodl::undeclared", message)
                .label(place, "listed here")
                .with_note("NEURON ignores it")
                .help_if(help),
            Self::GlobalState { place, state, .. } => {
                let diagnostic = Diagnostic::error("nmodl::global-state", message).label(place, "listed here");
                match state {
                    Some(state) => diagnostic.label(state, "declared here"),
                    None => diagnostic,
                }
            }
            Self::Celcius { place } => {
                Diagnostic::error("nmodl::own-variable", message).label(place, "here").help("it is spelled `celsius`")
            }
            Self::UnknownMethod { ref name, place } => Diagnostic::error("nmodl::method", message)
                .label(place, "NEURON has no such method")
                .help_if(did_you_mean(name, METHODS.iter().copied())),
            Self::NothingToSolve { place, help, .. } => {
                Diagnostic::error("nmodl::solve", message).label(place, "solved here").help_if(help)
            }
            Self::NoNumber { place, help, .. } => Diagnostic::error("nmodl::number", message)
                .label(place, "no `DEFINE` before gives it a value")
                .help_if(help),
            Self::NoName { place, .. } => {
                let diagnostic = Diagnostic::note("nmodl::no-name", message);
                match place {
                    Some(place) => diagnostic.label(place, "nothing here names it"),
                    None => diagnostic,
                }
            }
        }
    }
}

/// Everything that is wrong or odd in a file.
pub(super) fn check(mod_file: &ModFile, symbols: &Symbols, file_stem: &str) -> Diagnostics {
    let mut problems = vec![];
    check_name(mod_file, symbols, file_stem, &mut problems);
    check_declarations(mod_file, symbols, &mut problems);
    check_functions(mod_file, symbols, &mut problems);
    check_ions(mod_file, symbols, &mut problems);
    check_lists(symbols, &mut problems);
    check_numbers(mod_file, symbols, &mut problems);
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
        match &item.kind {
            ItemKind::Parameter(parameters) => {
                names.extend(parameters.iter().map(|Parameter { name, .. }| (name.text.clone(), name.span)));
            }
            ItemKind::Assigned(variables) | ItemKind::State(variables) => {
                names.extend(
                    variables.iter().map(|Variable { name, primes, .. }| {
                        (format!("{}{}", name.text, "'".repeat(*primes)), name.span)
                    }),
                );
            }
            _ => {}
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
        match &item.kind {
            ItemKind::FunctionTable(table) => names.push(&table.name),
            ItemKind::Block(block) => match &block.kind {
                BlockKind::Function(subroutine) | BlockKind::Procedure(subroutine) => names.push(&subroutine.name),
                _ => {}
            },
            _ => {}
        }
    }
    names
}

fn ion_statements(mod_file: &ModFile) -> impl Iterator<Item = &IonStatement> {
    mod_file
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            ItemKind::Neuron(statements) => Some(statements),
            _ => None,
        })
        .flatten()
        .filter_map(|statement| match &statement.kind {
            NeuronStatementKind::UseIon(ion) => Some(ion),
            _ => None,
        })
}

fn check_ions(mod_file: &ModFile, symbols: &Symbols, problems: &mut Vec<Problem>) {
    let mut seen: IndexMap<&str, Span> = IndexMap::new();
    for IonStatement { ion, reads, writes, .. } in ion_statements(mod_file) {
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
        let state = symbol.filter(|symbol| symbol.kind == VariableKind::State);
        match (marks.global, state) {
            (Some(place), Some(state)) => {
                problems.push(Problem::GlobalState { name: name.clone(), place, state: state.declared });
            }
            (Some(place), None) if symbol.is_none() => {
                let help = nearest_variable(symbols, name);
                problems.push(Problem::UndeclaredGlobal { name: name.clone(), place, help });
            }
            _ => {}
        }
        if let Some(place) = marks.range
            && symbol.is_none()
            && !symbols.constants.contains_key(name)
        {
            let help = nearest_variable(symbols, name);
            problems.push(Problem::UndeclaredRange { name: name.clone(), place, help });
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

fn written_numbers(mod_file: &ModFile) -> Vec<&NumberOrName> {
    let mut numbers = vec![];
    for item in &mod_file.items {
        match &item.kind {
            ItemKind::Parameter(parameters) => {
                for Parameter { value, length, limits, .. } in parameters {
                    numbers.extend(value.iter().chain(length));
                    numbers.extend(limits.iter().flat_map(|limits| [&limits.low, &limits.high]));
                }
            }
            ItemKind::Constant(constants) => numbers.extend(constants.iter().map(|constant| &constant.value)),
            ItemKind::Assigned(variables) | ItemKind::State(variables) => {
                for Variable { length, range, start, tolerance, .. } in variables {
                    numbers.extend(length.iter().chain(start).chain(tolerance));
                    numbers.extend(range.iter().flat_map(|(from, to)| [from, to]));
                }
            }
            _ => {}
        }
    }
    numbers
}

fn check_statements(mod_file: &ModFile, problems: &mut Vec<Problem>) {
    let solvable = solvable_names(mod_file);
    walk::statements(mod_file, &mut |statement, scope| match &statement.kind {
        StatementKind::Solve(solve) => {
            if let Some(method) = solve.method.as_ref().filter(|method| !METHODS.contains(&method.text.as_str())) {
                problems.push(Problem::UnknownMethod { name: method.text.clone(), place: method.span });
            }
            let Name { text, span } = &solve.block;
            if !solvable.contains(&text.as_str()) {
                let help = did_you_mean(text, solvable.iter().copied());
                problems.push(Problem::NothingToSolve { name: text.clone(), place: *span, help });
            }
        }
        StatementKind::Assign { target, .. } => {
            let Name { text, span } = &target.name;
            let is_own = NEURONS_OWN.contains(&text.as_str()) && !scope.contains(&text.as_str());
            if is_own && target.primes == 0 {
                problems.push(Problem::OwnSet { name: text.clone(), place: *span });
            }
        }
        _ => {}
    });
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

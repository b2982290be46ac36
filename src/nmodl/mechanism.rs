//! From the declarations of a mod file to the mechanism that NEURON makes of it.

use super::ast::{BlockKind, ModFile, Name, Solve, StatementKind};
use super::symbols::{Symbol, Symbols};
use super::{check, walk};
use crate::diagnostic::Diagnostics;
use crate::mechanism::{GlobalVariable, MechanismKind, MechanismType, RangeVariable, VariableKind};

/// What NEURON knows of the mechanism once the file is compiled; none when NEURON would refuse the file.
///
/// `file_stem` names the mechanism where the file does not. Includes must be put in before
/// ([`super::resolve_includes`]).
pub fn mechanism_type(mod_file: &ModFile, file_stem: &str, diagnostics: &mut Diagnostics) -> Option<MechanismType> {
    let symbols = Symbols::of(mod_file);
    let found = check::check_for_cell(mod_file, &symbols, file_stem);
    let refused = found.has_fatal();
    diagnostics.extend(found);
    (!refused).then(|| mechanism_of(mod_file, &symbols, file_stem))
}

/// The same, for a file whose declarations were read and are right.
pub(super) fn mechanism_of(mod_file: &ModFile, symbols: &Symbols, file_stem: &str) -> MechanismType {
    let (kind, name) = (symbols.kind(), mechanism_name(symbols, file_stem));
    let names = HocNames::new(kind, &name);
    let per_thread = has_thread_globals(mod_file, symbols);
    MechanismType {
        variables: range_variables(symbols, &names),
        globals: global_variables(symbols, &names, per_thread),
        ions: symbols.ions.iter().map(|(ion_use, _)| ion_use.clone()).collect(),
        functions: functions(symbols, &names, &name, kind),
        pointers: pointers(symbols, &names),
        declared: symbols.mechanism.as_ref().map(|(_, name)| name.span),
        name,
        kind,
    }
}

/// The name of the mechanism: `file_stem` where the file does not say it, and for a library.
#[must_use]
pub fn mechanism_name(symbols: &Symbols, file_stem: &str) -> String {
    match &symbols.mechanism {
        Some((_, name)) if symbols.kind() != MechanismKind::Library => name.text.clone(),
        _ => file_stem.to_owned(),
    }
}

/// How names look in hoc.
struct HocNames {
    /// After range variables and functions.
    range: String,
    /// After global variables.
    global: String,
}

impl HocNames {
    fn new(kind: MechanismKind, name: &str) -> Self {
        let suffix = format!("_{name}");
        match kind {
            MechanismKind::Library => Self { range: String::new(), global: String::new() },
            MechanismKind::Density | MechanismKind::Ion => Self { range: suffix.clone(), global: suffix },
            MechanismKind::PointProcess | MechanismKind::ArtificialCell => {
                Self { range: String::new(), global: suffix }
            }
        }
    }
}

fn range_variables(symbols: &Symbols, names: &HocNames) -> Vec<RangeVariable> {
    [VariableKind::Parameter, VariableKind::Assigned, VariableKind::State]
        .into_iter()
        .flat_map(|kind| symbols.variables.iter().filter(move |(_, symbol)| symbol.kind == kind))
        .filter(|(name, symbol)| is_range(symbols, name, symbol))
        .map(|(name, symbol)| range_variable(&format!("{name}{}", names.range), symbol))
        .collect()
}

/// States always are; what belongs to an ion never is, but for its currents.
fn is_range(symbols: &Symbols, name: &str, symbol: &Symbol) -> bool {
    let marks = symbols.marks_of(name);
    let in_ion = marks.ion_value.is_some() || matches!(name, "diam" | "area");
    !in_ion && (marks.range.is_some() || symbol.kind == VariableKind::State)
}

fn range_variable(name: &str, symbol: &Symbol) -> RangeVariable {
    let has_default = symbol.kind == VariableKind::Parameter && !symbol.is_array;
    RangeVariable {
        name: name.to_owned(),
        kind: symbol.kind,
        default: if has_default { symbol.default } else { 0.0 },
        length: symbol.length,
        unit: symbol.unit.clone(),
    }
}

/// Scalars first, then arrays.
fn global_variables(symbols: &Symbols, names: &HocNames, per_thread: bool) -> Vec<GlobalVariable> {
    let globals = || symbols.variables.iter().filter(|(name, symbol)| is_global(symbols, name, symbol));
    let scalars = globals().filter(|(_, symbol)| !symbol.is_array);
    let arrays = globals().filter(|(_, symbol)| symbol.is_array);
    scalars
        .chain(arrays)
        .map(|(name, symbol)| {
            let lost = symbol.is_array || per_thread && symbol.assigned_to && !symbol.protected;
            GlobalVariable {
                name: format!("{name}{}", names.global),
                default: if lost { 0.0 } else { symbol.default },
                length: symbol.length,
                is_computed: symbol.assigned_to || symbol.kind != VariableKind::Parameter,
            }
        })
        .collect()
}

/// What is listed as `GLOBAL`, and every parameter that is nothing else.
fn is_global(symbols: &Symbols, name: &str, symbol: &Symbol) -> bool {
    let marks = symbols.marks_of(name);
    let special = matches!(name, "v" | "t" | "dt" | "celsius" | "diam" | "area");
    if marks.global.is_some() || name == "usetable" {
        return true;
    }
    let is_plain = marks == super::symbols::Marks::default();
    symbol.kind == VariableKind::Parameter && symbol.declared.is_some() && is_plain && !special
}

/// In a thread-safe file, globals that it assigns to live per thread, where NEURON forgets their defaults.
fn has_thread_globals(mod_file: &ModFile, symbols: &Symbols) -> bool {
    symbols.threadsafe && symbols.kind() != MechanismKind::Library && !solves_without_threads(mod_file)
}

fn solves_without_threads(mod_file: &ModFile) -> bool {
    let mut found = false;
    walk::statements(mod_file, &mut |statement, _| {
        if let StatementKind::Solve(solve) = &statement.kind {
            found |= is_without_threads(mod_file, solve);
        }
    });
    found
}

fn is_without_threads(mod_file: &ModFile, solve: &Solve) -> bool {
    let method = solve.method.as_ref().map_or("", |method| method.text.as_str());
    let is_solved = |name: &Name| name.text == solve.block.text;
    walk::blocks(mod_file).any(|block| match &block.kind {
        BlockKind::Linear { name, .. } | BlockKind::Nonlinear { name, .. } | BlockKind::Discrete(name) => {
            is_solved(name)
        }
        BlockKind::Derivative(name) => is_solved(name) && method == "runge",
        BlockKind::Kinetic { name, .. } => is_solved(name) && matches!(method, "runge" | "euler"),
        BlockKind::Initial
        | BlockKind::Breakpoint
        | BlockKind::Function(_)
        | BlockKind::Procedure(_)
        | BlockKind::NetReceive(_)
        | BlockKind::Before(_)
        | BlockKind::After(_)
        | BlockKind::Constructor
        | BlockKind::Destructor => false,
    })
}

fn functions(symbols: &Symbols, names: &HocNames, name: &str, kind: MechanismKind) -> Vec<String> {
    let setdata = (kind == MechanismKind::Density).then(|| format!("setdata_{name}"));
    let functions = symbols.functions.keys().map(|function| format!("{function}{}", names.range));
    setdata.into_iter().chain(functions).collect()
}

fn pointers(symbols: &Symbols, names: &HocNames) -> Vec<String> {
    let pointers = symbols.marks.iter().filter(|(_, marks)| marks.pointer.is_some());
    pointers.map(|(name, _)| format!("{name}{}", names.range)).collect()
}

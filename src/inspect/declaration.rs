//! What a mod file says of its mechanism.

use crate::mechanism::{Catalog, IonUse, MechanismKind, MechanismType};
use crate::membrane::Program;
use crate::membrane::program::{Carrier, SolvedBlock};
use crate::nmodl::ast::{
    BlockKind, Item, ItemKind, Limits, ModFile, NeuronStatementKind, NumberOrName, Parameter as Declared, StatementKind,
};
use crate::nmodl::symbols::Symbols;
use crate::nmodl::{LoadedMod, walk};
use crate::source::SourceMap;

/// A mechanism's declarations.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    /// `ih`
    pub name: String,
    /// What it is.
    pub kind: MechanismKind,
    /// Its file.
    pub file: String,
    /// Its `TITLE`.
    pub title: Option<String>,
    /// The ions that it uses.
    pub ions: Vec<IonUse>,
    /// Currents that no ion carries; with `true` where an electrode injects them.
    pub other_currents: Vec<(String, bool)>,
    /// What the user sets.
    pub parameters: Vec<Parameter>,
    /// Its states with their units.
    pub states: Vec<(String, String)>,
    /// How the states are solved for.
    pub solves: Vec<Solved>,
    /// What of NMODL it uses beyond `INITIAL`, `BREAKPOINT` and assignments.
    pub constructs: Vec<&'static str>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name in the mod file.
    pub name: String,
    /// Its default.
    pub default: f64,
    /// The unit as written; empty when there is none.
    pub unit: String,
    /// The least and the greatest value.
    pub limits: Option<[f64; 2]>,
    /// One value for all instances, not one in each.
    pub is_global: bool,
}

/// A `SOLVE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solved {
    /// `states`
    pub block: String,
    /// `DERIVATIVE`, ..
    pub kind: &'static str,
    /// `cnexp`; empty where none is written.
    pub method: String,
    /// `STEADYSTATE`
    pub steady_state: bool,
    /// It stands in `BREAKPOINT` (else in `INITIAL`).
    pub in_breakpoint: bool,
}

/// The declarations of a mod file.
#[must_use]
pub fn declaration(found: &LoadedMod, program: &Program, catalog: &Catalog, sources: &SourceMap) -> Declaration {
    let symbols = Symbols::of(&found.tree);
    let mechanism = catalog.find(&found.mechanism).map(|id| catalog.mechanism(id));
    Declaration {
        name: program.name.clone(),
        kind: program.kind,
        file: sources.file(found.file).name.clone(),
        title: title(&found.tree),
        ions: symbols.ions.iter().map(|(ion, _)| ion.clone()).collect(),
        other_currents: other_currents(program),
        parameters: mechanism.map(|mechanism| parameters(&found.tree, &symbols, mechanism)).unwrap_or_default(),
        states: states(program),
        solves: program.solves.iter().map(solved).collect(),
        constructs: constructs(&found.tree),
    }
}

fn title(tree: &ModFile) -> Option<String> {
    let mut titles =
        tree.items.iter().filter_map(|item| if let ItemKind::Title(text) = &item.kind { Some(text) } else { None });
    titles.next().map(|title| title.text.trim().to_owned()).filter(|title| !title.is_empty())
}

fn other_currents(program: &Program) -> Vec<(String, bool)> {
    let others = program.currents.iter().filter_map(|current| match current.carrier {
        Carrier::Ion(_) => None,
        Carrier::Nonspecific => Some((current.name.clone(), false)),
        Carrier::Electrode => Some((current.name.clone(), true)),
    });
    others.collect()
}

fn parameters(tree: &ModFile, symbols: &Symbols, mechanism: &MechanismType) -> Vec<Parameter> {
    let blocks =
        tree.items.iter().filter_map(|item| if let ItemKind::Parameter(all) = &item.kind { Some(all) } else { None });
    blocks.flatten().filter_map(|declared| parameter(declared, symbols, mechanism)).collect()
}

/// None for what is not the mechanism's own: ions, NEURON's variables.
fn parameter(declared: &Declared, symbols: &Symbols, mechanism: &MechanismType) -> Option<Parameter> {
    let name = &declared.name.text;
    let with_suffix = format!("{name}_{}", mechanism.name);
    let is_it = |known: &String| known == name || *known == with_suffix;
    let is_range = mechanism.parameters().any(|variable| is_it(&variable.name));
    let is_global = mechanism.globals.iter().any(|variable| is_it(&variable.name));
    (is_range || is_global).then(|| Parameter {
        name: name.clone(),
        default: symbols.variables.get(name).map_or(0.0, |symbol| symbol.default),
        unit: declared.unit.as_ref().map_or_else(String::new, |unit| unit.text.trim().to_owned()),
        limits: declared.limits.as_ref().and_then(|limits| numbers(limits, symbols)),
        is_global: !is_range,
    })
}

fn numbers(limits: &Limits, symbols: &Symbols) -> Option<[f64; 2]> {
    let number = |value: &NumberOrName| symbols.value_of(value);
    Some([number(&limits.low)?, number(&limits.high)?])
}

fn states(program: &Program) -> Vec<(String, String)> {
    let state = |name: &String, length: usize, is_array: bool| {
        if is_array { format!("{name}[{length}]") } else { name.clone() }
    };
    let variables =
        program.variables.iter().filter(|(_, variable)| variable.role == crate::membrane::program::Role::State);
    variables.map(|(name, variable)| (state(name, variable.length, variable.is_array), variable.unit.clone())).collect()
}

fn solved(solve: &crate::membrane::program::Solve) -> Solved {
    let kind = match solve.block {
        SolvedBlock::Derivative(_) => "DERIVATIVE",
        SolvedBlock::Kinetic(_) => "KINETIC",
        SolvedBlock::Equations(_) => "LINEAR or NONLINEAR",
        SolvedBlock::Procedure(_) => "PROCEDURE",
        SolvedBlock::Unsupported(form) => form,
    };
    Solved {
        block: solve.name.clone(),
        kind,
        method: solve.method.clone(),
        steady_state: solve.steady_state,
        in_breakpoint: solve.in_breakpoint,
    }
}

/// What a file uses, each once, in the order in which it comes.
fn constructs(tree: &ModFile) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = tree.items.iter().flat_map(of_item).collect();
    walk::statements(tree, &mut |statement, _| found.extend(of_statement(&statement.kind)));
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|construct| seen.insert(*construct));
    found
}

fn of_item(item: &Item) -> Vec<&'static str> {
    match &item.kind {
        ItemKind::Neuron(statements) => statements.iter().filter_map(|statement| of_neuron(&statement.kind)).collect(),
        ItemKind::Block(block) => of_block(&block.kind).into_iter().collect(),
        ItemKind::FunctionTable(_) => vec!["FUNCTION_TABLE"],
        ItemKind::Verbatim(_) => vec!["VERBATIM"],
        ItemKind::Title(_)
        | ItemKind::Comment(_)
        | ItemKind::Define(_)
        | ItemKind::Include(_)
        | ItemKind::UnitsOn
        | ItemKind::UnitsOff
        | ItemKind::Local(_)
        | ItemKind::Independent(_)
        | ItemKind::Units(_)
        | ItemKind::Parameter(_)
        | ItemKind::Constant(_)
        | ItemKind::Assigned(_)
        | ItemKind::State(_) => vec![],
    }
}

fn of_neuron(statement: &NeuronStatementKind) -> Option<&'static str> {
    match statement {
        NeuronStatementKind::Pointer(_) => Some("POINTER"),
        NeuronStatementKind::BbcorePointer(_) => Some("BBCOREPOINTER"),
        NeuronStatementKind::External(_) => Some("EXTERNAL"),
        NeuronStatementKind::Random(_) => Some("RANDOM"),
        NeuronStatementKind::Mechanism { .. }
        | NeuronStatementKind::UseIon(_)
        | NeuronStatementKind::NonspecificCurrent(_)
        | NeuronStatementKind::ElectrodeCurrent(_)
        | NeuronStatementKind::Range(_)
        | NeuronStatementKind::Global(_)
        | NeuronStatementKind::Threadsafe
        | NeuronStatementKind::Represents(_) => None,
    }
}

/// None for what every mechanism has.
fn of_block(kind: &BlockKind) -> Option<&'static str> {
    Some(match kind {
        BlockKind::Initial | BlockKind::Breakpoint => return None,
        BlockKind::Derivative(_) => "DERIVATIVE",
        BlockKind::Kinetic { .. } => "KINETIC",
        BlockKind::Linear { .. } => "LINEAR",
        BlockKind::Nonlinear { .. } => "NONLINEAR",
        BlockKind::Discrete(_) => "DISCRETE",
        BlockKind::Function(_) => "FUNCTION",
        BlockKind::Procedure(_) => "PROCEDURE",
        BlockKind::NetReceive(_) => "NET_RECEIVE",
        BlockKind::Before(_) => "BEFORE",
        BlockKind::After(_) => "AFTER",
        BlockKind::Constructor => "CONSTRUCTOR",
        BlockKind::Destructor => "DESTRUCTOR",
    })
}

fn of_statement(kind: &StatementKind) -> Option<&'static str> {
    match kind {
        StatementKind::Table(_) => Some("TABLE"),
        StatementKind::Verbatim(_) => Some("VERBATIM"),
        StatementKind::Conserve { .. } => Some("CONSERVE"),
        StatementKind::Compartment(_) => Some("COMPARTMENT"),
        StatementKind::LongitudinalDiffusion(_) => Some("LONGITUDINAL_DIFFUSION"),
        StatementKind::Watch(_) => Some("WATCH"),
        StatementKind::ForNetcons { .. } => Some("FOR_NETCONS"),
        StatementKind::While { .. } => Some("WHILE"),
        StatementKind::From { .. } => Some("FROM"),
        StatementKind::Lag { .. } => Some("LAG"),
        StatementKind::Conductance { .. } => Some("CONDUCTANCE"),
        StatementKind::If { .. }
        | StatementKind::Assign { .. }
        | StatementKind::Call(_)
        | StatementKind::Solve(_)
        | StatementKind::Comment(_)
        | StatementKind::Block(_)
        | StatementKind::Initial(_)
        | StatementKind::UnitsOn
        | StatementKind::UnitsOff
        | StatementKind::Reaction(_)
        | StatementKind::Equation { .. }
        | StatementKind::MutexLock
        | StatementKind::MutexUnlock => None,
    }
}

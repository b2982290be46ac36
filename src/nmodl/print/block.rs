//! What stands at the top level.

use super::super::ast::{
    Block, BlockKind, Constant, Independent, IonStatement, Item, ItemKind, KindOfMechanism, Name, NeuronStatementKind,
    Parameter, Phase, Subroutine, UnitDefinitionKind, Variable,
};
use super::statement::{arguments, locals};
use super::{Printer, length, names, number, unit};

impl Printer {
    pub(super) fn item(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Title(text) => self.line(&format!("TITLE{}", text.text)),
            ItemKind::Comment(text) => self.raw("COMMENT", &text.text),
            ItemKind::Verbatim(text) => self.raw("VERBATIM", &text.text),
            ItemKind::Define(define) => self.line(&format!("DEFINE {} {}", define.name.text, define.value.text)),
            ItemKind::Include(include) => self.line(&format!("INCLUDE \"{}\"", include.path.text)),
            ItemKind::UnitsOn => self.line("UNITSON"),
            ItemKind::UnitsOff => self.line("UNITSOFF"),
            ItemKind::Local(variables) => self.line(&locals(variables)),
            ItemKind::Independent(list) => self.each("INDEPENDENT", list, independent),
            ItemKind::Units(list) => self.each("UNITS", list, |definition| unit_definition(&definition.kind)),
            ItemKind::Neuron(list) => self.each("NEURON", list, |statement| neuron_statement(&statement.kind)),
            ItemKind::Parameter(list) => self.each("PARAMETER", list, parameter),
            ItemKind::Constant(list) => self.each("CONSTANT", list, constant),
            ItemKind::Assigned(list) => self.each("ASSIGNED", list, variable),
            ItemKind::State(list) => self.each("STATE", list, variable),
            ItemKind::FunctionTable(table) => {
                let (arguments, unit) = (arguments(&table.arguments), unit(table.unit.as_ref()));
                self.line(&format!("FUNCTION_TABLE {}{arguments}{unit}", table.name.text));
            }
            ItemKind::Block(Block { kind, body }) => self.body(&head(kind), body),
        }
    }

    fn each<T>(&mut self, head: &str, list: &[T], print: fn(&T) -> String) {
        self.braces(head, |printer| list.iter().for_each(|one| printer.line(&print(one))));
    }
}

fn independent(of: &Independent) -> String {
    let sweep = if of.sweep { "SWEEP " } else { "" };
    let start = of.start.as_ref().map(|start| format!(" START {}", number(start))).unwrap_or_default();
    let (from, to, with) = (number(&of.from), number(&of.to), number(&of.with));
    format!("{sweep}{} FROM {from} TO {to} WITH {with}{start}{}", of.name.text, unit(of.unit.as_ref()))
}

fn unit_definition(kind: &UnitDefinitionKind) -> String {
    match kind {
        UnitDefinitionKind::Alias { alias, unit } => format!("({}) = ({})", alias.text, unit.text),
        UnitDefinitionKind::Value { name, value, unit } => format!("{} = {} ({})", name.text, number(value), unit.text),
        UnitDefinitionKind::Factor { name, from, to, arrow } => {
            format!("{} = ({}) {}({})", name.text, from.text, if *arrow { "-> " } else { "" }, to.text)
        }
    }
}

fn neuron_statement(kind: &NeuronStatementKind) -> String {
    match kind {
        NeuronStatementKind::Mechanism { kind, name } => {
            let word = match kind {
                KindOfMechanism::Suffix => "SUFFIX",
                KindOfMechanism::PointProcess => "POINT_PROCESS",
                KindOfMechanism::ArtificialCell => "ARTIFICIAL_CELL",
            };
            format!("{word} {}", name.text)
        }
        NeuronStatementKind::UseIon(ion) => use_ion(ion),
        NeuronStatementKind::NonspecificCurrent(list) => format!("NONSPECIFIC_CURRENT {}", names(list)),
        NeuronStatementKind::ElectrodeCurrent(list) => format!("ELECTRODE_CURRENT {}", names(list)),
        NeuronStatementKind::Range(list) => format!("RANGE {}", names(list)),
        NeuronStatementKind::Global(list) => format!("GLOBAL {}", names(list)),
        NeuronStatementKind::Pointer(list) => format!("POINTER {}", names(list)),
        NeuronStatementKind::BbcorePointer(list) => format!("BBCOREPOINTER {}", names(list)),
        NeuronStatementKind::External(list) => format!("EXTERNAL {}", names(list)),
        NeuronStatementKind::Random(list) => format!("RANDOM {}", names(list)),
        NeuronStatementKind::Threadsafe => "THREADSAFE".to_owned(),
        NeuronStatementKind::Represents(term) => format!("REPRESENTS {}", term.text),
    }
}

fn use_ion(of: &IonStatement) -> String {
    let list = |word: &str, list: &[Name]| {
        if list.is_empty() { String::new() } else { format!(" {word} {}", names(list)) }
    };
    let valence = of.valence.as_ref().map(|valence| format!(" VALENCE {}", number(valence))).unwrap_or_default();
    let represents = of.represents.as_ref().map(|term| format!(" REPRESENTS {}", term.text)).unwrap_or_default();
    format!("USEION {}{}{}{valence}{represents}", of.ion.text, list("READ", &of.reads), list("WRITE", &of.writes))
}

fn parameter(of: &Parameter) -> String {
    let value = of.value.as_ref().map(|value| format!(" = {}", number(value))).unwrap_or_default();
    let limits = of.limits.as_ref().map(|limits| format!(" <{}, {}>", number(&limits.low), number(&limits.high)));
    let (length, unit) = (length(of.length.as_ref()), unit(of.unit.as_ref()));
    format!("{}{length}{value}{unit}{}", of.name.text, limits.unwrap_or_default())
}

fn constant(of: &Constant) -> String {
    format!("{} = {}{}", of.name.text, number(&of.value), unit(of.unit.as_ref()))
}

fn variable(of: &Variable) -> String {
    let range = of.range.as_ref().map(|(from, to)| format!(" FROM {} TO {}", number(from), number(to)));
    let start = of.start.as_ref().map(|start| format!(" START {}", number(start))).unwrap_or_default();
    let tolerance = of.tolerance.as_ref().map(|least| format!(" <{}>", number(least))).unwrap_or_default();
    let (length, unit) = (length(of.length.as_ref()), unit(of.unit.as_ref()));
    let name = format!("{}{}", of.name.text, "'".repeat(of.primes));
    format!("{name}{length}{}{start}{unit}{tolerance}", range.unwrap_or_default())
}

fn head(kind: &BlockKind) -> String {
    match kind {
        BlockKind::Initial => "INITIAL".to_owned(),
        BlockKind::Breakpoint => "BREAKPOINT".to_owned(),
        BlockKind::Derivative(name) => format!("DERIVATIVE {}", name.text),
        BlockKind::Kinetic { name, solve_for } => named("KINETIC", name, solve_for),
        BlockKind::Linear { name, solve_for } => named("LINEAR", name, solve_for),
        BlockKind::Nonlinear { name, solve_for } => named("NONLINEAR", name, solve_for),
        BlockKind::Discrete(name) => format!("DISCRETE {}", name.text),
        BlockKind::Function(of) => subroutine("FUNCTION", of),
        BlockKind::Procedure(of) => subroutine("PROCEDURE", of),
        BlockKind::NetReceive(list) => format!("NET_RECEIVE{}", arguments(list)),
        BlockKind::Before(of) => format!("BEFORE {}", phase(*of)),
        BlockKind::After(of) => format!("AFTER {}", phase(*of)),
        BlockKind::Constructor => "CONSTRUCTOR".to_owned(),
        BlockKind::Destructor => "DESTRUCTOR".to_owned(),
    }
}

fn named(word: &str, name: &Name, solve_for: &[Name]) -> String {
    let solve_for = if solve_for.is_empty() { String::new() } else { format!(" SOLVEFOR {}", names(solve_for)) };
    format!("{word} {}{solve_for}", name.text)
}

fn subroutine(word: &str, of: &Subroutine) -> String {
    format!("{word} {}{}{}", of.name.text, arguments(&of.arguments), unit(of.unit.as_ref()))
}

fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Breakpoint => "BREAKPOINT",
        Phase::Solve => "SOLVE",
        Phase::Initial => "INITIAL",
        Phase::Step => "STEP",
    }
}

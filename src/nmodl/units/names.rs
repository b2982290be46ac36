//! Which unit a name has: declared variables, constants, functions, and what NEURON adds.

use super::constants::Defined;
use super::written::WrittenUnit;
use crate::by_name::{ByName, Lookup};
use crate::nmodl::ast::{
    Argument, Block, BlockKind, FunctionTable, Item, ItemKind, ModFile, Name, Subroutine, Unit, UnitDefinition,
    UnitDefinitionKind, Variable,
};
use crate::nmodl::symbols::Symbols;
use crate::source::Span;

/// What is known of the unit of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Known {
    /// A bare number: it takes the unit of what it meets.
    Number,
    /// This unit.
    Is(WrittenUnit),
    /// Nothing, or what depends on it was reported: it agrees with everything.
    Anything,
}

impl Known {
    /// A plain number that takes no unit.
    pub(super) fn no_unit() -> Self {
        Self::Is(WrittenUnit::number(1.0))
    }

    /// The unit to calculate with: a bare number has none.
    pub(super) fn unit(&self) -> Option<WrittenUnit> {
        match self {
            Self::Number => Some(WrittenUnit::number(1.0)),
            Self::Is(unit) => Some(unit.clone()),
            Self::Anything => None,
        }
    }
}

/// A variable, with the place of its declaration.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    /// Its unit.
    pub known: Known,
    /// The name and its unit.
    pub place: Span,
    /// It was declared without a unit.
    pub bare: bool,
}

/// What a function takes and gives.
#[derive(Debug, Clone)]
pub(super) struct Signature<'a> {
    pub arguments: Vec<(&'a Name, Declared)>,
    pub result: Known,
}

/// The names of a file.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    pub defined: Defined,
    /// What `DEFINE` makes of names.
    pub integers: ByName<String, f64>,
    /// Variables and constants; `m'` where that is declared itself.
    pub variables: Lookup<String, Declared>,
    pub states: Vec<&'a str>,
    pub functions: Lookup<&'a str, Signature<'a>>,
    /// The unit of `t`.
    pub time: Option<&'a Unit>,
    /// Texts of units that no table knows.
    pub unknown: Vec<&'a Unit>,
    /// The units that the file writes, for messages.
    pub written: Vec<WrittenUnit>,
}

impl<'a> Names<'a> {
    pub(super) fn of(mod_file: &'a ModFile) -> Self {
        let mut names =
            Self { defined: Defined::by(mod_file), integers: Symbols::of(mod_file).defines, ..Self::default() };
        mod_file.items.iter().for_each(|item| names.item(item));
        names
    }

    /// The unit that stands with a declaration.
    pub(super) fn read(&mut self, unit: Option<&'a Unit>) -> Known {
        let Some(unit) = unit else { return Known::no_unit() };
        let Ok(written) = WrittenUnit::read(&unit.text, &self.defined.table) else {
            self.unknown.push(unit);
            return Known::Anything;
        };
        self.written.push(written.clone());
        Known::Is(written)
    }

    fn declare(&mut self, name: &Name, unit: Option<&'a Unit>) {
        self.declare_as(name.text.clone(), name.span, unit);
    }

    fn declare_as(&mut self, name: String, place: Span, unit: Option<&'a Unit>) {
        let known = self.read(unit);
        let place = unit.map_or(place, |unit| place.to(unit.span));
        self.variables.entry(name).or_insert(Declared { known, place, bare: unit.is_none() });
    }

    fn item(&mut self, item: &'a Item) {
        match &item.kind {
            ItemKind::Units(lines) => lines.iter().for_each(|line| self.constant(line)),
            ItemKind::Independent(lines) => {
                for line in lines.iter().filter(|line| !line.sweep) {
                    self.time = line.unit.as_ref();
                    self.declare(&line.name, line.unit.as_ref());
                }
            }
            ItemKind::Parameter(lines) => lines.iter().for_each(|line| self.declare(&line.name, line.unit.as_ref())),
            ItemKind::Constant(lines) => lines.iter().for_each(|line| self.declare(&line.name, line.unit.as_ref())),
            ItemKind::Assigned(variables) => variables.iter().for_each(|variable| self.variable(variable)),
            ItemKind::State(variables) => {
                for variable in variables {
                    self.variable(variable);
                }
                self.states.extend(variables.iter().map(|variable| variable.name.text.as_str()));
            }
            ItemKind::FunctionTable(FunctionTable { name, arguments, unit }) => {
                self.function(name, arguments, unit.as_ref());
            }
            ItemKind::Block(block) => self.block(block),
            ItemKind::Title(_)
            | ItemKind::Comment(_)
            | ItemKind::Verbatim(_)
            | ItemKind::Define(_)
            | ItemKind::Include(_)
            | ItemKind::UnitsOn
            | ItemKind::UnitsOff
            | ItemKind::Local(_)
            | ItemKind::Neuron(_) => {}
        }
    }

    fn variable(&mut self, variable: &'a Variable) {
        let name = variable.name.text.clone() + &"'".repeat(variable.primes);
        self.declare_as(name, variable.name.span, variable.unit.as_ref());
    }

    /// `inch = (foot) -> (inch)` is a factor that turns feet into inches: its unit is what a foot lacks to an inch.
    fn constant(&mut self, line: &'a UnitDefinition) {
        match &line.kind {
            UnitDefinitionKind::Alias { .. } => {}
            UnitDefinitionKind::Value { name, unit, .. }
            | UnitDefinitionKind::Factor { name, to: unit, arrow: false, .. } => {
                self.declare(name, Some(unit));
            }
            UnitDefinitionKind::Factor { name, .. } => {
                let value = self.defined.values.get(&name.text);
                let known = value.map_or(Known::Anything, |value| Known::Is(WrittenUnit::number(1.0 / value)));
                self.variables.entry(name.text.clone()).or_insert(Declared { known, place: line.span, bare: false });
            }
        }
    }

    fn block(&mut self, block: &'a Block) {
        if let BlockKind::Function(Subroutine { name, arguments, unit })
        | BlockKind::Procedure(Subroutine { name, arguments, unit }) = &block.kind
        {
            self.function(name, arguments, unit.as_ref());
        }
    }

    fn function(&mut self, name: &'a Name, arguments: &'a [Argument], unit: Option<&'a Unit>) {
        let arguments = arguments.iter().map(|argument| (&argument.name, self.argument(argument))).collect();
        let result = self.read(unit);
        self.functions.entry(&name.text).or_insert(Signature { arguments, result });
    }

    fn argument(&mut self, Argument { name, unit }: &'a Argument) -> Declared {
        let place = unit.as_ref().map_or(name.span, |unit| name.span.to(unit.span));
        Declared { known: self.read(unit.as_ref()), place, bare: unit.is_none() }
    }
}

//! What a mod file declares, as NEURON's translator reads it: the table behind [`super::mechanism_type`].
//!
//! NEURON keeps variables in the order of their first declaration; the lists of the `NEURON` block only mark them.
//! A state `m` brings a hidden parameter `m0`, a `TABLE` brings the global `usetable`.

use super::ast::{
    Block, BlockKind, Constant, Define, Include, Item, ItemKind, KindOfMechanism, ModFile, Name, NeuronStatementKind,
    NumberOrName, Parameter, StatementKind, UnitDefinitionKind, Variable,
};
use super::walk;
use crate::by_name::ByName;
use crate::mechanism::ion::{IonVariable, ion_variable};
use crate::mechanism::{IonUse, MechanismKind, VariableKind};
use crate::source::Span;

/// Everything that a mod file declares.
#[derive(Debug, Clone, Default)]
pub struct Symbols {
    /// The statement that names the mechanism; none where the file name does.
    pub mechanism: Option<(KindOfMechanism, Name)>,
    /// `THREADSAFE` is there.
    pub threadsafe: bool,
    /// Variables in NEURON's order.
    pub variables: ByName<String, Symbol>,
    /// Names that the `NEURON` block lists, with what it says of them.
    pub marks: ByName<String, Marks>,
    /// Ions in their order, with the places of their `USEION`.
    pub ions: Vec<(IonUse, Span)>,
    /// `CONSTANT`s and constants of the `UNITS` block, with their places.
    pub constants: ByName<String, Span>,
    /// `DEFINE`d names and their integers.
    pub defines: ByName<String, f64>,
    /// `FUNCTION`s, `PROCEDURE`s and `FUNCTION_TABLE`s (with `table_NAME`) in their order, with their places.
    pub functions: ByName<String, Span>,
}

/// A declared variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Symbol {
    /// What it was declared as.
    pub kind: VariableKind,
    /// Its default, rounded as NEURON rounds it: to six digits.
    pub default: f64,
    /// Number of elements; 1 for a scalar.
    pub length: usize,
    /// It is an array, were it of one element.
    pub is_array: bool,
    /// The unit as written; empty when there is none.
    pub unit: String,
    /// Absolute tolerance of a state, where one is written.
    pub tolerance: Option<f64>,
    /// Where it is declared; none for what NEURON adds by itself.
    pub declared: Option<Span>,
    /// A statement assigns to it outside of `PROTECT`.
    pub assigned_to: bool,
    /// A statement assigns to it within `PROTECT`.
    pub protected: bool,
}

/// What the `NEURON` block says of a name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    /// `RANGE`, or a current that no ion carries.
    pub range: Option<Span>,
    /// `GLOBAL`
    pub global: Option<Span>,
    /// `POINTER` or `BBCOREPOINTER`
    pub pointer: Option<Span>,
    /// `EXTERNAL`
    pub external: Option<Span>,
    /// `RANDOM`
    pub random: Option<Span>,
    /// A reversal potential or concentration of an ion: lives in the ion, not here.
    pub ion_value: Option<Span>,
    /// A current of an ion.
    pub ion_current: Option<Span>,
}

impl Symbols {
    /// Reads the declarations of a file whose includes were put in (see [`super::resolve_includes`]).
    #[must_use]
    pub fn of(mod_file: &ModFile) -> Self {
        let mut symbols = Self::default();
        for item in &mod_file.items {
            symbols.item(item);
        }
        symbols.note_assignments(mod_file);
        symbols
    }

    /// What the file makes.
    #[must_use]
    pub fn kind(&self) -> MechanismKind {
        match &self.mechanism {
            Some((KindOfMechanism::Suffix, name)) if name.text == "nothing" => MechanismKind::Library,
            Some((KindOfMechanism::Suffix, _)) | None => MechanismKind::Density,
            Some((KindOfMechanism::PointProcess, _)) => MechanismKind::PointProcess,
            Some((KindOfMechanism::ArtificialCell, _)) => MechanismKind::ArtificialCell,
        }
    }

    /// The marks of a name.
    #[must_use]
    pub fn marks_of(&self, name: &str) -> Marks {
        self.marks.get(name).cloned().unwrap_or_default()
    }

    /// The value of a number, or of a name that `DEFINE` gives one.
    #[must_use]
    pub fn value_of(&self, number: &NumberOrName) -> Option<f64> {
        match number {
            NumberOrName::Number(number) => Some(number.value),
            NumberOrName::Name { name, negative } => {
                self.defines.get(&name.text).map(|value| if *negative { -value } else { *value })
            }
        }
    }

    fn item(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Neuron(statements) => {
                for statement in statements {
                    self.neuron_statement(&statement.kind);
                }
            }
            ItemKind::Define(Define { name, value }) => {
                self.defines.insert(name.text.clone(), value.value);
            }
            ItemKind::Units(definitions) => {
                for definition in definitions {
                    match &definition.kind {
                        UnitDefinitionKind::Value { name, .. } | UnitDefinitionKind::Factor { name, .. } => {
                            self.constants.entry(name.text.clone()).or_insert(name.span);
                        }
                        UnitDefinitionKind::Alias { .. } => {}
                    }
                }
            }
            ItemKind::Constant(constants) => {
                for Constant { name, .. } in constants {
                    self.constants.entry(name.text.clone()).or_insert(name.span);
                }
            }
            ItemKind::Parameter(parameters) => parameters.iter().for_each(|parameter| self.parameter(parameter)),
            ItemKind::Assigned(variables) => variables.iter().for_each(|variable| self.assigned(variable)),
            ItemKind::State(variables) => variables.iter().for_each(|variable| self.state(variable)),
            ItemKind::FunctionTable(table) => {
                self.function(&table.name.text, table.name.span);
                self.function(&format!("table_{}", table.name.text), table.name.span);
            }
            ItemKind::Block(block) => self.block(block),
            ItemKind::Title(_)
            | ItemKind::Comment(_)
            | ItemKind::Verbatim(_)
            | ItemKind::Include(Include { .. })
            | ItemKind::UnitsOn
            | ItemKind::UnitsOff
            | ItemKind::Local(_)
            | ItemKind::Independent(_) => {}
        }
    }

    fn neuron_statement(&mut self, statement: &NeuronStatementKind) {
        match statement {
            NeuronStatementKind::Mechanism { kind, name } => self.mechanism = Some((*kind, name.clone())),
            NeuronStatementKind::UseIon(ion) => {
                let texts = |names: &[Name]| names.iter().map(|name| name.text.clone()).collect();
                self.mark_ion(&ion.ion.text, ion.reads.iter().chain(&ion.writes));
                let valence = ion.valence.as_ref().and_then(|valence| self.value_of(valence));
                let ion_use =
                    IonUse { ion: ion.ion.text.clone(), reads: texts(&ion.reads), writes: texts(&ion.writes), valence };
                self.ions.push((ion_use, ion.ion.span));
            }
            NeuronStatementKind::Range(names)
            | NeuronStatementKind::NonspecificCurrent(names)
            | NeuronStatementKind::ElectrodeCurrent(names) => self.mark(names, |marks| &mut marks.range),
            NeuronStatementKind::Global(names) => self.mark(names, |marks| &mut marks.global),
            NeuronStatementKind::Pointer(names) | NeuronStatementKind::BbcorePointer(names) => {
                self.mark(names, |marks| &mut marks.pointer);
            }
            NeuronStatementKind::External(names) => self.mark(names, |marks| &mut marks.external),
            NeuronStatementKind::Random(names) => self.mark(names, |marks| &mut marks.random),
            NeuronStatementKind::Threadsafe => self.threadsafe = true,
            NeuronStatementKind::Represents(_) => {}
        }
    }

    fn mark<'a>(&mut self, names: impl IntoIterator<Item = &'a Name>, which: fn(&mut Marks) -> &mut Option<Span>) {
        for name in names {
            which(self.marks.entry(name.text.clone()).or_default()).get_or_insert(name.span);
        }
    }

    fn mark_ion<'a>(&mut self, ion: &str, names: impl Iterator<Item = &'a Name>) {
        for name in names {
            match ion_variable(ion, &name.text) {
                Some(IonVariable::Current) => self.mark([name], |marks| &mut marks.ion_current),
                Some(IonVariable::Reversal | IonVariable::Inner | IonVariable::Outer) => {
                    self.mark([name], |marks| &mut marks.ion_value);
                }
                None => {}
            }
        }
    }

    fn parameter(&mut self, parameter: &Parameter) {
        let default = parameter.value.as_ref().and_then(|value| self.value_of(value)).unwrap_or(0.0);
        let unit = parameter.unit.as_ref().map_or("", |unit| unit.text.as_str());
        let symbol = self.symbol(VariableKind::Parameter, default, parameter.length.as_ref(), unit);
        self.declare(&parameter.name, symbol);
    }

    fn assigned(&mut self, variable: &Variable) {
        if variable.primes > 0 {
            return;
        }
        let symbol = self.variable_symbol(VariableKind::Assigned, variable);
        self.declare(&variable.name, symbol);
    }

    fn state(&mut self, variable: &Variable) {
        let symbol = self.variable_symbol(VariableKind::State, variable);
        let unit = symbol.unit.clone();
        self.declare(&variable.name, symbol);
        let initial = format!("{}0", variable.name.text);
        let start = variable.start.as_ref().and_then(|start| self.value_of(start));
        let hidden = self.symbol(VariableKind::Parameter, start.unwrap_or(0.0), None, &unit);
        let known = self.variables.entry(initial).or_insert(hidden);
        if let Some(start) = start {
            known.default = six_digits(start);
        }
    }

    fn variable_symbol(&self, kind: VariableKind, variable: &Variable) -> Symbol {
        let from = variable.range.as_ref().and_then(|(from, _)| self.value_of(from));
        let unit = variable.unit.as_ref().map_or("", |unit| unit.text.as_str());
        let tolerance = variable.tolerance.as_ref().and_then(|tolerance| self.value_of(tolerance));
        Symbol { tolerance, ..self.symbol(kind, from.unwrap_or(0.0), variable.length.as_ref(), unit) }
    }

    fn symbol(&self, kind: VariableKind, default: f64, length: Option<&NumberOrName>, unit: &str) -> Symbol {
        let elements = length.and_then(|length| self.value_of(length));
        Symbol {
            kind,
            default: six_digits(default),
            length: elements.map_or(1, |elements| (elements.max(1.0)) as usize),
            is_array: length.is_some(),
            unit: unit.trim().to_owned(),
            tolerance: None,
            declared: None,
            assigned_to: false,
            protected: false,
        }
    }

    /// A name keeps the place of its first declaration and the meaning of its last.
    fn declare(&mut self, name: &Name, symbol: Symbol) {
        let declared = self.variables.get(&name.text).and_then(|known| known.declared);
        let symbol = Symbol { declared: declared.or(Some(name.span)), ..symbol };
        self.variables.insert(name.text.clone(), symbol);
    }

    fn function(&mut self, name: &str, span: Span) {
        self.functions.entry(name.to_owned()).or_insert(span);
    }

    fn block(&mut self, block: &Block) {
        if let BlockKind::Function(subroutine) | BlockKind::Procedure(subroutine) = &block.kind {
            self.function(&subroutine.name.text, subroutine.name.span);
            let has_table =
                block.body.statements.iter().any(|statement| matches!(statement.kind, StatementKind::Table(_)));
            if has_table {
                self.usetable();
            }
        }
    }

    fn usetable(&mut self) {
        let symbol = self.symbol(VariableKind::Parameter, 1.0, None, "");
        self.variables.entry("usetable".to_owned()).or_insert(symbol);
    }

    fn note_assignments(&mut self, mod_file: &ModFile) {
        let variables = &mut self.variables;
        walk::statements(mod_file, &mut |statement, scope| {
            if let StatementKind::Assign { target, protect, .. } = &statement.kind
                && !scope.contains(&target.name.text.as_str())
                && let Some(symbol) = variables.get_mut(&target.name.text)
            {
                symbol.assigned_to |= !protect;
                symbol.protected |= protect;
            }
        });
    }
}

/// NEURON's translator writes defaults into its C code with `%g`.
#[must_use]
pub fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

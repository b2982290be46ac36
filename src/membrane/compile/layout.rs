//! Where the variables of a mechanism lie in the memory of an instance.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::mechanism::VariableKind;
use crate::mechanism::ion::ion_variable;
use crate::membrane::program::{Carrier, Current, Ion, Order, Program, Role, Slot, State, Variable, special};
use crate::nmodl::ast::{ItemKind, ModFile, NeuronStatementKind, NumberOrName};
use crate::nmodl::symbols::{Symbol, Symbols};
use crate::source::Span;

/// A program with its variables and nothing to run.
pub(super) fn layout(mod_file: &ModFile, symbols: &Symbols, name: String) -> Program {
    let mut layout = Layout { symbols, variables: IndexMap::new(), size: 0 };
    for name in special::NAMES {
        layout.add(name, Role::Outside, None);
    }
    for (name, symbol) in &symbols.variables {
        layout.declared(name, symbol);
    }
    layout.file_locals(mod_file);
    let ions = symbols.ions.iter().map(|(ion, _)| layout.ion(&ion.ion, &ion.reads, &ion.writes)).collect();
    let currents = layout.currents(mod_file);
    for (name, marks) in &symbols.marks {
        if marks.pointer.is_some() || marks.external.is_some() || marks.random.is_some() {
            layout.add(name, Role::Assigned, None);
        }
    }
    let states = layout.states();
    let mut slope_of = vec![None; layout.size];
    for state in &states {
        if let Some(slope) = slope_of.get_mut(state.slot) {
            *slope = Some(state.slope);
        }
    }
    Program {
        name,
        kind: symbols.kind(),
        span: symbols.mechanism.as_ref().map_or_else(|| Span::new(mod_file.file, 0..0), |(_, name)| name.span),
        memory_size: layout.size,
        variables: layout.variables,
        states,
        slope_of,
        functions: vec![],
        function_tables: vec![],
        initial: vec![],
        currents_code: vec![],
        currents_assign: BTreeSet::new(),
        solves: vec![],
        assigned_states: vec![],
        after_solve: vec![],
        currents,
        ions,
        watched: BTreeSet::new(),
        foreign: BTreeSet::new(),
        order: Order::default(),
    }
}

struct Layout<'a> {
    symbols: &'a Symbols,
    variables: IndexMap<String, Variable>,
    size: usize,
}

impl Layout<'_> {
    /// The variable of that name, which is made where there is none.
    fn add(&mut self, name: &str, role: Role, symbol: Option<&Symbol>) -> Slot {
        if let Some(variable) = self.variables.get(name) {
            return variable.slot;
        }
        let length = symbol.map_or(1, |symbol| symbol.length);
        let variable = Variable {
            slot: self.size,
            length,
            is_array: symbol.is_some_and(|symbol| symbol.is_array),
            role,
            default: symbol.filter(|_| role == Role::Parameter).map_or(0.0, |symbol| symbol.default),
            unit: symbol.map(|symbol| symbol.unit.clone()).unwrap_or_default(),
        };
        self.variables.insert(name.to_owned(), variable);
        self.size += length;
        self.size - length
    }

    fn declared(&mut self, name: &str, symbol: &Symbol) {
        let marks = self.symbols.marks_of(name);
        let role = match symbol.kind {
            VariableKind::State => Role::State,
            _ if marks.ion_value.is_some() || marks.ion_current.is_some() => Role::Outside,
            VariableKind::Parameter => Role::Parameter,
            VariableKind::Assigned => Role::Assigned,
        };
        self.add(name, role, Some(symbol));
    }

    fn file_locals(&mut self, mod_file: &ModFile) {
        for item in &mod_file.items {
            let ItemKind::Local(locals) = &item.kind else { continue };
            for local in locals {
                let length = self.length(local.length.as_ref());
                if self.variables.contains_key(&local.name.text) {
                    continue;
                }
                let slot = self.add(&local.name.text, Role::FileLocal, None);
                if let (Some(length), Some(variable)) = (length, self.variables.get_mut(&local.name.text)) {
                    (variable.length, variable.is_array) = (length, true);
                    self.size = slot + length;
                }
            }
        }
    }

    fn length(&self, length: Option<&NumberOrName>) -> Option<usize> {
        length.and_then(|length| self.symbols.value_of(length)).map(|length| length.max(1.0) as usize)
    }

    fn ion(&mut self, ion: &str, reads: &[String], writes: &[String]) -> Ion {
        let mut slots = |names: &[String]| {
            let found = names.iter().filter_map(|name| Some((ion_variable(ion, name)?, name)));
            found.map(|(variable, name)| (variable, self.add(name, Role::Outside, None))).collect()
        };
        Ion { name: ion.to_owned(), reads: slots(reads), writes: slots(writes) }
    }

    /// Ionic currents in the order of `USEION`, then the others.
    fn currents(&mut self, mod_file: &ModFile) -> Vec<Current> {
        let mut currents = vec![];
        for (place, (ion, _)) in self.symbols.ions.iter().enumerate() {
            for name in ion.writes.iter().filter(|name| **name == format!("i{}", ion.ion)) {
                currents.push(self.current(name, Carrier::Ion(place)));
            }
        }
        for item in &mod_file.items {
            let ItemKind::Neuron(statements) = &item.kind else { continue };
            for statement in statements {
                if let NeuronStatementKind::NonspecificCurrent(names) = &statement.kind {
                    currents.extend(names.iter().map(|name| self.current(&name.text, Carrier::Nonspecific)));
                }
                if let NeuronStatementKind::ElectrodeCurrent(names) = &statement.kind {
                    currents.extend(names.iter().map(|name| self.current(&name.text, Carrier::Electrode)));
                }
            }
        }
        currents
    }

    fn current(&mut self, name: &str, carrier: Carrier) -> Current {
        Current { name: name.to_owned(), slot: self.add(name, Role::Assigned, None), carrier }
    }

    /// The elements of all states, with new slots for their derivatives.
    fn states(&mut self) -> Vec<State> {
        let mut states = vec![];
        for (name, variable) in self.variables.clone() {
            if variable.role != Role::State {
                continue;
            }
            let start = self.add(&format!("{name}0"), Role::Parameter, None);
            let tolerance = self.symbols.variables.get(&name).and_then(|symbol| symbol.tolerance).unwrap_or(1.0);
            for element in 0..variable.length {
                let shown = if variable.is_array { format!("{name}[{element}]") } else { name.clone() };
                let slot = variable.slot + element;
                states.push(State { name: shown, slot, slope: self.size, start, tolerance });
                self.size += 1;
            }
        }
        states
    }
}

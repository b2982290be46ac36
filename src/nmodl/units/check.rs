//! Whether a file's equations agree in their units.

use super::checker::{Checker, NEURONS_OWN};
use super::dimension::Unit;
use super::names::{Declared, Known, Names};
use super::problem::Problem;
use super::table::UnitTable;
use super::written::WrittenUnit;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::mechanism::ion::{IonVariable, ion_variable};
use crate::nmodl::ast::{
    ItemKind, KindOfMechanism, ModFile, Name, NeuronStatement, NeuronStatementKind, UnitDefinition, UnitDefinitionKind,
};
use crate::source::SourceMap;

/// As many findings are told of one file; of the others only their number.
pub const MOST_FINDINGS: usize = 20;

/// Everything that is wrong with the units of a file whose includes were put in, in the order in which NEURON's
/// `modlunit` would find it.
///
/// Inconsistencies are warnings: the file runs. A unit that NEURON does not know is an error where it is one there.
#[must_use]
pub fn check_units(mod_file: &ModFile, sources: &SourceMap) -> Diagnostics {
    let mut checker = Checker::new(Names::of(mod_file), sources);
    checker.definitions(mod_file);
    checker.report_unknown();
    checker.neurons_variables(mod_file);
    mod_file.items.iter().for_each(|item| checker.item(item));
    told(checker.problems)
}

fn told(problems: Vec<Problem>) -> Diagnostics {
    let mut found = problems.into_iter().map(Problem::diagnostic);
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(found.by_ref().take(MOST_FINDINGS));
    if let Some(next) = found.next() {
        let message = format!("{} more findings about the units of this file are not shown", found.count() + 1);
        let note = Diagnostic::note("nmodl::units", message);
        diagnostics.push(next.span().into_iter().fold(note, |note, place| note.label(place, "the first of them")));
    }
    diagnostics
}

impl<'a> Checker<'a> {
    /// What NEURON's translator refuses, and conversions between different quantities.
    fn definitions(&mut self, mod_file: &'a ModFile) {
        self.problems.append(&mut self.names.defined.problems);
        for item in &mod_file.items {
            if let ItemKind::Units(lines) = &item.kind {
                for line in lines {
                    self.conversion(line);
                }
            }
        }
    }

    fn conversion(&mut self, line: &'a UnitDefinition) {
        match &line.kind {
            // Its uses would say again what is wrong with its definition.
            UnitDefinitionKind::Alias { alias, .. } => _ = self.said.insert(&alias.text),
            UnitDefinitionKind::Value { .. } => {}
            UnitDefinitionKind::Factor { from, to, .. } => {
                let table = &self.names.defined.table;
                let units = table.unit(&from.text).ok().zip(table.unit(&to.text).ok());
                if units.is_some_and(|(from, to)| !from.measures_same(to)) {
                    let (from, to) = (from.text.clone(), to.text.clone());
                    self.problems.push(Problem::NoConversion { from, to, place: line.span });
                }
            }
        }
    }

    /// NEURON's own variables, currents, potentials and concentrations must have the units that NEURON gives them.
    fn neurons_variables(&mut self, mod_file: &'a ModFile) {
        for (name, short, unit) in NEURONS_OWN {
            self.expect_neurons(name, short, unit);
        }
        let statements = || {
            mod_file
                .items
                .iter()
                .filter_map(|item| if let ItemKind::Neuron(all) = &item.kind { Some(all) } else { None })
                .flatten()
        };
        let is_point = |statement: &NeuronStatement| matches!(&statement.kind, NeuronStatementKind::Mechanism { kind, .. } if *kind != KindOfMechanism::Suffix);
        let current = if statements().any(is_point) { ("nA", "nanoamp") } else { ("mA/cm2", "milliamp/cm2") };
        for statement in statements() {
            self.neurons_statement(statement, current);
        }
    }

    fn neurons_statement(&mut self, statement: &'a NeuronStatement, current: (&'static str, &'static str)) {
        match &statement.kind {
            NeuronStatementKind::NonspecificCurrent(names) | NeuronStatementKind::ElectrodeCurrent(names) => {
                for name in names {
                    self.expect_of_ion(name, current);
                }
            }
            NeuronStatementKind::UseIon(ion) => {
                for name in ion.reads.iter().chain(&ion.writes) {
                    match ion_variable(&ion.ion.text, &name.text) {
                        Some(IonVariable::Current) => self.expect_of_ion(name, current),
                        Some(IonVariable::Reversal) => self.expect_of_ion(name, ("mV", "millivolt")),
                        Some(IonVariable::Inner | IonVariable::Outer) => {
                            self.expect_of_ion(name, ("mM", "milli/liter"));
                        }
                        None => {}
                    }
                }
            }
            NeuronStatementKind::Mechanism { .. }
            | NeuronStatementKind::Range(_)
            | NeuronStatementKind::Global(_)
            | NeuronStatementKind::Pointer(_)
            | NeuronStatementKind::BbcorePointer(_)
            | NeuronStatementKind::External(_)
            | NeuronStatementKind::Random(_)
            | NeuronStatementKind::Threadsafe
            | NeuronStatementKind::Represents(_) => {}
        }
    }

    fn expect_of_ion(&mut self, name: &'a Name, (short, unit): (&'static str, &'static str)) {
        if self.names.variables.contains_key(&name.text) {
            self.expect_neurons(&name.text, short, unit);
        } else if self.said.insert(&name.text) {
            self.problems.push(Problem::NeuronsUndeclared {
                name: name.text.clone(),
                neurons: short,
                place: name.span,
            });
        }
    }

    /// A variable that NEURON gives a unit agrees with everything once it was told that its own is another.
    fn expect_neurons(&mut self, name: &str, neurons: &'static str, unit: &str) {
        let needed = WrittenUnit::read(unit, &UnitTable::default()).map_or(Unit::ONE, |written| written.unit);
        let Some(Declared { known: Known::Is(found), place, .. }) = self.names.variables.get(name).cloned() else {
            return;
        };
        if !found.unit.is_same(needed) {
            let found = self.shown(&found, place);
            self.problems.push(Problem::NeuronsOwn { name: name.to_owned(), neurons, found });
            self.names.variables.insert(name.to_owned(), Declared { known: Known::Anything, place, bare: false });
        }
    }
}

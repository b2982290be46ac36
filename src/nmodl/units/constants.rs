//! What the `UNITS` and `CONSTANT` blocks define: units, and constants with the bits that NEURON compiles in.

use super::problem::Problem;
use super::table::UnitTable;
use crate::by_name::ByName;
use crate::diagnostic::Diagnostics;
use crate::nmodl::ast::{Constant, ItemKind, ModFile, Unit, UnitDefinition, UnitDefinitionKind};
use crate::nmodl::symbols::Symbols;

/// Every constant of a file whose includes were put in, by name in their order.
///
/// `FARADAY = (faraday) (coulomb)` is computed from the 2019 constants with NEURON's own order of operations. What
/// NEURON refuses (a unit it does not know, or that is defined twice) is an error, and its constant is left out.
pub fn constants(mod_file: &ModFile, diagnostics: &mut Diagnostics) -> ByName<String, f64> {
    let Defined { values, problems, .. } = Defined::by(mod_file);
    diagnostics.extend(problems.into_iter().map(Problem::diagnostic));
    values
}

/// What a file defines.
#[derive(Debug, Default)]
pub(super) struct Defined {
    /// NEURON's units with the file's own.
    pub table: UnitTable,
    /// The constants.
    pub values: ByName<String, f64>,
    /// Why NEURON refuses the file.
    pub problems: Vec<Problem>,
}

impl Defined {
    pub(super) fn by(mod_file: &ModFile) -> Self {
        let (symbols, mut defined) = (Symbols::of(mod_file), Self::default());
        for item in &mod_file.items {
            if let ItemKind::Units(lines) = &item.kind {
                for line in lines {
                    defined.line(line, &symbols);
                }
            }
            if let ItemKind::Constant(lines) = &item.kind {
                let value =
                    |Constant { name, value, .. }: &Constant| Some((name.text.clone(), symbols.value_of(value)?));
                defined.values.extend(lines.iter().filter_map(value));
            }
        }
        defined
    }

    fn line(&mut self, line: &UnitDefinition, symbols: &Symbols) {
        match &line.kind {
            UnitDefinitionKind::Alias { alias, unit } => self.alias(alias, unit),
            UnitDefinitionKind::Value { name, value, .. } => {
                let value = symbols.value_of(value);
                self.values.extend(value.map(|value| (name.text.clone(), value)));
            }
            UnitDefinitionKind::Factor { name, from, to, .. } => {
                match (self.table.unit(&from.text), self.table.unit(&to.text)) {
                    (Ok(from), Ok(to)) => _ = self.values.insert(name.text.clone(), (from / to).factor),
                    (Err(unknown), _) => self.problems.push(Problem::undefined_unit(unknown, from.span, &self.table)),
                    (Ok(_), Err(unknown)) => self.problems.push(Problem::undefined_unit(unknown, to.span, &self.table)),
                }
            }
        }
    }

    fn alias(&mut self, alias: &Unit, unit: &Unit) {
        match self.table.unit(&unit.text) {
            Ok(known) => {
                if !self.table.add(&alias.text, known) {
                    self.problems.push(Problem::UnitTwice { name: alias.text.clone(), place: alias.span });
                }
            }
            Err(unknown) => self.problems.push(Problem::undefined_unit(unknown, unit.span, &self.table)),
        }
    }
}

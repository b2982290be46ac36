//! The programs of the mechanisms that a cell may hold: NEURON's own and those of mod files.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{GivenLinearization, Program, compile};
use crate::diagnostic::Diagnostics;
use crate::mechanism::function_table::FunctionTables;
use crate::nmodl::{self, LoadedMod};
use crate::source::{FileId, SourceMap};

/// Density mechanisms that NEURON has built in, as mod files of our own.
const BUILTINS: [(&str, &str); 3] = [
    ("pas", include_str!("builtin/pas.mod")),
    ("fastpas", include_str!("builtin/fastpas.mod")),
    ("hh", include_str!("builtin/hh.mod")),
];

/// Programs by the names of their mechanisms.
#[derive(Debug, Clone, Default)]
pub struct Library {
    programs: IndexMap<String, Arc<Program>>,
    /// Mechanisms that are to be passed over.
    left_out: Vec<String>,
}

impl Library {
    /// NEURON's own mechanisms and those of the mod files; what is given takes the place of a mechanism's equations.
    pub fn of<'a>(
        mods: impl IntoIterator<Item = &'a LoadedMod>,
        given: &IndexMap<String, GivenLinearization>,
        sources: &mut SourceMap,
    ) -> Self {
        let mut library = Self::default();
        for (name, text) in BUILTINS {
            let file = sources.add_text(&format!("{name}.mod, built in"), text);
            library.add_text(name, text, file);
        }
        for found in mods {
            let program = compile(&found.tree, &found.mechanism);
            library.programs.insert(found.mechanism.clone(), Arc::new(program));
        }
        for (name, linearization) in given {
            let text = linearization.mod_file(name);
            let file = sources.add_text(&format!("{name}, as it is given"), &text);
            library.add_text(name, &text, file);
        }
        library
    }

    /// Passes over these mechanisms: a segment is taken as if it did not have them.
    #[must_use]
    pub fn without(mut self, mechanisms: &[String]) -> Self {
        self.left_out = mechanisms.to_vec();
        self
    }

    /// Is the mechanism passed over?
    #[must_use]
    pub fn leaves_out(&self, mechanism: &str) -> bool {
        self.left_out.iter().any(|name| name == mechanism)
    }

    /// Gives the `FUNCTION_TABLE`s the numbers that hoc gave them.
    #[must_use]
    pub fn filled(mut self, tables: &FunctionTables) -> Self {
        for (mechanism, tables) in tables {
            let Some(program) = self.programs.get_mut(mechanism).map(Arc::make_mut) else { continue };
            for table in &mut program.function_tables {
                table.numbers = tables.get(&format!("{}_{mechanism}", table.name)).map(Arc::clone);
            }
        }
        self
    }

    fn add_text(&mut self, name: &str, text: &str, file: FileId) {
        if let Some(tree) = nmodl::parse(text, file, &mut Diagnostics::default()) {
            self.programs.insert(name.to_owned(), Arc::new(compile(&tree, name)));
        }
    }

    /// The program of a mechanism.
    #[must_use]
    pub fn get(&self, mechanism: &str) -> Option<&Arc<Program>> {
        self.programs.get(mechanism)
    }
}

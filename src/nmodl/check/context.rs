//! What every room looks at: the tree, its declarations, every mention of a name, and the words of its C code.

use std::collections::BTreeSet;

use super::c_code::{self, CCode};
use super::locals::{Local, LocalKind};
use super::uses::{Role, Use, uses_of};
use crate::by_name::ByName;
use crate::mechanism::ion::{IonVariable, ion_variable};
use crate::nmodl::ast::{ItemKind, ModFile, Name, NeuronStatement, NeuronStatementKind, Solve, StatementKind};
use crate::nmodl::symbols::Symbols;
use crate::nmodl::walk;

/// A file and what was gathered from it.
pub(super) struct Context<'a> {
    pub(super) mod_file: &'a ModFile,
    pub(super) symbols: &'a Symbols,
    /// Names the mechanism where the file does not.
    pub(super) file_stem: &'a str,
    /// Every mention of a name in a block, in order.
    pub(super) uses: Vec<Use<'a>>,
    /// `LOCAL`s outside of blocks.
    pub(super) file_locals: ByName<&'a str, Local<'a>>,
    /// `lag_x_tau`: what a `LAG x BY tau` makes.
    pub(super) lags: BTreeSet<String>,
    /// `VERBATIM` blocks.
    pub(super) c_code: Vec<CCode<'a>>,
    /// Every word of them.
    c_words: BTreeSet<&'a str>,
}

impl<'a> Context<'a> {
    pub(super) fn new(mod_file: &'a ModFile, symbols: &'a Symbols, file_stem: &'a str) -> Self {
        let c_code = c_code::of(mod_file);
        Self {
            mod_file,
            symbols,
            file_stem,
            uses: walk::blocks(mod_file).flat_map(uses_of).collect(),
            file_locals: file_locals(mod_file),
            lags: lags(mod_file),
            c_words: c_code.iter().flat_map(|code| c_code::words(&code.text.text)).collect(),
            c_code,
        }
    }

    /// C code names it: what it is there cannot be known.
    pub(super) fn is_in_c(&self, name: &str) -> bool {
        self.c_words.contains(name)
    }

    /// The mentions that mean the file's name, not one of a block's own.
    pub(super) fn file_uses(&self) -> impl Iterator<Item = &Use<'a>> {
        self.uses.iter().filter(|found| found.local.is_none())
    }

    /// A block uses it as a variable.
    pub(super) fn is_used(&self, name: &str) -> bool {
        self.file_uses().any(|found| found.name.text == name && !matches!(found.role, Role::Called(_)))
    }

    /// It is an array of the file.
    pub(super) fn is_array(&self, name: &str) -> bool {
        let local = self.file_locals.get(name).map(|local| local.kind == LocalKind::Array);
        local.unwrap_or_else(|| self.symbols.variables.get(name).is_some_and(|symbol| symbol.is_array))
    }

    /// Every `SOLVE` with the block it stands in.
    pub(super) fn solves(&self) -> Vec<&'a Solve> {
        let mut solves = vec![];
        walk::statements(self.mod_file, &mut |statement, _| {
            if let StatementKind::Solve(solve) = &statement.kind {
                solves.push(solve);
            }
        });
        solves
    }

    /// The statements of the `NEURON` blocks.
    pub(super) fn neuron_statements(&self) -> impl Iterator<Item = &'a NeuronStatement> {
        let blocks = self
            .mod_file
            .items
            .iter()
            .filter_map(|item| if let ItemKind::Neuron(statements) = &item.kind { Some(statements) } else { None });
        blocks.flatten()
    }

    /// Currents that no ion carries.
    pub(super) fn plain_currents(&self) -> impl Iterator<Item = &'a Name> {
        self.currents().into_iter().filter(|(_, said)| *said != "WRITE").map(|(name, _)| name)
    }

    /// The currents that the `NEURON` block names, with the words that name them.
    pub(super) fn currents(&self) -> Vec<(&'a Name, &'static str)> {
        let mut found: Vec<(&Name, &'static str)> = vec![];
        for statement in self.neuron_statements() {
            match &statement.kind {
                NeuronStatementKind::NonspecificCurrent(names) => {
                    found.extend(names.iter().map(|name| (name, "NONSPECIFIC_CURRENT")));
                }
                NeuronStatementKind::ElectrodeCurrent(names) => {
                    found.extend(names.iter().map(|name| (name, "ELECTRODE_CURRENT")));
                }
                NeuronStatementKind::UseIon(ion) => {
                    let is_current =
                        |name: &&Name| ion_variable(&ion.ion.text, &name.text) == Some(IonVariable::Current);
                    found.extend(ion.writes.iter().filter(is_current).map(|name| (name, "WRITE")));
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
        found
    }

    /// Is the name assigned to, or advanced by an equation, anywhere?
    pub(super) fn is_changed(&self, name: &str) -> bool {
        let changes = |found: &&Use| matches!(found.role, Role::Set | Role::Species) && found.name.text == name;
        self.file_uses().find(changes).is_some()
    }
}

fn file_locals(mod_file: &ModFile) -> ByName<&str, Local<'_>> {
    let declared = mod_file
        .items
        .iter()
        .filter_map(|item| if let ItemKind::Local(variables) = &item.kind { Some(variables) } else { None });
    declared.flatten().map(|variable| (variable.name.text.as_str(), Local::variable(variable))).collect()
}

fn lags(mod_file: &ModFile) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk::statements(mod_file, &mut |statement, _| {
        if let StatementKind::Lag { variable, delay, .. } = &statement.kind {
            found.insert(format!("lag_{}_{}", variable.text, delay.text));
        }
    });
    found
}

/// The names of a list, each once, with how often it is there.
pub(super) fn counted<'a>(names: impl Iterator<Item = &'a Name>) -> ByName<&'a str, (&'a Name, usize)> {
    let mut found = ByName::default();
    for name in names {
        found.entry(name.text.as_str()).or_insert((name, 0)).1 += 1;
    }
    found
}

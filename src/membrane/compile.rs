//! From the tree of a mod file to a [`Program`]: every name becomes a slot, a place in a frame, a number or a function.
//!
//! This never fails: a name that is nothing becomes an expression that has no value, and says so when it is needed
//! ([`super::Fault`]). [`crate::nmodl::mechanism_type`] has checked the file before.

mod blocks;
mod expression;
mod flatten;
mod foreign;
mod layout;
mod order;
mod statement;

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::program::{FilledFunction, Function, Program, Slot};
use crate::by_name::ByName;
use crate::diagnostic::Diagnostics;
use crate::nmodl::ast::{ItemKind, ModFile};
use crate::nmodl::symbols::Symbols;
use crate::nmodl::{mechanism_name, units};
use blocks::{Callable, callable_blocks, subroutines};

/// The program of a mod file whose includes were put in; `file_stem` names the mechanism where the file does not.
#[must_use]
pub fn compile(mod_file: &ModFile, file_stem: &str) -> Program {
    let symbols = Symbols::of(mod_file);
    let program = layout::layout(mod_file, &symbols, mechanism_name(&symbols, file_stem));
    let mut compiler = Compiler {
        constants: units::constants(mod_file, &mut Diagnostics::default()),
        functions: function_indices(mod_file),
        derivatives: callable_blocks(mod_file),
        watched: BTreeSet::new(),
        foreign: BTreeSet::new(),
        frame: Frame::default(),
        result: None,
        in_breakpoint: false,
        symbols: &symbols,
        program,
    };
    compiler.declare_functions(mod_file);
    compiler.program.function_tables = function_tables(mod_file);
    compiler.watch_outside_names();
    compiler.watch_foreign_code(mod_file);
    compiler.blocks(mod_file);
    let mut program = compiler.program;
    program.watched = compiler.watched;
    program.foreign = compiler.foreign;
    program.order = order::order(&program);
    flatten::flatten(&mut program);
    program
}

/// What is known while a file is compiled.
struct Compiler<'a> {
    symbols: &'a Symbols,
    /// `CONSTANT`s and the constants of `UNITS`.
    constants: ByName<String, f64>,
    /// Places in [`Program::functions`].
    functions: IndexMap<String, usize>,
    /// Derivative blocks that may be called.
    derivatives: IndexMap<String, Callable<'a>>,
    watched: BTreeSet<Slot>,
    foreign: BTreeSet<Slot>,
    frame: Frame,
    /// The function whose code is compiled: its name is its result.
    result: Option<String>,
    /// A `SOLVE` that stands here advances the states.
    in_breakpoint: bool,
    program: Program,
}

/// Arguments and locals of the code that is compiled.
#[derive(Default)]
struct Frame {
    /// Names in scope, inner ones last.
    names: Vec<(String, LocalName)>,
    size: usize,
}

/// A name of a frame.
#[derive(Clone, Copy)]
struct LocalName {
    place: usize,
    /// Number of elements of a `LOCAL` array.
    length: Option<usize>,
}

impl Frame {
    fn declare(&mut self, name: &str, length: Option<usize>) -> usize {
        let place = self.size;
        self.size += length.unwrap_or(1).max(1);
        self.names.push((name.to_owned(), LocalName { place, length }));
        place
    }

    fn find(&self, name: &str) -> Option<LocalName> {
        self.names.iter().rev().find(|(known, _)| known == name).map(|&(_, local)| local)
    }
}

fn function_indices(mod_file: &ModFile) -> IndexMap<String, usize> {
    subroutines(mod_file).enumerate().map(|(index, (_, head))| (head.name.text.clone(), index)).collect()
}

fn function_tables(mod_file: &ModFile) -> Vec<FilledFunction> {
    let tables = mod_file.items.iter().filter_map(|item| {
        let ItemKind::FunctionTable(table) = &item.kind else { return None };
        Some(FilledFunction { name: table.name.text.clone(), arguments: table.arguments.len(), numbers: None })
    });
    tables.collect()
}

impl Compiler<'_> {
    /// What another process or hoc has to provide.
    fn watch_outside_names(&mut self) {
        for (name, marks) in &self.symbols.marks {
            if (marks.pointer.is_some() || marks.external.is_some())
                && let Some(variable) = self.program.variables.get(name)
            {
                self.watched.extend(variable.slot..variable.slot + variable.length);
            }
        }
    }

    fn declare_functions(&mut self, mod_file: &ModFile) {
        self.program.functions = subroutines(mod_file)
            .map(|(_, head)| Function {
                name: head.name.text.clone(),
                arguments: head.arguments.len(),
                frame_size: 0,
                code: vec![],
                table: None,
                span: head.name.span,
            })
            .collect();
    }
}

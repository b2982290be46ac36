//! The blocks of a file: which becomes what part of a program.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::order::{species_of, uses_of};
use super::{Compiler, Frame};
use crate::membrane::program::{self, Body, SolvedBlock, State, Table};
use crate::nmodl::ast::{self, Block, BlockKind, ModFile, Name, Phase, StatementKind, Subroutine};
use crate::nmodl::walk;

impl Compiler<'_> {
    pub(super) fn blocks(&mut self, mod_file: &ModFile) {
        for (index, (block, head)) in subroutines(mod_file).enumerate() {
            self.function(index, block, head);
        }
        self.program.initial =
            [BlockKind::Before(Phase::Initial), BlockKind::Initial, BlockKind::After(Phase::Initial)]
                .iter()
                .flat_map(|kind| self.bodies(mod_file, kind))
                .collect();
        self.in_breakpoint = true;
        self.program.currents_code = [BlockKind::Before(Phase::Breakpoint), BlockKind::Breakpoint]
            .iter()
            .flat_map(|kind| self.bodies(mod_file, kind))
            .collect();
        self.in_breakpoint = false;
        self.program.after_solve = self.bodies(mod_file, &BlockKind::After(Phase::Solve));
        self.solved_blocks(mod_file);
        let written = self.program.currents_code.iter().flat_map(|body| uses_of(&body.code, Some(&self.program)).1);
        let written: BTreeSet<_> = written.collect();
        self.program.assigned_states = self.states(|state| written.contains(&state.slot));
        self.program.currents_assign = written;
    }

    fn bodies(&mut self, mod_file: &ModFile, kind: &BlockKind) -> Vec<Body> {
        walk::blocks(mod_file).filter(|block| block.kind == *kind).map(|block| self.framed(&block.body)).collect()
    }

    /// A call of a derivative block as a step of it; none where it is no such call.
    pub(super) fn step(&mut self, call: &ast::Call) -> Option<program::StatementKind> {
        if !call.arguments.is_empty() {
            return None;
        }
        // Taken out meanwhile: it cannot call itself.
        let (name, block) = self.derivatives.swap_remove_entry(&call.name.text)?;
        let outer = std::mem::take(&mut self.frame);
        let body = self.framed(block.body);
        self.frame = outer;
        self.derivatives.insert(name, block);
        let (_, writes) = uses_of(&body.code, None);
        let states = self.states(|state| block.takes_step && writes.contains(&state.slope));
        Some(program::StatementKind::Step(program::Step { body, states }))
    }

    /// A body with a frame of its own.
    fn framed(&mut self, body: &ast::Body) -> Body {
        self.frame = Frame::default();
        let code = self.body(body);
        Body { code, frame_size: self.frame.size, flat: None }
    }

    /// The frame of a call: the result, the arguments, the locals.
    fn function(&mut self, index: usize, block: &Block, head: &Subroutine) {
        self.frame = Frame::default();
        self.frame.declare("", None);
        for argument in &head.arguments {
            self.frame.declare(&argument.name.text, None);
        }
        self.result = matches!(block.kind, BlockKind::Function(_)).then(|| head.name.text.clone());
        let code = self.body(&block.body);
        let table = self.table(&block.body);
        self.result = None;
        if let Some(function) = self.program.functions.get_mut(index) {
            (function.code, function.table, function.frame_size) = (code, table, self.frame.size);
        }
    }

    fn table(&self, body: &ast::Body) -> Option<Table> {
        let table = body
            .statements
            .iter()
            .find_map(|statement| if let StatementKind::Table(table) = &statement.kind { Some(table) } else { None })?;
        let variables = table.variables.iter().filter_map(|name| self.program.variables.get(&name.text));
        let depend = table.depend.iter().filter_map(|name| self.program.variables.get(&name.text));
        Some(Table {
            variables: variables.map(|variable| (variable.slot, variable.length)).collect(),
            depend: depend.map(|variable| variable.slot).collect(),
            from: self.expression(&table.from),
            to: self.expression(&table.to),
            intervals: self.number(&table.intervals) as usize,
            switch: self.program.variables.get("usetable").map(|variable| variable.slot),
        })
    }

    fn solved_blocks(&mut self, mod_file: &ModFile) {
        for index in 0..self.program.solves.len() {
            let name = self.program.solves.get(index).map(|solve| solve.name.clone()).unwrap_or_default();
            let (block, states) = self.solved_block(&name, mod_file);
            if let Some(solve) = self.program.solves.get_mut(index) {
                (solve.block, solve.states) = (block, states);
            }
        }
    }

    /// The block of that name, and the states it is for.
    fn solved_block(&mut self, solved: &str, mod_file: &ModFile) -> (SolvedBlock, Vec<usize>) {
        if let Some(&function) = self.functions.get(solved) {
            let code = self.program.functions.get(function).map(|function| function.code.clone()).unwrap_or_default();
            let (_, writes) = uses_of(&code, Some(&self.program));
            return (SolvedBlock::Procedure(function), self.states(|state| writes.contains(&state.slot)));
        }
        let named = |name: &Name| name.text == solved;
        for block in walk::blocks(mod_file) {
            match &block.kind {
                BlockKind::Derivative(name) if named(name) => {
                    let body = self.framed(&block.body);
                    let (_, writes) = uses_of(&body.code, None);
                    return (SolvedBlock::Derivative(body), self.states(|state| writes.contains(&state.slope)));
                }
                BlockKind::Kinetic { name, .. } if named(name) => {
                    let mut body = self.framed(&block.body);
                    // NEURON computes the volumes before anything else of the block, wherever they stand.
                    body.code
                        .sort_by_key(|statement| !matches!(statement.kind, program::StatementKind::Compartment(..)));
                    let species = species_of(&body.code);
                    return (SolvedBlock::Kinetic(body), self.states(|state| species.contains(&state.slot)));
                }
                BlockKind::Linear { name, solve_for } | BlockKind::Nonlinear { name, solve_for } if named(name) => {
                    return self.equations(&block.body, solve_for);
                }
                BlockKind::Discrete(name) if named(name) => {
                    return (SolvedBlock::Unsupported("a `DISCRETE` block"), vec![]);
                }
                BlockKind::Initial
                | BlockKind::Breakpoint
                | BlockKind::Derivative(_)
                | BlockKind::Kinetic { .. }
                | BlockKind::Linear { .. }
                | BlockKind::Nonlinear { .. }
                | BlockKind::Discrete(_)
                | BlockKind::Function(_)
                | BlockKind::Procedure(_)
                | BlockKind::NetReceive(_)
                | BlockKind::Before(_)
                | BlockKind::After(_)
                | BlockKind::Constructor
                | BlockKind::Destructor => {}
            }
        }
        (SolvedBlock::Unsupported("a block that does not exist"), vec![])
    }

    /// The states of `SOLVEFOR`, else those that the equations use.
    fn equations(&mut self, body: &ast::Body, solve_for: &[Name]) -> (SolvedBlock, Vec<usize>) {
        let body = self.framed(body);
        let (used, _) = uses_of(&body.code, None);
        let named: BTreeSet<_> = solve_for.iter().map(|name| name.text.as_str()).collect();
        let states = self.states(|state| {
            let name = state.name.split('[').next().unwrap_or(&state.name);
            if named.is_empty() { used.contains(&state.slot) } else { named.contains(name) }
        });
        (SolvedBlock::Equations(body), states)
    }

    fn states(&self, is_wanted: impl Fn(&State) -> bool) -> Vec<usize> {
        let states = self.program.states.iter().enumerate();
        states.filter(|(_, state)| is_wanted(state)).map(|(place, _)| place).collect()
    }
}

/// The `FUNCTION`s and `PROCEDURE`s of a file.
pub(super) fn subroutines(mod_file: &ModFile) -> impl Iterator<Item = (&Block, &Subroutine)> {
    walk::blocks(mod_file).filter_map(|block| {
        if let BlockKind::Function(head) | BlockKind::Procedure(head) = &block.kind {
            Some((block, head))
        } else {
            None
        }
    })
}

/// A `DERIVATIVE` block that code may call.
#[derive(Clone, Copy)]
pub(super) struct Callable<'a> {
    body: &'a ast::Body,
    takes_step: bool,
}

/// NEURON makes a function of each `DERIVATIVE` block that `cnexp` solves, which takes a step, and of each that
/// `derivimplicit` solves, which takes one in `SOLVE` alone: elsewhere the states stay.
pub(super) fn callable_blocks(mod_file: &ModFile) -> IndexMap<String, Callable<'_>> {
    let mut solved = BTreeMap::new();
    walk::statements(mod_file, &mut |statement, _| {
        if let StatementKind::Solve(solve) = &statement.kind
            && let Some(method) = &solve.method
            && matches!(method.text.as_str(), "cnexp" | "derivimplicit")
        {
            solved.insert(solve.block.text.clone(), method.text == "cnexp");
        }
    });
    let derivatives = walk::blocks(mod_file).filter_map(|block| {
        let BlockKind::Derivative(name) = &block.kind else { return None };
        let takes_step = *solved.get(&name.text)?;
        Some((name.text.clone(), Callable { body: &block.body, takes_step }))
    });
    derivatives.collect()
}

//! Statements.

use super::Compiler;
use crate::membrane::program::{
    Code, Expression, Place, Reaction, Solve, SolvedBlock, Species, Statement, StatementKind,
};
use crate::nmodl::ast::{self, Branch, OverStates, ReactionKind};
use crate::source::Span;

impl Compiler<'_> {
    /// A body, whose locals end with it.
    pub(super) fn body(&mut self, body: &ast::Body) -> Code {
        let outer = self.frame.names.len();
        for local in &body.locals {
            let length = local.length.as_ref().map(|length| self.number(length) as usize);
            self.frame.declare(&local.name.text, length);
        }
        let code = body.statements.iter().flat_map(|statement| self.statement(statement)).collect();
        self.frame.names.truncate(outer);
        code
    }

    fn statement(&mut self, statement: &ast::Statement) -> Code {
        let span = statement.span;
        let kind = match &statement.kind {
            ast::StatementKind::Assign { target, value, .. } => self.assign(target, value, span),
            ast::StatementKind::Call(call) => {
                self.step(call).unwrap_or_else(|| StatementKind::Evaluate(Expression { kind: self.call(call), span }))
            }
            ast::StatementKind::If { branches, otherwise } => self.branches(branches, otherwise.as_ref()),
            ast::StatementKind::While { condition, body } => {
                StatementKind::While(self.expression(condition), self.body(body))
            }
            ast::StatementKind::From { variable, first, last, step, body } => {
                let bounds = [self.expression(first), self.expression(last)];
                let step = step.as_ref().map(|step| self.expression(step));
                let place = self.frame.declare(&variable.text, None);
                let code = self.body(body);
                self.frame.names.pop();
                StatementKind::From(place, bounds, step, code)
            }
            ast::StatementKind::Block(body) => return self.body(body),
            ast::StatementKind::Solve(solve) => return self.solve(solve, span),
            ast::StatementKind::Verbatim(text) => return self.foreign(text),
            ast::StatementKind::Reaction(reaction) => self.reaction(reaction),
            ast::StatementKind::Equation { left, right, added } => {
                StatementKind::Equation(self.expression(left), self.expression(right), *added)
            }
            ast::StatementKind::Conserve { species, total } => {
                StatementKind::Conserve(self.species(species), self.expression(total))
            }
            ast::StatementKind::Compartment(over) => self.compartment(over),
            ast::StatementKind::Lag { .. } => StatementKind::Evaluate(Self::form("`LAG`", span)),
            // What couples segments or repeats what is known, and what belongs to events.
            ast::StatementKind::LongitudinalDiffusion(_)
            | ast::StatementKind::Conductance { .. }
            | ast::StatementKind::Comment(_)
            | ast::StatementKind::UnitsOn
            | ast::StatementKind::UnitsOff
            | ast::StatementKind::Table(_)
            | ast::StatementKind::Initial(_)
            | ast::StatementKind::Watch(_)
            | ast::StatementKind::ForNetcons { .. }
            | ast::StatementKind::MutexLock
            | ast::StatementKind::MutexUnlock => return vec![],
        };
        vec![Statement { kind, span }]
    }

    fn assign(&self, target: &ast::Reference, value: &ast::Expression, span: Span) -> StatementKind {
        match self.place(target) {
            Some(place) => StatementKind::Assign(place, self.expression(value)),
            None => StatementKind::Evaluate(Self::form("a derivative of a derivative", span)),
        }
    }

    fn branches(&mut self, branches: &[Branch], otherwise: Option<&ast::Body>) -> StatementKind {
        let branches =
            branches.iter().map(|branch| (self.expression(&branch.condition), self.body(&branch.body))).collect();
        StatementKind::If(branches, otherwise.map(|body| self.body(body)).unwrap_or_default())
    }

    /// A `SOLVE`: the block is filled in when all are known. In `BREAKPOINT` it does not run with the currents.
    fn solve(&mut self, solve: &ast::Solve, span: Span) -> Code {
        self.program.solves.push(Solve {
            name: solve.block.text.clone(),
            block: SolvedBlock::Unsupported("a block that does not exist"),
            steady_state: solve.steady_state,
            method: solve.method.as_ref().map(|method| method.text.clone()).unwrap_or_default(),
            states: vec![],
            in_breakpoint: self.in_breakpoint,
            span,
        });
        let kind = StatementKind::Solve(self.program.solves.len() - 1);
        if self.in_breakpoint { vec![] } else { vec![Statement { kind, span }] }
    }

    fn reaction(&self, reaction: &ast::Reaction) -> StatementKind {
        let (right, forward, backward) = match &reaction.kind {
            ReactionKind::Reversible { right, forward, backward } => (right.as_slice(), forward, Some(backward)),
            ReactionKind::Flux(rate) | ReactionKind::Sink(rate) => (&[][..], rate, None),
        };
        StatementKind::Reaction(Reaction {
            left: self.species(&reaction.left),
            right: self.species(right),
            forward: self.expression(forward),
            backward: backward.map(|backward| self.expression(backward)),
            is_flux: matches!(reaction.kind, ReactionKind::Flux(_)),
        })
    }

    fn species(&self, species: &[ast::Species]) -> Vec<Species> {
        let known = species.iter().filter_map(|species| {
            let count = species.count.as_ref().map_or(1.0, |count| self.number(count));
            Some(Species { count, place: self.place(&species.variable)? })
        });
        known.collect()
    }

    fn compartment(&mut self, over: &OverStates) -> StatementKind {
        let index = over.index.as_ref().map(|index| self.frame.declare(&index.text, None));
        let volume = self.expression(&over.expression);
        if index.is_some() {
            self.frame.names.pop();
        }
        let variables = over.states.iter().filter_map(|name| self.program.variables.get(&name.text));
        let states = variables.map(|variable| (variable.slot, variable.length)).collect();
        StatementKind::Compartment(index, volume, states)
    }

    /// Where C code may leave something.
    pub(super) fn places_of(&self, names: &[String]) -> Vec<Place> {
        let place = |name: &String| -> Vec<Place> {
            if self.result.as_ref().is_some_and(|result| *name == format!("_l{result}")) {
                return vec![Place::Local(0)];
            }
            if let Some(local) = name.strip_prefix("_l").and_then(|local| self.frame.find(local)) {
                return vec![Place::Local(local.place)];
            }
            let variable = self.program.variables.get(name);
            variable.map_or_else(Vec::new, |variable| {
                (variable.slot..variable.slot + variable.length).map(Place::Memory).collect()
            })
        };
        names.iter().flat_map(place).collect()
    }
}

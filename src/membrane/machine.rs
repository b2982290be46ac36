//! Runs the code of a [`Program`] over any [`Scalar`].
#![allow(clippy::indexing_slicing, reason = "places in a frame come from the compiler that sized it")]

mod expression;
mod flat;
mod function_table;
mod reaction;
mod step;
mod table;

use super::fault::{Fault, FaultKind};
use super::memory::Memory;
use super::program::{Array, Body, Expression, ExpressionKind, Place, Program, Statement, StatementKind};
use super::scalar::Scalar;
use crate::source::Span;
pub use table::Tables;

/// Statements of one evaluation: more do not come to an end.
const MOST_STEPS: u32 = 20_000_000;

/// Calls within calls.
const MOST_CALLS: usize = 100;

/// One evaluation of code over the memory of an instance.
pub(super) struct Machine<'a, S> {
    pub(super) program: &'a Program,
    pub(super) memory: &'a mut Memory<S>,
    /// Where `TABLE`s are interpolated; none runs the code that fills them.
    pub(super) tables: Option<&'a Tables>,
    /// Frames of the calls that run, the innermost last.
    frames: Vec<S>,
    /// The frame of the list that runs.
    registers: Vec<S>,
    base: usize,
    calls: usize,
    steps: u32,
    /// Left minus right of the equations that were run.
    pub(super) residuals: Vec<S>,
    /// `CONSERVE`: the slot of the last species, and what is missing from the total.
    pub(super) conserved: Vec<(usize, S)>,
    /// Derivatives of reactions are those with respect to their species alone, as NEURON takes them.
    pub(super) holds_rates: bool,
    /// A reaction was run whose flux is not linear in the states.
    pub(super) is_nonlinear: bool,
    /// Volumes by first slot of the states they hold for.
    volumes: Vec<(usize, S)>,
    /// A branch was taken that holds at one point only, or close to it: derivatives there are not to be trusted.
    pub(super) at_singularity: bool,
}

/// Room for numbers that is used again and again.
#[derive(Debug)]
pub(super) struct MachineRoom<S> {
    frames: Vec<S>,
    registers: Vec<S>,
}

impl<S> Default for MachineRoom<S> {
    fn default() -> Self {
        Self { frames: vec![], registers: vec![] }
    }
}

/// Does the code go on?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    Return,
}

impl<'a, S: Scalar> Machine<'a, S> {
    pub(super) fn new(program: &'a Program, memory: &'a mut Memory<S>, tables: Option<&'a Tables>) -> Self {
        Self {
            program,
            memory,
            tables,
            frames: vec![],
            registers: vec![],
            base: 0,
            calls: 0,
            steps: 0,
            residuals: vec![],
            conserved: vec![],
            holds_rates: false,
            is_nonlinear: false,
            volumes: vec![],
            at_singularity: false,
        }
    }

    /// The same machine with room for numbers that was used before.
    pub(super) fn with_room(self, MachineRoom { frames, registers }: MachineRoom<S>) -> Self {
        Self { frames, registers, ..self }
    }

    /// Gives the room back.
    pub(super) fn into_room(mut self) -> MachineRoom<S> {
        self.frames.clear();
        MachineRoom { frames: self.frames, registers: self.registers }
    }

    pub(super) fn bodies(&mut self, bodies: &[Body]) -> Result<(), Fault> {
        bodies.iter().try_for_each(|body| self.body(body))
    }

    pub(super) fn body(&mut self, body: &Body) -> Result<(), Fault> {
        if let Some(flat) = body.flat.as_ref().filter(|flat| self.tables.is_none() || !flat.replaces_tables) {
            self.flat(flat);
            return Ok(());
        }
        let outer = self.enter(body.frame_size);
        let done = self.code(&body.code);
        self.leave(outer);
        done.map(|_| ())
    }

    /// Runs a `PROCEDURE` without arguments.
    pub(super) fn procedure(&mut self, function: usize, at: Span) -> Result<(), Fault> {
        self.call(function, &[], at).map(|_| ())
    }

    /// Calls a function with numbers.
    pub(super) fn invoke(&mut self, function: usize, arguments: &[f64], at: Span) -> Result<S, Fault> {
        let number = |&value: &f64| Expression { kind: ExpressionKind::Number(value), span: at };
        let arguments: Vec<_> = arguments.iter().map(number).collect();
        self.call(function, &arguments, at)
    }

    /// A new frame of zeros; gives back where the outer one starts.
    fn enter(&mut self, size: usize) -> usize {
        let outer = std::mem::replace(&mut self.base, self.frames.len());
        self.frames.resize(self.base + size, S::from(0.0));
        outer
    }

    fn leave(&mut self, outer: usize) {
        self.frames.truncate(self.base);
        self.base = outer;
    }

    fn call(&mut self, function: usize, arguments: &[Expression], at: Span) -> Result<S, Fault> {
        let Some(called) = self.program.functions.get(function) else { return Ok(S::from(0.0)) };
        if self.calls >= MOST_CALLS {
            return Err(FaultKind::TooDeep.at(at));
        }
        let base = self.frames.len();
        self.frames.push(S::from(0.0));
        for argument in arguments {
            let value = self.evaluate(argument)?;
            self.frames.push(value);
        }
        self.frames.resize(base + called.frame_size.max(1 + arguments.len()), S::from(0.0));
        let outer = std::mem::replace(&mut self.base, base);
        self.calls += 1;
        let done = match (&called.table, self.tables) {
            (Some(table), Some(tables)) => self.tabulated(function, table, tables),
            _ => self.code(&called.code).map(|_| ()),
        };
        self.calls -= 1;
        let result = self.frames[self.base];
        self.leave(outer);
        done.map(|()| result)
    }

    fn code(&mut self, code: &[Statement]) -> Result<Flow, Fault> {
        for statement in code {
            if self.statement(statement)? == Flow::Return {
                return Ok(Flow::Return);
            }
        }
        Ok(Flow::Next)
    }

    fn statement(&mut self, statement: &Statement) -> Result<Flow, Fault> {
        let at = statement.span;
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return Err(FaultKind::Endless.at(at));
        }
        match &statement.kind {
            StatementKind::Assign(place, value) => {
                let value = self.evaluate(value)?;
                self.write(place, value, at)?;
            }
            StatementKind::Evaluate(value) => {
                self.evaluate(value)?;
            }
            StatementKind::If(branches, otherwise) => return self.branches(branches, otherwise),
            StatementKind::While(condition, code) => {
                while self.evaluate(condition)?.value() != 0.0 {
                    self.steps += 1;
                    if self.steps > MOST_STEPS {
                        return Err(FaultKind::Endless.at(at));
                    }
                    if self.code(code)? == Flow::Return {
                        return Ok(Flow::Return);
                    }
                }
            }
            StatementKind::From(variable, bounds, step, code) => {
                return self.from(*variable, bounds, step.as_ref(), code, at);
            }
            StatementKind::Solve(solve) => super::initial::solve(self, *solve)?,
            StatementKind::Reaction(reaction) => self.reaction(reaction, at)?,
            StatementKind::Equation(left, right, added) => self.equation(left, right, *added)?,
            StatementKind::Conserve(species, total) => self.conserve(species, total, at)?,
            StatementKind::Compartment(index, volume, states) => self.compartment(*index, volume, states)?,
            StatementKind::Step(step) => self.step(step)?,
            StatementKind::Return => return Ok(Flow::Return),
            StatementKind::Foreign(places) => self.foreign(places, at)?,
        }
        Ok(Flow::Next)
    }

    fn branches(&mut self, branches: &[(Expression, Vec<Statement>)], otherwise: &[Statement]) -> Result<Flow, Fault> {
        for (condition, code) in branches {
            if self.evaluate(condition)?.value() != 0.0 {
                return self.code(code);
            }
        }
        self.code(otherwise)
    }

    fn from(
        &mut self,
        variable: usize,
        [first, last]: &[Expression; 2],
        step: Option<&Expression>,
        code: &[Statement],
        at: Span,
    ) -> Result<Flow, Fault> {
        let (mut value, last) = (self.evaluate(first)?.value().trunc(), self.evaluate(last)?.value().trunc());
        let step = step.map(|step| self.evaluate(step)).transpose()?.map_or(1.0, |step| step.value().trunc());
        while value <= last {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return Err(FaultKind::Endless.at(at));
            }
            self.frames[self.base + variable] = S::from(value);
            if self.code(code)? == Flow::Return {
                return Ok(Flow::Return);
            }
            value += step;
        }
        Ok(Flow::Next)
    }

    fn equation(&mut self, left: &Expression, right: &Expression, added: bool) -> Result<(), Fault> {
        let difference = self.evaluate(left)? - self.evaluate(right)?;
        match self.residuals.last_mut().filter(|_| added) {
            Some(last) => *last = *last + difference,
            None => self.residuals.push(difference),
        }
        Ok(())
    }

    /// What C code may have written has no value; what it leaves in a frame is needed at once.
    fn foreign(&mut self, places: &[Place], at: Span) -> Result<(), Fault> {
        for place in places {
            match place {
                Place::Memory(slot) => self.memory.spoil(*slot, at),
                Place::Local(_) | Place::Element(..) => return Err(FaultKind::ForeignResult.at(at)),
            }
        }
        Ok(())
    }

    fn write(&mut self, place: &Place, value: S, at: Span) -> Result<(), Fault> {
        match place {
            Place::Memory(slot) => self.memory.set(*slot, value),
            Place::Local(local) => self.frames[self.base + local] = value,
            Place::Element(array, index) => {
                let place = self.element(*array, index, at)?;
                if array.is_local {
                    self.frames[self.base + place] = value;
                } else {
                    self.memory.set(place, value);
                }
            }
        }
        Ok(())
    }

    /// Slot or place in the frame of an array's element.
    fn element(&mut self, array: Array, index: &Expression, at: Span) -> Result<usize, Fault> {
        let index = self.evaluate(index)?.value();
        // C truncates towards zero.
        let element = index.trunc();
        if (0.0..array.length as f64).contains(&element) {
            return Ok(array.start + element as usize);
        }
        Err(FaultKind::Index { index, length: array.length }.at(at))
    }
}

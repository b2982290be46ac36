//! What statements do to the classes of variables.

use super::class::Class;
use super::{Apart, MOST_STATEMENTS, Reader, Time};
use crate::nmodl::ast::{
    Block, BlockKind, Body, Branch, Expression, Reaction, ReactionKind, Reference, Solve, Statement, StatementKind,
};
use crate::nmodl::walk;

/// A loop's body is read so often that the classes within it have settled.
const LOOP_ROUNDS: usize = 4;

impl<'a> Reader<'a> {
    pub(super) fn body(&mut self, body: &'a Body) -> Result<(), Apart> {
        let hidden: Vec<_> = body
            .locals
            .iter()
            .map(|local| local.name.text.as_str())
            .map(|name| (name, self.locals.last_mut().and_then(|locals| locals.insert(name, Class::Zero))))
            .collect();
        body.statements.iter().try_for_each(|statement| self.statement(statement))?;
        for (name, class) in hidden {
            let Some(locals) = self.locals.last_mut() else { continue };
            match class {
                Some(class) => locals.insert(name, class),
                None => locals.remove(name),
            };
        }
        Ok(())
    }

    fn statement(&mut self, statement: &'a Statement) -> Result<(), Apart> {
        self.statements += 1;
        if self.statements > MOST_STATEMENTS {
            return Err(Apart::TooLong);
        }
        match &statement.kind {
            StatementKind::Assign { target, value, .. } => {
                let class = self.expression(value)?;
                self.assign(target, class)
            }
            StatementKind::Call(call) => self.call(call).map(|_| ()),
            StatementKind::If { branches, otherwise } => self.branches(branches, otherwise.as_ref()),
            StatementKind::While { condition, body } => self.repeat(Some(condition), body),
            StatementKind::From { variable, first, last, step, body } => {
                let ends = [Some(first), Some(last), step.as_ref()].into_iter().flatten();
                ends.into_iter().try_for_each(|end| self.condition(end))?;
                if let Some(locals) = self.locals.last_mut() {
                    locals.insert(&variable.text, Class::Same);
                }
                self.repeat(None, body)
            }
            StatementKind::Block(body) | StatementKind::Initial(body) => self.body(body),
            StatementKind::Solve(solve) => self.solve(solve),
            StatementKind::Reaction(reaction) => self.reaction(reaction),
            StatementKind::Verbatim(_) => Err(Apart::CCode),
            StatementKind::Watch(_) => Err(Apart::Uses("WATCH".to_owned())),
            StatementKind::ForNetcons { .. } => Err(Apart::Uses("FOR_NETCONS".to_owned())),
            StatementKind::Equation { .. }
            | StatementKind::Conserve { .. }
            | StatementKind::Compartment(_)
            | StatementKind::LongitudinalDiffusion(_)
            | StatementKind::Lag { .. } => Err(Apart::Uses("equations that are not solved step by step".to_owned())),
            StatementKind::Conductance { .. }
            | StatementKind::Comment(_)
            | StatementKind::UnitsOn
            | StatementKind::UnitsOff
            | StatementKind::Table(_)
            | StatementKind::MutexLock
            | StatementKind::MutexUnlock => Ok(()),
        }
    }

    /// A value goes into a variable.
    pub(super) fn assign(&mut self, target: &'a Reference, class: Class<'a>) -> Result<(), Apart> {
        let name = target.name.text.as_str();
        if let Some(local) = self.locals.last_mut().and_then(|locals| locals.get_mut(name)) {
            *local = if target.index.is_some() { local.join(class) } else { class };
            return Ok(());
        }
        if self.states.contains(name) {
            return self.assign_state(name, class);
        }
        let is_global = self.symbols.marks_of(name).global.is_some() && self.time == Time::Event;
        if is_global || name == "v" {
            return Err(Apart::Event(name.to_owned()));
        }
        if self.time == Time::Event {
            self.touched.insert(name);
        }
        let before = self.classes.get(name).copied().unwrap_or(Class::Same);
        let class = if target.index.is_some() { before.join(class) } else { class };
        self.classes.insert(name, class);
        Ok(())
    }

    fn assign_state(&self, name: &str, class: Class<'a>) -> Result<(), Apart> {
        match (self.time, class) {
            (Time::Start, Class::Zero) | (Time::Step, Class::Zero | Class::Linear) => Ok(()),
            (Time::Event, Class::Added(state)) if state == name => Ok(()),
            (Time::Start, _) => Err(Apart::Start(name.to_owned())),
            (Time::Step, _) => Err(Apart::State(name.to_owned())),
            (Time::Event, _) => Err(Apart::Event(name.to_owned())),
        }
    }

    fn condition(&mut self, condition: &'a Expression) -> Result<(), Apart> {
        if self.expression(condition)?.is_known() { Ok(()) } else { Err(Apart::Condition) }
    }

    /// What variables are after one or the other.
    fn branches(&mut self, branches: &'a [Branch], otherwise: Option<&'a Body>) -> Result<(), Apart> {
        let (classes, locals) = (self.classes.clone(), self.locals.clone());
        let mut ends = vec![];
        for branch in branches {
            (self.classes, self.locals) = (classes.clone(), locals.clone());
            self.condition(&branch.condition)?;
            self.body(&branch.body)?;
            ends.push((self.classes.clone(), self.locals.clone()));
        }
        (self.classes, self.locals) = (classes, locals);
        otherwise.map_or(Ok(()), |body| self.body(body))?;
        for (classes, locals) in ends {
            self.join_classes(&classes);
            if let (Some(own), Some(other)) = (self.locals.last_mut(), locals.last()) {
                for (name, class) in other {
                    let joined = own.get(name).map_or(*class, |own| own.join(*class));
                    own.insert(name, joined);
                }
            }
        }
        Ok(())
    }

    fn repeat(&mut self, condition: Option<&'a Expression>, body: &'a Body) -> Result<(), Apart> {
        for _ in 0..LOOP_ROUNDS {
            condition.map_or(Ok(()), |condition| self.condition(condition))?;
            let (classes, locals) = (self.classes.clone(), self.locals.last().cloned().unwrap_or_default());
            self.body(body)?;
            self.join_classes(&classes);
            for (name, class) in locals {
                if let Some(own) = self.locals.last_mut().and_then(|own| own.get_mut(name)) {
                    *own = own.join(class);
                }
            }
        }
        Ok(())
    }

    fn solve(&mut self, solve: &'a Solve) -> Result<(), Apart> {
        if solve.steady_state || self.time != Time::Step {
            return Err(Apart::Uses("SOLVE STEADYSTATE".to_owned()));
        }
        let name = solve.block.text.as_str();
        if let Some(block) = self.subroutine(name) {
            return self.run(block, name, &[]).map(|_| ());
        }
        let is_solved = |block: &&Block| matches!(&block.kind, BlockKind::Derivative(own) | BlockKind::Kinetic { name: own, .. } if own.text == name);
        match walk::blocks(self.mod_file).find(is_solved) {
            Some(block) => self.frame(std::collections::BTreeMap::new(), |reader| reader.body(&block.body)),
            None => Err(Apart::Uses("equations that are not solved step by step".to_owned())),
        }
    }

    /// One state becomes another one, or is lost, or flows in as a state says.
    fn reaction(&mut self, reaction: &'a Reaction) -> Result<(), Apart> {
        let [state] = reaction.left.as_slice() else { return Err(several(reaction)) };
        let name = || state.variable.name.text.clone();
        let is_alone = |species: &crate::nmodl::ast::Species| species.count.is_none();
        let rates = match &reaction.kind {
            ReactionKind::Reversible { right, forward, backward } => {
                if !right.iter().all(is_alone) || right.len() != 1 {
                    return Err(several(reaction));
                }
                vec![forward, backward]
            }
            ReactionKind::Sink(rate) => vec![rate],
            ReactionKind::Flux(flux) => {
                let class = self.expression(flux)?;
                return if matches!(class, Class::Zero | Class::Linear) { Ok(()) } else { Err(Apart::State(name())) };
            }
        };
        for rate in rates {
            if !self.expression(rate)?.is_known() || !is_alone(state) {
                return Err(Apart::State(name()));
            }
        }
        Ok(())
    }
}

fn several(reaction: &Reaction) -> Apart {
    Apart::State(reaction.left.first().map(|species| species.variable.name.text.clone()).unwrap_or_default())
}

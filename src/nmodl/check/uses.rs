//! Every mention of a name in the blocks of statements: where it stands, what it does there, and what hides the
//! file's own name of that spelling.

use super::locals::{Local, Scope, block_locals};
use crate::nmodl::ast::{
    Block, Body, Call, Expression, ExpressionKind, Name, OverStates, Reaction, ReactionKind, Reference, Species,
    Statement, StatementKind, Table, Watch,
};

/// One mention of a name.
#[derive(Debug, Clone)]
pub(super) struct Use<'a> {
    /// The name and where it stands.
    pub(super) name: &'a Name,
    /// What it does there.
    pub(super) role: Role<'a>,
    /// Primes after the name.
    pub(super) primes: usize,
    /// `[i]` after it.
    pub(super) index: Option<&'a Expression>,
    /// What hides the file's name, if something does.
    pub(super) local: Option<Local<'a>>,
    /// The block of statements.
    pub(super) block: &'a Block,
}

/// What a name does where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role<'a> {
    /// Its value is used.
    Read,
    /// It is assigned to, or handed to a function that changes it.
    Set,
    /// A state in a reaction, in an equation's sum, or in `CONSERVE`.
    Species,
    /// Named where a variable or a list of them stands: `TABLE`, `DEPEND`, `CONDUCTANCE`, `LAG`.
    Listed,
    /// In the braces of `COMPARTMENT` or `LONGITUDINAL_DIFFUSION`.
    InCompartment,
    /// An array or function handed over as a whole, or a `RANDOM` variable.
    Whole,
    /// Called.
    Called(&'a Call),
}

/// Functions of NEURON that take the names of arrays and functions as arguments.
const TAKES_WHOLE: &[&str] = &["romberg", "legendre", "deflate"];

/// All mentions in one block, in the order in which they are written.
pub(super) fn uses_of(block: &Block) -> Vec<Use<'_>> {
    let mut walk = Walk { block, scope: block_locals(block), uses: vec![] };
    walk.body(&block.body);
    walk.uses
}

struct Walk<'a> {
    block: &'a Block,
    scope: Scope<'a>,
    uses: Vec<Use<'a>>,
}

impl<'a> Walk<'a> {
    fn body(&mut self, body: &'a Body) {
        let outer = self.scope.enter(body);
        for statement in &body.statements {
            self.statement(statement);
        }
        self.scope.leave(outer);
    }

    fn statement(&mut self, statement: &'a Statement) {
        match &statement.kind {
            StatementKind::Assign { target, value, .. } => {
                self.expression(value);
                self.reference(target, Role::Set);
            }
            StatementKind::Call(call) => self.call(call),
            StatementKind::If { branches, otherwise } => {
                for branch in branches {
                    self.expression(&branch.condition);
                    self.body(&branch.body);
                }
                if let Some(body) = otherwise {
                    self.body(body);
                }
            }
            StatementKind::While { condition, body } => {
                self.expression(condition);
                self.body(body);
            }
            StatementKind::From { variable, first, last, step, body } => {
                [first, last].into_iter().chain(step).for_each(|bound| self.expression(bound));
                self.within(Local::loop_variable(variable), |walk| walk.body(body));
            }
            StatementKind::Block(body) | StatementKind::Initial(body) => self.body(body),
            StatementKind::ForNetcons { arguments, body } => {
                let outer = self.scope.enter_arguments(arguments);
                self.body(body);
                self.scope.leave(outer);
            }
            StatementKind::Watch(watches) => watches.iter().for_each(|watch| self.watch(watch)),
            StatementKind::Reaction(reaction) => self.reaction(reaction),
            StatementKind::Equation { left, right, .. } => {
                self.equation_side(left);
                self.equation_side(right);
            }
            StatementKind::Conserve { species, total } => {
                self.species(species);
                self.expression(total);
            }
            StatementKind::Compartment(over) | StatementKind::LongitudinalDiffusion(over) => self.over_states(over),
            StatementKind::Lag { variable, delay, .. } => {
                self.listed(variable);
                self.listed(delay);
            }
            StatementKind::Table(table) => self.table(table),
            StatementKind::Conductance { variable, .. } => self.listed(variable),
            StatementKind::Solve(_)
            | StatementKind::Verbatim(_)
            | StatementKind::Comment(_)
            | StatementKind::UnitsOn
            | StatementKind::UnitsOff
            | StatementKind::MutexLock
            | StatementKind::MutexUnlock => {}
        }
    }

    fn within(&mut self, local: Local<'a>, inside: impl FnOnce(&mut Self)) {
        let outer = self.scope.enter_one(local);
        inside(self);
        self.scope.leave(outer);
    }

    fn expression(&mut self, expression: &'a Expression) {
        match &expression.kind {
            ExpressionKind::Number { .. } | ExpressionKind::Text(_) => {}
            ExpressionKind::Reference(reference) => self.reference(reference, Role::Read),
            ExpressionKind::Call(call) => self.call(call),
            ExpressionKind::Integer(inner) | ExpressionKind::Unary(_, inner) => self.expression(inner),
            ExpressionKind::Binary(_, left, right) => {
                self.expression(left);
                self.expression(right);
            }
        }
    }

    fn call(&mut self, call: &'a Call) {
        self.push(&call.name, Role::Called(call), 0, None);
        for (at, argument) in call.arguments.iter().enumerate() {
            match &argument.kind {
                ExpressionKind::Reference(reference) => self.reference(reference, argument_role(call, at)),
                ExpressionKind::Number { .. }
                | ExpressionKind::Text(_)
                | ExpressionKind::Call(_)
                | ExpressionKind::Integer(_)
                | ExpressionKind::Unary(..)
                | ExpressionKind::Binary(..) => self.expression(argument),
            }
        }
    }

    fn reaction(&mut self, reaction: &'a Reaction) {
        self.species(&reaction.left);
        match &reaction.kind {
            ReactionKind::Reversible { right, forward, backward } => {
                self.species(right);
                self.expression(forward);
                self.expression(backward);
            }
            ReactionKind::Flux(rate) | ReactionKind::Sink(rate) => self.expression(rate),
        }
    }

    fn species(&mut self, species: &'a [Species]) {
        for species in species {
            self.reference(&species.variable, Role::Species);
        }
    }

    /// What an equation names it may solve for.
    fn equation_side(&mut self, side: &'a Expression) {
        let first = self.uses.len();
        self.expression(side);
        let named = self.uses.iter_mut().skip(first).filter(|found| found.role == Role::Read);
        named.for_each(|found| found.role = Role::Species);
    }

    fn over_states(&mut self, over: &'a OverStates) {
        match &over.index {
            Some(index) => self.within(Local::loop_variable(index), |walk| walk.expression(&over.expression)),
            None => self.expression(&over.expression),
        }
        for state in &over.states {
            self.push(state, Role::InCompartment, 0, None);
        }
    }

    fn table(&mut self, table: &'a Table) {
        table.variables.iter().chain(&table.depend).for_each(|name| self.listed(name));
        self.expression(&table.from);
        self.expression(&table.to);
    }

    fn watch(&mut self, watch: &'a Watch) {
        self.expression(&watch.left);
        self.expression(&watch.right);
    }

    fn reference(&mut self, reference: &'a Reference, role: Role<'a>) {
        let Reference { name, primes, index, .. } = reference;
        if let Some(index) = index {
            self.expression(index);
        }
        self.push(name, role, *primes, index.as_deref());
    }

    fn listed(&mut self, name: &'a Name) {
        self.push(name, Role::Listed, 0, None);
    }

    fn push(&mut self, name: &'a Name, role: Role<'a>, primes: usize, index: Option<&'a Expression>) {
        let local = if matches!(role, Role::Called(_)) { None } else { self.scope.find(&name.text) };
        self.uses.push(Use { name, role, primes, index, local, block: self.block });
    }
}

fn argument_role<'a>(call: &Call, at: usize) -> Role<'a> {
    let function = call.name.text.as_str();
    if TAKES_WHOLE.contains(&function) || function.starts_with("random_") && at == 0 {
        Role::Whole
    } else if function == "state_discontinuity" && at == 0 {
        Role::Set
    } else {
        Role::Read
    }
}

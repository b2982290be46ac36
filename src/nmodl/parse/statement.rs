//! Statements.

use pest::iterators::Pair;

use super::Builder;
use super::grammar::Rule;
use super::token::Parts;
use crate::nmodl::ast::{
    Argument, Body, Branch, Comparison, LocalVariable, OverStates, Reaction, ReactionKind, Solve, Species, Statement,
    StatementKind, Table, Watch,
};

impl Builder {
    pub(super) fn body(&mut self, pair: Pair<'_, Rule>) -> Option<Body> {
        let span = self.span(&pair);
        let mut parts = Parts::of(pair);
        let locals = parts.optional(Rule::local).map(|local| self.locals(local)).unwrap_or_default();
        let statements = parts.map(|part| self.statement(part)).collect::<Option<_>>()?;
        Some(Body { locals, statements, span })
    }

    pub(super) fn locals(&self, pair: Pair<'_, Rule>) -> Vec<LocalVariable> {
        Parts::of(pair).filter_map(|variable| self.local_variable(variable)).collect()
    }

    fn local_variable(&self, pair: Pair<'_, Rule>) -> Option<LocalVariable> {
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.next()?);
        Some(LocalVariable { name, length: parts.next().and_then(|length| self.number_within(length)) })
    }

    fn statement(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
        let span = self.span(&pair);
        let kind = self.statement_kind(Parts::of(pair).next()?)?;
        Some(Statement { kind, span })
    }

    fn statement_kind(&mut self, pair: Pair<'_, Rule>) -> Option<StatementKind> {
        let rule = pair.as_rule();
        match rule {
            Rule::verbatim => self.inner_text(pair).map(StatementKind::Verbatim),
            Rule::comment_block => self.inner_text(pair).map(StatementKind::Comment),
            Rule::r#if => self.if_statement(pair),
            Rule::r#while => {
                let Branch { condition, body } = self.branch(Parts::of(pair).next()?)?;
                Some(StatementKind::While { condition, body })
            }
            Rule::from => self.from(pair),
            Rule::solve => self.solve(pair),
            Rule::conductance => {
                let mut names = self.names(Parts::of(pair)).into_iter();
                Some(StatementKind::Conductance { variable: names.next()?, ion: names.next() })
            }
            Rule::compartment => self.over_states(pair).map(StatementKind::Compartment),
            Rule::diffusion => self.over_states(pair).map(StatementKind::LongitudinalDiffusion),
            Rule::conserve => {
                let mut parts = Parts::of(pair);
                let species = self.species_sum(parts.next()?)?;
                Some(StatementKind::Conserve { species, total: self.expression(parts.next()?)? })
            }
            Rule::lag => {
                let mut parts = Parts::of(pair);
                let (variable, primes) = self.primed_name(parts.next()?)?;
                Some(StatementKind::Lag { variable, primes, delay: self.name(&parts.next()?) })
            }
            Rule::table => self.table(pair).map(StatementKind::Table),
            Rule::kw_unitson => Some(StatementKind::UnitsOn),
            Rule::kw_unitsoff => Some(StatementKind::UnitsOff),
            Rule::net_initial => {
                let body = Parts::of(pair).find(|part| part.as_rule() == Rule::body)?;
                self.body(body).map(StatementKind::Initial)
            }
            Rule::watch => {
                let watched = Parts::of(pair).map(|watch| self.watch(watch)).collect::<Option<_>>()?;
                Some(StatementKind::Watch(watched))
            }
            Rule::for_netcons => {
                let mut parts = Parts::of(pair);
                let arguments = self.arguments(parts.next()?);
                Some(StatementKind::ForNetcons { arguments, body: self.body(parts.next()?)? })
            }
            Rule::kw_mutexlock => Some(StatementKind::MutexLock),
            Rule::kw_mutexunlock => Some(StatementKind::MutexUnlock),
            Rule::reaction => self.reaction(pair).map(StatementKind::Reaction),
            Rule::equation => self.equation(pair),
            Rule::assignment => self.assignment(pair),
            Rule::call => self.call(pair).map(StatementKind::Call),
            _ => self.body(pair).map(StatementKind::Block),
        }
    }

    fn if_statement(&mut self, pair: Pair<'_, Rule>) -> Option<StatementKind> {
        let (mut branches, mut otherwise) = (vec![], None);
        for part in Parts::of(pair) {
            match part.as_rule() {
                Rule::branch => branches.push(self.branch(part)?),
                Rule::else_if => branches.push(self.branch(Parts::of(part).next()?)?),
                _ => otherwise = Some(self.body(Parts::of(part).next()?)?),
            }
        }
        Some(StatementKind::If { branches, otherwise })
    }

    fn branch(&mut self, pair: Pair<'_, Rule>) -> Option<Branch> {
        let mut parts = Parts::of(pair);
        Some(Branch { condition: self.expression(parts.next()?)?, body: self.body(parts.next()?)? })
    }

    fn from(&mut self, pair: Pair<'_, Rule>) -> Option<StatementKind> {
        let mut parts = Parts::of(pair);
        let variable = self.name(&parts.next()?);
        let first = self.expression(parts.next()?)?;
        let last = self.expression(parts.next()?)?;
        let step = match parts.optional(Rule::by) {
            Some(by) => Some(self.expression(Parts::of(by).next()?)?),
            None => None,
        };
        Some(StatementKind::From { variable, first, last, step, body: self.body(parts.next()?)? })
    }

    fn solve(&mut self, pair: Pair<'_, Rule>) -> Option<StatementKind> {
        let mut parts = Parts::of(pair).skip_while(|part| part.as_rule() == Rule::kw_solve);
        let block = self.name(&parts.next()?);
        let (mut method, mut steady_state) = (None, false);
        for part in parts.flat_map(Parts::of) {
            match part.as_rule() {
                Rule::method_name => method = Some(self.name(&part)),
                rule => steady_state = rule == Rule::kw_steadystate,
            }
        }
        Some(StatementKind::Solve(Solve { block, method, steady_state }))
    }

    fn over_states(&mut self, pair: Pair<'_, Rule>) -> Option<OverStates> {
        let mut parts = Parts::of(pair);
        let index = parts.optional(Rule::loop_index).and_then(|index| self.names(Parts::of(index)).pop());
        let expression = self.expression(parts.next()?)?;
        Some(OverStates { index, expression, states: self.names(parts) })
    }

    fn species_sum(&mut self, pair: Pair<'_, Rule>) -> Option<Vec<Species>> {
        Parts::of(pair).map(|species| self.species(species)).collect()
    }

    fn species(&mut self, pair: Pair<'_, Rule>) -> Option<Species> {
        let mut parts = Parts::of(pair);
        let count = parts.optional(Rule::integer).and_then(|count| self.number_or_name(count));
        Some(Species { count, variable: self.reference(parts.next()?)? })
    }

    fn reaction(&mut self, pair: Pair<'_, Rule>) -> Option<Reaction> {
        let mut parts = Parts::of(pair);
        let left = self.species_sum(parts.next()?)?;
        let arrow = parts.next()?;
        let rule = arrow.as_rule();
        let mut parts = Parts::of(arrow);
        let kind = match rule {
            Rule::reversible => ReactionKind::Reversible {
                right: self.species_sum(parts.next()?)?,
                forward: self.expression(parts.next()?)?,
                backward: self.expression(parts.next()?)?,
            },
            Rule::flux => ReactionKind::Flux(self.expression(parts.next()?)?),
            _ => ReactionKind::Sink(self.expression(parts.next()?)?),
        };
        Some(Reaction { left, kind })
    }

    fn equation(&mut self, pair: Pair<'_, Rule>) -> Option<StatementKind> {
        let mut parts = Parts::of(pair);
        let added = parts.has(Rule::added);
        let left = self.expression(parts.next()?)?;
        Some(StatementKind::Equation { left, right: self.expression(parts.next()?)?, added })
    }

    fn assignment(&mut self, pair: Pair<'_, Rule>) -> Option<StatementKind> {
        let mut parts = Parts::of(pair);
        let protect = parts.has(Rule::kw_protect);
        let target = self.reference(parts.next()?)?;
        Some(StatementKind::Assign { target, value: self.expression(parts.next()?)?, protect })
    }

    fn table(&mut self, pair: Pair<'_, Rule>) -> Option<Table> {
        let mut parts = Parts::of(pair);
        let variables = parts.optional(Rule::table_names).map(|names| self.names(Parts::of(names)));
        let depend = parts.optional(Rule::depend).map(|names| self.names(Parts::of(names)));
        Some(Table {
            variables: variables.unwrap_or_default(),
            depend: depend.unwrap_or_default(),
            from: self.expression(parts.next()?)?,
            to: self.expression(parts.next()?)?,
            intervals: self.number_or_name(parts.next()?)?,
        })
    }

    fn watch(&mut self, pair: Pair<'_, Rule>) -> Option<Watch> {
        let mut parts = Parts::of(pair);
        let left = self.expression(parts.next()?)?;
        let comparison = if parts.has(Rule::greater_than) { Comparison::Greater } else { Comparison::Less };
        Some(Watch {
            left,
            comparison,
            right: self.expression(parts.next()?)?,
            flag: self.number_or_name(parts.next()?)?,
        })
    }

    pub(super) fn arguments(&self, pair: Pair<'_, Rule>) -> Vec<Argument> {
        Parts::of(pair).filter_map(|argument| self.argument(argument)).collect()
    }

    fn argument(&self, pair: Pair<'_, Rule>) -> Option<Argument> {
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.next()?);
        Some(Argument { name, unit: self.optional_unit(&mut parts) })
    }
}

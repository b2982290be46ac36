//! What stands at the top level.

use pest::iterators::Pair;

use super::Builder;
use super::grammar::Rule;
use super::token::Parts;
use crate::nmodl::ast::{
    Block, BlockKind, Constant, Define, FunctionTable, Include, Independent, IonStatement, Item, ItemKind,
    KindOfMechanism, Limits, NeuronStatement, NeuronStatementKind, NumberOrName, Parameter, Phase, Subroutine,
    UnitDefinition, UnitDefinitionKind, Variable,
};

impl Builder {
    pub(super) fn item(&mut self, pair: Pair<'_, Rule>) -> Option<Item> {
        let span = self.span(&pair);
        let kind = self.item_kind(pair)?;
        Some(Item { kind, span })
    }

    fn item_kind(&mut self, pair: Pair<'_, Rule>) -> Option<ItemKind> {
        match pair.as_rule() {
            Rule::title => self.inner_text(pair).map(ItemKind::Title),
            Rule::comment_block => self.inner_text(pair).map(ItemKind::Comment),
            Rule::verbatim => self.inner_text(pair).map(ItemKind::Verbatim),
            Rule::define => self.define(pair).map(ItemKind::Define),
            Rule::include => {
                let path = self.inner_text(Parts::of(pair).next()?)?;
                Some(ItemKind::Include(Include { path }))
            }
            Rule::kw_unitson => Some(ItemKind::UnitsOn),
            Rule::kw_unitsoff => Some(ItemKind::UnitsOff),
            Rule::top_local => Some(ItemKind::Local(self.locals(Parts::of(pair).next()?))),
            Rule::independent_block => Some(ItemKind::Independent(self.each(pair, Self::independent))),
            Rule::units_block => Some(ItemKind::Units(self.each(pair, Self::unit_definition))),
            Rule::neuron_block => Some(ItemKind::Neuron(self.each(pair, Self::neuron_statement))),
            Rule::parameter_block => Some(ItemKind::Parameter(self.each(pair, Self::parameter))),
            Rule::constant_block => Some(ItemKind::Constant(self.each(pair, Self::constant))),
            Rule::assigned_block => Some(ItemKind::Assigned(self.each(pair, Self::variable))),
            Rule::state_block => Some(ItemKind::State(self.each(pair, Self::variable))),
            Rule::function_table => {
                let Subroutine { name, arguments, unit } = self.subroutine(&mut Parts::of(pair))?;
                Some(ItemKind::FunctionTable(FunctionTable { name, arguments, unit }))
            }
            _ => self.block(pair).map(ItemKind::Block),
        }
    }

    fn each<T>(&self, pair: Pair<'_, Rule>, build: fn(&Self, Pair<'_, Rule>) -> Option<T>) -> Vec<T> {
        Parts::of(pair).filter_map(|part| build(self, part)).collect()
    }

    fn define(&self, pair: Pair<'_, Rule>) -> Option<Define> {
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.next()?);
        Some(Define { name, value: self.number(&parts.next()?) })
    }

    fn independent(&self, pair: Pair<'_, Rule>) -> Option<Independent> {
        let mut parts = Parts::of(pair);
        Some(Independent {
            sweep: parts.has(Rule::kw_sweep),
            name: self.name(&parts.next()?),
            from: self.number_or_name(parts.next()?)?,
            to: self.number_or_name(parts.next()?)?,
            with: self.number_or_name(parts.next()?)?,
            start: self.start(&mut parts),
            unit: self.optional_unit(&mut parts),
        })
    }

    fn start(&self, parts: &mut Parts<'_>) -> Option<NumberOrName> {
        parts.optional(Rule::start).and_then(|start| self.number_within(start))
    }

    fn unit_definition(&self, pair: Pair<'_, Rule>) -> Option<UnitDefinition> {
        let (rule, span) = (pair.as_rule(), self.span(&pair));
        let mut parts = Parts::of(pair);
        let kind = if rule == Rule::unit_alias {
            UnitDefinitionKind::Alias { alias: self.unit(parts.next()?)?, unit: self.unit(parts.next()?)? }
        } else {
            let name = self.name(&parts.next()?);
            match self.optional_unit(&mut parts) {
                Some(from) => {
                    let arrow = parts.has(Rule::arrow);
                    UnitDefinitionKind::Factor { name, from, to: self.unit(parts.next()?)?, arrow }
                }
                None => UnitDefinitionKind::Value {
                    name,
                    value: self.number_or_name(parts.next()?)?,
                    unit: self.unit(parts.next()?)?,
                },
            }
        };
        Some(UnitDefinition { kind, span })
    }

    fn neuron_statement(&self, pair: Pair<'_, Rule>) -> Option<NeuronStatement> {
        let span = self.span(&pair);
        let kind = self.neuron_statement_kind(Parts::of(pair).next()?)?;
        Some(NeuronStatement { kind, span })
    }

    fn neuron_statement_kind(&self, pair: Pair<'_, Rule>) -> Option<NeuronStatementKind> {
        let rule = pair.as_rule();
        let mut parts = Parts::of(pair);
        Some(match rule {
            Rule::mechanism_name => {
                let kind = match parts.next()?.as_rule() {
                    Rule::kw_point_process => KindOfMechanism::PointProcess,
                    Rule::kw_artificial_cell => KindOfMechanism::ArtificialCell,
                    _ => KindOfMechanism::Suffix,
                };
                NeuronStatementKind::Mechanism { kind, name: self.name(&parts.next()?) }
            }
            Rule::use_ion => NeuronStatementKind::UseIon(self.use_ion(parts)?),
            Rule::nonspecific_current => NeuronStatementKind::NonspecificCurrent(self.names(parts)),
            Rule::electrode_current => NeuronStatementKind::ElectrodeCurrent(self.names(parts)),
            Rule::range => NeuronStatementKind::Range(self.names(parts)),
            Rule::global => NeuronStatementKind::Global(self.names(parts)),
            Rule::pointer => NeuronStatementKind::Pointer(self.names(parts)),
            Rule::bbcore_pointer => NeuronStatementKind::BbcorePointer(self.names(parts)),
            Rule::external => NeuronStatementKind::External(self.names(parts)),
            Rule::random => NeuronStatementKind::Random(self.names(parts)),
            Rule::represents => NeuronStatementKind::Represents(self.text(&parts.next()?)),
            _ => NeuronStatementKind::Threadsafe,
        })
    }

    fn use_ion(&self, mut parts: Parts<'_>) -> Option<IonStatement> {
        let ion = self.name(&parts.next()?);
        let reads = parts.optional(Rule::read).map(|read| self.names(Parts::of(read)));
        let writes = parts.optional(Rule::write).map(|write| self.names(Parts::of(write)));
        Some(IonStatement {
            ion,
            reads: reads.unwrap_or_default(),
            writes: writes.unwrap_or_default(),
            valence: parts.optional(Rule::valence).and_then(|valence| self.number_within(valence)),
            represents: parts.optional(Rule::represents).and_then(|represents| self.inner_text(represents)),
        })
    }

    fn parameter(&self, pair: Pair<'_, Rule>) -> Option<Parameter> {
        let span = self.span(&pair);
        let mut parts = Parts::of(pair);
        Some(Parameter {
            name: self.name(&parts.next()?),
            length: parts.optional(Rule::array_length).and_then(|length| self.number_within(length)),
            value: parts.optional(Rule::constant_number).and_then(|value| self.number_or_name(value)),
            unit: self.optional_unit(&mut parts),
            limits: parts.optional(Rule::limits).and_then(|limits| self.limits(limits)),
            span,
        })
    }

    fn limits(&self, pair: Pair<'_, Rule>) -> Option<Limits> {
        let span = self.span(&pair);
        let mut parts = Parts::of(pair);
        Some(Limits { low: self.number_or_name(parts.next()?)?, high: self.number_or_name(parts.next()?)?, span })
    }

    fn constant(&self, pair: Pair<'_, Rule>) -> Option<Constant> {
        let span = self.span(&pair);
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.next()?);
        let value = self.number_or_name(parts.next()?)?;
        Some(Constant { name, value, unit: self.optional_unit(&mut parts), span })
    }

    fn variable(&self, pair: Pair<'_, Rule>) -> Option<Variable> {
        let span = self.span(&pair);
        let mut parts = Parts::of(pair);
        let (name, primes) = self.primed_name(parts.next()?)?;
        Some(Variable {
            name,
            primes,
            length: parts.optional(Rule::array_length).and_then(|length| self.number_within(length)),
            range: parts.optional(Rule::from_to).and_then(|range| self.range(range)),
            start: self.start(&mut parts),
            unit: self.optional_unit(&mut parts),
            tolerance: parts.optional(Rule::tolerance).and_then(|tolerance| self.number_within(tolerance)),
            span,
        })
    }

    fn range(&self, pair: Pair<'_, Rule>) -> Option<(NumberOrName, NumberOrName)> {
        let mut parts = Parts::of(pair);
        Some((self.number_or_name(parts.next()?)?, self.number_or_name(parts.next()?)?))
    }

    fn block(&mut self, pair: Pair<'_, Rule>) -> Option<Block> {
        let rule = pair.as_rule();
        let mut parts = Parts::of(pair);
        let kind = match rule {
            Rule::breakpoint_block => BlockKind::Breakpoint,
            Rule::derivative_block => BlockKind::Derivative(self.name(&parts.next()?)),
            Rule::kinetic_block => {
                BlockKind::Kinetic { name: self.name(&parts.next()?), solve_for: self.solve_for(&mut parts) }
            }
            Rule::linear_block => {
                BlockKind::Linear { name: self.name(&parts.next()?), solve_for: self.solve_for(&mut parts) }
            }
            Rule::nonlinear_block => {
                BlockKind::Nonlinear { name: self.name(&parts.next()?), solve_for: self.solve_for(&mut parts) }
            }
            Rule::discrete_block => BlockKind::Discrete(self.name(&parts.next()?)),
            Rule::function_block => BlockKind::Function(self.subroutine(&mut parts)?),
            Rule::procedure_block => BlockKind::Procedure(self.subroutine(&mut parts)?),
            Rule::net_receive_block => BlockKind::NetReceive(self.arguments(parts.next()?)),
            Rule::before_block => BlockKind::Before(phase(parts.next()?.as_rule())),
            Rule::after_block => BlockKind::After(phase(parts.next()?.as_rule())),
            Rule::constructor_block => BlockKind::Constructor,
            Rule::destructor_block => BlockKind::Destructor,
            _ => BlockKind::Initial,
        };
        let body = parts.find(|part| part.as_rule() == Rule::body)?;
        Some(Block { kind, body: self.body(body)? })
    }

    fn solve_for(&self, parts: &mut Parts<'_>) -> Vec<crate::nmodl::ast::Name> {
        parts.optional(Rule::solve_for).map(|names| self.names(Parts::of(names))).unwrap_or_default()
    }

    fn subroutine(&self, parts: &mut Parts<'_>) -> Option<Subroutine> {
        Some(Subroutine {
            name: self.name(&parts.next()?),
            arguments: self.arguments(parts.next()?),
            unit: self.optional_unit(parts),
        })
    }
}

fn phase(rule: Rule) -> Phase {
    match rule {
        Rule::kw_breakpoint => Phase::Breakpoint,
        Rule::kw_solve => Phase::Solve,
        Rule::kw_initial => Phase::Initial,
        _ => Phase::Step,
    }
}

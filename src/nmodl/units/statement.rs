//! The statements of a file, block after block, as `modlunit` walks over them.

use super::checker::{Bound, Checker};
use super::names::Known;
use crate::by_name::Lookup;
use crate::nmodl::ast::{
    Argument, Block, BlockKind, Body, Comparison, Expression, Item, ItemKind, Reference, Statement, StatementKind,
    Subroutine, Watch,
};

impl<'a> Checker<'a> {
    pub(super) fn item(&mut self, item: &'a Item) {
        match &item.kind {
            ItemKind::UnitsOn => self.on = true,
            ItemKind::UnitsOff => self.on = false,
            ItemKind::Local(locals) => self.open_scope(locals),
            ItemKind::Block(block) => self.block(block),
            ItemKind::Title(_)
            | ItemKind::Comment(_)
            | ItemKind::Verbatim(_)
            | ItemKind::Define(_)
            | ItemKind::Include(_)
            | ItemKind::Independent(_)
            | ItemKind::Units(_)
            | ItemKind::Neuron(_)
            | ItemKind::Parameter(_)
            | ItemKind::Constant(_)
            | ItemKind::Assigned(_)
            | ItemKind::State(_)
            | ItemKind::FunctionTable(_) => {}
        }
    }

    fn block(&mut self, block: &'a Block) {
        match &block.kind {
            BlockKind::Function(Subroutine { name, arguments, .. }) => {
                let result = self.names.functions.get(name.text.as_str()).map(|function| function.result.clone());
                self.open_arguments(arguments, Some(&name.text));
                self.bind(&name.text, Bound::Result(result.unwrap_or(Known::Anything)));
            }
            BlockKind::Procedure(Subroutine { name, arguments, .. }) => {
                self.open_arguments(arguments, Some(&name.text));
            }
            BlockKind::NetReceive(arguments) => {
                self.weights = arguments.iter().map(|argument| argument.unit.as_ref()).collect();
                self.open_arguments(arguments, None);
                self.bind("flag", Bound::Local(Known::no_unit()));
            }
            BlockKind::Kinetic { .. } => {
                self.kinetic(&block.body);
                return;
            }
            BlockKind::Initial
            | BlockKind::Breakpoint
            | BlockKind::Derivative(_)
            | BlockKind::Linear { .. }
            | BlockKind::Nonlinear { .. }
            | BlockKind::Discrete(_)
            | BlockKind::Before(_)
            | BlockKind::After(_)
            | BlockKind::Constructor
            | BlockKind::Destructor => self.scopes.push(Lookup::default()),
        }
        self.body(&block.body);
        self.scopes.pop();
    }

    /// The arguments of a `function` are as a call left them: one that was blamed for its missing unit is not again.
    fn open_arguments(&mut self, arguments: &'a [Argument], function: Option<&str>) {
        let signature = function.and_then(|name| self.names.functions.get(name)).cloned();
        let mut scope = Lookup::default();
        for (at, Argument { name, unit }) in arguments.iter().enumerate() {
            let declared = signature.as_ref().and_then(|signature| signature.arguments.get(at));
            let known = declared.map_or_else(|| self.read(unit.as_ref()), |(_, declared)| declared.known.clone());
            let bound = if unit.is_some() { Bound::Local(known) } else { Bound::Bare(known) };
            scope.insert(name.text.as_str(), bound);
        }
        self.scopes.push(scope);
    }

    /// The weights of other connections have the units of one's own where they state none.
    fn open_weights(&mut self, arguments: &'a [Argument]) {
        let mut scope = Lookup::default();
        for (at, Argument { name, unit }) in arguments.iter().enumerate() {
            let unit = unit.as_ref().or(self.weights.get(at).copied().flatten());
            scope.insert(name.text.as_str(), Bound::Local(self.read(unit)));
        }
        self.scopes.push(scope);
    }

    fn bind(&mut self, name: &'a str, bound: Bound) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name, bound);
        }
    }

    pub(super) fn body(&mut self, body: &'a Body) {
        self.open_scope(&body.locals);
        body.statements.iter().for_each(|statement| self.statement(statement));
        self.scopes.pop();
    }

    fn statement(&mut self, statement: &'a Statement) {
        match &statement.kind {
            StatementKind::Assign { target, value, .. } => self.assign(target, value),
            StatementKind::Call(call) => _ = self.call(call),
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
            StatementKind::From { variable, body, .. } => {
                self.scopes.push(Lookup::from_iter([(variable.text.as_str(), Bound::Local(Known::no_unit()))]));
                self.body(body);
                self.scopes.pop();
            }
            StatementKind::Block(body) | StatementKind::Initial(body) => self.body(body),
            StatementKind::UnitsOn => self.on = true,
            StatementKind::UnitsOff => self.on = false,
            StatementKind::Reaction(reaction) => self.reaction(reaction),
            StatementKind::Equation { left, right, .. } => {
                let sides = ((self.expression(left), left.span), (self.expression(right), right.span));
                self.join("=", sides.0, sides.1);
            }
            StatementKind::Conserve { species, total } => self.conserve(species, total),
            StatementKind::Compartment(over) => self.compartment(over),
            StatementKind::LongitudinalDiffusion(over) => self.diffusion(over),
            StatementKind::Table(table) => {
                self.expression(&table.from);
                self.expression(&table.to);
            }
            StatementKind::Watch(watches) => watches.iter().for_each(|watch| self.watch(watch)),
            StatementKind::ForNetcons { arguments, body } => {
                self.open_weights(arguments);
                self.body(body);
                self.scopes.pop();
            }
            StatementKind::Solve(_)
            | StatementKind::Conductance { .. }
            | StatementKind::Verbatim(_)
            | StatementKind::Comment(_)
            | StatementKind::Lag { .. }
            | StatementKind::MutexLock
            | StatementKind::MutexUnlock => {}
        }
    }

    /// A `LOCAL` takes the unit of what is assigned to it, a variable has its own.
    fn assign(&mut self, target: &'a Reference, value: &'a Expression) {
        let found = self.expression(value);
        if let Some(bound @ (Bound::Local(_) | Bound::Bare(_))) = self.bound(target) {
            *bound = Bound::Local(if found == Known::Number { Known::no_unit() } else { found });
            return;
        }
        let needed = self.variable(target);
        self.join("=", (needed, target.span), (found, value.span));
    }

    fn watch(&mut self, Watch { left, comparison, right, .. }: &'a Watch) {
        let sign = match comparison {
            Comparison::Greater => ">",
            Comparison::Less => "<",
        };
        let sides = ((self.expression(left), left.span), (self.expression(right), right.span));
        self.compare(sign, sides.0, sides.1);
    }
}

//! What a statement declares before it runs.
//!
//! hoc makes a variable of every name that is assigned, and a `strdef` of every `strdef`, when it reads the text: they
//! exist, with the value 0 or an empty string, even where the assignment never runs.

use std::collections::HashSet;
use std::sync::Arc;

use crate::hoc::ast::{Arguments, Definition, Expression, ExpressionKind, Head, Path, Statement, StatementKind};
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::Slot;

/// Names that a statement assigns and declares.
#[derive(Debug, Default)]
struct Found<'a> {
    assigned: Vec<&'a str>,
    texts: Vec<&'a str>,
    declared: HashSet<&'a str>,
}

impl Interpreter {
    /// Declares what hoc declares when it reads the statement.
    pub(crate) fn declare_ahead(&mut self, statement: &Statement) {
        let mut found = Found::default();
        found.statement(statement);
        for &name in &found.assigned {
            if !found.declared.contains(name) && matches!(self.resolve(name), Named::Unknown) {
                self.declare_variable(name);
            }
        }
        for &name in &found.texts {
            if matches!(self.resolve(name), Named::Unknown) {
                let scope = self.frames.current().scope;
                let symbol = self.declare_symbol(scope, name);
                self.set_slot(scope, symbol, Slot::Text(Arc::from("")));
            }
        }
    }
}

impl<'a> Found<'a> {
    fn statements(&mut self, statements: &'a [Statement]) {
        statements.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &'a Statement) {
        match &statement.kind {
            StatementKind::Expression(expression) | StatementKind::Return(Some(expression)) => {
                self.expression(expression);
            }
            StatementKind::Print(values) => values.iter().for_each(|value| self.expression(value)),
            StatementKind::Block(statements) => self.statements(statements),
            StatementKind::If { condition, then, otherwise } => {
                self.expression(condition);
                self.statement(then);
                otherwise.iter().for_each(|otherwise| self.statement(otherwise));
            }
            StatementKind::While { condition, body } => {
                self.expression(condition);
                self.statement(body);
            }
            StatementKind::For { init, condition, step, body } => {
                init.iter().chain(step).for_each(|statement| self.statement(statement));
                self.expression(condition);
                self.statement(body);
            }
            StatementKind::ForRange { variable, first, last, body } => {
                self.target(variable);
                self.expression(first);
                self.expression(last);
                self.statement(body);
            }
            StatementKind::ForSegments { variable, with_ends: _, body } => {
                self.target(variable);
                self.statement(body);
            }
            StatementKind::ForIterator { iterator: _, body }
            | StatementKind::Forall(body)
            | StatementKind::Forsec { sections: _, body }
            | StatementKind::Ifsec { sections: _, body }
            | StatementKind::InSection { section: _, body } => self.statement(body),
            StatementKind::Objref(declarations)
            | StatementKind::Double(declarations)
            | StatementKind::Create(declarations) => {
                self.declared.extend(declarations.iter().map(|declaration| declaration.name.text.as_str()));
            }
            StatementKind::Strdef(names) => self.texts.extend(names.iter().map(|name| name.text.as_str())),
            StatementKind::Define(definition) => self.definition(definition),
            StatementKind::Return(None)
            | StatementKind::Break
            | StatementKind::Continue
            | StatementKind::Stop
            | StatementKind::Quit
            | StatementKind::IteratorStatement
            | StatementKind::Connect { .. }
            | StatementKind::Access(_)
            | StatementKind::Insert(_)
            | StatementKind::Uninsert(_)
            | StatementKind::SetPointer { .. }
            | StatementKind::Delete(_)
            | StatementKind::BeginTemplate(_)
            | StatementKind::EndTemplate(_)
            | StatementKind::Public(_)
            | StatementKind::External(_)
            | StatementKind::Refused(_) => {}
        }
    }

    /// A procedure's locals are its own.
    fn definition(&mut self, definition: &'a Definition) {
        let mut inner = Self::default();
        inner.statements(&definition.body);
        let locals: HashSet<&str> = definition
            .locals
            .iter()
            .map(|local| local.name.text.as_str())
            .chain(definition.local_objects.iter().map(|name| name.text.as_str()))
            .collect();
        self.assigned.extend(inner.assigned.iter().filter(|name| !locals.contains(*name)));
        self.texts.extend(inner.texts);
        self.declared.extend(inner.declared);
    }

    fn expression(&mut self, expression: &'a Expression) {
        match &expression.kind {
            ExpressionKind::Assign { target, operator: _, value } => {
                if !matches!(value.kind, ExpressionKind::New { .. } | ExpressionKind::Text(_)) {
                    self.target(target);
                }
                self.expression(value);
            }
            ExpressionKind::Unary(_, operand) => self.expression(operand),
            ExpressionKind::Binary(_, a, b) | ExpressionKind::Ramp(a, b) => {
                self.expression(a);
                self.expression(b);
            }
            ExpressionKind::Number(_)
            | ExpressionKind::Text(_)
            | ExpressionKind::Path(_)
            | ExpressionKind::New { .. }
            | ExpressionKind::Pointer(_) => {}
        }
    }

    fn target(&mut self, path: &'a Path) {
        if let Head::Member(member) = &path.head
            && path.members.is_empty()
            && member.indices.is_empty()
            && matches!(member.arguments, Arguments::None)
        {
            self.assigned.push(&member.name.text);
        }
    }
}

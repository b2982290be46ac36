//! What a statement declares before it runs.
//!
//! hoc makes a variable of every name that is assigned, and a `strdef` of every `strdef`, when it reads the text: they
//! exist, with the value 0 or an empty string, even where the assignment never runs. The string is emptied then, too.

use std::collections::HashSet;
use std::sync::Arc;

use crate::hoc::ast::{Arguments, Declaration, Definition, ExpressionKind, Head, Name, Path, Statement, StatementKind};
use crate::hoc::eval::names::Named;
use crate::hoc::interpreter::Interpreter;
use crate::hoc::object::Slot;
use crate::hoc::walk::{Node, walk};

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
        for &name in &found.texts {
            self.declare_text(name);
        }
        for &name in &found.assigned {
            if !found.declared.contains(name) && matches!(self.resolve(name), Named::Unknown) {
                self.declare_variable(name);
            }
        }
    }

    /// A `strdef` that is declared again is empty again.
    fn declare_text(&mut self, name: &str) {
        let scope = self.frames.current().scope;
        let is_free = match self.resolve_in(scope, name) {
            Named::Variable(scope, symbol) => matches!(self.slot(scope, symbol), Slot::Text(_)),
            _ => matches!(self.resolve(name), Named::Unknown),
        };
        if is_free {
            let symbol = self.declare_symbol(scope, name);
            self.set_slot(scope, symbol, Slot::Text(Arc::from("")));
        }
    }
}

impl<'a> Found<'a> {
    fn statement(&mut self, statement: &'a Statement) {
        walk(statement, &mut |node| {
            self.see(node);
            !matches!(node, Node::Path(_) | Node::Statement(Statement { kind: StatementKind::Define(_), .. }))
        });
    }

    fn see(&mut self, node: Node<'a>) {
        match node {
            Node::Statement(statement) => match &statement.kind {
                StatementKind::ForRange { variable, .. } | StatementKind::ForSegments { variable, .. } => {
                    self.assigned.extend(plain_name(variable));
                }
                StatementKind::Objref(declarations)
                | StatementKind::Double(declarations)
                | StatementKind::Create(declarations) => self.declared.extend(declarations.iter().map(declared)),
                StatementKind::Strdef(names) => self.texts.extend(names.iter().map(text)),
                StatementKind::Define(definition) => self.definition(definition),
                _ => {}
            },
            Node::Expression(expression) => {
                if let ExpressionKind::Assign { target, value, .. } = &expression.kind
                    && !matches!(value.kind, ExpressionKind::New { .. } | ExpressionKind::Text(_))
                {
                    self.assigned.extend(plain_name(target));
                }
            }
            Node::Path(_) => {}
        }
    }

    /// A procedure's locals are its own.
    fn definition(&mut self, definition: &'a Definition) {
        let mut inner = Self::default();
        definition.body.iter().for_each(|statement| inner.statement(statement));
        let locals = definition.locals.iter().map(declared).chain(definition.local_objects.iter().map(text));
        let locals: HashSet<&str> = locals.collect();
        self.assigned.extend(inner.assigned.into_iter().filter(|name| !locals.contains(name)));
        self.texts.extend(inner.texts);
        self.declared.extend(inner.declared);
    }
}

fn declared(declaration: &Declaration) -> &str {
    &declaration.name.text
}

fn text(name: &Name) -> &str {
    &name.text
}

/// The name, where the path is nothing more.
fn plain_name(path: &Path) -> Option<&str> {
    match &path.head {
        Head::Member(member)
            if path.members.is_empty() && member.indices.is_empty() && matches!(member.arguments, Arguments::None) =>
        {
            Some(&member.name.text)
        }
        Head::Member(_)
        | Head::NumberArgument(_)
        | Head::TextArgument(_)
        | Head::ObjectArgument(_)
        | Head::PointerArgument(..) => None,
    }
}

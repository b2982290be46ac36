//! What stands in a wrong place, or is used as what it is not, by what the file itself declares.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use super::problem::Problem;
use crate::hoc::ast::{
    ArgumentIndex, Arguments, Definition, DefinitionKind, Expression, ExpressionKind, Head, Member, Name, Path,
    Statement, StatementKind,
};
use crate::hoc::walk::{Node, walk};
use crate::source::Span;

/// The problems of a file's statements.
pub(super) fn check(statements: &[Statement]) -> Vec<Problem> {
    let mut checker = Checker::default();
    for statement in statements {
        checker.top_level(statement);
        walk(statement, &mut |node| {
            checker.see(node);
            true
        });
        checker.definition = None;
    }
    let open = checker.templates.iter().map(|(name, _)| (name.text.clone(), name.span));
    checker.found.extend(open.map(|(name, begun)| Problem::OpenTemplate { name, begun }));
    checker.found
}

/// What the names of a scope were declared as.
#[derive(Default)]
struct Names<'a> {
    texts: BTreeMap<&'a str, Span>,
    sections: BTreeSet<&'a str>,
    functions: BTreeSet<&'a str>,
}

#[derive(Default)]
struct Checker<'a> {
    /// Templates that are open, each with the names around it; they may stand in each other.
    templates: Vec<(&'a Name, Names<'a>)>,
    definition: Option<&'a Definition>,
    names: Names<'a>,
    found: Vec<Problem>,
}

impl<'a> Checker<'a> {
    fn top_level(&mut self, statement: &'a Statement) {
        match &statement.kind {
            StatementKind::BeginTemplate(name) => self.begin_template(name),
            StatementKind::EndTemplate(name) => self.end_template(name),
            StatementKind::Public(names) => self.in_template("public", names),
            StatementKind::External(names) => self.in_template("external", names),
            StatementKind::Define(definition) => self.define(definition),
            _ => {}
        }
    }

    fn begin_template(&mut self, name: &'a Name) {
        self.templates.push((name, mem::take(&mut self.names)));
    }

    fn end_template(&mut self, name: &Name) {
        let Some((begun, outside)) = self.templates.pop() else {
            self.found.push(Problem::LoneEnd { name: name.text.clone(), at: name.span });
            return;
        };
        self.names = outside;
        if begun.text != name.text {
            let (expected, found) = (begun.text.clone(), name.text.clone());
            self.found.push(Problem::WrongEnd { expected, begun: begun.span, found, at: name.span });
        }
    }

    fn in_template(&mut self, keyword: &'static str, names: &[Name]) {
        if let (true, Some(first)) = (self.templates.is_empty(), names.first()) {
            self.found.push(Problem::OutsideTemplate { keyword, at: first.span });
        }
    }

    fn define(&mut self, definition: &'a Definition) {
        self.definition = Some(definition);
        if definition.kind != DefinitionKind::Procedure {
            self.names.functions.insert(&definition.name.text);
        }
        let mut known: BTreeMap<&str, Span> = BTreeMap::new();
        for Name { text, span } in locals(definition) {
            match known.get(text.as_str()) {
                Some(&first) => self.found.push(Problem::LocalTwice { name: text.clone(), at: *span, first }),
                None => {
                    known.insert(text, *span);
                }
            }
        }
    }

    fn see(&mut self, node: Node<'a>) {
        match node {
            Node::Statement(statement) => self.statement(statement),
            Node::Expression(Expression { kind: ExpressionKind::Assign { target, operator, value }, .. }) => {
                self.assigned(target, operator.is_some(), value);
            }
            Node::Expression(_) => {}
            Node::Path(path) => self.path(path),
        }
    }

    fn statement(&mut self, statement: &'a Statement) {
        let at = statement.span;
        let definition = self.definition.map(|definition| definition.kind);
        match &statement.kind {
            StatementKind::Return(_) if definition.is_none() => self.found.push(Problem::LoneReturn { at }),
            StatementKind::IteratorStatement if definition != Some(DefinitionKind::Iterator) => {
                self.found.push(Problem::NoIterator { at });
            }
            StatementKind::Strdef(names) => {
                self.names.texts.extend(names.iter().map(|name| (name.text.as_str(), name.span)));
            }
            StatementKind::Create(declared) => {
                self.names.sections.extend(declared.iter().map(|declared| declared.name.text.as_str()));
            }
            StatementKind::Connect { child, parent } => self.connected(child, parent),
            _ => {}
        }
    }

    fn connected(&mut self, child: &Path, parent: &Expression) {
        if let Some(Member { name, arguments: Arguments::None, .. }) = lone(child) {
            self.found.push(Problem::ConnectEnd { name: name.text.clone(), at: child.span });
        }
        if let ExpressionKind::Path(path) = &parent.kind
            && let Some(Member { name, arguments: Arguments::None, .. }) = lone(path)
            && self.names.sections.contains(name.text.as_str())
            && !self.is_local(&name.text)
        {
            self.found.push(Problem::ConnectPlace { name: name.text.clone(), at: path.span });
        }
    }

    fn path(&mut self, path: &Path) {
        let index = match path.head {
            Head::Member(_) => return,
            Head::NumberArgument(index)
            | Head::TextArgument(index)
            | Head::ObjectArgument(index)
            | Head::PointerArgument(index, _) => index,
        };
        if self.definition.is_none() {
            self.found.push(Problem::LoneArgument { at: path.span });
        } else if index == ArgumentIndex::VariableI && !self.is_local("i") {
            self.found.push(Problem::NoLocalIndex { at: path.span });
        }
    }

    fn assigned(&mut self, target: &Path, is_operation: bool, value: &Expression) {
        let is_number = match &value.kind {
            ExpressionKind::Number(_)
            | ExpressionKind::Unary(..)
            | ExpressionKind::Binary(..)
            | ExpressionKind::Ramp(..) => true,
            ExpressionKind::Text(_) | ExpressionKind::New { .. } if is_operation => {
                self.found.push(Problem::Operator { at: target.span.to(value.span) });
                return;
            }
            ExpressionKind::Text(_)
            | ExpressionKind::New { .. }
            | ExpressionKind::Path(_)
            | ExpressionKind::Assign { .. }
            | ExpressionKind::Pointer(_) => false,
        };
        let Some(Member { name: Name { text, .. }, arguments, .. }) = lone(target) else { return };
        if self.is_local(text) {
            return;
        }
        let declared = self.names.texts.get(text.as_str()).copied();
        if let Some(declared) = declared.filter(|_| is_number) {
            self.found.push(Problem::NoText { name: text.clone(), at: target.span.to(value.span), declared });
        }
        if !matches!(arguments, Arguments::None) && self.names.functions.contains(text.as_str()) {
            self.found.push(Problem::AssignedCall { name: text.clone(), at: target.span });
        }
    }

    fn is_local(&self, name: &str) -> bool {
        self.definition.is_some_and(|definition| locals(definition).any(|local| local.text == name))
    }
}

/// The names that a definition keeps for itself.
fn locals(definition: &Definition) -> impl Iterator<Item = &Name> {
    definition.locals.iter().map(|local| &local.name).chain(&definition.local_objects)
}

/// The name that is all of a path.
fn lone(path: &Path) -> Option<&Member> {
    match &path.head {
        Head::Member(member) if path.members.is_empty() => Some(member),
        Head::Member(_)
        | Head::NumberArgument(_)
        | Head::TextArgument(_)
        | Head::ObjectArgument(_)
        | Head::PointerArgument(..) => None,
    }
}

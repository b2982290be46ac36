//! Names that live in a block: arguments, `LOCAL`s, loop variables, the value of a `FUNCTION`.

use crate::nmodl::ast::{Argument, Block, BlockKind, Body, LocalVariable, Name};
use crate::source::Span;

/// A name that hides the file's names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Local<'a> {
    /// Its spelling.
    pub(super) name: &'a str,
    /// What it is.
    pub(super) kind: LocalKind,
    /// Where it begins to be; none for what needs no declaration.
    pub(super) declared: Option<Span>,
}

/// What a local name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LocalKind {
    /// `LOCAL a`
    Scalar,
    /// `LOCAL a[3]`
    Array,
    /// `FUNCTION f(a)`
    Argument,
    /// `FROM i = 0 TO 3`
    Loop,
    /// `f` within `FUNCTION f`, `flag` within `NET_RECEIVE`
    Implied,
}

impl<'a> Local<'a> {
    fn new(name: &'a Name, kind: LocalKind) -> Self {
        Self { name: &name.text, kind, declared: Some(name.span) }
    }

    fn implied(name: &'a str) -> Self {
        Self { name, kind: LocalKind::Implied, declared: None }
    }

    /// What `LOCAL` declares.
    pub(super) fn variable(variable: &'a LocalVariable) -> Self {
        let kind = if variable.length.is_some() { LocalKind::Array } else { LocalKind::Scalar };
        Self::new(&variable.name, kind)
    }

    /// What a loop declares.
    pub(super) fn loop_variable(name: &'a Name) -> Self {
        Self::new(name, LocalKind::Loop)
    }
}

/// The local names at one place, the innermost last.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope<'a> {
    locals: Vec<Local<'a>>,
}

impl<'a> Scope<'a> {
    /// Goes into a body; what it gives back leads out again.
    pub(super) fn enter(&mut self, body: &'a Body) -> usize {
        self.enter_all(body.locals.iter().map(Local::variable))
    }

    /// Goes into something with arguments.
    pub(super) fn enter_arguments(&mut self, arguments: &'a [Argument]) -> usize {
        self.enter_all(arguments.iter().map(|argument| Local::new(&argument.name, LocalKind::Argument)))
    }

    /// Goes into something with one name of its own.
    pub(super) fn enter_one(&mut self, local: Local<'a>) -> usize {
        self.enter_all([local])
    }

    fn enter_all(&mut self, locals: impl IntoIterator<Item = Local<'a>>) -> usize {
        let outer = self.locals.len();
        self.locals.extend(locals);
        outer
    }

    /// Leaves what was entered.
    pub(super) fn leave(&mut self, outer: usize) {
        self.locals.truncate(outer);
    }

    /// What hides the file's name.
    pub(super) fn find(&self, name: &str) -> Option<Local<'a>> {
        self.locals.iter().rev().find(|local| local.name == name).copied()
    }
}

/// What the head of a block declares.
pub(super) fn block_locals(block: &Block) -> Scope<'_> {
    let mut scope = Scope::default();
    scope.enter_arguments(block.kind.arguments());
    if let BlockKind::Function(function) = &block.kind {
        scope.enter_one(Local::implied(&function.name.text));
    }
    if let BlockKind::NetReceive(_) = &block.kind {
        scope.enter_one(Local::implied("flag"));
    }
    scope
}

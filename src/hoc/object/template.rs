//! Templates: a symbol table shared by all instances, and the shape of their data.

use std::sync::Arc;

use indexmap::IndexSet;

use crate::by_name::ByName;
use crate::hoc::ast::Definition;
use crate::hoc::object::{ClassId, Slot};
use crate::source::Span;

/// What a name of a scope stands for.
#[derive(Debug, Clone)]
pub(crate) enum Symbol {
    /// Data: what kind is seen from the slot.
    Data,
    /// A procedure, function or iterator.
    Procedure(Arc<Definition>),
    /// `external name`: the top level's
    External,
    /// A class that hoc defined (top level only).
    Class(ClassId),
}

/// The names of a scope. Places are kept for good, so that slots can be found by them.
#[derive(Debug, Clone, Default)]
pub(crate) struct SymbolTable {
    symbols: ByName<Arc<str>, Symbol>,
}

impl SymbolTable {
    /// The name's place and what it is.
    pub(crate) fn find(&self, name: &str) -> Option<(usize, &Symbol)> {
        self.symbols.get_full(name).map(|(index, _, symbol)| (index, symbol))
    }

    /// The name's place, made as data where it is new.
    pub(crate) fn declare(&mut self, name: &str) -> usize {
        match self.symbols.get_index_of(name) {
            Some(index) => index,
            None => self.symbols.insert_full(Arc::from(name), Symbol::Data).0,
        }
    }

    /// Makes the name stand for something.
    pub(crate) fn define(&mut self, name: &str, symbol: Symbol) -> usize {
        self.symbols.insert_full(Arc::from(name), symbol).0
    }

    /// Every name with what it is.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Symbol)> {
        self.symbols.iter()
    }
}

/// A scope's names and what a new instance looks like. The top level is one, too.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    pub(crate) name: Arc<str>,
    pub(crate) declared: Option<Span>,
    pub(crate) symbols: SymbolTable,
    pub(crate) public: IndexSet<Arc<str>>,
    /// The template's own data: what its statements outside procedures made.
    pub(crate) slots: Vec<Slot>,
}

impl Template {
    pub(crate) fn new(name: &str, declared: Option<Span>) -> Self {
        Self {
            name: Arc::from(name),
            declared,
            symbols: SymbolTable::default(),
            public: IndexSet::new(),
            slots: Vec::new(),
        }
    }

    /// The procedure of that name.
    pub(crate) fn procedure(&self, name: &str) -> Option<&Arc<Definition>> {
        match self.symbols.find(name) {
            Some((_, Symbol::Procedure(definition))) => Some(definition),
            Some((_, Symbol::Data | Symbol::External | Symbol::Class(_))) | None => None,
        }
    }
}

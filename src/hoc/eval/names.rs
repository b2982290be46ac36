//! What a name stands for at the moment it is used.
//!
//! The order is NEURON's: locals of the call, the scope's own symbols, then what NEURON brings along. At top level
//! the names of NEURON's own hoc library come last, whether its files were loaded or not.

use std::sync::Arc;

use crate::cell::Range;
use crate::hoc::ast::Definition;
use crate::hoc::builtin::{self, Function};
use crate::hoc::interpreter::Interpreter;
use crate::hoc::memory::SYMBOL_BYTES;
use crate::hoc::object::{ClassId, ObjectData, ScopeId, Slot, Symbol, SymbolTable, Template};
use crate::hoc::value::Property;

/// What a name stands for.
#[derive(Debug, Clone)]
pub(crate) enum Named {
    /// A local of the running call, by place.
    Local(usize),
    /// Data of a scope.
    Variable(ScopeId, usize),
    /// A procedure of a scope.
    Procedure(ScopeId, Arc<Definition>),
    /// A class, of hoc or built in.
    Class(ClassId),
    /// A range variable of the accessed section.
    Range(Range),
    /// A property of the accessed section.
    Property(Property),
    /// A variable that NEURON itself has.
    Builtin(usize),
    /// A global variable of a mechanism.
    Mechanism,
    /// A function that NEURON itself has.
    Function(Function),
    /// Nothing.
    Unknown,
}

impl Interpreter {
    /// What the name stands for where evaluation is now.
    pub(crate) fn resolve(&mut self, name: &str) -> Named {
        let frame = self.frames.current();
        let scope = frame.scope;
        if let Some(place) = frame.locals.iter().position(|(local, _)| local.as_ref() == name) {
            return Named::Local(place);
        }
        match self.resolve_in(scope, name) {
            Named::Unknown if self.is_own_name(scope, name) => Named::Unknown,
            Named::Unknown => self.resolve_builtin(scope, name),
            found => found,
        }
    }

    /// Is it a template's own name, as `public v` makes it, with nothing behind it yet? It hides what NEURON calls so.
    fn is_own_name(&self, scope: ScopeId, name: &str) -> bool {
        scope != ScopeId::Top
            && self.symbols(scope).and_then(|symbols| symbols.find(name)).is_some_and(|(_, symbol)| match symbol {
                Symbol::Data => true,
                Symbol::Procedure(_) | Symbol::Class(_) | Symbol::External => false,
            })
    }

    /// What the name stands for at the top level.
    pub(crate) fn resolve_at_top(&mut self, name: &str) -> Named {
        match self.resolve_in(ScopeId::Top, name) {
            Named::Unknown => self.resolve_builtin(ScopeId::Top, name),
            found => found,
        }
    }

    /// What the name stands for among a scope's own symbols.
    pub(crate) fn resolve_in(&self, scope: ScopeId, name: &str) -> Named {
        let Some((index, symbol)) = self.symbols(scope).and_then(|symbols| symbols.find(name)) else {
            return Named::Unknown;
        };
        match symbol {
            Symbol::Data if matches!(self.slot(scope, index), Slot::Empty) => Named::Unknown,
            Symbol::Data => Named::Variable(scope, index),
            Symbol::Procedure(definition) => Named::Procedure(scope, Arc::clone(definition)),
            Symbol::Class(class) => Named::Class(*class),
            Symbol::External if scope == ScopeId::Top => Named::Unknown,
            Symbol::External => match self.resolve_in(ScopeId::Top, name) {
                Named::Unknown => builtin::library_function(name).map_or(Named::Unknown, Named::Function),
                found => found,
            },
        }
    }

    fn resolve_builtin(&mut self, scope: ScopeId, name: &str) -> Named {
        if let Some(range) = self.model.find_range(name) {
            return Named::Range(range);
        }
        if let Some(property) = Property::find(name) {
            return Named::Property(property);
        }
        if let Some(function) = builtin::function(name) {
            return Named::Function(function);
        }
        if let Some(index) = self.variables.find(name) {
            return Named::Builtin(index);
        }
        if self.model.global(name).is_some() {
            return Named::Mechanism;
        }
        if scope == ScopeId::Top { self.resolve_library(name) } else { self.resolve_class(name) }
    }

    fn resolve_class(&self, name: &str) -> Named {
        self.objects.find_class(name).map_or(Named::Unknown, Named::Class)
    }

    /// A variable of NEURON's library becomes the top level's own when it is first named.
    fn resolve_library(&mut self, name: &str) -> Named {
        if let Some(function) = builtin::library_function(name) {
            return Named::Function(function);
        }
        match builtin::library_variable(name) {
            Some(value) => {
                let index = self.top.symbols.declare(name);
                self.library_symbols.insert(index, Arc::from(name));
                self.set_slot(ScopeId::Top, index, Slot::Number(value));
                Named::Variable(ScopeId::Top, index)
            }
            None if builtin::is_library_object(name) => {
                let object = self.add_inert("CVode");
                let index = self.top.symbols.declare(name);
                self.set_slot(ScopeId::Top, index, Slot::Object(Some(object)));
                Named::Variable(ScopeId::Top, index)
            }
            None if self.define_from_library(name) => match self.resolve_in(ScopeId::Top, name) {
                Named::Unknown => self.resolve_class(name),
                found => found,
            },
            None => self.resolve_class(name),
        }
    }

    /// The template of a scope; the top level is one.
    pub(crate) fn template(&self, scope: ScopeId) -> Option<&Template> {
        match scope {
            ScopeId::Top => Some(&self.top),
            ScopeId::Template(class) => self.objects.template(class),
            ScopeId::Object(object) => self.objects.template(self.objects.class_of(object)?),
        }
    }

    /// The template of a scope; the top level is one.
    pub(crate) fn template_mut(&mut self, scope: ScopeId) -> Option<&mut Template> {
        match scope {
            ScopeId::Top => Some(&mut self.top),
            ScopeId::Template(class) => self.objects.template_mut(class),
            ScopeId::Object(object) => self.objects.template_mut(self.objects.class_of(object)?),
        }
    }

    /// The names of a scope.
    pub(crate) fn symbols(&self, scope: ScopeId) -> Option<&SymbolTable> {
        self.template(scope).map(|template| &template.symbols)
    }

    /// The data of a scope's symbol.
    pub(crate) fn slot(&self, scope: ScopeId, symbol: usize) -> &Slot {
        const EMPTY: &Slot = &Slot::Empty;
        self.slots(scope).and_then(|slots| slots.get(symbol)).unwrap_or(EMPTY)
    }

    fn slots(&self, scope: ScopeId) -> Option<&Vec<Slot>> {
        match scope {
            ScopeId::Top => Some(&self.top.slots),
            ScopeId::Template(class) => self.objects.template(class).map(|template| &template.slots),
            ScopeId::Object(object) => match self.objects.data(object)? {
                ObjectData::Instance(slots) => Some(slots),
                ObjectData::Builtin(_) => None,
            },
        }
    }

    /// The data of a scope's symbol, to be changed.
    pub(crate) fn slot_mut(&mut self, scope: ScopeId, symbol: usize) -> Option<&mut Slot> {
        let slots = match scope {
            ScopeId::Top => &mut self.top.slots,
            ScopeId::Template(class) => &mut self.objects.template_mut(class)?.slots,
            ScopeId::Object(object) => match self.objects.data_mut(object)? {
                ObjectData::Instance(slots) => slots,
                ObjectData::Builtin(_) => return None,
            },
        };
        if slots.len() <= symbol {
            slots.resize_with(symbol + 1, Slot::default);
        }
        slots.get_mut(symbol)
    }

    /// Gives a scope's symbol its data.
    pub(crate) fn set_slot(&mut self, scope: ScopeId, symbol: usize, slot: Slot) {
        self.memory.add(slot.bytes());
        if let Some(place) = self.slot_mut(scope, symbol) {
            let before = std::mem::replace(place, slot).bytes();
            self.memory.free(before);
        }
    }

    /// Makes a name data of a scope, where it is not declared yet.
    pub(crate) fn declare_symbol(&mut self, scope: ScopeId, name: &str) -> usize {
        let Some(template) = self.template_mut(scope) else { return 0 };
        let is_new = template.symbols.find(name).is_none();
        let symbol = template.symbols.declare(name);
        self.memory.add(if is_new { SYMBOL_BYTES + name.len() } else { 0 });
        symbol
    }
}

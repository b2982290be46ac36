//! Objects: instances of templates and of built-in classes, in one arena with NEURON's reference counts.

mod arena;
mod slot;
mod template;

pub use arena::{ObjectId, ScopeId};
pub(crate) use arena::{Objects, ObjectData, ClassId};
pub(crate) use slot::{Slot, Dimensions};
pub(crate) use template::{Symbol, SymbolTable, Template};

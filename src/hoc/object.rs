//! Objects: instances of templates and of built-in classes, in one arena with NEURON's reference counts.

mod arena;
mod slot;
mod template;

pub(crate) use arena::{ClassId, ObjectData, Objects};
pub use arena::{ObjectId, ScopeId};
pub(crate) use slot::{Dimensions, Slot};
pub(crate) use template::{Symbol, SymbolTable, Template};

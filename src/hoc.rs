//! hoc: NEURON's language, as trees and as an evaluator that builds cells.

pub mod ast;
mod builtin;
mod buttons;
pub mod check;
mod collect;
mod describe;
pub mod egrep;
mod error;
mod eval;
pub mod format;
mod frame;
mod interpreter;
mod memory;
mod object;
pub mod parse;
pub mod print;
pub mod random;
mod run;
pub mod scan;
pub mod section_name_pattern;
mod section_stack;
mod value;
pub mod vector;
pub(crate) mod walk;
mod written;

pub use buttons::Button;
pub(crate) use describe::argument_uses;
pub use describe::{
    ArgumentUse, ConnectionInfo, ConnectionSource, PointProcessInfo, ScopeDescription, SectionArray, TemplateInfo,
};
pub use error::{Evaluated, Failure, HocError};
pub use eval::unrun::Unrun;
pub use interpreter::{Interpreter, Options};
pub use object::{ObjectId, ScopeId};
pub use value::{Argument, ArgumentKind, Property, Reference, Value};

//! NMODL: mod files as trees, and what they declare.

pub mod ast;
pub mod parse;

pub use parse::parse;

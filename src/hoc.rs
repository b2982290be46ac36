//! hoc: NEURON's language, as trees and as an evaluator that builds cells.

pub mod ast;
pub mod parse;
pub mod print;
pub mod egrep;
pub mod format;
pub mod random;
pub mod scan;
pub mod section_name_pattern;
pub mod vector;

//! Units of mod files: what constants are in numbers, and whether the equations agree in their units.
//!
//! ```text
//! text of a unit -> parse -> table -> dimension::Unit        (mA/cm2) -> 10 coul/m2-sec
//! UNITS blocks   -> constants: (faraday) (coulomb) -> 96485.33
//! ```
//! NEURON's `nocmodl` and `modlunit` are the law for both; where this differs from them, the place says why.

mod check;
mod checker;
mod constants;
mod definitions;
pub mod dimension;
mod expression;
mod kinetic;
mod names;
pub mod parse;
mod problem;
mod statement;
mod table;
mod unknown;
mod written;

pub use check::{MOST_FINDINGS, check_units};
pub use constants::constants;
pub use table::UnitTable;

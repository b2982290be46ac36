//! Units of mod files: what constants are in numbers, and whether the equations agree in their units.
//!
//! ```text
//! text of a unit -> parse -> table -> dimension::Unit        (mA/cm2) -> 10 coul/m2-sec
//! UNITS blocks   -> constants: (faraday) (coulomb) -> 96485.33
//! declarations   -> names -> unit of every expression -> check_units: warnings where two do not agree
//! ```
//! NEURON's `nocmodl` is the law for constants, its `modlunit` for the check. The check differs on purpose:
//! it goes on after a finding; `printf` takes arguments of any unit; a name of NEURON's that is only an argument somewhere
//! (`v` of a `FUNCTION`) needs no declaration; `UNITSOFF` holds for reactions too; `x^2.0` and `x^-1` are powers, and
//! the parentheses of `x^(2)` convert nothing; factors such as `1e-06` are not misread; a `LOCAL` keeps its unit to the
//! last digit.

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

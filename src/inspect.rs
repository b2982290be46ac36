//! What mechanisms do to the membrane, in figures: `neuron-reduce inspect` without its printing.
//!
//! ```text
//! mod files -> declaration::Declaration      what a mechanism says of itself
//! mod files, Cell -> site::Site -> point::point -> point::Point -> spectrum
//!                    (a segment)    (at a held voltage, all states steady)
//! ```
//! Everything about a voltage holds for the steady states at that voltage: what a slow voltage clamp would see.

pub mod current;
pub mod curves;
pub mod declaration;
pub mod gate;
pub mod load;
pub mod membrane;
pub mod plots;
pub mod point;
pub mod range;
pub mod setting;
pub mod site;
pub mod spectrum;
mod tables;

pub use declaration::Declaration;
pub use point::{Point, Refused, point};
pub use range::Range;
pub use site::Site;
pub use tables::{TableChange, table_change};

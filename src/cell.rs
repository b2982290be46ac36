//! Sections, their geometry and membrane, and the topology that joins them.
//!
//! [`Model`] is the live world that a hoc program changes: every section that exists, with NEURON's numbers and
//! NEURON's order. [`Cell`] is one cell of it, resolved: what every numeric stage sees.

mod assign;
mod define_shape;
mod distance;
mod error;
mod finite;
mod frusta;
mod geometry;
mod ion;
mod list;
mod membrane;
mod model;
mod place;
mod plain_names;
mod points;
pub mod processes;
mod range;
mod resolve;
pub mod resolved;
mod route;
mod section;
mod segments;
pub mod snapshot;
mod topology;

pub use assign::Assignment;
pub use error::CellError;
pub use model::{Attachment, Model, SectionId};
pub use place::Place;
pub use processes::Processes;
pub use range::{NodePlace, Range};
pub use resolved::Cell;
pub use route::{Route, Stop};

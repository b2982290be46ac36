//! Sections, their geometry and membrane, and the topology that joins them.

pub mod resolved;
pub mod snapshot;

pub use resolved::Cell;

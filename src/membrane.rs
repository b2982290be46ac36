//! The membrane of a segment from the mod files themselves: evaluated, brought to rest, linearized.
//!
//! ```text
//! nmodl::ast::ModFile -> compile -> Program -> Instance (one mechanism in one segment)
//!     Instances + ions -> segment -> local derivatives (dual numbers) -> LinearMembrane: states, admittance, modes
//! ```
//! Equations are interpreted over any [`scalar::Scalar`]: `f64` gives values, [`scalar::Dual`] exact derivatives, `lanes`
//! those of several inputs at once.

pub mod compile;
mod dense;
pub(crate) mod eigenvalues;
mod fault;
pub mod flat;
pub mod ghk;
mod given;
mod initial;
pub mod instance;
mod lanes;
mod library;
pub mod linear;
mod machine;
pub mod memory;
pub mod program;
pub mod response;
mod responses;
pub mod scalar;
pub mod segment;
pub mod site;
pub mod standing;

pub use compile::compile;
pub use fault::{Fault, FaultKind};
pub use given::{GivenBranch, GivenLinearization};
pub use instance::Instance;
pub use library::Library;
pub use machine::Tables;
pub use program::Program;
pub use response::Response;
pub use responses::Responses;
pub use standing::Standing;

//! NMODL: mod files as trees, and what they declare.
//!
//! ```text
//! text -> parse -> ast::ModFile -> resolve_includes -> symbols, check -> mechanism::MechanismType
//! ```
//! Nothing here runs an equation; [`load_catalog`] does all of it for the mod files of a model directory.

pub mod ast;
mod check;
mod examine;
mod include;
mod load;
mod mechanism;
pub mod parse;
pub mod print;
pub mod superpose;
pub mod symbols;
pub mod units;
pub(crate) mod walk;

pub use check::check;
pub use examine::{ExaminedMod, examine_file, examine_folders};
pub use include::resolve_includes;
pub use load::{LoadedMod, load_catalog, mod_folders};
pub use mechanism::{mechanism_name, mechanism_type};
pub use parse::parse;
pub use print::print;

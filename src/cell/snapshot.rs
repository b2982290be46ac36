//! A resolved cell as json: `write` and `read`.
//!
//! Names: `layout_version`, `celsius`, `v_init`, `globals`, `sections` (`name type lists nseg L Ra cm parent parent_x own_end n_pt3d children
//! rall_branch spine_area mechs ion_style seg0 ri_end`), `segments` (`x diam area ri`, flat: a section owns the slots `seg0 ..
//! seg0 + nseg`), and `pt3d` (`{section: {x y z d}}`). A value over segments is one number where it is the same in all
//! of them, otherwise a list. What is read is not trusted: every shape is checked and an error names the place.
//! `function_tables`, where there are some, is `{mechanism: {name: {values axes}}}`.
//! `point_processes`, where there are some, is [`super::processes::Processes`] as it is: `objects connections randoms vectors plays`,
//! a place being `{section x}` with the section's place in `sections`.

mod processes;
mod read;
mod tables;
mod tree;
mod value;
mod write;
mod written;

use indexmap::IndexMap;

pub use processes::write_processes;
pub use read::{read, read_with_all};
pub use write::{points, sections, segments, write};

use super::Cell;
use super::processes::Processes;
use crate::diagnostic::Diagnostic;
use crate::layouts;

/// What the parameters of mechanisms are after `insert`, by mechanism and hoc name.
pub type Defaults = IndexMap<String, IndexMap<String, f64>>;

/// A cell that another program has written, with what stands beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// What the cell is called.
    pub name: Option<String>,
    /// The parameters' defaults, as far as they are told.
    pub defaults: Defaults,
    /// The cell.
    pub cell: Cell,
    /// What sits on it.
    pub processes: Processes,
}

/// What is wrong with a snapshot.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SnapshotError {
    /// It is no json.
    #[error("the snapshot is no json: {0}")]
    Json(String),
    /// It is written in another version of the layout.
    #[error("the layout of the snapshot is version {found}, not {}", layouts::CELL)]
    Version {
        /// The version.
        found: String,
    },
    /// A value is missing or of another kind.
    #[error("`{path}` of the snapshot: {told}")]
    Kind {
        /// Where, such as `sections[3].L`.
        path: String,
        /// What is wrong with it.
        told: String,
    },
    /// A list has another length than the segments it is for.
    #[error("`{path}` of the snapshot has {found} values for {expected}")]
    Length {
        /// Where.
        path: String,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Two sections of one name.
    #[error("two sections of the snapshot are named `{name}`")]
    Duplicate {
        /// The name.
        name: String,
    },
    /// A parent or child that is no section.
    #[error("`{path}` of the snapshot names `{name}`, which is no section")]
    Dangling {
        /// Where.
        path: String,
        /// The name.
        name: String,
    },
    /// What sits on the cell names what is not there, or what cannot be a name.
    #[error("`point_processes` of the snapshot: {0}")]
    Processes(String),
    /// A section that is its own ancestor.
    #[error("section `{name}` of the snapshot is its own ancestor")]
    Cycle {
        /// The section's name.
        name: String,
    },
    /// The children that a section names are not the sections that name it as their parent.
    #[error("the children of section `{name}` in the snapshot are not those that name it as their parent")]
    Children {
        /// The section's name.
        name: String,
    },
}

impl SnapshotError {
    /// The message for the user.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let code = match self {
            Self::Json(_) => "snapshot::json",
            Self::Version { .. } => "snapshot::version",
            Self::Kind { .. } => "snapshot::kind",
            Self::Length { .. } => "snapshot::length",
            Self::Duplicate { .. } => "snapshot::duplicate",
            Self::Dangling { .. } => "snapshot::dangling",
            Self::Processes(_) => "snapshot::processes",
            Self::Cycle { .. } => "snapshot::cycle",
            Self::Children { .. } => "snapshot::children",
        };
        Diagnostic::error(code, self.to_string())
    }
}

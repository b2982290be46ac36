//! What goes wrong on the way to the cell, and its wording.

use thiserror::Error;

use crate::diagnostic::Diagnostic;

/// No cell, or too many.
#[derive(Debug, Error)]
pub(super) enum EntryError {
    /// The directory has no hoc at all.
    #[error("no cell found: the directory holds no hoc file")]
    NoHoc,
    /// Nothing in the files creates sections.
    #[error("no cell found: none of the {files} hoc files creates sections")]
    NoSections { files: usize },
    /// What the files suggest was tried, and gave no cell with channels or a leak.
    #[error("no cell found: {tries} ways to build one were tried")]
    NothingWorked { tries: usize },
    /// A recipe ran, and no section exists.
    #[error("no cell found: no section exists after `{recipe}`")]
    Empty { recipe: String },
    /// A guessed recipe ran, and nothing is inserted in its sections.
    #[error("nothing is inserted in the cell of `{recipe}`: something more has to be run")]
    NoMembrane { recipe: String },
    /// A guessed recipe gave a cell, and with other numbers it gives another.
    #[error("`{template}` takes numbers that its cell depends on")]
    Numbers { template: String },
    /// `--cell` names an objref without object.
    #[error("`{cell}` is no object")]
    NullCell { cell: String },
    /// Several recipes work.
    #[error("{count} ways lead to a cell: choose one")]
    SeveralWays { count: usize },
    /// The cell has one section, and the file that would make more of it ends with an error.
    #[error("`{file}` ends with an error: the cell is what `{recipe}` makes alone, one section")]
    Alone { file: String, recipe: String },
    /// Several cells exist at once.
    #[error("{count} cells exist: choose one")]
    SeveralCells { count: usize },
}

impl EntryError {
    pub(super) fn diagnostic(&self) -> Diagnostic {
        let code = match self {
            Self::SeveralWays { .. } | Self::SeveralCells { .. } => "entry::several-cells",
            Self::NoHoc
            | Self::NoSections { .. }
            | Self::NothingWorked { .. }
            | Self::Empty { .. }
            | Self::NoMembrane { .. }
            | Self::Numbers { .. }
            | Self::NullCell { .. } => "entry::no-cell",
            Self::Alone { .. } => return Diagnostic::warning("entry::one-section", self.to_string()),
        };
        Diagnostic::error(code, self.to_string())
    }
}

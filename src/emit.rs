//! The reduced model as files: hoc, Python, the mod files it needs, and what was done.
//!
//! The writers see the reduced cell and the map, no parser and no evaluator. [`mod@write`] puts the files on disk.

pub mod command;
pub mod hoc;
pub mod membrane;
pub mod model;
pub mod mods;
pub mod names;
pub mod number;
pub mod processes;
pub mod python;
pub mod readme;
pub mod record;
mod tables;
pub(crate) mod template;
pub mod write;

use std::path::PathBuf;

use template::Template;
use thiserror::Error;

/// A template of the program that cannot be filled: a fault of the program, not of the model.
#[derive(Debug, Error)]
#[error("a template of the program cannot be filled: {0}")]
pub struct EmitError(String);

impl EmitError {
    pub(crate) fn new(error: &impl std::error::Error) -> Self {
        let causes = std::iter::successors(error.source(), |cause| cause.source());
        Self(std::iter::once(error.to_string()).chain(causes.map(ToString::to_string)).collect::<Vec<_>>().join(": "))
    }
}

/// Parses the templates, which can be done beside other work before the first one is filled.
pub(crate) fn prepare() {
    [&hoc::CELL_HOC, &hoc::INIT_HOC, &python::MODEL_PY, &readme::README_MD].into_iter().for_each(Template::prepare);
}

/// One file of an output directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Relative to the output directory.
    pub path: PathBuf,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

impl OutputFile {
    /// A text file.
    #[must_use]
    pub fn text(path: &str, text: String) -> Self {
        Self { path: PathBuf::from(path), bytes: text.into_bytes() }
    }

    /// The same file in a folder of the output directory.
    #[must_use]
    pub fn under(self, folder: &str) -> Self {
        Self { path: PathBuf::from(folder).join(self.path), ..self }
    }
}

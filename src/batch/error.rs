//! Why a batch is not run.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::diagnostic::Diagnostic;

/// Why a batch is not run; a model that fails is none of these.
#[derive(Debug, Error)]
pub enum BatchError {
    /// There is nothing to do.
    #[error("no model is named")]
    Nothing,
    /// The list cannot be read.
    #[error("the list `{}` cannot be read: {error}", .path.display())]
    List {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The output cannot be written.
    #[error("the output `{}` cannot be written: {error}", .path.display())]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// It lies in a model.
    #[error("the output `{}` would change the model `{}`", .output.display(), .model.display())]
    InsideModel {
        /// The output.
        output: PathBuf,
        /// The model.
        model: PathBuf,
    },
    /// Two at a time would undo each other's work.
    #[error("another batch is writing to `{}`", .0.display())]
    Busy(PathBuf),
}

impl BatchError {
    pub(super) fn write(path: &Path, error: io::Error) -> Self {
        Self::Write { path: path.to_owned(), error }
    }
}

impl From<BatchError> for Diagnostic {
    fn from(error: BatchError) -> Self {
        let found = Self::error("batch", error.to_string());
        match error {
            BatchError::Nothing => found.help("name model directories, or a file that lists them with `--list`"),
            BatchError::List { .. } => found.help("a text file with a model directory on each line is needed"),
            BatchError::Write { .. } | BatchError::InsideModel { .. } => {
                found.help("name a directory that can be written, outside the models, with `-o`")
            }
            BatchError::Busy(_) => found.help("wait until it ends, or name another directory with `-o`"),
        }
    }
}

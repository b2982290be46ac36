//! The only writer: a directory is written to a temporary place beside its target and moved there whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::OutputFile;
use crate::diagnostic::Diagnostic;

/// Files that show that a directory was written by this program.
const MARKERS: [&str; 2] = ["reduction.json", "reduced/reduction.json"];

/// Why an output directory was not written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// It exists and may not be replaced.
    #[error("the output `{}` exists", .0.display())]
    Exists(PathBuf),
    /// It holds something that this program did not write, so not even `--force` replaces it.
    #[error("the output `{}` exists and is not an output of neuron-reduce", .0.display())]
    Foreign(PathBuf),
    /// It is, holds, or lies inside the model directory.
    #[error("the output `{}` would change the model directory `{}`", .output.display(), .model.display())]
    InsideModel {
        /// The output directory.
        output: PathBuf,
        /// The model directory.
        model: PathBuf,
    },
    /// The disk says no.
    #[error("the output `{}` cannot be written: {error}", .path.display())]
    Io {
        /// The output directory.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl From<WriteError> for Diagnostic {
    fn from(error: WriteError) -> Self {
        let found = Self::error("output::write", error.to_string());
        match error {
            WriteError::Exists(_) => found.help("name another directory with `-o`, or replace it with `--force`"),
            WriteError::Foreign(_) => found.help("name another directory with `-o`"),
            WriteError::InsideModel { .. } => found.help("name a directory outside the model's with `-o`"),
            WriteError::Io { .. } => found.help("name a directory that can be written with `-o`"),
        }
    }
}

/// May the directory be written? Asked before the work, so that nothing is computed in vain.
///
/// # Errors
/// [`WriteError::Exists`] without `force`, [`WriteError::Foreign`], [`WriteError::InsideModel`].
pub fn check_target(output: &Path, model: Option<&Path>, force: bool) -> Result<(), WriteError> {
    if let Some(model) = model.filter(|model| overlap(output, model)) {
        return Err(WriteError::InsideModel { output: output.to_owned(), model: model.to_owned() });
    }
    if output.symlink_metadata().is_err() {
        return Ok(());
    }
    if !force {
        return Err(WriteError::Exists(output.to_owned()));
    }
    if is_replaceable(output) { Ok(()) } else { Err(WriteError::Foreign(output.to_owned())) }
}

/// An empty directory, or one that this program wrote.
fn is_replaceable(output: &Path) -> bool {
    let is_empty = || fs::read_dir(output).is_ok_and(|mut entries| entries.next().is_none());
    MARKERS.iter().any(|marker| output.join(marker).is_file()) || is_empty()
}

/// Writes all files, or none.
///
/// # Errors
/// As [`check_target`], and when the system refuses.
pub fn write_directory(files: &[OutputFile], output: &Path, force: bool) -> Result<(), WriteError> {
    check_target(output, None, force)?;
    // `out/.` and `out/` are no names that anything can be moved to.
    let output: &Path = &output.components().collect::<PathBuf>();
    write_and_move(files, output).map_err(|error| WriteError::Io { path: output.to_owned(), error })
}

fn write_and_move(files: &[OutputFile], output: &Path) -> io::Result<()> {
    let parent = match output.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    fs::create_dir_all(parent)?;
    let temporary = tempfile::Builder::new().prefix(".neuron-reduce-").tempdir_in(parent)?;
    let fresh = temporary.path().join("new");
    fs::create_dir(&fresh)?;
    for file in files {
        let path = fresh.join(&file.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, &file.bytes)?;
    }
    move_into_place(&fresh, output, &temporary.path().join("old"))
}

/// What stood at the target goes aside first, and comes back when the new one cannot take its place.
fn move_into_place(fresh: &Path, output: &Path, aside: &Path) -> io::Result<()> {
    if output.symlink_metadata().is_err() {
        return fs::rename(fresh, output);
    }
    fs::rename(output, aside)?;
    fs::rename(fresh, output).inspect_err(|_| {
        // Nothing better can be done if the way back fails as well: the first error is the one to tell.
        let _ = fs::rename(aside, output);
    })
}

fn overlap(output: &Path, model: &Path) -> bool {
    let (Ok(model), Some(output)) = (model.canonicalize(), nearest_existing(output)) else { return false };
    output.starts_with(&model) || model.starts_with(&output)
}

/// The absolute path, with links resolved as far as it exists.
fn nearest_existing(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(path).ok()?;
    let existing = absolute.ancestors().find(|ancestor| ancestor.exists())?;
    let rest = absolute.strip_prefix(existing).ok()?;
    Some(existing.canonicalize().ok()?.join(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> OutputFile {
        OutputFile::text(path, text.to_owned())
    }

    #[test]
    fn a_directory_appears_whole() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("a/out");
        write_directory(&[file("mod/a.mod", "x"), file("reduction.json", "{}")], &output, false).unwrap();
        assert_eq!(fs::read_to_string(output.join("mod/a.mod")).unwrap(), "x");
        assert_eq!(fs::read_dir(folder.path().join("a")).unwrap().count(), 1, "no temporary folder is left");
    }

    #[test]
    fn an_existing_output_needs_force() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out");
        write_directory(&[file("reduction.json", "1"), file("old", "")], &output, false).unwrap();
        let error = write_directory(&[file("reduction.json", "2")], &output, false).unwrap_err();
        assert!(matches!(error, WriteError::Exists(_)));
        write_directory(&[file("reduction.json", "2")], &output, true).unwrap();
        assert_eq!(fs::read_to_string(output.join("reduction.json")).unwrap(), "2");
        assert!(!output.join("old").exists());
    }

    #[test]
    fn force_never_replaces_what_the_program_did_not_write() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.tex"), "").unwrap();
        assert!(matches!(check_target(folder.path(), None, true), Err(WriteError::Foreign(_))));
    }

    #[test]
    fn the_model_directory_is_never_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let model = folder.path().join("model");
        fs::create_dir(&model).unwrap();
        for output in [model.clone(), model.join("out/deep"), folder.path().to_owned(), model.join("../model/out")] {
            let refused = check_target(&output, Some(&model), true);
            assert!(matches!(refused, Err(WriteError::InsideModel { .. })), "{}", output.display());
        }
        assert!(check_target(&folder.path().join("out"), Some(&model), false).is_ok());
    }
}

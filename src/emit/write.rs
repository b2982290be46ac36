//! The only writer: a directory is written to a temporary place beside its target and moved there whole.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use thiserror::Error;
use walkdir::WalkDir;

use super::OutputFile;
use crate::diagnostic::Diagnostic;

/// The list of the files that were written, in each directory that is written.
const MANIFEST: &str = ".neuron-reduce";

/// How what is being written is named until it is in its place.
pub(crate) const TEMPORARY_PREFIX: &str = ".neuron-reduce-";

/// The page that `verify` writes into an output directory.
pub(crate) const VERIFIED: &str = "verify.html";

/// What compiling, running and verifying leave in an output directory.
pub(crate) const BY_PRODUCTS: [&str; 8] =
    ["x86_64", "aarch64", "arm64", "i686", "umac", "powerpc", "__pycache__", VERIFIED];

/// Why an output directory was not written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// It exists and may not be replaced.
    #[error("the output `{}` exists", .0.display())]
    Exists(PathBuf),
    /// It holds something that this program did not write, so not even `--force` replaces it.
    #[error("the output `{}` holds `{}`, which neuron-reduce did not write", .output.display(), .file.display())]
    Foreign {
        /// The output directory.
        output: PathBuf,
        /// The file, relative to it.
        file: PathBuf,
    },
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
            WriteError::Foreign { .. } => found.help("move it away, or name another directory with `-o`"),
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
    match stranger(output) {
        None => Ok(()),
        Some(file) => Err(WriteError::Foreign { output: output.to_owned(), file }),
    }
}

/// A file of the directory that neither this program wrote nor what its results are compiled and run with.
///
/// Of a link only the link is replaced.
fn stranger(output: &Path) -> Option<PathBuf> {
    if output.is_symlink() {
        return None;
    }
    let manifest = fs::read_to_string(output.join(MANIFEST)).unwrap_or_default();
    let written: BTreeSet<&Path> = manifest.lines().map(Path::new).chain([Path::new(MANIFEST)]).collect();
    let entries = WalkDir::new(output).sort_by_file_name().into_iter();
    entries
        .filter_entry(|entry| !BY_PRODUCTS.iter().any(|name| entry.file_name() == *name))
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| entry.path().strip_prefix(output).map(Path::to_owned).unwrap_or_default())
        .find(|path| !written.contains(path.as_path()))
}

/// The files of a directory and the list of them: without it `--force` does not replace the directory.
#[must_use]
pub fn with_manifest(mut files: Vec<OutputFile>) -> Vec<OutputFile> {
    files.retain(|file| file.path != Path::new(MANIFEST));
    let mut paths: Vec<_> = files.iter().map(|file| file.path.to_string_lossy()).collect();
    paths.sort();
    let lines = paths.join("\n") + "\n";
    files.push(OutputFile::text(MANIFEST, lines));
    files
}

/// Writes all files, or none.
///
/// # Errors
/// As [`check_target`], and when the system refuses.
pub fn write_directory(files: &[OutputFile], output: &Path, force: bool) -> Result<(), WriteError> {
    check_target(output, None, force)?;
    write_and_move(files, output).map_err(|error| WriteError::Io { path: output.to_owned(), error })
}

fn write_and_move(files: &[OutputFile], output: &Path) -> io::Result<()> {
    let output = resolved(output)?;
    let parent = output.parent().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    fs::create_dir_all(parent)?;
    let temporary = tempfile::Builder::new().prefix(TEMPORARY_PREFIX).tempdir_in(parent)?;
    let fresh = temporary.path().join("new");
    fs::create_dir(&fresh)?;
    for file in files {
        let path = fresh.join(&file.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, &file.bytes)?;
    }
    let old = temporary.path().join("old");
    move_into_place(&fresh, &output, &old).map_err(|error| {
        if old.symlink_metadata().is_err() {
            return error;
        }
        let kept = temporary.keep().join("old");
        io::Error::new(error.kind(), format!("{error}; what stood there is now in `{}`", kept.display()))
    })
}

/// What stood at the target goes aside first, and comes back when the new one cannot take its place.
fn move_into_place(fresh: &Path, output: &Path, aside: &Path) -> io::Result<()> {
    if output.symlink_metadata().is_err() {
        return fs::rename(fresh, output);
    }
    fs::rename(output, aside)?;
    fs::rename(fresh, output).inspect_err(|_| {
        // Where the way back fails as well, the caller finds it still aside, and tells.
        let _ = fs::rename(aside, output);
    })
}

fn overlap(output: &Path, model: &Path) -> bool {
    let (Ok(model), Ok(output)) = (model.canonicalize(), resolved(output)) else { return false };
    let real = output.canonicalize().unwrap_or_else(|_| output.clone());
    [output, real].iter().any(|output| output.starts_with(&model) || model.starts_with(output))
}

/// The absolute path without `.` and `..`; links are resolved as far as it exists, but for the last name.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    let mut resolved = PathBuf::new();
    let mut parts = std::path::absolute(path)?;
    let last = parts.file_name().map(PathBuf::from).filter(|_| parts.pop());
    for part in parts.components() {
        match part {
            Component::Prefix(_) | Component::RootDir => resolved.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                resolved.pop();
            }
            Component::Normal(name) => {
                resolved.push(name);
                if let Ok(real) = resolved.canonicalize() {
                    resolved = real;
                }
            }
        }
    }
    resolved.extend(last);
    Ok(resolved)
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
        write_directory(&with_manifest(vec![file("reduction.json", "1"), file("old", "")]), &output, false).unwrap();
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
        assert!(matches!(check_target(folder.path(), None, true), Err(WriteError::Foreign { .. })));
        let output = folder.path().join("out");
        write_directory(&with_manifest(vec![file("reduction.json", "1")]), &output, false).unwrap();
        fs::create_dir(output.join("x86_64")).unwrap();
        fs::write(output.join("x86_64/special"), "").unwrap();
        fs::write(output.join(VERIFIED), "").unwrap();
        check_target(&output, None, true).unwrap();
        fs::create_dir(output.join("results")).unwrap();
        fs::write(output.join("results/trace.dat"), "").unwrap();
        let error = check_target(&output, None, true).unwrap_err().to_string();
        assert!(error.ends_with("out` holds `results/trace.dat`, which neuron-reduce did not write"), "{error}");
    }

    #[test]
    fn the_model_directory_is_never_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let model = folder.path().join("model");
        fs::create_dir(&model).unwrap();
        for output in [
            model.clone(),
            model.join("out/deep"),
            folder.path().to_owned(),
            model.join("../model/out"),
            folder.path().join("gone/../model/out"),
        ] {
            let refused = check_target(&output, Some(&model), true);
            assert!(matches!(refused, Err(WriteError::InsideModel { .. })), "{}", output.display());
        }
        assert!(check_target(&folder.path().join("out"), Some(&model), false).is_ok());
    }
}

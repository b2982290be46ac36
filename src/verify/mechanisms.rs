//! A model's mod files, compiled by `nrnivmodl`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use walkdir::WalkDir;

use super::cache::hash;
use super::error::VerifyError;
use super::process::{Finished, run};
use super::python::Python;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::emit::OutputFile;
use crate::emit::mods::mod_files;
use crate::entry::mod_paths;
use crate::nmodl::load_catalog;
use crate::source::SourceMap;

/// Lines of the compiler that an error tells.
const TOLD_LINES: usize = 8;

/// The mod files of a directory, with what they include, in one folder `mod`.
///
/// # Errors
/// Where reading the directory gives errors.
pub(super) fn mods_of(directory: &Path, folder: Option<&Path>) -> Result<Vec<OutputFile>, VerifyError> {
    let other = |diagnostic: Diagnostic| VerifyError::Other(Box::new(Diagnostic { labels: vec![], ..diagnostic }));
    let mut sources =
        SourceMap::open(directory).map_err(|error| VerifyError::Model { path: directory.to_owned(), error })?;
    let paths = mod_paths(&sources, folder).map_err(other)?;
    let mut diagnostics = Diagnostics::default();
    let (_, mods) = load_catalog(&mut sources, &paths, &mut diagnostics);
    if let Some(fatal) = diagnostics.into_iter().find(Diagnostic::is_fatal) {
        return Err(other(fatal));
    }
    mod_files(&mods.iter().collect::<Vec<_>>(), &sources).map_err(other)
}

/// The library of mod files, made in a folder of its content's name; none of no files.
///
/// # Errors
/// When `nrnivmodl` fails, or does not end.
pub(super) fn compile(
    side: &'static str,
    mods: &[OutputFile],
    python: &Python,
    folder: &Path,
    timeout: Duration,
) -> Result<Option<PathBuf>, VerifyError> {
    if mods.is_empty() {
        return Ok(None);
    }
    let content: Vec<_> = mods.iter().map(|file| (&file.path, &file.bytes)).collect();
    let made = folder.join(format!("mechanisms-{:016x}", hash((&python.version, &python.program, content))));
    if let Some(library) = library(&made) {
        return Ok(Some(library));
    }
    let unwritten = |error| VerifyError::Write { path: made.clone(), error };
    // Another process may be making the same: what is whole is moved into its place.
    let fresh = tempfile::tempdir_in(folder).map_err(unwritten)?;
    write(mods, fresh.path()).map_err(unwritten)?;
    let ended = run(python.compiler().arg("mod").current_dir(fresh.path()), timeout)
        .map_err(|error| VerifyError::Compile { side, said: vec![error.to_string()] })?;
    let ended =
        ended.ok_or_else(|| VerifyError::Silent { what: "`nrnivmodl`".to_owned(), seconds: timeout.as_secs() })?;
    if !ended.status.success() || library(fresh.path()).is_none() {
        return Err(VerifyError::Compile { side, said: telling(&ended) });
    }
    let moved = fs::rename(fresh.path(), &made);
    match library(&made) {
        Some(library) => Ok(Some(library)),
        None => moved.map(|()| None).map_err(unwritten),
    }
}

fn write(mods: &[OutputFile], folder: &Path) -> std::io::Result<()> {
    for file in mods {
        let path = folder.join(&file.path);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, &file.bytes)?;
    }
    Ok(())
}

/// `x86_64/libnrnmech.so` or what the platform calls it.
fn library(folder: &Path) -> Option<PathBuf> {
    let files = WalkDir::new(folder).max_depth(4).sort_by_file_name().into_iter().filter_map(Result::ok);
    let mut libraries = files.map(walkdir::DirEntry::into_path).filter(|path| {
        path.file_stem().is_some_and(|stem| stem == "libnrnmech") && path.extension().is_none_or(|end| end != "la")
    });
    libraries.next()
}

/// The lines of the compilers that speak of errors, else the last ones.
fn telling(ended: &Finished) -> Vec<String> {
    let lines: Vec<String> = ended.errors.lines().into_iter().chain(ended.output.lines()).collect();
    let errors: Vec<_> = lines.iter().filter(|line| line.to_lowercase().contains("error")).cloned().collect();
    if errors.is_empty() {
        let last = ended.errors.last(TOLD_LINES);
        return if last.is_empty() { ended.output.last(TOLD_LINES) } else { last };
    }
    errors.iter().skip(errors.len().saturating_sub(TOLD_LINES)).cloned().collect()
}

//! `neuron-reduce check PATH`: parse and check everything, one line a file.

mod report;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::Outcome;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::entry::scan::HOC_EXTENSIONS;
use crate::hoc::check::check_file;
use crate::morphology::{Format, Reading};
use crate::nmodl::{ExaminedMod, examine_file, examine_folders};
use crate::source::{FileId, SourceMap, nearest_path};
use crate::stages::Stages;
use report::{CheckedFile, Made, report};

/// Parse and check the mod, hoc and morphology files of a model, one line a file
#[derive(Debug, Args)]
#[command(after_help = "Example: `neuron-reduce check mod --message-format short` before a model is published.\n\
                        Exit code 1 when there is an error.")]
pub struct CheckArguments {
    /// A file, or a directory with all that is in it
    path: PathBuf,
}

pub(super) fn run(arguments: &CheckArguments, stages: &Stages) -> Outcome {
    let opened = open(&arguments.path);
    let (mut sources, paths, is_one) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            let message = format!("`{}` cannot be read: {error}", arguments.path.display());
            let found = Diagnostic::error("check::path", message);
            return Outcome::failed(found.help_if(nearest_path(&arguments.path)));
        }
    };
    if paths.is_empty() {
        let message = format!("`{}` holds nothing to check", arguments.path.display());
        let help = "mod files, hoc files and morphologies (asc, swc) are checked";
        return Outcome::failed(Diagnostic::error("check::path", message).help(help));
    }
    let checked = check_all(&mut sources, &paths, is_one, stages);
    let text = report(&checked);
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(checked.into_iter().flat_map(|file| file.found));
    Outcome { text, diagnostics, sources, is_report: true, ..Outcome::default() }
}

/// The directory to read from, the files to check, sorted, and whether one file was named.
fn open(path: &Path) -> std::io::Result<(SourceMap, Vec<PathBuf>, bool)> {
    let path = path.canonicalize()?;
    if path.is_dir() {
        let sources = SourceMap::open(&path)?;
        let extensions: Vec<_> = ["mod", "asc", "swc", "ses"].iter().chain(HOC_EXTENSIONS).copied().collect();
        let paths = sources.find(&extensions);
        return Ok((sources, paths, false));
    }
    let folder = path.parent().unwrap_or(&path);
    let name = path.file_name().map(PathBuf::from).unwrap_or_default();
    Ok((SourceMap::open(folder)?, vec![name], true))
}

/// Every file in the order of `paths`; the mod files of a folder are checked together.
fn check_all(sources: &mut SourceMap, paths: &[PathBuf], is_one: bool, stages: &Stages) -> Vec<CheckedFile> {
    stages.begin("checking files");
    let mut checked: Vec<_> = match paths {
        [path] if is_one && is_mod(path) => vec![checked_mod(examine_file(sources, path))],
        _ => check_mods(sources, paths),
    };
    for path in paths.iter().filter(|path| !is_mod(path)) {
        stages.count(checked.len(), paths.len());
        checked.push(check_text(sources, path));
    }
    checked.sort_by(|one, other| one.path.cmp(&other.path));
    checked
}

fn check_mods(sources: &mut SourceMap, paths: &[PathBuf]) -> Vec<CheckedFile> {
    let mut folders: BTreeMap<&Path, Vec<PathBuf>> = BTreeMap::new();
    for path in paths.iter().filter(|path| is_mod(path)) {
        folders.entry(path.parent().unwrap_or(Path::new(""))).or_default().push(path.clone());
    }
    let folders: Vec<_> = folders.into_values().collect();
    examine_folders(sources, &folders).into_iter().map(checked_mod).collect()
}

fn checked_mod(ExaminedMod { path, mechanism, found }: ExaminedMod) -> CheckedFile {
    let made = mechanism.map_or(Made::UnreadMod, |(kind, name)| Made::Mechanism(kind, name));
    CheckedFile { path, made, found }
}

fn extension(path: &Path) -> String {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn is_mod(path: &Path) -> bool {
    extension(path) == "mod"
}

fn check_text(sources: &mut SourceMap, path: &Path) -> CheckedFile {
    let (made, found) = match sources.read(path) {
        Ok(file) => parse(path, &Arc::clone(&sources.file(file).text), file),
        Err(error) => {
            let message = format!("cannot read `{}`: {error}", path.display());
            let mut found = Diagnostics::default();
            found.push(Diagnostic::error("check::path", message));
            (Made::Hoc, found)
        }
    };
    CheckedFile { path: path.to_owned(), made, found }
}

/// A file by its extension where that tells; others, `.asc` among them, hold hoc (`ntscable` writes it) or a morphology.
fn parse(path: &Path, text: &str, file: FileId) -> (Made, Diagnostics) {
    let extension = extension(path);
    if extension == "swc" {
        return parse_morphology(Format::Swc, text, file);
    }
    if extension == "asc" && Format::of_first_line(text) == Some(Format::Neurolucida) {
        return parse_morphology(Format::Neurolucida, text, file);
    }
    let mut found = Diagnostics::default();
    check_file(text, file, &mut found);
    let is_hoc = extension == "ses" || HOC_EXTENSIONS.contains(&extension.as_str());
    if is_hoc || !(found.has_fatal() || text.trim().is_empty()) {
        return (Made::Hoc, found);
    }
    match Format::of_text(text) {
        Some(format) => parse_morphology(format, text, file),
        None if extension == "asc" => parse_morphology(Format::Neurolucida, text, file),
        None => (Made::Hoc, found),
    }
}

fn parse_morphology(format: Format, text: &str, file: FileId) -> (Made, Diagnostics) {
    (Made::Morphology(format), Reading::of(format, text, file).diagnostics)
}

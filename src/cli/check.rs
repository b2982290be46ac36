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
use crate::morphology::{parse_neurolucida, parse_swc};
use crate::nmodl::{ExaminedMod, examine_file, examine_folder};
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
        [path] if is_one && kind_of(path) == Kind::Mod => vec![checked_mod(examine_file(sources, path))],
        _ => check_mods(sources, paths),
    };
    for path in paths {
        let kind = kind_of(path);
        if kind != Kind::Mod {
            stages.count(checked.len(), paths.len());
            checked.push(check_text(sources, path, kind));
        }
    }
    checked.sort_by(|one, other| one.path.cmp(&other.path));
    checked
}

fn check_mods(sources: &mut SourceMap, paths: &[PathBuf]) -> Vec<CheckedFile> {
    let mut folders: BTreeMap<&Path, Vec<PathBuf>> = BTreeMap::new();
    for path in paths.iter().filter(|path| kind_of(path) == Kind::Mod) {
        folders.entry(path.parent().unwrap_or(Path::new(""))).or_default().push(path.clone());
    }
    folders.into_values().flat_map(|paths| examine_folder(sources, &paths)).map(checked_mod).collect()
}

fn checked_mod(ExaminedMod { path, mechanism, found }: ExaminedMod) -> CheckedFile {
    let made = mechanism.map_or(Made::UnreadMod, |(kind, name)| Made::Mechanism(kind, name));
    CheckedFile { path, made, found }
}

/// What a file is by its extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mod,
    Hoc,
    Neurolucida,
    Swc,
}

fn kind_of(path: &Path) -> Kind {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "mod" => Kind::Mod,
        "asc" => Kind::Neurolucida,
        "swc" => Kind::Swc,
        _ => Kind::Hoc,
    }
}

fn check_text(sources: &mut SourceMap, path: &Path, kind: Kind) -> CheckedFile {
    let mut found = Diagnostics::default();
    match sources.read(path) {
        Ok(file) => parse(sources, file, kind, &mut found),
        Err(error) => {
            let message = format!("cannot read `{}`: {error}", path.display());
            found.push(Diagnostic::error("check::path", message));
        }
    }
    let made = match kind {
        Kind::Mod => Made::UnreadMod,
        Kind::Hoc => Made::Hoc,
        Kind::Neurolucida => Made::Neurolucida,
        Kind::Swc => Made::Swc,
    };
    CheckedFile { path: path.to_owned(), made, found }
}

fn parse(sources: &SourceMap, file: FileId, kind: Kind, found: &mut Diagnostics) {
    let text = Arc::clone(&sources.file(file).text);
    match kind {
        Kind::Mod | Kind::Hoc => {
            check_file(&text, file, found);
        }
        Kind::Neurolucida => {
            parse_neurolucida(&text, file, found);
        }
        Kind::Swc => {
            parse_swc(&text, file, found);
        }
    }
}

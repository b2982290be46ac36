//! Mod files, each with everything that there is to say of it: what `check` prints.
//!
//! Where [`super::load_catalog`] says what matters to a cell, this says all.

use std::path::{Path, PathBuf};

use super::ast::ModFile;
use super::check::check;
use super::load::{Loader, ModText, file_stem, read_mods};
use super::mechanism::mechanism_of;
use super::symbols::Symbols;
use super::units::check_units;
use crate::diagnostic::Diagnostics;
use crate::mechanism::{MechanismKind, MechanismType};
use crate::side_by_side::side_by_side;
use crate::source::SourceMap;

/// Of a thread that checks: as large as a program's own.
const STACK_BYTES: usize = 8 << 20;

/// A mod file and what there is to say of it.
#[derive(Debug)]
pub struct ExaminedMod {
    /// Its path, as it was given.
    pub path: PathBuf,
    /// What it makes, and its name; none where it cannot be read.
    pub mechanism: Option<(MechanismKind, String)>,
    /// What was found.
    pub found: Diagnostics,
}

/// Reads mod files by the folders that NEURON would compile, and checks each and what those of a folder are together.
#[must_use]
pub fn examine_folders(sources: &mut SourceMap, folders: &[Vec<PathBuf>]) -> Vec<ExaminedMod> {
    let texts = read_mods(sources, &folders.concat());
    let checked = side_by_side(&texts, STACK_BYTES, |text| checked(text, sources));
    let mut files = texts.into_iter().zip(checked);
    folders.iter().flat_map(|paths| examine_folder(files.by_ref().take(paths.len()), sources)).collect()
}

type Checked = Option<(Diagnostics, MechanismType)>;

/// The files of one folder.
fn examine_folder(files: impl Iterator<Item = (ModText, Checked)>, sources: &SourceMap) -> Vec<ExaminedMod> {
    let mut loader = Loader::new();
    let mut examined: Vec<_> = files
        .map(|(text, checked)| {
            let (mut examined, made) = examine(text, checked);
            if let Some((tree, mechanism)) = made {
                loader.take(examined.path.clone(), tree, mechanism, sources, &mut examined.found);
            }
            examined
        })
        .collect();
    let mut together = Diagnostics::default();
    loader.check_valences(&mut together);
    for diagnostic in together {
        let path = diagnostic.span().map(|span| PathBuf::from(&sources.file(span.file).name));
        if let Some(home) = examined.iter_mut().find(|examined| path.as_ref() == Some(&examined.path)) {
            home.found.push(diagnostic);
        }
    }
    examined
}

/// Reads one mod file and checks it alone.
#[must_use]
pub fn examine_file(sources: &mut SourceMap, path: &Path) -> ExaminedMod {
    let text = read_mods(sources, &[path.to_owned()]).pop();
    let unread = ExaminedMod { path: path.to_owned(), mechanism: None, found: Diagnostics::default() };
    text.map_or(unread, |text| {
        let checked = checked(&text, sources);
        examine(text, checked).0
    })
}

/// What all checks of a file find, and what it makes; none where it could not be read.
fn checked(text: &ModText, sources: &SourceMap) -> Checked {
    let (tree, stem) = (text.tree.as_ref()?, file_stem(&text.path));
    let symbols = Symbols::of(tree);
    let mut found = check(tree, &symbols, &stem);
    found.extend(check_units(tree, sources));
    Some((found, mechanism_of(tree, &symbols, &stem)))
}

/// A mod file by itself, and where nothing is wrong with it what it makes.
fn examine(text: ModText, checked: Checked) -> (ExaminedMod, Option<(ModFile, MechanismType)>) {
    let ModText { path, tree, mut found } = text;
    let Some((tree, (more, mechanism))) = tree.zip(checked) else {
        return (ExaminedMod { path, mechanism: None, found }, None);
    };
    found.extend(more);
    let named = Some((mechanism.kind, mechanism.name.clone()));
    let made = (!found.has_fatal()).then_some((tree, mechanism));
    (ExaminedMod { path, mechanism: named, found }, made)
}
